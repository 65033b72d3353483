"""Tokens of the FHIR door: sealed statements of who may read what about whom, and why.

A token is enciphered and signed with the installation's key, so nothing of it is stored and nothing of it can be
read or changed by whoever carries it. It ends by itself; an account that is closed, or a program that is no longer
registered, ends its tokens at once (`labsvar.web.fhir.authentication`).
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from cryptography.fernet import Fernet, InvalidToken

from labsvar.fhirview.ids import KEY_BYTES
from labsvar.results.store import Role

LIFETIME: Final = timedelta(minutes=60)
"""How long a token is good for. SMART App Launch 2.2 (section 5.1) asks for an hour at most."""
CODE_LIFETIME: Final = timedelta(seconds=60)
_T = TypeVar("_T", "Grant", "Code")


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What a token says: whose it is, for which program, about whom it is and why; `account` is the person's who
    allowed it, and of a program that asks by itself nobody's."""

    client: str
    account: str | None
    name: str
    role: Role
    organisation: str
    scopes: tuple[str, ...]
    person_key: str | None = None
    reason: str | None = None
    ends: datetime


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """What a program changes for a token, once and soon; `challenge` is what it must know the answer to (PKCE)."""

    id: str
    grant: Grant
    redirect: str
    challenge: str
    ends: datetime


class Seals:
    """Makes and opens tokens with the installation's key. Codes that were used are known until they have ended."""

    def __init__(self, key: bytes) -> None:
        derived = hmac.digest(key, b"tokens of the FHIR door", "sha256")
        self._fernet = Fernet(urlsafe_b64encode(derived))
        self._used: dict[str, datetime] = {}

    def seal(self, said: Grant | Code) -> str:
        """The token or the code."""
        kind = type(said).__name__.encode()
        return self._fernet.encrypt(kind + b" " + msgspec.json.encode(said)).decode()

    def grant(self, token: str) -> Grant | None:
        """What a token says; `None` for one that is not ours or has ended."""
        return self._opened(token, Grant)

    def use(self, code: str) -> Code | None:
        """What a code says; `None` for one that is not ours, has ended, or was used before."""
        found = self._opened(code, Code)
        now = datetime.now(UTC)
        self._used = {each: ends for each, ends in self._used.items() if ends > now}
        if found is None or found.id in self._used:
            return None
        self._used[found.id] = found.ends
        return found

    def _opened(self, sealed: str, kind: type[_T]) -> _T | None:
        try:
            name, _, said = self._fernet.decrypt(sealed.encode()).partition(b" ")
        except InvalidToken:
            return None
        if name.decode() != kind.__name__:
            return None
        found = msgspec.json.decode(said, type=kind)
        return found if found.ends > datetime.now(UTC) else None


def new_code(grant: Grant, *, redirect: str, challenge: str) -> Code:
    """A code for a grant."""
    return Code(
        id=secrets.token_urlsafe(12),
        grant=grant,
        redirect=redirect,
        challenge=challenge,
        ends=datetime.now(UTC) + CODE_LIFETIME,
    )


def key_in(file: Path) -> bytes:
    """The installation's key, made at the first call, for nobody else to read.

    Ids of resources are made with it: with another key, every id is another one. The file has its name only
    once it is whole, so that a start that is cut off leaves no half a key.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        making = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        making.touch(mode=0o600)
        making.write_bytes(new_key())
        making.replace(file)
    return file.read_bytes()


def new_key() -> bytes:
    """A key that nobody has."""
    return secrets.token_bytes(KEY_BYTES)
