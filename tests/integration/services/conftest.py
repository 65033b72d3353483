"""An installation that is no demonstration, at a real socket, with two suppliers of sample numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest

from labsvar.database import Database, Server
from labsvar.services.dgws import CareProvider
from labsvar.services.dgws.tokens import TokenService, make
from labsvar.services.npn.connections import Actor
from labsvar.web.config import WebConfig
from tests.integration.services.serving import Caller, create_app, served
from tests.integration.web.conftest import ANYWHERE, copied

OPERATOR = Actor(who="drift")


def provider(number: str) -> CareProvider:
    return CareProvider(format="medcom:cvrnumber", number=number, name="Prøve")


class Installation(NamedTuple):
    """A running server, its database, and the token service it trusts."""

    address: str
    database: Database
    tokens: TokenService

    def caller(self, service: str = "npn", *, https: bool = True) -> Caller:
        return Caller(self.address, service, https=https)


@pytest.fixture(scope="session")
def installation(database_server: Server) -> Iterator[Installation]:
    tokens = make(at=datetime.now(UTC) - timedelta(days=1))
    with copied(database_server, "services", ANYWHERE) as opened:
        _connect(opened)
        config = WebConfig(trust=tokens.trust, npn_lowest_level=3)
        with served(create_app(opened, config)) as address:
            yield Installation(address, opened, tokens)


def _connect(opened: Database) -> None:
    connections = opened.npn.connections
    for name, number in (("A", "00000001"), ("B", "00000002")):
        by = Actor(who=f"hos {name}", supplier=name)
        connections.set_supplier(
            name,
            name=f"Firma {name}",
            agreed_on=date(2015, 1, 1),
            support="s@x.example",
            by=OPERATOR,
            reason="aftale",
        )
        connections.set_laboratory(f"LAB{name}", supplier=name, name="Prøve", by=by, reason="ny")
        for key, laboratory in ((f"lis-{name}", f"LAB{name}"), (f"drift-{name}", "")):
            connections.set_account(
                key,
                supplier=name,
                laboratory=laboratory,
                department="Drift",
                mailbox="lis@x.example",
                system=key,
                care_provider=provider(number),
                by=by,
                reason="ny",
            )
