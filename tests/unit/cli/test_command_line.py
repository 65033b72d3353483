"""The command line as a whole: help, languages, wrong use, pipes, interruption, faults of ours."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from labsvar.cli import check, listing
from labsvar.cli.language import UnknownLanguage, of_locale, take_option
from labsvar.findings import RULES
from labsvar.formats import xml
from labsvar.letters.catalogue import BY_CODE
from tests import builders
from tests.unit.cli.conftest import Labsvar

MakeFile = Callable[..., Path]

PROGRAM = [sys.executable, "-c", "from labsvar.cli import main; main()"]


def labsvar_process(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs the program itself, as a shell does."""
    command = [*PROGRAM, *(str(each) for each in arguments)]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **environment})


class TestHelp:
    @pytest.mark.parametrize("arguments", [(), ("--help",)])
    def test_the_help_lists_the_commands_and_the_first_steps(
        self, labsvar: Labsvar, arguments: tuple[str, ...]
    ) -> None:
        ran = labsvar(*arguments)
        assert ran.code == 0
        for word in (
            "check",
            "show",
            "convert",
            "rules",
            "schema",
            "send",
            "population",
            "labsvar up --demo",
        ):
            assert word in ran.out

    @pytest.mark.parametrize("command", ["check", "show", "convert", "rules", "schema", "send", "population"])
    def test_every_command_teaches_by_example_in_both_languages(self, labsvar: Labsvar, command: str) -> None:
        english, danish = labsvar(command, "--help"), labsvar(command, "--help", "--language", "da")
        assert english.code == danish.code == 0
        assert english.out != danish.out
        for ran in (english, danish):
            assert f" labsvar {command} " in ran.out or f" labsvar {command}\n" in ran.out

    def test_the_version_is_told(self, labsvar: Labsvar) -> None:
        assert labsvar("--version").out.strip().count(".") == 2


class TestLanguage:
    @pytest.mark.parametrize(
        ("environment", "language"),
        [
            ({"LANG": "da_DK.UTF-8"}, "da"),
            ({"LANG": "en_US.UTF-8"}, "en"),
            ({"LANG": "da_DK.UTF-8", "LC_ALL": "C"}, "en"),
            ({"LANG": "C", "LC_MESSAGES": "da_DK"}, "da"),
            ({"LANG": "fr_FR"}, "en"),
            ({}, "en"),
        ],
    )
    def test_the_locale_decides_and_danish_is_danish(
        self, environment: dict[str, str], language: str
    ) -> None:
        assert of_locale(environment) == language

    def test_the_option_wins_wherever_it_stands(self) -> None:
        environment = {"LANG": "en_GB"}
        for arguments in (
            ["--language", "da", "check", "a"],
            ["check", "--language=da", "a"],
            ["check", "a", "--language", "da"],
        ):
            assert take_option(arguments, environment) == (["check", "a"], "da")

    def test_what_stands_after_two_hyphens_is_a_file(self) -> None:
        assert take_option(["check", "--", "--language"], {}) == (["check", "--", "--language"], "en")

    @pytest.mark.parametrize("arguments", [["--language", "sv"], ["--language"], ["--language="]])
    def test_an_unknown_language_is_a_wrong_command_line(
        self, labsvar: Labsvar, arguments: list[str]
    ) -> None:
        with pytest.raises(UnknownLanguage):
            take_option(arguments, {})
        assert labsvar(*arguments).code == 64


