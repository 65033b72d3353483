"""MEDREQ Q0131K and Q0130K (REQ01): the segments of LaboratoryRequest XQ0131K and XQ0130K.

Source: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT, 2015) and its sample REQ01_1.
The type of a sampling time is read from its qualifier; without a time it follows from who takes the sample.

Assumptions: Q0132K, of which nothing is public, has the segments of Q0131K; the unit of a numeric answer in
Q0130K stands where the reports have theirs (RSL 4.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from labsvar.letters.segments.model import Derived as Derive
from labsvar.letters.segments.model import Either, FreeText, Group, Reading, Segment, Special, Table, Writing
from labsvar.letters.segments.requisitions import (
    CARBON_COPY,
    COMMENTS,
    HEAD,
    ORIGINAL_REQUESTER,
    OTHER_PARTIES,
    PATIENT,
    PAYER_LOOK,
    PAYER_OF_2005,
    PAYER_TYPE,
    QUESTION_TABLE,
    RECEIVER,
    SAMPLE_REFERENCES,
    SAMPLING_PLACE,
    SERVICE,
    TUBES,
    sender,
    sender_party,
    type_of_time,
)
from labsvar.letters.xreq01 import XQ0130K, XQ0131K, XQ0132K

_MOST_LINES: Final = 3
_SAMPLE: Final = "RequisitionInformation/Sample"
_NUMBER: Final = (
    f"RFF+ROI:{{{_SAMPLE}/RequesterSampleIdentifier}}::{{{_SAMPLE}/SampleIdentifierType|sample_identifier}}"
)
_ORIGINAL_NUMBER: Final = (
    f"RFF+OOI:{{{_SAMPLE}/original/OriginalRequesterSampleIdentifier}}"
    f"::{{{_SAMPLE}/original/SampleIdentifierType|sample_identifier}}"
)
_SENDER: Final = Either(
    (sender_party("PO", sets={"ReplyTo": "true"}), sender_party("ONL", sets={"ReplyTo": "false"}))
)
_EXTERNAL: Final = FreeText("FTX+EXT+P00", "RequisitionInformation/SamplingLocation")
_REPEATED_NUMBER: Final = "RFF+RTI:{=number}::{=mark}"
_QUESTION: Final = (
    "INV+IN+{Question/Code}:{Question/CodeType|question_table}:{Question/CodeResponsible}:{Question/CodeText}"
)
_NUMERICAL: Final = "RSL+NV+{Answer/Numerical}"
_ANALYSIS: Final = (
    "INV+MQ+{Analysis/AnalysisCode}:{Analysis/AnalysisCodeType|analysis_table}"
    ":{Analysis/AnalysisCodeResponsible}:{Analysis/AnalysisShortName}"
)
_TUBE: Final = "RFF+SID:{test_tube/TestTubeIdentifier}::{test_tube/SampleIdentifierType|sample_identifier}"
_QUALIFIERS: Final = {"faktisk": "SCO", "oensket": "RCS"}


def _read_type(qualifier: str | None, location: str | None) -> str | None:
    """The type of the sampling time: by the qualifier of its DTM, else by who takes the sample."""
    if qualifier is None:
        return type_of_time(location)
    for kind, known in _QUALIFIERS.items():
        if qualifier == known:
            return kind
    raise ValueError("no qualifier of a sampling time")


def _write_type(information: Any) -> Mapping[str, str]:
    kind = information.sampling_date_time_type or type_of_time(information.sampling_location_code) or ""
    return {"when": _QUALIFIERS[kind]}


def _read_lines(reading: Reading, record: Any, _content: Any) -> None:
    """Each component of FTX+ACM is a line; in other free text lines may go on in the next component."""
    last = max((place for place in range(1, _MOST_LINES + 1) if reading.text(4, place)), default=0)
    lines = record.setdefault("text_lines", [])
    lines += [reading.value(4, place) for place in range(1, last + 1)]
    reading.take((1, 1), (2, 1), *((4, place) for place in range(1, last + 1)))


def _write_lines(writing: Writing, part: Any, _content: Any) -> None:
    writing.segment("FTX", "ACM", "P00", "", tuple(part.text_lines))


_LINES: Final = Special(
    (("FTX+ACM",),),
    _read_lines,
    _write_lines,
    at="Analysis/LineComment",
    shown=(Segment("FTX+ACM+P00++{TextLine}"),),
)
_PROMPT: Final = Group(
    "S10+10",
    _QUESTION,
    "RSL+TV+:::::{Answer/Text}",
    _NUMERICAL,
    "RSL+CV+{Answer/DiagnoseCode}:SKS:SST",
    "DTM+CDV:{Answer/DateTime}:203",
    at="Requests/Prompt",
)
_SAMPLING: Final = Group(
    "S15+15",
    SAMPLING_PLACE,
    _REPEATED_NUMBER,
    Segment("DTM+{$when}:{SamplingDateTime}:203", key="DTM"),
    SAMPLE_REFERENCES,
    at="RequisitionInformation",
    derived=(Derive("SamplingDateTimeType", ("$when", "SamplingLocationCode"), _read_type, _write_type),),
    always=True,
)
_REQUESTED: Final = Group(
    "GIS+N",
    "PTY+REP+{ResultPriority|priority}",
    _ANALYSIS,
    _LINES,
    "FTX+SRC+P00++{SampleLocation}",
    "FTX+SMA+P00++{SampleMaterial}",
    _TUBE,
    at="Requests/RequestedAnalysis",
)
_ROWS: Final = (
    *HEAD,
    sender("REQ01", _SENDER),
    RECEIVER,
    ORIGINAL_REQUESTER,
    *OTHER_PARTIES,
    Group(
        "S02+02",
        PAYER_TYPE,
        SERVICE,
        _NUMBER,
        _ORIGINAL_NUMBER,
        "DTM+4:{RequisitionInformation/RequisitionDateTime}:203",
        COMMENTS,
        _EXTERNAL,
        CARBON_COPY,
        TUBES,
        always=True,
    ),
    *PATIENT,
    _PROMPT,
    _SAMPLING,
    _REQUESTED,
)


def _number(information: Any) -> str:
    number: str = information.sample.requester_sample_identifier
    return number


def _mark(information: Any) -> str | None:
    return None if information.sample.sample_identifier_type is None else "NPN"


Q0131K: Final = Table(
    code="Q0131K",
    version=XQ0131K,
    message="MEDREQ",
    agency="UN",
    rows=_ROWS,
    codecs={"question_table": QUESTION_TABLE},
    implied={"number": _number, "mark": _mark},
)
Q0132K: Final = replace(Q0131K, code="Q0132K", version=XQ0132K)

Q0130K: Final = Q0131K.older(
    "Q0130K",
    XQ0130K,
    without=(
        "S01+01 OriginalRequester",
        _ORIGINAL_NUMBER,
        _EXTERNAL.look,
        "FTX+ACM",
        "FTX+SRC+P00++{SampleLocation}",
        "FTX+SMA+P00++{SampleMaterial}",
        _TUBE,
    ),
    instead={
        _SENDER.alternatives[0].look: sender_party("PO"),
        PAYER_LOOK: PAYER_OF_2005,
        _NUMBER: Segment(f"RFF+ROI:{{{_SAMPLE}/RequesterSampleIdentifier}}"),
        _REPEATED_NUMBER: Segment("RFF+RTI:{=number}"),
        _QUESTION: Segment("INV+IN+:::{Question}"),
        _NUMERICAL: Segment("RSL+NV+{Answer/Numerical/Value}++:::{Answer/Numerical/Unit}"),
        _ANALYSIS: Segment(
            "INV+MQ+{Analysis/AnalysisCode}:{Analysis/AnalysisCodeType|analysis_table}"
            ":{Analysis/AnalysisCodeResponsible}"
        ),
    },
    implied={"number": _number},
)
