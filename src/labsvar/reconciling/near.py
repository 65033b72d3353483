"""Whether a value may be another one mistyped."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

_FACTORS: Final = frozenset(Decimal(10) ** power for power in (-3, -2, -1, 1, 2, 3))


def near(one: str, other: str) -> bool:
    """Whether one slip makes the one into the other: a character put in, left out or changed, two
    neighbours exchanged, or the decimal point moved by up to three places.

    Values of one character each are not near: nothing of the one is left in the other.
    """
    if one == other or max(len(one), len(other)) < 2:
        return False
    return _one_slip(one, other) or _point_moved(one, other)


def _one_slip(one: str, other: str) -> bool:
    """One edit: whatever stands before and after it is the same."""
    start = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b or a == b[1:]


def _point_moved(one: str, other: str) -> bool:
    a, b = _number(one), _number(other)
    return a is not None and b is not None and bool(a) and bool(b) and a / b in _FACTORS


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 50 else None
