"""What is comparable, out of the released tables: read once, and again when a table is released.

Somebody else may release a table, on the command line or in another process. Each question therefore asks
the database how many releases there are, which is cheap, and reads the tables only when there is another.
"""

from __future__ import annotations

from typing import Final

from labsvar.codetables import TableStore
from labsvar.comparability import Comparing, Day, comparing_in_use
from labsvar.comparability.registers import GROUPS, LOINC, METHODS, SYNONYMS
from labsvar.database.connections import Pool
from labsvar.database.sql import statements

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

    def _releases(self) -> int:
        with self._pool.connection() as connection:
            row = connection.execute(_SQL["releases"], _TABLES).fetchone()
        assert row is not None, "a count is always answered"
        return int(row[0])
