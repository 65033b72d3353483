"""Settings: what is given wins over the environment, and that over the file in the data folder."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from labsvar import settings
from labsvar.blocking.organisations import Organisations
from labsvar.exchange.routing import Configuration
from labsvar.results.blocked import BlockingRules
from labsvar.results.record import Reading


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine, and a folder of the test as the working folder."""
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(f"LABSVAR_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_anything_the_defaults_hold() -> None:
    made = settings.load()
    assert (made.data, made.port, made.demo) == (Path("labsvar-data"), 8000, False)


def test_the_defaults_are_those_of_the_rooms_below() -> None:
    """Settings repeat them so that the reference page can show them, and must not drift away."""
    made = settings.load()
    assert made.routes == Configuration().routes
    assert made.silence_refuses == Reading().silence_refuses
    assert made.blocking_binds == BlockingRules().binds
    assert Organisations(made.organisation_parents) == BlockingRules().organisations
    assert made.refused_requisitions_hide == Reading().refused_requisitions_hide
    assert {made.report_versions[kind] for kind in made.report_versions} == {Reading().versions("XRPT05")}


def test_a_line_of_the_file_in_the_data_folder_is_a_setting(tmp_path: Path) -> None:
    (tmp_path / "labsvar.toml").write_text('port = 9000\n[locations]\n"5790000000012" = "LABA"\n')
    made = settings.load(data=tmp_path)
    assert made.port == 9000
    assert made.locations == {"5790000000012": "LABA"}


def test_tables_of_tables_are_read_from_the_file_and_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines of the policy and capabilities of receivers; in the environment as JSON."""
    (tmp_path / "labsvar.toml").write_text(
        '[[policy]]\nkind = "RPT02"\nsince = 2026-09-01\nverdict = "refuse"\n'
        '[capabilities.NORTH]\nforms = ["xml"]\n[capabilities.NORTH.limits.XRPT01]\n"a/b" = 7\n'
    )
    made = settings.load(data=tmp_path)
    assert [(line.kind, line.sender, str(line.since), line.verdict) for line in made.policy] == [
        ("RPT02", "*", "2026-09-01", "refuse")
    ]
    assert made.capabilities["NORTH"].forms == ("xml",)
    assert made.capabilities["NORTH"].limits == {"XRPT01": {"a/b": 7}}
    monkeypatch.setenv("LABSVAR_POLICY", '[{"kind": "RPT01", "verdict": "warn"}]')
    assert [line.kind for line in settings.load(data=tmp_path).policy] == ["RPT01"]


def test_the_folder_may_be_named_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "labsvar.toml").write_text("port = 9000\n")
    monkeypatch.setenv("LABSVAR_DATA", str(tmp_path))
    made = settings.load()
    assert (made.data, made.port) == (tmp_path, 9000)


def test_the_environment_wins_over_the_file_and_what_is_given_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "labsvar.toml").write_text("port = 9000\n")
    monkeypatch.setenv("LABSVAR_PORT", "9001")
    assert settings.load(data=tmp_path).port == 9001
    assert settings.load(data=tmp_path, port=9002).port == 9002


def test_what_is_no_setting_is_refused(tmp_path: Path) -> None:
    (tmp_path / "labsvar.toml").write_text("prot = 9000\n")
    with pytest.raises(ValidationError, match="prot"):
        settings.load(data=tmp_path)
    (tmp_path / "labsvar.toml").write_text("port: 9000\n")
    with pytest.raises(tomllib.TOMLDecodeError):
        settings.load(data=tmp_path)
