"""Where a requisition on the hotel stands: a table of moves, and what time does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labsvar.services.hotel.states import (
    ALLOWED,
    FINAL,
    HELD,
    MOVES,
    PASSING,
    STATES,
    Event,
    Move,
    NotAllowed,
    moved,
    standing,
    state_at,
)
from tests.hotel import HOUR, NOON

HOLD = timedelta(hours=2)
EXPIRES = NOON + timedelta(days=14)
REQUESTER = "klinik"
Step = tuple[Move, str, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(MOVES), st.sampled_from([REQUESTER, "nord", "syd"]), st.integers(-60, 60 * 24 * 4)
    ),
    max_size=12,
)
"""What places try, one after another, and how many minutes after the one before; clocks may be behind."""


def do(events: list[Event], move: Move, place: str, now: datetime) -> Event:
    return moved(
        events, move, place=place, who="x", requester=REQUESTER, expires_at=EXPIRES, hold=HOLD, now=now
    )


def played(steps: list[Step]) -> tuple[list[Event], datetime]:
    """What has happened after some tries, and the time it then is."""
    events: list[Event] = []
    now = NOON
    for move, place, minutes in steps:
        now = max(now + timedelta(minutes=minutes), NOON)
        try:
            events.append(do(events, move, place, now))
        except NotAllowed:
            continue
    return events, now


@given(STEPS)
def test_at_most_one_place_samples_and_only_while_it_holds(steps: list[Step]) -> None:
    """Whatever is tried in whatever order: one sample, by the place that fetched last and not too long ago."""
    events, _ = played(steps)
    samples = [event for event in events if event.move == "sample"]
    assert len(samples) <= 1
    for sample in samples:
        before = [event for event in events[: events.index(sample)] if event.move in ("reserve", "fetch")]
        assert before[-1].place == sample.place
        assert before[-1].move == "fetch"
        assert sample.at < before[-1].at + HOLD


@given(STEPS)
def test_nothing_follows_the_end(steps: list[Step]) -> None:
    """What is sampled, cancelled or expired stays so for ever, and takes no further move."""
    events, now = played(steps)
    later = max([now, *(event.at for event in events)])
    state = state_at(events, expires_at=EXPIRES, now=later)
    if state in FINAL:
        assert state_at(events, expires_at=EXPIRES, now=later + timedelta(days=400)) == state
        for move in MOVES:
            with pytest.raises(NotAllowed):
                do(events, move, REQUESTER, later + HOUR)


@given(STEPS)
def test_every_event_was_allowed_where_it_happened_and_time_runs_forwards(steps: list[Step]) -> None:
    """The history alone tells it: each event's state before it, by a fold of its own, has the move in the table."""
    events, _ = played(steps)
    for place, event in enumerate(events):
        before = standing(events[:place], expires_at=EXPIRES, now=event.at)
        assert (before.state, event.move) in ALLOWED
        if event.move == "cancel":
            assert event.place == REQUESTER
        elif before.state in HELD:
            assert event.place == before.holder
    assert [event.at for event in events] == sorted(event.at for event in events)


def test_the_tables_name_states_and_moves_that_there_are() -> None:
    """Every state can be reached, and no move leads out of an end."""
    reached = {"waiting", *ALLOWED.values(), *PASSING.values()}
    assert reached == set(STATES)
    assert {move for _, move in ALLOWED} == set(MOVES)
    assert not {state for state, _ in (*ALLOWED, *PASSING)} & FINAL


def test_a_reservation_lapses_and_another_place_may_then_fetch() -> None:
    events = [do([], "reserve", "nord", NOON)]
    almost = NOON + HOLD - timedelta(seconds=1)
    with pytest.raises(NotAllowed) as refused:
        do(events, "fetch", "syd", almost)
    assert refused.value.why == "held"
    events.append(do(events, "fetch", "syd", NOON + HOLD))
    with pytest.raises(NotAllowed):
        do(events, "sample", "nord", NOON + HOLD)
    assert do(events, "sample", "syd", NOON + HOLD + HOUR).move == "sample"


def test_whoever_holds_may_prolong_and_give_up() -> None:
    events = [do([], "fetch", "nord", NOON)]
    events.append(do(events, "fetch", "nord", NOON + HOUR))
    assert standing(events, expires_at=EXPIRES, now=NOON + HOLD).holder == "nord"
    events.append(do(events, "release", "nord", NOON + HOLD))
    assert state_at(events, expires_at=EXPIRES, now=NOON + HOLD) == "waiting"


def test_what_waits_expires_but_not_in_the_hands_of_a_place() -> None:
    """The patient may be sitting there; when the hold lapses after the day, the requisition has expired."""
    late = EXPIRES - HOUR
    events = [do([], "fetch", "nord", late)]
    assert state_at([], expires_at=EXPIRES, now=EXPIRES) == "expired"
    assert state_at(events, expires_at=EXPIRES, now=EXPIRES) == "fetched"
    assert state_at(events, expires_at=EXPIRES, now=late + HOLD) == "expired"


@pytest.mark.parametrize("before", [[], ["reserve"], ["fetch"]])
def test_only_the_requester_cancels_and_may_until_the_sample_is_taken(before: list[Any]) -> None:
    events: list[Event] = []
    for move in before:
        events.append(do(events, move, "nord", NOON))
    with pytest.raises(NotAllowed) as refused:
        do(events, "cancel", "nord", NOON)
    assert refused.value.why == "not_yours"
    assert do(events, "cancel", REQUESTER, NOON).until is None
