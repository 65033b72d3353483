"""Where a Bundle says two things at once of a person or a unit, so that neither a letter nor a record may be made of it:
whichever were chosen, a reader of the other would be misled.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.reading import Reading
from labsvar.conversion.fhir.systems import CPR, UCUM
from labsvar.conversion.fhir.tables import UNITS
from labsvar.formats.fhir.resources import (
    Observation,
    ObservationComponent,
    ObservationReferenceRange,
    Patient,
    Quantity,
    ServiceRequest,
    Specimen,
)

_KNOWN_CODES: Final = frozenset(UNITS.values())


def other_persons(patient: Patient | None, reading: Reading) -> Iterator[str]:
    """The places of results, samples and requisitions that are about somebody else than the report is."""
    about: list[Observation | Specimen | ServiceRequest] = [*reading.all(Observation)]
    about += [*reading.all(Specimen), *reading.all(ServiceRequest)]
    for each in about:
        if each.subject is not None and reading.get(each.subject, Patient) is not patient:
            yield f"{reading.place(each)}.subject"


def has_two_numbers(patient: Patient) -> bool:
    """Whether a person has two different CPR numbers, and neither is said to be a former one."""
    return len({each.value for each in patient.identifier if each.system == CPR and each.use != "old"}) > 1


def two_units(found: Observation) -> Iterator[str]:
    """The quantities below an Observation whose unit in words and whose code are known here, and differ."""
    for path, quantity in _quantities(found):
        meant = None if quantity.unit is None else UNITS.get(quantity.unit)
        coded = quantity.code if quantity.system == UCUM and quantity.code in _KNOWN_CODES else None
        if meant is not None and coded is not None and meant != coded:
            yield path


def is_in_another_unit(limits: ObservationReferenceRange, value: Quantity | None) -> bool:
    """Whether a limit says a unit, the value says one, and neither the words nor the codes are the same."""
    unit = None if value is None else parts.unit_of(value)
    if value is None or unit is None:
        return False
    stated = (each for each in (limits.low, limits.high) if each is not None)
    return any(
        parts.unit_of(each) not in (None, unit) and (each.code is None or each.code != value.code)
        for each in stated
    )


def tell(patient: Patient | None, reading: Reading) -> None:
    """Refuses in the notes to make a letter of what contradicts itself."""
    for path in other_persons(patient, reading):
        reading.notes.unfit(
            path,
            da="her er en anden person end den, svaret handler om",
            en="here is another person than the report is about",
        )
    if patient is not None and has_two_numbers(patient):
        reading.notes.unfit(
            f"{reading.place(patient)}.identifier",
            da="personen har to CPR-numre i brug",
            en="the person has two CPR numbers in use",
        )
    for each in reading.all(Observation):
        for path in units(each):
            reading.notes.unfit(
                f"{reading.place(each)}.{path}",
                da="her er to forskellige enheder",
                en="here are two different units",
            )


def units(each: Observation) -> Iterator[str]:
    """Where two units are below an Observation; a letter and a row have one for a value and its limits."""
    yield from two_units(each)
    for number, limits in enumerate(each.reference_range):
        if is_in_another_unit(limits, each.value_quantity):
            yield f"referenceRange[{number}]"


def _quantities(found: Observation) -> Iterator[tuple[str, Quantity]]:
    measured: list[tuple[str, Observation | ObservationComponent]] = [("", found)]
    measured += [(f"component[{number}].", each) for number, each in enumerate(found.component)]
    for before, each in measured:
        held = [("valueQuantity", each.value_quantity)]
        for number, limits in enumerate(each.reference_range):
            held += [(f"referenceRange[{number}].low", limits.low)]
            held += [(f"referenceRange[{number}].high", limits.high)]
        yield from ((f"{before}{name}", one) for name, one in held if one is not None)
