"""Numbers for tubes at a sampling place: from its own stock of national sample numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from labsvar.database import Database
from labsvar.services.dgws import Refused
from labsvar.services.hotel import rules
from labsvar.services.hotel.service import DrawNumbers
from labsvar.services.npn.demonstration import made_up_stock
from labsvar.services.npn.stock import Stock
from labsvar.services.npn.stock_model import StockError
from labsvar.web.config import WebConfig


def draws_of(database: Database, config: WebConfig, place: str) -> DrawNumbers | None:
    """What hands out numbers for the tubes of a place; `None` for a place that has no stock.

    It raises `Refused` with what the stock says when that hands out nothing.
    """
    path = config.hotel_stocks.get(place)
    if path is None:
        return None

    def draw(count: int) -> tuple[str, ...]:
        at = datetime.now(UTC)
        try:
            if config.demo:
                made_up_stock(path, database.npn, at=at)
            return _taken(path, count, at=at)
        except StockError as problem:
            raise Refused("processing_problem", rules.NUMBERS, why_da=problem.da, why_en=problem.en) from None

    return draw


def _taken(path: Path, count: int, *, at: datetime) -> tuple[str, ...]:
    stock = Stock.open(path)
    try:
        return stock.take(count, at=at)
    finally:
        stock.close()
