"""Letters of the made-up population out to FHIR, judged by the rules for FHIR, and back.

    python -m tests.fhir_round [COUNT] [SEED]

Takes COUNT letters (500) of those kinds that can be told in FHIR, as evenly from the kinds as the population has them.
Prints how many went out, how many errors the rules found, and how many came back equal but for the listed losses.
The answer is not 0 when a letter is refused, breaks a rule, or comes back with a difference that nobody listed.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import islice, zip_longest

from labsvar.conversion.fhir import TARGETS
from labsvar.conversion.fhir.outward import KINDS
from labsvar.letters.catalogue import Emessage
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.population import assumptions
from labsvar.population.answers import Answers
from labsvar.population.citizens import citizens
from labsvar.population.letters import Letters
from labsvar.population.post import sendings
from tests.fhir_letters import WELL, judged

UNTIL = date(2026, 10, 31)
YEARS = 2.0


def letters(count: int, *, seed: int) -> Iterator[Emessage]:
    """So many letters of the population, the rarer kinds in front of the rest of the common ones."""
    about = assumptions.load()
    told = Answers(about, years=YEARS, until=UNTIL, seed=seed)
    everybody = citizens(about, count=max(20, count // 3), years=YEARS, seed=seed, until=UNTIL)
    post = sendings(
        (answer for citizen in everybody for answer in told.of(citizen)), about.arrival, seed=seed
    )
    write = Letters(about)
    kinds: defaultdict[type, list[Emessage]] = defaultdict(list)
    for each in post:
        message = write.message(each, receipt_wanted=True)
        kinds[type(message.letters[0])].append(message)
    told_in_fhir = (found for kind, found in kinds.items() if kind in (*KINDS, MiBaReport))
    in_turn = (each for several in zip_longest(*told_in_fhir) for each in several if each is not None)
    return islice(in_turn, count)


def main(count: int, *, seed: int) -> Counter[str]:
    """What happened, counted by letter version and target."""
    counted: Counter[str] = Counter()
    for message in letters(count, seed=seed):
        for target in TARGETS:
            counted.update(judged(message, target))
    return counted


def failures(counted: Counter[str]) -> list[str]:
    """What must not happen to a letter of the population."""
    return [each for each in counted if not each.endswith(WELL)]


if __name__ == "__main__":
    sent = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    found = main(sent, seed=int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    for line, number in sorted(found.items()):
        print(f"{number:6} {line}")
    sys.exit(bool(failures(found)))
