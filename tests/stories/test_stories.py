"""The two stories in short, on installations inside the test. By hand they are told whole, on processes of their own."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from labsvar import database as labsvar_database
from labsvar.cli import running
from labsvar.database import Server
from labsvar.settings import load
from labsvar.web import serve
from labsvar.web.app import create_app
from tests.conftest import TEMPLATE
from tests.integration.web.site import Asking, Site
from tests.stories import corrections, general_practice, production, scenes
from tests.stories.cards import UNABLE, read
from tests.stories.installation import Installation, Ran
from tests.stories.told import Story

LAST = date(2026, 3, 31)
WEEK = timedelta(days=7)


class Inside:
    """An installation inside the test: commands and requests reach it without a process or a socket."""

    def __init__(
        self,
        folder: Path,
        site: Site,
        monkeypatch: pytest.MonkeyPatch,
        captured: pytest.CaptureFixture[bytes],
    ) -> None:
        self.folder = folder
        self._site = site
        self._monkeypatch = monkeypatch
        self._captured = captured

    @contextmanager
    def http(self, token: str | None = None) -> Iterator[httpx.Client]:
        headers = {"accept-language": "en"} | ({} if token is None else {"authorization": f"Bearer {token}"})
        asking = Asking(self._site.app, self._site._loop)
        address = self._site.address
        with httpx.Client(
            base_url=address, transport=asking, headers=headers, follow_redirects=True
        ) as client:
            yield client

    def labsvar(self, *arguments: str, line: str = "") -> Ran:
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(line))
        return self.command(*arguments, "--data", str(self.folder / "data"))

    def command(self, *arguments: str) -> Ran:
        code = running.run(list(arguments), {"LANG": "en_GB.UTF-8"})
        said = self._captured.readouterr()
        return Ran(code, said.out.decode(), said.err.decode())


@pytest.fixture
def inside(
    database_server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Installations:
    """Starts installations in databases of their own on the suite's server."""
    return Installations(database_server, tmp_path, monkeypatch, capfdbinary)


class Installations:
    """Installations of one test, one at a time."""

    def __init__(
        self,
        server: Server,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        captured: pytest.CaptureFixture[bytes],
    ) -> None:
        self._server = server
        self._folder = folder
        self._monkeypatch = monkeypatch
        self._captured = captured

    @contextmanager
    def start(self, name: str, *, citizens: int = 0, demo: bool = True) -> Iterator[Installation]:
        """An installation; a demonstration has the citizens that `labsvar population` makes up."""
        folder = self._folder / name
        (folder / "data").mkdir(parents=True)
        database = f"story_{name}"
        with psycopg.connect(self._server.owner, dbname="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{TEMPLATE}" STRATEGY FILE_COPY')
        settings = {
            "LABSVAR_DATABASE": make_conninfo(self._server.address, dbname=database),
            "LABSVAR_DEMO": str(demo).lower(),
            "LABSVAR_DEMO_ANY_PERSON": "false",
            "LABSVAR_LOCATIONS": '{"5790000000005": "*"}',
        }
        for key, value in settings.items():
            self._monkeypatch.setenv(key, value)
        found = load(data=folder / "data")
        opened = labsvar_database.open(settings["LABSVAR_DATABASE"], exchange=serve.exchange_of(found))
        # Commands work on the database that is open already.
        self._monkeypatch.setattr(serve, "open_database", lambda _: nullcontext(opened))
        site = Site(create_app(opened, serve.web_config(found)), opened, "http://127.0.0.1")
        try:
            place = Inside(folder, site, self._monkeypatch, self._captured)
            if demo:
                make_up(place, folder / "data" / "population", citizens)
            yield place
        finally:
            site.close()
            opened.close()


def make_up(place: Inside, out: Path, citizens: int) -> None:
    size = ("--citizens", str(citizens), "--years", "0.05", "--until", LAST.isoformat())
    assert place.command("population", *size, "--out", str(out)).code == 0


def test_the_story_of_general_practice_in_short(inside: Installations) -> None:
    """Two clinics, one of which cannot state a refusal, and a week of their rows: in two steps, with everybody
    looking before and after (S13 to S15)."""
    story = Story(say=lambda _: None)
    with inside.start("practice", citizens=250) as place:
        folder = general_practice.make(place, citizens_=250, years=0.05, until=LAST)
        cards = read(folder, clinics=[general_practice.FIRST, UNABLE], since=LAST - WEEK)
        general_practice.tell(place, story, cards, looked_up=3)
    assert story.differences == []
    assert story.checks > 100


def test_the_story_of_corrections_in_short(inside: Installations) -> None:
    """Refusal, a wrong person, a request to delete, blocking by a helper; and a test person in production."""
    story = Story(say=lambda _: None)
    with inside.start("corrections", citizens=12) as place:
        scene = scenes.set_up(place, story, until=LAST, citizens_=12, years=0.05)
        corrections.tell(scene, corrections.SOME)
    with inside.start("production", demo=False) as place:
        production.tell(place, story)
    assert story.differences == []
    assert story.checks > 60


def test_a_story_counts_what_differs() -> None:
    """And says so: what was expected, and what was seen."""
    said: list[str] = []
    story = Story(say=said.append)
    story.check("somebody", "sees", {"a"}, {"a", "b"})
    story.holds("somebody", "is told", False, seen="nothing")
    story.check("somebody", "counts", 3, 3)
    assert story.end() == 1
    assert said[-3] == "\n3 checks, 2 differences"
    assert "b" in said[-2]
