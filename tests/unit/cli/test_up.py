"""`labsvar up`: what it says before it starts. The starting itself is tested with a real database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from labsvar.settings import Settings
from labsvar.web import serve
from tests.unit.cli.conftest import Labsvar


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stops at once where the server would start."""

    def run(found: Settings, *, on_ready: Callable[[str], None]) -> None:
        return

    monkeypatch.setattr(serve, "run", run)


def test_it_warns_when_every_letter_would_be_refused(labsvar: Labsvar, tmp_path: Path) -> None:
    """Without `locations` no receiver is ours; a newcomer would wonder at each refusal."""
    ran = labsvar("up", "--data", tmp_path)
    assert ran.code == 0
    assert '"locations_empty"' in ran.err
    assert '"level": "warning"' in ran.err


@pytest.mark.parametrize(
    ("options", "variables"),
    [
        ([], {"LABSVAR_LOCATIONS": '{"5790000000005": "*"}'}),
        ([], {"LABSVAR_ROLES": '["view"]'}),
        (["--demo"], {}),
    ],
)
def test_it_is_silent_where_letters_are_taken_or_none_are_sent(
    labsvar: Labsvar,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    variables: dict[str, str],
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    ran = labsvar("up", *options, "--data", tmp_path)
    assert (ran.code, ran.err) == (0, "")


def test_a_folder_whose_database_is_elsewhere_needs_its_address(labsvar: Labsvar, tmp_path: Path) -> None:
    """When the address is forgotten, no empty database is made beside it that verifies as complete."""
    mark = b'{"made_by": "labsvar", "installation": "5b6d2f0e-0000-4000-8000-000000000000", "demo": false}'
    (tmp_path / "labsvar.json").write_bytes(mark)
    ran = labsvar("verify", "--data", tmp_path)
    assert (ran.code, ran.err.count("\n")) == (78, 1)
    assert [each.name for each in tmp_path.iterdir()] == ["labsvar.json"]
