"""Replacement numbers (erstatnings-CPR, eCPR): DDMMYY, a century digit, two letters, a digit.

A number of the national service (X-eCPR) identifies a person by itself. A number made by a region
or a clinic (D-eCPR) does so only together with the organisation that made it.

Sources: National Service Platform (nspop.dk), "eCPR formats (X-eCPR and D-eCPR)"; MedCom news of
9 November 2022 on the new replacement number.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

import msgspec

from labsvar.identifiers.cpr import Sex, date_of, sex
from labsvar.identifiers.errors import Fault, NoSuchDate, UnknownSeries, WrongForm

Issuer = Literal["national", "local"]

_NATIONAL_CENTURIES: Final = {"1": 1900, "7": 2000}
_LOCAL_CENTURIES: Final = {"0": 1900, "5": 1800, "6": 2000}
_CENTURIES: Final = _NATIONAL_CENTURIES | _LOCAL_CENTURIES
_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
# Assumption: local numbers take the initials of a name, so Danish letters occur in them. The
# national service's letters are given as A-Z.
_LOCAL_LETTERS: Final = _LETTERS | frozenset("ÆØÅ")


class ReplacementNumber(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A replacement number. `date` is the birth date, or the day the number was made."""

    text: str
    issuer: Issuer
    date: date
    sex: Sex


def parse(text: str) -> ReplacementNumber:
    """Reads a replacement number; small letters are taken as capitals.

    Raises `WrongForm`, `UnknownSeries` or `NoSuchDate`.
    """
    number = text.upper()
    problem = fault(number)
    if problem is not None:
        raise problem
    day = date_in(number)
    assert day is not None, "fault() has looked at the date"
    issuer: Issuer = "national" if number[6] in _NATIONAL_CENTURIES else "local"
    return ReplacementNumber(text=number, issuer=issuer, date=day, sex=sex(number))


def fault(text: str) -> Fault | None:
    """What keeps ten characters from being a replacement number; `None` when nothing does."""
    number = text.upper()
    if not has_form(number):
        return WrongForm
    if number[6] not in _CENTURIES or is_local_in_national_series(number):
        return UnknownSeries
    return NoSuchDate if date_in(number) is None else None


def has_form(text: str) -> bool:
    """Whether the text is seven digits, two letters and a digit: letters in the eighth and ninth
    place are all that tells a replacement number from a CPR number."""
    if len(text) != 10:
        return False
    number = text.upper()
    digits = number[:7] + number[9]
    return digits.isascii() and digits.isdigit() and _LOCAL_LETTERS.issuperset(number[7:9])


def is_national(text: str) -> bool:
    """Whether the national service can have issued the number (rule S8)."""
    return fault(text) is None and text[6] in _NATIONAL_CENTURIES


def is_local_in_national_series(text: str) -> bool:
    """Whether a number of this form was made locally in the series of the national service.

    Only the national service may use 1 and 7 in the seventh place, and its letters are A-Z; the
    Danish letters therefore give a local number away. Most such numbers cannot be told from
    national ones.
    """
    return text[6] in _NATIONAL_CENTURIES and not _LETTERS.issuperset(text[7:9].upper())


def date_in(text: str) -> date | None:
    """The date in a number of this form; `None` when there is no such date."""
    century = _CENTURIES.get(text[6])
    if century is None:
        return None
    return date_of(century + int(text[4:6]), month=int(text[2:4]), day=int(text[:2]))
