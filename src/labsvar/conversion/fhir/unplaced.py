"""What a Bundle says that a letter has no place for.

Whatever is not named here as carried is lost and told: what a guide adds one day is found without anyone
thinking of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from labsvar.conversion.fhir.reading import Reading
from labsvar.conversion.fhir.systems import (
    ABSENT,
    COMPOSITION,
    OWN,
    RECIPIENT,
    REPORT,
    REPORT_NOTE,
    SUPPORTING,
)
from labsvar.formats.fhir.resources import DocumentReference, Extension, Observation
from labsvar.formats.fhir.resources.base import name_in_json

_KNOWN: Final = frozenset({ABSENT, COMPOSITION, RECIPIENT, REPORT, SUPPORTING})
_EVERYWHERE: Final = "id meta.profile meta.security meta.tag meta.versionId meta.lastUpdated text language"
_QUANTITY: Final = "value comparator unit system code"
CARRIED: Final[Mapping[str, frozenset[str]]] = {
    kind: frozenset((*_EVERYWHERE.split(), *places.split()))
    for kind, places in {
        "Composition": (
            "identifier status type category subject date author title section.title section.code section.text "
            "section.entry custodian"
        ),
        "DiagnosticReport": (
            "identifier basedOn status category code subject effectiveDateTime issued performer specimen result"
        ),
        "Observation": " ".join(
            (
                "basedOn status category code.coding code.text subject effectiveDateTime effectivePeriod issued",
                "performer valueString valueCodeableConcept.text interpretation note.text specimen derivedFrom",
                "hasMember referenceRange.type referenceRange.text",
                *(
                    f"{place}.{each}"
                    for place in ("valueQuantity", "referenceRange.low", "referenceRange.high")
                    for each in _QUANTITY.split()
                ),
            )
        ),
        "Specimen": (
            "identifier accessionIdentifier subject request collection.collectedDateTime "
            "collection.collectedPeriod collection.quantity"
        ),
        "ServiceRequest": "identifier requisition status intent subject requester specimen note.text",
        "Patient": "identifier name.use name.text name.family name.given birthDate gender",
        "Organization": "identifier type name partOf address.line address.city address.postalCode",
        "PractitionerRole": "practitioner organization",
        "Practitioner": "identifier.system identifier.value name",
        "DocumentReference": (
            "masterIdentifier status type content.attachment.url content.attachment.title description"
        ),
    }.items()
}
"""What every kind of letter carries, or says by being one, by the kind of resource."""
_ALSO: Final[Mapping[str, Mapping[str, str]]] = {
    "XRPT05": {
        "DiagnosticReport": "conclusion",
        "Observation": (
            "valueCodeableConcept.coding method.text method.coding dataAbsentReason "
            "component.code component.valueCodeableConcept"
        ),
        "Specimen": "receivedTime type.text collection.bodySite.text",
        "ServiceRequest": "reasonCode.text",
    }
}
CARRIED_BY: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    kind: {
        resource: places | frozenset(_ALSO.get(kind, {}).get(resource, "").split())
        for resource, places in CARRIED.items()
    }
    for kind in ("XRPT01", "XRPT05")
}
"""What each kind of letter carries."""
_KNOWN_BY: Final[Mapping[str, frozenset[str]]] = {"XRPT05": _KNOWN | {REPORT_NOTE}}


def tell(reading: Reading, kind: str) -> None:
    """Lists in the notes of `reading` everything that has no place in a letter of the kind."""
    for path in places(reading, CARRIED_BY[kind], _KNOWN_BY.get(kind, _KNOWN)):
        _lost(path, reading)


def places(
    reading: Reading, carried_by_kind: Mapping[str, frozenset[str]], known: frozenset[str] = _KNOWN
) -> Iterator[str]:
    """Where something stands that is not among what is carried, which is told by the kind of resource; `known` are
    the extensions that are understood."""
    pointed_at = {
        one.reference
        for each in reading.all(Observation)
        for one in (*each.derived_from, *(beside.value_reference for beside in each.extension))
        if one is not None
    }
    for number, entry in enumerate(reading.bundle.entry):
        place = f"Bundle.entry[{number}].resource"
        resource = entry.resource
        if resource is None:
            continue
        carried = carried_by_kind.get(type(resource).__name__)
        loose = isinstance(resource, DocumentReference) and entry.full_url not in pointed_at
        if carried is None or loose:
            yield place
            continue
        yield from (f"{place}.{path}" for path in _unnamed(resource, "", carried, known))


def _lost(path: str, reading: Reading) -> None:
    if all(each.path != path for each in reading.notes.changes):
        reading.notes.lost(path, da="brevet har ingen plads til det", en="the letter has no place for it")


def _unnamed(
    node: msgspec.Struct, path: str, carried: frozenset[str], known: frozenset[str]
) -> Iterator[str]:
    for name in node.__struct_fields__:
        value = getattr(node, name)
        if value is None or value == ():
            continue
        element = name_in_json(name)
        if element == "extension":
            yield from (
                f"{path}{element}[{number}]"
                for number, each in enumerate(value)
                if not _is_known(each, known)
            )
            continue
        plain = f"{_without_places(path)}{element}"
        if plain in carried or element.startswith("_") or _is_known_absence(value, known):
            continue
        if not any(each.startswith(f"{plain}.") for each in carried):
            yield f"{path}{element}"
        else:
            yield from _below(value, f"{path}{element}", carried, known)


def _below(value: Any, path: str, carried: frozenset[str], known: frozenset[str]) -> Iterator[str]:
    if isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _unnamed(each, f"{path}[{number}].", carried, known)
    else:
        yield from _unnamed(value, f"{path}.", carried, known)


def _is_known_absence(value: Any, known: frozenset[str]) -> bool:
    """Whether an element says nothing but that it is unknown."""
    extensions = getattr(value, "extension", ())
    if not extensions or value != type(value)(extension=extensions):
        return False
    return all(_is_known(each, known) for each in extensions)


def _is_known(extension: Extension, known: frozenset[str]) -> bool:
    return extension.url in known or extension.url.startswith(OWN)


def _without_places(path: str) -> str:
    return "".join(step.partition("[")[0] + "." for step in path.split(".") if step)
