"""The requisition hotel over REST: the three operations of its service, and what a sampling place does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Final, Literal, TypeVar

import msgspec
from anyio import to_thread
from litestar import Controller, post
from litestar.params import FromPath
from litestar.response.base import ASGIResponse

from labsvar.database import Database
from labsvar.exchange import problems
from labsvar.findings import Finding
from labsvar.services.dgws import Refused
from labsvar.services.hotel.model import Kept
from labsvar.services.hotel.service import HotelService, Place
from labsvar.web import hotel
from labsvar.web.api import bodies
from labsvar.web.api import openapi_hotel as described
from labsvar.web.api.letters import ApiRequest
from labsvar.web.rights import Right, needs

LARGEST_WISH: Final = 10_000
_STATUS: Final = {"not_authorized": 403}
_Number = Annotated[int, msgspec.Meta(ge=1, le=10**18)]
_Wish = TypeVar("_Wish", bound=msgspec.Struct)
_Doing = Literal["fetch", "reserve", "release", "sample", "cancel"]
_Work = Callable[[HotelService, Place, datetime], object]


class _NotTaken(Exception):
    """An upload that its findings refuse."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__()
        self.findings = findings


class Hotel(Controller):
    """Uploads, looks up, and does what a sampling place does."""

    path = "/hotel"
    tags = ("hotel",)

    @post(
        "/requisitions",
        opt=needs(Right.CALL_HOTEL),
        operation_class=described.UploadOperation,
        operation_id="uploadRequisition",
        summary="Puts a requisition on the hotel",
        responses=described.UPLOAD_RESPONSES,
        status_code=200,
    )
    async def upload(self, request: ApiRequest) -> ASGIResponse:
        """Checks the letter as any letter is checked; the very same again is no change."""
        data = await request.body()

        def work(service: HotelService, place: Place, at: datetime) -> described.Put:
            uploaded = service.upload(hotel.allowed(place, "upload"), data, at=at)
            if uploaded.kept is None:
                raise _NotTaken(uploaded.findings)
            return described.Put(requisition=told(uploaded.kept, place, at), findings=uploaded.findings)

        return await _answered(request, work)

    @post(
        "/searches",
        opt=needs(Right.CALL_HOTEL),
        operation_class=described.SearchOperation,
        operation_id="getRequisitionList",
        summary="Looks up requisitions on the hotel",
        responses=described.SEARCH_RESPONSES,
        request_max_body_size=LARGEST_WISH,
        status_code=200,
    )
    async def search(self, request: ApiRequest) -> ASGIResponse:
        """A look that the citizen can read of."""
        asked = await _wish_of(request, described.Asked)

        def work(service: HotelService, place: Place, at: datetime) -> described.Listed:
            search = hotel.search_of(
                number=asked.number or "", issuer=asked.issuer or "", sample_number=asked.sample_number or ""
            )
            reason = hotel.reason_of(asked.reason, asked.words)
            found = service.found(place, search, reason=reason)
            return described.Listed(requisitions=tuple(told(each, place, at) for each in found))

        return await _answered(request, work)

    @post(
        "/requisitions/{number:int}/{doing:str}",
        opt=needs(Right.CALL_HOTEL),
        operation_class=described.MoveOperation,
        operation_id="getRequisition",
        summary="Fetches, reserves, releases, samples or cancels a requisition",
        responses=described.MOVE_RESPONSES,
        request_max_body_size=LARGEST_WISH,
        status_code=200,
    )
    async def move(
        self, request: ApiRequest, number: FromPath[_Number], doing: FromPath[_Doing]
    ) -> ASGIResponse:
        """`fetch` gives the letter, in a version that the place takes, and needs a reason."""
        wish = await _wish_of(request, described.Wished)

        def work(service: HotelService, place: Place, at: datetime) -> described.Moved:
            return _moved(service, place, number, doing, wish=wish, at=at)

        return await _answered(request, work)


def told(kept: Kept, place: Place, at: datetime) -> described.Told:
    """Where a requisition stands, for a place."""
    standing, admitted = kept.standing(at), kept.admitted
    return described.Told(
        requisition_id=str(kept.requisition_id),
        state=standing.state,
        is_mine=standing.holder == place.key,
        sample_number=admitted.sample_number,
        field=admitted.field,
        version=admitted.version,
        requester=admitted.sender,
        laboratory=admitted.receiver,
        consent_refused=admitted.consent_refused,
        uploaded_at=kept.uploaded_at,
        expires_at=kept.expires_at,
        held_until=standing.until,
        delivery=None if kept.sending is None else kept.sending.state,
        passed=admitted.passed,
    )


def _moved(
    service: HotelService,
    place: Place,
    number: int,
    doing: _Doing,
    *,
    wish: described.Wished,
    at: datetime,
) -> described.Moved:
    match doing:
        case "fetch":
            reason = hotel.reason_of(wish.reason, wish.words)
            taken = service.fetch(hotel.allowed(place, "fetch"), number, reason=reason, at=at)
            return described.Moved(
                requisition=told(taken.kept, place, at), letter_version=taken.version, letter=taken.data
            )
        case "cancel":
            kept = service.cancel(hotel.allowed(place, "upload"), number, at=at, note=wish.words)
        case "sample":
            kept = service.sample(hotel.allowed(place, "fetch"), number, at=at, tubes=wish.tubes)
        case _:
            act = getattr(service, doing)
            kept = act(hotel.allowed(place, "fetch"), number, at=at)
    return described.Moved(requisition=told(kept, place, at))


async def _wish_of(request: ApiRequest, kind: type[_Wish]) -> _Wish:
    return bodies.read(await request.body(), kind)


async def _answered(request: ApiRequest, work: _Work) -> ASGIResponse:
    """What a piece of work tells, or the findings that refuse it."""
    database: Database = request.app.state.database
    system = request.user.system

    def carried_out() -> object:
        place = hotel.place_of_system(database, system)
        return work(database.hotel, place, datetime.now(UTC))

    try:
        answer = await to_thread.run_sync(carried_out)
    except Refused as refused:
        reply = problems.reply(_STATUS.get(refused.code, 409), [refused.finding])
    except _NotTaken as refused:
        reply = problems.reply(409, refused.findings)
    else:
        return ASGIResponse(body=msgspec.json.encode(answer), media_type="application/json")
    return ASGIResponse(body=reply.body, status_code=reply.status, media_type=reply.content_type)
