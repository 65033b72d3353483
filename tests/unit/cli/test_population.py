"""`labsvar population`: a folder of letters about nobody, and the truth about them."""

from __future__ import annotations

import json
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from labsvar.cli import output
from labsvar.cli.language import Say
from labsvar.population import assumptions
from tests.unit.cli.conftest import Labsvar, Ran

SHIPPED = Path(assumptions.__file__).with_name("assumptions.toml")


def population(labsvar: Labsvar, out: Path, *options: object) -> Ran:
    return labsvar("population", "--citizens", 5, "--years", 0.6, "--out", out, *options)


def digest(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_the_same_options_write_the_same_bytes(labsvar: Labsvar, tmp_path: Path) -> None:
    assert population(labsvar, tmp_path / "a").code == 0
    assert population(labsvar, tmp_path / "b").code == 0
    assert population(labsvar, tmp_path / "c", "--seed", 2).code == 0
    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    assert digest(tmp_path / "a") != digest(tmp_path / "c")


def test_every_letter_passes_its_check(labsvar: Labsvar, tmp_path: Path) -> None:
    """Nothing is found in any of them but the note that nobody in them is real."""
    population(labsvar, tmp_path)
    letters = sorted((tmp_path / "letters").iterdir())
    ran = labsvar("check", "--json", *letters)
    assert ran.code == 0
    found = {each["rule"] for line in ran.out.splitlines() for each in json.loads(line)["findings"]}
    assert found == {"content.test-person"}


def test_the_truth_names_every_file_in_the_order_they_come(labsvar: Labsvar, tmp_path: Path) -> None:
    ran = population(labsvar, tmp_path)
    truth = json.loads((tmp_path / "truth.json").read_bytes())
    names = [letter["file"] for letter in truth["letters"]]
    assert names == sorted(file.name for file in (tmp_path / "letters").iterdir())
    assert f"{len(names)} letters about 5 made-up citizens" in ran.out
    assert truth["about"] == {
        "seed": 1,
        "citizens": 5,
        "years": 0.6,
        "until": "2026-10-31",
        "assumptions": "demonstration",
    }


def test_the_systems_are_listed_with_who_they_are(labsvar: Labsvar, tmp_path: Path) -> None:
    population(labsvar, tmp_path)
    listed = json.loads((tmp_path / "systems.json").read_bytes())
    truth = json.loads((tmp_path / "truth.json").read_bytes())
    assert {letter["sender"] for letter in truth["letters"]} <= {each["gln"] for each in listed["systems"]}
    assert {each["sector"] for each in listed["systems"]} == {"general_practice", "hospital"}
    assert sorted(listed["receivers"].values()) == ["LABA", "MiBa", "PGDB"]


def test_it_never_writes_among_other_letters(labsvar: Labsvar, tmp_path: Path) -> None:
    assert population(labsvar, tmp_path).code == 0
    ran = population(labsvar, tmp_path, "--seed", 2)
    assert ran.code == 73
    assert "already holds letters" in ran.err
    (tmp_path / "file").touch()
    assert population(labsvar, tmp_path / "file").code == 73


def test_the_last_day_may_be_chosen(labsvar: Labsvar, tmp_path: Path) -> None:
    population(labsvar, tmp_path, "--until", "2020-02-29")
    truth = json.loads((tmp_path / "truth.json").read_bytes())
    sampled = [answer["sampled"] for citizen in truth["citizens"] for answer in citizen["shown"]]
    assert "2019-07" < min(sampled) <= max(sampled) < "2020-02-29"


@pytest.mark.parametrize("until", ["1700-01-01", "1999-12-31", "2058-01-01", "9999-12-31"])
def test_a_last_day_without_numbers_of_citizens_is_a_wrong_command_line(
    labsvar: Labsvar, tmp_path: Path, until: str
) -> None:
    ran = population(labsvar, tmp_path / "p", "--until", until)
    assert (ran.code, ran.err.count("\n")) == (64, 1)
    assert "--until must be from 2000-01-01 to 2057-12-31" in ran.err
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize("until", ["2000-01-01", "2057-12-31"])
def test_the_first_and_the_last_day_allowed_give_the_longest_courses(
    labsvar: Labsvar, tmp_path: Path, until: str
) -> None:
    ran = labsvar("population", "--citizens", 3, "--years", 20, "--out", tmp_path, "--until", until)
    assert ran.code == 0


def test_an_edited_copy_of_the_assumptions_takes_their_place(labsvar: Labsvar, tmp_path: Path) -> None:
    edited = tmp_path / "assumptions.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    assert "\nrepeated = 0.03 " in text
    edited.write_text(text.replace("\nrepeated = 0.03 ", "\nrepeated = 1.0 "), encoding="utf-8")
    population(labsvar, tmp_path / "out", "--assumptions", edited)
    truth = json.loads((tmp_path / "out" / "truth.json").read_bytes())
    assert truth["shares"]["repeated"] * 2 == truth["shares"]["letters"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("repeated = 0.03", 'repeated = "often"', "repeated"),
        ("repeated = 0.03", "repeted = 0.03", "repeted"),
        ("[arrival]", "[arrival", ""),
        ('organism_code = "44"', 'organism_code = "45"', "45"),
        ("refusal_lifted = 0.004", "refusal_withdrawn = 0.004", "refusal_withdrawn"),
        ("\ncorrected = 0.03", "\ncorrected_alone = 0.03", "corrected_alone"),
        ("[panels.lipids]", "[panels.fats]", "lipids"),
        ('name = "wound"', 'name = "cut"', "wound"),
        ('kind = "immunology"', 'kind = "clinic"', "immunology"),
        ('"NPU01566", "NPU01567", "NPU01568"', '"NPU01566", "NPU01567", "NPU99999"', "NPU99999"),
    ],
)
def test_assumptions_that_cannot_be_used_are_said_so(
    labsvar: Labsvar, tmp_path: Path, old: str, new: str, said: str
) -> None:
    edited = tmp_path / "assumptions.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    edited.write_text(text.replace(old, new), encoding="utf-8")
    ran = population(labsvar, tmp_path / "out", "--assumptions", edited)
    assert ran.code == 78
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_assumptions_that_are_not_there_are_said_so(labsvar: Labsvar, tmp_path: Path) -> None:
    ran = population(
        labsvar, tmp_path / "out", "--assumptions", tmp_path / "nothing.toml", "--language", "da"
    )
    assert ran.code == 78
    assert "kan ikke læses" in ran.err


def test_long_work_shows_a_bar_on_a_terminal_and_nothing_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    for terminal in (True, False):
        screen = StringIO()
        console = Console(file=screen, force_terminal=terminal, width=100)
        monkeypatch.setattr(output, "messages", lambda shown=console: shown)
        with output.progress("Writing letters", Say("en")) as bar:
            bar(2, 4)
        assert ("Writing letters" in screen.getvalue()) == terminal
        assert ("2/4" in screen.getvalue()) == terminal
