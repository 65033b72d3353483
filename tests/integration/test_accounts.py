"""Accounts, sessions, opened patients and attempts to sign in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from labsvar.database import Database
from labsvar.database.accounts import Account, Failures
from tests.builders import BRUNO, NANCY

CITIZEN = Account(username="nancy", role="citizen", name="Nancy Test", organisation="", person_key=NANCY)
DOCTOR = Account(username="gp", role="clinician", name="Læge Prøve", organisation="Testvej")


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture
def signed_in(database: Database) -> Database:
    database.accounts.add(DOCTOR, password_hash="hash")
    database.accounts.open_session(token_hash=b"token", username="gp", csrf="csrf", expires_at=soon())
    return database


def test_accounts_are_kept_with_what_they_may_see(database: Database) -> None:
    database.accounts.add(CITIZEN, password_hash=None)
    database.accounts.add(DOCTOR, password_hash="hash")
    assert database.accounts.all() == [DOCTOR, CITIZEN]
    citizen, doctor = database.accounts.find("nancy"), database.accounts.find("gp")
    assert citizen is not None
    assert doctor is not None
    assert (citizen.account, citizen.password_hash) == (CITIZEN, None)
    assert (doctor.account, doctor.password_hash) == (DOCTOR, "hash")
    assert database.accounts.find("nobody") is None


def test_a_name_has_one_account(database: Database) -> None:
    database.accounts.add(DOCTOR, password_hash=None)
    with pytest.raises(ValueError, match="already"):
        database.accounts.add(DOCTOR, password_hash=None)


def test_a_session_lasts_until_it_ends(signed_in: Database) -> None:
    session = signed_in.accounts.session(b"token")
    assert session is not None
    assert (session.account, session.csrf) == (DOCTOR, "csrf")
    assert signed_in.accounts.session(b"other") is None
    signed_in.accounts.end_session(b"token")
    assert signed_in.accounts.session(b"token") is None


def test_a_session_that_is_used_lasts_longer_and_one_that_is_not_is_forgotten(signed_in: Database) -> None:
    accounts = signed_in.accounts
    past = datetime.now(UTC) - timedelta(seconds=1)
    accounts.prolong(b"token", expires_at=past)
    assert accounts.session(b"token") is None
    accounts.prolong(b"token", expires_at=soon())
    assert accounts.session(b"token") is not None
    accounts.prolong(b"token", expires_at=past)
    accounts.end_expired(attempts_before=past)
    accounts.prolong(b"token", expires_at=soon())
    assert accounts.session(b"token") is None


def test_a_closed_account_and_a_new_password_end_every_session(signed_in: Database) -> None:
    signed_in.accounts.set_password("gp", "new")
    assert signed_in.accounts.session(b"token") is None
    found = signed_in.accounts.find("gp")
    assert found is not None
    assert found.password_hash == "new"
    signed_in.accounts.open_session(token_hash=b"again", username="gp", csrf="csrf", expires_at=soon())
    signed_in.accounts.close("gp")
    assert signed_in.accounts.session(b"again") is None
    closed = signed_in.accounts.find("gp")
    assert closed is not None
    assert closed.account.closed
    for unknown in (signed_in.accounts.close, lambda name: signed_in.accounts.set_password(name, "x")):
        with pytest.raises(KeyError):
            unknown("nobody")


def test_a_session_knows_its_patients_by_names_of_its_own(signed_in: Database) -> None:
    """The newest reason counts; the name stays; other sessions know nothing of it."""
    accounts = signed_in.accounts
    opened: dict[str, Any] = {"token_hash": b"token", "person_key": NANCY}
    assert accounts.open_patient(**opened, context="a", reason="treatment") == "a"
    assert accounts.open_patient(**opened, context="b", reason="follow_up") == "a"
    assert accounts.open_patient(token_hash=b"token", person_key=BRUNO, context="c", reason="asked") == "c"
    patient = accounts.patient(b"token", "a")
    assert patient is not None
    assert (patient.person_key, patient.reason) == (NANCY, "follow_up")
    accounts.open_session(token_hash=b"other", username="gp", csrf="csrf", expires_at=soon())
    assert accounts.patient(b"other", "a") is None
    accounts.end_session(b"token")
    assert accounts.patient(b"token", "a") is None


def test_failures_are_counted_by_name_and_by_address(database: Database) -> None:
    """Of a name since it last succeeded; of an address whatever the name."""
    accounts = database.accounts
    since = datetime.now(UTC) - timedelta(minutes=15)
    assert accounts.failures(username="gp", address="a", since=since) == Failures(
        of_username=0, from_address=0, newest=None
    )
    for username, address, succeeded in (
        ("gp", "a", False),
        ("gp", "a", True),
        ("gp", "b", False),
        ("nancy", "a", False),
    ):
        accounts.note_attempt(username=username, address=address, succeeded=succeeded)
    counted = accounts.failures(username="gp", address="a", since=since)
    assert (counted.of_username, counted.from_address) == (1, 2)
    assert counted.newest is not None
    later = accounts.failures(username="gp", address="a", since=datetime.now(UTC))
    assert (later.of_username, later.from_address) == (0, 0)
    accounts.end_expired(attempts_before=datetime.now(UTC))
    assert accounts.failures(username="gp", address="a", since=since).from_address == 0
