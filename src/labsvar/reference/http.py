"""The page of the routes: what the door for systems answers, and who may go where.

The application is made over no database: it is only asked what it would do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any, cast

from litestar import Litestar
from litestar.openapi.spec import OpenAPI, Operation
from litestar.routes import HTTPRoute

from labsvar.database import Database
from labsvar.reference.markdown import code, codes, page, table
from labsvar.web.app import create_app
from labsvar.web.config import WebConfig
from labsvar.web.rights import OPT_KEY, RIGHTS, Right, may

_METHODS = ("get", "post", "put", "delete", "patch")


def pages() -> Iterator[tuple[str, str]]:
    """The page of this module: name and text."""
    database = cast(Database, SimpleNamespace(accounts=None))
    app = create_app(database, WebConfig())
    yield (
        "http.md",
        page(
            "Routes",
            "What an installation answers over HTTP. The door for systems describes itself at "
            "`/api/openapi.json`; the pages are for people with a browser.",
            "## The door for systems",
            "A system shows itself with `Authorization: Bearer TOKEN`. "
            "[Receipts](../explanation/receipts.md) explains the answers to letters.",
            *(_operation(*each) for each in _operations(app.openapi_schema)),
            "## Who may go where",
            "Every route names one right, and a route without one is refused to everybody. "
            "What a right shows of a person is decided elsewhere, for every role alike: "
            "see [Safety](../explanation/safety.md).",
            table(["Route", "Methods", "Right", "Roles"], _routes(app)),
        ),
    )


def _operations(schema: OpenAPI) -> Iterator[tuple[str, str, Operation]]:
    for path, item in sorted((schema.paths or {}).items()):
        for method in _METHODS:
            operation: Operation | None = getattr(item, method)
            if operation is not None:
                yield method.upper(), path, operation


def _operation(method: str, path: str, operation: Operation) -> str:
    rows = [(status, answer.description) for status, answer in sorted((operation.responses or {}).items())]
    return "\n\n".join(
        [
            f"### {method} {path}",
            f"{operation.summary}.",
            table(["Status", "Answer"], cast("list[tuple[str, str]]", rows)),
        ]
    )


def _routes(app: Litestar) -> list[tuple[str, str, str, str]]:
    rows = {
        (route.path, right): methods
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for right, methods in _rights(route).items()
    }
    return [
        (code(path), ", ".join(sorted(methods)), right.value, _roles(right))
        for (path, right), methods in sorted(rows.items())
    ]


def _rights(route: HTTPRoute) -> dict[Right, set[str]]:
    found: dict[Right, set[str]] = {}
    for handler in route.route_handlers:
        right: Any = handler.opt.get(OPT_KEY)
        if right is not None:
            found.setdefault(right, set()).update(_asked_for(handler.http_methods))
    return found


def _asked_for(methods: Iterable[str]) -> set[str]:
    return {str(method) for method in methods} - {"OPTIONS", "HEAD"}


def _roles(right: Right) -> str:
    if may(None, right):
        return "everybody"
    return codes(role for role in RIGHTS if may(role, right))
