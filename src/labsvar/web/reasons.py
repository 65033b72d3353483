"""Why somebody looks: kept as a word of ours, with or without words of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from labsvar.results.store import OVERRIDES
from labsvar.web.texts import Texts

OWN: Final = "own"
NOTICE: Final = "notice"
MANDATE: Final = "mandate"
RECONCILE: Final = "reconcile"
OTHER: Final = "other"
CHOICES: Final = ("treatment", "follow_up", "asked", OTHER)
FOR_OVERRIDING: Final = OVERRIDES
FOR_SAMPLING: Final = ("sampling", *CHOICES)
FOR_LABORATORIES: Final = ("reference", "reception", OTHER)
FOR_SURVEILLANCE: Final = ("surveillance", "outbreak", OTHER)
_LONGEST_WORDS: Final = 200
_KNOWN: Final = frozenset(
    {*FOR_SAMPLING, *FOR_LABORATORIES, *FOR_SURVEILLANCE, *FOR_OVERRIDING, OWN, NOTICE, MANDATE, RECONCILE}
)


def kept(choice: str, words: str, *, choices: Sequence[str] = CHOICES) -> str | None:
    """A reason as it is kept, or `None` when it gives none: another reason needs words."""
    words = " ".join(words.split())[:_LONGEST_WORDS]
    if choice not in choices or (choice == OTHER and not words):
        return None
    return f"{choice}: {words}" if words else choice


def overriding(reason: str, choice: str, words: str) -> str | None:
    """A kept reason, and why the citizen's blocking is looked past; `None` when that gives no reason.

    `labsvar.results.store.Look.overrides` recognises it by the word after the plus.
    """
    if choice not in FOR_OVERRIDING:
        return None
    looked, _, said = reason.partition(": ")
    more = " ".join(words.split())[:_LONGEST_WORDS]
    told = "; ".join(part for part in (said, more) if part)
    code = f"{looked.partition('+')[0]}+{choice}"
    return f"{code}: {told}" if told else code


def in_words(reason: str, texts: Texts) -> str:
    """A kept reason as people read it; any other text as it is."""
    code, _, words = reason.partition(": ")
    choice, _, override = code.partition("+")
    if choice not in _KNOWN or (override and override not in FOR_OVERRIDING):
        return reason
    if choice == OTHER and words and not override:
        return words
    told = "; ".join(texts(f"reason.{each}") for each in (choice, override) if each)
    return f"{told}: {words}" if words else told
