"""What makes a document unsafe to store although every rule of FHIR is kept: it says two things, or more than is read.

Each is refused by name, since whichever of the two were chosen, a reader of the other would be misled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from labsvar.conversion.fhir.contradictions import has_two_numbers, other_persons, two_units
from labsvar.conversion.fhir.reading import Reading
from labsvar.findings import Rule
from labsvar.formats.fhir.resources import Observation, ObservationComponent, Patient
from labsvar.results.fhir import rules

_MEASURED = ("value_quantity", "value_integer", "value_range", "value_ratio")
Told = tuple[Rule, str]


def contradictions(patient: Patient | None, reading: Reading) -> Iterator[Told]:
    """Each as a rule and the place it is broken at."""
    yield from _persons(patient, reading)
    for each in reading.all(Observation):
        place = reading.place(each)
        if each.status == "cancelled" and (_is_measured(each) or any(map(_is_measured, each.component))):
            yield rules.CANCELLED_VALUE, f"{place}.status"
        yield from ((rules.TWO_UNITS, f"{place}.{path}") for path in two_units(each))


def modified(places: Iterable[str]) -> Iterator[Told]:
    """Of places that nobody here reads, those that may turn what is read into its opposite.

    HL7 FHIR R4 (4.0.1), extensibility 2.4.1: whoever does not know a modifier extension does not process the
    resource; and Resource.implicitRules is to be understood where it stands.
    """
    yield from (
        (rules.MODIFIED, each)
        for each in places
        if any(name.partition("[")[0] in ("modifierExtension", "implicitRules") for name in each.split("."))
    )


def _persons(patient: Patient | None, reading: Reading) -> Iterator[Told]:
    yield from ((rules.OTHER_PERSON, place) for place in other_persons(patient, reading))
    if patient is not None and has_two_numbers(patient):
        yield rules.TWO_NUMBERS, f"{reading.place(patient)}.identifier"


def _is_measured(found: Observation | ObservationComponent) -> bool:
    return any(getattr(found, name) is not None for name in _MEASURED)
