"""Reports and results as clinicians think of them, derived from letters and kept beside them.

A `Report` is one letter's answer about one sample of one person. It can be made again from the
stored letter at any time (`results.derive`). What a report says is never changed: corrections and
withdrawals are further records, and `results.record` decides what is current and what may be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import IntEnum
from typing import Final, Literal

import msgspec

from labsvar.letters import catalogue, pathology, xrpt02, xrpt03, xrpt04, xrpt07
from labsvar.letters.common import Reference
from labsvar.letters.text import BreakableText, FormattedText
from labsvar.letters.xrpt05 import Investigation

Databank = Literal["LABA", "MiBa", "PGDB", "Hotel"]
"""Who keeps what: biochemistry and immunology, microbiology, pathology and genetics, and requisitions.

Assumption: the requisition hotel is called `Hotel` here. No public page gives it a short name.
"""
Field = Literal["biochemistry", "microbiology", "pathology", "genetics"]
FIELD_OF_KIND: Final[dict[str, Field]] = {
    "XRPT01": "biochemistry",
    "XRPT02": "microbiology",
    "XRPT03": "pathology",
    "XRPT04": "pathology",
    "XRPT05": "microbiology",
    "XRPT06": "microbiology",
    "XRPT07": "genetics",
    "FHIR-biochemistry": "biochemistry",
    "FHIR-microbiology": "microbiology",
}
FHIR_KINDS: Final[dict[Field, str]] = {
    "biochemistry": "FHIR-biochemistry",
    "microbiology": "FHIR-microbiology",
}
"""What an answer that came as a FHIR document counts as, by its part of laboratory medicine."""
SNOMED: Final = "http://snomed.info/sct"
"""The address of SNOMED CT among the systems of codes."""
PartName = Literal["microscopy", "culture_without_findings", "culture_with_findings"]
Narrative = xrpt03.LaboratoryResults | xrpt04.LaboratoryResults | xrpt07.LaboratoryResults
Stage = Literal["technical", "full"]
Sector = Literal["general_practice", "hospital", "other"]
Mark = Literal["high", "low", "abnormal"]


WITHDRAWAL_TEXT: Final = "Svaret er trukket tilbage af afsenderen og må ikke anvendes."
"""The value of an answer that its sender has withdrawn, where only a corrected value can say it (rule S6)."""
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


class Coded(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A concept as it was stated: its words, and its code in a system, any of which may be empty."""

    text: str = ""
    system: str = ""
    code: str = ""


