"""What the rules about FHIR find, and where.

Rules run on typed resources, where nothing is known about lines; lines are looked up in the bytes afterwards,
only when something was found.
"""

from __future__ import annotations

from typing import Final

from labsvar.findings import Finding, Rule
from labsvar.formats import fhir
from labsvar.formats.fhir import rules
from labsvar.formats.fhir.places import Place, written

_MOST: Final = fhir.DEFAULT.max_findings


class Found:
    """Collects broken rules with their places; the same one is named once."""

    def __init__(self) -> None:
        self._broken: dict[tuple[str, Place, str], tuple[Rule, Place, dict[str, object]]] = {}

    def add(self, rule: Rule, place: Place, **parts: object) -> None:
        """Notes that a rule is broken at a place; `()` is the file as a whole."""
        self._broken.setdefault((rule.id, place, str(parts)), (rule, place, parts))

    def findings(self, raw: bytes) -> tuple[Finding, ...]:
        """The findings in the order they were noted, with their lines in the bytes that were read."""
        broken = list(self._broken.values())
        lines = fhir.lines(raw) if any(place for _, place, _ in broken) else {}
        named = [
            rule.at(line=line_at(place, lines), path=written(place) or None, **parts)
            for rule, place, parts in broken[:_MOST]
        ]
        more = [rules.MORE.at(line=None, path=None, limit=_MOST)] if len(broken) > _MOST else []
        return (*named, *more)


def line_at(place: Place, lines: dict[str, int]) -> int | None:
    """The line of a place, or of the nearest around it: what is missing has none."""
    for length in range(len(place), 0, -1):
        line = lines.get("".join(place[:length]))
        if line is not None:
            return line
    return None
