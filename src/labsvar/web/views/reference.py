"""Samples to and from reference laboratories, as a laboratory reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from labsvar.database.reference import OwnAnswer
from labsvar.findings import Finding
from labsvar.linking import requesting
from labsvar.linking.reception import Found
from labsvar.linking.supplementing import Supplement
from labsvar.results.model import Party, Report
from labsvar.web.personas import written
from labsvar.web.texts import Texts
from labsvar.web.views.times import moment


class Choosable(NamedTuple):
    """An isolate, or a sample, that can be sent on; `value` is what a form sends."""

    value: str
    name: str
    number_needed: bool


class AnswerShown(NamedTuple):
    """One of the laboratory's own answers."""

    letter_id: str
    name: str
    number: str
    title: str
    production_number: str
    requester_number: str | None
    sampled: str
    resulted: str
    refused: bool
    sent_to: str | None
    isolates: tuple[Choosable, ...]
    requests: tuple[tuple[str, str, str], ...]
    referred: tuple[tuple[str, str, str], ...]


class FoundShown(NamedTuple):
    """A request that was sent ahead, and what it lacks."""

    letter_id: str
    how: str
    name: str
    number: str
    requester: str
    original: str | None
    requisition_number: str
    sampled: str
    asked: str
    prompts: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    prompts_missing: tuple[str, ...]
    refused: bool
    noted: tuple[tuple[str, str, str], ...]
    is_received: bool


class SupplementShown(NamedTuple):
    """What a supplementary answer would say, and to whom."""

    receivers: tuple[str, ...]
    findings: tuple[tuple[str, str], ...]
    refused: bool


class FindingShown(NamedTuple):
    """A finding in one language."""

    severity: str
    says: str
    todo: str


def answer(found: OwnAnswer, texts: Texts) -> AnswerShown:
    """An answer in words."""
    report = found.report
    return AnswerShown(
        letter_id=found.letter_id,
        name=_name(report.person_given_name, report.person_surname),
        number=written(report.person_key),
        title=" · ".join(dict.fromkeys(_examinations(report))),
        production_number=report.production_number,
        requester_number=report.requester_number,
        sampled=moment(report.sampled_at, texts),
        resulted=moment(report.resulted_at, texts),
        refused=requesting.refuses(found.source) is True,
        sent_to=found.sent_to,
        isolates=tuple(
            Choosable(
                f"{each.choice.investigation}:{each.choice.isolate or ''}", each.name, each.number_needed
            )
            for each in found.isolates
        ),
        requests=tuple(
            (each.requester_number, _party(each.receiver), moment(each.requested_at, texts))
            for each in found.requests
        ),
        referred=tuple(
            (each.report.letter_id, _party(each.report.sender), moment(each.report.resulted_at, texts))
            for each in found.referred
        ),
    )


def arrived(found: Found, texts: Texts) -> FoundShown:
    """A request in words."""
    asked, letter = found.requisition, found.letter
    consent, original = letter.patient.consent, letter.original_requester
    sampled = asked.sampled_at
    return FoundShown(
        letter_id=asked.letter_id,
        how=found.how,
        name=_name(asked.person_given_name, asked.person_surname),
        number=written(asked.person_key),
        requester=_party(asked.sender),
        original=None if original is None else original.organisation_name,
        requisition_number=asked.requester_number,
        sampled="" if sampled is None else moment(sampled, texts),
        asked=" · ".join(_asked_for(found)),
        prompts=tuple(_prompts(found)),
        missing=found.missing,
        prompts_missing=found.prompts_missing,
        refused=consent is not None and not consent.given,
        noted=tuple((each.kind, moment(each.at, texts), each.who) for each in found.noted),
        is_received=found.is_received,
    )


def supplement(made: Supplement) -> SupplementShown:
    """What would be sent: every examination of the new answer with its producer."""
    receivers = [f"{each.letter.type_code}: {each.receiver.organisation_name or each.receiver.ean_identifier}" for each in made.letters]  # fmt: skip
    return SupplementShown(
        receivers=tuple(receivers), findings=tuple(_found(made)), refused=requesting.refuses(made.web) is True
    )


def findings(told: Sequence[Finding], texts: Texts) -> tuple[FindingShown, ...]:
    """Findings in one language; the notes about test persons and the like are left out."""
    danish = texts.language == "da"
    return tuple(
        FindingShown(each.severity, each.da if danish else each.en, each.todo_da if danish else each.todo_en)
        for each in told
        if each.severity != "note"
    )


def _found(made: Supplement) -> Iterable[tuple[str, str]]:
    for each in made.web.laboratory_results.investigations:
        producer = each.examination.producer_of_lab_result
        culture = each.culture_findings
        grown = [" ".join(organism.identification.text.paragraphs) for organism in culture.microorganisms] if culture else []  # fmt: skip
        name = each.examination.analysis_mds_name.examination
        yield ("" if producer is None else producer.identifier_code), ": ".join([name, *filter(None, [", ".join(grown)])])  # fmt: skip


def _prompts(found: Found) -> Iterable[tuple[str, str]]:
    for each in found.letter.requests.prompts:
        said = each.answer
        value = said.text or said.numerical or said.diagnose_code
        if value is None and said.date_time is not None:
            value = f"{said.date_time.date} {said.date_time.time}"
        yield (each.question.code_text if each.question else each.plain_question or ""), value or ""


def _asked_for(found: Found) -> Iterable[str]:
    for each in found.letter.requests.requested_analyses:
        comment = each.analysis.line_comment
        name = each.analysis.analysis_short_name or (" ".join(comment.text_lines) if comment else "")
        yield ", ".join(part for part in (name, each.sample_material, each.sample_location) if part)


def _examinations(report: Report) -> Iterable[str]:
    return (each.examination.analysis_mds_name.examination for each in report.investigations)


def _name(given: str | None, surname: str) -> str:
    return " ".join(part for part in (given, surname) if part)


def _party(party: Party) -> str:
    return ", ".join(part for part in (party.name, party.department) if part) or party.gln
