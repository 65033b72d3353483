"""The types of the leaves of a VANSEnvelope: which characters are a value, and how XML Schema says so."""

from __future__ import annotations

import binascii
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import quoteattr

SPACE: Final = " \t\n\r"
_RUN: Final = re.compile(r"[ \t\n\r]+")
_NO_CHARACTER: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOMENT: Final = re.compile(
    r"(-?)([1-9][0-9]{3,}|0[0-9]{3})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?",
    re.ASCII,
)
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LONGEST_YEAR: Final = 18
_WHOLE: Final = re.compile(r"[+-]?[0-9]+", re.ASCII)
_SMALLEST: Final = -(2**31)
_LARGEST: Final = 2**31 - 1
_TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False}
# What the last character before the padding may be, so that no bits are left over (XML Schema 3.2.16).
_ENDING: Final = re.compile(rb"(?:[AEIMQUYcgkosw048]=|[AQgw]==|[^=])\Z")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of so many characters, kept as it is."""

    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Token:
    """A text of so many characters after white space is made single and trimmed."""

    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Code:
    """One of some codes; an element that is empty has the `default`, if there is one."""

    codes: tuple[str, ...]
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Uuid:
    """8-4-4-4-12 characters. The schema writes the class as `[aA-fF0-9]`, which is wider than hexadecimal."""

    EXPRESSION = "-".join(f"[aA-fF0-9]{{{length}}}" for length in (8, 4, 4, 4, 12))


@dataclass(frozen=True, slots=True)
class Moment:
    """An `xs:dateTime`, kept as the characters sent."""


@dataclass(frozen=True, slots=True)
class Int:
    """An `xs:int`: a whole number of 32 bits."""


@dataclass(frozen=True, slots=True)
class Positive:
    """A whole number of at least one, kept as the characters sent."""


@dataclass(frozen=True, slots=True)
class Truth:
    """A boolean."""


@dataclass(frozen=True, slots=True)
class Base64:
    """Bytes as base64; white space does not count."""


Type = Text | Token | Code | Uuid | Moment | Int | Positive | Truth | Base64
_uuid: Final = re.compile(Uuid.EXPRESSION, re.ASCII)
_hexadecimal: Final = re.compile("-".join(f"[0-9a-fA-F]{{{length}}}" for length in (8, 4, 4, 4, 12)))


def is_hexadecimal(uuid: str) -> bool:
    """Whether a UUID that the schema takes is one in truth."""
    return _hexadecimal.fullmatch(uuid) is not None


def value(kind: Type, characters: str) -> Any | None:
    """The value that characters stand for, or `None` when they are none of the type's."""
    match kind:
        case Text(minimum, maximum):
            return characters if minimum <= len(characters) <= maximum else None
        case Token(minimum, maximum):
            token = _RUN.sub(" ", characters).strip(" ")
            return token if minimum <= len(token) <= maximum else None
        case Code(codes, default):
            given = characters or default
            return given if given in codes else None
        case Uuid():
            return characters if _uuid.fullmatch(characters) else None
        case Base64():
            return _bytes(characters)
        case _:
            return _collapsed(kind, characters.strip(SPACE))


def _collapsed(kind: Moment | Int | Positive | Truth, characters: str) -> Any | None:
    """The types that white space around the value does not matter to."""
    match kind:
        case Moment():
            return characters if is_moment(characters) else None
        case Int():
            return _int(characters)
        case Positive():
            positive = _WHOLE.fullmatch(characters) and characters[0] != "-" and characters.strip("+0")
            return characters if positive else None
        case Truth():
            return _TRUTHS.get(characters)


def _int(characters: str) -> int | None:
    if not _WHOLE.fullmatch(characters) or len(characters.lstrip("+-").lstrip("0")) > len(str(_LARGEST)):
        return None
    number = int(characters)
    return number if _SMALLEST <= number <= _LARGEST else None


def _bytes(characters: str) -> bytes | None:
    if not characters.isascii():
        return None
    packed = characters.encode("ascii").translate(None, SPACE.encode())
    try:
        decoded = binascii.a2b_base64(packed, strict_mode=True)
    except binascii.Error:
        return None
    return decoded if not packed or _ENDING.search(packed) else None


def is_moment(characters: str) -> bool:
    """Whether the characters are an `xs:dateTime` (a zone and long years included)."""
    found = _MOMENT.fullmatch(characters)
    if found is None or len(found[2]) > _LONGEST_YEAR:
        return False
    year, month, day, hour, minute, second = (int(found[group]) for group in range(2, 8))
    if year == 0 or not 1 <= month <= 12:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if not 1 <= day <= (29 if leap and month == 2 else _DAYS[month - 1]):
        return False
    end_of_day = hour == 24 and not (minute or second or (found[8] or "").strip("0"))
    return end_of_day or (hour < 24 and minute < 60 and second < 60)


def written(kind: Type, given: Any) -> str | None:
    """The characters that stand for a value, or `None` when nothing of the type stands for it."""
    if isinstance(kind, Base64):
        return b64encode(given).decode("ascii")
    if isinstance(kind, Truth):
        return "true" if given else "false"
    characters = str(given)
    if _NO_CHARACTER.search(characters) or value(kind, characters) != given:
        return None
    return characters


def carried(text: str) -> str:
    """A text with a question mark for every character that XML cannot carry."""
    return _NO_CHARACTER.sub("?", text)


def meaning(kind: Type) -> tuple[str, str]:
    """What a value of the type is, in Danish and in English."""
    match kind:
        case Text(minimum, maximum) | Token(minimum, maximum):
            return f"en tekst på {minimum}-{maximum} tegn", f"a text of {minimum} to {maximum} characters"
        case Code(codes):
            return f"en af {', '.join(codes)}", f"one of {', '.join(codes)}"
        case Uuid():
            return "et UUID på 8-4-4-4-12 tegn", "a UUID of 8-4-4-4-12 characters"
        case Moment():
            return "en dato og tid (xs:dateTime)", "a date and time (xs:dateTime)"
        case Int():
            return "et helt tal på 32 bit", "a whole number of 32 bits"
        case Positive():
            return "et helt tal på mindst 1", "a whole number of at least 1"
        case Truth():
            return "true eller false", "true or false"
        case Base64():
            return "hel og fejlfri base64", "base64 that is whole and without faults"


def simple_type(kind: Type) -> Iterator[str]:
    """The type in XML Schema."""
    match kind:
        case Text(minimum, maximum):
            yield from _restriction("string", _length(minimum, maximum))
        case Token(minimum, maximum):
            yield from _restriction("token", _length(minimum, maximum))
        case Code(codes):
            values = [f"<xs:enumeration value={quoteattr(code)}/>" for code in codes]
            yield from _restriction("string", "".join(values))
        case Uuid():
            yield from _restriction("string", f"<xs:pattern value={quoteattr(kind.EXPRESSION)}/>")
        case Moment():
            yield from _restriction("dateTime", "")
        case Int():
            yield from _restriction("int", "")
        case Positive():
            yield from _restriction("positiveInteger", "")
        case Truth():
            yield from _restriction("boolean", "")
        case Base64():
            yield from _restriction("base64Binary", "")


def _length(minimum: int, maximum: int) -> str:
    return f'<xs:minLength value="{minimum}"/><xs:maxLength value="{maximum}"/>'


def _restriction(base: str, facets: str) -> Iterator[str]:
    yield f'<xs:simpleType><xs:restriction base="xs:{base}">{facets}</xs:restriction></xs:simpleType>'
