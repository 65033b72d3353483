"""How long a stock of numbers lasts, and what to draw: from the laboratory's own use, without any clock.

Source: MedCom, draft connection agreement of the NPN service, annex 1, 4.4, as told to the laboratory medicine
reference group (4 March 2026): a first draw of about half a year's production, then automatic draws every second
week, so that there is always about half a year in stock. Rarer draws are fine as long as the stock is enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from math import ceil, inf
from typing import Final, Literal

import msgspec

from labsvar.services.npn.walking import Walker

Alert = Literal["none", "early", "soon", "dry"]
_LATELY: Final = 28
_HALF_A_YEAR: Final = 182


class StockRules(msgspec.Struct, frozen=True, kw_only=True):
    """What a laboratory has decided about its stock; days are whole, `planned_per_day` counts usable numbers.

    `minimum_draw` and `maximum_draw` are what the service deals out at once, in numbers of a series. Assumption:
    neither is known, so by default there is no minimum, and a series has ten million numbers at most. A need
    below the minimum draws the minimum.

    Assumption: what is early. A warning comes while three months are left, and the stock is soon dry
    when one month is.
    """

    planned_per_day: float
    target_days: int = _HALF_A_YEAR
    draw_every_days: int = 14
    minimum_draw: int = 1
    maximum_draw: int = 10_000_000
    early_days: int = 91
    soon_days: int = 28

    def __post_init__(self) -> None:
        """Refuses what cannot be kept. Raises `ValueError`."""
        if self.planned_per_day < 0 or self.draw_every_days < 0:
            raise ValueError("neither planned use nor the days between draws can be negative")
        if not 1 <= self.minimum_draw <= self.maximum_draw:
            raise ValueError("the smallest draw is one number or more, and not above the largest")
        if not 0 <= self.soon_days <= self.early_days < self.target_days:
            raise ValueError("days go from soon over early to the target")


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be expected. `usable` and `missing` count usable numbers; `draws` are sizes of series.

    `days_left` is `None` where nothing is used and nothing planned.
    """

    usable: int
    per_day: float
    days_left: int | None
    runs_dry: date | None
    missing: int
    draws: tuple[int, ...]
    alert: Alert

    @property
    def weeks_left(self) -> float | None:
        """The days left in weeks, to a tenth."""
        return None if self.days_left is None else round(self.days_left / 7, 1)


def forecast(
    *, usable: int, use: Mapping[date, int], today: date, rules: StockRules, walker: Walker
) -> Forecast:
    """What a stock with so many usable numbers left comes to, after the use of the days before `today`."""
    rate = per_day(use, today=today, planned=rules.planned_per_day)
    days = inf if rate == 0 else usable / rate
    missing = max(0, ceil(rate * rules.target_days) - usable)
    days_left = None if days == inf else int(days)
    return Forecast(
        usable=usable,
        per_day=round(rate, 1),
        days_left=days_left,
        runs_dry=None if days_left is None else _after(today, days_left),
        missing=missing,
        draws=_draws(walker.drawn_for(missing), rules) if missing else (),
        alert=_alert(usable, days, rules),
    )


def per_day(use: Mapping[date, int], *, today: date, planned: float) -> float:
    """How many numbers a laboratory uses a day: the larger of the last four weeks and the last half year.

    Today is not counted, as it is not over. Until there are four weeks the plan counts too, where it is larger.
    Assumption: no source says how use is to be measured; the larger of two keeps a season from emptying the stock.
    """
    days = [day for day in use if today - timedelta(days=_HALF_A_YEAR) <= day < today]
    if not days:
        return planned
    begun = (today - min(days)).days
    lately = today - timedelta(days=min(begun, _LATELY))
    measured = max(
        sum(use[day] for day in days) / begun,
        sum(use[day] for day in days if day >= lately) / min(begun, _LATELY),
    )
    return measured if begun >= _LATELY else max(measured, planned)


def _draws(numbers: int, rules: StockRules) -> tuple[int, ...]:
    """Series of at most the largest draw, each at least the smallest; together at least what is wanted."""
    whole, rest = divmod(numbers, rules.maximum_draw)
    last = (max(rest, rules.minimum_draw),) if rest else ()
    return (*[rules.maximum_draw] * whole, *last)


def _alert(usable: int, days: float, rules: StockRules) -> Alert:
    if usable == 0:
        return "dry"
    if days < rules.soon_days:
        return "soon"
    return "early" if days < rules.early_days else "none"


def _after(today: date, days: int) -> date | None:
    """The day so many days on; `None` where the calendar ends."""
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None
