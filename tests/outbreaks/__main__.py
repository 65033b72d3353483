"""`python -m tests.outbreaks --seeds 1000`: tries the linker on that many outbreaks and prints the verdict.

With `--without day` and the like the linker has one safeguard less, which shows what that one is good for.
"""

from __future__ import annotations

import argparse
import sys
import time
from functools import partial
from multiprocessing import Pool

from tests.outbreaks.adapter import SAFEGUARDS, Adapter, Safeguard, without
from tests.outbreaks.judge import Tally, judge
from tests.outbreaks.world import outbreak


def main() -> int:
    """Prints the verdict; 1 when a link was wrong, or too few of the strong keys were linked."""
    parser = argparse.ArgumentParser(prog="python -m tests.outbreaks", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many outbreaks")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--processes", type=int, default=1, help="how many work at once")
    parser.add_argument("--without", choices=SAFEGUARDS, help="a safeguard to remove")
    chosen = parser.parse_args()
    started = time.perf_counter()
    with Pool(chosen.processes) as pool:
        seeds = range(chosen.first, chosen.first + chosen.seeds)
        tally = sum(pool.imap(partial(tallied, safeguard=chosen.without), seeds, chunksize=5), Tally())
    for seed, claim in tally.wrong:
        print(f"seed {seed}: {claim}")
    print(f"{tally.line(chosen.seeds)}; {time.perf_counter() - started:.0f} s")
    return int(tally.wrong_links > 0 or tally.made < 0.99)


def tallied(seed: int, *, safeguard: Safeguard | None = None) -> Tally:
    """What came of one outbreak, with a safeguard removed if one is named."""
    tally = Tally()
    with without(safeguard):
        judge(seed, outbreak(seed), Adapter(), tally)
    return tally


if __name__ == "__main__":
    sys.exit(main())
