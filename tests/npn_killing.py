"""Programs that share a stock are killed again and again; nobody may get a number that somebody had.

    python -m tests.npn_killing --kills 300 --programs 4

Each program takes numbers and writes down those it was given. The parent kills one after another, at any moment, and
starts a new one in its place. Afterwards a judge that knows nothing of Labsvar reads what they wrote.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.npn_judge import faults

_SECONDS_TO_BEGIN = 60.0
FIRST, LAST = 4_700_000_000, 4_709_999_999
_PROGRAM = """
import random, sys, time
from datetime import UTC, datetime
from pathlib import Path
from labsvar.services.npn.stock import Stock
from labsvar.services.npn.stock_model import StockBusy
stock = Stock.open(Path(sys.argv[1]))
kept = open(sys.argv[2], "a", buffering=1)
while True:
    time.sleep(random.uniform(0.0, 0.004))  # nobody takes without a pause, and the others want to come in
    try:
        numbers = stock.take(random.choice((1, 1, 1, 7, 40)), at=datetime.now(UTC))
    except StockBusy:
        continue
    kept.write("".join(f"{number}\\n" for number in numbers))
"""


class Program(NamedTuple):
    """A program that hands out, and the paper it writes on."""

    process: subprocess.Popen[bytes]
    paper: Path


class Handing:
    """A stock in a folder, and the programs that hand out of it."""

    def __init__(self, folder: Path, *, chance: random.Random) -> None:
        from datetime import UTC, datetime

        from labsvar.services.npn.stock import Stock

        self._folder = folder
        self._chance = chance
        self._started = 0
        now = datetime.now(UTC)
        stock = Stock.make(folder / "stock.npn", witness=folder / "elsewhere" / "witness.npn", at=now)
        stock.add(FIRST, LAST, origin="registered", at=now)
        stock.close()

    def start(self) -> Program:
        """One more program, with a paper of its own to write on."""
        self._started += 1
        paper = self._folder / f"{self._started}.txt"
        arguments = [sys.executable, "-c", _PROGRAM, str(self._folder / "stock.npn"), str(paper)]
        with paper.with_suffix(".said").open("wb") as said:
            return Program(subprocess.Popen(arguments, stderr=said), paper)

    def kill(self, started: Program) -> None:
        """Ends a program that has begun, at a moment nobody has chosen. It must not have ended by itself."""
        program, paper = started
        until = time.monotonic() + _SECONDS_TO_BEGIN
        while time.monotonic() < until and not (paper.exists() and paper.stat().st_size):
            time.sleep(0.01)
        time.sleep(self._chance.uniform(0.0, 0.2))
        program.send_signal(signal.SIGKILL)
        ended = program.wait()
        assert ended == -signal.SIGKILL, paper.with_suffix(".said").read_text()

    def numbers(self) -> list[str]:
        """All that was written down. What was cut off while it was written is no number."""
        found: list[str] = []
        for paper in self._folder.glob("*.txt"):
            found += [line for line in paper.read_text().splitlines() if len(line) == 10]
        return found


def run(folder: Path, *, kills: int, programs: int, seed: int) -> list[str]:
    """What was written down after so many programs were killed."""
    handing = Handing(folder, chance=random.Random(seed))
    running = [handing.start() for _ in range(programs)]
    for _ in range(kills):
        handing.kill(running.pop(0))
        running.append(handing.start())
    for program in running:
        handing.kill(program)
    return handing.numbers()


def main() -> int:
    """Runs it, and says what the judge found."""
    options = argparse.ArgumentParser()
    options.add_argument("--kills", type=int, default=300)
    options.add_argument("--programs", type=int, default=4)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        numbers = run(Path(folder), kills=asked.kills, programs=asked.programs, seed=asked.seed)
    found = faults(numbers, series=[(FIRST, LAST)])
    print(f"{asked.kills} programs killed, {len(numbers)} numbers handed out, faults: {found or 'none'}")
    return 1 if found or not numbers else 0


if __name__ == "__main__":
    raise SystemExit(main())
