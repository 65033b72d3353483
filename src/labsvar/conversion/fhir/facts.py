"""What a letter says in every kind, in plain values, and what its own part adds to the Bundle."""

from __future__ import annotations

from typing import Final, TypeAlias

import msgspec

from labsvar.conversion.fhir.making import Making
from labsvar.conversion.fhir.systems import own_system
from labsvar.conversion.fhir.tables import REPORT_STATUS, ReportStatus
from labsvar.formats.fhir.resources import (
    Annotation,
    CodeableConcept,
    Extension,
    Identifier,
    Observation,
    Period,
    Quantity,
    Reference,
)
from labsvar.letters.element import DateTime, Paragraphs
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt02 import MicrobiologyReport
from labsvar.letters.xrpt03 import CervixcytologyReport
from labsvar.letters.xrpt04 import HistopathologyReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt07 import GeneticsReport

AnyReport: TypeAlias = (
    LaboratoryReport
    | MicrobiologyReport
    | CervixcytologyReport
    | HistopathologyReport
    | MicrobiologyWebReport
    | GeneticsReport
)
CORRECTED: Final = "svar_rettet"


class Moment(msgspec.Struct, frozen=True):
    """A time of the letter and its XPath."""

    when: DateTime
    path: str


class SampleTold(msgspec.Struct, frozen=True, kw_only=True):
    """What makes one Specimen: a sample's numbers, and what it is of which place. `role` is for its id."""

    role: str
    own: str
    requested: str | None = None
    material: str | None = None
    location: str | None = None
    supplementary: str | None = None


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the frame of a Bundle is made of, whatever the kind of letter.

    `status` is the letter's ReportStatusCode, `own` the laboratory's number of the request, `requested` the
    requester's.
    """

    study: CodeableConcept
    production: str
    status: str
    is_corrected: bool
    resulted: Moment
    sampled: Moment
    received: Moment | None = None
    period: Period | None = None
    quantity: Quantity | None = None
    own: Identifier
    requested: Identifier | None = None
    authored: Moment | None = None
    samples: tuple[SampleTold, ...]
    reason: str | None = None
    comments: tuple[Annotation, ...] = ()
    supporting: tuple[Reference, ...] = ()

    def report_status(self, making: Making) -> ReportStatus:
        """The status of the report: a complete one with a correction is corrected or amended, as is chosen."""
        status = REPORT_STATUS[self.status]
        if status != "final" or not self.is_corrected:
            return status
        usual: ReportStatus = "corrected" if making.target == "eu-lab" else "amended"
        return making.choices.corrected or usual


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a kind's own part tells: all Observations, those the report points at, and what stands on the report."""

    observations: tuple[Observation, ...]
    top: tuple[str, ...]
    conclusion: str | None = None
    notes: tuple[Annotation, ...] = ()
    beside: tuple[Extension, ...] = ()
    interpreters: tuple[Reference, ...] = ()


def laboratory_number(number: str, system: str = "laboratory-sample") -> Identifier:
    """The laboratory's own number of a sample, or of a requisition."""
    return Identifier(system=own_system(system), value=number)


def requested_number(number: str | None, system: str = "requester-sample") -> Identifier | None:
    """The requester's number."""
    return None if number is None else Identifier(system=own_system(system), value=number)


def reason_of(text: Paragraphs | None, making: Making, path: str) -> str | None:
    """Clinical information; one without words is told as lost, since nothing is left of it."""
    if text is None:
        return None
    words = making.paragraphs(text, path)
    if words is None:
        making.notes.lost(path, da="en tekst uden ord", en="a text without words")
    return words
