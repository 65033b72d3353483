"""The programs that may ask for tokens, as an installation registers them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

import msgspec

from labsvar.web.fhir.scopes import covers

DEMONSTRATION_SECRET: Final = "demonstration"  # noqa: S105 - everybody may know it: a demonstration is loopback only

EVERYBODY: Final = "*"


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """A program. `redirects` are the addresses that a person is sent back to. `secret_sha256` is the digest of the secret of
    a program that can keep one. A program that asks by itself does so for `organisation`, and may export the
    patients of the places whose location numbers stand in `exports`; with `*` everybody.
    """

    id: str
    name: str
    redirects: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ("patient/*.read",)
    secret_sha256: str | None = None
    organisation: str = ""
    exports: tuple[str, ...] = ()

    def knows(self, secret: str) -> bool:
        """Whether a secret is the program's own."""
        digest = hashlib.sha256(secret.encode()).hexdigest()
        return self.secret_sha256 is not None and hmac.compare_digest(digest, self.secret_sha256)

    def may_return_to(self, address: str) -> bool:
        """Whether a person may be sent back to an address."""
        return address in self.redirects

    def may_export(self, place: str | None) -> bool:
        """Whether the program may export a place's patients, or, without a place, everybody."""
        return EVERYBODY in self.exports or (place is not None and place in self.exports)

    def granted(self, asked: Iterable[str], contexts: Iterable[str]) -> tuple[str, ...]:
        """The scopes that are asked for, that the program may have, in contexts that whoever asks may have."""
        allowed = tuple(contexts)
        return tuple(
            dict.fromkeys(
                scope for scope in asked if covers(self.scopes, scope) and scope.partition("/")[0] in allowed
            )
        )


DEMONSTRATION: Final = (
    Client(
        id="demonstration-app",
        name="Prøve-appen",
        redirects=("http://127.0.0.1:8765/callback", "http://localhost:8765/callback"),
        scopes=("patient/*.read", "user/*.read"),
    ),
    Client(
        id="demonstration-practice",
        name="Prøve-lægesystemet",
        scopes=("system/*.read",),
        secret_sha256=hashlib.sha256(DEMONSTRATION_SECRET.encode()).hexdigest(),
        organisation="Lægerne Testvej",
        exports=(EVERYBODY,),
    ),
)
"""The programs of a demonstration: one that a person uses, and one that asks by itself."""
