"""Where the requisitions of the hotel are kept: a protocol, and the same in memory as the readable reference.

`labsvar.database.hotel` keeps them in PostgreSQL. Every method with a `Look` leaves exactly one audit event about each
person whose requisitions it finds (rule S18).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import msgspec
from msgspec.structs import replace

from labsvar.results.store import Viewer
from labsvar.services.hotel.model import Admitted, Kept, Sending
from labsvar.services.hotel.states import Event

Decide = Callable[[Kept], tuple[Event, bytes | None]]
"""What happens to a requisition as it stands; with the letter to the laboratory when the sample was taken."""


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """Whom or what is looked up: a person by key, or the requester's number of a sample."""

    person_key: str = ""
    sample_number: str = ""


class Looking(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks, what they look at and why."""

    viewer: Viewer
    what: str
    reason: str


class AlreadyThere(Exception):
    """The number of a letter or of a sample was used; `kept` is the requisition when it is the very same."""

    def __init__(self, kept: Kept | None) -> None:
        super().__init__()
        self.kept = kept


class Unchanged(Exception):
    """Nothing is to be decided: the requisition is already as it was to be."""

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self.kept = kept


class TubeUsed(Exception):
    """A number that a tube was to get has been given to one before."""


class HotelStore(Protocol):
    """Requisitions and what happened to them; rows are added and never changed."""

    def add(self, admitted: Admitted, *, place: str, at: datetime, expires_at: datetime) -> Kept:
        """Keeps an upload. Raises `AlreadyThere`."""

    def look(self, search: Search, looking: Looking) -> Sequence[Kept]:
        """The requisitions that a search finds, newest first."""

    def take(self, requisition_id: int, decide: Decide, *, looking: Looking | None = None) -> Kept:
        """Decides on one requisition while nobody else does, and adds what was decided; with `looking` it is a
        look too when it is decided. Raises `KeyError`, `TubeUsed`, and what `decide` raises."""

    def outgoing(self, requisition_id: int) -> Kept | None:
        """A requisition whose letter to the laboratory is still to be delivered."""

    def tried(self, requisition_id: int, *, state: str, problem: str, at: datetime) -> None:
        """Notes what came of an attempt to deliver."""


class MemoryHotel:
    """The same in memory; `looks` are the audit events."""

    def __init__(self) -> None:
        self._kept: dict[int, Kept] = {}
        self._tubes: set[str] = set()
        self._alone = threading.RLock()
        self.looks: list[tuple[str, Looking]] = []

    def add(self, admitted: Admitted, *, place: str, at: datetime, expires_at: datetime) -> Kept:
        """Keeps an upload. Raises `AlreadyThere`."""
        with self._alone:
            for kept in self._kept.values():
                known = kept.admitted
                if known.sender == admitted.sender and (
                    known.letter_number == admitted.letter_number
                    or known.sample_number == admitted.sample_number
                ):
                    raise AlreadyThere(kept if known.document == admitted.document else None)
            made = Kept(
                requisition_id=len(self._kept) + 1,
                admitted=admitted,
                place=place,
                uploaded_at=at,
                expires_at=expires_at,
            )
            self._kept[made.requisition_id] = made
        return made

    def look(self, search: Search, looking: Looking) -> Sequence[Kept]:
        """The requisitions that a search finds, newest first."""
        found = [kept for kept in reversed(self._kept.values()) if _is_found(kept, search)]
        persons = {search.person_key: None} if search.person_key else {}
        persons |= dict.fromkeys(kept.admitted.person_key for kept in found)
        self.looks += [(person, looking) for person in persons]
        return found

    def take(self, requisition_id: int, decide: Decide, *, looking: Looking | None = None) -> Kept:
        """Decides on one requisition while nobody else does."""
        with self._alone:
            kept = self._kept[requisition_id]
            event, document = decide(kept)
            if not self._tubes.isdisjoint(event.tubes) or len(set(event.tubes)) < len(event.tubes):
                raise TubeUsed
            self._tubes.update(event.tubes)
            if looking is not None:
                self.looks.append((kept.admitted.person_key, looking))
            made = replace(kept, events=(*kept.events, event))
            if document is not None:
                number = f"{requisition_id:014d}"
                sending = Sending(envelope_number=number, made_at=event.at, document=document)
                made = replace(made, sending=sending)
            self._kept[requisition_id] = made
        return made

    def outgoing(self, requisition_id: int) -> Kept | None:
        """A requisition whose letter to the laboratory is still to be delivered."""
        kept = self._kept.get(requisition_id)
        open_still = kept is not None and kept.sending is not None and kept.sending.state in OPEN
        return kept if open_still else None

    def tried(self, requisition_id: int, *, state: str, problem: str, at: datetime) -> None:
        """Notes what came of an attempt to deliver."""
        kept = self._kept[requisition_id]
        assert kept.sending is not None, "only what is sent is tried"
        attempts = kept.sending.attempts + 1
        sending = replace(kept.sending, state=state, problem=problem, attempts=attempts, tried_at=at)
        self._kept[requisition_id] = replace(kept, sending=sending)


OPEN = ("delivering", "late")
"""States of a delivery that is still to be tried."""


def _is_found(kept: Kept, search: Search) -> bool:
    if search.person_key:
        return kept.admitted.person_key == search.person_key
    return kept.admitted.sample_number == search.sample_number
