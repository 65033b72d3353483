"""From a stored letter to what of it matters for linking. Pure: the same letter always gives the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from labsvar.identifiers import cpr, person, replacement
from labsvar.letters import xrpt05, xrpt06
from labsvar.letters.catalogue import AboutPerson
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.linking import prompts
from labsvar.linking.agreement import DEFAULT, Agreement
from labsvar.linking.model import AnswerFacts, Facts, Grown, Producer, RequestFacts, Who
from labsvar.linking.prompts import SenderPrompts
from labsvar.results.model import Report, Requisition

KINDS: Final = ("XRPT05", "XRPT06", "XREQ01")
"""The kinds of letters that are read for linking. XRPT02 has neither prompts nor numbers of isolates."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_Investigation = xrpt05.Investigation | xrpt06.Investigation


def of_letter(
    letter: AboutPerson, known: Report | Requisition, *, settings: Agreement = DEFAULT
) -> Facts | None:
    """The facts of a letter and of what was kept of it; `None` for one that has nothing to do with it."""
    if isinstance(letter, MicrobiologyWebReport | MiBaReport) and isinstance(known, Report):
        return of_answer(letter, known, settings=settings)
    if isinstance(letter, LaboratoryRequest) and isinstance(known, Requisition):
        return of_request(letter, known, settings=settings)
    return None


def of_answer(
    letter: MicrobiologyWebReport | MiBaReport, report: Report, *, settings: Agreement = DEFAULT
) -> AnswerFacts:
    """The facts of an answer."""
    carried = (
        prompts.read_answer(letter, settings=settings).sender if isinstance(letter, MiBaReport) else None
    )
    investigations: Sequence[_Investigation] = letter.laboratory_results.investigations
    return AnswerFacts(
        letter_id=report.letter_id,
        person_key=report.person_key,
        kind="XRPT06" if isinstance(letter, MiBaReport) else "XRPT05",
        who=_who(letter),
        sender=report.sender.gln,
        sender_laboratory=report.sender_laboratory or _laboratory(letter),
        receiver=report.receiver.gln,
        sample_number=report.sample_number,
        requester_number=report.requester_number,
        production_number=report.production_number,
        sampled_at=report.sampled_at,
        told_at=report.resulted_at,
        producers=_producers(investigations),
        grown=tuple(found for each in investigations for found in _grown(each)),
        prompts=carried or SenderPrompts(),
    )


def of_request(
    letter: LaboratoryRequest, requisition: Requisition, *, settings: Agreement = DEFAULT
) -> RequestFacts | None:
    """The facts of a requisition; `None` when it is not about a reference sample."""
    said = prompts.read(letter, settings=settings).sender
    if not said.any:
        return None
    original = letter.original_requester
    tubes = (each.test_tube for each in letter.requests.requested_analyses)
    return RequestFacts(
        letter_id=requisition.letter_id,
        person_key=requisition.person_key,
        who=_who(letter),
        sender=requisition.sender.gln,
        receiver=requisition.receiver.gln,
        requisition_number=requisition.requester_number,
        original=None if original is None else original.identifier,
        tubes=frozenset(tube.test_tube_identifier for tube in tubes if tube is not None),
        prompts=said,
    )


def who(*, number: str, issuer: str, surname: str, given_name: str | None) -> Who:
    """A person as a letter names them. `issuer` is the location number of the letter's sender."""
    written = number.strip().upper()
    return Who(
        number=written,
        issuer=issuer,
        identifies=cpr.fault(written) is None or replacement.is_national(written),
        nobody=person.identifies_nobody(written),
        name=" ".join(part for part in (given_name, surname) if part),
        words=person.name_words(surname, given_name),
        born=person.birth_date(written),
    )


def _who(letter: AboutPerson) -> Who:
    patient = letter.patient
    return who(
        number=patient.civil_registration_number or patient.alternative_identifier or "",
        issuer=letter.sender.ean_identifier,
        surname=patient.person_surname_name,
        given_name=patient.person_given_name,
    )


def organism_word(name: str) -> str:
    """The word that names of the same organism have in common: the first, in small letters.

    Assumption: laboratories name an organism by its genus first. Nothing else is compared, since a
    reference laboratory says more precisely what the first laboratory found.
    """
    found = _WORD.search(name)
    return "" if found is None else found.group().casefold()


def _laboratory(letter: MicrobiologyWebReport | MiBaReport) -> str | None:
    return letter.sender.from_lab_identifier


def _producers(investigations: Sequence[_Investigation]) -> tuple[Producer, ...]:
    named = (each.examination.producer_of_lab_result for each in investigations)
    pairs = {(each.identifier_code, each.identifier) for each in named if each is not None}
    return tuple(Producer(code=code, name=name) for code, name in sorted(pairs))


def _grown(investigation: _Investigation) -> Iterator[Grown]:
    examined = investigation.examination
    material = (examined.analysis_mds_name.material or "").strip().casefold()
    code = examined.mic_analysis_code
    culture = investigation.culture_findings
    if culture is None or not culture.microorganisms:
        yield Grown(analysis_code=code, material=material)
        return
    for organism in culture.microorganisms:
        if isinstance(organism, xrpt06.Microorganism):
            isolate, name = organism.isolate_number, organism.identification.text
        else:
            isolate, name = None, " ".join(organism.identification.text.paragraphs)
        yield Grown(analysis_code=code, isolate=isolate, organism=organism_word(name), material=material)
