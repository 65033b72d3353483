"""The hub's store in PostgreSQL: rows, outcomes, envelopes. Nothing is changed; all of it is in the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from labsvar.database import ledger
from labsvar.database.connections import Connection, Pool
from labsvar.database.ledger import Item
from labsvar.database.sql import statements
from labsvar.hub.model import LISTED_STATES, Clinic, Known, Listed, Outcome, Outgoing, RowRecord
from labsvar.hub.protocol import Left, RowKey
from labsvar.hub.rows import CardRow

_SQL: Final = statements("hub")
_EVERY: Final = 10_000_000
_BETWEEN_RULES: Final = " "


class PostgresHub:
    """Rows of laboratory cards and what became of them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @contextmanager
    def deciding(self, clinics: Iterable[str]) -> Iterator[_Session]:
        """A transaction; others that decide about one of these clinics wait."""
        with self._pool.connection() as connection, connection.recorded() as items:
            connection.execute(_SQL["lock"], {"clinics": sorted(clinics)})
            yield _Session(connection, items)

    def outbox(self) -> Sequence[Outgoing]:
        """What is to be handed to the intake, oldest first."""
        with self._pool.connection() as connection:
            rows = connection.execute(_SQL["outbox"]).fetchall()
        return [
            msgspec.structs.replace(_decoded(body, Outgoing), body=letters.encode()) for body, letters in rows
        ]

    def handed(self, envelope_number: str, *, left: Left) -> None:
        """Notes that an envelope was handed on, and what the intake did not take of it."""
        with self._pool.connection() as connection, connection.recorded() as items:
            at = datetime.now(UTC)
            connection.execute(_SQL["handed"], {"envelope_number": envelope_number, "at": at})
            items.append(_item("hub_handed", envelope_number, at))
            _Session(connection, items).write(left)

    def listed(self, clinic: str, *, limit: int = 500) -> Sequence[Listed]:
        """The rows of a clinic that are not sent as they stand now, newest first."""
        standing = [_listed(each) for each in self._standing(clinic, LISTED_STATES, limit)]
        with self._pool.connection() as connection:
            rows = connection.execute(_SQL["noted"], {"clinic": clinic, "limit": limit}).fetchall()
        noted = [_decoded(body, Listed) for (body,) in rows]
        return sorted([*standing, *noted], key=lambda each: each.at, reverse=True)[:limit]

    def refusals(self, clinic: str) -> Sequence[tuple[str, str]]:
        """The rows whose letters are refused as they stand now: row id and version."""
        return [
            (each.row_id, str(each.row_version))
            for each in self._standing(clinic, ("sent", "held", "left_out", "answered"), _EVERY)
            if each.standing is not None and each.standing.given is False
        ]

    def waiting(self, clinic: str) -> Sequence[RowRecord]:
        """The newest version of each row that is held or left out, for trying again."""
        found = self._standing(clinic, ("held", "left_out"), _EVERY)
        asked = {
            "clinic": clinic,
            "rows": [each.row_id for each in found],
            "versions": [each.row_version for each in found],
        }
        with self._pool.connection() as connection:
            rows = connection.execute(_SQL["waiting"], asked).fetchall()
        return [
            RowRecord(
                clinic=row[0],
                row_id=row[1],
                row_version=row[2],
                content=row[3],
                row=_decoded(row[4], CardRow),
                system_id=row[5],
                received_at=row[6],
            )
            for row in rows
        ]

    def clinics(self) -> Sequence[Clinic]:
        """Every clinic as it stands now."""
        with self._pool.connection() as connection:
            return [_decoded(body, Clinic) for (body,) in connection.execute(_SQL["clinics"])]

    def register_clinic(self, clinic: Clinic, *, who: str, reason: str) -> None:
        """Registers a clinic, or says anew what holds of it."""
        body = _encoded(clinic)
        said = {"clinic": clinic.clinic, "body": body, "who": who, "reason": reason, "at": datetime.now(UTC)}
        with self._pool.connection() as connection, connection.recorded() as items:
            row = connection.execute(_SQL["clinic"], said).fetchone()
            assert row is not None, "an insert returns its row"
            items.append(_item("hub_clinic", str(row[0]), clinic.clinic, body, who, reason, said["at"]))

    def _standing(self, clinic: str, states: Iterable[str], limit: int) -> list[Outcome]:
        asked = {"clinic": clinic, "states": list(states), "limit": limit}
        with self._pool.connection() as connection:
            return [_decoded(body, Outcome) for (body,) in connection.execute(_SQL["standing"], asked)]


