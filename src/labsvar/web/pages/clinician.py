"""What clinicians see: a patient they look up with a reason, and what has changed since they looked.

A CPR number never stands in an address: the form is posted, and the pages that follow carry a name for
the opened patient that means something within the session only.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from labsvar.identifiers import gln, replacement
from labsvar.identifiers.person import person_key
from labsvar.results.store import Notice, ResultStore
from labsvar.web import reasons
from labsvar.web.pages.frame import Page, PageRequest, config_of, form_of, page, see_other, texts_of
from labsvar.web.pages.record import (
    Subject,
    cumulative_page,
    letter_page,
    reports_page,
    requisition_page,
    requisitions_page,
)
from labsvar.web.personas import written
from labsvar.web.rights import Right, needs
from labsvar.web.sessions import Sessions, SignedIn
from labsvar.web.texts import Texts
from labsvar.web.views.times import moment

BASE: Final = "/patients"


class NoticeView(NamedTuple):
    """What a clinician is told has changed, without saying about whom."""

    kind: str
    letter_id: str
    seen: str
    changed: str


class Clinician(Controller):
    """Looking patients up."""

    path = BASE

    @get("/", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def form(self, request: PageRequest) -> Page:
        """The form, and above it what has changed since the clinician looked (rule S7)."""
        return _form(request)

    @post("/", opt=needs(Right.SEE_PATIENTS))
    async def look_up(self, request: PageRequest) -> Page | Response[None]:
        """Opens a patient and goes on to the table; says what is wrong with the form instead."""
        fields = await form_of(request)
        number, problem = _number(fields.get("number", ""), fields.get("issuer", ""))
        reason = reasons.kept(fields.get("reason", ""), fields.get("words", ""))
        if problem is None and reason is None:
            problem = "reason_missing"
        if problem is not None or reason is None:
            return await to_thread.run_sync(lambda: _form(request, problem=problem, status=400))
        context = await to_thread.run_sync(_sessions(request).open_patient, _visitor(request), number, reason)
        return see_other(f"{BASE}/{context}")

    @get("/{context:str}", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def results(self, request: PageRequest, context: FromPath[str]) -> Page:
        """The cumulative table of the opened patient."""
        return cumulative_page(request, _store(request), _opened(request, context))

    @get("/{context:str}/microbiology", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def microbiology(self, request: PageRequest, context: FromPath[str]) -> Page:
        """The microbiology reports of the opened patient."""
        return reports_page(request, _store(request), _opened(request, context), "microbiology")

    @get("/{context:str}/pathology", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def pathology(self, request: PageRequest, context: FromPath[str]) -> Page:
        """The reports of pathology and cytology of the opened patient."""
        return reports_page(request, _store(request), _opened(request, context), "pathology")

    @get("/{context:str}/genetics", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def genetics(self, request: PageRequest, context: FromPath[str]) -> Page:
        """The reports of genetics of the opened patient."""
        return reports_page(request, _store(request), _opened(request, context), "genetics")

    @get("/{context:str}/requisitions", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def requisitions(self, request: PageRequest, context: FromPath[str]) -> Page:
        """The requisitions of the opened patient."""
        return requisitions_page(request, _store(request), _opened(request, context))

    @get("/{context:str}/requisitions/{letter_id:str}", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def requisition(self, request: PageRequest, context: FromPath[str], letter_id: FromPath[str]) -> Page:
        """One of the requisitions as it was sent."""
        return requisition_page(request, _store(request), _opened(request, context), letter_id)

    @get("/{context:str}/letters/{letter_id:str}", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def letter(self, request: PageRequest, context: FromPath[str], letter_id: FromPath[str]) -> Page:
        """One letter about the opened patient."""
        return letter_page(request, _store(request), _opened(request, context), letter_id)


class Notices(Controller):
    """Being told of what has changed (rule S7)."""

    path = "/notices"

    @post("/open", opt=needs(Right.SEE_NOTICES))
    async def open(self, request: PageRequest) -> Response[None]:
        """Opens the patient whom a notice is about."""
        fields = await form_of(request)
        visitor = _visitor(request)
        notices = await to_thread.run_sync(_store(request).notices, visitor.viewer.account)
        told = next((each for each in notices if each.letter_id == fields.get("letter")), None)
        if told is None:
            raise NotFoundException
        context = await to_thread.run_sync(
            _sessions(request).open_patient, visitor, told.person_key, reasons.NOTICE
        )
        return see_other(f"{BASE}/{context}")

    @post("/acknowledge", opt=needs(Right.SEE_NOTICES))
    async def acknowledge(self, request: PageRequest) -> Response[None]:
        """Marks every open notice as told."""
        await form_of(request)
        await to_thread.run_sync(_store(request).acknowledge, _visitor(request).viewer.account)
        return see_other(BASE)


def _form(request: PageRequest, *, problem: str | None = None, status: int = 200) -> Page:
    texts = texts_of(request)
    notices = _store(request).notices(_visitor(request).viewer.account)
    return page(
        request,
        "patients.html",
        status=status,
        problem=problem,
        reasons=reasons.CHOICES,
        notices=[_notice(notice, texts) for notice in notices],
        personas=[each for each in config_of(request).personas.all() if each.number is not None][:12],
    )


def _notice(notice: Notice, texts: Texts) -> NoticeView:
    return NoticeView(
        kind=notice.kind,
        letter_id=notice.letter_id,
        seen=moment(notice.seen_at, texts),
        changed=moment(notice.changed_at, texts),
    )


def _number(written_number: str, issuer: str) -> tuple[str, str | None]:
    """The key of the person a number stands for, or the text that says what is wrong with it.

    Ten digits are taken whatever date they begin with: a letter may have come about such a number, with a
    warning, and its answer must be found.
    """
    number = written_number.replace(" ", "").replace("-", "").upper()
    digits = len(number) == 10 and number.isascii() and number.isdecimal()
    if not digits and replacement.fault(number) is not None:
        return "", "civil_number_wrong"
    issuer = issuer.strip()
    key = person_key(number, issuer)
    if key != number and gln.fault(issuer) is not None:
        return "", "issuer_wrong"
    return key, None


def _opened(request: PageRequest, context: str) -> Subject:
    """The patient behind a name of this session. Raises `NotFoundException` for any other name."""
    visitor = _visitor(request)
    patient = _sessions(request).patient(visitor, context)
    if patient is None:
        raise NotFoundException
    return Subject(
        viewer=visitor.viewer,
        person_key=patient.person_key,
        number=written(patient.person_key),
        reason=patient.reason,
        view="clinician",
        base=f"{BASE}/{context}",
    )


def _store(request: PageRequest) -> ResultStore:
    store: ResultStore = request.app.state.database.results
    return store


def _sessions(request: PageRequest) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


def _visitor(request: PageRequest) -> SignedIn:
    visitor = request.user
    assert visitor is not None, "the guard has let in a clinician"
    return visitor
