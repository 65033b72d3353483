"""S1, S2, S3: results and their versions.

Each table reads: the letters in the order they arrive, and what the clinician then sees.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.results.model import Report, Status
from labsvar.results.record import Reading, foreign_corrections
from tests.builders import examination, investigation
from tests.spec.reports import cells, culture, letter, record, report, shown, value

CRP, POTASSIUM, SODIUM = "NPU19748", "NPU03230", "NPU03429"


# S1 A result never disappears because a later letter left it out ------------------------------


def test_s1_a_later_letter_replaces_what_it_repeats_and_adds_the_rest() -> None:
    """Three analyses, of which the second letter repeats one and brings one more: four are shown."""
    first = report(letter(value("5", code=CRP), value("4.0", code=POTASSIUM)), 0)
    second = report(letter(value("6", code=CRP), value("140", code=SODIUM), resulted=10, number="2"), 10)
    assert shown(record(first, second)) == {CRP: "6", POTASSIUM: "4.0", SODIUM: "140"}


def test_s1_a_code_that_stands_twice_in_one_letter_is_two_results() -> None:
    """Two results with the same code in one letter are both shown; neither is a version of the other."""
    found = record(report(letter(value("5"), value("7")), 0))
    assert sorted(cells(found)) == ["5", "7"]
    assert [history.earlier for history in found.results] == [(), ()]


@pytest.mark.parametrize("differing", ["sample_number", "production_number"])
def test_s1_another_sample_or_production_number_is_another_result(differing: str) -> None:
    """The same analysis on another sample, or from another production, stands beside the first."""
    first = report(letter(value("5")), 0)
    second = report(letter(value("6"), resulted=10, number="2", **{differing: "X9"}), 10)  # type: ignore[arg-type]  # a name of a number
    assert sorted(cells(record(first, second))) == ["5", "6"]


def test_s1_another_producer_is_another_result() -> None:
    """Two laboratories' results from one sender are two results."""
    first = report(letter(value("5", producer="TKB")), 0)
    second = report(letter(value("6", producer="TKC"), resulted=10, number="2"), 10)
    assert sorted(cells(record(first, second))) == ["5", "6"]


def _cultures() -> tuple[Report, Report]:
    other = replace(investigation(), examination=replace(examination(), mic_analysis_code="990000000000002"))
    return (
        report(culture(resulted=0, investigations=(investigation(), other)), 0),
        report(culture(resulted=10, number="2"), 10),
    )


def test_s1_a_later_microbiology_report_replaces_the_earlier_by_default() -> None:
    """With one status for the whole report, the later report stands alone."""
    history = record(*_cultures()).microbiology[0]
    assert [each.investigation.examination.mic_analysis_code for each in history.investigations] == [
        "990000000000001"
    ]
    assert len(history.earlier) == 1


def test_s1_a_setting_makes_later_microbiology_reports_add() -> None:
    """With `adds`, an investigation that the later report left out stays."""
    history = record(*_cultures(), reading=Reading(report_versions={"XRPT05": "adds"})).microbiology[0]
    assert [
        (each.investigation.examination.mic_analysis_code, each.report.letter_number)
        for each in history.investigations
    ] == [("990000000000001", "2"), ("990000000000002", "1")]


# S2 A result never falls back -------------------------------------------------------------------

FALLS_BACK = [
    # earlier status, later status, what is shown of ("5", "6")
    ("received", "temporary", "6"),
    ("received", "final", "6"),
    ("temporary", "received", "5"),
    ("temporary", "final", "6"),
    ("final", "received", "5"),
    ("final", "temporary", "5"),
    ("final", "final", "6"),
    ("final", "corrected", "6"),
    ("corrected", "received", "5"),
    ("corrected", "temporary", "5"),
    ("corrected", "final", "5"),
    ("corrected", "corrected", "6"),
]


