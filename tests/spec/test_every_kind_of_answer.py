"""S1, S2, S3, S6, S11, S13, S15 and S16 for microbiology, pathology, genetics, MiBa reports and requisitions.

Each letter is told again (`tests.retold`) with another number, status, time, sender or word on consent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.results import derive
from labsvar.results.history import Record, ReportHistory
from labsvar.results.model import Person, Report, Requisition, Status, Stored, Withdrawal
from labsvar.results.notices import changes_since
from labsvar.results.record import DEFAULT, Reading, assemble, for_surveillance, foreign_corrections
from tests import microbiology, narratives, requisitions
from tests.builders import NANCY, emessage, laboratory_report, microbiology_report, patient
from tests.retold import STRANGER, retold
from tests.spec.reports import arrived, at, record, report

WHOLE: dict[str, Any] = {
    "XRPT03": narratives.cytology_report(),
    "XRPT04": narratives.histology_report(),
    "XRPT05": microbiology_report(),
    "XRPT06": microbiology.miba_report(),
    "XRPT07": narratives.genetics_report(),
}
"""The kinds with one status for the whole report."""
EVERY: dict[str, Any] = {**WHOLE, "XRPT02": microbiology.microbiology_letter()}


def told(kind: str, status: str = "final", minute: int = 0, *, number: str = "1", **changes: Any) -> Report:
    """A stored report of a kind, whose result time and arrival are these minutes after the first."""
    arrival = changes.pop("arrival", minute)
    made = retold(
        EVERY[kind],
        number=number,
        status=status,
        resulted=at(minute),
        given=changes.pop("given", None),
        by=changes.pop("by", None),
        production=changes.pop("production", "P1"),
    )
    return report(made, arrival, **changes)


def histories(found: Record) -> tuple[ReportHistory, ...]:
    """Everything that is shown report by report."""
    return found.reports


def only(found: Record) -> ReportHistory:
    """The one report that is shown."""
    (history,) = histories(found)
    return history


def tomb(target: Report, minute: int = 60, position: int | None = None) -> Withdrawal:
    """A withdrawal so many minutes after the first letter."""
    return Withdrawal(
        letter_id=target.letter_id,
        position=position,
        withdrawn_by="Test",
        withdrawn_at=arrived(minute),
        reason="Wrong person",
    )


# Where each kind is shown -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("XRPT02", "microbiology"),
        ("XRPT03", "pathology"),
        ("XRPT04", "pathology"),
        ("XRPT05", "microbiology"),
        ("XRPT06", "microbiology"),
        ("XRPT07", "genetics"),
    ],
)
def test_every_kind_has_its_page(kind: str, field: str) -> None:
    """Microbiology, pathology and genetics; nothing but biochemistry is in the cumulative table."""
    found = record(told(kind))
    assert len(getattr(found, field)) == 1 == len(found.reports)
    assert found.results == ()
    assert not found.is_empty


def test_the_foot_status_is_shown_among_the_results() -> None:
    """It has the kind and the results of XRPT01."""
    found = record(report(microbiology.foot_status()))
    assert len(found.results) > 0
    assert found.reports == ()


def test_s5_an_answer_in_words_is_kept_as_the_laboratory_sent_it() -> None:
    """Codes, texts and tables are the letter's own; so are those of XRPT02 beside its results."""
    sent = narratives.histology_report()
    assert report(sent).histology == report(sent).narrative == sent.laboratory_results
    culture = microbiology.microbiology_letter()
    kept = report(culture).bacteriology
    assert kept is not None
    assert kept.culture_with_findings == culture.laboratory_results.culture_with_findings


# S1 and S2: versions ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EVERY)
def test_s1_a_later_report_replaces_the_earlier(kind: str) -> None:
    """One report stands, the earlier version behind it."""
    history = only(record(told(kind), told(kind, minute=10, number="2")))
    assert history.current.letter_number == "2"
    assert [each.letter_number for each in history.earlier] == ["1"]


