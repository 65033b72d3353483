"""Reports and results as clinicians think of them, derived from letters and kept beside them.

A `Report` is one letter's answer about one sample of one person. It can be made again from the
stored letter at any time (`results.derive`). What a report says is never changed: corrections and
withdrawals are further records, and `results.record` decides what is current and what may be seen.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import Literal

import msgspec

from labsvar.letters.common import Reference
from labsvar.letters.text import BreakableText, FormattedText
from labsvar.letters.xrpt05 import Investigation

Databank = Literal["LABA", "MiBa", "PGDB"]
Stage = Literal["technical", "full"]
Sector = Literal["general_practice", "hospital", "other"]
Mark = Literal["high", "low", "abnormal"]


NO_ANSWER_YET = "*****"
"""The value of a sample that was received and of an answer that is still to come.

Source: MedCom, "Det nye gode XML mikrobiologisvar XRPT05", list of changes.
"""


class Status(IntEnum):
    """How far a result has come; a higher one is never replaced by a lower one (rule S2)."""

    RECEIVED = 1
    TEMPORARY = 2
    FINAL = 3
    CORRECTED = 4


STATUS_OF_CODE = {
    "proeve_modtaget": Status.RECEIVED,
    "svar_midlertidigt": Status.TEMPORARY,
    "svar_endeligt": Status.FINAL,
    "svar_rettet": Status.CORRECTED,
}


class Party(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A sender or receiver: its location number, its own number and its names, as sent."""

    gln: str
    identifier: str
    identifier_code: str | None
    name: str
    department: str | None = None
    unit: str | None = None


class Interval(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A reference interval as the laboratory sent it; limits are text."""

    kind: str | None = None
    lower: str | None = None
    upper: str | None = None
    text: str | None = None


class Remark(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A long result (`text`) or a comment on a result (`comment`), with its formatting."""

    kind: Literal["text", "comment"]
    content: FormattedText


class Result(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One measured result. Value, unit, limits and marks are the laboratory's own characters."""

    code: str
    code_type: str
    code_responsible: str
    short_name: str | None
    full_name: str
    producer_code: str
    producer_name: str
    status: Status
    value: str
    numeric: bool
    operator: str | None = None
    unit: str | None = None
    interval: Interval | None = None
    mark: Mark | None = None
    group: str | None = None
    order: int | None = None
    remarks: tuple[Remark, ...] = ()
    references: tuple[Reference, ...] = ()


class Report(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One stored letter's answer about one sample.

    Times of the letter are naive (Danish local time, as the standards send them); `arrived_at` is
    ours and has a zone. `given` is the letter's own word on consent, `None` when it says nothing.
    `results` is filled for biochemistry, `investigations` for microbiology.
    """

    letter_id: str
    person_key: str
    person_surname: str
    person_given_name: str | None
    databank: Databank
    kind: str
    version: str
    letter_number: str
    envelope_number: str
    sender: Party
    receiver: Party
    sender_laboratory: str | None
    sector: Sector
    speciality: str | None = None
    stage: Stage
    sample_number: str
    requester_number: str | None
    production_number: str
    sampled_at: datetime
    resulted_at: datetime
    authorised_at: datetime
    sent_at: datetime
    arrived_at: datetime
    report_status: str | None
    given: bool | None
    comments: BreakableText = ()
    clinical_information: tuple[str, ...] = ()
    requisition_comments: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    status: Status | None = None
    investigations: tuple[Investigation, ...] = ()
    summary: str | None = None
    report_comments: tuple[str, ...] = ()


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A tombstone: who withdrew a letter's result (or the whole letter), when and why (rule S6).

    `position` is the index in `Report.results` or `Report.investigations`; `None` is all of them.
    """

    letter_id: str
    position: int | None
    withdrawn_by: str
    withdrawn_at: datetime
    reason: str


class Person(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A person as the first letter named them; `apart` marks a record kept apart under rule S8."""

    key: str
    surname: str
    given_name: str | None
    apart: bool = False


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a store holds about one person, before anything is decided about it."""

    person: Person
    reports: tuple[Report, ...]
    withdrawals: tuple[Withdrawal, ...] = ()
