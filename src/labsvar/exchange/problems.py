"""Problem documents (RFC 9457): answers to what no receipt can answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from labsvar.exchange import rules
from labsvar.exchange.model import Reply
from labsvar.findings import Finding

CONTENT_TYPE: Final = "application/problem+json"
INTERNAL: Final = rules.INTERNAL.at(line=None, path=None)
"""What is found when something failed in a way nobody foresaw."""
_TITLES: Final = {
    400: ("unreadable", "Kan ikke læses / Cannot be read"),
    403: ("sender-not-registered", "Afsenderen er ikke registreret / The sender is not registered"),
    409: ("not-possible", "Kan ikke udføres / Cannot be done"),
    413: ("too-large", "For stor / Too large"),
    500: ("internal", "Fejl hos os / A fault on our side"),
}


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong, for programs and people; `findings` say which rules were broken where."""

    type: str
    title: str
    status: int
    detail: str
    findings: tuple[Finding, ...] = ()


def reply(status: int, findings: Iterable[Finding], *, emessage_id: str | None = None) -> Reply:
    """The answer with a problem document of this status."""
    found = tuple(findings)
    name, title = _TITLES[status]
    errors = [finding for finding in found if finding.severity == "error"]
    problem = Problem(
        type=f"urn:labsvar:problem:{name}",
        title=title,
        status=status,
        detail=" ".join(f"{finding.da} / {finding.en}" for finding in errors[:3]),
        findings=found,
    )
    return Reply(
        status=status,
        body=msgspec.json.encode(problem),
        content_type=CONTENT_TYPE,
        emessage_id=emessage_id,
    )
