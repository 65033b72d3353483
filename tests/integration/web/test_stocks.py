"""A laboratory's stock and the service it draws from, over HTTP; and the operator's page of stocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from labsvar.database import Server
from labsvar.services.npn.connections import Actor
from labsvar.services.npn.demonstration import connect_made_up
from labsvar.services.npn.forecast import StockRules
from labsvar.services.npn.recognise import LocalSeries
from labsvar.services.npn.stock_http import HttpService
from labsvar.services.npn.stock_keeping import keep
from labsvar.services.npn.stock_levels import tell
from labsvar.services.npn.stock_service import ServiceDown, ServiceRefused
from labsvar.web.app import create_app
from labsvar.web.config import WebConfig
from labsvar.web.personas import PROFESSIONALS
from tests.integration.web.conftest import ANYWHERE, copied
from tests.integration.web.site import Asking, Fixed, Site, new_person
from tests.unit.npn.helpers import Place

RULES = StockRules(planned_per_day=40)
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def numbers(database_server: Server) -> Iterator[Site]:
    """A demonstration with its made-up laboratory."""
    with copied(database_server, "web_stocks", ANYWHERE) as opened:
        opened.systems.welcome_anyone(who="the tests", reason="letters of any sender are taken")
        connect_made_up(opened.npn.connections)
        config = WebConfig(
            demo=True,
            personas=Fixed(PROFESSIONALS),
            npn_local=(LocalSeries(name="rolls", prefix="77"),),
            npn_only=frozenset({"5790000000043"}),
        )
        made = Site(create_app(opened, config), opened, "http://127.0.0.1")
        yield made
        made.close()


@pytest.fixture
def service(numbers: Site) -> Iterator[HttpService]:
    with HttpService(numbers.address, token=None, transport=Asking(numbers.app, numbers._loop)) as made:
        yield made


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    found = Place(tmp_path)
    yield found
    found.close()


class TestTheService:
    def test_a_stock_is_filled_from_it_and_hands_out(self, service: HttpService, place: Place) -> None:
        stock = place.made()
        kept = keep(stock, service, RULES, at=NOW)
        assert kept.problem is None
        assert kept.forecast.usable >= 7_270
        (number,) = stock.take(at=NOW)
        told = service.information(number)
        assert told is not None
        assert (told.drawn_by, told.released) == ("testlaboratorium", False)
        assert told.first <= int(number) <= told.last

    def test_the_same_request_gets_the_same_series(self, service: HttpService) -> None:
        assert service.draw(100, request="r1") == service.draw(100, request="r1")
        assert service.draw(100, request="r2") != service.draw(100, request="r1")

    def test_a_whole_series_goes_back_and_is_known_to_have(self, service: HttpService) -> None:
        drawn = service.draw(50, request="back")
        service.release(drawn.first, drawn.last)
        service.release(drawn.first, drawn.last)
        told = service.information(str(drawn.first))
        assert told is not None
        assert told.released

    def test_a_number_that_nobody_has_drawn_is_not_known(self, service: HttpService) -> None:
        assert service.information("9999999999") is None

    def test_what_it_says_no_to_is_told_by_its_rule(self, service: HttpService) -> None:
        with pytest.raises(ServiceRefused) as refused:
            service.draw(10**9, request="greedy")
        assert refused.value.code.startswith("service.")

    def test_one_that_does_not_answer_is_down(self) -> None:
        with HttpService("http://127.0.0.1:9", token="t") as nobody, pytest.raises(ServiceDown):
            nobody.draw(1, request="x")


class TestReporting:
    def test_a_stock_that_was_put_back_with_its_witness_is_noticed_by_the_service(
        self, service: HttpService, place: Place
    ) -> None:
        """A whole machine is restored: nothing on it knows, but the stock has told more before."""
        stock = place.made((4_700_000_000, 4_700_009_999))
        kept, seen = place.copy(), place.witness.read_bytes()
        stock.take(5, at=NOW)
        assert tell(stock, service, RULES, at=NOW)
        place.witness.write_bytes(seen)
        restored = place.put_back(kept)
        assert restored.behind() is None
        assert tell(restored, service, RULES, at=NOW)
        assert restored.behind() == "service"

    def test_a_service_that_is_down_is_told_later(self, place: Place) -> None:
        with HttpService("http://127.0.0.1:9", token=None) as nobody:
            assert not tell(place.made(), nobody, RULES, at=NOW)

    def test_a_laboratory_reports_its_own_stock_only(self, numbers: Site) -> None:
        body = {"stock": "s", "life": "a", "steps": 1, "usable": 1, "per_day": 1, "alert": "none"}
        with numbers.client() as client:
            assert client.post("/api/npn/stock", json=body).json() == {"behind": False}
            other = client.post("/api/npn/stock", json=body | {"laboratory": "another"})
            assert other.status_code == 403
            assert client.post("/api/npn/stock", json=body | {"steps": -1}).status_code == 400


class TestTheOperatorsPage:
    def test_tells_who_runs_dry_when_and_what_is_announced(
        self, numbers: Site, service: HttpService, place: Place
    ) -> None:
        stock = place.made((4_700_000_000, 4_700_001_999))
        assert tell(stock, service, RULES, at=NOW)
        today = NOW.date()
        numbers.database.npn.connections.put_message(
            "Tjenesten er lukket på søndag.",
            first=today - timedelta(days=1),
            last=today + timedelta(days=1),
            by=Actor(who="O. Operatør"),
            reason="planned",
        )
        with numbers.browser("operator") as browser:
            shown = browser.get("/npn/stocks?lang=en").text
        assert "Tjenesten er lukket på søndag." in shown
        assert "testlaboratorium" in shown
        dry = NOW.date() + timedelta(days=4)
        assert f"{dry.day} {dry:%b} {dry.year}" in shown
        assert "Soon dry" in shown

    def test_tells_for_each_source_whether_all_its_numbers_are_national(self, numbers: Site) -> None:
        numbers.stored(new_person().report(sample_number="4711000009"))
        with numbers.browser("operator") as browser:
            shown = browser.get("/npn/stocks?lang=en").text
        assert "5790000000043" in shown, "the receivers that take national numbers only"
        assert "1 of 1" in shown

    @pytest.mark.parametrize("persona", ["gp", "administrator", "supplier"])
    def test_is_the_operator_s_alone(self, numbers: Site, persona: str) -> None:
        with numbers.browser(persona) as browser:
            assert browser.get("/npn/stocks").status_code == 403
