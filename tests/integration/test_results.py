"""The databank in PostgreSQL: looks and what they leave, letters, withdrawals, notices."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace

from labsvar.database import Database
from labsvar.database import verify as verification
from labsvar.exchange.model import Arrival
from labsvar.formats import xml
from labsvar.letters.catalogue import AnyLetter
from labsvar.results.memory import MemoryResults
from labsvar.results.model import Stored
from labsvar.results.store import Look, Viewer
from tests.builders import BRUNO, NANCY, emessage, laboratory_report, microbiology_report, patient, result
from tests.unit.exchange.helpers import START

CLINICIAN = Viewer(account="gp", name="Læge Prøve", role="clinician", organisation="Testvej")
OTHER = Viewer(account="ward", name="Overlæge Prøve", role="clinician", organisation="Testsygehuset")


def look(person: str = NANCY, viewer: Viewer = CLINICIAN, what: str = "cumulative") -> Look:
    return Look(viewer=viewer, person_key=person, what=what, reason="treatment")


def take(database: Database, *letters: AnyLetter, second: int = 0) -> None:
    for letter in letters:
        number = letter.letter.identifier
        arrival = Arrival(
            body=xml.write(emessage(letter, number=number)),
            channel="http",
            system=None,
            arrived_at=START + timedelta(seconds=second),
        )
        assert database.intake.receive([arrival])[0].status == 200


def rows(owner_dsn: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(owner_dsn, options="-c search_path=labsvar") as connection:
        return connection.execute(query).fetchall()


def seen(stored: Stored | None) -> Stored:
    assert stored is not None
    return stored


def test_a_look_gives_everything_about_a_person_and_nobody_else(database: Database) -> None:
    take(
        database,
        laboratory_report(number="B1"),
        microbiology_report(number="B2"),
        laboratory_report(number="B3", patient=patient(BRUNO)),
    )
    stored = seen(database.results.look(look()))
    assert (stored.person.surname, stored.person.given_name) == ("Berggren", "Nancy Ann Test")
    assert not stored.person.apart
    assert {report.letter_number for report in stored.reports} == {"B1", "B2"}
    assert [report.letter_number for report in seen(database.results.look(look(BRUNO))).reports] == ["B3"]


def test_a_record_kept_apart_is_looked_at_by_itself(database: Database) -> None:
    """S8."""
    other = replace(patient(), person_surname_name="Helt", person_given_name="Anden")
    take(database, laboratory_report(number="B1"), laboratory_report(number="B2", patient=other))
    apart = seen(database.results.look(look(f"{NANCY}~2")))
    assert (apart.person.surname, apart.person.apart) == ("Helt", True)
    assert [report.letter_number for report in apart.reports] == ["B2"]


def test_every_look_leaves_exactly_one_event(database: Database, owner_dsn: str) -> None:
    """S18: also when nothing is known, and for a letter that is not there; each with its ledger entry."""
    take(database, laboratory_report())
    letter_id = seen(database.results.look(look(what="1"))).reports[0].letter_id
    assert database.results.letter(look(what="2"), letter_id) is not None
    assert database.results.letter(look(what="3"), "none") is None
    assert database.results.look(look(BRUNO, what="4")) is None
    assert database.results.letter(look(BRUNO, what="5"), letter_id) is None
    events = database.results.audit(look(what="6", viewer=OTHER))
    assert [event.what for event in events] == ["6", "3", "2", "1"]
    assert (events[0].viewer_name, events[0].role, events[0].organisation, events[0].reason) == (
        "Overlæge Prøve",
        "clinician",
        "Testsygehuset",
        "treatment",
    )
    assert rows(owner_dsn, "SELECT count(*) FROM audit") == [(6,)]
    assert rows(owner_dsn, "SELECT count(*) FROM ledger WHERE kind = 'look'") == [(6,)]
    assert verification.verify(database.address) == []


def test_a_look_that_cannot_be_noted_shows_nothing(database: Database, owner_dsn: str) -> None:
    """S18: the event is in the transaction that reads."""
    take(database, laboratory_report())
    with psycopg.connect(owner_dsn) as connection:
        connection.execute("ALTER TABLE labsvar.audit ADD CHECK (account <> 'gp')")
    with pytest.raises(psycopg.errors.CheckViolation):
        database.results.look(look())
    assert database.results.look(look(viewer=OTHER)) is not None
    assert verification.verify(database.address) == []


def test_a_letter_that_went_on_to_another_installation_is_not_shown_here(
    database: Database, owner_dsn: str
) -> None:
    take(database, laboratory_report(number="B1"), laboratory_report(number="B2"))
    with psycopg.connect(owner_dsn) as connection:
        connection.execute("UPDATE labsvar.letter SET destination = 'LABA' WHERE letter_number = 'B1'")
    stored = seen(database.results.look(look()))
    assert [report.letter_number for report in stored.reports] == ["B2"]


def test_a_withdrawal_is_a_tombstone_beside_what_was_stored(database: Database) -> None:
    """S6: who, when and why; the letter itself stays as it was."""
    take(database, laboratory_report())
    report = seen(database.results.look(look())).reports[0]
    for position in (1, None):
        database.results.withdraw(
            person_key=NANCY, letter_id=report.letter_id, position=position, by="lab", reason="wrong person"
        )
    stored = seen(database.results.look(look()))
    assert [(each.position, each.withdrawn_by, each.reason) for each in stored.withdrawals] == [
        (1, "lab", "wrong person"),
        (None, "lab", "wrong person"),
    ]
    assert stored.reports == (report,)
    assert verification.verify(database.address) == []


def test_an_unknown_letter_is_not_withdrawn(database: Database) -> None:
    take(database, laboratory_report())
    letter_id = seen(database.results.look(look())).reports[0].letter_id
    for person, letter in ((NANCY, "none"), (BRUNO, letter_id)):
        with pytest.raises(KeyError):
            database.results.withdraw(
                person_key=person, letter_id=letter, position=None, by="lab", reason="none"
            )


def test_a_result_that_is_not_in_the_letter_is_not_withdrawn(database: Database) -> None:
    """S6: of a microbiology report the investigations are counted."""
    take(database, laboratory_report(), microbiology_report())
    for report in seen(database.results.look(look())).reports:
        results = len(report.results or report.investigations)
        target = {"person_key": NANCY, "letter_id": report.letter_id, "by": "lab", "reason": "none"}
        with pytest.raises(KeyError):
            database.results.withdraw(position=results, **target)
        database.results.withdraw(position=results - 1, **target)
    assert len(seen(database.results.look(look())).withdrawals) == 2


def test_a_sender_finds_its_letter_by_its_number(database: Database) -> None:
    take(database, laboratory_report(number="B1"))
    report = seen(database.results.look(look())).reports[0]
    sender = report.sender.gln
    assert database.results.find(sender=sender, letter_number="B1") == (NANCY, report.letter_id)
    assert database.results.find(sender=sender, letter_number="B2") is None
    assert database.results.find(sender="5790000000999", letter_number="B1") is None


# Notices -----------------------------------------------------------------------------------------


def corrected(number: str = "B2") -> AnyLetter:
    return laboratory_report(
        number=number, resulted="2026-03-03 12:00", results=(result(status="svar_rettet", value="9"),)
    )


def test_who_has_seen_a_value_is_told_when_it_is_corrected_or_withdrawn(database: Database) -> None:
    """S7: until it is acknowledged, and only who has seen it."""
    take(database, laboratory_report(number="B1"), microbiology_report(number="M1"))
    stored = seen(database.results.look(look()))
    assert database.results.notices("gp") == []
    day = 86_400 * 400
    take(database, corrected(), second=day)
    micro = next(report for report in stored.reports if report.kind == "XRPT05")
    database.results.withdraw(
        person_key=NANCY, letter_id=micro.letter_id, position=None, by="lab", reason="wrong"
    )
    notices = database.results.notices("gp")
    assert sorted(notice.kind for notice in notices) == ["corrected", "withdrawn"]
    assert {notice.person_key for notice in notices} == {NANCY}
    assert database.results.notices("ward") == []


def test_what_was_acknowledged_is_not_told_again(database: Database) -> None:
    take(database, laboratory_report(number="B1"))
    report = seen(database.results.look(look())).reports[0]
    for _ in range(2):
        database.results.withdraw(
            person_key=NANCY, letter_id=report.letter_id, position=None, by="lab", reason="wrong"
        )
        assert [notice.kind for notice in database.results.notices("gp")] == ["withdrawn"]
        database.results.acknowledge("gp")
        assert database.results.notices("gp") == []


def test_a_look_after_the_change_is_no_reason_for_a_notice(database: Database) -> None:
    take(database, laboratory_report(number="B1"))
    database.results.look(look())
    take(database, laboratory_report(number="B3", patient=patient(BRUNO)))
    assert database.results.notices("gp") == []


def test_postgresql_says_what_the_reference_says(database: Database) -> None:
    """The same letters, looks and withdrawals in `MemoryResults`: the same stored, audit and notices."""
    reference = MemoryResults()
    take(database, laboratory_report(number="B1"), microbiology_report(number="M1"))
    for report in seen(database.results.look(look(viewer=OTHER))).reports:
        reference.add(report)
    reference.look(look(viewer=OTHER))
    ours, theirs = seen(database.results.look(look())), seen(reference.look(look()))
    assert set(ours.reports) == set(theirs.reports)
    assert ours.person == theirs.person
    assert database.results.look(look(BRUNO)) is reference.look(look(BRUNO)) is None
    audits = [store.audit(look(what="log")) for store in (database.results, reference)]
    without_time = [[replace(event, at=START) for event in audit] for audit in audits]
    assert without_time[0] == without_time[1]


# Size --------------------------------------------------------------------------------------------

MANY = """
INSERT INTO letter (
    person_key, letter_id, sequence, sender, letter_number, envelope_number, kind, version, databank, stage,
    sample_number, production_number, sampled_at, resulted_at, arrived_at, content, raw, document, report)
