"""A demonstration answers this machine only (rule S19)."""

from __future__ import annotations

from urllib.parse import urlsplit

from litestar.exceptions import PermissionDeniedException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from labsvar.web.config import is_loopback


class OnlyThisMachine(ASGIMiddleware):
    """Refuses requests that name another host or come from another machine.

    The name is checked because a page elsewhere can let its own name point to this machine, and
    would then be let in by the browser as if it were ours.
    """

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Lets a request on, or raises `PermissionDeniedException`."""
        if not (_names_us(scope) and _comes_from_us(scope)):
            raise PermissionDeniedException
        await next_app(scope, receive, send)


def _names_us(scope: Scope) -> bool:
    named = next((value for name, value in scope["headers"] if name == b"host"), b"")
    try:
        host = urlsplit(f"//{named.decode('latin-1')}").hostname
    except ValueError:
        return False
    return host is not None and is_loopback(host)


def _comes_from_us(scope: Scope) -> bool:
    client = scope.get("client")
    return client is not None and is_loopback(client[0])
