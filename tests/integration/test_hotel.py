"""The requisition hotel in PostgreSQL: the contract of its store, races, its outbox, and the ledger."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace

from labsvar import database as labsvar_database
from labsvar import formats
from labsvar.database import Database
from labsvar.database import verify as verification
from labsvar.database.hotel import PostgresHotel
from labsvar.exchange.delivery import Answer, HttpCourier
from labsvar.exchange.routing import Configuration
from labsvar.identifiers import npn
from labsvar.letters import xreq01
from labsvar.results.store import Look, Viewer
from labsvar.services.dgws.model import Refused
from labsvar.services.hotel.admitting import read_letter
from labsvar.services.hotel.converting import names_tubes
from labsvar.services.hotel.model import HotelTerms
from labsvar.services.hotel.service import MOST_TUBES, HotelService, Place
from labsvar.services.hotel.states import tubes_of
from labsvar.services.hotel.store import HotelStore, MemoryHotel, Search
from tests.builders import BRUNO, LABORATORY_GLN, NANCY
from tests.hotel import CLINIC, HOUR, NOON, NORTH, REASON, SOUTH, file, place, requisition
from tests.requisitions import patient

_numbers = count(1)
NATIONAL = tuple(str(each) for each in range(4711000000, 4711000400) if npn.fault(str(each)) is None)
Make = Callable[[HotelStore], HotelService]


@pytest.fixture(params=["memory", "postgresql"])
def store(request: pytest.FixtureRequest) -> HotelStore:
    if request.param == "memory":
        return MemoryHotel()
    database: Database = request.getfixturevalue("database")
    return PostgresHotel(database._pool)


def hotel(store: HotelStore, **terms: Any) -> HotelService:
    return HotelService(store, HotelTerms(**terms), Configuration())


def upload(service: HotelService, sample: str, **changes: Any) -> int:
    uploaded = service.upload(CLINIC, file(requisition(sample, **changes)), at=NOON)
    assert uploaded.kept is not None, uploaded.findings
    return uploaded.kept.requisition_id


def test_what_was_done_is_read_back_as_it_was(store: HotelStore) -> None:
    """A walk through every move; what is found afterwards is what each call gave."""
    service = hotel(store)
    number = upload(service, "R1")
    upload(service, "R2", patient=patient(BRUNO))
    service.reserve(NORTH, number, at=NOON)
    service.release(NORTH, number, at=NOON)
    service.fetch(SOUTH, number, reason=REASON, at=NOON)
    done = service.sample(SOUTH, number, at=NOON + HOUR)
    (found,) = service.found(NORTH, Search(person_key=NANCY), reason=REASON)
    assert found == done
    assert [event.move for event in found.events] == ["reserve", "release", "fetch", "sample"]
    assert [each.admitted.sample_number for each in found_by(service, "R2")] == ["R2"]
    assert found_by(service, "R3") == []


def found_by(service: HotelService, sample: str) -> list[Any]:
    return list(service.found(NORTH, Search(sample_number=sample), reason=REASON))


def test_a_number_is_used_once_and_the_very_same_is_no_change(store: HotelStore) -> None:
    service = hotel(store)
    first = upload(service, "R1")
    assert upload(service, "R1") == first
    other = service.upload(CLINIC, file(requisition("R1", patient=patient(BRUNO))), at=NOON)
    assert other.kept is None
    assert other.findings[-1].rule == "service.hotel_reused"


def test_the_letter_to_the_laboratory_waits_in_the_outbox_until_it_is_delivered(store: HotelStore) -> None:
    service = hotel(store)
    number = upload(service, "R1")
    assert store.outgoing(number) is None
    service.begin(NORTH, number, at=NOON)
    service.sample(NORTH, number, at=NOON)
    store.tried(number, state="delivering", problem="no address", at=NOON)
    waiting = store.outgoing(number)
    assert waiting is not None
    assert waiting.sending is not None
    assert (waiting.sending.attempts, waiting.sending.problem) == (1, "no address")
    store.tried(number, state="delivered", problem="", at=NOON)
    assert store.outgoing(number) is None
    assert store.outgoing(number + 999) is None


def test_tubes_get_numbers_once_and_keep_them(store: HotelStore) -> None:
    """Those that are missing are drawn, no more; the letter names the tubes, and another place has its own."""
    service, given = hotel(store), iter(NATIONAL)
    numbers = lambda wanted: [next(given) for _ in range(wanted)]  # noqa: E731 - two words long
    number = upload(service, "R1")
    with pytest.raises(Refused) as early:
        service.label(NORTH, number, count=1, numbers=numbers, at=NOON)
    assert early.value.rule.id == "service.hotel_state"
    service.begin(SOUTH, number, at=NOON)
    service.label(SOUTH, number, count=1, numbers=numbers, at=NOON)
    service.release(SOUTH, number, at=NOON)
    held = service.begin(NORTH, number, at=NOON)
    for many in (2, 2, 1):
        service.label(NORTH, number, count=many, numbers=numbers, at=NOON + HOUR)
    labelled = service.label(NORTH, number, count=3, numbers=numbers, at=NOON + HOUR)
    assert tubes_of(labelled.events, "nord") == NATIONAL[1:4]
    assert labelled.standing(NOON) == held.standing(NOON)
    for many in (0, MOST_TUBES + 1):
        with pytest.raises(Refused) as refused:
            service.label(NORTH, number, count=many, numbers=numbers, at=NOON)
        assert refused.value.rule.id == "service.hotel_tubes"
    with pytest.raises(Refused):
        service.label(SOUTH, number, count=9, numbers=numbers, at=NOON)
    assert next(given) == NATIONAL[4]
    done = service.sample(NORTH, number, at=NOON, tubes=[NATIONAL[1], NATIONAL[9]])
    assert found_by(service, "R1") == [done]
    assert done.sending is not None
    letter = read_letter(done.sending.document)
    information = letter.requisition_information
    assert information.number_of_test_tubes == 4
    assert (information.comments or ())[-1] == f"Glas: {' '.join([*NATIONAL[1:4], NATIONAL[9]])}"
    assert not names_tubes(letter)


def test_one_tube_is_that_of_every_analysis_and_its_number_is_nobody_else_s(store: HotelStore) -> None:
    """Also in EDIFACT; the database keeps a number from a second tube, whatever stock it came from."""
    service = hotel(store, laboratories={LABORATORY_GLN: "http://laboratorium.example"})
    first, second = (upload(service, sample) for sample in ("R1", "R2"))
    for number in (first, second):
        service.begin(NORTH, number, at=NOON)
    service.label(NORTH, first, count=1, numbers=lambda _: [NATIONAL[0]], at=NOON)
    with pytest.raises(Refused) as used:
        service.label(NORTH, second, count=1, numbers=lambda _: [NATIONAL[0]], at=NOON)
    assert used.value.rule.id == "service.hotel_tube_used"
    for wrong in (["1234567890"], ["x"], list(NATIONAL[:21])):
        with pytest.raises(Refused) as refused:
            service.sample(NORTH, second, at=NOON, tubes=wrong)
        assert refused.value.rule.id == "service.hotel_tubes"
    assert [event.move for event in found_by(service, "R2")[0].events] == ["fetch"]
    service.sample(NORTH, first, at=NOON)
    door = Laboratory(Answer(status=422))
    service.send(first, door, NOON)
    (sent,) = formats.read(door.came[0]).letters
    assert isinstance(sent.letter, xreq01.LaboratoryRequest)
    tubes = {each.test_tube for each in sent.letter.requests.requested_analyses}
    assert tubes == {tube(NATIONAL[0])}


def tube(number: str) -> xreq01.TestTube:
    return xreq01.TestTube(test_tube_identifier=number, sample_identifier_type="nationaltproevenummer")


def test_a_tube_that_the_requester_has_numbered_keeps_its_number(store: HotelStore) -> None:
    """A tube is never numbered anew when it is sent on, so none is drawn for it, and none is taken."""
    service, letter = hotel(store), requisition("R1")
    analyses = tuple(replace(each, test_tube=tube("L-1")) for each in letter.requests.requested_analyses)
    letter = replace(letter, requests=replace(letter.requests, requested_analyses=analyses))
    uploaded = service.upload(CLINIC, file(letter), at=NOON)
    assert uploaded.kept is not None, uploaded.findings
    number = uploaded.kept.requisition_id
    service.begin(NORTH, number, at=NOON)
    with pytest.raises(Refused) as refused:
        service.label(NORTH, number, count=1, numbers=lambda _: NATIONAL[:1], at=NOON)
    assert refused.value.rule.id == "service.hotel_tubes"
    with pytest.raises(Refused):
        service.sample(NORTH, number, at=NOON, tubes=NATIONAL[:1])
    done = service.sample(NORTH, number, at=NOON)
    assert done.sending is not None
    assert [each.test_tube for each in read_letter(done.sending.document).requests.requested_analyses] == [
        each.test_tube for each in analyses
    ]


def test_what_is_not_there_is_refused(store: HotelStore) -> None:
    with pytest.raises(Refused) as refused:
        hotel(store).reserve(NORTH, 4711, at=NOON)
    assert refused.value.rule.id == "service.hotel_unknown"


def test_two_places_race_and_one_wins(store: HotelStore) -> None:
    """Show 3 in short: of two that fetch at the same moment one holds it, and the other is told."""
    service = hotel(store)
    for sample in range(25):
        number = upload(service, f"R{sample}")
        barrier = threading.Barrier(2)

        def race(who: Place, number: int = number, barrier: threading.Barrier = barrier) -> str:
            barrier.wait()
            try:
                service.begin(who, number, at=NOON)
                service.sample(who, number, at=NOON)
            except Refused as refused:
                return refused.rule.id
            return "won"

        with ThreadPoolExecutor(2) as both:
            outcomes = list(both.map(race, [NORTH, SOUTH]))
        assert sorted(outcomes) in (["service.hotel_held", "won"], ["service.hotel_state", "won"])


class Laboratory(HttpCourier):
    """The laboratory's door: keeps what comes and answers as it is told to."""

    def __init__(self, *answers: Answer | OSError) -> None:
        super().__init__()
        self.came: list[bytes] = []
        self._answers = list(answers)

    def answer(self, address: str, body: bytes) -> Answer:
        self.came.append(body)
        given = self._answers.pop(0)
        if isinstance(given, OSError):
            raise given
        return given


