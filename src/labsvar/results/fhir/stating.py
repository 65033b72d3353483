"""How a result says it was measured: method, instrument, kit and calibrator; and its codes.

Source: HL7 Europe, Laboratory Report 2.0.0, on Observation.method and Observation.device and the extensions for
the test kit and the certified reference material; HL7 FHIR R4, Device.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.reading import Reading
from labsvar.conversion.fhir.systems import LOINC, MCS, parts_of
from labsvar.conversion.fhir.tables import NPU_SYSTEMS, OF_VALIDATION
from labsvar.conversion.fhir.values import NATIONAL
from labsvar.formats.fhir.resources import (
    CodeableConcept,
    Coding,
    Device,
    DeviceMetric,
    Extension,
    Identifier,
    Observation,
    Reference,
)
from labsvar.results.model import SNOMED, Apparatus, Coded, Stated

_LAB: Final = "http://hl7.eu/fhir/laboratory/StructureDefinition"
KIT: Final = f"{_LAB}/observation-deviceLabTestKit"
MATERIAL: Final = f"{_LAB}/observation-certifiedRefMaterialCodeable"
MATERIAL_NUMBER: Final = f"{_LAB}/observation-certifiedRefMaterialIdentifer"
"""Spelled so in the guide."""
CODE_TYPE_OF: Final = {LOINC: "loinc", SNOMED: "snomed"}
"""How the systems that no letter knows are called among the types of codes; all others are `uri`, and the
address of the system says who is responsible."""


def stated(found: Observation, reading: Reading, *, country: str) -> Stated | None:
    """What an Observation says that no letter has room for; `None` for nothing."""
    chosen = choice(found.code)
    told = Stated(
        method=_concept(found.method),
        instrument=_apparatus(found.device, found, reading),
        kit=_apparatus(_reference(found.extension, KIT), found, reading),
        calibrator=_calibrator(found.extension),
        codes=tuple(_coded(each) for each in found.code.coding if each is not chosen and each.code),
        interpretations=tuple(_interpretations(found)),
    )
    if told == Stated():
        return None
    return Stated(**{name: getattr(told, name) for name in told.__struct_fields__} | {"country": country})


def choice(concept: CodeableConcept) -> Coding | None:
    """The code that a result goes by: a letter's own, NPU's or MedCom's, then LOINC's, then any."""
    ranked = sorted((each for each in concept.coding if parts.code_of(each)), key=_rank)
    return ranked[0] if ranked else None


def code_of(concept: CodeableConcept) -> tuple[str, str, str]:
    """Code, type of code and who is responsible. A result without a code goes by its words."""
    found = choice(concept)
    code = None if found is None else parts.code_of(found)
    if found is None or code is None:
        return concept.text or "", "text", ""
    own = parts_of(found.system, "analysis-codes")
    if own is not None and len(own) == 2:
        return code, own[0], own[1]
    if found.system in NPU_SYSTEMS or found.system == MCS:
        return code, "iupac", parts.said_in(found.extension, "responsible") or NATIONAL
    kind = CODE_TYPE_OF.get(found.system or "")
    return code, kind or "uri", "" if kind else found.system or ""


def is_own_mark(concept: CodeableConcept) -> bool:
    """Whether an interpretation is one that letters have a word for, and no more than that."""
    return any(each.code in OF_VALIDATION for each in concept.coding) and concept.text is None


def _rank(each: Coding) -> int:
    if parts_of(each.system, "analysis-codes") is not None or each.system in NPU_SYSTEMS:
        return 0
    return 1 if each.system == MCS else 2 if each.system == LOINC else 3


def _interpretations(found: Observation) -> Iterable[Coded]:
    for each in found.interpretation:
        said = None if is_own_mark(each) else _concept(each)
        if said is not None:
            yield said


def _concept(concept: CodeableConcept | None) -> Coded | None:
    """A concept by its first code; its words go before those of the code."""
    if concept is None:
        return None
    first = next((each for each in concept.coding if each.code or each.display), None)
    if first is None:
        return Coded(text=concept.text) if concept.text else None
    made = _coded(first)
    return Coded(text=concept.text or made.text, system=made.system, code=made.code)


def _coded(each: Coding) -> Coded:
    return Coded(text=each.display or "", system=each.system or "", code=each.code or "")


def _reference(extensions: Iterable[Extension], url: str) -> Reference | None:
    return next((each.value_reference for each in extensions if each.url == url), None)


def _calibrator(extensions: Iterable[Extension]) -> Coded | None:
    for each in extensions:
        if each.url == MATERIAL:
            return _concept(each.value_codeable_concept)
        if each.url == MATERIAL_NUMBER and each.value_identifier is not None:
            number = each.value_identifier
            return Coded(system=number.system or "", code=number.value or "")
    return None


def _apparatus(reference: Reference | None, holder: Observation, reading: Reading) -> Apparatus | None:
    """An instrument or a kit, in the Bundle, in the Observation itself, or by its name alone."""
    if reference is None:
        return None
    device = _device(reference, holder, reading)
    if device is None:
        number = None if reference.identifier is None else reference.identifier.value
        made = Apparatus(name=reference.display or "", identifier=number or "")
        return None if made == Apparatus() else made
    udi = next((each.device_identifier for each in device.udi_carrier if each.device_identifier), None)
    return Apparatus(
        name=_named(device, "model-name")
        or device.model_number
        or _named(device, None)
        or _words(device.type)
        or reference.display
        or "",
        manufacturer=device.manufacturer or _named(device, "manufacturer-name") or "",
        identifier=udi or _first(device.identifier) or device.serial_number or "",
        lot=device.lot_number or "",
    )


def _device(reference: Reference, holder: Observation, reading: Reading) -> Device | None:
    inside = (reference.reference or "").removeprefix("#")
    contained = next((each for each in holder.contained if each.id == inside), None)
    found = contained or reading.get(reference, Device) or reading.get(reference, DeviceMetric)
    if isinstance(found, DeviceMetric):
        return None if found.source is None else reading.get(found.source, Device)
    return found if isinstance(found, Device) else None


def _named(device: Device, kind: str | None) -> str | None:
    """The name of a kind; without a kind, the first that is not the manufacturer's."""
    for each in device.device_name:
        if each.type == kind or (kind is None and each.type != "manufacturer-name"):
            return each.name
    return None


def _words(concept: CodeableConcept | None) -> str | None:
    said = _concept(concept)
    return None if said is None else said.text or said.code


def _first(identifiers: Iterable[Identifier]) -> str | None:
    return next((each.value for each in identifiers if each.value), None)
