"""Organisations of a letter and back: names in up to three levels, numbers, address, initials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.systems import GLNS, SOR, own_system, parts_of
from labsvar.conversion.fhir.tables import IDENTIFIER_SYSTEMS
from labsvar.formats.fhir.resources import (
    Address,
    CodeableConcept,
    Coding,
    Element,
    HumanName,
    Identifier,
    Organization,
    Practitioner,
    PractitionerRole,
)

_LEVELS: Final = ("organisation_name", "department_name", "unit_name")


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A sender or a receiver in plain values; the fields are those of the letters."""

    ean_identifier: str | None = None
    identifier: str | None = None
    identifier_code: str | None = None
    identifier_local: str | None = None
    organisation_name: str | None = None
    department_name: str | None = None
    unit_name: str | None = None
    medical_speciality_code: str | None = None
    from_lab_identifier: str | None = None
    street_name: str | None = None
    suburb_name: str | None = None
    district_name: str | None = None
    post_code_identifier: str | None = None
    initials: str | None = None


def party(element: Any) -> Party:
    """The party that an element of a letter names."""
    values = {name: getattr(element, name, None) for name in Party.__struct_fields__}
    physician = getattr(element, "physician", None)
    return Party(**(values | {"initials": physician.person_initials if physician else None}))


def written(
    who: Party, ids: Mapping[str, str], *, gln: str, profile: str | None
) -> list[Organization | Practitioner | PractitionerRole]:
    """The resources of a party: what others point at first, then the levels above it.

    `ids` are the ids for `party`, `department`, `organisation`, `practitioner` and `role`.
    """
    named = [level for level in _LEVELS if getattr(who, level)] or [_LEVELS[0]]
    own, above = named[-1], named[:-1]
    chain = [ids["party"], *(ids[level.removesuffix("_name")] for level in reversed(above))]
    made: list[Organization | Practitioner | PractitionerRole] = []
    for place, (own_id, level) in enumerate(zip(chain, (own, *reversed(above)), strict=True)):
        made.append(
            Organization(
                id=own_id,
                meta=parts.meta(profile if place == 0 and _system(who, gln) == SOR else None),
                identifier=_identifiers(who, gln) if place == 0 else (),
                type=_types(level, who if place == 0 else Party()),
                name=getattr(who, level),
                address=address(who) if place == 0 else (),
                part_of=parts.reference(chain[place + 1]) if place + 1 < len(chain) else None,
            )
        )
    return [*_role(who, ids), *made]


def read(chain: tuple[Organization, ...], initials: str | None) -> dict[str, str]:
    """The values of a party from its organisations, itself first; the names are those of `Party`."""
    own = chain[0]
    found: dict[str, str | None] = {"initials": initials, **_numbers(own), **_place(own)}
    for each in chain:
        found.setdefault(_level(each, len(chain)), each.name)
    found["medical_speciality_code"] = _of_type(own, "medical-speciality")
    return {name: value for name, value in found.items() if value is not None}


def _role(who: Party, ids: Mapping[str, str]) -> list[Organization | Practitioner | PractitionerRole]:
    if who.initials is None:
        return []
    initials = Identifier(system=own_system("initials"), value=who.initials)
    role = PractitionerRole(
        id=ids["role"],
        practitioner=parts.reference(ids["practitioner"]),
        organization=parts.reference(ids["party"]),
    )
    return [
        role,
        Practitioner(id=ids["practitioner"], identifier=(initials,), name=(HumanName(text=who.initials),)),
    ]


def _identifiers(who: Party, gln: str) -> tuple[Identifier, ...]:
    made: list[Identifier] = []
    if who.ean_identifier is not None:
        system = parts.right_system(gln, who.ean_identifier, otherwise=("organisation", "ean"))
        made.append(Identifier(type=parts.marker("EANIdentifier"), system=system, value=who.ean_identifier))
    if who.identifier is not None:
        system = _system(who, gln)
        made.append(Identifier(type=parts.marker("Identifier"), system=system, value=who.identifier))
    if who.from_lab_identifier is not None:
        made.append(Identifier(system=own_system("from-lab"), value=who.from_lab_identifier))
    return tuple(made)


def _system(who: Party, gln: str) -> str:
    if who.identifier_local is not None:
        return own_system("local-organisation", who.identifier_local)
    code = who.identifier_code or "unknown"
    usual = gln if code == "lokationsnummer" else IDENTIFIER_SYSTEMS.get(code)
    return parts.right_system(usual, who.identifier or "", otherwise=("organisation", code))


def _numbers(own: Organization) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for each in own.identifier:
        marked = _mark(each)
        if parts_of(each.system, "from-lab") == ():
            found.setdefault("from_lab_identifier", each.value)
        elif marked == "EANIdentifier" or (each.system in GLNS and marked is None):
            found.setdefault("ean_identifier", each.value)
        elif "identifier" not in found:
            found |= _number(each)
    return found


def _number(each: Identifier) -> dict[str, str | None]:
    if each.system in GLNS:
        return {"identifier": each.value, "identifier_code": "lokationsnummer"}
    local = parts_of(each.system, "local-organisation")
    if local:
        return {"identifier": each.value, "identifier_local": local[0]}
    own = parts_of(each.system, "organisation")
    known = next((code for code, system in IDENTIFIER_SYSTEMS.items() if system == each.system), None)
    code = own[0] if own else known
    return {"identifier": each.value, "identifier_code": code} if code else {}


def _mark(each: Identifier) -> str | None:
    codings = each.type.coding if each.type else ()
    return next((one.code for one in codings if one.system == own_system("identifier-kind")), None)


def _types(level: str, who: Party) -> tuple[CodeableConcept, ...]:
    made = [Coding(system=own_system("party-level"), code=level.removesuffix("_name"))]
    if who.medical_speciality_code is not None:
        made.append(parts.coding(own_system("medical-speciality"), who.medical_speciality_code))
    return tuple(CodeableConcept(coding=(each,)) for each in made)


def _of_type(own: Organization, name: str) -> str | None:
    codings = (one for each in own.type for one in each.coding)
    return next((parts.code_of(one) for one in codings if one.system == own_system(name)), None)


def _level(each: Organization, levels: int) -> str:
    told = _of_type(each, "party-level")
    if told is not None:
        return f"{told}_name"
    return "organisation_name" if each.part_of is None or levels == 1 else "department_name"


def address(who: Party) -> tuple[Address, ...]:
    """Where a party lives, as far as it is told."""
    lines: tuple[str | None, ...] = (who.street_name, who.suburb_name)
    street_unknown = who.street_name is None and who.suburb_name is not None
    made = Address(
        line=lines if who.suburb_name is not None else tuple(filter(None, lines)),
        line_element=(Element(extension=(parts.absent("unknown"),)), None) if street_unknown else (),
        city=who.district_name,
        postal_code=who.post_code_identifier or None,
    )
    return () if made == Address() else (made,)


def _place(own: Organization) -> dict[str, str | None]:
    if not own.address:
        return {}
    first = own.address[0]
    street, suburb = (*first.line, None, None)[:2]
    return {
        "street_name": street,
        "suburb_name": suburb,
        "district_name": first.city,
        "post_code_identifier": first.postal_code,
    }
