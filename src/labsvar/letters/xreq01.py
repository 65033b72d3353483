"""XREQ01 LaboratoryRequest: requisitions to clinical biochemistry, and since 2009 to most laboratories.

Source: MedCom, Den gode KKA/KIA rekvisition XREQ01 and the schemas of releases 2006/07/01 (XQ0131K) and
2005/08/07 (XQ0130K).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import msgspec

from labsvar.letters.common import CCReceiver, Letter, Reference
from labsvar.letters.element import (
    Block,
    DateTime,
    Decimal17,
    Open,
    Text3,
    Text8,
    Text15,
    Text17,
    Text35,
    Text70,
)
from labsvar.letters.facets import Coded, ElementName, Length, ListName, OneOf, Required, Times, Whole
from labsvar.letters.release import RELEASE_2005, RELEASE_2006
from labsvar.letters.requisitions import (
    Collector,
    OriginalRequester,
    Patient,
    Payer,
    Question,
    Receiver,
    SampleIdentifierType,
    Sender,
)
from labsvar.letters.text import BreakableText
from labsvar.letters.version import LetterVersion

Text18 = Annotated[str, Length(1, 18)]


class OriginalSample(Block, frozen=True, kw_only=True):
    """The sample's number in the requisition that is forwarded."""

    original_requester_sample_identifier: Annotated[Text15, ListName("RekvOrigProvnr")]
    sample_identifier_type: SampleIdentifierType | None = None


class Sample(Open, frozen=True, kw_only=True):
    """The one sample a requisition is about; its number is that of the requisition."""

    requester_sample_identifier: Annotated[Text15, ListName("RekvProvnr")]
    sample_identifier_type: SampleIdentifierType | None = None
    original: OriginalSample | None = None
    references: Annotated[tuple[Reference, ...], Times(0, 10)] = msgspec.field(default=(), name="Reference")


class RequisitionInformation(Open, frozen=True, kw_only=True):
    """When, where and by whom the sample is taken, and what the laboratory should know."""

    requisition_date_time: Annotated[DateTime, ListName("RekvTid")]
    sampling_location_code: Annotated[str, Coded("SamplingLocationCode"), ListName("PRKODE")]
    sampling_location: BreakableText | None = None
    sampling_date_time_type: Annotated[str, Coded("SamplingDateTimeType")]
    sampling_date_time: DateTime | None = None
    sample: Sample
    number_of_test_tubes: Annotated[int, Whole(0, 99999), ListName("Antalglas")]
    clinical_information: Annotated[BreakableText, ListName("KlinInform")] | None = None
    comments: Annotated[BreakableText, ListName("RekvKomm")] | None = None
    carbon_copy_receiver: Text70 | None = None


class LineComment(Open, frozen=True, kw_only=True):
    """One to three lines of text, which carry the name of the analysis."""

    text_lines: Annotated[tuple[Text70, ...], Times(1, 3)] = msgspec.field(name="TextLine")


class Analysis(Open, frozen=True, kw_only=True):
    """What is asked for."""

    analysis_code: Text17
    analysis_code_type: Annotated[str, Coded("RequestedCodeType")]
    analysis_code_responsible: Text3
    analysis_short_name: Text35 | None = None
    line_comment: Annotated[LineComment | None, Required()] = None


class TestTube(Block, frozen=True, kw_only=True):
    """The tube of an analysis."""

    test_tube_identifier: Text35
    sample_identifier_type: SampleIdentifierType | None = None


class RequestedAnalysis(Open, frozen=True, kw_only=True):
    """One analysis and how much it hastes."""

    result_priority: Annotated[str, Coded("ResultPriority")]
    analysis: Analysis
    sample_location: Text70 | None = None
    sample_material: Text70 | None = None
    test_tube: TestTube | None = None


class Quantity(Open, frozen=True, kw_only=True):
    """A number with its unit."""

    value: Text8
    unit: Text18


