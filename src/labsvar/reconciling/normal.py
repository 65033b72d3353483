"""One way of writing for what means the same, so that only differences in meaning are left."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Final

from labsvar.letters.zone import DENMARK
from labsvar.reconciling.model import Hash

_NUMBER: Final = re.compile(r"[+-]?\d+[.,]\d+")
_LONG: Final = 100


def hashing(key: bytes) -> Hash:
    """Keyed hashes of persons' numbers, written with or without a hyphen. `key` is of at most 64 bytes."""

    def hashed(number: str) -> str:
        plain = "".join(number.upper().split()).replace("-", "")
        return hashlib.blake2b(plain.encode(), key=key, digest_size=16).hexdigest()

    return hashed


def value(text: str) -> str:
    """A value: a decimal comma as a point, white space as one space. No digit is added or taken away.

    A long text may be broken anywhere in a letter, so of it only the characters count.
    """
    words = text.split()
    plain = " ".join(words)
    if len(plain) > _LONG:
        return "".join(words)
    return plain.replace(",", ".") if _NUMBER.fullmatch(plain) else plain


def time(text: str) -> str:
    """A time to the minute, Danish local time, as `2026-03-02T09:15`; a text that is none stays as it is."""
    moment = moment_of(text)
    return text.strip() if moment is None else moment.isoformat(timespec="minutes")


def moment_of(text: str) -> datetime | None:
    """The time of a text, naive Danish local time; `None` where it is none."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo is None else found.astimezone(DENMARK).replace(tzinfo=None)


def consent(text: str) -> str:
    """Only a refusal counts: a consent that is stated and one that nobody asked for show the same."""
    return "refused" if text == "refused" else ""
