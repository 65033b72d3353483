"""Kills the server again and again while a hundred systems draw series of sample numbers, and judges afterwards.

    .venv/bin/python -m bench.npn_drawers [--draws 10000] [--drawers 100] [--kills 20] [--seed 1] [--history FILE]
    .venv/bin/python -m bench.npn_drawers --judge FILE

A hundred drawers call `/soap/npn` of a real server at once, each under the number of its message, and send again
whatever got no answer, under the same number. At random moments the server is killed with SIGKILL, and every other
time its database server too; it is started again with the same command. Every begin and end of every call is
written to a history: a line of JSON each, in the order in which they happened.

The judge reads the history and a dump of what the server has stored, and nothing else. It says whether any number
was given twice, whether a message ever got two answers, whether an answer was lost from the store, and whether the
store holds a series that nobody asked for or whose caller got no answer in the end. Nothing of Labsvar is imported:
calls are written and read here as text, and the store is read with plain SQL.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, TextIO

import httpx

from bench.serving import DEMO, History, Server, read, running, tell, write

SYSTEM = {"system": "Labsvar demonstration", "number": "00000000"}
CALL = """<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header><wsse:Security \
xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">{card}</wsse:Security>\
<medcom:Header xmlns:medcom="http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd"><medcom:SecurityLevel>3\
</medcom:SecurityLevel><medcom:Linking><medcom:MessageID>{message}</medcom:MessageID></medcom:Linking>\
</medcom:Header></soap:Header><soap:Body><GetAnalysisIdentifiers xmlns="urn:labsvar:npn:1"><NumberOfIdentifiers>\
{size}</NumberOfIdentifiers></GetAnalysisIdentifiers></soap:Body></soap:Envelope>"""
ANSWERED = re.compile(r"FirstIdentifier>(\d+)<.*LastIdentifier>(\d+)<", re.DOTALL)
LARGEST = 5_000
LONGEST_WAIT = 1.0


def draw_all(server: Server, history: History, card: str, wishes: list[tuple[str, int]]) -> None:
    """One drawer: every wish in turn, each until it is answered."""
    with httpx.Client(timeout=60) as client:
        for message, size in wishes:
            call: dict[str, Any] = {"message": message, "attempt": 0}
            body = CALL.format(card=card, message=message, size=size).encode()
            while not _drawn(client, server, history, call, body=body, size=size):
                time.sleep(min(0.05 * 2 ** call["attempt"], LONGEST_WAIT))
                call["attempt"] += 1


def _drawn(
    client: httpx.Client, server: Server, history: History, call: dict[str, Any], *, body: bytes, size: int
) -> bool:
    history.note(what="called", size=size, **call)
    try:
        answer = client.post(
            f"{server.address}soap/npn",
            content=body,
            headers={"Content-Type": "text/xml; charset=utf-8"},
        )
    except httpx.HTTPError:
        history.note(what="lost", **call)
        return False
    found = ANSWERED.search(answer.text) if answer.status_code == 200 else None
    if found is None:
        history.note(what="fault", status=answer.status_code, **call)
        return False
    history.note(what="answered", first=int(found[1]), last=int(found[2]), **call)
    return True


def run(*, draws: int, drawers: int, kills: int, seed: int, folder: Path, out: TextIO) -> None:
    """Draws, kills, and writes the history and the dump."""
    dice = random.Random(seed)
    wishes = [(f"draw-{place}", dice.randrange(1, LARGEST)) for place in range(draws)]
    history = History(out)
    with running(folder, environment={**DEMO, "LABSVAR_DEMO_YEARS": "0.1"}) as server:
        card = httpx.post(f"{server.address}soap/id-card", json={**SYSTEM, "minutes": 1440}).text
        card = card[card.index("<saml") :]
        threads = [
            threading.Thread(target=draw_all, args=(server, history, card, wishes[place::drawers]))
            for place in range(drawers)
        ]
        for thread in threads:
            thread.start()
        kill_at_random(server, history, threads, dice, kills=kills, draws=draws)
        for thread in threads:
            thread.join()
        dump(server, out)
        write(out, what="verified", well=not server.differences())


