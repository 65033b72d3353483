"""S6, S7, S11, S13, S15: what is withdrawn, refused or in the technical stage."""

from __future__ import annotations

from typing import Any

import pytest

from labsvar.results.model import Released, Report, Withdrawal
from labsvar.results.notices import changes_since
from labsvar.results.record import Record
from tests.builders import NANCY
from tests.spec.reports import arrived, cells, culture, letter, record, report, shown, value

CRP, POTASSIUM = "NPU19748", "NPU03230"


def withdrawn(target: Report, minute: int, position: int | None = None) -> Withdrawal:
    """A tombstone for one result of a report, or for all of it."""
    return Withdrawal(
        letter_id=target.letter_id,
        position=position,
        withdrawn_by="Test Klinisk Biokemi",
        withdrawn_at=arrived(minute),
        reason="Forkert person",
    )


# S6 Wrong person, code or time -------------------------------------------------------------------


def test_s6_a_withdrawn_result_shows_a_tombstone_and_no_value() -> None:
    """Who, when and why can be read; neither the value nor an earlier one stands in its place."""
    first = report(letter(value("5")), 0)
    second = report(letter(value("6", "corrected"), resulted=10, number="2"), 10)
    history = record(first, second, withdrawals=[withdrawn(second, 20, 0)]).results[0]
    assert history.withdrawn is not None
    assert (history.withdrawn.withdrawn_by, history.withdrawn.reason) == (
        "Test Klinisk Biokemi",
        "Forkert person",
    )
    assert history.earlier == ()


def test_s6_one_result_may_be_withdrawn_and_the_others_stay() -> None:
    """A withdrawal names the result it is about."""
    both = report(letter(value("5"), value("4.0", code=POTASSIUM)), 0)
    assert shown(record(both, withdrawals=[withdrawn(both, 10, 1)])) == {CRP: "5", POTASSIUM: "†"}
    assert shown(record(both, withdrawals=[withdrawn(both, 10)])) == {CRP: "†", POTASSIUM: "†"}


def test_s6_what_is_sent_anew_after_a_withdrawal_is_shown() -> None:
    """The right result under the same key takes the tombstone's place, even with a lower status."""
    wrong = report(letter(value("5", "corrected")), 0)
    right = report(letter(value("6"), resulted=10, number="2"), 30)
    found = record(wrong, right, withdrawals=[withdrawn(wrong, 20)])
    assert shown(found) == {CRP: "6"}
    assert found.results[0].earlier == ()


def test_s6_withdrawing_an_earlier_version_leaves_the_newer_one() -> None:
    """A correction that already stands is not withdrawn with the value it corrected."""
    wrong = report(letter(value("5")), 0)
    right = report(letter(value("6", "corrected"), resulted=10, number="2"), 10)
    found = record(wrong, right, withdrawals=[withdrawn(wrong, 20)])
    assert shown(found) == {CRP: "6"}
    assert found.results[0].earlier == ()


def test_s6_a_microbiology_report_or_one_investigation_may_be_withdrawn() -> None:
    """The whole report leaves a tombstone; one investigation carries its own."""
    made = report(culture(), 0)
    whole = record(made, withdrawals=[withdrawn(made, 10)]).microbiology[0]
    assert whole.withdrawn is not None
    assert whole.investigations == ()
    one = record(made, withdrawals=[withdrawn(made, 10, 0)]).microbiology[0]
    assert one.withdrawn is None
    assert one.investigations[0].withdrawn is not None


# S7 A clinician who has seen a value is told ------------------------------------------------------


def notices(*reports: Report, seen: int, withdrawals: tuple[Withdrawal, ...] = ()) -> list[str]:
    """The kinds of notice for one who looked at this minute."""
    found = changes_since(NANCY, reports, withdrawals, seen_at=arrived(seen))
    return [notice.kind for notice in found]


def test_s7_a_correction_of_what_was_seen_gives_a_notice() -> None:
    """Seen before the correction: told. Seen after it, or never before: not told."""
    first = report(letter(value("5")), 0)
    second = report(letter(value("6", "corrected"), resulted=10, number="2"), 10)
    assert notices(first, second, seen=5) == ["corrected"]
    assert notices(first, second, seen=15) == []
    assert notices(second, seen=5) == []


def test_s7_a_new_answer_that_corrects_nothing_gives_no_notice() -> None:
    """A final answer after a temporary one is what the clinician waits for, not a correction."""
    first = report(letter(value("5", "temporary")), 0)
    second = report(letter(value("6"), resulted=10, number="2"), 10)
    assert notices(first, second, seen=5) == []


def test_s7_a_withdrawal_of_what_was_seen_gives_a_notice() -> None:
    """One notice for a withdrawn letter, however many results it held."""
    both = report(letter(value("5"), value("4.0", code=POTASSIUM)), 0)
    assert notices(both, seen=5, withdrawals=(withdrawn(both, 10),)) == ["withdrawn"]
    assert notices(both, seen=15, withdrawals=(withdrawn(both, 10),)) == []


