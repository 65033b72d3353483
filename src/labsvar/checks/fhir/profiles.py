"""Profiles as tables, and how a resource is held against one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from labsvar.checks.fhir import profile_rules as rules
from labsvar.checks.fhir.bundles import Index, kind_named, target_of
from labsvar.checks.fhir.found import Found
from labsvar.checks.fhir.walk import kind_of
from labsvar.findings import Rule
from labsvar.formats.fhir import places
from labsvar.formats.fhir.places import Place
from labsvar.formats.fhir.plans import Field, plan
from labsvar.formats.fhir.resources import Reference, Resource
from labsvar.formats.fhir.resources.base import Node

Finds = Callable[[Any, Place, Found], None]


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What a guide asks of a resource beyond R4.

    Elements are named by their path below the resource, `value[x]` for a choice. `needed` must be there,
    `forbidden` must not; `forms` are the types that a choice may have; `fixed` the codes that an element may
    be; `targets` the resources or profiles that a reference may point at. `invariants` are true of the whole
    resource; `extensions` must be there, by url. `more` finds what no table says.
    """

    url: str
    kind: str
    source: str
    needed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    forms: Mapping[str, tuple[str, ...]] = {}
    fixed: Mapping[str, tuple[str, ...]] = {}
    targets: Mapping[str, tuple[str, ...]] = {}
    extensions: tuple[str, ...] = ()
    invariants: tuple[tuple[Rule, Callable[[Any], bool]], ...] = ()
    more: tuple[Finds, ...] = ()

    @property
    def name(self) -> str:
        """The last part of its address."""
        return self.url.rpartition("/")[2]


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What a resource is held against a profile within: what references reach, and all profiles by name."""

    holder: Resource
    known: Index
    profiles: Mapping[str, Profile]


def check_profile(resource: Resource, place: Place, profile: Profile, around: Around, found: Found) -> None:
    """Holds a resource against a profile."""
    _presence(resource, place, profile, found)
    _values(resource, place, profile, found)
    _targets(resource, place, profile, around, found)
    for rule, holds in profile.invariants:
        if not holds(resource):
            found.add(rule, place)
    for finds in profile.more:
        finds(resource, place, found)


def _presence(resource: Resource, place: Place, profile: Profile, found: Found) -> None:
    """What must be there, and what must not."""
    about = {"profile": profile.name}
    for path in profile.needed:
        for owner, values in _reach(resource, place, path):
            if not values:
                found.add(rules.MISSING, places.named(owner, path.rpartition(".")[2]), name=path, **about)
    for path in profile.forbidden:
        for _, where, _ in _all(resource, place, path):
            found.add(rules.FORBIDDEN, where, name=path, **about)
    for url in profile.extensions:
        if all(each.url != url for each in getattr(resource, "extension", ())):
            found.add(rules.MISSING, places.named(place, "extension"), name=f"extension({url})", **about)


def _values(resource: Resource, place: Place, profile: Profile, found: Found) -> None:
    """The forms of choices, and fixed codes."""
    for path, allowed in profile.forms.items():
        about = {"profile": profile.name, "name": path, "allowed": ", ".join(allowed)}
        for field, where, _ in _all(resource, place, path):
            if field.name.removeprefix("_").removeprefix(field.choice or "") not in allowed:
                found.add(rules.FORM, where, **about)
    for path, allowed in profile.fixed.items():
        about = {"profile": profile.name, "name": path, "allowed": ", ".join(allowed)}
        for _, where, value in _all(resource, place, path):
            if value not in allowed:
                found.add(rules.FIXED, where, **about)


def _targets(resource: Resource, place: Place, profile: Profile, around: Around, found: Found) -> None:
    """The kinds of resources that references point at."""
    for path, allowed in profile.targets.items():
        kinds = {kind_allowed(each, around.profiles) for each in allowed}
        about = {"profile": profile.name, "name": path, "allowed": ", ".join(sorted(kinds))}
        for _, where, reference in _all(resource, place, path):
            kind = _kind(reference, around)
            if kind is not None and kind not in kinds:
                found.add(rules.TARGET, where, **about)


def kind_allowed(name: str, profiles: Mapping[str, Profile]) -> str:
    """The resource that a profile is for; the name of a resource is itself."""
    return profiles[name].kind if name in profiles else name


def _kind(reference: Reference, around: Around) -> str | None:
    target = target_of(reference, around.holder, around.known)
    return kind_named(reference) if target is None else kind_of(target)


def references(resource: Resource, path: str) -> Iterator[Reference]:
    """The references at a path of a resource."""
    return (value for _, _, value in _all(resource, (), path))


_Value = tuple[Field, Place, Any]


def _all(node: Node, place: Place, path: str) -> Iterator[_Value]:
    """Every value at a path."""
    return (value for _, values in _reach(node, place, path) for value in values)


def _reach(node: Node, place: Place, path: str) -> Iterable[tuple[Place, list[_Value]]]:
    """The places of the elements that hold the last part of a path, and the values it has in each.

    An element that is not there holds nothing: what is below it is neither missing nor forbidden.
    """
    first, _, rest = path.partition(".")
    values = list(_of(node, place, first))
    if not rest:
        return [(place, values)]
    return [found for _, where, value in values for found in _reach(value, where, rest)]


def _of(node: Node, place: Place, name: str) -> Iterator[_Value]:
    """The values of one element; of what is said beside a primitive value when there is no value."""
    known = plan(type(node))
    if name.endswith("[x]"):
        fields = [(each, known.fields.get(f"_{each.name}")) for each in known.choices[name[:-3]]]
    else:
        fields = [(known.fields[name], known.fields.get(f"_{name}"))]
    for field, beside in fields:
        value = getattr(node, field.attribute)
        if value is None and beside is not None:
            value = getattr(node, beside.attribute)
        if value is None:
            continue
        for index, each in enumerate(value if field.many else (value,)):
            yield field, places.below(place, field, index if field.many else None), each
