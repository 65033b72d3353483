"""One sample's journey: what has happened, what is awaited and since when; nothing hidden is told of (S13)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.linking.flows import EXPECTED
from labsvar.linking.journeys import journeys
from labsvar.linking.timeline import Limit, Passed, Timeline, local, timeline
from labsvar.results.model import Report, Requisition, Status
from tests.spec.reports import arrived
from tests.spec.test_s06_s15_hidden import withdrawn
from tests.unit.linking.samples import FIRST, REFERENCE, answer, clock, linked, onward, request, seen
from tests.unit.linking.test_flows import sent_away

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
CONFIRMED: dict[str, Any] = {"by": REFERENCE, "to": FIRST, "number": "F1", "production": "X1", "had": 45}
PERFORMED: dict[str, Any] = {"by": REFERENCE, "number": "R1", "production": "X1", "had": 15}


def told(*letters: Report | Requisition, links: Any = (), record: Any = None, **options: Any) -> Timeline:
    """The journey of these letters, which is one."""
    (journey,) = journeys(record or seen(*letters), links)
    return timeline(journey, now=options.pop("now", NOW), **options)


def happened(found: Timeline) -> list[str]:
    """What has happened, by whom."""
    return [f"{event.kind} {event.role}" for event in found.events]


def awaited(found: Timeline) -> list[tuple[str, datetime | None]]:
    """What is awaited, and since when."""
    return [(each.step, each.since) for each in found.awaited]


# The three flows ---------------------------------------------------------------------------------


def test_a_standard_sample_from_request_to_notification() -> None:
    """Requested, taken, received, answered, and MiBa notified when the letter came in; nothing is awaited."""
    found = told(request(), answer(20))
    assert happened(found) == [
        "requested requester", "taken requester", "received first", "answered first", "notified first",
    ]  # fmt: skip
    assert [event.at for event in found.events[:4]] == [clock(0), clock(0), clock(5), clock(20)]
    assert awaited(found) == []


def test_a_forwarded_sample_is_answered_by_the_performing_laboratory() -> None:
    """The first laboratory is a post office: nothing is awaited of it once the sample has gone on."""
    found = told(request(), onward(10))
    assert happened(found) == ["requested requester", "taken requester", "forwarded first"]
    assert awaited(found) == [("answered_by_performing", clock(10))]
    done = told(request(), onward(10), answer(30, **PERFORMED))
    assert happened(done)[-3:] == ["received performing", "answered performing", "notified performing"]
    assert awaited(done) == []


def test_a_reference_sample_is_answered_twice_and_may_be_supplemented() -> None:
    """Each step is awaited since the one before; the supplementary answer is never awaited."""
    asked, first, sent = request(), answer(20), onward(30, prompted=True, original=None)
    confirmed, more = answer(60, **CONFIRMED), answer(80, "corrected")
    assert awaited(told(asked, first, sent)) == [("answered_by_performing", clock(30))]
    assert awaited(told(asked, first, sent, confirmed)) == []
    found = told(asked, first, sent, confirmed, more)
    assert {event.step for event in found.events if event.step} == {
        each.name for each in EXPECTED["reference"]
    }
    assert [event.letter_id for event in found.events if event.kind == "supplemented"] == ["answer 80"]


def test_a_reference_sample_that_went_on_paper_is_not_awaited_to_go() -> None:
    """A link tells that it has been there; what follows makes waiting for the request needless."""
    first, confirmed = answer(20), answer(60, **{**CONFIRMED, "number": None})
    found = told(first, confirmed, links=[linked(confirmed, first)])
    assert found.flow == "reference"
    assert awaited(found) == []


def test_a_sample_that_is_said_to_be_sent_on_waits_for_whom_it_went_to() -> None:
    """ "SENDT:SSI" is no answer: it tells that the sample was forwarded, where, and when."""
    found = told(request(), sent_away(10))
    (event,) = [event for event in found.events if event.kind == "forwarded"]
    assert (event.sent_to, event.at, event.letter_kind) == ("SSI", clock(10), "XRPT05")
    assert awaited(found) == [("answered_by_performing", clock(10))]


# What is awaited -------------------------------------------------------------------------------


def test_a_sample_that_is_only_asked_for_waits_for_everything_next() -> None:
    """Taking, receiving and answering, each since the requisition; the notification not before the answer."""
    found = told(request(sampled=None))
    assert awaited(found) == [("taken", clock(0)), ("received", clock(0)), ("answered", clock(0))]


def test_an_interim_answer_is_told_of_and_the_answer_still_awaited() -> None:
    """A sample that was received, and a temporary answer: neither is what was asked for."""
    found = told(request(), answer(10, "received"), answer(20, "temporary"))
    assert [(event.kind, event.status) for event in found.events if event.letter_kind == "XRPT05"] == [
        ("received", Status.RECEIVED),
        ("answered", Status.TEMPORARY),
    ]
    assert awaited(found) == [("answered", clock(0))]


def test_since_when_is_unknown_where_no_letter_tells() -> None:
    """A temporary answer without a requisition: something is awaited, and no time is made up for it."""
    assert awaited(told(answer(20, "temporary"))) == [("answered", None)]


@pytest.mark.parametrize(("hours", "late"), [(71, True), (73, False)])
def test_only_a_limit_makes_a_step_late(hours: float, late: bool) -> None:
    """The step has waited for 72 hours; a limit of another flow or step says nothing."""
    now = (clock(0) + timedelta(hours=72)).replace(tzinfo=UTC) - timedelta(hours=1)
    asked = request(sampled=None)
    (_, _, answered) = told(
        asked, now=now, limits=[Limit(flow="standard", step="answered", hours=hours)]
    ).awaited
    assert answered.late is late
    for other in (
        Limit(flow="reference", step="answered", hours=1),
        Limit(flow="standard", step="notified", hours=1),
    ):
        assert not any(each.late for each in told(asked, now=now, limits=[other]).awaited)
    assert not any(each.late for each in told(asked, now=now).awaited)


def test_miba_is_notified_by_an_xrpt06_before_another_kind() -> None:
    """The letter for MiBa tells it where there is one, though the answer to the requester came first."""
    one = answer(20)
    other = replace(answer(20), kind="XRPT06", letter_id="for MiBa", arrived_at=arrived(40))
    (event,) = [event for event in told(one, other).events if event.kind == "notified"]
    assert (event.letter_id, event.letter_kind, event.at) == ("for MiBa", "XRPT06", local(arrived(40)))
    assert [event.kind for event in told(one, other).events].count("answered") == 1


def test_an_xrpt06_alone_notifies_and_answers_nobody() -> None:
    """It is for MiBa: the requester's answer is awaited still. Between laboratories it is an answer."""
    only = replace(answer(20), kind="XRPT06")
    assert [step for step, _ in awaited(told(request(), only))] == ["answered"]
    confirmed = replace(answer(60, **CONFIRMED), kind="XRPT06")
    found = told(request(), answer(20), onward(30, prompted=True), confirmed)
    assert "answered performing" in happened(found)


