"""The addresses of code systems, identifiers, profiles and extensions, and what an installation may choose.

Sources: HL7 Denmark, DK Core 3.7.0; HL7 Europe, Laboratory Report 2.0.0; MedCom, FHIR terminology 2.0.1;
HL7 FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import quote, unquote

import msgspec

Target = Literal["eu-lab", "dk-core"]
TARGETS: Final[tuple[Target, ...]] = ("eu-lab", "dk-core")

OWN: Final = "https://labsvar.example/fhir"
"""Where what FHIR has no name for is named. Assumption: no official address is published for requisition,
sample and report numbers or for the codes of the letters; `.example` can belong to nobody."""

NPU: Final = "http://npu-terminology.org"
NPU_BEFORE: Final = ("urn:oid:1.2.208.176.2.1", "urn:oid:1.2.208.176.9.1")
GLN: Final = "http://www.gs1.org/gln"
GLNS: Final = frozenset({GLN, "https://www.gs1.org/gln", "urn:oid:1.3.88"})
MCS: Final = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-observation-codes"
PRODUCER: Final = "http://medcomfhir.dk/ig/terminology/CodeSystem/MedComProducentID"
CPR: Final = "urn:oid:1.2.208.176.1.2"
X_ECPR: Final = "urn:oid:1.2.208.176.1.6.1.1"
D_ECPR: Final = "urn:oid:1.2.208.176.1.6.1.3"
SOR: Final = "urn:oid:1.2.208.176.1.1"
PROVIDER: Final = "urn:oid:1.2.208.176.1.4"
SKS: Final = "urn:oid:1.2.208.176.2.4"
LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
INTERPRETATION: Final = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
RANGE_MEANING: Final = "http://terminology.hl7.org/CodeSystem/referencerange-meaning"
CONFIDENTIALITY: Final = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
ABSENT: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
DATA_ABSENT: Final = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
COMPOSITION: Final = "http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.composition"
REPORT: Final = "http://hl7.eu/fhir/extensions/StructureDefinition/composition-diagnosticReportReference"
SUPPORTING: Final = "http://hl7.org/fhir/StructureDefinition/workflow-supportingInfo"
RECIPIENT: Final = "http://hl7.eu/fhir/StructureDefinition/information-recipient"
REPORT_NOTE: Final = "http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.note"

_EU: Final = "http://hl7.eu/fhir/laboratory/StructureDefinition"
_DK: Final = "http://hl7.dk/fhir/core/StructureDefinition"
PROFILES: Final[Mapping[Target, Mapping[str, str]]] = {
    "eu-lab": {
        "Bundle": f"{_EU}/Bundle-eu-lab",
        "Composition": f"{_EU}/Composition-eu-lab",
        "DiagnosticReport": f"{_EU}/DiagnosticReport-eu-lab",
        "Observation": f"{_EU}/Observation-resultslab-eu-lab",
        "Specimen": f"{_EU}/Specimen-eu-lab",
        "ServiceRequest": f"{_EU}/ServiceRequest-eu-lab",
    },
    "dk-core": {
        "Patient": f"{_DK}/dk-core-patient",
        "DiagnosticReport": f"{_DK}/dk-core-diagnostic-report",
        "Observation": f"{_DK}/dk-core-observation",
        "Organization": f"{_DK}/dk-core-organization",
    },
}
"""The profiles that resources of a target say they follow; a resource that cannot follow one names none."""


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What the guides leave open or disagree about.

    `corrected` is the status of a report with a corrected result; `None` takes what the target's own guide
    says: `corrected` (HL7 Europe) or `amended` (DK Core).
    """

    npu: str = NPU
    gln: str = GLN
    corrected: Literal["corrected", "amended"] | None = None


def own_system(name: str, *parts: str) -> str:
    """The address of one of our own systems, for what belongs to whoever `parts` name."""
    return "/".join((OWN, name, *(quote(part, safe="") for part in parts)))


def parts_of(system: str | None, name: str) -> tuple[str, ...] | None:
    """What `own_system` was given, from its address; `None` for another system."""
    start = f"{OWN}/{name}"
    if system == start:
        return ()
    if system is None or not system.startswith(f"{start}/"):
        return None
    return tuple(unquote(part) for part in system[len(start) + 1 :].split("/"))


def own_extension(name: str) -> str:
    """The address of one of our own extensions."""
    return f"{OWN}/StructureDefinition/{name}"