@pytest.mark.parametrize(("earlier", "later", "expected"), FALLS_BACK)
def test_s2_a_lower_status_never_replaces_a_higher(earlier: str, later: str, expected: str) -> None:
    """Whatever the laboratory's time says, a result keeps the highest status it has reached."""
    first = report(letter(value("5", earlier), resulted=0), 0)
    second = report(letter(value("6", later), resulted=10, number="2"), 10)
    assert shown(record(first, second)) == {CRP: expected}


@pytest.mark.parametrize(("earlier", "later", "expected"), FALLS_BACK)
def test_s2_holds_for_microbiology_reports(earlier: str, later: str, expected: str) -> None:
    """The same table, with the status of the whole report."""
    first = report(culture(earlier, resulted=0), 0)
    second = report(culture(later, resulted=10, number="2"), 10)
    history = record(first, second).microbiology[0]
    assert history.current.letter_number == {"5": "1", "6": "2"}[expected]


@pytest.mark.parametrize("status", ["received", "temporary", "final", "corrected"])
def test_s2_asterisks_never_replace_an_answer_whatever_their_status(status: str) -> None:
    """`*****` says that the sample was received; a letter that calls it final or corrected says no more."""
    first = report(letter(value("5")), 0)
    stars = report(letter(value("*****", status), resulted=10, number="2"), 10)
    found = record(first, stars)
    assert shown(found) == {CRP: "5"}
    assert [version.result.value for version in found.results[0].earlier] == ["*****"]
    assert shown(record(stars)) == {CRP: "*****"}


def test_s2_the_laboratorys_result_time_decides_not_the_arrival() -> None:
    """A letter that was delayed on the way does not replace a newer answer."""
    newer = report(letter(value("6"), resulted=10, number="2"), 0)
    delayed = report(letter(value("5"), resulted=0, number="1"), 30)
    found = record(newer, delayed)
    assert shown(found) == {CRP: "6"}
    assert [version.result.value for version in found.results[0].earlier] == ["5"]


def test_s2_equal_result_times_are_decided_by_authorisation_then_envelope_then_arrival() -> None:
    """Each later tie-breaker is used only when the ones before it are equal."""
    base = report(letter(value("5")), 0)
    authorised = replace(
        report(letter(value("6"), number="2"), 0), authorised_at=base.authorised_at.replace(minute=59)
    )
    assert shown(record(authorised, base)) == {CRP: "6"}
    sent = replace(report(letter(value("6"), number="2"), 0), sent_at=base.sent_at.replace(minute=59))
    assert shown(record(sent, base)) == {CRP: "6"}
    arrived_later = report(letter(value("6"), number="2"), 5)
    assert shown(record(arrived_later, base)) == {CRP: "6"}


def test_s2_a_time_in_the_future_outranks_nothing_that_arrives_later() -> None:
    """A mistyped year counts as a day after the arrival, so that the next answer replaces it."""
    mistyped = replace(report(letter(value("5")), 0), resulted_at=datetime(2090, 3, 2, 12, 0))
    right = report(letter(value("6"), resulted=10, number="2"), 5000)
    right = replace(right, resulted_at=datetime(2026, 3, 5, 19, 0))
    assert shown(record(mistyped, right)) == shown(record(right, mistyped)) == {CRP: "6"}


LETTERS = st.lists(
    st.tuples(st.sampled_from(["received", "temporary", "final", "corrected"]), st.integers(0, 3)),
    min_size=1,
    max_size=5,
)


def _history(plan: Sequence[tuple[str, int]]) -> list[Report]:
    return [
        report(letter(value(str(index), status), resulted=minute, number=str(index)), index)
        for index, (status, minute) in enumerate(plan)
    ]


@settings(max_examples=150)
@given(plan=LETTERS, seed=st.randoms(use_true_random=False))
def test_s2_the_order_of_arrival_and_of_storage_does_not_matter(
    plan: list[tuple[str, int]], seed: Random
) -> None:
    """However the rows are read back, the same value is current and every version is kept."""
    reports = _history(plan)
    shuffled = list(reports)
    seed.shuffle(shuffled)
    one, other = record(*reports), record(*shuffled)
    assert one.results[0].current == other.results[0].current
    assert 1 + len(other.results[0].earlier) == len(plan)


