"""What of a document the stored report holds, and so what has no place in it.

Whatever is not named here is told, with its place, to whoever sent it: what a guide adds one day is found without
anyone thinking of it. The Bundle itself is kept byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from labsvar.conversion.fhir import unplaced
from labsvar.conversion.fhir.reading import Reading
from labsvar.conversion.fhir.systems import ABSENT, REPORT_NOTE
from labsvar.formats.fhir.resources import DiagnosticReport, Observation
from labsvar.results.fhir.stating import KIT, MATERIAL, MATERIAL_NUMBER

_MORE: Final[Mapping[str, str]] = {
    "Composition": "section.section section.text attester.mode attester.party relatesTo confidentiality language",
    "DiagnosticReport": "conclusion",
    "Observation": "valueCodeableConcept valueBoolean valueInteger valueRange valueRatio valueTime valueDateTime "
    "valuePeriod dataAbsentReason interpretation effectiveInstant method device component.code "
    "component.valueQuantity component.valueString component.valueCodeableConcept component.valueBoolean "
    "component.valueInteger component.valueRange component.valueRatio component.valueTime "
    "component.valueDateTime component.valuePeriod component.dataAbsentReason component.interpretation "
    "component.referenceRange bodySite referenceRange contained",
    "Specimen": "type receivedTime",
    "Device": "identifier udiCarrier.deviceIdentifier manufacturer lotNumber serialNumber deviceName modelNumber "
    "type status",
    "DeviceMetric": "source type category",
}
_EVERYWHERE: Final = "id meta.profile meta.security meta.tag meta.versionId meta.lastUpdated text language"
_HELD: Final = frozenset({KIT, MATERIAL, MATERIAL_NUMBER, REPORT_NOTE, ABSENT})
CARRIED: Final[Mapping[str, frozenset[str]]] = {
    kind: unplaced.CARRIED.get(kind, frozenset(_EVERYWHERE.split())) | frozenset(_MORE.get(kind, "").split())
    for kind in (*unplaced.CARRIED, "Device", "DeviceMetric")
}
"""By the kind of resource, beside what letters carry."""


def places(reading: Reading) -> Iterator[str]:
    """Where something stands that the stored report does not hold."""
    held = frozenset(_held(reading))
    return (each for each in unplaced.places(reading, CARRIED) if each not in held)


def _held(reading: Reading) -> Iterator[str]:
    """The places of the extensions that are understood here and in no letter."""
    for each in reading.resources:
        extensions = each.extension if isinstance(each, Observation | DiagnosticReport) else ()
        for number, extension in enumerate(extensions):
            if extension.url in _HELD:
                yield f"{reading.place(each)}.extension[{number}]"
