"""The content rules of pathology, cytology and genetics by example."""

from __future__ import annotations

from msgspec.structs import replace

from labsvar.letters import pathology, xrpt03, xrpt04
from tests.builders import NANCY, when
from tests.narratives import (
    URL,
    asked,
    blood,
    coded,
    cytology_report,
    diagnosis,
    genetics_report,
    histology_report,
    information,
    older,
    patient,
    referenced,
    relative,
    section,
    skin,
    table,
    told,
    without_text,
)
from tests.spec.example import Example

CODED = "LaboratoryResults/CodedFormat"
TABLE = "LaboratoryResults/TableFormat"
TEXTS = "LaboratoryResults/TextualFormat"
INFORMATION = "LaboratoryResults/GeneralResultInformation"
RECEIVED = {"report_status_code": "modtaget", "result_status_code": "proeve_modtaget"}


def diagnosed(topography: str, *codes: str) -> xrpt03.CervixcytologyReport:
    letter = cytology_report()
    results = xrpt03.CodedResults(
        topography=diagnosis(topography, "cervix"),
        results=tuple(diagnosis(code, "fund") for code in codes or ("M09460",)),
    )
    sample = replace(letter.laboratory_results.coded_format.sample, coded_results=results)
    return coded(letter, sample=sample)


def numbered(own: str, requesters: str | None) -> xrpt03.CervixcytologyReport:
    letter = cytology_report()
    sample = replace(
        letter.laboratory_results.coded_format.sample,
        laboratory_internal_sample_identifier=own,
        requester_sample_identifier=requesters,
    )
    return coded(letter, sample=sample)


def samples(*made: xrpt04.Sample, **changes: str | None) -> xrpt04.HistopathologyReport:
    return coded(histology_report(), samples=made, **changes)


def undiagnosed(number: str = "H0001-1") -> xrpt04.Sample:
    return replace(skin(number), coded_results=None)


def only_received(letter: xrpt04.HistopathologyReport) -> xrpt04.HistopathologyReport:
    return table(information(letter, **RECEIVED), table_result="*****")


def living_in(municipality: int | None) -> xrpt04.HistopathologyReport:
    return histology_report(patient=replace(patient(), municipality_id=municipality))


NOTHING_SAID = samples(undiagnosed(), diagnosis_headline=None)