class TestWrongUse:
    @pytest.mark.parametrize(
        ("arguments", "english", "danish"),
        [
            (["chek"], "chek", "Ukendt kommando: chek."),
            (["check"], "FILES", "mangler"),
            (["check", "a", "--jsn"], "--jsn", "Ukendt valg: --jsn."),
            (["show", "a", "--view", "nurse"], "--view", "--view"),
            (["population", "--out", "x", "--citizens", "many"], "--citizens", "--citizens"),
            (["population", "--out", "x", "--citizens", "-1"], "--citizens", "Kommandolinjen"),
            (["schema", "XR9999Z"], "XR0131K", "XR0131K"),
        ],
    )
    def test_it_is_one_line_with_64_and_where_help_is(
        self, labsvar: Labsvar, arguments: list[str], english: str, danish: str
    ) -> None:
        for language, word in (("en", english), ("da", danish)):
            ran = labsvar(*arguments, "--language", language)
            assert ran.code == 64
            assert word in ran.err
            assert ran.err.count("\n") == 1
            assert ran.out == ""


class TestListings:
    def test_every_rule_is_listed_with_its_source(self, labsvar: Labsvar) -> None:
        ran = labsvar("rules", "--json")
        listed = [json.loads(line) for line in ran.out.splitlines()]
        assert [each["id"] for each in listed] == sorted(RULES)
        assert {each["family"] for each in listed} >= {"form", "standard", "content"}
        assert all(each["source"] and each["da"] and each["en"] for each in listed)

    def test_the_table_holds_every_rule_too(self, labsvar: Labsvar) -> None:
        for language in ("da", "en"):
            ran = labsvar("rules", "--language", language)
            assert all(rule.id in ran.out for rule in listing.all_rules())

    def test_the_schema_of_every_version_is_xml(self, labsvar: Labsvar) -> None:
        from lxml import etree

        for code in BY_CODE:
            ran = labsvar("schema", code.lower())
            assert ran.code == 0
            assert etree.fromstring(ran.out.encode()).tag.endswith("}schema")


@pytest.fixture
def interrupts_count() -> Iterator[None]:
    """A shell starts what runs in the background deaf to interruptions, and so whatever that starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class TestEndings:
    """Scripts rest on how the program ends, so these run it as a process."""

    def test_the_exit_code_is_that_of_the_process(self, good: Path, bad: Path, tmp_path: Path) -> None:
        assert labsvar_process("check", good).returncode == 0
        assert labsvar_process("check", bad).returncode == 1
        assert labsvar_process("check", tmp_path / "nothing").returncode == 2
        assert labsvar_process("nonsense").returncode == 64

    def test_output_is_utf_8_whatever_the_locale(self, good: Path) -> None:
        ran = labsvar_process("check", good, "--json", LC_ALL="C", PYTHONIOENCODING="")
        assert ran.returncode == 0
        assert json.loads(ran.stdout.decode())["version"] == "XR0131K"
        ran = labsvar_process(
            "show", good, "--language", "da", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0"
        )
        assert ran.returncode == 0
        assert "Prøve" in ran.stdout.decode()

    @pytest.mark.parametrize("options", [["--json"], []])
    def test_nobody_reading_on_is_no_error_to_shout_about(self, options: list[str]) -> None:
        """As in `labsvar rules --json | head -1`."""
        with subprocess.Popen(
            [*PROGRAM, "rules", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            error = process.stderr.read()
            assert process.wait() == 141
        assert error == b""

    @pytest.mark.usefixtures("interrupts_count")
    def test_ctrl_c_ends_with_130_and_one_line(self) -> None:
        with subprocess.Popen(
            [*PROGRAM, "check", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdin is not None
            assert process.stderr is not None
            process.stdin.write(b"<")
            process.stdin.flush()
            wait_until_it_reads(process.pid)
            process.send_signal(signal.SIGINT)
            error = process.stderr.read().decode()
            assert process.wait() == 130
        assert error.count("\n") == 1
        assert "Traceback" not in error

    def test_an_interruption_in_the_middle_is_130(
        self, labsvar: Labsvar, good: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(path: Path) -> object:
            raise KeyboardInterrupt

        monkeypatch.setattr(check, "judge", interrupted)
        ran = labsvar("check", good)
        assert ran.code == 130
        assert ran.err == "Interrupted.\n"

    def test_a_fault_of_ours_is_70_and_says_how_to_see_more(
        self, labsvar: Labsvar, good: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The text of the exception is not shown: it may hold what a letter says."""

        def broken(path: Path) -> object:
            raise RuntimeError("2512489996 is ill")

        monkeypatch.setattr(check, "judge", broken)
        ran = labsvar("check", good)
        assert ran.code == 70
        assert "RuntimeError" in ran.err
        assert "2512489996" not in ran.err
        assert "Traceback" in labsvar("check", good, LABSVAR_DEBUG="1").err