@pytest.mark.parametrize("kind", EVERY)
def test_s1_another_production_number_is_another_report(kind: str) -> None:
    """Neither is a version of the other."""
    found = record(told(kind), told(kind, minute=10, number="2", production="P2"))
    assert sorted(each.current.letter_number for each in histories(found)) == ["1", "2"]


FALLS_BACK = [
    ("received", "temporary", "2"),
    ("temporary", "received", "1"),
    ("temporary", "final", "2"),
    ("final", "temporary", "1"),
    ("final", "received", "1"),
    ("final", "final", "2"),
    ("final", "corrected", "2"),
    ("corrected", "final", "1"),
    ("corrected", "corrected", "2"),
]


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize(("earlier", "later", "expected"), FALLS_BACK)
def test_s2_no_kind_falls_back(kind: str, earlier: str, later: str, expected: str) -> None:
    """A lower status never replaces a higher one, whatever the laboratory's time says."""
    first, second = told(kind, earlier), told(kind, later, 10, number="2")
    assert only(record(first, second)).current.letter_number == expected
    assert only(record(second, first)).current.letter_number == expected


PLANS = st.lists(
    st.tuples(
        st.sampled_from(["received", "temporary", "final", "corrected"]),
        st.integers(0, 3),
        st.sampled_from(["XRPT05", "XRPT06"]),
    ),
    min_size=1,
    max_size=5,
)


def _beats(new: Report, old: Report) -> bool:
    """S2 word by word, and S16 where the two say the same version."""
    one, other = new.status or 0, old.status or 0
    if one != other:
        return one > other
    if new.resulted_at != old.resulted_at:
        return new.resulted_at > old.resulted_at
    if new.kind != old.kind:
        return new.kind == "XRPT05"
    return new.arrived_at > old.arrived_at


@settings(max_examples=150, deadline=None)
@given(plan=PLANS, seed=st.randoms(use_true_random=False))
def test_s2_s16_agree_with_a_slow_obvious_reading(plan: Sequence[tuple[str, int, str]], seed: Any) -> None:
    """Whatever order they are stored in, the version is shown that no other beats, and none is lost."""
    reports = [
        told(kind, status, minute, number=str(index), arrival=index)
        for index, (status, minute, kind) in enumerate(plan)
    ]
    shuffled = list(reports)
    seed.shuffle(shuffled)
    history = only(record(*shuffled))
    current = history.current
    assert not any(_beats(other, current) for other in reports if other is not current)
    kept = {each.letter_id for each in (current, *history.earlier, *history.copies)}
    assert kept == {each.letter_id for each in reports}


# S1: a setting for each kind ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["XRPT03", "XRPT04", "XRPT07"])
def test_s1_a_setting_keeps_earlier_answers_in_words_beside_the_later(kind: str) -> None:
    """With `adds`, an earlier report stands as long as it says something that no later one repeats."""
    whole, part = told(kind), told(kind, minute=10, number="2")
    answer = narratives.told(EVERY[kind], conclusion=None, comments=None).laboratory_results
    field = {"XRPT03": "cytology", "XRPT04": "histology", "XRPT07": "genetics"}[kind]
    part = replace(part, **{field: answer})
    adds = Reading(report_versions={kind: "adds"})
    standing = only(record(whole, part, reading=adds)).standing
    assert [each.letter_number for each in standing] == ["2", "1"]
    assert [each.letter_number for each in only(record(whole, part)).standing] == ["2"]
    repeated = told(kind, minute=20, number="3")
    assert [each.letter_number for each in only(record(whole, part, repeated, reading=adds)).standing] == [
        "3"
    ]


# S1: XRPT02 --------------------------------------------------------------------------------------


def cultured(minute: int, number: str, *codes: tuple[str, str], **answer: Any) -> Report:
    """An XRPT02 letter with results of these codes and values."""
    results = tuple(microbiology.result(code, text) for code, text in codes)
    letter = microbiology.with_results(microbiology.microbiology_letter(), results=results, **answer)
    return report(retold(letter, number=number, resulted=at(minute), production="P1"), minute)


