"""The tables in use, out of the store of tables of codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from labsvar.codetables import Dated, TableStore, Version, read_csv, released
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


def registers_in_use(store: TableStore) -> Registers:
    """The rows of all released tables; of a table that was never released there are none."""
    return Registers(
        methods=_rows(MethodRow, store.in_use(METHODS)),
        members=_of(MemberRow, GROUPS, store),
        synonyms=_of(SynonymRow, SYNONYMS, store),
        loinc=_of(LoincRow, LOINC, store),
    )


def comparing_in_use(store: TableStore, *, day: Day = "sampled") -> Comparing:
    """The released tables, ready to be asked."""
    return Comparing(registers_in_use(store), day=day)


def _of(kind: type[_Row], table: str, store: TableStore) -> tuple[_Row, ...]:
    version = released(store.versions(table))
    return () if version is None else _rows(kind, [version])


def _rows(kind: type[_Row], versions: Iterable[Version]) -> tuple[_Row, ...]:
    return tuple(row for version in versions for row in read_csv(kind, version.text).rows)
