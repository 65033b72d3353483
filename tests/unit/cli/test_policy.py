"""`labsvar policy`: the table as the installation has it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.unit.cli.conftest import Labsvar


def test_the_lines_that_come_with_the_program_are_shown(labsvar: Labsvar, tmp_path: Path) -> None:
    ran = labsvar("policy", "--data", tmp_path)
    assert ran.code == 0
    assert "RPT02" in ran.out
    assert "2026-02-01" in ran.out
    assert "accepted with a warning" in ran.out
    assert "modtages med advarsel" in labsvar("policy", "--data", tmp_path, "--language", "da").out


def test_an_installations_own_lines_stand_where_they_hold(labsvar: Labsvar, tmp_path: Path) -> None:
    """The most specific first; as JSON, one object to a line."""
    (tmp_path / "labsvar.toml").write_text(
        '[[policy]]\nkind = "XRPT02"\nsince = 2099-01-01\nverdict = "refuse"\nreason = "Brug XRPT05."\n'
        '[[policy]]\nkind = "RPT02"\nsender = "5790000000012"\nverdict = "accept"\n'
    )
    lines = [json.loads(line) for line in labsvar("policy", "--data", tmp_path, "--json").out.splitlines()]
    assert [(line["kind"], line["sender"], line["since"], line["verdict"]) for line in lines] == [
        ("RPT02", "5790000000012", None, "accept"),
        ("XRPT02", "*", "2099-01-01", "refuse"),
        ("RPT02", "*", "2026-02-01", "warn"),
        ("XRPT02", "*", None, "accept"),
        ("*", "*", None, "accept"),
    ]
    assert lines[1]["reason_da"] == "Brug XRPT05."
    assert "(to come)" in labsvar("policy", "--data", tmp_path).out
