"""The tables in use, out of the store of tables of codes."""

from __future__ import annotations

from typing import TypeVar

from labsvar.codetables import Dated, TableStore, Version, read_csv
from labsvar.comparability.model import Day
from labsvar.comparability.placing import Comparing
from labsvar.comparability.registers import (
    GROUPS,
    LOINC,
    METHODS,
    SYNONYMS,
    LoincRow,
    MemberRow,
    MethodRow,
    Registers,
    SynonymRow,
)

_Row = TypeVar("_Row", bound=Dated)


def registers_in_use(store: TableStore, *, instead: Version | None = None) -> Registers:
    """The rows of all released tables; of a table that was never released there are none.

    `instead` takes the place of the version in use of its table, to see what its release would do.
    """
    return Registers(
        methods=_rows(MethodRow, METHODS, store, instead),
        members=_rows(MemberRow, GROUPS, store, instead),
        synonyms=_rows(SynonymRow, SYNONYMS, store, instead),
        loinc=_rows(LoincRow, LOINC, store, instead),
    )


def comparing_in_use(store: TableStore, *, day: Day = "sampled") -> Comparing:
    """The released tables, ready to be asked."""
    return Comparing(registers_in_use(store), day=day)


def decides(table: str) -> bool:
    """Whether a table is one of those that decide on which row a result stands."""
    return table in (GROUPS, SYNONYMS, LOINC) or table.startswith(METHODS)


def _rows(kind: type[_Row], prefix: str, store: TableStore, instead: Version | None) -> tuple[_Row, ...]:
    """The rows of the tables whose name begins so."""
    versions = {each.table: each for each in store.in_use(prefix)}
    if instead is not None and instead.table.startswith(prefix):
        versions[instead.table] = instead
    return tuple(row for _, each in sorted(versions.items()) for row in read_csv(kind, each.text).rows)
