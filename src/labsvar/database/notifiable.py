"""Notifiable findings of a period: counted without looking at anybody, listed with a look at each.

Nothing is kept of them: they are computed from the reports whenever somebody asks, so a table that is
released counts at once, and a corrected or withdrawn finding is gone. Reports of a period are found by an
index of ranges of samples' times, and each is read once; reading and matching one takes some 60 microseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec

from labsvar.codetables import TableStore, version_in_use
from labsvar.database.connections import Pool
from labsvar.database.results import PostgresResults
from labsvar.database.sql import statements
from labsvar.notifiable import TABLE, Standing, Table, matches, standing, table_in_use
from labsvar.notifiable.counting import Count, counted
from labsvar.notifiable.standing import KINDS
from labsvar.results.model import Person, Report, Stored
from labsvar.results.record import Reading
from labsvar.results.store import Look, Viewer

_SQL: Final = statements("notifiable")
_read_report: Final = msgspec.json.Decoder(Report).decode
_AT_A_TIME: Final = 500
LISTED: Final = "notifiable"
"""What a look says that was left by the list."""


class ListedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person on the list, with the findings that stand, newest first."""

    person: Person
    findings: tuple[Standing, ...]


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """Days of sampling; the first and the last are included."""

    first: date
    last: date

    def holds(self, at: datetime) -> bool:
        """Whether a letter's time is of one of the days."""
        return self.first <= at.date() <= self.last


class NotifiableFindings:
    """What is notifiable among everything that is stored."""

    def __init__(self, pool: Pool, results: PostgresResults, tables: TableStore, *, reading: Reading) -> None:
        self._pool = pool
        self._results = results
        self._tables = tables
        self._reading = reading

    def table(self) -> Table:
        """The table in use."""
        return table_in_use(version_in_use(self._tables, TABLE))

    def counts(self, period: Period) -> Sequence[Count]:
        """How many findings stand, by list, disease, source and month. This looks at nobody (rule S18)."""
        table = self.table()
        found: list[Standing] = []
        for key in self._keys(period, table):
            stored = self._results.unseen(key)
            found += () if stored is None else self._standing(stored, table, period)
        return counted(found)

    def listed(self, period: Period, *, viewer: Viewer, reason: str) -> Sequence[ListedPerson]:
        """Everybody with a finding that stands; each is looked at, and that leaves one event (rule S18).

        Somebody whose finding was corrected or withdrawn is not looked at.
        """
        table = self.table()
        found = []
        for key in self._keys(period, table):
            unseen = self._results.unseen(key)
            if unseen is None or not self._standing(unseen, table, period):
                continue
            stored = self._results.look(Look(viewer=viewer, person_key=key, what=LISTED, reason=reason))
            # Between the two a correction may have come.
            findings = () if stored is None else self._standing(stored, table, period)
            if stored is not None and findings:
                found.append(ListedPerson(person=stored.person, findings=findings))
        return sorted(found, key=lambda each: each.findings[0].report.resulted_at, reverse=True)

    def _standing(self, stored: Stored, table: Table, period: Period) -> tuple[Standing, ...]:
        found = standing(stored, table, reading=self._reading)
        return tuple(each for each in found if period.holds(each.report.sampled_at))

    def _keys(self, period: Period, table: Table) -> Sequence[str]:
        """Persons with a letter of the period that has a match, whether it stands or not."""
        keys: dict[str, None] = {}
        for person_key, report in self._reports(period, table):
            if person_key not in keys and matches(report, table):
                keys[person_key] = None
        return tuple(keys)

    def _reports(self, period: Period, table: Table) -> Iterator[tuple[str, Report]]:
        asked = {
            "since": datetime.combine(period.first, time.min),
            "until": datetime.combine(period.last, time.min) + timedelta(days=1),
            "kinds": list(KINDS),
            "codes": [row.finding for row in table.rows if row.what == "code"],
        }
        with (
            self._pool.connection() as connection,
            connection.transaction(),
            connection.cursor(name="notifiable", binary=True) as cursor,
        ):
            cursor.itersize = _AT_A_TIME
            for person_key, report in cursor.execute(_SQL["reports"], asked):
                yield person_key, _read_report(report)