def test_s7_a_final_answer_that_became_another_is_told_whatever_it_calls_itself() -> None:
    """Sent again unchanged it is not."""
    first = report(letter(value("5")), 0)
    other = report(letter(value("6"), resulted=10, number="2"), 10)
    same = report(letter(value("5"), resulted=10, number="2"), 10)
    assert notices(first, other, seen=5) == ["corrected"]
    assert notices(first, same, seen=5) == []


def test_s7_a_withdrawal_is_told_though_the_right_answer_has_come_since() -> None:
    """What was seen is gone; that something else stands there now does not tell so."""
    wrong = report(letter(value("5")), 0)
    right = report(letter(value("6"), resulted=10, number="2"), 20)
    assert notices(wrong, right, seen=5, withdrawals=(withdrawn(wrong, 10),)) == ["withdrawn"]
    assert notices(wrong, right, seen=15, withdrawals=(withdrawn(wrong, 10),)) == []
    assert notices(wrong, right, seen=25, withdrawals=(withdrawn(wrong, 10),)) == []


def test_s7_a_withdrawal_of_a_version_that_was_never_seen_takes_the_seen_one_with_it() -> None:
    """The correction came and was withdrawn while the clinician was away; the first value fell with it."""
    first = report(letter(value("5")), 0)
    second = report(letter(value("6", "corrected"), resulted=10, number="2"), 10)
    assert notices(first, second, seen=5, withdrawals=(withdrawn(second, 20),)) == ["withdrawn"]
    assert notices(second, seen=5, withdrawals=(withdrawn(second, 20),)) == []


def test_s7_a_withdrawal_of_what_is_hidden_since_gives_no_notice() -> None:
    """A refusal takes the notice with it, of a result and of a report."""
    for kind in (lambda **more: letter(value("5"), **more), culture):
        first = report(kind(), 0)
        refused = report(kind(resulted=10, number="2", given=False), 10)
        assert notices(first, refused, seen=5, withdrawals=(withdrawn(first, 20),)) == []


def test_s7_holds_for_microbiology() -> None:
    """Corrected and withdrawn reports and investigations count alike."""
    first, second = report(culture(), 0), report(culture("corrected", resulted=10, number="2"), 10)
    assert notices(first, second, seen=5) == ["corrected"]
    assert notices(first, seen=5, withdrawals=(withdrawn(first, 10),)) == ["withdrawn"]
    assert notices(first, seen=5, withdrawals=(withdrawn(first, 10, 0),)) == ["withdrawn"]


def test_s7_a_hidden_correction_gives_no_notice() -> None:
    """A correction with refused consent would betray itself by a notice (S13)."""
    first = report(letter(value("5")), 0)
    second = report(letter(value("6", "corrected"), resulted=10, number="2", given=False), 10)
    assert notices(first, second, seen=5) == []


# S11 A refusal stands until a later version states consent ----------------------------------------

WORDS = [
    # what the letters of one answer say in turn, and whether the answer is shown
    ([None], True),
    ([True], True),
    ([False], False),
    ([False, None], False),
    ([False, True], True),
    ([True, False], False),
    ([None, False, None], False),
    ([False, True, None], True),
    ([False, True, False], False),
]


@pytest.mark.parametrize(("words", "visible"), WORDS)
@pytest.mark.parametrize("kind", [letter, culture])
def test_s11_only_an_explicit_word_lifts_a_refusal(
    words: list[bool | None], visible: bool, kind: Any
) -> None:
    """Absence never lifts a refusal; `Given=true` in a later version does."""
    found = record(*_answers(kind, words))
    assert bool(found.results or found.microbiology) is visible


def _answers(kind: Any, words: list[bool | None]) -> list[Report]:
    results = (value("5"),) if kind is letter else ()
    return [
        report(kind(*results, resulted=minute, number=str(minute), given=word), minute)
        for minute, word in enumerate(words)
    ]


@pytest.mark.parametrize(("words", "visible"), WORDS)
def test_s11_the_laboratorys_time_decides_which_word_is_later(
    words: list[bool | None], visible: bool
) -> None:
    """The same letters arriving in reverse give the same answer."""
    reversed_arrival = [
        report(letter(value("5"), resulted=minute, number=str(minute), given=word), 100 - minute)
        for minute, word in enumerate(words)
    ]
    assert bool(record(*reversed_arrival).results) is visible


def test_s11_of_two_equally_new_words_the_refusal_stands() -> None:
    """Same times throughout: hiding too much is mended by a letter, showing too much by nothing."""
    for first, later in ((True, False), (False, True)):
        words = [
            report(letter(value("5"), number=str(arrival), given=word), 10_000 + arrival)
            for arrival, word in enumerate((first, later))
        ]
        assert record(*words).results == ()


