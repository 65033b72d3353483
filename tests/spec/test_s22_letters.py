"""S22: the letters behind what is shown once: which stands, which can be opened, and who is told."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from labsvar.results.cumulative import Filter, table
from labsvar.results.model import Person, Report, Stored
from labsvar.results.notices import changes_since
from labsvar.results.record import Record, assemble
from labsvar.results.standing import left_standing
from labsvar.web.texts import LANGUAGES
from labsvar.web.views import cumulative, reports
from labsvar.web.views import letter as letter_pages
from labsvar.web.views.shown import part_shown
from tests.builders import NANCY, examination, investigation
from tests.spec.every_kind import asked
from tests.spec.reports import arrived, culture, letter, record, report, shown, value
from tests.spec.test_s01_s03_versions import OTHER_GLN
from tests.spec.test_s06_s15_hidden import withdrawn

CRP, POTASSIUM = "NPU19748", "NPU03230"
ENGLISH = LANGUAGES["en"]


def from_other(made: Any, arrival: int = 10, **more: Any) -> Report:
    """A letter of the other laboratory, under numbers of its own unless `numbers` are the same."""
    sample = made.requisition_information.sample
    information = replace(
        made.requisition_information, sample=replace(sample, laboratory_internal_sample_identifier="S9")
    )
    if not more.pop("same_numbers", False):
        made = replace(made, requisition_information=information)
    sender = replace(made.sender, ean_identifier=OTHER_GLN, organisation_name="Andet Laboratorium")
    return report(replace(made, sender=sender), arrival, **more)


def stored(*found: Report, **more: Any) -> Stored:
    """What is stored of the test person."""
    person = Person(key=NANCY, surname="Berggren", given_name="Nancy Ann Test")
    return Stored(person=person, reports=found, **more)


def letters(found: Record) -> list[tuple[str, list[str]]]:
    """The letter of each result, with the letters that stand behind it."""
    return [
        (history.current.report.letter_number, [twin.current.report.letter_number for twin in history.twins])
        for history in found.results
    ]


# Which letter stands ---------------------------------------------------------------------------


def test_the_producers_own_letter_stands_before_a_later_one() -> None:
    """Of two that say the same the producer's is shown, though the other is newer."""
    own = from_other(letter(value("5"), number="own"), laboratory="TKB")
    later = report(letter(value("5"), resulted=30, number="later"), 30)
    assert letters(record(later, own)) == [("own", ["later"])]


def test_a_correction_stands_before_the_producers_own_letter() -> None:
    """Whoever corrected its copy is shown, and its earlier value stays behind it."""
    own = from_other(letter(value("5"), resulted=30, number="own"), laboratory="TKB")
    first = report(letter(value("5"), number="1"))
    corrected = report(letter(value("9", "corrected"), resulted=10, number="2"), 10)
    (history,) = record(own, first, corrected).results
    assert (history.current.result.value, [old.result.value for old in history.earlier]) == ("9", ["5"])
    assert [history.has_overtaken(twin) for twin in history.twins] == [True]


@pytest.mark.parametrize(("second", "expected"), [("5", [("own", ["1"])]), ("6", [("1", []), ("own", [])])])
def test_a_producer_that_answers_under_the_same_numbers_replaces_nothing_silently(
    second: str, expected: list[tuple[str, list[str]]]
) -> None:
    """S3, S22: versions of one result, but two final answers; the same once, and others both and marked."""
    first = report(letter(value("5"), number="1"))
    own = from_other(letter(value(second), resulted=10, number="own"), laboratory="TKB", same_numbers=True)
    found = record(first, own)
    assert sorted(letters(found)) == expected
    assert {history.disagrees for history in found.results} == {second == "6"}


def test_a_temporary_version_stays_behind_its_own_laboratorys_answer() -> None:
    """What came before the final answers is an earlier version, as ever."""
    early = from_other(letter(value("4", "temporary"), number="0"), 0, laboratory="TKB", same_numbers=True)
    first = report(letter(value("5"), resulted=5, number="1"), 5)
    (history,) = record(early, first).results
    assert [each.result.value for each in (history.current, *history.earlier)] == ["5", "4"]


