"""What an installation tells the senders of letters about what it holds of them (see `labsvar.reconciling`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from labsvar.database.connections import Pool
from labsvar.database.results import PostgresResults
from labsvar.database.sql import statements
from labsvar.exchange.register import ANY_SENDER, System
from labsvar.reconciling.export import Mine, Row, shown_rows, stored_rows
from labsvar.reconciling.model import Hash
from labsvar.results.record import DEFAULT, Reading
from labsvar.results.store import Look, Viewer

MOST_PERSONS: Final = 5_000
"""Persons of one question: each is a look with an audit event, and the answer is held in memory."""

REASON: Final = "reconcile"
Told = Literal["bank", "shown"]
_SQL: Final = statements("reconciling")


class TooMany(ValueError):
    """More persons than one question may be about; a shorter period has fewer."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What a system asks: what is stored (`bank`) or shown of the letters it sent, that arrived in a period.
    Times have a zone; `until` is not included."""

    system: System
    told: Told
    since: datetime
    until: datetime


class Reconciling:
    """What is stored and shown of a system's own letters."""

    def __init__(self, pool: Pool, results: PostgresResults, *, reading: Reading = DEFAULT) -> None:
        self._pool = pool
        self._results = results
        self._reading = reading

    def rows(self, question: Question, *, hashed: Hash) -> Iterator[Row]:
        """The rows, person by person; each person is one look with one audit event (rule S18).

        Raises `TooMany` before anything is looked at.
        """
        persons = self._persons(question)
        if len(persons) > MOST_PERSONS:
            raise TooMany
        return (row for person in persons for row in self._of(person, question, hashed))

    def _persons(self, question: Question) -> Sequence[str]:
        senders = list(question.system.senders)
        asked = {
            "senders": None if ANY_SENDER in senders else senders,
            "since": question.since,
            "until": question.until,
            "most": MOST_PERSONS + 1,
        }
        with self._pool.connection() as connection:
            return [row[0] for row in connection.execute(_SQL["persons"], asked).fetchall()]

    def _of(self, person_key: str, question: Question, hashed: Hash) -> Iterator[Row]:
        system = question.system
        viewer = Viewer(
            account=f"system:{system.system_id}", name=system.name, role="system", organisation=""
        )
        stored = self._results.look(
            Look(viewer=viewer, person_key=person_key, what=f"reconcile_{question.told}", reason=REASON)
        )
        if stored is None:
            return iter(())
        if question.told == "shown":
            return shown_rows(stored, mine=self._mine(system), hashed=hashed, reading=self._reading)
        return stored_rows(stored, mine=self._mine(system), hashed=hashed, reading=self._reading)

    @staticmethod
    def _mine(system: System) -> Mine:
        return lambda gln: system.sender(gln) is not None
