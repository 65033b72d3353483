"""`labsvar up --demo`, as a newcomer starts it: it fills itself, and shows what the truth says.

The letters go through the public door like anyone else's. The judge reads the pages as every citizen and
as a clinician, and knows nothing of the program.
"""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx
import pytest

from labsvar.cli.running import run
from tests import judge

PROGRAM = [sys.executable, "-c", "from labsvar.cli import main; main()"]
FEW = {"LABSVAR_DEMO_CITIZENS": "8", "LABSVAR_DEMO_YEARS": "1.5"}
PATIENCE = 180
# Servers that start, fill and stop: on a busy machine longer than a single test is given.
pytestmark = pytest.mark.timeout(300)


class Running:
    """A demonstration of a few citizens, from when it says its address until it is stopped."""

    def __init__(self, data: Path, **settings: str) -> None:
        environment = os.environ | {"LANG": "en_GB.UTF-8", **FEW, **settings}
        self.data = data
        with (data.parent / "error.log").open("a", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                [*PROGRAM, "up", "--demo", "--port", "0", "--data", str(data)],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env=environment,
            )
        assert self.process.stdout is not None
        said = re.search(r"http://\S+", self.process.stdout.readline())
        assert said, (data.parent / "error.log").read_text(encoding="utf-8")
        self.address = said[0]

    def truth(self) -> dict[str, Any]:
        """The truth beside its letters."""
        written: dict[str, Any] = json.loads((self.data / "population" / "truth.json").read_bytes())
        return written

    def wait_until_filled(self) -> None:
        """Waits until every letter has been sent."""
        letters, sent = self.data / "population" / "letters", self.data / "population" / "sent.json"
        for _ in range(PATIENCE * 10):
            if sent.exists() and json.loads(sent.read_bytes()) == len(list(letters.iterdir())):
                return
            time.sleep(0.1)
        pytest.fail("the demonstration was never filled")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Asks it to stop, once; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A running demonstration with all its letters."""
    with Running(tmp_path_factory.mktemp("demonstration") / "data") as running:
        running.wait_until_filled()
        yield running
        assert running.stop() == 0


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def labsvar(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs a command beside the demonstration."""

    def running(*arguments: object, standard_input: str = "") -> Ran:
        monkeypatch.setattr("sys.stdin", io.StringIO(standard_input))
        code = run([str(each) for each in arguments], {"LANG": "en_GB.UTF-8"})
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return running


def test_every_citizen_and_a_clinician_see_what_the_truth_says(filled: Running) -> None:
    assert judge.judge(filled.truth(), filled.address) == []


def test_its_population_has_what_can_go_wrong(filled: Running) -> None:
    """The agreement says something only if there was something to disagree about."""
    truth = filled.truth()
    assert truth["shares"]["hidden"] > 0
    assert truth["shares"]["repeated"] > 0
    assert any(answer["story"].startswith("corrected") for c in truth["citizens"] for answer in c["shown"])
    measured = [each for citizen in truth["citizens"] for each in citizen["measured"]]
    for said in ("method", "group", "factor"):
        assert {each[said] is None for each in measured} == {True, False}
    rows: dict[tuple[str, str], set[str]] = {}
    for each in truth["citizens"][0]["measured"]:
        rows.setdefault((each["code"], each["row"]), set()).add(each["producer"])
    assert any(len(producers) > 1 for producers in rows.values())


def test_the_judge_sees_what_is_wrong(filled: Running) -> None:
    """Held against a truth that is not so, the pages are found wanting."""
    truth = filled.truth()
    citizen = truth["citizens"][0]
    result = next(answer for answer in citizen["shown"] if "results" in answer)["results"][0]
    result["current"]["value"] = "99.9"
    lost = next(answer for answer in citizen["shown"] if answer["databank"] == "MiBa")
    citizen["shown"].remove(lost)
    citizen["hidden"].append(lost)
    wrong = judge.judge(truth, filled.address, most=1)
    assert any("missing" in each and "99.9" in each for each in wrong)
    assert any(f"betrayed by {lost['sample']}" in each for each in wrong)


@pytest.mark.parametrize(
    ("field", "said", "told"),
    [
        ("row", ["one", "other"], "share the row"),
        ("row", ["one"], "is split over"),
        ("method", [["another"]], "measured by"),
        ("group", ["another"], "of the group"),
        ("factor", ["3"], "converted by"),
    ],
)
def test_the_judge_sees_what_stands_on_a_wrong_row(
    filled: Running, field: str, said: list[Any], told: str
) -> None:
    """Also a method, a group and a conversion that are not those of the truth."""
    citizen = filled.truth()["citizens"][0]
    browser, base = judge.citizen_of(filled.address, citizen)
    assert list(judge.misplaced("x", browser, base, citizen)) == []
    for number, each in enumerate(citizen["measured"]):
        each[field] = said[number % len(said)]
    assert any(told in each for each in judge.misplaced("x", browser, base, citizen))


def test_its_systems_are_registered_in_the_full_stage(filled: Running, labsvar: Callable[..., Ran]) -> None:
    ran = labsvar("systems", "list", "--data", filled.data)
    assert ran.code == 0
    line = next(line for line in ran.out.splitlines() if "5799999990014" in line)
    assert "full" in line
    assert "general_practice" in line