NARRATIVES = [
    Example(
        "content.consent-not-stated",
        good=(
            older(cytology_report()),
            older(histology_report(), "XR0430P", given=False),
            histology_report(),
        ),
        bad=(
            older(cytology_report(), given=None),
            older(histology_report(), "XR0431P", given=None),
            older(histology_report(), "XR0430P", given=None),
        ),
        at="Patient",
    ),
    Example(
        "content.topography-code",
        good=(diagnosed("T8X310"),),
        bad=(diagnosed("M09460", "T8X310"),),
        at=f"{CODED}/Sample/CodedResults/Topography/Code",
    ),
    Example(
        "content.diagnosis-code",
        good=(diagnosed("T8X310", "M09460", "ÆF4100", "P30611", "ÆAA100", "S31000"),),
        bad=(diagnosed("T8X310", "M09460", "m09460"), diagnosed("T8X310", "M09460", "godartet")),
        at=f"{CODED}/Sample/CodedResults/Result[2]/Code",
    ),
    Example(
        "content.headline-blank",
        good=(told(histology_report(), conclusion=section("Konklusion", "ja")),),
        bad=(told(histology_report(), conclusion=section(" ", "ja")),),
        at=f"{TEXTS}/Conclusion/Headline",
    ),
    Example(
        "content.headline-blank",
        good=(histology_report(),),
        bad=(told(histology_report(), hematology=replace(blood(), headline="\t")),),
        at=f"{TEXTS}/Hematology/Headline",
    ),
    Example(
        "content.headline-blank",
        good=(cytology_report(), genetics_report()),
        bad=(
            coded(histology_report(), diagnosis_headline="  "),
            coded(cytology_report(), diagnosis_headline=" "),
        ),
        at=f"{CODED}/DiagnosisHeadline",
    ),
    Example(
        "content.headline-blank",
        good=(histology_report(),),
        bad=(
            samples(
                replace(skin("1"), coded_results=replace(skin("1").coded_results, headline=" "))  # type: ignore[type-var]  # `skin` always has results
            ),
        ),
        at=f"{CODED}/Sample[1]/CodedResults/Headline",
    ),
    Example(
        "content.section-empty",
        good=(
            told(histology_report(), macroscopic=referenced("Makroskopi", references=(URL,))),
            told(histology_report(), macroscopic=referenced("Makroskopi", "tekst")),
            told(histology_report(), macroscopic=None),
        ),
        bad=(
            told(histology_report(), macroscopic=referenced("Makroskopi")),
            told(histology_report(), macroscopic=referenced("Makroskopi", " \n")),
        ),
        at=f"{TEXTS}/Macroscopic",
    ),
    Example(
        "content.answer-empty",
        good=(
            without_text(histology_report()),
            without_text(cytology_report()),
            told(without_text(NOTHING_SAID), hematology=blood()),
            told(without_text(genetics_report()), comments=section("Kommentar", "se bilag")),
            without_text(information(genetics_report(), result_status_code="svar_midlertidigt")),
        ),
        bad=(
            without_text(NOTHING_SAID),
            without_text(genetics_report()),
            without_text(information(NOTHING_SAID, result_status_code="svar_rettet")),
        ),
        at=f"{INFORMATION}/ResultStatusCode",
    ),
    Example(
        "content.received-with-answer",
        good=(only_received(without_text(NOTHING_SAID)),),
        bad=(
            only_received(without_text(samples(skin("1")))),
            only_received(told(without_text(NOTHING_SAID), conclusion=section("Konklusion", "godartet"))),
        ),
        at=f"{INFORMATION}/ResultStatusCode",
    ),
    Example(
        "content.diagnoses-without-headline",
        good=(samples(skin("1")), samples(undiagnosed(), diagnosis_headline=None)),
        bad=(samples(skin("1"), diagnosis_headline=None), coded(cytology_report(), diagnosis_headline=None)),
        at=CODED,
    ),
    Example(
        "content.sample-twice",
        good=(samples(skin("1"), skin("2")),),
        bad=(samples(skin("1"), skin("1")),),
        at=f"{CODED}/Sample[2]/LaboratoryInternalSampleIdentifier",
    ),
    Example(
        "content.sample-numbers-differ",
        good=(numbered("C0001", "R0001"), numbered("C0001", None)),
        bad=(numbered("C0002", None),),
        at=f"{CODED}/Sample/LaboratoryInternalSampleIdentifier",
    ),
    Example(
        "content.sample-numbers-differ",
        good=(numbered("C0001", "R0001"),),
        bad=(numbered("C0001", "R0002"),),
        at=f"{CODED}/Sample/RequesterSampleIdentifier",
    ),
    Example(
        "content.relative-is-patient",
        good=(histology_report(relative=relative()), genetics_report(relative=relative(None))),
        bad=(histology_report(relative=relative(NANCY)), genetics_report(relative=relative(NANCY))),
        at="Relative/PersonIdentifier",
    ),
    Example(
        "content.table-row-twice",
        good=(told(histology_report(), hematology=blood("Blaster", "Lymfocytter")),),
        bad=(told(histology_report(), hematology=blood("Blaster", "Blaster ")),),
        at=f"{TEXTS}/Hematology/Result[2]/CellType",
    ),
    Example(
        "content.genetic-code",
        good=(genetics_report(), table(genetics_report(), analysis_code=None, analysis_complete_name=None)),
        bad=(table(genetics_report(), analysis_code="GEN1"),),
        at=f"{TABLE}/AnalysisCode",
    ),
    Example(
        "content.genetic-name-missing",
        good=(genetics_report(),),
        bad=(table(genetics_report(), analysis_complete_name=None),),
        at=f"{TABLE}/AnalysisCode",
    ),
]
SHARED_BY_NARRATIVES = [
    Example(
        "content.test-person",
        good=(),
        bad=(cytology_report(), histology_report(), genetics_report()),
        at="Patient/CivilRegistrationNumber",
    ),
    Example(
        "content.provider-form",
        good=(cytology_report(),),
        bad=(
            cytology_report(cc_receiver=pathology.CCReceiver(identifier="1", identifier_code="ydernummer")),
        ),
        at="CCReceiver/Identifier",
    ),
    Example(
        "content.municipality-unknown",
        good=(living_in(219), living_in(None)),
        bad=(living_in(999),),
        at="Patient/MunicipalityId",
    ),
    Example(
        "content.sampled-after-received",
        good=(histology_report(),),
        bad=(
            asked(histology_report(), sampling_date_time=when("2026-02-28 09:01")),
            asked(genetics_report(), sampling_date_time=when("2026-02-28 09:01")),
        ),
        at="RequisitionInformation/SamplingDateTime",
    ),
    Example(
        "content.received-after-result",
        good=(cytology_report(),),
        bad=(asked(cytology_report(), sample_received_date_time=when("2026-03-02 12:01")),),
        at="RequisitionInformation/SampleReceivedDateTime",
    ),
    Example(
        "content.complete-with-unfinished",
        good=(histology_report(),),
        bad=(information(histology_report(), result_status_code="svar_midlertidigt"),),
        at=f"{INFORMATION}/ResultStatusCode",
    ),
    Example(
        "content.stars-without-received",
        good=(only_received(without_text(NOTHING_SAID)),),
        bad=(table(histology_report(), table_result="*****"),),
        at=f"{TABLE}/TableResult",
    ),
]
