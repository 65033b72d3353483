"""What groups are called on the screen, in Danish and English."""

from __future__ import annotations

from functools import cache
from typing import Literal

from labsvar.codes import tables

Language = Literal["da", "en"]


def response_group_name(number: str, language: Language = "da") -> str | None:
    """The name of one of MedCom's 24 groups by its number, with or without leading zeros."""
    return _groups(language).get(number.strip().lstrip("0"))


@cache
def _groups(language: Language) -> dict[str, str]:
    return {row.number: getattr(row, language) for row in tables.response_groups()}