def test_what_was_withdrawn_and_sent_anew_is_no_disagreement() -> None:
    """The sender has answered again, so its copy stands, and the two are shown once."""
    wrong = report(letter(value("8"), number="1"))
    anew = report(letter(value("5"), number="2", sample_number="S2"), 30)
    other = from_other(letter(value("5"), number="3"), 10)
    found = record(wrong, anew, other, withdrawals=[withdrawn(wrong, 20)])
    assert sorted((how.withdrawn is not None, how.disagrees, len(how.twins)) for how in found.results) == [
        (False, False, 1),
        (True, False, 0),
    ]


# Microbiology ----------------------------------------------------------------------------------


def _examined(**changes: Any) -> Any:
    return (investigation(examination=replace(examination(), **changes)),)


def test_microbiology_without_a_producer_is_shown_twice() -> None:
    """Where keys are lacking, nothing says that the two are one."""
    lacking = _examined(producer_of_lab_result=None)
    one, other = culture(investigations=lacking), culture(investigations=lacking, number="2")
    found = record(report(one), from_other(other))
    assert [(each.twins, each.disagrees) for each in found.microbiology] == [((), False)] * 2


def test_microbiology_with_one_more_examination_is_shown_beside_the_other() -> None:
    """A report that says more is not the same answer; nothing is taken out of either."""
    more = (*_examined(), *_examined(mic_analysis_code="990000000000002"))
    found = record(report(culture()), from_other(culture(investigations=more, number="2")))
    assert [(each.twins, each.disagrees) for each in found.microbiology] == [((), False)] * 2


def test_a_report_that_holds_a_copy_of_a_refused_examination_is_hidden_whole() -> None:
    """Its summary speaks of all of its examinations."""
    more = (*_examined(), *_examined(mic_analysis_code="990000000000002"))
    other = from_other(culture(investigations=more, number="2", given=False))
    assert record(report(culture()), other).is_empty


def test_microbiology_of_which_a_part_was_withdrawn_stands_by_itself() -> None:
    """It says something else than its copy from then on."""
    one, other = report(culture()), from_other(culture(number="2"))
    found = record(one, other, withdrawals=[withdrawn(one, 20, 0)])
    assert [each.twins for each in found.microbiology] == [(), ()]


def test_a_microbiology_report_from_its_producer_under_the_same_numbers() -> None:
    """S3, S22: the producer's equal report is shown once with the other, and opens."""
    one = report(culture(number="1"))
    own = from_other(culture(number="own", resulted=10), laboratory="TKM", same_numbers=True)
    (history,) = record(one, own).microbiology
    assert (history.current.letter_number, [twin.current.letter_number for twin in history.twins]) == (
        "own",
        ["1"],
    )


def test_a_correction_of_microbiology_overtakes_the_other_laboratorys_report() -> None:
    """Under the same numbers too, where each has answered for itself."""
    first = report(culture(number="1"))
    corrected = report(culture("corrected", number="2", resulted=20), 20)
    other = from_other(culture(number="3", resulted=10), same_numbers=True)
    (history,) = record(first, corrected, other).microbiology
    assert history.current.letter_number == "2"
    assert [history.has_overtaken(twin) for twin in history.twins] == [True]
    assert not history.disputed


# What can be opened ----------------------------------------------------------------------------


def _opened(found: Stored, letter_id: str, made: Any) -> list[str] | None:
    part = part_shown(assemble(found), found, letter_id)
    if part is None:
        return None
    page = letter_pages.view_of(msgspec.json.encode(made), part, view="clinician", texts=ENGLISH)
    return ["†" if line.shown is None else line.shown.value for line in page.results]


def test_both_letters_can_be_opened() -> None:
    """The one that stands behind the other as well, in whole."""
    one, two = letter(value("5"), value("4.0", code=POTASSIUM)), letter(value("5"), number="2")
    first, second = report(one), from_other(two)
    found = stored(first, second)
    assert _opened(found, first.letter_id, one) == ["5", "4.0"]
    assert _opened(found, second.letter_id, two) == ["5"]


