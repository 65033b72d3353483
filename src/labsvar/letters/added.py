"""Elements that a version has beside its public schema: a table of the installation.

Of XQ0132K and XR0731G no schema is public. They are declared as the versions before them with the elements
of this table, which is empty until somebody who has the schema fills it in. docs/explanation/xq0132k.md tells
how.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class AddedElement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An element with text of at most `length` characters.

    `path` is the element it stands right after, by names from below the letter's own
    (`"RequisitionInformation/SamplingDateTime"`); elements with one path stand in the order of the table.
    It stands at least `minimum` and at most `maximum` times.
    """

    path: str
    name: str
    minimum: int = 0
    maximum: int = 1
    length: int = 70


_tables: dict[str, tuple[AddedElement, ...]] = {}


def configure(tables: Mapping[str, Any]) -> None:
    """Takes tables of plain values, by version code, in place of those before.

    Programs call `catalogue.add_elements`, which also sees that the paths are there. Raises `ValueError`
    for an element that cannot be one.
    """
    made = msgspec.convert(tables, dict[str, tuple[AddedElement, ...]])
    for code, elements in made.items():
        for each in elements:
            possible = 0 <= each.minimum <= each.maximum and each.maximum > 0 and each.length > 0
            if not possible or _NAME.fullmatch(each.name) is None:
                raise ValueError(f"{code}: {each.name} is no element that can be added")
    _tables.clear()
    _tables.update(made)


def elements_of(code: str) -> tuple[AddedElement, ...]:
    """The elements that are added to a version."""
    return _tables.get(code, ())
