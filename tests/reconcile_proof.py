"""Compares what was planted with what is found (`tests.reconcile_faults` plants)."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from labsvar.codetables import read_csv
from labsvar.hub.coding import MappingEntry
from labsvar.reconciling.chain import reconcile
from labsvar.reconciling.codes import Codes
from labsvar.reconciling.model import Held, Report
from labsvar.reconciling.normal import hashing
from labsvar.reconciling.reading import Reading, held, rows_listed
from tests.reconcile_faults import Found, Run, make


@dataclass(frozen=True)
class Judged:
    """What was planted and not found, and what was named without having been planted."""

    planted: int
    missed: list[Found]
    invented: list[Found]
    unread: int

    @property
    def good(self) -> bool:
        return not self.missed and not self.invented and not self.unread


def report_of(run: Run) -> Report:
    """The run compared."""
    codes = Codes(read_csv(MappingEntry, run.mapping).rows)
    reading = Reading(hashed=hashing(b"test"), codes=codes, held_back=rows_listed(run.listed)[0])
    sides: list[Held] = [
        held(run.source, side="source", reading=reading),
        held(run.hub, side="hub", reading=reading),
        held(run.bank, side="bank", reading=reading),
    ]
    if run.shown is not None:
        sides.append(held(run.shown, side="shown", reading=reading))
    return reconcile(sides)


def judge(run: Run) -> Judged:
    """What was planted against what was found."""
    report = report_of(run)
    found: Counter[Found] = Counter(
        (each.left_side, each.right_side, each.kind, each.clinic, each.row_id, each.field)
        for each in report.mismatches
    )
    planted: Counter[Found] = Counter(run.planted)
    return Judged(
        planted=planted.total(),
        missed=sorted((planted - found).elements()),
        invented=sorted((found - planted).elements()),
        unread=sum(len(side.unread) for side in report.held),
    )


def main(arguments: Sequence[str]) -> int:
    """Runs seeds 0 to `--seeds`; 0 when everything planted was found and nothing else named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=1000)
    seeds = parser.parse_args(arguments).seeds
    kinds: Counter[str] = Counter()
    wrong = 0
    for seed in range(seeds):
        run = make(seed)
        judged = judge(run)
        kinds.update(f"{found[0]} → {found[1]}: {found[2]}" for found in run.planted)
        if not judged.good:
            wrong += 1
            print(f"seed {seed}: missed {judged.missed}, invented {judged.invented}, unread {judged.unread}")
    for kind, count in sorted(kinds.items()):
        print(f"{count:7}  {kind}")
    print(f"{seeds} seeds, {kinds.total()} faults planted, {wrong} seeds with a fault missed or invented")
    return 1 if wrong else 0