class Answer(Open, frozen=True, kw_only=True):
    """The requester's answer, in one of four forms; a number with a unit is that of XQ0130K."""

    text: Annotated[Text70 | None, OneOf("answer")] = None
    numerical: Annotated[Decimal17 | None, OneOf("answer")] = None
    quantity: Annotated[Quantity | None, OneOf("answer"), ElementName("Numerical")] = None
    diagnose_code: Annotated[Text17 | None, OneOf("answer")] = None
    date_time: Annotated[DateTime | None, OneOf("answer")] = None


class Prompt(Open, frozen=True, kw_only=True):
    """A question of the laboratory and its answer; the plain question is that of XQ0130K."""

    question: Annotated[Question | None, Required()] = None
    plain_question: Annotated[Text35 | None, Required(), ElementName("Question")] = None
    answer: Answer


class Requests(Open, frozen=True, kw_only=True):
    """Everything that is asked for."""

    requested_analyses: Annotated[tuple[RequestedAnalysis, ...], Times(1, 90)] = msgspec.field(
        name="RequestedAnalysis"
    )
    prompts: Annotated[tuple[Prompt, ...], Times(0, 20)] = msgspec.field(default=(), name="Prompt")


class LaboratoryRequest(Open, frozen=True, kw_only=True, tag_field="root", tag="LaboratoryRequest"):
    """A whole XREQ01 letter."""

    letter: Letter
    sender: Sender
    original_requester: OriginalRequester | None = None
    receiver: Receiver
    cc_receiver: CCReceiver | None = msgspec.field(default=None, name="CCReceiver")
    payer: Payer | None = None
    collector: Collector | None = None
    patient: Patient
    requisition_information: RequisitionInformation
    requests: Requests


_REFERENCE_NUMBER = "RequisitionInformation/Sample/Reference/BIN/ObjectIdentifier"
_PLAIN_QUESTION = "Requests/Prompt/PlainQuestion"
_QUANTITY = "Requests/Prompt/Answer/Quantity"

XQ0131K = LetterVersion(
    code="XQ0131K",
    kind="XREQ01",
    root=LaboratoryRequest,
    release=RELEASE_2006,
    without=(_PLAIN_QUESTION, _QUANTITY),
    changed={
        "Sender/PostCodeIdentifier": Length(1, 9),
        "OriginalRequester/PostCodeIdentifier": Length(1, 9),
        "Patient/PostCodeIdentifier": Length(1, 9),
        _REFERENCE_NUMBER: Length(1, 35),
    },
)

# Assumption: of XQ0132K no schema is public. It is XQ0131K with another version code and the elements
# that the installation's table adds (labsvar.letters.added).
XQ0132K = replace(XQ0131K, code="XQ0132K")

XQ0130K = LetterVersion(
    code="XQ0130K",
    kind="XREQ01",
    root=LaboratoryRequest,
    release=RELEASE_2005,
    newer=XQ0131K,
    without=(
        "Sender/ReplyTo",
        "OriginalRequester",
        "Payer/OrderIdentifier",
        "Payer/AccountIdentifier",
        "RequisitionInformation/SamplingLocation",
        "RequisitionInformation/Sample/SampleIdentifierType",
        "RequisitionInformation/Sample/Original",
        "Requests/RequestedAnalysis/Analysis/AnalysisShortName",
        "Requests/RequestedAnalysis/Analysis/LineComment",
        "Requests/RequestedAnalysis/SampleLocation",
        "Requests/RequestedAnalysis/SampleMaterial",
        "Requests/RequestedAnalysis/TestTube",
        "Requests/Prompt/Question",
        "Requests/Prompt/Answer/Numerical",
    ),
    times={"Payer/OrganisationName": (1, 1), "Requests/Prompt": (0, 5)},
    changed={
        _REFERENCE_NUMBER: Length(1, 35),
        "RequisitionInformation/NumberOfTestTubes": Whole(1, 99999),
        "Requests/RequestedAnalysis/Analysis/AnalysisCode": Length(1, 8),
    },
)
