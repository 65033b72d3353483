"""A citizen's own blocking, decided where everything that is hidden is decided: every kind of answer, and
requisitions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.blocking.memory import MemoryBlocking
from labsvar.blocking.model import Act, Actor, Caller, Organisation, What, Who, Wish
from labsvar.blocking.service import OwnBlocking
from labsvar.results.blocked import Blocking
from labsvar.results.memory import MemoryResults
from labsvar.results.model import Report
from labsvar.results.record import Record, assemble
from labsvar.results.store import Look, Role, Viewer
from tests.builders import NANCY
from tests.spec.every_kind import EVERY, asked, told
from tests.spec.reports import arrived, letter, record, report, value

ACT = Act(
    actor=Actor(account="c", name="C", role="citizen", organisation=""), what="blocking_set", reason="own"
)


class Stage:
    """Results and blockings in memory, and a clock."""

    def __init__(self, *, binds: frozenset[Role] | None = None) -> None:
        self.minute = 0
        self.blockings = MemoryBlocking(lambda: arrived(self.minute))
        service = OwnBlocking(self.blockings.entries)
        blocking = Blocking(service) if binds is None else Blocking(service, binds=binds)
        self.results = MemoryResults(lambda: arrived(self.minute), blocking=blocking)

    def block(self, **wish: Any) -> None:
        self.blockings.put(NANCY, Wish(**{"valid_from": arrived(self.minute)} | wish), act=ACT)

    def look(self, role: Role = "clinician", reason: str = "treatment", account: str = "gp") -> Record:
        viewer = Viewer(account=account, name="Prøve", role=role, organisation="Lægerne Testvej")
        stored = self.results.look(Look(viewer=viewer, person_key=NANCY, what="cumulative", reason=reason))
        assert stored is not None
        return assemble(stored)


@pytest.mark.parametrize("kind", sorted(EVERY))
def test_a_blocked_answer_of_any_kind_leaves_the_record_as_if_it_had_never_come(kind: str) -> None:
    """But for the one thing that is told: that something is left out. Earlier and later versions go too."""
    stage = Stage()
    other = report(letter(value("5"), sample_number="S9", number="9", sampled="2020-01-01 08:00"), 0)
    versions = [told(kind, minute=0, number="1"), told(kind, "corrected", minute=10, number="2")]
    for each in (other, *versions):
        stage.results.add(each)
    before = stage.look()
    stage.block(what=What(since=versions[0].sampled_at.date()))
    after = stage.look()
    assert after == replace(record(other), person=after.person, left_out=True)
    assert stage.look("citizen") == before


def test_a_blocked_requisition_is_left_out() -> None:
    """By where it comes from, or by its day; its answers are judged by themselves."""
    stage = Stage()
    requisition = asked()
    stage.results.keep(requisition)
    stage.results.add(report(letter(value("5"), sample_number="S9"), 0))
    place = Organisation("lokationsnummer", requisition.sender.gln)
    assert len(stage.look().requisitions) == 1
    stage.block(what=What(place=place))
    assert stage.look().requisitions == ()
    assert stage.look().left_out


def test_a_version_from_another_day_or_place_is_left_out_with_the_one_that_is_blocked() -> None:
    """A corrected sampling time does not bring the value back that it corrects, nor go missing by itself."""
    stage = Stage()
    first = report(letter(value("5"), number="1", sampled="2026-02-01 08:00"), 0)
    moved = report(letter(value("6", "corrected"), number="2", resulted=10, sampled="2026-01-31 08:00"), 10)
    for each in (first, moved):
        stage.results.add(each)
    stage.block(what=What(until=moved.sampled_at.date()))
    assert stage.look().results == ()


def test_validity_is_that_of_the_look_and_not_of_the_data() -> None:
    """What came before the blocking is left out while it holds, and is there before it begins and after."""
    stage = Stage()
    stage.results.add(report(letter(value("5")), 0))
    stage.block(valid_from=arrived(10), valid_to=arrived(20))
    seen = []
    for stage.minute in (9, 10, 19, 20):
        seen.append(stage.look().left_out)
    assert seen == [False, True, True, False]


@pytest.mark.parametrize(
    ("role", "bound"),
    [("citizen", False), ("surveillance", False), ("operator", False), ("clinician", True)],
)
def test_blocking_binds_clinicians_and_nobody_else(role: Role, bound: bool) -> None:
    """S14: the citizen sees everything, and surveillance too unless an installation sets it otherwise."""
    stage = Stage()
    stage.results.add(told("XRPT05"))
    stage.block()
    assert stage.look(role).left_out is bound
    careful = Stage(binds=frozenset({"clinician", "surveillance"}))
    careful.results.add(told("XRPT05"))
    careful.block()
    assert careful.look("surveillance").left_out


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("treatment+override_consented", True),
        ("notice+override_unreachable: bevidstløs", True),
        ("treatment: +override_consented", False),
        ("treatment+because", False),
        ("override_consented", False),
    ],
)
def test_only_a_reason_of_ours_overrides(reason: str, shown: bool) -> None:
    """What a clinician writes comes after the colon and counts for nothing."""
    stage = Stage()
    stage.results.add(report(letter(value("5")), 0))
    stage.block()
    assert bool(stage.look(reason=reason).results) is shown


def test_s13_what_is_refused_is_not_betrayed_by_a_blocking() -> None:
    """The record says that something is left out only where the blocking left out something."""
    stage = Stage()
    refused = report(letter(value("5"), given=False), 0)
    technical = report(letter(value("5"), sample_number="S9", number="9"), 0, stage="technical")
    for each in (refused, technical):
        stage.results.add(each)
    before = stage.look()
    stage.block()
    assert stage.look() == before


def test_s7_what_is_blocked_gives_no_notice_but_to_one_who_saw_it_by_an_override() -> None:
    """To be told is to look; who has seen is told of the correction all the same."""
    stage = Stage()
    stage.results.add(report(letter(value("5")), 0))
    stage.minute = 1
    stage.look()
    stage.block()
    stage.look(reason="treatment+override_consented", account="ward")
    stage.minute = 20
    stage.results.add(report(letter(value("6", "corrected"), number="2", resulted=10), 10))
    assert [len(stage.results.notices(account)) for account in ("gp", "ward")] == [0, 1]


class Silent:
    """A service that cannot be reached."""

    def user_check(self, caller: Caller) -> Any:
        raise ConnectionError

    def data_check(self, caller: Caller, data: Any) -> Any:
        raise ConnectionError


def test_nothing_is_shown_when_the_service_cannot_answer() -> None:
    """Whoever answers about blocking, a look fails when no answer comes; its event is left."""
    results = MemoryResults(blocking=Blocking(Silent()))
    results.add(report(letter(value("5")), 0))
    viewer = Viewer(account="gp", name="Prøve", role="clinician", organisation="")
    look = Look(viewer=viewer, person_key=NANCY, what="cumulative", reason="treatment")
    with pytest.raises(ConnectionError):
        results.look(look)
    assert [event.what for event in results.audit(look)] == ["cumulative", "cumulative"]


@given(st.lists(st.sampled_from(sorted(EVERY)), min_size=1, max_size=4), st.integers(0, 3), st.booleans())
def test_left_out_is_said_exactly_when_something_is(kinds: list[str], hidden: int, everybody: bool) -> None:
    """Whatever is stored and whoever is meant: the record differs from the citizen's own if and only if it
    says so."""
    stage = Stage()
    stored: list[Report] = [
        told(kind, number=str(place), production=f"P{place}") for place, kind in enumerate(kinds)
    ]
    for each in stored:
        stage.results.add(each)
    who = None if everybody else Who(person="ward", label="x")
    gln = stored[hidden % len(stored)].sender.gln
    stage.block(what=What(place=Organisation("lokationsnummer", gln)), who=who)
    seen, own = stage.look(), stage.look("citizen")
    assert seen.left_out == (replace(seen, left_out=False) != own)
    assert seen.left_out == everybody