def wait_until_it_reads(pid: int) -> None:
    """Waits until a process sleeps in the reading of its input."""
    status = Path(f"/proc/{pid}/wchan")
    for _ in range(400):
        if "pipe" in status.read_text(encoding="ascii"):
            return
        signal.sigtimedwait([], 0.02)
    pytest.fail("the process never came to reading")


class TestNoInstallation:
    @pytest.mark.parametrize(
        "command",
        [
            ["verify"],
            ["systems", "list"],
            ["systems", "stage", "Lab", "full", "--who", "A", "--reason", "B"],
            ["systems", "add", "Lab", "--gln", "5790000000012"],
            ["accounts", "add", "hanne", "--role", "clinician", "--name", "Hanne Test"],
        ],
    )
    def test_a_mistyped_folder_is_refused_and_never_made(
        self, labsvar: Labsvar, tmp_path: Path, command: list[str]
    ) -> None:
        """A new installation in its place would answer that nothing is missing."""
        folder = tmp_path / "typo"
        ran = labsvar(*command, "--data", folder)
        assert (ran.code, ran.out, ran.err.count("\n")) == (78, "", 1)
        assert f"no installation in {folder}; start one with labsvar up --data {folder}" in ran.err
        assert not folder.exists()


class TestSettings:
    @pytest.mark.parametrize(("name", "value"), [("ROLES", "foo"), ("ROUTES", '{"XRPT01":')])
    def test_a_table_that_is_not_json_is_a_wrong_setting(
        self, labsvar: Labsvar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        """It is named, so that it can be found; its value is not repeated."""
        monkeypatch.setenv(f"LABSVAR_{name}", value)
        ran = labsvar("up", "--data", tmp_path)
        assert (ran.code, ran.err.count("\n")) == (78, 1)
        assert f"LABSVAR_{name}" in ran.err
        assert "JSON" in ran.err
        assert value not in ran.err


class TestOutput:
    @pytest.mark.parametrize("options", [["--json"], []])
    def test_a_full_disk_is_73_and_one_line(self, good: Path, options: list[str]) -> None:
        with Path("/dev/full").open("wb") as full:
            ran = subprocess.run(
                [*PROGRAM, "check", good, *options], stdout=full, stderr=subprocess.PIPE, check=False
            )
        assert ran.returncode == 73
        assert b"cannot be written" in ran.stderr
        assert ran.stderr.count(b"\n") == 1

    def test_nothing_in_the_name_of_a_file_steers_the_terminal(self, labsvar: Labsvar, good: Path) -> None:
        """Neither escapes nor what turns the reading order around; the Danish letters stay."""
        name = "a\x1b[31mb\x07c\x9bd\u202ee\u2066få.xml"
        renamed = good.rename(good.with_name(name))
        ran = labsvar("check", renamed)
        assert ran.code == 0
        assert "�[31mb" in ran.out
        assert "d�e�få.xml" in ran.out
        assert not set("\x1b\x07\x9b\u202e\u2066") & set(ran.out)

    def test_nothing_in_a_letter_steers_the_terminal(self, labsvar: Labsvar, file: MakeFile) -> None:
        content = xml.write(builders.emessage(), indent=True)
        hostile = content.replace(b"<PersonSurnameName>", "<PersonSurnameName>\u202e\u009b31m".encode())
        assert hostile != content
        ran = labsvar("show", file(hostile))
        assert "��31m" in ran.out
        assert not set("\u202e\u009b") & set(ran.out)
