"""Runs every bench in a process of its own and writes the figures into docs/reference/bench.md."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.common import OUTPUT, Row, machine

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "reference" / "bench.md"
NOT_BENCHES = {"__init__", "__main__", "common"}
HEAD = """# Bench

Figures of `make bench`, written by it. Each is a ratio of what Labsvar does to a bare measure of the same
work, both timed by turns in one run, and the median of its rounds; `bench/README.md` tells how.

| What | Against | Figure | Goal | Kept | In this run |
|---|---|---|---|---|---|
"""


def main(wanted: list[str]) -> int:
    """Runs the benches named, or all; ends with 1 when one fails or a goal is not kept."""
    names = wanted or sorted(file.stem for file in HERE.glob("*.py") if file.stem not in NOT_BENCHES)
    rows: list[Row] = []
    failed: list[str] = []
    for name in names:
        print(f"== {name}", flush=True)
        of_bench = _run(name)
        if of_bench is None:
            failed.append(name)
        else:
            rows += of_bench
    if not wanted and not failed:
        PAGE.write_text(page(rows), encoding="utf-8")
        print(f"Written: {PAGE.relative_to(HERE.parent)}")
    for name in failed:
        print(f"The bench {name} failed", file=sys.stderr)
    return 1 if failed or any(row.kept is False for row in rows) else 0


def page(rows: list[Row]) -> str:
    """The page of these figures, with the machine and the day they were measured on."""
    lines = [
        f"| {row.what} | {row.against} | {row.ratio:.3g} {row.unit} | {row.goal} "
        f"| {'' if row.kept is None else 'yes' if row.kept else '**no**'} | {row.detail} |\n"
        for row in rows
    ]
    return f"{HEAD}{''.join(lines)}\nMeasured on {datetime.now(UTC):%Y-%m-%d}: {machine()}.\n"


def _run(name: str) -> list[Row] | None:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "rows"
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{name}"],
            env={**os.environ, OUTPUT: str(output)},
            cwd=HERE.parent,
            check=False,
        )
        if done.returncode or not output.exists():
            return None
        return [Row(**json.loads(line)) for line in output.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
