"""Our own rules about FHIR: what each finds, and that a good report is found in order."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bench.fhir import report
from labsvar.checks import fhir as checks
from tests import shared
from tests.fhir_damage import damaged

CASES = ("fhir", "own-cases")
EXPECTED = {
    "01-obs-status-code": "standard.fhir-code",
    "02-obs-no-status": "standard.fhir-missing",
    "03-unknown-element": "standard.fhir-unknown",
    "04-two-values": "standard.fhir-choice",
    "06-no-performer": "content.fhir-profile-missing",
    "08-no-lab-category": "content.fhir-category-laboratory",
    "10-no-value": "content.fhir-eu-lab-1",
    "13-subj-mismatch": "content.fhir-dr-comp-subj",
    "16-no-bundle-ident": "standard.fhir-bdl-9",
    "18-dangling-ref": "standard.fhir-reference",
    "20-no-birthdate": "content.fhir-profile-missing",
    "21-range-no-code": "content.fhir-unit-code",
}

Change = Callable[[dict[str, Any]], object]


def of(bundle: dict[str, Any], kind: str) -> dict[str, Any]:
    """The first resource of a kind in a Bundle."""
    found = (each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == kind)
    return next(found)


def rules_of(raw: bytes, *severities: str) -> set[str]:
    return {each.rule for each in checks.check(raw).findings if each.severity in (severities or ("error",))}


def changed(change: Change) -> bytes:
    bundle = json.loads(report(results=2))
    change(bundle)
    return json.dumps(bundle).encode()


def test_the_made_up_report_has_no_errors_and_no_warnings() -> None:
    assert rules_of(report(), "error", "warning") == set()
    assert rules_of(report(), "note") == {"content.fhir-terminology"}


@pytest.mark.parametrize("case", ["00-good", *EXPECTED])
def test_each_case_of_the_project_is_judged_as_its_index_says(case: str) -> None:
    index = {each["case"]: each["valid"] for each in json.loads(shared.read(*CASES, "index.json"))}
    found = rules_of(shared.read(*CASES, f"{case}.json"))
    assert (not found) == index[case]
    assert case == "00-good" or EXPECTED[case] in found


def test_every_example_of_the_european_guide_is_found_in_order() -> None:
    shared.read(*CASES, "index.json")
    files = sorted((shared.FOLDER / "fhir" / "eu-lab-examples").glob("*.json"))
    assert len(files) == 15
    for file in files:
        assert rules_of(file.read_bytes()) == set(), file.name


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda b: b.update(type="collection"), "content.fhir-profile-fixed"),
        (lambda b: b.update(total=3), "standard.fhir-bdl-1"),
        (lambda b: b.update(total=3), "content.fhir-profile-forbidden"),
        (lambda b: b.pop("timestamp"), "standard.fhir-bdl-10"),
        (lambda b: b["entry"].reverse(), "standard.fhir-bdl-11"),
        (lambda b: b.update(type="message"), "standard.fhir-bdl-12"),
        (lambda b: b["entry"][1].update(search={"mode": "match"}), "standard.fhir-bdl-2"),
        (lambda b: b["entry"][1].update(request={"method": "GET", "url": "x"}), "standard.fhir-bdl-3"),
        (lambda b: b["entry"][1].update(response={"status": "200"}), "standard.fhir-bdl-4"),
        (lambda b: b["entry"].append({"fullUrl": "urn:uuid:x"}), "standard.fhir-bdl-5"),
        (lambda b: b["entry"][3].update(fullUrl=b["entry"][2]["fullUrl"]), "standard.fhir-bdl-7"),
        (lambda b: b["entry"][2].update(fullUrl="http://x/Patient/1/_history/2"), "standard.fhir-bdl-8"),
        (lambda b: b["entry"].append(b["entry"][1]), "content.fhir-one-dr"),
        (lambda b: b["entry"].pop(0), "content.fhir-one-comp"),
        (lambda b: of(b, "Composition").update(encounter={"display": "x"}), "content.fhir-dr-comp-enc"),
        (lambda b: of(b, "Composition").update(type={"text": "x"}), "content.fhir-dr-comp-type"),
        (lambda b: of(b, "Composition").update(category=[{"text": "x"}]), "content.fhir-dr-comp-category"),
        (lambda b: of(b, "Composition").update(identifier={"value": "x"}), "content.fhir-dr-comp-identifier"),
        (lambda b: of(b, "Composition")["section"][0].pop("text"), "content.fhir-profile-missing"),
        (lambda b: of(b, "Composition").update(attester=[{"mode": "legal"}]), "content.fhir-attester"),
        (
            lambda b: of(b, "Composition")["section"][0].update(
                code={"coding": [{"system": "http://loinc.org", "code": "48767-8"}]}
            ),
            "content.fhir-section-annotations",
        ),
        pytest.param(
            lambda b: of(b, "DiagnosticReport").pop("extension"),
            "content.fhir-profile-missing",
            id="the report does not point at its Composition",
        ),
        (
            lambda b: of(b, "DiagnosticReport")["extension"][0].update(
                valueString=of(b, "DiagnosticReport")["extension"][0].pop("valueReference")["reference"]
            ),
            "content.fhir-extension-value",
        ),
        (
            lambda b: of(b, "DiagnosticReport").update(media=[{"link": {"reference": "Media/1"}}]),
            "content.fhir-media-link",
        ),
        (
            lambda b: of(b, "DiagnosticReport").update(specimen=of(b, "DiagnosticReport")["result"]),
            "standard.fhir-reference-type",
        ),
        (
            lambda b: of(b, "Observation").update(subject={"reference": b["entry"][3]["fullUrl"]}),
            "content.fhir-profile-target",
        ),
        (
            lambda b: of(b, "Observation").update(effectiveInstant="2026-03-02T07:50:00Z"),
            "standard.fhir-choice",
        ),
        (lambda b: of(b, "Observation").update(effectiveDateTime="2026-13-02"), "standard.fhir-form"),
        (
            lambda b: of(b, "Observation").update(
                valueInteger=of(b, "Observation").pop("valueQuantity") and 3
            ),
            "content.fhir-profile-form",
        ),
        (lambda b: of(b, "Observation")["valueQuantity"].update(system="http://x"), "content.fhir-ucum"),
        (lambda b: of(b, "Observation")["valueQuantity"].pop("system"), "standard.fhir-qty-3"),
        (lambda b: of(b, "Observation").update(subject={}), "standard.fhir-ele-1"),
        (lambda b: of(b, "Observation").update(component=[{"code": {"text": "x"}}]), "content.fhir-eu-lab-2"),
        (
            lambda b: of(b, "Observation").update(
                extension=[
                    {
                        "url": "http://hl7.org/fhir/5.0/StructureDefinition/extension-Observation.value",
                        "valueAttachment": {"title": "x"},
                    }
                ]
            ),
            "content.fhir-obs-value-1",
        ),
        (lambda b: of(b, "Observation").update(dataAbsentReason={"text": "x"}), "standard.fhir-obs-6"),
        (lambda b: of(b, "Observation").update(referenceRange=[{"id": "x"}]), "standard.fhir-obs-3"),
        (lambda b: of(b, "Patient").update(name=[{"use": "official"}]), "content.fhir-eu-pat-1"),
        (lambda b: of(b, "Organization").update(telecom=[{"use": "home"}]), "standard.fhir-org-3"),
        (
            lambda b: of(b, "Specimen").update(contained=[{"resourceType": "Patient", "id": "p"}]),
            "standard.fhir-dom-3",
        ),
        (lambda b: of(b, "Specimen").update(subject={"reference": "#p"}), "standard.fhir-ref-1"),
        (
            lambda b: of(b, "ServiceRequest").update(
                occurrencePeriod={"start": "2026-03-02", "end": "2026-03-01"}
            ),
            "standard.fhir-per-1",
        ),
        (
            lambda b: of(b, "Patient")["meta"].update(
                profile=["http://hl7.eu/fhir/laboratory/StructureDefinition/Specimen-eu-lab"]
            ),
            "content.fhir-profile-type",
        ),
    ],
)
def test_a_broken_rule_is_found(change: Change, rule: str) -> None:
    assert rule in rules_of(changed(change))


@pytest.mark.parametrize(
    ("status", "rule"),
    [
        ("registered", "content.fhir-status"),
        ("cancelled", "content.fhir-status-results"),
        ("corrected", "content.fhir-status-results"),
    ],
)
def test_statuses_that_do_not_go_together_are_warned_of(status: str, rule: str) -> None:
    raw = changed(lambda bundle: of(bundle, "DiagnosticReport").update(status=status))
    assert rules_of(raw) == set()
    assert rule in rules_of(raw, "warning")


@pytest.mark.parametrize(
    ("system", "value", "right"),
    [
        ("urn:oid:1.2.208.176.1.2", "2512489996", True),
        ("urn:oid:1.2.208.176.1.2", "3213489996", False),
        ("urn:oid:1.2.208.176.1.2", "2902019996", True),
        ("urn:oid:1.2.208.176.1.6.1.1", "0703921VJ4", True),
        ("urn:oid:1.2.208.176.1.6.1.1", "0703920VJ4", False),
        ("urn:oid:1.2.208.176.1.6.1.3.187", "0703920VJ4", True),
        ("urn:oid:1.2.208.176.1.6.1.3.187", "0703921VJ4", False),
        ("urn:oid:1.2.208.176.1.1", "275871000016006", True),
        ("urn:oid:1.2.208.176.1.1", "275871000016007", False),
        ("http://www.gs1.org/gln", "5790000121526", True),
        ("https://www.gs1.org/gln", "5790000121527", False),
        ("http://cvr.dk", "12345678", False),
        ("urn:oid:1.2.208.176.1.4", "061654", True),
        ("urn:oid:1.2.208.176.1.4", "61654", False),
        ("http://example.org", "anything", True),
    ],
)
def test_danish_numbers_are_held_against_the_rules_of_their_systems(
    system: str, value: str, right: bool
) -> None:
    patient = {"resourceType": "Patient", "identifier": [{"system": system, "value": value}]}
    found = checks.check(json.dumps(patient).encode()).findings
    assert ("content.fhir-identifier" in {each.rule for each in found}) == (not right)
    assert all(value not in f"{each}" for each in found)


@pytest.mark.parametrize(
    ("profile", "resource", "rule"),
    [
        ("dk-core-patient", {"resourceType": "Patient"}, "content.fhir-profile-missing"),
        (
            "dk-core-patient",
            {"resourceType": "Patient", "identifier": [{"value": "1"}], "name": [{"use": "official"}]},
            "content.fhir-dk-official-name",
        ),
        (
            "dk-core-organization",
            {"resourceType": "Organization", "identifier": [{"system": "http://x", "value": "1"}]},
            "content.fhir-dk-organization",
        ),
        (
            "dk-core-observation",
            {
                "resourceType": "Observation",
                "status": "final",
                "code": {
                    "coding": [{"system": "http://x", "code": "1"}, {"system": "http://x", "code": "2"}]
                },
                "subject": {"display": "x"},
            },
            "content.fhir-dk-codes",
        ),
        (
            "dk-core-observation",
            {
                "resourceType": "Observation",
                "status": "final",
                "code": {"text": "x"},
                "subject": {"display": "x"},
                "valueQuantity": {"value": 3},
            },
            "content.fhir-dk-unit",
        ),
    ],
)
def test_dk_core_asks_what_its_guide_says(profile: str, resource: dict[str, Any], rule: str) -> None:
    named = {"meta": {"profile": [f"http://hl7.dk/fhir/core/StructureDefinition/{profile}"]}} | resource
    assert rules_of(json.dumps(named).encode()) == {rule}


def test_no_damage_makes_a_check_raise() -> None:
    for number, raw in enumerate(damaged(report(results=1))):
        if number % 29 == 0:
            checks.check(raw)
