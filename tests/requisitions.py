"""Valid requisitions to start a test from, about MedCom's test persons and made-up organisations.

    laboratory_request()                     one XQ0131K letter with two analyses and a prompt
    pathology_request(samples=(...,))        one XQ0331P letter; `changes` may name any field of the letter
    microbiology_request(), several_samples()   one XQ0230M and one XQ0430M letter

What stands deeper is changed with `replace`; `about(letter, sampling_location_code="laboratoriet")` changes
fields of `RequisitionInformation`, `asking(letter, prompts=())` those of `Requests`.
"""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec.structs import replace

from labsvar.letters import requisitions, xreq01, xreq02, xreq03, xreq04
from labsvar.letters.catalogue import Requisition
from labsvar.letters.text import BREAK
from tests.builders import CLINIC_GLN, LABORATORY_GLN, MICROBIOLOGY_GLN, NANCY, PERSONS, head, when

R = TypeVar("R", bound=Requisition)

HOSPITAL_GLN = "5790000000043"


def clinic(**changes: Any) -> requisitions.Sender:
    """The practice that asks."""
    made = requisitions.Sender(
        ean_identifier=CLINIC_GLN,
        identifier="990001",
        identifier_code="ydernummer",
        organisation_name="Lægerne Testvej",
        street_name="Testvej 1",
        district_name="Testby",
        post_code_identifier="9999",
        telephone_subscriber_identifier="00000000",
        medical_speciality_code="almen_medicin",
    )
    return replace(made, **changes)


def laboratory(gln: str = LABORATORY_GLN) -> requisitions.Receiver:
    """The laboratory that is asked."""
    return requisitions.Receiver(
        ean_identifier=gln,
        identifier="9900000",
        identifier_code="sygehusafdelingsnummer",
        organisation_name="Testsygehuset",
        department_name="Laboratoriet",
    )


def hospital(*, reply_to: bool) -> requisitions.OriginalRequester:
    """The department whose requisition is forwarded."""
    return requisitions.OriginalRequester(
        identifier="9900020",
        identifier_code="sygehusafdelingsnummer",
        organisation_name="Testsygehuset",
        department_name="Medicinsk",
        reply_to=reply_to,
    )


def payer(kind: str = "sygesikring_gruppe_1", **changes: Any) -> requisitions.Payer:
    """A payer; a county by default."""
    made = requisitions.Payer(
        payers_type_code=kind, identifier="060", identifier_code="amt", organisation_name="Testamtet"
    )
    return replace(made, **changes)


def patient(number: str = NANCY, **changes: Any) -> requisitions.Patient:
    """A test person with an address that does not exist."""
    surname, given_name = PERSONS.get(number, ("Prøve", "Test"))
    made = requisitions.Patient(
        civil_registration_number=number,
        person_surname_name=surname,
        person_given_name=given_name,
        street_name="Testvej 2",
        district_name="Testby",
        post_code_identifier="9999",
    )
    return replace(made, **changes)


def question(code: str = "52800", text: str = "Sidste menstruation") -> requisitions.Question:
    """A question with a local code."""
    return requisitions.Question(code=code, code_type="lokal", code_responsible="TKB", code_text=text)


def requested(code: str = "NPU19748", name: str = "C-reaktivt protein [CRP];P") -> xreq01.RequestedAnalysis:
    """One analysis that is asked for."""
    return xreq01.RequestedAnalysis(
        result_priority="rutine",
        analysis=xreq01.Analysis(
            analysis_code=code,
            analysis_code_type="iupac",
            analysis_code_responsible="SST",
            analysis_short_name=name,
            line_comment=xreq01.LineComment(text_lines=(name,)),
        ),
    )


def laboratory_request(**changes: Any) -> xreq01.LaboratoryRequest:
    """A valid XQ0131K letter: two analyses of a sample taken by the practice."""
    made = xreq01.LaboratoryRequest(
        letter=head("XREQ01", "XQ0131K", number="LT0000001", authorised="2026-03-02 08:30"),
        sender=clinic(reply_to=True),
        receiver=laboratory(),
        payer=payer(),
        patient=patient(),
        requisition_information=xreq01.RequisitionInformation(
            requisition_date_time=when("2026-03-02 08:20"),
            sampling_location_code="rekvirenten",
            sampling_date_time_type="faktisk",
            sampling_date_time=when("2026-03-02 08:15"),
            sample=xreq01.Sample(requester_sample_identifier="R0001"),
            number_of_test_tubes=2,
            clinical_information=("Træthed", BREAK),
        ),
        requests=xreq01.Requests(
            requested_analyses=(requested(), requested("NPU03230", "Kalium;P")),
            prompts=(
                xreq01.Prompt(question=question(), answer=xreq01.Answer(date_time=when("2026-02-10 00:00"))),
            ),
        ),
    )
    return replace(made, **changes)


