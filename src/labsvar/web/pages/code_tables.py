"""The pages of the tables of codes: what is in use, the versions, and the steps of a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from labsvar.codetables import NotAllowed, columns, read_csv, released
from labsvar.codetables import rules as table_rules
from labsvar.comparability import decides
from labsvar.database import Database
from labsvar.findings import Finding
from labsvar.identifiers.deciders import signed
from labsvar.web import tables
from labsvar.web.pages.frame import Page, PageRequest, form_of, page, see_other, texts_of
from labsvar.web.rights import Right, may, needs
from labsvar.web.tables import KnownTable
from labsvar.web.views import whatif

CSV: Final = "text/csv; charset=utf-8"
LARGEST_TABLE: Final = 4_000_000
"""Bytes of a form with a table: some ten thousand rows."""


class FindingView(NamedTuple):
    """A fault in a table."""

    line: int | None
    path: str | None
    says: str
    todo: str


class CodeTablePages(Controller):
    """Tables of codes, each under its name."""

    path = "/hub/tables"

    @get("/", opt=needs(Right.SEE_CODE_TABLES), sync_to_thread=True)
    def tables(self, request: PageRequest) -> Page:
        """The tables there are one of, the laboratories' registers of methods, and the ring trials of schemes;
        lists of local codes stand on a page of their own."""
        store = _database(request).code_tables
        return page(
            request,
            "code_tables.html",
            names=tables.NAMES,
            registers=tables.registers_of_methods(store),
            schemes=tables.schemes_of_trials(store),
        )

    @get("/{name:str}", opt=needs(Right.SEE_CODE_TABLES), sync_to_thread=True)
    def table(self, request: PageRequest, name: FromPath[str]) -> Page:
        """One table."""
        return _page(request, _known(name))

    @get("/{name:str}/csv", opt=needs(Right.SEE_CODE_TABLES), sync_to_thread=True)
    def export(self, request: PageRequest, name: FromPath[str]) -> Response[str]:
        """The table in use, as CSV."""
        table = _known(name)
        # Names of laboratories may have Danish letters, which a header has no place for.
        headers = {"content-disposition": f'attachment; filename="{table.family}.csv"'}
        text = tables.text_in_use(_database(request).code_tables, table)
        return Response(text, media_type=CSV, headers=headers)

    @get("/{name:str}/what-if/{number:int}", opt=needs(Right.SEE_CODE_TABLES), sync_to_thread=True)
    def what_if(self, request: PageRequest, name: FromPath[str], number: FromPath[int]) -> Page:
        """Which rows of the cumulative view would merge or split, were a version released."""
        return _what_if(request, _known(name), number)

    @post(
        "/{name:str}/draft",
        opt=needs(Right.MANAGE_CODE_TABLES),
        request_max_body_size=LARGEST_TABLE,
    )
    async def draft(self, request: PageRequest, name: FromPath[str]) -> Page | Response[None]:
        """Keeps a draft; says what is wrong with the table instead."""
        fields = dict(await form_of(request))
        table = _known(name)
        return await to_thread.run_sync(lambda: _draft(request, table, fields))

    @post("/{name:str}/{step:str}", opt=needs(Right.MANAGE_CODE_TABLES))
    async def step(
        self, request: PageRequest, name: FromPath[str], step: FromPath[str]
    ) -> Page | Response[None]:
        """Reviews or releases a version. After a release, the rows that wait are tried again."""
        fields = dict(await form_of(request))
        table = _known(name)
        if step not in ("review", "release"):
            raise NotFoundException
        return await to_thread.run_sync(lambda: _step(request, table, step, fields))


def _known(name: str) -> KnownTable:
    found = tables.known(name)
    if found is None:
        raise NotFoundException
    return found


def _who(request: PageRequest) -> str:
    assert request.user is not None, "only someone signed in has the right"
    return signed(request.user.viewer.name, request.user.viewer.account)


def _database(request: PageRequest) -> Database:
    database: Database = request.app.state.database
    return database


def _page(
    request: PageRequest,
    table: KnownTable,
    *,
    findings: Sequence[Finding] = (),
    refused: str | None = None,
    text: str | None = None,
) -> Page:
    store = _database(request).code_tables
    versions = store.versions(table.table)
    current = tables.text_in_use(store, table)
    names = columns(table.kind)
    rows = read_csv(table.kind, current).rows
    danish = texts_of(request).language == "da"
    role = None if request.user is None else request.user.role
    return page(
        request,
        "code_table.html",
        status=400 if findings or refused else 200,
        name=table.name,
        family=table.family,
        laboratory=table.laboratory,
        columns=names,
        rows=tuple(tuple(str(getattr(row, each)) for each in names) for row in rows),
        in_use=released(versions),
        versions=versions,
        owner=versions[0].owner if versions else "",
        text=current if text is None else text,
        may_manage=may(role, Right.MANAGE_CODE_TABLES),
        refused=refused,
        findings=[_finding(each, danish=danish) for each in findings],
        decides=decides(table.table),
    )


def _what_if(request: PageRequest, table: KnownTable, number: int) -> Page:
    database = _database(request)
    versions = database.code_tables.versions(table.table) if decides(table.table) else ()
    version = next((each for each in versions if each.version == number), None)
    if version is None:
        raise NotFoundException
    return page(
        request,
        "what_if.html",
        name=table.name,
        family=table.family,
        laboratory=table.laboratory,
        version=version,
        shown=whatif.view(database.comparability.what_if(version), texts_of(request)),
        may_manage=may(None if request.user is None else request.user.role, Right.MANAGE_CODE_TABLES),
    )


def _finding(finding: Finding, *, danish: bool) -> FindingView:
    says, todo = (finding.da, finding.todo_da) if danish else (finding.en, finding.todo_en)
    return FindingView(finding.line, finding.path, says, todo)


def _draft(request: PageRequest, table: KnownTable, fields: dict[str, str]) -> Page | Response[None]:
    store = _database(request).code_tables
    text, owner = fields.get("rows", ""), fields.get("owner", "").strip()
    findings = tables.faults(store, table, text)
    if not owner:
        findings = (*findings, table_rules.CELL.at(line=None, path="owner", column="owner"))
    if findings:
        return _page(request, table, findings=findings, text=text)
    try:
        store.draft(table.table, text, owner=owner, who=_who(request), reason=fields.get("reason", ""))
    except NotAllowed as forbidden:
        return _page(request, table, refused=forbidden.why, text=text)
    return see_other(f"/hub/tables/{table.name}")


def _step(
    request: PageRequest, table: KnownTable, step: str, fields: dict[str, str]
) -> Page | Response[None]:
    database = _database(request)
    store, who, reason = database.code_tables, _who(request), fields.get("reason", "")
    text = fields.get("version", "")
    number = int(text) if text.isdecimal() and len(text) < 9 else 0
    try:
        if step == "review":
            store.review(table.table, number, who=who, reason=reason)
        else:
            store.release(table.table, number, who=who, reason=reason, empty=fields.get("empty") == "yes")
    except NotAllowed as forbidden:
        return _page(request, table, refused=forbidden.why)
    if step == "release":
        tables.try_again(database, table)
    return see_other(f"/hub/tables/{table.name}")
