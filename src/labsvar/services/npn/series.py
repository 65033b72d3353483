"""Series of national sample numbers: who drew which when, and which may not be drawn.

A series is its first and its last number; which of them pass the check is for the laboratory to find out. Two
series never overlap. Source: MedCom, "Den Gode NationalePrøveNummer Service", version 1.0, and the minutes of
MedCom's Laboratory Medicine Reference Group, autumn 2025.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from labsvar.identifiers.npn import DEFAULT, NumberForm
from labsvar.services.dgws.model import Refused
from labsvar.services.dgws.rules import MESSAGE_REUSED
from labsvar.services.npn import service_rules as rules

Origin = Literal["drawn", "mailed", "registered"]
"""Drawn by a system, drawn by hand on a request by mail, or drawn elsewhere before and registered here."""


class NumberSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What is handed out, and how much at a time.

    Assumption: ten digits and none of them a zero in front; from one number up to ten million at a time, which is
    more than half a year of 4,000 samples a day needs; a released series is never handed out again. No public page
    states any of it.
    """

    form: NumberForm = DEFAULT
    first: int = 1_000_000_000
    last: int = 9_999_999_999
    smallest_draw: int = 1
    largest_draw: int = 10_000_000
    reuse_released: bool = False


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """One series. `account` is that of the system that drew it; empty for what was not drawn by one. `note` tells
    of a registered series where it was drawn, and of one drawn on a mail who asked for it."""

    series_id: int
    first: int
    last: int
    origin: Origin
    supplier: str
    laboratory: str
    department: str
    account: str
    drawn_at: datetime
    who: str
    note: str = ""
    freed_at: datetime | None = None
    freed_by: str = ""

    @property
    def size(self) -> int:
        """How many numbers it spans."""
        return self.last - self.first + 1


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A draw that is wanted. The same account gets the same series for the same `message_id`."""

    size: int
    origin: Origin
    supplier: str
    laboratory: str
    department: str
    account: str
    message_id: str
    at: datetime
    who: str
    note: str = ""


class SeriesStore(Protocol):
    """Keeps series; nothing is ever changed but that a series can be released, once."""

    def draw(self, wanted: Wanted) -> Series:
        """A series that overlaps no other, kept before it is given.

        Raises `Refused`: none is free, or the number of the message stood for another draw.
        """

    def register(self, wanted: Wanted, *, first: int, last: int) -> Series:
        """Keeps a series that was drawn elsewhere. Raises `Refused` when it overlaps another."""

    def free(self, series_id: int, *, at: datetime, by: str, reusable: bool) -> Series:
        """Releases a series. Raises `Refused` when it is released already."""

    def of_number(self, number: int) -> Series | None:
        """The newest series that spans a number."""

    def of(self, *, supplier: str | None = None, most: int = 200) -> Sequence[Series]:
        """The newest series, of one supplier or of all, newest first."""


class MemorySeries:
    """The same in memory: the readable reference."""

    def __init__(self, settings: NumberSettings) -> None:
        self._settings = settings
        self._series: dict[int, Series] = {}
        self._reusable: set[int] = set()
        self._messages: dict[tuple[str, str], int] = {}

    def draw(self, wanted: Wanted) -> Series:
        """A series that overlaps no other. Raises `Refused`."""
        known = self._messages.get((wanted.account, wanted.message_id))
        if known is not None:
            return same(self._series[known], wanted)
        first = self._free_place(wanted.size)
        made = self._keep(wanted, first=first, last=first + wanted.size - 1)
        if wanted.message_id:
            self._messages[wanted.account, wanted.message_id] = made.series_id
        return made

    def register(self, wanted: Wanted, *, first: int, last: int) -> Series:
        """Keeps a series that was drawn elsewhere. Raises `Refused` when it overlaps another."""
        if any(first <= upper and lower <= last for lower, upper in self._taken()):
            raise Refused("processing_problem", rules.OVERLAPS)
        return self._keep(wanted, first=first, last=last)

    def free(self, series_id: int, *, at: datetime, by: str, reusable: bool) -> Series:
        """Releases a series. Raises `Refused` when it is released already."""
        if self._series[series_id].freed_at is not None:
            raise Refused("processing_problem", rules.FREED)
        freed = msgspec.structs.replace(self._series[series_id], freed_at=at, freed_by=by)
        self._series[series_id] = freed
        if reusable:
            self._reusable.add(series_id)
        return freed

    def of_number(self, number: int) -> Series | None:
        """The newest series that spans a number."""
        spanning = [each for each in self._series.values() if each.first <= number <= each.last]
        return spanning[-1] if spanning else None

    def of(self, *, supplier: str | None = None, most: int = 200) -> Sequence[Series]:
        """The newest series, of one supplier or of all, newest first."""
        return [each for each in reversed(self._series.values()) if supplier in (None, each.supplier)][:most]

    def _taken(self) -> list[tuple[int, int]]:
        return sorted(
            (each.first, each.last) for each in self._series.values() if each.series_id not in self._reusable
        )

    def _free_place(self, size: int) -> int:
        """After the newest draw if there is room before the end, else the first gap that is wide enough."""
        drawn = [each.last + 1 for each in self._series.values() if each.origin != "registered"]
        for start in (drawn[-1] if drawn else self._settings.first, self._settings.first):
            place = start
            for lower, upper in self._taken():
                if lower < place + size and place <= upper:
                    place = upper + 1
            if place + size - 1 <= self._settings.last:
                return place
        raise Refused("processing_problem", rules.EXHAUSTED)

    def _keep(self, wanted: Wanted, *, first: int, last: int) -> Series:
        made = series_of(wanted, series_id=len(self._series) + 1, first=first, last=last)
        self._series[made.series_id] = made
        return made


def series_of(wanted: Wanted, *, series_id: int, first: int, last: int) -> Series:
    """The series that came of a wanted draw."""
    return Series(
        series_id=series_id,
        first=first,
        last=last,
        origin=wanted.origin,
        supplier=wanted.supplier,
        laboratory=wanted.laboratory,
        department=wanted.department,
        account=wanted.account,
        drawn_at=wanted.at,
        who=wanted.who,
        note=wanted.note,
    )


def same(known: Series, wanted: Wanted) -> Series:
    """The series that a message was answered with before.

    Raises `Refused` when it asked for another, and when the series was released since: its numbers are not the
    laboratory's any more.
    """
    if (known.size, known.laboratory) != (wanted.size, wanted.laboratory):
        raise Refused("processing_problem", MESSAGE_REUSED)
    if known.freed_at is not None:
        raise Refused("processing_problem", rules.FREED)
    return known
