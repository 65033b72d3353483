"""What practice systems send as FHIR is a row like any other: the same row, the same decisions, refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from labsvar.conversion.fhir.systems import MCS, own_system
from labsvar.hub import fhir
from labsvar.hub.rows import CardRow
from tests.builders import BRUNO
from tests.fhir_documents import CONFIDENTIALITY, CPR, NPU, UCUM, observation, urn, written
from tests.unit.hub.helpers import LONE, ROW, Station

YDER = "urn:oid:1.2.208.176.1.4"
REFUSED = {"security": [{"system": CONFIDENTIALITY, "code": "R"}]}


def clinic(number: str = "012345", name: str = "Lægerne Testvej") -> dict[str, Any]:
    return {
        "resourceType": "Organization",
        "identifier": [{"system": YDER, "value": number}],
        "name": name,
    }


def bundle(
    *observations: dict[str, Any],
    own: dict[str, Any] | None = None,
    performer: dict[str, Any] | None = None,
    **more: Any,
) -> bytes:
    """A practice system's results of one patient; `own` is the clinic, `performer` who made them if not the clinic."""
    found = [
        {"resourceType": "Provenance", **provenance()},
        {
            "resourceType": "Patient",
            "identifier": [{"system": CPR, "value": LONE}],
            "name": [{"family": "Opdigtet", "given": ["Lone"]}],
            **more.pop("patient", {}),
        },
        own or clinic(),
        performer or clinic(),
        *observations,
    ]
    entries = [{"fullUrl": urn(place), "resource": each} for place, each in enumerate(found)]
    return written(
        {"resourceType": "Bundle", "meta": {"source": "Praksis"}, "type": "collection", "entry": entries}
        | more
    )


def provenance() -> dict[str, Any]:
    return {
        "target": [{"reference": urn(1)}],
        "recorded": "2026-03-02T09:30:00+01:00",
        "agent": [{"who": {"reference": urn(2)}}],
    }


def measured(value: Any = "12", *, code: str = "NPU19748", version: str = "1", **more: Any) -> dict[str, Any]:
    """The row of the helpers as an Observation, with the national code."""
    return {
        **observation(code, value, system=NPU, unit="mg/L", name="CRP"),
        "identifier": [{"value": "r1"}],
        "meta": {"versionId": version},
        "subject": {"reference": urn(1)},
        "performer": [{"reference": urn(3)}],
        "effectiveDateTime": "2026-03-02T09:15:00+01:00",
        "issued": "2026-03-02T09:21:00+01:00",
        **more,
    }


def the_row(body: bytes) -> CardRow:
    """The one row of a Bundle that must be readable."""
    (read,) = fhir.read(body).rows
    assert read.findings == ()
    assert read.row is not None
    return read.row


def refused(body: bytes) -> list[tuple[str, str | None]]:
    """The rules and places that keep the results of a Bundle from being rows."""
    read = fhir.read(body)
    assert all(each.row is None for each in read.rows)
    found = [*read.findings, *(each for row in read.rows for each in row.findings)]
    return [(each.rule, each.path) for each in found]


def test_an_observation_is_the_row_that_a_practice_system_would_send() -> None:
    """Field by field; what is refused, by whom it was made and which version it is are told as FHIR tells them."""
    expected = {
        "system": ROW.system,
        "clinic": ROW.clinic,
        "patient": LONE,
        "row_id": "r1",
        "row_version": "1",
        "sampled_at": ROW.sampled_at,
        "resulted_at": ROW.resulted_at,
        "code": "NPU19748",
        "code_system": "npu",
        "value": "12",
        "unit": "mg/L",
        "origin": "own",
        "consent": "",
        "action": "new",
    }
    row = the_row(bundle(measured()))
    assert {name: getattr(row, name) for name in expected} == expected
    labelled = the_row(bundle(measured(meta={"versionId": "2", **REFUSED}, status="corrected")))
    assert (labelled.consent, labelled.action, labelled.row_version) == ("refused", "correct", "2")
    assert the_row(bundle(measured(), meta={"source": "Praksis", **REFUSED})).consent == "refused"
    assert the_row(bundle(measured(), patient={"meta": REFUSED})).consent == ""
    withdrawn = the_row(bundle(measured(status="entered-in-error", note=[{"text": "Forkert patient"}])))
    assert (withdrawn.action, withdrawn.reason, withdrawn.comment) == ("withdraw", "Forkert patient", "")
    lab = the_row(bundle(measured(), performer=clinic("999999", "KBA Testby")))
    assert (lab.clinic, lab.origin, lab.laboratory) == ("012345", "laboratory", "KBA Testby")


