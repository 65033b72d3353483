"""Laboratories' stocks of sample numbers in PostgreSQL, and what kind of numbers the stored letters have.

`Levels` is `labsvar.services.npn.stock_levels.LevelStore`. Nothing here is about a person, so nothing is a look.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from psycopg.rows import dict_row

from labsvar.database.connections import Pool
from labsvar.database.sql import statements
from labsvar.identifiers.npn import MODULUS, NumberForm
from labsvar.services.npn.recognise import FIRST_YEAR, LocalSeries, Share
from labsvar.services.npn.stock_levels import Level, Report

_SQL: Final = statements("npn_stocks")
_read: Final = msgspec.json.Decoder(Report).decode


class Levels:
    """What was reported of stocks."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def add(self, level: Level) -> None:
        """Keeps a report."""
        with self._pool.connection() as connection:
            connection.execute(
                _SQL["report"],
                {
                    "laboratory": level.laboratory,
                    "stock": level.report.stock,
                    "life": level.report.life,
                    "at": level.at,
                    "report": msgspec.json.encode(level.report).decode(),
                },
            )

    def of(self, stock: str, *, laboratory: str) -> Sequence[Level]:
        """The newest report of each life of a laboratory's stock, oldest life first."""
        return self._levels("lives", laboratory=laboratory, stock=stock)

    def newest(self) -> Sequence[Level]:
        """The newest report of every stock, by laboratory."""
        return self._levels("newest")

    def _levels(self, query: str, **asked: Any) -> Sequence[Level]:
        with self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return [
                Level(report=_read(row["report"]), laboratory=row["laboratory"], at=row["at"])
                for row in cursor.execute(_SQL[query], asked)
            ]


class NumberShares:
    """What kind of sample numbers each source sends."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def by_source(
        self, *, since: datetime, year: int, form: NumberForm, local: Sequence[LocalSeries] = ()
    ) -> Sequence[Share]:
        """The numbers of letters that were stored since, each counted once for its source; as `recognise` says."""
        asked = {
            "since": since,
            "weights": list(form.weights),
            "modulus": MODULUS,
            "prefixes": [each.prefix for each in local],
            "lengths": [each.length for each in local],
            "first_year": FIRST_YEAR,
            "last_year": year + 1,
        }
        with self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return [msgspec.convert(row, Share) for row in cursor.execute(_SQL["shares"], asked)]
