"""Samples to and from reference laboratories, for the people of laboratories that cannot do it in a system.

What they see is their own laboratory's: its answers, the requests it made and those made to it, and a reference
answer that a standing link ties to its own. Each form that is sent is one look with its reason (rule S18).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from anyio import to_thread
from litestar import Controller, get, post

from labsvar.database.reference import Desk, OwnAnswer, ReferenceSamples, Sent
from labsvar.findings import Finding
from labsvar.linking import reception
from labsvar.linking.prompts import Choice
from labsvar.linking.reception import Found, NotPossible
from labsvar.linking.requesting import Laboratory, Wanted
from labsvar.linking.supplementing import Supplement
from labsvar.web import reasons
from labsvar.web.pages.frame import Page, PageRequest, config_of, form_of, page, texts_of
from labsvar.web.pages.opening import visitor_of
from labsvar.web.rights import Right, needs
from labsvar.web.views import reference

SAMPLES: Final = "/reference/samples"
RECEPTION: Final = "/reference/reception"
_VALID: Final = timedelta(hours=1)
"""How long what a page shows can be sent as it was shown."""
_LONGEST: Final = 35
_NOTES: Final[Mapping[str, Literal["received", "undone"]]] = {"received": "received", "undone": "undone"}
_BLANK: Final = dict.fromkeys(("number", "tube", "reason", "words", "letter", "reference", "at"), "")
"""What a form shows before anything was written in it."""


class ReferenceSamplePages(Controller):
    """From an answer of the laboratory's own to a request, and to a supplementary answer."""

    path = SAMPLES

    @get("/", opt=needs(Right.SEND_ON_SAMPLES), sync_to_thread=True)
    def form(self, request: PageRequest) -> Page:
        """Which answer."""
        return _samples(request, {})

    @post("/", opt=needs(Right.SEND_ON_SAMPLES))
    async def answers(self, request: PageRequest) -> Page:
        """The answers with a number."""
        return await _with_form(request, _found_answers)

    @post("/request", opt=needs(Right.SEND_ON_SAMPLES))
    async def send_on(self, request: PageRequest) -> Page:
        """Makes the request for one isolate and sends it; says what is wrong instead."""
        return await _with_form(request, _requested)

    @post("/supplement", opt=needs(Right.SEND_ON_SAMPLES))
    async def show_supplement(self, request: PageRequest) -> Page:
        """What a supplementary answer would say. Nothing is sent."""
        return await _with_form(request, _supplement_shown)

    @post("/supplement/send", opt=needs(Right.SEND_ON_SAMPLES))
    async def send_supplement(self, request: PageRequest) -> Page:
        """Sends the supplementary answer that was shown."""
        return await _with_form(request, _supplement_sent)


class ReceptionPages(Controller):
    """A sample arrives: which request it belongs to, and what is missing."""

    path = RECEPTION

    @get("/", opt=needs(Right.RECEIVE_SAMPLES), sync_to_thread=True)
    def form(self, request: PageRequest) -> Page:
        """The numbers of the label."""
        return _reception(request, {})

    @post("/", opt=needs(Right.RECEIVE_SAMPLES))
    async def search(self, request: PageRequest) -> Page:
        """The requests that the numbers lead to."""
        return await _with_form(request, _arrived)

    @post("/note", opt=needs(Right.RECEIVE_SAMPLES))
    async def note(self, request: PageRequest) -> Page:
        """Marks a sample as received, or that this was a mistake."""
        return await _with_form(request, _noted)


async def _with_form(request: PageRequest, made: Callable[[PageRequest, Mapping[str, str]], Page]) -> Page:
    fields = dict(await form_of(request))
    return await to_thread.run_sync(made, request, fields)


# Sending on ----------------------------------------------------------------------------------------------


def _found_answers(request: PageRequest, fields: Mapping[str, str]) -> Page:
    desk, problem = _desk(request, fields, "reference")
    if desk is None:
        return _samples(request, fields, problem=problem)
    return _samples(request, fields, answers=_store(request).answers(fields["number"], desk))


def _requested(request: PageRequest, fields: Mapping[str, str]) -> Page:
    desk, problem = _desk(request, fields, "reference")
    wanted = _wanted(fields)
    if desk is None or wanted is None:
        return _samples(request, fields, problem=problem or "reference_incomplete")
    try:
        made = _store(request).request(fields["number"], fields.get("letter"), wanted, desk)
    except KeyError:
        return _samples(request, fields, problem="reference_none")
    return _outcome(request, fields, made, said="reference_request_sent")


def _wanted(fields: Mapping[str, str]) -> Wanted | None:
    """What the form asks for; `None` when something in it is not there."""
    position, _, isolate = fields.get("choice", "").partition(":")
    isolate = fields.get("isolate", "").strip() or isolate
    at = _shown_at(fields)
    to = fields.get("to", "").strip()
    if at is None or not to or not _is_whole(position) or (isolate and not _is_whole(isolate)):
        return None
    return Wanted(
        choice=Choice(investigation=int(position), isolate=int(isolate) if isolate else None),
        to=Laboratory(gln=to, name=fields.get("to_name", "").strip()[:_LONGEST]),
        at=at,
        reply_to="original_requester" if fields.get("reply_to") == "original_requester" else "sender",
        number=fields.get("own_number", "").strip() or None,
    )


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 2


