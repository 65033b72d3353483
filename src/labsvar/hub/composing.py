"""Letters from rows: an XRPT01 (XR0131K) for biochemistry, an XRPT05 (XR0532M) for microbiology.

Each row is a letter of its own, so that a refusal, a correction and a withdrawal concern that one result.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from labsvar.hub.coding import CodeEntry
from labsvar.hub.deciding import LONGEST_VALUE, is_number
from labsvar.hub.model import Clinic, Receiver
from labsvar.hub.rows import CardRow
from labsvar.letters import common, xrpt01, xrpt05
from labsvar.letters.common import CodedText
from labsvar.letters.element import DateTime, Paragraphs
from labsvar.letters.text import BREAK, Break
from labsvar.results.model import Stage

WebLetter = xrpt01.LaboratoryReport | xrpt05.MicrobiologyWebReport
SEE_TEXT: Final = "Se tekst"
"""The value of a result that is too long for the element; the text itself stands beside it."""
WITHDRAWN_VALUE: Final = "Annulleret"
_SPECIALITY: Final = "almen_medicin"
_CODE_TYPE: Final = {"npu": "iupac", "dnk": "iupac", "mcs": "lokal", "mds": "mds", "local": "lokal"}
_VALIDATION: Final = {"high": "for_hoej", "low": "for_lav", "abnormal": "unormal"}
_OPERATOR: Final = {"<": "mindre_end", ">": "stoerre_end"}
_CONSENT: Final = {given: common.Consent(given=given) for given in (True, False)}
_PARAGRAPH: Final = 500
_PARAGRAPHS: Final = 10


class Composed(msgspec.Struct, frozen=True, kw_only=True):
    """What a letter says. `text` takes the place of the value: the result is withdrawn.

    `sample_number` is the key's, `resulted_at` never earlier than that of the letter before. `stage` is the
    furthest it may be shown in.
    """

    row: CardRow
    entry: CodeEntry
    clinic: Clinic
    receiver: Receiver
    letter_number: str
    sample_number: str
    status: str
    given: bool | None
    resulted_at: str
    authorised: datetime
    text: str | None = None
    reason: str = ""
    stage: Stage = "full"


def letter(said: Composed) -> WebLetter:
    """The letter, in the kind that its code's databank takes."""
    return _microbiology(said) if said.entry.databank == "MiBa" else _biochemistry(said)


def when(moment: str) -> DateTime:
    """A time of a row as letters write it."""
    return DateTime(date=moment[:10], time=moment[11:16])


def _head(said: Composed, kind: str, version: str) -> common.Letter:
    return common.Letter(
        identifier=said.letter_number,
        version_code=version,
        statistical_code=kind,
        authorisation=when(said.authorised.isoformat()),
        type_code=kind,
    )


def _patient(said: Composed) -> common.Patient:
    number = said.row.patient
    is_cpr = number.isdigit()
    return common.Patient(
        civil_registration_number=number if is_cpr else None,
        alternative_identifier=None if is_cpr else number,
        person_surname_name=said.row.surname,
        person_given_name=said.row.given_name or None,
        consent=None if said.given is None else _CONSENT[said.given],
    )


def _identifier_code(clinic: Clinic) -> str:
    return "ydernummer" if clinic.clinic_id_type == "ydernummer" else "sorkode"


def _code(said: Composed) -> tuple[str, str, str]:
    return said.entry.code, _CODE_TYPE[said.entry.code_system], said.entry.responsible(said.clinic.producer)


def _point(number: str) -> str:
    """A number as the standards write it: with a decimal point, no other character changed."""
    return number.replace(",", ".")


# Biochemistry --------------------------------------------------------------------------------


