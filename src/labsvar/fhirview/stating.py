"""What a result says of itself that no letter has room for, given back over FHIR as it came: its codes, how it was
measured, and how it was interpreted.

Source: HL7 Europe, Laboratory Report 2.0.0. An instrument and a kit are contained in the Observation: they are told
with a result, and nothing else is known of them.
"""

from __future__ import annotations

from typing import Any, Final

from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.systems import LOINC, PROVIDER, SOR
from labsvar.fhirview.model import Making
from labsvar.formats.fhir.resources import (
    AnyResource,
    CodeableConcept,
    Coding,
    Device,
    DeviceDeviceName,
    Extension,
    Identifier,
    Observation,
    Reference,
)
from labsvar.results.fhir.stating import KIT, MATERIAL
from labsvar.results.model import SNOMED, Apparatus, Coded, Result

_INSTRUMENT: Final = "instrument"
_TEST_KIT: Final = "kit"


def code_of(result: Result, making: Making) -> CodeableConcept:
    """What was measured: the code that the result goes by, and those that were stated beside it."""
    stated = () if result.stated is None else result.stated.codes
    return parts.concept(result.full_name, *_own_code(result, making), *(_coding(each) for each in stated))


def _own_code(result: Result, making: Making) -> tuple[Coding, ...]:
    if result.code_type == "text":
        return ()
    elsewhere = {"loinc": LOINC, "snomed": SNOMED, "uri": result.code_responsible or None}
    if result.code_type in elsewhere:
        system = elsewhere[result.code_type]
        return (parts.coding(system, result.code, display=result.short_name),)
    return (
        parts.analysis_code(
            code=result.code,
            kind=result.code_type,
            responsible=result.code_responsible,
            npu=making.choices.npu,
            short_name=result.short_name,
        ),
    )


def told(result: Result, made: Observation) -> dict[str, Any]:
    """The elements of an Observation that tell how its result was measured; nothing for a letter's result."""
    stated = result.stated
    if stated is None:
        return {}
    extensions = made.extension
    contained: tuple[AnyResource, ...] = ()
    if stated.kit is not None:
        contained = (_device(stated.kit, _TEST_KIT),)
        extensions = (*extensions, Extension(url=KIT, value_reference=_inside(_TEST_KIT)))
    if stated.calibrator is not None:
        concept = _concept(stated.calibrator)
        extensions = (*extensions, Extension(url=MATERIAL, value_codeable_concept=concept))
    if stated.instrument is not None:
        contained = (*contained, _device(stated.instrument, _INSTRUMENT))
    return {
        "contained": contained,
        "extension": extensions,
        "interpretation": (*made.interpretation, *map(_concept, stated.interpretations)),
        "method": None if stated.method is None else _concept(stated.method),
        "device": None if stated.instrument is None else _inside(_INSTRUMENT),
    }


def producer_number(code: str, kind: str, *, gln: str) -> Identifier | None:
    """The number of whoever made a result, in its system. Of a number whose system letters do not know, only
    the name is told."""
    system = {"sor": SOR, "yder": PROVIDER, "gln": gln}.get(kind)
    return None if system is None else Identifier(system=system, value=code.removeprefix(f"{kind}."))


def _device(said: Apparatus, own_id: str) -> Device:
    return Device(
        id=own_id,
        identifier=(Identifier(value=said.identifier),) if said.identifier else (),
        manufacturer=said.manufacturer or None,
        lot_number=said.lot or None,
        device_name=(DeviceDeviceName(name=said.name, type="model-name"),) if said.name else (),
    )


def _inside(own_id: str) -> Reference:
    return Reference(reference=f"#{own_id}")


def _concept(said: Coded) -> CodeableConcept:
    return CodeableConcept(coding=(_coding(said),) if said.code else (), text=said.text or None)


def _coding(said: Coded) -> Coding:
    return Coding(system=said.system or None, code=said.code or None, display=said.text or None)