class Apparatus(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """An instrument or a kit as it was stated; what was not is empty."""

    name: str = ""
    manufacturer: str = ""
    identifier: str = ""
    lot: str = ""


class Stated(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What a result says of itself that no letter has room for: how it was measured, and its other codes.

    `country` is where the producer lies (ISO 3166-1, two letters), which decides what names of methods mean.
    """

    method: Coded | None = None
    instrument: Apparatus | None = None
    kit: Apparatus | None = None
    calibrator: Coded | None = None
    country: str = ""
    codes: tuple[Coded, ...] = ()
    interpretations: tuple[Coded, ...] = ()


class Result(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One measured result. Value, unit, limits and marks are the laboratory's own characters.

    `material` and `location` are those of an examination of microbiology (XRPT02). `producer_kind` says what
    `producer_code` is a number of where it is no abbreviation of MedCom's; `stated` is for results that came
    over FHIR.
    """

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
    material: str | None = None
    location: str | None = None
    producer_kind: str = "laboratory"
    stated: Stated | None = None


class Bacteriology(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What an XRPT02 letter says beside its results, as the letter has it.

    Each of the parts that stand has a version of its own, as a result has (rule S1).
    """

    headline: str | None = None
    comment: BreakableText = ()
    microscopy: xrpt02.MicroscopicFindings | None = None
    culture_without_findings: xrpt02.CultureWithoutFindings | None = None
    culture_with_findings: xrpt02.CultureWithFindings | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One stored letter's answer about one sample.

    Times of the letter are naive (Danish local time, as the standards send them); `arrived_at` is
    ours and has a zone. `received_at` is when the laboratory had the sample, where the letter tells it. `given` is the letter's own word on consent, `None` when it says nothing.

    What is filled, by the kind of the letter:

        XRPT01          results
        XRPT02          results and bacteriology
        XRPT05, XRPT06  investigations; of XRPT06 only what an XRPT05 would show (rule S16)
        XRPT03          cytology, XRPT04 histology, XRPT07 genetics: the letter's own answer
        FHIR            results; of microbiology with `bacteriology`, so that each has versions (rule S1)

    `status` is that of the whole report; of kinds with one status per result it is `None`. `replaces` are the
    numbers of productions whose answers this one says it takes the place of, where that is not its own number;
    `counted_as` is decided when a record is put together (`results.replacing`), and never stored.
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
    received_at: datetime | None = None
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
    bacteriology: Bacteriology | None = None
    cytology: xrpt03.LaboratoryResults | None = None
    histology: xrpt04.LaboratoryResults | None = None
    genetics: xrpt07.LaboratoryResults | None = None
    relative: pathology.Relative | None = None
    clinical_text: BreakableText = ()
    references: tuple[Reference, ...] = ()
    replaces: tuple[str, ...] = ()
    counted_as: str | None = None

    @property
    def answer_number(self) -> str:
        """The number by which versions of one answer are known."""
        return self.counted_as or self.production_number

    @property
    def field(self) -> Field:
        """Which part of laboratory medicine answers here, and so which page shows it."""
        return FIELD_OF_KIND[self.kind]

    @property
    def narrative(self) -> Narrative | None:
        """The letter's own answer where it is told in words and codes: pathology, cytology, genetics."""
        return self.cytology or self.histology or self.genetics

    @property
    def parts(self) -> Iterator[tuple[int, PartName]]:
        """The parts of an XRPT02 letter beside its results, each with its position after them."""
        names: tuple[PartName, ...] = ("microscopy", "culture_without_findings", "culture_with_findings")
        standing = (name for name in names if getattr(self.bacteriology, name, None) is not None)
        return enumerate(standing, start=len(self.results))

    @property
    def positions(self) -> int:
        """How many answers the report holds, each of which can be withdrawn by its position.

        An answer told in words and codes has none: it can only be withdrawn as a whole.
        """
        return len(self.results) + len(self.investigations) + len(list(self.parts))


class Requisition(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One stored requisition, kept for the laboratory that will fetch it.

    `requester_number` is the number of the requisition, `sample_numbers` those of its samples (of
    kinds with one sample the same number). Times of the letter are naive (Danish local time);
    `arrived_at` has a zone. `given` is the letter's own word on consent, `None` when it says nothing.
    `letter` is the requisition itself.
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
    speciality: str | None
    stage: Stage
    requester_number: str
    sample_numbers: tuple[str, ...]
    requested_at: datetime
    sampled_at: datetime | None
    sent_at: datetime
    arrived_at: datetime
    given: bool | None
    letter: catalogue.Requisition


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A tombstone: who withdrew a letter's result (or the whole letter), when and why (rule S6).

    `position` is the index in `Report.results` or `Report.investigations`, or that of one of
    `Report.parts`; `None` is the whole letter.
    """

    letter_id: str
    position: int | None
    withdrawn_by: str
    withdrawn_at: datetime
    reason: str


class Released(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A letter of the technical stage that two people released, and when (rule S15)."""

    letter_id: str
    at: datetime


class Person(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A person as the first letter named them; `apart` marks a record kept apart under rule S8."""

    key: str
    surname: str
    given_name: str | None
    apart: bool = False


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a store holds about one person, before anything is decided about it.

    `blocked` are the letters that the person has blocked for the one who looks; a store fills it at every
    look (`labsvar.results.blocked`).
    """

    person: Person
    reports: tuple[Report, ...]
    withdrawals: tuple[Withdrawal, ...] = ()
    requisitions: tuple[Requisition, ...] = ()
    released: tuple[Released, ...] = ()
    blocked: frozenset[str] = frozenset()
