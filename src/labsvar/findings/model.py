"""The shapes of rules and findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

Family = Literal["form", "standard", "content", "exchange", "hub", "linking", "table", "profile", "service"]
Severity = Literal["error", "warning", "note"]


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """One thing found in one place.

    `line` counts from one in the file, `path` is an XPath from the root of the file (or a segment
    place); either is `None` where the fault has no such place. `da` and `en` say what is wrong,
    `todo_da` and `todo_en` what to do.
    """

    rule: str
    family: Family
    severity: Severity
    line: int | None
    path: str | None
    da: str
    en: str
    todo_da: str
    todo_en: str
    source: str


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule. `da` and `en` are templates for `str.format` over the named parts of the standard."""

    id: str
    family: Family
    severity: Severity
    da: str
    en: str
    todo_da: str
    todo_en: str
    source: str

    def at(self, *, line: int | None, path: str | None, **parts: object) -> Finding:
        """The finding that this rule is broken at a place; `parts` fill the templates."""
        return Finding(
            rule=self.id,
            family=self.family,
            severity=self.severity,
            line=line,
            path=path,
            da=self.da.format(**parts),
            en=self.en.format(**parts),
            todo_da=self.todo_da.format(**parts),
            todo_en=self.todo_en.format(**parts),
            source=self.source,
        )


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding refuses the letter: only errors do."""
    return any(finding.severity == "error" for finding in findings)