def kill_at_random(
    server: Server,
    history: History,
    threads: list[threading.Thread],
    dice: random.Random,
    *,
    kills: int,
    draws: int,
) -> None:
    """Kills whenever a random number of draws was answered, at a random moment after that."""
    for place, moment in enumerate(sorted(dice.sample(range(1, draws * 9 // 10), kills))):
        while history.answers < moment and any(thread.is_alive() for thread in threads):
            time.sleep(0.001)
        time.sleep(dice.random() * 0.05)
        with_database = place % 2 == 1
        history.note(what="killed", with_database=with_database)
        server.kill(with_database=with_database)
        server.start()
        history.note(what="started")


def dump(server: Server, out: TextIO) -> None:
    """What the server has stored in the end, with plain SQL."""
    with server.database() as connection:
        for message, first, last in connection.execute(
            "SELECT message_id, lower(numbers), upper(numbers) - 1 FROM labsvar.npn_series ORDER BY series_id"
        ):
            write(out, what="stored", message=message, first=first, last=last)


@dataclass
class Verdict:
    """What the judge found; with no `faults` all is well."""

    draws: int = 0
    answered: int = 0
    again: int = 0
    unanswered_calls: int = 0
    kills: int = 0
    stored: int = 0
    faults: list[str] = field(default_factory=list)


def judge(lines: list[dict[str, Any]]) -> Verdict:
    """Judges a history and the dump at its end."""
    verdict = Verdict()
    sizes: dict[str, int] = {}
    answers: dict[str, set[tuple[int, int]]] = {}
    stored: dict[str, list[tuple[int, int]]] = {}
    for line in lines:
        what, message = line["what"], line.get("message", "")
        if what == "called":
            sizes[message] = line["size"]
            verdict.again += line["attempt"] > 0
        elif what == "answered":
            answers.setdefault(message, set()).add((line["first"], line["last"]))
        elif what == "stored":
            stored.setdefault(message, []).append((line["first"], line["last"]))
        elif what == "verified" and not line["well"]:
            verdict.faults.append("the ledger does not agree with what is stored")
        verdict.kills += what == "killed"
        verdict.unanswered_calls += what in ("lost", "fault")
    verdict.draws, verdict.answered = len(sizes), len(answers)
    verdict.stored = sum(len(series) for series in stored.values())
    verdict.faults += _unequal(sizes, answers, stored) + _overlapping(answers, stored)
    if not any(line["what"] == "verified" for line in lines):
        verdict.faults.append("the history has no end")
    return verdict


def _unequal(
    sizes: dict[str, int],
    answers: dict[str, set[tuple[int, int]]],
    stored: dict[str, list[tuple[int, int]]],
) -> list[str]:
    """Answers that are not what was asked for, and what is answered and not stored, or the other way round."""
    faults = []
    for message, size in sizes.items():
        got = answers.get(message, set())
        if len(got) != 1:
            faults.append(f"{message}: {len(got)} different answers")
        elif next(iter(got))[1] - next(iter(got))[0] + 1 != size:
            faults.append(f"{message}: a series of another size")
        if sorted(got) != stored.get(message, []):
            faults.append(f"{message}: what is stored is not what was answered")
    return faults + [f"{message}: stored and never asked for" for message in stored.keys() - sizes.keys()]


def _overlapping(
    answers: dict[str, set[tuple[int, int]]], stored: dict[str, list[tuple[int, int]]]
) -> list[str]:
    """Numbers that were given twice, by the answers and by the store, each judged alone."""
    faults = []
    for name, of in (("answered", answers), ("stored", stored)):
        series = sorted((first, last, message) for message, ends in of.items() for first, last in ends)
        for before, after in pairwise(series):
            if after[0] <= before[1]:
                faults.append(f"{before[2]} and {after[2]}: numbers {name} twice")
    return faults


def main() -> int:
    """Runs it, or judges a history again, and prints the verdict."""
    options = argparse.ArgumentParser(description="Kill the server while systems draw, and judge.")
    options.add_argument("--draws", type=int, default=10_000)
    options.add_argument("--drawers", type=int, default=100)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options.add_argument("--history", type=Path, default=Path("npn-history.jsonl"))
    options.add_argument("--judge", type=Path)
    chosen = options.parse_args()
    begun = time.monotonic()
    if chosen.judge is None:
        with (
            tempfile.TemporaryDirectory(prefix="labsvar-npn-") as folder,
            chosen.history.open("w", encoding="utf-8") as out,
        ):
            run(
                draws=chosen.draws,
                drawers=chosen.drawers,
                kills=chosen.kills,
                seed=chosen.seed,
                folder=Path(folder),
                out=out,
            )
    seconds = time.monotonic() - begun
    verdict = judge(read(chosen.judge or chosen.history))
    print(
        f"{verdict.draws} draws by {chosen.drawers} drawers in {seconds:.0f} s (seed {chosen.seed}), "
        f"{verdict.kills} kills, {verdict.unanswered_calls} calls without an answer, {verdict.again} calls "
        f"sent again, {verdict.answered} answered, {verdict.stored} series stored"
    )
    return tell(
        verdict.faults, well="no number given twice, no series lost or stored without its caller knowing"
    )


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
