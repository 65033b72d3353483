"""The hub's pages: for a clinic, its rows that are not sent; for surveillance, which rows are refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from litestar import get

from labsvar.database import Database
from labsvar.hub.model import Clinic, Listed
from labsvar.web.pages.frame import Page, PageRequest, page, texts_of
from labsvar.web.rights import Right, needs
from labsvar.web.texts import Texts


class RowView(NamedTuple):
    """One row that is not sent."""

    row_id: str
    version: str
    state: str
    field: str | None
    rule: str
    says: str
    todo: str


class ClinicView(NamedTuple):
    """A clinic with its rows."""

    name: str
    number: str
    rows: tuple[RowView, ...]
    refusals: tuple[tuple[str, str], ...]


@get("/clinic", opt=needs(Right.SEE_ROWS_OF_OWN_CLINIC), sync_to_thread=True)
def clinic_rows(request: PageRequest) -> Page:
    """The rows of the viewer's own clinic that are not sent, and those whose consent is refused."""
    store = _database(request).hub_store
    texts = texts_of(request)
    found = [
        _clinic(each, store.listed(each.clinic), tuple(store.refusals(each.clinic)), texts)
        for each in own_clinics(request)
    ]
    return page(request, "clinic_rows.html", clinics=found, only_refusals=False)


@get("/surveillance/refusals", opt=needs(Right.SEE_SURVEILLANCE), sync_to_thread=True)
def refusals(request: PageRequest) -> Page:
    """Which rows of which clinics are refused: row and version, and nothing about persons or results."""
    store, texts = _database(request).hub_store, texts_of(request)
    clinics = [
        _clinic(each, (), tuple(store.refusals(each.clinic)), texts)
        for each in sorted(store.clinics(), key=lambda each: each.name)
    ]
    return page(request, "clinic_rows.html", clinics=clinics, only_refusals=True)


def own_clinics(request: PageRequest) -> Sequence[Clinic]:
    """The clinics of whoever is signed in.

    Assumption: somebody belongs to the clinic whose name is that of the organisation of the account; nothing says
    that two clinics have different names.
    """
    assert request.user is not None, "only someone signed in has the right"
    own = request.user.viewer.organisation.strip().casefold()
    clinics = _database(request).hub_store.clinics()
    return [each for each in clinics if own and each.name.strip().casefold() == own]


def _database(request: PageRequest) -> Database:
    database: Database = request.app.state.database
    return database


def _clinic(
    clinic: Clinic, rows: Sequence[Listed], refusals: tuple[tuple[str, str], ...], texts: Texts
) -> ClinicView:
    return ClinicView(clinic.name, clinic.clinic, tuple(_row(each, texts) for each in rows), refusals)


def _row(listed: Listed, texts: Texts) -> RowView:
    first = listed.findings[0]
    danish = texts.language == "da"
    return RowView(
        row_id=listed.row_id,
        version=listed.row_version,
        state=listed.state,
        field=first.path,
        rule=first.rule,
        says=first.da if danish else first.en,
        todo=first.todo_da if danish else first.todo_en,
    )
