"""The hub's pages: for a clinic, its rows that are not sent; for administrators, the tables of codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from labsvar.codetables import Dated, NotAllowed, columns, read_csv, released, write_csv
from labsvar.codetables import rules as table_rules
from labsvar.database import Database
from labsvar.findings import Finding
from labsvar.hub.coding import CODES, MAPPING, CodeEntry, MappingEntry, in_use, targets
from labsvar.hub.model import Clinic, Listed
from labsvar.web.pages.frame import Page, PageRequest, form_of, page, see_other, texts_of
from labsvar.web.rights import Right, may, needs
from labsvar.web.texts import Texts

TABLES: Final[dict[str, tuple[str, type[CodeEntry | MappingEntry]]]] = {
    "codes": (CODES, CodeEntry),
    "mapping": (MAPPING, MappingEntry),
}
"""The tables by the last part of their address: name and rows."""
CSV: Final = "text/csv; charset=utf-8"
LARGEST_TABLE: Final = 4_000_000
"""Bytes of a form with a table: some ten thousand rows."""


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


class FindingView(NamedTuple):
    """A fault in a table."""

    line: int | None
    path: str | None
    says: str
    todo: str


@get("/clinic", opt=needs(Right.SEE_ROWS_OF_OWN_CLINIC), sync_to_thread=True)
def clinic_rows(request: PageRequest) -> Page:
    """The rows of the viewer's own clinic that are not sent, and those whose consent is refused.

    Assumption: somebody belongs to the clinic whose name is that of the organisation of the account.
    """
    assert request.user is not None, "only someone signed in has the right"
    own = request.user.viewer.organisation.strip().casefold()
    store = _database(request).hub_store
    texts = texts_of(request)
    found = [
        _clinic(each, store.listed(each.clinic), tuple(store.refusals(each.clinic)), texts)
        for each in store.clinics()
        if own and each.name.strip().casefold() == own
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


class CodeTablePages(Controller):
    """Tables of codes: what is in use, the versions, and the steps of a new one."""

    path = "/hub/tables"

    @get("/", opt=needs(Right.SEE_CODE_TABLES), sync_to_thread=False)
    def tables(self, request: PageRequest) -> Page:
        """The two tables."""
        return page(request, "code_tables.html", names=tuple(TABLES))

    @get("/{name:str}", opt=needs(Right.SEE_CODE_TABLES), sync_to_thread=True)
    def table(self, request: PageRequest, name: FromPath[str]) -> Page:
        """One table."""
        return _table(request, name)

    @get("/{name:str}/csv", opt=needs(Right.SEE_CODE_TABLES), sync_to_thread=True)
    def export(self, request: PageRequest, name: FromPath[str]) -> Response[str]:
        """The table in use, as CSV."""
        headers = {"content-disposition": f'attachment; filename="{_known(name)}.csv"'}
        return Response(_text(_database(request), name), media_type=CSV, headers=headers)

    @post(
        "/{name:str}/draft",
        opt=needs(Right.MANAGE_CODE_TABLES),
        request_max_body_size=LARGEST_TABLE,
    )
    async def draft(self, request: PageRequest, name: FromPath[str]) -> Page | Response[None]:
        """Keeps a draft; says what is wrong with the table instead."""
        fields = await form_of(request)
        return await to_thread.run_sync(lambda: _draft(request, name, fields.get("rows", ""), dict(fields)))

    @post("/{name:str}/{step:str}", opt=needs(Right.MANAGE_CODE_TABLES))
    async def step(
        self, request: PageRequest, name: FromPath[str], step: FromPath[str]
    ) -> Page | Response[None]:
        """Reviews or releases a version. After a release, the rows that wait are tried again."""
        fields = dict(await form_of(request))
        if step not in ("review", "release"):
            raise NotFoundException
        return await to_thread.run_sync(lambda: _step(request, name, step, fields))


def _known(name: str) -> str:
    if name not in TABLES:
        raise NotFoundException
    return name


def _who(request: PageRequest) -> str:
    assert request.user is not None, "only someone signed in has the right"
    return request.user.viewer.account


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


def _text(database: Database, name: str) -> str:
    """The table in use, as CSV."""
    table, kind = TABLES[_known(name)]
    version = released(database.code_tables.versions(table))
    if version is not None:
        return version.text
    found = in_use(database.code_tables)
    rows: tuple[Dated, ...] = found.codes if kind is CodeEntry else found.mapping
    return write_csv(kind, rows)


def _table(
    request: PageRequest,
    name: str,
    *,
    findings: tuple[Finding, ...] = (),
    refused: str | None = None,
    text: str | None = None,
) -> Page:
    database = _database(request)
    table, kind = TABLES[_known(name)]
    versions = database.code_tables.versions(table)
    current = _text(database, name)
    names = columns(kind)
    shown = tuple(tuple(str(getattr(row, each)) for each in names) for row in read_csv(kind, current).rows)
    danish = texts_of(request).language == "da"
    role = None if request.user is None else request.user.role
    return page(
        request,
        "code_table.html",
        status=400 if findings or refused else 200,
        name=name,
        columns=names,
        rows=shown,
        in_use=released(versions),
        versions=versions,
        owner=versions[0].owner if versions else "",
        text=current if text is None else text,
        may_manage=may(role, Right.MANAGE_CODE_TABLES),
        refused=refused,
        findings=[
            FindingView(
                each.line,
                each.path,
                each.da if danish else each.en,
                each.todo_da if danish else each.todo_en,
            )
            for each in findings
        ],
    )


def _draft(request: PageRequest, name: str, text: str, fields: dict[str, str]) -> Page | Response[None]:
    database = _database(request)
    table, kind = TABLES[_known(name)]
    read = read_csv(kind, text)
    findings = read.findings
    if kind is MappingEntry and not findings:
        mapped = [each for each in read.rows if isinstance(each, MappingEntry)]
        findings = targets(mapped, in_use(database.code_tables))
    owner = fields.get("owner", "").strip()
    if not owner:
        findings = (*findings, table_rules.CELL.at(line=None, path="owner", column="owner"))
    if findings:
        return _table(request, name, findings=findings, text=text)
    try:
        database.code_tables.draft(
            table, text, owner=owner, who=_who(request), reason=fields.get("reason", "")
        )
    except NotAllowed as forbidden:
        return _table(request, name, refused=forbidden.why, text=text)
    return see_other(f"/hub/tables/{name}")


def _step(request: PageRequest, name: str, step: str, fields: dict[str, str]) -> Page | Response[None]:
    database = _database(request)
    table, _ = TABLES[_known(name)]
    number = fields.get("version", "")
    take = database.code_tables.review if step == "review" else database.code_tables.release
    try:
        take(
            table,
            int(number) if number.isdecimal() and len(number) < 9 else 0,
            who=_who(request),
            reason=fields.get("reason", ""),
        )
    except NotAllowed as forbidden:
        return _table(request, name, refused=forbidden.why)
    if step == "release":
        _try_again(database)
    return see_other(f"/hub/tables/{name}")


def _try_again(database: Database) -> None:
    for clinic in database.hub_store.clinics():
        database.hub.reconsider(clinic.clinic, at=datetime.now(UTC))
