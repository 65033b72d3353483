"""Laboratory reports as FHIR documents, put together from plain dictionaries: nothing of ours writes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any, Final

EU: Final = "http://hl7.eu/fhir/laboratory/StructureDefinition"
CPR: Final = "urn:oid:1.2.208.176.1.2"
GLN: Final = "http://www.gs1.org/gln"
NPU: Final = "http://npu-terminology.org"
LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
PRODUCER: Final = "http://medcomfhir.dk/ig/terminology/CodeSystem/MedComProducentID"
CONFIDENTIALITY: Final = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
REPORT_TYPE: Final = {"coding": [{"system": LOINC, "code": "11502-2", "display": "Laboratory report"}]}
CHEMISTRY: Final = {"coding": [{"system": LOINC, "code": "18719-5"}]}
MICROBIOLOGY: Final = {"coding": [{"system": LOINC, "code": "18725-2"}]}
LAB: Final = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]
}
_numbers = count(1)
Made = dict[str, Any]


def urn(place: int) -> str:
    """The address of the resource with this number in a Bundle."""
    return f"urn:uuid:00000000-0000-4000-8000-{place:012d}"


def observation(
    code: str = "NPU03568",
    value: str | Mapping[str, Any] = "7.4",
    *,
    system: str = NPU,
    unit: str = "mmol/L",
    status: str = "final",
    name: str = "B-Hæmoglobin",
    **more: Any,
) -> Made:
    """A result; `value` is a number, or the elements of another kind of value."""
    quantity = {"value": value, "unit": unit, "system": UCUM, "code": unit}
    told = {"valueQuantity": quantity} if isinstance(value, str) else dict(value)
    return {
        "resourceType": "Observation",
        "status": status,
        "code": {"coding": [{"system": system, "code": code, "display": name}]},
        **told,
        **more,
    }


def device(name: str = "Analyzer 9", **more: Any) -> Made:
    """An instrument, or a kit, that is contained in an Observation."""
    names = [{"name": name, "type": "model-name"}, {"name": "Maker A/S", "type": "manufacturer-name"}]
    return {"resourceType": "Device", "id": "instrument", "deviceName": names, **more}


def document(
    number: str,
    *observations: Made,
    surname: str = "Persona",
    given: str = "Prøve",
    report: str = "R-1",
    sample: str = "S-1",
    status: str = "final",
    sampled: str = "2026-03-02T08:15:00+01:00",
    resulted: str = "2026-03-02T12:00:00+01:00",
    bundle: str | None = None,
    category: Made = CHEMISTRY,
    gln: str | None = "5790000121526",
    producer: str = "KBA",
    system: str = CPR,
    refused: bool = False,
    requester: str | None = None,
    **composition: Any,
) -> bytes:
    """A European report about the person with a number. `gln` is the laboratory's, or `None` for one without."""
    shared: Made = {"subject": {"reference": urn(2)}, "performer": [{"reference": urn(3)}]}
    identifier = {"system": "urn:example:reports", "value": report}
    security = {"security": [{"system": CONFIDENTIALITY, "code": "R"}]} if refused else {}
    results = [
        each
        | shared
        | {
            "meta": {"profile": [f"{EU}/Observation-resultslab-eu-lab"]},
            "category": [LAB],
            "effectiveDateTime": each.get("effectiveDateTime", sampled),
            "specimen": {"reference": urn(4)},
        }
        for each in observations
    ]
    found: list[Made] = [
        {
            "resourceType": "Composition",
            "meta": {"profile": [f"{EU}/Composition-eu-lab"], **security},
            "extension": [_pointer("composition-diagnosticReportReference", urn(1))],
            "identifier": identifier,
            "status": "final" if status == "final" else "amended",
            "type": REPORT_TYPE,
            "category": [category],
            "subject": shared["subject"],
            "date": resulted,
            "author": shared["performer"],
            "title": "Laboratoriesvar",
            "section": [_section(len(results))],
            **composition,
        },
        {
            "resourceType": "DiagnosticReport",
            "meta": {"profile": [f"{EU}/DiagnosticReport-eu-lab"], **security},
            "extension": [_composed()],
            "identifier": [identifier],
            "status": status,
            "category": [category],
            "code": REPORT_TYPE,
            **shared,
            "basedOn": [{"reference": urn(5)}] if requester else [],
            "issued": resulted,
            "specimen": [{"reference": urn(4)}],
            "result": [{"reference": urn(10 + place)} for place in range(len(results))],
        },
        {
            "resourceType": "Patient",
            "identifier": [{"system": system, "value": number}],
            "name": [{"family": surname, "given": [given]}],
            "birthDate": "1950-01-01",
        },
        {
            "resourceType": "Organization",
            "identifier": [
                *([{"system": GLN, "value": gln}] if gln else []),
                {"system": PRODUCER, "value": producer},
            ],
            "name": "Laboratoriet",
        },
        {
            "resourceType": "Specimen",
            "meta": {"profile": [f"{EU}/Specimen-eu-lab"]},
            "identifier": [{"system": "urn:example:samples", "value": sample}],
            "type": {"text": "Blod"},
            "subject": shared["subject"],
        },
    ]
    places = list(range(5))
    if requester is not None:
        found.append(_request(requester, shared["subject"]))
        places.append(5)
    whole = {
        "resourceType": "Bundle",
        "meta": {"profile": [f"{EU}/Bundle-eu-lab"]},
        "identifier": {"system": "urn:example:bundles", "value": bundle or f"F{next(_numbers)}"},
        "type": "document",
        "timestamp": resulted,
        "entry": [
            {"fullUrl": urn(place), "resource": _filled(each)}
            for place, each in (
                *zip(places, found, strict=True),
                *((10 + place, each) for place, each in enumerate(results)),
            )
        ],
    }
    return written(whole)


def written(resource: Made) -> bytes:
    """The bytes; a number keeps the digits that it was given in."""
    text = json.dumps(resource, ensure_ascii=False)
    for quantity in _quantities(resource):
        text = text.replace(f'"value": "{quantity}", "unit"', f'"value": {quantity}, "unit"')
    return text.encode()


def _quantities(node: Any) -> Iterable[str]:
    if isinstance(node, list):
        for each in node:
            yield from _quantities(each)
    elif isinstance(node, dict):
        if "unit" in node and isinstance(node.get("value"), str):
            yield node["value"]
        for each in node.values():
            yield from _quantities(each)


def _filled(resource: Made) -> Made:
    return {
        name: [_filled(each) if isinstance(each, dict) else each for each in value]
        if isinstance(value, list)
        else value
        for name, value in resource.items()
        if value != []
    }


def _request(number: str, subject: Made) -> Made:
    return {
        "resourceType": "ServiceRequest",
        "identifier": [{"system": "urn:example:requisitions", "value": number}],
        "status": "completed",
        "intent": "order",
        "subject": subject,
    }


def _section(results: int) -> Made:
    return {
        "title": "Svar",
        "code": CHEMISTRY,
        "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Svar</div>'},
        "entry": [{"reference": urn(10 + place)} for place in range(results)],
    }


def _composed() -> Made:
    url = "http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.composition"
    return {"url": url, "valueReference": {"reference": urn(0)}}


def _pointer(name: str, to: str) -> Made:
    url = f"http://hl7.eu/fhir/extensions/StructureDefinition/{name}"
    return {"url": url, "valueReference": {"reference": to}}
