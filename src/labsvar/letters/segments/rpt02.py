"""MEDRPT R0231M and R0230M (RPT02): the segments of MicrobiologyReport XR0231M and XR0230M.

Source: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT, 2015); there are no samples. Its
known faults are not copied: every result has its own producer, and proeve_modtaget is told by the five
asterisks in the value (there in the code of the analysis).

Assumptions, where that source says nothing or may be at fault:

* 6 is less than and 7 is greater than, the reverse of RPT01 and of the UN/EDIFACT code list. The stylesheets
  have it so in both directions and both releases, so that is what systems certified with them mean. Reader
  and writer say so of every result with an operator.
* SEQ stands right after GIS, and RFF+ARL last in its item. Other places are read, with a warning.
* The legend has the headline `Følsomhed`; a table starts with RSL+SB+2, whose 2 is read as any number.
* Every organism has a column, also one without a cell, in the order in which they were told.
"""

from __future__ import annotations

from typing import Final

from labsvar.letters.segments.bacteriology import narrow
from labsvar.letters.segments.bacteriology_items import items
from labsvar.letters.segments.common import ADDRESS, party, patient
from labsvar.letters.segments.model import Codes, FreeText, Group, Row, Segment, Table
from labsvar.letters.xrpt02 import XR0230M, XR0231M

_GENERAL: Final = "LaboratoryResults/GeneralResultInformation"
_STATUS_LOOK: Final = f"STS++{{{_GENERAL}/ReportStatusCode|report_status}}"
_FROM_LAB_LOOK: Final = "RFF+AHI:{FromLabIdentifier}"

_ROWS: Final[tuple[Row, ...]] = (
    Segment("BGM+LRP++9+NA"),
    Segment("DTM+137:{Letter/Authorisation}:203"),
    Group(
        "S01+01",
        party("SLA"),
        _FROM_LAB_LOOK,
        "SEQ++{#party}",
        "SPR+ORG+{MedicalSpecialityCode|speciality}:SKS:SST+RPT02:SKS:SST",
        at="Sender",
    ),
    Group("S01+01", party("PO"), ADDRESS, "SEQ++{#party}", at="Receiver"),
    Group("S01+01", party("CCR"), "SEQ++{#party}", at="CCReceiver"),
    Group(
        "S01+01", "NAD+BV+++{PersonInitials}:::::US", "RFF+AHL:2", "SEQ++{#party}", at="Receiver/Physician"
    ),
    Group(
        "S02+02",
        "GIS+N",
        f"RFF+SRI:{{{_GENERAL}/LaboratoryInternalProductionIdentifier}}",
        _STATUS_LOOK,
        f"DTM+ISR:{{{_GENERAL}/ResultsDateTime}}:203",
        FreeText("FTX+SPC+P00", "RequisitionInformation/Comments", maximum=11),
        always=True,
    ),
    Group(
        "S04+04",
        "RFF+ROI:{RequesterSampleIdentifier}",
        "RFF+SOI:{LaboratoryInternalSampleIdentifier}",
        "DTM+4:{SamplingDateTime}:203",
        "DTM+8:{SampleReceivedDateTime}:203",
        at="RequisitionInformation/Sample",
        always=True,
    ),
    Group("S06+06", always=True),
    patient(consent=True),
    Group("S10+10", FreeText("FTX+CID+P00", "ClinicalInformation"), at="RequisitionInformation"),
    Group("S16+16", "SPC+SCI+ATT", always=True),
    items(to_laboratory=True),
)

R0231M: Final = Table(
    code="R0231M",
    version=XR0231M,
    message="MEDRPT",
    agency="UN",
    rows=_ROWS,
    codecs={
        "operator": Codes({"mindre_end": "6", "stoerre_end": "7"}),
        "result_type": Codes({"alfanumerisk": "AV"}, also={"NV": "alfanumerisk"}),
    },
    narrow=narrow,
)

R0230M: Final = R0231M.older(
    "R0230M",
    XR0230M,
    without=(_FROM_LAB_LOOK, "HAN+CDS"),
    instead={
        _STATUS_LOOK: Segment(f"STS++{{{_GENERAL}/ResultStatus|result_status_report}}"),
        "GIS": items(to_laboratory=False),
    },
)
