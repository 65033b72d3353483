"""Who a report is from, about and for, and who made its results."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from labsvar.conversion.fhir import heads, parties
from labsvar.conversion.fhir.reading import Reading
from labsvar.conversion.fhir.systems import CPR, D_ECPR, GLNS, PRODUCER, PROVIDER, SOR, X_ECPR, parts_of
from labsvar.formats.fhir.resources import (
    Composition,
    DiagnosticReport,
    Identifier,
    Observation,
    Organization,
    Patient,
    Reference,
)
from labsvar.results.model import Party

NOBODY: Final = Party(gln="", identifier="", identifier_code=None, name="")
_KINDS: Final = ((SOR, "sor"), *((each, "gln") for each in sorted(GLNS)), (PROVIDER, "yder"))
_NOT_IN_A_CODE: Final = re.compile(r"[^A-Za-zÆØÅæøåÄÖäö0-9]+")
_LONGEST_CODE: Final = 30
_DANISH: Final = frozenset({CPR, X_ECPR})


class Number(NamedTuple):
    """What a person is known by; `system` is the address of a number that is none of Denmark's."""

    value: str
    system: str = ""


class Producer(NamedTuple):
    """Who made a result: the code and its kind, the name as it was sent, and the country."""

    code: str
    kind: str
    name: str
    country: str = ""


def number_of(patient: Patient) -> Number | None:
    """The number that a person goes by: a Danish one before any other, the lasting before the temporary."""
    known = [each for each in patient.identifier if each.value]
    ranked = sorted(known, key=lambda each: (_rank(each), each.use in ("temp", "old")))
    if not ranked or ranked[0].use == "old":
        return None
    first = ranked[0]
    value = (first.value or "").strip()
    return Number(value) if _rank(first) < 3 else Number(value, first.system or "")


def _rank(each: Identifier) -> int:
    system = each.system or ""
    if system in _DANISH:
        return 0 if system == CPR else 1
    local = system == D_ECPR or system.startswith(f"{D_ECPR}.") or parts_of(system, "person-number") == ()
    return 2 if local else 3


def name_of(patient: Patient) -> tuple[str, str | None] | None:
    """Surname and given names; `None` for a person without a name."""
    if not patient.name:
        return None
    surname, given = heads.split_name(patient.name[0])
    return (surname, given) if surname else None


def sender(report: DiagnosticReport, reading: Reading) -> Party:
    """Whoever answers for the report: the first organisation that it names as performer, custodian, author or
    attester, else that of a result. `NOBODY` where none is named."""
    for each in _senders(report, reading):
        found = party(each, reading)
        if found is not None:
            return found
    return NOBODY


def _senders(report: DiagnosticReport, reading: Reading) -> Iterator[Reference]:
    yield from report.performer
    for each in reading.all(Composition):
        yield from () if each.custodian is None else (each.custodian,)
        yield from each.author
        yield from (one.party for one in each.attester if one.party is not None)
    for found in reading.all(Observation):
        yield from found.performer


def party(reference: Reference | None, reading: Reading) -> Party | None:
    """An organisation; `None` where the reference leads to none."""
    chain, initials = reading.party(reference)
    if not chain:
        return None
    found = parties.read(chain, initials)
    first = next((each for each in chain[0].identifier if each.value), Identifier())
    gln = found.get("ean_identifier", "")
    return Party(
        gln=gln,
        identifier=found.get("identifier") or gln or first.value or "",
        identifier_code=found.get("identifier_code")
        or found.get("identifier_local")
        or ("lokationsnummer" if gln else first.system),
        name=found.get("organisation_name") or "",
        department=found.get("department_name"),
        unit=found.get("unit_name"),
    )


def speciality(report: DiagnosticReport, reading: Reading) -> str | None:
    """The sender's medical speciality, where a letter told it."""
    for each in _senders(report, reading):
        chain, initials = reading.party(each)
        if chain:
            return parties.read(chain, initials).get("medical_speciality_code")
    return None


def producer(performers: Iterable[Reference], otherwise: Party, reading: Reading) -> Producer:
    """Who made a result: an organisation that it names, else whoever answers for the report.

    Assumption: a person is not a laboratory; one who is named alone made the result for the report's sender.
    """
    named = [each.display for each in performers if each.display]
    for each in performers:
        chain, _ = reading.party(each)
        if chain:
            return _made_by(chain[0])
    if otherwise == NOBODY:
        return _by_name(named[0] if named else "")
    kind = {"sorkode": "sor", "ydernummer": "yder"}.get(otherwise.identifier_code or "")
    if kind is not None:
        return Producer(f"{kind}.{otherwise.identifier}", kind, otherwise.name)
    if otherwise.gln:
        return Producer(f"gln.{otherwise.gln}", "gln", otherwise.name)
    if otherwise.identifier:
        return _by_number(otherwise.identifier_code or "", otherwise.identifier, otherwise.name, "")
    return _by_name(otherwise.name)


def _made_by(organisation: Organization) -> Producer:
    """Assumption: a code of MedCom's list is Danish; otherwise the address tells the country, if it does."""
    name, country = organisation.name or "", _country(organisation)
    numbers = [each for each in organisation.identifier if each.value]
    for each in numbers:
        if each.system == PRODUCER:
            return Producer(each.value or "", "laboratory", name or each.value or "", country or "DK")
    for system, kind in _KINDS:
        for each in numbers:
            if each.system == system:
                return Producer(f"{kind}.{each.value}", kind, name, country or "DK" * (kind != "gln"))
    if numbers:
        return _by_number(numbers[0].system or "", numbers[0].value or "", name, country)
    return _by_name(name, country)


def _by_number(system: str, value: str, name: str, country: str) -> Producer:
    """A number of a system that letters do not know: the code tells two systems apart."""
    plain = _NOT_IN_A_CODE.sub("-", value).strip("-")[:_LONGEST_CODE]
    return Producer(f"other.{plain}-{_mark(f'{system}|{value}')}", "other", name, country)


def _by_name(name: str, country: str = "") -> Producer:
    return Producer(f"named.{_mark(name.casefold())}", "named", name, country)


def _country(organisation: Organization) -> str:
    found = next((each.country for each in organisation.address if each.country), None) or ""
    return found.upper() if len(found) == 2 and found.isascii() and found.isalpha() else ""


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
