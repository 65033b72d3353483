"""What citizens see: their own results, and who has looked at them."""

from __future__ import annotations

from typing import Final, NamedTuple

from litestar import Controller, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from labsvar.results.store import AuditEvent, ResultStore
from labsvar.web import reasons
from labsvar.web.pages.frame import Page, PageRequest, page, texts_of
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
from labsvar.web.texts import Texts
from labsvar.web.views.times import moment

BASE: Final = "/me"
EVENTS_ON_A_PAGE: Final = 50


class EventView(NamedTuple):
    """A look as the citizen reads it."""

    when: str
    who: str
    role: str
    organisation: str
    what: str
    why: str


class Turner(NamedTuple):
    """How many entries, counted from the oldest, the neighbouring pages of the log end with."""

    newer: int | None
    older: int | None


class Citizen(Controller):
    """A citizen's own pages; the person is that of the account, whatever the address says."""

    path = BASE

    @get("/", opt=needs(Right.SEE_OWN_RESULTS), sync_to_thread=True)
    def results(self, request: PageRequest) -> Page:
        """The citizen's own cumulative table."""
        return cumulative_page(request, _store(request), own(request))

    @get("/microbiology", opt=needs(Right.SEE_OWN_RESULTS), sync_to_thread=True)
    def microbiology(self, request: PageRequest) -> Page:
        """The citizen's own microbiology reports."""
        return reports_page(request, _store(request), own(request), "microbiology")

    @get("/pathology", opt=needs(Right.SEE_OWN_RESULTS), sync_to_thread=True)
    def pathology(self, request: PageRequest) -> Page:
        """The citizen's own reports of pathology and cytology."""
        return reports_page(request, _store(request), own(request), "pathology")

    @get("/genetics", opt=needs(Right.SEE_OWN_RESULTS), sync_to_thread=True)
    def genetics(self, request: PageRequest) -> Page:
        """The citizen's own reports of genetics."""
        return reports_page(request, _store(request), own(request), "genetics")

    @get("/requisitions", opt=needs(Right.SEE_OWN_RESULTS), sync_to_thread=True)
    def requisitions(self, request: PageRequest) -> Page:
        """The citizen's own requisitions."""
        return requisitions_page(request, _store(request), own(request))

    @get("/requisitions/{letter_id:str}", opt=needs(Right.SEE_OWN_RESULTS), sync_to_thread=True)
    def requisition(self, request: PageRequest, letter_id: FromPath[str]) -> Page:
        """One of the requisitions as it was sent."""
        return requisition_page(request, _store(request), own(request), letter_id)

    @get("/letters/{letter_id:str}", opt=needs(Right.SEE_OWN_RESULTS), sync_to_thread=True)
    def letter(self, request: PageRequest, letter_id: FromPath[str]) -> Page:
        """One letter about the citizen."""
        return letter_page(request, _store(request), own(request), letter_id)

    @get("/log", opt=needs(Right.SEE_OWN_LOG), sync_to_thread=True)
    def log(self, request: PageRequest) -> Page:
        """Every look at the citizen's data, this one among them, newest first.

        A page is known by its place from the oldest entry: turning it is a look as well, and what is counted
        from the newest would have moved on by then.
        """
        events = _store(request).audit(own(request).look("log"))
        text = request.query_params.get("until", "")
        asked = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else len(events)
        until = min(asked, len(events))
        first = len(events) - until
        texts = texts_of(request)
        return page(
            request,
            "log.html",
            events=[_event(event, texts) for event in events[first : first + EVENTS_ON_A_PAGE]],
            turner=Turner(
                newer=min(until + EVENTS_ON_A_PAGE, len(events)) if first else None,
                older=until - EVENTS_ON_A_PAGE if until > EVENTS_ON_A_PAGE else None,
            ),
        )


def _store(request: PageRequest) -> ResultStore:
    store: ResultStore = request.app.state.database.results
    return store


def own(request: PageRequest) -> Subject:
    """The citizen's own record. An account without a person has none to open."""
    visitor = request.user
    assert visitor is not None, "the guard has let in a citizen"
    if visitor.person_key is None:
        raise NotFoundException
    return Subject(
        viewer=visitor.viewer,
        person_key=visitor.person_key,
        number=written(visitor.person_key),
        reason=reasons.OWN,
        view="citizen",
        base=BASE,
        name=visitor.viewer.name,
    )


def _event(event: AuditEvent, texts: Texts) -> EventView:
    return EventView(
        when=moment(event.at, texts),
        who=event.viewer_name,
        role=event.role,
        organisation=event.organisation,
        what=event.what,
        why=reasons.in_words(event.reason, texts),
    )
