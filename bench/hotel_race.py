"""Two sampling places race for one requisition, again and again, and a judge reads the history afterwards.

    .venv/bin/python -m bench.hotel_race [--races 10000] [--seed 1] [--history FILE]
    .venv/bin/python -m bench.hotel_race --judge FILE

A demonstration is started by its own command. For each race a requisition is uploaded; then two systems, each with a
token of its own, fetch it over REST at the same moment and, whatever they were answered, try to say that the sample
is taken. Every call and answer is written to a history: a line of JSON each.

The judge reads the history and a dump of what the server has stored, and nothing else. Of every race there must be
exactly one place that was told that it holds the requisition, exactly one that sampled it, the same that the store
names, and one letter to the laboratory. Nothing of Labsvar is imported.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import httpx
import psycopg

from bench.serving import DEMO, History, read, running, tell, write

PLACES = ("nord", "syd")
CLINIC = "klinik"
GLN = {CLINIC: "5790000000029", "nord": "5790000000043", "syd": "5790000000050"}
CALLERS = [
    {"place": CLINIC, "system": f"{CLINIC}-edb", "may": ["upload"]},
    *({"place": name, "system": f"{name}-edb", "may": ["fetch"]} for name in PLACES),
]
PERSON = "0103509996"
MOVES = {"fetch": "fetched", "sample": "sampled"}
LETTER = """<?xml version="1.0" encoding="UTF-8"?>
<Emessage xmlns="http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2006/07/01/"><Envelope><Sent><Date>2026-03-02\
</Date><Time>08:35</Time></Sent><Identifier>K{number}</Identifier><AcknowledgementCode>minuspositivkvitt\
</AcknowledgementCode></Envelope><LaboratoryRequest><Letter><Identifier>B{number}</Identifier><VersionCode>XQ0132K\
</VersionCode><StatisticalCode>XREQ01</StatisticalCode><Authorisation><Date>2026-03-02</Date><Time>08:30</Time>\
</Authorisation><TypeCode>XREQ01</TypeCode></Letter><Sender><EANIdentifier>5790000000029</EANIdentifier><Identifier>\
990001</Identifier><IdentifierCode>ydernummer</IdentifierCode><OrganisationName>Testpraksis</OrganisationName>\
<MedicalSpecialityCode>almen_medicin</MedicalSpecialityCode><ReplyTo>true</ReplyTo></Sender><Receiver><EANIdentifier>\
5790000000012</EANIdentifier><Identifier>9900000</Identifier><IdentifierCode>sygehusafdelingsnummer</IdentifierCode>\
<OrganisationName>Testsygehuset</OrganisationName></Receiver><Patient><CivilRegistrationNumber>{person}\
</CivilRegistrationNumber><PersonSurnameName>Prøve</PersonSurnameName><PersonGivenName>Test</PersonGivenName></Patient>\
<RequisitionInformation><RequisitionDateTime><Date>2026-03-02</Date><Time>08:20</Time></RequisitionDateTime>\
<SamplingLocationCode>laboratoriet</SamplingLocationCode><SamplingDateTimeType>oensket</SamplingDateTimeType><Sample>\
<RequesterSampleIdentifier>{number}</RequesterSampleIdentifier></Sample><NumberOfTestTubes>1</NumberOfTestTubes>\
</RequisitionInformation><Requests><RequestedAnalysis><ResultPriority>rutine</ResultPriority><Analysis><AnalysisCode>\
NPU03230</AnalysisCode><AnalysisCodeType>iupac</AnalysisCodeType><AnalysisCodeResponsible>SST\
</AnalysisCodeResponsible><LineComment><TextLine>Kalium;P</TextLine></LineComment></Analysis></RequestedAnalysis>\
</Requests></LaboratoryRequest></Emessage>"""


class Calling:
    """A system that calls over REST under the token of its place, on connections that stay open."""

    def __init__(self, address: str, name: str, token: str) -> None:
        self.name = name
        headers = {"Authorization": f"Bearer {token}"}
        self._client = httpx.Client(base_url=address, headers=headers, timeout=60)

    def upload(self, number: str) -> int:
        """Puts a requisition on the hotel; its number there."""
        body = LETTER.format(number=number, person=PERSON).encode()
        answer = self._client.post("/api/hotel/requisitions", content=body)
        if answer.status_code != 200:
            raise RuntimeError(f"upload: {answer.status_code}")
        return int(answer.json()["requisition"]["requisition_id"])

    def do(self, number: int, doing: str) -> bool:
        """Does something with a requisition; whether it was done, or refused because another was quicker."""
        answer = self._client.post(f"/api/hotel/requisitions/{number}/{doing}", json={"reason": "sampling"})
        if answer.status_code not in (200, 409):
            raise RuntimeError(f"{doing}: {answer.status_code}")
        return answer.status_code == 200

    def close(self) -> None:
        """Ends its connections."""
        self._client.close()


def run(*, races: int, seed: int, folder: Path, out: TextIO) -> None:
    """Races against a server of its own, and writes the history and the dump."""
    with running(folder, environment={**DEMO, "LABSVAR_HOTEL_CALLERS": json.dumps(CALLERS)}) as server:
        tokens = {name: server.add_system(f"{name}-edb", gln=gln) for name, gln in GLN.items()}
        race(server.address, tokens, races=races, seed=seed, out=out)
        with server.database() as connection:
            dump(connection, out)
        end(out, well=not server.differences())


def race(address: str, tokens: Mapping[str, str], *, races: int, seed: int, out: TextIO) -> None:
    """Lets both places race for one requisition after the other at a running server, under the tokens of their
    systems, and writes what each was told."""
    history, dice = History(out), random.Random(seed)
    clinic, *places = (Calling(address, name, tokens[name]) for name in (CLINIC, *PLACES))
    start, done = threading.Barrier(3, timeout=120), threading.Barrier(3, timeout=120)
    now: dict[str, Any] = {}
    threads = [
        threading.Thread(target=_racing, args=(place, history, now, start, done), daemon=True)
        for place in places
    ]
    for thread in threads:
        thread.start()
    for number in range(races):
        now.update(race=number, number=clinic.upload(f"R{seed % 1000}{number:08d}"))
        now["wait"] = dice.random() * 0.002
        start.wait()
        done.wait()
        if number % 1000 == 999:
            print(f"{number + 1} races", flush=True)
    now["race"] = None
    start.wait()
    for thread in threads:
        thread.join()
    for each in (clinic, *places):
        each.close()


def _racing(
    place: Calling, history: History, now: dict[str, Any], start: threading.Barrier, done: threading.Barrier
) -> None:
    """One place: in every race it fetches and samples, and notes what it was told."""
    while True:
        start.wait()
        race, number = now["race"], now["number"]
        if race is None:
            return
        if place.name == PLACES[race % 2]:
            time.sleep(now["wait"])
        for doing in MOVES:
            history.note(what="called", race=race, place=place.name, doing=doing)
            told = place.do(number, doing)
            history.note(what="answered", race=race, number=number, place=place.name, doing=doing, done=told)
        done.wait()


def dump(connection: psycopg.Connection, out: TextIO) -> None:
    """What the server has stored in the end, with plain SQL."""
    for number, sequence, move, place in connection.execute(
        "SELECT requisition_id, sequence, move, place FROM labsvar.hotel_event ORDER BY 1, 2"
    ):
        write(out, what="stored", number=number, sequence=sequence, doing=move, place=place)
    for (number,) in connection.execute("SELECT requisition_id FROM labsvar.hotel_sending ORDER BY 1"):
        write(out, what="sent", number=number)


def end(out: TextIO, *, well: bool) -> None:
    """The last line: whether the server's ledger agrees with what it has stored."""
    write(out, what="verified", well=well)


