"""XREQ03 PathologyRequest: requisitions to pathology.

Source: MedCom's schemas of releases 2014/10/08 (XQ0331P) and 2005/08/07 (XQ0330P).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters.common import Letter, Reference
from labsvar.letters.element import (
    DateText,
    DateTime,
    Decimal17,
    Element,
    IdentifierCode,
    Text3,
    Text8,
    Text10,
    Text15,
    Text17,
    Text35,
    Text70,
    WholeNumber,
)
from labsvar.letters.facets import Coded, Length, ListName, OneOf, Times
from labsvar.letters.release import RELEASE_2005, RELEASE_2014
from labsvar.letters.requisitions import (
    Collector,
    OriginalRequester,
    Patient,
    Payer,
    Receiver,
    SampleIdentifierType,
    Sender,
)
from labsvar.letters.text import BreakableText
from labsvar.letters.version import LetterVersion

Text210 = Annotated[str, Length(1, 210)]


class CCReceiver(Element, frozen=True, kw_only=True):
    """A place that gets a copy."""

    identifier: Text17
    identifier_code: IdentifierCode
    organisation_name: Text35
    department_name: Text35 | None = None
    unit_name: Text35 | None = None


class Relative(Element, frozen=True, kw_only=True):
    """A parent or guardian of the patient."""

    relation_code: Annotated[str, Coded("RequestRelationCode")]
    person_identifier: Text10 | None = None
    person_surname_name: Text70
    person_given_name: Text70 | None = None


class Sample(Element, frozen=True, kw_only=True):
    """One sample: what it is and how it was treated."""

    requester_sample_identifier: Annotated[Text15, ListName("(A,B,C,D,E)provnrRekvir")] | None = None
    sample_identifier_type: SampleIdentifierType | None = None
    material_description: Text210
    material_pre_treatments: Annotated[
        tuple[Annotated[str, Coded("MaterialPreTreatment")], ...], Times(0, 2)
    ] = msgspec.field(default=(), name="MaterialPreTreatment")
    material_treatment: Annotated[Text17, ListName("Prøvetype")] | None = None
    references: Annotated[tuple[Reference, ...], Times(0, 10)] = msgspec.field(default=(), name="Reference")


class CodedClinicalInformation(Element, frozen=True, kw_only=True):
    """The indication as a code of the pathology tables, with its text."""

    indication_code: Annotated[Text17, ListName("Grundkode")]
    indication_text: Annotated[Text70, ListName("Patekst")]


class RequisitionInformation(Element, frozen=True, kw_only=True):
    """The number of the requisition, its samples, and what the laboratory should know."""

    requesters_requisition_identifier: Text15
    sample_identifier_type: SampleIdentifierType | None = None
    requisition_date_time: Annotated[DateTime, ListName("RekvTid")]
    sampling_location_code: Annotated[str, Coded("SamplingLocationCode"), ListName("PRKODE")]
    sampling_date_time_type: Annotated[str, Coded("SamplingDateTimeType")]
    sampling_date_time: DateTime
    samples: Annotated[tuple[Sample, ...], Times(1, 99)] = msgspec.field(name="Sample")
    number_of_test_tubes: Annotated[WholeNumber, ListName("Antalglas")]
    clinical_information: Annotated[BreakableText, ListName("KlinInform")] | None = None
    coded_clinical_information: CodedClinicalInformation | None = None
    comments: Annotated[BreakableText, ListName("RekvKomm")] | None = None
    carbon_copy_receiver: Text70 | None = None


class Analysis(Element, frozen=True, kw_only=True):
    """The examination that is asked for, by the pathology tables PA1 to PA8."""

    analysis_code: Text8
    analysis_code_type: Annotated[str, Coded("PathologyCodeType")]
    analysis_short_name: Text35


class RequestedAnalysis(Element, frozen=True, kw_only=True):
    """The one examination, how much it hastes, and when its answer is needed."""

    result_priority: Annotated[str, Coded("ResultPriority")] | None = None
    analysis: Analysis
    answer_at_latest_date_time: DateTime | None = None


class Relation(Element, frozen=True, kw_only=True):
    """The analysis and the sample that a question is about."""

    analysis_code: Text17 | None = None
    sample_identifier: Text15 | None = None


class Question(Element, frozen=True, kw_only=True):
    """What the laboratory wants to know, and about which analysis and sample."""

    code: Text17
    code_type: Annotated[str, Coded("PathologyQuestionCodeType")]
    code_responsible: Text3
    code_text: Text35
    relation: Relation | None = None


class Answer(Element, frozen=True, kw_only=True):
    """The requester's answer, in one of five forms."""

    text: Annotated[Text70 | None, OneOf("answer")] = None
    numerical: Annotated[Decimal17 | None, OneOf("answer")] = None
    diagnose_code: Annotated[Text17 | None, OneOf("answer")] = None
    date_time: Annotated[DateTime | None, OneOf("answer")] = None
    logical: Annotated[bool | None, OneOf("answer")] = None


