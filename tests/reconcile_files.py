"""The files in which a made-up practice system, hub and databank hand over results: rows and letters.

Written with the standard library and lxml alone; nothing of the code under test is imported.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

NAMESPACE = "http://rep.oio.dk/medcom.dk/xml/schemas/2014/10/08/"
# Code as sent, code of the card, its system, unit.
ANALYSES = (
    ("NPU19748", "CRP", "local", "mg/L"),
    ("NPU28309", "NPU28309", "npu", "mmol/L"),
    ("NPU02192", "NPU02192", "npu", "mmol/L"),
    ("NPU03230", "KAL", "local", "mmol/L"),
    ("NPU01685", "NPU01685", "npu", ""),
)
FIRST = datetime(2026, 1, 5, 8, 0)


@dataclass(frozen=True)
class Result:
    """One result as one side holds it; `known` is when it was sent or stored."""

    system: str
    clinic: str
    row_id: str
    version: int
    person: str
    sampled: datetime
    resulted: datetime
    code: str
    card_code: str
    code_system: str
    value: str
    unit: str
    operator: str = ""
    lower: str = ""
    upper: str = ""
    flag: str = ""
    status: str = "final"
    consent: str = ""
    requisition: str = ""
    words: bool = False
    letter: str = ""
    number: str = ""
    known: datetime = FIRST


def minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def stored(row: Result) -> dict[str, str]:
    """A row of a databank's export, by the numbers of its letters alone."""
    return {
        "clinic": row.clinic,
        "patient": row.person,
        "sampled_at": minute(row.sampled),
        "resulted_at": minute(row.resulted),
        "code": row.code,
        "value": row.value,
        "operator": row.operator,
        "unit": row.unit,
        "status": row.status,
        "consent": row.consent,
        "sample_number": row.number,
        "production_number": row.number,
        "letter_number": row.letter,
        "requisition_number": row.requisition,
        "stored_at": minute(row.known),
    }


def rows_file(name: str, rows: list[dict[str, str]], *, as_csv: bool) -> tuple[str, bytes]:
    if not as_csv:
        lines = (json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False) for row in rows)
        return f"{name}.jsonl", "\n".join(lines).encode()
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return f"{name}.csv", out.getvalue().encode()


def mapping() -> str:
    lines = ["clinic,system,local_code,code,code_system,valid_from,valid_to,note"]
    lines += [
        f"*,*,{card},{code},npu,2000-01-01,2099-12-31,"
        for code, card, system, _ in ANALYSES
        if system == "local"
    ]
    return "\n".join(lines) + "\n"


# Letters, by the element tables of MedCom's XRPT01 (XR0131K) and XRPT05 (XR0532M) -----------------

_OPERATORS = {"<": "mindre_end", ">": "stoerre_end"}
_FLAGS = {"high": "for_hoej", "low": "for_lav"}
_STATUS = {"final": "svar_endeligt", "temporary": "svar_midlertidigt"}
Content = str | list[tuple[str, "Content"]] | None


def letter_file(row: Result) -> bytes:
    sent = [("Sent", _when(row.known)), ("Identifier", f"E{row.letter[1:]}")]
    envelope: Content = [*sent, ("AcknowledgementCode", "pluspositivkvitt")]
    root = etree.fromstring(f'<Emessage xmlns="{NAMESPACE}"/>')
    _add(root, "Envelope", envelope)
    name, letter = ("MicrobiologyWebReport", _web(row)) if row.words else ("LaboratoryReport", _report(row))
    _add(root, name, letter)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _add(parent: etree._Element, name: str, content: Content) -> None:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if isinstance(content, str):
        element.text = content
    elif content is not None:
        for each, inner in content:
            if inner is not None:
                _add(element, each, inner)


def _when(moment: datetime) -> Content:
    return [("Date", moment.strftime("%Y-%m-%d")), ("Time", moment.strftime("%H:%M"))]


