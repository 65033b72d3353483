"""XRPT07 GeneticsReport: answers from clinical genetics.

Source: MedCom, Det gode XML genetiksvar XRPT07 (2015-01-16, revised 2015-04-29) and the schema of
release 2014/10/08 (XR0730G).

XR0731G (release 2020/03/30) has no public schema. Assumption: it is XR0730G, plus the elements that a
public style sheet for showing it names and XR0730G lacks, each as the microbiology letter XRPT05 or the
requisition XREQ01 has it, and optional: `RequisitionInformation/RequisitionDateTime` and
`GeneralResultInformation/Summary`. The style sheet was made from the microbiology one and names texts as
paragraphs too, and results that repeat; where that goes against XR0730G, XR0730G is kept. What else it has
stands in a table of the installation (labsvar.letters.added). A letter that is made otherwise is refused by
name, not misread.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters.common import Letter, Patient, Reference
from labsvar.letters.element import (
    DateTime,
    Element,
    IdentifierCode,
    Open,
    Text3,
    Text8,
    Text15,
    Text17,
    Text20,
    Text35,
    Text70,
)
from labsvar.letters.facets import Coded, ListName, Times
from labsvar.letters.pathology import CCReceiver, Receiver, ReferencedSection, Relative, Section
from labsvar.letters.release import RELEASE_2014, RELEASE_2020
from labsvar.letters.text import BreakableText
from labsvar.letters.version import LetterVersion


class Examinator(Element, frozen=True, kw_only=True):
    """One of the two who examined the sample."""

    person_name: Text35
    person_title: Text35 | None = None
    person_initials: Text17 | None = None


class Sender(Open, frozen=True, kw_only=True):
    """The laboratory that sends the answer."""

    ean_identifier: Text35 = msgspec.field(name="EANIdentifier")
    identifier: Text17
    identifier_code: IdentifierCode
    organisation_name: Text35
    department_name: Text35 | None = None
    unit_name: Text35 | None = None
    medical_speciality_code: Annotated[str, Coded("MedicalSpecialityCode")] | None = None
    examinators: Annotated[tuple[Examinator, ...], Times(2, 2)] = msgspec.field(name="Examinator")
    from_lab_identifier: Text3


class RequisitionInformation(Open, frozen=True, kw_only=True):
    """What was asked for, under the numbers of the requester and of the laboratory."""

    requesters_requisition_identifier: Text15 | None = None
    receivers_requisition_identifier: Text15
    sampling_date_time: DateTime
    sample_received_date_time: DateTime
    requisition_date_time: DateTime | None = None
    clinical_information: BreakableText | None = None
    comments: Annotated[BreakableText, ListName("RekvKomm")] | None = None
    references: Annotated[tuple[Reference, ...], Times(0, 10)] = msgspec.field(default=(), name="Reference")


class GeneralResultInformation(Open, frozen=True, kw_only=True):
    """The status of the whole answer, its production number and its time."""

    report_status_code: Annotated[str, Coded("ReportStatusCode")]
    result_status_code: Annotated[str, Coded("ResultStatusCode")]
    summary: Text70 | None = None
    to_lab_identifier: Text3 | None = None
    results_date_time: DateTime
    laboratory_internal_production_identifier: Text35


class Sample(Open, frozen=True, kw_only=True):
    """One sample: its numbers and what it is."""

    requester_sample_identifier: Text15 | None = None
    laboratory_internal_sample_identifier: Text20
    material_description: Text70


class CodedFormat(Open, frozen=True, kw_only=True):
    """The samples; a genetic answer has no codes for each of them."""

    samples: Annotated[tuple[Sample, ...], Times(1, 100)] = msgspec.field(name="Sample")


class TableFormat(Open, frozen=True, kw_only=True):
    """The answer in a word, for a table of results, with a code for the whole answer."""

    analysis_code: Text8 | None = None
    analysis_complete_name: BreakableText | None = None
    result_headline: Text35
    table_result: Text8


class TextualFormat(Open, frozen=True, kw_only=True):
    """The written answer."""

    analysis_headline: Section | None = None
    internal_reference: Section | None = None
    genome_reference: ReferencedSection | None = None
    analysis_method: ReferencedSection | None = None
    analysis_results: ReferencedSection | None = None
    conclusion: Section | None = None
    comments: Section | None = None


class LaboratoryResults(Open, frozen=True, kw_only=True):
    """The samples, the answer in a word and the answer in writing."""

    general_result_information: GeneralResultInformation
    coded_format: CodedFormat
    table_format: TableFormat
    textual_format: TextualFormat


class GeneticsReport(Open, frozen=True, kw_only=True, tag_field="root", tag="GeneticsReport"):
    """A whole XRPT07 letter."""

    letter: Letter
    sender: Sender
    receiver: Receiver
    cc_receiver: CCReceiver | None = msgspec.field(default=None, name="CCReceiver")
    patient: Patient
    relative: Relative | None = None
    requisition_information: RequisitionInformation
    laboratory_results: LaboratoryResults


XR0731G = LetterVersion(code="XR0731G", kind="XRPT07", root=GeneticsReport, release=RELEASE_2020)

XR0730G = XR0731G.older(
    "XR0730G",
    RELEASE_2014,
    without=(
        "RequisitionInformation/RequisitionDateTime",
        "LaboratoryResults/GeneralResultInformation/Summary",
    ),
)
