"""Which system is at the door: by its token, or by nothing in a demonstration on this machine."""

from __future__ import annotations

from typing import Final

import msgspec
from anyio import to_thread
from litestar.exceptions import NotAuthorizedException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from labsvar.database import Database
from labsvar.exchange.register import System
from labsvar.results.store import Role
from labsvar.web.config import WebConfig

CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="labsvar"'}


class SystemAtTheDoor(msgspec.Struct, frozen=True):
    """A sending system; without an account in a demonstration."""

    system: System | None

    @property
    def role(self) -> Role:
        """Systems have the rights of a system."""
        return "system"


class SystemAuthentication(ASGIMiddleware):
    """Finds the system behind a bearer token; looks at nothing else of the request."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Notes the system, or nobody; a token that is wrong is refused even where none is needed."""
        scope["user"] = await _at_the_door(scope)
        await next_app(scope, receive, send)


async def _at_the_door(scope: Scope) -> SystemAtTheDoor | None:
    authorization, from_a_page = b"", False
    for name, value in scope["headers"]:
        if name == b"authorization":
            authorization = value
        elif name == b"origin":
            from_a_page = True
    state = scope["litestar_app"].state
    scheme, _, token = authorization.decode("latin-1").partition(" ")
    if token:
        return await _by_token(state.database, scheme, token.strip())
    config: WebConfig = state.config
    # A page elsewhere can make a browser post here without asking; browsers then name the page.
    return SystemAtTheDoor(None) if config.demo and not from_a_page else None


async def _by_token(database: Database, scheme: str, token: str) -> SystemAtTheDoor:
    system = None
    if scheme.lower() == "bearer":
        system = await to_thread.run_sync(database.systems.authenticate, token)
    if system is None:
        raise NotAuthorizedException(headers=CHALLENGE)
    return SystemAtTheDoor(system)
