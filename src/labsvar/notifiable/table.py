"""Which organisms and codes mean which notifiable disease: a dated table that an installation edits.

The diseases, their lists and the duty to send isolates are those of the package table
(`labsvar.codes.tables.notifiable_diseases`, after BEK nr. 1260 of 27 October 2023). That table is not
complete: where it has no list, a row of this table may give one. **Assumption**: every row of the table
that an installation begins with, since no public document maps names or codes to the diseases.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import Annotated, Final, Literal, NamedTuple

import msgspec

from labsvar.codes import tables
from labsvar.codetables import Dated, Version, read_csv
from labsvar.codetables.reading import PLAIN
from labsvar.findings import Finding
from labsvar.notifiable import rules

TABLE: Final = "notifiable"
ANY: Final = "*"
ListName = Literal["1a", "1b", "1c", "2", "unknown"]
Duty = Literal["yes", "no", "unknown"]
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=PLAIN)]
_Words = Annotated[str, msgspec.Meta(min_length=1, max_length=300, pattern=PLAIN)]


class Row(Dated, frozen=True, kw_only=True):
    """What a name or a code means.

    `finding` is the name of an organism or analysis, or a code. A name fits whole, or as the beginning of a
    longer one, at the end of a word; `*` fits every organism. `responsible` is who keeps a code (`SST`, `MDS`, a laboratory), `*`
    any. `materials` and `remarks` have `|` between them: one of them has to stand in the material, or in
    what the laboratory says of the organism; `*` is any. `disease` is the Danish name in the package table;
    `list` and `isolate` are taken from there unless a row says otherwise.
    """

    what: Literal["organism", "analysis", "code"]
    finding: _Text
    responsible: _Text = ANY
    materials: _Words = ANY
    remarks: _Words = ANY
    disease: _Text
    list: Literal["1a", "1b", "1c", "2", ""] = ""
    isolate: Literal["yes", "no", ""] = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What is found, and what it means."""
        place = (self.what, self.finding.casefold(), self.responsible, self.materials, self.remarks)
        return (*place, self.disease)

    def faults(self, *, line: int) -> tuple[Finding, ...]:
        """A disease has to be one of the package table."""
        return () if self.disease in _diseases() else (rules.DISEASE.at(line=line, path="disease"),)

    @property
    def listed(self) -> ListName:
        """The list of the disease; `unknown` where neither table says it."""
        if self.list:
            return self.list
        known = _diseases()[self.disease].list
        return msgspec.convert(known, ListName) if known else "unknown"

    @property
    def duty(self) -> Duty:
        """Whether isolates have to be sent to Statens Serum Institut."""
        return self.isolate or msgspec.convert(_diseases()[self.disease].isolate_required, Duty)


class Ready(NamedTuple):
    """A row made ready for comparing: its name and words as they are compared. No words is any."""

    row: Row
    wanted: str
    materials: tuple[str, ...]
    remarks: tuple[re.Pattern[str], ...]


class Table:
    """Rows, ready to be asked. `version` is that of the release; 0 is the table of the beginning."""

    def __init__(self, rows: Iterable[Row], *, version: int = 0) -> None:
        self.rows = tuple(rows)
        self.version = version
        self._by_code: defaultdict[str, list[Ready]] = defaultdict(list)
        self._by_word: defaultdict[tuple[str, str], list[Ready]] = defaultdict(list)
        for row in self.rows:
            ready = _ready(row)
            if row.what == "code":
                self._by_code[row.finding].append(ready)
            else:
                word = ANY if row.finding == ANY else _first_word(ready.wanted)
                self._by_word[row.what, word].append(ready)

    def of_code(self, code: str) -> Sequence[Ready]:
        """The rows of a code."""
        return self._by_code.get(code, ())

    def knows_code(self, code: str, responsible: str, *, on: date) -> bool:
        """Whether a code of whoever is responsible for it means a disease on a day, in any material."""
        return any(
            each.row.responsible in (ANY, responsible) and each.row.valid_from <= on <= each.row.valid_to
            for each in self.of_code(code)
        )

    def of_name(self, what: str, name: str) -> Iterator[Ready]:
        """The rows whose names begin with the same word, and those of any name."""
        yield from self._by_word.get((what, _first_word(name)), ())
        yield from self._by_word.get((what, ANY), ())


def plain(text: str) -> str:
    """A text as it is compared: small letters, single spaces."""
    return " ".join(text.casefold().split())


def _first_word(name: str) -> str:
    return "".join(takewhile(str.isalnum, name))


def _ready(row: Row) -> Ready:
    remarks = tuple(map(_said, _words(row.remarks)))
    return Ready(row, plain(row.finding), _words(row.materials), remarks)


def _words(cell: str) -> tuple[str, ...]:
    """The words of a cell; none where any will do, which it may say beside others: "blod|*"."""
    words = tuple(plain(word) for word in cell.split("|") if word.strip())
    return () if ANY in words else words


def _said(word: str) -> re.Pattern[str]:
    """A word where it is not denied, as it is in "ikke MRSA"."""
    return re.compile(rf"(?<!ikke )(?<!ingen )(?<!ej )(?<!non-){re.escape(word)}")


@cache
def starting_rows() -> tuple[Row, ...]:
    """The table that an installation begins with; every row of it is an assumption, and says so."""
    text = (files("labsvar.notifiable") / "starting.csv").read_text(encoding="utf-8")
    return read_csv(Row, text).rows


def table_in_use(version: Version | None) -> Table:
    """The table of a released version, or that of the beginning."""
    if version is None:
        return Table(starting_rows())
    return Table(read_csv(Row, version.text).rows, version=version.version)


@cache
def _diseases() -> dict[str, tables.NotifiableDisease]:
    return {row.disease_da: row for row in tables.notifiable_diseases()}
