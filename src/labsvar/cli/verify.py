"""`labsvar verify`: whether everything that was stored is still there, as it was stored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from labsvar.cli import output
from labsvar.cli.errors import DONE, Refused, WrongUsage
from labsvar.cli.installation import existing, opened
from labsvar.cli.language import Say
from labsvar.database.verify import Head, Problem
from labsvar.database.verify import verify as problems_of


def verify(say: Say, *, heads: Sequence[str], data: Path | None) -> int:
    """Prints what is missing or was altered; the exit code is 0 when nothing is, else 1.

    `heads` are heads of lanes that were written down elsewhere, as `LANE:POSITION:HASH`. Raises
    `WrongUsage` for one of another form.
    """
    witnessed = [_head(each) for each in heads]
    with opened(existing(data=data)) as database:
        problems = problems_of(database.address, witnessed=witnessed)
    console = output.results()
    for problem in problems:
        console.print(_line(problem, say), soft_wrap=True)
    if problems:
        return Refused.exit_code
    console.print(
        say("Alt er, som det blev gemt.", "Everything is as it was stored."),
        soft_wrap=True,
    )
    return DONE


def _line(problem: Problem, say: Say) -> str:
    kinds = {
        "missing": say("mangler", "missing"),
        "altered": say("ændret", "altered"),
        "added": say("føjet til uden om", "added beside the ledger"),
        "broken": say("kæden er brudt", "the chain is broken"),
    }
    return f"{kinds[problem.kind]}: {problem.what} {problem.subject}"


def _head(text: str) -> Head:
    lane, _, rest = text.partition(":")
    position, _, hashed = rest.partition(":")
    if not (lane.isdecimal() and position.isdecimal() and hashed):
        raise WrongUsage(da="--head er BANE:PLADS:HASH.", en="--head is LANE:POSITION:HASH.")
    return Head(lane=int(lane), position=int(position), hash=hashed)
