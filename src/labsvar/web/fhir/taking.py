"""Reports in over FHIR: the same intake as that of letters, at the address where FHIR clients look for it."""

from __future__ import annotations

from litestar import post
from litestar.response.base import ASGIResponse
from msgspec.structs import replace

from labsvar.exchange import outcomes, problems
from labsvar.exchange.model import Reply
from labsvar.web.api.letters import ApiRequest, answer, received
from labsvar.web.rights import Right, needs


@post("/", opt=needs(Right.SEND_LETTERS), status_code=201)
async def take(request: ApiRequest) -> ASGIResponse:
    """Takes one laboratory report as a document Bundle; what the answer says is stored when it is given.

    The system that sends signs in with its own token, as it does for letters. `Location` names where it can read
    what became of the report.
    """
    return answer(_as_outcome(await received(request, form="fhir")))


def _as_outcome(reply: Reply) -> Reply:
    """What went wrong before it was known that a document was meant, as an OperationOutcome too."""
    if reply.content_type != problems.CONTENT_TYPE:
        return reply
    return replace(reply, body=outcomes.told((problems.INTERNAL,)), content_type=outcomes.CONTENT_TYPE)
