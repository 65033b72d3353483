"""Sources in PostgreSQL: what is decided is kept, in one piece, and the ledger shows what was changed (S4, S15)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace

from labsvar import database as labsvar_database
from labsvar.database import Database
from labsvar.database import verify as verification
from labsvar.exchange.approving import NotAllowed, Sources, UnknownSystem
from labsvar.exchange.memory_sources import MemorySources
from labsvar.exchange.model import Arrival
from labsvar.exchange.register import ANY_SENDER, Sender
from labsvar.exchange.routing import Configuration
from labsvar.exchange.sources import ASPECTS, Approval, Clinic, Contact, Evidence, Facts, Source
from labsvar.formats import xml
from labsvar.results.record import assemble
from labsvar.results.store import Look, Viewer
from tests.builders import NANCY, emessage, laboratory_report, result
from tests.requisitions import laboratory_request
from tests.unit.exchange.helpers import enveloped

TODAY = datetime.now(UTC).date()
ABLE = Facts(kind="general_practice", refusals_since=TODAY, corrections_since=TODAY)
WHY = {"who": "A. Prøve", "reason": "en prøve"}
OTHER = {"who": "B. Prøve", "reason": "set efter"}
CLINICIAN = Viewer(account="gp", name="Prøve", role="clinician", organisation="Testvej")
LOOK = Look(viewer=CLINICIAN, person_key=NANCY, what="cumulative", reason="treatment")


@pytest.fixture
def database_with_source(database: Database) -> Database:
    """A practice system without clinics, which sends for anybody."""
    database.systems.add("lps", [Sender(gln=ANY_SENDER)], who="op")
    database.systems.sources.describe("lps", ABLE, **WHY)
    return database


def approve(sources: Sources) -> None:
    for aspect in ASPECTS:
        evidence = Evidence(text="testrapport", file_name="rapport.pdf", sha256="ab" * 32)
        sources.approve(
            "lps", Approval(aspect=aspect, who="C. Prøve", on=TODAY, evidence=evidence), reason="en prøve"
        )


def send(database: Database, message: Any) -> None:
    (system,) = [each for each in database.systems.all() if each.name == "lps"]
    arrival = Arrival(body=xml.write(message), channel="http", system=system, arrived_at=datetime.now(UTC))
    assert database.intake.receive([arrival])[0].status == 200


def seen(database: Database) -> list[str]:
    """The values and the requisitions that a clinician sees of the person."""
    stored = database.results.look(LOOK)
    assert stored is not None
    record = assemble(stored)
    values = [each.current.result.value for each in record.results]
    return values + [each.requisition.requester_number for each in record.requisitions]


def release(database: Database) -> int:
    sources = database.systems.sources
    number = sources.propose_release("lps", told_how="brev", declinable_from=TODAY, **WHY)
    return sources.confirm_release("lps", number, **OTHER)


def problems(database: Database) -> list[tuple[str, str]]:
    return [(each.what, each.kind) for each in verification.verify(database.address)]


def test_s15_the_two_registers_decide_alike(database_with_source: Database) -> None:
    """In memory and in PostgreSQL: the same decisions leave the same source behind."""
    memory = MemorySources(["lps"])
    in_memory = Sources(memory)
    in_memory.describe("lps", ABLE, **WHY)
    for sources in (database_with_source.systems.sources, in_memory):
        clinic = Clinic(number="012345", number_type="ydernummer", refusals_since=TODAY)
        sources.set_clinic("lps", clinic, **WHY)
        sources.set_contact("lps", Contact(purpose="drift", name="Vagten", address="a@example.org"), **WHY)
        with pytest.raises(NotAllowed, match="approvals_missing"):
            sources.set_stage("lps", "full", **WHY)
        approve(sources)
        sources.set_stage("lps", "full", **WHY)
        sources.withdraw_approval("lps", "hub_support", **WHY)
        with pytest.raises(UnknownSystem):
            sources.set_stage("nobody", "technical", **WHY)
    (found,) = [each for each in database_with_source.systems.all() if each.name == "lps"]
    twin = memory.system("lps")
    assert (
        (found.stage, _plain(found.source))
        == (twin.stage, _plain(twin.source))
        == ("technical", _plain(twin.source))
    )
    assert problems(database_with_source) == []


def _plain(source: Source) -> tuple[Any, ...]:
    return source.facts, dict(source.clinics), dict(source.contacts), dict(source.approvals)


def test_s15_a_release_shows_results_and_requisitions_of_the_technical_stage_once(
    database_with_source: Database,
) -> None:
    """What another system sent in the technical stage, and what comes later in it, stays away; nothing is
    released twice."""
    database = database_with_source
    send(database, emessage(laboratory_report(number="B1", results=(result(value="41"),)), number="K1"))
    send(database, enveloped(laboratory_request(), number="K2"))
    approve(database.systems.sources)
    database.systems.set_stage("lps", "full", **WHY)
    assert seen(database) == []
    assert release(database) == 2
    assert len(seen(database)) == 2
    assert "41" in seen(database)
    database.systems.set_stage("lps", "technical", **WHY)
    later = laboratory_report(number="B2", production_number="P2", results=(result(value="42"),))
    send(database, emessage(later, number="K3"))
    assert "42" not in seen(database)
    database.systems.set_stage("lps", "full", **WHY)
    assert release(database) == 1
    assert "42" in seen(database)
    assert problems(database) == []


def test_s15_s7_who_saw_what_a_release_corrects_is_told(database_with_source: Database) -> None:
    """The correction came in the technical stage, before the look, and was not to be seen."""
    database = database_with_source
    approve(database.systems.sources)
    database.systems.set_stage("lps", "full", **WHY)
    send(database, emessage(laboratory_report(number="B1", results=(result(value="41"),)), number="K1"))
    database.systems.set_stage("lps", "technical", **WHY)
    corrected = result(value="42", status="svar_rettet")
    send(database, emessage(laboratory_report(number="B2", results=(corrected,)), number="K2"))
    database.systems.set_stage("lps", "full", **WHY)
    assert seen(database) == ["41"]
    assert database.results.notices("gp") == []
    release(database)
    assert [each.kind for each in database.results.notices("gp")] == ["corrected"]
    assert seen(database) == ["42"]
    database.results.acknowledge("gp")
    assert database.results.notices("gp") == []


def test_s15_the_approvals_asked_for_are_a_setting(database_dsn: str) -> None:
    opened = labsvar_database.open(
        database_dsn, exchange=Configuration(locations={"*": "*"}), needing={"hospital_laboratory"}
    )
    try:
        opened.systems.add("lab", [Sender(gln=ANY_SENDER)], who="op")
        with pytest.raises(NotAllowed, match="approvals_missing"):
            opened.systems.set_stage("lab", "full", **WHY)
    finally:
        opened.close()


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE labsvar.system_event SET body = replace(body, 'C. Prøve', 'D. Prøve')",
            ("system", "altered"),
        ),
        ("DELETE FROM labsvar.system_event WHERE kind = 'clinic'", ("system", "missing")),
        ("UPDATE labsvar.released_letter SET letter_id = 'x'", ("release", "altered")),
        ("DELETE FROM labsvar.released_letter", ("release", "missing")),
        (
            "INSERT INTO labsvar.released_letter SELECT 'p', 'x', min(event_id), now() FROM labsvar.system_event",
            ("release", "added"),
        ),
    ],
)
def test_s4_what_is_changed_behind_the_back_shows(
    database_with_source: Database, owner_dsn: str, statement: str, expected: tuple[str, str]
) -> None:
    database = database_with_source
    clinic = Clinic(number="054321", number_type="ydernummer", refusals_since=TODAY)
    send(database, emessage(laboratory_report(), number="K1"))
    approve(database.systems.sources)
    database.systems.set_stage("lps", "full", **WHY)
    release(database)
    database.systems.sources.set_clinic("lps", clinic, **WHY)
    assert problems(database) == []
    with psycopg.connect(owner_dsn) as connection:
        connection.execute(statement)
    assert expected in problems(database)


def test_s4_the_running_server_can_change_none_of_it(database_with_source: Database) -> None:
    with psycopg.connect(database_with_source.address) as connection:
        for statement in (
            "UPDATE system_event SET body = '{}'",
            "DELETE FROM system_event",
            "UPDATE released_letter SET letter_id = 'x'",
            "TRUNCATE released_letter",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
            connection.rollback()


def test_s15_a_refused_attempt_leaves_nothing_behind(database_with_source: Database) -> None:
    sources = database_with_source.systems.sources
    before = len(database_with_source.systems.events("lps"))
    with pytest.raises(NotAllowed):
        sources.set_stage("lps", "full", **WHY)
    tomorrow = replace(ABLE, refusals_since=TODAY + timedelta(days=2))
    with pytest.raises(NotAllowed):
        sources.describe("lps", tomorrow, **WHY)
    assert len(database_with_source.systems.events("lps")) == before
