"""Civil registration numbers (CPR): DDMMYY and a serial of four digits.

Sources: the CPR Office (cpr.dk) on the structure of the number and on numbers without a check
digit (10 May 2023); HL7 Denmark, DK Core, on its form.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

import msgspec

from labsvar.identifiers.errors import Fault, NoSuchDate, WrongForm

Sex = Literal["female", "male"]

UNKNOWN: Final = "0000000000"
"""What systems write where no number is known; it identifies nobody."""

_WEIGHTS: Final = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_LONG_MONTHS: Final = frozenset({1, 3, 5, 7, 8, 10, 12})


class CivilRegistrationNumber(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A number with the form and a date of a CPR number. Whether it was ever issued nobody can see."""

    text: str
    birth_date: date
    sex: Sex

    @property
    def passes_modulus_11(self) -> bool:
        """Whether the last digit is a check digit. No reason to refuse: since 1 October 2007
        numbers are issued for which it is not (rule S9)."""
        return passes_modulus_11(self.text)


def parse(text: str) -> CivilRegistrationNumber:
    """Reads a number written with or without a hyphen after the sixth digit.

    Raises `WrongForm` or `NoSuchDate`.
    """
    digits = _without_hyphen(text)
    problem = fault(digits)
    if problem is not None:
        raise problem
    born = birth_date(digits)
    assert born is not None, "fault() has looked at the date"
    return CivilRegistrationNumber(text=digits, birth_date=born, sex=sex(digits))


def fault(text: str) -> Fault | None:
    """What keeps ten characters from being a CPR number; `None` when nothing does."""
    if not has_form(text):
        return WrongForm
    return NoSuchDate if birth_date(text) is None else None


def has_form(text: str) -> bool:
    """Whether the text is ten digits."""
    return len(text) == 10 and text.isascii() and text.isdigit()


def birth_date(digits: str) -> date | None:
    """The birth date in ten digits; `None` when there is no such date."""
    year = _year(int(digits[4:6]), digits[6])
    return date_of(year, month=int(digits[2:4]), day=int(digits[:2]))


def sex(text: str) -> Sex:
    """The last digit is even for a woman and odd for a man."""
    return "female" if text[-1] in "02468" else "male"


def passes_modulus_11(digits: str) -> bool:
    """Whether the weighted sum of ten digits is divisible by eleven."""
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11 == 0


def date_of(year: int, *, month: int, day: int) -> date | None:
    """The date, or `None` when the calendar has none; no exception, since letters hold many."""
    if not 1 <= month <= 12 or not 1 <= day <= _days(year, month):
        return None
    return date(year, month, day)


def _days(year: int, month: int) -> int:
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 31 if month in _LONG_MONTHS else 30


def _year(two_digits: int, seventh: str) -> int:
    """The year of birth by the CPR Office's table of the seventh digit."""
    if seventh <= "3":
        return 1900 + two_digits
    if seventh in "49":
        return (2000 if two_digits <= 36 else 1900) + two_digits
    return (2000 if two_digits <= 57 else 1800) + two_digits


def _without_hyphen(text: str) -> str:
    if len(text) == 11 and text[6] == "-":
        return text[:6] + text[7:]
    return text
