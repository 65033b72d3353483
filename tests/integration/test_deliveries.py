"""A hub passes letters on to a databank that is another installation."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from labsvar import database as labsvar_database
from labsvar.database import Database, Server, queues
from labsvar.database import verify as verification
from labsvar.database.jobs import Worker
from labsvar.database.operations import Search
from labsvar.database.underway import NotNow, Wanted
from labsvar.exchange import delivery
from labsvar.exchange.delivery import HttpCourier
from labsvar.exchange.model import Arrival
from labsvar.exchange.routing import Configuration
from labsvar.formats import xml
from labsvar.letters.receipts import (
    Mailbox,
    NegativeReceipt,
    NegativeVansReceipt,
    PositiveReceipt,
    ReceiptLetter,
    RefusedEmessage,
)
from labsvar.letters.release import RELEASE_2005
from labsvar.results.store import Look, Viewer
from tests.builders import LABORATORY_GLN, NANCY, emessage, laboratory_report, microbiology_report
from tests.unit.exchange.helpers import START, accepted

LOOK = Look(
    viewer=Viewer(account="gp", name="Prøve", role="clinician", organisation="Testvej"),
    person_key=NANCY,
    what="cumulative",
    reason="treatment",
)


@pytest.fixture
def hub(database_dsn: str) -> Iterator[Database]:
    """Takes every letter; LABA is another installation, MiBa is here."""
    configuration = Configuration(locations={"*": "*"}, destinations={"LABA": "http://t0ken@laba.example"})
    opened = labsvar_database.open(database_dsn, exchange=configuration)
    opened.systems.welcome_anyone(who="tests", reason="letters of any sender are taken")
    yield opened
    opened.close()


@pytest.fixture
def databank(database_server: Server) -> Iterator[Database]:
    """The other installation."""
    with psycopg.connect(database_server.owner, dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE databank TEMPLATE labsvar STRATEGY FILE_COPY")
        opened = labsvar_database.open(
            make_conninfo(database_server.address, dbname="databank"),
            exchange=Configuration(locations={"*": "*"}),
        )
        opened.systems.welcome_anyone(who="tests", reason="letters of any sender are taken")
        yield opened
        opened.close()
        connection.execute("DROP DATABASE databank WITH (FORCE)")


def take(database: Database, body: bytes) -> Any:
    arrival = Arrival(body=body, channel="http", system=None, arrived_at=START)
    return database.intake.receive([arrival])[0]


class Door:
    """The databank's public door, which can be shut; remembers what was posted."""

    def __init__(self, databank: Database) -> None:
        self._databank = databank
        self.shut_for = 0
        self.posted: list[bytes] = []

    @property
    def courier(self) -> HttpCourier:
        return HttpCourier(httpx.Client(transport=httpx.MockTransport(self._answer)))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer t0ken"
        self.posted.append(request.content)
        if self.shut_for:
            self.shut_for -= 1
            raise httpx.ConnectError("shut")
        reply = take(self._databank, request.content)
        return httpx.Response(reply.status, content=reply.body)


@pytest.fixture
def door(databank: Database) -> Door:
    return Door(databank)


@pytest.fixture
def work(hub: Database, door: Door, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Worker]]:
    """Starts the hub's worker, which tries again at once."""
    monkeypatch.setattr(delivery, "SECONDS_BETWEEN", (0,))
    monkeypatch.setattr(queues, "SECONDS_BETWEEN_LOOKS", 0.05)
    started: list[Worker] = []

    def start() -> Worker:
        worker = Worker(hub._pool, hub.address, hub.exchange.destinations, courier=door.courier)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.stop()


def states(database: Database) -> list[tuple[str | None, str, int | None]]:
    letters = database.operations.search(Search()).letters
    return sorted((each.letter_number, each.state, each.attempts) for each in letters)


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_letter_goes_on_to_the_databank_that_takes_it(
    hub: Database, databank: Database, work: Callable[[], Worker]
) -> None:
    """The sender gets the hub's receipt at once; the state tells how it goes on; the databank shows it,
    the hub does not; what stays here is not sent on."""
    accepted(take(hub, xml.write(emessage(laboratory_report(number="B1"), microbiology_report(number="M1")))))
    assert states(hub) == [("B1", "delivering", 0), ("M1", "stored", None)]
    work()
    eventually(lambda: states(hub)[0] == ("B1", "delivered", 1))
    shown = databank.results.look(LOOK)
    assert shown is not None
    assert [report.letter_number for report in shown.reports] == ["B1"]
    here = hub.results.look(LOOK)
    assert here is not None
    assert [report.letter_number for report in here.reports] == ["M1"]
    assert [letter.letter_number for letter in hub.operations.search(Search(state="delivered")).letters] == [
        "B1"
    ]
    assert verification.verify(hub.address) == verification.verify(databank.address) == []


