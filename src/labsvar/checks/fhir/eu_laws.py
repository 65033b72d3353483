"""What the European guide asks that no table says: invariants, slices and extensions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from labsvar.checks.fhir import profile_rules as rules
from labsvar.checks.fhir.found import Found
from labsvar.checks.fhir.laws import has_choice
from labsvar.findings import Rule
from labsvar.formats.fhir import places
from labsvar.formats.fhir.places import Place
from labsvar.formats.fhir.plans import plan
from labsvar.formats.fhir.resources import (
    Bundle,
    CodeableConcept,
    Coding,
    Composition,
    DiagnosticReport,
    DomainResource,
    Extension,
    Observation,
    ObservationComponent,
    Patient,
    Quantity,
)

_R5: Final = "http://hl7.org/fhir/5.0/StructureDefinition/extension-"
_LAB: Final = "http://hl7.eu/fhir/laboratory/StructureDefinition/"
REPORT_COMPOSITION: Final = f"{_R5}DiagnosticReport.composition"
PATIENT_ANIMAL: Final = "http://hl7.org/fhir/StructureDefinition/patient-animal"
ANIMAL_SPECIES: Final = "http://hl7.org/fhir/StructureDefinition/practitioner-animalSpecies"
VALUE_R5: Final = f"{_R5}Observation.value"
COMPONENT_VALUE_R5: Final = f"{_R5}Observation.component.value"
ABSENT: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
UCUM: Final = "http://unitsofmeasure.org"
LOINC: Final = "http://loinc.org"
_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"

EXTENSIONS: Final[Mapping[str, str]] = {
    REPORT_COMPOSITION: "valueReference",
    "http://hl7.eu/fhir/extensions/StructureDefinition/composition-diagnosticReportReference": "valueReference",
    "http://hl7.eu/fhir/StructureDefinition/information-recipient": "valueReference",
    f"{_R5}Composition.version": "valueString",
    f"{_R5}DiagnosticReport.note": "valueAnnotation",
    f"{_LAB}observation-deviceLabTestKit": "valueReference",
    f"{_LAB}observation-certifiedRefMaterialCodeable": "valueCodeableConcept",
    f"{_LAB}observation-certifiedRefMaterialIdentifer": "valueIdentifier",
    "http://hl7.eu/fhir/StructureDefinition/laboratory-accredited": "valueBoolean",
    VALUE_R5: "valueAttachment",
    COMPONENT_VALUE_R5: "valueAttachment",
}
"""How the extensions of a report have their values; those that are not named here may have any."""


def has_value_or_reason(it: Observation) -> bool:
    """eu-lab-1."""
    return (
        it.status in ("registered", "cancelled")
        or has_choice(it, "value")
        or _has(it.extension, VALUE_R5)
        or bool(it.has_member)
        or bool(it.component)
        or it.data_absent_reason is not None
    )


def parts_have_value(it: Observation) -> bool:
    """eu-lab-2: as the guide writes it, one component that has a value is enough."""
    if not it.component or it.status in ("registered", "cancelled"):
        return True
    return any(
        has_choice(each, "value")
        or _has(each.extension, COMPONENT_VALUE_R5)
        or each.data_absent_reason is not None
        for each in it.component
    )


def has_one_value(it: Observation) -> bool:
    """obs-value-1."""
    return not (has_choice(it, "value") and _has(it.extension, VALUE_R5))


def check_laboratory(it: Observation, place: Place, found: Found) -> None:
    """The slice category:laboratory, exactly once."""
    laboratory = [
        each
        for each in it.category
        if any(c.system == _CATEGORY and c.code == "laboratory" for c in each.coding)
    ]
    if len(laboratory) != 1:
        found.add(rules.LABORATORY, places.named(place, "category"))


def check_units(it: Observation, place: Place, found: Found) -> None:
    """Quantity-eu-lab, Range-eu-lab and Ratio-eu-lab: UCUM, and a code where the profile wants one."""
    _check_units(it, place, found)
    for number, each in enumerate(it.component):
        _check_units(each, places.named(place, f"component[{number}]"), found)


def _check_units(it: Observation | ObservationComponent, place: Place, found: Found) -> None:
    if it.value_quantity is not None:
        _unit(it.value_quantity, _value(place, it, "valueQuantity"), found)
    if it.value_range is not None:
        inner = _value(place, it, "valueRange")
        for name, part in (("low", it.value_range.low), ("high", it.value_range.high)):
            _coded_unit(part, places.named(inner, name), found)
    if it.value_ratio is not None:
        inner = _value(place, it, "valueRatio")
        parts = (("numerator", it.value_ratio.numerator), ("denominator", it.value_ratio.denominator))
        for name, part in parts:
            _coded_unit(part, places.named(inner, name), found)


def _value(place: Place, it: Observation | ObservationComponent, name: str) -> Place:
    return places.below(place, plan(type(it)).fields[name])


def _unit(it: Quantity, place: Place, found: Found) -> None:
    if it.system is not None and it.system != UCUM:
        found.add(rules.UCUM, places.named(place, "system"))


def _coded_unit(it: Quantity | None, place: Place, found: Found) -> None:
    if it is None:
        return
    _unit(it, place, found)
    if it.code is None:
        found.add(rules.UNIT_CODE, places.named(place, "code"))


def check_names(it: Patient, place: Place, found: Found) -> None:
    """eu-pat-1."""
    for number, name in enumerate(it.name):
        if not (name.family or name.given or name.text or _has(name.extension, ABSENT)):
            found.add(rules.PATIENT_NAME, places.named(place, f"name[{number}]"))


def check_media(it: DiagnosticReport, place: Place, found: Found) -> None:
    """media.link has a display and points in its extension."""
    for number, media in enumerate(it.media):
        link = media.link
        if link.display is None or link.reference or link.type or link.identifier:
            found.add(rules.MEDIA, places.named(place, f"media[{number}].link"))


def check_sections(it: Composition, place: Place, found: Found) -> None:
    """The slices for annotations and attachments."""
    for number, section in enumerate(it.section):
        codes = set() if section.code is None else {c.code for c in section.code.coding if c.system == LOINC}
        wrong = ("48767-8" in codes and (section.entry or section.section)) or (
            "77599-9" in codes and (section.section or not section.entry)
        )
        if wrong:
            found.add(rules.ANNOTATIONS, places.named(place, f"section[{number}]"))


def check_attesters(it: Composition, place: Place, found: Found) -> None:
    """The slices legalAuthenticator and validator."""
    for number, each in enumerate(it.attester):
        if each.mode in ("legal", "professional") and (each.time is None or each.party is None):
            found.add(rules.ATTESTER, places.named(place, f"attester[{number}]"))


def check_extensions(it: DomainResource, place: Place, found: Found) -> None:
    """Known extensions of the resource have their values in the form of their definitions."""
    for number, each in enumerate(it.extension):
        allowed = EXTENSIONS.get(each.url)
        if allowed is not None and not _has_form(each, allowed):
            found.add(rules.EXTENSION_VALUE, places.named(place, f"extension[{number}]"), allowed=allowed)


def _has_form(it: Extension, name: str) -> bool:
    fields = plan(Extension).fields
    beside = fields.get(f"_{name}")
    return getattr(it, fields[name].attribute) is not None or (
        beside is not None and getattr(it, beside.attribute) is not None
    )


def check_pair(it: Bundle, place: Place, found: Found) -> None:
    """One Composition and one DiagnosticReport, which say the same."""
    resources = [each.resource for each in it.entry]
    compositions = [each for each in resources if isinstance(each, Composition)]
    reports = [each for each in resources if isinstance(each, DiagnosticReport)]
    if len(compositions) != 1:
        found.add(rules.ONE_COMPOSITION, place)
    if len(reports) != 1:
        found.add(rules.ONE_REPORT, place)
    if len(compositions) == 1 and len(reports) == 1:
        for rule in _differences(compositions[0], reports[0]):
            found.add(rule, place)


def _differences(composition: Composition, report: DiagnosticReport) -> Iterator[Rule]:
    if composition.subject != report.subject:
        yield rules.SAME_SUBJECT
    if composition.encounter != report.encounter:
        yield rules.SAME_ENCOUNTER
    if not _common(composition.type.coding, report.code.coding):
        yield rules.SAME_TYPE
    categories = _codings(composition.category), _codings(report.category)
    if (composition.category or report.category) and not _common(*categories):
        yield rules.SAME_CATEGORY
    identifiers = composition.identifier is not None or report.identifier
    if identifiers and composition.identifier not in report.identifier:
        yield rules.SAME_IDENTIFIER


def _codings(concepts: Iterable[CodeableConcept]) -> tuple[Coding, ...]:
    return tuple(coding for each in concepts for coding in each.coding)


def _common(first: tuple[Coding, ...], second: tuple[Coding, ...]) -> bool:
    return any(each in second for each in first)


def _has(extensions: Iterable[Extension], url: str) -> bool:
    return any(each.url == url for each in extensions)
