"""The policy held against an arrival: after it was examined, and before it is decided on."""

from __future__ import annotations

from msgspec.structs import replace

from labsvar.exchange.examined import Examined, ExaminedLetter
from labsvar.exchange.model import Entry, Reply
from labsvar.exchange.policy import REFUSED, WARNED, Policy


def applied(examined: Examined, policy: Policy) -> Examined:
    """The arrival with what the policy says of each letter whose version is known."""
    if not examined.letters:
        return examined
    letters = tuple(_applied(letter, examined, policy) for letter in examined.letters)
    return replace(examined, letters=letters)


def _applied(letter: ExaminedLetter, examined: Examined, policy: Policy) -> ExaminedLetter:
    read = letter.read
    if letter.kind is None:
        return letter
    finding = policy.finding(
        kind=kind_in(letter.kind, edifact=examined.form == "edifact"),
        version=letter.version_code,
        sender=read.sender or "",
        at=examined.arrival.arrived_at,
        path=read.path,
    )
    if finding is None:
        return letter
    findings = (*letter.findings, finding)
    if finding.rule != REFUSED.id:
        return replace(letter, findings=findings)
    if letter.refuse_code is not None:
        return replace(letter, findings=findings)
    return replace(letter, findings=findings, refuse_code="problem_med_version", stopped=True)


def let_by(letter: ExaminedLetter) -> ExaminedLetter:
    """A letter that the policy stops, without what it says: one that was taken before is no new letter."""
    findings = tuple(finding for finding in letter.findings if finding.rule != REFUSED.id)
    return replace(letter, findings=findings, refuse_code=None, stopped=False)


def kind_in(kind: str, *, edifact: bool) -> str:
    """The kind as the form that was sent names it: an EDIFACT message lacks the X of the XML letter."""
    return kind.removeprefix("X") if edifact else kind


def told(entry: Entry) -> Reply:
    """The answer to an arrival, with the warnings that its receipt has no room for."""
    warned = any(
        finding.rule == WARNED.id
        for arrival in entry.arrivals
        if arrival.state != "refused"
        for finding in arrival.findings
    )
    return replace(entry.reply, warnings=(WARNED.id,)) if warned else entry.reply
