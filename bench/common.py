"""What the benches share: timing two things by turns, and rows that are printed and collected.

A machine is never equally fast twice, so a figure here is a ratio: what we do against a bare
measure of the same work, both timed by turns in one run. The ratio of each round is taken and the
median of the rounds is the figure; the spread tells how far to trust it.

A bench is a module with a function `rows()`; run alone it prints its rows:

    def rows() -> list[Row]:
        measured = compare(ours, bare, unit="µs", scale=1e6)
        return [Row("Read a letter", "bare lxml parse", measured.median, at_most=3.5, detail=measured.text)]

    if __name__ == "__main__":
        show(rows())
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

OUTPUT = "LABSVAR_BENCH_OUTPUT"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what was measured against what, and the goal it has to keep.

    `ratio` is ours divided by the other, or any figure whose unit `unit` names.
    """

    what: str
    against: str
    ratio: float
    at_most: float | None = None
    at_least: float | None = None
    unit: str = "×"
    detail: str = ""

    @property
    def kept(self) -> bool | None:
        """Whether the goal is kept; `None` without a goal."""
        if self.at_most is None and self.at_least is None:
            return None
        return (self.at_most is None or self.ratio <= self.at_most) and (
            self.at_least is None or self.ratio >= self.at_least
        )

    @property
    def goal(self) -> str:
        """The goal in words."""
        if self.at_most is not None:
            return f"at most {self.at_most:g} {self.unit}"
        return "" if self.at_least is None else f"at least {self.at_least:g} {self.unit}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two things timed by turns: seconds per call of each, and the ratio of each round."""

    ours: float
    other: float
    ratios: tuple[float, ...]
    text: str

    @property
    def median(self) -> float:
        """Ours divided by the other: the median of the rounds."""
        return statistics.median(self.ratios)


def compare(
    ours: Callable[[], object],
    other: Callable[[], object],
    *,
    rounds: int = 15,
    seconds: float = 0.1,
    unit: str = "ms",
    scale: float = 1e3,
) -> Comparison:
    """Times both by turns, each for about `seconds` in each of `rounds`, after a round to warm up."""
    calls = [_calls_within(call, seconds) for call in (ours, other)]
    times: list[tuple[float, float]] = []
    for number in range(rounds):
        pair = [(ours, calls[0]), (other, calls[1])]
        if number % 2:  # whoever comes second finds warmer caches: take turns in that too
            measured = [_time(*work) for work in reversed(pair)][::-1]
        else:
            measured = [_time(*work) for work in pair]
        times.append((measured[0], measured[1]))
    ratios = tuple(sorted(first / second for first, second in times))
    mine, theirs = (statistics.median(column) for column in zip(*times, strict=True))
    text = (
        f"{mine * scale:.3g} {unit} against {theirs * scale:.3g} {unit}; "
        f"{rounds} rounds from {ratios[0]:.2f} to {ratios[-1]:.2f}"
    )
    return Comparison(ours=mine, other=theirs, ratios=ratios, text=text)


def show(rows: Sequence[Row]) -> None:
    """Prints the rows, and hands them to `make bench` when that is what runs."""
    for row in rows:
        mark = {True: "kept", False: "NOT KEPT", None: ""}[row.kept]
        print(f"{row.what} | {row.against} | {row.ratio:.3g} {row.unit} | {row.goal} | {mark} | {row.detail}")
    if path := os.environ.get(OUTPUT):
        with Path(path).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(row)) + "\n" for row in rows)


def resident_megabytes() -> float:
    """The memory this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _calls_within(call: Callable[[], object], seconds: float) -> int:
    """How many calls fill the time: at least one."""
    started = time.perf_counter()
    count = 0
    while (spent := time.perf_counter() - started) < seconds:
        call()
        count += 1
    return max(1, round(count * seconds / spent))


def _time(call: Callable[[], object], calls: int) -> float:
    """Seconds per call. The garbage collector works as it does in service, after a clean start."""
    gc.collect()
    started = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - started) / calls


def machine() -> str:
    """The processor, the number of cores and the Python, for the head of the table."""
    model = "unknown processor"
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line for line in info.read_text(encoding="utf-8").splitlines() if line.startswith("model name")
        ]
        model = names[0].partition(":")[2].strip() if names else model
    version = ".".join(map(str, sys.version_info[:3]))
    return f"{model}, {os.cpu_count()} cores, Python {version}"
