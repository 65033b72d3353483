"""The requisition hotel: the three operations of its service, and what a sampling place does.

    service.upload(caller, data, at=...)                      UploadRequisition
    service.found(caller, search, reason=..., at=...)         GetRequisitionList
    service.fetch(caller, requisition_id, reason=..., ...)    GetRequisition
    service.reserve / release / label / sample / cancel

The names of the operations are those of MedCom, "Det Gode Rekvisitionshotel", version 1.0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from labsvar.exchange.delivery import HttpCourier, Outcome, Outgoing, deliver
from labsvar.exchange.receipts import denmark
from labsvar.exchange.routing import Configuration
from labsvar.findings import Finding
from labsvar.identifiers import npn
from labsvar.letters.common import Envelope
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.results.store import Viewer
from labsvar.services.dgws.model import Refused
from labsvar.services.hotel import rules
from labsvar.services.hotel.admitting import judge, read_letter
from labsvar.services.hotel.converting import file_of, names_tubes, sampled
from labsvar.services.hotel.model import NEWEST, Doing, HotelTerms, Kept, Taken
from labsvar.services.hotel.states import Event, Move, NotAllowed, moved, tubes_of
from labsvar.services.hotel.store import (
    AlreadyThere,
    Decide,
    HotelStore,
    Looking,
    Search,
    TubeUsed,
    Unchanged,
)

LOOKED: Final = "hotel"
"""What a look at a citizen's requisitions on the hotel is called in the citizen's log."""
FETCHED: Final = "hotel_fetched"
MOST_TUBES: Final = 20
"""How many tubes of one requisition are given numbers. Assumption: no source has a limit; a slip must not empty a
stock."""
_EDIFACT: Final = b"UNA:+.? '"
_encode: Final = msgspec.json.Encoder().encode


DrawNumbers = Callable[[int], Sequence[str]]
"""Hands out so many national numbers, each once; raises `Refused` when it hands out none."""
TubesOf = Callable[[Kept], tuple[str, ...]]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts: the place, the viewer for the citizen's log, the names its versions are known by, what it may do,
    and which senders' letters it may upload. With `only_about`, requisitions of other persons are not there."""

    key: str
    viewer: Viewer
    names: tuple[str, ...] = ()
    may: frozenset[Doing] = frozenset({"upload", "fetch"})
    may_send: Callable[[str], bool] = lambda _: False
    only_about: str = ""


