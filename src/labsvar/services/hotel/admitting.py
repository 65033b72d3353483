"""Whether an upload can be kept: the whole check of any letter, and what the hotel asks besides.

What is kept can be given on: it has been written once as XQ0131K and as Q0131K before it is taken, so that nobody
stands with a patient and a requisition that no laboratory can get.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from labsvar import checks
from labsvar.conversion import CannotConvert
from labsvar.exchange import identity
from labsvar.exchange import rules as exchange_rules
from labsvar.exchange.routing import Configuration
from labsvar.findings import Finding, has_errors
from labsvar.identifiers.person import is_made_up
from labsvar.letters.catalogue import BY_CODE
from labsvar.letters.common import Envelope
from labsvar.letters.consent import said
from labsvar.letters.xreq01 import LaboratoryRequest, Prompt
from labsvar.services.hotel import rules
from labsvar.services.hotel.converting import MustNotBeDropped, common, edifact_of, location_lost, sampled
from labsvar.services.hotel.model import COMMON, NEWEST, Admitted, Field, HotelTerms, Passed

VERSIONS: Final = (COMMON, NEWEST)
_LETTER: Final = "/Emessage/LaboratoryRequest"
_encode: Final = msgspec.json.Encoder().encode
read_letter: Final = msgspec.json.Decoder(LaboratoryRequest).decode
"""The typed letter in its JSON."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """An upload: what is kept of it, unless the findings refuse it."""

    findings: tuple[Finding, ...]
    admitted: Admitted | None = None


def judge(
    data: bytes,
    terms: HotelTerms,
    *,
    at: datetime,
    exchange: Configuration,
    may_send: Callable[[str], bool],
) -> Judged:
    """Judges the bytes of an upload. `exchange` says whose letters are taken (rule S10), `may_send` whether the
    caller is registered for a sender's location number (rule S20)."""
    checked = checks.check(data)
    findings = checked.findings
    if has_errors(findings):
        return Judged(findings=findings)
    letters = checked.read.letters
    typed = letters[0].letter if len(letters) == 1 else None
    if typed is None:
        return _refused(findings, [rules.ONE_LETTER.at(line=None, path="/Emessage")])
    version = letters[0].version
    if not isinstance(typed, LaboratoryRequest) or version is None or version.code not in VERSIONS:
        known = ", ".join((*VERSIONS, *(code[1:] for code in VERSIONS)))
        return _refused(findings, [rules.VERSION.at(line=None, path=_LETTER, known=known)])
    envelope = checked.read.envelope
    assert envelope is not None, "a file without errors has one"
    found = [*_of_hotel(typed, terms, exchange, may_send)]
    given = None if found else _given_on(typed, terms, envelope, at, found)
    if given is None:
        return _refused(findings, found)
    made, passed = given
    return Judged(findings=findings, admitted=_admitted(typed, made, terms, data, passed))


def _refused(findings: Sequence[Finding], found: Iterable[Finding]) -> Judged:
    return Judged(findings=(*findings, *found))


def _of_hotel(
    letter: LaboratoryRequest,
    terms: HotelTerms,
    exchange: Configuration,
    may_send: Callable[[str], bool],
) -> Iterable[Finding]:
    """What the hotel asks of a letter that is right."""
    made_up = is_made_up(identity.number_of(letter))
    if identity.identifies_nobody(letter):
        yield rules.NO_NUMBER.at(line=None, path=f"{_LETTER}/Patient")
    elif not exchange.belongs(made_up=made_up):
        rule = exchange_rules.PERSON_MADE_UP if made_up else exchange_rules.PERSON_NOT_MADE_UP
        yield rule.at(line=None, path=f"{_LETTER}/Patient")
    if not may_send(letter.sender.ean_identifier):
        yield rules.SENDER.at(line=None, path=f"{_LETTER}/Sender/EANIdentifier")
    if field_of(letter, terms) == "microbiology" and not asks_for_hotel(letter, terms):
        yield rules.PROMPT.at(line=None, path=f"{_LETTER}/Requests")


def field_of(letter: LaboratoryRequest, terms: HotelTerms) -> Field:
    """The field of the laboratory that is asked, by its location number.

    Assumption: the installation knows its departments of microbiology; nothing in the letter says the field.
    """
    return "microbiology" if letter.receiver.ean_identifier in terms.microbiology else "biochemistry"


def asks_for_hotel(letter: LaboratoryRequest, terms: HotelTerms) -> bool:
    """Whether the prompt that asks for the hotel is answered with a yes."""
    return any(_is_yes(prompt, terms) for prompt in letter.requests.prompts)


def _is_yes(prompt: Prompt, terms: HotelTerms) -> bool:
    question = prompt.question
    said_so = (prompt.answer.text or prompt.answer.numerical or "").strip().casefold()
    return question is not None and any(
        question.code == known.code
        and known.responsible in ("", question.code_responsible)
        and said_so in {answer.casefold() for answer in known.answers}
        for known in terms.prompts
    )


def _given_on(
    letter: LaboratoryRequest,
    terms: HotelTerms,
    envelope: Envelope,
    at: datetime,
    found: list[Finding],
) -> tuple[LaboratoryRequest, tuple[Passed, ...]] | None:
    """The letter as XQ0131K, and what is not as it was in each step that it will take; what hinders one goes into
    `found`."""
    step = COMMON
    try:
        made, passed = common(letter, terms)
        step = COMMON[1:]
        _, in_edifact = edifact_of(sampled(made, at=at, place="-"), envelope)
    except MustNotBeDropped as kept:
        found.append(rules.NOT_CARRIED.at(line=None, path=kept.path))
        return None
    except CannotConvert as refused:
        found += [
            rules.NOT_CONVERTED.at(line=None, path=each.path, version=step, why_da=each.da, why_en=each.en)
            for each in refused.refusals
        ]
        return None
    return made, (*passed, *location_lost(letter), *in_edifact)


def _admitted(
    letter: LaboratoryRequest,
    made: LaboratoryRequest,
    terms: HotelTerms,
    data: bytes,
    passed: tuple[Passed, ...],
) -> Admitted:
    version = BY_CODE[letter.letter.version_code]
    return Admitted(
        person_key=identity.base_key(letter),
        sender=letter.sender.ean_identifier,
        letter_number=letter.letter.identifier,
        sample_number=letter.requisition_information.sample.requester_sample_identifier,
        receiver=letter.receiver.ean_identifier,
        field=field_of(letter, terms),
        version=version.code,
        analyses=len(letter.requests.requested_analyses),
        consent_refused=said(letter, version) == "refused",
        raw=data,
        document=_encode(letter),
        common=_encode(made),
        passed=passed,
    )
