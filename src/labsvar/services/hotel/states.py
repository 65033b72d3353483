"""Where a requisition on the hotel stands, and what may happen to it: a table, and what follows from it.

    state_at(events, expires_at=..., now=...)       waiting, reserved, fetched, sampled, cancelled or expired
    moved(events, "fetch", place=..., ...)          the next event; raises `NotAllowed`

What happened is a list of events that is only ever added to. That a reservation has lapsed, or a requisition has
expired, follows from the clock and is no event: nobody has to be awake for it.

Source: MedCom, "Det Gode Rekvisitionshotel", version 1.0, names the three operations of the service. Assumption: the
states and their moves are ours; no public page lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal, get_args

import msgspec

State = Literal["waiting", "reserved", "fetched", "sampled", "cancelled", "expired"]
Move = Literal["reserve", "fetch", "release", "label", "sample", "cancel"]
Passing = Literal["lapse", "expire"]
Why = Literal["state", "held", "not_yours"]
STATES: Final[tuple[State, ...]] = get_args(State)
MOVES: Final[tuple[Move, ...]] = get_args(Move)

ALLOWED: Final[Mapping[tuple[State, Move], State]] = MappingProxyType(
    {
        ("waiting", "reserve"): "reserved",
        ("waiting", "fetch"): "fetched",
        ("waiting", "cancel"): "cancelled",
        ("reserved", "reserve"): "reserved",
        ("reserved", "fetch"): "fetched",
        ("reserved", "release"): "waiting",
        ("reserved", "cancel"): "cancelled",
        ("fetched", "fetch"): "fetched",
        ("fetched", "release"): "waiting",
        ("fetched", "label"): "fetched",
        ("fetched", "sample"): "sampled",
        ("fetched", "cancel"): "cancelled",
    }
)
"""What may be done in each state, and where it leads."""

PASSING: Final[Mapping[tuple[State, Passing], State]] = MappingProxyType(
    {
        ("reserved", "lapse"): "waiting",
        ("fetched", "lapse"): "waiting",
        ("waiting", "expire"): "expired",
    }
)
"""What time does. A requisition that a place holds does not expire: the patient may be sitting there."""

HELD: Final[frozenset[State]] = frozenset({"reserved", "fetched"})
"""States in which one place holds the requisition, so that no other can sample it."""
FINAL: Final[frozenset[State]] = frozenset({"sampled", "cancelled", "expired"})
_OF_THE_REQUESTER: Final[frozenset[Move]] = frozenset({"cancel"})
_WITHIN_A_HOLD: Final[frozenset[Move]] = frozenset({"label"})
"""Moves that prolong nothing."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done: by which place, by whom there, and until when the place then holds it.

    `tubes` are the numbers that tubes got with it.
    """

    move: Move
    place: str
    who: str
    at: datetime
    until: datetime | None = None
    note: str = ""
    tubes: tuple[str, ...] = ()


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a requisition stands; `holder` holds it until `until`."""

    state: State
    holder: str = ""
    until: datetime | None = None


class NotAllowed(Exception):
    """A move that cannot be made: the state does not allow it, or another place holds the requisition."""

    def __init__(self, why: Why, state: State) -> None:
        super().__init__(f"{why} {state}")
        self.why = why
        self.state = state


def standing(events: Sequence[Event], *, expires_at: datetime, now: datetime) -> Standing:
    """Where a requisition stands now, after the events that there are."""
    stands = Standing(state="waiting")
    for event in events:
        # Between two events a hold may have lapsed, which only opened the way for the second.
        state = ALLOWED[_passed(stands, event.at, expires_at).state, event.move]
        held = state in HELD
        stands = Standing(
            state=state, holder=event.place if held else "", until=event.until if held else None
        )
    return _passed(stands, now, expires_at)


def state_at(events: Sequence[Event], *, expires_at: datetime, now: datetime) -> State:
    """The state alone."""
    return standing(events, expires_at=expires_at, now=now).state


def moved(
    events: Sequence[Event],
    move: Move,
    *,
    place: str,
    who: str,
    requester: str,
    expires_at: datetime,
    hold: timedelta,
    now: datetime,
    note: str = "",
) -> Event:
    """The event of a move. `requester` is the place that uploaded the requisition and alone may cancel it;
    `hold` is how long a place holds what it reserves or fetches. Raises `NotAllowed`.

    Time does not run backwards: an event is never before the one before it, whatever a clock says.
    """
    at = max(now, events[-1].at) if events else now
    stands = standing(events, expires_at=expires_at, now=at)
    if move in _OF_THE_REQUESTER and place != requester:
        raise NotAllowed("not_yours", stands.state)
    if move not in _OF_THE_REQUESTER and stands.state in HELD and stands.holder != place:
        raise NotAllowed("held", stands.state)
    to = ALLOWED.get((stands.state, move))
    if to is None:
        raise NotAllowed("state", stands.state)
    until = stands.until if move in _WITHIN_A_HOLD else at + hold if to in HELD else None
    return Event(move=move, place=place, who=who, at=at, until=until, note=note)


def tubes_of(events: Iterable[Event], place: str) -> tuple[str, ...]:
    """The numbers that a place has given to the tubes of a requisition, in their order."""
    return tuple(number for event in events if event.place == place for number in event.tubes)


def _passed(stands: Standing, now: datetime, expires_at: datetime) -> Standing:
    """The same after time has passed."""
    if stands.until is not None and stands.until <= now:
        stands = Standing(state=PASSING[stands.state, "lapse"])
    if stands.state == "waiting" and expires_at <= now:
        stands = Standing(state=PASSING["waiting", "expire"])
    return stands
