"""Passwords: Argon2id with the parameters of RFC 9106 for machines with little memory to spare."""

from __future__ import annotations

from functools import cache
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST_PASSWORD: Final = 12
_hasher: Final = PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)
# Each verification takes 64 MiB, and anybody may ask for one.
_AT_A_TIME: Final = BoundedSemaphore(2)


class TooShort(ValueError):
    """The password has fewer characters than `SHORTEST_PASSWORD`."""


def hashed(password: str) -> str:
    """What is kept of a password. Raises `TooShort`."""
    if len(password) < SHORTEST_PASSWORD:
        raise TooShort
    return _hasher.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was kept; takes as long when nothing was."""
    try:
        with _AT_A_TIME:
            _hasher.verify(kept or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _nobody() -> str:
    """Verified where there is no account, so that the time of an answer does not tell whether there is one."""
    return _hasher.hash("no such account")
