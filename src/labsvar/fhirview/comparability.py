"""Comparability in FHIR: the released groups as a ConceptMap and a ValueSet, and the group of a result.

Neither Europe nor Denmark has an element for it. The map goes from analysis codes to groups, one target for each
row of the released table; what the row is about beside the code stands in `dependsOn`, and what else it says in
`product`. The rows can be read back from it whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final
from urllib.parse import quote, unquote

import msgspec

from labsvar.comparability import MemberRow, Outcome, Place
from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.own import COMPARABILITY
from labsvar.conversion.fhir.systems import LOINC, MCS, NPU, OWN, own_system, parts_of
from labsvar.formats.fhir.resources import (
    Bundle,
    BundleEntry,
    Coding,
    ConceptMap,
    ConceptMapGroup,
    ConceptMapGroupElement,
    ConceptMapGroupElementTarget,
    ConceptMapGroupElementTargetDependsOn,
    Extension,
    Observation,
    ValueSet,
    ValueSetCompose,
    ValueSetComposeInclude,
    ValueSetComposeIncludeConcept,
)
from labsvar.formats.fhir.resources.terminology import ConceptMapEquivalenceCode

GROUPS: Final = own_system("comparability-groups")
MAP: Final = "comparability"
SET: Final = "comparability-groups"
EQUIVALENCE: Final[Mapping[Outcome, ConceptMapEquivalenceCode]] = {
    "comparable": "equivalent",
    "converted": "inexact",
    "not_comparable": "disjoint",
    "unknown": "relatedto",
}
"""The outcome of a row in the words of R4's ConceptMap. Assumption: results that are comparable after conversion
are `inexact`, so that nobody who overlooks the conversion takes them for the same."""
_OUTCOMES: Final = {equivalence: outcome for outcome, equivalence in EQUIVALENCE.items()}
_SYSTEMS: Final = {
    "npu": NPU,
    "loinc": LOINC,
    "mcs": MCS,
    "mds": own_system("analysis-codes", "mds", "MDS"),
}
_LOCAL: Final = "local-"
_ABOUT: Final = (
    "unit",
    "method",
    "method_code",
    "manufacturer",
    "instrument",
    "kit",
    "calibrator",
    "point_of_care",
)
_SAID: Final = (
    "group_unit",
    "factor",
    "offset",
    "allowed_bias",
    "evidence",
    "maintainer",
    "valid_from",
    "valid_to",
    "note",
)
_PROPERTY: Final = own_system("comparability")


class Grouped(msgspec.Struct, frozen=True, kw_only=True):
    """What an Observation says of the group it belongs to. `value` is the converted one, where there is one."""

    code_system: str
    code: str
    group: str
    outcome: Outcome
    value: str | None = None
    unit: str | None = None


def concept_map(members: Iterable[MemberRow], *, version: str | None = None) -> ConceptMap | None:
    """The released groups; `None` when there are none, since R4 has no empty map. `version` is the table's."""
    rows = sorted(members, key=lambda row: row.key)
    if not rows:
        return None
    return ConceptMap(
        id=MAP,
        url=f"{OWN}/ConceptMap/{MAP}",
        version=version,
        name="Comparability",
        status="active",
        description="Which methods give results of an analysis code that may be compared, by released groups.",
        group=tuple(
            ConceptMapGroup(
                source=_system(system),
                target=GROUPS,
                element=tuple(
                    ConceptMapGroupElement(code=code, target=tuple(map(_target, about)))
                    for code, about in groupby(of_system, lambda row: row.code)
                ),
            )
            for system, of_system in groupby(rows, lambda row: row.code_system)
        ),
    )


def value_set(members: Iterable[MemberRow], *, version: str | None = None) -> ValueSet | None:
    """The groups themselves; `None` when there are none."""
    named = {(row.code_system, row.code, row.group) for row in members}
    if not named:
        return None
    concepts = (
        ValueSetComposeIncludeConcept(code=group_code(*each), display=f"{each[2]} ({each[1]})")
        for each in sorted(named)
    )
    return ValueSet(
        id=SET,
        url=f"{OWN}/ValueSet/{SET}",
        version=version,
        name="ComparabilityGroups",
        status="active",
        description="The released groups of comparable methods, each of one analysis code.",
        compose=ValueSetCompose(include=(ValueSetComposeInclude(system=GROUPS, concept=tuple(concepts)),)),
    )


