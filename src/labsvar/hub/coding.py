"""The tables that say what a card's code means: versioned, dated, owned.

Two tables: *codes* says of each national code (or local code that is sent as such) whether it is
biochemistry or microbiology, its unit and form of value, and whether it is on the positive list;
*mapping* says which of these a clinic's local code stands for. Both are plain CSV.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec

from labsvar.codes import tables
from labsvar.findings import Finding
from labsvar.hub import table_rules as rules

TableName = Literal["codes", "mapping"]
TargetSystem = Literal["npu", "dnk", "mcs", "mds", "local"]
ANY: Final = "*"
NO_UNIT: Final = "-"
_FIRST: Final = date(1900, 1, 1)
_LAST: Final = date(9999, 12, 31)
_Cell = Annotated[str, msgspec.Meta(min_length=1, max_length=70)]


class CodeEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    valid_from: date = _FIRST
    valid_to: date = _LAST
    note: Annotated[str, msgspec.Meta(max_length=200)] = ""


class MappingEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a local code stands for, in one clinic, in one practice system, or everywhere (`*`)."""

    clinic: _Cell = ANY
    system: _Cell = ANY
    local_code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=17)]
    code_system: TargetSystem
    valid_from: date = _FIRST
    valid_to: date = _LAST
    note: Annotated[str, msgspec.Meta(max_length=200)] = ""


Entry = CodeEntry | MappingEntry
ENTRY_OF: Final[dict[TableName, type[Entry]]] = {"codes": CodeEntry, "mapping": MappingEntry}
_Dated = TypeVar("_Dated", CodeEntry, MappingEntry)


class Tables:
    """The released tables, ready to be asked."""

    def __init__(self, codes: Iterable[CodeEntry] = (), mapping: Iterable[MappingEntry] = ()) -> None:
        self.codes = tuple(codes)
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

    def national(self, code: str, *, on: date) -> CodeEntry | None:
        """A code that the table has under one national system."""
        for system in ("npu", "dnk", "mcs", "mds"):
            found = self.entry(code, system, on=on)
            if found is not None:
                return found
        return None


class TableRead(msgspec.Struct, frozen=True, kw_only=True):
    """A table as it was read; with findings it cannot be taken."""

    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()


def key_of(entry: Entry) -> tuple[str, ...]:
    """What may be valid only once at a time."""
    if isinstance(entry, CodeEntry):
        return entry.code, entry.code_system
    return entry.clinic, entry.system, entry.local_code


def columns(table: TableName) -> tuple[str, ...]:
    """The columns of a table, in their order."""
    return ENTRY_OF[table].__struct_fields__


def to_csv(table: TableName, entries: Iterable[Entry]) -> str:
    """The table as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns(table))
    writer.writerows([getattr(entry, name) for name in columns(table)] for entry in entries)
    return out.getvalue()


def from_csv(table: TableName, text: str, *, known: Tables | None = None) -> TableRead:
    """A table from CSV; every fault is told by line and column. With `known` tables, what is mapped to
    has to be in the code table."""
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))
    names = columns(table)
    if not rows or tuple(rows[0]) != names:
        return TableRead(findings=(rules.HEADING.at(line=1, path=None, columns=",".join(names)),))
    entries: list[Entry] = []
    found: list[Finding] = []
    for line, cells in enumerate(rows[1:], 2):
        if cells:
            entry, faults = _entry(table, dict(zip(names, cells, strict=False)), len(cells), line)
            found.extend(faults)
            entries.extend([] if entry is None else [entry])
            if entry is not None:
                found.extend(_faults(entry, entries[:-1], known, line))
    return TableRead(entries=() if found else tuple(entries), findings=tuple(found))


def _entry(
    table: TableName, cells: dict[str, str], count: int, line: int
) -> tuple[Entry | None, list[Finding]]:
    kind = ENTRY_OF[table]
    filled: dict[str, Any] = {name: cell.strip() for name, cell in cells.items() if cell.strip()}
    if count == len(kind.__struct_fields__):
        try:
            return msgspec.convert(filled, kind), []
        except msgspec.ValidationError as fault:
            # The message ends with the place, as in "... - at `$.units`"; what it says may hold a value.
            column = str(fault).rpartition("`$.")[2].rstrip("`") if "`$." in str(fault) else "*"
            return None, [rules.CELL.at(line=line, path=column, column=column)]
    return None, [rules.CELL.at(line=line, path=None, column="*")]


def _faults(entry: Entry, earlier: Sequence[Entry], known: Tables | None, line: int) -> list[Finding]:
    found = []
    if entry.valid_to < entry.valid_from:
        found.append(rules.PERIOD.at(line=line, path="valid_to"))
    if any(key_of(other) == key_of(entry) and _meet(other, entry) for other in earlier):
        found.append(rules.OVERLAP.at(line=line, path=None))
    if isinstance(entry, MappingEntry) and known is not None:
        codes = {(each.code, each.code_system) for each in known.codes}
        if (entry.code, entry.code_system) not in codes:
            found.append(rules.TARGET.at(line=line, path="code"))
    return found


def _meet(one: Entry, other: Entry) -> bool:
    return one.valid_from <= other.valid_to and other.valid_from <= one.valid_to


def _by_key(entries: Iterable[_Dated]) -> dict[tuple[str, ...], list[_Dated]]:
    found: defaultdict[tuple[str, ...], list[_Dated]] = defaultdict(list)
    for entry in entries:
        found[key_of(entry)].append(entry)
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