def _supplement_shown(request: PageRequest, fields: Mapping[str, str]) -> Page:
    desk, problem = _desk(request, fields, "reference")
    if desk is None:
        return _samples(request, fields, problem=problem)
    store = _store(request)
    found = store.answers(fields["number"], desk)
    own = next((each for each in found if each.letter_id == fields.get("letter")), None)
    at = datetime.now(UTC)
    try:
        made = None if own is None else store.supplement(own, fields.get("reference", ""), at=at)
    except KeyError:
        made = None
    if made is None:
        return _samples(request, fields, problem="reference_none")
    if not isinstance(made, Supplement):
        return _samples(request, fields, answers=found, told=made)
    return _samples(request, {**fields, "at": at.isoformat()}, supplement=made, told=made.findings)


def _supplement_sent(request: PageRequest, fields: Mapping[str, str]) -> Page:
    desk, problem = _desk(request, fields, "reference")
    at = _shown_at(fields)
    if desk is None or at is None:
        return _samples(request, fields, problem=problem or "reference_too_old")
    names = fields.get("letter", ""), fields.get("reference", "")
    try:
        made = _store(request).send_supplement(fields["number"], names, desk, at=at)
    except KeyError:
        return _samples(request, fields, problem="reference_none")
    return _outcome(request, fields, made, said="reference_supplement_sent")


def _outcome(
    request: PageRequest, fields: Mapping[str, str], made: Sent | tuple[Finding, ...], *, said: str
) -> Page:
    if isinstance(made, Sent):
        return _samples(request, fields, told=made.findings, sent=made, said=said)
    return _samples(request, fields, told=made, problem="reference_refused")


def _shown_at(fields: Mapping[str, str]) -> datetime | None:
    """When the page was made that the form stands on: the same form sent twice makes the same letter."""
    try:
        at = datetime.fromisoformat(fields.get("at", ""))
    except ValueError:
        return None
    now = datetime.now(UTC)
    return at if at.tzinfo is not None and now - _VALID <= at <= now else None


def _samples(
    request: PageRequest,
    fields: Mapping[str, str],
    *,
    problem: str | None = None,
    answers: Sequence[OwnAnswer] | None = None,
    supplement: Supplement | None = None,
    told: Sequence[Finding] = (),
    sent: Sent | None = None,
    said: str = "",
) -> Page:
    texts = texts_of(request)
    return page(
        request,
        "reference_samples.html",
        status=400 if problem else 200,
        problem=problem,
        fields=_BLANK | dict(fields),
        at=fields.get("at") if supplement else datetime.now(UTC).isoformat(),
        laboratories=sorted(config_of(request).agreed.reference_laboratories),
        reasons=reasons.FOR_LABORATORIES,
        answers=None if answers is None else [reference.answer(each, texts) for each in answers],
        supplement=None if supplement is None else reference.supplement(supplement),
        findings=reference.findings(told, texts),
        sent=sent,
        said=said,
    )


# The reception -------------------------------------------------------------------------------------------


def _arrived(request: PageRequest, fields: Mapping[str, str]) -> Page:
    desk, problem = _desk(request, fields, "reception")
    if desk is None:
        return _reception(request, fields, problem=problem)
    found = _store(request).arrived(fields["number"], desk, tube=fields.get("tube", ""))
    return _reception(request, fields, found=found)


def _noted(request: PageRequest, fields: Mapping[str, str]) -> Page:
    desk, problem = _desk(request, fields, "reception")
    if desk is None:
        return _reception(request, fields, problem=problem)
    store, number, tube = _store(request), fields["number"], fields.get("tube", "")
    kind = _NOTES.get(fields.get("kind", ""))
    found = store.arrived(number, desk, tube=tube, what=reception.NOTED)
    if kind is None:
        return _reception(request, fields, found=found, problem="reception_not_possible")
    try:
        noted = store.note(fields.get("letter", ""), kind, found, number=number, desk=desk)
    except (KeyError, NotPossible):
        return _reception(request, fields, found=found, problem="reception_not_possible")
    return _reception(request, fields, found=[reception.with_noted(each, noted) for each in found])


def _reception(
    request: PageRequest,
    fields: Mapping[str, str],
    *,
    problem: str | None = None,
    found: Sequence[Found] | None = None,
) -> Page:
    texts = texts_of(request)
    return page(
        request,
        "reference_reception.html",
        status=400 if problem else 200,
        problem=problem,
        fields=_BLANK | dict(fields),
        reasons=("reception", "reference", reasons.OTHER),
        found=None if found is None else [reference.arrived(each, texts) for each in found],
        ask=reception.ASK,
    )


# Who looks -----------------------------------------------------------------------------------------------


def _desk(request: PageRequest, fields: Mapping[str, str], usual: str) -> tuple[Desk | None, str | None]:
    """Who looks, for which laboratory and why; or what is missing."""
    viewer = visitor_of(request).viewer
    own = config_of(request).laboratories.get(viewer.organisation)
    chosen = fields.get("reason") or usual
    reason = reasons.kept(chosen, fields.get("words", ""), choices=reasons.FOR_LABORATORIES)
    if own is None:
        return None, "laboratory_unknown"
    if not fields.get("number", "").strip():
        return None, "sample_number_missing"
    if reason is None:
        return None, "reason_missing"
    return Desk(viewer=viewer, laboratory=own, reason=reason), None


def _store(request: PageRequest) -> ReferenceSamples:
    store: ReferenceSamples = request.app.state.database.reference
    return store
