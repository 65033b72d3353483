"""Location numbers (GLN, lokationsnummer): the mailboxes of letters.

Thirteen digits; the last is a check digit. Source: HL7 Denmark, DK Core, the GLN identifier.
"""

from __future__ import annotations

from functools import lru_cache

from labsvar.identifiers.errors import Fault, WrongCheckDigit, WrongForm


def parse(text: str) -> str:
    """The location number. Raises `WrongForm` or `WrongCheckDigit`."""
    problem = fault(text)
    if problem is not None:
        raise problem
    return text


@lru_cache(maxsize=4096)
def fault(text: str) -> Fault | None:
    """What keeps the text from being a location number; `None` when nothing does."""
    if len(text) != 13 or not text.isascii() or not text.isdigit():
        return WrongForm
    return None if check_digit(text[:12]) == text[12] else WrongCheckDigit


def check_digit(twelve: str) -> str:
    """The thirteenth digit: weights 1 and 3 in turn from the left, then what is missing to ten."""
    total = sum(int(digit) for digit in twelve[::2]) + 3 * sum(int(digit) for digit in twelve[1::2])
    return str(-total % 10)
