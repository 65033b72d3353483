"""The requisition hotel in PostgreSQL: `labsvar.services.hotel.store.HotelStore`, and its outbox.

Who wins when two places want one requisition is decided by the key of the events: of two that saw the same, one adds
the next, and the other looks again and finds the requisition held. A job for the letter to the laboratory is put in the
queue in the transaction that says that the sample was taken, so neither is there without the other.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec.structs import asdict, replace

from labsvar.database import ledger
from labsvar.database.connections import Connection, Pool
from labsvar.database.jobs import put_sampled_in_queue
from labsvar.database.results import event_of
from labsvar.database.sql import statements
from labsvar.exchange.receipts import number_of_ours
from labsvar.results.store import Look
from labsvar.services.hotel.model import Admitted, Kept, Sending
from labsvar.services.hotel.states import Event
from labsvar.services.hotel.store import OPEN, AlreadyThere, Decide, Looking, Search, TubeUsed

_SQL: Final = statements("hotel")
_AUDIT_EVENT: Final = statements("results")["audit_event"]
_ATTEMPTS: Final = 20
"""How often is looked again when others were quicker; each time one of them has got on."""
_read_admitted: Final = msgspec.json.Decoder(Admitted).decode


class PostgresHotel:
    """Keeps requisitions and adds what happens to them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def add(self, admitted: Admitted, *, place: str, at: datetime, expires_at: datetime) -> Kept:
        """Keeps an upload. Raises `AlreadyThere`."""
        row = {
            "person_key": admitted.person_key,
            "sender": admitted.sender,
            "letter_number": admitted.letter_number,
            "sample_number": admitted.sample_number,
            "place": place,
            "uploaded_at": at,
            "expires_at": expires_at,
            "admitted": msgspec.json.encode(admitted),
        }
        with self._pool.connection() as connection, connection.recorded() as items:
            added = connection.execute(_SQL["add"], row).fetchone()
            if added is not None:
                items.append(_requisition_item(added[0], row))
        if added is None:
            raise AlreadyThere(self._same(admitted, row))
        return Kept(
            requisition_id=added[0], admitted=admitted, place=place, uploaded_at=at, expires_at=expires_at
        )

    def look(self, search: Search, looking: Looking) -> Sequence[Kept]:
        """The requisitions that a search finds, newest first."""
        statement = "of_person" if search.person_key else "of_sample"
        with self._pool.connection() as connection, connection.recorded() as items:
            found = [number for (number,) in connection.execute(_SQL[statement], asdict(search)).fetchall()]
            kept = _read(connection, found)
            persons = {search.person_key: None} if search.person_key else {}
            for person in persons | dict.fromkeys(each.admitted.person_key for each in kept):
                items.append(_looked(connection, person, looking))
        return kept

    def take(self, requisition_id: int, decide: Decide, *, looking: Looking | None = None) -> Kept:
        """Decides on one requisition as it stands, and adds what was decided. Raises `KeyError`."""
        for _ in range(_ATTEMPTS):
            with self._pool.connection() as connection, connection.recorded() as items:
                kept = _one(connection, requisition_id)
                if kept is None:
                    raise KeyError(requisition_id)
                event, document = decide(kept)
                if _add(connection, kept, event, items):
                    sending = _send(connection, kept, event, document, items)
                    if looking is not None:
                        items.append(_looked(connection, kept.admitted.person_key, looking))
                    return replace(kept, events=(*kept.events, event), sending=sending)
        raise TimeoutError("others were quicker each time")

    def outgoing(self, requisition_id: int) -> Kept | None:
        """A requisition whose letter to the laboratory is still to be delivered."""
        with self._pool.connection() as connection:
            kept = _one(connection, requisition_id)
        is_open = kept is not None and kept.sending is not None and kept.sending.state in OPEN
        return kept if is_open else None

    def tried(self, requisition_id: int, *, state: str, problem: str, at: datetime) -> None:
        """Notes what came of an attempt to deliver."""
        row = {"requisition_id": requisition_id, "state": state, "problem": problem or None, "at": at}
        with self._pool.connection() as connection:
            connection.execute(_SQL["tried"], row)

    def _same(self, admitted: Admitted, row: Mapping[str, Any]) -> Kept | None:
        """The requisition that is there already, when it is the very same."""
        with self._pool.connection() as connection:
            numbers = [number for (number,) in connection.execute(_SQL["known"], row).fetchall()]
            found = _read(connection, numbers)
        return found[0] if len(found) == 1 and found[0].admitted.document == admitted.document else None


def _one(connection: Connection, requisition_id: int) -> Kept | None:
    found = _read(connection, [requisition_id])
    return found[0] if found else None


