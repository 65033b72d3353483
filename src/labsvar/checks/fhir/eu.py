"""The European laboratory report as tables: HL7 Europe Laboratory Report 2.0.0 and Base and Core 2.0.0.

Minimum and maximum counts were read from the guides' compiled profiles. What a profile only prefers (value
sets for codes, methods and specimens) is not asked for.
"""

from __future__ import annotations

from typing import Any, Final

from labsvar.checks.fhir import eu_laws as laws
from labsvar.checks.fhir import profile_rules as rules
from labsvar.checks.fhir.profiles import Profile

LAB: Final = "http://hl7.eu/fhir/laboratory/StructureDefinition/"
BASE: Final = "http://hl7.eu/fhir/base/StructureDefinition/"
BUNDLE: Final = f"{LAB}Bundle-eu-lab"
VALUES: Final = (
    "Quantity",
    "String",
    "Range",
    "Ratio",
    "Time",
    "DateTime",
    "Period",
    "CodeableConcept",
)
_PEOPLE: Final = ("practitioner-eu-core", "practitionerRole-eu-core", "organization-eu-core")
_AUTHORS: Final = (*_PEOPLE, "Device", "patient-eu-core", "RelatedPerson")
_NAME_OR_IDENTIFIER: Final = (
    rules.NAME_OR_IDENTIFIER,
    lambda it: bool(it.identifier) or bool(it.name),
)


def _lab(name: str, kind: str, **parts: Any) -> Profile:
    return Profile(url=f"{LAB}{name}", kind=kind, source=rules.EU_LAB, **parts)


def _base(name: str, kind: str, **parts: Any) -> Profile:
    return Profile(url=f"{BASE}{name}", kind=kind, source=rules.EU_BASE, **parts)


