"""Runs benches, each in a process of its own, and writes their last figures into docs/reference/bench.md.

The figures of every bench are kept in bench/figures.json with the day and the machine, so that one bench can be run
again alone. What has no rows here (crash, npn_drawers, hotel_race) writes a history and judges it, and is
started by hand.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.common import OUTPUT, Row, machine

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "reference" / "bench.md"
FIGURES = HERE / "figures.json"
HEAD = """# Bench

The last figures of `make bench`, written by it. Each is a ratio of what Labsvar does to a bare measure of the same
work, both timed by turns in one run, and the median of its rounds; `bench/README.md` tells how.

| What | Against | Figure | Goal | Kept | In this run |
|---|---|---|---|---|---|
"""


def main(wanted: Sequence[str]) -> int:
    """Runs the benches named, or all; ends with 1 when one fails or a goal is not kept."""
    figures: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    failed: list[str] = []
    missed = False
    for name in wanted or sorted(benches()):
        print(f"== {name}", flush=True)
        rows = _run(name)
        if rows is None:
            failed.append(name)
            continue
        missed |= any(row.kept is False for row in rows)
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        figures[name] = {"day": day, "machine": machine(), "rows": [asdict(row) for row in rows]}
    kept = {name: figures[name] for name in sorted(benches()) if name in figures}
    FIGURES.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(kept), encoding="utf-8")
    print(f"Written: {PAGE.relative_to(HERE.parent)}")
    for name in failed:
        print(f"The bench {name} failed", file=sys.stderr)
    return 1 if failed or missed else 0


def benches() -> Iterator[str]:
    """The modules of this folder that have rows."""
    for file in HERE.glob("*.py"):
        if file.stem != "common" and "\ndef rows(" in file.read_text(encoding="utf-8"):
            yield file.stem


def page(figures: Mapping[str, Any]) -> str:
    """The page of these figures, with the machines and days they were measured on."""
    lines = [_line(Row(**row)) for of_bench in figures.values() for row in of_bench["rows"]]
    runs: dict[tuple[str, str], list[str]] = {}
    for name, of_bench in figures.items():
        runs.setdefault((of_bench["day"], of_bench["machine"]), []).append(f"`{name}`")
    measured = [
        f"- {', '.join(names)}: measured on {day}, {machine}.\n" for (day, machine), names in runs.items()
    ]
    return f"{HEAD}{''.join(lines)}\n{''.join(measured)}"


def _line(row: Row) -> str:
    kept = "" if row.kept is None else "yes" if row.kept else "**no**"
    return (
        f"| {row.what} | {row.against} | {row.ratio:.3g} {row.unit} | {row.goal} | {kept} | {row.detail} |\n"
    )


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
