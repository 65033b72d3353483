"""The guide's table of statuses: report, composition and observations that belong together.

What does not is a warning: the table is advice in the guide, and its own examples break it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from labsvar.checks.fhir import profile_rules as rules
from labsvar.checks.fhir.found import Found
from labsvar.formats.fhir.places import Place, named
from labsvar.formats.fhir.resources import Composition, DiagnosticReport, Observation


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What goes with a status of a report: the status of its Composition, and what its observations are.

    `every` says that all of them must be of those statuses; `some` that one at least must.
    """

    composition: tuple[str, ...]
    every: tuple[str, ...] = ()
    some: tuple[str, ...] = ()


_ANY: Final = ("preliminary", "final", "amended", "entered-in-error")
TABLE: Final[Mapping[str, Expected]] = {
    "registered": Expected(composition=("preliminary",), every=("registered",)),
    "partial": Expected(composition=("preliminary",)),
    "preliminary": Expected(composition=("preliminary",)),
    "final": Expected(composition=("final",), every=("final", "cancelled")),
    "amended": Expected(composition=("amended",), some=("amended", "entered-in-error")),
    "corrected": Expected(composition=("amended",), some=("corrected", "entered-in-error")),
    "appended": Expected(composition=("amended",), every=("final", "cancelled")),
    "cancelled": Expected(composition=("final",), every=("cancelled",)),
    "entered-in-error": Expected(composition=("entered-in-error",), every=("entered-in-error",)),
    "unknown": Expected(composition=_ANY, every=("unknown",)),
}
"""By the status of the DiagnosticReport. Of partial and preliminary reports the guide asks that some result
is not final or not attested, and attestation is not seen in an Observation: those are not held."""


def check_status(
    report: DiagnosticReport,
    place: Place,
    composition: Composition | None,
    observations: Iterable[Observation],
    found: Found,
) -> None:
    """Compares the statuses of a report with those of its Composition and its observations."""
    expected = TABLE[report.status]
    where = named(place, "status")
    if composition is not None and composition.status not in expected.composition:
        allowed = ", ".join(expected.composition)
        found.add(rules.STATUS, where, report=report.status, expected=allowed)
    statuses = {each.status for each in observations}
    if not statuses:
        return
    if expected.every and not statuses.issubset(expected.every):
        wanted = ", ".join(expected.every)
    elif expected.some and statuses.isdisjoint(expected.some):
        wanted = ", ".join(expected.some)
    else:
        return
    found.add(rules.STATUS_RESULTS, where, report=report.status, expected=wanted)
