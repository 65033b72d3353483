"""`python -m tests.outbreaks --seeds 1000`: tries the linker on that many outbreaks and prints the verdict."""

from __future__ import annotations

import argparse
import sys
import time

from tests.outbreaks.adapter import Adapter
from tests.outbreaks.judge import Tally, judge
from tests.outbreaks.world import outbreak


def main() -> int:
    """Prints the verdict; 1 when a link was wrong, or too few of the strong keys were linked."""
    parser = argparse.ArgumentParser(prog="python -m tests.outbreaks", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many outbreaks")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    chosen = parser.parse_args()
    tally, started = Tally(), time.perf_counter()
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        judge(seed, outbreak(seed), Adapter(), tally)
    for seed, claim in tally.wrong[:10]:
        print(f"seed {seed}: {claim}")
    print(f"{tally.line(chosen.seeds)}; {time.perf_counter() - started:.0f} s")
    return int(tally.wrong_links > 0 or tally.made < 0.99)


if __name__ == "__main__":
    sys.exit(main())
