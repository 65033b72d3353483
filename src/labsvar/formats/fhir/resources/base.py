"""What every element and every resource of FHIR has, and the primitive types.

Lists are tuples, and an element that is not there is `None` or `()`. Numbers are `Decimal`, so that the digits
stay as they were written: 3.0 is not 3. Dates and times stay text, since FHIR lets them be as exact as they
are known. What FHIR says about a primitive value beside the value itself (`_birthDate` in JSON) stands in a
field of its own, `birth_date_element`.

Source: HL7 FHIR R4 (4.0.1), Data Types and JSON Format.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta as Bound

OTHER: Final = "\U0010ffff"
"""What stands for the name of a resource that is not looked into: a code point that is no character."""
MAYBE_OTHER: Final = OTHER.encode()[:1]
"""The byte it begins with, which hardly any text holds: looking for one byte costs next to nothing."""
_BESIDE: Final = "_element"
_IRREGULAR: Final = {"carrier_aidc": "carrierAIDC", "carrier_hrf": "carrierHRF"}
_DATE: Final = r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
_DAY: Final = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
_ZONE: Final = r"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"

FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "base64Binary": r"(\s*[0-9A-Za-z+/=]){4}([0-9A-Za-z+/=\s])*",
        "canonical": r"\S+",
        "code": r"\S+(\s\S+)*",
        "date": _DATE,
        "dateTime": f"{_DAY}T{_CLOCK}{_ZONE}|{_DATE}",
        "id": r"[A-Za-z0-9.\-]{1,64}",
        "instant": f"{_DAY}T{_CLOCK}{_ZONE}",
        "oid": r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+",
        "time": _CLOCK,
        "uri": r"\S+",
        "url": r"\S+",
        "uuid": r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    }.items()
}
"""The forms of primitive values, matched whole. Reading does not ask for them: the checks do."""


def name_in_json(field: str) -> str:
    """The name of a field in JSON."""
    if field.endswith(_BESIDE):
        return f"_{name_in_json(field.removesuffix(_BESIDE))}"
    first, *others = field.rstrip("_").split("_")
    return _IRREGULAR.get(field) or first + "".join(each.capitalize() for each in others)


def name_in_python(name: str) -> str:
    """The name of the field for a name in JSON; the other way of `name_in_json`."""
    if name.startswith("_"):
        return f"{name_in_python(name[1:])}{_BESIDE}"
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


AtLeastOne: Final = Bound(min_length=1)

Base64Binary = Annotated[str, Bound(min_length=1, extra={"form": "base64Binary"})]
Canonical = Annotated[str, Bound(min_length=1, extra={"form": "canonical"})]
Code = Annotated[str, Bound(min_length=1, extra={"form": "code"})]
Date = Annotated[str, Bound(min_length=1, extra={"form": "date"})]
DateTime = Annotated[str, Bound(min_length=1, extra={"form": "dateTime"})]
Id = Annotated[str, Bound(min_length=1, extra={"form": "id"})]
Instant = Annotated[str, Bound(min_length=1, extra={"form": "instant"})]
Integer = Annotated[int, Bound(ge=-(2**31), le=2**31 - 1)]
Markdown = Annotated[str, Bound(min_length=1)]
Oid = Annotated[str, Bound(min_length=1, extra={"form": "oid"})]
PositiveInt = Annotated[int, Bound(ge=1, le=2**31 - 1)]
String = Annotated[str, Bound(min_length=1)]
Time = Annotated[str, Bound(min_length=1, extra={"form": "time"})]
UnsignedInt = Annotated[int, Bound(ge=0, le=2**31 - 1)]
Uri = Annotated[str, Bound(min_length=1, extra={"form": "uri"})]
Url = Annotated[str, Bound(min_length=1, extra={"form": "url"})]
Uuid = Annotated[str, Bound(min_length=1, extra={"form": "uuid"})]
Xhtml = Annotated[str, Bound(min_length=1)]


class Node(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    gc=False,
    rename=name_in_json,
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """What elements and resources have in common: nothing but what is known about their fields.

    `choices` are the elements of which at most one form may be given, as `value` for `valueString` and
    others; `choices_needed` those of them that must be. `targets` are the resources that a reference in
    an element may point at; an element that is not named there may point at any.
    """

    choices: ClassVar[tuple[str, ...]] = ()
    choices_needed: ClassVar[tuple[str, ...]] = ()
    targets: ClassVar[Mapping[str, str]] = {}


class Element(Node, frozen=True, kw_only=True):
    """An element: what is in a resource."""

    id: String | None = None
    extension: tuple[datatypes.Extension, ...] = ()


class BackboneElement(Element, frozen=True, kw_only=True):
    """An element of a resource that has elements of its own."""

    modifier_extension: tuple[datatypes.Extension, ...] = ()


class Resource(Node, frozen=True, kw_only=True, tag_field="resourceType"):
    """A resource."""

    id: Id | None = None
    meta: datatypes.Meta | None = None
    implicit_rules: Uri | None = None
    implicit_rules_element: Element | None = None
    language: Code | None = None
    language_element: Element | None = None


class DomainResource(Resource, frozen=True, kw_only=True):
    """A resource with a text for people, and with others inside."""

    text: datatypes.Narrative | None = None
    contained: tuple[resources.AnyResource, ...] = ()
    extension: tuple[datatypes.Extension, ...] = ()
    modifier_extension: tuple[datatypes.Extension, ...] = ()


class Other(Resource, frozen=True, kw_only=True, tag=OTHER):
    """A resource of R4 that is not looked into here: carried as it was written.

    `kind` is its name, `content` the exact bytes of its JSON.
    """

    kind: String
    content: msgspec.Raw


# Elements hold extensions and extensions hold elements: these are looked up when a reader is made.
from labsvar.formats.fhir import resources  # noqa: E402
from labsvar.formats.fhir.resources import datatypes  # noqa: E402
