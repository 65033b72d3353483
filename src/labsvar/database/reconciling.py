"""What an installation tells the senders of letters about what it holds of them (see `labsvar.reconciling`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from labsvar import formats
from labsvar.database.connections import Pool
from labsvar.database.results import PostgresResults
from labsvar.database.sql import statements
from labsvar.exchange.identity import base_key, key_of
from labsvar.exchange.register import ANY_SENDER, System
from labsvar.hub.model import Clinic, Outgoing
from labsvar.hub.rows import CardRow
from labsvar.letters import catalogue
from labsvar.reconciling.export import Row, card_rows, sent_rows, shown_rows, stored_rows
from labsvar.reconciling.model import Hash
from labsvar.results import derive
from labsvar.results.model import WITHDRAWAL_TEXT, Report
from labsvar.results.record import DEFAULT, Reading
from labsvar.results.store import Look, Viewer

MOST_PERSONS: Final = 5_000
"""Persons of one question: each is a look with an audit event, and the answer is held in memory."""

MOST_ROWS: Final = 50_000
"""Rows, or envelopes, of one question."""
REASON: Final = "reconcile"
Told = Literal["source", "hub", "bank", "shown"]
_SQL: Final = statements("reconciling")
_read_card: Final = msgspec.json.Decoder(CardRow).decode
_read_outgoing: Final = msgspec.json.Decoder(Outgoing).decode


class TooMany(ValueError):
    """More persons than one question may be about; a shorter period has fewer."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks: which rows the hub took (`source`) and which letters were made of them (`hub`) in a
    period, or what is stored (`bank`) or shown of letters that arrived in a period.

    Asked about are the rows of a practice system or of a clinic, and the letters of `senders`; `None` is every
    sender. Times have a zone; `until` is not included.
    """

    viewer: Viewer
    told: Told
    since: datetime
    until: datetime
    senders: tuple[str, ...] | None
    system_id: int | None = None
    clinic: str | None = None

    def mine(self, gln: str) -> bool:
        """Whether a sender's letters are asked about."""
        return self.senders is None or gln in self.senders


def of_system(system: System, told: Told, *, since: datetime, until: datetime) -> Question:
    """What a system asks about its own rows and letters."""
    account = f"system:{system.system_id}"
    return Question(
        viewer=Viewer(account=account, name=system.name, role="system", organisation=""),
        told=told,
        since=since,
        until=until,
        senders=None if ANY_SENDER in system.senders else tuple(system.senders),
        system_id=system.system_id,
    )


def of_clinic(clinic: Clinic, told: Told, *, viewer: Viewer, since: datetime, until: datetime) -> Question:
    """What somebody of a clinic asks about the clinic's own rows and letters."""
    return Question(
        viewer=viewer, told=told, since=since, until=until, senders=(clinic.gln,), clinic=clinic.clinic
    )


class Reconciling:
    """What is taken, made, stored and shown of a system's own rows and letters.

    `withdrawal_text` is what this installation's hub writes in place of a withdrawn result.
    """

    def __init__(
        self,
        pool: Pool,
        results: PostgresResults,
        *,
        reading: Reading = DEFAULT,
        withdrawal_text: str = WITHDRAWAL_TEXT,
    ) -> None:
        self._pool = pool
        self._results = results
        self._reading = reading
        self._withdrawal_text = withdrawal_text

    def rows(self, question: Question, *, hashed: Hash) -> Iterator[Row]:
        """The rows, person by person; each person is one look with one audit event (rule S18).

        Raises `TooMany` before anything is looked at.
        """
        if question.told == "source":
            return self._taken(question, hashed)
        if question.told == "hub":
            return self._made(question, hashed)
        persons = self._persons(question)
        if len(persons) > MOST_PERSONS:
            raise TooMany
        return (row for person in persons for row in self._of(person, question, hashed))

    def _taken(self, question: Question, hashed: Hash) -> Iterator[Row]:
        """The rows that the hub took from the system."""
        found = [(gln, _read_card(body)) for body, gln in self._of_hub("taken", question)]
        self._looked(question, (key_of(card.patient, gln) for gln, card in found))
        return card_rows((card for _, card in found), hashed=hashed)

    def _made(self, question: Question, hashed: Hash) -> Iterator[Row]:
        """The letters that the hub made of the system's rows."""
        reports = [
            each for body, letters in self._of_hub("made", question) for each in _reports(body, letters)
        ]
        self._looked(question, (each.person_key for each in reports))
        return sent_rows(reports, hashed=hashed, withdrawal_text=self._withdrawal_text)

    def _of_hub(self, statement: str, question: Question) -> Sequence[tuple[str, str]]:
        asked = {
            "system_id": question.system_id,
            "clinic": question.clinic,
            "since": question.since,
            "until": question.until,
            "most": MOST_ROWS + 1,
        }
        with self._pool.connection() as connection:
            found = connection.execute(_SQL[statement], asked).fetchall()
        if len(found) > MOST_ROWS:
            raise TooMany
        return [(row[0], row[1]) for row in found]

    def _looked(self, question: Question, person_keys: Iterable[str]) -> None:
        """One look at each person of the answer, before anything of it is told."""
        keys = sorted(set(person_keys))
        if len(keys) > MOST_PERSONS:
            raise TooMany
        for key in keys:
            self._results.look(_look(question, key))

    def _persons(self, question: Question) -> Sequence[str]:
        asked = {
            "senders": None if question.senders is None else list(question.senders),
            "since": question.since,
            "until": question.until,
            "most": MOST_PERSONS + 1,
        }
        with self._pool.connection() as connection:
            return [row[0] for row in connection.execute(_SQL["persons"], asked).fetchall()]

    def _of(self, key: str, question: Question, hashed: Hash) -> Iterator[Row]:
        stored = self._results.look(_look(question, key))
        if stored is None:
            return iter(())
        told = shown_rows if question.told == "shown" else stored_rows
        return told(
            stored,
            mine=question.mine,
            hashed=hashed,
            reading=self._reading,
            withdrawal_text=self._withdrawal_text,
        )


def _look(question: Question, key: str) -> Look:
    return Look(viewer=question.viewer, person_key=key, what=f"reconcile_{question.told}", reason=REASON)


def _reports(body: str, letters: str) -> Iterator[Report]:
    """The reports of the letters in one of the hub's envelopes."""
    outgoing, read = _read_outgoing(body), formats.read(letters.encode())
    assert read.envelope is not None, "the hub checks its letters before they leave"
    for each in read.letters:
        assert isinstance(each.letter, catalogue.Report), "the hub writes answers only"
        yield derive.report(
            each.letter,
            letter_id="",
            person_key=base_key(each.letter),
            databank="LABA" if each.letter.letter.type_code == "XRPT01" else "MiBa",
            stage=outgoing.stage,
            envelope=read.envelope,
            arrived_at=outgoing.made_at,
        )
