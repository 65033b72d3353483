"""National sample numbers over REST: the three operations of the service, for systems that speak no SOAP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeVar

import msgspec
from anyio import to_thread
from litestar import Controller, Request, get, post
from litestar.exceptions import NotAuthorizedException
from litestar.middleware import ASGIMiddleware
from litestar.params import FromPath
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Receive, Scope, Send

from labsvar.database import Database
from labsvar.exchange import problems
from labsvar.results.store import Role
from labsvar.services.dgws import Refused
from labsvar.services.npn import demonstration
from labsvar.services.npn.connection_model import Account
from labsvar.services.npn.service import NpnService, plain_http
from labsvar.web.api import bodies
from labsvar.web.api import openapi_npn as described
from labsvar.web.api.authentication import CHALLENGE
from labsvar.web.api.letters import WARNINGS
from labsvar.web.config import WebConfig
from labsvar.web.rights import Right, needs
from labsvar.web.soap.npn import state_of

LARGEST_WISH: Final = 10_000
_STATUS: Final = {"not_authorized": 403}
_Wish = TypeVar("_Wish", bound=msgspec.Struct)


class AccountAtTheDoor(msgspec.Struct, frozen=True):
    """A system with an account at the service."""

    account: Account

    @property
    def role(self) -> Role:
        """Systems have the rights of a system."""
        return "system"


NpnRequest = Request[AccountAtTheDoor, Any, Any]


class AccountAuthentication(ASGIMiddleware):
    """Finds the account behind a bearer token; in a demonstration without one, the made-up account."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Notes the account, or nobody; a token that is wrong is refused even where none is needed."""
        scope["user"] = await to_thread.run_sync(_at_the_door, scope)
        await next_app(scope, receive, send)


def _at_the_door(scope: Scope) -> AccountAtTheDoor | None:
    headers = dict(scope["headers"])
    state = scope["litestar_app"].state
    service: NpnService = state.database.npn
    scheme, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    if token:
        account = service.account_of_token(token.strip()) if scheme.lower() == "bearer" else None
        if account is None:
            raise NotAuthorizedException(headers=CHALLENGE)
        return AccountAtTheDoor(account)
    config: WebConfig = state.config
    # A page elsewhere can make a browser post here without asking; browsers then name the page.
    if not config.demo or b"origin" in headers:
        return None
    made_up = service.connections.register().accounts.get(demonstration.ACCOUNT)
    return AccountAtTheDoor(made_up) if made_up is not None and made_up.is_open else None


class SampleNumbers(Controller):
    """Draws, releases and looks up series."""

    path = "/"
    tags = ("npn",)

    @post(
        "/series",
        opt=needs(Right.DRAW_SAMPLE_NUMBERS),
        operation_class=described.DrawOperation,
        operation_id="getAnalysisIdentifiers",
        summary="Draws a series of sample numbers",
        responses=described.SERIES_RESPONSES,
        request_max_body_size=LARGEST_WISH,
        status_code=200,
    )
    async def draw(self, request: NpnRequest) -> ASGIResponse:
        """Hands out the first and the last number of a new series; the same for the same `message_id`."""
        wish = await wish_of(request, described.Draw)
        return await answered(request, lambda service, account, at: _drawn(service, account, wish, at))

    @post(
        "/releases",
        opt=needs(Right.DRAW_SAMPLE_NUMBERS),
        operation_class=described.ReleaseOperation,
        operation_id="setAnalysisIdentifiersFree",
        summary="Releases a whole series that was not used",
        responses=described.RELEASE_RESPONSES,
        request_max_body_size=LARGEST_WISH,
        status_code=200,
    )
    async def free(self, request: NpnRequest) -> ASGIResponse:
        """Takes a series back; its numbers are not handed out again."""
        wish = await wish_of(request, described.Ends)
        return await answered(request, lambda service, account, at: _freed(service, account, wish, at))

    @get(
        "/numbers/{number:str}",
        opt=needs(Right.DRAW_SAMPLE_NUMBERS),
        operation_id="getAnalysisIdentifierInformation",
        summary="Tells who drew a number, and when",
        responses=described.NUMBER_RESPONSES,
    )
    async def information(
        self, request: NpnRequest, number: FromPath[Annotated[str, msgspec.Meta(max_length=18)]]
    ) -> ASGIResponse:
        """What is known of the series that a number is in."""
        return await answered(request, lambda service, _, __: _told(service, number))


async def wish_of(request: NpnRequest, kind: type[_Wish]) -> _Wish:
    """The body of a call. Raises `bodies.WrongBody` for one that is not as described."""
    return bodies.read(await request.body(), kind)


async def answered(request: NpnRequest, work: described.Work) -> ASGIResponse:
    """What a piece of work tells, or the finding that refuses it."""
    database: Database = request.app.state.database
    demo, secure = request.app.state.config.demo, request.scope["scheme"] == "https"
    account, at = request.user.account, datetime.now(UTC)

    def carried_out() -> tuple[object, tuple[str, ...]]:
        warnings = () if secure else plain_http(account, at=at, demo=demo)
        return work(database.npn, account, at), warnings

    try:
        told, warnings = await to_thread.run_sync(carried_out)
    except Refused as refused:
        reply = problems.reply(_STATUS.get(refused.code, 409), [refused.finding])
        return ASGIResponse(body=reply.body, status_code=reply.status, media_type=reply.content_type)
    headers = {WARNINGS: ", ".join(warnings)} if warnings else None
    return ASGIResponse(body=msgspec.json.encode(told), media_type="application/json", headers=headers)


def _drawn(service: NpnService, account: Account, wish: described.Draw, at: datetime) -> described.Ends:
    series = service.draw(
        account, wish.count, laboratory=wish.laboratory, message_id=wish.message_id or "", at=at
    )
    return described.Ends(first=service.written(series.first), last=service.written(series.last))


def _freed(service: NpnService, account: Account, wish: described.Ends, at: datetime) -> described.Freed:
    series = service.free(account, wish.first, wish.last, at=at)
    return described.Freed(first=wish.first, last=wish.last, freed_at=series.freed_at or at)


def _told(service: NpnService, number: str) -> described.NumberTold:
    series = service.information(number)
    if series is None:
        return described.NumberTold(number=number, state="unknown")
    return described.NumberTold(
        number=number,
        state=state_of(series),
        first=service.written(series.first),
        last=service.written(series.last),
        supplier=series.supplier or None,
        laboratory=series.laboratory or None,
        department=series.department or None,
        account=series.account or None,
        drawn_at=series.drawn_at,
        freed_at=series.freed_at,
    )
