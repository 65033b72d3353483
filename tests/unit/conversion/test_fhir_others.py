"""Reports that others made, as letters from microbiology: what is taken, what is assumed, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.conversion import CannotConvert, ConvertedMessage
from labsvar.conversion.fhir import bundle_of, to_letter
from labsvar.conversion.fhir.systems import own_extension
from labsvar.formats.fhir.resources import (
    Annotation,
    Bundle,
    CodeableConcept,
    Coding,
    DiagnosticReport,
    Extension,
    HumanName,
    Identifier,
    Observation,
    Organization,
    Practitioner,
    Reference,
    Specimen,
)
from labsvar.letters import xrpt05
from tests.builders import emessage, investigation, measured, microbiology_report

SNOMED = "http://snomed.info/sct"


def _report(*investigations: xrpt05.Investigation) -> Bundle:
    """A report of ours without our marks: which part of a letter an Observation is stands nowhere."""
    letter = microbiology_report(investigations=investigations or (_serology(),))
    return _changed(bundle_of(emessage(letter), to="eu-lab").bundle, Observation, _unmarked)


def _serology() -> xrpt05.Investigation:
    quantitative = xrpt05.QuantitativeFindings(analysis_findings=(measured(),))
    return investigation(culture_findings=None, quantitative_findings=quantitative)


def _unmarked(found: Observation) -> Observation:
    return replace(found, category=found.category[:2], performer=found.performer[:1])


def _changed(bundle: Bundle, kind: type[Any], change: Callable[[Any], Any]) -> Bundle:
    """The Bundle with every resource of a kind changed."""
    return replace(
        bundle,
        entry=tuple(
            replace(each, resource=change(each.resource)) if isinstance(each.resource, kind) else each
            for each in bundle.entry
        ),
    )


def _with(bundle: Bundle, resource: Any) -> Bundle:
    entry = replace(bundle.entry[-1], full_url=f"urn:uuid:{resource.id}", resource=resource)
    return replace(bundle, entry=(*bundle.entry, entry))


def _in(bundle: Bundle, **given: str) -> ConvertedMessage:
    options = {name.replace("_", "-"): text for name, text in given.items()}
    return to_letter(bundle, to="xrpt05", given=options, accept_losses=True)


def _letter(made: ConvertedMessage) -> xrpt05.MicrobiologyWebReport:
    letter = made.message.letters[0]
    assert isinstance(letter, xrpt05.MicrobiologyWebReport)
    return letter


def _examination(made: ConvertedMessage) -> xrpt05.Examination:
    return _letter(made).laboratory_results.investigations[0].examination


def _noted(made: ConvertedMessage, kind: str) -> set[str]:
    return {each.path for each in made.changes if each.kind == kind}


def _refused(bundle: Bundle) -> set[str]:
    with pytest.raises(CannotConvert) as reasons:
        _in(bundle)
    return {each.kind for each in reasons.value.refusals}


def test_results_of_others_become_examinations_with_findings() -> None:
    """Its members are the findings; what type of examination it is nobody said, which is told."""
    made = _in(_report())
    found = _letter(made).laboratory_results.investigations[0].quantitative_findings
    assert found is not None
    assert [each.findings.interpretation.text.paragraphs for each in found.analysis_findings] == [
        ("Negativ",)
    ]
    assert any(each.endswith(".category") for each in _noted(made, "assumed"))


def test_groups_within_groups_of_others_are_refused() -> None:
    """Without our marks nothing says which organism a susceptibility is about."""
    assert "unfit" in _refused(_report(investigation()))


def test_a_report_of_microbiology_becomes_xrpt05_and_any_other_xrpt01() -> None:
    """What the report is a study of tells, when the target names a form and no kind."""
    bundle = _changed(_report(), DiagnosticReport, lambda found: replace(found, meta=None))
    assert _letter(to_letter(bundle, to="xml", accept_losses=True)).letter.type_code == "XRPT05"
    chemistry = _changed(bundle, DiagnosticReport, lambda found: replace(found, category=()))
    with pytest.raises(CannotConvert) as reasons:
        to_letter(chemistry, to="xrpt02", accept_losses=True)
    assert {each.kind for each in reasons.value.refusals} == {"kind"}


@pytest.mark.parametrize(
    ("statuses", "word"),
    [
        (("final", "final"), "svar_endeligt"),
        (("final", "corrected"), "svar_rettet"),
        (("final", "preliminary"), "svar_midlertidigt"),
        (("registered", "final"), "svar_midlertidigt"),
    ],
)
def test_a_letter_has_one_status_the_least_final(statuses: tuple[str, ...], word: str) -> None:
    """Several statuses become one, which is told; no part that may change is called final."""
    given = iter(statuses)
    made = _in(_changed(_report(), Observation, lambda found: replace(found, status=next(given))))
    assert _letter(made).laboratory_results.general_result_information.result_status_code == word
    assert ("Observation.status" in _noted(made, "changed")) == (len(set(statuses)) > 1)


def test_who_examined_is_a_person_or_else_the_laboratory() -> None:
    """A person that a performer points at is named; without one, the laboratory is."""
    assert _examination(_in(_report())).examinator == "TKM"
    person = Practitioner(id="00000000-0000-4000-8000-000000000001", name=(HumanName(text="Test Person"),))
    pointed = Reference(reference=f"urn:uuid:{person.id}")
    named = _changed(
        _report(), Observation, lambda found: replace(found, performer=(*found.performer, pointed))
    )
    assert _examination(_in(_with(named, person))).examinator == "Test Person"


def test_a_producer_that_is_not_named_is_given_or_refuses() -> None:
    bundle = _changed(_report(), Organization, _without_producer)
    assert "missing" in _refused(bundle)
    lab = _examination(_in(bundle, producer="TKM:Klinisk Mik")).producer_of_lab_result
    assert lab is not None
    assert (lab.identifier, lab.identifier_code) == ("Klinisk Mik", "TKM")


def _without_producer(found: Organization) -> Organization:
    return replace(
        found, identifier=tuple(each for each in found.identifier if "ProducentID" not in (each.system or ""))
    )


def test_a_sender_without_a_speciality_is_a_department_of_microbiology() -> None:
    """Every XRPT05 is from one (assumption), which is told."""
    made = _in(_changed(_report(), Organization, lambda found: replace(found, type=())))
    assert _letter(made).sender.medical_speciality_code == "klin_mikrobiologi"
    assert any("MedicalSpecialityCode" in each for each in _noted(made, "assumed"))


def test_a_place_without_a_number_of_its_own_has_its_location_number() -> None:
    """Which is told; an option says better, with the code of its kind before a colon."""
    bundle = _changed(_report(), Organization, _only_location)
    made = _in(bundle)
    sender = _letter(made).sender
    assert (sender.identifier, sender.identifier_code) == (sender.ean_identifier, "lokationsnummer")
    assert len([each for each in _noted(made, "assumed") if each.endswith(": Identifier")]) == 2
    receiver = _letter(_in(bundle, receiver="ydernummer:990001")).receiver
    assert (receiver.identifier, receiver.identifier_code) == ("990001", "ydernummer")


def _only_location(found: Organization) -> Organization:
    marked = [each for each in found.identifier if each.type is not None]
    return replace(
        found, identifier=tuple(each for each in found.identifier if each not in marked[1:]) or marked[:1]
    )


def test_another_sample_has_no_room_and_is_told() -> None:
    other = Specimen(
        id="00000000-0000-4000-8000-000000000002", accession_identifier=Identifier(value="OTHER")
    )
    bundle = _with(_report(), other)
    assert f"Bundle.entry[{len(bundle.entry) - 1}].resource" in _noted(_in(bundle), "lost")


def test_a_code_that_a_letter_has_no_word_for_is_told_and_its_words_are_kept() -> None:
    """An organism by SNOMED CT keeps its name; a letter has no table for the code."""
    concept = CodeableConcept(coding=(Coding(system=SNOMED, code="112283007", display="Escherichia coli"),))
    bundle = _changed(
        _report(),
        Observation,
        lambda found: (
            found
            if found.has_member
            else replace(
                found,
                value_quantity=None,
                reference_range=(),
                interpretation=(),
                value_codeable_concept=concept,
            )
        ),
    )
    made = _in(bundle)
    found = _letter(made).laboratory_results.investigations[0].quantitative_findings
    assert found is not None
    assert found.analysis_findings[0].findings.interpretation.text.paragraphs == ("Escherichia coli",)
    assert any(each.endswith("valueCodeableConcept.coding[0]") for each in _noted(made, "lost"))


def test_a_code_of_a_comment_that_a_letter_has_no_word_for_is_told() -> None:
    coding = Coding(system=SNOMED, code="112283007")
    note = Annotation(
        extension=(Extension(url=own_extension("note-code"), value_coding=coding),), text="Ring ved tvivl"
    )
    bundle = _changed(_report(), Observation, lambda found: replace(found, note=(note,)))
    assert any(each.endswith(".note[0].extension") for each in _noted(_in(bundle), "lost"))


def test_a_second_interpretation_has_no_room_and_is_told() -> None:
    words = tuple(CodeableConcept(text=each) for each in ("Negativ", "Ikke sikker"))
    bundle = _changed(
        _report(),
        Observation,
        lambda found: replace(found, interpretation=words) if found.value_quantity else found,
    )
    assert any(each.endswith(".interpretation[1]") for each in _noted(_in(bundle), "lost"))
