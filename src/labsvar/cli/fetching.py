"""What an installation holds, fetched over its own door for `labsvar reconcile`.

Persons come as keyed hashes: the key is made for this run, sent along, and forgotten.
"""

from __future__ import annotations

from typing import Final

import httpx

from labsvar.cli.errors import Unavailable
from labsvar.reconciling.model import Side

DOOR: Final = "/api/reconcile"
KEY: Final = "labsvar-person-key"
"""The header with the key that persons are hashed with, as hexadecimal digits."""

_TIMEOUT: Final = httpx.Timeout(300.0, connect=10.0)


def is_address(place: str) -> bool:
    """Whether a side is said to be at an address."""
    return place.startswith(("http://", "https://"))


def fetch(
    address: str,
    *,
    side: Side,
    key: bytes,
    token: str | None,
    days: tuple[str, str],
    transport: httpx.BaseTransport | None = None,
) -> bytes:
    """The rows of the system whose token it is, as JSON Lines. `days` are the first and the last day, as
    letters arrived; either may be empty. Raises `Unavailable`."""
    headers = {KEY: key.hex()}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    asked = {name: day for name, day in zip(("since", "until"), days, strict=True) if day}
    try:
        with httpx.Client(timeout=_TIMEOUT, transport=transport, headers=headers) as client:
            answer = client.get(f"{address.rstrip('/')}{DOOR}/{side}", params=asked)
    except httpx.TransportError as error:
        raise Unavailable(
            da=f"{address} svarer ikke ({type(error).__name__}).",
            en=f"{address} does not answer ({type(error).__name__}).",
        ) from error
    if answer.status_code != httpx.codes.OK:
        raise Unavailable(
            da=f"{address} svarer {answer.status_code}: se efter adressen og nøglen (--token).",
            en=f"{address} answers {answer.status_code}: see to the address and the token (--token).",
        )
    return answer.content
