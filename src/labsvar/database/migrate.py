"""Brings a database up to date, and sees whose it is (rule S19)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.pool import NullPool

from labsvar.database.binaries import OLDEST
from labsvar.database.errors import NoServer, NotOurs
from labsvar.database.folder import Keys, Mark
from labsvar.database.migrations import FOLDER

GROUP: Final = "labsvar_app"
_LOCK: Final = 5_790_000_000_005
"""The advisory lock under which one process at a time migrates: an arbitrary number of our own."""


def bring_up_to_date(address: str, *, mark: Mark, keys: Keys) -> Mark:
    """Makes or updates the tables and the role that the server works as; the mark of the database.

    A production database keeps its own mark, so that a lost data folder can be made anew. Raises
    `NotOurs` and `NoServer`.
    """
    with psycopg.connect(address, autocommit=True) as connection:
        _see_version(connection)
        with _alone(connection):
            found = _mark(connection)
            _see_mark(connection, found, asked=mark)
            _make_roles(connection, keys)
            connection.execute("CREATE SCHEMA IF NOT EXISTS labsvar")
            _migrate(address)
            if found is None:
                connection.execute(
                    "INSERT INTO labsvar.installation (installation, demo) VALUES (%s, %s)",
                    [mark.installation, mark.demo],
                )
    return found or mark


def _see_version(connection: psycopg.Connection) -> None:
    if connection.info.server_version < OLDEST * 10_000:
        raise NoServer(f"The database is older than PostgreSQL {OLDEST}.")


@contextmanager
def _alone(connection: psycopg.Connection) -> Iterator[None]:
    connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _mark(connection: psycopg.Connection) -> Mark | None:
    exists = connection.execute("SELECT to_regclass('labsvar.installation') IS NOT NULL").fetchone()
    if exists != (True,):
        return None
    row = connection.execute("SELECT installation, demo FROM labsvar.installation").fetchone()
    return None if row is None else Mark(installation=row[0], demo=row[1])


def _see_mark(connection: psycopg.Connection, found: Mark | None, *, asked: Mark) -> None:
    if found is None:
        _see_empty(connection)
        return
    if found.demo != asked.demo:
        uses = ("a demonstration", "production") if found.demo else ("production", "a demonstration")
        raise NotOurs(f"The database was made for {uses[0]} and not for {uses[1]}.")
    if found.demo and found.installation != asked.installation:
        raise NotOurs("The database belongs to another demonstration.")


def _see_empty(connection: psycopg.Connection) -> None:
    row = connection.execute(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relkind = 'r' "
        "AND n.nspname NOT LIKE 'pg\\_temp%' AND n.nspname <> 'labsvar'"
    ).fetchone()
    if row != (0,):
        raise NotOurs("The database holds tables that Labsvar did not make. Choose an empty database.")


def _make_roles(connection: psycopg.Connection, keys: Keys) -> None:
    """Two roles: one that is given the rights, and one in it that this installation signs in as."""
    known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    if GROUP not in known:
        connection.execute(f"CREATE ROLE {GROUP} NOLOGIN")
    role = sql.Identifier(keys.role)
    if keys.role not in known:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
    connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(keys.password)))
    connection.execute(sql.SQL("ALTER ROLE {} SET search_path = labsvar, jobs").format(role))
    connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(GROUP), role))


def _migrate(address: str) -> None:
    configuration = Config()
    configuration.set_main_option("script_location", str(FOLDER))
    engine = create_engine(
        URL.create("postgresql+psycopg"), poolclass=NullPool, connect_args=_arguments(address)
    )
    with engine.connect() as connection:
        _upgrade(configuration, connection)
    engine.dispose()


def _upgrade(configuration: Config, connection: Connection) -> None:
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, "head")
    connection.commit()


def _arguments(address: str) -> dict[str, object]:
    return dict(conninfo_to_dict(address))
