"""MEDRPT R0331P and R0330P (RPT03): the segments of CervixcytologyReport XR0331P and XR0330P.

Source: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT, 2015), its sample RPT03_1.
"""

from __future__ import annotations

from typing import Final

from labsvar.letters.segments import diagnoses, pathology
from labsvar.letters.segments.common import patient
from labsvar.letters.segments.model import Table
from labsvar.letters.segments.pathology import section
from labsvar.letters.xrpt03 import XR0330P, XR0331P

_ROWS: Final = (
    *pathology.HEAD,
    pathology.sender("RPT03"),
    *pathology.PARTIES,
    pathology.EXAMINATOR,
    *pathology.DOCTORS,
    pathology.INFORMATION,
    pathology.requisition("RequesterSampleIdentifier", "LaboratoryInternalSampleIdentifier"),
    pathology.HOME,
    patient(consent=True),
    pathology.CLINICAL,
    pathology.SAMPLE,
    pathology.TABLE,
    diagnoses.SMEAR,
    section("MIC", "Microscopic", references=True),
    section("KON", "Conclusion"),
    section("SPC", "Comments"),
    diagnoses.SMEAR_AT_THE_END,
)

R0331P: Final = Table(code="R0331P", version=XR0331P, message="MEDRPT", agency="UN", rows=_ROWS)

R0330P: Final = pathology.stating_consent(R0331P, "R0330P", XR0330P)