def test_s1_xrpt02_keeps_a_version_of_each_result() -> None:
    """A later letter replaces the results it repeats; what it leaves out stays."""
    found = only(record(cultured(0, "1", ("1", "POS"), ("2", "NEG")), cultured(10, "2", ("1", "NEG"))))
    shown = {each.current.result.code: each.current.result.value for each in found.results}
    assert shown == {"1": "NEG", "2": "NEG"}
    assert [len(each.earlier) for each in found.results] == [1, 0]


def test_s1_a_part_of_xrpt02_stays_when_a_later_letter_leaves_it_out() -> None:
    """Microscopy and culture are kept as results are; a later letter that has none takes none away."""
    first = cultured(0, "1", ("1", "POS"))
    second = cultured(10, "2", ("1", "POS"), culture_with_findings=None)
    (part,) = only(record(first, second)).parts
    assert (part.name, part.report.letter_number) == ("culture_with_findings", "1")
    third = cultured(20, "3", ("1", "POS"))
    (part,) = only(record(first, second, third)).parts
    assert part.report.letter_number == "3"


def test_s2_a_received_culture_never_replaces_a_finished_one() -> None:
    """A part has the status of the result that is least far, and five asterisks are no answer."""
    first = cultured(0, "1", ("1", "POS"))
    stars = cultured(10, "2", ("1", "*****"))
    (part,) = only(record(first, stars)).parts
    assert part.report.letter_number == "1"


def test_s3_xrpt02_results_of_two_producers_are_told_apart() -> None:
    """Each result has its own author, also within one report."""
    own = cultured(0, "1", ("1", "POS"))
    other = replace(own.results[0], producer_code="SSI", value="NEG", status=Status.CORRECTED)
    second = replace(cultured(10, "2", ("1", "POS")), results=(other,))
    values = {each.current.result.value for each in only(record(own, second)).results}
    assert values == {"POS", "NEG"}


# S3 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EVERY)
def test_s3_a_strangers_correction_is_kept_apart(kind: str) -> None:
    """Both are shown, and both say that they are disputed."""
    own = told(kind)
    strange = told(kind, "corrected", 10, number="2", by=STRANGER)
    found = record(own, strange)
    assert sorted(each.current.letter_number for each in histories(found)) == ["1", "2"]
    assert all(each.disputed for each in histories(found))
    assert foreign_corrections(strange, [own]) == (0,)


@pytest.mark.parametrize("kind", EVERY)
def test_s3_the_sender_may_correct_its_own(kind: str) -> None:
    """No alarm for an ordinary correction."""
    own, corrected = told(kind), told(kind, "corrected", 10, number="2")
    assert foreign_corrections(corrected, [own]) == ()
    assert not only(record(own, corrected)).disputed


# S6 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EVERY)
def test_s6_a_withdrawn_report_shows_a_tombstone_and_nothing_else(kind: str) -> None:
    """Nor does anything fall back to the version before it."""
    first, second = told(kind), told(kind, minute=10, number="2")
    history = only(record(first, second, withdrawals=[tomb(second)]))
    assert history.withdrawn is not None
    assert (history.investigations, history.results, history.parts, history.standing) == ((), (), (), ())
    assert history.earlier == ()


@pytest.mark.parametrize("kind", EVERY)
def test_s6_what_is_sent_anew_takes_the_tombstones_place(kind: str) -> None:
    """The right report under the same numbers is shown again."""
    wrong, right = told(kind), told(kind, "corrected", 70, number="2")
    history = only(record(wrong, right, withdrawals=[tomb(wrong)]))
    assert (history.withdrawn, history.current.letter_number) == (None, "2")


