"""Links in memory: the readable reference of `labsvar.linking.store.LinkStore`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime

from labsvar.linking import decisions
from labsvar.linking.agreement import DEFAULT, Agreement
from labsvar.linking.decisions import Decided, Event, Link, State, link_of
from labsvar.linking.linker import Linker
from labsvar.linking.model import Answer, AnswerKey, Facts
from labsvar.linking.store import LOOKED, LinkSeen, Taken
from labsvar.results.store import Look, Viewer


class MemoryLinks:
    """Keeps every letter and every event of a link, and every look."""

    def __init__(
        self, now: Callable[[], datetime] = lambda: datetime.now(UTC), *, settings: Agreement = DEFAULT
    ) -> None:
        self._now = now
        self._linker = Linker(settings=settings)
        self._known: set[str] = set()
        self._events: dict[str, list[Event]] = {}
        self.looks: list[Look] = []

    def take(self, facts: Iterable[Facts]) -> Taken:
        """Makes letters known and links what belongs together; known ones again are no change."""
        new = [each for each in facts if each.letter_id not in self._known]
        for each in new:
            self._known.add(each.letter_id)
            self._linker.add(each)
        affected = dict.fromkeys(key for each in new for key in self._linker.affected(each))
        judged = self._linker.judged(affected)
        known = [link for link in self._all() if link.judged.reference in affected]
        counted = {"linked": 0, "proposed": 0, "dropped": 0}
        for link_id, event in decisions.told(judged, known, at=self._now()):
            self._events.setdefault(link_id, []).append(event)
            counted[event.kind] += 1
        return Taken(letters=len(new), **counted)

    def links(self, states: Collection[State]) -> Sequence[Link]:
        """The links in some states, newest first."""
        found = [link for link in self._all() if link.state in states]
        return sorted(found, key=lambda link: (link.history[-1].at, link.link_id), reverse=True)

    def link(self, link_id: str) -> Link | None:
        """One link."""
        return self._link(link_id) if link_id in self._events else None

    def look(self, link_id: str, *, viewer: Viewer, reason: str) -> LinkSeen | None:
        """A link with its two answers; `None` for one that is not there."""
        if link_id not in self._events:
            return None
        link = self._link(link_id)
        judged = link.judged
        for person_key in dict.fromkeys((judged.reference.person_key, judged.source.person_key)):
            look = Look(viewer=viewer, person_key=person_key, what=LOOKED, reason=reason)
            self.looks.append(look)
        return LinkSeen(
            link=link, reference=self._answer(judged.reference), source=self._answer(judged.source)
        )

    def decide(self, link_id: str, kind: Decided, *, by: str, reason: str) -> Link:
        """Accepts, rejects, or undoes. Raises `KeyError` and `NotPossible`."""
        link = self._link(link_id)
        event = decisions.decision(link, kind, by=by, reason=reason, at=self._now())
        self._events[link_id].append(event)
        return self._link(link_id)

    def of_person(self, person_key: str) -> Sequence[Link]:
        """The links with an answer about a person."""
        return [
            link
            for link in self._all()
            if person_key in (link.judged.reference.person_key, link.judged.source.person_key)
        ]

    def _all(self) -> list[Link]:
        return [self._link(link_id) for link_id in self._events]

    def _link(self, link_id: str) -> Link:
        return link_of(link_id, self._events[link_id])

    def _answer(self, key: AnswerKey) -> Answer | None:
        return next((answer for answer in self._linker.answers if answer.key == key), None)
