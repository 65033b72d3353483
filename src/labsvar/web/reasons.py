"""Why somebody looks: kept as a word of ours, with or without words of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from labsvar.web.texts import Texts

OWN: Final = "own"
NOTICE: Final = "notice"
OTHER: Final = "other"
CHOICES: Final = ("treatment", "follow_up", "asked", OTHER)
FOR_SURVEILLANCE: Final = ("surveillance", "outbreak", OTHER)
_LONGEST_WORDS: Final = 200
_KNOWN: Final = frozenset({*CHOICES, *FOR_SURVEILLANCE, OWN, NOTICE})


def kept(choice: str, words: str, *, choices: Sequence[str] = CHOICES) -> str | None:
    """A reason as it is kept, or `None` when it gives none: another reason needs words."""
    words = " ".join(words.split())[:_LONGEST_WORDS]
    if choice not in choices or (choice == OTHER and not words):
        return None
    return f"{choice}: {words}" if words else choice


def in_words(reason: str, texts: Texts) -> str:
    """A kept reason as people read it; any other text as it is."""
    choice, _, words = reason.partition(": ")
    if choice not in _KNOWN:
        return reason
    if choice == OTHER and words:
        return words
    return f"{texts(f'reason.{choice}')}: {words}" if words else texts(f"reason.{choice}")
