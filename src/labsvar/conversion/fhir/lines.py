"""Observations in lines for people to read, as they were sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from labsvar.conversion.fhir import parts
from labsvar.formats.fhir.resources import (
    CodeableConcept,
    Coding,
    Observation,
    ObservationComponent,
    Quantity,
)


def told(observations: Iterable[Observation]) -> Iterator[str]:
    """The lines of a report."""
    for each in observations:
        yield line(each)
        yield from (_named(part, _value(part)) for part in each.component)


def line(found: Observation) -> str:
    """A result in one line."""
    value = _value(found)
    judged = [text for each in found.interpretation if (text := each.text) and text != value]
    return _named(found, "; ".join(filter(None, (value, *judged))))


def _named(found: Observation | ObservationComponent, value: str) -> str:
    return f"{_name(found.code)}: {value}"


def _name(code: CodeableConcept) -> str:
    coding = code.coding[0] if code.coding else Coding()
    return (code.text or coding.display or parts.code_of(coding) or "").strip()


def _value(found: Observation | ObservationComponent) -> str:
    if found.value_quantity is not None:
        return _quantity(found.value_quantity)
    concept = found.value_codeable_concept
    if concept is not None:
        return concept.text or next(filter(None, map(parts.code_of, concept.coding)), "")
    return found.value_string or parts.said_in(found.extension, "value-as-sent") or ""


def _quantity(found: Quantity) -> str:
    return " ".join(filter(None, (found.comparator, parts.number_of(found), found.unit)))
