"""The request to a reference laboratory, made of an answer: one XREQ01 (XQ0131K) for one isolate. Pure.

    request(answer, wanted)     the letter with all prompts, or why it cannot be made
    faults(letter, at=...)      what our own whole check finds in it, before it leaves

Nothing is cut to fit, and a refusal of consent travels with the request (rule S12).

Source: MedCom, reference group for laboratory medicine, minutes on reference samples (short-term solution);
MedCom's OIOXML schema of XREQ01 (XQ0131K).

Assumption: the laboratory that has the sample is who "takes" it towards the reference laboratory, so the sampling
place is `rekvirenten`, with the actual time of sampling that the answer tells.

Assumption: where no other analysis is named, what is asked for is the examination whose finding is sent on, under
the first laboratory's own code.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from labsvar import checks
from labsvar.findings import Finding, has_errors
from labsvar.formats.xml import CannotWrite, write
from labsvar.identifiers import gln
from labsvar.letters import requisitions, xreq01, xrpt05
from labsvar.letters.catalogue import AboutPerson, Emessage, version_of
from labsvar.letters.common import Consent, Envelope, Letter
from labsvar.letters.element import DateTime, Paragraphs
from labsvar.letters.requisitions import OriginalRequester
from labsvar.letters.text import BREAK, BreakableText
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.letters.zone import DENMARK
from labsvar.linking import prompts, replies, rules
from labsvar.linking.agreement import DEFAULT, Agreement
from labsvar.linking.prompts import Answer, Choice, Prompts
from labsvar.linking.replies import Goal

_IDENTIFIER_CODES: Final = frozenset(
    {"sygehusafdelingsnummer", "ydernummer", "lokationsnummer", "kommunenummer", "amt", "sorkode"}
)
"""The kinds of organisation numbers that a requisition has. Source: the schema of XQ0131K."""
_LINE: Final = 70
_NUMBER: Final = 15
_LETTER_NUMBER: Final = 14


class Laboratory(msgspec.Struct, frozen=True, kw_only=True):
    """The reference laboratory. Without a number of another kind it is known by its location number."""

    gln: str
    identifier: str = ""
    identifier_code: str = "lokationsnummer"
    name: str = ""


class Examination(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for: a code, whose code it is, and the name."""

    code: str
    code_type: str
    responsible: str
    name: str


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sent on, to whom and when (a time with a zone).

    `number` is the requisition number, where the laboratory gives one of its own; `original_requester_number` the
    sample's number at the requester, where the answer does not tell it.
    """

    choice: Choice
    to: Laboratory
    at: datetime
    reply_to: Goal = "sender"
    number: str | None = None
    original_requester_number: str | None = None
    examination: Examination | None = None


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What else is stored of the sample: the requisition that began it, and the XRPT05 of the same answer, which
    names the requester where the answer itself is for MiBa."""

    asked: LaboratoryRequest | None = None
    web: MicrobiologyWebReport | None = None


