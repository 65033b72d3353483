"""Sends notifiable findings on to surveillance at another installation (rule S14).

Nothing is to be done where surveillance is this installation: findings are listed here. Otherwise letters
of biochemistry that hold one, and what corrects them, are put among the deliveries, with what follows
from that: retries, receipts, alarms, and the page of what is under way.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from labsvar.database.connections import Connection, Pool
from labsvar.database.jobs import put_in_queue
from labsvar.database.notifiable import NotifiableFindings
from labsvar.database.results import PostgresResults
from labsvar.database.sql import statements
from labsvar.exchange.receipts import number_of_ours
from labsvar.exchange.routing import Configuration
from labsvar.notifiable import Table
from labsvar.notifiable.forwarding import to_forward
from labsvar.results.model import Report

_SQL: Final = statements("notifiable")
LOOKING_BACK: Final = timedelta(days=7)
"""How far back letters are looked at when a server starts, and when a table is released: what came while it was
down, or before the table said that it is notifiable. Assumption: no page says how far back a new table reaches."""
_OVERLAP: Final = timedelta(minutes=5)


class Forwarding:
    """Puts letters with notifiable findings among the deliveries."""

    def __init__(
        self,
        pool: Pool,
        results: PostgresResults,
        findings: NotifiableFindings,
        configuration: Configuration,
    ) -> None:
        self._pool = pool
        self._results = results
        self._findings = findings
        self._to = configuration.notifiable_to
        self._elsewhere = configuration.destination(self._to) is not None
        self._by_version: int | None = None

    def forward(self, since: datetime) -> int:
        """Forwards what came since, or by a table that is new to it what came in the last days; how many letters.

        What went on already does not go on again.
        """
        if not self._elsewhere:
            return 0
        table = self._findings.table()
        if table.version != self._by_version:
            since = min(since, datetime.now(UTC) - LOOKING_BACK)
        count = self._forward(table, since)
        self._by_version = table.version
        return count

    def _forward(self, table: Table, since: datetime) -> int:
        codes = [row.finding for row in table.rows if row.what == "code"]
        if not codes:
            return 0
        with self._pool.connection() as connection:
            keys = connection.execute(_SQL["arrived"], {"since": since, "codes": codes}).fetchall()
        count = 0
        for (key,) in keys:
            stored = self._results.unseen(key)
            reports = () if stored is None else to_forward(stored.reports, table, to=self._to)
            for report in reports:
                with self._pool.connection() as connection, connection.transaction():
                    count += self._put(connection, report)
        return count

    def _put(self, connection: Connection, report: Report) -> bool:
        number = connection.execute(_SQL["number"]).fetchone()
        assert number is not None, "a sequence gives a number"
        delivery = {
            "letter_id": report.letter_id,
            "sender": report.sender.gln,
            "envelope_number": number_of_ours(number[0]),
            "letter_number": report.letter_number,
            "databank": self._to,
            "at": datetime.now(UTC),
        }
        if connection.execute(_SQL["forward"], delivery).fetchone() is None:
            return False
        put_in_queue(connection, [report.letter_id])
        return True


class Arrivals:
    """Looks at what came since the last look that went well, and at first at what came in the last days.

    Each of `looks` is called with `since`; what it did before it does not do again.
    """

    def __init__(self, *looks: Callable[[datetime], object]) -> None:
        self._looks = looks
        self._since = datetime.now(UTC) - LOOKING_BACK

    def look(self) -> None:
        """Looks once. Should one look fail, the next one is at the same letters again."""
        began = datetime.now(UTC)
        for look in self._looks:
            look(self._since)
        self._since = began - _OVERLAP