def test_several_letters_of_one_envelope_go_on_in_envelopes_of_their_own(
    hub: Database, databank: Database, work: Callable[[], Worker]
) -> None:
    """An envelope number must not be used twice with different content."""
    letters = [laboratory_report(number=f"B{n}", production_number=f"P{n}") for n in range(5)]
    accepted(take(hub, xml.write(emessage(*letters, number="K1"))))
    work()
    eventually(lambda: {state for _, state, _ in states(hub)} == {"delivered"})
    shown = databank.results.look(LOOK)
    assert shown is not None
    assert len({report.envelope_number for report in shown.reports}) == 5


def test_a_databank_that_does_not_answer_is_tried_again(
    hub: Database, databank: Database, door: Door, work: Callable[[], Worker]
) -> None:
    """Each time with the very same bytes, so that an attempt whose answer was lost is a resend."""
    door.shut_for = 6
    take(hub, xml.write(emessage(laboratory_report(number="B1"))))
    work()
    eventually(lambda: states(hub) == [("B1", "delivered", 7)])
    assert len(set(door.posted)) == 1
    shown = databank.results.look(LOOK)
    assert shown is not None
    assert len(shown.reports) == 1


def test_a_letter_that_is_late_says_why(hub: Database, door: Door, work: Callable[[], Worker]) -> None:
    door.shut_for = 10_000
    take(hub, xml.write(emessage(laboratory_report(number="B1"))))
    work()
    eventually(lambda: states(hub)[0][1] == "late")
    (letter,) = hub.operations.search(Search(state="late")).letters
    assert letter.problem == "ConnectError"
    assert letter.attempts is not None
    assert letter.attempts >= 5


def test_a_stopped_worker_goes_on_where_it_was(hub: Database, door: Door, work: Callable[[], Worker]) -> None:
    """Letters wait in the queue, which is in the database."""
    work().stop()
    take(hub, xml.write(emessage(laboratory_report(number="B1"))))
    assert door.posted == []
    work()
    eventually(lambda: states(hub) == [("B1", "delivered", 1)])


def test_the_attempt_of_a_killed_worker_is_made_again(
    hub: Database, owner_dsn: str, work: Callable[[], Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    take(hub, xml.write(emessage(laboratory_report(number="B1"))))
    with psycopg.connect(owner_dsn, options="-c search_path=jobs") as connection:
        connection.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')"
        )
        connection.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = 1, "
            "worker_id = (SELECT max(id) FROM procrastinate_workers)"
        )
    monkeypatch.setattr("labsvar.database.queues.SECONDS_BETWEEN_RESCUES", 0.05)
    work()
    eventually(lambda: states(hub) == [("B1", "delivered", 1)])


def test_a_letter_and_its_delivery_are_stored_together(hub: Database, owner_dsn: str) -> None:
    """Neither is there without the other."""
    with psycopg.connect(owner_dsn) as connection:
        connection.execute("ALTER TABLE jobs.procrastinate_jobs ADD CHECK (queue_name <> 'deliveries')")
    assert take(hub, xml.write(emessage(laboratory_report(number="B1")))).status == 500
    with psycopg.connect(owner_dsn) as connection:
        assert connection.execute("SELECT count(*) FROM labsvar.letter").fetchone() == (0,)
    assert verification.verify(hub.address) == []


def receipt(kind: type[Any], version: str, envelope: str, number: str) -> bytes:
    """A receipt for an envelope that the hub passed on, as it may come later through the public door."""
    ours, theirs = (Mailbox(ean_identifier=gln) for gln in (LABORATORY_GLN, "5790000000999"))
    original = RefusedEmessage if kind is not PositiveReceipt else delivery_original()
    letter = kind(
        letter=ReceiptLetter(identifier=number, version_code=version, statistical_code=version),
        sender=theirs,
        receiver=ours,
        original_emessage=original(
            original_envelope_identifier=envelope, original_sender=ours, original_receiver=theirs
        ),
    )
    message = emessage(letter, receipt_wanted=False, namespace=RELEASE_2005.namespace, number=number)
    return xml.write(message)


def delivery_original() -> type[Any]:
    from labsvar.letters.receipts import AcceptedEmessage

    return AcceptedEmessage


