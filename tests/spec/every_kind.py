"""Answers of every kind, made up as they are told."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from labsvar.results import derive
from labsvar.results.history import Record, ReportHistory
from labsvar.results.model import Report, Requisition, Withdrawal
from tests import microbiology, narratives, requisitions
from tests.builders import NANCY, emessage, laboratory_report, microbiology_report
from tests.retold import retold
from tests.spec.reports import arrived, at, report

WHOLE: dict[str, Any] = {
    "XRPT03": narratives.cytology_report(),
    "XRPT04": narratives.histology_report(),
    "XRPT05": microbiology_report(),
    "XRPT06": microbiology.miba_report(),
    "XRPT07": narratives.genetics_report(),
}
"""The kinds with one status for the whole report."""
EVERY: dict[str, Any] = {**WHOLE, "XRPT02": microbiology.microbiology_letter()}


def told(kind: str, status: str = "final", minute: int = 0, *, number: str = "1", **changes: Any) -> Report:
    """A stored report of a kind, whose result time and arrival are these minutes after the first."""
    arrival = changes.pop("arrival", minute)
    made = retold(
        EVERY[kind],
        number=number,
        status=status,
        resulted=at(minute),
        given=changes.pop("given", None),
        by=changes.pop("by", None),
        production=changes.pop("production", "P1"),
    )
    return report(made, arrival, **changes)


def histories(found: Record) -> tuple[ReportHistory, ...]:
    """Everything that is shown report by report."""
    return found.reports


def only(found: Record) -> ReportHistory:
    """The one report that is shown."""
    (history,) = histories(found)
    return history


def tomb(target: Report, minute: int = 60, position: int | None = None) -> Withdrawal:
    """A withdrawal so many minutes after the first letter."""
    return Withdrawal(
        letter_id=target.letter_id,
        position=position,
        withdrawn_by="Test",
        withdrawn_at=arrived(minute),
        reason="Wrong person",
    )


def cultured(minute: int, number: str, *codes: tuple[str, str], **answer: Any) -> Report:
    """An XRPT02 letter with results of these codes and values."""
    results = tuple(microbiology.result(code, text) for code, text in codes)
    letter = microbiology.with_results(microbiology.microbiology_letter(), results=results, **answer)
    return report(retold(letter, number=number, resulted=at(minute), production="P1"), minute)


def asked(
    minute: int = 0, *, given: bool | None = None, stage: Any = "full", number: str = "Q1"
) -> Requisition:
    """A stored requisition for the sample `R0001`."""
    letter = requisitions.laboratory_request()
    sample = replace(letter.requisition_information.sample, requester_sample_identifier="R0001")
    letter = requisitions.about(letter, sample=sample)
    if given is not None:
        letter = retold(letter, number=number)
        letter = replace(letter, patient=retold(letter, given=given).patient)
    return derive.requisition(
        letter,
        letter_id=f"{number}-{minute}",
        person_key=NANCY,
        databank="Hotel",
        stage=stage,
        envelope=emessage(laboratory_report(), sent=at(minute)).envelope,
        arrived_at=arrived(minute),
    )
