"""DK Core as tables: the profiles of HL7 Denmark's DK Core 3.7.0 that laboratory results use.

Written from the guide's own rules for identifiers, names, codes and units; its profiles are not part of
Labsvar, and what they ask beyond this is not asked here.
"""

from __future__ import annotations

from typing import Any, Final

from labsvar.checks.fhir import profile_rules as rules
from labsvar.checks.fhir.eu_laws import UCUM
from labsvar.checks.fhir.found import Found
from labsvar.checks.fhir.profiles import Profile
from labsvar.formats.fhir import places
from labsvar.formats.fhir.places import Place
from labsvar.formats.fhir.plans import plan
from labsvar.formats.fhir.resources import Observation, Organization, Patient

CORE: Final = "http://hl7.dk/fhir/core/StructureDefinition/"
SOR: Final = "urn:oid:1.2.208.176.1.1"
KOMBIT: Final = "https://kombit.dk/sts/organisation"
CVR: Final = frozenset({"http://cvr.dk", "urn:oid:1.3.198", "urn:oid:1.3.184"})


def _core(name: str, kind: str, **parts: Any) -> Profile:
    return Profile(url=f"{CORE}{name}", kind=kind, source=rules.DK_CORE, **parts)


def _official_names(it: Patient, place: Place, found: Found) -> None:
    for number, name in enumerate(it.name):
        if name.use == "official" and name.family is None and name.family_element is None:
            found.add(rules.OFFICIAL_NAME, places.named(place, f"name[{number}].family"))


def _number(it: Observation, place: Place, found: Found) -> None:
    quantity = it.value_quantity
    if quantity is None:
        return
    where = places.below(place, plan(Observation).fields["valueQuantity"])
    if quantity.system is not None and quantity.system != UCUM:
        found.add(rules.UCUM, places.named(where, "system"))
    if quantity.value is not None and quantity.unit is None and quantity.code is None:
        found.add(rules.UNIT, where)


def _one_code_of_each(it: Observation, place: Place, found: Found) -> None:
    systems = [each.system for each in it.code.coding if each.system is not None]
    if len(systems) != len(set(systems)):
        found.add(rules.TWO_CODES, places.named(place, "code"))


def _is_numbered(it: Organization) -> bool:
    systems = {each.system for each in it.identifier}
    return SOR in systems or KOMBIT in systems or not systems.isdisjoint(CVR)


PROFILES: Final = (
    _core("dk-core-patient", "Patient", needed=("identifier",), more=(_official_names,)),
    _core(
        "dk-core-organization",
        "Organization",
        needed=("identifier",),
        invariants=((rules.ORGANIZATION_NUMBER, _is_numbered),),
    ),
    _core("dk-core-observation", "Observation", needed=("subject",), more=(_number, _one_code_of_each)),
    _core(
        "dk-core-diagnostic-report",
        "DiagnosticReport",
        needed=("subject",),
        targets={"result": ("dk-core-observation",)},
    ),
    _core("dk-core-practitioner", "Practitioner"),
    _core("dk-core-practitioner-role", "PractitionerRole"),
)
"""The profiles of DK Core, as far as they are held here."""
