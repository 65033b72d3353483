"""The register of sources in memory: what `labsvar.exchange.approving` may expect of one, at its plainest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec

from labsvar.exchange.approving import UnknownSystem
from labsvar.exchange.register import Register, System
from labsvar.exchange.register_events import EventKind, SystemEvent, add_up
from labsvar.exchange.sources import Body, Proposal, clinic_key
from labsvar.results.model import Report, Stage


class MemorySources:
    """Keeps every event. `letters` are pairs of a system's name and what it sent; `released` are those that
    are shown, each with the number of the event that did it."""

    def __init__(
        self,
        names: Iterable[str] = (),
        *,
        letters: Iterable[tuple[str, Report]] = (),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.events = [
            SystemEvent(system_id=number, system=name, event_id=None) for number, name in enumerate(names, 1)
        ]
        self.released: dict[str, int] = {}
        self.letters = tuple(letters)
        self.now = now

    def register(self) -> Register:
        """The register as it stands now."""
        return add_up(self.events)

    @contextmanager
    def changing(self, name: str) -> Iterator[MemoryChange]:
        """A transaction: when it fails, nothing is left behind. Raises `UnknownSystem`."""
        change = MemoryChange(self, name)
        events, released = list(self.events), dict(self.released)
        try:
            yield change
        except BaseException:
            self.events, self.released = events, released
            raise

    def system(self, name: str) -> System:
        """A system as it stands now. Raises `UnknownSystem`."""
        for system in self.register().all():
            if system.name == name:
                return system
        raise UnknownSystem(name)


class MemoryChange:
    """One system while something is decided about it."""

    def __init__(self, sources: MemorySources, name: str) -> None:
        self._sources = sources
        self._name = name
        self._system_id = self.system.system_id

    @property
    def system(self) -> System:
        """The system as it stands now."""
        return self._sources.system(self._name)

    def add(
        self, kind: EventKind, body: Body | None = None, *, who: str, reason: str, stage: Stage | None = None
    ) -> int:
        """Leaves an event, and gives its number."""
        number = len(self._sources.events) + 1
        event = SystemEvent(
            system_id=self._system_id,
            system=self._name,
            event_id=number,
            at=self._sources.now(),
            kind=kind,
            stage=stage,
            body=None if body is None else msgspec.json.encode(body).decode(),
            who=who,
            reason=reason,
        )
        self._sources.events.append(event)
        return number

    def covered(self, proposal: Proposal) -> Sequence[tuple[str, str]]:
        """The technical-stage letters that the system sent and the proposal covers."""
        return [
            (report.person_key, report.letter_id)
            for name, report in self._sources.letters
            if name == self._name
            and report.stage == "technical"
            and report.letter_id not in self._sources.released
            and proposal.since <= report.arrived_at < proposal.before
            and (not proposal.clinics or clinic_key(report.sender.identifier) in proposal.clinics)
        ]

    def release(self, letters: Sequence[tuple[str, str]], *, event_id: int) -> None:
        """Notes that letters are released."""
        self._sources.released |= dict.fromkeys((letter_id for _, letter_id in letters), event_id)
