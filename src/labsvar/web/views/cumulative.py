"""The cumulative table as the page shows it: groups, rows, cells, the trend, and the page turner.

A row names the methods and laboratories behind it. Where it holds several, each cell says which is its own;
a converted value stands beside the one that was sent, with the factor and the name of the group (rule S5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from markupsafe import Markup

from labsvar.comparability import Comparing, Rows
from labsvar.results.cumulative import Entry, Filter, Group, Row, Table, table
from labsvar.results.model import Report, Sector
from labsvar.results.record import Record
from labsvar.web.texts import Texts
from labsvar.web.views.formatted import html
from labsvar.web.views.methods import BesideView, all_named, beside
from labsvar.web.views.times import clock, day, machine
from labsvar.web.views.trend import Trend, draw
from labsvar.web.views.values import CellView, View, cell, interval_text

# Wider tables are turned by pages of times: as many as a screen holds without losing the overview.
COLUMNS_ON_A_PAGE = 12


class LetterLink(msgspec.Struct, frozen=True, gc=False):
    """A letter behind a column, with what the laboratory wrote about its sample."""

    letter_id: str
    sender: str
    requester_number: str | None
    comments: Markup


class ColumnView(msgspec.Struct, frozen=True, kw_only=True):
    """One time of sampling and the letters behind it."""

    day: str
    clock: str
    machine: str
    letters: tuple[LetterLink, ...]

    @property
    def has_comments(self) -> bool:
        """Whether a laboratory commented on the sample."""
        return any(letter.comments for letter in self.letters)


class EntryView(msgspec.Struct, frozen=True, gc=False):
    """One result in a cell, and what is said beside it."""

    cell: CellView
    beside: BesideView


class ProducerView(msgspec.Struct, frozen=True, gc=False):
    """A laboratory behind a row."""

    code: str
    name: str


class RowView(msgspec.Struct, frozen=True, kw_only=True):
    """One analysis; `cells` has a place for every column of the page, most of them empty.

    `methods` are the names of all there are on the row, the newest first, and `group` the name of the
    group that makes them comparable.
    """

    anchor: str
    name: str
    full_name: str
    code: str
    unit: str | None
    interval: str | None
    producers: tuple[ProducerView, ...]
    methods: tuple[str, ...]
    group: str | None
    sectors: tuple[Sector, ...]
    trend: Trend | None
    cells: tuple[tuple[EntryView, ...], ...]


class GroupView(msgspec.Struct, frozen=True, kw_only=True):
    """Rows under one heading."""

    anchor: str
    title: str
    rows: tuple[RowView, ...]


class TableView(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the table. `newer` and `older` are the first columns of the neighbouring pages."""

    columns: tuple[ColumnView, ...]
    groups: tuple[GroupView, ...]
    first: int
    last: int
    total: int
    newer: int | None
    older: int | None

    @property
    def rows(self) -> int:
        """How many analyses the page shows."""
        return sum(len(group.rows) for group in self.groups)


def page(
    record: Record,
    wanted: Filter,
    *,
    view: View,
    texts: Texts,
    comparing: Comparing = Comparing.NOTHING,
    rows: Rows = "groups",
    first: int = 0,
    count: int = COLUMNS_ON_A_PAGE,
) -> TableView:
    """The page that starts with the `first`th newest time, counted from nought."""
    found = table(record, wanted, comparing=comparing, rows=rows, first=first, count=count)
    if not found.columns and found.total:
        first = 0
        found = table(record, wanted, comparing=comparing, rows=rows, first=first, count=count)
    past = first + len(found.columns)
    return TableView(
        columns=tuple(_columns(found, texts)),
        groups=tuple(
            _group(group, place, len(found.columns), view, texts) for place, group in enumerate(found.groups)
        ),
        first=first + 1,
        last=past,
        total=found.total,
        newer=max(0, first - count) if first else None,
        older=past if past < found.total else None,
    )


def _columns(found: Table, texts: Texts) -> Iterable[ColumnView]:
    reports = _reports_by_column(found)
    for place, column in enumerate(found.columns):
        at: datetime = column.sampled_at
        yield ColumnView(
            day=day(at, texts),
            clock=clock(at),
            machine=machine(at),
            letters=tuple(_letter_link(report) for report in reports.get(place, {}).values()),
        )


def _reports_by_column(found: Table) -> Mapping[int, Mapping[str, Report]]:
    """The reports that stand behind each column; those of withdrawn results are left out."""
    reports: dict[int, dict[str, Report]] = {}
    for group in found.groups:
        for row in group.rows:
            for place, entries in row.cells.items():
                for history in (each for entry in entries for each in (entry.history, *entry.history.twins)):
                    report = history.current.report
                    if history.withdrawn is None:
                        reports.setdefault(place, {})[report.letter_id] = report
    return reports


def _letter_link(report: Report) -> LetterLink:
    return LetterLink(report.letter_id, report.sender.name, report.requester_number, html(report.comments))


def _group(group: Group, place: int, columns: int, view: View, texts: Texts) -> GroupView:
    title = group.name or texts.named("speciality", group.speciality) or texts("other_analyses")
    anchor = f"group-{place}"
    rows = tuple(_row(row, f"{anchor}-{at}", columns, view, texts) for at, row in enumerate(group.rows))
    return GroupView(anchor=anchor, title=title, rows=rows)


def _row(row: Row, anchor: str, columns: int, view: View, texts: Texts) -> RowView:
    def cells(entries: tuple[Entry, ...]) -> tuple[EntryView, ...]:
        return tuple(
            EntryView(
                cell(each.history, view=view, row_interval=row.interval, texts=texts),
                beside(each, row, texts),
            )
            for each in entries
        )

    return RowView(
        anchor=anchor,
        name=row.name,
        full_name=row.full_name,
        code=row.code,
        unit=row.unit,
        interval=interval_text(row.interval, texts),
        producers=tuple(ProducerView(code, name) for code, name in row.producers),
        methods=all_named(row.methods, texts),
        group=row.group,
        sectors=tuple(sorted(row.sectors)),
        trend=draw(row.trend, name=row.name, unit=row.unit, interval=row.interval, texts=texts),
        cells=tuple(cells(row.cells.get(place, ())) for place in range(columns)),
    )
