"""The pages about one person, the same for the citizen and for a clinician but for what they name.

Each of them is one look (rule S18): it reads once, with one audit event, and decides from what it read
what may be shown. What is hidden, and what does not exist, give the same page (rule S13).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, NamedTuple, TypeAlias
from urllib.parse import urlencode

from litestar import Request
from litestar.exceptions import NotFoundException

from labsvar.comparability import Comparing, Rows
from labsvar.database import Database
from labsvar.results.cumulative import Filter
from labsvar.results.model import Sector, Stored
from labsvar.results.record import Record, ReportHistory, assemble
from labsvar.results.store import Look, ResultStore, Viewer
from labsvar.web.pages.frame import Page, config_of, page, texts_of
from labsvar.web.reasons import in_words
from labsvar.web.views import cumulative, letter, reports, requisitions
from labsvar.web.views.linked import LinkedReport, linked
from labsvar.web.views.shown import part_shown
from labsvar.web.views.values import View

LONGEST_TEXT: Final = 70
LONGEST_NUMBER: Final = 35
ReportPart: TypeAlias = Literal["microbiology", "pathology", "genetics"]
_HISTORIES: Final[Mapping[ReportPart, Callable[[Record], tuple[ReportHistory, ...]]]] = {
    "microbiology": lambda record: record.microbiology,
    "pathology": lambda record: record.pathology,
    "genetics": lambda record: record.genetics,
}


class Part(NamedTuple):
    """One of the pages of a record: its name, and where it stands below the record's own address."""

    name: str
    path: str


PARTS: Final = (
    Part("laboratory_results", ""),
    Part("microbiology", "/microbiology"),
    Part("pathology", "/pathology"),
    Part("genetics", "/genetics"),
    Part("requisitions", "/requisitions"),
)


class RowsChoice(NamedTuple):
    """Which results may share a row, and the address of the page that shows them so."""

    name: Rows
    href: str


