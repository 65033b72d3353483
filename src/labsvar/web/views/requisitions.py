"""The list of a person's requisitions."""

from __future__ import annotations

from typing import Literal

import msgspec

from labsvar.linking.journeys import FOR_MICROBIOLOGY
from labsvar.results.record import Record, RequisitionShown
from labsvar.web.texts import Texts
from labsvar.web.views.request import asked_for
from labsvar.web.views.times import moment
from labsvar.web.views.values import TombView, View, tombstone


class AnswerLink(msgspec.Struct, frozen=True, gc=False):
    """A letter that answers a requisition."""

    letter_id: str
    resulted: str


class RequisitionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One requisition in a line, and what has come of it."""

    letter_id: str
    asked_for: tuple[str, ...]
    requested: str
    number: str
    samples: tuple[str, ...]
    requester: str
    laboratory: str
    state: Literal["waiting", "answered", "withdrawn"]
    answers: tuple[AnswerLink, ...]
    tomb: TombView | None
    has_journey: bool


def rows(record: Record, number: str | None, *, view: View, texts: Texts) -> tuple[RequisitionRow, ...]:
    """The requisitions, newest first; with a number, those that have it or a sample with it."""
    shown = record.requisitions if number is None else having(record, number)
    return tuple(_row(each, view, texts) for each in shown)


def having(record: Record, number: str) -> tuple[RequisitionShown, ...]:
    """The requisitions with a number, or with a sample that has it."""
    return tuple(
        each
        for each in record.requisitions
        if number in (each.requisition.requester_number, *each.requisition.sample_numbers)
    )


def found(record: Record, letter_id: str) -> RequisitionShown | None:
    """A requisition by the id of its letter, or `None` when it does not exist for the viewer."""
    return next((each for each in record.requisitions if each.requisition.letter_id == letter_id), None)


def _row(each: RequisitionShown, view: View, texts: Texts) -> RequisitionRow:
    requisition, withdrawn = each.requisition, each.withdrawn
    return RequisitionRow(
        letter_id=requisition.letter_id,
        asked_for=() if withdrawn is not None else asked_for(requisition.letter, texts),
        requested=moment(requisition.requested_at, texts),
        number=requisition.requester_number,
        samples=tuple(
            sample for sample in requisition.sample_numbers if sample != requisition.requester_number
        ),
        requester=requisition.sender.name or requisition.sender.identifier,
        laboratory=requisition.receiver.name or requisition.receiver.identifier,
        state=each.state,
        answers=tuple(
            AnswerLink(answer.letter_id, moment(answer.resulted_at, texts)) for answer in each.answers
        ),
        tomb=None if withdrawn is None else tombstone(withdrawn, view=view, texts=texts),
        has_journey=view == "clinician" and withdrawn is None and _of_microbiology(each),
    )


def _of_microbiology(each: RequisitionShown) -> bool:
    """Whether it is known to be about a sample of microbiology, by its kind or by what answered it."""
    asked = each.requisition.kind in FOR_MICROBIOLOGY
    return asked or any(answer.field == "microbiology" for answer in each.answers)
