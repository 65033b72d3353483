"""What is comparable, out of the released tables: read once, and again when a table is released.

Somebody else may release a table, on the command line or in another process. Each question therefore asks
the database how many releases there are, which is cheap, and reads the tables only when there is another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from labsvar.codetables import TableStore, Version
from labsvar.comparability import (
    Analysis,
    Comparing,
    Day,
    Registers,
    WhatIf,
    comparing_in_use,
    registers_in_use,
    what_if,
)
from labsvar.comparability.registers import GROUPS, LOINC, METHODS, SYNONYMS
from labsvar.database.connections import Pool
from labsvar.database.sql import statements
from labsvar.results.measuring import producer_called

_SQL: Final = statements("comparability")
_TABLES: Final = {"methods": METHODS, "others": [GROUPS, SYNONYMS, LOINC]}


class Comparability:
    """The released registers of methods and groups. `day` says which day of a result decides."""

    def __init__(self, pool: Pool, tables: TableStore, *, day: Day = "sampled") -> None:
        self._pool = pool
        self._tables = tables
        self._day: Day = day
        self._read: tuple[int, Comparing] | None = None

    def in_use(self) -> Comparing:
        """What the released tables say now."""
        # Asked before the tables are read: what is read is then never older than it says.
        releases = self._releases()
        kept = self._read
        if kept is None or kept[0] != releases:
            kept = (releases, comparing_in_use(self._tables, day=self._day))
            self._read = kept
        return kept[1]

    def what_if(self, version: Version) -> WhatIf:
        """Which rows would merge or split among all stored results, were this version released.

        Every stored version of a result counts, as each stands on a row. Nothing about persons is read.
        """
        now, then = registers_in_use(self._tables), registers_in_use(self._tables, instead=version)
        counts = self._counts(now, then)
        return what_if(counts, now=Comparing(now, day=self._day), then=Comparing(then, day=self._day))

    def _counts(self, *registers: Registers) -> dict[Analysis, int]:
        """Results of the codes that the registers name, by what was measured, where, and between which days."""
        cuts = sorted(frozenset().union(*(each.changes for each in registers)))
        codes = sorted(frozenset().union(*(each.codes for each in registers)))
        with self._pool.connection() as connection, connection.transaction():
            # Results have no index by code, which every arrival would pay for: this reads them all.
            connection.execute("SET LOCAL enable_seqscan = on")
            rows = connection.execute(_SQL[f"by_day_{self._day}"], {"codes": codes, "cuts": cuts}).fetchall()
        return {_analysis(row[:-1], cuts): row[-1] for row in rows}

    def _releases(self) -> int:
        with self._pool.connection() as connection:
            row = connection.execute(_SQL["releases"], _TABLES).fetchone()
        assert row is not None, "a count is always answered"
        return int(row[0])


def _analysis(row: Sequence[str | int], cuts: Sequence[date]) -> Analysis:
    code, kind, responsible, unit, producer, period = map(str, row)
    return Analysis(
        code_system=kind,
        code=code,
        code_responsible=responsible,
        unit=unit or None,
        producer=producer_called(producer),
        on=cuts[int(period) - 1] if int(period) else date.min,
    )
