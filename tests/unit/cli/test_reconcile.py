"""`labsvar reconcile`: files and folders in, a report out, and an exit code that says whether all matches."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from labsvar.cli import fetching
from labsvar.cli.errors import Unavailable
from tests.reconcile_faults import Run, make
from tests.unit.cli.conftest import Labsvar
from tests.unit.reconciling.examples import lines, row, stored


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "cards.jsonl"
    path.write_bytes(lines([row()]))
    return path


def bank(tmp_path: Path, **changes: str) -> Path:
    path = tmp_path / "bank.jsonl"
    path.write_bytes(lines([stored(**changes)]))
    return path


def placed(run: Run, folder: Path) -> list[object]:
    """The files of a run in folders, and the command line that names them."""
    arguments: list[object] = []
    sides = {"source": run.source, "hub": run.hub, "bank": run.bank, "listed": run.listed}
    for side, files in sides.items():
        (folder / side).mkdir()
        for name, content in files:
            (folder / side / name).write_bytes(content)
        arguments += [f"--{side}", folder / side]
    (folder / "mapping.csv").write_text(run.mapping)
    return [*arguments, "--mapping", folder / "mapping.csv"]


def test_what_matches_ends_with_zero_and_says_so(labsvar: Labsvar, tmp_path: Path, source: Path) -> None:
    ran = labsvar("reconcile", "--source", source, "--bank", bank(tmp_path), "--out", tmp_path / "report")
    assert (ran.code, ran.err) == (0, "")
    assert "everything matches" in ran.out
    assert sorted(each.name for each in (tmp_path / "report").iterdir()) == [
        "clinics.csv",
        "fields.csv",
        "findings.csv",
        "reconcile.html",
        "unread.csv",
    ]


def test_what_does_not_match_ends_with_one_and_is_counted(
    labsvar: Labsvar, tmp_path: Path, source: Path
) -> None:
    out = tmp_path / "report"
    arguments = ("reconcile", "--source", source, "--bank", bank(tmp_path, value="47"), "--out", out)
    ran = labsvar(*arguments)
    assert ran.code == 1
    assert "different 1" in ran.out
    assert "forskelligt 1" in labsvar(*arguments, "--language", "da").out
    assert "47" not in (out / "findings.csv").read_text()
    labsvar(*arguments, "--with-values")
    assert "12,47" in (out / "findings.csv").read_text()


def test_a_whole_run_in_folders(labsvar: Labsvar, tmp_path: Path) -> None:
    """Letters file by file, the hub's list of rows not sent, its table of codes: nothing planted, all matches."""
    arguments = placed(make(5, faults=False, rows=4), tmp_path)
    ran = labsvar("reconcile", *arguments, "--out", tmp_path / "report")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("everything matches") == 2


def test_what_is_late_is_a_setting(labsvar: Labsvar, tmp_path: Path) -> None:
    arguments = placed(make(5, faults=False, rows=4), tmp_path)
    ran = labsvar("reconcile", *arguments, "--late-hub", "0.01", "--out", tmp_path / "report")
    assert ran.code == 1
    assert "late" in ran.out


def test_what_cannot_be_read_is_told_and_ends_with_one(
    labsvar: Labsvar, tmp_path: Path, source: Path
) -> None:
    broken = tmp_path / "bank.jsonl"
    broken.write_bytes(b"{\n")
    ran = labsvar("reconcile", "--source", source, "--bank", broken, "--out", tmp_path / "report")
    assert ran.code == 1
    assert "Unread: 1" in ran.out


def test_what_is_wrong_with_the_command_line_is_one_line(
    labsvar: Labsvar, tmp_path: Path, source: Path
) -> None:
    out = tmp_path / "report"
    empty = tmp_path / "empty"
    empty.mkdir()
    blocked = tmp_path / "file"
    blocked.write_text("")
    codes = tmp_path / "codes.csv"
    codes.write_text("a,b\n")
    assert labsvar("reconcile", "--source", source, "--out", out).code == 64
    assert labsvar("reconcile", "--source", "http://localhost:1", "--bank", source, "--out", out).code == 69
    assert labsvar("reconcile", "--source", source, "--bank", tmp_path / "none.jsonl", "--out", out).code == 2
    assert labsvar("reconcile", "--source", source, "--bank", empty, "--out", out).code == 2
    table = labsvar("reconcile", "--source", source, "--bank", source, "--mapping", codes, "--out", out)
    assert table.code == 78
    unwritten = labsvar("reconcile", "--source", source, "--bank", source, "--out", blocked / "report")
    assert unwritten.code == 73
    assert unwritten.err.count("\n") == 1


def test_an_address_is_asked_for_the_systems_own_rows() -> None:
    """With its token and the key that persons are hashed with; the answer is rows as a file would have them."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=lines([stored()]))

    content = fetching.fetch(
        "https://bank.example/",
        side="bank",
        key=b"\x01\x02",
        token="t",
        days=("2026-03-01", ""),
        transport=httpx.MockTransport(answer),
    )
    assert content == lines([stored()])
    assert str(asked[0].url) == "https://bank.example/api/reconcile/bank?since=2026-03-01"
    assert asked[0].headers["Authorization"] == "Bearer t"
    assert asked[0].headers[fetching.KEY] == "0102"


def test_an_address_that_does_not_answer_or_refuses_is_told() -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        return httpx.Response(403)

    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no", request=request)

    for transport in (httpx.MockTransport(refuse), httpx.MockTransport(silent)):
        with pytest.raises(Unavailable):
            fetching.fetch(
                "https://bank.example", side="bank", key=b"", token=None, days=("", ""), transport=transport
            )