@pytest.mark.parametrize(
    ("state", "notified"), [("delivering", False), ("refused", False), ("delivered", True)]
)
def test_a_letter_that_goes_on_notifies_when_it_has_arrived_there(state: str, notified: bool) -> None:
    """A receipt of the other installation tells it; until then the notification is awaited."""
    passed = Passed(letter_id="answer 20", databank="MiBa", state=state, at=arrived(50))
    found = told(request(), answer(20), passed=[passed])
    assert ("notified first" in happened(found)) is notified
    assert awaited(found) == ([] if notified else [("notified", clock(20))])
    assert [event.passed for event in found.events if event.kind == "answered"] == [passed]
    times = [event.at for event in found.events if event.kind == "notified"]
    assert times == ([local(arrived(50))] if notified else [])


# What is hidden and withdrawn --------------------------------------------------------------------


def test_a_withdrawn_answer_is_awaited_again_and_the_withdrawal_told() -> None:
    """Its letter leads nowhere any more."""
    first = answer(20)
    found = told(record=seen(request(), first, withdrawals=[withdrawn(first, 40)]))
    assert happened(found) == ["requested requester", "taken requester", "withdrawn first"]
    assert [step for step, _ in awaited(found)] == ["received", "answered"]
    assert all(event.letter_id != first.letter_id for event in found.events)


LETTERS = [
    request(),
    answer(20),
    onward(30, prompted=True),
    answer(60, **CONFIRMED),
    answer(80, "corrected"),
    replace(answer(20), kind="XRPT06", letter_id="for MiBa"),
]


@settings(max_examples=60)
@given(hidden=st.sets(st.integers(0, 5)), random=st.randoms(use_true_random=False))
def test_s13_a_journey_is_as_if_what_is_hidden_had_never_come(hidden: set[int], random: Random) -> None:
    """Refused letters and those of the technical stage leave the same journeys as letters never sent, in
    whatever order they are stored. The letters of one answer are refused together."""
    together = hidden | ({1, 4, 5} if hidden & {1, 4, 5} else set())
    there = [each for place, each in enumerate(LETTERS) if place not in together]
    kept = [replace(each, given=False) if place in together else each for place, each in enumerate(LETTERS)]
    random.shuffle(kept)
    technical = [
        replace(each, stage="technical") if place in together else each for place, each in enumerate(LETTERS)
    ]
    # A refused requisition hides the answers to its number too, so only answers are refused here.
    refused_requests = {0, 2} & together
    expected = _journeys(there)
    assert _journeys(technical) == expected
    if not refused_requests:
        assert _journeys(kept) == expected


def _journeys(letters: list[Any]) -> list[Timeline]:
    return [timeline(each, now=NOW) for each in journeys(seen(*letters))]
