"""Installations to play rows against: a real server on a free port of this machine, over a real PostgreSQL.

Each is made from `labsvar.settings` exactly as `labsvar up` makes its own.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import httpx
import psycopg
import uvicorn
from litestar import Litestar
from psycopg.conninfo import make_conninfo

from labsvar import database as labsvar_database
from labsvar import settings as labsvar_settings
from labsvar.database import Database, Server
from labsvar.database.accounts import Account
from labsvar.exchange.approving import Sources
from labsvar.exchange.register import Sender
from labsvar.identifiers.person import made_up_number
from labsvar.settings import Settings
from labsvar.web import passwords
from labsvar.web.app import create_app
from labsvar.web.serve import exchange_of, listening, truth_of, web_config
from tests.conftest import TEMPLATE
from tests.spec.rows.letters import LOCATIONS, Cast, Person
from tests.spec.rows.model import Register, Row, Stage, Where
from tests.spec.rows.pages import Browser, client

PATIENCE = 10.0
WITH_PASSWORDS = ("production", "hub")
PASSWORD = "en lang adgangskode"
WHO = "the rows"
PROFESSIONALS = ("gp", "ward", "emergency", "operator", "surveillance", "administrator")
SLOTS = ("A", "B")
OURS = {LOCATIONS[databank]: databank for databank in ("LABA", "MiBa", "PGDB", "Hotel")}
SETTINGS: dict[Where, dict[str, object]] = {
    "demonstration": {"demo": True},
    "test installation": {"demo": True, "demo_any_person": False},
    "production": {"locations": OURS},
    "hub": {"locations": OURS},
}


@dataclass
class Site:
    """A running installation. `beyond` it lies the databank to which a hub passes letters on."""

    where: Where
    address: str
    database: Database
    casts: dict[str, Cast]
    door: httpx.Client
    beyond: Site | None = None
    tokens: dict[str, str] = field(default_factory=dict)
    _browsers: dict[str, Browser] = field(default_factory=dict)
    _password: str = ""

    def professional(self, name: str) -> Browser:
        """The browser of one who works here; signed in once."""
        if name not in self._browsers:
            self._browsers[name] = self._signed_in(name, None)
        return self._browsers[name]

    @contextmanager
    def citizen(self, row: Row, slot: str) -> Iterator[Browser]:
        """A citizen's own browser, signed in anew."""
        cast = self.casts[row.name]
        key = f"citizen-{len(SLOTS) * cast.place + SLOTS.index(slot)}"
        browser = self._signed_in(key, cast.persons[slot])
        try:
            yield browser
        finally:
            browser.close()

    def anyone(self) -> Browser:
        """A browser in which nobody is signed in."""
        return Browser(self.address)

    def register(self, cast: Cast, step: Register) -> None:
        """Registers the system of a row's sender."""
        gln, name = cast.gln(step.by), f"system {cast.gln(step.by)}"
        senders = [Sender(gln=gln, laboratory=step.laboratory)]
        self.tokens[gln] = self.database.systems.add(name, senders, who=WHO)
        if step.stage != "technical":
            self.set_stage(cast, step.by, step.stage)

    def set_stage(self, cast: Cast, by: str, stage: Stage) -> None:
        """Approves the system of a row's sender, or takes its approval back."""
        self.database.systems.set_stage(f"system {cast.gln(by)}", stage, who=WHO, reason="as the row says")

    def source(self, cast: Cast, by: str) -> tuple[Sources, str]:
        """Where it is decided about sources, and the name of the system of a row's sender."""
        return self.database.systems.sources, f"system {cast.gln(by)}"

    def close(self) -> None:
        self.door.close()
        for browser in self._browsers.values():
            browser.close()

    def _signed_in(self, name: str, person: Person | None) -> Browser:
        browser = Browser(self.address)
        if self.where not in WITH_PASSWORDS:
            browser.be(name)
            return browser
        if self.database.accounts.find(name) is None:
            self._add_account(name, person)
        browser.sign_in(name, PASSWORD)
        return browser

    def _add_account(self, name: str, person: Person | None) -> None:
        self._password = self._password or passwords.hashed(PASSWORD)
        roles = {"gp": "clinician", "ward": "clinician", "emergency": "clinician"}
        account = Account(
            username=name,
            role=roles.get(name, name if person is None else "citizen"),  # type: ignore[arg-type]  # who is no person is named for the role
            name=name if person is None else f"{person.given_name} {person.surname}",
            organisation="" if person is not None else "Test",
            person_key=None if person is None else person.number,
        )
        self.database.accounts.add(account, password_hash=self._password)


