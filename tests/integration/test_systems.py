"""The register of sending systems."""

from __future__ import annotations

import psycopg
import pytest

from labsvar.database import Database
from labsvar.database import verify as verification
from labsvar.database.systems import Systems
from labsvar.exchange.approving import UnknownSystem
from labsvar.exchange.register import Sender
from tests.builders import CLINIC_GLN, LABORATORY_GLN

LAB = Sender(gln=LABORATORY_GLN, laboratory="TKB", sector="hospital")


def test_a_system_begins_in_the_technical_stage(database: Database) -> None:
    """S15. Its token is told once and kept as a hash."""
    token = database.systems.add("lab", [LAB], who="op")
    system = database.systems.authenticate(token)
    assert system is not None
    assert (system.name, system.stage) == ("lab", "technical")
    assert system.sender(LABORATORY_GLN) == LAB
    assert system.sender(CLINIC_GLN) is None
    with psycopg.connect(database.address) as connection:
        everything = str(connection.execute("SELECT * FROM system_event").fetchall())
    assert token not in everything


def test_wrong_tokens_are_nobody_s(database: Database) -> None:
    token = database.systems.add("lab", [LAB], who="op")
    for wrong in ("", "x", token[:-1], token + " "):
        assert database.systems.authenticate(wrong) is None


def test_a_name_is_given_once(database: Database) -> None:
    database.systems.add("lab", [LAB], who="op")
    with pytest.raises(ValueError, match="already"):
        database.systems.add("lab", [], who="op")
    assert [system.name for system in database.systems.all()] == ["demonstration", "lab"]


def test_a_stage_is_approved_by_name_with_a_reason_and_can_be_taken_back(database: Database) -> None:
    """S15: every change stays visible, with who and why."""
    database.systems.add("lab", [LAB], who="op")
    database.systems.set_stage("lab", "full", who="A. Prøve", reason="approved after test")
    database.systems.set_stage("lab", "technical", who="B. Prøve", reason="faulty results")
    assert [(event.stage, event.who, event.reason) for event in database.systems.stages("lab")] == [
        ("technical", "op", "added"),
        ("full", "A. Prøve", "approved after test"),
        ("technical", "B. Prøve", "faulty results"),
    ]
    for who, reason in (("", "reason"), ("who", " ")):
        with pytest.raises(ValueError, match="who_or_reason_missing"):
            database.systems.set_stage("lab", "full", who=who, reason=reason)
    assert verification.verify(database.address) == []


def test_what_is_changed_counts_at_once_here_and_soon_elsewhere(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Systems(database._pool)
    token = database.systems.add("lab", [LAB], who="op")
    assert elsewhere.authenticate(token) is not None
    database.systems.set_stage("lab", "full", who="op", reason="approved after test")
    newest = database.systems.authenticate(token)
    assert newest is not None
    assert newest.stage == "full"
    remembered = elsewhere.authenticate(token)
    assert remembered is not None
    assert remembered.stage == "technical"
    monkeypatch.setattr("labsvar.database.systems._SECONDS_TO_REMEMBER", 0.0)
    looked_up = elsewhere.authenticate(token)
    assert looked_up is not None
    assert looked_up.stage == "full"


def test_a_new_token_ends_the_old_one(database: Database) -> None:
    old = database.systems.add("lab", [LAB], who="op")
    assert database.systems.authenticate(old) is not None
    new = database.systems.new_token("lab", who="op", reason="lost")
    assert database.systems.authenticate(old) is None
    assert database.systems.authenticate(new) is not None


def test_an_unknown_system_is_told(database: Database) -> None:
    with pytest.raises(UnknownSystem):
        database.systems.set_stage("nobody", "full", who="op", reason="none")
    with pytest.raises(UnknownSystem):
        database.systems.new_token("nobody", who="op", reason="none")
    assert database.systems.stages("nobody") == []
    assert database.systems.named("nobody") is None


def test_one_system_is_looked_up_as_it_stands_in_the_whole_register(database: Database) -> None:
    """Only what was decided about it is read, so a register of many systems makes no call slower."""
    database.systems.add("lab", [LAB, Sender(gln=CLINIC_GLN)], who="op")
    database.systems.new_token("lab", who="op", reason="lost")
    for system in database.systems.all():
        assert database.systems.named(system.name) == system
        assert {event.system for event in database.systems.events(system.name)} == {system.name}


def test_a_demonstration_says_once_that_it_takes_letters_of_anyone(database: Database) -> None:
    """S15: the full stage is set explicitly, as an event with a reason."""
    before = database.systems.stages("demonstration")
    database.systems.welcome_anyone(who="again", reason="again")
    assert database.systems.stages("demonstration") == before
    assert [event.stage for event in before] == ["technical", "full"]
    registered = database.systems.register().registered("5790000000999", system_id=None)
    assert registered is not None
    assert registered[0].name == "demonstration"
