"""Keeping half a year in stock: drawing when it is time, and going on when the service does not answer.

A laboratory's system calls `keep` as often as it likes, once a night or once an hour. Nothing here is needed to
hand out numbers.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

from labsvar.services.npn.forecast import Forecast, StockRules, forecast
from labsvar.services.npn.stock import Stock
from labsvar.services.npn.stock_model import Series, SeriesRefused
from labsvar.services.npn.stock_service import Service, ServiceDown, ServiceRefused

Problem = Literal["down", "refused", "unusable"]
_MOST_DRAWS: Final = 20
"""At once; a plan that is wrong by a factor of a thousand must not empty the country."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What was drawn, and what is to be expected now. `problem` tells why not all was drawn that should be."""

    drawn: tuple[Series, ...]
    forecast: Forecast
    problem: Problem | None = None
    code: str | None = None


def outlook(stock: Stock, rules: StockRules, *, at: datetime) -> Forecast:
    """What is to be expected of a stock."""
    return forecast(usable=stock.usable(), use=stock.use(), today=at.date(), rules=rules, walker=stock.walker)


def keep(stock: Stock, service: Service, rules: StockRules, *, at: datetime) -> Kept:
    """Draws what is missing, if it is time.

    It is time when something is missing and the last draw is as long ago as the rules say, or when the stock
    is so low that it warns; and always when a request was never answered. Raises `StockBehind`, `StockBusy` and
    `NotAStock`; what the service does is told in the answer.
    """
    drawn: list[Series] = []
    problem: Problem | None = None
    code = None
    try:
        waiting = stock.waiting()
        if waiting is not None:
            drawn.append(draw_one(stock, service, waiting.size, at=at))
        before = outlook(stock, rules, at=at)
        if _is_time(stock, before, rules, at=at):
            for size in before.draws[:_MOST_DRAWS]:
                # One by one: what was drawn before the service stops answering is told too.
                drawn.append(draw_one(stock, service, size, at=at))  # noqa: PERF401
    except ServiceDown:
        problem = "down"
    except ServiceRefused as refusal:
        problem, code = "refused", refusal.code
    except SeriesRefused as refusal:
        problem, code = "unusable", refusal.code
    return Kept(drawn=tuple(drawn), forecast=outlook(stock, rules, at=at), problem=problem, code=code)


def last_draw(stock: Stock) -> datetime | None:
    """When a series was last drawn; `None` before the first."""
    return max((series.at for series in stock.series() if series.origin == "drawn"), default=None)


def _is_time(stock: Stock, before: Forecast, rules: StockRules, *, at: datetime) -> bool:
    if before.alert != "none":
        return before.missing > 0
    drawn_at = last_draw(stock)
    return before.missing > 0 and (drawn_at is None or at - drawn_at >= timedelta(days=rules.draw_every_days))


def draw_one(stock: Stock, service: Service, size: int, *, at: datetime) -> Series:
    """One draw, of what was asked for and never answered if there is such; what the service says no to is closed.

    Raises `ServiceDown`, `ServiceRefused` and `SeriesRefused`.
    """
    request = stock.ask(size, at=at)
    try:
        drawn = service.draw(request.size, request=request.key)
        return stock.answered(request, drawn.first, drawn.last, at=at)
    except ServiceRefused as refusal:
        stock.refused(request, refusal.code, at=at)
        raise
    except SeriesRefused as refusal:
        stock.refused(request, refusal.code, at=at)
        raise
