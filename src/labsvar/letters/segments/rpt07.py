"""MEDRPT R0730G (RPT07): the segments of GeneticsReport XR0730G.

Source: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT, 2015). There is no sample of it,
and XR0731G has no known EDIFACT form.
"""

from __future__ import annotations

from typing import Final

from labsvar.letters.segments import pathology
from labsvar.letters.segments.common import patient
from labsvar.letters.segments.model import FreeText, Group, Table
from labsvar.letters.segments.pathology import section
from labsvar.letters.xrpt07 import XR0730G

_EXAMINATOR: Final = Group(
    "S01+01",
    "NAD+BV+++{PersonName}:{PersonTitle}:{PersonInitials}:::US",
    "RFF+AHL:1",
    "SEQ++{#party}",
    at="Sender/Examinator",
    starts=("S01+01", "NAD+BV", "RFF+AHL:1"),
)
_TABLE: Final = Group(
    "GIS+{$gis}",
    "INV+MQ+{TableFormat/AnalysisCode}:::{TableFormat/ResultHeadline}",
    pathology.SHORT_ONLY,
    "STS++{$sts}",
    FreeText("FTX+ACM+P00", "TableFormat/AnalysisCompleteName"),
    pathology.TO_LAB_LOOK,
    at="LaboratoryResults",
    starts=("GIS", "INV+MQ"),
    derived=(pathology.STATUS,),
)
_ROWS: Final = (
    *pathology.HEAD,
    pathology.sender("RPT07"),
    *pathology.PARTIES,
    _EXAMINATOR,
    *pathology.DOCTORS,
    pathology.INFORMATION,
    pathology.requisition("RequestersRequisitionIdentifier", "ReceiversRequisitionIdentifier"),
    Group("S06+06", always=True),
    patient(consent=True),
    pathology.RELATIVE,
    pathology.CLINICAL,
    pathology.SAMPLE,
    _TABLE,
    section("OVS", "AnalysisHeadline"),
    section("IRF", "InternalReference"),
    section("REF", "GenomeReference", references=True),
    section("ANM", "AnalysisMethod", references=True),
    section("RSL", "AnalysisResults", references=True),
    section("KON", "Conclusion"),
    section("SPC", "Comments"),
)

R0730G: Final = Table(code="R0730G", version=XR0730G, message="MEDRPT", agency="UN", rows=_ROWS)
