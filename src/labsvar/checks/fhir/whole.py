"""The whole check of a FHIR file: what its form, its structure, its profiles and our own rules say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from labsvar.checks.fhir import dk, eu
from labsvar.checks.fhir import profile_rules as rules
from labsvar.checks.fhir.bundles import Index, check_bundle, check_contained, check_pointer, index, target_of
from labsvar.checks.fhir.found import Found
from labsvar.checks.fhir.messages import check_message
from labsvar.checks.fhir.numbers import check_identifier
from labsvar.checks.fhir.profiles import Around, Profile, check_profile, references
from labsvar.checks.fhir.status import check_status
from labsvar.checks.fhir.walk import Met, Standing, Walk, kind_of
from labsvar.findings import Finding
from labsvar.formats import fhir
from labsvar.formats.fhir.places import named, root
from labsvar.formats.fhir.resources import (
    AnyResource,
    Bundle,
    Composition,
    DiagnosticReport,
    Observation,
    Resource,
)

PROFILES: Final[Mapping[str, Profile]] = {each.url: each for each in (*eu.PROFILES, *dk.PROFILES)}
"""The profiles that are held, by their addresses."""
BY_NAME: Final[Mapping[str, Profile]] = {each.name: each for each in PROFILES.values()}

SYSTEMS: Final[Mapping[str, str]] = {
    "http://npu-terminology.org": "NPU",
    "urn:oid:1.2.208.176.2.1": "NPU",
    "http://loinc.org": "LOINC",
    "http://snomed.info/sct": "SNOMED CT",
    "http://unitsofmeasure.org": "UCUM",
}
"""Code systems whose codes are not looked up."""
_OLD_NPU: Final = "urn:oid:1.2.208.176.2.1"


class CheckedFhir(msgspec.Struct, frozen=True, kw_only=True):
    """A file of FHIR with everything that was found in it. `version` names what it claims to be."""

    version: str | None
    read: fhir.Read
    findings: tuple[Finding, ...]


def check(raw: bytes) -> CheckedFhir:
    """Checks the bytes of a file. Whatever they are, the answer is findings and never an exception.

    Profiles are asked only of what has no errors of structure.
    """
    read = fhir.read(raw)
    if read.resource is None:
        return CheckedFhir(version=None, read=read, findings=read.findings)
    found = Found()
    check_resource(read.resource, found)
    findings = (*read.findings, *found.findings(raw))
    return CheckedFhir(version=_version(read.resource), read=read, findings=findings)


def content(resource: AnyResource, raw: bytes) -> tuple[Finding, ...]:
    """What the rules find in a resource that was read from the bytes, or is about to be sent as them."""
    found = Found()
    check_resource(resource, found)
    return found.findings(raw)


def check_resource(resource: Resource, found: Found) -> None:
    """All rules on one resource and what is in it."""
    place = root(kind_of(resource))
    walk = Walk(found)
    walk.resource(resource, place)
    met = walk.met
    known = index(resource) if isinstance(resource, Bundle) else None
    if isinstance(resource, Bundle):
        check_bundle(resource, place, found)
        check_message(resource, place, known or {}, found)
    for pointer in met.pointers:
        check_pointer(pointer, known, found)
    for identifier, where in met.identifiers:
        check_identifier(identifier, where, found)
    for each in met.resources:
        check_contained(each.resource, each.place, met.pointers, found)
    _profiles(resource, met, known or {}, found)
    _statuses(met, known or {}, found)
    _terminology(met, found)


def _profiles(resource: Resource, met: Met, known: Index, found: Found) -> None:
    """Every profile that a resource names or that its report asks of it."""
    report = _is_eu_report(resource)
    reached = _reached(met, known) if report else {}
    for each in met.resources:
        around = Around(holder=each.resource, known=known, profiles=BY_NAME)
        asked = _named_by(each, found)
        if report and not each.contained:
            asked = _with_report(asked, each.resource, reached)
        for profile in asked:
            check_profile(each.resource, each.place, profile, around, found)


def _named_by(standing: Standing, found: Found) -> tuple[Profile, ...]:
    """The profiles that a resource names itself."""
    kind, meta = kind_of(standing.resource), standing.resource.meta
    asked = []
    for number, url in enumerate(() if meta is None else meta.profile):
        profile = None if url is None else PROFILES.get(url.partition("|")[0])
        where = named(standing.place, f"meta.profile[{number}]")
        if profile is None:
            found.add(rules.UNKNOWN_PROFILE, where)
        elif profile.kind != kind:
            found.add(rules.WRONG_PROFILE, where, profile=profile.name, kind=profile.kind)
        else:
            asked.append(profile)
    return tuple(asked)


def _with_report(
    asked: tuple[Profile, ...], resource: Resource, reached: Mapping[int, str]
) -> tuple[Profile, ...]:
    """These and the profile that a European report asks of an entry of that kind, or of what it refers to."""
    name = eu.BY_KIND.get(kind_of(resource)) or (None if asked else reached.get(id(resource)))
    return asked if name is None or BY_NAME[name] in asked else (*asked, BY_NAME[name])


def _is_eu_report(resource: Resource) -> bool:
    meta = resource.meta
    profiles = () if meta is None else meta.profile
    return any(each is not None and each.partition("|")[0] == eu.BUNDLE for each in profiles)


def _reached(met: Met, known: Index) -> dict[int, str]:
    """The profile that a report asks of what it refers to, by the resource."""
    made: dict[int, str] = {}
    for resource in (each.resource for each in met.resources):
        for path, name in eu.REACHED.get(kind_of(resource), {}).items():
            for reference in references(resource, path):
                target = target_of(reference, resource, known)
                if target is not None and kind_of(target) == BY_NAME[name].kind:
                    made.setdefault(id(target), name)
    return made


def _statuses(met: Met, known: Index, found: Found) -> None:
    """The statuses of each report, where its Composition and its observations are at hand."""
    resources = [each.resource for each in met.resources]
    compositions = [each for each in resources if isinstance(each, Composition)]
    for resource, place in ((each.resource, each.place) for each in met.resources):
        if isinstance(resource, DiagnosticReport):
            targets = [target_of(each, resource, known) for each in resource.result]
            observations = [each for each in targets if isinstance(each, Observation)]
            composition = compositions[0] if len(compositions) == 1 else None
            check_status(resource, place, composition, observations, found)


def _terminology(met: Met, found: Found) -> None:
    """What was not checked, once for each code system."""
    told: set[str] = set()
    for system, place in met.systems.items():
        if system == _OLD_NPU:
            found.add(rules.NPU_SYSTEM, place)
        name = SYSTEMS.get(system)
        if name is not None and name not in told:
            told.add(name)
            found.add(rules.NOT_CHECKED, (), system=name)


def _version(resource: Resource) -> str | None:
    """What a file claims to be: the first profile that is known, or the name of the resource."""
    profiles = () if resource.meta is None else resource.meta.profile
    known = (PROFILES.get((each or "").partition("|")[0]) for each in profiles)
    return next((each.name for each in known if each is not None), f"FHIR R4 {kind_of(resource)}")
