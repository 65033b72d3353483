"""The supplementary answer: the first laboratory's own report in a new version, with what the reference laboratory
found. Pure.

    supplement(own, reference, at=...)     an XRPT05 to the requester, an XRPT06 to MiBa, or why not

It has the keys of the laboratory's own answer (rule S1) and a later result time, so it takes the place of the one
before it (rule S2), and it comes from whom the earlier one came from (rule S3). Each examination of the reference
laboratory keeps its producer. Nothing here sends anything: a person decides.

Of an XRPT06 the requester sees what an XRPT05 would show (rule S16). A refusal in any of the letters is one in
both that are made (rule S12).

Assumption: a supplementary answer to a final answer is final (`svar_endeligt`), and one to a corrected answer
stays corrected: nothing that was said is taken back. The standards have no status for a supplement.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from labsvar.findings import Finding, has_errors
from labsvar.letters import surveillance, xrpt05, xrpt06
from labsvar.letters.common import Consent, Letter
from labsvar.letters.element import DateTime
from labsvar.letters.surveillance import NO_LEVELS, Levels
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.letters.zone import DENMARK
from labsvar.linking import requesting, rules
from labsvar.linking.prompts import Answer
from labsvar.results import derive

_FINAL: Final = frozenset({"svar_endeligt", "svar_rettet"})
_LAST: Final = datetime.fromisoformat("9999-12-31T23:58")
_RESULTS: Final = "LaboratoryResults"
_Examined = TypeVar("_Examined", bound=xrpt05.Investigation | xrpt06.Investigation)


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """The newest letters of the first laboratory's own answer."""

    web: MicrobiologyWebReport | None
    miba: MiBaReport | None = None


class Supplement(msgspec.Struct, frozen=True, kw_only=True):
    """What would be sent: to the requester, and to MiBa where both answers are there as XRPT06."""

    web: MicrobiologyWebReport
    miba: MiBaReport | None
    findings: tuple[Finding, ...] = ()

    @property
    def letters(self) -> tuple[Answer, ...]:
        """Everything that would leave."""
        return (self.web,) if self.miba is None else (self.web, self.miba)


def supplement(
    own: Own, reference: Answer, *, at: datetime, open_levels: Levels = NO_LEVELS
) -> Supplement | tuple[Finding, ...]:
    """The supplementary answer at a time (with a zone), or everything that keeps it from being made."""
    findings = _hindrances(own, reference)
    if own.web is None or findings:
        return tuple(findings)
    told = reference
    if isinstance(reference, MiBaReport):
        told = surveillance.visible(reference, open_levels=open_levels)
    assert isinstance(told, MicrobiologyWebReport), "it is one, or is shown as one"
    if not told.laboratory_results.investigations:
        return (rules.NOTHING_TO_SHOW.at(line=None, path=_RESULTS),)
    refused = any(requesting.refuses(each) for each in (own.web, own.miba, reference) if each is not None)
    moment = _later(own, at)
    web = _web(own.web, told, at=at, moment=moment, refused=refused)
    miba = None
    if own.miba is not None and isinstance(reference, MiBaReport):
        miba = _miba(own.miba, reference, at=at, moment=moment, refused=refused)
    else:
        findings.append(rules.MIBA_UNCHANGED.at(line=None, path=_RESULTS))
    made = Supplement(web=web, miba=miba)
    findings += [found for letter in made.letters for found in requesting.faults(letter, at=at)]
    return tuple(findings) if has_errors(findings) else replace(made, findings=tuple(findings))


def _hindrances(own: Own, reference: Answer) -> list[Finding]:
    if own.web is None or _status(own.web) not in _FINAL:
        return [rules.SUPPLEMENT_NEEDS_ANSWER.at(line=None, path=_RESULTS)]
    findings = []
    if _status(reference) not in _FINAL:
        path = f"{_RESULTS}/GeneralResultInformation/ResultStatusCode"
        findings.append(rules.REFERENCE_NOT_FINAL.at(line=None, path=path))
    if _number(own.web) != _number(reference):
        findings.append(rules.OTHER_PERSON.at(line=None, path="Patient"))
    if any(
        each.examination.producer_of_lab_result is None
        for each in reference.laboratory_results.investigations
    ):
        path = f"{_RESULTS}/Investigation/Examination/ProducerOfLabResult"
        findings.append(rules.PRODUCER_NEEDED.at(line=None, path=path))
    return findings


def _status(answer: Answer) -> str:
    return answer.laboratory_results.general_result_information.result_status_code


def _number(answer: Answer) -> str:
    patient = answer.patient
    return (patient.civil_registration_number or patient.alternative_identifier or "").strip().upper()


def _later(own: Own, at: datetime) -> DateTime:
    """The new result time: now, and in any case later than that of the letters before (rule S2)."""
    letters = [each for each in (own.web, own.miba) if each is not None]
    before = max(
        derive.moment(each.laboratory_results.general_result_information.results_date_time)
        for each in letters
    )
    now = at.astimezone(DENMARK).replace(tzinfo=None, second=0, microsecond=0)
    # Nothing is later than the last moment there is; such an answer is the newest for ever.
    later = max(now, min(before, _LAST) + timedelta(minutes=1))
    return DateTime(date=f"{later:%Y-%m-%d}", time=f"{later:%H:%M}")


# The letters ---------------------------------------------------------------------------------------------


def _web(
    own: MicrobiologyWebReport, told: MicrobiologyWebReport, *, at: datetime, moment: DateTime, refused: bool
) -> MicrobiologyWebReport:
    results = own.laboratory_results
    return replace(
        own,
        letter=_head(own, at, moment),
        patient=replace(own.patient, consent=Consent(given=False)) if refused else own.patient,
        laboratory_results=replace(
            results,
            general_result_information=replace(results.general_result_information, results_date_time=moment),
            investigations=_together(results.investigations, told.laboratory_results.investigations),
        ),
    )


def _miba(
    own: MiBaReport, reference: MiBaReport, *, at: datetime, moment: DateTime, refused: bool
) -> MiBaReport:
    results = own.laboratory_results
    return replace(
        own,
        letter=_head(own, at, moment),
        patient=replace(own.patient, consent_given=own.patient.consent_given and not refused),
        laboratory_results=replace(
            results,
            general_result_information=replace(results.general_result_information, results_date_time=moment),
            investigations=_together(results.investigations, reference.laboratory_results.investigations),
        ),
    )


def _head(own: Answer, at: datetime, moment: DateTime) -> Letter:
    """A letter of its own: the same supplement made twice has the same number, and is told to be the same."""
    number = requesting.letter_number(
        own.sender.ean_identifier, own.letter.identifier, own.letter.type_code, moment.date, moment.time
    )
    return replace(own.letter, identifier=number, authorisation=requesting.denmark(at))


def _together(own: Sequence[_Examined], reference: Sequence[_Examined]) -> tuple[_Examined, ...]:
    """The laboratory's own examinations, and the reference laboratory's in place of any it told before."""
    told = {_producer(each) for each in reference}
    return (*(each for each in own if _producer(each) not in told), *reference)


def _producer(of: xrpt05.Investigation | xrpt06.Investigation) -> tuple[str, str]:
    producer = of.examination.producer_of_lab_result
    return (producer.identifier_code if producer is not None else "", of.examination.mic_analysis_code)
