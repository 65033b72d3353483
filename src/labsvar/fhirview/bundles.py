"""Bundles: pages of what was found, histories, documents; and the outcomes of what went wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from labsvar.fhirview.model import Resource, Served, Versions, reference_to, type_of
from labsvar.fhirview.parameters import PARAMETERS
from labsvar.fhirview.search import Asked, Found
from labsvar.formats.fhir.resources import (
    Bundle,
    BundleEntry,
    BundleEntryRequest,
    BundleEntryResponse,
    BundleEntrySearch,
    BundleLink,
    CodeableConcept,
    Composition,
    Identifier,
    Observation,
    OperationOutcome,
    OperationOutcomeIssue,
)

LEFT_OUT: Final = (
    "Personen har spærret noget, som ellers ville være med her. / "
    "The person has blocked something that would be here otherwise."
)
_IN_DOCUMENTS: Final = (
    "subject",
    "author",
    "entry",
    "result",
    "specimen",
    "performer",
    "based-on",
    "requester",
)


def searchset(
    found: Found,
    asked: Asked,
    *,
    base: str,
    left_out: bool,
    operation: tuple[str, tuple[str, str]] | None = None,
) -> Bundle:
    """A page of a search, with links to its neighbours, and what is to be said about it. An `operation`, with a
    parameter of its own, has no other pages."""
    at, own = (asked.kind, []) if operation is None else (f"{asked.kind}/{operation[0]}", [operation[1]])
    pages: dict[str, int | None] = {"self": asked.page or None}
    if operation is None:
        pages["first"] = None
    if asked.page:
        pages["previous"] = asked.page - 1
    if found.has_more:
        pages["next"] = asked.page + 1
    return Bundle(
        type="searchset",
        total=found.total,
        link=tuple(
            BundleLink(relation=relation, url=f"{base}/{at}?{urlencode([*own, *asked.written(page)])}")
            for relation, page in pages.items()
        ),
        entry=(
            *(_entry(each, base, "match") for each in found.matches),
            *(_entry(each, base, "include") for each in found.included),
            *_said(asked, left_out=left_out),
        ),
    )


def history(versions: Versions, *, base: str) -> Bundle:
    """The versions of a resource that may be seen, newest first."""
    return Bundle(
        type="history",
        total=len(versions.resources),
        entry=tuple(_version(each, base) for each in versions.resources),
    )


def document(served: Served, composition: Composition, *, base: str, types: frozenset[str]) -> Bundle:
    """The document of a Composition: itself, and all of some types that it and what it points at point at."""
    resources = [composition, *(each for each in _reached(served, composition) if type_of(each) in types)]
    stamp = composition.meta.last_updated if composition.meta else None
    version = composition.meta.version_id if composition.meta else None
    name = uuid5(NAMESPACE_URL, f"{base}/Composition/{composition.id}/_history/{version}")
    return Bundle(
        identifier=Identifier(system="urn:ietf:rfc:3986", value=f"urn:uuid:{name}"),
        type="document",
        timestamp=stamp,
        entry=tuple(
            BundleEntry(full_url=f"{base}/{reference_to(each)}", resource=each) for each in resources
        ),
    )


def newest_of_each(found: Sequence[Resource], most: int) -> list[Resource]:
    """Of every analysis the newest observations, at most so many (`$lastn`); what is newest stands first."""
    counted: defaultdict[tuple[Any, ...], list[Resource]] = defaultdict(list)
    for each in found:
        assert isinstance(each, Observation)
        codes = tuple((code.system, code.code) for code in each.code.coding) or (each.code.text,)
        counted[codes].append(each)
    return [each for of_code in counted.values() for each in of_code[:most]]


def outcome(
    code: str,
    told: str,
    *,
    severity: Literal["error", "warning", "information"] = "error",
    parameter: str | None = None,
    about: str | None = None,
) -> OperationOutcome:
    """What is answered when something is wrong, or has to be said; it never holds a value of a person.

    `parameter` is the name of the one that is wrong, `about` the relative reference to what is meant.
    """
    return OperationOutcome(
        issue=(
            OperationOutcomeIssue(
                severity=severity,
                code=code,  # type: ignore[arg-type]  # the callers name codes of HL7's list
                details=CodeableConcept(text=told),
                # Of a request R4 lets only this element, though deprecated for resources, name a parameter.
                location=() if parameter is None else (f"http.{parameter}",),
                expression=() if about is None else (about,),
            ),
        )
    )


def _said(asked: Asked, *, left_out: bool) -> Iterable[BundleEntry]:
    if left_out:
        yield _outcome(outcome("suppressed", LEFT_OUT, severity="information"))
    if asked.ignored:
        told = "Parameters that are not known here were ignored; the self link holds those that were used."
        yield _outcome(outcome("not-supported", told, severity="warning"))


def _outcome(said: OperationOutcome) -> BundleEntry:
    return BundleEntry(resource=said, search=BundleEntrySearch(mode="outcome"))


def _entry(resource: Resource, base: str, mode: Literal["match", "include"]) -> BundleEntry:
    return BundleEntry(
        full_url=f"{base}/{reference_to(resource)}", resource=resource, search=BundleEntrySearch(mode=mode)
    )


def _version(resource: Resource, base: str) -> BundleEntry:
    meta = resource.meta
    assert meta is not None, "every version is stamped"
    return BundleEntry(
        full_url=f"{base}/{reference_to(resource)}",
        resource=resource,
        request=BundleEntryRequest(method="PUT", url=reference_to(resource)),
        response=BundleEntryResponse(
            status="200", etag=f'W/"{meta.version_id}"', last_modified=meta.last_updated
        ),
    )


def _reached(served: Served, start: Resource) -> list[Resource]:
    """What can be reached from a resource, nearest first. Other reports of the person are not gone on to."""
    reached: dict[str, Resource] = {}
    waiting: list[Resource] = [start]
    while waiting:
        current = waiting.pop(0)
        parameters = PARAMETERS[type_of(current)]
        for name in _IN_DOCUMENTS:
            for reference in parameters[name].values(current) if name in parameters else ():
                target = served.find(reference)
                if target is not None and reference not in reached:
                    reached[reference] = target
                    waiting.append(target)
    return list(reached.values())
