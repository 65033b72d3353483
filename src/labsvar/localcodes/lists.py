"""Lists of local codes: one for each laboratory, in versions, each row with a validity.

A local code stands in letters as a code of the type `lokal` whose responsible is the laboratory's
abbreviation of two or three letters, in EDIFACT `xxxxxxxx:91:LAB` (MedCom, "Laboratorieområdet", codes).
What a row says beside that is what the administrators of the requisition hotels asked for: which analysis
can replace the code, and which NPU or DNK code it corresponds to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Final

import msgspec

from labsvar.codetables import Dated, Read, Version, read_csv, valid
from labsvar.codetables.reading import PLAIN
from labsvar.findings import Finding
from labsvar.localcodes import rules

PREFIX: Final = "local-codes/"
_EQUIVALENT: Final = re.compile(r"(NPU|DNK)[0-9]{5}")
_Meaning = Annotated[str, msgspec.Meta(min_length=1, max_length=350, pattern=PLAIN)]
_Optional = Annotated[str, msgspec.Meta(max_length=70, pattern=PLAIN)]


class LocalCode(Dated, frozen=True, kw_only=True):
    """One local code of one laboratory.

    `laboratory` is the abbreviation, `owner` who answers for the row, `meaning` what is examined in words,
    `replaced_by` the code of the analysis to be used instead, `equivalent` the NPU or DNK code that says the
    same, with its `unit`. What is not known is empty.
    """

    laboratory: Annotated[str, msgspec.Meta(pattern=r"\A[A-ZÆØÅ0-9]{2,3}\Z")]
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=17, pattern=PLAIN)]
    meaning: _Meaning
    owner: Annotated[str, msgspec.Meta(min_length=1, max_length=70, pattern=PLAIN)]
    replaced_by: _Optional = ""
    equivalent: _Optional = ""
    unit: _Optional = ""

    @property
    def key(self) -> tuple[str, ...]:
        """The laboratory and its code."""
        return self.laboratory, self.code

    def faults(self, *, line: int) -> tuple[Finding, ...]:
        """An equivalent is a code of the NPU terminology, and nothing replaces itself."""
        found = []
        if self.equivalent and not _EQUIVALENT.fullmatch(self.equivalent):
            found.append(rules.EQUIVALENT.at(line=line, path="equivalent"))
        if self.replaced_by == self.code:
            found.append(rules.REPLACED.at(line=line, path="replaced_by"))
        return tuple(found)


class LocalCodes:
    """All lists in use, ready to be asked."""

    def __init__(self, rows: Iterable[LocalCode] = ()) -> None:
        self.rows = tuple(sorted(rows, key=lambda row: (row.laboratory, row.code, row.valid_from)))
        self._by_code: defaultdict[str, list[LocalCode]] = defaultdict(list)
        self._by_equivalent: defaultdict[str, list[LocalCode]] = defaultdict(list)
        for row in self.rows:
            self._by_code[row.code].append(row)
            self._by_equivalent[row.equivalent].append(row)

    def find(
        self,
        *,
        on: date,
        code: str | None = None,
        laboratory: str | None = None,
        equivalent: str | None = None,
        words: str | None = None,
        lacking: bool = False,
    ) -> tuple[LocalCode, ...]:
        """The rows that are valid on a day and are all that is asked for; `words` stand in the meaning.

        With `lacking` only those without an equivalent.
        """
        rows: Iterable[LocalCode] = self.rows
        if code is not None:
            rows = self._by_code.get(code, ())
        elif equivalent is not None:
            rows = self._by_equivalent.get(equivalent, ())
        return tuple(
            row
            for row in valid(rows, on)
            if laboratory in (None, row.laboratory)
            and equivalent in (None, row.equivalent)
            and (words is None or words.casefold() in row.meaning.casefold())
            and not (lacking and row.equivalent)
        )

    @property
    def laboratories(self) -> tuple[str, ...]:
        """Those that have a list."""
        return tuple(dict.fromkeys(row.laboratory for row in self.rows))


def table_name(laboratory: str) -> str:
    """What the list of a laboratory is called among the tables of codes."""
    return f"{PREFIX}{laboratory}"


def of_laboratory(text: str) -> tuple[str, Read[LocalCode]]:
    """The laboratory of a list and its rows, from CSV; without a laboratory there are findings."""
    read = read_csv(LocalCode, text)
    laboratories = {row.laboratory for row in read.rows}
    if read.findings or len(laboratories) == 1:
        return "".join(laboratories), read
    rule = rules.SEVERAL if laboratories else rules.EMPTY
    return "", Read(findings=(rule.at(line=None, path="laboratory"),))


def codes_in_use(versions: Iterable[Version]) -> LocalCodes:
    """The codes of the versions in use, one for each laboratory."""
    return LocalCodes(row for version in versions for row in read_csv(LocalCode, version.text).rows)
