"""Scopes: what a token lets be read, as SMART App Launch writes it.

    granted = read_scope("patient/Observation.rs")      context, type and interactions
    may(scopes, "Observation", SEARCH)                  whether some scopes let a type be searched

Source: HL7 SMART App Launch 2.2, section 3 (scopes): `r` is read, vread and the history of one resource, `s` is
search; `read` of version 1 is both. Nothing can be written over these scopes, so none that asks for `c`, `u` or `d`
is known, and none that is narrowed by a query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from labsvar.fhirview.parameters import TYPES

CONTEXTS: Final = ("patient", "user", "system")
READ: Final = "r"
SEARCH: Final = "s"
_INTERACTIONS: Final = {
    "read": frozenset({READ, SEARCH}),
    "rs": frozenset({READ, SEARCH}),
    "r": frozenset({READ}),
    "s": frozenset({SEARCH}),
}
SUPPORTED: Final = tuple(
    f"{context}/{kind}.rs" for context in CONTEXTS for kind in ("*", *TYPES)
)  # every one also with .r, .s and .read
"""The scopes that the well-known document names."""


class ReadScope(msgspec.Struct, frozen=True):
    """A scope: `patient`, `user` or `system`; a type or `*`; and the interactions."""

    context: str
    kind: str
    interactions: frozenset[str]

    def includes(self, other: ReadScope) -> bool:
        """Whether whoever has this scope has another one."""
        return (
            self.context == other.context
            and self.kind in ("*", other.kind)
            and other.interactions <= self.interactions
        )


def read_scope(scope: str) -> ReadScope | None:
    """What a scope says; `None` for one that is not known."""
    context, _, rest = scope.partition("/")
    kind, _, what = rest.rpartition(".")
    interactions = _INTERACTIONS.get(what)
    if context not in CONTEXTS or interactions is None or (kind != "*" and kind not in TYPES):
        return None
    return ReadScope(context, kind, interactions)


def covers(scopes: Iterable[str], scope: str) -> bool:
    """Whether a scope is among some, or among what one of them stands for."""
    found = read_scope(scope)
    return found is not None and any(each.includes(found) for each in _known(scopes))


def may(scopes: Iterable[str], kind: str, interaction: str) -> bool:
    """Whether some scopes let a type be read, or be searched."""
    return any(each.kind in ("*", kind) and interaction in each.interactions for each in _known(scopes))


def types_of(scopes: Iterable[str]) -> frozenset[str]:
    """The types that may be seen in an answer with some scopes."""
    kinds = {each.kind for each in _known(scopes)}
    return frozenset(TYPES) if "*" in kinds else frozenset(kinds)


def _known(scopes: Iterable[str]) -> Iterator[ReadScope]:
    return (found for found in map(read_scope, scopes) if found is not None)
