"""Connects to a database and hands out what the rooms above it use."""

from __future__ import annotations

from typing import Final

from labsvar.database.accounts import Accounts
from labsvar.database.connections import pool
from labsvar.database.intake import PostgresIntake
from labsvar.database.operations import Operations
from labsvar.database.results import PostgresResults
from labsvar.database.seals import Sealer, Ticker
from labsvar.database.systems import Systems
from labsvar.exchange.batcher import Batcher
from labsvar.exchange.intake import Intake
from labsvar.exchange.routing import Configuration

_CONNECTIONS: Final = 10


class Database:
    """Everything an installation keeps. See the package for what each part is."""

    def __init__(self, address: str, *, exchange: Configuration, seal_every: float) -> None:
        self.address = address
        self.exchange = exchange
        self._pool = pool(address, size=_CONNECTIONS)
        self._sealer = Sealer(self._pool)
        self._intake_store = PostgresIntake(address)
        self.intake = Intake(self._intake_store, exchange)
        self.batcher = Batcher(self.intake)
        self.results = PostgresResults(self._pool)
        self.systems = Systems(self._pool)
        self.accounts = Accounts(self._pool)
        self.operations = Operations(self._pool)
        self._ticker = Ticker(self._sealer, seconds=seal_every)

    def close(self) -> None:
        """Seals the ledger and closes every connection."""
        self.batcher.close()
        self._intake_store.close()
        self._ticker.stop()
        self._sealer.seal()
        self._pool.close()


def open(address: str, *, exchange: Configuration, seal_every: float = 10.0) -> Database:  # noqa: A001
    """Connects to the database at an address that `start` gave.

    The ledger is sealed every `seal_every` seconds in which something was stored.
    """
    return Database(address, exchange=exchange, seal_every=seal_every)
