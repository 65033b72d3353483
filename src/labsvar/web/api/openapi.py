"""The description of the door, for programs that are written against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec
from litestar import Router
from litestar.openapi import OpenAPIConfig, ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Components,
    OpenAPIMediaType,
    Operation,
    RequestBody,
    Schema,
    SecurityScheme,
)
from litestar.openapi.spec.enums import OpenAPIType

from labsvar.web.api.model import Withdrawn
from labsvar.web.rights import Right, needs

_XML: Final = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, content_media_type="application/xml"))
_EDIFACT: Final = OpenAPIMediaType(
    schema=Schema(type=OpenAPIType.STRING, content_media_type="application/EDIFACT")
)


@dataclass
class LetterOperation(Operation):
    """The operation that takes bytes as they come."""

    def __post_init__(self) -> None:
        """Describes the body, which the framework cannot see since we read it ourselves."""
        self.request_body = RequestBody(
            description="An Emessage in XML, in UTF-8, ISO-8859-1, windows-1252 or US-ASCII, "
            "or an EDIFACT interchange; either may come in a VANSEnvelope 1.0.4.",
            content={"application/xml": _XML, "application/EDIFACT": _EDIFACT},
            required=True,
        )


@dataclass
class WithdrawalOperation(Operation):
    """The operation that takes a withdrawal; its body is described as strictly as it is read."""

    def __post_init__(self) -> None:
        """Describes the body by the type it is read into."""
        _, components = msgspec.json.schema_components([Withdrawn])
        json = OpenAPIMediaType(schema=components["Withdrawn"])
        self.request_body = RequestBody(content={"application/json": json}, required=True)


def _xml(description: str) -> ResponseSpec:
    return ResponseSpec(
        data_container=bytes, description=description, media_type="application/xml", generate_examples=False
    )


def problem(description: str) -> ResponseSpec:
    """A refusal as a problem document."""
    return ResponseSpec(
        data_container=dict[str, object],
        description=description,
        media_type="application/problem+json",
        generate_examples=False,
    )


_REFUSALS: Final = {
    401: problem("No token, or one that is not known."),
    403: problem("The system is not registered for the sender."),
}
LETTER_RESPONSES: Final = {
    200: _xml(
        "Stored; a positive receipt was asked for: XCTL03, or CTL03 for EDIFACT. A VANSEnvelope is answered "
        "by its own receipt, and where that is set by the letter's beside it, as multipart/mixed. The header "
        "labsvar-warnings names rules that a positive receipt has no room for."
    ),
    204: ResponseSpec(
        data_container=None,
        description="Stored, no receipt asked for; or a receipt was taken.",
        generate_examples=False,
    ),
    400: problem("Nothing that could be receipted: the findings say why."),
    413: problem("More than the door takes."),
    421: problem(
        "The header labsvar-environment says `test` and this is production, or the other way round."
    ),
    422: _xml(
        "Refused, in whole or in part: a negative receipt, XCTL02 or CTL02, or that of the VANSEnvelope."
    ),
    503: problem("So much is waiting that no more is taken; come again in a while."),
    **_REFUSALS,
}
WITHDRAWAL_RESPONSES: Final = {
    400: problem("The document is not as described."),
    404: problem("No such letter of this sender, or no such result in it."),
    **_REFUSALS,
}
ROW_RESPONSES: Final = {
    200: ResponseSpec(
        data_container=dict[str, object],
        description="What became of each row: its state and, when it was not sent, the rule that stopped it "
        "and what to do.",
        generate_examples=False,
    ),
    400: problem("The file as a whole could not be read: the findings say why."),
    401: _REFUSALS[401],
}
RECONCILE_RESPONSES: Final = {
    200: ResponseSpec(
        data_container=bytes,
        description="Rows of a databank's export as JSON Lines (docs/howto/reconcile.md); a person is a hash "
        "with the key of the header.",
        media_type="application/x-ndjson",
        generate_examples=False,
    ),
    400: problem(
        "`detail` names the header or parameter that lacks or is wrong: the key, a day, or a period that is more "
        "than 31 days or in the wrong order; or there are too many persons or rows."
    ),
    **_REFUSALS,
}
LOOK_UP_RESPONSES: Final = {
    400: problem("A parameter has not the form it should have."),
    401: _REFUSALS[401],
}
STATE_RESPONSES: Final = {
    400: problem("The number has not the form it should have."),
    404: problem("No such Emessage of this system."),
    **_REFUSALS,
}

CONFIG: Final = OpenAPIConfig(
    title="Labsvar",
    version="1",
    description="Letters in, receipts out, and the state of what came in.",
    openapi_router=Router(path="/api", route_handlers=[], opt=needs(Right.PUBLIC), include_in_schema=False),
    render_plugins=[JsonRenderPlugin(path="/openapi.json")],
    components=Components(
        security_schemes={
            "token": SecurityScheme(
                type="http", scheme="bearer", description="The token of a sending system."
            )
        }
    ),
    security=[{"token": []}],
)