def test_s6_one_part_of_xrpt02_can_be_withdrawn() -> None:
    """By its position after the results; the results stay."""
    whole = cultured(0, "1", ("1", "POS"), ("2", "NEG"))
    assert list(whole.parts) == [(2, "culture_with_findings")]
    history = only(record(whole, withdrawals=[tomb(whole, position=2)]))
    assert [part.withdrawn is not None for part in history.parts] == [True]
    assert [each.withdrawn for each in history.results] == [None, None]


def test_s6_one_result_of_xrpt02_can_be_withdrawn() -> None:
    """The other result and the culture stay."""
    whole = cultured(0, "1", ("1", "POS"), ("2", "NEG"))
    history = only(record(whole, withdrawals=[tomb(whole, position=0)]))
    assert [each.withdrawn is not None for each in history.results] == [True, False]
    assert history.parts[0].withdrawn is None


# S11 and S13: consent -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EVERY)
def test_s11_a_refusal_stands_until_a_later_version_lifts_it(kind: str) -> None:
    """Silence lifts nothing; a later explicit word does. What is refused does not exist (S13)."""
    refused = told(kind, given=False)
    assert record(refused).is_empty
    lifted = told(kind, minute=10, number="2", given=True)
    assert len(histories(record(refused, lifted))) == 1
    if kind != "XRPT06":
        assert record(refused, told(kind, minute=10, number="2")).is_empty


@pytest.mark.parametrize("code", ["XR0330P", "XR0430P", "XR0431P"])
def test_s11_silence_refuses_where_the_element_states_consent(code: str) -> None:
    """In these versions consent is stated where it is given; a setting may read silence as silence."""
    made = WHOLE["XRPT03" if code == "XR0330P" else "XRPT04"]
    silent = report(narratives.older(made, code, given=None))
    stated = report(narratives.older(made, code, given=True))
    assert record(silent).is_empty
    assert not record(stated).is_empty
    assert not record(silent, reading=Reading(silence_refuses=frozenset())).is_empty


WORDS = st.lists(st.tuples(st.sampled_from([True, False, None]), st.integers(0, 2)), min_size=1, max_size=4)


@settings(max_examples=100, deadline=None)
@given(words=WORDS, kind=st.sampled_from(["XRPT02", "XRPT04", "XRPT05"]))
def test_s11_agrees_with_a_slow_obvious_reading(words: list[tuple[bool | None, int]], kind: str) -> None:
    """Refused unless nobody refused, or some explicit yes is later than every no."""
    reports = [
        told(kind, minute=minute, number=str(index), arrival=index, given=word)
        for index, (word, minute) in enumerate(words)
    ]
    refusals = [each for each in reports if each.given is False]
    lifted = any(all(_is_later(yes, no) for no in refusals) for yes in reports if yes.given is True)
    assert record(*reports).is_empty == (bool(refusals) and not lifted)


def _is_later(one: Report, other: Report) -> bool:
    return (one.resulted_at, one.arrived_at) > (other.resulted_at, other.arrived_at)


# S15 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EVERY)
def test_s15_what_came_in_the_technical_stage_is_hidden(kind: str) -> None:
    """Only what arrived in the full stage is shown, without its technical forerunners."""
    technical = told(kind, stage="technical")
    assert record(technical).is_empty
    history = only(record(technical, told(kind, minute=10, number="2")))
    assert history.earlier == ()


# S16 ----------------------------------------------------------------------------------------------


def test_s16_surveillance_content_is_not_in_the_report() -> None:
    """Prompts, properties and protected content stay in the stored letter."""
    kept = str(report(microbiology.miba_report()))
    for secret in ("Udlandsrejse", "Resistensgen", "Kun til overvågning"):
        assert secret not in kept


def test_s16_xrpt05_and_xrpt06_are_one_report_and_the_xrpt05_is_shown() -> None:
    """Whichever came first; the MiBa report of the same version is a copy and no version of its own."""
    web, miba = told("XRPT05", arrival=5), told("XRPT06", number="2", arrival=0)
    for reports in ((web, miba), (miba, web)):
        history = only(record(*reports))
        assert (history.current.kind, history.earlier) == ("XRPT05", ())
        assert [each.kind for each in history.copies] == ["XRPT06"]


