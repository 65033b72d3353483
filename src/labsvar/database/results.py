"""A databank in PostgreSQL: `labsvar.results.store.ResultStore`.

A look is one statement: it reads, leaves its audit event and the event's entry in the ledger, and is
durable before anything is handed out. Everything about a person is found by the first column of a
primary key, so it takes as long among twenty million results as among two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from psycopg.rows import class_row

from labsvar.database import ledger
from labsvar.database.connections import Connection, Pool
from labsvar.database.sql import statements
from labsvar.exchange.identity import new_id, split_key
from labsvar.results.blocked import Blocking
from labsvar.results.model import Person, Released, Report, Requisition, Stage, Stored, Withdrawal
from labsvar.results.notices import changes_since
from labsvar.results.record import DEFAULT, Reading
from labsvar.results.standing import left_standing
from labsvar.results.store import SEARCH, AuditEvent, LetterSeen, Look, Notice, RawLetter, Viewer, until

_SQL: Final = statements("results")
_read_report: Final = msgspec.json.Decoder(Report).decode
_read_requisition: Final = msgspec.json.Decoder(Requisition).decode
_encode: Final = msgspec.json.Encoder().encode
_TOMB: Final = Withdrawal.__struct_fields__
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_Row = tuple[Any, ...]


class RequisitionFound(msgspec.Struct, frozen=True, kw_only=True):
    """Where a requisition stands, who sent it to whom, and when it came."""

    person_key: str
    letter_id: str
    sender: str
    receiver: str
    kind: str
    stage: Stage
    arrived_at: datetime


class PostgresResults:
    """What the views see of the databank."""

    def __init__(self, pool: Pool, *, blocking: Blocking, reading: Reading = DEFAULT) -> None:
        self._pool = pool
        self._reading = reading
        self._blocking = blocking

    def look(self, look: Look) -> Stored | None:
        """Everything about a person, or `None` when nothing is known."""
        with self._pool.connection() as connection:
            stored = _looked(connection, look)
        return None if stored is None else self._seen(stored, look)

    def look_back(self, look: Look, moment: datetime) -> tuple[Stored, Stored] | None:
        """Everything about a person, and what a look at an earlier moment would have found."""
        with self._pool.connection() as connection:
            stored = _looked(connection, look)
        if stored is None:
            return None
        return self._seen(stored, look), self._seen(until(stored, moment), look, at=moment)

    def persons(self, *, after: str, most: int) -> list[str]:
        """The keys of persons of whom letters are kept here, in their order, from the first after one. Nothing of
        the persons is handed out."""
        asked = {"after": after, "most": most}
        with self._pool.connection() as connection:
            return [row[0] for row in connection.execute(_SQL["persons"], asked).fetchall()]

    def letter(self, look: Look, letter_id: str) -> LetterSeen | None:
        """One letter of that person with everything else about the person, or `None`."""
        with self._pool.connection() as connection:
            stored = _looked(connection, look)
            found = connection.execute(
                _SQL["letter"], {"person_key": look.person_key, "letter_id": letter_id}, binary=True
            ).fetchone()
        if stored is None or found is None:
            return None
        letter = RawLetter(letter_id=letter_id, raw=found[0], document=found[1])
        return LetterSeen(letter=letter, stored=self._seen(stored, look))

    def unseen(self, person_key: str) -> Stored | None:
        """Everything about a person, for counting; what is handed out is shown to nobody, so it leaves no event."""
        with self._pool.connection() as connection:
            return _kept(connection, person_key)

    def _seen(self, stored: Stored, look: Look, *, at: datetime | None = None) -> Stored:
        """What is stored, with what is blocked marked. Asked with no connection in hand: whoever answers may
        need one, or take its time. What a citizen has blocked holds for records kept apart as well."""
        citizen, _ = split_key(look.person_key)
        return self._blocking.seen(stored, look, citizen=citizen, at=at or datetime.now(UTC))

    def audit(self, look: Look) -> Sequence[AuditEvent]:
        """The looks at a person's data, newest first, this one among them."""
        with self._pool.connection() as connection:
            with connection.recorded() as items:
                event = event_of(look)
                connection.execute(_SQL["audit_event"], event)
                items.append(ledger.look(event))
            with connection.cursor(row_factory=class_row(AuditEvent)) as cursor:
                return cursor.execute(_SQL["audit"], {"person_key": look.person_key}).fetchall()

    def notices(self, account: str) -> Sequence[Notice]:
        """What this account has seen and that has changed since, and is not yet acknowledged."""
        with self._pool.connection() as connection:
            row = connection.execute(_SQL["told"], {"account": account}).fetchone()
            told: datetime = _NEVER if row is None else row[0]
            rows = connection.execute(_SQL["seen"], {"account": account, "search": SEARCH}).fetchall()
            looks = [_look(account, row) for row in rows]
            found = [(at, look, _kept(connection, look.person_key)) for at, look in looks]
        notices = [
            notice
            for at, look, stored in found
            if stored is not None
            for notice in _changes(self._seen(stored, look), at, self._reading)
            if notice.changed_at > told
        ]
        return sorted(notices, key=lambda notice: notice.changed_at, reverse=True)

    def acknowledge(self, account: str) -> None:
        """Marks every open notice of the account as told."""
        with self._pool.connection() as connection:
            connection.execute(_SQL["acknowledge"], {"account": account, "at": datetime.now(UTC)})

    def withdraw(
        self, *, person_key: str, letter_id: str, position: int | None, by: str, reason: str
    ) -> None:
        """Withdraws one result, or a whole letter, with a tombstone; and alarms where another laboratory's copy stands.

        Raises `KeyError` when there is no such letter, or none of its results stands at the position.
        """
        event = {
            "person_key": person_key,
            "withdrawal_id": new_id(),
            "letter_id": letter_id,
            "position": position,
            "withdrawn_by": by,
            "withdrawn_at": datetime.now(UTC),
            "reason": reason,
        }
        with self._pool.connection() as connection, connection.recorded() as items:
            if connection.execute(_SQL["known_letter"], event).fetchone() is None:
                raise KeyError(letter_id)
            stored = _kept(connection, person_key)
            connection.execute(_SQL["withdraw"], event)
            items.append(ledger.withdrawal(event))
            if stored is not None:
                self._alarm_of_copies(connection, stored, event)

    def _alarm_of_copies(self, connection: Connection, stored: Stored, event: dict[str, Any]) -> None:
        """One alarm for each copy that another laboratory has to withdraw as well, or stand by (rule S22)."""
        withdrawal = msgspec.convert({name: event[name] for name in _TOMB}, Withdrawal)
        for report, position in left_standing(stored, withdrawal, reading=self._reading):
            alarm = {
                "at": withdrawal.withdrawn_at,
                "kind": "copy_stands",
                "sender": report.sender.gln,
                "letter_id": report.letter_id,
                "number": report.letter_number,
                "position": position,
            }
            connection.execute(_SQL["alarm"], alarm)

    def withdrawals(self, person_key: str, letter_id: str) -> Sequence[Withdrawal]:
        """The tombstones of a letter, oldest first. They tell of withdrawals and of nothing withdrawn."""
        with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Withdrawal)) as cursor,
        ):
            asked = {"person_key": person_key, "letter_id": letter_id}
            return cursor.execute(_SQL["withdrawals"], asked).fetchall()

    def requisitions(self, number: str) -> Sequence[RequisitionFound]:
        """The requisitions with this number, or with a sample of this number, oldest first.

        For a laboratory that has a sample in its hands; nothing of the requisition itself is handed out.
        """
        with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(RequisitionFound)) as cursor,
        ):
            return cursor.execute(_SQL["requisitions"], {"number": number}).fetchall()

    def find(self, *, sender: str, letter_number: str) -> tuple[str, str] | None:
        """The key of the person and the id of the letter that a sender sent under a number.

        For a sender's own withdrawal; nothing of the letter is handed out.
        """
        with self._pool.connection() as connection:
            row = connection.execute(
                _SQL["by_number"], {"sender": sender, "letter_number": letter_number}
            ).fetchone()
        return None if row is None else (row[0], row[1])


