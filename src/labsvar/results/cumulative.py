"""The cumulative view: analyses down, times across, newest first.

A row is one analysis code with one unit from one producing laboratory: a method that is not known is
never assumed comparable between laboratories, and codes or units are never merged (rule S23).
Values, units, intervals and marks are the laboratory's own; the numbers of the trend line stand
beside them and replace nothing (rule S5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from labsvar.results.danish import sort_key
from labsvar.results.model import Interval, Result, Sector
from labsvar.results.record import Record, ResultHistory


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What the viewer wants to see; both dates are included, `text` is found anywhere in a row's names."""

    sector: Sector | None = None
    since: date | None = None
    until: date | None = None
    text: str | None = None


class Column(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One time of sampling."""

    sampled_at: datetime


class TrendPoint(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A value as a number for the trend line; `operator` is that of the result."""

    at: datetime
    number: float
    operator: str | None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One analysis. `cells` maps the index of a column on this page to its results."""

    code: str
    code_type: str
    code_responsible: str
    name: str
    full_name: str
    unit: str | None
    interval: Interval | None
    producer_code: str
    producer_name: str
    sectors: frozenset[Sector]
    order: int | None
    cells: Mapping[int, tuple[ResultHistory, ...]]
    trend: tuple[TrendPoint, ...]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Rows under one heading: the laboratory's own group (`name`), else the sender's speciality."""

    name: str | None
    speciality: str | None
    rows: tuple[Row, ...]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the cumulative view. `first` and `total` count columns."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    first: int
    total: int


RowKey = tuple[str, str, str, str | None, str]
GroupKey = tuple[str | None, str | None]


def table(
    record: Record,
    wanted: Filter | None = None,
    *,
    first: int = 0,
    count: int | None = None,
) -> Table:
    """The cumulative view of a record: `count` columns from the `first`th newest on (all without)."""
    wanted = wanted or Filter()
    histories = [history for history in record.results if _wanted(history, wanted)]
    times = sorted({history.current.report.sampled_at for history in histories}, reverse=True)
    page = times[first:] if count is None else times[first : first + count]
    index = {at: place for place, at in enumerate(page)}
    return Table(
        columns=tuple(Column(sampled_at=at) for at in page),
        groups=tuple(_groups(histories, index)),
        first=first,
        total=len(times),
    )


def number(result: Result) -> float | None:
    """The value as a number for drawing, or `None` when it is not a plain decimal number."""
    if not result.numeric:
        return None
    text = result.value.strip()
    if not text.replace(".", "", 1).replace("-", "", 1).isdecimal():
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _wanted(history: ResultHistory, wanted: Filter) -> bool:
    report = history.current.report
    sampled = report.sampled_at.date()
    if wanted.sector is not None and report.sector != wanted.sector:
        return False
    if wanted.since is not None and sampled < wanted.since:
        return False
    if wanted.until is not None and sampled > wanted.until:
        return False
    return not wanted.text or _contains(history.current.result, wanted.text.casefold())


def _contains(result: Result, text: str) -> bool:
    names = (
        result.short_name or "",
        result.full_name,
        result.code,
        result.producer_code,
        result.producer_name,
    )
    return any(text in name.casefold() for name in names)


def _groups(histories: Iterable[ResultHistory], index: Mapping[datetime, int]) -> Iterable[Group]:
    rows: defaultdict[RowKey, list[ResultHistory]] = defaultdict(list)
    for history in histories:
        result = history.current.result
        rows[
            result.code,
            result.code_type,
            result.code_responsible,
            result.unit,
            result.producer_code,
        ].append(history)
    groups: defaultdict[GroupKey, list[Row]] = defaultdict(list)
    for of_row in rows.values():
        newest_first = sorted(of_row, key=_sampled_at, reverse=True)
        row = _row(newest_first, index)
        if row.cells:
            groups[_group_key(newest_first[0])].append(row)
    for name, speciality in sorted(groups, key=_group_order):
        of_group = sorted(groups[name, speciality], key=_row_order)
        yield Group(name=name, speciality=speciality, rows=tuple(of_group))


def _row(newest_first: Sequence[ResultHistory], index: Mapping[datetime, int]) -> Row:
    newest = newest_first[0].current.result
    cells: defaultdict[int, list[ResultHistory]] = defaultdict(list)
    for history in newest_first:
        place = index.get(history.current.report.sampled_at)
        if place is not None:
            cells[place].append(history)
    return Row(
        code=newest.code,
        code_type=newest.code_type,
        code_responsible=newest.code_responsible,
        name=newest.short_name or newest.full_name,
        full_name=newest.full_name,
        unit=newest.unit,
        interval=next(
            (i for h in newest_first if (i := h.current.result.interval) is not None),
            None,
        ),
        producer_code=newest.producer_code,
        producer_name=newest.producer_name,
        sectors=frozenset(history.current.report.sector for history in newest_first),
        order=newest.order,
        cells={place: tuple(found) for place, found in cells.items()},
        trend=tuple(_trend(newest_first)),
    )


def _trend(newest_first: Sequence[ResultHistory]) -> Iterable[TrendPoint]:
    for history in reversed(newest_first):
        value = None if history.withdrawn is not None else number(history.current.result)
        if value is not None:
            result = history.current.result
            yield TrendPoint(
                at=history.current.report.sampled_at,
                number=value,
                operator=result.operator,
            )


def _sampled_at(history: ResultHistory) -> tuple[datetime, datetime]:
    return (history.current.report.sampled_at, history.current.report.resulted_at)


def _group_key(history: ResultHistory) -> GroupKey:
    name = history.current.result.group
    return (name, None) if name else (None, history.current.report.speciality)


def _group_order(key: GroupKey) -> tuple[bool, str, str]:
    name, speciality = key
    return (name is None and speciality is None, sort_key(name or ""), speciality or "")


def _row_order(row: Row) -> tuple[int, str, str, str]:
    return (row.order or 1000, sort_key(row.name), row.unit or "", row.producer_code)
