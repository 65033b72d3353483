"""What clinicians see: a patient they look up with a reason, and what has changed since they looked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from labsvar.results.model import Field
from labsvar.results.store import Notice
from labsvar.web import reasons
from labsvar.web.pages.frame import Page, PageRequest, config_of, form_of, page, see_other, texts_of
from labsvar.web.pages.journey import journey_page
from labsvar.web.pages.opening import (
    open_by_requisition,
    open_person,
    opened,
    sessions_of,
    store_of,
    visitor_of,
)
from labsvar.web.pages.record import (
    Subject,
    cumulative_page,
    letter_page,
    record_of,
    reports_page,
    requisition_page,
    requisitions_page,
)
from labsvar.web.rights import Right, needs
from labsvar.web.texts import Texts
from labsvar.web.views.times import moment

BASE: Final = "/patients"


# Where in the record something of a field stands.
_WHERE: Final[Mapping[Field, str]] = {
    "biochemistry": "",
    "microbiology": "/microbiology",
    "pathology": "/pathology",
    "genetics": "/genetics",
}


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
        context, problem = await to_thread.run_sync(
            lambda: open_person(request, fields, choices=reasons.CHOICES)
        )
        if problem is not None:
            return await to_thread.run_sync(lambda: _form(request, problem=problem, status=400))
        return see_other(f"{BASE}/{context}")

    @post("/requisition", opt=needs(Right.SEE_PATIENTS))
    async def by_requisition(self, request: PageRequest) -> Page | Response[None]:
        """Opens the patient of a requisition by its number; says what is wrong with the form instead."""
        fields = await form_of(request)
        path, problem = await to_thread.run_sync(lambda: open_by_requisition(request, fields))
        if problem is not None:
            return await to_thread.run_sync(lambda: _form(request, requisition_problem=problem, status=400))
        return see_other(f"{BASE}/{path}")

    @get("/{context:str}", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def results(self, request: PageRequest, context: FromPath[str]) -> Page:
        """The cumulative table of the opened patient."""
        return cumulative_page(request, store_of(request), _opened(request, context))

    @get("/{context:str}/microbiology", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def microbiology(self, request: PageRequest, context: FromPath[str]) -> Page:
        """The microbiology reports of the opened patient."""
        return reports_page(request, store_of(request), _opened(request, context), "microbiology")

    @get("/{context:str}/pathology", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def pathology(self, request: PageRequest, context: FromPath[str]) -> Page:
        """The reports of pathology and cytology of the opened patient."""
        return reports_page(request, store_of(request), _opened(request, context), "pathology")

    @get("/{context:str}/genetics", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def genetics(self, request: PageRequest, context: FromPath[str]) -> Page:
        """The reports of genetics of the opened patient."""
        return reports_page(request, store_of(request), _opened(request, context), "genetics")

    @get("/{context:str}/requisitions", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def requisitions(self, request: PageRequest, context: FromPath[str]) -> Page:
        """The requisitions of the opened patient."""
        return requisitions_page(request, store_of(request), _opened(request, context))

    @get("/{context:str}/requisitions/{letter_id:str}", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def requisition(self, request: PageRequest, context: FromPath[str], letter_id: FromPath[str]) -> Page:
        """One of the requisitions as it was sent."""
        return requisition_page(request, store_of(request), _opened(request, context), letter_id)

    @get("/{context:str}/letters/{letter_id:str}", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def letter(self, request: PageRequest, context: FromPath[str], letter_id: FromPath[str]) -> Page:
        """One letter about the opened patient."""
        return letter_page(request, store_of(request), _opened(request, context), letter_id)

    @get("/{context:str}/journeys/{letter_id:str}", opt=needs(Right.SEE_PATIENTS), sync_to_thread=True)
    def journey(self, request: PageRequest, context: FromPath[str], letter_id: FromPath[str]) -> Page:
        """The journey of the sample that a letter is about."""
        subject = _opened(request, context)
        record = record_of(request, store_of(request).look(subject.look("journey")))
        return journey_page(request, subject, record, letter_id, part="microbiology")


@post("/patients/{context:str}/override", opt=needs(Right.OVERRIDE_BLOCKING))
async def override(request: PageRequest, context: FromPath[str]) -> Response[None]:
    """Looks past what the patient has blocked, for a reason that the patient's log tells with every look.

    It holds for the patient as opened in this session, until the patient is looked up again.
    """
    fields = await form_of(request)
    subject = await to_thread.run_sync(_opened, request, context)
    reason = reasons.overriding(subject.reason, fields.get("reason", ""), fields.get("words", ""))
    if reason is not None:
        visitor = visitor_of(request)
        context = await to_thread.run_sync(
            sessions_of(request).open_patient, visitor, subject.person_key, reason
        )
    return see_other(f"{BASE}/{context}")


class Notices(Controller):
    """Being told of what has changed (rule S7)."""

    path = "/notices"

    @post("/open", opt=needs(Right.SEE_NOTICES))
    async def open(self, request: PageRequest) -> Response[None]:
        """Opens the patient whom a notice is about."""
        fields = await form_of(request)
        visitor = visitor_of(request)
        notices = await to_thread.run_sync(store_of(request).notices, visitor.viewer.account)
        told = next((each for each in notices if each.letter_id == fields.get("letter")), None)
        if told is None:
            raise NotFoundException
        context = await to_thread.run_sync(
            sessions_of(request).open_patient, visitor, told.person_key, reasons.NOTICE
        )
        return see_other(f"{BASE}/{context}{_WHERE[told.field]}")

    @post("/acknowledge", opt=needs(Right.SEE_NOTICES))
    async def acknowledge(self, request: PageRequest) -> Response[None]:
        """Marks every open notice as told."""
        await form_of(request)
        await to_thread.run_sync(store_of(request).acknowledge, visitor_of(request).viewer.account)
        return see_other(BASE)


def _form(
    request: PageRequest,
    *,
    problem: str | None = None,
    requisition_problem: str | None = None,
    status: int = 200,
) -> Page:
    texts = texts_of(request)
    notices = store_of(request).notices(visitor_of(request).viewer.account)
    return page(
        request,
        "patients.html",
        status=status,
        problem=problem,
        requisition_problem=requisition_problem,
        requisition_action=f"{BASE}/requisition",
        action=BASE,
        heading="find_patient",
        heading_text="find_patient_text",
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


def _opened(request: PageRequest, context: str) -> Subject:
    return opened(request, context, view="clinician", at=BASE)
