"""The small trend line of a row: an SVG drawn from the numbers of its results.

The line stands beside the values and replaces none of them. A result with an operator (`<` or `>`) is
drawn hollow, since its number is a bound and not a measurement. The band is the newest reference
interval where its limits are plain numbers.

Each method of a row has a line of its own. Where one takes the place of another there is a gap with a mark
across it: a step there may be the method's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite

import msgspec

from labsvar.results.cumulative import TrendPoint
from labsvar.results.model import Interval
from labsvar.web.texts import Texts
from labsvar.web.views.methods import all_named, named
from labsvar.web.views.times import day

WIDTH = 132
HEIGHT = 36
MARGIN = 4
MOST_DOTS = 40
MOST_CHANGES_TOLD = 3


class Dot(msgspec.Struct, frozen=True, gc=False):
    """One value in the drawing; a bound is hollow, the newest value is emphasised."""

    x: float
    y: float
    hollow: bool
    newest: bool


class Band(msgspec.Struct, frozen=True, gc=False):
    """The part of the drawing that lies within the reference interval."""

    y: float
    height: float


class Change(msgspec.Struct, frozen=True, gc=False):
    """Where one method takes the place of another, between two values. The words are empty where changes are
    too many to tell."""

    x: float
    words: str


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """A drawing of `WIDTH` by `HEIGHT`, with the words that say the same.

    `lines` join values that were measured alike, the first method's first. `notes` tell the changes of method beside the drawing.
    """

    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    band: Band | None
    changes: tuple[Change, ...]
    title: str
    description: str
    notes: tuple[str, ...]
    width: int = WIDTH
    height: int = HEIGHT


def draw(
    points: Sequence[TrendPoint], *, name: str, unit: str | None, interval: Interval | None, texts: Texts
) -> Trend | None:
    """The trend of a row, oldest first; `None` with fewer than two numbers."""
    if len(points) < 2:
        return None
    lower, upper = _limit(interval, "lower"), _limit(interval, "upper")
    scale = _Scale([point.number for point in points], lower, upper)
    places = _places(points, scale)
    runs = _runs(points)
    changes = tuple(_changes(points, places, runs, texts))
    notes = _notes(points, changes, texts)
    each_apart = (texts("trend_methods", methods=_names(points, texts)),) if len(runs) > 1 else ()
    return Trend(
        dots=tuple(_dots(points, places, runs)),
        # One value alone is a dot.
        lines=tuple(
            " ".join([f"{x},{y}" for x, y in map(places.__getitem__, run)]) for run in runs if len(run) > 1
        ),
        band=_band(scale, lower, upper),
        changes=changes,
        title=texts("trend_of", name=name),
        description=". ".join((_words(points, unit, texts), *each_apart, *notes)),
        notes=notes,
    )


class _Scale:
    """From numbers to heights; the limits are drawn when they lie near the values."""

    def __init__(self, numbers: Sequence[float], lower: float | None, upper: float | None) -> None:
        low, high = min(numbers), max(numbers)
        reach = (high - low) or abs(high) or 1.0
        near = [
            limit
            for limit in (lower, upper)
            if limit is not None and low - 2 * reach <= limit <= high + 2 * reach
        ]
        self.low, self.high = min([low, *near]), max([high, *near])
        self.span = self.high - self.low

    def y(self, number: float) -> float:
        """The height of a number within the drawing, counted from the top."""
        if not self.span:
            return HEIGHT / 2
        # A share of the span first: numbers of any size then give one between 0 and 1.
        share = (number - self.low) / self.span
        return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)


def _places(points: Sequence[TrendPoint], scale: _Scale) -> list[tuple[float, float]]:
    """Where each value lies: time across, or one after the other when all are of one moment."""
    first = points[0].at
    seconds = (points[-1].at - first).total_seconds()
    width = WIDTH - 2 * MARGIN
    if not seconds:
        step = width / (len(points) - 1)
        return [(round(MARGIN + n * step, 1), scale.y(point.number)) for n, point in enumerate(points)]
    factor = width / seconds
    return [
        (round(MARGIN + (point.at - first).total_seconds() * factor, 1), scale.y(point.number))
        for point in points
    ]


def _runs(points: Sequence[TrendPoint]) -> list[list[int]]:
    """The indexes of the values of each method, the method that was first first."""
    runs: dict[int, list[int]] = {}
    for n, point in enumerate(points):
        runs.setdefault(point.series, []).append(n)
    return list(runs.values())


def _changes(
    points: Sequence[TrendPoint],
    places: Sequence[tuple[float, float]],
    runs: Sequence[Sequence[int]],
    texts: Texts,
) -> Iterable[Change]:
    taken_over = _taken_over(runs)
    told = len(taken_over) <= MOST_CHANGES_TOLD
    for last, first in taken_over:
        words = _change(points[last], points[first], texts) if told else ""
        yield Change(round((places[first - 1][0] + places[first][0]) / 2, 1), words)


def _taken_over(runs: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """The last value of a method and the first of the one that takes its place.

    Methods that are used by turns, as two laboratories have them, take no other's place.
    """
    ended: set[int] = set()
    found = []
    for run in runs[1:]:
        over = [other[-1] for other in runs if other[-1] < run[0] and other[-1] not in ended]
        if over:
            ended.update(over)
            found.append((max(over), run[0]))
    return found


def _change(before: TrendPoint, after: TrendPoint, texts: Texts) -> str:
    names = {"before": named(before.method, texts), "after": named(after.method, texts)}
    return texts("method_changes", on=day(after.at, texts), **names)


def _names(points: Sequence[TrendPoint], texts: Texts) -> str:
    methods = {point.series: point.method for point in points}
    return "; ".join(all_named(list(methods.values()), texts))


def _notes(points: Sequence[TrendPoint], changes: Sequence[Change], texts: Texts) -> tuple[str, ...]:
    """The changes of method in words, and whether converted numbers are drawn."""
    told = [change.words for change in changes]
    if len(told) > MOST_CHANGES_TOLD:
        told = [texts("method_changes_often", count=len(told))]
    converted = sum(point.converted for point in points)
    return (*told, texts("trend_converted", count=converted)) if converted else tuple(told)


def _dots(
    points: Sequence[TrendPoint], places: Sequence[tuple[float, float]], runs: Sequence[Sequence[int]]
) -> Iterable[Dot]:
    """A dot for each value; where they would run together, for bounds, single values and the newest only."""
    last = len(points) - 1
    every = len(points) <= MOST_DOTS
    single = {run[0] for run in runs if len(run) == 1}
    for n, (point, (x, y)) in enumerate(zip(points, places, strict=True)):
        hollow = point.operator is not None
        if every or hollow or n == last or n in single:
            yield Dot(x, y, hollow, n == last)


def _band(scale: _Scale, lower: float | None, upper: float | None) -> Band | None:
    """The band, up to the edges of the drawing; none when the interval lies wholly outside."""
    if lower is None and upper is None:
        return None
    if (upper is not None and upper < scale.low) or (lower is not None and lower > scale.high):
        return None
    top = 0.0 if upper is None or upper > scale.high else scale.y(upper)
    bottom = float(HEIGHT) if lower is None or lower < scale.low else scale.y(lower)
    return Band(top, round(bottom - top, 1)) if bottom > top else None


def _limit(interval: Interval | None, side: str) -> float | None:
    text: str | None = getattr(interval, side, None)
    try:
        limit = float(text or "")
    except ValueError:
        return None
    return limit if isfinite(limit) else None


def _words(points: Sequence[TrendPoint], unit: str | None, texts: Texts) -> str:
    numbers = [point.number for point in points]
    return texts(
        "trend_words",
        count=len(points),
        since=day(points[0].at, texts),
        until=day(points[-1].at, texts),
        lowest=f"{min(numbers):g}",
        highest=f"{max(numbers):g}",
        newest=f"{numbers[-1]:g}",
        unit=unit or "",
    ).strip()
