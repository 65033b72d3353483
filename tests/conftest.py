"""What tests of several rooms share: a real PostgreSQL.

    def test_something(database): ...          an open, empty `labsvar.database.Database` of its own
    def test_something(database_dsn): ...      the address the running server would use
    def test_something(owner_dsn): ...         the address of the same database's superuser

One server is started per test run; each test that asks gets a copy of a migrated, empty database. With
LABSVAR_TEST_POSTGRESQL=machine it is the PostgreSQL found on the machine instead of the wheel's, so that
all can be run on an older one too.

And one profile for all of Hypothesis' tests: a machine that has other things to do is no fault of an example.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
import structlog
from cyclopts import App
from hypothesis import HealthCheck, settings
from psycopg.conninfo import make_conninfo
from rich.console import Console

from labsvar import database as labsvar_database
from labsvar.cli import running
from labsvar.cli.app import build
from labsvar.cli.language import Say
from labsvar.database import Database, Server, binaries
from labsvar.exchange.routing import Configuration

# A deadline, and the health check of slow examples, measure the machine. What must be quick has a test of its own.
settings.register_profile("labsvar", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("labsvar")

TEMPLATE = "labsvar"
_numbers = count(1)


def pytest_runtest_setup() -> None:
    """Before each test: what the rooms log goes to pytest's own log, which is shown with a test that fails.

    Whatever a command has set up before, and whichever server of the run seals its ledger meanwhile, a test of the
    command line reads only what the command says. A test of the log says itself where the log goes.
    """
    logging.getLogger("labsvar").setLevel(logging.INFO)
    structlog.configure(
        processors=[
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


@pytest.fixture(scope="session", autouse=True)
def one_command_line() -> Iterator[None]:
    """Builds the command line once for each language, and not for each of the thousand commands that tests run."""
    made: dict[Say, App] = {}

    def kept(say: Say, *, console: Console) -> App:
        if say not in made:
            made[say] = build(say, console=console)
        app = made[say]
        app.console = console
        return app

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(running, "build", kept)
        yield


@contextmanager
def folder_for_a_server() -> Iterator[Path]:
    """A folder that a database server can live in.

    Each pytest that starts on the machine closes the folder of pytest's own temporary files to
    everyone else, and so to the user that the server runs as.
    """
    with tempfile.TemporaryDirectory(prefix="labsvar-") as folder:
        yield Path(folder) / "data"


@pytest.fixture(scope="session")
def database_server() -> Iterator[Server]:
    """A server with a migrated, empty database to copy; it need not survive the machine."""
    with folder_for_a_server() as folder:
        with pytest.MonkeyPatch.context() as patched:
            if os.environ.get("LABSVAR_TEST_POSTGRESQL") == "machine":
                patched.setattr(binaries, "of_wheel", lambda: None)
            server = labsvar_database.start(folder, address=None, demo=True, durable=False)
        yield server
        server.stop()


@pytest.fixture
def database_name(database_server: Server) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    with psycopg.connect(database_server.owner, dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}" STRATEGY FILE_COPY')
        yield name
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database_dsn(database_server: Server, database_name: str) -> str:
    return make_conninfo(database_server.address, dbname=database_name)


@pytest.fixture
def owner_dsn(database_server: Server, database_name: str) -> str:
    return make_conninfo(database_server.owner, dbname=database_name)


@pytest.fixture
def database(database_dsn: str) -> Iterator[Database]:
    """An open database that takes letters for any receiver, as the demonstration does."""
    opened = labsvar_database.open(database_dsn, exchange=Configuration(locations={"*": "*"}))
    opened.systems.welcome_anyone(who="the tests", reason="letters of any sender are taken")
    yield opened
    opened.close()
