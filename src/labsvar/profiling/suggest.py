"""Suggestions for codes that stand in none of our tables: what might be meant, and how alike it is.

A suggestion is words that look alike, and nothing more; whoever owns the local code decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Final

from labsvar.codes import tables
from labsvar.profiling import units

FROM: Final = 0.55
"""How alike a name must be to be suggested, from 0 to 1. Assumption, tried on the names of our tables."""
_UNIT_ALIKE: Final = 0.1
_UNIT_OTHER: Final = -0.2
_MOST: Final = 3
_SYSTEM: Final = re.compile(r"^(?:[A-Za-zæøåÆØÅ]{1,4})[-—]|;.*$")
_SIGNS: Final = re.compile(r"[^a-z0-9æøå]+")
_SPELLINGS: Final = (("haemo", "hæmo"), ("hemo", "hæmo"), ("glucose", "glukose"), ("creatinin", "kreatinin"),
                     ("cholesterol", "kolesterol"), ("c", "k"))  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Suggestion:
    """A code that might be meant. `score` is from 0 to 1."""

    score: float
    code: str
    name: str


@lru_cache(maxsize=4096)
def suggestions(name: str, unit: str) -> tuple[Suggestion, ...]:
    """At most three known codes whose names are like this one, the likest first."""
    if not name:
        return ()
    words = _plain(name)
    found = (
        Suggestion(
            round(min(1.0, _alike(words, known.words) + _of_unit(unit, known.unit)), 2),
            known.code,
            known.name,
        )
        for known in _known()
    )
    likely = [each for each in found if each.score >= FROM]
    return tuple(sorted(likely, key=lambda each: (-each.score, each.code))[:_MOST])


@dataclass(frozen=True, slots=True)
class _Known:
    code: str
    name: str
    unit: str
    words: tuple[str, ...]


@cache
def _known() -> tuple[_Known, ...]:
    names = {row.npu_code: row.npu_name_short_da for row in tables.common_analyses() if row.npu_name_short_da}
    for row in tables.fee_codes():
        if row.code and row.short_name:
            names.setdefault(row.code, row.short_name)
    known = units.expected()
    return tuple(
        _Known(code, name, known.get(code, ""), _plain(name)) for code, name in sorted(names.items())
    )


def _plain(name: str) -> tuple[str, ...]:
    """The words of a name without its system (`P-`, `;P`), in one spelling; an abbreviation is one too."""
    text = _SYSTEM.sub("", _SYSTEM.sub("", name.strip())).lower()
    for other, ours in _SPELLINGS:
        text = text.replace(other, ours)
    return tuple(_SIGNS.sub(" ", text).split())


def _alike(one: Iterable[str], other: Iterable[str]) -> float:
    """How alike two names are: as texts, or by a word that is all of one of them (CRP, INR)."""
    first, second = tuple(one), tuple(other)
    if not first or not second:
        return 0.0
    text = SequenceMatcher(None, " ".join(first), " ".join(second)).ratio()
    shared = set(first) & set(second)
    whole = 0.85 if shared and (set(first) <= set(second) or set(second) <= set(first)) else 0.0
    return max(text, whole)


def _of_unit(unit: str, known: str) -> float:
    if not unit or not known:
        return 0.0
    return _UNIT_ALIKE if units.plain(unit) == units.plain(known) else _UNIT_OTHER
