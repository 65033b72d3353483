"""Short words for a sample's letters: minutes after the first, a clinic, a laboratory and a reference laboratory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from labsvar.letters.xreq01 import OriginalSample
from labsvar.linking import prompts
from labsvar.linking.decisions import Event, Link, State
from labsvar.linking.model import AnswerKey, Judged
from labsvar.linking.prompts import Choice, Prompts
from labsvar.results import derive
from labsvar.results.model import Person, Report, Requisition, Stored, Withdrawal
from labsvar.results.record import Record, assemble
from tests import requisitions
from tests.builders import CLINIC_GLN, MICROBIOLOGY_GLN, NANCY, emessage, microbiology_report, when
from tests.spec.reports import CODES, arrived, at, culture, report

CLINIC, FIRST, REFERENCE = CLINIC_GLN, MICROBIOLOGY_GLN, "5790000000241"


def request(
    minute: int = 0, *, number: str = "R1", sampled: int | None = 0, given: bool | None = None
) -> Requisition:
    """The clinic asks the first laboratory."""
    made = requisitions.microbiology_request()
    return _kept(_numbered(made, number, minute, sampled), minute, f"request {minute}", given=given)


def onward(
    minute: int, *, number: str = "F1", original: str | None = "R1", by: str = FIRST, prompted: bool = False
) -> Requisition:
    """The first laboratory asks another: with the original requester, or with the five prompts."""
    made = requisitions.laboratory_request()
    sender = replace(made.sender, ean_identifier=by)
    receiver = replace(made.receiver, ean_identifier=REFERENCE)
    made = replace(made, sender=sender, receiver=receiver)
    if original is not None:
        made = replace(made, original_requester=requisitions.hospital(reply_to=True))
        sample = made.requisition_information.sample
        forwarded = OriginalSample(original_requester_sample_identifier=original)
        made = requisitions.about(made, sample=replace(sample, original=forwarded))
    if prompted:
        composed = prompts.compose(
            microbiology_report(production_number="P1", requester_number="R1"),
            Choice(investigation=0, isolate=1),
        )
        assert isinstance(composed, Prompts)
        made = requisitions.asking(made, prompts=composed.prompts)
    return _kept(_numbered(made, number, minute, 0), minute, f"onward {minute}")


def _numbered(made: Any, number: str, minute: int, sampled: int | None) -> Any:
    information = made.requisition_information
    sample = replace(information.sample, requester_sample_identifier=number)
    return requisitions.about(
        made,
        sample=sample,
        requisition_date_time=when(at(minute)),
        sampling_date_time=None if sampled is None else when(at(sampled)),
    )


def _kept(made: Any, minute: int, letter_id: str, given: bool | None = None) -> Requisition:
    kept = derive.requisition(
        made,
        letter_id=letter_id,
        person_key=NANCY,
        databank="Hotel",
        stage="full",
        envelope=emessage(culture()).envelope,
        arrived_at=arrived(minute),
    )
    return replace(kept, given=given)


def answer(
    minute: int,
    status: str = "final",
    *,
    by: str = FIRST,
    to: str = CLINIC,
    number: str | None = "R1",
    production: str = "P1",
    had: int = 5,
    **more: Any,
) -> Report:
    """A laboratory answers; `had` is when it got the sample."""
    made = microbiology_report(
        number=f"{by}{minute}",
        status=CODES[status],
        authorised=at(minute),
        resulted=at(minute),
        sampled=at(0),
        received=at(had),
        sample_number=production,
        production_number=production,
        requester_number=number,
        **more,
    )
    made = replace(
        made,
        sender=replace(made.sender, ean_identifier=by),
        receiver=replace(made.receiver, ean_identifier=to),
    )
    return report(made, minute, letter_id=f"answer {minute}")


def key_of(found: Report) -> AnswerKey:
    """The answer that a report tells."""
    return AnswerKey(
        person_key=NANCY,
        sender=found.sender.gln,
        production_number=found.production_number,
        sampled_at=found.sampled_at,
    )


def linked(reference: Report, source: Report, state: State = "linked") -> Link:
    """A link between two answers."""
    judged = Judged(
        reference=key_of(reference),
        source=key_of(source),
        verdict="link",
        rung="production",
        isolate=None,
        evidence=(),
    )
    said = Event(kind="linked", at=arrived(0), by="labsvar", judged=judged)
    return Link(link_id="link", judged=judged, state=state, history=(said,))


def seen(*letters: Report | Requisition, withdrawals: Sequence[Withdrawal] = (), **options: Any) -> Record:
    """What may be seen of these letters."""
    person = Person(key=NANCY, surname="Berggren", given_name="Nancy Ann Test")
    stored = Stored(
        person=person,
        reports=tuple(each for each in letters if isinstance(each, Report)),
        requisitions=tuple(each for each in letters if isinstance(each, Requisition)),
        withdrawals=tuple(withdrawals),
    )
    return assemble(stored, **options)


def clock(minute: int) -> datetime:
    """A letter's time, so many minutes after the first."""
    return datetime(2026, 3, 2, 12, 0) + timedelta(minutes=minute)
