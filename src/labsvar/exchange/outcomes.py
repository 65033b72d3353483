"""Answers to FHIR documents: OperationOutcomes that name rule and place, and never a value of a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from labsvar.exchange.model import Reply
from labsvar.findings import Finding
from labsvar.formats.fhir import write
from labsvar.formats.fhir.resources import CodeableConcept, OperationOutcome, OperationOutcomeIssue

CONTENT_TYPE: Final = "application/fhir+json"
Severity = Literal["error", "warning", "information"]
_SEVERITY: Final[dict[str, Severity]] = {"error": "error", "warning": "warning", "note": "information"}


def reply(status: int, findings: Iterable[Finding]) -> Reply:
    """The answer to what nothing more can be said of."""
    return Reply(status=status, body=told(findings), content_type=CONTENT_TYPE)


def told(findings: Iterable[Finding], *, stored: Sequence[str] = ()) -> bytes:
    """What was found, the gravest first, and the numbers under which it was stored."""
    ranked = sorted(findings, key=lambda each: ("error", "warning", "note").index(each.severity))
    issues = (*map(_stored, stored), *map(issue, ranked))
    return write(OperationOutcome(issue=issues or (_nothing(),)))


def issue(finding: Finding) -> OperationOutcomeIssue:
    """One broken rule: which, where, what is wrong and what to do."""
    line = "" if finding.line is None else f"line {finding.line}: "
    return OperationOutcomeIssue(
        severity=_SEVERITY[finding.severity],
        code=_code(finding),  # type: ignore[arg-type]  # one of HL7's list of types
        details=CodeableConcept(text=f"{finding.da} / {finding.en}"),
        diagnostics=f"[{finding.rule}] {line}{finding.todo_da} / {finding.todo_en}",
        expression=() if finding.path is None else (finding.path,),
    )


def _code(finding: Finding) -> str:
    if finding.severity == "note":
        return "informational"
    if finding.rule.startswith("exchange."):
        return "business-rule"
    return "structure" if finding.family == "form" else "invalid"


def _stored(number: str) -> OperationOutcomeIssue:
    told_number = f"Gemt med brevnummer {number}. / Stored under the letter number {number}."
    return OperationOutcomeIssue(
        severity="information", code="informational", details=CodeableConcept(text=told_number)
    )


def _nothing() -> OperationOutcomeIssue:
    return OperationOutcomeIssue(
        severity="information", code="informational", details=CodeableConcept(text="OK")
    )
