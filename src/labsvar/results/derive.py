"""From a letter to the report kept beside it. Pure: the same letter always gives the same report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from labsvar.letters import xrpt01, xrpt05
from labsvar.letters.catalogue import Report as ReportLetter
from labsvar.letters.common import CodedText, Envelope, Producer
from labsvar.letters.element import DateTime
from labsvar.letters.text import plain
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.results.model import (
    STATUS_OF_CODE,
    Databank,
    Interval,
    Mark,
    Party,
    Remark,
    Report,
    Result,
    Sector,
    Stage,
)

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
    general = letter.laboratory_results.general_result_information
    sample = letter.requisition_information.sample
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
        sample_number=sample.laboratory_internal_sample_identifier,
        requester_number=sample.requester_sample_identifier,
        production_number=general.laboratory_internal_production_identifier,
        sampled_at=moment(sample.sampling_date_time),
        resulted_at=moment(general.results_date_time),
        authorised_at=moment(letter.letter.authorisation),
        sent_at=moment(envelope.sent),
        arrived_at=arrived_at,
        given=None if patient.consent is None else patient.consent.given,
        report_status=general.report_status_code,
    )
    if isinstance(letter, LaboratoryReport):
        return _biochemistry(letter, head)
    return _microbiology(letter, head)


def sector_of(letter: ReportLetter) -> Sector:
    """Where the sender works, as far as the letter tells.

    Assumption: a sender known by a provider number (`ydernummer`) with the speciality of general
    practice, or none, is general practice; one known by a hospital department number is a hospital.
    """
    sender = letter.sender
    speciality = sender.medical_speciality_code
    if sender.identifier_code == "ydernummer" and speciality in (None, "almen_medicin"):
        return "general_practice"
    if sender.identifier_code == "sygehusafdelingsnummer":
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


def _party(
    party: xrpt01.Sender | xrpt01.Receiver | xrpt05.Sender | xrpt05.Receiver,
) -> Party:
    local = getattr(party, "identifier_local", None)
    return Party(
        gln=party.ean_identifier,
        identifier=party.identifier,
        identifier_code=party.identifier_code or local,
        name=party.organisation_name or "",
        department=party.department_name,
        unit=party.unit_name,
    )


def _biochemistry(letter: LaboratoryReport, head: Report) -> Report:
    results = letter.laboratory_results
    return replace(
        head,
        comments=letter.requisition_information.comments or (),
        results=tuple(_result(result) for result in results.results),
    )


def _result(result: xrpt01.Result) -> Result:
    analysis = result.analysis
    placement = analysis.placement
    producer: Producer = result.producer_of_lab_result
    return Result(
        code=analysis.analysis_code,
        code_type=analysis.analysis_code_type,
        code_responsible=analysis.analysis_code_responsible,
        short_name=analysis.analysis_short_name,
        full_name=plain(analysis.analysis_complete_name).strip(),
        producer_code=producer.identifier_code,
        producer_name=producer.identifier,
        status=STATUS_OF_CODE[result.result_status_code],
        value=result.value,
        numeric=result.result_type == "numerisk",
        operator=result.operator,
        unit=result.unit,
        interval=_interval(result),
        mark=None if result.result_validation is None else _MARKS[result.result_validation],
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


def _interval(result: xrpt01.Result) -> Interval | None:
    interval = result.reference_interval
    if interval is None:
        return None
    limits = interval.limits
    return Interval(
        kind=None if limits is None else limits.type_of_interval,
        lower=None if limits is None else limits.lower_limit,
        upper=None if limits is None else limits.upper_limit,
        text=interval.interval_text,
    )


def _microbiology(letter: MicrobiologyWebReport, head: Report) -> Report:
    results = letter.laboratory_results
    general = results.general_result_information
    information = letter.requisition_information
    older_status = _REPORT_STATUS_OF_OLDER.get(general.result_status or "")
    clinical = information.clinical_information
    return replace(
        head,
        report_status=general.report_status_code or older_status,
        status=STATUS_OF_CODE[general.result_status_code],
        summary=general.summary,
        clinical_information=() if clinical is None else clinical.paragraphs,
        requisition_comments=_texts(information.comments),
        investigations=results.investigations,
        report_comments=_texts(results.comments),
    )


def _texts(comments: Iterable[CodedText]) -> tuple[str, ...]:
    return tuple("\n".join(comment.text.paragraphs) for comment in comments)