def _biochemistry(said: Composed) -> xrpt01.LaboratoryReport:
    row, clinic, receiver = said.row, said.clinic, said.receiver
    return xrpt01.LaboratoryReport(
        letter=_head(said, "XRPT01", "XR0131K"),
        sender=xrpt01.Sender(
            ean_identifier=clinic.gln,
            identifier=clinic.clinic,
            identifier_code=_identifier_code(clinic),
            organisation_name=clinic.name[:35],
            medical_speciality_code=_SPECIALITY,
            from_lab_identifier=clinic.producer,
        ),
        receiver=xrpt01.Receiver(
            ean_identifier=receiver.gln,
            identifier=receiver.identifier,
            identifier_code=receiver.identifier_code,
            organisation_name=receiver.name or None,
        ),
        patient=_patient(said),
        requisition_information=xrpt01.RequisitionInformation(
            sample=xrpt01.Sample(
                laboratory_internal_sample_identifier=said.sample_number,
                requester_sample_identifier=row.requisition_number or None,
                sampling_date_time=when(row.sampled_at),
            )
        ),
        laboratory_results=xrpt01.LaboratoryResults(
            general_result_information=xrpt01.GeneralResultInformation(
                report_status_code="komplet_svar",
                laboratory_internal_production_identifier=said.sample_number,
                results_date_time=when(said.resulted_at),
            ),
            results=(_result(said),),
        ),
    )


def _result(said: Composed) -> xrpt01.Result:
    row, clinic = said.row, said.clinic
    code, code_type, kept_by = _code(said)
    numeric = said.text is None and is_number(row.value)
    told = said.text is None
    return xrpt01.Result(
        result_status_code=said.status,
        analysis=xrpt01.Analysis(
            analysis_code=code,
            analysis_code_type=code_type,
            analysis_code_responsible=kept_by,
            analysis_short_name=said.entry.short_name,
            analysis_complete_name=(said.entry.long_name, BREAK),
        ),
        producer_of_lab_result=common.Producer(identifier=clinic.name[:35], identifier_code=clinic.producer),
        reference_interval=_interval(row) if told else None,
        result_type="numerisk" if numeric else "alfanumerisk",
        operator=_OPERATOR.get(row.operator) if told else None,
        value=_value(said, numeric=numeric),
        unit=(row.unit or None) if told else None,
        result_validation=_VALIDATION.get(row.flag) if told else None,
        remarks=_remarks(said),
        to_lab_identifier=None,
    )


def _value(said: Composed, *, numeric: bool) -> str:
    if said.text is not None:
        return WITHDRAWN_VALUE
    if numeric:
        return _point(said.row.value)
    return said.row.value if _is_short(said.row.value) else SEE_TEXT


def _is_short(text: str) -> bool:
    """Whether a text can stand in `Value`. Five asterisks there would say that no answer has come."""
    return len(text) <= LONGEST_VALUE and text.isprintable() and text == text.strip() and "*" not in text


def _remarks(said: Composed) -> tuple[xrpt01.ResultTextValue | xrpt01.ResultComments, ...]:
    texts = []
    if said.text is not None:
        texts.append(xrpt01.ResultTextValue(content=_lines(said.text)))
    elif not is_number(said.row.value) and not _is_short(said.row.value):
        texts.append(xrpt01.ResultTextValue(content=_lines(said.row.value)))
    return (*texts, *(xrpt01.ResultComments(content=_lines(each)) for each in _comments(said)))


def _comments(said: Composed) -> list[str]:
    """What is said beside the value. The material of a biochemistry row has no element of its own."""
    row, comments = said.row, []
    if said.text is None and row.comment.strip():
        comments.append(row.comment)
    if said.text is None and row.material.strip() and said.entry.databank == "LABA":
        comments.append(f"Materiale: {row.material}")
    if said.reason.strip():
        comments.append(f"Årsag til ændringen: {said.reason}")
    return comments


def _lines(text: str) -> tuple[str | Break, ...]:
    parts: list[str | Break] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        parts += [line, BREAK] if line else [BREAK]
    return tuple(parts)


def _interval(row: CardRow) -> common.ReferenceInterval | None:
    lower, upper = _limits(row)
    if lower is None and upper is None:
        return None
    return common.ReferenceInterval(
        limits=common.Limits(type_of_interval="uspecificeret", lower_limit=lower, upper_limit=upper)
    )


def _limits(row: CardRow) -> tuple[str | None, str | None]:
    return _limit(row.reference_lower), _limit(row.reference_upper)


def _limit(text: str) -> str | None:
    if not text.strip():
        return None
    return _point(text) if is_number(text) else text


# Microbiology --------------------------------------------------------------------------------