def exported(members: Iterable[MemberRow], *, version: str | None = None) -> Bundle:
    """Both in one file."""
    rows = tuple(members)
    made = (concept_map(rows, version=version), value_set(rows, version=version))
    found = tuple(each for each in made if each is not None)
    return Bundle(
        type="collection", entry=tuple(BundleEntry(full_url=each.url, resource=each) for each in found)
    )


def members_of(found: ConceptMap) -> tuple[MemberRow, ...]:
    """The rows that a map of ours was made of."""
    return tuple(
        _row(group.source or "", element.code or "", target)
        for group in found.group
        for element in group.element
        for target in element.target
    )


def group_code(code_system: str, code: str, group: str) -> str:
    """A group as a code: its name alone says too little, since it belongs to an analysis code."""
    return "/".join(quote(part, safe="") for part in (code_system, code, group))


def told(place: Place, value: str, *, operator: str | None = None) -> tuple[Extension, ...]:
    """The extension of a result with its place; none for one that stands in no group.

    `operator` is the letter's; a value that is no number is not converted.
    """
    if place.group is None:
        return ()
    _, system, code, *_ = place.key
    coding = Coding(system=GROUPS, code=group_code(system, code, place.group), display=place.group)
    said = [
        Extension(url="group", value_coding=coding),
        Extension(url="outcome", value_code=place.outcome),
    ]
    converted = None if place.conversion is None else place.conversion.converted(value)
    if place.conversion is not None and converted is not None:
        quantity = parts.quantity(converted, place.conversion.to_unit, operator=operator)
        said.append(Extension(url="value", value_quantity=quantity))
    return (Extension(url=COMPARABILITY.url, extension=tuple(said)),)


def grouped(found: Observation) -> Grouped | None:
    """What `told` was given, as far as it says it; `None` for an Observation without it."""
    outer = next((each for each in found.extension if each.url == COMPARABILITY.url), None)
    said = {} if outer is None else {each.url: each for each in outer.extension}
    coding = said["group"].value_coding if "group" in said else None
    if coding is None or coding.code is None:
        return None
    system, code, group = map(unquote, coding.code.split("/"))
    quantity = said["value"].value_quantity if "value" in said else None
    return Grouped(
        code_system=system,
        code=code,
        group=group,
        outcome=msgspec.convert(said["outcome"].value_code, Outcome),
        value=None if quantity is None else parts.number_of(quantity),
        unit=None if quantity is None else quantity.unit,
    )


def _target(row: MemberRow) -> ConceptMapGroupElementTarget:
    return ConceptMapGroupElementTarget(
        code=group_code(row.code_system, row.code, row.group),
        display=row.group,
        equivalence=EQUIVALENCE[row.outcome],
        comment=f"value × {row.factor} + {row.offset or '0'} → {row.group_unit}" if row.conversion else None,
        depends_on=_properties(row, _ABOUT),
        product=_properties(row, _SAID),
    )


def _properties(row: MemberRow, names: Iterable[str]) -> tuple[ConceptMapGroupElementTargetDependsOn, ...]:
    """The cells of a row that are not empty, by the names of their columns."""
    cells = ((name, str(getattr(row, name))) for name in names)
    return tuple(
        ConceptMapGroupElementTargetDependsOn(property=f"{_PROPERTY}/{name}", value=value)
        for name, value in cells
        if value
    )


def _row(source: str, code: str, target: ConceptMapGroupElementTarget) -> MemberRow:
    cells = {each.property.rpartition("/")[2]: each.value for each in (*target.depends_on, *target.product)}
    named = {
        "code_system": _code_system(source),
        "code": code,
        "group": unquote((target.code or "").rpartition("/")[2]),
        "outcome": _OUTCOMES[target.equivalence],
    }
    return msgspec.convert(cells | named, MemberRow)


def _system(code_system: str) -> str:
    known = _SYSTEMS.get(code_system)
    return known or own_system("analysis-codes", "lokal", code_system.removeprefix(_LOCAL))


def _code_system(source: str) -> str:
    known = next((name for name, system in _SYSTEMS.items() if system == source), None)
    local = parts_of(source, "analysis-codes")
    return known or f"{_LOCAL}{local[1] if local else ''}"
