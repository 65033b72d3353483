"""Two sites for the tests of the pages: a demonstration, and an installation with passwords.

    def test_something(demo: Site): ...        personas instead of passwords, letters from anyone
    def test_something(site: Site): ...        accounts, tokens, cookies over HTTPS only

Each lives as long as a test run and is shared, so a test sends letters about a person of its own:
`new_person()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from labsvar import database as labsvar_database
from labsvar.database import Database, Server
from labsvar.exchange.routing import Configuration
from labsvar.web.app import create_app
from labsvar.web.config import WebConfig
from labsvar.web.fhir import clients
from labsvar.web.fhir.door import door_of
from labsvar.web.linking import DEMONSTRATION
from labsvar.web.personas import PROFESSIONALS
from tests.conftest import TEMPLATE
from tests.integration.web.site import CITIZENS, Fixed, Site

ANYWHERE = Configuration(locations={"*": "*"})


@contextmanager
def copied(server: Server, name: str, exchange: Configuration) -> Iterator[Database]:
    """An open database of its own, under a name."""
    with psycopg.connect(server.owner, dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}" STRATEGY FILE_COPY')
    address = make_conninfo(server.address, dbname=name)
    opened = labsvar_database.open(address, exchange=exchange)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture(scope="session")
def demo(database_server: Server) -> Iterator[Site]:
    with copied(database_server, "web_demo", ANYWHERE) as opened:
        opened.systems.welcome_anyone(who="the tests", reason="letters of any sender are taken")
        config = WebConfig(
            demo=True,
            laboratories=DEMONSTRATION,
            personas=Fixed((*CITIZENS, *PROFESSIONALS)),
            max_body_bytes=2_000_000,
        )
        made = Site(create_app(opened, config), opened, "http://127.0.0.1")
        yield made
        made.close()


@pytest.fixture(scope="session")
def site(database_server: Server) -> Iterator[Site]:
    with copied(database_server, "web_site", ANYWHERE) as opened:
        made = Site(create_app(opened, WebConfig()), opened, "https://labsvar.example")
        yield made
        made.close()


@pytest.fixture(scope="session")
def fhir(demo: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration with its made-up programs, and a folder for exports."""
    door = replace(
        door_of(b"k" * 32, clients.DEMONSTRATION), exports=tmp_path_factory.mktemp("exports") / "made"
    )
    config = WebConfig(demo=True, personas=Fixed((*CITIZENS, *PROFESSIONALS)), fhir=door)
    made = Site(create_app(demo.database, config), demo.database, "http://127.0.0.1")
    yield made
    made.close()
