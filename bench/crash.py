"""Kills the server again and again while letters come in, and counts afterwards.

    .venv/bin/python -m bench.crash [--letters 5000] [--kills 20] [--seed 1]

Four senders post letters to a real server and send again whatever was not receipted. At random moments
the server is killed with SIGKILL, and every other time its database server too; it is started again
with the same command. In the end every letter that was receipted must be stored, whole and once.

This is judged from outside: nothing of Labsvar is imported. The letters are written here, receipts are
read from the bytes of the answers, and what is stored is counted with plain SQL.
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
from pathlib import Path

import httpx

from bench.serving import Server, running, tell

SENDERS = ("5790000000012", "5790000000036", "5790000000043", "5790000000050")
RESULTS = 5
LETTER = """<?xml version="1.0" encoding="UTF-8"?>
<Emessage xmlns="http://rep.oio.dk/medcom.dk/xml/schemas/2014/10/08/"><Envelope><Sent><Date>2026-03-04</Date>\
<Time>12:10</Time></Sent><Identifier>{envelope}</Identifier><AcknowledgementCode>pluspositivkvitt\
</AcknowledgementCode></Envelope><LaboratoryReport><Letter><Identifier>{number}</Identifier><VersionCode>XR0131K\
</VersionCode><StatisticalCode>XRPT01</StatisticalCode><Authorisation><Date>2026-03-02</Date><Time>12:05</Time>\
</Authorisation><TypeCode>XRPT01</TypeCode></Letter><Sender><EANIdentifier>{sender}</EANIdentifier><Identifier>\
9900000</Identifier><IdentifierCode>sygehusafdelingsnummer</IdentifierCode><OrganisationName>Testsygehuset\
</OrganisationName><FromLabIdentifier>TKB</FromLabIdentifier></Sender><Receiver><EANIdentifier>5790000000029\
</EANIdentifier><Identifier>990001</Identifier><IdentifierCode>ydernummer</IdentifierCode></Receiver><Patient>\
<AlternativeIdentifier>{person}</AlternativeIdentifier><PersonSurnameName>Prøve</PersonSurnameName>\
</Patient><RequisitionInformation><Sample><LaboratoryInternalSampleIdentifier>{number}\
</LaboratoryInternalSampleIdentifier><SamplingDateTime><Date>2026-03-02</Date><Time>08:15</Time>\
</SamplingDateTime></Sample></RequisitionInformation><LaboratoryResults><GeneralResultInformation>\
<ReportStatusCode>komplet_svar</ReportStatusCode><LaboratoryInternalProductionIdentifier>{number}\
</LaboratoryInternalProductionIdentifier><ResultsDateTime><Date>2026-03-02</Date><Time>12:00</Time>\
</ResultsDateTime></GeneralResultInformation>{results}</LaboratoryResults></LaboratoryReport></Emessage>"""
RESULT = """<Result><ResultStatusCode>svar_endeligt</ResultStatusCode><Analysis><AnalysisCode>NPU1974{place}\
</AnalysisCode><AnalysisCodeType>iupac</AnalysisCodeType><AnalysisCodeResponsible>SST</AnalysisCodeResponsible>\
<AnalysisCompleteName>Prøve {place};P<Break/></AnalysisCompleteName></Analysis><ProducerOfLabResult><Identifier>\
Test</Identifier><IdentifierCode>TKB</IdentifierCode></ProducerOfLabResult><ResultType>numerisk</ResultType>\
<Value>{value}</Value><Unit>mg/L</Unit></Result>"""
RECEIPTED = re.compile(
    rb"<PositiveReceipt>.*<OriginalEnvelopeIdentifier>([^<]+)<.*<OriginalLetterIdentifier>([^<]+)<", re.DOTALL
)


@dataclass
class Letter:
    """One letter to send, and the receipt it got."""

    sender: str
    number: str
    envelope: str
    body: bytes
    receipt: bytes | None = None
    attempts: int = 0


@dataclass
class Verdict:
    """What was found; with no `faults`, nothing receipted was lost and nothing was stored twice."""

    letters: int = 0
    receipted: int = 0
    resent: int = 0
    kills: int = 0
    kills_of_database: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


def letters(count: int, dice: random.Random) -> list[Letter]:
    """Letters of four senders about some persons who do not exist; every one is different."""
    made = []
    for place in range(count):
        sender = SENDERS[place % len(SENDERS)]
        number, envelope = f"B{place:08d}", f"K{place:08d}"
        # A production installation takes no made-up CPR numbers; a local replacement number is nobody's.
        person = f"{dice.randrange(1, 29):02d}01600AB{dice.randrange(10)}"
        results = "".join(RESULT.format(place=n, value=f"{place}.{n}") for n in range(RESULTS))
        text = LETTER.format(envelope=envelope, number=number, sender=sender, person=person, results=results)
        made.append(Letter(sender=sender, number=number, envelope=envelope, body=text.encode()))
    return made


class Sending:
    """Four senders, each in a thread, who send again whatever was not receipted."""

    def __init__(self, server: Server, tokens: dict[str, str], work: list[Letter]) -> None:
        self._server = server
        self._tokens = tokens
        self._work = work
        self._lock = threading.Lock()
        self.receipted = 0
        self.faults: list[str] = []
        self._threads = [
            threading.Thread(target=self._send_all, args=(sender,), name=sender) for sender in SENDERS
        ]

    def start(self) -> None:
        """Begins."""
        for thread in self._threads:
            thread.start()

    def wait(self) -> None:
        """Until every letter was receipted."""
        for thread in self._threads:
            thread.join()

    @property
    def is_under_way(self) -> bool:
        """Whether anybody still sends."""
        return any(thread.is_alive() for thread in self._threads)

    def _send_all(self, sender: str) -> None:
        headers = {"Authorization": f"Bearer {self._tokens[sender]}", "Content-Type": "application/xml"}
        with httpx.Client(headers=headers, timeout=30) as client:
            for letter in self._work:
                if letter.sender == sender:
                    self._send(client, letter)

    def _send(self, client: httpx.Client, letter: Letter) -> None:
        while letter.receipt is None:
            letter.attempts += 1
            try:
                answer = client.post(f"{self._server.address}api/letters", content=letter.body)
            except httpx.HTTPError:
                time.sleep(0.02)
                continue
            if answer.status_code >= 500:
                time.sleep(0.02)
                continue
            self._note(letter, answer)

    def _note(self, letter: Letter, answer: httpx.Response) -> None:
        named = RECEIPTED.search(answer.content)
        right = named is not None and named.groups() == (letter.envelope.encode(), letter.number.encode())
        with self._lock:
            if answer.status_code != 200 or not right:
                self.faults.append(
                    f"{letter.number}: {answer.status_code} and no receipt for it: {answer.content!r}"
                )
            letter.receipt = answer.content
            self.receipted += 1


def run(*, count: int, kills: int, seed: int, folder: Path) -> Verdict:
    """Sends, kills, counts."""
    dice = random.Random(seed)
    work = letters(count, dice)
    verdict = Verdict(letters=count)
    with running(folder) as server:
        tokens = {sender: server.add_system(f"lab-{sender}", gln=sender) for sender in SENDERS}
        begun = time.monotonic()
        sending = Sending(server, tokens, work)
        sending.start()
        try:
            kill_at_random(server, sending, verdict, kills=kills, count=count, dice=dice)
        finally:
            sending.wait()
        verdict.seconds = time.monotonic() - begun
        verdict.faults += sending.faults
        verdict.receipted = sum(letter.receipt is not None for letter in work)
        verdict.resent = sum(letter.attempts > 1 for letter in work)
        send_some_again(server, tokens, work, verdict, dice)
        judge(server, work, verdict)
        verdict.faults += server.differences()
    return verdict


def kill_at_random(
    server: Server, sending: Sending, verdict: Verdict, *, kills: int, count: int, dice: random.Random
) -> None:
    """Kills whenever a random number of letters has been receipted, at a random moment after that."""
    moments = sorted(dice.sample(range(1, max(count - 4 * len(SENDERS), kills + 1)), kills))
    for moment in moments:
        while sending.receipted < moment and sending.is_under_way:
            time.sleep(0.0005)
        time.sleep(dice.random() * 0.01)
        if not sending.is_under_way:
            verdict.faults.append("all was sent before the last kill")
            return
        with_database = verdict.kills % 2 == 1
        server.kill(with_database=with_database)
        verdict.kills += 1
        verdict.kills_of_database += with_database
        server.start()


def send_some_again(
    server: Server, tokens: dict[str, str], work: list[Letter], verdict: Verdict, dice: random.Random
) -> None:
    """Sends some letters once more: each must get the very same receipt."""
    for letter in dice.sample(work, min(100, len(work))):
        headers = {"Authorization": f"Bearer {tokens[letter.sender]}"}
        answer = httpx.post(f"{server.address}api/letters", content=letter.body, headers=headers)
        if answer.content != letter.receipt:
            verdict.faults.append(f"{letter.number}: another receipt than before")


def judge(server: Server, work: list[Letter], verdict: Verdict) -> None:
    """Counts what is stored: every letter once, with its own bytes and all its results."""
    with server.database() as connection:
        stored: dict[tuple[str, str], list[tuple[bytes, int, str]]] = {}
        for sender, number, raw, results, values in connection.execute(
            """SELECT l.sender, l.letter_number, l.raw, count(r.*), string_agg(r.value, ' ' ORDER BY r.position)
               FROM labsvar.letter l LEFT JOIN labsvar.result r USING (person_key, letter_id)
               GROUP BY l.person_key, l.letter_id"""
        ):
            stored.setdefault((sender, number), []).append((bytes(raw), results, values))
        envelopes = connection.execute("SELECT count(*) FROM labsvar.emessage").fetchone()
    for letter in work:
        copies = stored.pop((letter.sender, letter.number), [])
        if letter.receipt is not None and not copies:
            verdict.faults.append(f"{letter.number}: receipted and lost")
        elif len(copies) > 1:
            verdict.faults.append(f"{letter.number}: stored {len(copies)} times")
        elif copies and not is_whole(letter, *copies[0]):
            verdict.faults.append(f"{letter.number}: not stored as it was sent")
    verdict.faults += [f"{number}: stored and never sent" for _, number in stored]
    if envelopes != (len(work),):
        verdict.faults.append(f"{envelopes} envelopes were answered, {len(work)} were sent")


def is_whole(letter: Letter, raw: bytes, results: int, values: str) -> bool:
    """Whether a letter was stored with its own bytes and all its results."""
    place = int(letter.number[1:])
    expected = " ".join(f"{place}.{n}" for n in range(RESULTS))
    return raw == letter.body and results == RESULTS and values == expected


def main() -> int:
    """Runs it, and prints the verdict."""
    options = argparse.ArgumentParser(description="Kill the server while letters come in, and count.")
    options.add_argument("--letters", type=int, default=5_000)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="labsvar-crash-") as folder:
        verdict = run(count=chosen.letters, kills=chosen.kills, seed=chosen.seed, folder=Path(folder))
    print(
        f"seed {chosen.seed}: {verdict.letters} letters of {len(SENDERS)} senders in {verdict.seconds:.0f} s, "
        f"{verdict.kills} kills ({verdict.kills_of_database} with the database), {verdict.receipted} receipted, "
        f"{verdict.resent} sent more than once"
    )
    return tell(verdict.faults, well="every receipted letter is stored once, none twice")


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
