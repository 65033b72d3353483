"""XREQ04 MultiSampleMicrobiologyRequest: XREQ02 with up to five samples, in XML only.

Source: MedCom's schema of release 2005/08/07 (XQ0430M).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters.common import CCReceiver, Letter
from labsvar.letters.element import DateTime, Element, Text15, Text70, WholeNumber
from labsvar.letters.facets import Coded, Length, ListName, Times
from labsvar.letters.release import RELEASE_2005
from labsvar.letters.requisitions import Collector, Patient, Payer, Receiver, Sender
from labsvar.letters.text import BreakableText
from labsvar.letters.version import LetterVersion
from labsvar.letters.xreq02 import Requests, Sample


class RequisitionInformation(Element, frozen=True, kw_only=True):
    """The number of the requisition, its samples, and what the laboratory should know."""

    requesters_requisition_identifier: Text15
    requisition_date_time: Annotated[DateTime, ListName("RekvTid")]
    sampling_location_code: Annotated[str, Coded("SamplingLocationCode"), ListName("PRKODE")]
    sampling_date_time_type: Annotated[str, Coded("SamplingDateTimeType")]
    sampling_date_time: DateTime
    samples: Annotated[tuple[Sample, ...], Times(1, 5)] = msgspec.field(name="Sample")
    number_of_test_tubes: Annotated[WholeNumber, ListName("Antalglas")]
    clinical_information: Annotated[BreakableText, ListName("KlinInform")] | None = None
    comments: Annotated[BreakableText, ListName("RekvKomm")] | None = None
    carbon_copy_receiver: Text70 | None = None


class MultiSampleMicrobiologyRequest(
    Element, frozen=True, kw_only=True, tag_field="root", tag="MultiSampleMicrobiologyRequest"
):
    """A whole XREQ04 letter."""

    letter: Letter
    sender: Sender
    receiver: Receiver
    cc_receiver: CCReceiver | None = msgspec.field(default=None, name="CCReceiver")
    payer: Payer | None = None
    collector: Collector | None = None
    patient: Patient
    requisition_information: RequisitionInformation
    requests: Requests


XQ0430M = LetterVersion(
    code="XQ0430M",
    kind="XREQ04",
    root=MultiSampleMicrobiologyRequest,
    release=RELEASE_2005,
    without=("Sender/ReplyTo", "Payer/OrderIdentifier", "Payer/AccountIdentifier"),
    times={"Payer/OrganisationName": (1, 1)},
    changed={"RequisitionInformation/Sample/Reference/BIN/ObjectIdentifier": Length(1, 35)},
)
