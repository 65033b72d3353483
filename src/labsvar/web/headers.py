"""What every answer says to browsers: nothing from elsewhere, nothing inline, nothing kept."""

from __future__ import annotations

from typing import Final

from litestar.types import Message, Scope

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS: Final = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
_NOT_KEPT: Final = (b"cache-control", b"no-store")
_HTTPS: Final = (b"strict-transport-security", b"max-age=63072000")


async def plain(message: Message, scope: Scope) -> None:
    """Adds the headers to an answer; called for every message that is sent."""
    if message["type"] == "http.response.start":
        headers = message["headers"] = [*message["headers"], *_ALWAYS]
        if not scope["path"].startswith("/static/"):
            headers.append(_NOT_KEPT)


async def over_https(message: Message, scope: Scope) -> None:
    """The same, for an installation that people reach over HTTPS."""
    await plain(message, scope)
    if message["type"] == "http.response.start":
        message["headers"] = [*message["headers"], _HTTPS]
