"""What the segments of pathology and genetics share: MEDRPT R0331P, R0432P, R0730G and their older versions.

Source: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT, 2015), its samples RPT03_1 and
RPT04_1. Its known faults are not copied: the copy receiver's doctor has AHL 3 (its writer of R0432P says
2), ISR is the time of the results (there that of the letter), proeve_modtaget is told by the five asterisks
(there it becomes svar_midlertidigt), and ToLabIdentifier has AHI both ways.

Assumptions, where those sources say nothing:

* the third element of the patient's ADR is the town, as in every other ADR of these messages;
* MA and PM are the fifth element of RSL, as HI and LO are in the K messages; the sixth is read too;
* with several samples each has an item of its own with both headlines, as the one sample in RPT04_1 has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from labsvar.letters.segments.common import (
    ADDRESS,
    REFERENCES,
    RESULT_STATUS,
    party,
    status_codes,
)
from labsvar.letters.segments.model import (
    Derived,
    Either,
    FreeText,
    Group,
    Reading,
    Row,
    Segment,
    Special,
    Table,
    Writing,
)
from labsvar.letters.version import LetterVersion

_RESULTS: Final = "LaboratoryResults"
_GENERAL: Final = f"{_RESULTS}/GeneralResultInformation"

REPORT_STATUS_LOOK: Final = f"STS++{{{_GENERAL}/ReportStatusCode|report_status}}"
FROM_LAB_LOOK: Final = "RFF+AHI:{FromLabIdentifier}"
TO_LAB_LOOK: Final = "RFF+AHI:{GeneralResultInformation/ToLabIdentifier}"
CONSENT_LOOK: Final = "HAN+CDS"

# Parties


def sender(kind: str) -> Group:
    """The laboratory; `kind` is the one in SPR (`RPT03`)."""
    return Group(
        "S01+01",
        party("SLA"),
        FROM_LAB_LOOK,
        "SEQ++{#party}",
        f"SPR+ORG+{{MedicalSpecialityCode|speciality}}:SKS:SST+{kind}:SKS:SST",
        at="Sender",
    )


def _doctor(of: str, number: str) -> Group:
    """A doctor: NAD+BV, told apart from the others by the number of the party the doctor belongs to."""
    return Group(
        "S01+01",
        "NAD+BV+++{PersonInitials}:::::US",
        f"RFF+AHL:{number}",
        "SEQ++{#party}",
        at=of,
        starts=("S01+01", "NAD+BV", f"RFF+AHL:{number}"),
    )


def _read_second_doctor(reading: Reading, record: Any, content: Any) -> None:
    """A second doctor of party 2: the copy receiver's, as the official converter writes R0432P."""
    if "person_initials" in record:
        reading.skip()
        return
    reading.rows(_SECOND_DOCTOR, record, content)
    reading.assumed(
        "endnu en læge har AHL 2; det er læst som kopimodtagerens læge, der ellers har AHL 3",
        "another doctor has AHL 2; it is read as the copy receiver's doctor, who else has AHL 3",
    )


def _write_nothing(writing: Writing, part: Any, content: Any) -> None:
    """The doctor is written with AHL 3, by another row."""


_SECOND_DOCTOR: Final[tuple[Row, ...]] = (
    Segment("S01+01"),
    Segment("NAD+BV+++{PersonInitials}:::::US"),
    Segment("RFF+AHL:2"),
    Segment("SEQ++{#party}"),
)
EXAMINATOR: Final = _doctor("Sender/Examinator", "1")
PARTIES: Final[tuple[Row, ...]] = (
    Group("S01+01", party("PO"), ADDRESS, "SEQ++{#party}", at="Receiver"),
    Group("S01+01", party("CCR"), "SEQ++{#party}", at="CCReceiver"),
)
DOCTORS: Final[tuple[Row, ...]] = (
    _doctor("Receiver/Physician", "2"),
    _doctor("CCReceiver/Physician", "3"),
    Special(
        starts=(("S01+01", "NAD+BV", "RFF+AHL:2"),),
        read=_read_second_doctor,
        write=_write_nothing,
        at="CCReceiver/Physician",
    ),
)

# The letter, the requisition and the persons

