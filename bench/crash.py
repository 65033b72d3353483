"""Kills the server while letters come in, and counts: every acknowledged letter once, none twice.

Four senders send 5,000 letters through the public door and send again, in a new envelope now and
then, whatever was not receipted. Meanwhile the server's process is killed with SIGKILL at twenty
random moments and started again. Then a program that knows nothing of ours but its door and its
tables counts what is stored. It imports nothing of labsvar: letters, receipts and questions are its own.

    .venv/bin/python -m bench.crash [--letters N] [--kills N] [--seed N]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx
import psycopg

from bench.common import Row, show

SENDERS = ("5790000201013", "5790000202010", "5790000203017", "5790000204014")
PERSONS = (("2512489996", "Berggren", "Nancy Ann Test"), ("2509479989", "Elmer", "Bruno Test"))
NEW_ENVELOPE = 0.3
"""The share of attempts after the first that come in a new envelope."""
LETTER = """<?xml version="1.0" encoding="UTF-8"?>
<Emessage xmlns="http://rep.oio.dk/medcom.dk/xml/schemas/2014/10/08/"><Envelope><Sent><Date>2026-03-02</Date>\
<Time>12:30</Time></Sent><Identifier>{envelope}</Identifier><AcknowledgementCode>pluspositivkvitt\
</AcknowledgementCode></Envelope><LaboratoryReport><Letter><Identifier>{letter}</Identifier><VersionCode>XR0131K\
</VersionCode><StatisticalCode>XRPT01</StatisticalCode><Authorisation><Date>2026-03-02</Date><Time>12:20</Time>\
</Authorisation><TypeCode>XRPT01</TypeCode></Letter><Sender><EANIdentifier>{sender}</EANIdentifier><Identifier>\
9900000</Identifier><IdentifierCode>sygehusafdelingsnummer</IdentifierCode><OrganisationName>Testsygehuset\
</OrganisationName><FromLabIdentifier>TKB</FromLabIdentifier></Sender><Receiver><EANIdentifier>5790000000005\
</EANIdentifier><Identifier>990001</Identifier><IdentifierCode>ydernummer</IdentifierCode></Receiver><Patient>\
<CivilRegistrationNumber>{person[0]}</CivilRegistrationNumber><PersonSurnameName>{person[1]}</PersonSurnameName>\
<PersonGivenName>{person[2]}</PersonGivenName></Patient><RequisitionInformation><Sample>\
<LaboratoryInternalSampleIdentifier>S{letter}</LaboratoryInternalSampleIdentifier><SamplingDateTime><Date>2026-03-02\
</Date><Time>08:00</Time></SamplingDateTime></Sample></RequisitionInformation><LaboratoryResults>\
<GeneralResultInformation><ReportStatusCode>komplet_svar</ReportStatusCode><LaboratoryInternalProductionIdentifier>\
P{letter}</LaboratoryInternalProductionIdentifier><ResultsDateTime><Date>2026-03-02</Date><Time>12:00</Time>\
</ResultsDateTime></GeneralResultInformation>{results}</LaboratoryResults></LaboratoryReport></Emessage>"""
RESULT = """<Result><ResultStatusCode>svar_endeligt</ResultStatusCode><Analysis><AnalysisCode>NPU{code}</AnalysisCode>\
<AnalysisCodeType>iupac</AnalysisCodeType><AnalysisCodeResponsible>SST</AnalysisCodeResponsible>\
<AnalysisCompleteName>Analyse {code}</AnalysisCompleteName></Analysis><ProducerOfLabResult><Identifier>Test\
</Identifier><IdentifierCode>TKB</IdentifierCode></ProducerOfLabResult><ResultType>numerisk</ResultType>\
<Value>{value}</Value><Unit>mmol/L</Unit></Result>"""
RESULTS = 5


@dataclass
class Sent:
    """What one sender knows of its letters."""

    receipted: dict[str, int] = field(default_factory=dict)
    attempts: int = 0
    strange: list[str] = field(default_factory=list)


class Server:
    """The server under test, in a process of its own that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port: int = listener.getsockname()[1]
        self.log = (folder / "log").open("ab")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where letters are posted."""
        return f"http://127.0.0.1:{self.port}/api/letters"

    def start(self) -> None:
        """Starts the server; does not wait for it."""
        command = [Path(sys.executable).with_name("labsvar"), "up", "--demo", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--data", str(self.data)],
            stdout=self.log,
            stderr=self.log,
            env={
                "LABSVAR_DEMO_CITIZENS": "1",
                "LABSVAR_DEMO_YEARS": "0.1",
                "PATH": "/usr/bin:/bin",
                "LANG": "C.UTF-8",
            },
        )

    def kill(self) -> None:
        """Kills the process, which has no say in it."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def wait_until_ready(self) -> None:
        """Waits until the server answers; ends the program if it does not."""
        for _ in range(600):
            with contextlib.suppress(httpx.HTTPError):
                httpx.get(f"http://127.0.0.1:{self.port}/", timeout=2)
                return
            time.sleep(0.1)
        raise SystemExit(f"the server did not start: {self.log.name}")

    def stop(self) -> int:
        """Stops the server as an operator would; its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(60)

    def database(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection as the owner, to the embedded database, which is running still."""
        keys = json.loads((self.data / "keys.json").read_text(encoding="utf-8"))
        return psycopg.connect(
            host=str(self.data / "postgres"),
            dbname="labsvar",
            user="postgres",
            password=keys["superuser"],
            autocommit=True,
        )