def test_a_receipt_that_comes_later_says_how_it_went(hub: Database, owner_dsn: str) -> None:
    """It is matched to the envelope it answers, and taken once however often it comes."""
    take(hub, xml.write(emessage(laboratory_report(number="B1"), number="K1")))
    with psycopg.connect(owner_dsn) as connection:
        row = connection.execute("SELECT envelope_number FROM labsvar.delivery").fetchone()
    assert row is not None
    for kind, version, state in (
        (NegativeVansReceipt, "XC0130Q", "late"),
        (NegativeReceipt, "XC0230Q", "refused"),
        (PositiveReceipt, "XC0330Q", "delivered"),
    ):
        body = receipt(kind, version, row[0], f"Q{version}")
        assert [take(hub, body).status for _ in range(2)] == [204, 204]
        found = hub.operations.search(Search(letter_number="B1")).letters
        assert [letter.state for letter in found] == [state]
    with psycopg.connect(owner_dsn) as connection:
        kept = connection.execute("SELECT kind, matched FROM labsvar.incoming_receipt ORDER BY 1").fetchall()
    assert kept == [("XCTL01", True), ("XCTL02", True), ("XCTL03", True)]


def test_receipts_of_an_envelope_stand_with_its_state(hub: Database) -> None:
    """Also those for an envelope under the sender's own number."""
    reply = take(hub, xml.write(emessage(microbiology_report(number="M1"), number="K7")))
    state = hub.operations.emessage(reply.emessage_id)
    assert state is not None
    assert state.receipts == ()


def test_the_worker_and_the_folder_start_and_stop_with_the_database(
    database_dsn: str, tmp_path: Path
) -> None:
    opened = labsvar_database.open(database_dsn, exchange=Configuration(locations={"*": "*"}))
    opened.systems.welcome_anyone(who="tests", reason="letters of any sender are taken")
    opened.work(folder=tmp_path)
    (tmp_path / "in" / "a.xml").write_bytes(xml.write(emessage(laboratory_report())))
    eventually((tmp_path / "done" / "a.xml").exists)
    assert (tmp_path / "out" / "a.xml.receipt.xml").exists()
    opened.close()
    opened.close()


# Sent again by hand ---------------------------------------------------------------------------------


def only(hub: Database) -> Any:
    ((found,), _) = hub.underway.list(Wanted())
    return found


def test_a_letter_that_is_late_or_refused_is_told_as_an_alarm_once(
    hub: Database, door: Door, work: Callable[[], Worker]
) -> None:
    """Whichever way it became so; and it is counted where an operator looks."""
    door.shut_for = 10_000
    take(hub, xml.write(emessage(laboratory_report(number="B1"))))
    assert hub.underway.counts() == {"delivering": 1}
    work()
    eventually(lambda: states(hub)[0][1] == "late" and (states(hub)[0][2] or 0) > 7)
    assert [(each.kind, each.number) for each in hub.operations.alarms()] == [("delivery_late", "B1")]
    assert hub.underway.counts() == {"late": 1}
    sent = only(hub)
    refusal = receipt(NegativeReceipt, "XC0230Q", sent.envelope_number, "N1")
    assert take(hub, refusal).status == 204
    assert [each.kind for each in hub.operations.alarms()] == ["delivery_refused", "delivery_late"]
    assert hub.underway.counts() == {"refused": 1}


def test_a_letter_is_sent_again_by_hand_unchanged_in_a_new_envelope(
    hub: Database, databank: Database, door: Door, work: Callable[[], Worker]
) -> None:
    """S21. With a name and a reason, an entry in the ledger, and a new time of the envelope; the databank
    has the letter once."""
    take(hub, xml.write(emessage(laboratory_report(number="B1"))))
    with pytest.raises(NotNow):
        hub.underway.send_again(only(hub).delivery_id, who="A. Prøve", reason="for tidligt")
    work()
    eventually(lambda: only(hub).state == "delivered")
    first = only(hub)
    for who, reason in (("", "tabt"), ("A. Prøve", " ")):
        with pytest.raises(ValueError, match="a name and a reason"):
            hub.underway.send_again(first.delivery_id, who=who, reason=reason)
    hub.underway.send_again(first.delivery_id, who="A. Prøve", reason="tabt")
    eventually(lambda: only(hub).state == "delivered" and len(door.posted) == 2)
    before, after = (xml.read(body) for body in door.posted)
    assert before.letters[0].letter == after.letters[0].letter
    assert before.envelope is not None
    assert after.envelope is not None
    assert (before.envelope.identifier, after.envelope.identifier) == (
        first.envelope_number,
        only(hub).envelope_number,
    )
    assert before.envelope.identifier != after.envelope.identifier
    assert before.envelope.sent != after.envelope.sent
    (resend,) = hub.underway.resends(first.letter_id)
    assert (resend.who, resend.reason, resend.old_envelope) == ("A. Prøve", "tabt", first.envelope_number)
    shown = databank.results.look(LOOK)
    assert shown is not None
    assert len(shown.reports) == 1
    assert verification.verify(hub.address) == []
    with pytest.raises(KeyError):
        hub.underway.send_again(999, who="A. Prøve", reason="findes ikke")


