"""Everything in a resource, visited once: the forms of primitive values, choices, and the laws of R4."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from re import Match
from typing import Any, Final, NamedTuple

import msgspec

from labsvar.checks.fhir import standard
from labsvar.checks.fhir.found import Found
from labsvar.checks.fhir.laws import LAWS, Law
from labsvar.findings import Rule
from labsvar.formats.fhir import places
from labsvar.formats.fhir.places import Place
from labsvar.formats.fhir.plans import Field, plan
from labsvar.formats.fhir.resources import (
    Coding,
    DomainResource,
    Element,
    Identifier,
    Other,
    Quantity,
    Reference,
    Resource,
)
from labsvar.formats.fhir.resources.base import FORMS, Node
from labsvar.formats.fhir.rules import TOO_DEEP
from labsvar.formats.fhir.scan import MAX_DEPTH

_NOTHING: Final = ()


class Pointer(msgspec.Struct, frozen=True, kw_only=True):
    """A reference where it was met: `allowed` are the resources that R4 lets it point at, any when empty;
    `holder` is the outermost resource around it, in which contained ones are looked for."""

    reference: Reference
    place: Place
    allowed: tuple[str, ...]
    holder: Resource


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A resource where it was met; `contained` in another or not."""

    resource: Resource
    place: Place
    contained: bool


class Met(msgspec.Struct, kw_only=True):
    """What was met on the way: every resource, reference, identifier and coding system."""

    resources: list[Standing] = []
    pointers: list[Pointer] = []
    identifiers: list[tuple[Identifier, Place]] = []
    systems: dict[str, Place] = {}


_Matches = Callable[[str], Match[str] | None]
_Choice = tuple[str, tuple[tuple[str, str], ...], bool]


class _Work(msgspec.Struct, frozen=True):
    """What to do with each object of a class."""

    values: tuple[tuple[str, Field, _Matches], ...]
    elements: tuple[tuple[str, Field], ...]
    choices: tuple[_Choice, ...]
    laws: tuple[Law, ...]
    targets: dict[str, tuple[str, ...]]
    empty: Node | None


@cache
def _work(cls: type[Node]) -> _Work:
    known = plan(cls)
    fields = known.fields.values()
    return _Work(
        values=tuple((each.attribute, each, FORMS[each.form].fullmatch) for each in fields if each.form),
        elements=tuple((each.attribute, each) for each in fields if not each.primitive),
        choices=tuple(_choice(name, cls) for name in cls.choices),
        laws=LAWS.get(cls, ()),
        targets={name: tuple(allowed.split()) for name, allowed in cls.targets.items()},
        empty=cls() if issubclass(cls, Element) and not any(each.needed for each in fields) else None,
    )


def _choice(name: str, cls: type[Node]) -> _Choice:
    """The forms of a choice: each field, and the field of what is said beside its value."""
    fields = plan(cls).fields
    pairs = tuple(
        (each.attribute, beside.attribute if (beside := fields.get(f"_{each.name}")) else each.attribute)
        for each in plan(cls).choices[name]
    )
    return name, pairs, name in cls.choices_needed


class _At(NamedTuple):
    """Where the walk is: the place, the outermost resource around it, and how deep."""

    place: Place
    holder: Resource
    depth: int


class Walk:
    """One walk through a file."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.met = Met()

    def resource(self, resource: Resource, place: Place, around: _At | None = None) -> None:
        """A resource and everything in it; `around` is the one that it is contained in."""
        self.met.resources.append(Standing(resource=resource, place=place, contained=around is not None))
        if around is not None:
            _contained(resource, place, self.found)
        if not isinstance(resource, Other):
            holder, depth = (resource, 0) if around is None else (around.holder, around.depth + 1)
            self.node(resource, _At(place, holder, depth))

    def node(self, node: Node, at: _At) -> None:
        """A resource or element and everything in it."""
        if at.depth > MAX_DEPTH:
            self.found.add(TOO_DEEP, at.place, limit=MAX_DEPTH)
            return
        work = _work(type(node))
        if node == work.empty:
            self.found.add(standard.ELE_1, at.place)
        for attribute, field, matches in work.values:
            value = getattr(node, attribute)
            if value is not None and value is not _NOTHING:
                self._form(value, field, matches, at.place)
        for rule, holds in work.laws:
            if not holds(node):
                self.found.add(rule, at.place)
        for choice in work.choices:
            self._choice(node, choice, at.place)
        for attribute, field in work.elements:
            value = getattr(node, attribute)
            if value is not None and value is not _NOTHING:
                self._inside(value, field, work, at)

    def _form(self, value: Any, field: Field, matches: _Matches, place: Place) -> None:
        for index, each in enumerate(value if field.many else (value,)):
            if each is not None and matches(each) is None:
                where = places.below(place, field, index if field.many else None)
                self.found.add(standard.FORM, where, form=field.form)

    def _choice(self, node: Node, choice: _Choice, place: Place) -> None:
        name, forms, needed = choice
        count = 0
        for value, beside in forms:
            if getattr(node, value) is not None or getattr(node, beside) is not None:
                count += 1
        if count > 1:
            self.found.add(standard.CHOICE, places.named(place, name), name=name)
        elif needed and not count:
            self.found.add(standard.CHOICE_MISSING, places.named(place, name), name=name)

    def _inside(self, value: Any, field: Field, work: _Work, at: _At) -> None:
        for index, each in enumerate(value if field.many else (value,)):
            if each is None:
                continue
            where = places.below(at.place, field, index if field.many else None)
            if field.kind == "resource":
                contained = field.name == "contained"
                self.resource(each, places.of_type(where, kind_of(each)), at if contained else None)
                continue
            self._note(each, work.targets.get(field.choice or field.name, ()), where, at.holder)
            self.node(each, _At(where, at.holder, at.depth + 1))

    def _note(self, element: Element, allowed: tuple[str, ...], place: Place, holder: Resource) -> None:
        if isinstance(element, Reference):
            self.met.pointers.append(Pointer(reference=element, place=place, allowed=allowed, holder=holder))
        elif isinstance(element, Identifier):
            self.met.identifiers.append((element, place))
        elif (
            isinstance(element, Coding | Quantity) and element.system is not None and element.code is not None
        ):
            self.met.systems.setdefault(element.system, place)


def kind_of(resource: Resource) -> str:
    """The name of a resource, as `resourceType` gives it."""
    return resource.kind if isinstance(resource, Other) else str(type(resource).__struct_config__.tag)


def _contained(resource: Resource, place: Place, found: Found) -> None:
    """What a resource may not have when it is inside another."""
    broken: list[Rule] = []
    if isinstance(resource, DomainResource) and resource.contained:
        broken.append(standard.DOM_2)
    meta = resource.meta
    if meta is not None and (meta.version_id is not None or meta.last_updated is not None):
        broken.append(standard.DOM_4)
    if meta is not None and meta.security:
        broken.append(standard.DOM_5)
    for rule in broken:
        found.add(rule, place)
