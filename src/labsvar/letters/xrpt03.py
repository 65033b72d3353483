"""XRPT03 CervixcytologyReport: answers about smears from the cervix.

Source: MedCom, Det gode XML patologisvar, cervixcytologi XRPT03 and the schemas of releases 2014/10/08
(XR0331P) and 2005/08/07 (XR0330P).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters.common import Letter, Reference
from labsvar.letters.element import DateTime, Element, Text15, Text20, Text35, Text70
from labsvar.letters.facets import Coded, Length, ListName, Times
from labsvar.letters.pathology import (
    CCReceiver,
    Diagnosis,
    GeneralResultInformation,
    Patient,
    Receiver,
    ReferencedSection,
    Section,
    Sender,
    TableFormat,
)
from labsvar.letters.release import RELEASE_2005, RELEASE_2014
from labsvar.letters.text import BreakableText, FormattedText
from labsvar.letters.version import LetterVersion


class RequisitionInformation(Element, frozen=True, kw_only=True):
    """What was asked for, under the numbers of the smear."""

    laboratory_internal_sample_identifier: Text15
    requester_sample_identifier: Text15 | None = None
    sampling_date_time: DateTime
    sample_received_date_time: DateTime
    clinical_information: BreakableText | None = None
    comments: Annotated[BreakableText, ListName("RekvKomm")] | None = None
    references: Annotated[tuple[Reference, ...], Times(0, 10)] = msgspec.field(default=(), name="Reference")


class CodedResults(Element, frozen=True, kw_only=True):
    """Where the smear is from and what was seen in it, in codes."""

    topography: Diagnosis
    results: Annotated[tuple[Diagnosis, ...], Times(1, 10)] = msgspec.field(name="Result")


class Sample(Element, frozen=True, kw_only=True):
    """The one smear a letter is about."""

    laboratory_internal_sample_identifier: Text20
    requester_sample_identifier: Text15 | None = None
    material_description: Text70
    coded_results: CodedResults | None = None


class CodedFormat(Element, frozen=True, kw_only=True):
    """The answer in codes."""

    diagnosis_headline: Text35 | None = None
    sample: Sample


class Remarks(Element, frozen=True, kw_only=True):
    """Comments on the answer, under a headline that may be longer than the others."""

    headline: Text70
    text: FormattedText | None = None


class TextualFormat(Element, frozen=True, kw_only=True):
    """The written answer."""

    microscopic: ReferencedSection | None = None
    conclusion: Section | None = None
    comments: Remarks | None = None


class LaboratoryResults(Element, frozen=True, kw_only=True):
    """The answer in codes, in a word and in writing."""

    general_result_information: GeneralResultInformation
    coded_format: CodedFormat
    table_format: TableFormat
    textual_format: TextualFormat


class CervixcytologyReport(Element, frozen=True, kw_only=True, tag_field="root", tag="CervixcytologyReport"):
    """A whole XRPT03 letter."""

    letter: Letter
    sender: Sender
    receiver: Receiver
    cc_receiver: CCReceiver | None = msgspec.field(default=None, name="CCReceiver")
    patient: Patient
    requisition_information: RequisitionInformation
    laboratory_results: LaboratoryResults


XR0331P = LetterVersion(
    code="XR0331P",
    kind="XRPT03",
    root=CervixcytologyReport,
    release=RELEASE_2014,
    without=("Patient/Consent/Text",),
)

XR0330P = XR0331P.older(
    "XR0330P",
    RELEASE_2005,
    restored=("Patient/Consent/Text",),
    without=(
        "Sender/FromLabIdentifier",
        "LaboratoryResults/GeneralResultInformation/ReportStatusCode",
        "LaboratoryResults/GeneralResultInformation/ToLabIdentifier",
        "LaboratoryResults/TableFormat/ResultValidation",
    ),
    changed={
        "LaboratoryResults/GeneralResultInformation/ResultStatusCode": Coded("FinishedResultStatusCode"),
        "RequisitionInformation/Reference/BIN/ObjectIdentifier": Length(1, 35),
        "LaboratoryResults/TextualFormat/Microscopic/Reference/BIN/ObjectIdentifier": Length(1, 35),
    },
    times={
        "LaboratoryResults/CodedFormat/DiagnosisHeadline": (1, 1),
        "LaboratoryResults/CodedFormat/Sample/CodedResults": (1, 1),
    },
)
