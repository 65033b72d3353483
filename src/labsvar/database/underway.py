"""Letters under way to other installations: how each stands, and sending one on again by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, LiteralString

import msgspec
from psycopg.rows import dict_row

from labsvar.database import ledger
from labsvar.database.connections import Connection, Pool
from labsvar.database.jobs import put_in_queue, put_sampled_in_queue
from labsvar.database.sql import statements
from labsvar.exchange.delivery import DeliveryState
from labsvar.exchange.receipts import number_of_ours
from labsvar.linking.timeline import Passed

_SQL: Final = statements("deliveries")


class ListedDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """One letter that goes on to another installation; times have a zone. Nothing of it is about a person.

    A letter from the requisition hotel is that of the requisition `from_hotel`, which was sampled at `place`; its
    `databank` is the location number of the laboratory.
    """

    delivery_id: int
    letter_id: str
    sender: str
    envelope_number: str
    letter_number: str
    databank: str
    state: DeliveryState
    attempts: int
    problem: str | None
    changed_at: datetime
    arrived_at: datetime
    kind: str
    version: str
    from_hotel: int | None = None
    place: str | None = None


class Resend(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that a person had sent on again. In a VANSEnvelope the number within stays the same."""

    at: datetime
    who: str
    reason: str
    old_envelope: str
    new_envelope: str


class MatchedReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt that came in for one of a letter's envelopes."""

    sender: str
    kind: str
    original_envelope: str
    arrived_at: datetime


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which deliveries to list; what is `None` is not asked about."""

    state: DeliveryState | None = None
    databank: str | None = None
    letter_number: str | None = None


class After(msgspec.Struct, frozen=True, kw_only=True):
    """Where a page ended: the last change and the number of its last delivery."""

    changed_at: datetime
    delivery_id: int


class NotNow(ValueError):
    """A letter that is on its way has not failed, and is not sent a second time beside itself."""


class Underway:
    """Finds deliveries, and has them made again."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def list(
        self, wanted: Wanted, *, after: After | None = None, limit: int = 50
    ) -> tuple[Sequence[ListedDelivery], After | None]:
        """A page of deliveries, the newest change first, and where the next page goes on."""
        conditions, values = _conditions(wanted, after)
        where = " AND ".join(conditions) or "true"
        order = "ORDER BY d.changed_at DESC, d.delivery_id DESC LIMIT %(limit)s"
        rows = self._rows(f"{_SQL['listed']} WHERE {where} {order}", values | {"limit": limit + 1})
        found = [ListedDelivery(**row) for row in rows[:limit]]
        if len(rows) <= limit:
            return found, None
        return found, After(changed_at=found[-1].changed_at, delivery_id=found[-1].delivery_id)

    def counts(self) -> Mapping[str, int]:
        """How many letters are in each state but delivered."""
        return {row["state"]: row["count"] for row in self._rows(_SQL["counted"], {})}

    def one(self, delivery_id: int) -> ListedDelivery | None:
        """One delivery."""
        rows = self._rows(f"{_SQL['listed']} WHERE d.delivery_id = %(id)s", {"id": delivery_id})
        return ListedDelivery(**rows[0]) if rows else None

    def passed(self, letter_ids: Iterable[str]) -> Sequence[Passed]:
        """What became of those of some letters that went on to another installation."""
        rows = self._rows(_SQL["passed"], {"letter_ids": list(letter_ids)})
        return [Passed(at=row.pop("changed_at"), **row) for row in rows]

    def resends(self, letter_id: str) -> Sequence[Resend]:
        """When a letter was sent on again by hand, oldest first."""
        return [Resend(**row) for row in self._rows(_SQL["resends"], {"letter_id": letter_id})]

    def receipts(self, letter_id: str) -> Sequence[MatchedReceipt]:
        """The receipts that came in for a letter by themselves, oldest first."""
        return [MatchedReceipt(**row) for row in self._rows(_SQL["receipts"], {"letter_id": letter_id})]

    def send_again(self, delivery_id: int, *, who: str, reason: str) -> None:
        """Sends a letter on again: the letter unchanged, in an envelope with a new number.

        Raises `KeyError` when there is no such delivery, `NotNow` while it is on its way and not late, and
        `ValueError` when nobody is named or no reason is given.
        """
        if not who.strip() or not reason.strip():
            raise ValueError("a name and a reason are needed")
        with self._pool.connection() as connection, connection.recorded() as items:
            row = _locked(connection, delivery_id)
            if row["state"] == "delivering":
                raise NotNow
            event = {
                "letter_id": row["letter_id"],
                "delivery_id": delivery_id,
                "at": datetime.now(UTC),
                "who": who,
                "reason": reason,
                "sender": row["sender"],
                "old_envelope": row["envelope_number"],
                "new_envelope": _new_number(connection, row),
            }
            connection.execute(_SQL["again"], event)
            if row["enveloped"]:
                connection.execute(_SQL["again_enveloped"], event)
            found = connection.execute(_SQL["resent"], event).fetchone()
            assert found is not None, "an insert returns its row"
            items.append(ledger.resend(event | {"resend_id": found[0]}))
            if row["from_hotel"] is None:
                put_in_queue(connection, [row["letter_id"]])
            else:
                put_sampled_in_queue(connection, row["from_hotel"])

    def _rows(self, query: LiteralString, values: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
        with self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, values).fetchall()


def _locked(connection: Connection, delivery_id: int) -> dict[str, Any]:
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_SQL["locked"], {"delivery_id": delivery_id}).fetchone()
    if row is None:
        raise KeyError(delivery_id)
    return row


def _new_number(connection: Connection, row: Mapping[str, Any]) -> str:
    """The number of the new envelope. What goes in a VANSEnvelope is a message that must not change, so only
    the VANSEnvelope around it is new."""
    if row["enveloped"]:
        return str(row["envelope_number"])
    number = connection.execute(_SQL["number"]).fetchone()
    assert number is not None, "a sequence never ends"
    return number_of_ours(number[0])


def _conditions(wanted: Wanted, after: After | None) -> tuple[Sequence[LiteralString], dict[str, Any]]:
    values: dict[str, Any] = msgspec.structs.asdict(wanted)
    columns: Sequence[LiteralString] = ("state", "databank", "letter_number")
    conditions: list[LiteralString] = [
        f"d.{column} = %({column})s" for column in columns if values[column] is not None
    ]
    if after is not None:
        conditions.append("(d.changed_at, d.delivery_id) < (%(after_at)s, %(after_id)s)")
        values |= {"after_at": after.changed_at, "after_id": after.delivery_id}
    return conditions, values
