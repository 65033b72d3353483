"""What laboratories report of their stocks: how much is left, how fast it goes, when it runs dry.

A report also tells how far the stock has come, and the answer whether it had come further before: so a stock that
was put back from a backup together with its witness is noticed too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Protocol

import msgspec

from labsvar.services.npn.forecast import Alert, StockRules
from labsvar.services.npn.stock import Stock
from labsvar.services.npn.stock_keeping import last_draw, outlook
from labsvar.services.npn.stock_service import ServiceDown, ServiceRefused

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z._-]+$")]
_Count = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]


class Report(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a stock tells of itself. `stock` and `life` are names it made up; nothing is about a person."""

    stock: _Name
    life: _Name
    steps: _Count
    usable: _Count
    per_day: Annotated[float, msgspec.Meta(ge=0, lt=1e9)]
    alert: Alert
    runs_dry: date | None = None
    last_draw: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """A report, and who made it when."""

    report: Report
    laboratory: str
    at: datetime

    @property
    def weeks_left(self) -> float | None:
        """How long the stock lasts, in weeks to a tenth; `None` where nothing is used."""
        if self.report.per_day == 0:
            return None
        return round(self.report.usable / self.report.per_day / 7, 1)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a report is answered: whether the stock had come further before."""

    behind: bool


class LevelStore(Protocol):
    """Keeps what was reported."""

    def add(self, level: Level) -> None:
        """Keeps a report."""

    def of(self, stock: str, *, laboratory: str) -> Sequence[Level]:
        """The newest report of each life of a laboratory's stock, oldest life first."""

    def newest(self) -> Sequence[Level]:
        """The newest report of every stock, by laboratory."""


class MemoryLevels:
    """The readable form of the store, for tests and for a service without a database."""

    def __init__(self) -> None:
        self._levels: list[Level] = []

    def add(self, level: Level) -> None:
        """Keeps a report."""
        self._levels.append(level)

    def of(self, stock: str, *, laboratory: str) -> Sequence[Level]:
        """The newest report of each life of a laboratory's stock, oldest life first."""
        lives: dict[str, Level] = {}
        for each in self._levels:
            if (each.report.stock, each.laboratory) == (stock, laboratory):
                lives[each.report.life] = each
        return list(lives.values())

    def newest(self) -> Sequence[Level]:
        """The newest report of every stock, by laboratory."""
        found = {(each.laboratory, each.report.stock): each for each in self._levels}
        return [found[key] for key in sorted(found)]


class Reports(Protocol):
    """Where a stock reports to. Raises `ServiceDown` and `ServiceRefused`."""

    def report(self, report: Report) -> Answer:
        """Tells how the stock stands."""


def received(report: Report, store: LevelStore, *, laboratory: str, at: datetime) -> Answer:
    """Takes a report. One of a stock that is behind is answered and not kept: it would hide the newer one."""
    behind = _is_behind(report, store.of(report.stock, laboratory=laboratory))
    if not behind:
        store.add(Level(report=report, laboratory=laboratory, at=at))
    return Answer(behind=behind)


def report_of(stock: Stock, rules: StockRules, *, at: datetime) -> Report:
    """What a stock has to tell."""
    expected, position = outlook(stock, rules, at=at), stock.position()
    return Report(
        stock=stock.name,
        life=position.life,
        steps=position.steps,
        usable=expected.usable,
        per_day=expected.per_day,
        alert=expected.alert,
        runs_dry=expected.runs_dry,
        last_draw=last_draw(stock),
    )


def tell(stock: Stock, reports: Reports, rules: StockRules, *, at: datetime) -> bool:
    """Reports a stock, and stops it when it had come further before. Says whether the report was taken."""
    try:
        answer = reports.report(report_of(stock, rules, at=at))
    except (ServiceDown, ServiceRefused):
        return False
    if answer.behind:
        stock.hold(at=at)
    return True


def driest_first(levels: Iterable[Level]) -> list[Level]:
    """Levels in the order in which they run dry; what never does comes last."""
    return sorted(levels, key=lambda each: (each.report.runs_dry or date.max, each.laboratory))


def _is_behind(report: Report, known: Sequence[Level]) -> bool:
    """A life that another has followed is over; within one, steps only grow."""
    if not known:
        return False
    newest = known[-1].report
    if newest.life == report.life:
        return report.steps < newest.steps
    return any(each.report.life == report.life for each in known)
