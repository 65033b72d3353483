"""The answers that go to FHIR and not back: XRPT02 from microbiology, XRPT03, XRPT04 and XRPT07 in words."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.conversion.fhir import ConvertedBundle, bundle_of
from labsvar.conversion.fhir.diagnoses import SYSTEM
from labsvar.conversion.fhir.systems import NPU
from labsvar.formats.fhir.resources import (
    CodeableConcept,
    DiagnosticReport,
    Observation,
    Patient,
    ServiceRequest,
    Specimen,
)
from labsvar.letters import pathology, xrpt02
from labsvar.letters.catalogue import AnyLetter, version_of
from tests import narratives
from tests.builders import emessage
from tests.fhir_words import untold
from tests.microbiology import culture, microbiology_letter, organism, result, with_results


def _out(letter: AnyLetter) -> ConvertedBundle:
    message = emessage(letter, namespace=version_of(letter).release.namespace)
    made = bundle_of(message, to="eu-lab", accept_losses=True)
    assert untold(letter, made) == []
    return made


def _all(made: ConvertedBundle, kind: type[Any]) -> list[Any]:
    return [each.resource for each in made.bundle.entry if isinstance(each.resource, kind)]


def _named(made: ConvertedBundle, name: str) -> list[Observation]:
    return [each for each in _all(made, Observation) if each.code.text == name]


def _of(made: ConvertedBundle, found: Observation) -> str | None:
    """The laboratory's number of the sample of an Observation."""
    assert found.specimen is not None
    specimens = {f"urn:uuid:{each.id}": each for each in _all(made, Specimen)}
    specimen: Specimen = specimens[found.specimen.reference or ""]
    assert specimen.accession_identifier is not None
    return specimen.accession_identifier.value


def _coded(concept: CodeableConcept | None) -> tuple[str | None, str | None, str | None]:
    assert concept is not None
    return concept.coding[0].system, concept.coding[0].code, concept.text


# XRPT04, XRPT03 -----------------------------------------------------------------------------------


def test_a_diagnosis_is_of_its_sample_and_place() -> None:
    """Two samples of skin: each diagnosis has its code, and its remark, on the sample it is about."""
    made = _out(narratives.histology_report())
    found = _named(made, "Diagnose")
    assert [(_of(made, each), _coded(each.value_codeable_concept)) for each in found] == [
        ("H0001-1", (SYSTEM, "M87200", "naevus")),
        ("H0001-1", (SYSTEM, "ÆF4100", "præparat fuldt undersøgt")),
        ("H0001-2", (SYSTEM, "M87200", "naevus")),
        ("H0001-2", (SYSTEM, "ÆF4100", "præparat fuldt undersøgt")),
    ]
    assert {_coded(each.body_site) for each in found} == {(SYSTEM, "T02420", "hud på lår")}
    assert [[note.text for note in each.note] for each in found] == [[], [], ["randfri"], []]


def test_the_haematology_table_tells_marrow_from_blood() -> None:
    table = narratives.blood()
    rows = (replace(table.results[0], marrow="61,5", peripheral="7"),)
    letter = narratives.told(narratives.histology_report(), hematology=replace(table, results=rows))
    (found,) = _named(_out(letter), "Hæmatologi")
    assert [(each.code.text, each.value_string) for each in found.component] == [
        ("Myeloblaster, Marv", "61,5"),
        ("Myeloblaster, Perifert", "7"),
    ]


def test_the_conclusion_is_the_reports_too_and_the_numbers_are_both_there() -> None:
    made = _out(narratives.histology_report())
    report: DiagnosticReport = _all(made, DiagnosticReport)[0]
    request: ServiceRequest = _all(made, ServiceRequest)[0]
    assert (report.conclusion or "").strip() == "Godartet naevus."
    assert [each.display for each in report.results_interpreter] == ["Test Undersøger /bioanalytiker"]
    assert [each.value for each in request.identifier] == ["R0001", "H0001"]
    (short,) = _named(made, "Histologi")
    assert short.value_string == "PATO"


def test_a_relative_is_another_person_and_stays_out() -> None:
    """The name and the number do not go along, and the list says so."""
    made = _out(replace(narratives.histology_report(), relative=narratives.relative()))
    assert b"0107729995" not in made.data
    assert any(each.path.endswith("/Relative") for each in made.changes if each.kind == "lost")


