"""The tables that say what a card's code means: versioned, dated, owned (`labsvar.codetables`).

Two tables of its own: *codes* says of each national code (or local code that is sent as such) whether it is
biochemistry or microbiology, its unit and form of value, and whether it is on the positive list;
*mapping* says which of these a clinic's local code stands for. Both are plain CSV. Which codes are notifiable
is asked of the table that surveillance keeps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Final, Literal, TypeVar

import msgspec

from labsvar.codes import tables
from labsvar.codetables import Dated, TableStore, read_csv, version_in_use
from labsvar.findings import Finding
from labsvar.hub import rules
from labsvar.notifiable import TABLE as NOTIFIABLE
from labsvar.notifiable import Table as Notifiable
from labsvar.notifiable import table_in_use

CODES: Final = "hub/codes"
MAPPING: Final = "hub/mapping"
"""The names of the two tables."""
TargetSystem = Literal["npu", "dnk", "mcs", "mds", "local"]
ANY: Final = "*"
_RESPONSIBLE: Final = {"npu": "SST", "dnk": "SST", "mcs": "MCS", "mds": "MDS"}
NO_UNIT: Final = "-"
_Cell = Annotated[str, msgspec.Meta(min_length=1, max_length=70)]


class CodeEntry(Dated, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One code as it is sent. `units` are those the value may have, with `|` between; `-` is none, `*` any.

    The last day of the validity is included. It is held against the day the sample was taken.
    """

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=17)]
    code_system: TargetSystem
    short_name: Annotated[str, msgspec.Meta(min_length=1, max_length=35)]
    long_name: Annotated[str, msgspec.Meta(min_length=1, max_length=70)]
    databank: Literal["LABA", "MiBa"]
    units: Annotated[str, msgspec.Meta(max_length=200)] = NO_UNIT
    value_form: Literal["number", "text", "any"] = "any"
    shared: Literal["yes", "no"] = "no"

    @property
    def key(self) -> tuple[str, ...]:
        """A code of a system."""
        return self.code, self.code_system

    def responsible(self, producer: str) -> str:
        """Who is responsible for the code in a letter: of one that is sent as local its producer."""
        return _RESPONSIBLE.get(self.code_system, producer)


class MappingEntry(Dated, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a local code stands for, in one clinic, in one practice system, or everywhere (`*`)."""

    clinic: _Cell = ANY
    system: _Cell = ANY
    local_code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=17)]
    code_system: TargetSystem

    @property
    def key(self) -> tuple[str, ...]:
        """A local code in its clinic and system."""
        return self.clinic, self.system, self.local_code


_Dated = TypeVar("_Dated", bound=Dated)


class Tables:
    """The released tables, ready to be asked."""

    def __init__(
        self,
        codes: Iterable[CodeEntry] = (),
        mapping: Iterable[MappingEntry] = (),
        notifiable: Notifiable | None = None,
    ) -> None:
        self.codes = tuple(codes)
        self._notifiable = notifiable or Notifiable(())
        self.mapping = tuple(mapping)
        self._codes = _by_key(self.codes)
        self._mapping = _by_key(self.mapping)

    def entry(self, code: str, code_system: str, *, on: date) -> CodeEntry | None:
        """What a code means on a day."""
        return _valid(self._codes.get((code, code_system), ()), on)

    def mapped(self, local_code: str, *, clinic: str, system: str, on: date) -> CodeEntry | None:
        """What a clinic's local code stands for on a day: its own word before that of its system, before
        that of all."""
        for key in ((clinic, ANY), (ANY, system), (ANY, ANY)):
            found = _valid(self._mapping.get((*key, local_code), ()), on)
            if found is not None:
                return self.entry(found.code, found.code_system, on=on)
        return None

    def is_notifiable(self, code: str, responsible: str, *, on: date) -> bool:
        """Whether a code, whatever its answer, is one that surveillance is to have on a day."""
        return self._notifiable.knows_code(code, responsible, on=on)

    def national(self, code: str, *, on: date) -> CodeEntry | None:
        """A code that the table has under one national system."""
        for system in ("npu", "dnk", "mcs", "mds"):
            found = self.entry(code, system, on=on)
            if found is not None:
                return found
        return None


def targets(entries: Iterable[MappingEntry], known: Tables) -> tuple[Finding, ...]:
    """The rows of a mapping, by their line, that lead to a code the code table has not."""
    codes = {entry.key for entry in known.codes}
    return tuple(
        rules.TABLE_TARGET.at(line=line, path="code")
        for line, entry in enumerate(entries, 2)
        if (entry.code, entry.code_system) not in codes
    )


def in_use(store: TableStore) -> Tables:
    """The released tables; before a code table was released, that of the beginning."""
    codes, mapping = version_in_use(store, CODES), version_in_use(store, MAPPING)
    return Tables(
        starting_codes() if codes is None else read_csv(CodeEntry, codes.text).rows,
        () if mapping is None else read_csv(MappingEntry, mapping.text).rows,
        table_in_use(version_in_use(store, NOTIFIABLE)),
    )


def _by_key(entries: Iterable[_Dated]) -> dict[tuple[str, ...], list[_Dated]]:
    found: defaultdict[tuple[str, ...], list[_Dated]] = defaultdict(list)
    for entry in entries:
        found[entry.key].append(entry)
    return dict(found)


def _valid(entries: Sequence[_Dated], on: date) -> _Dated | None:
    return next((entry for entry in entries if entry.valid_from <= on <= entry.valid_to), None)


# What an installation begins with ----------------------------------------------------------------

_MICROBIOLOGY: Final = frozenset({"NPU18729", "NPU16328", "NPU18542"})
"""Assumption: of the fee table's codes the throat antigen test and the urine cultures are microbiology."""


def starting_codes() -> tuple[CodeEntry, ...]:
    """The code table an installation begins with: the codes of the fee table, all on the positive list.

    Assumptions: that the fee table is the positive list, and which of its codes are microbiology. The unit
    is what stands behind `= ?` in the long name; a name without that says nothing of a unit.
    """
    found = {}
    for row in tables.fee_codes():
        if row.code is not None and row.code_system is not None:
            found[row.code] = _starting_code(row)
    return tuple(found.values())


def _starting_code(row: tables.FeeCode) -> CodeEntry:
    assert row.code is not None, "rows without a code are left out"
    name = (row.long_name or row.short_name or row.fee_text).replace("<sup>", "^").replace("</sup>", "")
    units = _units(name)
    return CodeEntry(
        code=row.code,
        code_system=row.code[:3].lower(),  # type: ignore[arg-type]  # NPU, DNK and MCS only, as the tests say
        short_name=(row.short_name or name)[:35],
        long_name=name[:70],
        databank="MiBa" if row.code in _MICROBIOLOGY else "LABA",
        units=units,
        value_form="any" if units in (NO_UNIT, ANY) else "number",
        shared="yes",
        note=f"Honorartabel {row.fee_code}",
    )


def _units(name: str) -> str:
    """The units a code may have, going by its long name: a share may be written with a percent sign."""
    if "= ?" not in name:
        return ANY
    unit = name.partition("= ?")[2].replace("×", "").strip()
    return unit or (f"{NO_UNIT}|%" if "%" in name else NO_UNIT)
