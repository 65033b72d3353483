"""The extensions of our own: what each is for, and its definition as FHIR publishes one.

They hold what a letter says and FHIR has no element for, so that nothing is lost on the way back. Their address
is an assumption (`systems.OWN`); every receiver may pass them over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from labsvar.conversion.fhir.systems import own_extension

_BASE: Final = "http://hl7.org/fhir/StructureDefinition/Extension"


class OwnExtension(msgspec.Struct, frozen=True, kw_only=True):
    """One extension: the type of its value, or the types of the parts it has instead; `on` is where it may stand."""

    name: str
    about: str
    value: str = "string"
    parts: Mapping[str, str] = {}
    on: tuple[str, ...] = ("Element",)

    @property
    def url(self) -> str:
        """Its address."""
        return own_extension(self.name)


def _own(name: str, about: str, **more: Any) -> OwnExtension:
    return OwnExtension(name=name, about=about, **more)


COMPARABILITY: Final = _own(
    "comparability-group",
    "The released group of comparable methods that the result belongs to, and what is said of its method. No "
    "guide of Europe or Denmark has an element for it.",
    parts={"group": "Coding", "outcome": "code", "value": "Quantity"},
    on=("Observation",),
)
EXTENSIONS: Final[Mapping[str, OwnExtension]] = {
    each.name: each
    for each in (
        COMPARABILITY,
        _own("value-as-sent", "A value in the letter's own spelling, where FHIR writes it otherwise."),
        _own("code-as-sent", "A code that FHIR cannot write as one, for the blanks in it."),
        _own("lower-limit", "The lower limit of a reference interval that is no number."),
        _own("upper-limit", "The upper limit of a reference interval that is no number."),
        _own("interval-text", "The text of a reference interval whose limits are no numbers."),
        _own("url-as-sent", "An address that is no URL."),
        _own("size-as-sent", "The size of a file as the letter has it."),
        _own("supplementary", "The supplementary text of the place a sample was taken from."),
        _own("remark", "The name of the letter's element that a note comes from."),
        _own("to-lab", "The laboratory that the sample was sent on to."),
        _own("responsible", "Who is responsible for an analysis code."),
        _own("operator", "The letter's operator of a value that is no number."),
        _own("unit", "The letter's unit of a value that is no number."),
        _own("result-type", "The letter's type of a value."),
        _own("production-number", "The laboratory's number of the production that answered."),
        _own("order", "The place of a result among those asked for together.", value="positiveInt"),
        _own("row", "The row of an antibiotic in a letter's susceptibility table.", value="positiveInt"),
        _own("cell", "The place of a cell in the list of that table's cells.", value="positiveInt"),
        _own("cell-types", "The label of the kinds of cells in a letter's haematology table."),
        _own("municipality-id", "The number of the municipality a person lives in."),
        _own("municipality-name", "The name of the municipality a person lives in."),
        _own("copy-recipient", "Who gets a copy, in a report without a Composition.", value="Reference"),
        _own("without-text", "That the letter has the code alone, and no text.", value="boolean"),
        _own("note-code", "A code of a comment.", value="Coding"),
    )
}
"""By name."""


def structure_definition(extension: OwnExtension) -> dict[str, Any]:
    """The StructureDefinition of an extension: its differential, as the guides write theirs."""
    return {
        "resourceType": "StructureDefinition",
        "id": extension.name,
        "url": extension.url,
        "name": "".join(part.capitalize() for part in extension.name.split("-")),
        "status": "active",
        "description": extension.about,
        "fhirVersion": "4.0.1",
        "kind": "complex-type",
        "abstract": False,
        "context": [{"type": "element", "expression": each} for each in extension.on],
        "type": "Extension",
        "baseDefinition": _BASE,
        "derivation": "constraint",
        "differential": {"element": [*_head(extension), *_value(extension)]},
    }


def structure_definitions() -> tuple[dict[str, Any], ...]:
    """Those of all of them."""
    return tuple(map(structure_definition, EXTENSIONS.values()))


def _head(extension: OwnExtension) -> list[dict[str, Any]]:
    return [
        {"id": "Extension", "path": "Extension", "definition": extension.about},
        {"id": "Extension.url", "path": "Extension.url", "fixedUri": extension.url},
    ]


def _value(extension: OwnExtension) -> list[dict[str, Any]]:
    """The value, or the parts with theirs."""
    if not extension.parts:
        return [
            {"id": "Extension.extension", "path": "Extension.extension", "max": "0"},
            _typed("Extension", "Extension", extension.value),
        ]
    made: list[dict[str, Any]] = []
    for name, kind in extension.parts.items():
        own, path = f"Extension.extension:{name}", "Extension.extension"
        made += [
            {"id": own, "path": path, "sliceName": name, "min": 0, "max": "1"},
            {"id": f"{own}.url", "path": f"{path}.url", "fixedUri": name},
            _typed(own, path, kind),
        ]
    return [*made, {"id": "Extension.value[x]", "path": "Extension.value[x]", "max": "0"}]


def _typed(own: str, path: str, kind: str) -> dict[str, Any]:
    return {"id": f"{own}.value[x]", "path": f"{path}.value[x]", "min": 1, "type": [{"code": kind}]}
