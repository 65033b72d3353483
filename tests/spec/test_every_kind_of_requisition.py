"""S6, S11, S13, S15: requisitions, which wait until they are answered; S7: who is told of news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.results import derive
from labsvar.results.history import Record
from labsvar.results.model import Person, Report, Requisition, Stored, Withdrawal
from labsvar.results.notices import changes_since
from labsvar.results.record import DEFAULT, assemble
from tests import microbiology, narratives, requisitions
from tests.builders import NANCY, emessage, laboratory_report, patient
from tests.spec.every_kind import EVERY, asked, cultured, told, tomb
from tests.spec.reports import arrived, report

# S7 -----------------------------------------------------------------------------------------------


def changed(*reports: Report, withdrawals: Sequence[Withdrawal] = (), seen: int = 5) -> list[tuple[str, str]]:
    """What one who looked after `seen` minutes is told: the kind of change and the letter."""
    found = changes_since(NANCY, reports, withdrawals, seen_at=arrived(seen))
    numbers = {each.letter_id: each.letter_number for each in reports}
    return [(notice.kind, numbers[notice.letter_id]) for notice in found]


@pytest.mark.parametrize("kind", EVERY)
def test_s7_one_who_has_looked_is_told_of_a_correction_and_of_a_withdrawal(kind: str) -> None:
    """Whatever the kind."""
    first, corrected = told(kind), told(kind, "corrected", 10, number="2")
    assert changed(first, corrected) == [("corrected", "2")]
    assert changed(first, corrected, seen=15) == []
    assert changed(first, withdrawals=[tomb(first)]) == [("withdrawn", "1")]


def test_s7_a_final_answer_in_words_that_becomes_another_is_told_of() -> None:
    """Though it calls itself no correction; the same answer sent again is no news."""
    first = told("XRPT04")
    again = told("XRPT04", minute=10, number="2")
    assert changed(first, again) == []
    other = narratives.told(EVERY["XRPT04"], conclusion=narratives.section("Konklusion", "Andet"))
    assert changed(first, replace(again, histology=other.laboratory_results)) == [("corrected", "2")]
    awaited = told("XRPT04", "temporary")
    assert changed(awaited, replace(again, histology=other.laboratory_results)) == []


def test_s7_a_culture_that_becomes_another_is_told_of() -> None:
    """The parts of XRPT02 are watched as its results are, once they are final."""
    first = cultured(0, "1", ("1", "POS"))
    other = microbiology.culture(microorganisms=(microbiology.organism("Proteus"),), pattern=None)
    second = cultured(10, "2", ("1", "POS"), culture_with_findings=other)
    assert changed(first, second) == [("corrected", "2")]
    assert changed(first, cultured(10, "2", ("1", "POS"))) == []
    assert changed(first, withdrawals=[tomb(first, position=1)]) == [("withdrawn", "1")]
    assert changed(first, second, withdrawals=[tomb(first, 3, position=1)]) == []


def test_s7_s16_the_same_version_in_the_other_form_is_no_news() -> None:
    """An XRPT05 that follows its XRPT06 corrects nothing; a newer version does."""
    miba = told("XRPT06", "corrected")
    web = told("XRPT05", "corrected", number="2", arrival=10)
    assert changed(miba, web) == []
    assert changed(miba, web, told("XRPT05", "corrected", 20, number="3")) == [("corrected", "3")]


def test_s7_s13_a_refusal_tells_nobody_anything() -> None:
    """Nor does silence where it refuses."""
    assert changed(told("XRPT04"), told("XRPT04", "corrected", 10, number="2", given=False)) == []


# Requisitions -------------------------------------------------------------------------------------


def with_requisitions(*asked_for: Requisition, reports: Sequence[Report] = (), **options: Any) -> Record:
    """What may be seen of requisitions and reports."""
    person = Person(key=NANCY, surname="Berggren", given_name="Nancy Ann Test")
    withdrawals = options.pop("withdrawals", ())
    stored = Stored(
        person=person, reports=tuple(reports), requisitions=asked_for, withdrawals=tuple(withdrawals)
    )
    return assemble(stored, **options)


def test_a_requisition_waits_until_its_number_is_answered() -> None:
    """The answer is known by the requester's number, within one person (S24)."""
    (waiting,) = with_requisitions(asked()).requisitions
    assert (waiting.state, waiting.answers) == ("waiting", ())
    answer = report(laboratory_report(requester_number="R0001"))
    other = report(laboratory_report(number="2", requester_number="R9", sample_number="S9"))
    (shown,) = with_requisitions(asked(), reports=[answer, other]).requisitions
    assert (shown.state, [each.letter_id for each in shown.answers]) == ("answered", [answer.letter_id])


def test_s13_a_hidden_answer_answers_no_requisition() -> None:
    """A requisition would betray it."""
    refused = report(laboratory_report(requester_number="R0001", patient=patient(given=False)))
    technical = report(laboratory_report(number="2", requester_number="R0001"), stage="technical")
    (shown,) = with_requisitions(asked(), reports=[refused, technical]).requisitions
    assert shown.state == "waiting"


def test_s11_a_refused_requisition_is_hidden_and_so_are_answers_that_say_nothing() -> None:
    """Nobody asked again when the answer was written; an answer that says yes is shown."""
    silent = report(laboratory_report(requester_number="R0001"))
    explicit = report(
        laboratory_report(
            number="2", requester_number="R0001", sample_number="S2", patient=patient(given=True)
        )
    )
    found = with_requisitions(asked(given=False), reports=[silent, explicit])
    assert found.requisitions == ()
    assert {each.current.report.letter_number for each in found.results} == {"2"}
    lenient = replace(DEFAULT, refused_requisitions_hide=False)
    found = with_requisitions(asked(given=False), reports=[silent, explicit], reading=lenient)
    assert {each.current.report.letter_id for each in found.results} == {silent.letter_id, explicit.letter_id}


def test_s11_a_later_yes_on_the_requisition_lifts_its_no() -> None:
    """Of one requester's number the newest word counts."""
    found = with_requisitions(asked(given=False), asked(10, given=True, number="Q2"))
    assert len(found.requisitions) == 2


def test_s15_a_requisition_of_the_technical_stage_is_hidden() -> None:
    """As an answer would be."""
    assert with_requisitions(asked(stage="technical")).is_empty


def test_s6_a_withdrawn_requisition_shows_its_tombstone_only() -> None:
    """It names no answers any more."""
    one = asked()
    answer = report(laboratory_report(requester_number="R0001"))
    grave = Withdrawal(
        letter_id=one.letter_id, position=None, withdrawn_by="T", withdrawn_at=arrived(60), reason="W"
    )
    (shown,) = with_requisitions(one, reports=[answer], withdrawals=[grave]).requisitions
    assert (shown.state, shown.answers) == ("withdrawn", ())


def test_every_kind_of_requisition_keeps_its_numbers() -> None:
    """The number of the requisition, and those of its samples where they have one."""
    several = requisitions.several_samples()
    made = derive.requisition(
        several,
        letter_id="1",
        person_key=NANCY,
        databank="Hotel",
        stage="full",
        envelope=emessage(laboratory_report()).envelope,
        arrived_at=arrived(0),
    )
    information = several.requisition_information
    assert made.requester_number == information.requesters_requisition_identifier
    assert made.sample_numbers == tuple(each.requester_sample_identifier for each in information.samples)
    assert isinstance(made.requested_at, datetime)
