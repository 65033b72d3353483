"""The content rules of XRPT02, XRPT06 and the foot status by example."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from labsvar.letters import common, footstatus, xrpt02, xrpt06
from tests.builders import limits, when
from tests.microbiology import (
    antibiotic,
    culture,
    foot_status,
    growth,
    investigation,
    isolate,
    measured,
    miba_report,
    microbiology_letter,
    observation,
    older_microbiology_letter,
    pattern,
    result,
    sample,
    susceptibilities,
    with_results,
)
from tests.spec.example import Example

RESULT = "LaboratoryResults/Result[2]"
TABLE = "LaboratoryResults/CultureWithFindings/Pattern"
GROWTH = "LaboratoryResults/Investigation[1]/CultureFindings"
FINDINGS = "LaboratoryResults/Investigation[1]/QuantitativeFindings/AnalysisFindings[1]/Findings"
STATUS = "LaboratoryResults/GeneralResultInformation/ResultStatusCode"
OTHER = "990000002"


def second(other: xrpt02.Result, status: str = "del_svar") -> xrpt02.MicrobiologyReport:
    return of_status(microbiology_letter(), (result(), other), report_status_code=status)


def second_of_older(other: xrpt02.Result, status: str) -> xrpt02.MicrobiologyReport:
    return of_status(older_microbiology_letter(), (result(), other), result_status=status)


def of_status(
    letter: xrpt02.MicrobiologyReport, results: tuple[xrpt02.Result, ...], **changes: Any
) -> xrpt02.MicrobiologyReport:
    general = replace(letter.laboratory_results.general_result_information, **changes)
    return with_results(letter, general_result_information=general, results=results)


def limited(lower: str, upper: str) -> xrpt02.MicrobiologyReport:
    return second(result(OTHER, reference_interval=limits(lower, upper)))


def susceptible(*cells: tuple[int, int, str]) -> xrpt02.MicrobiologyReport:
    return with_results(microbiology_letter(), culture_with_findings=culture(pattern=pattern(*cells)))


def grown(*organisms: xrpt06.Microorganism, **changes: Any) -> xrpt06.MiBaReport:
    found = growth(**changes)
    if organisms:
        found = replace(found, microorganisms=organisms)
    return miba_report(investigations=(investigation(culture_findings=found),))


def numbered(*numbers: int) -> xrpt06.MiBaReport:
    """A table whose antibiotics have these numbers, and whose cells point at 1 and 2."""
    antibiotics = tuple(antibiotic("Testcillin", number) for number in numbers)
    return grown(pattern=susceptibilities((1, 1, "R"), (1, 2, "S"), antibiotics=antibiotics))


def valued(lower: str, upper: str) -> xrpt06.MiBaReport:
    """A table whose first cell has a value with an interval."""
    limits = common.ShortLimits(type_of_interval="uspecificeret", lower_limit=lower, upper_limit=upper)
    value = xrpt06.SusceptibilityValue(
        reference_interval=common.ShortReferenceInterval(limits=limits),
        measurement=common.Measurement(operator="lig_med", value="1", unit="mg/L"),
    )
    table = susceptibilities()
    first = replace(table.pattern_entries[0], susceptibility_value=value)
    return grown(pattern=replace(table, pattern_entries=(first, *table.pattern_entries[1:])))


def found(**changes: Any) -> xrpt06.MiBaReport:
    quantities = xrpt06.QuantitativeFindings(analysis_findings=(measured(**changes),))
    return miba_report(investigations=(investigation(quantitative_findings=quantities),))


def stars() -> common.Measurement:
    return common.Measurement(operator="ikke_angivet", value="*****")


def whole(letter: xrpt06.MiBaReport, **changes: Any) -> xrpt06.MiBaReport:
    general = replace(letter.laboratory_results.general_result_information, **changes)
    return with_results(letter, general_result_information=general)


def taken(sampled: str) -> xrpt06.MiBaReport:
    letter = miba_report()
    taken_then = sample(sampling_date_time=when(sampled))
    return replace(letter, requisition_information=replace(letter.requisition_information, sample=taken_then))


def observed(*results: footstatus.Result) -> footstatus.DiabeticFootStatus:
    return with_results(foot_status(), results=(observation(), *results))


MICROBIOLOGY_LETTERS = [
    Example(
        "content.sort-order-twice",
        good=(miba_report(),),
        bad=(grown(isolate(), isolate("Escherichia coli", 1), isolate("Proteus", 2)),),
        at=f"{GROWTH}/Microorganism[2]/SortOrder",
    ),
    Example(
        "content.sort-order-missing",
        good=(grown(isolate(number=2), isolate(number=1)),),
        bad=(grown(isolate(number=1), isolate(number=3)),),
        at=f"{GROWTH}/Pattern/PatternEntry[3]/RefMicroorganism",
    ),
    Example(
        "content.antibiotic-number-twice",
        good=(numbered(2, 1),),
        bad=(numbered(1, 1, 2),),
        at=f"{GROWTH}/Pattern/Antibiotic[2]/AntibioticNumber",
    ),
    Example(
        "content.antibiotic-number-missing",
        good=(numbered(5, 2, 1), miba_report()),
        bad=(numbered(1, 3),),
        at=f"{GROWTH}/Pattern/PatternEntry[2]/RefAntibiotic",
    ),
]
SHARED_BY_MICROBIOLOGY = [
    Example(
        "content.received-with-value",
        good=(second(result(OTHER, "*****", result_status_code="proeve_modtaget")),),
        bad=(second(result(OTHER, result_status_code="proeve_modtaget")),),
        at=f"{RESULT}/Value",
    ),
    Example(
        "content.stars-without-received",
        good=(second(result(OTHER, "*****", result_status_code="proeve_modtaget")),),
        bad=(second(result(OTHER, "*****")),),
        at=f"{RESULT}/Value",
    ),
    Example(
        "content.stars-without-received",
        good=(found(), whole(found(measurement=stars()), result_status_code="proeve_modtaget")),
        bad=(found(measurement=stars()),),
        at=f"{FINDINGS}/Value",
    ),
    Example(
        "content.complete-with-unfinished",
        good=(
            second(result(OTHER), "komplet_svar"),
            second_of_older(result(OTHER, result_status_code="svar_midlertidigt"), "delvis"),
        ),
        bad=(
            second(result(OTHER, result_status_code="svar_midlertidigt"), "komplet_svar"),
            second_of_older(result(OTHER, result_status_code="svar_midlertidigt"), "komplet"),
        ),
        at=f"{RESULT}/ResultStatusCode",
    ),
    Example(
        "content.complete-with-unfinished",
        good=(miba_report(), whole(miba_report(), result_status="delvis")),
        bad=(whole(miba_report(), result_status_code="svar_midlertidigt"),),
        at=STATUS,
    ),
    Example(
        "content.received-with-finished",
        good=(whole(miba_report(), result_status="modtaget", result_status_code="proeve_modtaget"),),
        bad=(whole(miba_report(), result_status="modtaget"),),
        at=STATUS,
    ),
    Example(
        "content.limits-swapped",
        good=(limited("1", "2"), limited("1", "høj")),
        bad=(limited("2", "1"),),
        at=f"{RESULT}/ReferenceInterval/LowerLimit",
    ),
    Example(
        "content.limits-swapped",
        good=(valued("1", "2"), grown(pattern=None)),
        bad=(valued("2", "1"),),
        at=f"{GROWTH}/Pattern/PatternEntry[1]/SusceptibilityValue/ReferenceInterval/LowerLimit",
    ),
    Example(
        "content.result-twice",
        good=(second(result(OTHER)),),
        bad=(second(result()),),
        at=f"{RESULT}/Analysis/MICAnalysisCode",
    ),
    Example(
        "content.code-form",
        good=(second(result(OTHER)),),
        bad=(
            second(
                replace(result(OTHER), analysis=replace(result(OTHER).analysis, analysis_code_type="iupac"))
            ),
        ),
        at=f"{RESULT}/Analysis/MICAnalysisCode",
    ),
    Example(
        "content.microorganism-missing",
        good=(
            microbiology_letter(),
            with_results(microbiology_letter(), culture_with_findings=culture(pattern=None)),
        ),
        bad=(susceptible((1, 1, "R"), (3, 1, "S")),),
        at=f"{TABLE}/PatternEntry[2]/RefMicroorganism",
    ),
    Example(
        "content.antibiotic-missing",
        good=(microbiology_letter(),),
        bad=(susceptible((1, 1, "R"), (1, 3, "S")),),
        at=f"{TABLE}/PatternEntry[2]/RefAntibiotic",
    ),
    Example(
        "content.cell-twice",
        good=(microbiology_letter(),),
        bad=(susceptible((1, 1, "R"), (1, 1, "S")),),
        at=f"{TABLE}/PatternEntry[2]",
    ),
    Example(
        "content.sampled-after-received",
        good=(taken("2026-03-02 13:30"),),
        bad=(taken("2026-03-02 13:31"),),
        at="RequisitionInformation/Sample/SamplingDateTime",
    ),
    Example(
        "content.not-a-number",
        good=(observed(observation("MCS99002", "*****", result_status_code="proeve_modtaget")),),
        bad=(observed(observation("MCS99002", "nej")),),
        at=f"{RESULT}/Value",
    ),
    Example(
        "content.result-twice",
        good=(observed(observation("MCS99002")),),
        bad=(observed(observation()),),
        at=f"{RESULT}/Analysis/AnalysisCode",
    ),
]