def _read(connection: Connection, requisition_ids: Sequence[int]) -> list[Kept]:
    asked = {"requisition_ids": list(requisition_ids)}
    events: dict[int, list[Event]] = defaultdict(list)
    # What happened is read after what it happened to, so that no event is missing that a sending tells of.
    rows = connection.execute(_SQL["read"], asked, binary=True).fetchall()
    for number, *columns in connection.execute(_SQL["events"], asked).fetchall():
        *common, tubes = columns
        names = ("move", "place", "who", "at", "until", "note")
        events[number].append(Event(**dict(zip(names, common, strict=True)), tubes=tuple(tubes)))
    return [
        Kept(
            requisition_id=row[0],
            admitted=_read_admitted(row[1]),
            place=row[2],
            uploaded_at=row[3],
            expires_at=row[4],
            events=tuple(events[row[0]]),
            sending=_sending(row[5:]),
        )
        for row in rows
    ]


def _sending(row: Sequence[Any]) -> Sending | None:
    number, made_at, document, state, problem, attempts, changed_at = row
    if number is None:
        return None
    return Sending(
        envelope_number=number,
        made_at=made_at,
        document=document,
        state=state,
        problem=problem or "",
        attempts=attempts,
        tried_at=changed_at if attempts else None,
    )


def _add(connection: Connection, kept: Kept, event: Event, items: list[ledger.Item]) -> bool:
    """Adds an event; whether nobody else was quicker. Raises `TubeUsed`."""
    row = asdict(event) | {"requisition_id": kept.requisition_id, "sequence": len(kept.events)}
    if connection.execute(_SQL["happened"], row).fetchone() is None:
        return False
    items.append(_event_item(row))
    if event.tubes:
        added = connection.execute(_SQL["labelled"], row | {"tubes": list(event.tubes)}).fetchall()
        if len(added) < len(event.tubes):
            raise TubeUsed
        items += [_tube_item(row, position, number) for position, number in enumerate(event.tubes, 1)]
    return True


def _send(
    connection: Connection, kept: Kept, event: Event, document: bytes | None, items: list[ledger.Item]
) -> Sending | None:
    """Puts the letter to the laboratory in the outbox, if there is one."""
    if document is None:
        return kept.sending
    number = connection.execute(_SQL["number"]).fetchone()
    assert number is not None, "a sequence has a next number"
    envelope_number = number_of_ours(number[0])
    row = {
        "requisition_id": kept.requisition_id,
        "envelope_number": envelope_number,
        "made_at": event.at,
        "document": document,
        "sender": kept.admitted.sender,
        "letter_number": kept.admitted.letter_number,
        "receiver": kept.admitted.receiver,
    }
    connection.execute(_SQL["send"], row)
    items.append(_sending_item(row))
    put_sampled_in_queue(connection, kept.requisition_id)
    return Sending(envelope_number=envelope_number, made_at=event.at, document=document)


def _looked(connection: Connection, person_key: str, looking: Looking) -> ledger.Item:
    look = Look(viewer=looking.viewer, person_key=person_key, what=looking.what, reason=looking.reason)
    event = event_of(look)
    connection.execute(_AUDIT_EVENT, event)
    return ledger.look(event)


def _requisition_item(requisition_id: int, row: Mapping[str, Any]) -> ledger.Item:
    names = ("person_key", "sender", "letter_number", "sample_number", "place", "uploaded_at", "expires_at")
    content = hashlib.sha256(row["admitted"]).hexdigest()
    digest = ledger.fields(requisition_id, *(row[name] for name in names), content)
    return ledger.Item(kind="hotel_requisition", subject=str(requisition_id), digest=digest)


def _event_item(row: Mapping[str, Any]) -> ledger.Item:
    names = ("requisition_id", "sequence", "move", "place", "who", "at", "until", "note")
    subject = f"{row['requisition_id']} {row['sequence']}"
    return ledger.Item(
        kind="hotel_event", subject=subject, digest=ledger.fields(*(row[name] for name in names))
    )


def _tube_item(row: Mapping[str, Any], position: int, number: str) -> ledger.Item:
    subject = (row["requisition_id"], row["sequence"], position)
    digest = ledger.fields(*subject, number)
    return ledger.Item(kind="hotel_tube", subject=" ".join(map(str, subject)), digest=digest)


def _sending_item(row: Mapping[str, Any]) -> ledger.Item:
    content = hashlib.sha256(row["document"]).hexdigest()
    digest = ledger.fields(row["requisition_id"], row["envelope_number"], row["made_at"], content)
    return ledger.Item(kind="hotel_sending", subject=str(row["requisition_id"]), digest=digest)
