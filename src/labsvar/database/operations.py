"""What an operator may know of the letters that came in: numbers, states and findings, no persons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, LiteralString

import msgspec
from psycopg.rows import dict_row

from labsvar.database.connections import Pool
from labsvar.database.sql import statements
from labsvar.exchange.model import AlarmKind, State
from labsvar.findings import Finding

_SQL: Final = statements("operations")
_findings: Final = msgspec.json.Decoder(tuple[Finding, ...]).decode
_FIELDS: Final[tuple[LiteralString, ...]] = (
    "sender",
    "receiver",
    "sample_number",
    "requester_number",
    "letter_number",
    "envelope_number",
)


class ListedLetter(msgspec.Struct, frozen=True, kw_only=True):
    """One letter that arrived. `arrival_id` names it; times have a zone.

    `attempts` and `problem` tell of a letter that goes on to another installation.
    """

    arrival_id: int
    at: datetime
    state: State
    channel: str
    emessage_id: str
    position: int
    sender: str | None
    receiver: str | None
    kind: str | None
    version: str | None
    letter_number: str | None
    envelope_number: str | None
    sample_number: str | None
    requester_number: str | None
    databank: str | None
    letter_id: str | None
    attempts: int | None
    problem: str | None
    findings: tuple[Finding, ...]


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for; what is `None` is not asked about. Times have a zone; `until` is not included."""

    sender: str | None = None
    receiver: str | None = None
    sample_number: str | None = None
    requester_number: str | None = None
    letter_number: str | None = None
    envelope_number: str | None = None
    state: State | None = None
    since: datetime | None = None
    until: datetime | None = None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a page ended: the time and the id of its last letter."""

    at: datetime
    arrival_id: int


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Letters, newest first; `after` is where the next page goes on, `None` at the end."""

    letters: tuple[ListedLetter, ...]
    after: Place | None


class ReceivedReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt that another installation sent for an envelope."""

    sender: str
    kind: str
    letter_numbers: tuple[str, ...]
    arrived_at: datetime


class EmessageState(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one arrival: the answer it got, and each of its letters.

    `status` is `None` for an arrival that was not answered as an envelope of its own: a receipt, or a
    number that was used before. `receipt` is the answer's own bytes.
    """

    emessage_id: str
    sender: str | None
    envelope_number: str | None
    arrived_at: datetime
    status: int | None
    receipt: bytes | None
    stored: int
    refused: int
    letters: tuple[ListedLetter, ...]
    receipts: tuple[ReceivedReceipt, ...]


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person should look at: a foreign correction, a disagreeing name, a number used twice."""

    alarm_id: int
    at: datetime
    kind: AlarmKind
    sender: str
    letter_id: str | None
    number: str | None
    position: int | None


class Operations:
    """Finds letters by what an operator knows of them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def search(self, search: Search, *, after: Place | None = None, limit: int = 50) -> Page:
        """A page of the letters that fit, newest first."""
        conditions, values = _conditions(search, after)
        where = " AND ".join(conditions) or "true"
        query = f"{_SQL['listed']} WHERE {where} ORDER BY a.at DESC, a.arrival_id DESC LIMIT %(limit)s"
        rows = self._rows(query, values | {"limit": limit + 1})
        letters = tuple(_listed(row) for row in rows[:limit])
        more = len(rows) > limit
        return Page(
            letters=letters,
            after=Place(at=letters[-1].at, arrival_id=letters[-1].arrival_id) if more else None,
        )

    def letter(self, arrival_id: int) -> ListedLetter | None:
        """One letter that arrived."""
        rows = self._rows(f"{_SQL['listed']} WHERE a.arrival_id = %(id)s", {"id": arrival_id})
        return _listed(rows[0]) if rows else None

    def emessage(self, emessage_id: str) -> EmessageState | None:
        """What became of one arrival."""
        values = {"emessage_id": emessage_id}
        letters = self._rows(
            f"{_SQL['listed']} WHERE a.emessage_id = %(emessage_id)s ORDER BY a.position", values
        )
        if not letters:
            return None
        listed = tuple(_listed(row) for row in letters)
        answered = next(iter(self._rows(_SQL["emessage"], values)), {})
        numbers = {"sender": listed[0].sender, "envelope_number": listed[0].envelope_number}
        receipts = self._rows(_SQL["receipts_of"], numbers)
        return EmessageState(
            emessage_id=emessage_id,
            sender=listed[0].sender,
            envelope_number=listed[0].envelope_number,
            arrived_at=listed[0].at,
            status=answered.get("status"),
            receipt=answered.get("receipt"),
            # What is refused for a number used before leaves no answer of its own; its letters tell.
            stored=answered.get("stored", 0),
            refused=answered.get("refused", sum(letter.state == "refused" for letter in listed)),
            letters=listed,
            receipts=tuple(msgspec.convert(row, ReceivedReceipt) for row in receipts),
        )

    def alarms(self, *, before: int | None = None, limit: int = 50) -> Sequence[Alarm]:
        """Alarms, newest first, from before an alarm's number."""
        values = {"before": before if before is not None else 2**62, "limit": limit}
        return [msgspec.convert(row, Alarm) for row in self._rows(_SQL["alarms"], values)]

    def _rows(self, query: LiteralString, values: dict[str, Any]) -> list[dict[str, Any]]:
        with self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, values).fetchall()


def _conditions(search: Search, after: Place | None) -> tuple[list[LiteralString], dict[str, Any]]:
    values: dict[str, Any] = msgspec.structs.asdict(search)
    conditions: list[LiteralString] = [
        f"a.{name} = %({name})s" for name in _FIELDS if values[name] is not None
    ]
    if search.state in ("delivered", "late"):
        # How a delivery goes is not known when the letter arrives.
        conditions.append("a.state = 'delivering' AND d.state = %(state)s")
    elif search.state == "delivering":
        conditions.append("a.state = 'delivering' AND d.state = 'delivering'")
    elif search.state is not None:
        conditions.append("a.state = %(state)s")
    if search.since is not None:
        conditions.append("a.at >= %(since)s")
    if search.until is not None:
        conditions.append("a.at < %(until)s")
    if after is not None:
        conditions.append("(a.at, a.arrival_id) < (%(after_at)s, %(after_id)s)")
        values |= {"after_at": after.at, "after_id": after.arrival_id}
    return conditions, values


def _listed(row: dict[str, Any]) -> ListedLetter:
    return ListedLetter(**row | {"findings": _findings(row["findings"])})
