"""The XRPT01 profile DiabeticFootStatus: the yearly foot status of people with diabetes.

It has the kind of XRPT01 but an element and a version code of its own, so a reader goes by those.

Source: MedCom, XRPT01 Årlig fodstatus for diabetikere (13 January 2015, revised 3 August 2015), and
the schema of release 2014/10/08 (XR0130F).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters.common import Letter, Patient, Producer, Reference
from labsvar.letters.element import Element, Text12, Text16
from labsvar.letters.facets import Coded, Length, ListName, Times
from labsvar.letters.release import RELEASE_2014
from labsvar.letters.version import LetterVersion
from labsvar.letters.xrpt01 import (
    Analysis,
    GeneralResultInformation,
    Receiver,
    RequisitionInformation,
    ResultComments,
    Sender,
)


class Result(Element, frozen=True, kw_only=True):
    """One result; its value keeps the characters the sender wrote."""

    result_status_code: Annotated[str, Coded("ResultStatusCode")]
    analysis: Analysis
    producer_of_lab_result: Producer
    result_type: Annotated[str, Coded("ResultType")]
    operator: Annotated[str, Coded("Operator")] | None = None
    value: Text12
    unit: Text16 | None = None
    result_validation: Annotated[str, Coded("ResultValidation"), ListName("ABNORM")] | None = None
    remarks: Annotated[tuple[ResultComments, ...], Times(0, 100)] = ()
    references: Annotated[tuple[Reference, ...], Times(0, 10)] = msgspec.field(default=(), name="Reference")


class LaboratoryResults(Element, frozen=True, kw_only=True):
    """The results of one examination of the feet."""

    general_result_information: GeneralResultInformation
    results: Annotated[tuple[Result, ...], Times(1, 99)] = msgspec.field(name="Result")


class DiabeticFootStatus(Element, frozen=True, kw_only=True, tag_field="root", tag="DiabeticFootStatus"):
    """A whole letter with the foot status of one person."""

    letter: Letter
    sender: Sender
    receiver: Receiver
    patient: Patient
    requisition_information: RequisitionInformation
    laboratory_results: LaboratoryResults


_SAMPLE = "RequisitionInformation/Sample"

XR0130F = LetterVersion(
    code="XR0130F",
    kind="XRPT01",
    root=DiabeticFootStatus,
    release=RELEASE_2014,
    without=(
        "Sender/FromLabIdentifier",
        "Receiver/Physician",
        "Patient/Consent",
        f"{_SAMPLE}/RequesterSampleIdentifier",
        f"{_SAMPLE}/Volume",
        f"{_SAMPLE}/UnitOfVolume",
        f"{_SAMPLE}/SamplingInterval",
        "LaboratoryResults/GeneralResultInformation/ReportStatusCode",
        "LaboratoryResults/Result/Analysis/Placement",
    ),
    changed={f"{_SAMPLE}/LaboratoryInternalSampleIdentifier": Length(1, 35)},
)
