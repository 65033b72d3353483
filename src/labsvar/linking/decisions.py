"""What became of a link: what the linker said of it, and what a person decided. Pure.

Everything is an event that is added and never changed. What a person decided stands, whatever the linker says
later, until it is undone (rule S24); so a link that was rejected is never made again by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, Literal, TypeAlias

import msgspec

from labsvar.linking.model import AnswerKey, Judged

Said: TypeAlias = Literal["linked", "proposed", "dropped"]
"""What the linker says: `dropped` when it says nothing any more of what it said before."""
Decided: TypeAlias = Literal["accepted", "rejected", "undone"]
State: TypeAlias = Literal["linked", "proposed", "dropped", "accepted", "rejected"]
STATES: Final[tuple[State, ...]] = ("proposed", "linked", "accepted", "rejected", "dropped")
STANDING: Final[frozenset[State]] = frozenset({"linked", "accepted"})
"""The states in which two answers count as linked."""
LINKER: Final = "labsvar"
"""Whose name stands at what the linker says."""


class NotPossible(ValueError):
    """A decision that the state of the link leaves no room for, or that gives no reason."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a link. `judged` is what the linker says; a decision has a reason.

    Where the linker takes back a link to a proposal, the reason is what speaks against it now: the topics of
    its evidence, with spaces between (`labsvar.linking.words.reason_said`).
    """

    kind: Said | Decided
    at: datetime
    by: str
    reason: str = ""
    judged: Judged | None = None

    @property
    def demoted(self) -> bool:
        """Whether a link that was made by itself became a proposal."""
        return self.kind == "proposed" and self.by == LINKER and bool(self.reason)


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Two answers that may belong together: what was last said of them, and everything that happened."""

    link_id: str
    judged: Judged
    state: State
    history: tuple[Event, ...]

    @property
    def stands(self) -> bool:
        """Whether the two count as linked."""
        return self.state in STANDING


def id_of(judged: Judged) -> str:
    """The name of a link, the same whenever it is found. It tells nothing about a person."""
    return _digest(judged.reference, judged.source)


def reference_id(key: AnswerKey) -> str:
    """The name of a reference answer among links."""
    return _digest(key)


def _digest(*keys: AnswerKey) -> str:
    return hashlib.sha256(msgspec.json.encode(keys)).hexdigest()[:32]


def link_of(link_id: str, history: Sequence[Event]) -> Link:
    """The link that events come to; the first of them is always what the linker said."""
    judged = [event.judged for event in history if event.judged is not None]
    state: State = "dropped"
    decided: State | None = None
    for event in history:
        match event.kind:
            case "linked" | "proposed" | "dropped":
                state = event.kind
            case "accepted" | "rejected":
                decided = event.kind
            case "undone":
                decided = None
    return Link(link_id=link_id, judged=judged[-1], state=decided or state, history=tuple(history))


def told(judged: Iterable[Judged], known: Iterable[Link], *, at: datetime) -> list[tuple[str, Event]]:
    """The events that make what is known of some reference answers what the linker says now."""
    new = {id_of(each): each for each in judged}
    old = {link.link_id: link for link in known}
    events = [
        (
            link_id,
            Event(kind=_kind(each), at=at, by=LINKER, reason=_reason(each, old.get(link_id)), judged=each),
        )
        for link_id, each in new.items()
        if link_id not in old or _last_said(old[link_id]) != (_kind(each), each)
    ]
    events += [
        (link_id, Event(kind="dropped", at=at, by=LINKER))
        for link_id, link in old.items()
        if link_id not in new and _last_said(link)[0] != "dropped"
    ]
    return events


def _kind(judged: Judged) -> Said:
    return "linked" if judged.verdict == "link" else "proposed"


def _reason(judged: Judged, before: Link | None) -> str:
    """Why a link is only proposed that was made by itself before; empty for everything else."""
    if before is None or _kind(judged) == "linked" or _last_said(before)[0] != "linked":
        return ""
    return " ".join(each.topic for each in judged.evidence if each.says == "against")


def _last_said(link: Link) -> tuple[str, Judged]:
    kinds = [event.kind for event in link.history if event.by == LINKER]
    return kinds[-1], link.judged


def decision(link: Link, kind: Decided, *, by: str, reason: str, at: datetime) -> Event:
    """A person's decision. Raises `NotPossible`.

    What is proposed can be accepted or rejected, and so can what was made by itself or fell away since;
    what was decided can be undone, and then be decided otherwise.
    """
    reason = " ".join(reason.split())
    is_decided = link.state in ("accepted", "rejected")
    if not by or by == LINKER or not reason or (kind == "undone") is not is_decided:
        raise NotPossible(kind)
    return Event(kind=kind, at=at, by=by, reason=reason)
