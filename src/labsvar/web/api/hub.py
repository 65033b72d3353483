"""Rows of laboratory cards in; what became of each row out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec
from anyio import to_thread
from litestar import Controller, get, post
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.response.base import ASGIResponse

from labsvar.database import Database
from labsvar.exchange import outcomes, problems
from labsvar.formats.fhir import write
from labsvar.formats.fhir.resources import CodeableConcept, OperationOutcome, OperationOutcomeIssue
from labsvar.hub.fhir import placed
from labsvar.hub.reading import RowForm
from labsvar.hub.rows import schema
from labsvar.hub.service import Received, RowAnswer
from labsvar.web.api.letters import ApiRequest
from labsvar.web.api.openapi import ROW_RESPONSES
from labsvar.web.rights import Right, needs

_FORMS: Final[dict[str, RowForm]] = {
    "text/csv": "csv",
    "application/csv": "csv",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/json": "jsonl",
    outcomes.CONTENT_TYPE: "fhir",
}
_NOT_TAKEN: Final = frozenset({"refused", "answered"})
_JSON: Final = "application/json"


@dataclass
class RowsOperation(Operation):
    """The operation that takes rows as they come."""

    def __post_init__(self) -> None:
        """Describes the body, which the framework cannot see since we read it ourselves."""
        text = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))
        self.request_body = RequestBody(
            description="Rows of laboratory cards in UTF-8: JSON Lines, an object to a line, or CSV with a "
            "heading. What an object holds is described at /api/hub/schema. Or results as a FHIR Bundle, answered by "
            "an OperationOutcome.",
            content={"application/x-ndjson": text, "text/csv": text, outcomes.CONTENT_TYPE: text},
            required=True,
        )
        # A Bundle is answered as FHIR is, whatever the answer.
        for answer in (self.responses or {}).values():
            if isinstance(answer, OpenAPIResponse) and answer.content is not None:
                answer.content[outcomes.CONTENT_TYPE] = OpenAPIMediaType()


class HubRows(Controller):
    """The hub's door for practice systems."""

    path = "/hub"
    tags = ("hub",)

    @post(
        "/rows",
        opt=needs(Right.SEND_ROWS),
        operation_class=RowsOperation,
        operation_id="sendRows",
        summary="Sends rows of laboratory cards",
        responses=ROW_RESPONSES,
        status_code=200,
    )
    async def send(self, request: ApiRequest) -> ASGIResponse:
        """Takes a file of rows; each is answered, and what the answer says is stored when it is given."""
        body = await request.body()
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        form = _FORMS.get(kind)
        database: Database = request.app.state.database
        received = await to_thread.run_sync(
            lambda: database.hub.receive(body, system=request.user.system, at=datetime.now(UTC), form=form)
        )
        return _outcome(received) if form == "fhir" else _answer(received)

    @get(
        "/schema",
        opt=needs(Right.PUBLIC),
        operation_id="rowSchema",
        summary="Reads the JSON schema of a row",
        sync_to_thread=False,
    )
    def schema(self) -> dict[str, object]:
        """The schema, made of what is read."""
        return schema()


def _outcome(received: Received) -> ASGIResponse:
    """The same to what was sent as FHIR: an OperationOutcome with an issue for each row, and for each of its rules."""
    if received.findings:
        status, body = 400, outcomes.told(received.findings)
    else:
        refused = all(each.state in _NOT_TAKEN for each in received.rows)
        told = zip(received.rows, received.places, strict=True)
        issues = tuple(each for row, place in told for each in _issues(row, place))
        status, body = 422 if refused else 200, write(OperationOutcome(issue=issues))
    return ASGIResponse(body=body, status_code=status, media_type=outcomes.CONTENT_TYPE)


def _issues(row: RowAnswer, place: str) -> Iterator[OperationOutcomeIssue]:
    """What became of a row, by its own number and version, and which rules stopped it."""
    number = f"{row.row_id} {row.row_version}".strip()
    severity: outcomes.Severity = "error" if row.state in _NOT_TAKEN else "information"
    yield OperationOutcomeIssue(
        severity=severity,
        code="business-rule" if severity == "error" else "informational",
        details=CodeableConcept(text=row.state),
        diagnostics=number or None,
        expression=(place,),
    )
    yield from (outcomes.issue(placed(each, place)) for each in row.findings)


def _answer(received: Received) -> ASGIResponse:
    if received.findings:
        reply = problems.reply(400, received.findings)
        return ASGIResponse(body=reply.body, status_code=400, media_type=reply.content_type)
    document = {"counts": received.counts, "rows": received.rows}
    return ASGIResponse(body=msgspec.json.encode(document), media_type=_JSON)
