"""Every content rule by example: a letter that keeps it, a letter that breaks it, and where.

The letters are whole and valid in form; only what an example names is changed. All of these rules
warn or note: none refuses a letter.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from labsvar.checks import content
from labsvar.findings import RULES, Finding
from labsvar.letters import common, xrpt01, xrpt05
from labsvar.letters.catalogue import AnyLetter, version_of
from tests import builders
from tests.builders import (
    culture,
    investigation,
    laboratory_report,
    limits,
    measured,
    microbiology_report,
    susceptibilities,
)
from tests.requisitions import laboratory_request, microbiology_request, pathology_request, several_samples
from tests.spec.content_examples import (
    EXAMPLES,
    RESULT,
    SENT,
    potassium,
    refusal,
    second_result,
    susceptible,
    vans_receipt,
)
from tests.spec.example import Example


def findings(letter: AnyLetter) -> tuple[Finding, ...]:
    return content(letter, version_of(letter), sent=SENT)


def places(letter: AnyLetter, rule: str) -> list[str | None]:
    return [found.path for found in findings(letter) if found.rule == rule]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_letter_that_keeps_the_rule_gives_no_finding(example: Example) -> None:
    assert [places(letter, example.rule) for letter in example.good] == [[]] * len(example.good)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_letter_that_breaks_the_rule_gives_one_finding_in_its_place(example: Example) -> None:
    for letter in example.bad:
        root = version_of(letter).root_name
        assert places(letter, example.rule) == [f"/Emessage/{root}/{example.at}"]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_no_content_rule_refuses_a_letter(example: Example) -> None:
    assert RULES[example.rule].severity in {"warning", "note"}


def test_every_content_rule_has_its_examples() -> None:
    """All but the one that says that there are too many findings, which has its test below; the rules about
    FHIR are not about letters, and are proved in tests/unit/fhir."""
    assert {example.rule for example in EXAMPLES} | {"content.more-findings"} == {
        rule.id
        for rule in RULES.values()
        if rule.family == "content" and not rule.id.startswith("content.fhir-")
    }


def test_ordinary_letters_break_no_rule_but_that_of_the_test_person() -> None:
    answers = (laboratory_report(), microbiology_report(), refusal(), vans_receipt("TESTNET"))
    for letter in (
        *answers,
        laboratory_request(),
        microbiology_request(),
        pathology_request(),
        several_samples(),
    ):
        assert {found.rule for found in findings(letter)} <= {"content.test-person"}


def test_all_that_is_wrong_is_found_and_not_just_the_first() -> None:
    bad = potassium(value="4,0", unit=None)
    letter = laboratory_report(results=(bad, potassium(value="*****")), sampled="2026-03-05 10:00")
    assert [found.rule for found in findings(letter)] == [
        "content.test-person",
        "content.sampled-after-result",
        "content.sampled-after-sent",
        "content.not-a-number",
        "content.unit-missing",
        "content.result-twice",
        "content.stars-without-received",
    ]


def test_findings_hold_no_value_of_the_letter() -> None:
    """S18: rule and place, never values, names or numbers of persons."""
    for example in EXAMPLES:
        for letter in example.bad:
            for found in findings(letter):
                said = " ".join((found.da, found.en, found.todo_da, found.todo_en, found.path or ""))
                assert not {"Berggren", "Prøve", builders.NANCY, "3002009996"} & set(said.split())


@pytest.mark.parametrize(
    ("microbiology", "rule"),
    [
        (microbiology_report(status="svar_midlertidigt"), "content.complete-with-unfinished"),
        (microbiology_report(report_status="modtaget"), "content.received-with-finished"),
    ],
)
def test_a_microbiology_answer_has_one_status_for_all(
    microbiology: xrpt05.MicrobiologyWebReport, rule: str
) -> None:
    path = "/Emessage/MicrobiologyWebReport/LaboratoryResults/GeneralResultInformation/ResultStatusCode"
    assert places(microbiology, rule) == [path]


@pytest.mark.parametrize(
    ("result_status", "status", "rule"),
    [
        ("komplet", "svar_midlertidigt", "content.complete-with-unfinished"),
        ("modtaget", "svar_endeligt", "content.received-with-finished"),
        ("delvis", "svar_endeligt", None),
    ],
)
def test_the_older_words_for_the_status_of_an_answer_mean_the_same(
    result_status: str, status: str, rule: str | None
) -> None:
    """`ResultStatus` in XR0531M and XR0530M."""
    letter = microbiology_report()
    information = replace(
        letter.laboratory_results.general_result_information,
        report_status_code=None,
        result_status=result_status,
        result_status_code=status,
    )
    results = replace(letter.laboratory_results, general_result_information=information)
    broken = {found.rule for found in findings(replace(letter, laboratory_results=results))}
    assert broken - {"content.test-person"} == ({rule} if rule else set())


def test_measured_findings_of_microbiology_are_looked_at() -> None:
    """Their limits, their stars, and the code of the examination."""
    swapped = common.ShortReferenceInterval(
        limits=common.ShortLimits(type_of_interval="fysiologisk", lower_limit="2", upper_limit="1")
    )
    quantities = xrpt05.QuantitativeFindings(
        analysis_findings=(measured(), measured("*****", interval=swapped), measured("lav")),
    )
    examination = replace(builders.examination(), analysis_code_type="iupac")
    cell = replace(
        susceptibilities().pattern_entries[0],
        susceptibility_value=xrpt05.SusceptibilityValue(reference_interval=swapped),
    )
    pattern = replace(susceptibilities(), pattern_entries=(cell,))
    letter = microbiology_report(
        investigations=(
            investigation(
                examination=examination,
                quantitative_findings=quantities,
                culture_findings=culture(pattern=pattern),
            ),
        )
    )
    start = "/Emessage/MicrobiologyWebReport/LaboratoryResults/Investigation[1]"
    measured_at = f"{start}/QuantitativeFindings/AnalysisFindings[2]/Findings"
    cell_at = f"{start}/CultureFindings/Pattern/PatternEntry[1]/SusceptibilityValue"
    assert places(letter, "content.code-form") == [f"{start}/Examination/MICAnalysisCode"]
    assert places(letter, "content.stars-without-received") == [f"{measured_at}/Value"]
    assert places(letter, "content.limits-swapped") == [
        f"{measured_at}/ReferenceInterval/LowerLimit",
        f"{cell_at}/ReferenceInterval/LowerLimit",
    ]


def test_both_limits_are_looked_at() -> None:
    letter = second_result(replace(potassium(), reference_interval=limits("3,5", "4,6")))
    at = f"/Emessage/LaboratoryReport/{RESULT}/ReferenceInterval"
    assert places(letter, "content.limit-not-a-number") == [f"{at}/LowerLimit", f"{at}/UpperLimit"]


def test_a_national_code_and_no_culture_are_nothing_to_remark_on() -> None:
    examination = replace(builders.examination(), analysis_code_type="iupac", mic_analysis_code="NPU16328")
    letter = microbiology_report(
        investigations=(investigation(examination=examination, culture_findings=None),)
    )
    assert {found.rule for found in findings(letter)} == {"content.test-person"}


def test_a_copy_receiver_is_looked_at_too() -> None:
    copy = xrpt01.CCReceiver(identifier="99", identifier_code="ydernummer")
    letter = laboratory_report(cc_receiver=copy)
    assert places(letter, "content.provider-form") == ["/Emessage/LaboratoryReport/CCReceiver/Identifier"]
    local = replace(copy, identifier_code=None, identifier_local="TKB")
    assert places(laboratory_report(cc_receiver=local), "content.provider-form") == []


def test_without_the_envelope_nothing_is_compared_with_the_sending() -> None:
    letter = laboratory_report(resulted="2062-03-02 12:00", authorised="2062-03-02 12:00")
    rules = {found.rule for found in content(letter, version_of(letter))}
    assert rules == {"content.test-person"}


def test_a_year_of_five_digits_is_compared_with_nothing() -> None:
    """The schema allows it; the order of its characters says nothing."""
    letter = laboratory_report(resulted="12026-03-02 12:00", sampled="12026-03-02 12:00")
    assert {found.rule for found in findings(letter)} == {"content.test-person"}


def test_a_letter_with_very_many_faults_is_answered_with_the_first_thousand() -> None:
    """Ninety susceptibility tables, in which 79 of 80 cells stand twice."""
    table = susceptible(*[(1, 1)] * 80).laboratory_results.investigations
    found = findings(microbiology_report(investigations=90 * table))
    assert [at.rule for at in found].count("content.cell-twice") == 999
    assert (found[-1].rule, len(found)) == ("content.more-findings", 1001)