class Uploaded(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an upload: the requisition, unless the findings refuse it."""

    findings: tuple[Finding, ...]
    kept: Kept | None = None


class HotelService:
    """Keeps requisitions, hands them out to one place at a time, and sends them when the sample is taken."""

    def __init__(self, store: HotelStore, terms: HotelTerms, exchange: Configuration) -> None:
        self._store = store
        self.terms = terms
        self._exchange = exchange

    def upload(self, place: Place, data: bytes, *, at: datetime) -> Uploaded:
        """Puts a requisition on the hotel; the very same again is no change."""
        judged = judge(data, self.terms, at=at, exchange=self._exchange, may_send=place.may_send)
        if judged.admitted is None:
            return Uploaded(findings=judged.findings)
        try:
            expires_at = at + self.terms.expires
            kept = self._store.add(judged.admitted, place=place.key, at=at, expires_at=expires_at)
        except AlreadyThere as there:
            if there.kept is None:
                found = rules.REUSED.at(line=None, path="/Emessage/LaboratoryRequest/Letter/Identifier")
                return Uploaded(findings=(*judged.findings, found))
            kept = there.kept
        return Uploaded(findings=judged.findings, kept=kept)

    def found(self, place: Place, search: Search, *, reason: str) -> Sequence[Kept]:
        """The requisitions of a person, or those with a number; whoever looks leaves an event."""
        return self._store.look(search, _looking(place, LOOKED, reason))

    def fetch(self, place: Place, requisition_id: int, *, reason: str, at: datetime) -> Taken:
        """Fetches a requisition, which the place then holds. Raises `Refused`."""
        looking = _looking(place, FETCHED, reason)
        kept = self._moved(place, requisition_id, "fetch", at=at, looking=looking)
        version = self.terms.version_for(*place.names)
        return Taken(kept=kept, version=version, data=self.letter(kept, version=version, at=at))

    def begin(self, place: Place, requisition_id: int, *, at: datetime) -> Kept:
        """Fetches a requisition that is on the place's page already, which leaves no further event of a look.

        Raises `Refused`.
        """
        return self._moved(place, requisition_id, "fetch", at=at)

    def letter(self, kept: Kept, *, version: str, at: datetime) -> bytes:
        """The requisition as a file in a version that it has."""
        envelope = Envelope(
            sent=denmark(at), identifier=str(kept.requisition_id), acknowledgement_code="minuspositivkvitt"
        )
        return file_of(_typed(kept, version), envelope)

    def reserve(self, place: Place, requisition_id: int, *, at: datetime) -> Kept:
        """Reserves a requisition, or prolongs that. Raises `Refused`."""
        return self._moved(place, requisition_id, "reserve", at=at)

    def release(self, place: Place, requisition_id: int, *, at: datetime) -> Kept:
        """Gives a requisition up that the place holds. Raises `Refused`."""
        return self._moved(place, requisition_id, "release", at=at)

    def cancel(self, place: Place, requisition_id: int, *, at: datetime, note: str = "") -> Kept:
        """Takes a requisition off the hotel; for the one who uploaded it. Raises `Refused`."""
        return self._moved(place, requisition_id, "cancel", at=at, note=note)

    def label(
        self, place: Place, requisition_id: int, *, count: int, numbers: DrawNumbers, at: datetime
    ) -> Kept:
        """Gives tubes numbers, until there are `count`; `numbers` hands out as many as are missing, which are lost
        when another was quicker. Raises `Refused`, and what `numbers` raises."""

        def missing(kept: Kept) -> tuple[str, ...]:
            has = tubes_of(kept.events, place.key)
            if names_tubes(read_letter(kept.admitted.document)) or not 1 <= count <= MOST_TUBES:
                raise Refused("processing_problem", rules.TUBES, most=MOST_TUBES)
            if len(has) >= count:
                raise Unchanged(kept)
            return tuple(numbers(count - len(has)))

        try:
            return self._moved(place, requisition_id, "label", at=at, tubes=missing)
        except Unchanged as there:
            return there.kept

    def sample(self, place: Place, requisition_id: int, *, at: datetime, tubes: Sequence[str] = ()) -> Kept:
        """Notes that the place has taken the sample; the letter to the laboratory is put in the outbox with it.

        `tubes` are numbers that the place has given the tubes itself. Raises `Refused`.
        """

        def told(kept: Kept) -> tuple[str, ...]:
            has = tubes_of(kept.events, place.key)
            new = tuple(number for number in dict.fromkeys(tubes) if number not in has)
            named = bool(new) and names_tubes(read_letter(kept.admitted.document))
            wrong = any(npn.fault(number, self.terms.form) is not None for number in new)
            if named or wrong or len(has) + len(new) > MOST_TUBES:
                raise Refused("processing_problem", rules.TUBES, most=MOST_TUBES)
            return new

        return self._moved(place, requisition_id, "sample", at=at, tubes=told)

    def send(self, requisition_id: int, courier: HttpCourier, at: datetime) -> Outcome | None:
        """Tries once to deliver the letter to the laboratory, as EDIFACT; `None` when there is nothing to do."""
        kept = self._store.outgoing(requisition_id)
        if kept is None or kept.sending is None:
            return None
        outcome = deliver(
            Outgoing(
                letter_id=str(kept.requisition_id),
                databank=kept.admitted.receiver,
                envelope_number=kept.sending.envelope_number,
                document=kept.sending.document,
                start=_EDIFACT,
                made_at=kept.sending.made_at,
                attempts=kept.sending.attempts,
            ),
            self.terms.laboratories,
            courier,
        )
        self._store.tried(requisition_id, state=outcome.state, problem=outcome.problem or "", at=at)
        return outcome

    def _moved(
        self,
        place: Place,
        requisition_id: int,
        move: Move,
        *,
        at: datetime,
        looking: Looking | None = None,
        note: str = "",
        tubes: TubesOf = lambda _: (),
    ) -> Kept:
        try:
            decide = self._deciding(place, move, at=at, note=note, tubes=tubes)
            return self._store.take(requisition_id, decide, looking=looking)
        except KeyError:
            raise Refused("processing_problem", rules.UNKNOWN) from None
        except NotAllowed as refused:
            raise refusal(refused) from None
        except TubeUsed:
            raise Refused("processing_problem", rules.TUBE_USED) from None

    def _deciding(self, place: Place, move: Move, *, at: datetime, note: str, tubes: TubesOf) -> Decide:
        def decide(kept: Kept) -> tuple[Event, bytes | None]:
            if place.only_about not in ("", kept.admitted.person_key):
                raise KeyError(kept.requisition_id)
            event = moved(
                kept.events,
                move,
                place=place.key,
                who=place.viewer.name,
                requester=kept.place,
                expires_at=kept.expires_at,
                hold=self.terms.hold,
                now=at,
                note=note,
            )
            # After it is known that the move can be made, since numbers may be handed out here.
            event = replace(event, tubes=tubes(kept))
            return event, self._letter_out(kept, place, event) if move == "sample" else None

        return decide

    def _letter_out(self, kept: Kept, place: Place, event: Event) -> bytes:
        """The letter that goes to the laboratory, in the version that it takes.

        It goes as EDIFACT, which has no room for what only XQ0132K says, whatever the version: so it is the letter in
        which that was put elsewhere.
        """
        letter = read_letter(kept.admitted.common)
        if self.terms.version_for(kept.admitted.receiver) == kept.admitted.version:
            letter = replace(letter, letter=replace(letter.letter, version_code=kept.admitted.version))
        tubes = tubes_of((*kept.events, event), place.key)
        return _encode(sampled(letter, at=event.at, place=place.viewer.organisation, tubes=tubes))


def _typed(kept: Kept, version: str) -> LaboratoryRequest:
    """The letter in a version that it has."""
    return read_letter(kept.admitted.document if version == NEWEST else kept.admitted.common)


def refusal(refused: NotAllowed) -> Refused:
    """A move that cannot be made, as a service answers it."""
    match refused.why:
        case "held":
            return Refused("processing_problem", rules.HELD)
        case "not_yours":
            return Refused("not_authorized", rules.NOT_YOURS)
        case _:
            return Refused("processing_problem", rules.STATE, state=refused.state)


def _looking(place: Place, what: str, reason: str) -> Looking:
    return Looking(viewer=place.viewer, what=what, reason=reason)