def test_s16_a_correction_in_one_is_shown_before_the_other_follows() -> None:
    """What was corrected for MiBa is corrected for the clinician, who is told (S7) by the newer version."""
    web = told("XRPT05")
    miba = told("XRPT06", "corrected", 10, number="2")
    history = only(record(web, miba))
    assert (history.current.kind, [each.kind for each in history.earlier]) == ("XRPT06", ["XRPT05"])
    follows = told("XRPT05", "corrected", 10, number="3")
    assert only(record(web, miba, follows)).current.kind == "XRPT05"


def test_s16_they_are_one_report_though_the_sample_numbers_differ() -> None:
    """The laboratory and the production number decide, as long as it is plain which is meant."""
    web = replace(told("XRPT05"), sample_number="S1")
    miba = replace(told("XRPT06", "corrected", 10, number="2"), sample_number="S9")
    assert only(record(web, miba)).current.kind == "XRPT06"
    other = replace(told("XRPT05", number="3"), sample_number="S2")
    assert len(histories(record(web, other, miba))) == 3


def test_s16_another_laboratorys_production_number_is_another_report() -> None:
    """Production numbers are a laboratory's own."""
    assert len(histories(record(told("XRPT05"), told("XRPT06", number="2", by=STRANGER)))) == 2


def test_s16_a_refusal_in_either_hides_both() -> None:
    """And a later explicit word in either lifts it."""
    refused = told("XRPT05", given=False)
    assert record(refused, told("XRPT06", number="2", given=False)).is_empty
    assert record(told("XRPT05"), told("XRPT06", minute=10, number="2", given=False)).is_empty


def test_s16_withdrawing_either_withdraws_both() -> None:
    """A wrong person is wrong in the copy too."""
    web, miba = told("XRPT05"), told("XRPT06", number="2")
    for withdrawn in (web, miba):
        assert only(record(web, miba, withdrawals=[tomb(withdrawn)])).withdrawn is not None


def test_s16_an_examination_withdrawn_in_the_copy_is_withdrawn_in_what_is_shown() -> None:
    """The examination is known by its code, wherever it stands in either letter."""
    web, miba = told("XRPT05"), told("XRPT06", number="2")
    miba = replace(miba, investigations=web.investigations)
    (shown,) = only(record(web, miba, withdrawals=[tomb(miba, position=0)])).investigations
    assert shown.withdrawn is not None


def test_s14_s16_surveillance_gets_all_microbiology_whatever_is_hidden() -> None:
    """Refused, in the technical stage or not: MiBa has it; other fields are none of its business."""
    reports = (
        told("XRPT06", given=False),
        told("XRPT05", number="2", minute=5, stage="technical"),
        told("XRPT02", number="3", minute=2),
        told("XRPT04", number="4"),
        report(laboratory_report(number="5")),
    )
    stored = Stored(person=Person(key=NANCY, surname="", given_name=None), reports=reports)
    assert {each.letter_number for each in for_surveillance(stored)} == {"1", "2", "3"}


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


def asked(
    minute: int = 0, *, given: bool | None = None, stage: Any = "full", number: str = "Q1"
) -> Requisition:
    """A stored requisition for the sample `R0001`."""
    letter = requisitions.laboratory_request()
    sample = replace(letter.requisition_information.sample, requester_sample_identifier="R0001")
    letter = requisitions.about(letter, sample=sample)
    if given is not None:
        letter = retold(letter, number=number)
        letter = replace(letter, patient=retold(letter, given=given).patient)
    return derive.requisition(
        letter,
        letter_id=f"{number}-{minute}",
        person_key=NANCY,
        databank="Hotel",
        stage=stage,
        envelope=emessage(laboratory_report(), sent=at(minute)).envelope,
        arrived_at=arrived(minute),
    )


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
