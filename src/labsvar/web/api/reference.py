"""Requests to a reference laboratory, made of an answer that the system itself has sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

import msgspec
from anyio import to_thread
from litestar import post
from litestar.exceptions import ClientException, NotFoundException
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody
from litestar.response.base import ASGIResponse

from labsvar.database import Database
from labsvar.database.reference import Desk, Sent
from labsvar.exchange import problems
from labsvar.findings import Finding
from labsvar.linking.prompts import Choice
from labsvar.linking.requesting import Examination, Laboratory, Wanted
from labsvar.results.store import Viewer
from labsvar.web.api.authentication import SystemAtTheDoor
from labsvar.web.api.letters import ApiRequest
from labsvar.web.api.model import NO_CONTROLS
from labsvar.web.api.openapi import problem
from labsvar.web.rights import Right, needs

LARGEST: Final = 20_000
_REASON: Final = "reference"
_Number = Annotated[str, msgspec.Meta(min_length=1, max_length=35, pattern=NO_CONTROLS)]


class ReferenceRequested(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is sent on: `sender` and `letter_number` name the answer, `investigation` its examination from 1,
    `isolate` the number of the isolate where the answer does not tell it. `requested_at` has a zone; the same again
    is the same request."""

    sender: _Number
    letter_number: Annotated[str, msgspec.Meta(min_length=1, max_length=14, pattern=NO_CONTROLS)]
    to: Laboratory
    investigation: Annotated[int, msgspec.Meta(ge=1, le=90)] = 1
    isolate: Annotated[int, msgspec.Meta(ge=1, le=9)] | None = None
    reply_to: Literal["sender", "original_requester"] = "sender"
    requisition_number: _Number | None = None
    original_requester_number: _Number | None = None
    examination: Examination | None = None
    requested_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class ReferenceMade(msgspec.Struct, frozen=True, kw_only=True):
    """The request that was sent; `findings` are warnings and notes."""

    letter_number: str
    requisition_number: str | None
    findings: tuple[Finding, ...]


@dataclass
class ReferenceOperation(Operation):
    """The operation that takes a request; its body is described as strictly as it is read."""

    def __post_init__(self) -> None:
        """Describes the body by the type it is read into, with what that holds in its place."""
        _, components = msgspec.json.schema_components([ReferenceRequested], ref_template="#/$defs/{name}")
        schema = components.pop("ReferenceRequested") | {"$defs": components}
        json = OpenAPIMediaType(schema=schema)
        self.request_body = RequestBody(content={"application/json": json}, required=True)


@post(
    "/reference-requests",
    opt=needs(Right.REQUEST_REFERENCE),
    operation_class=ReferenceOperation,
    operation_id="requestReference",
    summary="Makes a request to a reference laboratory of an answer, and sends it",
    request_max_body_size=LARGEST,
    responses={
        200: ResponseSpec(
            data_container=ReferenceMade,
            description="The request was made, checked and taken.",
            generate_examples=False,
        ),
        400: problem("The document is not as described."),
        401: problem("No token, or one that is not known."),
        404: problem("No such answer of this sender."),
        409: problem("The request cannot be made: the findings say why. Nothing was sent."),
    },
    status_code=200,
    tags=["reference"],
)
async def reference_request(request: ApiRequest) -> ASGIResponse:
    """Makes the XREQ01 with the five sender prompts and the requester's own, and sends it as any letter."""
    try:
        asked = msgspec.json.decode(await request.body(), type=ReferenceRequested)
    except msgspec.MsgspecError:
        raise ClientException from None
    database: Database = request.app.state.database
    made = await to_thread.run_sync(_made, database, request.user, asked)
    if isinstance(made, Sent):
        (number,) = made.letter_numbers
        told = ReferenceMade(
            letter_number=number, requisition_number=made.requisition_number, findings=made.findings
        )
        return ASGIResponse(body=msgspec.json.encode(told), media_type="application/json")
    reply = problems.reply(409, made)
    return ASGIResponse(body=reply.body, status_code=reply.status, media_type=reply.content_type)


def _made(
    database: Database, visitor: SystemAtTheDoor, asked: ReferenceRequested
) -> Sent | tuple[Finding, ...]:
    system = visitor.system
    if system is not None and system.sender(asked.sender) is None:
        raise NotFoundException
    name = "" if system is None else system.name
    account = "system" if system is None else f"system:{system.system_id}"
    viewer = Viewer(account=account, name=name, role="system", organisation="")
    wanted = Wanted(
        choice=Choice(investigation=asked.investigation - 1, isolate=asked.isolate),
        to=asked.to,
        at=asked.requested_at or datetime.now(UTC),
        reply_to=asked.reply_to,
        number=asked.requisition_number,
        original_requester_number=asked.original_requester_number,
        examination=asked.examination,
    )
    desk = Desk(viewer=viewer, laboratory=asked.sender, reason=_REASON)
    if database.results.find(sender=asked.sender, letter_number=asked.letter_number) is None:
        raise NotFoundException
    try:
        return database.reference.request(asked.letter_number, None, wanted, desk)
    except KeyError:
        raise NotFoundException from None
