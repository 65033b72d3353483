"""A sample's way to a reference laboratory and back, as letters about a made-up organisation's work.

    first_answer()                    the first laboratory's XRPT06: a culture with one organism
    request(answer)                   its XREQ01 to the reference laboratory, with all prompts
    reference_answer(answer)          the reference laboratory's XRPT06, which carries them
    web(answer)                       the same as the XRPT05 that goes to those who treat

Shorthands: `number` (of the letter), `production`, `requester`, `sampled`, `person`, `organism`.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from labsvar.letters import common, requisitions, xreq01, xrpt05, xrpt06
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.linking import prompts
from labsvar.linking.agreement import CODES, PromptName
from labsvar.linking.prompts import Choice
from tests import builders, microbiology
from tests.builders import MICROBIOLOGY_GLN, NANCY, PERSONS, when
from tests.requisitions import asking, laboratory_request
from tests.requisitions import patient as asked_patient

REFERENCE_GLN = "5790000000050"
REQUESTED = "K0001"


def first_answer(**changes: Any) -> MiBaReport:
    """The first laboratory's answer."""
    return _answer(
        {
            "number": "TKM0000010",
            "production": "MP0010",
            "requester": "MR0010",
            "sample": "MS0010",
            "producer": "TKM",
            "organism": "Salmonella species",
        }
        | changes
    )


def reference_answer(about: MiBaReport, **changes: Any) -> MiBaReport:
    """The reference laboratory's answer about the first isolate, with the prompts of its request in it."""
    made = _answer(
        {
            "number": "REF0000001",
            "production": "RP0001",
            "requester": REQUESTED,
            "sample": "RS0001",
            "producer": "REF",
            "organism": "Salmonella Typhimurium",
            "person": about.patient.civil_registration_number or about.patient.alternative_identifier,
            "sender": REFERENCE_GLN,
        }
        | changes
    )
    carried = prompts.carry(request(about), made)
    assert isinstance(carried, MiBaReport)
    return carried


def request(about: MiBaReport, *, number: str = REQUESTED, **changes: Any) -> LaboratoryRequest:
    """The request for the first isolate."""
    made = prompts.compose(about, Choice(investigation=0))
    assert isinstance(made, prompts.Prompts)
    asked = laboratory_request(patient=asked_patient(about.patient.civil_registration_number or NANCY))
    information = replace(
        asked.requisition_information, sample=xreq01.Sample(requester_sample_identifier=number)
    )
    asked = replace(
        asked,
        letter=builders.head("XREQ01", "XQ0131K", number=f"TKM{number}", authorised="2026-03-05 08:30"),
        sender=replace(asked.sender, ean_identifier=about.sender.ean_identifier),
        receiver=replace(_reference(), **changes),
        requisition_information=information,
    )
    return asking(asked, prompts=made.prompts)


def web(answer: MiBaReport, *, number: str, receiver: str = builders.CLINIC_GLN) -> MicrobiologyWebReport:
    """The XRPT05 that says the same to whoever treats."""
    sample = answer.requisition_information.sample
    general = answer.laboratory_results.general_result_information
    (found,) = answer.laboratory_results.investigations
    assert found.culture_findings is not None
    (organism,) = found.culture_findings.microorganisms
    producer = found.examination.producer_of_lab_result
    assert producer is not None
    grown = xrpt05.Microorganism(identification=builders.coded(organism.identification.text, "M1"))
    made = builders.microbiology_report(
        number=number,
        sample_number=sample.laboratory_internal_sample_identifier,
        requester_number=sample.requester_sample_identifier,
        production_number=general.laboratory_internal_production_identifier,
        investigations=(
            xrpt05.Investigation(
                examination=found.examination,
                culture_findings=builders.culture(microorganisms=(grown,), pattern=None),
            ),
        ),
        patient=builders.patient(answer.patient.civil_registration_number or NANCY),
    )
    return replace(
        made,
        sender=replace(
            made.sender,
            ean_identifier=answer.sender.ean_identifier,
            from_lab_identifier=producer.identifier_code,
        ),
        receiver=replace(made.receiver, ean_identifier=receiver),
    )


def with_prompt(answer: MiBaReport, name: PromptName, text: str | None) -> MiBaReport:
    """The answer with another answer to one of the five prompts, or without it."""
    code = CODES[name].code
    changed = tuple(
        replace(each, answer=xrpt06.Answer(text=text)) if each.question.code == code else each
        for each in answer.laboratory_results.prompts
        if text is not None or each.question.code != code
    )
    return microbiology.with_results(answer, prompts=changed)


def _answer(says: dict[str, Any]) -> MiBaReport:
    person = says.get("person", NANCY)
    surname, given_name = says.get("names") or PERSONS.get(person, ("Prøve", "Test"))
    sample = microbiology.sample(
        laboratory_internal_sample_identifier=says["sample"],
        requester_sample_identifier=says["requester"],
        sampling_date_time=when(says.get("sampled", "2026-03-02 08:15")),
    )
    is_cpr = person.isdigit()
    made = microbiology.miba_report(investigations=(_culture(says),))
    general = replace(
        made.laboratory_results.general_result_information,
        laboratory_internal_production_identifier=says["production"],
    )
    made = microbiology.with_results(made, general_result_information=general, comments=(), prompts=())
    return replace(
        made,
        letter=builders.head("XRPT06", "XR0630M", number=says["number"], authorised="2026-03-04 10:05"),
        sender=replace(made.sender, ean_identifier=says.get("sender", MICROBIOLOGY_GLN)),
        patient=xrpt06.Patient(
            civil_registration_number=person if is_cpr else None,
            alternative_identifier=None if is_cpr else person,
            person_surname_name=surname,
            person_given_name=given_name,
            consent_given=says.get("given", True),
        ),
        requisition_information=replace(made.requisition_information, sample=sample),
    )


def _culture(says: dict[str, Any]) -> xrpt06.Investigation:
    producer = common.MicrobiologyProducer(identifier=says["producer"], identifier_code=says["producer"])
    names = [says["organism"], *says.get("others", ())]
    return microbiology.investigation(
        examination=replace(builders.examination(), producer_of_lab_result=producer),
        culture_findings=xrpt06.CultureFindings(
            headline="Dyrkning",
            microorganisms=tuple(microbiology.isolate(name, place) for place, name in enumerate(names, 1)),
        ),
    )


def _reference() -> requisitions.Receiver:
    return requisitions.Receiver(
        ean_identifier=REFERENCE_GLN,
        identifier="9900050",
        identifier_code="sygehusafdelingsnummer",
        organisation_name="Testreferencelaboratoriet",
    )
