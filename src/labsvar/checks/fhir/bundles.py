"""What must be true of a Bundle and of what its entries refer to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from labsvar.checks.fhir import standard
from labsvar.checks.fhir.found import Found
from labsvar.checks.fhir.walk import Pointer, kind_of
from labsvar.findings import Rule
from labsvar.formats.fhir.places import Place, named
from labsvar.formats.fhir.resources import (
    Bundle,
    BundleEntry,
    Composition,
    DomainResource,
    MessageHeader,
    Reference,
    Resource,
)

_REQUESTS: Final = frozenset({"batch", "transaction", "history"})
_RESPONSES: Final = frozenset({"batch-response", "transaction-response", "history"})
_RELATIVE: Final = re.compile(
    r"(?:.*/)?([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]{1,64})(?:/_history/[A-Za-z0-9.\-]{1,64})?"
)
_INSIDE: Final = ("urn:uuid:", "urn:oid:")

Index = Mapping[str, Resource]
"""The resources of a Bundle by what a reference to them says."""


def check_bundle(bundle: Bundle, place: Place, found: Found) -> None:
    """The invariants of a Bundle."""
    whole: list[tuple[Rule, str]] = []
    if bundle.total is not None and bundle.type not in ("searchset", "history"):
        whole.append((standard.BDL_1, "total"))
    if bundle.type == "document":
        whole += _document(bundle)
    if bundle.type == "message" and not isinstance(_first(bundle), MessageHeader):
        whole.append((standard.BDL_12, "entry[0]"))
    for rule, name in whole:
        found.add(rule, named(place, name))
    seen: set[tuple[str, str | None]] = set()
    for number, entry in enumerate(bundle.entry):
        for rule in _entry(bundle, entry, seen):
            found.add(rule, named(place, f"entry[{number}]"))


def _first(bundle: Bundle) -> Resource | None:
    return bundle.entry[0].resource if bundle.entry else None


def _document(bundle: Bundle) -> Iterable[tuple[Rule, str]]:
    identifier = bundle.identifier
    if identifier is None or identifier.system is None or identifier.value is None:
        yield standard.BDL_9, "identifier"
    if bundle.timestamp is None:
        yield standard.BDL_10, "timestamp"
    if not isinstance(_first(bundle), Composition):
        yield standard.BDL_11, "entry[0]"


def _entry(bundle: Bundle, entry: BundleEntry, seen: set[tuple[str, str | None]]) -> Iterable[Rule]:
    if entry.search is not None and bundle.type != "searchset":
        yield standard.BDL_2
    if (entry.request is not None) != (bundle.type in _REQUESTS):
        yield standard.BDL_3
    if (entry.response is not None) != (bundle.type in _RESPONSES):
        yield standard.BDL_4
    if entry.resource is None and entry.request is None and entry.response is None:
        yield standard.BDL_5
    if entry.full_url is not None:
        if "/_history/" in entry.full_url:
            yield standard.BDL_8
        meta = None if entry.resource is None else entry.resource.meta
        own = (entry.full_url, None if meta is None else meta.version_id)
        if bundle.type != "history" and own in seen:
            yield standard.BDL_7
        seen.add(own)


def index(bundle: Bundle) -> Index:
    """The resources of a Bundle by their full addresses, and by `Type/id`."""
    made: dict[str, Resource] = {}
    for entry in bundle.entry:
        if entry.resource is None:
            continue
        if entry.full_url is not None:
            made[entry.full_url] = entry.resource
        if entry.resource.id is not None:
            made.setdefault(f"{kind_of(entry.resource)}/{entry.resource.id}", entry.resource)
    return made


def target_of(reference: Reference, holder: Resource, known: Index) -> Resource | None:
    """The resource that a reference points at, when it is in the Bundle or contained."""
    to = reference.reference
    if to is None:
        return None
    if to.startswith("#"):
        return _contained(to[1:], holder)
    found = known.get(to)
    relative = None if found is not None else _RELATIVE.fullmatch(to)
    return found if relative is None else known.get(f"{relative[1]}/{relative[2]}")


def check_pointer(pointer: Pointer, known: Index | None, found: Found) -> None:
    """Whether a reference resolves and points at a resource that R4 allows there.

    `known` is `None` outside a Bundle, where only what is contained can be looked for.
    """
    target = target_of(pointer.reference, pointer.holder, known or {})
    to = pointer.reference.reference
    if to is not None and target is None:
        if to.startswith("#"):
            found.add(standard.REF_1, pointer.place)
        elif known is not None and to.startswith(_INSIDE):
            found.add(standard.REFERENCE_LOST, pointer.place)
    kind = kind_named(pointer.reference) if target is None else kind_of(target)
    if pointer.allowed and kind is not None and kind not in pointer.allowed:
        found.add(standard.REFERENCE_KIND, pointer.place, kind=kind, allowed=", ".join(pointer.allowed))


def kind_named(reference: Reference) -> str | None:
    """The name of the resource that a reference itself says it points at; none but R4's own."""
    from labsvar.formats.fhir.resources.names import EVERY_RESOURCE

    relative = None if reference.reference is None else _RELATIVE.fullmatch(reference.reference)
    said = relative[1] if relative is not None else reference.type
    return said if said in EVERY_RESOURCE else None


def check_contained(resource: Resource, place: Place, pointers: Iterable[Pointer], found: Found) -> None:
    """Whether something refers to each contained resource, or it refers to the one around it."""
    if not isinstance(resource, DomainResource) or not resource.contained:
        return
    own = [each for each in pointers if each.holder is resource]
    named_ids = {each.reference.reference for each in own}
    if "#" in named_ids:
        return
    for number, each in enumerate(resource.contained):
        if f"#{each.id}" not in named_ids:
            found.add(standard.DOM_3, named(place, f"contained[{number}]"))


def _contained(name: str, holder: Resource) -> Resource | None:
    if not name:
        return holder
    inside = holder.contained if isinstance(holder, DomainResource) else ()
    return next((each for each in inside if each.id == name), None)
