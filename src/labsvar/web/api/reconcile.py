"""What an installation holds of a system's own rows and letters, for `labsvar reconcile`.

The system names a key that persons are hashed with; no number of a person is told.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final

import msgspec
from anyio import to_thread
from litestar import Response, get
from litestar.connection import ASGIConnection
from litestar.exceptions import ClientException, NotAuthorizedException, ValidationException
from litestar.handlers.base import BaseRouteHandler
from litestar.params import HeaderParameter, QueryParameter
from litestar.response.base import ASGIResponse

from labsvar.database import Database
from labsvar.database.reconciling import Question, Told, TooMany, of_system
from labsvar.exchange.register import System
from labsvar.letters.zone import DENMARK
from labsvar.reconciling.normal import hashing
from labsvar.web.api.authentication import CHALLENGE
from labsvar.web.api.letters import ApiRequest
from labsvar.web.api.openapi import RECONCILE_RESPONSES
from labsvar.web.errors import document
from labsvar.web.rights import Right, needs

KEY: Final = "labsvar-person-key"
JSON_LINES: Final = "application/x-ndjson"
_DAYS: Final = 31
"""The period that is asked about when no first day is named, and the longest there may be."""
_KEY_FORM: Final = "^([0-9a-f]{2}){16,64}$"
_FORMS: Final = {
    "key": f"The header {KEY} must be there, with 32 to 128 hexadecimal digits (0-9, a-f), an even number.",
    "since": "The parameter since must be a day, as 2026-03-01.",
    "until": "The parameter until must be a day, as 2026-03-31.",
}
_PERIOD: Final = (
    f"The parameter since must be no later than until, and the period at most {_DAYS} days, both included."
)
_MANY: Final = (
    "There are more persons or rows in the period than one answer may hold: move since and until closer."
)
_Key = Annotated[str, HeaderParameter(name=KEY, pattern=_KEY_FORM, max_length=128)]
_Day = Annotated[date | None, QueryParameter()]


def _by_a_system(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Whoever sends without a token, in a demonstration, has no letters of its own: asked for before anything
    else of the question is looked at."""
    if connection.user.system is None:
        raise NotAuthorizedException(headers=CHALLENGE)


def _named(request: ApiRequest, problem: ClientException) -> Response[Any]:
    """What is wrong with a question: which header or parameter, and what it should be; never what was sent."""
    if not isinstance(problem, ValidationException):
        return document(request, problem.status_code, detail=problem.detail)
    told = problem.extra if isinstance(problem.extra, list) else []
    # The header is the only thing that must be there, and what lacks is not told of by its key.
    wrong = dict.fromkeys(str(each.get("key")) for each in told) or {"key": None}
    return document(request, 400, detail=" ".join(_FORMS[name] for name in wrong if name in _FORMS))


# What is the same of the four questions.
_ASKED: Final[dict[str, Any]] = {
    "opt": needs(Right.RECONCILE_OWN_LETTERS),
    "responses": RECONCILE_RESPONSES,
    "guards": [_by_a_system],
    "exception_handlers": {ClientException: _named},
    "tags": ["reconcile"],
}


@get(
    "/reconcile/source",
    operation_id="reconcileTaken",
    summary="Reads what the hub took of the system's own rows",
    **_ASKED,
)
async def taken(request: ApiRequest, key: _Key, since: _Day = None, until: _Day = None) -> ASGIResponse:
    """JSON Lines, one row to a line. Each person in them is a look with a reason (rule S18)."""
    return await _told(request, "source", key, since, until)


@get(
    "/reconcile/hub",
    operation_id="reconcileMade",
    summary="Reads what the hub made of the system's own rows",
    **_ASKED,
)
async def made(request: ApiRequest, key: _Key, since: _Day = None, until: _Day = None) -> ASGIResponse:
    """JSON Lines, one row to a line. Each person in them is a look with a reason (rule S18)."""
    return await _told(request, "hub", key, since, until)


@get(
    "/reconcile/bank",
    operation_id="reconcileStored",
    summary="Reads what is stored of the system's own letters",
    **_ASKED,
)
async def stored(request: ApiRequest, key: _Key, since: _Day = None, until: _Day = None) -> ASGIResponse:
    """JSON Lines, one result to a line. Each person in them is a look with a reason (rule S18)."""
    return await _told(request, "bank", key, since, until)


@get(
    "/reconcile/shown",
    operation_id="reconcileShown",
    summary="Reads what is shown of the system's own letters",
    **_ASKED,
)
async def shown(request: ApiRequest, key: _Key, since: _Day = None, until: _Day = None) -> ASGIResponse:
    """JSON Lines, one result to a line. Each person in them is a look with a reason (rule S18)."""
    return await _told(request, "shown", key, since, until)


async def _told(
    request: ApiRequest, told: Told, key: str, since: date | None, until: date | None
) -> ASGIResponse:
    system = request.user.system
    assert system is not None, "the guard lets nobody else in"
    question = _question(system, told, since, until)
    database: Database = request.app.state.database
    body = await to_thread.run_sync(_lines, database, question, bytes.fromhex(key))
    return ASGIResponse(body=body, media_type=JSON_LINES)


def _question(system: System, told: Told, since: date | None, until: date | None) -> Question:
    """The question, from the first day to the last, both included. Raises `ClientException`."""
    last = until or datetime.now(UTC).astimezone(DENMARK).date()
    first = since or max(last, date(2, 1, 1)) - timedelta(days=_DAYS - 1)
    if not first <= last < date.max or last - first >= timedelta(days=_DAYS):
        raise ClientException(_PERIOD)
    begin, end = (datetime.combine(day, time(), DENMARK) for day in (first, last + timedelta(days=1)))
    return of_system(system, told, since=begin, until=end)


def _lines(database: Database, question: Question, key: bytes) -> bytes:
    try:
        rows = database.reconciling.rows(question, hashed=hashing(key))
    except TooMany:
        raise ClientException(_MANY) from None
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
