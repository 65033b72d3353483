"""Which findings are notifiable: held against a table written by hand, case by case.

`ORACLE` was written from the public lists and the rule of the explanation page, without the code: what the
laboratory writes, and which diseases that means, on which list, how sure. Nothing of it is computed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.codes import tables
from labsvar.letters import common, xrpt02, xrpt05
from labsvar.letters.catalogue import Report as ReportLetter
from labsvar.letters.element import Paragraphs
from labsvar.notifiable import Row, Table, findings, matches, starting_rows
from tests import builders, microbiology
from tests.builders import coded, examination
from tests.spec.reports import report

TABLE = Table(starting_rows())
CORRECTED, FINAL, TEMPORARY, RECEIVED = (
    "svar_rettet",
    "svar_endeligt",
    "svar_midlertidigt",
    "proeve_modtaget",
)


def asked(material: str | None) -> xrpt05.Examination:
    made = examination()
    return replace(made, analysis_mds_name=replace(made.analysis_mds_name, material=material))


def grown(
    name: str, material: str = "Podning", *, remark: str = "", growth: str = "+++", status: str = FINAL
) -> ReportLetter:
    """XRPT05: growth of one organism."""
    organism = xrpt05.Microorganism(
        identification=coded(name),
        growth_value=coded(growth),
        species_comments=(coded(remark),) if remark else (),
    )
    one = xrpt05.Investigation(
        examination=asked(material),
        culture_findings=xrpt05.CultureFindings(headline="Fund", microorganisms=(organism,)),
    )
    return builders.microbiology_report(investigations=(one,), status=status)


def grown02(name: str, material: str = "Podning", *, remark: str = "", status: str = FINAL) -> ReportLetter:
    """XRPT02: growth of one organism."""
    result = microbiology.result(result_status_code=status, value="SE FUND")
    named = xrpt05.AnalysisMDSName(examination="Dyrkning", material=material)
    result = replace(result, analysis=replace(result.analysis, analysis_mds_name=named))
    culture = xrpt02.CultureWithFindings(
        headline="Fund", microorganisms=(microbiology.organism(name, species_comment=remark or None),)
    )
    letter = microbiology.microbiology_letter()
    return microbiology.with_results(letter, results=(result,), culture_with_findings=culture)


def not_grown02(name: str) -> ReportLetter:
    """XRPT02: an organism that was looked for and did not grow, and something seen in the microscope."""
    culture = xrpt02.CultureWithFindings(
        headline="Fund", microorganisms=(microbiology.organism(name, growth_value="Ingen vækst"),)
    )
    seen = xrpt02.MicroscopicFindings(headline="Mikroskopi", comments=("Ingen bakterier",))
    return microbiology.with_results(
        microbiology.microbiology_letter(), culture_with_findings=culture, microscopic_findings=seen
    )


def grown06(name: str) -> ReportLetter:
    """XRPT06: growth of one organism."""
    growth = microbiology.growth(microorganisms=(microbiology.isolate(name),), pattern=None)
    return microbiology.miba_report(investigations=(microbiology.investigation(culture_findings=growth),))


def measured(name: str, outcome: str, *, value: str | None = None, **more: Any) -> ReportLetter:
    """XRPT05: one analysis with its outcome in words."""
    status, operator = more.pop("status", FINAL), more.pop("operator", "lig_med")
    measurement = None if value is None else common.Measurement(operator=operator, value=value, unit=None)
    found = xrpt05.Findings(interpretation=coded(outcome), measurement=measurement, **more)
    one = xrpt05.Investigation(
        examination=asked("Svælgpodning"),
        quantitative_findings=xrpt05.QuantitativeFindings(
            analysis_findings=(xrpt05.AnalysisFindings(analysis=coded(name), findings=found),)
        ),
    )
    return builders.microbiology_report(investigations=(one,), status=status)


def overall(examined: str, outcome: str) -> ReportLetter:
    """XRPT05: an outcome of the examination as a whole."""
    made = asked("Podning")
    made = replace(made, analysis_mds_name=replace(made.analysis_mds_name, examination=examined))
    one = xrpt05.Investigation(
        examination=made,
        quantitative_findings=xrpt05.QuantitativeFindings(interpretation=coded(outcome)),
    )
    return builders.microbiology_report(investigations=(one,))


def seen(name: str, amount: str) -> ReportLetter:
    """XRPT05: something seen in the microscope."""
    detail = xrpt05.Details(identification=coded(name), value=coded(amount))
    kind = xrpt05.MicroscopicType(type="mikroorganisme", details=(detail,))
    found = xrpt05.MicroscopicFindings(
        headline="Mikroskopi",
        comments=Paragraphs(paragraphs=("x",)),
        groupings=(xrpt05.Grouping(headline=coded("Blod"), microscopic_types=(kind,)),),
    )
    one = xrpt05.Investigation(examination=asked("Blod"), microscopic_findings=found)
    return builders.microbiology_report(investigations=(one,))


def examined02(value: str, *, name: str = "Neisseria gonorrhoeae", status: str = FINAL) -> ReportLetter:
    """XRPT02: one examination with its outcome, and no growth."""
    result = microbiology.result(result_status_code=status, value=value)
    named = xrpt05.AnalysisMDSName(examination=name, material="Podning")
    result = replace(result, analysis=replace(result.analysis, analysis_mds_name=named))
    return microbiology.with_results(
        microbiology.microbiology_letter(), results=(result,), culture_with_findings=None
    )


MENINGOCOCCUS, PNEUMOCOCCUS = "Meningokoksygdom (invasiv)", "Invasiv pneumokoksygdom"
GONORRHOEA, CPE, MRSA = "Gonorré", "CPE, infektion eller kolonisation", "MRSA"
ENTERIC, PARATYPHOID, MALARIA = "Tarmpatogene bakterier", "Paratyfus", "Malaria"

ORACLE: dict[str, tuple[ReportLetter, list[tuple[str, str, str, str]]]] = {
    # what the laboratory writes: the letter, then (disease, list, isolate, how sure)
    "meningococci in blood": (
        grown("Neisseria meningitidis", "Blod"),
        [(MENINGOCOCCUS, "1a", "unknown", "positive")],
    ),
    "the same in a throat, which is not invasive": (grown("Neisseria meningitidis", "Svælg"), []),
    "and where no material is told": (grown("Neisseria meningitidis", "Ikke angivet"), []),
    "a group behind the name": (
        grown("Neisseria meningitidis gruppe B", "Cerebrospinalvæske"),
        [(MENINGOCOCCUS, "1a", "unknown", "positive")],
    ),
    "capitals and double spaces": (
        grown("NEISSERIA  MENINGITIDIS", "blod"),
        [(MENINGOCOCCUS, "1a", "unknown", "positive")],
    ),
    "a name that only begins alike": (grown("Shigelloides"), []),
    "pneumococci in blood": (
        grown("Streptococcus pneumoniae", "Blod"),
        [(PNEUMOCOCCUS, "unknown", "unknown", "positive")],
    ),
    "pneumococci in sputum": (grown("Streptococcus pneumoniae", "Ekspektorat"), []),
    "coli bacteria": (grown("Escherichia coli", "Urin"), []),
    "coli bacteria with carbapenemase": (
        grown("Escherichia coli", "Urin", remark="Carbapenemaseproducerende (CPE)"),
        [(CPE, "1b", "yes", "positive")],
    ),
    "without carbapenemase, said so": (grown("Escherichia coli", "Urin", remark="Ikke CPE"), []),
    "MRSA in the name": (
        grown("Staphylococcus aureus (MRSA)"),
        [(MRSA, "unknown", "unknown", "positive")],
    ),
    "staphylococci that are not": (grown("Staphylococcus aureus"), []),
    "two diseases at once": (
        grown("Salmonella Paratyphi A", "Fæces"),
        [(PARATYPHOID, "unknown", "unknown", "positive"), (ENTERIC, "unknown", "unknown", "positive")],
    ),
    "growth that is none": (grown("Neisseria gonorrhoeae", growth="Ingen vækst"), []),
    "a temporary answer": (
        grown("Neisseria gonorrhoeae", status=TEMPORARY),
        [(GONORRHOEA, "unknown", "unknown", "preliminary")],
    ),
    "a corrected answer": (
        grown("Neisseria gonorrhoeae", status=CORRECTED),
        [(GONORRHOEA, "unknown", "unknown", "positive")],
    ),
    "a sample that was received": (grown("Neisseria gonorrhoeae", status=RECEIVED), []),
    "XRPT02, growth": (
        grown02("Neisseria gonorrhoeae"),
        [(GONORRHOEA, "unknown", "unknown", "positive")],
    ),
    "XRPT02, no growth": (not_grown02("Neisseria gonorrhoeae"), []),
    "XRPT02, invasive": (
        grown02("Neisseria meningitidis", "Blod"),
        [(MENINGOCOCCUS, "1a", "unknown", "positive")],
    ),
    "XRPT02, temporary": (
        grown02("Klebsiella pneumoniae", remark="CPE", status=TEMPORARY),
        [(CPE, "1b", "yes", "preliminary")],
    ),
    "XRPT06, growth": (grown06("Bacillus anthracis"), [("Miltbrand", "1a", "unknown", "positive")]),
    "an analysis that is positive": (
        measured("Chlamydia trachomatis DNA", "Positiv"),
        [("Okulo-genital klamydia", "unknown", "unknown", "positive")],
    ),
    "weakly positive": (
        measured("Mpox virus DNA", "Svagt positiv"),
        [("Mpox", "1a", "unknown", "positive")],
    ),
    "found": (measured("Measles virus RNA", "Påvist"), [("Mæslinger", "1a", "unknown", "positive")]),
    "negative": (measured("Measles virus RNA", "Negativ"), []),
    "not found": (measured("Measles virus RNA", "Ikke påvist"), []),
    "not found, in other words": (measured("Salmonella", "Ingen Salmonella påvist"), []),
    "no answer yet": (measured("Measles virus RNA", "*****"), []),
    "no value yet": (measured("Measles virus RNA", "Se svar", value="*****"), []),
    "temporary": (
        measured("Measles virus RNA", "Positiv", status=TEMPORARY),
        [("Mæslinger", "1a", "unknown", "preliminary")],
    ),
    "marked by the laboratory": (
        measured("Measles virus RNA", "Se værdi", result_validation="unormal"),
        [("Mæslinger", "1a", "unknown", "positive")],
    ),
    "a number without a word": (
        measured("Measles virus RNA", "Se værdi", value="0.6"),
        [("Mæslinger", "1a", "unknown", "unclear")],
    ),
    "less than can be measured": (
        measured("Measles virus RNA", "Se værdi", value="40", operator="mindre_end"),
        [],
    ),
    "the examination as a whole": (
        overall("Bordetella pertussis PCR", "Positiv"),
        [("Kighoste (pertussis) hos børn < 2 år", "unknown", "unknown", "positive")],
    ),
    "the whole, negative": (overall("Bordetella pertussis PCR", "Negativ"), []),
    "seen in the microscope": (
        seen("Plasmodium falciparum", "Enkelte"),
        [(MALARIA, "unknown", "unknown", "positive")],
    ),
    "looked for and not seen": (seen("Plasmodium falciparum", "Ikke påvist"), []),
    "XRPT02, POS": (examined02("POS"), [(GONORRHOEA, "unknown", "unknown", "positive")]),
    "XRPT02, pluses": (examined02("++"), [(GONORRHOEA, "unknown", "unknown", "positive")]),
    "XRPT02, NEG": (examined02("NEG"), []),
    "XRPT02, minus": (examined02("-"), []),
    "XRPT02, stars": (examined02("*****"), []),
    "XRPT02, received": (examined02("POS", status=RECEIVED), []),
    "XRPT02, in other words": (
        examined02("Se bilag"),
        [(GONORRHOEA, "unknown", "unknown", "unclear")],
    ),
    "biochemistry that means nothing here": (builders.laboratory_report(), []),
}


def told(letter: ReportLetter, table: Table = TABLE) -> list[tuple[str, str, str, str]]:
    return sorted(
        (each.disease, each.list, each.isolate, each.state) for each in matches(report(letter), table)
    )


@pytest.mark.parametrize("name", ORACLE)
def test_what_a_report_says_is_what_the_oracle_says(name: str) -> None:
    letter, expected = ORACLE[name]
    assert told(letter) == sorted(expected)


def row(**fields: Any) -> Row:
    return Row(**{"what": "code", "finding": "NPU12345", "disease": "Hiv", **fields})


def coded_result(value: str, **more: Any) -> ReportLetter:
    return builders.laboratory_report(results=(builders.result("NPU12345", value, **more),))


@pytest.mark.parametrize(
    ("value", "more", "expected"),
    [
        ("POSITIV", {"result_type": "alfanumerisk"}, ["positive"]),
        ("NEGATIV", {"result_type": "alfanumerisk"}, []),
        ("12", {}, ["unclear"]),
        ("12", {"result_validation": "for_hoej"}, ["positive"]),
        ("12", {"operator": "mindre_end"}, []),
        ("12", {"result_validation": "unormal", "status": TEMPORARY}, ["preliminary"]),
        ("*****", {"status": TEMPORARY}, []),
    ],
)
def test_a_code_of_biochemistry_means_a_disease_where_the_table_says_so(
    value: str, more: dict[str, Any], expected: list[str]
) -> None:
    """The code of an analysis says what was looked for; the outcome whether it was found."""
    letter = coded_result(value, **more)
    assert [each.state for each in matches(report(letter), Table([row()]))] == expected
    assert told(letter) == []


def test_a_code_belongs_to_those_who_keep_it() -> None:
    letter = coded_result("POSITIV")
    assert len(told(letter, Table([row(responsible="SST")]))) == 1
    assert told(letter, Table([row(responsible="TKB")])) == []


def test_an_organism_is_known_by_its_code_too() -> None:
    letter = builders.microbiology_report()
    assert told(letter, Table([row(finding="M1", responsible="TST")])) == [
        ("Hiv", "unknown", "unknown", "positive")
    ]
    coded02 = grown02("x")
    assert told(coded02, Table([row(finding="M1")])) == []


def test_the_rows_of_the_day_of_the_answer_count() -> None:
    """The answer of the builders is of 4 March 2026; both days of a validity are included."""
    letter = grown("Testus testii")
    for first, last, count in (("04", "04", 1), ("01", "03", 0), ("05", "09", 0), ("01", "09", 1)):
        valid = {
            "valid_from": date.fromisoformat(f"2026-03-{first}"),
            "valid_to": date.fromisoformat(f"2026-03-{last}"),
        }
        found = told(letter, Table([row(what="organism", finding="Testus testii", **valid)]))
        assert len(found) == count


def test_a_row_may_say_what_the_list_of_diseases_does_not() -> None:
    """The public list is not complete; who has read the order may fill it in."""
    filled = row(what="organism", finding="*", list="2", isolate="yes")
    assert told(grown("Anything at all"), Table([filled])) == [("Hiv", "2", "yes", "positive")]
    assert told(measured("Anything", "Positiv"), Table([filled])) == []


@pytest.mark.parametrize("cell", ["*", "blod|*", "blod | * ", "|"])
def test_any_beside_other_words_is_any(cell: str) -> None:
    """A row that says "blood, or anything" misses nothing that "anything" finds (S14)."""
    either = row(what="organism", finding="Testus testii", materials=cell, remarks=cell)
    assert len(told(grown("Testus testii", "Urin"), Table([either]))) == 1


def test_of_one_disease_in_one_place_the_surest_is_told() -> None:
    letter = grown("Testus testii")
    rows = [
        row(what="organism", finding="Testus"),
        row(what="organism", finding="Testus testii"),
    ]
    assert len(told(letter, Table(rows))) == 1
    one = measured("A", "Se værdi", value="1").laboratory_results.investigations[0]  # type: ignore[union-attr]  # an XRPT05
    two = replace(one, culture_findings=builders.culture())
    both = builders.microbiology_report(investigations=(two,))
    any_of_them = Table([row(what="organism", finding="*"), row(what="analysis", finding="A")])
    assert [each[3] for each in told(both, any_of_them)] == ["positive"]


def test_every_finding_stands_where_its_result_stands() -> None:
    """A withdrawal of a position takes the finding with it, so positions are those of the report."""
    letter = microbiology.microbiology_letter()
    found = findings(report(letter))
    assert [(each.kind, each.position) for each in found] == [
        ("analysis", 0),
        ("organism", 1),
        ("organism", 1),
    ]


def test_the_table_of_the_beginning_names_known_diseases_and_says_that_it_is_an_assumption() -> None:
    known = {each.disease_da for each in tables.notifiable_diseases()}
    assert {each.disease for each in starting_rows()} <= known
    assert all(each.note.startswith("Antagelse") for each in starting_rows())
    assert min(each.valid_from for each in starting_rows()) == date(2023, 11, 1)
    of_1a = {each.disease_da for each in tables.notifiable_diseases() if each.list == "1a"}
    without_organism = {
        "Influenza, pandemisk alarmfase",
        "Mistanke om ophobning af alvorlige, uforklarede eller usædvanlige sygdomme",
    }
    assert of_1a - {each.disease for each in starting_rows()} == without_organism