SELECT person || '-' || letter.person_key, person || '-' || n, n, sender, letter_number, envelope_number, kind,
       version, databank, stage, sample_number, production_number, sampled_at, resulted_at, arrived_at, content,
       '', '', report
FROM letter, generate_series(1, 200) person, generate_series(1, 50) n
WHERE letter.person_key = '2512489996'
"""


def test_one_person_is_found_without_reading_others(database: Database, owner_dsn: str) -> None:
    """The plan of a look reads by the person's key only, before and after statistics are known, so
    twenty million rows would not change it."""
    take(database, laboratory_report())
    with psycopg.connect(owner_dsn, options="-c search_path=labsvar", autocommit=True) as connection:
        connection.execute(MANY)
        for _ in range(2):
            with psycopg.connect(database.address) as working:
                plan = "\n".join(
                    row[0]
                    for row in working.execute(
                        "EXPLAIN SELECT report FROM letter WHERE person_key = %s AND destination IS NULL",
                        [NANCY],
                    )
                )
            assert "Index Cond: (person_key = " in plan
            assert "Seq Scan" not in plan
            connection.execute("ANALYZE letter")
    begun = time.perf_counter()
    assert len(seen(database.results.look(look(f"7-{NANCY}"))).reports) == 50
    assert time.perf_counter() - begun < 1
