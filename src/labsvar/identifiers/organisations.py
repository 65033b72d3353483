"""Numbers of organisations: SOR, SHAK, ydernummer, CVR, municipality.

Sources: Danish Health Data Authority on SOR and SHAK; HL7 Denmark, DK Core, on the form of SOR
codes, CVR numbers and municipality codes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from labsvar.identifiers import gln
from labsvar.identifiers.errors import Fault, WrongCheckDigit, WrongForm

_CVR_WEIGHTS: Final = (2, 7, 6, 5, 4, 3, 2, 1)
# Verhoeff: the multiplication table of the dihedral group of order ten, and the permutation that
# is applied once more for every place from the right.
_PRODUCT: Final = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_TURN: Final = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def sor_fault(text: str) -> Fault | None:
    """A SOR code is at least eleven digits; the last is a Verhoeff check digit.

    Assumption: the check digit is not described for SOR, but SOR codes have the form of identifiers
    of SNOMED CT, which end with one, and every public code that was looked at does.
    """
    if len(text) < 11 or not _digits(text):
        return WrongForm
    return None if verhoeff(text) == 0 else WrongCheckDigit


def shak_fault(text: str) -> Fault | None:
    """A SHAK code is four characters (hospital), six (department) or seven (section).

    Some regions add one or two characters of their own, which are not looked at.
    """
    if len(text) not in (4, 6, 7, 8, 9) or not text.isascii() or not text.isalnum():
        return WrongForm
    return None


def provider_fault(text: str) -> Fault | None:
    """A ydernummer is six digits. Assumption: only examples show the length."""
    return None if len(text) == 6 and _digits(text) else WrongForm


def municipality_fault(text: str) -> Fault | None:
    """A municipality code is four digits. Whether it is in use: `codes.tables.municipalities`."""
    return None if len(text) == 4 and _digits(text) else WrongForm


def cvr_fault(text: str) -> Fault | None:
    """A CVR number is eight digits; the weighted sum is divisible by eleven."""
    if len(text) != 8 or not _digits(text):
        return WrongForm
    total = sum(weight * int(digit) for weight, digit in zip(_CVR_WEIGHTS, text, strict=True))
    return None if total % 11 == 0 else WrongCheckDigit


FAULTS: Final[dict[str, Callable[[str], Fault | None]]] = {
    "sorkode": sor_fault,
    "sygehusafdelingsnummer": shak_fault,
    "ydernummer": provider_fault,
    "kommunenummer": municipality_fault,
    "lokationsnummer": gln.fault,
    "cvr": cvr_fault,
}
"""What each kind of number must look like. `amt` and `lokal_kode` have no known form."""


@lru_cache(maxsize=4096)
def fault(text: str, *, kind: str) -> Fault | None:
    """What is wrong with a number of this `IdentifierCode` (or `cvr`); `None` when nothing is known."""
    judge = FAULTS.get(kind)
    return None if judge is None else judge(text)


def parse(text: str, *, kind: str) -> str:
    """The number. Raises `WrongForm` or `WrongCheckDigit`, and `KeyError` for an unknown kind."""
    problem = FAULTS[kind](text)
    if problem is not None:
        raise problem
    return text


def verhoeff(digits: str) -> int:
    """The Verhoeff sum of digits of which the last is the check digit; zero when it is right."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit)
        for _ in range(place % 8):
            number = _TURN[number]
        total = _PRODUCT[total][number]
    return total


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
