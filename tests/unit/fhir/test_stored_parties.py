"""Who a document is from, about and by; what it concludes; and what it replaces."""

from __future__ import annotations

import json
from typing import Any

import pytest

from labsvar.formats import fhir
from labsvar.results.fhir import Said, told
from labsvar.results.fhir.parties import Number
from labsvar.results.measuring import producer_called
from labsvar.results.model import Party
from labsvar.results.replacing import counted
from tests.fhir_documents import GLN, LOINC, PRODUCER, document, observation, written

CPR = "2512489996"
X_ECPR = "urn:oid:1.2.208.176.1.6.1.1"
D_ECPR = "urn:oid:1.2.208.176.1.6.1.3.179"
SOR = "urn:oid:1.2.208.176.1.1"
YDER = "urn:oid:1.2.208.176.1.4"


def changed(kind: str, change: dict[str, Any], **how: Any) -> Said:
    """What a document says in which the resources of a kind are changed."""
    whole = json.loads(document(CPR, observation(), **how), parse_float=str)
    for entry in whole["entry"]:
        if entry["resource"]["resourceType"] == kind:
            entry["resource"] = {
                name: value for name, value in (entry["resource"] | change).items() if value is not None
            }
    body = written(whole)
    resource = fhir.read(body).resource
    assert resource is not None
    telling = told(resource, body)
    assert [each.rule for each in telling.findings if each.severity == "error"] == []
    (said,) = telling.said
    return said


@pytest.mark.parametrize(
    ("identifiers", "producer", "kind"),
    [
        (
            [{"system": PRODUCER, "value": "KBA"}, {"system": SOR, "value": "441471000016006"}],
            "KBA",
            "laboratory",
        ),
        ([{"system": SOR, "value": "441471000016006"}], "sor.441471000016006", "sor"),
        ([{"system": GLN, "value": "5790000121526"}], "gln.5790000121526", "gln"),
        ([{"system": YDER, "value": "061654"}], "yder.061654", "yder"),
        ([{"system": "urn:example:labs", "value": "A/1"}], "other.A-1-", "other"),
        (None, "named.", "named"),
    ],
)
def test_who_made_a_result_is_known_by_its_own_number(
    identifiers: list[dict[str, str]] | None, producer: str, kind: str
) -> None:
    """MedCom's abbreviation before any number; two systems' numbers are never one laboratory (rule S22)."""
    said = changed("Organization", {"identifier": identifiers})
    (result,) = said.report.results
    assert result.producer_code.startswith(producer)
    assert result.producer_kind == kind
    assert producer_called(result.producer_code).kind == kind


def test_a_result_of_a_person_is_the_report_s_laboratory_s() -> None:
    """A doctor who is named alone made it for whoever answers for the report; with nobody there, the name counts."""
    doctor = {"performer": [{"display": "Dr. Opdigtet"}]}
    (result,) = changed("Observation", doctor).report.results
    assert (result.producer_code, result.producer_kind) == ("gln.5790000121526", "gln")
    alone = json.loads(document(CPR, observation()), parse_float=str)
    for entry in alone["entry"]:
        resource = entry["resource"]
        if "performer" in resource:
            resource["performer"] = doctor["performer"]
        if "author" in resource:
            resource["author"] = doctor["performer"]
    body = written(alone)
    read = fhir.read(body).resource
    assert read is not None
    (said,) = told(read, body).said
    assert said.report.sender == Party(gln="", identifier="", identifier_code=None, name="")
    assert said.report.results[0].producer_kind == "named"


@pytest.mark.parametrize(
    ("identifiers", "number"),
    [
        (
            [
                {"system": "urn:oid:1.2.3", "value": "9"},
                {"value": CPR, "use": "official", "system": "urn:oid:1.2.208.176.1.2"},
            ],
            Number(CPR),
        ),
        ([{"system": X_ECPR, "value": "0703921VJ4", "use": "temp"}], Number("0703921VJ4")),
        ([{"system": D_ECPR, "value": "0703925VJ4", "use": "temp"}], Number("0703925VJ4")),
        ([{"system": "urn:oid:1.2.3", "value": CPR}], Number(CPR, "urn:oid:1.2.3")),
    ],
)
def test_a_person_goes_by_a_danish_number_before_any_other(
    identifiers: list[dict[str, str]], number: Number
) -> None:
    """A number of another system is never taken for a CPR number, whatever it looks like (rule S8)."""
    assert changed("Patient", {"identifier": identifiers}).person == number