@settings(max_examples=150)
@given(plan=LETTERS)
def test_s2_agrees_with_a_slow_obvious_reading_of_the_rule(plan: list[tuple[str, int]]) -> None:
    """Compare every pair: the current version is the one that no other version replaces."""
    reports = _history(plan)
    current = record(*reports).results[0].current.report
    assert not any(_replaces(other, current) for other in reports if other is not current)


def _replaces(new: Report, old: Report) -> bool:
    new_status, old_status = new.results[0].status, old.results[0].status
    if new_status != old_status:
        return new_status > old_status
    for field in ("resulted_at", "authorised_at", "sent_at", "arrived_at"):
        if getattr(new, field) != getattr(old, field):
            return bool(getattr(new, field) > getattr(old, field))
    return False


# S3 Only the author may correct ---------------------------------------------------------------

OTHER_GLN = "5790000000043"


def foreign(made: Any) -> Any:
    """The same letter from another sender."""
    return replace(made, sender=replace(made.sender, ean_identifier=OTHER_GLN))


def test_s3_a_strangers_correction_is_kept_apart_and_marked() -> None:
    """The author's value stays; the stranger's stands beside it; both say that they are disputed."""
    own = report(letter(value("5")), 0)
    strange = report(foreign(letter(value("9", "corrected"), resulted=10, number="2")), 10)
    found = record(own, strange)
    assert sorted(cells(found)) == ["5", "9"]
    assert all(history.disputed and not history.earlier for history in found.results)
    assert foreign_corrections(strange, [own]) == (0,)


def test_s3_the_producer_may_correct_what_another_sent_for_it() -> None:
    """A letter from the laboratory that the earlier letter names as producer is a new version."""
    own = report(letter(value("5", producer="TKB")), 0)
    from_producer = report(
        foreign(letter(value("9", "corrected", producer="TKB"), resulted=10, number="2")),
        10,
        laboratory="TKB",
    )
    found = record(own, from_producer)
    assert shown(found) == {CRP: "9"}
    assert [version.result.value for version in found.results[0].earlier] == ["5"]
    assert foreign_corrections(from_producer, [own]) == ()


def test_s3_the_sender_may_correct_its_own() -> None:
    """No alarm for an ordinary correction, nor for a correction of what was never seen."""
    own = report(letter(value("5")), 0)
    corrected = report(letter(value("6", "corrected"), resulted=10, number="2"), 10)
    assert foreign_corrections(corrected, [own]) == ()
    assert foreign_corrections(corrected, []) == ()


def test_s3_a_strangers_microbiology_correction_is_kept_apart() -> None:
    """A whole report from a stranger does not replace the author's; both are marked."""
    own = report(culture(), 0)
    strange = report(foreign(culture("corrected", resulted=10, number="2")), 10)
    found = record(own, strange)
    assert sorted(history.current.letter_number for history in found.microbiology) == ["1", "2"]
    assert all(history.disputed for history in found.microbiology)
    assert foreign_corrections(strange, [own]) == (0,)


def test_s3_the_producer_named_in_an_examination_may_correct_the_report() -> None:
    """In microbiology each examination names its producer."""
    own = report(culture(), 0)
    from_producer = report(foreign(culture("corrected", resulted=10, number="2")), 10, laboratory="TKM")
    assert [history.current.letter_number for history in record(own, from_producer).microbiology] == ["2"]


def test_s3_every_order_of_three_senders_keeps_the_authors_value() -> None:
    """A stranger that is first to arrive does not become the author of what others sent."""
    own = letter(value("5"))
    strange = foreign(letter(value("9", "corrected"), resulted=10, number="2"))
    for first, second in itertools.permutations([own, strange]):
        found = record(report(first, 0), report(second, 10))
        assert sorted(cells(found)) == ["5", "9"]
        assert Status.FINAL in {history.current.result.status for history in found.results}