def body(sender: str, envelope: str, number: int) -> bytes:
    """The letter with this number of a sender; the same each time but for its envelope."""
    chance = random.Random(f"{sender}{number}")
    results = "".join(
        RESULT.format(code=10000 + index, value=f"{chance.uniform(1, 99):.1f}") for index in range(RESULTS)
    )
    person = PERSONS[number % len(PERSONS)]
    return LETTER.format(
        envelope=envelope, letter=f"L{number}", sender=sender, person=person, results=results
    ).encode()


def send(server: Server, sender: str, letters: int, sent: Sent, seed: int) -> None:
    """Sends every letter until it is receipted."""
    chance = random.Random(f"{seed}{sender}")
    envelopes = (f"K{number}" for number in count(1))
    for number in range(letters):
        envelope = next(envelopes)
        while f"L{number}" not in sent.receipted:
            sent.attempts += 1
            _attempt(server, sender, number, envelope, sent)
            if chance.random() < NEW_ENVELOPE:
                envelope = next(envelopes)


def _attempt(server: Server, sender: str, number: int, envelope: str, sent: Sent) -> None:
    try:
        answer = httpx.post(server.address, content=body(sender, envelope, number), timeout=10)
    except httpx.HTTPError:
        time.sleep(0.05)
        return
    found = re.search(rb"<PositiveReceipt>.*<OriginalLetterIdentifier>(\w+)<", answer.content, re.DOTALL)
    if answer.status_code == 200 and found:
        letter = found[1].decode()
        sent.receipted[letter] = sent.receipted.get(letter, 0) + 1
    elif answer.status_code not in {500, 503}:
        sent.strange.append(f"{sender} L{number}: {answer.status_code}")


def _killer(server: Server, kills: int, sent: list[Sent], letters: int, seed: int) -> Iterator[float]:
    """Kills at moments spread at random over the whole intake; gives the seconds each start took."""
    chance = random.Random(seed)
    moments = sorted(chance.sample(range(1, letters * len(sent)), kills))
    for moment in moments:
        while sum(len(each.receipted) for each in sent) < moment:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.01))
        server.kill()
        started = time.perf_counter()
        server.start()
        server.wait_until_ready()
        yield time.perf_counter() - started


def judge(server: Server, sent: dict[str, Sent], letters: int) -> list[str]:
    """What is wrong with what is stored; nothing when all is well."""
    problems = [strange for each in sent.values() for strange in each.strange]
    with server.database() as connection:
        for sender, each in sent.items():
            stored = connection.execute(
                "SELECT letter_number, count(*) FROM labsvar.letter WHERE sender = %s GROUP BY 1", [sender]
            ).fetchall()
            counted = {str(number): times for number, times in stored}
            problems += [f"{sender} {letter} lost" for letter in each.receipted if letter not in counted]
            problems += [
                f"{sender} {letter} stored {times} times" for letter, times in counted.items() if times != 1
            ]
            if len(counted) != letters:
                problems.append(f"{sender}: {len(counted)} letters stored of {letters}")
        halves = connection.execute(
            "SELECT count(*) FROM (SELECT l.letter_id FROM labsvar.letter l LEFT JOIN labsvar.result r"
            " USING (person_key, letter_id) WHERE l.sender = ANY(%s) GROUP BY 1 HAVING count(r.*) <> %s) half",
            [list(sent), RESULTS],
        ).fetchone()
        if halves != (0,):
            problems.append(f"letters with some of their results only: {halves}")
    return problems


def main() -> int:
    """Runs the story and prints what came of it; ends with 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--letters", type=int, default=5_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    per_sender = wanted.letters // len(SENDERS)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        server.wait_until_ready()
        sent = {sender: Sent() for sender in SENDERS}
        threads = [
            threading.Thread(target=send, args=(server, sender, per_sender, each, wanted.seed))
            for sender, each in sent.items()
        ]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        starts = list(_killer(server, wanted.kills, list(sent.values()), per_sender, wanted.seed))
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - started
        problems = judge(server, sent, per_sender)
        ended = server.stop()
    attempts = sum(each.attempts for each in sent.values())
    story = (
        f"{per_sender * len(SENDERS)} letters of {len(SENDERS)} senders in {attempts} attempts, {len(starts)} kills, "
        f"{seconds:.0f} s; a start after a kill took {min(starts, default=0):.1f} to {max(starts, default=0):.1f} s; "
        f"the server then stopped with {ended}"
    )
    print(*problems, sep="\n")
    show(
        [
            Row(
                "Letters lost, doubled or halved",
                "SIGKILL while they come in",
                len(problems),
                at_most=0,
                unit="letters",
                detail=story,
            )
        ]
    )
    return bool(problems) or ended != 0


if __name__ == "__main__":
    raise SystemExit(main())
