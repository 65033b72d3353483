"""Connects to a database and hands out what the rooms above it use."""

from __future__ import annotations

from labsvar.exchange.routing import Configuration


class Database:
    """Everything an installation keeps. See the package for what each part is."""

    def __init__(self, address: str, *, exchange: Configuration) -> None:
        self.address = address
        self.exchange = exchange

    def close(self) -> None:
        """Seals the ledger and closes every connection."""


def open(address: str, *, exchange: Configuration) -> Database:  # noqa: A001
    """Connects to the database at an address that `start` gave."""
    return Database(address, exchange=exchange)
