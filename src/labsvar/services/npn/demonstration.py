"""Whom a demonstration knows: a made-up supplier with a laboratory and a system, and stocks of sampling places."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from labsvar.services.dgws.model import CareProvider
from labsvar.services.npn.connections import Actor, Connections
from labsvar.services.npn.service import NpnService
from labsvar.services.npn.stock import Stock

SUPPLIER: Final = "testleverandoer"
LABORATORY: Final = "testlaboratorium"
ACCOUNT: Final = "testlaboratorium-lis"
SYSTEM: Final = "Labsvar demonstration"
CARE_PROVIDER: Final = CareProvider(format="medcom:cvrnumber", number="00000000", name="Testlaboratoriet")
ORGANISATION: Final = "Testleverandøren"
NUMBERS_IN_STOCK: Final = 11_000
"""What a made-up stock draws at a time, of which about every eleventh number can be used."""
_BY: Final = Actor(who="labsvar")
_REASON: Final = "demonstration"


def connect_made_up(connections: Connections) -> None:
    """Connects them, unless somebody is connected already."""
    if connections.register().suppliers:
        return
    connections.set_supplier(
        SUPPLIER,
        name=ORGANISATION,
        agreed_on=date(2016, 1, 1),
        support="support@testleverandoer.example",
        by=_BY,
        reason=_REASON,
    )
    connections.set_laboratory(LABORATORY, supplier=SUPPLIER, name="Testlaboratoriet", by=_BY, reason=_REASON)
    connections.set_account(
        ACCOUNT,
        supplier=SUPPLIER,
        laboratory=LABORATORY,
        department="Laboratoriedrift",
        mailbox="lis@testlaboratorium.example",
        system=SYSTEM,
        care_provider=CARE_PROVIDER,
        by=_BY,
        reason=_REASON,
    )


def made_up_stock(path: Path, service: NpnService, *, at: datetime) -> None:
    """Makes the stock of a made-up sampling place and fills it, unless it has numbers. Raises `StockError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        stock = Stock.open(path)
    else:
        stock = Stock.make(path, witness=path.with_suffix(".witness"), at=at, form=service.settings.form)
    try:
        if not stock.usable():
            account = service.connections.register().accounts[ACCOUNT]
            key = uuid4().hex
            drawn = service.draw(account, NUMBERS_IN_STOCK, laboratory=None, message_id=key, at=at)
            stock.add(drawn.first, drawn.last, origin="drawn", at=at)
    finally:
        stock.close()