NOTHING: Final = Known()


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request that may leave, with warnings and notes."""

    letter: LaboratoryRequest
    findings: tuple[Finding, ...] = ()


def request(
    answer: Answer, wanted: Wanted, *, known: Known = NOTHING, settings: Agreement = DEFAULT
) -> Request | tuple[Finding, ...]:
    """The request for one isolate, or everything that keeps it from being made."""
    composed = prompts.compose(
        answer,
        wanted.choice,
        settings=settings,
        asked=known.asked,
        original_requester_number=wanted.original_requester_number,
    )
    findings = list(composed.findings if isinstance(composed, Prompts) else composed)
    requester, about = _requester(answer, wanted, known)
    findings += about
    if gln.fault(wanted.to.gln) is not None:
        findings.append(rules.NO_LOCATION.at(line=None, path="Receiver/EANIdentifier"))
    number = _number(answer, wanted, known, settings)
    if number is None:
        path = "RequisitionInformation/Sample/RequesterSampleIdentifier"
        findings.append(rules.NUMBER_NEEDED.at(line=None, path=path))
    if not isinstance(composed, Prompts) or number is None or has_errors(findings):
        return tuple(findings)
    made = _letter(answer, wanted, known=known, number=number, asked_for=composed)
    addressed = replies.addressed(made, to=wanted.reply_to, original=requester, settings=settings)
    findings += faults(addressed, at=wanted.at)
    return tuple(findings) if has_errors(findings) else Request(letter=addressed, findings=tuple(findings))


def faults(letter: AboutPerson, *, at: datetime) -> tuple[Finding, ...]:
    """What our own whole check finds in a letter that has not left yet."""
    try:
        data = file_of(letter, at=at)
    except CannotWrite as fault:
        return tuple(fault.findings)
    return checks.check(data).findings


def file_of(letter: AboutPerson, *, at: datetime) -> bytes:
    """The letter in an envelope that asks for a receipt. Raises `CannotWrite`.

    The envelope's number follows from the letter's, so the same letter sent twice is told to be the same.
    """
    version = version_of(letter)
    envelope = Envelope(
        sent=denmark(at),
        identifier=_digest(
            _LETTER_NUMBER, "envelope", letter.sender.ean_identifier, letter.letter.identifier
        ),
        acknowledgement_code="pluspositivkvitt",
    )
    return write(Emessage(namespace=version.release.namespace, envelope=envelope, letters=(letter,)))


def denmark(at: datetime) -> DateTime:
    """A time as letters write it, in Danish local time."""
    local = at.astimezone(DENMARK)
    return DateTime(date=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}")


def letter_number(*parts: str) -> str:
    """The number of a letter that is made of other letters: 14 characters, the same whenever it is made."""
    return _digest(_LETTER_NUMBER, "letter", *parts)


def refuses(answer: Answer) -> bool | None:
    """Whether an answer says that consent is refused (`True`) or given; `None` when it says nothing."""
    if isinstance(answer, MiBaReport):
        return not answer.patient.consent_given
    consent = answer.patient.consent
    return None if consent is None else not consent.given


# The parts of the letter ---------------------------------------------------------------------------------


def _letter(
    answer: Answer, wanted: Wanted, *, known: Known, number: str, asked_for: Prompts
) -> LaboratoryRequest:
    at = denmark(wanted.at)
    sender = answer.sender
    moment = wanted.at.isoformat()
    return LaboratoryRequest(
        letter=Letter(
            identifier=letter_number(sender.ean_identifier, number, moment),
            version_code="XQ0131K",
            statistical_code="XREQ01",
            authorisation=at,
            type_code="XREQ01",
        ),
        sender=requisitions.Sender(
            ean_identifier=sender.ean_identifier,
            identifier=sender.identifier,
            identifier_code=sender.identifier_code,
            organisation_name=sender.organisation_name,
            department_name=sender.department_name,
            unit_name=sender.unit_name,
            medical_speciality_code=sender.medical_speciality_code,
            reply_to=True,
        ),
        receiver=_receiver(wanted.to),
        patient=_patient(answer, known),
        requisition_information=_information(answer, wanted, known, number=number, at=at),
        requests=xreq01.Requests(requested_analyses=(_requested(answer, wanted),), prompts=asked_for.prompts),
    )


def _receiver(to: Laboratory) -> requisitions.Receiver:
    return requisitions.Receiver(
        ean_identifier=to.gln,
        identifier=to.identifier or to.gln,
        identifier_code=to.identifier_code if to.identifier else "lokationsnummer",
        organisation_name=to.name or None,
    )


def _patient(answer: Answer, known: Known) -> requisitions.Patient:
    """The person, with the refusal of whichever letter states one; else with what the answer says."""
    said = [refuses(answer), *(refuses(each) for each in (known.web,) if each is not None)]
    asked = None if known.asked is None else known.asked.patient.consent
    said.append(None if asked is None else not asked.given)
    stated = [each for each in said if each is not None]
    patient = answer.patient
    return requisitions.Patient(
        civil_registration_number=patient.civil_registration_number,
        alternative_identifier=patient.alternative_identifier,
        person_surname_name=patient.person_surname_name,
        person_given_name=patient.person_given_name,
        consent=Consent(given=not any(stated)) if stated else None,
    )


def _information(
    answer: Answer, wanted: Wanted, known: Known, *, number: str, at: DateTime
) -> xreq01.RequisitionInformation:
    information = answer.requisition_information
    original = wanted.original_requester_number or _original_number(answer, known)
    forwarded = None
    if original is not None and len(original) <= _NUMBER:
        forwarded = xreq01.OriginalSample(original_requester_sample_identifier=original)
    return xreq01.RequisitionInformation(
        requisition_date_time=at,
        sampling_location_code="rekvirenten",
        sampling_date_time_type="faktisk",
        sampling_date_time=information.sample.sampling_date_time,
        sample=xreq01.Sample(requester_sample_identifier=number, original=forwarded),
        number_of_test_tubes=1,
        clinical_information=_breakable(information.clinical_information),
    )


def _breakable(told: Paragraphs | None) -> BreakableText | None:
    lines = [] if told is None else [each for each in told.paragraphs if each.strip()]
    return tuple(part for line in lines for part in (line, BREAK)) or None


def _requested(answer: Answer, wanted: Wanted) -> xreq01.RequestedAnalysis:
    found = answer.laboratory_results.investigations[wanted.choice.investigation].examination
    named = wanted.examination or Examination(
        code=found.mic_analysis_code,
        code_type=found.analysis_code_type,
        responsible=found.analysis_code_responsible,
        name=found.analysis_mds_name.examination,
    )
    return xreq01.RequestedAnalysis(
        result_priority="rutine",
        analysis=xreq01.Analysis(
            analysis_code=named.code,
            analysis_code_type=named.code_type,
            analysis_code_responsible=named.responsible,
            line_comment=xreq01.LineComment(text_lines=tuple(_lines(named.name))[:3]),
        ),
        sample_location=found.analysis_mds_name.location,
        sample_material=found.analysis_mds_name.material,
    )


def _lines(text: str) -> Iterator[str]:
    for start in range(0, len(text), _LINE):
        yield text[start : start + _LINE]


# Who and which number ------------------------------------------------------------------------------------


def _requester(
    answer: Answer, wanted: Wanted, known: Known
) -> tuple[OriginalRequester | None, list[Finding]]:
    """Who asked first, and what is to be said where nothing tells it."""
    web = answer if isinstance(answer, MicrobiologyWebReport) else known.web
    found = None if web is None else _named(web.receiver)
    if found is None and known.asked is not None:
        found = _named(known.asked.sender)
    if found is not None:
        return found, []
    rule = rules.REQUESTER_NEEDED if wanted.reply_to == "original_requester" else rules.REQUESTER_UNKNOWN
    return None, [rule.at(line=None, path="OriginalRequester")]


def _named(party: xrpt05.Receiver | requisitions.Sender) -> OriginalRequester | None:
    if party.identifier_code not in _IDENTIFIER_CODES or not party.organisation_name:
        return None
    return OriginalRequester(
        identifier=party.identifier,
        identifier_code=party.identifier_code,
        organisation_name=party.organisation_name,
        department_name=party.department_name,
        unit_name=party.unit_name,
        reply_to=False,
    )


def _original_number(answer: Answer, known: Known) -> str | None:
    number = answer.requisition_information.sample.requester_sample_identifier
    if number is None and known.asked is not None:
        return known.asked.requisition_information.sample.requester_sample_identifier
    return number


def _number(answer: Answer, wanted: Wanted, known: Known, settings: Agreement) -> str | None:
    """The requisition number: the one given, or as the setting says; `None` when there is no original one."""
    if wanted.number:
        return wanted.number
    original = wanted.original_requester_number or _original_number(answer, known)
    if original is None and settings.requisition_number == "same":
        return None
    results, sample = answer.laboratory_results, answer.requisition_information.sample
    new = _digest(
        _NUMBER,
        "request",
        answer.sender.ean_identifier,
        results.general_result_information.laboratory_internal_production_identifier,
        sample.sampling_date_time.date,
        str(wanted.choice.investigation),
        str(wanted.choice.isolate),
    )
    return replies.number_of_request(original=original or new, new=new, settings=settings)


def _digest(length: int, *parts: str) -> str:
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return "R" + b32encode(digest).decode().rstrip("=")[: length - 1]
