"""A laboratory's stock that draws over SOAP: the same protocol, carried by `zeep` and an id card."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from labsvar.services.npn.forecast import StockRules
from labsvar.services.npn.stock_keeping import keep
from labsvar.services.npn.stock_service import Drawn, Information
from tests.integration.services.conftest import Installation
from tests.integration.services.serving import Caller
from tests.integration.services.test_npn import DRAW, FREE, LOOK, card
from tests.npn_judge import faults
from tests.unit.npn.helpers import NOW, Place


class OverSoap:
    """`labsvar.services.npn.stock_service.Service`, as a system supplier may write it over its own SOAP client."""

    def __init__(self, caller: Caller, own: etree._Element) -> None:
        self._caller = caller
        self._card = own

    def draw(self, size: int, *, request: str) -> Drawn:
        drawn = self._caller.call(DRAW, self._card, message=request, NumberOfIdentifiers=size)
        return Drawn(first=int(drawn.FirstIdentifier), last=int(drawn.LastIdentifier))

    def release(self, first: int, last: int) -> None:
        self._caller.call(FREE, self._card, FirstIdentifier=str(first), LastIdentifier=str(last))

    def information(self, number: str) -> Information | None:
        told = self._caller.call(LOOK, self._card, Identifier=number)
        if told.State == "unknown":
            return None
        return Information(
            first=int(told.FirstIdentifier),
            last=int(told.LastIdentifier),
            drawn_by=told.LaboratoryIdentifier,
            drawn_at=told.DrawnDateTime,
            released=told.State == "released",
        )


def test_a_stock_fills_itself_over_soap_and_gives_a_series_back(
    installation: Installation, tmp_path: Path
) -> None:
    service = OverSoap(installation.caller(), card(installation))
    place = Place(tmp_path)
    stock = place.made()
    (series,) = keep(stock, service, StockRules(planned_per_day=10), at=NOW).drawn
    numbers = stock.take(25, at=NOW)
    assert not faults(numbers, series=[(series.first, series.last)])
    told = service.information(numbers[0])
    assert told is not None
    assert (told.first, told.last, told.drawn_by) == (series.first, series.last, "LABA")
    again = service.draw(100, request="unused")
    kept = stock.add(again.first, again.last, origin="drawn", at=NOW)
    stock.release(kept.id, at=NOW)
    service.release(again.first, again.last)
    released = service.information(str(again.first))
    assert released is not None
    assert released.released
    place.close()
