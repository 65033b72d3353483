"""Links as the surveillance role reads them."""

from __future__ import annotations

from typing import NamedTuple

from labsvar.linking.decisions import Event, Link, State
from labsvar.linking.model import Answer, Grown
from labsvar.linking.words import reason_said, rung_said, said
from labsvar.web.personas import written
from labsvar.web.texts import Texts
from labsvar.web.views.times import moment


class EventView(NamedTuple):
    """Something that happened to a link."""

    kind: str
    at: str
    by: str
    reason: str


class LinkView(NamedTuple):
    """A link, without whom it is about."""

    link_id: str
    state: State
    rung: str
    isolate: int | None
    laboratory: str
    reference: str
    said: tuple[str, ...]
    against: tuple[str, ...]
    history: tuple[EventView, ...]


class AnswerView(NamedTuple):
    """One of the two answers, with the person whom it is about."""

    name: str
    number: str
    laboratory: str
    sample_number: str
    production_number: str
    requester_number: str | None
    sampled: str
    told: str
    findings: tuple[str, ...]
    kinds: tuple[str, ...]


def link_view(link: Link, texts: Texts) -> LinkView:
    """A link in words."""
    judged = link.judged
    evidence: dict[str, list[str]] = {"for": [], "against": []}
    for each in judged.evidence:
        evidence[each.says].append(said(each, texts.language))
    return LinkView(
        link_id=link.link_id,
        state=link.state,
        rung=rung_said(judged.rung, texts.language),
        isolate=judged.isolate,
        laboratory=judged.source.sender,
        reference=judged.reference.sender,
        said=tuple(evidence["for"]),
        against=tuple(evidence["against"]),
        history=tuple(_event(each, texts) for each in link.history),
    )


def answer_view(answer: Answer, texts: Texts) -> AnswerView:
    """An answer with the numbers that it is linked by."""
    newest = answer.newest
    return AnswerView(
        name=newest.who.name,
        number=written(newest.who.number),
        laboratory=newest.sender,
        sample_number=newest.sample_number,
        production_number=newest.production_number,
        requester_number=newest.requester_number,
        sampled=moment(newest.sampled_at, texts),
        told=moment(newest.told_at, texts),
        findings=tuple(_finding(each) for each in newest.grown),
        kinds=tuple(sorted({each.kind for each in answer.letters})),
    )


def _event(event: Event, texts: Texts) -> EventView:
    kind = "demoted" if event.demoted else event.kind
    reason = reason_said(event, texts.language)
    return EventView(kind=kind, at=moment(event.at, texts), by=event.by, reason=reason)


def _finding(found: Grown) -> str:
    number = "" if found.isolate is None else f"{found.isolate}: "
    return f"{number}{', '.join(part for part in (found.organism, found.material) if part)}"
