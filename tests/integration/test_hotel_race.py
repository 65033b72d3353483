"""Two places that race for requisitions at a real socket, judged by a program that knows only HTTP and SQL.

`python -m bench.hotel_race` is the same with 10,000 races.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from bench import hotel_race, serving
from labsvar.database import Database
from labsvar.database import verify as verification
from labsvar.exchange.register import Sender
from labsvar.services.hotel.model import Caller, HotelTerms
from labsvar.web.app import create_app
from labsvar.web.config import WebConfig
from tests.integration.services.serving import served

RACES = 20


def told(place: str, doing: str, *, done: bool) -> dict[str, Any]:
    return {"what": "answered", "race": 0, "number": 1, "place": place, "doing": doing, "done": done}


def stored(place: str, doing: str, number: int = 1) -> dict[str, Any]:
    return {"what": "stored", "number": number, "sequence": 0, "doing": doing, "place": place}


WINNER = [told("nord", "fetch", done=True), told("nord", "sample", done=True)]
LOSER = [told("syd", "fetch", done=False), told("syd", "sample", done=False)]
STORED = [stored("nord", "fetch"), stored("nord", "sample")]
SENT: dict[str, Any] = {"what": "sent", "number": 1}
END: dict[str, Any] = {"what": "verified", "well": True}
WELL = [*WINNER, *LOSER, *STORED, SENT, END]


def test_one_of_two_places_wins_each_race(database: Database, tmp_path: Path) -> None:
    """Show 4 in short: at the moment one fetches and samples, the other does; the history tells who was told what."""
    callers = msgspec.convert(hotel_race.CALLERS, type=tuple[Caller, ...])
    database.hotel.terms = HotelTerms(callers=callers)
    tokens = {
        name: database.systems.add(f"{name}-edb", [Sender(gln=gln)], who="the tests")
        for name, gln in hotel_race.GLN.items()
    }
    history = tmp_path / "history.jsonl"
    with history.open("w", encoding="utf-8") as out:
        with served(create_app(database, WebConfig(demo=True))) as address:
            hotel_race.race(address, tokens, races=RACES, seed=20260304, out=out)
        with psycopg.connect(database.address) as connection:
            hotel_race.dump(connection, out)
        hotel_race.end(out, well=verification.verify(database.address) == [])
    verdict = hotel_race.judge(serving.read(history))
    assert verdict.faults == []
    assert (verdict.races, sum(verdict.won.values()), verdict.refused) == (RACES, RACES, 2 * RACES)


@pytest.mark.parametrize(
    ("history", "fault"),
    [
        ([*WINNER, LOSER[0], *STORED, SENT, END], "1: 3 answers"),
        ([*WINNER, told("syd", "fetch", done=True), LOSER[1], *STORED, SENT, END], "1: 2 places hold it"),
        ([*WINNER, LOSER[0], told("syd", "sample", done=True), *STORED, SENT, END], "1: 2 places have sampled it"),
        ([WINNER[0], told("nord", "sample", done=False), *LOSER, *STORED, SENT, END], "1: 0 places have sampled it"),
        ([*WINNER, *LOSER, stored("syd", "fetch"), stored("syd", "sample"), SENT, END], "1: what is stored is not what was answered"),
        ([*WINNER, *LOSER, *STORED, stored("syd", "sample"), SENT, END], "1: what is stored is not what was answered"),
        ([*WINNER, *LOSER, *STORED, END], "1: 0 letters to the laboratory"),
        ([*WINNER, *LOSER, *STORED, SENT, SENT, END], "1: 2 letters to the laboratory"),
        ([*WELL[:-1], stored("syd", "fetch", 2), END], "2: stored and never raced for"),
        ([*WELL[:-1], {**END, "well": False}], "the ledger does not agree with what is stored"),
        (WELL[:-1], "the history has no end"),
    ],
)  # fmt: skip
def test_the_judge_of_races_finds_what_is_wrong(
    history: list[dict[str, Any]], fault: str, tmp_path: Path
) -> None:
    """Each fault is planted in a history that is well without it."""
    file = tmp_path / "history.jsonl"
    for lines, faults in ((WELL, []), (history, [fault])):
        file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        found = hotel_race.judge(serving.read(file)).faults
        assert set(faults) <= set(found)
        assert bool(found) == bool(faults)
