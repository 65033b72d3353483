"""What groups and specialities are called on the screen, in Danish and English."""

from __future__ import annotations

from functools import cache
from typing import Literal

from labsvar.codes import tables

Language = Literal["da", "en"]


def speciality_name(code: str | None, language: Language = "da") -> str | None:
    """The name of a `MedicalSpecialityCode`; `None` for an unknown one, or none."""
    return None if code is None else _specialities(language).get(code.strip())


def response_group_name(number: str, language: Language = "da") -> str | None:
    """The name of one of MedCom's 24 groups by its number, with or without leading zeros."""
    return _groups(language).get(number.strip().lstrip("0"))


@cache
def _specialities(language: Language) -> dict[str, str]:
    return {row.code: getattr(row, language) for row in tables.specialities()}


@cache
def _groups(language: Language) -> dict[str, str]:
    return {row.number: getattr(row, language) for row in tables.response_groups()}