@pytest.mark.parametrize(
    ("word", "status", "report"),
    [
        ("svar_endeligt", "final", "final"),
        ("svar_rettet", "corrected", "corrected"),
    ],
)
def test_an_older_answer_has_the_status_of_its_result(word: str, status: str, report: str) -> None:
    """XR0330P has no status of the report: that of the result is taken, which the list says."""
    older = narratives.older(narratives.cytology_report())
    general = replace(older.laboratory_results.general_result_information, result_status_code=word)
    made = _out(
        replace(
            older, laboratory_results=replace(older.laboratory_results, general_result_information=general)
        )
    )
    assert _all(made, DiagnosticReport)[0].status == report
    assert {each.status for each in _all(made, Observation)} == {status}
    assert ("assumed", "ReportStatusCode") in {
        (each.kind, each.path.rpartition("/")[2]) for each in made.changes
    }


def test_where_a_person_lives_goes_along() -> None:
    letter = narratives.cytology_report()
    person = replace(
        letter.patient, street_name="Testvej 1", municipality_id=101, municipality_name="Testkommune"
    )
    home = _all(_out(replace(letter, patient=person)), Patient)[0].address[0]
    assert (home.line, home.district) == (("Testvej 1",), "Testkommune")


def test_an_answer_that_was_only_received_has_no_value() -> None:
    """Asterisks in the table are no answer."""
    table = pathology.TableFormat(result_headline="Cervixcytologi", table_result="*****")
    general = narratives.general(report_status_code="modtaget", result_status_code="proeve_modtaget")
    letter = narratives.cytology_report()
    results = replace(letter.laboratory_results, table_format=table, general_result_information=general)
    (found,) = _named(_out(replace(letter, laboratory_results=results)), "Cervixcytologi")
    assert (found.status, found.value_string) == ("registered", None)


# XRPT07 -----------------------------------------------------------------------------------------


def test_an_answer_from_genetics_has_its_code_samples_and_examinators() -> None:
    """The form of the code tells that it is of NPU; each sample is a Specimen, each examinator is named."""
    made = _out(narratives.genetics_report())
    (short,) = _named(made, "Genetik")
    assert [(each.system, each.code) for each in short.code.coding] == [(NPU, "NPU12345")]
    assert [each.type.text for each in _all(made, Specimen)] == ["Blod", "Spyt"]
    report: DiagnosticReport = _all(made, DiagnosticReport)[0]
    assert [each.display for each in report.results_interpreter] == ["Test Et, overlæge, TE", "Test To"]
    (found,) = _named(made, "Resultat")
    assert (found.value_string or "").strip() == "Ingen variant fundet."


# XRPT02 -----------------------------------------------------------------------------------------


def test_the_older_microbiology_is_told_as_the_newer() -> None:
    """From culture to organism to panel, with the laboratory's own codes in systems of our own."""
    made = _out(
        with_results(
            microbiology_letter(),
            culture_with_findings=culture(
                microorganisms=(organism(atcc_code="25922", atcc_code_responsible="TKM"), organism("Proteus"))
            ),
        )
    )
    first, second = _named(made, "Mikroorganisme")
    assert first.value_codeable_concept is not None
    assert first.value_codeable_concept.coding[0].code == "25922"
    panels = [each for each in _all(made, Observation) if each.code.text == "Antibiotikafølsomhed"]
    assert [len(each.has_member) for each in panels] == [2, 1]
    of_second = {f"urn:uuid:{each.id}" for each in panels} & {each.reference for each in second.has_member}
    assert of_second == {f"urn:uuid:{panels[1].id}"}


def test_a_culture_has_the_status_of_the_least_final_result_and_results_their_own() -> None:
    """So nobody takes a culture that may change for a final one."""
    preliminary = result("990000002", result_status_code="svar_midlertidigt")
    pus = replace(
        preliminary.analysis,
        analysis_mds_name=replace(preliminary.analysis.analysis_mds_name, material="Pus"),
    )
    made = _out(with_results(microbiology_letter(), results=(result(), replace(preliminary, analysis=pus))))
    assert [each.status for each in _named(made, "Dyrkning")] == ["final", "preliminary"]
    assert {each.status for each in _named(made, "Dyrkningsfund")} == {"preliminary"}
    materials = {each.id: each.type.text for each in _all(made, Specimen)}
    told = [
        materials[(each.specimen.reference or "")[9:]] for each in _named(made, "Dyrkning") if each.specimen
    ]
    assert told == ["Urin", "Pus"]


def test_a_culture_without_findings_says_it_in_words() -> None:
    found = xrpt02.CultureWithoutFindings(headline="Dyrkning af urin", comments=("Ingen vækst",))
    letter = with_results(microbiology_letter(), culture_with_findings=None, culture_without_findings=found)
    (told,) = _named(_out(letter), "Dyrkning af urin")
    assert (told.value_string, told.value_codeable_concept) == ("Ingen vækst", None)