@pytest.mark.parametrize("system", [X_ECPR, D_ECPR])
def test_an_old_number_alone_says_nothing(system: str) -> None:
    """Somebody else may have it by now."""
    old = [{"system": system, "value": "0703921VJ4", "use": "old"}]
    with pytest.raises(AssertionError, match="fhir-no-person"):
        changed("Patient", {"identifier": old})


def test_what_a_report_concludes_is_kept_as_lines() -> None:
    """Its conclusion, its notes, and the sections of annotations; what else is narrative repeats the results."""
    note = "http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.note"
    section = {
        "title": "Bemærkninger",
        "code": {"coding": [{"system": LOINC, "code": "48767-8"}]},
        "text": {
            "status": "additional",
            "div": '<div xmlns="http://www.w3.org/1999/xhtml"><p>Se <b>også</b></p><p>forrige svar &amp; kurve</p></div>',
        },
    }
    whole = json.loads(document(CPR, observation()), parse_float=str)
    composition, report = (entry["resource"] for entry in whole["entry"][:2])
    composition["section"].append({"title": "Flere", "code": section["code"], "section": [section]})
    report["conclusion"] = "Normalt."
    report["extension"].append({"url": note, "valueAnnotation": {"text": "Ringet ud."}})
    body = written(whole)
    read = fhir.read(body).resource
    assert read is not None
    (said,) = told(read, body).said
    assert said.report.summary == "Normalt.\nRinget ud.\nSe også\nforrige svar & kurve"


def test_a_chain_of_replaced_reports_counts_as_one_answer() -> None:
    """Each names the one before it; those that name each other in a ring still come to one number."""

    def replacing(number: str, *before: str) -> Any:
        named = [{"code": "replaces", "targetIdentifier": {"value": each}} for each in before]
        return changed("Composition", {"relatesTo": named or None}, report=number).report

    first, second, third = replacing("A"), replacing("B", "A"), replacing("C", "B")
    assert {each.answer_number for each in counted((first, second, third))} == {"A"}
    ring = counted((replacing("X", "Y"), replacing("Y", "X")))
    assert len({each.answer_number for each in ring}) == 1
    itself = replacing("A", "A")
    assert itself.replaces == ()


def test_the_sample_and_its_times_are_found_where_the_document_has_them() -> None:
    """A collection time where the result has none, a period's beginning, and when the laboratory had it."""
    specimen = {
        "accessionIdentifier": {"value": "L-9"},
        "collection": {"collectedPeriod": {"start": "2026-03-01T07:00:00+01:00"}},
        "receivedTime": "2026-03-01T09:30:00+01:00",
    }
    said = changed("Specimen", specimen).report
    assert (said.sample_number, said.received_at.isoformat() if said.received_at else "") == (
        "L-9",
        "2026-03-01T09:30:00",
    )
    period = {"effectiveDateTime": None, "effectivePeriod": {"start": "2026-03-02T06:00:00Z"}}
    assert changed("Observation", period).report.sampled_at.isoformat() == "2026-03-02T07:00:00"
    taken = json.loads(document(CPR, observation()), parse_float=str)
    for entry in taken["entry"]:
        resource = entry["resource"]
        if resource["resourceType"] == "Observation":
            resource.pop("effectiveDateTime")
        if resource["resourceType"] == "Specimen":
            resource |= specimen
    body = written(taken)
    read = fhir.read(body).resource
    assert read is not None
    (found,) = told(read, body).said
    assert found.report.sampled_at.isoformat() == "2026-03-01T07:00:00"
