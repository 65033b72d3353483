"""Which kinds of letters are taken, and until when: a dated table, of which the most specific line holds.

A line says for a kind, a version and a sender, each of which may be any, what holds from a date on. The
date is that of arrival in Denmark, since a letter that lay somewhere for weeks comes all the same.

Which line holds: of those whose date has come, one for the sender before one for any, then one for the
version, then one for the kind; of lines that are equal in this the one with the latest date, and of those
the last in the table. An installation's lines stand after those that come with the program.

A refused letter is told so in the negative receipt. A positive receipt has no room for words in XML
(PositiveReceipt has neither RefuseCode nor RefuseText) nor in EDIFACT (CTL03 must have no FTX), so a
letter that is accepted with a warning is told so in a header of the answer, in the state of what was
sent, and on the operations page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final, Literal

import msgspec

from labsvar.findings import Finding, Rule, define
from labsvar.letters.zone import DENMARK

ANY: Final = "*"
Verdict = Literal["accept", "warn", "refuse"]

WARNED: Final = define(
    "exchange.policy-warned",
    "warning",
    da="{kind} i version {version} modtages{since_da} kun med en advarsel. {reason_da}",
    en="{kind} in version {version} is taken only with a warning{since_en}. {reason_en}",
    todo_da="Gå over til den form, der afløser den.",
    todo_en="Move to the form that takes its place.",
    source="Setting of the installation: which letters it takes, and until when",
)
REFUSED: Final = define(
    "exchange.policy-refused",
    "error",
    da="{kind} i version {version} modtages ikke{since_da}. {reason_da}",
    en="{kind} in version {version} is not taken{since_en}. {reason_en}",
    todo_da="Send brevet i en form, der modtages.",
    todo_en="Send the letter in a form that is taken.",
    source="Setting of the installation: which letters it takes, and until when",
)
_RULES: Final[dict[Verdict, Rule]] = {"warn": WARNED, "refuse": REFUSED}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line: what holds from `since` on for letters of a kind, a version and a sender.

    `kind` and `version` are those of the form that is sent: `RPT02` and `R0231M` in EDIFACT, `XRPT02`
    and `XR0231M` in XML. `sender` is a location number. The reasons are told in findings.
    """

    kind: str = ANY
    version: str = ANY
    sender: str = ANY
    since: date = date.min
    verdict: Verdict
    reason_da: str = ""
    reason_en: str = ""

    def fits(self, *, kind: str, version: str, sender: str, on: date) -> bool:
        """Whether the line says something about such a letter that day."""
        return (
            self.kind in (ANY, kind)
            and self.version in (ANY, version)
            and self.sender in (ANY, sender)
            and self.since <= on
        )

    @property
    def rank(self) -> tuple[bool, bool, bool, date]:
        """How specific the line is: what is greater comes first."""
        return (self.sender != ANY, self.version != ANY, self.kind != ANY, self.since)


# The end of RPT02 is stated; that those which still come are taken, with a warning, is a setting that rests
# on the same slide: tens of thousands came in the month after. Assumption: that the XML form XRPT02, which
# has a line of its own, goes on as before, since nothing is said of it.
DEFAULT_LINES: Final[tuple[Line, ...]] = (
    Line(verdict="accept"),
    Line(
        kind="RPT02",
        since=date(2026, 2, 1),
        verdict="warn",
        reason_da="RPT02 er udfaset 1. februar 2026 (Laboratoriemedicinsk Referencegruppe, 4. marts 2026).",
        reason_en="RPT02 was phased out on 1 February 2026 (reference group for laboratory medicine, 4 March 2026).",
    ),
    Line(kind="XRPT02", verdict="accept"),
)


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """The table of an installation."""

    lines: Sequence[Line] = DEFAULT_LINES

    def line_for(self, *, kind: str, version: str, sender: str, on: date) -> Line:
        """The line that holds for such a letter that day; without any, one that accepts it."""
        fitting = [line for line in self.lines if line.fits(kind=kind, version=version, sender=sender, on=on)]
        # `max` gives the first of equals, and the last in the table is wanted.
        return max(reversed(fitting), key=lambda line: line.rank, default=Line(verdict="accept"))

    def in_order(self) -> tuple[Line, ...]:
        """The lines as they are looked at: the most specific first, of equals the last in the table."""
        placed = sorted(enumerate(self.lines), key=lambda each: (each[1].rank, each[0]), reverse=True)
        return tuple(line for _, line in placed)

    def finding(self, *, kind: str, version: str, sender: str, at: datetime, path: str) -> Finding | None:
        """What the policy says of a letter that arrived then; nothing when it is simply accepted."""
        line = self.line_for(kind=kind, version=version, sender=sender, on=at.astimezone(DENMARK).date())
        rule = _RULES.get(line.verdict)
        if rule is None:
            return None
        dated = line.since != date.min
        return rule.at(
            line=None,
            path=path,
            kind=kind,
            version=version,
            since_da=f" fra {line.since}" if dated else "",
            since_en=f" from {line.since} on" if dated else "",
            reason_da=line.reason_da,
            reason_en=line.reason_en,
        )


def with_defaults(lines: Iterable[Line]) -> Policy:
    """The table that comes with the program, followed by an installation's own lines."""
    return Policy(lines=(*DEFAULT_LINES, *lines))
