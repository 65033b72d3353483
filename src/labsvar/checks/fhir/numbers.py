"""Danish identifiers in FHIR: their systems, forms and check digits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from labsvar.checks.fhir import profile_rules as rules
from labsvar.checks.fhir.dk import CVR, SOR
from labsvar.checks.fhir.found import Found
from labsvar.formats.fhir.places import Place, named
from labsvar.formats.fhir.resources import Identifier
from labsvar.identifiers import cpr, gln, organisations, replacement
from labsvar.identifiers.errors import Fault, NoSuchDate, UnknownSeries

GLN: Final = "http://www.gs1.org/gln"
_OLDER: Final[Mapping[str, str]] = {
    "https://www.gs1.org/gln": GLN,
    "urn:oid:1.3.88": GLN,
    "urn:oid:1.3.198": "http://cvr.dk",
    "urn:oid:1.3.184": "http://cvr.dk",
}
_FAULTS: Final = {
    "wrong_form": "wrong form",
    "wrong_check_digit": "wrong check digit",
    "no_such_date": "no such date",
    "unknown_series": "unknown series",
}


def _cpr(text: str) -> Fault | None:
    """As DK Core has it: 29 February is taken in every year, since the century may be told otherwise."""
    fault = cpr.fault(text)
    return None if fault is NoSuchDate and text[:4] == "2902" else fault


def _national(text: str) -> Fault | None:
    fault = replacement.fault(text)
    return fault or (None if replacement.is_national(text) else UnknownSeries)


def _local(text: str) -> Fault | None:
    fault = replacement.fault(text)
    return fault or (UnknownSeries if replacement.is_national(text) else None)


_REGIONS: Final = ("", ".177", ".179", ".181", ".183", ".187")
SYSTEMS: Final[Mapping[str, tuple[str, Callable[[str], Fault | None]]]] = {
    "urn:oid:1.2.208.176.1.2": ("CPR", _cpr),
    "urn:oid:1.2.208.176.1.6.1.1": ("X-eCPR", _national),
    **{f"urn:oid:1.2.208.176.1.6.1.3{region}": ("D-eCPR", _local) for region in _REGIONS},
    SOR: ("SOR", organisations.sor_fault),
    GLN: ("GLN", gln.fault),
    **{system: ("GLN", gln.fault) for system, now in _OLDER.items() if now == GLN},
    **dict.fromkeys(CVR, ("CVR", organisations.cvr_fault)),
    "urn:oid:1.2.208.176.1.4": ("ydernummer", organisations.provider_fault),
}
"""What a number of each system is called, and what is wrong with one."""


def check_identifier(identifier: Identifier, place: Place, found: Found) -> None:
    """Holds an identifier against the rules of its system, when that is one of these."""
    system, value = identifier.system, identifier.value
    if system is None or system not in SYSTEMS:
        return
    if system in _OLDER:
        found.add(rules.NUMBER_SYSTEM, named(place, "system"), expected=_OLDER[system])
    if value is None:
        return
    kind, judge = SYSTEMS[system]
    fault = judge(value)
    if fault is not None:
        found.add(rules.NUMBER, named(place, "value"), kind=kind, fault=_FAULTS[fault.code])
