"""The cumulative view: analyses down, times across, newest first.

A row is what `labsvar.comparability` says belongs together: results of one released group of comparable
methods, else of one method of one laboratory, else of one laboratory whose method is not known. A method
that is not known is never assumed comparable between laboratories, and codes or units are never merged
without a released conversion (rule S23). Whoever looks may see everything apart, or one row per code.

Values, units, intervals and marks are the laboratory's own; converted values and the numbers of the trend
line stand beside them and replace nothing (rule S5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeAlias

import msgspec

from labsvar.comparability import (
    Analysis,
    Comparing,
    Conversion,
    Method,
    Place,
    RowKey,
    Rows,
)
from labsvar.results.danish import sort_key
from labsvar.results.measuring import producer_of, stated_method
from labsvar.results.model import Interval, Report, Result, Sector
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


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One result on a row. `converted` is its value as one of the row's group, where it is none as sent;
    `conversion` says how it became one."""

    history: ResultHistory
    method: Method | None = None
    conversion: Conversion | None = None
    converted: str | None = None


class TrendPoint(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A value as a number for the trend line; `operator` is that of the result.

    Points of one `series` were measured alike; between two series the line has a break. The number is the
    converted one where the row's group asks for that.
    """

    at: datetime
    number: float
    operator: str | None
    method: Method | None = None
    series: int = 0
    converted: bool = False


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One analysis, as far as its results may be compared.

    `unit` is the row's, which a converted result was not sent in, and `interval` the newest one sent for
    results that were not converted. `producers` and `methods` are all there are on the row, the newest
    first; `None` is a method that is not known. `cells` maps the index of a column on this page to its
    results.
    """

    key: RowKey
    code: str
    code_type: str
    code_responsible: str
    name: str
    full_name: str
    unit: str | None
    interval: Interval | None
    group: str | None
    producers: tuple[tuple[str, str], ...]
    methods: tuple[Method | None, ...]
    sectors: frozenset[Sector]
    order: int | None
    cells: Mapping[int, tuple[Entry, ...]]
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


GroupKey: TypeAlias = tuple[str | None, str | None]
_Placed: TypeAlias = tuple[ResultHistory, Place]


def table(
    record: Record,
    wanted: Filter | None = None,
    *,
    comparing: Comparing = Comparing.NOTHING,
    rows: Rows = "groups",
    first: int = 0,
    count: int | None = None,
) -> Table:
    """The cumulative view of a record: `count` columns from the `first`th newest on (all without).

    `comparing` says which results belong together, `rows` which of its answers is wanted.
    """
    wanted = wanted or Filter()
    histories = [history for history in record.results if _wanted(history, wanted)]
    times = sorted({history.current.report.sampled_at for history in histories}, reverse=True)
    page = times[first:] if count is None else times[first : first + count]
    index = {at: place for place, at in enumerate(page)}
    return Table(
        columns=tuple(Column(sampled_at=at) for at in page),
        groups=tuple(_groups(_placed(histories, comparing, rows), index)),
        first=first,
        total=len(times),
    )


def analysis_of(report: Report, result: Result, comparing: Comparing) -> Analysis:
    """What decides on the row of a result: the analysis, who measured it, and the day that counts."""
    at = report.sampled_at if comparing.day == "sampled" else report.resulted_at
    return Analysis(
        code_system=result.code_type,
        code=result.code,
        code_responsible=result.code_responsible,
        unit=result.unit,
        producer=producer_of(result),
        on=at.date(),
        stated=None if result.stated is None else stated_method(result.stated),
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


def _placed(histories: Iterable[ResultHistory], comparing: Comparing, rows: Rows) -> Iterator[_Placed]:
    for history in histories:
        current = history.current
        yield history, comparing.place(analysis_of(current.report, current.result, comparing), rows)


def _groups(placed: Iterable[_Placed], index: Mapping[datetime, int]) -> Iterator[Group]:
    rows: defaultdict[RowKey, list[_Placed]] = defaultdict(list)
    for each in placed:
        rows[each[1].key].append(each)
    groups: defaultdict[GroupKey, list[Row]] = defaultdict(list)
    for key, of_row in rows.items():
        newest_first = sorted(of_row, key=_sampled_at, reverse=True)
        row = _row(key, newest_first, index)
        if row.cells:
            groups[_group_key(newest_first[0][0])].append(row)
    for name, speciality in sorted(groups, key=_group_order):
        of_group = sorted(groups[name, speciality], key=_row_order)
        yield Group(name=name, speciality=speciality, rows=tuple(of_group))


def _row(key: RowKey, newest_first: Sequence[_Placed], index: Mapping[datetime, int]) -> Row:
    history, place = newest_first[0]
    newest = history.current.result
    results = [each.current.result for each, _ in newest_first]
    return Row(
        key=key,
        code=newest.code,
        code_type=newest.code_type,
        code_responsible=newest.code_responsible,
        name=newest.short_name or newest.full_name,
        full_name=newest.full_name,
        unit=newest.unit if place.conversion is None else place.conversion.to_unit,
        interval=next(_intervals(newest_first), None),
        group=place.group,
        producers=tuple(
            {each.producer_code: (each.producer_code, each.producer_name) for each in results}.values()
        ),
        methods=tuple(dict.fromkeys(place.method for _, place in newest_first)),
        sectors=frozenset(each.current.report.sector for each, _ in newest_first),
        order=newest.order,
        cells=_cells(newest_first, index),
        trend=tuple(_trend(newest_first)),
    )


def _intervals(newest_first: Iterable[_Placed]) -> Iterator[Interval]:
    """The intervals of results that stand as they were sent: others are meant for other numbers."""
    for history, place in newest_first:
        interval = history.current.result.interval
        if interval is not None and place.conversion is None:
            yield interval


def _cells(newest_first: Iterable[_Placed], index: Mapping[datetime, int]) -> Mapping[int, tuple[Entry, ...]]:
    cells: defaultdict[int, list[Entry]] = defaultdict(list)
    for history, place in newest_first:
        column = index.get(history.current.report.sampled_at)
        if column is not None:
            cells[column].append(_entry(history, place))
    return {column: tuple(found) for column, found in cells.items()}


def _entry(history: ResultHistory, place: Place) -> Entry:
    result, conversion = history.current.result, place.conversion
    readable = conversion is not None and history.withdrawn is None and result.numeric
    converted = conversion.converted(result.value) if readable and conversion is not None else None
    return Entry(history=history, method=place.method, conversion=conversion, converted=converted)


def _trend(newest_first: Sequence[_Placed]) -> Iterator[TrendPoint]:
    series: dict[object, int] = {}
    for history, place in reversed(newest_first):
        result = history.current.result
        value = None if history.withdrawn is not None else _drawn(result, place)
        if value is not None:
            # Methods that nobody knows are alike within one laboratory, and nowhere else.
            alike = result.producer_code if place.method is None else place.method
            yield TrendPoint(
                at=history.current.report.sampled_at,
                number=value,
                operator=result.operator,
                method=place.method,
                series=series.setdefault(alike, len(series)),
                converted=place.conversion is not None,
            )


def _drawn(result: Result, place: Place) -> float | None:
    """The number to draw: the converted one on a row that converts."""
    if place.conversion is None or not result.numeric:
        return number(result)
    exact = place.conversion.exactly(result.value)
    return None if exact is None else float(exact)


def _sampled_at(placed: _Placed) -> tuple[datetime, datetime]:
    report = placed[0].current.report
    return (report.sampled_at, report.resulted_at)


def _group_key(history: ResultHistory) -> GroupKey:
    name = history.current.result.group
    return (name, None) if name else (None, history.current.report.speciality)


def _group_order(key: GroupKey) -> tuple[bool, str, str]:
    name, speciality = key
    return (name is None and speciality is None, sort_key(name or ""), speciality or "")


def _row_order(row: Row) -> tuple[int, str, str, str, RowKey]:
    return (row.order or 1000, sort_key(row.name), row.unit or "", row.producers[0][0], row.key)
