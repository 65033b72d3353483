"""Measured values and reference intervals, out and back: the same for every kind of letter that has them."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.making import Making
from labsvar.conversion.fhir.reading import Reading
from labsvar.conversion.fhir.tables import OPERATOR
from labsvar.conversion.fhir.values import read_interval
from labsvar.formats.fhir.resources import Observation, ObservationReferenceRange
from labsvar.letters.common import (
    Measurement,
    ReferenceInterval,
    ShortLimits,
    ShortReferenceInterval,
)

EQUAL: Final = "lig_med"
"""What a value without a comparator is in a letter that demands an operator."""


def interval(
    given: ReferenceInterval | ShortReferenceInterval | None, unit: str | None, making: Making, path: str
) -> tuple[ObservationReferenceRange, ...]:
    """A reference interval; one that says nothing is told as lost."""
    if given is None:
        return ()
    limits = given.limits
    made = parts.reference_range(
        parts.Limits(
            kind=limits.type_of_interval if limits else None,
            low=limits.lower_limit if limits else None,
            high=limits.upper_limit if limits else None,
            text=given.interval_text,
        ),
        unit,
    )
    if made is None:
        making.notes.lost(
            path,
            da="et referenceinterval uden grænser og tekst",
            en="a reference interval with neither limits nor text",
        )
        return ()
    return (made,)


def with_measurement(made: Observation, measured: Measurement) -> Observation:
    """An Observation with a measured value: a number as a quantity, anything else as it was sent."""
    said = (parts.said("operator", measured.operator),)
    if parts.is_number(measured.value):
        operator = measured.operator
        beside = () if operator == EQUAL or operator in OPERATOR else said
        value = parts.quantity(measured.value, measured.unit, operator=operator)
        return replace(made, value_quantity=value, extension=(*made.extension, *beside))
    unit = () if measured.unit is None else (parts.said("unit", measured.unit),)
    return replace(
        made,
        value_string=parts.in_words(measured.value, measured.unit, operator=measured.operator),
        extension=(*made.extension, *said, parts.said("value-as-sent", measured.value), *unit),
    )


def measurement(found: Observation, reading: Reading, path: str) -> Measurement | None:
    """The measured value of an Observation; `None` for one whose value was not measured."""
    said = parts.said_in(found.extension, "operator")
    quantity = found.value_quantity
    if quantity is not None:
        return Measurement(
            operator=said
            or reading.operator(quantity.comparator, f"{path}.valueQuantity.comparator")
            or EQUAL,
            value=parts.number_of(quantity) or reading.needed(f"{path}.valueQuantity.value"),
            unit=parts.unit_of(quantity),
        )
    value = parts.said_in(found.extension, "value-as-sent") or found.value_string
    if said is None or value is None:
        return None
    return Measurement(operator=said, value=value, unit=parts.said_in(found.extension, "unit"))


def short_interval(found: Observation, reading: Reading, path: str) -> ShortReferenceInterval | None:
    """The reference interval of a microbiology finding."""
    said = read_interval(found, reading, path)
    if said is None:
        return None
    stated = said.kind is not None or said.low is not None or said.high is not None
    limits = ShortLimits(
        type_of_interval=said.kind or "uspecificeret", lower_limit=said.low, upper_limit=said.high
    )
    return ShortReferenceInterval(limits=limits if stated else None, interval_text=said.text)
