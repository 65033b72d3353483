"""XRPT01 LaboratoryReport: answers from clinical biochemistry and immunology.

Source: MedCom, Det gode XML klinisk biokemi og immunologisvar XRPT01, section B and the schemas of
releases 2014/10/08 (XR0131K) and 2007/02/01 (XR0130K).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters.common import (
    Letter,
    Patient,
    Physician,
    Producer,
    Reference,
    ReferenceInterval,
)
from labsvar.letters.element import (
    AnalysisCodeType,
    Block,
    DateTime,
    Digits15,
    Element,
    IdentifierCode,
    PostCode,
    Text3,
    Text8,
    Text12,
    Text15,
    Text16,
    Text17,
    Text20,
    Text35,
    Text70,
)
from labsvar.letters.facets import (
    Coded,
    Length,
    ListName,
    OneOf,
    Required,
    Times,
    Whole,
)
from labsvar.letters.release import RELEASE_2007, RELEASE_2014
from labsvar.letters.text import BreakableText, FormattedText
from labsvar.letters.version import LetterVersion


class Sender(Element, frozen=True, kw_only=True):
    """The laboratory that sends the answer."""

    ean_identifier: Text35 = msgspec.field(name="EANIdentifier")
    identifier: Text17
    identifier_code: Annotated[IdentifierCode | None, OneOf("code")] = None
    identifier_local: Annotated[Text3 | None, OneOf("code")] = None
    organisation_name: Text35
    department_name: Text35 | None = None
    unit_name: Text35 | None = None
    medical_speciality_code: Annotated[str, Coded("MedicalSpecialityCode")] | None = None
    from_lab_identifier: Annotated[Text3 | None, Required()] = None


class Receiver(Element, frozen=True, kw_only=True):
    """The place the answer is sent to."""

    ean_identifier: Text35 = msgspec.field(name="EANIdentifier")
    identifier: Text17
    identifier_code: Annotated[IdentifierCode | None, OneOf("code")] = None
    identifier_local: Annotated[Text3 | None, OneOf("code")] = None
    organisation_name: Text35 | None = None
    department_name: Text35 | None = None
    unit_name: Text35 | None = None
    street_name: Text35 | None = None
    suburb_name: Text35 | None = None
    district_name: Text35 | None = None
    post_code_identifier: PostCode | None = None
    physician: Physician | None = None


class CCReceiver(Element, frozen=True, kw_only=True):
    """A place that gets a copy."""

    identifier: Text17
    identifier_code: Annotated[IdentifierCode | None, OneOf("code")] = None
    identifier_local: Annotated[Text3 | None, OneOf("code")] = None
    organisation_name: Text35 | None = None
    department_name: Text35 | None = None
    unit_name: Text35 | None = None


class SamplingInterval(Element, frozen=True, kw_only=True):
    """The time over which a sample was collected."""

    start_date_time: DateTime
    end_date_time: DateTime


class Sample(Element, frozen=True, kw_only=True):
    """The one sample a letter is about."""

    laboratory_internal_sample_identifier: Text20
    requester_sample_identifier: Text15 | None = None
    sampling_date_time: DateTime
    volume: Digits15 | None = None
    unit_of_volume: Text17 | None = None
    sampling_interval: SamplingInterval | None = None


class RequisitionInformation(Element, frozen=True, kw_only=True):
    """What was asked for, and on which sample."""

    comments: Annotated[BreakableText, ListName("RekvKomm")] | None = None
    sample: Sample


class GeneralResultInformation(Element, frozen=True, kw_only=True):
    """The status of the whole answer, its production number and its time."""

    report_status_code: Annotated[str | None, Coded("ReportStatusCode"), Required()] = None
    laboratory_internal_production_identifier: Text35
    results_date_time: DateTime


class RequisitionGroup(Element, frozen=True, kw_only=True):
    """The group an analysis is shown under."""

    identifier: Annotated[Text8, ListName("Rekvisitionsgruppe")]
    identifier_responsible: Annotated[Text3, ListName("LokalLabOrg")]
    name: Annotated[Text70, ListName("RekvisitionsgruppeNavn")]


class Placement(Block, frozen=True, kw_only=True):
    """Where an analysis is shown: its group and its place within it."""

    requisition_group: Annotated[RequisitionGroup, ListName("FTX+AGR")]
    order: Annotated[int, Whole(1, 999), ListName("Sorteringsorden")]


class Analysis(Element, frozen=True, kw_only=True):
    """What was examined."""

    analysis_code: Text8
    analysis_code_type: AnalysisCodeType
    analysis_code_responsible: Text3
    analysis_short_name: Text35 | None = None
    analysis_complete_name: BreakableText
    placement: Placement | None = None


class ResultTextValue(msgspec.Struct, frozen=True, tag_field="element", tag="ResultTextValue", gc=False):
    """A result too long for `Value`."""

    content: FormattedText = ()


class ResultComments(msgspec.Struct, frozen=True, tag_field="element", tag="ResultComments", gc=False):
    """A comment on a result."""

    content: FormattedText = ()


class Result(Element, frozen=True, kw_only=True):
    """One result; its value keeps the characters the laboratory sent."""

    result_status_code: Annotated[str, Coded("ResultStatusCode")]
    analysis: Analysis
    producer_of_lab_result: Producer
    reference_interval: ReferenceInterval | None = None
    result_type: Annotated[str, Coded("ResultType")]
    operator: Annotated[str, Coded("Operator")] | None = None
    value: Text12
    unit: Text16 | None = None
    result_validation: Annotated[str, Coded("ResultValidation"), ListName("ABNORM")] | None = None
    remarks: Annotated[tuple[ResultTextValue | ResultComments, ...], Times(0, 20)] = ()
    references: Annotated[tuple[Reference, ...], Times(0, 10)] = msgspec.field(default=(), name="Reference")
    to_lab_identifier: Text3 | None = None


class LaboratoryResults(Element, frozen=True, kw_only=True):
    """The results of one sample."""

    general_result_information: GeneralResultInformation
    results: Annotated[tuple[Result, ...], Times(1, 99)] = msgspec.field(name="Result")


class LaboratoryReport(Element, frozen=True, kw_only=True, tag_field="root", tag="LaboratoryReport"):
    """A whole XRPT01 letter."""

    letter: Letter
    sender: Sender
    receiver: Receiver
    cc_receiver: CCReceiver | None = msgspec.field(default=None, name="CCReceiver")
    patient: Patient
    requisition_information: RequisitionInformation
    laboratory_results: LaboratoryResults


XR0131K = LetterVersion(code="XR0131K", kind="XRPT01", root=LaboratoryReport, release=RELEASE_2014)

XR0130K = XR0131K.older(
    "XR0130K",
    RELEASE_2007,
    without=(
        "Sender/FromLabIdentifier",
        "Patient/Consent",
        "LaboratoryResults/GeneralResultInformation/ReportStatusCode",
        "LaboratoryResults/Result/ToLabIdentifier",
    ),
    changed={
        "LaboratoryResults/Result/Analysis/AnalysisCode": Length(1, 17),
        "LaboratoryResults/Result/Reference/BIN/ObjectIdentifier": Length(1, 35),
    },
)
