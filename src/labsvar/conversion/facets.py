"""Whether a value has a place in a field of the target, and what the field takes."""

from __future__ import annotations

from labsvar.formats.xml.values import Fault, judge, written
from labsvar.letters import facets
from labsvar.letters.version import Text

_MOST_CODES_NAMED = 8


def fits(value: str | int, text: Text) -> bool:
    """Whether a leaf of the target may hold this value."""
    return not isinstance(judge(text, written(value)), Fault)


def nearest_code(value: str, text: Text) -> str | None:
    """The one code of the target that differs from the value in surrounding white space only."""
    near = [code for code in text.codes if code.strip() == value.strip()]
    return near[0] if len(near) == 1 else None


def takes(text: Text) -> tuple[str, str]:
    """What a leaf of the target takes, in Danish and English."""
    match text.facet:
        case facets.Length(minimum, maximum):
            return f"{minimum}-{maximum} tegn", f"{minimum}-{maximum} characters"
        case facets.Pattern(_, meaning):
            return meaning, meaning
        case facets.Coded(_) if len(text.codes) <= _MOST_CODES_NAMED:
            return "en af " + ", ".join(text.codes), "one of " + ", ".join(text.codes)
        case facets.Coded(list_name):
            return f"en kode fra listen {list_name}", f"a code of the list {list_name}"
        case facets.Number(minimum):
            return f"et helt tal fra {minimum}", f"a whole number from {minimum}"
        case facets.Decimal(digits):
            return f"et tal på højst {digits} cifre", f"a number of at most {digits} digits"
    assert isinstance(text.facet, facets.Whole), "a field with any other facet takes any value"
    lowest, highest = text.facet.minimum, text.facet.maximum
    return f"et tal fra {lowest} til {highest}", f"a number from {lowest} to {highest}"