def microbiology_request(**changes: Any) -> xreq02.MicrobiologyRequest:
    """A valid XQ0230M letter: a urine culture."""
    made = xreq02.MicrobiologyRequest(
        letter=head("XREQ02", "XQ0230M", number="LT0000002", authorised="2026-03-02 08:30"),
        sender=clinic(),
        receiver=laboratory(MICROBIOLOGY_GLN),
        patient=patient(),
        requisition_information=xreq02.RequisitionInformation(
            requisition_date_time=when("2026-03-02 08:20"),
            sampling_location_code="rekvirenten",
            sampling_date_time_type="faktisk",
            sampling_date_time=when("2026-03-02 08:20"),
            sample=xreq02.Sample(requester_sample_identifier="R0002"),
            number_of_test_tubes="1",
        ),
        requests=xreq02.Requests(requested_analysis=culture(), prompts=(in_words(),)),
    )
    return replace(made, **changes)


def several_samples(**changes: Any) -> xreq04.MultiSampleMicrobiologyRequest:
    """A valid XQ0430M letter: a culture of two samples."""
    made = xreq04.MultiSampleMicrobiologyRequest(
        letter=head("XREQ04", "XQ0430M", number="LT0000004", authorised="2026-03-02 08:30"),
        sender=clinic(),
        receiver=laboratory(MICROBIOLOGY_GLN),
        patient=patient(),
        requisition_information=xreq04.RequisitionInformation(
            requesters_requisition_identifier="R0004",
            requisition_date_time=when("2026-03-02 08:20"),
            sampling_location_code="rekvirenten",
            sampling_date_time_type="faktisk",
            sampling_date_time=when("2026-03-02 08:20"),
            samples=tuple(xreq02.Sample(requester_sample_identifier=f"R0004{letter}") for letter in "AB"),
            number_of_test_tubes="2",
        ),
        requests=xreq02.Requests(requested_analysis=culture()),
    )
    return replace(made, **changes)


def culture(code: str = "990000000000001", kind: str = "lokal") -> xreq02.RequestedAnalysis:
    """The examination of a urine culture."""
    return xreq02.RequestedAnalysis(
        analysis=xreq02.Analysis(
            mic_analysis_code=code,
            analysis_code_type=kind,
            analysis_code_responsible="TKM",
            analysis_mds_name=xreq02.AnalysisMDSName(examination="Dyrkning", material="Urin"),
        )
    )


def in_words(text: str = "Nej", code: str = "52810") -> requisitions.TextPrompt:
    """A question that is answered in words."""
    asked = question(code, "Udlandsrejse")
    return requisitions.TextPrompt(question=asked, answer=requisitions.TextAnswer(text=text))


def pathology_prompt(
    code: str = "ADP103", answer: xreq03.Answer | None = None, *, relation: xreq03.Relation | None = None
) -> xreq03.Prompt:
    """A question of pathology; answered with yes unless an answer is given."""
    asked = xreq03.Question(
        code=code, code_type="PA8", code_responsible="SST", code_text="Gravid", relation=relation
    )
    return xreq03.Prompt(question=asked, answer=answer or xreq03.Answer(logical=True))


def specimen(number: str | None = "R0003A", **changes: Any) -> xreq03.Sample:
    """One sample for pathology."""
    made = xreq03.Sample(
        requester_sample_identifier=number,
        material_description="Hudbiopsi, venstre skulder",
        material_pre_treatments=("fikseret",),
    )
    return replace(made, **changes)


def pathology_request(**changes: Any) -> xreq03.PathologyRequest:
    """A valid XQ0331P letter: one biopsy, with `samples` and `prompts` as shorthands."""
    samples = changes.pop("samples", (specimen(),))
    prompts = changes.pop("prompts", (pathology_prompt(),))
    made = xreq03.PathologyRequest(
        letter=head("XREQ03", "XQ0331P", number="LT0000003", authorised="2026-03-02 08:30"),
        sender=clinic(),
        receiver=laboratory(HOSPITAL_GLN),
        patient=patient(),
        requisition_information=xreq03.RequisitionInformation(
            requesters_requisition_identifier="R0003",
            requisition_date_time=when("2026-03-02 08:20"),
            sampling_location_code="rekvirenten",
            sampling_date_time_type="faktisk",
            sampling_date_time=when("2026-03-02 08:15"),
            samples=samples,
            number_of_test_tubes="1",
        ),
        requests=xreq03.Requests(
            requested_analysis=xreq03.RequestedAnalysis(
                result_priority="rutine",
                analysis=xreq03.Analysis(
                    analysis_code="S100", analysis_code_type="PA2", analysis_short_name="Histologi"
                ),
            ),
            prompts=prompts,
        ),
    )
    return replace(made, **changes)


def about(letter: R, **changes: Any) -> R:
    """The letter with other fields in its `RequisitionInformation`."""
    return replace(letter, requisition_information=replace(letter.requisition_information, **changes))


def asking(letter: R, **changes: Any) -> R:
    """The letter with other fields in its `Requests`."""
    return replace(letter, requests=replace(letter.requests, **changes))
