"""`labsvar hub` and `labsvar population --cards`: what the commands print and how they end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from labsvar.cli import hub
from labsvar.cli.errors import CliError, Refused, Unavailable, Unreadable, WrongUsage
from labsvar.cli.language import Say
from labsvar.cli.running import run
from labsvar.database import Database
from labsvar.exchange.register import Sender
from labsvar.hub import reading
from labsvar.hub.rows import schema
from tests.unit.hub.helpers import CLINIC, START, Station, row

SAY = Say("en")


def station_behind_http() -> tuple[Station, httpx.MockTransport]:
    station = Station()

    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers.get("authorization") != "Bearer t":
            return httpx.Response(401, text="no")
        kind = "csv" if request.headers["content-type"] == "text/csv" else "jsonl"
        received = station.hub.receive(
            request.content,
            system=station.system,
            at=station.now(),
            form=kind,  # type: ignore[arg-type]  # both are forms
        )
        if received.findings:
            problem = {"title": "unreadable", "findings": received.findings}
            return httpx.Response(400, content=msgspec.json.encode(problem))
        return httpx.Response(200, content=msgspec.json.encode({"rows": received.rows}))

    return station, httpx.MockTransport(answer)


def test_the_schema_is_printed(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["hub", "schema"], {}) == 0
    assert json.loads(capfdbinary.readouterr().out) == schema()


def test_rows_are_sent_and_those_that_were_not_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 when every row was sent, or had been; 1 otherwise, with rule and remedy for each, however often the file is
    sent. A file of another kind has one line in the answer and not one for each of its own."""
    _, transport = station_behind_http()
    good, mixed = tmp_path / "good.jsonl", tmp_path / "mixed.csv"
    good.write_bytes(reading.to_jsonl([row()]))
    mixed.write_bytes(reading.to_csv([row(row_id="r2", origin="unknown")]))
    assert hub.send([good, good], SAY, to="http://x", token="t", transport=transport) == 0
    assert hub.send([good, mixed], SAY, to="http://x", token="t", transport=transport) == 1
    assert "hub.origin-unknown" in capsys.readouterr().out
    assert hub.send([mixed], SAY, to="http://x", token="t", transport=transport) == 1
    assert "hub.origin-unknown" in capsys.readouterr().out
    other = tmp_path / "letter.xml"
    other.write_text("<a>\n<b/>\n</a>\n")
    assert hub.send([other], SAY, to="http://x", token="t", transport=transport) == 1
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["Line", "1-3"]


def test_what_keeps_a_file_from_being_sent_is_told(tmp_path: Path) -> None:
    """A wrong address, nobody there, no token, and a file that is none."""
    _, transport = station_behind_http()
    file, faulty = tmp_path / "good.jsonl", tmp_path / "faulty.csv"
    file.write_bytes(reading.to_jsonl([row()]))
    faulty.write_text("a,b\n1,2\n")

    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    def sending(
        path: Path,
        kind: type[CliError],
        *,
        to: str = "http://x",
        token: str | None = "t",
        way: httpx.BaseTransport = transport,
    ) -> None:
        with pytest.raises(kind):
            hub.send([path], SAY, to=to, token=token, transport=way)

    sending(file, WrongUsage, to="x")
    sending(file, Unavailable, way=httpx.MockTransport(silent))
    sending(file, Refused, token=None)
    sending(faulty, Refused)


@pytest.fixture
def beside(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The commands work on this database."""

    @contextmanager
    def opened(found: object) -> Iterator[Database]:
        yield database

    monkeypatch.setattr(hub, "existing", lambda **_: None)
    monkeypatch.setattr(hub, "opened", opened)
    return database


def test_clinics_are_registered_and_their_rows_listed(
    beside: Database, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """As the hub's, and as clinics of the system that sends for them: a clinic is told of once."""
    file = tmp_path / "clinics.json"
    since = {"refusals_since": date(2026, 1, 1)}
    file.write_bytes(msgspec.json.encode([msgspec.structs.asdict(CLINIC) | since]))
    with pytest.raises(Refused, match="No system"):
        hub.clinics(file, SAY, who="a", reason="begins", data=None)
    assert list(beside.hub_store.clinics()) == []
    beside.systems.add("Praksis", [Sender(gln=CLINIC.gln)], who="a")
    hub.clinics(file, SAY, who="a", reason="begins", data=None)
    assert list(beside.hub_store.clinics()) == [CLINIC]
    hub.held(CLINIC.clinic, SAY, data=None, as_json=False)
    assert capfdbinary.readouterr().out.endswith(b"registered.\n"), "nothing is held"
    with pytest.raises(Refused, match="not registered"):
        hub.held("990002", SAY, data=None, as_json=False)
    (praksis,) = [each for each in beside.systems.all() if each.name == "Praksis"]
    (stated,) = praksis.source.clinics.values()
    assert (stated.number, stated.name, stated.refusals_since) == (
        CLINIC.clinic,
        CLINIC.name,
        date(2026, 1, 1),
    )
    beside.hub.receive(reading.to_jsonl([row(origin="unknown")]), system=None, at=START)
    hub.held(CLINIC.clinic, SAY, data=None, as_json=False)
    assert b"hub.origin-unknown" in capfdbinary.readouterr().out
    hub.held(CLINIC.clinic, SAY, data=None, as_json=True)
    assert json.loads(capfdbinary.readouterr().out)["row_id"] == "r1"
    with pytest.raises(WrongUsage):
        hub.clinics(file, SAY, who=" ", reason="x", data=None)
    later = [msgspec.structs.asdict(CLINIC) | {"refusals_since": "2999-01-01"}]
    file.write_bytes(msgspec.json.encode(later))
    with pytest.raises(Refused):
        hub.clinics(file, SAY, who="a", reason="x", data=None)
    for wrong in (b"{}", msgspec.json.encode([replace(CLINIC, gln="5790000000028")])):
        file.write_bytes(wrong)
        with pytest.raises(Unreadable):
            hub.clinics(file, SAY, who="a", reason="x", data=None)


def test_cards_are_written_with_the_population(tmp_path: Path) -> None:
    arguments = ["population", "--out", str(tmp_path), "--citizens", "12", "--years", "0.5", "--cards"]
    assert run(arguments, {}) == 0
    assert {file.name for file in (tmp_path / "cards").iterdir()} == {
        "month-1.jsonl",
        "month-2.jsonl",
        "month-3.jsonl",
        "clinics.json",
        "mapping.csv",
        "truth.json",
    }