HEAD: Final[tuple[Row, ...]] = (
    Segment("BGM+LRP++9+NA"),
    Segment("DTM+137:{Letter/Authorisation}:203"),
)
INFORMATION: Final = Group(
    "S02+02",
    "GIS+N",
    f"RFF+SRI:{{{_GENERAL}/LaboratoryInternalProductionIdentifier}}",
    REPORT_STATUS_LOOK,
    f"DTM+ISR:{{{_GENERAL}/ResultsDateTime}}:203",
    FreeText("FTX+SPC+P00", "RequisitionInformation/Comments"),
    always=True,
)
CLINICAL: Final = Group(
    "S10+10",
    FreeText("FTX+CID+P00", "ClinicalInformation"),
    REFERENCES,
    at="RequisitionInformation",
)
RELATIVE: Final = Group(
    "S07+07",
    "PNA+PER+{PersonIdentifier}:::CPR:IM+++SU:{PersonSurnameName}+FO:{PersonGivenName}",
    "REL+PER+{RelationCode|relation}",
    at="Relative",
)
HOME: Final = Group(
    "S06+06",
    "ADR+:PO+US:{StreetName}:{SuburbName}+{DistrictName}+{PostCodeIdentifier}"
    "++{MunicipalityId}:KOM:IM:{MunicipalityName}",
    at="Patient",
    always=True,
)
# The opposite of HAN+CDS alone, which refuses: with a text it gives.
CONSENT_GIVEN: Final = Segment("HAN+CDS:SKS:SST:{Consent/Text}", sets={"Consent/Given": "true"})


def requisition(requester: str, laboratory: str) -> Group:
    """The numbers of what was asked for, by the names of their elements, and its times."""
    return Group(
        "S04+04",
        f"RFF+ROI:{{{requester}}}",
        f"RFF+SOI:{{{laboratory}}}",
        "DTM+4:{SamplingDateTime}:203",
        "DTM+8:{SampleReceivedDateTime}:203",
        at="RequisitionInformation",
        always=True,
    )


SAMPLE: Final = Group(
    "S16+16",
    "SEQ++{#sample}",
    "SPC+SCI+ATT",
    "RFF+RTI:{RequesterSampleIdentifier}",
    "RFF+STI:{LaboratoryInternalSampleIdentifier}",
    FreeText("FTX+SRC+P00", "MaterialDescription", joined=True),
    at=f"{_RESULTS}/CodedFormat/Sample",
)

# The answer in a word and in writing


def _write_status(results: Any) -> Mapping[str, str]:
    return status_codes(results.general_result_information.result_status_code)


STATUS: Final = Derived(
    into="GeneralResultInformation/ResultStatusCode",
    of=("$gis", "$sts", "TableFormat/TableResult"),
    read=RESULT_STATUS.read,
    write=_write_status,
)
_SHORT: Final = "RSL+AV+{TableFormat/TableResult}"
SHORT_LOOK: Final = f"{_SHORT}+++{{TableFormat/ResultValidation|pathology_validation}}"
_LATER: Final = f"{_SHORT}++++{{TableFormat/ResultValidation|pathology_validation}}"
SHORT: Final = Either(
    (
        Segment(SHORT_LOOK),
        Segment(_LATER, key="RSL+AV+++++MA"),
        Segment(_LATER, key="RSL+AV+++++PM"),
    )
)
SHORT_ONLY: Final = Segment(_SHORT)
TABLE: Final = Group(
    "GIS+{$gis}",
    "INV+OE+:::{TableFormat/ResultHeadline}",
    SHORT,
    "STS++{$sts}",
    TO_LAB_LOOK,
    at=_RESULTS,
    starts=("GIS", "INV+OE", "RSL"),
    derived=(STATUS,),
)


def section(qualifier: str, name: str, *, references: bool = False) -> Group:
    """A written part under its headline. Its FTX is written even when it is empty: it tells which part."""
    return Group(
        "GIS+N",
        "INV+OE+:::{Headline}",
        FreeText(f"FTX+{qualifier}+P00", "Text", formatted=True, always=True),
        *((REFERENCES,) if references else ()),
        at=f"{_RESULTS}/TextualFormat/{name}",
        starts=("GIS+N", "INV+OE", f"FTX+{qualifier}"),
    )


def report_status(letter: Any) -> str:
    """The status of the whole report, which the older versions do not state, from that of its results."""
    status = letter.laboratory_results.general_result_information.result_status_code
    if status == "proeve_modtaget":
        return "M"
    return "D" if status == "svar_midlertidigt" else "K"


IMPLIED_STATUS: Final = Segment("STS++{=report_status}")
ASSUMED_STATUS: Final = (
    "STS i S02 følger af svarets status: K når det er endeligt eller rettet, M når det er modtaget, ellers D",
    "STS in S02 follows from the status of the answer: K if final or corrected, M if received, else D",
)


def stating_consent(newer: Table, code: str, version: LetterVersion) -> Table:
    """The table of the version before: it states consent, and neither its own status nor laboratories."""
    return newer.older(
        code,
        version,
        without=(FROM_LAB_LOOK, TO_LAB_LOOK),
        instead={
            CONSENT_LOOK: CONSENT_GIVEN,
            REPORT_STATUS_LOOK: IMPLIED_STATUS,
            SHORT_LOOK: SHORT_ONLY,
        },
        implied={"report_status": report_status},
        assumed={"report_status": ASSUMED_STATUS},
    )
