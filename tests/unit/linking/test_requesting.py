"""The request to a reference laboratory: a whole XREQ01 for one isolate, checked before it leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest
from msgspec.structs import replace

from labsvar import formats
from labsvar.letters.common import Consent
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.linking import prompts, requesting, rules
from labsvar.linking.agreement import DEFAULT, Agreement
from labsvar.linking.prompts import Choice
from labsvar.linking.requesting import Known, Laboratory, Request, Wanted
from tests import builders, microbiology, references, requisitions

AT: Final = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
TO: Final = Laboratory(gln=references.REFERENCE_GLN, name="Testreferencelaboratoriet")


def wanted(**changes: Any) -> Wanted:
    return replace(Wanted(choice=Choice(investigation=0, isolate=1), to=TO, at=AT), **changes)


def made(answer: prompts.Answer, /, *, known: Known = requesting.NOTHING, settings: Agreement = DEFAULT, **changes: Any) -> LaboratoryRequest:  # fmt: skip
    found = requesting.request(answer, wanted(**changes), known=known, settings=settings)
    assert isinstance(found, Request), found
    return found.letter


def refused(answer: prompts.Answer, /, *, settings: Agreement = DEFAULT, **changes: Any) -> set[str]:
    found = requesting.request(answer, wanted(**changes), settings=settings)
    assert isinstance(found, tuple)
    return {each.rule for each in found}


def test_an_answer_makes_a_request_that_names_it_in_all_five_prompts_and_passes_the_whole_check() -> None:
    answer = microbiology.miba_report()
    web = builders.microbiology_report()
    letter = made(answer, known=Known(web=web))
    read = prompts.read(letter)
    assert read.sender.missing == ()
    assert [each.question.code for each in read.original if each.question] == ["P1"]
    assert letter.sender.ean_identifier == answer.sender.ean_identifier
    assert letter.receiver.ean_identifier == references.REFERENCE_GLN
    assert letter.original_requester is not None
    assert letter.original_requester.identifier == web.receiver.identifier
    assert letter.requisition_information.sampling_date_time == answer.requisition_information.sample.sampling_date_time  # fmt: skip
    assert not [each for each in requesting.faults(letter, at=AT) if each.severity == "error"]


def test_what_is_written_is_read_again_as_the_same_letter() -> None:
    letter = made(builders.microbiology_report())
    (read,) = formats.read(requesting.file_of(letter, at=AT)).letters
    assert read.letter == letter


def test_two_isolates_make_two_requests_with_numbers_of_their_own_and_the_same_one_always_the_same() -> None:
    answer = microbiology.miba_report()
    first, second = (made(answer, choice=Choice(investigation=0, isolate=number)) for number in (1, 2))
    again = made(answer)
    numbers = [each.requisition_information.sample.requester_sample_identifier for each in (first, second, again)]  # fmt: skip
    assert numbers[0] == numbers[2] != numbers[1]
    assert first.letter.identifier == again.letter.identifier != second.letter.identifier


@pytest.mark.parametrize("setting", ["new", "same"])
def test_the_requisition_number_is_new_or_the_original_one_as_the_setting_says(setting: Any) -> None:
    answer = builders.microbiology_report(requester_number="MR0001")
    sample = made(answer, settings=Agreement(requisition_number=setting)).requisition_information.sample
    assert (sample.requester_sample_identifier == "MR0001") is (setting == "same")
    assert sample.original is not None
    assert sample.original.original_requester_sample_identifier == "MR0001"


def test_the_same_number_is_refused_where_there_is_none_and_a_number_of_ones_own_counts() -> None:
    answer = builders.microbiology_report(requester_number=None)
    assert rules.NUMBER_NEEDED.id in refused(answer, settings=Agreement(requisition_number="same"))
    letter = made(answer, number="EGET1")
    assert letter.requisition_information.sample.requester_sample_identifier == "EGET1"
    assert letter.requisition_information.sample.original is None


@pytest.mark.parametrize("goes_by", ["reply_to", "original_requester"])
def test_where_the_answer_goes_is_told_as_the_setting_says(goes_by: Any) -> None:
    """By `ReplyTo` exactly one says yes; by the other reading a requester without an answer is left out."""
    answer, settings = builders.microbiology_report(), Agreement(answer_goes_by=goes_by)
    own = made(answer, settings=settings)
    assert own.sender.reply_to is True
    assert (own.original_requester is None) is (goes_by == "original_requester")
    theirs = made(answer, settings=settings, reply_to="original_requester")
    assert theirs.sender.reply_to is False
    assert theirs.original_requester is not None
    assert theirs.original_requester.reply_to


def test_an_answer_cannot_go_to_a_requester_nobody_named() -> None:
    """The XRPT06 is addressed to MiBa; with the requisition or the XRPT05 at hand the requester is known."""
    answer = microbiology.miba_report()
    assert rules.REQUESTER_NEEDED.id in refused(answer, reply_to="original_requester")
    asked = requisitions.laboratory_request()
    letter = made(answer, known=Known(asked=asked), reply_to="original_requester")
    assert letter.original_requester is not None
    assert letter.original_requester.identifier == asked.sender.identifier


@pytest.mark.parametrize("where", ["answer", "web", "asked"])
def test_s12_a_refusal_travels_whichever_letter_states_it(where: str) -> None:
    given = {name: name != where for name in ("answer", "web", "asked")}
    answer = microbiology.miba_report()
    answer = replace(answer, patient=replace(answer.patient, consent_given=given["answer"]))
    web = builders.microbiology_report(patient=builders.patient(given=given["web"]))
    asked = requisitions.laboratory_request()
    consent = Consent(given=given["asked"])
    asked = replace(asked, patient=replace(asked.patient, consent=consent))
    letter = made(answer, known=Known(web=web, asked=asked))
    assert letter.patient.consent == Consent(given=False)


@pytest.mark.parametrize("given", [True, None])
def test_consent_is_stated_only_where_the_answer_states_it(given: bool | None) -> None:
    """S11: nothing is read into silence."""
    letter = made(builders.microbiology_report(patient=builders.patient(given=given)))
    assert letter.patient.consent == (None if given is None else Consent(given=True))


def test_a_request_for_another_analysis_asks_for_it_with_its_name_in_lines_that_fit() -> None:
    named = requesting.Examination(code="REF1", code_type="lokal", responsible="REF", name="x" * 150)
    (asked,) = made(builders.microbiology_report(), examination=named).requests.requested_analyses
    assert asked.analysis.analysis_code == "REF1"
    assert asked.analysis.line_comment is not None
    assert [len(line) for line in asked.analysis.line_comment.text_lines] == [70, 70, 10]


def test_an_isolate_of_an_xrpt05_has_to_be_stated_and_too_many_prompts_refuse_with_their_list() -> None:
    assert refused(builders.microbiology_report(), choice=Choice(investigation=0)) == {
        rules.ISOLATE_NEEDED.id
    }
    question = microbiology.prompt()
    many = tuple(
        replace(question, question=replace(question.question, code=f"Q{place}")) for place in range(16)
    )
    answer = microbiology.with_results(microbiology.miba_report(), prompts=many)
    assert rules.TOO_MANY_PROMPTS.id in refused(answer)


def test_a_letter_that_our_own_check_refuses_does_not_leave() -> None:
    """What the standard has no room for."""
    long = Laboratory(gln=references.REFERENCE_GLN, name="x" * 80)
    assert not refused(builders.microbiology_report(), to=long) <= {rules.NO_LOCATION.id}


@pytest.mark.parametrize("location", ["123", "", "5790000000051", "579000000005O"])
def test_a_location_number_that_cannot_be_one_is_never_written_to(location: str) -> None:
    """A slip of the finger would send a person's request to somebody else, or to nobody."""
    slipped = Laboratory(gln=location, name="Testreferencelaboratoriet")
    assert rules.NO_LOCATION.id in refused(microbiology.miba_report(), to=slipped)
