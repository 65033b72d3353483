"""S6, S11, S13, S15, S16: what is withdrawn, refused, or of another stage, for every kind of answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.results.model import Person, Report, Stored
from labsvar.results.record import Reading, for_surveillance
from tests import microbiology, narratives
from tests.builders import NANCY, laboratory_report
from tests.retold import STRANGER
from tests.spec.every_kind import EVERY, WHOLE, cultured, histories, only, told, tomb
from tests.spec.reports import record, report

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


@settings(max_examples=100)
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
