"""What operators see of letters that go on to other databanks, and how they send one again."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from labsvar.database import Server
from labsvar.database.operations import Search
from labsvar.exchange.delivery import ENVIRONMENT, HttpCourier
from labsvar.exchange.routing import Configuration
from labsvar.formats import xml
from labsvar.services.hotel.model import HotelTerms
from labsvar.services.hotel.store import Search as Wanted
from labsvar.web.app import create_app
from labsvar.web.config import WebConfig
from labsvar.web.pages import deliveries
from labsvar.web.personas import PROFESSIONALS
from tests import builders
from tests.builders import LABORATORY_GLN
from tests.hotel import CLINIC, NOON, NORTH, file, requisition
from tests.integration.web.conftest import copied
from tests.integration.web.site import Browser, Fixed, Site, new_person


@pytest.fixture(scope="module")
def hub(database_server: Server) -> Iterator[Site]:
    """A hub whose LABA is another installation, at which nobody works: letters wait."""
    exchange = Configuration(locations={"*": "*"}, destinations={"LABA": "https://laba.example"})
    with copied(database_server, "web_hub", exchange) as opened:
        opened.systems.welcome_anyone(who="the tests", reason="letters of any sender are taken")
        config = WebConfig(demo=True, personas=Fixed(PROFESSIONALS))
        made = Site(create_app(opened, config), opened, "http://127.0.0.1")
        for number in ("D1", "D2", "D3"):
            made.stored(new_person().report(number=number))
        yield made
        made.close()


@pytest.fixture
def operator(hub: Site) -> Iterator[Browser]:
    with hub.browser("operator") as browser:
        browser.get("/operations?lang=en")
        yield browser


def refuse(hub: Site, number: str) -> None:
    """As the databank's answer would."""
    with psycopg.connect(hub.database.address) as connection:
        connection.execute(
            "UPDATE delivery SET state = 'refused', problem = 'status 422' WHERE letter_number = %s", [number]
        )


def address_of(operator: Browser, number: str) -> str:
    page = operator.get("/operations/deliveries", params={"letter_number": number}).text
    found = re.search(r'href="(/operations/deliveries/\d+)"', page)
    assert found is not None
    return found[1]


def test_what_is_under_way_late_or_refused_is_found_and_counted(hub: Site, operator: Browser) -> None:
    """No person is named; what nobody can ask for is taken as not asked."""
    refuse(hub, "D2")
    page = operator.get("/operations/deliveries").text
    assert "2 Under way" in page
    assert "0 Late" in page
    assert "1 Refused" in page
    refused = operator.get("/operations/deliveries?state=refused").text
    assert "D2" in refused
    assert "status 422" in refused
    assert "D1" not in refused
    assert "No letters fit" in operator.get("/operations/deliveries?databank=MiBa").text
    for odd in ("state=lost", "databank=X", "after=x~y", "after=99999999999999999999~1", "after="):
        assert "D3" in operator.get(f"/operations/deliveries?{odd}").text
    assert "Prøve" not in operator.get(address_of(operator, "D2")).text.replace("Drift Prøve", "")


def test_a_page_goes_on_where_the_one_before_ended(
    operator: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "LETTERS_ON_A_PAGE", 2)
    seen, at = [], "/operations/deliveries?databank=LABA"
    while at:
        page = operator.get(at).text
        seen += re.findall(r'letter_number=(D\d)"', page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        at = older[1].replace("&amp;", "&") if older else ""
    assert sorted(seen) == ["D1", "D2", "D3"]


def test_an_operator_sends_a_refused_letter_again_with_a_reason(hub: Site, operator: Browser) -> None:
    """Who and why stay readable, with the numbers of both envelopes; one under way is not sent twice."""
    refuse(hub, "D3")
    at = address_of(operator, "D3")
    answer = operator.post(at, {"reason": "  "})
    assert (answer.status_code, "Say why" in answer.text) == (400, True)
    before = operator.get(at).text
    page = operator.post(at, {"reason": "rettet hos dem"}).text
    assert re.search(r"Drift Prøve \([a-z:-]+\): rettet hos dem", page)
    assert "Under way" in page
    old, new = re.findall(r"(LV\d+) → (LV\d+)", page)[0]
    assert old in before
    assert new not in before
    token = operator.token("/operations")
    again = operator.client.post(at, data={"csrf": token, "reason": "igen"})
    assert (again.status_code, "is not sent again until" in again.text) == (400, True)
    assert operator.client.post(f"{at}999", data={"csrf": token, "reason": "x"}).status_code == 404
    assert operator.get("/operations/deliveries/99999999999999999999").status_code == 404


def test_a_letter_from_the_hotel_is_a_delivery_like_any_other(hub: Site, operator: Browser) -> None:
    """Which requisition, where it was sampled, the alarm when it is refused; sent again, it has a new envelope."""
    service = hub.database.hotel
    service.terms = HotelTerms(laboratories={LABORATORY_GLN: "https://laboratorium.example"})
    uploaded = service.upload(CLINIC, file(requisition("H1")), at=NOON)
    assert uploaded.kept is not None, uploaded.findings
    number = uploaded.kept.requisition_id
    service.begin(NORTH, number, at=NOON)
    service.sample(NORTH, number, at=NOON)
    courier = HttpCourier(httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(422))))
    service.send(number, courier, NOON)
    listed = operator.get("/operations/deliveries?state=refused&letter_number=LT-H1").text
    for said in ("REQ01", "Q0131K", "from the hotel, sampled by nord", LABORATORY_GLN, "status 422"):
        assert said in listed
    assert "Lægerne" not in listed
    assert "LT-H1" in operator.get("/operations/alarms").text
    at = address_of(operator, "LT-H1")
    first = re.findall(r"LV\d+", operator.get(at).text)[0]
    page = operator.post(at, {"reason": "rettet hos dem"}).text
    assert re.search(rf"{first} → LV\d+", page)
    assert "Under way" in page
    assert f'<dd translate="no">{number}</dd>' in page
    (kept,) = service.found(NORTH, Wanted(sample_number="H1"), reason="sampling")
    assert kept.sending is not None
    assert kept.sending.envelope_number not in (first, "")
    with psycopg.connect(hub.database.address) as connection:
        jobs = "SELECT count(*) FROM jobs.procrastinate_jobs WHERE args ->> 'requisition_id' = %s"
        assert connection.execute(jobs, [str(number)]).fetchone() == (2,)
    service.send(number, courier, NOON)
    assert "Refused" in operator.get(at).text


@pytest.mark.parametrize(("told", "status"), [("production", 421), ("test", 200), (None, 200)])
def test_s10_what_comes_from_the_other_kind_of_installation_is_not_let_in(
    hub: Site, told: str | None, status: int
) -> None:
    """A hub of production that was given the address of a test databank stores nothing there."""
    body = xml.write(builders.emessage(new_person().report(), number=f"ENV{told}"))
    headers = {} if told is None else {ENVIRONMENT: told}
    with hub.client() as client:
        answer = client.post("/api/letters", content=body, headers=headers)
        assert answer.status_code == status
        if status == 421:
            assert answer.json()["status"] == 421
            stored = hub.database.operations.search(Search(envelope_number=f"ENV{told}"))
            assert stored.letters == ()
