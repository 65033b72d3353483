"""What the surveillance role sees: the microbiology that reached MiBa about a person it looks up.

Refusal and stage keep nothing from it (rule S14), and of an XRPT06 it sees everything (rule S16). A
withdrawn answer is as withdrawn here as everywhere (rule S6), and every look leaves its event (rule S18).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec.structs import replace

from labsvar.database import Database
from labsvar.notifiable import Standing, standing
from labsvar.results.model import Stored
from labsvar.results.record import Record, assemble, for_surveillance
from labsvar.web import reasons
from labsvar.web.pages.frame import Page, PageRequest, config_of, form_of, page, see_other, texts_of
from labsvar.web.pages.journey import journey_page
from labsvar.web.pages.opening import open_person, opened, store_of
from labsvar.web.pages.record import Subject, around
from labsvar.web.rights import Right, needs
from labsvar.web.views import letter, surveyed
from labsvar.web.views.notifiable import flags
from labsvar.web.views.shown import part_shown

BASE: Final = "/surveillance"


class Surveillance(Controller):
    """Looking up what MiBa holds about a person."""

    path = BASE

    @get("/", opt=needs(Right.SEE_SURVEILLANCE), sync_to_thread=True)
    def form(self, request: PageRequest) -> Page:
        """The form."""
        return _form(request)

    @post("/", opt=needs(Right.SEE_SURVEILLANCE))
    async def look_up(self, request: PageRequest) -> Page | Response[None]:
        """Opens a person and goes on to the list; says what is wrong with the form instead."""
        fields = await form_of(request)
        context, problem = await to_thread.run_sync(
            lambda: open_person(request, fields, choices=reasons.FOR_SURVEILLANCE)
        )
        if problem is not None:
            return _form(request, problem=problem, status=400)
        return see_other(f"{BASE}/{context}")

    @get("/{context:str}", opt=needs(Right.SEE_SURVEILLANCE), sync_to_thread=True)
    def letters(self, request: PageRequest, context: FromPath[str]) -> Page:
        """Every letter of microbiology about the person, newest sample first."""
        subject = _opened(request, context)
        stored = store_of(request).look(subject.look("surveillance"))
        record = None if stored is None else _record(request, stored)
        texts = texts_of(request)
        return page(
            request,
            "surveyed.html",
            around(request, subject, record, "surveillance"),
            letters=() if record is None else surveyed.rows(record, texts=texts),
            flags={} if stored is None else flags(_notifiable(request, stored), texts),
        )

    @get("/{context:str}/letters/{letter_id:str}", opt=needs(Right.SEE_SURVEILLANCE), sync_to_thread=True)
    def letter(self, request: PageRequest, context: FromPath[str], letter_id: FromPath[str]) -> Page:
        """One letter, whole."""
        subject = _opened(request, context)
        seen = store_of(request).letter(subject.look("surveillance_letter"), letter_id)
        record = None if seen is None else _record(request, seen.stored)
        part = None if seen is None or record is None else part_shown(record, seen.stored, letter_id)
        if seen is None or part is None:
            raise NotFoundException
        shown = letter.view_of(seen.letter.document, part, view=subject.view, texts=texts_of(request))
        return page(request, "letter.html", around(request, subject, record, "surveillance"), letter=shown)

    @get("/{context:str}/journeys/{letter_id:str}", opt=needs(Right.SEE_SURVEILLANCE), sync_to_thread=True)
    def journey(self, request: PageRequest, context: FromPath[str], letter_id: FromPath[str]) -> Page:
        """The journey of the sample that a letter is about, as far as answers tell it."""
        subject = _opened(request, context)
        stored = store_of(request).look(subject.look("surveillance_journey"))
        record = None if stored is None else _record(request, stored)
        return journey_page(request, subject, record, letter_id, part="surveillance")


def _form(request: PageRequest, *, problem: str | None = None, status: int = 200) -> Page:
    return page(
        request,
        "patients.html",
        status=status,
        problem=problem,
        requisition_action=None,
        action=BASE,
        heading="find_surveyed",
        heading_text="find_surveyed_text",
        reasons=reasons.FOR_SURVEILLANCE,
        notices=(),
        personas=(),
    )


def _opened(request: PageRequest, context: str) -> Subject:
    return opened(request, context, view="surveillance", at=BASE)


def _notifiable(request: PageRequest, stored: Stored) -> Sequence[Standing]:
    """What stands of the person's notifiable findings."""
    database: Database = request.app.state.database
    return standing(stored, database.notifiable.table(), reading=config_of(request).reading)


def _record(request: PageRequest, stored: Stored) -> Record | None:
    """What is current of the microbiology, as if nobody had refused anything and every stage were full; each
    letter by itself, whether or not another laboratory's says the same."""
    reports = tuple(replace(each, given=True, stage="full") for each in for_surveillance(stored))
    unhidden = replace(stored, reports=reports, requisitions=())
    record = assemble(unhidden, reading=replace(config_of(request).reading, shown_once="apart"))
    return None if record.is_empty and not record.left_out else record
