"""The page of one sample's journey, for clinicians and for surveillance.

It is one look (rule S18), and is made of what may be seen alone: what is hidden neither shows nor ends a wait,
and a letter that is hidden leads to no journey (rule S13).
"""

from __future__ import annotations

from datetime import UTC, datetime

from litestar.exceptions import NotFoundException

from labsvar.database import Database
from labsvar.linking.journeys import journey_of
from labsvar.linking.timeline import timeline
from labsvar.results.record import Record
from labsvar.web.pages.frame import Page, PageRequest, config_of, page, texts_of
from labsvar.web.pages.record import Subject, around
from labsvar.web.views import journey


def journey_page(
    request: PageRequest, subject: Subject, record: Record | None, letter_id: str, *, part: str
) -> Page:
    """The journey that a letter belongs to. Raises `NotFoundException` for a letter that is hidden, that is not
    there, or that is of no sample of microbiology, all alike."""
    database: Database = request.app.state.database
    config = config_of(request)
    found = None
    if record is not None:
        links = database.links.of_person(subject.person_key)
        found = journey_of(letter_id, record, links, settings=config.agreed)
    if found is None:
        raise NotFoundException
    told = timeline(
        found,
        now=datetime.now(UTC),
        limits=config.step_limits,
        passed=database.underway.passed(sorted(found.letter_ids)),
    )
    return page(
        request,
        "journey.html",
        around(request, subject, record, part),
        journey=journey.view_of(told, texts_of(request)),
    )
