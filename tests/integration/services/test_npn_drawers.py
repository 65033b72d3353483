"""Drawers against a server that is killed, judged by a program that knows only HTTP and SQL.

`python -m bench.npn_drawers` is the same with 10,000 draws and 20 kills.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench import npn_drawers, serving
from tests.conftest import folder_for_a_server

CALLED = {"what": "called", "message": "a", "attempt": 0, "size": 10}
ANSWERED = {"what": "answered", "message": "a", "attempt": 0, "first": 1, "last": 10}
STORED = {"what": "stored", "message": "a", "first": 1, "last": 10}
END = {"what": "verified", "well": True}
WELL: list[dict[str, Any]] = [CALLED, ANSWERED, STORED, END]


@pytest.mark.timeout(300)
@pytest.mark.usefixtures("untraced_programs")
def test_no_number_is_given_twice_and_no_series_is_lost(tmp_path: Path) -> None:
    """Sixty draws of ten systems, and a SIGKILL in the midst of them."""
    history = tmp_path / "history.jsonl"
    with folder_for_a_server() as folder, history.open("w", encoding="utf-8") as out:
        npn_drawers.run(draws=60, drawers=10, kills=1, seed=20260304, folder=folder, out=out)
    verdict = npn_drawers.judge(serving.read(history))
    assert verdict.faults == []
    assert (verdict.draws, verdict.answered, verdict.stored, verdict.kills) == (60, 60, 60, 1)


@pytest.mark.parametrize(
    ("history", "fault"),
    [
        ([CALLED, STORED, END], "a: 0 different answers"),
        ([*WELL[:2], {**ANSWERED, "first": 11, "last": 20}, *WELL[2:]], "a: 2 different answers"),
        ([CALLED, {**ANSWERED, "last": 9}, STORED, END], "a: a series of another size"),
        ([CALLED, ANSWERED, END], "a: what is stored is not what was answered"),
        ([*WELL[:3], STORED, END], "a: what is stored is not what was answered"),
        ([*WELL[:3], {**STORED, "message": "b"}, END], "b: stored and never asked for"),
        ([*WELL[:3], {**STORED, "message": "b", "first": 10, "last": 12}, END], "a and b: numbers stored twice"),
        ([*WELL[:3], {**CALLED, "message": "b"}, {**ANSWERED, "message": "b"}, END], "a and b: numbers answered twice"),
        ([*WELL[:3], {"what": "verified", "well": False}], "the ledger does not agree with what is stored"),
        (WELL[:3], "the history has no end"),
    ],
)  # fmt: skip
def test_the_judge_finds_what_is_wrong(history: list[dict[str, Any]], fault: str, tmp_path: Path) -> None:
    """Each fault is planted in a history that is well without it."""
    file = tmp_path / "history.jsonl"
    for lines, faults in ((WELL, []), (history, [fault])):
        file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        assert set(faults) <= set(npn_drawers.judge(serving.read(file)).faults)
    assert npn_drawers.judge(WELL).faults == []