PROFILES: Final = (
    _lab(
        "Bundle-eu-lab",
        "Bundle",
        needed=("identifier", "timestamp", "entry", "entry.fullUrl", "entry.resource"),
        forbidden=("total", "link", "entry.link", "entry.search", "entry.request", "entry.response"),
        fixed={"type": ("document",)},
        more=(laws.check_pair,),
    ),
    _lab(
        "Composition-eu-lab",
        "Composition",
        needed=(
            "identifier",
            "subject",
            "section",
            "section.title",
            "section.code",
            "section.text",
            "section.section.title",
            "section.section.code",
            "section.section.text",
        ),
        targets={
            "subject": ("patient-eu-core", "Group", "location-eu-core", "Device"),
            "author": _AUTHORS,
            "attester.party": ("patient-eu-core", "RelatedPerson", *_PEOPLE),
            "custodian": ("organization-eu-core",),
        },
        more=(laws.check_sections, laws.check_attesters, laws.check_extensions),
    ),
    _lab(
        "DiagnosticReport-eu-lab",
        "DiagnosticReport",
        needed=("subject",),
        forbidden=("imagingStudy",),
        extensions=(laws.REPORT_COMPOSITION,),
        targets={
            "basedOn": ("ServiceRequest-eu-lab",),
            "subject": ("patient-eu-core", "Patient-animal-eu-lab", "Group", "Location", "Device"),
            "performer": (*_PEOPLE, "CareTeam"),
            "resultsInterpreter": (*_PEOPLE, "CareTeam"),
            "specimen": ("Specimen-eu-lab",),
            "result": ("Observation-resultslab-eu-lab",),
        },
        more=(laws.check_media, laws.check_extensions),
    ),
    _lab(
        "Observation-resultslab-eu-lab",
        "Observation",
        needed=("category", "subject", "effective[x]", "performer"),
        forms={"effective[x]": ("DateTime", "Period"), "value[x]": VALUES, "component.value[x]": VALUES},
        targets={
            "subject": ("patient-eu-core",),
            "performer": _PEOPLE,
            "specimen": ("Specimen-eu-lab",),
            "hasMember": ("Observation-resultslab-eu-lab",),
            "derivedFrom": ("medicalTestResult-eu-core", "ImagingStudy"),
        },
        invariants=(
            (rules.HAS_VALUE, laws.has_value_or_reason),
            (rules.PARTS_HAVE_VALUE, laws.parts_have_value),
            (rules.ONE_VALUE, laws.has_one_value),
        ),
        more=(laws.check_laboratory, laws.check_units, laws.check_extensions),
    ),
    _lab(
        "Specimen-eu-lab",
        "Specimen",
        needed=("type",),
        forbidden=("container.additive[x]",),
        targets={
            "subject": ("patient-eu-core", "Group", "Device", "Substance", "Location"),
            "parent": ("Specimen-eu-lab",),
            "processing.additive": ("Substance",),
        },
        more=(laws.check_extensions,),
    ),
    _lab(
        "ServiceRequest-eu-lab",
        "ServiceRequest",
        needed=("identifier",),
        targets={
            "subject": ("patient-eu-core", "Patient-animal-eu-lab", "Group", "Location", "Device"),
            "insurance": ("Coverage",),
            "specimen": ("Specimen-eu-lab",),
        },
        more=(laws.check_extensions,),
    ),
    _lab("Device-measuring-eu-lab", "Device"),
    _lab("Device-specimen-eu-lab", "Device"),
    _lab("Substance-additive-eu-lab", "Substance"),
    _lab(
        "Patient-animal-eu-lab",
        "Patient",
        forbidden=("telecom", "maritalStatus"),
        extensions=(laws.PATIENT_ANIMAL,),
    ),
    _lab(
        "animal-specimen-eu-lab",
        "RelatedPerson",
        forbidden=("relationship", "telecom", "gender", "address", "photo", "period", "communication"),
        extensions=(laws.ANIMAL_SPECIES,),
    ),
    _base(
        "patient-eu-core",
        "Patient",
        needed=("name", "birthDate"),
        more=(laws.check_names,),
    ),
    _base("organization-eu-core", "Organization", needed=("name",), invariants=(_NAME_OR_IDENTIFIER,)),
    _base("practitioner-eu-core", "Practitioner", needed=("name",), invariants=(_NAME_OR_IDENTIFIER,)),
    _base(
        "practitionerRole-eu-core",
        "PractitionerRole",
        targets={"practitioner": ("practitioner-eu-core",), "organization": ("organization-eu-core",)},
    ),
    _base("location-eu-core", "Location"),
    _base(
        "composition-eu-core",
        "Composition",
        needed=("identifier", "subject", "section.title", "section.code", "section.text"),
        more=(laws.check_attesters,),
    ),
    _base("diagnosticReport-eu-core", "DiagnosticReport", needed=("subject",)),
    _base(
        "medicalTestResult-eu-core",
        "Observation",
        needed=("category", "subject", "effective[x]"),
        forms={"effective[x]": ("DateTime", "Period")},
        invariants=((rules.ONE_VALUE, laws.has_one_value),),
    ),
)
"""The profiles of the guides, as far as they ask for more than R4."""

BY_KIND: Final = {
    "Composition": "Composition-eu-lab",
    "DiagnosticReport": "DiagnosticReport-eu-lab",
    "Specimen": "Specimen-eu-lab",
    "ServiceRequest": "ServiceRequest-eu-lab",
    "Practitioner": "practitioner-eu-core",
    "PractitionerRole": "practitionerRole-eu-core",
    "Location": "location-eu-core",
}
"""What Bundle-eu-lab asks of its entries by their kind, whether they name a profile or not."""

REACHED: Final = {
    "DiagnosticReport": {"result": "Observation-resultslab-eu-lab", "subject": "patient-eu-core"},
    "Observation": {"hasMember": "Observation-resultslab-eu-lab", "performer": "organization-eu-core"},
    "Composition": {"author": "organization-eu-core", "custodian": "organization-eu-core"},
}
"""What a report asks of what it refers to: the profile, when the resource is one that it is for and names none."""
