"""Deliveries in VANSEnvelopes: the state machine's steps, each durable before the next is taken.

An envelope's identifier is stored before the envelope is sent, so its receipt is known however soon and
by whatever way it comes; a crash in between costs an attempt and never a letter.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from psycopg.rows import dict_row

from labsvar.database.connections import Connection, Pool
from labsvar.database.sql import statements
from labsvar.exchange import vans_delivery
from labsvar.exchange.delivery import HttpCourier, Outcome, Outgoing
from labsvar.exchange.reliable import Sending, step, timer
from labsvar.exchange.routing import Configuration
from labsvar.formats.vans import VansEnvelope, new_uuid
from labsvar.formats.xml import CannotWrite

_SQL: Final = statements("vans")
_TRIED: Final = statements("deliveries")["tried"]
_TOLD: Final = _SQL["told"]


class EnvelopedDeliveries:
    """Takes the next step of a letter that goes on in envelopes. `now` is the clock."""

    def __init__(
        self,
        pool: Pool,
        configuration: Configuration,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._pool = pool
        self._configuration = configuration
        self._timing = configuration.vans_timing
        self._now = now

    def takes(self, databank: str) -> bool:
        """Whether letters to a databank go in envelopes."""
        return databank in self._configuration.vans_destinations

    def deliver(self, letter: Outgoing, courier: HttpCourier) -> tuple[Outcome, timedelta | None]:
        """Does what is due: how the letter stands then, and how long until something is due again."""
        made, wait = self._next(letter)
        if made is None:
            return Outcome(state="late"), wait
        address = self._configuration.destinations.get(letter.databank)
        attempt = vans_delivery.attempt(made, address, courier)
        return self._noted(letter.letter_id, attempt)

    def _next(self, letter: Outgoing) -> tuple[VansEnvelope | None, timedelta | None]:
        """The envelope to send now; without one, how long to wait, or nothing when it is over."""
        now = self._now()
        with self._pool.connection() as connection:
            first = {"letter_id": letter.letter_id, "message_identifier": new_uuid(), "at": now}
            connection.execute(_SQL["begin"], first)
            row = _locked(connection, letter.letter_id)
            sending = _sending(row)
            if row["due_at"] is not None and row["due_at"] > now:
                return None, row["due_at"] - now
            after = step(sending, "timer", self._timing)
            made = self._envelope(letter, row["message_identifier"], at=now) if after.send else None
            if made is None:
                over = step(after.sending, "negative", self._timing) if after.send else after
                self._store(connection, letter.letter_id, over.sending, at=now)
                how = vans_delivery.outcome(over.sending, "cannot be written")
                connection.execute(_TOLD, _row(letter.letter_id, how, at=now))
                return None, None
            self._store(connection, letter.letter_id, after.sending, at=now)
            sent = {"envelope_identifier": made.identifier, "letter_id": letter.letter_id, "at": now}
            connection.execute(_SQL["sent"], sent)
            return made, None

    def _envelope(self, letter: Outgoing, message_identifier: str, *, at: datetime) -> VansEnvelope | None:
        """A new envelope; `None` for a letter that cannot go on in the form it came in."""
        try:
            return vans_delivery.envelope(
                letter,
                own_gln=self._configuration.own_gln,
                message_identifier=message_identifier,
                at=at,
                limits=self._configuration.limits,
            )
        except CannotWrite:
            return None

    def _noted(self, letter_id: str, attempt: vans_delivery.Attempt) -> tuple[Outcome, timedelta | None]:
        """Stores what came of an attempt; a receipt that came in meanwhile has settled it."""
        now = self._now()
        with self._pool.connection() as connection:
            sending = _sending(_locked(connection, letter_id))
            for event in attempt.events:
                sending = step(sending, event, self._timing).sending
            self._store(connection, letter_id, sending, at=now)
            how = vans_delivery.outcome(sending, attempt.problem)
            connection.execute(_TRIED, _row(letter_id, how, at=now))
        return how, timer(sending, self._timing)

    def _store(self, connection: Connection, letter_id: str, sending: Sending, *, at: datetime) -> None:
        wait = timer(sending, self._timing)
        row = {
            "letter_id": letter_id,
            "state": sending.state,
            "attempts": sending.attempts,
            "taken": sending.taken,
            "due_at": None if wait is None else at + wait,
            "at": at,
        }
        connection.execute(_SQL["stepped"], row)


def _locked(connection: Connection, letter_id: str) -> dict[str, Any]:
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_SQL["locked"], {"letter_id": letter_id}).fetchone()
    assert row is not None, "its first step was stored"
    return row


def _sending(row: dict[str, Any]) -> Sending:
    return Sending(state=row["state"], attempts=row["attempts"], taken=row["taken"])


def _row(letter_id: str, how: Outcome, *, at: datetime) -> dict[str, object]:
    return {"letter_id": letter_id, "state": how.state, "problem": how.problem, "at": at}
