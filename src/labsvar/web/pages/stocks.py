"""Laboratories' stocks of sample numbers: how long each lasts, and which sources send national numbers only.

Nothing here is about a person, so nothing here is a look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final, NamedTuple

from litestar import Controller, get

from labsvar.database import Database
from labsvar.letters.zone import DENMARK
from labsvar.services.npn.recognise import LocalSeries, Share
from labsvar.services.npn.stock_levels import Level, driest_first
from labsvar.web.pages.frame import Page, PageRequest, config_of, page, texts_of
from labsvar.web.rights import Right, needs
from labsvar.web.texts import Texts
from labsvar.web.views.times import day, moment

PATH: Final = "/npn/stocks"
DAYS_OF_SHARES: Final = 90


class StockLine(NamedTuple):
    """One stock; numbers of days and weeks are as it reported them."""

    laboratory: str
    name: str
    weeks: str
    usable: int
    per_day: str
    alert: str
    runs_dry: str
    last_draw: str
    reported: str


class StockPages(Controller):
    """The page of stocks."""

    path = PATH

    @get("/", opt=needs(Right.SEE_NUMBER_STOCKS), sync_to_thread=True)
    def stocks(self, request: PageRequest) -> Page:
        """Every stock, the one that runs dry first at the top; and the numbers of every source."""
        database: Database = request.app.state.database
        texts, config = texts_of(request), config_of(request)
        now = datetime.now(UTC)
        register, levels = database.npn.connections.register(), database.npn_levels.newest()
        names = {each.key: each.name for each in register.laboratories.values()}
        silent = _silent(levels, [each.key for each in register.laboratories.values() if each.is_open])
        return page(
            request,
            "stocks.html",
            stocks=[_line(each, names, texts) for each in driest_first(levels)],
            silent=[names[key] for key in silent],
            messages=register.messages_on(now.astimezone(DENMARK).date()),
            shares=_shares(database, config.npn_local, at=now),
            days=DAYS_OF_SHARES,
            only=sorted(config.npn_only),
        )


def _shares(database: Database, local: Sequence[LocalSeries], *, at: datetime) -> Sequence[Share]:
    return database.npn_shares.by_source(
        since=at - timedelta(days=DAYS_OF_SHARES),
        year=at.astimezone(DENMARK).year,
        form=database.npn.settings.form,
        local=local,
    )


def _silent(levels: Sequence[Level], laboratories: Sequence[str]) -> list[str]:
    """Laboratories whose stock nobody knows of."""
    return sorted({*laboratories} - {each.laboratory for each in levels})


def _line(level: Level, names: Mapping[str, str], texts: Texts) -> StockLine:
    report = level.report
    return StockLine(
        laboratory=level.laboratory,
        name=names.get(level.laboratory, ""),
        weeks="–" if level.weeks_left is None else f"{level.weeks_left:g}",
        usable=report.usable,
        per_day=f"{report.per_day:g}",
        alert=report.alert,
        runs_dry="–" if report.runs_dry is None else day(datetime.combine(report.runs_dry, time()), texts),
        last_draw="–" if report.last_draw is None else moment(report.last_draw, texts),
        reported=moment(level.at, texts),
    )
