"""From a letter to the report or requisition kept beside it. Pure: the same letter always gives the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from msgspec.structs import replace

from labsvar.letters import footstatus, pathology, requisitions, surveillance, xrpt01, xrpt02, xrpt05, xrpt07
from labsvar.letters.catalogue import AboutPerson
from labsvar.letters.catalogue import Report as ReportLetter
from labsvar.letters.catalogue import Requisition as RequisitionLetter
from labsvar.letters.common import CodedText, Consent, Envelope, ReferenceInterval
from labsvar.letters.element import DateTime
from labsvar.letters.footstatus import DiabeticFootStatus
from labsvar.letters.text import plain
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt02 import MicrobiologyReport
from labsvar.letters.xrpt03 import CervixcytologyReport
from labsvar.letters.xrpt04 import HistopathologyReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.letters.xrpt07 import GeneticsReport
from labsvar.results import numbering
from labsvar.results.model import (
    STATUS_OF_CODE,
    Bacteriology,
    Databank,
    Interval,
    Mark,
    Party,
    Remark,
    Report,
    Requisition,
    Result,
    Sector,
    Stage,
)


class Known(TypedDict):
    """What is known of any letter beside its own words. `arrived_at` must have a zone."""

    letter_id: str
    person_key: str
    databank: Databank
    stage: Stage
    envelope: Envelope
    arrived_at: datetime


_MARKS: dict[str, Mark] = {"for_hoej": "high", "for_lav": "low", "unormal": "abnormal"}
_REPORT_STATUS_OF_OLDER = {
    "komplet": "komplet_svar",
    "delvis": "del_svar",
    "modtaget": "modtaget",
}


def report(
    letter: ReportLetter,
    *,
    letter_id: str,
    person_key: str,
    databank: Databank,
    stage: Stage,
    envelope: Envelope,
    arrived_at: datetime,
    sector: Sector | None = None,
    sender_laboratory: str | None = None,
) -> Report:
    """The report of a letter.

    `sector` and `sender_laboratory` come from the register of sending systems; without a sector
    the sender's own identifier code tells it (see `sector_of`). `arrived_at` must have a zone.
    """
    numbers = numbering.of_report(letter)
    patient = letter.patient
    head = Report(
        letter_id=letter_id,
        person_key=person_key,
        person_surname=patient.person_surname_name,
        person_given_name=patient.person_given_name,
        databank=databank,
        kind=letter.letter.type_code,
        version=letter.letter.version_code,
        letter_number=letter.letter.identifier,
        envelope_number=envelope.identifier,
        sender=_party(letter.sender),
        receiver=_party(letter.receiver),
        sender_laboratory=sender_laboratory,
        sector=sector or sector_of(letter),
        speciality=letter.sender.medical_speciality_code,
        stage=stage,
        sample_number=numbers.sample,
        requester_number=numbers.requester,
        production_number=numbers.production,
        sampled_at=moment(numbers.sampled_at),
        resulted_at=moment(numbers.resulted_at),
        authorised_at=moment(letter.letter.authorisation),
        sent_at=moment(envelope.sent),
        arrived_at=arrived_at,
        given=_given(letter),
        report_status=None,
    )
    return _told(letter, head)


def requisition(
    letter: RequisitionLetter,
    *,
    letter_id: str,
    person_key: str,
    databank: Databank,
    stage: Stage,
    envelope: Envelope,
    arrived_at: datetime,
) -> Requisition:
    """The requisition of a letter, as it is kept. `arrived_at` must have a zone."""
    information = letter.requisition_information
    number, samples = numbering.of_requisition(letter)
    sampled_at = information.sampling_date_time
    return Requisition(
        letter_id=letter_id,
        person_key=person_key,
        person_surname=letter.patient.person_surname_name,
        person_given_name=letter.patient.person_given_name,
        databank=databank,
        kind=letter.letter.type_code,
        version=letter.letter.version_code,
        letter_number=letter.letter.identifier,
        envelope_number=envelope.identifier,
        sender=_party(letter.sender),
        receiver=_party(letter.receiver),
        speciality=letter.sender.medical_speciality_code,
        stage=stage,
        requester_number=number,
        sample_numbers=samples,
        requested_at=moment(information.requisition_date_time),
        sampled_at=None if sampled_at is None else moment(sampled_at),
        sent_at=moment(envelope.sent),
        arrived_at=arrived_at,
        given=_given(letter),
        letter=letter,
    )


def _given(letter: AboutPerson) -> bool | None:
    """What a letter itself says of consent; nothing is read into its silence here."""
    if isinstance(letter, MiBaReport):
        return letter.patient.consent_given
    consent: Consent | pathology.Consent | None = letter.patient.consent
    return None if consent is None else consent.given


def _told(letter: ReportLetter, head: Report) -> Report:
    """The report with what its kind of letter tells."""
    match letter:
        case LaboratoryReport() | DiabeticFootStatus():
            return _biochemistry(letter, head)
        case MicrobiologyReport():
            return _bacteriology(letter, head)
        case MicrobiologyWebReport():
            return _microbiology(letter, head)
        case MiBaReport():
            return _microbiology(surveillance.visible(letter), head)
        case CervixcytologyReport() | HistopathologyReport() | GeneticsReport():
            return _narrative(letter, head)


def sector_of(letter: ReportLetter) -> Sector:
    """Where the sender works, as far as the letter tells (see `sector_by`)."""
    return sector_by(letter.sender.identifier_code, letter.sender.medical_speciality_code)


def sector_by(identifier_code: str | None, speciality: str | None) -> Sector:
    """Where a sender works, by what its own number is and its speciality.

    Assumption: a sender known by a provider number (`ydernummer`) with the speciality of general
    practice, or none, is general practice; one known by a hospital department number is a hospital.
    """
    if identifier_code == "ydernummer" and speciality in (None, "almen_medicin"):
        return "general_practice"
    if identifier_code == "sygehusafdelingsnummer":
        return "hospital"
    return "other"


def moment(value: DateTime) -> datetime:
    """A letter's time as a naive `datetime`, a zone behind the date left out.

    The standard allows years that Python cannot hold; they become the first or last moment there is.
    """
    text = value.date.strip()
    if text.startswith("-"):
        return datetime.min
    year, _, rest = text.partition("-")
    if len(year) > 4:
        return datetime.max
    return datetime(
        int(year),
        int(rest[0:2]),
        int(rest[3:5]),
        int(value.time[0:2]),
        int(value.time[3:5]),
    )


_AnyParty = (
    xrpt01.Sender
    | xrpt01.Receiver
    | xrpt02.Receiver
    | xrpt05.Sender
    | xrpt05.Receiver
    | xrpt07.Sender
    | pathology.Sender
    | pathology.Receiver
    | requisitions.Sender
    | requisitions.Receiver
)


def _party(party: _AnyParty) -> Party:
    local = getattr(party, "identifier_local", None)
    return Party(
        gln=party.ean_identifier,
        identifier=party.identifier,
        identifier_code=party.identifier_code or local,
        name=party.organisation_name or "",
        department=party.department_name,
        unit=party.unit_name,
    )


def _biochemistry(letter: LaboratoryReport | DiabeticFootStatus, head: Report) -> Report:
    results = letter.laboratory_results
    return replace(
        head,
        report_status=results.general_result_information.report_status_code,
        comments=letter.requisition_information.comments or (),
        results=tuple(_result(result) for result in results.results),
    )


def _result(result: xrpt01.Result | footstatus.Result) -> Result:
    analysis = result.analysis
    placement = analysis.placement
    return Result(
        code=analysis.analysis_code,
        code_type=analysis.analysis_code_type,
        code_responsible=analysis.analysis_code_responsible,
        short_name=analysis.analysis_short_name,
        full_name=plain(analysis.analysis_complete_name).strip(),
        producer_code=result.producer_of_lab_result.identifier_code,
        producer_name=result.producer_of_lab_result.identifier,
        status=STATUS_OF_CODE[result.result_status_code],
        value=result.value,
        numeric=result.result_type == "numerisk",
        operator=result.operator,
        unit=result.unit,
        interval=None if isinstance(result, footstatus.Result) else _interval(result.reference_interval),
        mark=_mark(result.result_validation),
        group=None if placement is None else placement.requisition_group.name,
        order=None if placement is None else placement.order,
        remarks=tuple(
            Remark(
                kind="text" if isinstance(remark, xrpt01.ResultTextValue) else "comment",
                content=remark.content,
            )
            for remark in result.remarks
        ),
        references=result.references,
    )


def _mark(validation: str | None) -> Mark | None:
    return None if validation is None else _MARKS[validation]


def _interval(interval: ReferenceInterval | None) -> Interval | None:
    if interval is None:
        return None
    limits = interval.limits
    return Interval(
        kind=None if limits is None else limits.type_of_interval,
        lower=None if limits is None else limits.lower_limit,
        upper=None if limits is None else limits.upper_limit,
        text=interval.interval_text,
    )


def _bacteriology(letter: MicrobiologyReport, head: Report) -> Report:
    answer = letter.laboratory_results
    general = answer.general_result_information
    information = letter.requisition_information
    return replace(
        head,
        report_status=_report_status(general),
        clinical_text=information.clinical_information or (),
        comments=information.comments or (),
        results=tuple(_examination(result) for result in answer.results),
        bacteriology=Bacteriology(
            headline=general.headline,
            comment=general.comment or (),
            microscopy=answer.microscopic_findings,
            culture_without_findings=answer.culture_without_findings,
            culture_with_findings=answer.culture_with_findings,
        ),
    )


def _examination(result: xrpt02.Result) -> Result:
    analysis = result.analysis
    name = analysis.analysis_mds_name
    comment = result.result_comments
    return Result(
        code=analysis.mic_analysis_code,
        code_type=analysis.analysis_code_type,
        code_responsible=analysis.analysis_code_responsible,
        short_name=analysis.analysis_short_name,
        full_name=name.examination,
        producer_code=result.producer_of_lab_result.identifier_code,
        producer_name=result.producer_of_lab_result.identifier,
        status=STATUS_OF_CODE[result.result_status_code],
        value=result.value,
        numeric=False,
        operator=result.operator,
        unit=result.unit,
        interval=_interval(result.reference_interval),
        mark=_mark(result.result_validation),
        remarks=() if comment is None else (Remark(kind="comment", content=comment),),
        references=result.references,
        material=name.material,
        location=name.location,
    )


def _report_status(
    general: xrpt02.GeneralResultInformation | xrpt05.GeneralResultInformation,
) -> str | None:
    older = _REPORT_STATUS_OF_OLDER.get(general.result_status or "")
    return general.report_status_code or older


def _narrative(letter: CervixcytologyReport | HistopathologyReport | GeneticsReport, head: Report) -> Report:
    general = letter.laboratory_results.general_result_information
    information = letter.requisition_information
    told = replace(
        head,
        report_status=general.report_status_code,
        status=STATUS_OF_CODE[general.result_status_code],
        clinical_text=information.clinical_information or (),
        comments=information.comments or (),
        references=information.references,
    )
    if isinstance(letter, CervixcytologyReport):
        return replace(told, cytology=letter.laboratory_results)
    if isinstance(letter, HistopathologyReport):
        return replace(told, relative=letter.relative, histology=letter.laboratory_results)
    return replace(told, relative=letter.relative, genetics=letter.laboratory_results)


def _microbiology(letter: MicrobiologyWebReport, head: Report) -> Report:
    results = letter.laboratory_results
    general = results.general_result_information
    information = letter.requisition_information
    clinical = information.clinical_information
    return replace(
        head,
        received_at=moment(information.sample.sample_received_date_time),
        report_status=_report_status(general),
        status=STATUS_OF_CODE[general.result_status_code],
        summary=general.summary,
        clinical_information=() if clinical is None else clinical.paragraphs,
        requisition_comments=_texts(information.comments),
        investigations=results.investigations,
        report_comments=_texts(results.comments),
    )


def _texts(comments: Iterable[CodedText]) -> tuple[str, ...]:
    return tuple("\n".join(comment.text.paragraphs) for comment in comments)
