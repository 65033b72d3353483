"""Whether two letters are about one person, as far as their numbers and names tell (rule S8)."""

from __future__ import annotations

from typing import Literal

from labsvar.identifiers.person import birth_dates_agree
from labsvar.linking.model import Who

Agreement = Literal["same", "local", "changed", "other"]
"""What two letters say of their persons.

    same     one number that identifies a person, and names that agree
    local    one local replacement number, from two organisations, and names that agree: one person only if
             the number has one issuer, which the letters themselves do not tell
    changed  two numbers, names and birth dates that agree: perhaps a replacement number and a CPR number
    other    anything else: another person, or nobody knows
"""


def agreement(a: Who, b: Who) -> Agreement:
    """What the numbers and names of two letters say together. Names that disagree are other persons."""
    if a.nobody or b.nobody or not _names_agree(a, b):
        return "other"
    if a.number == b.number:
        return "same" if a.identifies or a.issuer == b.issuer else "local"
    # The date in a replacement number may be the day it was made, so it never tells two persons apart.
    if a.identifies and b.identifies and a.number.isdigit() and b.number.isdigit():
        return "other"
    return "changed" if birth_dates_agree(a.born, b.born) or _made(a) or _made(b) else "other"


def _names_agree(a: Who, b: Who) -> bool:
    return not a.words.isdisjoint(b.words)


def _made(who: Who) -> bool:
    return not who.number.isdigit()