def test_a_receipt_for_the_envelope_before_still_counts(hub: Database, door: Door) -> None:
    """The letter is there, whichever envelope brought it. A refusal of the one before says nothing any
    more, since the one after is under way."""
    take(hub, xml.write(emessage(laboratory_report(number="B1"))))
    old = only(hub).envelope_number
    take(hub, receipt(NegativeReceipt, "XC0230Q", old, "N1"))
    assert only(hub).state == "refused"
    hub.underway.send_again(only(hub).delivery_id, who="A. Prøve", reason="rettet hos dem")
    assert only(hub).state == "delivering"
    take(hub, receipt(NegativeReceipt, "XC0230Q", old, "N2"))
    assert only(hub).state == "delivering"
    take(hub, receipt(PositiveReceipt, "XC0330Q", old, "N3"))
    assert only(hub).state == "delivered"
    assert [each.kind for each in hub.underway.receipts(only(hub).letter_id)] == [
        "XCTL02",
        "XCTL02",
        "XCTL03",
    ]
    with psycopg.connect(hub.address) as connection:
        matched = connection.execute("SELECT bool_and(matched) FROM incoming_receipt").fetchone()
    assert matched == (True,)


def test_what_was_sent_again_cannot_be_hidden(hub: Database, owner_dsn: str) -> None:
    """S4: the running server may add to what is kept of it, and the ledger shows what others changed."""
    take(hub, xml.write(emessage(laboratory_report(number="B1"))))
    take(hub, receipt(NegativeReceipt, "XC0230Q", only(hub).envelope_number, "N1"))
    hub.underway.send_again(only(hub).delivery_id, who="A. Prøve", reason="tabt")
    with psycopg.connect(hub.address) as connection:
        for statement in ("UPDATE resend SET who = 'x'", "DELETE FROM resend", "DELETE FROM released_letter"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
            connection.rollback()
    with psycopg.connect(owner_dsn) as connection:
        connection.execute("UPDATE labsvar.resend SET reason = 'noget andet'")
    assert [(each.what, each.kind) for each in verification.verify(hub.address)] == [("resend", "altered")]


def test_deliveries_are_listed_page_by_page(hub: Database) -> None:
    """By state, databank and number; each once."""
    letters = [laboratory_report(number=f"B{n}", production_number=f"P{n}") for n in range(5)]
    take(hub, xml.write(emessage(*letters)))
    take(hub, receipt(NegativeReceipt, "XC0230Q", only_number(hub, "B2"), "N1"))
    seen: list[str] = []
    after = None
    while True:
        page, after = hub.underway.list(Wanted(databank="LABA"), after=after, limit=2)
        seen += [each.letter_number for each in page]
        if after is None:
            break
    assert sorted(seen) == [f"B{n}" for n in range(5)]
    assert hub.underway.list(Wanted(databank="MiBa")) == ([], None)
    assert [each.letter_number for each in hub.underway.list(Wanted(state="refused"))[0]] == ["B2"]
    assert hub.underway.one(10**6) is None


def only_number(hub: Database, letter_number: str) -> str:
    """The number of the envelope that a letter goes on in."""
    ((found,), _) = hub.underway.list(Wanted(letter_number=letter_number))
    return found.envelope_number


def test_a_worker_goes_on_after_the_database_has_cut_every_connection(
    hub: Database, work: Callable[[], Worker], owner_dsn: str
) -> None:
    """As when PostgreSQL is started anew: what comes afterwards is delivered without anybody's help."""
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    work()
    for number in ("B1", "B2"):
        with psycopg.connect(owner_dsn, autocommit=True) as connection:
            connection.execute(cut)
        letter = xml.write(emessage(laboratory_report(number=number), number=number))
        eventually(partial(lambda body: bool(take(hub, body).status == 200), letter))
        eventually(lambda: {state for _, state, _ in states(hub)} == {"delivered"})
