"""All reference pages."""

from __future__ import annotations

from labsvar.reference import assumptions, letters, rooms, rules, settings


def pages() -> dict[str, str]:
    """Every page: its path below `docs/reference`, and its text."""
    return {
        name: text for maker in (letters, rules, settings, rooms, assumptions) for name, text in maker.pages()
    }
