"""What is answered when something goes wrong: a page to people, a problem document to systems.

No answer and no log line holds a value, a name or a number of a person (rule S18): a fault of ours is
logged as its kind and its place in the code.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, InternalServerException, NotAuthorizedException
from litestar.plugins.problem_details import ProblemDetailsException

from labsvar.exchange import problems
from labsvar.exchange.failures import told
from labsvar.web.api.authentication import CHALLENGE
from labsvar.web.api.bodies import WrongBody
from labsvar.web.fhir import door
from labsvar.web.pages.frame import config_of, page, see_other

_PAGES: Final = frozenset({400, 403, 404, 405, 413, 429, 500})
_log = structlog.get_logger()


def refused(request: Request[Any, Any, Any], problem: HTTPException) -> Response[Any]:
    """The answer to a request that cannot be served."""
    status = problem.status_code
    if status >= 500:
        _note(request, problem)
    if door.is_here(request.scope["path"]):
        return door.problem(problem)
    if isinstance(problem, WrongBody):
        return _where(problem)
    if is_for_systems(request):
        headers = CHALLENGE if isinstance(problem, NotAuthorizedException) else problem.headers
        return document(request, status, headers=headers)
    if isinstance(problem, NotAuthorizedException):
        return see_other("/persona" if config_of(request).demo else "/sign-in")
    return _page(request, status)


def _where(problem: WrongBody) -> Response[Any]:
    """The answer to a body that is not as described: where in it."""
    reply = problems.reply(problem.status_code, [problem.finding])
    return Response(reply.body, status_code=reply.status, media_type=reply.content_type)


def failed(request: Request[Any, Any, Any], problem: Exception) -> Response[Any]:
    """The answer to a fault of ours."""
    _note(request, problem)
    if door.is_here(request.scope["path"]):
        return door.problem(InternalServerException())
    return document(request, 500) if is_for_systems(request) else _page(request, 500)


def is_for_systems(request: Request[Any, Any, Any]) -> bool:
    """Whether the address is one that systems use."""
    path: str = request.scope["path"]
    return path.startswith(("/api/", "/soap/"))


def _page(request: Request[Any, Any, Any], status: int) -> Response[Any]:
    known = status if status in _PAGES else (500 if status >= 500 else 400)
    return page(request, "error.html", status=known, code=known)


def document(
    request: Request[Any, Any, Any],
    status: int,
    *,
    headers: dict[str, str] | None = None,
    detail: str | None = None,
) -> Response[Any]:
    """A problem document (RFC 9457). `detail` holds no value that was sent; without it, the status in words."""
    words = HTTPStatus(status)
    made = ProblemDetailsException(
        status_code=status,
        type_="about:blank",
        title=words.phrase,
        detail=detail or words.description or words.phrase,
        headers=headers,
    )
    return made.to_response(request)


def _note(request: Request[Any, Any, Any], problem: Exception) -> None:
    """Logs where in our code a request failed; the text of the exception may hold values."""
    _log.error("web.failed", **told(problem), route=_route(request))


def _route(request: Request[Any, Any, Any]) -> str:
    """The route as it is declared, without what stands in its place in the address."""
    return str(request.scope.get("route_handler", ""))
