"""XREQ02 MicrobiologyRequest: requisitions to clinical microbiology, merged into XREQ01 in 2009.

Source: MedCom, XREQ02 Den gode XML mikrobiologirekvisition and the schema of release 2005/08/07
(XQ0230M).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters.common import CCReceiver, Letter, Reference
from labsvar.letters.element import DateTime, Element, Text3, Text15, Text17, Text70, WholeNumber
from labsvar.letters.facets import Coded, Length, ListName, Times
from labsvar.letters.release import RELEASE_2005
from labsvar.letters.requisitions import Collector, Patient, Payer, Receiver, Sender, TextPrompt
from labsvar.letters.text import BreakableText
from labsvar.letters.version import LetterVersion


class Sample(Element, frozen=True, kw_only=True):
    """A sample with the requester's number."""

    requester_sample_identifier: Annotated[Text15, ListName("AprovnrRekvir")]
    references: Annotated[tuple[Reference, ...], Times(0, 10)] = msgspec.field(default=(), name="Reference")


class RequisitionInformation(Element, frozen=True, kw_only=True):
    """When and where the sample is taken, and what the laboratory should know."""

    requisition_date_time: Annotated[DateTime, ListName("RekvTid")]
    sampling_location_code: Annotated[str, Coded("SamplingLocationCode"), ListName("PRKODE")]
    sampling_date_time_type: Annotated[str, Coded("SamplingDateTimeType")]
    sampling_date_time: DateTime
    sample: Sample
    number_of_test_tubes: Annotated[WholeNumber, ListName("Antalglas")]
    clinical_information: Annotated[BreakableText, ListName("KlinInform")] | None = None
    comments: Annotated[BreakableText, ListName("RekvKomm")] | None = None
    carbon_copy_receiver: Text70 | None = None


class AnalysisMDSName(Element, frozen=True, kw_only=True):
    """The examination in words: what, on which material, from which place."""

    examination: Text70
    material: Text70 | None = None
    location: Text70 | None = None


class Analysis(Element, frozen=True, kw_only=True):
    """The examination that is asked for."""

    mic_analysis_code: Annotated[Text17, ListName("LabKode")] = msgspec.field(name="MICAnalysisCode")
    analysis_code_type: Annotated[str, Coded("RequestedCodeType")]
    analysis_code_responsible: Text3
    analysis_mds_name: AnalysisMDSName = msgspec.field(name="AnalysisMDSName")


class RequestedAnalysis(Element, frozen=True, kw_only=True):
    """The one examination, with what is added to it in words."""

    analysis: Analysis
    supplementary_location: Text70 | None = None
    supplementary_analysis: Text70 | None = None


class Requests(Element, frozen=True, kw_only=True):
    """Everything that is asked for."""

    requested_analysis: RequestedAnalysis
    prompts: Annotated[tuple[TextPrompt, ...], Times(0, 10)] = msgspec.field(default=(), name="Prompt")


class MicrobiologyRequest(Element, frozen=True, kw_only=True, tag_field="root", tag="MicrobiologyRequest"):
    """A whole XREQ02 letter."""

    letter: Letter
    sender: Sender
    receiver: Receiver
    cc_receiver: CCReceiver | None = msgspec.field(default=None, name="CCReceiver")
    payer: Payer | None = None
    collector: Collector | None = None
    patient: Patient
    requisition_information: RequisitionInformation
    requests: Requests


XQ0230M = LetterVersion(
    code="XQ0230M",
    kind="XREQ02",
    root=MicrobiologyRequest,
    release=RELEASE_2005,
    without=("Sender/ReplyTo", "Payer/OrderIdentifier", "Payer/AccountIdentifier"),
    times={"Payer/OrganisationName": (1, 1)},
    changed={"RequisitionInformation/Sample/Reference/BIN/ObjectIdentifier": Length(1, 35)},
)