def test_an_attempt_is_made_again_with_the_very_same_letter(store: HotelStore) -> None:
    """The envelope keeps its number, so that the laboratory knows the second for the first."""
    service = hotel(store, laboratories={LABORATORY_GLN: "http://laboratorium.example"})
    number = upload(service, "R1")
    assert service.send(number, Laboratory(), NOON) is None
    service.begin(NORTH, number, at=NOON)
    service.sample(NORTH, number, at=NOON)
    door = Laboratory(OSError("ConnectError"), Answer(status=422))
    first = service.send(number, door, NOON)
    second = service.send(number, door, NOON)
    assert first is not None
    assert second is not None
    assert (first.state, second.state) == ("delivering", "refused")
    assert door.came[0] == door.came[1]
    assert formats.read(door.came[0]).letters[0].version_code == "Q0131K"
    assert service.send(number, door, NOON) is None


def test_the_worker_delivers_what_was_sampled(database_dsn: str) -> None:
    """The job is there with the event; another installation takes the EDIFACT and gives its receipt."""
    from labsvar.web.app import create_app
    from labsvar.web.config import WebConfig
    from tests.integration.services.serving import served

    terms = HotelTerms()
    opened = labsvar_database.open(database_dsn, exchange=Configuration(locations={"*": "*"}), hotel=terms)
    try:
        opened.systems.welcome_anyone(who="the tests", reason="letters of any sender are taken")
        with served(create_app(opened, WebConfig(demo=True))) as address:
            opened.hotel.terms = HotelTerms(laboratories={LABORATORY_GLN: address})
            opened.work()
            number = upload(opened.hotel, "R1")
            opened.hotel.begin(NORTH, number, at=NOON)
            opened.hotel.sample(NORTH, number, at=NOON)
            deadline = threading.Event()
            (kept,) = found_by(opened.hotel, "R1")
            for _ in range(200):
                if kept.sending.state == "delivered":
                    break
                deadline.wait(0.05)
                (kept,) = found_by(opened.hotel, "R1")
            assert kept.sending.state == "delivered"
            arrived = opened.results.requisitions("R1")
            assert [each.person_key for each in arrived] == [NANCY]
    finally:
        opened.close()


