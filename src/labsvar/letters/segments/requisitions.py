"""Rows that the requisitions share: MEDREQ Q0131K, Q0130K, Q0230M, Q0331P and Q0330P.

Source: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT, 2015), its samples REQ01_1 and
REQ03_1. Its known faults are not copied: the mark of a national sample number stands on the number it is of
(there on all numbers when on one), and a payer's county is read with IM too (it writes SFU).

A collector has no segments in those sources, so it has no place here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from labsvar.letters.segments.common import ADDRESS, NAMES, REFERENCES, party
from labsvar.letters.segments.model import (
    Codes,
    Derived,
    Either,
    FreeText,
    Group,
    Reading,
    Row,
    Segment,
    Special,
    Writing,
)

QUESTION_TABLE: Final = Codes({"lokal": "91", "PA8": "PA8"})
NUMBER_OF_PARTY: Final = "SEQ++{#party}"
# A department that is missing is written as an underscore, and an underscore is read as it stands.
SENDER_NAMES: Final = NAMES.replace("{DepartmentName}", "{DepartmentName|name}")
PAYER_LOOK: Final = "NAD+PAY+{Identifier}:{IdentifierCode|party}++{OrganisationName}:{OrderIdentifier}:{AccountIdentifier}:::US"
PAYER_OF_2005: Final = Segment("NAD+PAY+{Identifier}:{IdentifierCode|party}++{OrganisationName}:::::US")

HEAD: Final[tuple[Row, ...]] = (
    Segment("BGM+LRE++9+NA"),
    Segment("DTM+137:{Letter/Authorisation}:203"),
)


def sender_party(qualifier: str, *, sets: Mapping[str, str] | None = None) -> Segment:
    """The requester; `sets` as in `Segment`."""
    look = f"NAD+{qualifier}+{{Identifier}}:{{IdentifierCode|party}}++{SENDER_NAMES}"
    return Segment(look, sets=sets or {})


def sender(kind: str, party_row: Row) -> Group:
    """The requester's group; `kind` is the one in SPR (`REQ01`), `party_row` its NAD."""
    return Group(
        "S01+01",
        party_row,
        ADDRESS,
        "COM+{TelephoneSubscriberIdentifier}:WTE",
        NUMBER_OF_PARTY,
        f"SPR+ORG+{{MedicalSpecialityCode|speciality}}:SKS:SST+{kind}:SKS:SST",
        at="Sender",
    )


def _replying(qualifier: str, reply_to: str) -> Segment:
    return Segment(party(qualifier).look, sets={"ReplyTo": reply_to})


RECEIVER: Final = Group("S01+01", party("SLA"), NUMBER_OF_PARTY, at="Receiver")
ORIGINAL_REQUESTER: Final = Group(
    "S01+01",
    Either((_replying("ORL", "true"), _replying("ORN", "false"))),
    ADDRESS,
    NUMBER_OF_PARTY,
    at="OriginalRequester",
)
_COPY: Final = Group("S01+01", party("CCR"), NUMBER_OF_PARTY, at="CCReceiver")
_DOCTOR: Final = Group(
    "S01+01",
    "NAD+BV+++{PersonInitials}:::::US",
    "RFF+AHL:1",
    NUMBER_OF_PARTY,
    at="Sender/Physician",
    starts=("S01+01", "NAD+BV"),
)
OTHER_PARTIES: Final[tuple[Row, ...]] = (
    _COPY,
    _DOCTOR,
    Group("S01+01", PAYER_LOOK, NUMBER_OF_PARTY, at="Payer"),
)
OTHER_PARTIES_OF_2005: Final[tuple[Row, ...]] = (
    _COPY,
    _DOCTOR,
    Group("S01+01", PAYER_OF_2005, NUMBER_OF_PARTY, at="Payer"),
)
PAYER_TYPE: Final = Segment("FCA+{Payer/PayersTypeCode|payer}")
SERVICE: Final = Segment("GIS+N")
COMMENTS: Final = FreeText("FTX+RRO+P00", "RequisitionInformation/Comments")
CARBON_COPY: Final = Segment("FTX+KOP+P00++{RequisitionInformation/CarbonCopyReceiver}")
TUBES: Final = Segment("PAC+{RequisitionInformation/NumberOfTestTubes}")

# Assumption: no HAN leaves Consent out and does not say that it is given, since absence never lifts a
# refusal that was stated before.
PATIENT: Final[tuple[Row, ...]] = (
    Group(
        "S05+05",
        "ADR+PO+US:{StreetName}:{SuburbName}+{DistrictName}+{PostCodeIdentifier}",
        "COM+{TelephoneSubscriberIdentifier}:HTE",
        at="Patient",
        always=True,
    ),
    Group(
        "S06+06",
        "PNA+PAT+{CivilRegistrationNumber}:::CPR:IM+++SU:{PersonSurnameName}+FO:{PersonGivenName}",
        "RFF+XPI:{AlternativeIdentifier}",
        Segment("HAN+CDS", sets={"Consent/Given": "false"}),
        at="Patient",
        always=True,
    ),
    Group("S09+09", FreeText("FTX+CO+P00", "RequisitionInformation/ClinicalInformation"), always=True),
)


def _read_one_time(reading: Reading, record: Any, content: Any) -> None:
    if "requisition_date_time" in record:
        reading.skip()
        return
    reading.rows(_TIME, record, content)
    record["sampling_date_time"] = record.get("requisition_date_time")


def _write_one_time(writing: Writing, part: Any, content: Any) -> None:
    writing.rows(_TIME, part, content, {})


_TIME: Final[tuple[Row, ...]] = (Segment("DTM+4:{RequisitionDateTime}:203"),)
# The time of the requisition, which is that of the sampling too.
ONE_TIME: Final = Special(
    (("DTM+4",),),
    _read_one_time,
    _write_one_time,
    at="RequisitionInformation",
    shown=(*_TIME, Segment("DTM+4:{SamplingDateTime}:203")),
)
SAMPLING_PLACE: Final = Segment("SPC+SCI+{SamplingLocationCode|sampling_location}")
SAMPLE_REFERENCES: Final = Group(*REFERENCES.rows, at="Sample/Reference")


def type_of_time(location: str | None) -> str | None:
    """The type of the sampling time that goes with who takes the sample."""
    if location is None:
        return None
    return "faktisk" if location == "rekvirenten" else "oensket"


def _no_variables(_: Any) -> Mapping[str, str]:
    return {}


TYPE_OF_TIME: Final = Derived(
    into="SamplingDateTimeType", of=("SamplingLocationCode",), read=type_of_time, write=_no_variables
)


def demanded(element: str) -> Derived:
    """That an element of a group is there: a group without it says what the letter has no place for."""
    return Derived(into=element, of=(element,), read=_demand, write=_no_variables)


def _demand(text: str | None) -> str:
    if text is None:
        raise ValueError("the answer is missing")
    return text