def _head(row: Result, kind: str, version: str) -> list[tuple[str, Content]]:
    consent: Content = None
    if row.consent:
        consent = [("Given", "1" if row.consent == "given" else "0")]
    return [
        (
            "Letter",
            [
                ("Identifier", row.letter),
                ("VersionCode", version),
                ("StatisticalCode", kind),
                ("Authorisation", _when(row.known)),
                ("TypeCode", kind),
            ],
        ),
        (
            "Sender",
            [
                ("EANIdentifier", f"57900000{row.clinic[1:]}"),
                ("Identifier", row.clinic),
                ("IdentifierCode", "ydernummer"),
                ("OrganisationName", "Opdigtet lægehus"),
                ("MedicalSpecialityCode", "almen_medicin"),
                ("FromLabIdentifier", "OPD"),
            ],
        ),
        (
            "Receiver",
            [
                ("EANIdentifier", "5790000000005"),
                ("Identifier", "5790000000005"),
                ("IdentifierCode", "lokationsnummer"),
            ],
        ),
        (
            "Patient",
            [
                ("CivilRegistrationNumber", row.person),
                ("PersonSurnameName", "Opdigtet"),
                ("PersonGivenName", "Ingen"),
                ("Consent", consent),
            ],
        ),
    ]


def _sample(row: Result, *more: tuple[str, Content]) -> tuple[str, Content]:
    sample: Content = [
        ("LaboratoryInternalSampleIdentifier", row.number),
        ("RequesterSampleIdentifier", row.requisition or None),
        ("SamplingDateTime", _when(row.sampled)),
        *more,
    ]
    return "RequisitionInformation", [("Sample", sample)]


def _status_of(row: Result) -> str:
    return _STATUS.get(row.status, "svar_rettet")


def _report(row: Result) -> Content:
    gone = row.status == "withdrawn"
    limits = [("LowerLimit", row.lower or None), ("UpperLimit", row.upper or None)]
    interval: Content = (
        None if gone or not (row.lower or row.upper) else [("TypeOfInterval", "uspecificeret"), *limits]
    )
    result: Content = [
        ("ResultStatusCode", _status_of(row)),
        (
            "Analysis",
            [
                ("AnalysisCode", row.code),
                ("AnalysisCodeType", "iupac"),
                ("AnalysisCodeResponsible", "SST"),
                ("AnalysisCompleteName", row.code),
            ],
        ),
        ("ProducerOfLabResult", [("Identifier", "Opdigtet lægehus"), ("IdentifierCode", "OPD")]),
        ("ReferenceInterval", interval),
        ("ResultType", "alfanumerisk" if gone else "numerisk"),
        ("Operator", None if gone else _OPERATORS.get(row.operator)),
        ("Value", "Annulleret" if gone else row.value),
        ("Unit", None if gone else row.unit or None),
        ("ResultValidation", None if gone else _FLAGS.get(row.flag)),
    ]
    general: Content = [
        ("ReportStatusCode", "komplet_svar"),
        ("LaboratoryInternalProductionIdentifier", row.number),
        ("ResultsDateTime", _when(row.resulted)),
    ]
    results: Content = [("GeneralResultInformation", general), ("Result", result)]
    return [*_head(row, "XRPT01", "XR0131K"), _sample(row), ("LaboratoryResults", results)]


def _web(row: Result) -> Content:
    value = row.value
    if row.status == "withdrawn":
        value = "Svaret er trukket tilbage af afsenderen og må ikke anvendes."
    general: Content = [
        ("ReportStatusCode", "komplet_svar"),
        ("ResultStatusCode", _status_of(row)),
        ("LaboratoryInternalProductionIdentifier", row.number),
        ("ResultsDateTime", _when(row.resulted)),
    ]
    examination: Content = [
        ("ExaminationTypeCode", "observerbar_egenskab"),
        ("MICAnalysisCode", row.code),
        ("AnalysisCodeType", "lokal"),
        ("AnalysisCodeResponsible", "MCS"),
        ("AnalysisMDSName", [("Examination", "Undersøgelse")]),
        ("Examinator", "Opdigtet lægehus"),
        ("ProducerOfLabResult", [("Identifier", row.clinic), ("IdentifierCode", "OPD")]),
    ]
    finding: Content = [
        ("Analysis", [("Text", [("Paragraph", "Undersøgelse")])]),
        ("Findings", [("InterPretation", [("Text", [("Paragraph", value)])])]),
    ]
    investigation: Content = [
        ("Examination", examination),
        ("QuantitativeFindings", [("AnalysisFindings", finding)]),
    ]
    results: Content = [("GeneralResultInformation", general), ("Investigation", investigation)]
    received = ("SampleReceivedDateTime", _when(row.sampled))
    return [*_head(row, "XRPT05", "XR0532M"), _sample(row, received), ("LaboratoryResults", results)]
