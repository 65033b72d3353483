"""Faults planted by a generator that knows nothing of the code under test: all are found, nothing else named."""

from __future__ import annotations

import ast
from pathlib import Path
from types import ModuleType

import pytest

from tests import reconcile_faults, reconcile_files, reconcile_proof

SEEDS = 60


@pytest.mark.parametrize("module", [reconcile_faults, reconcile_files])
def test_the_generator_imports_nothing_of_the_code_under_test(module: ModuleType) -> None:
    """Of the tests its two modules import each other, and the comparison only when it is run as a program."""
    assert module.__file__ is not None
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    imported = {
        name
        for node in tree.body
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert not any(name.partition(".")[0] == "labsvar" for name in imported)
    assert {name for name in imported if name.startswith("tests")} <= {"tests.reconcile_files"}


@pytest.mark.parametrize("start", range(0, SEEDS, 20))
def test_everything_planted_is_found_and_nothing_else_is_named(start: int) -> None:
    """Lost, doubled, altered, late, mistyped and swapped, between each two sides; in rows and letters,
    whatever numbers the hub gives them. `python -m tests.reconcile_faults --seeds 1000` runs further seeds."""
    for seed in range(start, start + 20):
        run = reconcile_faults.make(seed, rows=8)
        judged = reconcile_proof.judge(run)
        assert judged.good, (seed, judged)
        assert judged.planted == len(run.planted)


def test_a_run_without_faults_matches() -> None:
    """Corrections, withdrawals, requests to delete, letters sent again, a laboratory's own results and rows
    that the hub lists as not sent are no faults."""
    for seed in range(8):
        report = reconcile_proof.report_of(reconcile_faults.make(seed, faults=False))
        assert report.agrees
        assert sum(link.pairs for link in report.links) > 0


def test_the_program_says_what_it_planted_and_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert reconcile_proof.main(["--seeds", "2"]) == 0
    assert "2 seeds" in capsys.readouterr().out


def test_the_program_fails_when_something_planted_is_not_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that the figure it prints can be trusted: a fault that nobody planted fails it."""

    def forgotten(seed: int) -> reconcile_faults.Run:
        run = reconcile_faults.make(seed, rows=8)
        del run.planted[0]
        return run

    monkeypatch.setattr(reconcile_proof, "make", forgotten)
    assert reconcile_proof.main(["--seeds", "1"]) == 1
    assert "invented" in capsys.readouterr().out
