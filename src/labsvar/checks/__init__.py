"""Checks: rules about what a letter says, and the whole check of a file.

`check` judges the bytes of a file, `content_of` a letter as it was read, `content` a letter that was
never a file. Findings say rule and place; no rule ever raises for what a letter holds.
"""

from __future__ import annotations

from labsvar.checks.file import Checked, check, content_of
from labsvar.checks.found import Place, line_of
from labsvar.checks.letter import content
from labsvar.checks.numbers import LETTER_NUMBER_REUSED, Numbers

__all__ = [
    "LETTER_NUMBER_REUSED",
    "Checked",
    "Numbers",
    "Place",
    "check",
    "content",
    "content_of",
    "line_of",
]
