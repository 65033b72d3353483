"""What is taken, over HTTP: the policy's page and header, and letters in envelopes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import httpx
import pytest

from labsvar.database import Server
from labsvar.exchange import beside
from labsvar.exchange.policy import Line, with_defaults
from labsvar.exchange.routing import Configuration
from labsvar.formats import vans, xml
from labsvar.formats.vans import EndPoint
from labsvar.web.app import create_app
from labsvar.web.config import WebConfig
from labsvar.web.personas import PROFESSIONALS
from tests.builders import CLINIC_GLN, LABORATORY_GLN, OUR_GLN, emessage
from tests.integration.web.conftest import copied
from tests.integration.web.site import CITIZENS, Fixed, Site, new_person


@pytest.fixture(scope="module")
def warned(database_server: Server) -> Iterator[Site]:
    """A demonstration that warns of one sender's letters and sends letters' own receipts too."""
    line = Line(
        kind="XRPT01", sender=CLINIC_GLN, since=date(2026, 1, 1), verdict="warn", reason_da="Snart slut."
    )
    configuration = Configuration(
        locations={"*": "*"}, policy=with_defaults([line]), vans_inner_receipts="sent"
    )
    with copied(database_server, "web_taking", configuration) as opened:
        opened.systems.welcome_anyone(who="the tests", reason="letters of any sender are taken")
        config = WebConfig(demo=True, personas=Fixed((*CITIZENS, *PROFESSIONALS)))
        made = Site(create_app(opened, config), opened, "http://127.0.0.1")
        yield made
        made.close()


@pytest.fixture
def taking(warned: Site) -> Iterator[httpx.Client]:
    with warned.client() as client:
        yield client


def letter(number: str, gln: str) -> bytes:
    made = xml.write(emessage(new_person().report(number=number), number=number))
    return made.replace(f">{LABORATORY_GLN}<".encode(), f">{gln}<".encode())


def test_a_warning_stands_in_a_header_and_in_the_state(taking: httpx.Client) -> None:
    """The receipt is positive and says nothing: it has no room."""
    answer = taking.post("/api/letters", content=letter("W1", CLINIC_GLN))
    assert answer.status_code == 200
    assert answer.headers["labsvar-warnings"] == "exchange.policy-warned"
    (state,) = taking.get(answer.headers["location"]).json()["letters"]
    assert "exchange.policy-warned" in [found["rule"] for found in state["findings"]]
    answer = taking.post("/api/letters", content=letter("W2", LABORATORY_GLN))
    assert "labsvar-warnings" not in answer.headers


def test_an_envelope_is_answered_with_two_in_one_body(taking: httpx.Client) -> None:
    """The Receipt envelope first, then the letter's own receipt in a Message envelope."""
    body = vans.wrap(
        letter("W3", LABORATORY_GLN),
        sender=EndPoint(identifier=LABORATORY_GLN),
        receiver=EndPoint(identifier=OUR_GLN),
        kind="XRPT01",
    )
    answer = taking.post("/api/letters", content=body)
    assert answer.status_code == 200
    first, second = beside.parts(answer.content, answer.headers["content-type"])
    envelope = vans.read(first).envelope
    assert envelope is not None
    assert isinstance(envelope.content, vans.PositiveMessage)
    assert xml.read(vans.unwrap(second).data).letters[0].version_code == "XC0330Q"
    assert taking.post("/api/letters", content=body).status_code == 200


def test_the_policy_is_shown_to_operators(warned: Site) -> None:
    with warned.browser("operator") as browser:
        assert "/operations/policy" in browser.get("/operations?lang=da").text
        page = browser.get("/operations/policy").text
        assert page.index(CLINIC_GLN) < page.index("RPT02")
        assert "Snart slut." in page
        assert "Modtages med advarsel" in page
        assert "Accepted with a warning" in browser.get("/operations/policy?lang=en").text