def test_s13_of_a_letter_with_a_copy_of_a_refused_result_the_rest_can_be_opened() -> None:
    """The copy is not in it, nor a tombstone for it; of a letter with nothing else, nothing can."""
    one, alone = letter(value("5"), value("4.0", code=POTASSIUM)), letter(value("5"), number="2")
    refused = from_other(letter(value("5"), given=False, number="3"))
    first, second = report(one), report(replace(alone, sender=replace(alone.sender, ean_identifier="579")))
    found = stored(first, second, refused)
    assert shown(assemble(found)) == {POTASSIUM: "4.0"}
    assert _opened(found, first.letter_id, one) == ["4.0"]
    assert _opened(found, second.letter_id, alone) is None
    assert _opened(found, refused.letter_id, alone) is None


def test_s13_a_withdrawal_of_a_hidden_copy_is_hidden_with_all_its_versions() -> None:
    """Neither letter shows a tombstone for what is not there."""
    one = letter(value("5"), value("4.0", code=POTASSIUM))
    two = letter(value("9", "corrected"), value("4.0", code=POTASSIUM), resulted=10, number="2")
    first, second = report(one), report(two, 10)
    refused = from_other(letter(value("5"), given=False, number="3"))
    found = stored(first, second, refused, withdrawals=(withdrawn(second, 20, 0),))
    assert _opened(found, first.letter_id, one) == _opened(found, second.letter_id, two) == ["4.0"]


def test_a_requisition_is_answered_by_both_letters() -> None:
    """The letter that stands behind the other answers the requisition as well."""
    first, second = report(letter(value("5"))), from_other(letter(value("5"), number="2"))
    (requisition,) = assemble(stored(first, second, requisitions=(asked(),))).requisitions
    assert {each.letter_number for each in requisition.answers} == {"1", "2"}


# What the pages say ----------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["clinician", "citizen"])
def test_the_table_says_that_two_letters_exist_and_leads_to_both(view: Any) -> None:
    """In the cell, with what the other says, and in the head of the column."""
    first, second = report(letter(value("5"))), from_other(letter(value("5"), number="2"))
    page = cumulative.page(record(first, second), Filter(), view=view, texts=ENGLISH)
    cell = page.groups[0].rows[0].cells[0][0].cell
    (twin,) = cell.twins
    assert (twin.value.value, twin.overtaken) == ("5", False)
    assert {each.letter_id for each in page.columns[0].letters} == {first.letter_id, second.letter_id}
    assert {cell.current.letter_id, twin.value.letter_id} == {first.letter_id, second.letter_id}  # type: ignore[union-attr]  # no tombstone


def test_the_report_says_that_two_letters_exist() -> None:
    """With the other sender, and whether the correction has overtaken it."""
    first, other = report(culture("corrected")), from_other(culture(number="2"))
    (shown_report,) = reports.page(record(first, other).microbiology, Filter(), view="citizen", texts=ENGLISH)
    (twin,) = shown_report.twins
    assert (twin.letter_id, twin.sender, twin.overtaken) == (other.letter_id, "Andet Laboratorium", True)


def test_what_is_shown_once_stands_in_one_place_of_the_table() -> None:
    """One value in the cell and one point of the trend."""
    found = record(report(letter(value("5"))), from_other(letter(value("5"), number="2")))
    (row,) = [row for group in table(found).groups for row in group.rows]
    assert [len(entries) for entries in row.cells.values()] == [1]
    assert len(row.trend) == 1


# Who is told -----------------------------------------------------------------------------------


def test_s7_who_saw_a_value_is_told_when_the_other_laboratory_corrects_it() -> None:
    """The value that was seen is overtaken; the notice leads to the correction."""
    seen = report(letter(value("5")))
    other = from_other(letter(value("5"), number="2"), 10)
    corrected = from_other(letter(value("9", "corrected"), resulted=30, number="3"), 30)
    (notice,) = changes_since(NANCY, [seen, other, corrected], (), seen_at=arrived(5))
    assert (notice.kind, notice.letter_id) == ("corrected", corrected.letter_id)


def test_s7_an_equal_answer_of_another_laboratory_is_no_change() -> None:
    """Nobody is told that what they saw is now shown once."""
    seen, other = report(letter(value("5"))), from_other(letter(value("5"), resulted=30, number="2"))
    assert changes_since(NANCY, [seen, other], (), seen_at=arrived(5)) == []


def test_s7_s13_nobody_is_told_of_what_a_refusal_elsewhere_hid() -> None:
    """The value is gone, and nothing says so."""
    seen = report(letter(value("5")))
    refused = from_other(letter(value("5"), number="2", given=False))
    assert changes_since(NANCY, [seen, refused], (), seen_at=arrived(5)) == []


