"""Chance that falls the same way every time."""

from __future__ import annotations

from random import Random


def chance_of(*what: object) -> Random:
    """Random numbers for one part of the population, the same for the same words and numbers."""
    return Random("/".join(map(str, what)))  # noqa: S311 - repeatable on purpose; nothing secret hangs on it