class Prompt(Element, frozen=True, kw_only=True):
    """A question of the laboratory and its answer."""

    question: Question
    answer: Answer


class SupplementaryCervixInformations(Element, frozen=True, kw_only=True):
    """What XQ0330P asks about a cervical sample, where XQ0331P has prompts."""

    condyloma: bool | None = None
    iud: bool | None = msgspec.field(default=None, name="IUD")
    pregnant: bool | None = None
    date_of_period: DateText | None = None
    hormon_therapy: Text70 | None = None
    date_of_cryo_therapy: DateText | None = None
    date_of_laser: DateText | None = None
    date_of_conisation: DateText | None = None
    date_of_hysterectomi: DateText | None = None
    date_of_irradiation: DateText | None = None
    date_of_chemo_therapy: DateText | None = None


class Requests(Element, frozen=True, kw_only=True):
    """Everything that is asked for."""

    requested_analysis: RequestedAnalysis
    prompts: Annotated[tuple[Prompt, ...], Times(0, 20)] = msgspec.field(default=(), name="Prompt")
    supplementary_cervix_informations: SupplementaryCervixInformations | None = None


class PathologyRequest(Element, frozen=True, kw_only=True, tag_field="root", tag="PathologyRequest"):
    """A whole XREQ03 letter."""

    letter: Letter
    sender: Sender
    original_requester: OriginalRequester | None = None
    receiver: Receiver
    cc_receiver: CCReceiver | None = msgspec.field(default=None, name="CCReceiver")
    payer: Payer | None = None
    collector: Collector | None = None
    patient: Patient
    relative: Relative | None = None
    requisition_information: RequisitionInformation
    requests: Requests


_CERVIX = "Requests/SupplementaryCervixInformations"

XQ0331P = LetterVersion(
    code="XQ0331P",
    kind="XREQ03",
    root=PathologyRequest,
    release=RELEASE_2014,
    without=("Sender/ReplyTo", _CERVIX),
)

XQ0330P = XQ0331P.older(
    "XQ0330P",
    RELEASE_2005,
    restored=(_CERVIX,),
    without=(
        "OriginalRequester",
        "Payer/OrderIdentifier",
        "Payer/AccountIdentifier",
        "RequisitionInformation/SampleIdentifierType",
        "RequisitionInformation/Sample/SampleIdentifierType",
        "RequisitionInformation/Sample/MaterialTreatment",
        "Requests/RequestedAnalysis/AnswerAtLatestDateTime",
        "Requests/Prompt",
    ),
    times={"Payer/OrganisationName": (1, 1)},
    changed={
        "RequisitionInformation/Sample/MaterialDescription": Length(1, 70),
        "RequisitionInformation/Sample/Reference/BIN/ObjectIdentifier": Length(1, 35),
    },
)