def test_looks_are_in_the_citizens_log_and_everything_is_in_the_ledger(
    database: Database, owner_dsn: str
) -> None:
    """S18, and what was stored shows when it is altered."""
    number = upload(database.hotel, "R1")
    found_by(database.hotel, "R1")
    database.hotel.fetch(NORTH, number, reason=REASON, at=NOON)
    database.hotel.label(NORTH, number, count=2, numbers=lambda _: NATIONAL[:2], at=NOON)
    database.hotel.sample(NORTH, number, at=NOON + timedelta(minutes=5))
    viewer = Viewer(account="x", name="Prøven selv", role="citizen", organisation="")
    log = database.results.audit(Look(viewer=viewer, person_key=NANCY, what="log", reason="own"))
    assert [(event.what, event.organisation) for event in log[1:]] == [
        ("hotel_fetched", "nord"),
        ("hotel", "nord"),
    ]
    assert verification.verify(database.address) == []
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        owner.execute("UPDATE labsvar.hotel_event SET place = 'syd' WHERE move = 'sample'")
        owner.execute("UPDATE labsvar.hotel_tube SET number = '4711' WHERE position = 2")
    problems = verification.verify(database.address)
    assert {(problem.kind, problem.what) for problem in problems} == {
        ("altered", "hotel_event"),
        ("altered", "hotel_tube"),
    }


def test_the_database_itself_refuses_a_second_sample(database: Database, owner_dsn: str) -> None:
    """However wrong a program is."""
    number = upload(database.hotel, "R1")
    database.hotel.begin(NORTH, number, at=NOON)
    database.hotel.sample(NORTH, number, at=NOON)
    with (
        psycopg.connect(owner_dsn, autocommit=True) as owner,
        pytest.raises(psycopg.errors.UniqueViolation),
    ):
        owner.execute(
            "INSERT INTO labsvar.hotel_event (requisition_id, sequence, move, place, who, at, note)"
            " VALUES (%s, 9, 'sample', 'syd', '', now(), '')",
            [number],
        )


def test_a_place_of_another_name_may_not_cancel(store: HotelStore) -> None:
    service = hotel(store)
    number = upload(service, "R1")
    with pytest.raises(Refused):
        service.cancel(NORTH, number, at=NOON)
    assert service.cancel(place("klinik"), number, at=NOON).standing(NOON).state == "cancelled"
