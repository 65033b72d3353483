"""Observations in lines for people to read, as they were sent: value, interval, mark and comments (rule S5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.systems import INTERPRETATION
from labsvar.formats.fhir.resources import (
    CodeableConcept,
    Coding,
    Observation,
    ObservationComponent,
    ObservationReferenceRange,
    Quantity,
)

_INDENT: Final = "\u2003"
MARKS: Final = {"H": "for høj", "L": "for lav", "A": "unormal"}
"""The laboratory's marks in words."""


def told(observations: Iterable[Observation]) -> Iterator[str]:
    """The lines of a report: one for each Observation, and below it its parts, what is remarked on it and its members.

    What is below something else is set in, so that it is seen whose susceptibility one is.
    """
    depths: dict[str, int] = {}
    for each in observations:
        depth = depths.get(f"urn:uuid:{each.id}", 0)
        depths.update((member.reference or "", depth + 1) for member in each.has_member)
        yield _INDENT * depth + line(each)
        yield from (_INDENT * (depth + 1) + words for words in _below(each))


def _below(found: Observation) -> Iterator[str]:
    yield from (_named(part, _value(part)) for part in found.component)
    yield from (words for note in found.note for words in note.text.split("\n") if words)


def line(found: Observation) -> str:
    """A result in one line."""
    value = _value(found)
    judged = filter(None, map(_mark, found.interpretation))
    ranges = map(_interval, found.reference_range)
    return _named(
        found, "; ".join((*filter(None, (value,)), *(each for each in judged if each != value), *ranges))
    )


def _named(found: Observation | ObservationComponent, value: str) -> str:
    return f"{_name(found.code)}: {value}" if value else _name(found.code)


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


def _mark(judged: CodeableConcept) -> str | None:
    marks = (MARKS.get(each.code or "") for each in judged.coding if each.system == INTERPRETATION)
    return judged.text or next(filter(None, marks), None)


def _interval(found: ObservationReferenceRange) -> str:
    """The limits and the text of an interval, in brackets."""
    low, high = (parts.number_of(each) if each else None for each in (found.low, found.high))
    limits = f"{low or ''} – {high or ''}".strip() if low or high else None
    return f"({'; '.join(filter(None, (limits, found.text)))})"
