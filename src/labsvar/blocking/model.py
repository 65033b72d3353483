"""The entries of blocking: what, for whom and when; who asks; what is asked about; mandates of helpers.

Source of the model: the national consent service (MinSpærring) at nspop.dk, its data model: consent type,
whatItem and whoItem (nothing means all), validFrom (required) and validTo (nothing means open).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal

import msgspec

NAME: Final = "name"
"""The kind of organisation that is known by its name alone; the other kinds are those of `IdentifierCode`."""
State = Literal["active", "coming", "ended"]


class Organisation(msgspec.Struct, frozen=True):
    """An organisation by a number of some kind, or by its name (`kind` is `NAME`).

    Kinds: `lokationsnummer`, `sorkode`, `sygehusafdelingsnummer`, `ydernummer`, `name`. A name is that of
    the whole and its parts, with commas: "Sygehus, Afdeling, Afsnit".
    """

    kind: str
    code: str


class What(msgspec.Struct, frozen=True, kw_only=True):
    """Which data: from a place (with or without its sub-units), from a period, or both.

    `since` and `until` are days, both included.
    """

    place: Organisation | None = None
    sub_units: bool = False
    since: date | None = None
    until: date | None = None


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """For whom: one person (an account), or an organisation with or without its sub-units.

    `label` is the name as the citizen knows it.
    """

    person: str | None = None
    organisation: Organisation | None = None
    sub_units: bool = False
    label: str = ""


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who sets, ends or registers something."""

    account: str
    name: str
    role: str
    organisation: str


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """Something done about a citizen's blockings, as the citizen's log tells it (rule S18)."""

    actor: Actor
    what: str
    reason: str


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to have set: a blocking, or with `positive` an exception from one.

    `what` and `who` that are missing mean everything and everybody.
    """

    valid_from: datetime
    valid_to: datetime | None = None
    positive: bool = False
    what: What | None = None
    who: Who | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A wish that was set: by whom, when, and since when it is ended.

    An entry is never changed or removed; one that no longer holds is history.
    """

    entry_id: str
    citizen: str
    wish: Wish
    set_by: Actor
    set_at: datetime
    ended_by: Actor | None = None
    ended_at: datetime | None = None

    def state(self, at: datetime) -> State:
        """Whether it holds at a moment, will hold, or is history."""
        ends = [moment for moment in (self.wish.valid_to, self.ended_at) if moment is not None]
        if ends and at >= min(ends):
            return "ended"
        return "active" if at >= self.wish.valid_from else "coming"


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who wants to see a citizen's data at a moment: an account, and the organisations it works for.

    Blockings hold at the time of the look, whenever the data were made.
    """

    citizen: str
    person: str
    organisations: tuple[Organisation, ...]
    at: datetime


class Datum(msgspec.Struct, frozen=True, kw_only=True):
    """Something that may be left out: its key, the day it is of, and the places it comes from."""

    key: str
    day: date
    places: tuple[Organisation, ...]


class Mandate(msgspec.Struct, frozen=True, kw_only=True):
    """That a helper may set blockings for a citizen who cannot, on which evidence, from day to day."""

    mandate_id: str
    citizen: str
    helper: str
    first: date
    last: date
    evidence: str
    registered_by: Actor
    registered_at: datetime
    ended_by: Actor | None = None
    ended_at: datetime | None = None

    def holds(self, day: date) -> bool:
        """Whether the helper may act on a day."""
        return self.ended_at is None and self.first <= day <= self.last
