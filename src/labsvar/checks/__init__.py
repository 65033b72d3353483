"""Checks: rules about what a letter says, and the whole check of a file.

`content` judges one typed letter; `content_of` one letter as it was read. Findings say rule and
place; no rule ever raises for what a letter holds.
"""

from __future__ import annotations

from labsvar.checks.found import Place, line_of
from labsvar.checks.letter import content

__all__ = ["Place", "content", "line_of"]
