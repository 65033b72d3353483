"""The supplementary answer: the first laboratory's own report again, with the reference laboratory's finding."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest
from msgspec.structs import replace

from labsvar.letters.common import Consent
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.linking import rules, supplementing
from labsvar.linking.prompts import Answer
from labsvar.linking.supplementing import Own, Supplement
from tests import builders, microbiology, references
from tests.builders import BRUNO
from tests.spec.reports import report
from tests.unit.linking.samples import seen

AT: Final = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
FIRST: Final = references.first_answer()
WEB: Final = references.web(FIRST, number="TKM0000011")
REFERENCE: Final = references.reference_answer(FIRST)
OWN: Final = Own(web=WEB, miba=FIRST)


def made(own: Own = OWN, reference: Answer = REFERENCE, at: datetime = AT) -> Supplement:
    found = supplementing.supplement(own, reference, at=at)
    assert isinstance(found, Supplement), found
    return found


def refused(own: Own = OWN, reference: Answer = REFERENCE) -> set[str]:
    found = supplementing.supplement(own, reference, at=AT)
    assert isinstance(found, tuple)
    return {each.rule for each in found}


def general(answer: Any, **changes: Any) -> Any:
    results = answer.laboratory_results
    told = replace(results.general_result_information, **changes)
    return replace(answer, laboratory_results=replace(results, general_result_information=told))


def test_it_is_the_laboratorys_own_answer_with_the_reference_finding_under_its_producer() -> None:
    found = made()
    for letter, before in ((found.web, WEB), (found.miba, FIRST)):
        assert letter is not None
        assert letter.sender == before.sender
        assert letter.receiver == before.receiver
        assert letter.requisition_information == before.requisition_information
        own, theirs = letter.laboratory_results.investigations
        assert own == before.laboratory_results.investigations[0]
        assert theirs.examination.producer_of_lab_result is not None
        assert theirs.examination.producer_of_lab_result.identifier_code == "REF"
    assert not [each for each in found.findings if each.severity == "error"]


def test_s2_s3_it_takes_the_place_of_the_answer_before_it_and_nothing_falls_back() -> None:
    """In either order of arrival; also when the clock says that no time has gone by."""
    for at in (AT, datetime(2026, 3, 4, 9, 0, tzinfo=UTC)):
        letters = [report(letter, minute) for minute, letter in enumerate((WEB, made(at=at).web))]
        for order in (letters, letters[::-1]):
            (history,) = seen(*order).microbiology
            assert history.current.letter_number == letters[1].letter_number
            assert len(history.current.investigations) == 2
            assert not history.disputed


def test_the_same_supplement_made_again_is_the_same_letter_and_a_later_one_another() -> None:
    assert made() == made()
    assert made().web.letter.identifier != WEB.letter.identifier
    assert made(at=AT.replace(hour=9)).web.letter.identifier != made().web.letter.identifier


def test_a_corrected_reference_answer_takes_the_place_of_what_was_told_before() -> None:
    corrected = general(
        references.reference_answer(FIRST, organism="Salmonella Dublin"), result_status_code="svar_rettet"
    )
    first = made()
    again = made(Own(web=first.web, miba=first.miba), corrected, AT.replace(hour=12))
    assert len(again.web.laboratory_results.investigations) == 2
    grown = again.web.laboratory_results.investigations[1].culture_findings
    assert grown is not None
    assert grown.microorganisms[0].identification.text.paragraphs == ("Salmonella Dublin",)


def test_the_status_of_the_earlier_answer_stays() -> None:
    for status in ("svar_endeligt", "svar_rettet"):
        web = general(WEB, result_status_code=status)
        told = made(Own(web=web)).web.laboratory_results.general_result_information
        assert told.result_status_code == status


def test_s16_the_requester_sees_what_an_xrpt05_would_show() -> None:
    """What is protected, properties and prompts stay with MiBa."""
    results = REFERENCE.laboratory_results
    hidden = microbiology.investigation(
        examination=results.investigations[0].examination,
        culture_findings=microbiology.growth(
            microorganisms=(microbiology.isolate("Hemmelig", 1, protected="1"),), pattern=None
        ),
    )
    all_hidden = microbiology.with_results(REFERENCE, investigations=(hidden,))
    assert refused(reference=all_hidden) == {rules.NOTHING_TO_SHOW.id}
    some = microbiology.with_results(REFERENCE, investigations=(*results.investigations, hidden))
    found = made(reference=some)
    assert len(found.web.laboratory_results.investigations) == 2
    assert found.miba is not None
    assert len(found.miba.laboratory_results.investigations) == 3


@pytest.mark.parametrize("where", ["web", "miba", "reference"])
def test_s12_a_refusal_in_any_of_the_letters_is_one_in_both_that_are_made(where: str) -> None:
    def refusing(answer: MiBaReport, name: str) -> MiBaReport:
        return replace(answer, patient=replace(answer.patient, consent_given=where != name))

    web = replace(WEB, patient=builders.patient(given=where != "web"))
    own = Own(web=web, miba=refusing(FIRST, "miba"))
    found = made(own, refusing(REFERENCE, "reference"))
    assert found.web.patient.consent == Consent(given=False)
    assert found.miba is not None
    assert found.miba.patient.consent_given is False


def test_without_both_xrpt06_only_the_requester_is_told_and_it_is_said() -> None:
    for own, reference in ((Own(web=WEB), REFERENCE), (OWN, references.web(REFERENCE, number="REF2"))):
        found = made(own, reference)
        assert found.miba is None
        assert found.letters == (found.web,)
        assert rules.MIBA_UNCHANGED.id in {each.rule for each in found.findings}


def test_what_keeps_a_supplement_from_being_made() -> None:
    """No own final answer, a reference answer that is not final, another person, no producer."""
    waiting: dict[str, Any] = {"result_status_code": "svar_midlertidigt"}
    assert refused(Own(web=None, miba=FIRST)) == {rules.SUPPLEMENT_NEEDS_ANSWER.id}
    assert refused(Own(web=general(WEB, **waiting))) == {rules.SUPPLEMENT_NEEDS_ANSWER.id}
    assert refused(reference=general(REFERENCE, **waiting)) == {rules.REFERENCE_NOT_FINAL.id}
    other = references.reference_answer(references.first_answer(person=BRUNO))
    assert refused(reference=other) == {rules.OTHER_PERSON.id}
    (examined,) = REFERENCE.laboratory_results.investigations
    nameless = replace(examined, examination=replace(examined.examination, producer_of_lab_result=None))
    by_nobody = microbiology.with_results(REFERENCE, investigations=(nameless,))
    assert refused(reference=by_nobody) == {rules.PRODUCER_NEEDED.id}
