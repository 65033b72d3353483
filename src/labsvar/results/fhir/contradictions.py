"""What makes a document unsafe to store although every rule of FHIR is kept: it says two things, or more than is read.

Each is refused by name, since whichever of the two were chosen, a reader of the other would be misled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from labsvar.conversion.fhir.reading import Reading
from labsvar.conversion.fhir.systems import CPR, UCUM
from labsvar.conversion.fhir.tables import UNITS
from labsvar.findings import Rule
from labsvar.formats.fhir.resources import (
    Observation,
    ObservationComponent,
    Patient,
    Quantity,
    ServiceRequest,
    Specimen,
)
from labsvar.results.fhir import rules

_KNOWN_CODES = frozenset(UNITS.values())
_MEASURED = ("value_quantity", "value_integer", "value_range", "value_ratio")
Told = tuple[Rule, str]


def contradictions(patient: Patient | None, reading: Reading) -> Iterator[Told]:
    """Each as a rule and the place it is broken at."""
    yield from _persons(patient, reading)
    for each in reading.all(Observation):
        place = reading.place(each)
        if each.status == "cancelled" and (_is_measured(each) or any(map(_is_measured, each.component))):
            yield rules.CANCELLED_VALUE, f"{place}.status"
        yield from ((rules.TWO_UNITS, f"{place}.{path}") for path in _two_units(each))


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
    about: list[Observation | Specimen | ServiceRequest] = [*reading.all(Observation)]
    about += [*reading.all(Specimen), *reading.all(ServiceRequest)]
    for each in about:
        if each.subject is not None and reading.get(each.subject, Patient) is not patient:
            yield rules.OTHER_PERSON, f"{reading.place(each)}.subject"
    if patient is None:
        return
    in_use = {each.value for each in patient.identifier if each.system == CPR and each.use != "old"}
    if len(in_use) > 1:
        yield rules.TWO_NUMBERS, f"{reading.place(patient)}.identifier"


def _is_measured(found: Observation | ObservationComponent) -> bool:
    return any(getattr(found, name) is not None for name in _MEASURED)


def _two_units(found: Observation) -> Iterator[str]:
    """The quantities whose unit in words and whose code are known here, and are not the same."""
    for path, quantity in _quantities(found):
        meant = None if quantity.unit is None else UNITS.get(quantity.unit)
        coded = quantity.code if quantity.system == UCUM and quantity.code in _KNOWN_CODES else None
        if meant is not None and coded is not None and meant != coded:
            yield path


def _quantities(found: Observation) -> Iterator[tuple[str, Quantity]]:
    measured: list[tuple[str, Observation | ObservationComponent]] = [("", found)]
    measured += [(f"component[{number}].", each) for number, each in enumerate(found.component)]
    for before, each in measured:
        held = [("valueQuantity", each.value_quantity)]
        for number, limits in enumerate(each.reference_range):
            held += [(f"referenceRange[{number}].low", limits.low)]
            held += [(f"referenceRange[{number}].high", limits.high)]
        yield from ((f"{before}{name}", one) for name, one in held if isinstance(one, Quantity))