@dataclass
class Verdict:
    """What the judge found; with no `faults` every race had one winner."""

    races: int = 0
    won: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    faults: list[str] = field(default_factory=list)


def judge(lines: Iterable[dict[str, Any]]) -> Verdict:
    """Judges a history and the dump at its end."""
    verdict = Verdict()
    answers: dict[int, list[tuple[str, str, bool]]] = {}
    stored: dict[int, list[tuple[str, str]]] = {}
    letters: dict[int, int] = {}
    verified = False
    for line in lines:
        what = line["what"]
        if what == "answered":
            told = (line["place"], line["doing"], line["done"])
            answers.setdefault(line["number"], []).append(told)
        elif what == "stored":
            stored.setdefault(line["number"], []).append((line["doing"], line["place"]))
        elif what == "sent":
            letters[line["number"]] = letters.get(line["number"], 0) + 1
        elif what == "verified":
            verified = True
            if not line["well"]:
                verdict.faults.append("the ledger does not agree with what is stored")
    verdict.races = len(answers)
    for number, of_race in answers.items():
        winners = _judged(verdict, number, of_race, stored.get(number, []), letters.get(number, 0))
        for winner in winners:
            verdict.won[winner] = verdict.won.get(winner, 0) + 1
    verdict.faults += [f"{number}: stored and never raced for" for number in stored.keys() - answers.keys()]
    if not verified:
        verdict.faults.append("the history has no end")
    return verdict


def _judged(
    verdict: Verdict,
    number: int,
    told: list[tuple[str, str, bool]],
    stored: list[tuple[str, str]],
    letters: int,
) -> set[str]:
    """Who won a race, by the answers; what is wrong with it goes into the verdict."""
    fetched = {place for place, doing, done in told if doing == "fetch" and done}
    sampled = [place for place, doing, done in told if doing == "sample" and done]
    verdict.refused += sum(not done for _, _, done in told)
    if len(told) != 2 * len(PLACES):
        verdict.faults.append(f"{number}: {len(told)} answers")
    if len(fetched) != 1:
        verdict.faults.append(f"{number}: {len(fetched)} places hold it")
    if len(sampled) != 1 or set(sampled) != fetched:
        verdict.faults.append(f"{number}: {len(sampled)} places have sampled it")
    if stored != [(doing, place) for place in sampled for doing in MOVES]:
        verdict.faults.append(f"{number}: what is stored is not what was answered")
    if letters != 1:
        verdict.faults.append(f"{number}: {letters} letters to the laboratory")
    return set(sampled)


def main() -> int:
    """Runs it, or judges a history again, and prints the verdict."""
    options = argparse.ArgumentParser(description="Race two sampling places for each requisition, and judge.")
    options.add_argument("--races", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=random.randrange(1_000))
    options.add_argument("--history", type=Path, default=Path("hotel-history.jsonl"))
    options.add_argument("--judge", type=Path)
    chosen = options.parse_args()
    begun = time.monotonic()
    if chosen.judge is None:
        with (
            tempfile.TemporaryDirectory(prefix="labsvar-hotel-") as folder,
            chosen.history.open("w", encoding="utf-8") as out,
        ):
            run(races=chosen.races, seed=chosen.seed, folder=Path(folder), out=out)
    verdict = judge(read(chosen.judge or chosen.history))
    won = ", ".join(f"{place} won {count}" for place, count in sorted(verdict.won.items()))
    print(
        f"{verdict.races} races in {time.monotonic() - begun:.0f} s (seed {chosen.seed}): {won}; "
        f"{verdict.refused} refusals"
    )
    return tell(verdict.faults, well="one winner in every race")


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