@pytest.mark.parametrize(
    ("changes", "rule", "element"),
    [
        ({"component": [{"code": {"text": "x"}, "valueInteger": 1}]}, "several-values", "value"),
        ({"status": "preliminary"}, "not-final", "status"),
        (
            {"valueQuantity": {"value": 5, "unit": "mg/L", "comparator": "<="}},
            "comparator",
            "value",
        ),
        ({"code": {"coding": [{"system": "http://loinc.org", "code": "1988-5"}]}}, "code", "code"),
        ({"subject": {"display": "en patient"}}, "person", "subject"),
        (
            {"valueQuantity": {"value": 5, "unit": "g/L", "system": UCUM, "code": "mg/L"}},
            "contradiction",
            "value",
        ),
        ({"referenceRange": [{"high": {"value": 8, "unit": "g/L"}}]}, "contradiction", "value"),
        ({"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]}, "contradiction", "value"),
        ({"meta": {"versionId": "x"}}, None, "meta.versionId"),
        ({"identifier": []}, None, "identifier"),
    ],
)
def test_what_a_row_has_no_place_for_is_refused_by_name_and_place(
    changes: dict[str, Any], rule: str | None, element: str
) -> None:
    """And nothing is left out in silence."""
    made = {name: value for name, value in (measured() | changes).items() if value != []}
    found = refused(bundle(made))
    place = f"Bundle.entry[4].resource.{element}"
    assert any(path == place and (rule is None or each == f"hub.fhir-{rule}") for each, path in found), found


def test_a_result_has_one_person_with_one_number() -> None:
    """Neither two CPR numbers in use nor a sample of somebody else are chosen between."""
    two = [{"system": CPR, "value": LONE}, {"system": CPR, "value": BRUNO}]
    said = [("hub.fhir-contradiction", "Bundle.entry[4].resource.value")]
    assert refused(bundle(measured(), patient={"identifier": two})) == said
    specimen = {"resourceType": "Specimen", "subject": {"reference": urn(6)}}
    beside = (specimen, {"resourceType": "Patient", "identifier": [{"system": CPR, "value": BRUNO}]})
    assert refused(bundle(measured(specimen={"reference": urn(5)}), *beside)) == said
    specimen["subject"] = {"reference": urn(1)}
    assert the_row(bundle(measured(specimen={"reference": urn(5)}), *beside)).value == "12"


def test_what_is_no_bundle_of_results_is_refused_whole() -> None:
    """Whatever it is; a Bundle that breaks FHIR's own rules is told which."""
    assert refused(bundle())[0][0] == "hub.fhir-not-a-bundle"
    assert refused(b'{"resourceType": "Patient"}')[0][0] == "hub.fhir-not-a-bundle"
    assert refused(bundle({"resourceType": "Observation"}))[0][0].startswith("standard.")


def test_rows_that_came_as_fhir_are_sent_corrected_and_refused() -> None:
    """By the same approval stages, positive list and versions as any row; a version that is known is repeated."""
    station = Station()

    def states(body: bytes) -> list[tuple[str, str | None]]:
        received = station.hub.receive(body, system=station.system, at=station.now())
        return [
            (each.state, each.findings[0].rule.removeprefix("hub.") if each.findings else None)
            for each in received.rows
        ]

    assert states(bundle(measured())) == [("sent", None)]
    assert states(bundle(measured())) == [("repeated", None)]
    assert station.shown() == {"NPU19748": [("12", "mg/L")]}
    corrected = measured("13", version="2", status="corrected", note=[{"text": "Aflæst forkert"}])
    assert states(bundle(corrected)) == [("sent", None)]
    assert station.shown() == {"NPU19748": [("13", "mg/L")]}
    unwanted = measured("13", status="corrected", meta={"versionId": "3", **REFUSED})
    assert states(bundle(unwanted)) == [("sent", None)]
    assert station.shown() == {}
    assert states(bundle(measured(identifier=[{"value": "r2"}]), performer=clinic("999999", "KBA"))) == [
        ("left_out", "laboratory-sends")
    ]
    assert states(bundle(measured(code="NPU99999", identifier=[{"value": "r3"}]))) == [
        ("held", "code-unmapped")
    ]


def test_the_clinic_is_whoever_sends_before_whoever_measured() -> None:
    """In a document its custodian, in a message its sender; a request, a material and a mark are told as well."""
    composition = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "Kort"},
        "date": "2026-03-02",
        "title": "Kort",
        "author": [{"reference": urn(2)}],
        "custodian": {"reference": urn(2)},
    }
    request = {
        "resourceType": "ServiceRequest",
        "status": "completed",
        "intent": "order",
        "subject": {"reference": urn(1)},
        "identifier": [{"value": "Q7"}],
    }
    specimen = {"resourceType": "Specimen", "type": {"text": "Urin"}}
    told = measured(
        basedOn=[{"reference": urn(6)}],
        specimen={"reference": urn(7)},
        interpretation=[{"coding": [{"code": "H"}]}],
        referenceRange=[{"low": {"value": 1, "unit": "mg/L"}, "high": {"value": 9, "unit": "mg/L"}}],
    )
    row = the_row(bundle(told, composition, request, specimen, performer=clinic("999999", "KBA")))
    assert (row.clinic, row.clinic_id_type, row.origin) == ("012345", "ydernummer", "laboratory")
    assert (row.requisition_number, row.material, row.flag) == ("Q7", "Urin", "high")
    assert (row.reference_lower, row.reference_upper) == ("1", "9")
    named = measured(basedOn=[{"identifier": {"value": "Q8"}}], performer=[{"display": "Dr. Opdigtet"}])
    row = the_row(bundle(named))
    assert (row.clinic, row.origin, row.requisition_number) == ("012345", "unknown", "Q8")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ({"coding": [{"system": NPU, "code": "DNK35302"}]}, "dnk"),
        ({"coding": [{"system": MCS, "code": "MCS88015"}]}, "mcs"),
        ({"coding": [{"system": own_system("analysis-codes", "lokal", "MDS"), "code": "10050"}]}, "mds"),
        ({"coding": [{"code": "HB"}]}, "local"),
        ({"text": "Hæmoglobin"}, "unknown"),
    ],
)
def test_a_code_is_of_the_kind_that_its_system_says(code: dict[str, Any], kind: str) -> None:
    """A code without a system is the clinic's own; what has no code is held by the hub's own rule."""
    assert the_row(bundle({**measured(), "code": code})).code_system == kind
