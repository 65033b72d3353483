"""What keeps links and what people decide of them: it adds, and never changes or removes.

`labsvar.database.linking` keeps them in PostgreSQL; `labsvar.linking.memory` in memory, for tests and as the
readable reference.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, Protocol

import msgspec

from labsvar.linking.decisions import Decided, Link, State
from labsvar.linking.model import Answer
from labsvar.results.store import Viewer

LOOKED: Final = "link"
"""What a look says that was left by looking at a link."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What taking letters came to: how many were new, and what is said anew of links."""

    letters: int = 0
    linked: int = 0
    proposed: int = 0
    dropped: int = 0

    def __add__(self, other: Taken) -> Taken:
        """The two together."""
        return Taken(
            letters=self.letters + other.letters,
            linked=self.linked + other.linked,
            proposed=self.proposed + other.proposed,
            dropped=self.dropped + other.dropped,
        )


class LinkSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A link with the two answers that it is about; one whose letters were withdrawn is not there."""

    link: Link
    reference: Answer | None
    source: Answer | None


class LinkStore(Protocol):
    """Links. How letters become known is the store's own. `look` looks at persons, and leaves one event in the log of each (rule S18)."""

    def links(self, states: Collection[State]) -> Sequence[Link]:
        """The links in some states, newest first; shown without their answers they tell nothing about persons."""

    def link(self, link_id: str) -> Link | None:
        """One link; shown without its answers it tells nothing about persons."""

    def look(self, link_id: str, *, viewer: Viewer, reason: str) -> LinkSeen | None:
        """A link with its two answers; `None` for one that is not there."""

    def decide(self, link_id: str, kind: Decided, *, by: str, reason: str) -> Link:
        """Accepts, rejects, or undoes. Raises `KeyError`, and `NotPossible` as `decisions.decision` does."""

    def of_person(self, person_key: str) -> Sequence[Link]:
        """The links with an answer about a person; for whoever has looked at the person already."""
