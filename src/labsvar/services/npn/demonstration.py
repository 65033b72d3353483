"""Whom a demonstration knows: a made-up supplier with a laboratory and a system."""

from __future__ import annotations

from datetime import date
from typing import Final

from labsvar.services.dgws.model import CareProvider
from labsvar.services.npn.connections import Actor, Connections

SUPPLIER: Final = "testleverandoer"
LABORATORY: Final = "testlaboratorium"
ACCOUNT: Final = "testlaboratorium-lis"
SYSTEM: Final = "Labsvar demonstration"
CARE_PROVIDER: Final = CareProvider(format="medcom:cvrnumber", number="00000000", name="Testlaboratoriet")
ORGANISATION: Final = "Testleverandøren"
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
