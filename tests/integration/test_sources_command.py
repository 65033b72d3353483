"""`labsvar sources`: what is stated, approved and released, from the command line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from labsvar.cli import main, sources, systems
from labsvar.database import Database
from labsvar.exchange.register import ANY_SENDER, Sender
from labsvar.exchange.sources import ASPECTS

TODAY = datetime.now(UTC).date().isoformat()
WHY = ("--who", "A. Prøve", "--reason", "en prøve")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `labsvar sources` in English on an open database: code, output, messages."""

    @contextmanager
    def opened(_: object) -> Iterator[Database]:
        yield database

    for commands in (sources, systems):
        monkeypatch.setattr(commands, "opened", opened)
        monkeypatch.setattr(commands, "existing", lambda **_: None)
    database.systems.add("lps", [Sender(gln=ANY_SENDER)], who="op")

    def ran(*arguments: object, language: str = "en", command: str = "sources") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["labsvar", command, *map(str, arguments), "--language", language])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return ran


def described(run: Run) -> None:
    able = ("--refusals-since", TODAY, "--corrections-since", TODAY)
    assert run("describe", "lps", "--kind", "general_practice", "--vendor", "Prøve A/S", *able, *WHY)[0] == 0


def approved(run: Run, file: Path) -> None:
    for aspect in ASPECTS:
        assert run("approve", "lps", aspect, "--evidence-file", file, "--on", TODAY, *WHY)[0] == 0


def test_a_source_is_described_approved_and_shown(run: Run, tmp_path: Path) -> None:
    """Of a file its name and hash are kept; what is not named stays as it was."""
    described(run)
    run("describe", "lps", "--version", "7", *WHY)
    run("contact", "lps", "rettelser", "--called", "Vagten", "--address", "a@example.org", *WHY)
    run("clinic", "lps", "012345", "--refusals-since", TODAY, "--called", "Klinikken", *WHY)
    run("clinic", "lps", "012345", "--refusals-since", "never", *WHY)
    run("clinic", "lps", "023456", "--refusals-since", TODAY, "--closed", *WHY)
    report = tmp_path / "rapport.pdf"
    report.write_bytes(b"tested")
    approved(run, report)
    run("withdraw", "lps", "hub_support", *WHY)
    code, out, _ = run("show", "lps")
    assert code == 0
    for words in (
        "Prøve A/S 7",
        "012345 Klinikken (cannot)",
        "023456  (closed)",
        "rettelser: Vagten, a@example.org",
        "hub_support (the hub's support for both): missing",
        f"A. Prøve, {TODAY} (rapport.pdf, {hashlib.sha256(b'tested').hexdigest()[:16]})",
    ):
        assert words in out
    assert "Fase" in run("show", "lps", language="da")[1]


def test_a_release_is_proposed_by_one_and_confirmed_by_another(
    run: Run, database: Database, tmp_path: Path
) -> None:
    described(run)
    report = tmp_path / "rapport.pdf"
    report.touch()
    approved(run, report)
    database.systems.set_stage("lps", "full", who="A", reason="b")
    wanted = ("release", "lps", "--told", "brev", "--declinable-from", TODAY, *WHY)
    code, _, told = run(*wanted)
    assert code == 0
    number = next(word for word in told.split() if word.isdigit())
    assert run("confirm", "lps", number, *WHY)[0] == 1
    code, _, told = run("confirm", "lps", number, "--who", "B. Prøve", "--reason", "set")
    assert (code, "0 letters are released" in told) == (0, True)
    other = next(word for word in run(*wanted)[2].split() if word.isdigit())
    assert run("decline", "lps", other, *WHY)[0] == 0
    shown = run("show", "lps")[1]
    assert f"{number} confirmed: brev" in shown
    assert f"{other} declined: brev" in shown


REFUSED = [
    (("show", "nobody"), 1, "no system called nobody", "intet system"),
    (("approve", "lps", "hub_support", *WHY), 1, "needs evidence", "dokumentation"),
    (
        ("approve", "lps", "refusal_in_source", "--evidence", "x", *WHY),
        1,
        "could not state",
        "kunne ikke",
    ),
    (
        ("approve", "lps", "hub_support", "--on", "i går", "--evidence", "x", *WHY),
        64,
        "no day",
        "ikke en dag",
    ),
    (
        ("approve", "lps", "hub_support", "--evidence-file", "/nowhere", *WHY),
        2,
        "cannot be read",
        "kan ikke læses",
    ),
    (("withdraw", "lps", "hub_support", *WHY), 1, "no such approval", "godkendelse er der ikke"),
    (("clinic", "lps", "1", "--refusals-since", "never", *WHY), 1, "neither", "hverken"),
    (("describe", "lps", "--who", " ", "--reason", "x"), 64, "must not be empty", "må ikke være tomme"),
    (("release", "lps", "--told", "x", "--declinable-from", TODAY, *WHY), 1, "stage full", "fasen full"),
    (("confirm", "lps", "7", *WHY), 1, "no such release", "frigivelse er der ikke"),
]


def test_what_speaks_against_a_decision_is_said_in_one_line(run: Run) -> None:
    for arguments, code, english, danish in REFUSED:
        for language, words in (("en", english), ("da", danish)):
            ended, out, told = run(*arguments, language=language)
            assert (ended, out, told.count("\n")) == (code, "", 1)
            assert words in told


def test_s15_an_attempt_at_the_full_stage_names_the_missing_approvals(run: Run, tmp_path: Path) -> None:
    described(run)
    assert run("approve", "lps", "hub_support", "--evidence", "aftale", *WHY)[0] == 0
    full = ("stage", "lps", "full", *WHY)
    code, _, told = run(*full, command="systems")
    assert code == 1
    for words in ("refusal in the source", "correction in the source", "the end-to-end test"):
        assert words in " ".join(told.split())
    assert "hub" not in told
    assert "nægtet samtykke i kilden" in " ".join(run(*full, command="systems", language="da")[2].split())
    report = tmp_path / "rapport.pdf"
    report.touch()
    approved(run, report)
    assert run(*full, command="systems")[0] == 0