ROWS: Final[tuple[Rows, ...]] = ("groups", "apart", "codes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose record is open, for whom, and under which address. `name` is shown when it is known
    without a look; `reason` is a reason as it is kept; `look_up` is where another person is looked up."""

    viewer: Viewer
    person_key: str
    number: str
    reason: str
    view: View
    base: str
    name: str | None = None
    look_up: str | None = None

    def look(self, what: str) -> Look:
        """A look at a part of the record."""
        return Look(viewer=self.viewer, person_key=self.person_key, what=what, reason=self.reason)


def cumulative_page(request: Request[Any, Any, Any], store: ResultStore, subject: Subject) -> Page:
    """The cumulative table. Which results share a row is chosen in the address, and kept in every link."""
    record = record_of(request, store.look(subject.look("cumulative")))
    wanted, first = _filter(request.query_params), _whole(request.query_params.get("first"))
    rows = _rows(request.query_params.get("rows"))
    shown = None
    if record is not None:
        shown = cumulative.page(
            record,
            wanted,
            view=subject.view,
            texts=texts_of(request),
            comparing=_comparing(request),
            rows=rows,
            first=first,
        )
    here = subject.base

    def page_href(start: int) -> str:
        return _href(here, _as_query(wanted) | _rows_query(rows) | {"first": str(start)})

    return page(
        request,
        "cumulative.html",
        around(request, subject, record, "laboratory_results")
        | _filtering(wanted, here, "filter_text", rows=rows),
        shown=shown,
        page_href=page_href,
        rows=rows,
        rows_choices=[
            RowsChoice(each, _href(here, _as_query(wanted) | _rows_query(each) | _turned(first)))
            for each in ROWS
        ],
    )


def reports_page(
    request: Request[Any, Any, Any], store: ResultStore, subject: Subject, part: ReportPart
) -> Page:
    """The reports of microbiology, pathology or genetics."""
    record = record_of(request, store.look(subject.look(part)))
    wanted = _filter(request.query_params)
    shown: tuple[reports.ReportView, ...] = ()
    together: Mapping[str, tuple[LinkedReport, ...]] = {}
    if record is not None:
        histories = _HISTORIES[part](record)
        together = _linked(request, subject, histories) if part == "microbiology" else {}
        shown = reports.page(histories, wanted, view=subject.view, texts=texts_of(request))
    return page(
        request,
        "reports.html",
        around(request, subject, record, part)
        | _filtering(wanted, f"{subject.base}/{part}", "filter_text_reports"),
        reports=shown,
        linked=together,
    )


def requisitions_page(request: Request[Any, Any, Any], store: ResultStore, subject: Subject) -> Page:
    """The requisitions, or those under one number."""
    record = record_of(request, store.look(subject.look("requisitions")))
    number = (request.query_params.get("number") or "").strip()[:LONGEST_NUMBER]
    shown: tuple[requisitions.RequisitionRow, ...] = ()
    if record is not None:
        shown = requisitions.rows(record, number or None, view=subject.view, texts=texts_of(request))
    return page(
        request,
        "requisitions.html",
        around(request, subject, record, "requisitions"),
        requisitions=shown,
        number=number,
        here=f"{subject.base}/requisitions",
    )


def requisition_page(
    request: Request[Any, Any, Any], store: ResultStore, subject: Subject, letter_id: str
) -> Page:
    """One requisition as it was sent. Raises `NotFoundException` for one that is hidden or is not there,
    alike."""
    record = record_of(request, store.look(subject.look("requisition")))
    found = None if record is None else requisitions.found(record, letter_id)
    if found is None:
        raise NotFoundException
    shown = letter.requisition(
        found.requisition.letter, view=subject.view, texts=texts_of(request), withdrawn=found.withdrawn
    )
    return page(request, "letter.html", around(request, subject, record, "requisitions"), letter=shown)


def letter_page(
    request: Request[Any, Any, Any], store: ResultStore, subject: Subject, letter_id: str
) -> Page:
    """One letter as the laboratory sent it. Raises `NotFoundException` for one that is hidden or is
    not there, alike."""
    seen = store.letter(subject.look("letter"), letter_id)
    if seen is None:
        raise NotFoundException
    record = record_of(request, seen.stored)
    part = None if record is None else part_shown(record, seen.stored, letter_id)
    if part is None:
        raise NotFoundException
    shown = letter.view_of(seen.letter.document, part, view=subject.view, texts=texts_of(request))
    return page(request, "letter.html", around(request, subject, record, "letter"), letter=shown)


def record_of(request: Request[Any, Any, Any], stored: Stored | None) -> Record | None:
    """The record, or `None` when there is nothing in it that may be seen or was left out."""
    if stored is None:
        return None
    record = assemble(stored, reading=config_of(request).reading)
    return None if record.is_empty and not record.left_out else record


def around(
    request: Request[Any, Any, Any], subject: Subject, record: Record | None, part: str
) -> dict[str, object]:
    """What stands around every page about a person; the name is shown when something may be seen."""
    name = subject.name
    if name is None and record is not None and not record.is_empty:
        name = " ".join(word for word in (record.person.given_name, record.person.surname) if word)
    return {
        "person_name": name,
        "person_number": subject.number,
        "reason": in_words(subject.reason, texts_of(request)),
        "base": subject.base,
        "view": subject.view,
        "part": part,
        "parts": () if subject.view == "surveillance" else PARTS,
        "look_up": subject.look_up,
        "left_out": record is not None and record.left_out,
        "overridden": subject.look(part).overrides,
    }


def _linked(
    request: Request[Any, Any, Any], subject: Subject, histories: tuple[ReportHistory, ...]
) -> Mapping[str, tuple[LinkedReport, ...]]:
    """What reports are linked with, for whoever treats."""
    database: Database = request.app.state.database
    links = database.links.of_person(subject.person_key) if subject.view == "clinician" else ()
    return linked(histories, links, texts_of(request))


def _comparing(request: Request[Any, Any, Any]) -> Comparing:
    database: Database = request.app.state.database
    return database.comparability.in_use()


def _rows(text: str | None) -> Rows:
    return next((each for each in ROWS if each == text), "groups")


def _rows_query(rows: Rows) -> dict[str, str]:
    return {} if rows == "groups" else {"rows": rows}


def _turned(first: int) -> dict[str, str]:
    return {"first": str(first)} if first else {}


def _href(here: str, query: Mapping[str, str]) -> str:
    return f"{here}?{urlencode(query)}" if query else here


def _filtering(wanted: Filter, here: str, label: str, *, rows: Rows = "groups") -> dict[str, object]:
    return {
        "kept": _rows_query(rows),
        "unfiltered": _href(here, _rows_query(rows)),
        "wanted": wanted,
        "filtered": wanted != Filter(),
        "here": here,
        "filter_text_label": label,
    }


def _filter(query: Mapping[str, str]) -> Filter:
    """The filter in an address; what cannot be understood is taken as not said."""
    sector: Sector | None = None
    match query.get("sector"):
        case "general_practice":
            sector = "general_practice"
        case "hospital":
            sector = "hospital"
    return Filter(
        sector=sector,
        since=_day(query.get("since")),
        until=_day(query.get("until")),
        text=(query.get("text") or "").strip()[:LONGEST_TEXT] or None,
    )


def _as_query(wanted: Filter) -> dict[str, str]:
    fields = {"sector": wanted.sector, "since": wanted.since, "until": wanted.until, "text": wanted.text}
    return {name: str(value) for name, value in fields.items() if value is not None}


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 0
