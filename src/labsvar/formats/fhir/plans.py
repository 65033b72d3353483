"""What is known of each class of resource and element: its fields by their names in JSON.

Made from the structs themselves, so that the slow reader and the checks know what the fast reader knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import msgspec.structs

from labsvar.formats.fhir import resources
from labsvar.formats.fhir.resources.base import Node, Other

Kind = Literal["element", "resource", "text", "code", "number", "integer", "boolean", "raw"]

_KINDS: Final[Mapping[Any, Kind]] = {
    str: "text",
    int: "integer",
    bool: "boolean",
    Decimal: "number",
    msgspec.Raw: "raw",
}


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field: `attribute` in Python, `name` in JSON.

    `kind` is what its value is, or each of its values when there are `many`; `cls` the class of an
    element. `codes` are the values a code may have, `form` is the name of the form of a text, `low` and
    `high` bound an integer. `choice` is the element of which this is one form, if it is.
    """

    attribute: str
    name: str
    kind: Kind
    many: bool
    needed: bool
    cls: type[Node] | None = None
    codes: frozenset[str] = frozenset()
    form: str | None = None
    low: int | None = None
    high: int | None = None
    choice: str | None = None

    @property
    def beside(self) -> bool:
        """Whether it holds what is said beside a primitive value, as `_birthDate` does."""
        return self.name.startswith("_")

    @property
    def primitive(self) -> bool:
        """Whether the value is no object."""
        return self.kind not in ("element", "resource")


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One class: `fields` by their names in JSON, in HL7's order."""

    cls: type[Node]
    fields: Mapping[str, Field]
    choices: Mapping[str, tuple[Field, ...]]


RESOURCES: Final[Mapping[str, type[Node]]] = {
    str(each.__struct_config__.tag): each for each in get_args(resources.AnyResource) if each is not Other
}
"""The resources that are known, by name."""


@cache
def plan(cls: type[Node]) -> Plan:
    """What is known of a class."""
    hints = get_type_hints(cls, include_extras=True)
    made = [_field(each, hints[each.name], cls) for each in msgspec.structs.fields(cls)]
    return Plan(
        cls=cls,
        fields={each.name: each for each in made},
        choices={
            name: tuple(each for each in made if each.choice == name and not each.beside)
            for name in cls.choices
        },
    )


def _field(described: msgspec.structs.FieldInfo, hint: Any, cls: type[Node]) -> Field:
    inner, bounds = _inside(hint)
    many = get_origin(inner) is tuple
    if many:
        inner, bounds = _inside(get_args(inner)[0])
    name = described.encode_name
    kind: Kind = "code" if get_origin(inner) is Literal else _KINDS.get(inner) or _kind_of_class(inner)
    return Field(
        attribute=described.name,
        name=name,
        kind=kind,
        many=many,
        needed=described.required,
        cls=inner if kind == "element" else None,
        codes=frozenset(get_args(inner)) if kind == "code" else frozenset(),
        form=None if bounds is None or bounds.extra is None else bounds.extra["form"],
        low=None if bounds is None else bounds.ge,
        high=None if bounds is None else bounds.le,
        choice=_choice(name, cls),
    )


def _inside(hint: Any) -> tuple[Any, Any]:
    """The type that an optional or bounded type is about, and its bounds; a union of resources as it is."""
    if get_origin(hint) is Annotated:
        inner, bounds = get_args(hint)
        return (inner, bounds) if inner in _KINDS else _inside(inner)
    if get_origin(hint) in (Union, UnionType):
        others = [each for each in get_args(hint) if each is not NoneType]
        if len(others) == 1:
            return _inside(others[0])
    return hint, None


def _kind_of_class(hint: Any) -> Kind:
    return "resource" if get_origin(hint) in (Union, UnionType) else "element"


def _choice(name: str, cls: type[Node]) -> str | None:
    plain = name.removeprefix("_")
    return next(
        (each for each in cls.choices if plain.startswith(each) and plain[len(each) :][:1].isupper()), None
    )
