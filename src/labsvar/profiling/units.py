"""Units as they are compared: one form for the many ways one unit is written; and the unit of a code."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from labsvar.codes import tables

_SIGNS: Final = str.maketrans({"μ": "u", "µ": "u", "×": "", "*": "^", " ": "", "\u00a0": "", "·": ""})
_POWER: Final = re.compile(r"(?:x|\^)?10(?:e|\^|<sup>|\*\*)?(-?\d+)(?:</sup>)?")
_OF_DEFINITION: Final = re.compile(r"=\s*\?\s*(.+)$")


def plain(unit: str) -> str:
    """A unit without what is only a way of writing: case, blanks, the sign for micro and for powers of ten.

    Assumption: case never tells two units apart within one code, since practice systems are careless of it.
    """
    text = unit.translate(_SIGNS).lower().replace("mikro", "u")
    text = _POWER.sub(r"10^\1", text)
    return {"procent": "%", "mm/t": "mm", "mm/h": "mm"}.get(text, text)


@cache
def expected() -> dict[str, str]:
    """The unit of each code of our tables that has one, as it is printed there."""
    units = {row.npu_code: row.unit for row in tables.common_analyses() if row.unit}
    for row in tables.fee_codes():
        found = _OF_DEFINITION.search(row.long_name or "")
        if row.code and found and row.code not in units:
            units[row.code] = found[1].strip()
    return units
