"""MEDRPT R0432P, R0431P and R0430P (RPT04): the segments of HistopathologyReport XR0432P to XR0430P.

Source: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT, 2015), its sample RPT04_1.
Assumption: R0431P, of which no page tells, is as R0430P: their letters have the same elements.
"""

from __future__ import annotations

from typing import Final

from labsvar.letters.segments import diagnoses, pathology
from labsvar.letters.segments.common import patient
from labsvar.letters.segments.haematology import HEMATOLOGY
from labsvar.letters.segments.model import Table
from labsvar.letters.segments.pathology import section
from labsvar.letters.xrpt04 import XR0430P, XR0431P, XR0432P

_ROWS: Final = (
    *pathology.HEAD,
    pathology.sender("RPT04"),
    *pathology.PARTIES,
    pathology.EXAMINATOR,
    *pathology.DOCTORS,
    pathology.INFORMATION,
    pathology.requisition("RequestersRequisitionIdentifier", "ReceiversRequisitionIdentifier"),
    pathology.HOME,
    patient(consent=True),
    pathology.RELATIVE,
    pathology.CLINICAL,
    pathology.SAMPLE,
    pathology.TABLE,
    diagnoses.SAMPLES,
    section("MAC", "Macroscopic", references=True),
    section("MIC", "Microscopic", references=True),
    section("KON", "Conclusion"),
    HEMATOLOGY,
    section("SPC", "Comments"),
    diagnoses.SAMPLES_AT_THE_END,
)

R0432P: Final = Table(code="R0432P", version=XR0432P, message="MEDRPT", agency="UN", rows=_ROWS)

R0431P: Final = pathology.stating_consent(R0432P, "R0431P", XR0431P)

R0430P: Final = R0431P.older("R0430P", XR0430P)
