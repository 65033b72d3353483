"""Half a year in stock: when a series is drawn, and what happens when the service does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from labsvar.services.npn.connections import Connections, MemoryConnections
from labsvar.services.npn.demonstration import connect_made_up, made_up_stock
from labsvar.services.npn.forecast import StockRules
from labsvar.services.npn.series import MemorySeries, NumberSettings
from labsvar.services.npn.service import NpnService
from labsvar.services.npn.stock import Stock
from labsvar.services.npn.stock_keeping import keep, last_draw, outlook
from tests.unit.npn.helpers import NOW, Dealer, Place, later

RULES = StockRules(planned_per_day=100)


@pytest.fixture
def stock(tmp_path: Path) -> Iterator[Stock]:
    place = Place(tmp_path)
    yield place.made()
    place.close()


class TestDrawing:
    def test_the_first_draw_is_half_a_year_s_production(self, stock: Stock) -> None:
        kept = keep(stock, Dealer(), RULES, at=NOW)
        assert [each.last - each.first + 1 for each in kept.drawn] == [200_201]
        assert kept.problem is None
        assert kept.forecast.weeks_left == pytest.approx(26, abs=0.1)
        assert last_draw(stock) == NOW

    def test_what_was_used_is_drawn_again_every_second_week(self, stock: Stock) -> None:
        keep(stock, Dealer(), RULES, at=NOW)
        dealer = Dealer(first=2_000_000_000)
        for day in range(1, 15):
            stock.take(100, at=later(days=day))
            drawn = keep(stock, dealer, RULES, at=later(days=day)).drawn
            assert len(drawn) == (1 if day == 14 else 0)

    def test_a_stock_that_warns_does_not_wait_for_the_second_week(self, stock: Stock) -> None:
        dealer = Dealer()
        keep(stock, dealer, RULES, at=NOW)
        stock.take(10_000, at=NOW)
        assert outlook(stock, RULES, at=later(hours=1)).alert == "early"
        assert keep(stock, dealer, RULES, at=later(hours=1)).drawn

    def test_nothing_missing_draws_nothing_however_long_ago(self, stock: Stock) -> None:
        dealer = Dealer()
        keep(stock, dealer, RULES, at=NOW)
        less = StockRules(planned_per_day=90)
        assert keep(stock, dealer, less, at=later(days=40)).drawn == ()

    def test_a_plan_that_is_wrong_by_far_draws_so_many_series_at_most(self, stock: Stock) -> None:
        greedy = StockRules(planned_per_day=100_000, maximum_draw=1_000)
        assert len(keep(stock, Dealer(), greedy, at=NOW).drawn) == 20


class TestAServiceThatFails:
    def test_is_told_and_handing_out_goes_on(self, stock: Stock) -> None:
        dealer = Dealer()
        keep(stock, dealer, RULES, at=NOW)
        dealer.down = True
        stock.take(12_000, at=later(days=1))
        kept = keep(stock, dealer, RULES, at=later(days=120))
        assert (kept.problem, kept.drawn, kept.forecast.alert) == ("down", (), "early")
        assert stock.take(at=later(days=120))

    def test_that_dealt_and_was_not_heard_deals_the_same_series_when_asked_again(self, stock: Stock) -> None:
        """The request is in the stock before it is sent, so no series is lost without trace."""
        dealer = Dealer()
        dealer.forgets = True
        assert keep(stock, dealer, RULES, at=NOW).problem == "down"
        waiting = stock.waiting()
        assert waiting is not None
        dealer.forgets = False
        kept = keep(stock, dealer, RULES, at=later(days=1))
        assert len(dealer.dealt) == 1
        assert [(each.first, each.last) for each in kept.drawn] == [
            (each.first, each.last) for each in dealer.dealt.values()
        ]
        assert stock.waiting() is None

    def test_that_says_no_is_not_asked_the_same_again(self, stock: Stock) -> None:
        dealer = Dealer()
        dealer.refuses = "account_closed"
        kept = keep(stock, dealer, RULES, at=NOW)
        assert (kept.problem, kept.code) == ("refused", "account_closed")
        assert stock.waiting() is None
        assert [(each.what, each.detail) for each in stock.events()] == [("draw_refused", "account_closed")]

    def test_that_deals_a_series_the_stock_has_is_not_believed(self, stock: Stock) -> None:
        keep(stock, Dealer(), RULES, at=NOW)
        stock.take(15_000, at=NOW)
        kept = keep(stock, Dealer(), RULES, at=later(days=1))
        assert (kept.problem, kept.code, kept.drawn) == ("unusable", "series_refused", ())
        assert stock.usable() == 18_200 - 15_000


def test_a_made_up_sampling_place_has_numbers_of_the_demonstration_s_own_service(tmp_path: Path) -> None:
    """Its stock is made when it is first needed, and filled when it is empty and not before."""
    store = MemorySeries(NumberSettings())
    service = NpnService(store, Connections(MemoryConnections()))
    connect_made_up(service.connections)
    path = tmp_path / "stocks" / "nord.npn"
    for taken in (1, 1_000, 1):
        made_up_stock(path, service, at=NOW)
        with closing(Stock.open(path)) as stock:
            numbers = stock.take(min(taken, stock.usable()), at=NOW)
        assert all(service.information(number) is not None for number in numbers)
    assert len(store.of()) == 2
