"""Letters in, receipts out; the state of what came in; withdrawal by the sender.

The bytes go to the intake as they came. Between the socket and the intake nothing is parsed, copied or
decided but who is at the door and how much may be taken.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

import msgspec
from anyio import to_thread
from litestar import Controller, Request, get, post
from litestar.exceptions import (
    ClientException,
    HTTPException,
    NotFoundException,
    ServiceUnavailableException,
)
from litestar.params import FromPath, PathParameter
from litestar.response.base import ASGIResponse

from labsvar.database import Database
from labsvar.database.operations import ListedLetter
from labsvar.exchange import beside
from labsvar.exchange.batcher import Busy, Closed
from labsvar.exchange.delivery import ENVIRONMENT
from labsvar.exchange.model import Arrival, Reply
from labsvar.web.api import openapi
from labsvar.web.api.authentication import SystemAtTheDoor
from labsvar.web.api.model import EmessageState, LetterState, Withdrawn
from labsvar.web.rights import Right, needs

Number = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
ApiRequest = Request[SystemAtTheDoor, Any, Any]
LARGEST_WITHDRAWAL: Final = 10_000
MISDIRECTED: Final = 421
"""Sent to the wrong one of production and test (RFC 9110, 15.5.20: misdirected request)."""
COME_AGAIN: Final = {"Retry-After": "1"}
WARNINGS: Final = "labsvar-warnings"
"""The header that names the rules a positive receipt has no room for."""


class Letters(Controller):
    """The public door."""

    path = "/letters"
    tags = ("letters",)

    @post(
        "/",
        opt=needs(Right.SEND_LETTERS),
        operation_class=openapi.LetterOperation,
        operation_id="sendLetters",
        summary="Sends an Emessage with one or many letters",
        responses=openapi.LETTER_RESPONSES,
        status_code=200,
    )
    async def send(self, request: ApiRequest) -> ASGIResponse:
        """Takes an Emessage; what the answer says is stored when it is given.

        What comes from a test installation is not let into production, nor the other way round, whoever
        it is about (rule S10).
        """
        return answer(await received(request))

    @post(
        "/{letter_number:str}/withdrawal",
        opt=needs(Right.WITHDRAW_RESULTS),
        operation_class=openapi.WithdrawalOperation,
        operation_id="withdrawResults",
        request_max_body_size=LARGEST_WITHDRAWAL,
        summary="Withdraws results of a letter that was about another person, analysis or time",
        responses=openapi.WITHDRAWAL_RESPONSES,
        status_code=204,
    )
    async def withdraw(self, request: ApiRequest, letter_number: FromPath[Number]) -> None:
        """Puts up a tombstone (rule S6). A letter of a sender that the system is not registered for is
        not found, as one that was never sent."""
        try:
            wanted = msgspec.json.decode(await request.body(), type=Withdrawn)
        except msgspec.MsgspecError:
            raise ClientException from None
        await to_thread.run_sync(_withdraw, _database(request), request.user, letter_number, wanted)


async def received(request: ApiRequest, *, form: Literal["fhir"] | None = None) -> Reply:
    """The intake's answer to the body of a request; `form` is the only one that the door takes.

    Raises `HTTPException` for what is not for this kind of installation, or comes while too much is waiting.
    """
    told = request.headers.get(ENVIRONMENT)
    if told is not None and told != _database(request).exchange.environment:
        raise HTTPException(status_code=MISDIRECTED)
    arrival = Arrival(
        body=await request.body(),
        channel="http",
        system=request.user.system,
        arrived_at=datetime.now(UTC),
        form=form,
    )
    try:
        return await _database(request).batcher.receive(arrival)
    except (Busy, Closed) as wait:
        raise ServiceUnavailableException(headers=COME_AGAIN) from wait


def answer(reply: Reply) -> ASGIResponse:
    """A reply over HTTP: two answers go in one body, and warnings in a header."""
    headers = {} if reply.location is None else {"location": reply.location}
    if reply.warnings:
        headers[WARNINGS] = ", ".join(reply.warnings)
    body, content_type = reply.body, reply.content_type
    if reply.beside and content_type is not None:
        body, content_type = beside.joined(body, reply.beside, content_type=content_type)
    return ASGIResponse(body=body, status_code=reply.status, media_type=content_type, headers=headers or None)


@get(
    "/emessages/{emessage_id:str}",
    opt=needs(Right.READ_LETTER_STATE),
    operation_id="readState",
    summary="Reads what became of an Emessage",
    responses=openapi.STATE_RESPONSES,
    tags=["letters"],
)
async def emessage_state(
    request: ApiRequest, emessage_id: Annotated[str, PathParameter(max_length=64)]
) -> EmessageState:
    """The state of each letter of an Emessage that this system has sent; nothing about a person."""
    return await to_thread.run_sync(_state, _database(request), request.user, emessage_id)


def _withdraw(database: Database, visitor: SystemAtTheDoor, letter_number: str, data: Withdrawn) -> None:
    if not _is_theirs(visitor, data.sender):
        raise NotFoundException
    found = database.results.find(sender=data.sender, letter_number=letter_number)
    if found is None:
        raise NotFoundException
    person_key, letter_id = found
    try:
        database.results.withdraw(
            person_key=person_key,
            letter_id=letter_id,
            position=data.position,
            by=data.sender if visitor.system is None else visitor.system.name,
            reason=data.reason,
        )
    except KeyError:
        raise NotFoundException from None


def _database(request: ApiRequest) -> Database:
    database: Database = request.app.state.database
    return database


def _state(database: Database, visitor: SystemAtTheDoor, emessage_id: str) -> EmessageState:
    found = database.operations.emessage(emessage_id)
    if found is None or not _is_theirs(visitor, found.sender):
        raise NotFoundException
    return EmessageState(
        emessage_id=found.emessage_id,
        arrived_at=found.arrived_at,
        stored=found.stored,
        refused=found.refused,
        letters=tuple(_letter_state(letter) for letter in found.letters),
    )


def _is_theirs(visitor: SystemAtTheDoor, sender: str | None) -> bool:
    """Whether a system may know of what this sender sent; a demonstration without accounts may."""
    return visitor.system is None or (sender is not None and visitor.system.sender(sender) is not None)


def _letter_state(letter: ListedLetter) -> LetterState:
    return LetterState(
        position=letter.position,
        state=letter.state,
        letter_number=letter.letter_number,
        kind=letter.kind,
        version=letter.version,
        databank=letter.databank,
        findings=letter.findings,
    )
