"""A laboratory's stock that draws over SOAP with an id card, in the program and on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from lxml import etree

from labsvar.cli import npn as npn_command
from labsvar.cli import npn_stock
from labsvar.cli.errors import Refused, Unreadable
from labsvar.cli.language import Say
from labsvar.cli.npn_reaching import Reaching
from labsvar.services.npn.forecast import StockRules
from labsvar.services.npn.stock import Stock
from labsvar.services.npn.stock_keeping import keep
from labsvar.services.npn.stock_service import ServiceDown, ServiceRefused
from labsvar.services.npn.stock_soap import SoapAt
from tests.integration.services.conftest import Installation
from tests.integration.services.serving import HTTPS
from tests.integration.services.test_npn import card
from tests.npn_judge import faults
from tests.unit.npn.helpers import NOW, Place

SAY = Say("en")


class BehindProxy(httpx.HTTPTransport):
    """As through a proxy that took the call over HTTPS."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.headers.update(HTTPS)
        return super().handle_request(request)


def reached(installation: Installation, own: etree._Element, *, laboratory: str | None = None) -> SoapAt:
    address = f"{installation.address}soap/npn"
    return SoapAt(address, card=own, laboratory=laboratory, transport=BehindProxy())


@pytest.fixture
def stock(tmp_path: Path) -> Iterator[Stock]:
    place = Place(tmp_path)
    yield place.made()
    place.close()


def test_a_stock_fills_itself_over_soap_and_gives_a_series_back(
    installation: Installation, stock: Stock
) -> None:
    """A draw that is asked for again under its key gives the same series."""
    with reached(installation, card(installation)) as service:
        (series,) = keep(stock, service, StockRules(planned_per_day=10), at=NOW).drawn
        numbers = stock.take(25, at=NOW)
        assert not faults(numbers, series=[(series.first, series.last)])
        told = service.information(numbers[0])
        assert told is not None
        assert (told.first, told.last, told.drawn_by) == (series.first, series.last, "LABA")
        again = service.draw(100, request="unused")
        assert service.draw(100, request="unused") == again
        kept = stock.add(again.first, again.last, origin="drawn", at=NOW)
        stock.release(kept.id, at=NOW)
        service.release(again.first, again.last)
        released = service.information(str(again.first))
        assert released is not None
        assert released.released
        assert service.information("9999999999") is None


def test_what_the_service_refuses_is_told_by_its_rule(installation: Installation) -> None:
    """Another supplier's laboratory, an altered card, plain HTTP, and more than may be drawn."""
    own = card(installation)
    with reached(installation, own, laboratory="LABB") as service, pytest.raises(ServiceRefused) as other:
        service.draw(10, request="x1")
    altered = etree.fromstring(etree.tostring(own).replace(b"lis-A", b"lis-B"))
    with reached(installation, altered) as service, pytest.raises(ServiceRefused) as signature:
        service.draw(10, request="x2")
    with reached(installation, own) as service, pytest.raises(ServiceRefused) as size:
        service.draw(10**12, request="x3")
    plain = SoapAt(f"{installation.address}soap/npn", card=own)
    with plain as service, pytest.raises(ServiceRefused) as secure:
        service.draw(10, request="x4")
    assert [each.value.code for each in (other, signature, size, secure)] == [
        "service.npn_other_laboratory",
        "service.signature",
        "service.npn_size",
        "service.plain_http",
    ]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (503, b"busy"),
        (200, b"<html/>"),
        (200, "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><x/></s:Body></s:Envelope>"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_as_good_as_no_answer(
    installation: Installation, status: int, body: bytes
) -> None:
    answering = httpx.MockTransport(lambda _: httpx.Response(status, content=body))
    with (
        SoapAt("http://numbers.example/soap/npn", card=card(installation), transport=answering) as service,
        pytest.raises(ServiceDown),
    ):
        service.draw(10, request="x")


def test_the_command_draws_with_a_card_and_asks_about_a_number(
    installation: Installation, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """`labsvar npn draw`, `keep` and `check --service`: a national number that nobody drew is not all right."""
    path, file = tmp_path / "stock.npn", tmp_path / "card.xml"
    file.write_bytes(etree.tostring(card(installation)))
    npn_stock.make(path, SAY, witness=tmp_path / "witness.npn", data=tmp_path)
    how = Reaching(service=installation.address, card=file, transport=BehindProxy())
    npn_stock.draw(path, 1100, SAY, how)
    capfdbinary.readouterr()
    npn_stock.take(path, 1)
    number = capfdbinary.readouterr().out.decode().strip()
    assert npn_stock.keep_full(path, SAY, how, data=tmp_path) == 0
    capfdbinary.readouterr()
    asked = [number, "9999999996", "123"]
    assert npn_command.check(asked, SAY, data=tmp_path, as_json=True, how=how) == 1
    told = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert told[0]["service"]["by"] == "LABA"
    assert told[1]["service"] == {"state": "unknown"}
    assert "service" not in told[2]
    assert npn_command.check([number], SAY, data=tmp_path, as_json=False, how=how) == 0
    assert "drawn: LABA" in " ".join(capfdbinary.readouterr().out.decode().split())
    with pytest.raises(Refused):
        npn_stock.draw(path, 10**12, SAY, how)
    file.write_text("<x/>")
    with pytest.raises(Unreadable):
        npn_stock.draw(path, 11, SAY, how)
