"""`labsvar systems` and `labsvar accounts`: what is refused before any database is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.conftest import Labsvar

GLN = "5790000000012"
SYSTEM = ["systems", "add", "Lab", "--gln", GLN]
CITIZEN = ["accounts", "add", "x9", "--role", "citizen", "--name", "Nancy Ann Test"]


@pytest.mark.parametrize(
    ("arguments", "english", "danish"),
    [
        (["systems", "add", "", "--gln", GLN], "must not be empty", "må ikke være tomt"),
        (["systems", "add", " ", "--gln", GLN], "must not be empty", "må ikke være tomt"),
        ([*SYSTEM, "--laboratory", "TOOLONG"], "two or three letters", "to eller tre bogstaver"),
        ([*SYSTEM, "--laboratory", "K"], "two or three letters", "to eller tre bogstaver"),
        ([*SYSTEM, "--laboratory", "K1"], "two or three letters", "to eller tre bogstaver"),
        (["systems", "add", "Lab", "--gln", "123"], "13 digits", "13 cifre"),
        (["accounts", "add", "", "--role", "clinician", "--name", "A"], "user name", "Brugernavnet"),
        (["accounts", "add", "a", "--role", "clinician", "--name", ""], "--name", "--name"),
        ([*CITIZEN, "--number", "abc"], "CPR", "CPR"),
        ([*CITIZEN, "--number", "320100-9990"], "CPR", "CPR"),
    ],
)
def test_what_is_no_name_number_or_code_is_refused_in_one_line(
    labsvar: Labsvar, tmp_path: Path, arguments: list[str], english: str, danish: str
) -> None:
    for language, word in (("en", english), ("da", danish)):
        ran = labsvar(*arguments, "--data", tmp_path, "--language", language)
        assert (ran.code, ran.out, ran.err.count("\n")) == (64, "", 1)
        assert word in ran.err
        assert "wrong_form" not in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        [*SYSTEM, "--laboratory", "KBA"],
        [*SYSTEM, "--laboratory", "ØK"],
        [*CITIZEN, "--number", "251248-9996"],
        [*CITIZEN, "--number", "2512481AB6"],
    ],
)
def test_what_is_one_gets_as_far_as_the_installation(
    labsvar: Labsvar, tmp_path: Path, arguments: list[str]
) -> None:
    """There is none here, and that is the first thing said about it."""
    assert labsvar(*arguments, "--data", tmp_path).code == 78


def test_an_address_where_no_database_answers_is_said_without_a_code_that_is_none(
    labsvar: Labsvar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an address the folder may be new: the installation is in the database."""
    monkeypatch.setenv("LABSVAR_DATABASE", "postgresql://127.0.0.1:9/nothing")
    ran = labsvar("systems", "list", "--data", tmp_path / "new")
    assert (ran.code, ran.err.count("\n")) == (69, 1)
    assert "does not answer." in ran.err
    assert "None" not in ran.err


def test_an_encoding_that_is_not_taken_is_said_without_a_place_that_is_none(
    labsvar: Labsvar, good: Path
) -> None:
    ran = labsvar("convert", good, "--to", "XR0131K", "--encoding", "utf-16")
    assert ran.code == 1
    assert "utf-16" in ran.err
    assert "None" not in ran.err
