"""MEDREQ Q0230M (REQ02): the segments of MicrobiologyRequest XQ0230M.

Source: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT, 2015).

The sampling time and the time of the requisition are one segment (DTM+4), so a letter in which they differ
has no EDIFACT form. Assumption: a national code is marked CQU, as in Q0131K.
"""

from __future__ import annotations

from typing import Any, Final

from labsvar.letters.segments.model import Group, Segment, Table
from labsvar.letters.segments.requisitions import (
    CARBON_COPY,
    COMMENTS,
    HEAD,
    ONE_TIME,
    OTHER_PARTIES_OF_2005,
    PATIENT,
    PAYER_TYPE,
    QUESTION_TABLE,
    RECEIVER,
    SAMPLE_REFERENCES,
    SAMPLING_PLACE,
    SERVICE,
    TUBES,
    TYPE_OF_TIME,
    sender,
    sender_party,
)
from labsvar.letters.xreq02 import XQ0230M


def _number(information: Any) -> str:
    number: str = information.sample.requester_sample_identifier
    return number


_ROWS: Final = (
    *HEAD,
    sender("REQ02", sender_party("PO")),
    RECEIVER,
    *OTHER_PARTIES_OF_2005,
    Group(
        "S02+02",
        PAYER_TYPE,
        SERVICE,
        "RFF+ROI:{RequisitionInformation/Sample/RequesterSampleIdentifier}",
        ONE_TIME,
        COMMENTS,
        CARBON_COPY,
        TUBES,
        always=True,
    ),
    *PATIENT,
    Group(
        "S10+10",
        "INV+IN+{Question/Code}:{Question/CodeType|question_table}"
        ":{Question/CodeResponsible}:{Question/CodeText}",
        "RSL+TV+:::::{Answer/Text}",
        at="Requests/Prompt",
    ),
    Group(
        "S15+15",
        SAMPLING_PLACE,
        "RFF+RTI:{=number}",
        SAMPLE_REFERENCES,
        at="RequisitionInformation",
        derived=(TYPE_OF_TIME,),
        always=True,
    ),
    Group(
        "GIS+N",
        "INV+MQ+{Analysis/MICAnalysisCode}:{Analysis/AnalysisCodeType|analysis_table}"
        ":{Analysis/AnalysisCodeResponsible}",
        Segment(
            "FTX+ACM+P00++{Analysis/AnalysisMDSName/Examination}:{Analysis/AnalysisMDSName/Material}"
            ":{Analysis/AnalysisMDSName/Location}"
        ),
        "FTX+SRC+P00++{SupplementaryLocation}",
        "FTX+IVC+P00++{SupplementaryAnalysis}",
        at="Requests/RequestedAnalysis",
    ),
)

Q0230M: Final = Table(
    code="Q0230M",
    version=XQ0230M,
    message="MEDREQ",
    agency="UN",
    rows=_ROWS,
    codecs={"question_table": QUESTION_TABLE},
    implied={"number": _number},
)
