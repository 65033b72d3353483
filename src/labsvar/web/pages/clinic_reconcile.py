"""Whether what a clinic holds, sent and is shown matches: its own part, for the clinic itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException

from labsvar.database import Database
from labsvar.database.reconciling import TooMany
from labsvar.hub.model import Clinic
from labsvar.letters.zone import DENMARK
from labsvar.results.store import Viewer
from labsvar.web import comparing
from labsvar.web.pages.frame import Page, PageRequest, config_of, form_of, page, see_other
from labsvar.web.pages.hub import own_clinics
from labsvar.web.pages.reconcile import shown_report
from labsvar.web.rights import Right, needs

PATH: Final = "/clinic/reconcile"
_DAYS: Final = 31


class ClinicReconcilePages(Controller):
    """A clinic gives a file of its rows, and sees what of it does not match. No person and no value is shown."""

    path = PATH

    @get("/", opt=needs(Right.SEE_ROWS_OF_OWN_CLINIC))
    async def last(self, request: PageRequest) -> Page:
        """The last report of the viewer's own clinic, and the form for another."""
        return await _page(request)

    @post("/", opt=needs(Right.SEE_ROWS_OF_OWN_CLINIC))
    async def compare(self, request: PageRequest) -> Response[Any]:
        """Compares the file that was given, and keeps the report."""
        fields = await form_of(request)
        given = (await request.form()).get("file")
        clinic, folder = await to_thread.run_sync(_clinic, request), config_of(request).reconcile_folder
        if clinic is None or folder is None:
            raise NotFoundException
        days = _days(fields.get("since", ""), fields.get("until", ""))
        if days is None or not isinstance(given, UploadFile) or not given.filename:
            return await _page(request, problem="clinic_reconcile_incomplete")
        content = await given.read()
        party = comparing.Party(viewer=_viewer(request), clinic=clinic, since=days[0], until=days[1])
        try:
            report = await to_thread.run_sync(
                comparing.compared, _database(request), party, given.filename, content
            )
        except TooMany:
            return await _page(request, problem="clinic_reconcile_too_many")
        await to_thread.run_sync(comparing.keep, report, folder, clinic)
        return see_other(PATH)


async def _page(request: PageRequest, *, problem: str | None = None) -> Page:
    clinic, folder = await to_thread.run_sync(_clinic, request), config_of(request).reconcile_folder
    report = None
    if clinic is not None and folder is not None:
        report = await to_thread.run_sync(comparing.last, folder, clinic)
    today = datetime.now(UTC).astimezone(DENMARK).date()
    return page(
        request,
        "clinic_reconcile.html",
        shown_report(request, report),
        status=200 if problem is None else 422,
        clinic=clinic if folder is not None else None,
        problem=problem,
        first=today - timedelta(days=_DAYS - 1),
        today=today,
    )


def _clinic(request: PageRequest) -> Clinic | None:
    """The viewer's own clinic, as on the page of rows that are not sent; none where two have its name, since their
    patients would be looked at for whoever it is not (rule S18)."""
    found = own_clinics(request)
    return found[0] if len(found) == 1 else None


def _days(first: str, last: str) -> tuple[datetime, datetime] | None:
    """From the first day to the last, both included; `None` for days that are none, or too many."""
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    if not begin <= end < date.max or end - begin >= timedelta(days=_DAYS) or begin.year < 1900:
        return None
    since, until = (datetime.combine(day, time(), DENMARK) for day in (begin, end + timedelta(days=1)))
    return since, until


def _viewer(request: PageRequest) -> Viewer:
    assert request.user is not None, "only someone signed in has the right"
    return request.user.viewer


def _database(request: PageRequest) -> Database:
    database: Database = request.app.state.database
    return database