def _microbiology(said: Composed) -> xrpt05.MicrobiologyWebReport:
    row, clinic, receiver = said.row, said.clinic, said.receiver
    return xrpt05.MicrobiologyWebReport(
        letter=_head(said, "XRPT05", "XR0532M"),
        sender=xrpt05.Sender(
            ean_identifier=clinic.gln,
            identifier=clinic.clinic,
            identifier_code=_identifier_code(clinic),
            organisation_name=clinic.name[:35],
            medical_speciality_code=_SPECIALITY,
            from_lab_identifier=clinic.producer,
        ),
        receiver=xrpt05.Receiver(
            ean_identifier=receiver.gln,
            identifier=receiver.identifier,
            identifier_code=receiver.identifier_code,
            organisation_name=receiver.name or None,
        ),
        patient=_patient(said),
        requisition_information=xrpt05.RequisitionInformation(
            sample=xrpt05.Sample(
                laboratory_internal_sample_identifier=said.sample_number,
                requester_sample_identifier=row.requisition_number or None,
                sampling_date_time=when(row.sampled_at),
                # Assumption: what a clinic examines itself it receives when it takes it.
                sample_received_date_time=when(row.sampled_at),
            ),
        ),
        laboratory_results=xrpt05.LaboratoryResults(
            general_result_information=xrpt05.GeneralResultInformation(
                report_status_code="komplet_svar",
                result_status_code=said.status,
                laboratory_internal_production_identifier=said.sample_number,
                results_date_time=when(said.resulted_at),
            ),
            investigations=(_investigation(said),),
        ),
    )


def _investigation(said: Composed) -> xrpt05.Investigation:
    clinic = said.clinic
    code, code_type, kept_by = _code(said)
    coding = common.Coding(code=code, code_type=code_type, code_responsible=kept_by)
    name = said.entry.long_name
    return xrpt05.Investigation(
        examination=xrpt05.Examination(
            examination_type_code="observerbar_egenskab",
            mic_analysis_code=code,
            analysis_code_type=code_type,
            analysis_code_responsible=kept_by,
            analysis_short_name=said.entry.short_name,
            analysis_mds_name=xrpt05.AnalysisMDSName(examination=name, material=said.row.material or None),
            examinator=clinic.name[:70],
            producer_of_lab_result=common.MicrobiologyProducer(
                identifier=clinic.clinic, identifier_code=clinic.producer
            ),
        ),
        quantitative_findings=xrpt05.QuantitativeFindings(
            analysis_findings=(
                xrpt05.AnalysisFindings(
                    analysis=CodedText(coding=coding, text=Paragraphs(paragraphs=(said.entry.short_name,))),
                    findings=_findings(said),
                ),
            )
        ),
    )


def _findings(said: Composed) -> xrpt05.Findings:
    row = said.row
    comments = tuple(text for each in _comments(said) for text in _texts(each))
    if said.text is not None:
        return xrpt05.Findings(interpretation=_texts(said.text)[0], comments=comments)
    lower, upper = _limits(row)
    interval = None
    if lower is not None or upper is not None:
        interval = common.ShortReferenceInterval(
            limits=common.ShortLimits(type_of_interval="uspecificeret", lower_limit=lower, upper_limit=upper)
        )
    first, *rest = _texts(f"{row.operator}{row.value}" + (f" {row.unit}" if row.unit else ""))
    return xrpt05.Findings(
        interpretation=first,
        reference_interval=interval,
        measurement=_measurement(row),
        result_validation=_VALIDATION.get(row.flag),
        comments=(*rest, *comments),
    )


def _measurement(row: CardRow) -> common.Measurement | None:
    """A number is told as one beside the words; nothing else can be."""
    if not is_number(row.value):
        return None
    operator = _OPERATOR.get(row.operator, "lig_med")
    return common.Measurement(operator=operator, value=_point(row.value), unit=row.unit or None)


def _texts(text: str) -> tuple[CodedText, ...]:
    """A text in paragraphs of at most 500 characters, ten to an element."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    paragraphs = [
        line[start : start + _PARAGRAPH]
        for line in lines
        for start in range(0, max(len(line), 1), _PARAGRAPH)
    ]
    return tuple(
        CodedText(text=Paragraphs(paragraphs=tuple(paragraphs[start : start + _PARAGRAPHS])))
        for start in range(0, len(paragraphs), _PARAGRAPHS)
    )
