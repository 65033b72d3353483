"""FHIR: reading a report with the rules of its structure, the whole check of one, and making one of a letter.

Reading is held against the plain JSON decoder of Python, which checks nothing, and against the models that most
Python programs read FHIR with. Both read the same bytes: a report of twenty results, made up here. The whole
check is held against the outside validator, where `make setup` has installed it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import median

from bench.common import Row, compare, show
from bench.material.letters import message
from labsvar.checks import fhir as checks
from labsvar.checks.fhir.outside import Outside, Unavailable
from labsvar.conversion import message_of
from labsvar.conversion.fhir import Choices, bundle_of, outward
from labsvar.conversion.notes import Notes
from labsvar.formats import fhir, read
from labsvar.letters.xrpt01 import LaboratoryReport

RESULTS = 20
VALIDATOR = Path(".venv-profiles")
LAB = "http://hl7.eu/fhir/laboratory/StructureDefinition/"
BASE = "http://hl7.eu/fhir/base/StructureDefinition/"


def report(results: int = RESULTS) -> bytes:
    """A European laboratory report that all rules find in order."""
    patient, laboratory, specimen, order = (f"urn:uuid:00000000-0000-4000-8000-{n:012d}" for n in range(4))
    composition, diagnostic = (f"urn:uuid:00000000-0000-4000-8000-{n:012d}" for n in (4, 5))
    observations = [f"urn:uuid:00000000-0000-4000-8000-{100 + n:012d}" for n in range(results)]
    number = {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:00000000-0000-4000-8000-000000000009"}
    code = {"coding": [{"system": "http://loinc.org", "code": "11502-2", "display": "Laboratory report"}]}
    text = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Laboratoriesvar</div>'}
    subject = {"reference": patient}
    entries = {
        composition: {
            "resourceType": "Composition",
            "meta": {"profile": [f"{LAB}Composition-eu-lab"]},
            "text": text,
            "identifier": number,
            "status": "final",
            "type": code,
            "subject": subject,
            "date": "2026-03-02T09:12:00+01:00",
            "author": [{"reference": laboratory}],
            "title": "Laboratoriesvar",
            "section": [
                {
                    "title": "Klinisk biokemi",
                    "code": {"coding": [{"system": "http://loinc.org", "code": "18719-5"}]},
                    "text": text,
                    "entry": [{"reference": each} for each in observations],
                }
            ],
        },
        diagnostic: {
            "resourceType": "DiagnosticReport",
            "meta": {"profile": [f"{LAB}DiagnosticReport-eu-lab"]},
            "extension": [
                {
                    "url": "http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.composition",
                    "valueReference": {"reference": composition},
                }
            ],
            "identifier": [number],
            "basedOn": [{"reference": order}],
            "status": "final",
            "code": code,
            "subject": subject,
            "effectiveDateTime": "2026-03-02T09:10:00+01:00",
            "issued": "2026-03-02T09:12:00+01:00",
            "performer": [{"reference": laboratory}],
            "specimen": [{"reference": specimen}],
            "result": [{"reference": each} for each in observations],
        },
        patient: {
            "resourceType": "Patient",
            "meta": {"profile": [f"{BASE}patient-eu-core"]},
            "name": [{"use": "official", "family": "Prøve", "given": ["Bente"]}],
            "birthDate": "1948-12-25",
        },
        laboratory: {
            "resourceType": "Organization",
            "meta": {"profile": [f"{BASE}organization-eu-core"]},
            "name": "Laboratoriet",
        },
        specimen: {
            "resourceType": "Specimen",
            "meta": {"profile": [f"{LAB}Specimen-eu-lab"]},
            "type": {"text": "Plasma"},
            "subject": subject,
            "collection": {"collectedDateTime": "2026-03-02T07:50:00+01:00"},
        },
        order: {
            "resourceType": "ServiceRequest",
            "meta": {"profile": [f"{LAB}ServiceRequest-eu-lab"]},
            "identifier": [{"system": "http://example.org/requisition", "value": "R-77"}],
            "status": "completed",
            "intent": "order",
            "subject": subject,
        },
    } | {each: _observation(n, patient, laboratory, specimen) for n, each in enumerate(observations)}
    bundle = {
        "resourceType": "Bundle",
        "meta": {"profile": [f"{LAB}Bundle-eu-lab"]},
        "identifier": number,
        "type": "document",
        "timestamp": "2026-03-02T09:12:05+01:00",
        "entry": [{"fullUrl": url, "resource": resource} for url, resource in entries.items()],
    }
    return json.dumps(bundle, ensure_ascii=False).encode()


def _observation(number: int, patient: str, laboratory: str, specimen: str) -> dict[str, object]:
    def millimoles(value: float) -> dict[str, object]:
        return {"value": value, "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L"}

    return {
        "resourceType": "Observation",
        "meta": {"profile": [f"{LAB}Observation-resultslab-eu-lab"]},
        "status": "final",
        "category": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                        "code": "laboratory",
                    }
                ]
            }
        ],
        "code": {
            "coding": [
                {
                    "system": "http://npu-terminology.org",
                    "code": f"NPU{3000 + number:05d}",
                    "display": "P—Potassium ion; subst.c. = ? mmol/L",
                }
            ]
        },
        "subject": {"reference": patient},
        "effectiveDateTime": "2026-03-02T07:50:00+01:00",
        "performer": [{"reference": laboratory}],
        "valueQuantity": millimoles(3.0 + number / 10),
        "specimen": {"reference": specimen},
        "referenceRange": [{"low": millimoles(3.5), "high": millimoles(4.4)}],
        "interpretation": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
                        "code": "L",
                    }
                ]
            }
        ],
    }


def rows() -> list[Row]:
    """The figures."""
    raw = report()
    assert not checks.check(raw).read.has_errors
    assert not any(each.severity == "error" for each in checks.check(raw).findings)
    resource = fhir.read(raw).resource
    assert resource is not None
    what = f"Read a FHIR report of {RESULTS} results, its structure checked"
    found = [_reading(what, fhir.write(resource)), _reading(f"{what}, in another order and with spaces", raw)]
    whole = compare(lambda: checks.check(raw), lambda: json.loads(raw))
    found.append(Row("Check it whole by our own rules", "json.loads", whole.median, detail=whole.text))
    return [*found, *_against_models(raw), *_against_validator(raw), *_of_letter()]


def _reading(what: str, raw: bytes) -> Row:
    plain = compare(lambda: fhir.read(raw), lambda: json.loads(raw), unit="µs", scale=1e6)
    return Row(what, "json.loads of the same bytes", plain.median, at_most=1.0, detail=plain.text)


def _against_models(raw: bytes) -> list[Row]:
    """Against fhir.resources 8.3.0, where somebody has installed it."""
    try:
        models = import_module("fhir.resources.R4B.bundle")
    except ModuleNotFoundError:
        return []
    ours = compare(lambda: models.Bundle.model_validate_json(raw), lambda: fhir.read(raw))
    return [
        Row(
            "fhir.resources, reading the same bytes",
            "our reader",
            ours.median,
            at_least=30,
            detail=ours.text,
        )
    ]


def _against_validator(raw: bytes) -> list[Row]:
    """Against pyrofile-validator with R4's definitions, warm, where it is installed beside us.

    It knows no profile of a guide here, which leaves it less to do than our own rules have.
    """
    asked = Outside(python=VALIDATOR / "bin" / "python", profiles=(), definitions=VALIDATOR / "r4")
    try:
        with asked as outside:
            outside.check(raw)
            theirs = median(_seconds(lambda: outside.check(raw)) for _ in range(5))
    except Unavailable:
        return []
    checks.check(raw)
    ours = median(_seconds(lambda: checks.check(raw)) for _ in range(51))
    detail = f"{theirs * 1e3:.3g} ms against {ours * 1e3:.3g} ms"
    what = "The outside validator's run over a report"
    return [Row(what, "our whole check of it", theirs / ours, at_least=20, detail=detail)]


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _of_letter() -> list[Row]:
    """A letter to the bytes of its Bundle; and the same with the proof that it says what the letter says."""
    meant = message_of(read(message()))
    assert meant is not None
    letter = meant.letters[0]
    assert isinstance(letter, LaboratoryReport)

    def made() -> bytes:
        bundle = outward.bundle(
            letter, meant.envelope, target="eu-lab", choices=Choices(), path="", notes=Notes()
        )
        return fhir.write(bundle)

    plain = json.loads(made())
    bare = compare(made, lambda: json.dumps(plain).encode())
    proved = compare(lambda: bundle_of(meant, to="eu-lab"), lambda: json.dumps(plain).encode())
    against = "json.dumps of the same Bundle"
    return [
        Row(
            f"A letter of {RESULTS} results to the bytes of its Bundle",
            against,
            bare.median,
            detail=bare.text,
        ),
        Row("The same, read back and held against the letter", against, proved.median, detail=proved.text),
    ]


if __name__ == "__main__":
    show(rows())
