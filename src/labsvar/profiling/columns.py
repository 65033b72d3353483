"""The columns of an extract, what a column may be called, and what is read of it.

One row is one result of a laboratory card. The columns are those the hub takes; any may be missing, and
they may stand in any order. Of the columns about a person only `patient` is looked at: whether it is
empty, and, when a billing extract is compared, as a number no one can read (a hash) to tell visits apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

COLUMNS: Final = (
    "system",
    "clinic",
    "row_id",
    "patient",
    "sampled_at",
    "resulted_at",
    "code",
    "code_system",
    "name",
    "value",
    "operator",
    "unit",
    "reference_lower",
    "reference_upper",
    "flag",
    "origin",
    "laboratory",
    "requisition_number",
    "consent",
    "action",
)
"""The columns that are read; all others of an extract are passed over."""

RESULT_COLUMNS: Final = ("value", "patient", "sampled_at")
"""A file whose heading has none of these holds something else than results: a table of local codes has `code`,
`clinic` and `system` too. Assumption: no laboratory card is without all three."""

BILLING_COLUMNS: Final = ("clinic", "patient", "date", "fee_code", "count")
"""The columns of a billing extract. Assumption: no public page gives its form, so these are ours."""


class BadMapping(ValueError):
    """A mapping names no column, or the same one twice."""


def mapping(pairs: Iterable[str], *, known: Iterable[str] = COLUMNS) -> dict[str, str]:
    """`ours=theirs`, one by one, as a mapping from theirs to ours. Raises `BadMapping`."""
    names = set(known)
    theirs_to_ours: dict[str, str] = {}
    for pair in pairs:
        ours, separator, theirs = pair.partition("=")
        if not separator or not theirs or ours not in names:
            raise BadMapping(pair)
        if theirs in theirs_to_ours or ours in theirs_to_ours.values():
            raise BadMapping(pair)
        theirs_to_ours[theirs] = ours
    return theirs_to_ours


def places(header: Iterable[str], theirs_to_ours: Mapping[str, str]) -> dict[str, int]:
    """Where each of our columns stands in a header; the first of two of one name counts.

    A column that is mapped is found under that name only.
    """
    found: dict[str, int] = {}
    mapped = set(theirs_to_ours.values())
    for place, name in enumerate(header):
        plain = name.strip().lstrip("\ufeff")
        ours = theirs_to_ours.get(plain)
        if ours is None:
            lower = plain.lower()
            ours = lower if lower not in mapped else None
        if ours is not None:
            found.setdefault(ours, place)
    return found