class _Session:
    """One transaction in which nobody else decides about the same clinics."""

    def __init__(self, connection: Connection, items: list[Item]) -> None:
        self._connection = connection
        self._items = items

    def known(self, keys: Iterable[RowKey]) -> Mapping[RowKey, Known]:
        """What is stored of rows."""
        found = {key: Known() for key in keys}
        asked = {"clinics": [clinic for clinic, _ in found], "rows": [row_id for _, row_id in found]}
        for clinic, row_id, version, content in self._connection.execute(_SQL["contents"], asked):
            found[clinic, row_id].contents[version] = content
        for clinic, row_id, body in self._connection.execute(_SQL["outcomes"], asked):
            found[clinic, row_id].history.append(_decoded(body, Outcome))
        return found

    def write(self, left: Left) -> None:
        """Stores what was decided, with entries in the ledger."""
        records = [_record(each) for each in left.records]
        outcomes = [_outcome(each) for each in left.outcomes]
        outgoing = [_outgoing(each) for each in left.outgoing]
        noted = [_noted(each) for each in left.noted]
        if records or outcomes or outgoing:
            rows = {"records": _rows(records), "outcomes": _rows(outcomes), "outgoing": _rows(outgoing)}
            self._connection.execute(_SQL["write"], rows)
        self._items += [
            _item("hub_row", _row_name(each), each["content"], each["body"], each["received_at"])
            for each in records
        ]
        self._items += [
            _item(
                "hub_outcome", f"{_row_name(each)} {ledger.moment(each['at'])} {each['state']}", each["body"]
            )
            for each in outcomes
        ]
        self._items += [
            _item("hub_outgoing", each["envelope_number"], each["body"], each["letters"]) for each in outgoing
        ]
        if noted:
            fresh = self._connection.execute(_SQL["note"], {"noted": _rows(noted)}).fetchall()
            self._items += [_item("hub_noted", _noted_name(row), row[4], row[5]) for row in fresh]


def _record(record: RowRecord) -> dict[str, Any]:
    return {
        "clinic": record.clinic,
        "row_id": record.row_id,
        "row_version": record.row_version,
        "content": record.content,
        "body": _encoded(record.row),
        "system_id": record.system_id,
        "received_at": record.received_at,
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "clinic": outcome.clinic,
        "row_id": outcome.row_id,
        "row_version": outcome.row_version,
        "state": outcome.state,
        "at": outcome.at,
        "body": _encoded(outcome),
    }


def _outgoing(outgoing: Outgoing) -> dict[str, Any]:
    return {
        "envelope_number": outgoing.envelope_number,
        "body": _encoded(msgspec.structs.replace(outgoing, body=b"")),
        "letters": outgoing.body.decode(),
    }


def _noted(listed: Listed) -> dict[str, Any]:
    return {
        "clinic": listed.clinic,
        "row_id": listed.row_id,
        "row_version": listed.row_version,
        "rules": _BETWEEN_RULES.join(finding.rule for finding in listed.findings),
        "at": listed.at,
        "body": _encoded(listed),
        "each_time": listed.is_request,
    }


def _noted_name(row: Sequence[Any]) -> str:
    """What an entry of the ledger names a note by: one that was noted before, by its time as well."""
    clinic, row_id, version, rules, at, _, again = row
    name = f"{clinic} {row_id} {version} {rules}"
    return f"{name} {ledger.moment(at)}" if again else name


def _listed(outcome: Outcome) -> Listed:
    return Listed(
        clinic=outcome.clinic,
        row_id=outcome.row_id,
        row_version=str(outcome.row_version),
        state=outcome.state,
        at=outcome.at,
        findings=outcome.findings,
    )


def _row_name(row: Mapping[str, Any]) -> str:
    return f"{row['clinic']} {row['row_id']} {row['row_version']}"


def _item(kind: str, subject: str, *fields: object) -> Item:
    """An entry of the ledger; long texts count by their hash."""
    digests = [
        hashlib.sha256(each.encode()).hexdigest() if isinstance(each, str) else each for each in fields
    ]
    return Item(kind=kind, subject=subject, digest=ledger.fields(*digests))


def _rows(rows: Sequence[Mapping[str, Any]]) -> str:
    return msgspec.json.encode(rows).decode()


def _encoded(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _decoded(text: str, kind: Any) -> Any:
    return msgspec.json.decode(text, type=kind)