# S13 What is hidden does not exist ---------------------------------------------------------------


def test_s13_a_refused_answer_leaves_the_record_as_if_it_had_never_come() -> None:
    """Equal records: no count, gap or trace, and the answer's earlier and later letters are gone too."""
    other = report(letter(value("4.0", code=POTASSIUM), sample_number="S2", number="9"), 0)
    first = report(letter(value("5"), number="1"), 0)
    refused = report(letter(value("6"), resulted=10, number="2", given=False), 10)
    later = report(letter(value("7"), resulted=20, number="3"), 20)
    assert record(other, first, refused, later) == record(other)


def test_s13_a_strangers_refused_correction_marks_nothing_as_disputed() -> None:
    """The record is as if it had never come, the mark of a dispute included."""
    from msgspec.structs import replace

    for own, made in (
        (
            report(letter(value("5")), 0),
            letter(value("9", "corrected"), resulted=10, number="2", given=False),
        ),
        (report(culture(), 0), culture("corrected", resulted=10, number="2", given=False)),
    ):
        strange = replace(made, sender=replace(made.sender, ean_identifier="5790000000043"))
        assert record(own, report(strange, 10)) == record(own)


def test_s13_a_refusal_hides_every_result_of_its_answer() -> None:
    """The refusing letter repeats one of two results; the other one of the same answer is hidden too."""
    first = report(letter(value("5"), value("4.0", code=POTASSIUM), number="1"), 0)
    refused = report(letter(value("6"), resulted=10, number="2", given=False), 10)
    assert cells(record(first, refused)) == []


def test_s13_a_refusal_by_the_producer_hides_what_another_sent_for_it() -> None:
    """A history whose versions come from two senders is hidden when either answer is refused."""
    from msgspec.structs import replace

    own = report(letter(value("5")), 0)
    made = letter(value("6", "corrected"), resulted=10, number="2", given=False)
    made = replace(made, sender=replace(made.sender, ean_identifier="5790000000043"))
    assert record(own, report(made, 10, laboratory="TKB")).results == ()


# S15 Stage ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [letter, culture])
def test_s15_what_arrived_in_the_technical_stage_is_not_shown(kind: Any) -> None:
    """Not at once and not later."""
    results = (value("5"),) if kind is letter else ()
    assert record(report(kind(*results), 0, stage="technical")) == record()


def test_s15_a_version_in_the_full_stage_shows_itself_only() -> None:
    """The technical forerunner is not among the earlier versions, even where it would be current."""
    technical = report(letter(value("5", "corrected"), number="1"), 0, stage="technical")
    full = report(letter(value("6"), resulted=10, number="2"), 10)
    history = record(technical, full).results[0]
    assert (history.current.result.value, history.earlier) == ("6", ())


def test_s15_a_refusal_in_the_technical_stage_still_stands() -> None:
    """Consent is the citizen's word, whatever stage the letter came in."""
    technical = report(letter(value("5"), number="1", given=False), 0, stage="technical")
    full = report(letter(value("6"), resulted=10, number="2"), 10)
    assert cells(record(technical, full)) == []


def test_s15_what_two_people_released_is_shown_and_nothing_else_of_the_technical_stage() -> None:
    """The released version stands before the full one, the other forerunner stays away. What was refused
    stays hidden whatever is released (S11)."""
    released = report(letter(value("4"), number="1"), 0, stage="technical")
    kept = report(letter(value("5"), resulted=5, number="2"), 5, stage="technical")
    full = report(letter(value("6"), resulted=10, number="3"), 10)
    history = record(released, kept, full, released=[released]).results[0]
    assert [each.result.value for each in (history.current, *history.earlier)] == ["6", "4"]
    refused = report(letter(value("7"), resulted=20, number="4", given=False), 20, stage="technical")
    assert record(released, refused, released=[released, refused]).results == ()


def test_s15_s7_a_released_correction_of_what_was_seen_is_told_from_the_release_on() -> None:
    """It had come before the clinician looked, but could not be seen then."""
    full = report(letter(value("5")), 0)
    correction = report(letter(value("6", "corrected"), resulted=10, number="2"), 1, stage="technical")
    released = [Released(letter_id=correction.letter_id, at=arrived(30))]
    (notice,) = changes_since(NANCY, [full, correction], (), (), released, seen_at=arrived(20))
    assert (notice.kind, notice.changed_at) == ("corrected", arrived(30))
    assert changes_since(NANCY, [full, correction], (), (), released, seen_at=arrived(40)) == []
    assert changes_since(NANCY, [full, correction], (), seen_at=arrived(20)) == []


def test_an_empty_record_is_an_empty_table() -> None:
    """Nothing stored, nothing shown, no fault."""
    found: Record = record()
    assert (found.results, found.microbiology, cells(found)) == ((), (), [])
