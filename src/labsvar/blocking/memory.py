"""Entries and mandates in memory: the readable reference of `labsvar.blocking.store.BlockingStore`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from itertools import count

from msgspec.structs import replace

from labsvar.blocking import wishes
from labsvar.blocking.model import Act, Entry, Mandate, Wish


class MemoryBlocking:
    """Keeps every entry and mandate, and every act as `(when, citizen, act)`."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._numbers = count(1)
        self._entries: dict[str, Entry] = {}
        self._mandates: dict[str, Mandate] = {}
        self.acts: list[tuple[datetime, str, Act]] = []

    def entries(self, citizen: str) -> Sequence[Entry]:
        """Everything a citizen has set or had set, newest first, history included."""
        return [entry for entry in reversed(self._entries.values()) if entry.citizen == citizen]

    def look(self, citizen: str, *, act: Act) -> Sequence[Entry]:
        """The same, for somebody who is not the citizen."""
        self.acts.append((self._now(), citizen, act))
        return self.entries(citizen)

    def put(self, citizen: str, wish: Wish, *, act: Act) -> Entry:
        """Sets a blocking or an exception. Raises `wishes.Refused`."""
        now = self._now()
        wishes.see(wish, now=now)
        wishes.see_new(wish, self.entries(citizen), account=act.actor.account, now=now)
        entry = Entry(entry_id=self._id(), citizen=citizen, wish=wish, set_by=act.actor, set_at=now)
        self._entries[entry.entry_id] = entry
        self.acts.append((now, citizen, act))
        return entry

    def end(self, citizen: str, entry_id: str, *, act: Act) -> None:
        """Ends an entry; it stays as history. Raises `KeyError` for one that is not there or has ended."""
        entry, now = self._entries[entry_id], self._now()
        if entry.citizen != citizen or entry.ended_at is not None:
            raise KeyError(entry_id)
        self._entries[entry_id] = replace(entry, ended_by=act.actor, ended_at=now)
        self.acts.append((now, citizen, act))

    def register(
        self, citizen: str, *, helper: str, first: date, last: date, evidence: str, act: Act
    ) -> Mandate:
        """Registers a helper's mandate. Raises `wishes.Refused`."""
        now = self._now()
        mandate = Mandate(
            mandate_id=self._id(),
            citizen=citizen,
            helper=helper,
            first=first,
            last=last,
            evidence=evidence,
            registered_by=act.actor,
            registered_at=now,
        )
        wishes.see_mandate(mandate, today=now.date())
        self._mandates[mandate.mandate_id] = mandate
        self.acts.append((now, citizen, act))
        return mandate

    def end_mandate(self, mandate_id: str, *, act: Act) -> None:
        """Ends a mandate at once. Raises `KeyError` for one that is not there or has ended."""
        mandate, now = self._mandates[mandate_id], self._now()
        if mandate.ended_at is not None:
            raise KeyError(mandate_id)
        self._mandates[mandate_id] = replace(mandate, ended_by=act.actor, ended_at=now)
        self.acts.append((now, mandate.citizen, act))

    def mandates(self, helper: str | None = None) -> Sequence[Mandate]:
        """The mandates of one helper, or all, newest first, history included."""
        return [each for each in reversed(self._mandates.values()) if helper in (None, each.helper)]

    def _id(self) -> str:
        return str(next(self._numbers))
