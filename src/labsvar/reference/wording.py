"""How often an element stands and what it holds, in words."""

from __future__ import annotations

from collections.abc import Mapping

from labsvar.letters import facets
from labsvar.letters.element import DateTime
from labsvar.letters.version import Children, Content, MixedText, Opaque, Text
from labsvar.reference.markdown import code, codes

_MANY = 1_000
_FEW_CODES = 7


def times(minimum: int, maximum: int) -> str:
    """How often an element stands: `1`, `0–1`, `1 or more`."""
    if minimum == maximum:
        return str(minimum)
    return f"{minimum} or more" if maximum >= _MANY else f"{minimum}–{maximum}"


def holds(content: Content, written: Mapping[str, str]) -> str:
    """What an element holds; `written` are the codes of EDIFACT for its own."""
    match content:
        case Text(fixed=str(fixed)):
            return f"always {code(fixed)}"
        case Text(facet=facets.Coded(list_name)):
            return _coded(list_name, content.codes, written)
        case Text(facet=facet) if facet is not None:
            return facet_words(facet)
        case Text(base=base):
            return "`true` or `false`" if base is bool else "text"
        case MixedText():
            return f"text with {codes(content.marks)}"
        case Opaque():
            return "any content, kept as it is"
        case Children(struct=struct):
            return "date and time, `yyyy-mm-dd` and `hh:mm`" if struct is DateTime else ""


def _coded(list_name: str, values: tuple[str, ...], written: Mapping[str, str]) -> str:
    link = f"[{list_name}](code-lists.md#{list_name.lower()})"
    if len(values) > _FEW_CODES:
        return f"one of the {len(values)} codes of {link}"
    named = (f"{code(value) or '(empty)'}{_written(written.get(value))}" for value in values)
    return f"{link}:<br>{'<br>'.join(named)}"


def _written(value: str | None) -> str:
    return "" if value is None else f" → {code(value.strip(':'))}"


def facet_words(facet: facets.ValueFacet) -> str:
    """The bounds of a value."""
    match facet:
        case facets.Length(minimum, maximum):
            return f"text of {times(minimum, maximum)} characters"
        case facets.Pattern(_, meaning):
            return meaning
        case facets.Coded(list_name):
            return f"a code of {list_name}"
        case facets.Whole(minimum, maximum):
            return f"whole number {minimum}–{maximum}"
        case facets.Number(lowest):
            return "whole number" if lowest is None else f"whole number from {lowest}"
        case facets.Decimal(digits):
            return f"number of at most {digits} digits"
        case facets.CalendarDate():
            return "date"
        case facets.OnlyTrue():
            return "`true`"
        case facets.VersionOfLetter() | facets.KindOfLetter():
            return "fixed by the version"