@contextmanager
def all_running(rows: Sequence[Row], server: Server, folder: Path) -> Iterator[dict[Where, Site]]:
    """An installation of each kind. The hub passes microbiology on to production, where it is registered."""
    with ExitStack() as stack:

        def run(where: Where, **more: object) -> Site:
            return stack.enter_context(_running(where, rows, server, folder, more))

        sites: dict[Where, Site] = {
            "demonstration": run("demonstration"),
            "test installation": run("test installation"),
            "production": run("production"),
        }
        databank = sites["production"]
        casts = [_cast(place, row.where) for place, row in enumerate(rows) if row.where == "hub"]
        token = databank.database.systems.add(
            "hub", [Sender(gln=cast.gln("microbiology")) for cast in casts], who=WHO
        )
        databank.database.systems.set_stage("hub", "full", who=WHO, reason="a hub that is approved")
        address = databank.address.replace("://", f"://{token}@")
        sites["hub"] = run("hub", destinations={"MiBa": address})
        sites["hub"].beyond = databank
        yield sites


@contextmanager
def _running(
    where: Where, rows: Sequence[Row], server: Server, folder: Path, more: Mapping[str, object]
) -> Iterator[Site]:
    """An installation with the casts of its rows."""
    data = folder / where.replace(" ", "-")
    made = labsvar_settings.load(data=data, **SETTINGS[where], **more)
    casts = {row.name: _cast(place, where) for place, row in enumerate(rows) if row.where == where}
    with ExitStack() as stack:
        database = stack.enter_context(_database(server, made, f"rows_{where.replace(' ', '_')}"))
        if made.demo:
            database.systems.welcome_anyone(who=WHO, reason="letters of any sender are taken")
            _write_truth(truth_of(data), rows, casts)
        if made.destinations:
            database.work()
        address = stack.enter_context(_serving(create_app(database, web_config(made))))
        site = Site(where, address, database, casts, client(address))
        stack.callback(site.close)
        yield site


def _cast(place: int, where: Where) -> Cast:
    persons = {}
    for slot, letter in zip(SLOTS, "XY", strict=True):
        if where in WITH_PASSWORDS:
            # Production takes no made-up person; a replacement number of the national service is nobody's CPR.
            number = f"{1 + place % 28:02}02501{letter}{chr(ord('A') + place // 28)}2"
        else:
            born = date(1950, 3, 1) + timedelta(days=place)
            number = made_up_number(born, "female", SLOTS.index(slot))
        persons[slot] = Person(number, "Rækkesen", f"Prøve{slot}{place}")
    return Cast(place, persons)


def _write_truth(file: Path, rows: Sequence[Row], casts: dict[str, Cast]) -> None:
    """The persons of the rows, as a population tells the demonstration who its citizens are."""
    everybody = [_cast(place, "demonstration") for place in range(len(rows))]
    citizens = [
        {"person": person.number, "given_name": person.given_name, "surname": person.surname}
        for cast in everybody
        for person in cast.persons.values()
    ]
    assert all(everybody[cast.place] == cast for cast in casts.values())
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"citizens": citizens}), encoding="utf-8")


@contextmanager
def _database(server: Server, made: Settings, name: str) -> Iterator[Database]:
    with psycopg.connect(server.owner, dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}" STRATEGY FILE_COPY')
    opened = labsvar_database.open(make_conninfo(server.address, dbname=name), exchange=exchange_of(made))
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def _serving(app: Litestar) -> Iterator[str]:
    """The application behind a socket, in a thread of its own; its address."""
    config = uvicorn.Config(
        app, http="httptools", ws="none", lifespan="on", log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    with listening("127.0.0.1", 0) as listener:
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="a site of the rows"
        )
        thread.start()
        try:
            _wait_for(server, thread)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(PATIENCE)


def _wait_for(server: uvicorn.Server, thread: threading.Thread) -> None:
    until = time.monotonic() + PATIENCE
    while not server.started:
        assert thread.is_alive(), "the server has not started"
        assert time.monotonic() < until, "the server has not started"
        time.sleep(0.01)