def test_systems_are_added_and_approved_beside_it(filled: Running, labsvar: Callable[..., Ran]) -> None:
    """The token is the only line of standard output, so that a script can take it."""
    add = ("systems", "add", "Test", "--gln", "5790000000012", "--laboratory", "TKB", "--data", filled.data)
    first, second = labsvar(*add), labsvar(*add)
    assert first.code == 0
    assert len(first.out.split()) == 1
    assert (second.code, second.out) == (1, "")
    assert labsvar("systems", "add", "Typo", "--gln", "5790000000013", "--data", filled.data).code == 64
    why = ("--who", "Prøve", "--reason", "test", "--data", filled.data)
    assert labsvar("systems", "stage", "Test", "full", *why).code == 0
    assert labsvar("systems", "stage", "Nobody", "full", *why).code == 1
    assert labsvar("systems", "stage", "Test", "full", "--who", " ", *why[2:]).code == 64
    listed = labsvar("systems", "list", "--data", filled.data, "--language", "da").out
    assert any("Test" in line and "full" in line for line in listed.splitlines())


def test_an_account_needs_a_long_password_and_a_citizen_a_number(
    filled: Running, labsvar: Callable[..., Ran]
) -> None:
    add = ("accounts", "add", "hanne", "--role", "clinician", "--name", "Hanne Test", "--data", filled.data)
    password = "en lang adgangskode\n"
    assert labsvar(*add, standard_input="kort\n").code == 64
    assert labsvar(*add).code == 64
    assert labsvar(*add, standard_input=password).code == 0
    assert labsvar(*add, standard_input=password).code == 1
    citizen = ("accounts", "add", "nancy", "--role", "citizen", "--name", "Nancy", "--data", filled.data)
    assert labsvar(*citizen, standard_input=password).code == 64
    assert labsvar(*citizen, "--number", "251248-9996", standard_input=password).code == 0


def test_a_password_is_asked_for_at_a_terminal(
    filled: Running, labsvar: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("tests.integration.test_demonstration.io.StringIO", Terminal)
    monkeypatch.setattr("getpass.getpass", lambda _: "en lang adgangskode")
    add = ("accounts", "add", "bo", "--role", "operator", "--name", "Bo Test", "--data", filled.data)
    assert labsvar(*add).code == 0


def test_what_it_stored_can_be_verified(filled: Running, labsvar: Callable[..., Ran]) -> None:
    ran = labsvar("verify", "--data", filled.data)
    assert (ran.code, ran.out) == (0, "Everything is as it was stored.\n")
    ran = labsvar("verify", "--data", filled.data, "--head", "1:1:00")
    assert ran.code == 1
    assert "ledger" in ran.out
    assert labsvar("verify", "--data", filled.data, "--head", "newest").code == 64


def test_its_folder_is_no_folder_for_production(filled: Running, labsvar: Callable[..., Ran]) -> None:
    ran = labsvar("up", "--port", 0, "--data", filled.data)
    assert ran.code == 78
    assert "demonstration" in ran.err


def test_what_keeps_it_from_starting_is_said_in_one_line(
    labsvar: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "somebody's.txt").touch()
    ran = labsvar("up", "--demo", "--port", 0, "--data", tmp_path / "other")
    assert (ran.code, ran.err.count("\n")) == (78, 1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = labsvar("up", "--demo", "--port", port, "--data", tmp_path / "new")
    assert ran.code == 69
    assert f"{port} is taken" in ran.err
    monkeypatch.setenv("LABSVAR_HOST", "0.0.0.0")
    ran = labsvar("up", "--demo", "--port", 0, "--data", tmp_path / "new")
    assert ran.code == 78
    assert "127.0.0.1" in ran.err
    monkeypatch.setenv("LABSVAR_HOST", "192.0.2.1")
    assert labsvar("up", "--port", 0, "--data", tmp_path / "new").code == 69
    monkeypatch.setenv("LABSVAR_HOST", "127.0.0.1")
    monkeypatch.setenv("LABSVAR_DATABASE", "postgresql://127.0.0.1:9/nothing")
    ran = labsvar("systems", "list", "--data", tmp_path / "new")
    assert ran.code == 69
    monkeypatch.setenv("LABSVAR_PORT", "many")
    ran = labsvar("up", "--data", tmp_path / "new")
    assert ran.code == 78
    assert "port" in ran.err
    assert "many" not in ran.err


def test_a_file_of_settings_that_cannot_be_used_is_said_so(
    labsvar: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "labsvar.toml").write_text("port: 1\n", encoding="utf-8")
    assert labsvar("up", "--data", tmp_path).code == 78

    def denied(self: Path, encoding: str) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", denied)
    ran = labsvar("up", "--data", tmp_path)
    assert ran.code == 78
    assert "Permission denied" in ran.err


@pytest.mark.usefixtures("untraced_programs")
def test_killed_while_it_fills_it_goes_on_where_it_was_and_sends_nothing_again(tmp_path: Path) -> None:
    """Whatever was sent twice is stored once, so the pages are those of the truth all the same."""
    data = tmp_path / "data"
    with Running(data, LABSVAR_DEMO_CITIZENS="3") as running:
        while not (data / "population").exists():
            time.sleep(0.02)
        time.sleep(0.3)
        running.stop(signal.SIGKILL)
    with Running(data, LABSVAR_DEMO_CITIZENS="3") as running:
        running.wait_until_filled()
        assert judge.judge(running.truth(), running.address) == []
        assert running.stop() == 0
    noted = (data / "population" / "sent.json").stat().st_mtime_ns
    with Running(data, LABSVAR_DEMO_CITIZENS="3") as running:
        time.sleep(0.7)
        assert "251248-9996" in httpx.get(f"{running.address}persona").text
        assert running.stop(signal.SIGINT) == 0
    assert (data / "population" / "sent.json").stat().st_mtime_ns == noted


@pytest.mark.usefixtures("untraced_programs")
def test_stopped_while_it_makes_up_citizens_it_stops_at_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Running(data, LABSVAR_DEMO_CITIZENS="1000") as running:
        while not (data / "population.part").exists():
            time.sleep(0.02)
        began = time.monotonic()
        assert running.stop() == 0
        assert time.monotonic() - began < 15
    assert not (data / "population").exists()
