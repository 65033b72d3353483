"""Whether the characters of a leaf are a value of its type, and which value they are.

The slow reader, the writer and the canonical form ask here; the fast reader asks the two functions
at the end for what it has no shortcut for.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from labsvar.findings import Rule
from labsvar.formats.xml import rules
from labsvar.letters import facets
from labsvar.letters.version import Text

SPACE = " \t\n\r"
TRUTHS = {"true": True, "1": True, "false": False, "0": False}
Value = str | int | bool

NUMBER_TYPES = {1: "positiveInteger", 0: "nonNegativeInteger", None: "integer"}
"""The type XML Schema has for a whole number of at least so much."""
NUMBER_FORMS = {1: r"\+?0*+[1-9][0-9]*+", 0: r"\+?[0-9]++", None: r"[+-]?[0-9]++"}
"""How such a number may be written, but for white space around it and a zero with a minus."""

_WHOLE = re.compile(r"[+-]?[0-9]+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?", re.ASCII)
_DATE = re.compile(
    r"(-?)([1-9][0-9]{3,}|0[0-9]{3})-([0-9]{2})-([0-9]{2})(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?",
    re.ASCII,
)
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LAST_YEAR = 2**63 - 1
_CODES_NAMED = 12


class Fault(msgspec.Struct, frozen=True):
    """The rule a value breaks and what fills the rule's text; never the value itself."""

    rule: Rule
    parts: dict[str, object]


def judge(text: Text, characters: str) -> Value | Fault:
    """The value that characters stand for in a leaf, or what is wrong with them."""
    match text.facet:
        case facets.Length(minimum, maximum):
            return _length(characters, minimum, maximum)
        case facets.Coded(_):
            return characters if characters in text.codes else _no_code(text, characters)
        case facets.Pattern(expression, meaning):
            return characters if matches(expression, characters) else _no_match(meaning, characters)
        case facets.VersionOfLetter():
            return _fixed(text, characters, Fault(rules.VERSION_CODE, {"known": text.fixed}))
        case facets.KindOfLetter():
            return _fixed(text, characters, Fault(rules.FIXED, {"fixed": text.fixed}))
        case _:
            return _collapsed(text, characters.strip(SPACE))


def _collapsed(text: Text, characters: str) -> Value | Fault:
    """The types that white space around the value does not matter to."""
    match text.facet:
        case facets.CalendarDate():
            return characters if is_date(characters) else Fault(rules.DATE, {})
        case facets.Whole(minimum, maximum):
            return _whole(characters, minimum, maximum)
        case facets.Number(minimum):
            return _number(characters, minimum)
        case facets.Decimal(digits):
            return _decimal(characters, digits)
        case facets.OnlyTrue():
            return True if characters == "true" else Fault(rules.ONLY_TRUE, {})
        case _:
            truth = TRUTHS.get(characters)
            return Fault(rules.BOOLEAN, {}) if truth is None else truth


def written(value: Value) -> str:
    """The characters the writer gives a value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _length(characters: str, minimum: int, maximum: int) -> Value | Fault:
    length = len(characters)
    if minimum <= length <= maximum:
        return characters
    if length > maximum:
        return Fault(rules.TOO_LONG, {"length": length, "maximum": maximum})
    if not length:
        return Fault(rules.VALUE_EMPTY, {})
    return Fault(rules.TOO_SHORT, {"length": length, "minimum": minimum})


def _no_code(text: Text, characters: str) -> Fault:
    if not characters:
        return Fault(rules.VALUE_EMPTY, {})
    return Fault(rules.CODE, {"codes": codes_named(text.codes)})


def codes_named(codes: tuple[str, ...]) -> str:
    """The allowed codes in words; of a long list the first ones."""
    named = ", ".join(codes[:_CODES_NAMED])
    return named if len(codes) <= _CODES_NAMED else f"{named} ... ({len(codes)})"


def _no_match(meaning: str, characters: str) -> Fault:
    return Fault(rules.PATTERN, {"meaning": meaning}) if characters else Fault(rules.VALUE_EMPTY, {})


def _fixed(text: Text, characters: str, fault: Fault) -> Value | Fault:
    """An empty element has its fixed value.

    Assumption: the schemas fix the value on the element (XML Schema part 1, 3.3.4, element locally
    valid, clause 5), which is how the trees of the standards name it.
    """
    assert text.fixed is not None
    return text.fixed if characters in ("", text.fixed) else fault


def _whole(characters: str, minimum: int, maximum: int) -> Value | Fault:
    if _WHOLE.fullmatch(characters) and len(_digits(characters)) < 20:
        number = int(characters)
        if minimum <= number <= maximum:
            return number
    parts = {"bounds_da": f"fra {minimum} til {maximum}", "bounds_en": f"from {minimum} to {maximum}"}
    return Fault(rules.NUMBER, dict(parts))


def _number(characters: str, minimum: int | None) -> Value | Fault:
    if _WHOLE.fullmatch(characters):
        digits = _digits(characters)
        sign = 0 if digits == "0" else -1 if characters[0] == "-" else 1
        if minimum is None or sign >= minimum:
            return characters
    if minimum is None:
        return Fault(rules.NUMBER, {"bounds_da": "uden decimaler", "bounds_en": "without decimals"})
    return Fault(rules.NUMBER, {"bounds_da": f"på mindst {minimum}", "bounds_en": f"of at least {minimum}"})


def _decimal(characters: str, most: int) -> Value | Fault:
    """The characters when they are an `xs:decimal` of at most so many digits (XML Schema part 2, 4.3.11)."""
    found = _DECIMAL.fullmatch(characters)
    if found is not None and len(found[1].lstrip("0")) + len((found[2] or "").rstrip("0")) <= most:
        return characters
    return Fault(rules.DECIMAL, {"digits": most})


def _digits(characters: str) -> str:
    return characters.lstrip("+-").lstrip("0") or "0"


@lru_cache(maxsize=4096)
def is_date(characters: str) -> bool:
    """Whether the characters are an `xs:date` (a zone, long and negative years included)."""
    found = _DATE.fullmatch(characters)
    if found is None or len(found[2]) > 19:
        return False
    year, month, day = int(found[2]), int(found[3]), int(found[4])
    if not 1 <= year <= _LAST_YEAR or not 1 <= month <= 12:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= (29 if leap and month == 2 else _DAYS[month - 1])


def matches(expression: str, characters: str) -> bool:
    """Whether the whole of the characters matches an expression of a `Pattern`."""
    return _compiled(expression).fullmatch(characters) is not None


@lru_cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.ASCII)
