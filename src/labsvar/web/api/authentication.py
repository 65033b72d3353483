"""Which system is at the door: by its token, or by nothing in a demonstration on this machine."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from anyio import to_thread
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

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


class SystemAuthentication(AbstractAuthenticationMiddleware):
    """Finds the system behind a bearer token."""

    async def authenticate_request(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> AuthenticationResult:
        """The system, or nobody; a token that is wrong is refused even where none is needed."""
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if token:
            return AuthenticationResult(user=await _by_token(connection, scheme, token.strip()), auth=None)
        config: WebConfig = connection.app.state.config
        # A page elsewhere can make a browser post here without asking; browsers then name the page.
        if config.demo and "origin" not in connection.headers:
            return AuthenticationResult(user=SystemAtTheDoor(None), auth=None)
        return AuthenticationResult(user=None, auth=None)


async def _by_token(
    connection: ASGIConnection[Any, Any, Any, Any], scheme: str, token: str
) -> SystemAtTheDoor:
    system = None
    if scheme.lower() == "bearer":
        system = await to_thread.run_sync(connection.app.state.database.systems.authenticate, token)
    if system is None:
        raise NotAuthorizedException(headers=CHALLENGE)
    return SystemAtTheDoor(system)
