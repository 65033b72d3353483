"""The databank in memory: what every store must do."""

from __future__ import annotations

from datetime import datetime

import pytest

from labsvar.results.memory import MemoryResults
from labsvar.results.store import Look, Viewer
from tests.builders import NANCY
from tests.spec.every_kind import asked, told
from tests.spec.reports import arrived, letter, report, value

DOCTOR = Viewer(account="doctor", name="Test Læge", role="clinician", organisation="Lægerne Testvej")


def look(person: str = NANCY, what: str = "cumulative") -> Look:
    """A doctor looks at a person."""
    return Look(viewer=DOCTOR, person_key=person, what=what, reason="Behandling")


@pytest.fixture
def clock() -> list[int]:
    """The minute it is; tests move it."""
    return [0]


@pytest.fixture
def store(clock: list[int]) -> MemoryResults:
    """A store whose time is the clock's."""

    def now() -> datetime:
        return arrived(clock[0])

    return MemoryResults(now)


def test_a_look_finds_what_was_stored_and_leaves_one_event(store: MemoryResults) -> None:
    """The event tells who looked, at what, and why."""
    made = report(letter(value("5")), 0)
    store.add(made, raw=b"<raw/>", document=b"{}")
    stored = store.look(look())
    assert stored is not None
    assert (stored.reports, stored.person.surname) == ((made,), "Berggren")
    (own, first) = store.audit(look(what="log"))
    assert (own.what, first.what, first.viewer_name, first.reason) == (
        "log",
        "cumulative",
        "Test Læge",
        "Behandling",
    )


def test_a_look_at_nobody_leaves_its_event_too(store: MemoryResults) -> None:
    """Who searches for a person has looked, whether or not something was there."""
    assert store.look(look()) is None
    assert len(store.audit(look())) == 2


def test_a_look_back_finds_what_an_earlier_look_would_have_found(store: MemoryResults) -> None:
    """Beside what is there now, in one look."""
    first, second = (report(letter(value("5"), number=str(place)), place) for place in (0, 7))
    store.add(first)
    store.add(second)
    both = store.look_back(look(), arrived(3))
    assert both is not None
    now, then = both
    assert (now.reports, then.reports) == ((first, second), (first,))
    assert store.look_back(look("0107729995"), arrived(3)) is None
    assert len(store.audit(look(what="log"))) == 2


def test_a_letter_is_found_under_its_own_person_only(store: MemoryResults) -> None:
    """Knowing a letter's id does not open another person's record."""
    made = report(letter(value("5")), 0)
    store.add(made, raw=b"<raw/>")
    found = store.letter(look(), made.letter_id)
    assert found is not None
    assert (found.letter.raw, found.stored.reports) == (b"<raw/>", (made,))
    assert store.letter(look("0107729995"), made.letter_id) is None


def test_a_notice_is_given_until_it_is_acknowledged(store: MemoryResults, clock: list[int]) -> None:
    """Seen, withdrawn, told, acknowledged."""
    made = report(letter(value("5")), 0)
    store.add(made)
    clock[0] = 5
    store.look(look())
    clock[0] = 10
    store.withdraw(person_key=NANCY, letter_id=made.letter_id, position=0, by="Test", reason="Forkert person")
    assert [notice.kind for notice in store.notices("doctor")] == ["withdrawn"]
    assert store.notices("another") == []
    clock[0] = 15
    store.acknowledge("doctor")
    assert store.notices("doctor") == []


def test_what_is_not_there_cannot_be_withdrawn(store: MemoryResults) -> None:
    """A withdrawal names a letter of that person."""
    with pytest.raises(KeyError):
        store.withdraw(person_key=NANCY, letter_id="none", position=None, by="Test", reason="Fejl")


def test_a_result_that_is_not_in_the_letter_cannot_be_withdrawn(store: MemoryResults) -> None:
    """Its only result can."""
    made = report(letter(value("5")), 0)
    store.add(made)
    with pytest.raises(KeyError):
        store.withdraw(person_key=NANCY, letter_id=made.letter_id, position=1, by="Test", reason="Fejl")
    store.withdraw(person_key=NANCY, letter_id=made.letter_id, position=0, by="Test", reason="Fejl")


def test_a_requisition_is_kept_and_can_be_withdrawn_as_a_whole(store: MemoryResults) -> None:
    """It has no position, as an answer in words has none; the person is known by it alone."""
    requisition = asked()
    store.keep(requisition, raw=b"<raw/>")
    stored = store.look(look())
    assert stored is not None
    assert (stored.requisitions, stored.person.surname) == ((requisition,), requisition.person_surname)
    store.add(told("XRPT04"))
    for letter_id in (requisition.letter_id, told("XRPT04").letter_id):
        with pytest.raises(KeyError):
            store.withdraw(person_key=NANCY, letter_id=letter_id, position=0, by="Test", reason="Fejl")
        store.withdraw(person_key=NANCY, letter_id=letter_id, position=None, by="Test", reason="Fejl")


def test_a_part_of_xrpt02_can_be_withdrawn_by_its_position(store: MemoryResults) -> None:
    """Positions go on after the results."""
    made = told("XRPT02")
    store.add(made)
    store.withdraw(person_key=NANCY, letter_id=made.letter_id, position=1, by="Test", reason="Fejl")
    with pytest.raises(KeyError):
        store.withdraw(person_key=NANCY, letter_id=made.letter_id, position=2, by="Test", reason="Fejl")
