"""The content rules of requisitions by example."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from labsvar.letters import requisitions, xreq01, xreq03
from tests.builders import when
from tests.requisitions import (
    about,
    asking,
    clinic,
    culture,
    hospital,
    in_words,
    laboratory_request,
    microbiology_request,
    pathology_prompt,
    pathology_request,
    patient,
    payer,
    question,
    requested,
    several_samples,
    specimen,
)
from tests.spec.example import Example

INFORMATION = "RequisitionInformation"


def replying(*, sender: bool, original: bool | None) -> xreq01.LaboratoryRequest:
    """A requisition whose answer goes to the sender, to the original requester, to both or to nobody."""
    forwarded = None if original is None else hospital(reply_to=original)
    return laboratory_request(sender=clinic(reply_to=sender), original_requester=forwarded)


def paid_by(kind: str, **changes: Any) -> xreq01.LaboratoryRequest:
    return laboratory_request(payer=payer(kind, **changes))


def taken(place: str, kind: str, **changes: Any) -> xreq01.LaboratoryRequest:
    return about(laboratory_request(), sampling_location_code=place, sampling_date_time_type=kind, **changes)


def numbered(identifier: str, identifier_code: str) -> requisitions.Collector:
    return requisitions.Collector(
        identifier=identifier, identifier_code=identifier_code, organisation_name="Testhjemmesygeplejen"
    )


def asked(*codes: str) -> xreq01.LaboratoryRequest:
    return asking(laboratory_request(), requested_analyses=tuple(requested(code) for code in codes))


def answered(*codes: str) -> xreq01.LaboratoryRequest:
    prompts = tuple(xreq01.Prompt(question=question(code), answer=xreq01.Answer(text="ja")) for code in codes)
    return asking(laboratory_request(), prompts=prompts)


def old_questions(*texts: str) -> xreq01.LaboratoryRequest:
    """An XQ0130K letter, whose questions are text."""
    prompts = tuple(xreq01.Prompt(plain_question=text, answer=xreq01.Answer(text="ja")) for text in texts)
    letter = asking(laboratory_request(sender=clinic()), prompts=prompts)
    return replace(letter, letter=replace(letter.letter, version_code="XQ0130K"))


def related(
    sample: str | None = None, analysis: str | None = None, *, sample_number: str | None = "R0003A"
) -> xreq03.PathologyRequest:
    relation = xreq03.Relation(sample_identifier=sample, analysis_code=analysis)
    return pathology_request(
        samples=(specimen(sample_number),), prompts=(pathology_prompt(relation=relation),)
    )


REQUISITIONS = [
    Example(
        "content.reply-to-nobody",
        good=(
            replying(sender=True, original=None),
            replying(sender=False, original=True),
            pathology_request(original_requester=hospital(reply_to=False)),
        ),
        bad=(replying(sender=False, original=None), replying(sender=False, original=False)),
        at="Sender/ReplyTo",
    ),
    Example(
        "content.reply-to-both",
        good=(replying(sender=True, original=False), replying(sender=False, original=True)),
        bad=(replying(sender=True, original=True),),
        at="OriginalRequester/ReplyTo",
    ),
    Example(
        "content.payer-with-number",
        good=(paid_by("anden", identifier=None, identifier_code=None), paid_by("rekvirent")),
        bad=(paid_by("anden"),),
        at="Payer/Identifier",
    ),
    Example(
        "content.payer-without-number",
        good=(laboratory_request(payer=None), paid_by("sygesikring_gruppe_2")),
        bad=(
            paid_by("sygesikring_gruppe_1", identifier=None, identifier_code=None),
            paid_by("rekvirent", identifier=None, identifier_code=None),
        ),
        at="Payer/PayersTypeCode",
    ),
    Example(
        "content.payer-number-kind",
        good=(paid_by("rekvirent"), paid_by("anden", identifier=None, identifier_code=None)),
        bad=(
            paid_by("rekvirent", identifier_code=None),
            paid_by("anden", identifier=None),
        ),
        at="Payer",
    ),
    Example(
        "content.sampling-location",
        good=(
            taken("laboratoriet_eksternt", "oensket", sampling_location=("Testplejehjemmet",)),
            taken("laboratoriet", "oensket"),
        ),
        bad=(
            taken("laboratoriet", "oensket", sampling_location=("Testplejehjemmet",)),
            taken("rekvirenten", "faktisk", sampling_location=("Testplejehjemmet",)),
        ),
        at=f"{INFORMATION}/SamplingLocation",
    ),
    Example(
        "content.sampling-time-type",
        good=(
            taken("rekvirenten", "faktisk"),
            taken("laboratoriet", "oensket"),
            taken("patienten", "oensket"),
            taken("laboratoriet_eksternt", "oensket"),
            taken("patienten", ""),
        ),
        bad=(
            taken("rekvirenten", "oensket"),
            taken("laboratoriet", "faktisk"),
            about(pathology_request(), sampling_location_code="patienten"),
            about(several_samples(), sampling_date_time_type="oensket"),
        ),
        at=f"{INFORMATION}/SamplingDateTimeType",
    ),
    Example(
        "content.requested-after-authorisation",
        good=(about(laboratory_request(), requisition_date_time=when("2026-03-02 08:30")),),
        bad=(
            about(laboratory_request(), requisition_date_time=when("2026-03-02 08:31")),
            about(microbiology_request(), requisition_date_time=when("2026-03-03 08:00")),
        ),
        at=f"{INFORMATION}/RequisitionDateTime",
    ),
    Example(
        "content.tubes-negative",
        good=(
            about(laboratory_request(), number_of_test_tubes=0),
            about(pathology_request(), number_of_test_tubes="-00"),
            about(pathology_request(), number_of_test_tubes="9" * 5_000),
        ),
        bad=(
            about(microbiology_request(), number_of_test_tubes="-1"),
            about(pathology_request(), number_of_test_tubes="-" + "9" * 5_000),
        ),
        at=f"{INFORMATION}/NumberOfTestTubes",
    ),
    Example(
        "content.question-twice",
        good=(
            answered("52800", "52801"),
            old_questions("Sidste menstruation", "Faste"),
            pathology_request(
                prompts=tuple(
                    pathology_prompt(relation=xreq03.Relation(sample_identifier=number))
                    for number in (None, "R0003A")
                )
            ),
        ),
        bad=(
            answered("52800", "52800"),
            old_questions("Sidste menstruation", "Sidste menstruation"),
            asking(microbiology_request(), prompts=(in_words("Nej"), in_words("Ja"))),
            pathology_request(prompts=(pathology_prompt(), pathology_prompt())),
        ),
        at="Requests/Prompt[2]/Question",
    ),
    Example(
        "content.question-astray",
        good=(
            related("R0003A", "S100"),
            related("R0003"),
            related(None, "S100", sample_number=None),
            related(),
        ),
        bad=(related("R0009"), related("R0003A", sample_number=None)),
        at="Requests/Prompt[1]/Question/Relation/SampleIdentifier",
    ),
]

# The rules that answers and requisitions share, kept and broken by requisitions.
SHARED = [
    Example(
        "content.question-astray",
        good=(related("R0003A", "S100"),),
        bad=(related("R0003A", "S999"),),
        at="Requests/Prompt[1]/Question/Relation/AnalysisCode",
    ),
    Example(
        "content.code-form",
        good=(asked("NPU19748", "DNK05001"),),
        bad=(asked("NPU19748", "CRP"),),
        at="Requests/RequestedAnalysis[2]/Analysis/AnalysisCode",
    ),
    Example(
        "content.code-form",
        good=(
            asking(microbiology_request(), requested_analysis=culture("NPU12345", "iupac")),
            asking(several_samples(), requested_analysis=culture("ANYTHING", "lokal")),
        ),
        bad=(asking(microbiology_request(), requested_analysis=culture("ANYTHING", "iupac")),),
        at="Requests/RequestedAnalysis/Analysis/MICAnalysisCode",
    ),
    Example(
        "content.cpr-date",
        good=(laboratory_request(patient=patient("2902009996")),),
        bad=(
            laboratory_request(patient=patient("3002009996")),
            several_samples(patient=patient("2902019996")),
        ),
        at="Patient/CivilRegistrationNumber",
    ),
    Example(
        "content.provider-form",
        good=(laboratory_request(),),
        bad=(
            laboratory_request(sender=clinic(identifier="99001", reply_to=True)),
            pathology_request(sender=clinic(identifier="99001")),
        ),
        at="Sender/Identifier",
    ),
    Example(
        "content.gln-check-digit",
        good=(paid_by("rekvirent", identifier="5790000000005", identifier_code="lokationsnummer"),),
        bad=(paid_by("rekvirent", identifier="5790000000006", identifier_code="lokationsnummer"),),
        at="Payer/Identifier",
    ),
    Example(
        "content.municipality-unknown",
        good=(laboratory_request(collector=numbered("0101", "kommunenummer")),),
        bad=(laboratory_request(collector=numbered("0100", "kommunenummer")),),
        at="Collector/Identifier",
    ),
    Example(
        "content.shak-form",
        good=(replying(sender=False, original=True),),
        bad=(
            laboratory_request(
                sender=clinic(reply_to=False),
                original_requester=replace(hospital(reply_to=True), identifier="99"),
            ),
        ),
        at="OriginalRequester/Identifier",
    ),
    Example(
        "content.sampled-before-birth",
        good=(
            about(laboratory_request(), sampling_date_time=None),
            about(laboratory_request(), sampling_date_time=when("2024-12-25 00:00")),
        ),
        bad=(about(microbiology_request(), sampling_date_time=when("1848-12-24 23:59")),),
        at=f"{INFORMATION}/SamplingDateTime",
    ),
    Example(
        "content.sampled-after-sent",
        good=(
            about(laboratory_request(), sampling_date_time=when("2026-03-04 12:10")),
            taken("laboratoriet", "oensket", sampling_date_time=when("2026-04-01 08:00")),
        ),
        bad=(about(laboratory_request(), sampling_date_time=when("2026-03-04 12:11")),),
        at=f"{INFORMATION}/SamplingDateTime",
    ),
    Example(
        "content.authorisation-after-sent",
        good=(laboratory_request(),),
        bad=(
            laboratory_request(
                letter=replace(laboratory_request().letter, authorisation=when("2026-03-04 12:11"))
            ),
        ),
        at="Letter/Authorisation",
    ),
]
