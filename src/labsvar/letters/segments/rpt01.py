"""MEDRPT R0131K, R0130K and R0130F (RPT01): the segments of LaboratoryReport and DiabeticFootStatus.

Source: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT, 2015), its samples RPT01_1 and
RPT01_2. Its known faults are not copied: volume, local identifiers, the unit of a copy receiver and an
interval type without limits are written and read here.
"""

from __future__ import annotations

from typing import Any, Final

from labsvar.letters.footstatus import XR0130F
from labsvar.letters.segments.common import (
    ADDRESS,
    REFERENCES,
    RESULT_STATUS,
    party_or_local,
    patient,
)
from labsvar.letters.segments.model import FreeText, Group, Remarks, Segment, Table
from labsvar.letters.xrpt01 import XR0130K, XR0131K

RESULT: Final = Group(
    "GIS+{$gis}",
    Segment(
        "INV+MQ+{Analysis/AnalysisCode}:{Analysis/AnalysisCodeType|analysis_table}"
        ":{Analysis/AnalysisCodeResponsible}:{Analysis/AnalysisShortName}",
    ),
    "RSL+{ResultType|result_type}+{Value}:{Operator|operator}++:::{Unit}+{ResultValidation|validation}",
    "STS++{$sts}",
    FreeText("FTX+ACM+P00", "Analysis/AnalysisCompleteName"),
    Remarks({"RIT": "ResultTextValue", "SPC": "ResultComments"}),
    REFERENCES,
    "RFF+AHI:{ToLabIdentifier}",
    "REL+PRF+POR:91:{ProducerOfLabResult/IdentifierCode}:{ProducerOfLabResult/Identifier}",
    Group(
        "S20+20",
        "RND+{TypeOfInterval|interval}+{LowerLimit}+{UpperLimit}",
        "FTX+UCI+F00++{IntervalText}",
        at="ReferenceInterval",
    ),
    at="LaboratoryResults/Result",
    derived=(RESULT_STATUS,),
)

_ROWS: Final = (
    Segment("BGM+LRP++9+NA"),
    Segment("DTM+137:{Letter/Authorisation}:203"),
    Group(
        "S01+01",
        party_or_local("SLA"),
        "RFF+AHI:{FromLabIdentifier}",
        "SEQ++{#party}",
        "SPR+ORG+{MedicalSpecialityCode|speciality}:SKS:SST+RPT01:SKS:SST",
        at="Sender",
    ),
    Group("S01+01", party_or_local("PO"), ADDRESS, "SEQ++{#party}", at="Receiver"),
    Group("S01+01", party_or_local("CCR"), "SEQ++{#party}", at="CCReceiver"),
    Group(
        "S01+01",
        "NAD+BV+++{PersonInitials}:::::US",
        "RFF+AHL:2",
        "SEQ++{#party}",
        at="Receiver/Physician",
    ),
    Group(
        "S02+02",
        "GIS+N",
        "RFF+SRI:{LaboratoryResults/GeneralResultInformation/LaboratoryInternalProductionIdentifier}",
        "STS++{LaboratoryResults/GeneralResultInformation/ReportStatusCode|report_status}",
        "DTM+ISR:{LaboratoryResults/GeneralResultInformation/ResultsDateTime}:203",
        FreeText("FTX+SPC+P00", "RequisitionInformation/Comments", maximum=11),
        always=True,
    ),
    Group(
        "S04+04",
        "RFF+ROI:{RequesterSampleIdentifier}",
        "RFF+SOI:{LaboratoryInternalSampleIdentifier}",
        "DTM+4:{SamplingDateTime}:203",
        at="RequisitionInformation/Sample",
        always=True,
    ),
    Group("S06+06", always=True),
    patient(consent=True),
    Group(
        "S16+16",
        "SPC+SCI+ATT",
        "QTY+SVO:{Volume}+{UnitOfVolume}",
        "DTM+SCS:{SamplingInterval/StartDateTime}:203",
        "DTM+SCE:{SamplingInterval/EndDateTime}:203",
        at="RequisitionInformation/Sample",
        always=True,
    ),
    RESULT,
)


def _report_status(letter: Any) -> str:
    """The status of the whole report, which XR0130K does not state, from that of its results."""
    stages = {result.result_status_code for result in letter.laboratory_results.results}
    if stages <= {"svar_endeligt", "svar_rettet"}:
        return "K"
    return "M" if stages == {"proeve_modtaget"} else "D"


R0131K: Final = Table(code="R0131K", version=XR0131K, message="MEDRPT", agency="UN", rows=_ROWS)

R0130K: Final = R0131K.older(
    "R0130K",
    XR0130K,
    without=("RFF+AHI:{FromLabIdentifier}", "HAN+CDS", "RFF+AHI:{ToLabIdentifier}"),
    instead={
        "STS++{LaboratoryResults/GeneralResultInformation/ReportStatusCode|report_status}": Segment(
            "STS++{=report_status}"
        ),
    },
    implied={"report_status": _report_status},
    assumed={
        "report_status": (
            "STS i S02 følger af svarenes status: K når alle er endelige, M når alle er modtaget, ellers D",
            "STS in S02 follows from the status of results: K if all are final, M if all are received, else D",
        )
    },
)

# Assumption: no public page shows the segments of R0130F. They are those of R0130K, in which MedCom's sample
# RPT01_1 sends a foot status, without the elements that DiabeticFootStatus does not have.
R0130F: Final = R0130K.older(
    "R0130F",
    XR0130F,
    without=(
        "S01+01 CCReceiver",
        "S01+01 Receiver/Physician",
        "RFF+ROI:{RequesterSampleIdentifier}",
        "QTY+SVO:{Volume}+{UnitOfVolume}",
        "DTM+SCS:{SamplingInterval/StartDateTime}:203",
        "DTM+SCE:{SamplingInterval/EndDateTime}:203",
        "S20+20 ReferenceInterval",
    ),
    instead={"FTX+RIT/SPC": Remarks({"SPC": "ResultComments"})},
)