def event_of(look: Look) -> dict[str, Any]:
    """The audit event of a look, as its table has it."""
    viewer = look.viewer
    return {
        "person_key": look.person_key,
        "event_id": new_id(),
        "at": datetime.now(UTC),
        "account": viewer.account,
        "viewer_name": viewer.name,
        "role": viewer.role,
        "organisation": viewer.organisation,
        "what": look.what,
        "reason": look.reason,
    }


def _looked(connection: Connection, look: Look) -> Stored | None:
    """Looks, and leaves the event."""
    event = event_of(look)
    lines = connection.lane.lines([ledger.look(event)], at=event["at"])
    base_key, apart = split_key(look.person_key)
    more = {"ledger": _encode(lines).decode(), "base_key": base_key, "apart": apart}
    # Bytes as text would be twice as long.
    rows = connection.execute(_SQL["look"], event | more, binary=True).fetchall()
    connection.lane.advance(lines)
    return _stored(look.person_key, rows)


def _stored(person_key: str, rows: Iterable[_Row]) -> Stored | None:
    reports: list[Report] = []
    requisitions: list[Requisition] = []
    withdrawals: list[Withdrawal] = []
    released: list[Released] = []
    person = Person(key=person_key, surname="", given_name=None)
    for kind, report, text, position, name, at, reason in rows:
        if kind == "report":
            reports.append(_read_report(report))
        elif kind == "requisition":
            requisitions.append(_read_requisition(report))
        elif kind == "released":
            released.append(Released(letter_id=text, at=at))
        elif kind == "withdrawal":
            withdrawals.append(
                Withdrawal(
                    letter_id=text, position=position, withdrawn_by=name, withdrawn_at=at, reason=reason
                )
            )
        else:
            apart = split_key(person_key)[1] != ""
            person = Person(key=person_key, surname=text, given_name=name, apart=apart)
    if not reports and not requisitions:
        return None
    return Stored(
        person=person,
        reports=tuple(reports),
        withdrawals=tuple(withdrawals),
        requisitions=tuple(requisitions),
        released=tuple(released),
    )


def _look(account: str, row: _Row) -> tuple[datetime, Look]:
    """When and how an account last looked at a person."""
    person_key, at, name, role, organisation, what, reason = row
    viewer = Viewer(account=account, name=name, role=role, organisation=organisation)
    return at, Look(viewer=viewer, person_key=person_key, what=what, reason=reason)


def _kept(connection: Connection, person_key: str) -> Stored | None:
    """Everything about a person, for telling what changed; shown to nobody."""
    return _stored(
        person_key, connection.execute(_SQL["stored"], {"person_key": person_key}, binary=True).fetchall()
    )


def _changes(stored: Stored, seen_at: datetime, reading: Reading) -> list[Notice]:
    return changes_since(
        stored.person.key,
        stored.reports,
        stored.withdrawals,
        stored.requisitions,
        stored.released,
        seen_at=seen_at,
        reading=reading,
        blocked=stored.blocked,
    )
