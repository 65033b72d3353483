"""Where something stands in a resource, as FHIRPath writes it."""

from __future__ import annotations

from labsvar.formats.fhir.plans import Field

Place = tuple[str, ...]
"""The parts of a path, the resource's name first: joined they are the path."""


def root(kind: str) -> Place:
    """The place of a resource that is a file."""
    return (kind,)


def below(place: Place, field: Field, index: int | None = None) -> Place:
    """The place of an element, or of one of its values.

    Of a choice the form is told too: `value.ofType(Quantity)`. What is said beside a primitive value has the
    place of the value.
    """
    name = field.name.removeprefix("_")
    if field.choice is not None:
        name = f"{field.choice}.ofType({_type_name(name[len(field.choice) :], field)})"
    return (*place, f".{name}" if index is None else f".{name}[{index}]")


def named(place: Place, name: str) -> Place:
    """The place of an element by its name alone, as of one that is missing."""
    return (*place, f".{name}")


def of_type(place: Place, kind: str) -> Place:
    """The place of a resource inside another."""
    return (*place, f".ofType({kind})")


def written(place: Place) -> str:
    """The path."""
    return "".join(place)


def _type_name(end: str, field: Field) -> str:
    """The type as FHIRPath names it: primitive types begin with a small letter."""
    return end[0].lower() + end[1:] if field.primitive or field.beside else end