def test_s7_who_saw_a_report_is_told_when_another_laboratorys_says_something_else() -> None:
    """Once; the notice leads to the other laboratory's report, and who looked after it came is told nothing."""
    nothing_grew = (replace(investigation(), culture_findings=None, quantitative_findings=None),)
    seen = report(culture())
    other = from_other(culture(resulted=20, number="2", investigations=nothing_grew), 20)
    (notice,) = changes_since(NANCY, [seen, other], (), seen_at=arrived(5))
    assert (notice.kind, notice.letter_id, notice.changed_at) == ("disagrees", other.letter_id, arrived(20))
    assert changes_since(NANCY, [seen, other], (), seen_at=arrived(25)) == []


def test_s7_who_saw_a_report_shown_once_is_told_when_either_is_withdrawn() -> None:
    """Whichever of the two letters stood for both."""
    first, other = report(culture()), from_other(culture(resulted=20, number="2"), 20)
    for gone, kind in ((first, "copy_withdrawn"), (other, "withdrawn")):
        (notice,) = changes_since(NANCY, [first, other], [withdrawn(gone, 40)], seen_at=arrived(25))
        assert (notice.kind, notice.letter_id) == (kind, gone.letter_id)


# What a withdrawal leaves standing -------------------------------------------------------------


def _left(*found: Report, of: Report, position: int | None = None, **more: Any) -> list[tuple[str, int]]:
    """The letters of the copies that are left standing, with the positions in them."""
    standing = left_standing(stored(*found, **more), withdrawn(of, 40, position))
    return [(each.letter_number, place) for each, place in standing]


def test_a_withdrawal_leaves_the_other_laboratorys_copy_standing() -> None:
    """Only the results that were shown once, and only those that were withdrawn."""
    first = report(letter(value("5"), value("4.0", code=POTASSIUM), number="1"))
    other = from_other(letter(value("4.0", code=POTASSIUM), value("5"), number="2"))
    assert _left(first, other, of=first) == [("2", 0), ("2", 1)]
    assert _left(first, other, of=first, position=1) == [("2", 0)]
    assert _left(first, other, of=other, position=1) == [("1", 0)]


def test_a_withdrawn_correction_leaves_the_copy_that_it_had_overtaken() -> None:
    """An older version withdrawn is no more than that: what corrects it still stands beside the copy."""
    first = report(letter(value("5"), number="1"))
    corrected = report(letter(value("9", "corrected"), resulted=30, number="3"), 30)
    other = from_other(letter(value("5"), number="2"))
    assert _left(first, other, corrected, of=corrected) == [("2", 0)]
    assert _left(first, other, corrected, of=first) == []


def test_what_was_not_shown_once_is_not_left_standing() -> None:
    """Answers that disagreed, that a refusal hid, or that were withdrawn on both sides."""
    first = report(letter(value("5"), number="1"))
    assert _left(first, from_other(letter(value("6"), number="2")), of=first) == []
    assert _left(first, from_other(letter(value("5"), number="2", given=False)), of=first) == []
    other = from_other(letter(value("5"), number="2"))
    assert _left(first, other, of=first, withdrawals=(withdrawn(other, 30),)) == []


@pytest.mark.parametrize("position", [None, 0])
def test_a_report_of_which_the_copy_is_withdrawn_in_whole_or_in_part_stands(position: int | None) -> None:
    """A report is one answer, so position 0 stands for it."""
    first, other = report(culture()), from_other(culture(number="2"))
    assert _left(first, other, of=first, position=position) == [("2", 0)]


def test_the_tombstone_and_the_copy_that_stands_both_say_so() -> None:
    """Neither does once its sender has withdrawn the copy too."""
    first, other = report(letter(value("5"), number="1")), from_other(letter(value("5"), number="2"))
    told = {
        each.withdrawn is not None: (each.copy_stands, each.beside_withdrawn)
        for each in record(first, other, withdrawals=[withdrawn(first, 40)]).results
    }
    assert told == {True: (True, False), False: (False, True)}
    both = record(first, other, withdrawals=[withdrawn(first, 40), withdrawn(other, 50)])
    assert {(each.copy_stands, each.beside_withdrawn) for each in both.results} == {(False, False)}
