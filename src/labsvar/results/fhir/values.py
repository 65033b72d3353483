"""The value of an Observation, of one of its components, and its reference intervals, in a laboratory's characters."""

from __future__ import annotations

from typing import Final, NamedTuple

from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.contradictions import is_in_another_unit
from labsvar.conversion.fhir.systems import RANGE_MEANING
from labsvar.conversion.fhir.tables import OF_INTERVAL, OF_OPERATOR, OF_VALIDATION
from labsvar.formats.fhir.resources import (
    CodeableConcept,
    Observation,
    ObservationComponent,
    ObservationReferenceRange,
    Quantity,
    Range,
)
from labsvar.results.model import NO_ANSWER_YET, WITHDRAWAL_TEXT, Interval, Mark, Status

Measured = Observation | ObservationComponent
STATUS: Final = {
    "registered": Status.RECEIVED,
    "preliminary": Status.TEMPORARY,
    "final": Status.FINAL,
    "amended": Status.CORRECTED,
    "corrected": Status.CORRECTED,
    "cancelled": Status.FINAL,
    "entered-in-error": Status.CORRECTED,
    "unknown": Status.TEMPORARY,
}
"""How far a result is. Assumptions: what is withdrawn outranks what it withdraws, as a correction does; and of a
result whose status nobody knows no more is claimed than of a temporary one."""
CANCELLED: Final = "Ikke udført"
"""The value of an answer that was never made, where nothing is said in its place (assumption: the words are ours)."""
_MARKS: Final[dict[str, Mark]] = {"for_hoej": "high", "for_lav": "low", "unormal": "abnormal"}
_TO_COME: Final = frozenset({"registered", "preliminary", "unknown"})
_BOOLEAN: Final = {True: "true", False: "false"}


class Value(NamedTuple):
    """A value as results have it; `operator` is the letters' word for a comparator."""

    text: str
    numeric: bool = False
    operator: str | None = None
    unit: str | None = None


def value_of(found: Measured, status: str) -> Value:
    """What was found. Of what is withdrawn only that it is; of what is to come, the sign for it."""
    if status == "entered-in-error":
        return Value(WITHDRAWAL_TEXT)
    said = _said(found)
    if said is not None:
        return said
    if found.data_absent_reason is not None:
        return Value(words(found.data_absent_reason))
    if status == "cancelled":
        return Value(CANCELLED)
    if found.interpretation and status not in _TO_COME:
        # Of an antibiotic often nothing is said but how the organism reacts to it.
        return Value(words(found.interpretation[0]))
    return Value(NO_ANSWER_YET if status in _TO_COME else "")


def mark_of(found: Measured) -> Mark | None:
    """The laboratory's own mark, for those that letters have a word for."""
    codes = (each.code for one in found.interpretation for each in one.coding)
    return next((_MARKS[OF_VALIDATION[code]] for code in codes if code in OF_VALIDATION), None)


def interval_of(found: Measured) -> Interval | None:
    """The first reference interval; others stand in its text, each with what it is for.

    Its limits are shown beside the value and without a unit, so an interval in another unit stands in words.
    """
    if not found.reference_range:
        return None
    first, *others = found.reference_range
    if is_in_another_unit(first, found.value_quantity):
        return Interval(kind=None, text="; ".join(map(_in_words, found.reference_range)))
    kept = [parts.said_in(first.extension, name) for name in ("lower-limit", "upper-limit", "interval-text")]
    in_words = kept[0] is not None or kept[1] is not None
    texts = [kept[2] if in_words else first.text, *map(_in_words, others)]
    return Interval(
        kind=_kind(first),
        lower=kept[0] if in_words else _number(first.low),
        upper=kept[1] if in_words else _number(first.high),
        text="; ".join(each for each in texts if each) or None,
    )


def words(concept: CodeableConcept) -> str:
    """A concept in words: its text, else the name of a code, else the code."""
    named = (each.display or each.code for each in concept.coding)
    return concept.text or next((each for each in named if each), "")


def _said(found: Measured) -> Value | None:
    if found.value_quantity is not None:
        return _measured(found.value_quantity, found)
    sent = parts.said_in(found.extension, "value-as-sent")
    if found.value_string is not None or sent is not None:
        unit, operator, kind = (
            parts.said_in(found.extension, name) for name in ("unit", "operator", "result-type")
        )
        return Value(sent or found.value_string or "", kind == "numerisk", operator, unit)
    if found.value_codeable_concept is not None:
        return Value(words(found.value_codeable_concept))
    if found.value_boolean is not None:
        return Value(_BOOLEAN[found.value_boolean])
    if found.value_integer is not None:
        return Value(str(found.value_integer), numeric=True)
    return _of_two(found) or _of_time(found)


def _measured(quantity: Quantity, found: Measured) -> Value | None:
    """A number. A comparator that letters have no word for stands before it, and it is text then."""
    number, unit = parts.number_of(quantity), parts.unit_of(quantity)
    comparator = quantity.comparator
    if number is None:
        return None
    operator = parts.said_in(found.extension, "operator") or OF_OPERATOR.get(comparator or "")
    if comparator is not None and operator is None:
        return Value(f"{comparator} {number}", unit=unit)
    return Value(number, numeric=True, operator=operator, unit=unit)


def _of_two(found: Measured) -> Value | None:
    if found.value_range is not None:
        low, high = (_number(each) for each in (found.value_range.low, found.value_range.high))
        return Value(f"{low or ''} – {high or ''}".strip(), unit=_unit(found.value_range))
    if found.value_ratio is not None:
        above, below = found.value_ratio.numerator, found.value_ratio.denominator
        units = [parts.unit_of(each) for each in (above, below) if each is not None]
        text = ":".join(_number(each) or "" for each in (above, below))
        return Value(text, unit="/".join(each for each in units if each) or None)
    return None


def _of_time(found: Measured) -> Value | None:
    period = found.value_period
    if period is not None:
        return Value(f"{period.start or ''} – {period.end or ''}".strip())
    text = found.value_date_time or found.value_time
    return None if text is None else Value(text)


def _unit(of: Range) -> str | None:
    known = of.low or of.high
    return None if known is None else parts.unit_of(known)


def _number(quantity: Quantity | None) -> str | None:
    return None if quantity is None else parts.number_of(quantity)


def _kind(limits: ObservationReferenceRange) -> str | None:
    for each in () if limits.type is None else limits.type.coding:
        if each.system == RANGE_MEANING and each.code in OF_INTERVAL:
            return OF_INTERVAL[each.code]
        if each.system is not None and each.system.endswith("/type-of-interval"):
            return each.code
    return None


def _in_words(limits: ObservationReferenceRange) -> str:
    """A further interval as one text."""
    low, high = _number(limits.low), _number(limits.high)
    bounds = f"{low or ''} – {high or ''}".strip() if low or high else ""
    unit = next((parts.unit_of(each) for each in (limits.low, limits.high) if each is not None), None)
    meant = words(limits.type) if limits.type is not None else ""
    applies = ", ".join(words(each) for each in limits.applies_to)
    said = " ".join(each for each in (bounds, unit if bounds else "", limits.text) if each)
    what = ", ".join(each for each in (meant, applies) if each)
    return f"{what}: {said}" if what and said else what or said
