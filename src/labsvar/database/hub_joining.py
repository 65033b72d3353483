"""The hub over this installation's own intake, register and results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from msgspec.structs import replace

from labsvar.codetables import TableStore
from labsvar.database.hub import PostgresHub
from labsvar.database.results import PostgresResults
from labsvar.database.systems import Systems
from labsvar.exchange.intake import Intake
from labsvar.exchange.routing import ANY, Configuration
from labsvar.hub.coding import in_use
from labsvar.hub.model import Receiver, Settings
from labsvar.hub.service import Hub, Surroundings
from labsvar.results.model import Databank

_HUB_DATABANKS: Final = ("LABA", "MiBa")


def joined(
    store: PostgresHub,
    *,
    intake: Intake,
    systems: Systems,
    results: PostgresResults,
    tables: TableStore,
    exchange: Configuration,
    settings: Settings | None,
) -> Hub:
    """The hub of this installation. Its letters are addressed as the installation's locations say."""

    def withdraw(gln: str, letter_number: str, by: str, reason: str) -> None:
        """A tombstone, once; on a letter that was never stored there is nothing to put one on."""
        found = results.find(sender=gln, letter_number=letter_number)
        if found is None or results.withdrawals(*found):
            return
        person_key, letter_id = found
        results.withdraw(person_key=person_key, letter_id=letter_id, position=None, by=by, reason=reason)

    return Hub(
        store,
        Surroundings(
            intake=intake.receive,
            register=systems.register,
            tables=lambda: in_use(tables),
            withdraw=withdraw,
            belongs=lambda made_up: exchange.belongs(made_up=made_up),
            settings=settings or replace(Settings(), receivers=receivers(exchange)),
        ),
    )


def receivers(exchange: Configuration) -> Mapping[Databank, Receiver]:
    """Where the hub's letters go: the location that stands for each databank, or else our own number."""
    return {
        databank: _receiver(databank, exchange)
        for databank in get_args(Databank)
        if databank in _HUB_DATABANKS
    }


def _receiver(databank: Databank, exchange: Configuration) -> Receiver:
    named = [gln for gln, stands_for in exchange.locations.items() if gln != ANY and stands_for == databank]
    some = [gln for gln in exchange.locations if gln != ANY and exchange.stands_for(gln, databank)]
    gln = next(iter([*named, *some]), exchange.own_gln)
    return Receiver(gln=gln, identifier=gln, identifier_code="lokationsnummer", name=databank)
