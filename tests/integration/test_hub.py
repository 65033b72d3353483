"""The hub in a real database: as the store in memory, durable, under the ledger, and safe to be cut off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from msgspec.structs import replace

from labsvar import database as labsvar_database
from labsvar.database import Database
from labsvar.database import verify as verification
from labsvar.database.reconciling import Told, of_clinic
from labsvar.database.systems import DEMONSTRATION
from labsvar.exchange.model import Arrival, Reply
from labsvar.exchange.routing import Configuration
from labsvar.exchange.sources import Facts
from labsvar.hub import reading
from labsvar.hub.model import Settings as HubSettings
from labsvar.hub.rows import CardRow
from labsvar.hub.service import Hub, Received
from labsvar.identifiers.person import person_key
from labsvar.results.record import assemble
from labsvar.results.store import Look
from tests.integration.test_ledger import CLINICIAN
from tests.unit.hub.helpers import CLINIC, LONE, MAPPING, START, release, row


def ready(database: Database) -> Database:
    """A clinic is registered and a mapping is in use."""
    database.hub_store.register_clinic(CLINIC, who="the tests", reason="begins to share")
    facts = Facts(kind="hospital_laboratory", refusals_since=date(2026, 1, 1))
    database.systems.sources.describe(DEMONSTRATION, facts, who="the tests", reason="can state refusals")
    release(database.code_tables, MAPPING)
    return database


def send(database: Database, *rows: CardRow, minute: int = 0, hub: Hub | None = None) -> Received:
    at = START + timedelta(minutes=minute)
    return (hub or database.hub).receive(reading.to_jsonl(rows), system=None, at=at)


def shown(database: Database) -> list[str]:
    look = Look(
        viewer=CLINICIAN, person_key=person_key(LONE, CLINIC.gln), what="cumulative", reason="treatment"
    )
    stored = database.results.look(look)
    if stored is None:
        return []
    return [each.current.result.value for each in assemble(stored).results if each.withdrawn is None]


def test_rows_become_results_and_the_ledger_holds(database: Database) -> None:
    """A new row, a correction, a held row, a delete request, a line that cannot be read: all are durable and
    under the ledger; what is shown is the corrected value."""
    ready(database)
    first = send(database, row(), row(row_id="r2", origin="unknown"))
    assert first.counts == {"sent": 1, "held": 1}
    later = send(
        database, row(row_version="2", value="14", action="correct"), row(row_version="3", action="delete")
    )
    assert later.counts == {"sent": 1, "answered": 1}
    database.hub.receive(b'{"clinic": "012345", "row_id": "r9"}', system=None, at=START)
    assert shown(database) == ["14"]
    assert {(each.row_id, each.state) for each in database.hub_store.listed("012345")} == {
        ("r2", "held"),
        ("r1", "answered"),
        ("r9", "refused"),
    }
    assert database.hub_store.outbox() == []
    assert verification.verify(database.address) == []


def test_the_same_file_again_changes_nothing(database: Database) -> None:
    """Every row is answered as before, and nothing is stored twice."""
    ready(database)
    send(database, row(), row(row_id="r2", origin="unknown"))
    again = send(database, row(), row(row_id="r2", origin="unknown"), minute=1)
    assert again.counts == {"repeated": 2}
    with psycopg.connect(database.address) as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM labsvar.{table}").fetchone()
            for table in ("hub_row", "hub_outcome", "letter")
        ]
    assert counts == [(2,), (2,), (1,)]


def test_files_that_come_at_the_same_time_are_decided_one_after_the_other(database: Database) -> None:
    """Of one version of a row, one letter is made."""
    ready(database)
    with ThreadPoolExecutor(4) as pool:
        found = [each.counts for each in pool.map(lambda _: send(database, row()), range(4))]
    assert sorted(found, key=str) == [{"repeated": 1}] * 3 + [{"sent": 1}]
    assert len(shown(database)) == 1


def test_letters_that_were_not_handed_on_are_handed_on_next_time(database: Database) -> None:
    """The server stops after the rows are stored and before the intake has the letters; or after the intake
    took them and before that was noted. Either way each result is there once afterwards."""
    ready(database)

    def stopped(arrivals: object) -> list[Reply]:
        raise KeyboardInterrupt

    def took(arrivals: list[Arrival]) -> list[Reply]:
        database.intake.receive(arrivals)
        raise KeyboardInterrupt

    for place, cut_off in enumerate((stopped, took)):
        hub = Hub(database.hub_store, replace(database.hub._around, intake=cut_off))
        with pytest.raises(KeyboardInterrupt):
            send(database, row(row_id=f"r{place}"), hub=hub)
    assert len(database.hub_store.outbox()) == 2
    database.hub.hand_over(at=START)
    assert database.hub_store.outbox() == []
    assert shown(database) == ["12", "12"]
    assert verification.verify(database.address) == []


def test_what_was_taken_back_shows_no_value(database: Database) -> None:
    """A withdrawn row: a tombstone on its letter, and a letter that says so, with a tombstone as well."""
    ready(database)
    send(database, row())
    send(database, row(row_version="2", action="withdraw", reason="forkert person"), minute=1)
    assert shown(database) == []
    key = person_key(LONE, CLINIC.gln)
    look = Look(viewer=CLINICIAN, person_key=key, what="cumulative", reason="treatment")
    stored = database.results.look(look)
    assert stored is not None
    said = [(each.withdrawn_by, each.reason) for each in stored.withdrawals]
    assert said == [(CLINIC.name, "forkert person")] * 2
    database.hub._around.withdraw(CLINIC.gln, stored.reports[0].letter_number, "x", "again")
    database.hub._around.withdraw(CLINIC.gln, "never", "x", "nothing")
    again = database.results.look(look)
    assert again is not None
    assert len(again.withdrawals) == 2


def test_a_request_to_delete_is_logged_each_time_and_listed_once(database: Database) -> None:
    """I2.2: the same request again is an event of its own, and the ledger knows of both."""
    ready(database)
    send(database, row())
    for minute in (1, 2):
        send(database, row(row_version="2", action="delete"), minute=minute)
    (listed,) = database.hub_store.listed("012345")
    assert listed.at == START + timedelta(minutes=2)
    with psycopg.connect(database.address) as connection:
        found = connection.execute("SELECT count(*) FROM labsvar.ledger WHERE kind = 'hub_noted'").fetchone()
    assert found == (2,)
    assert verification.verify(database.address) == []


def test_held_rows_are_sent_once_the_table_says_what_their_code_means(database: Database) -> None:
    """Nothing is sent by a draft; after the release the rows that waited are tried again."""
    ready(database)
    assert send(database, row(code="LEUK", unit="10^9/L", value="7.1")).counts == {"held": 1}
    assert database.hub.reconsider("012345", at=START) == 0
    release(database.code_tables, MAPPING + "*,*,LEUK,NPU02593,npu,2020-01-01,9999-12-31,\n")
    assert database.hub.reconsider("012345", at=START) == 1
    assert database.hub.reconsider("012345", at=START) == 0
    assert shown(database) == ["7.1"]
    assert verification.verify(database.address) == []


def test_refusals_are_listed_for_the_clinic(database: Database) -> None:
    """Row and version only; also where it was said of a version that is held, or beside a request to delete."""
    ready(database)
    send(database, row(consent="refused"), row(row_id="r2"))
    assert database.hub_store.refusals("012345") == [("r1", "1")]
    assert shown(database) == ["12"]
    send(database, row(row_id="r2", row_version="2", action="delete", consent="refused"))
    send(database, row(row_id="r3", surname="", consent="refused"))
    send(database, row(row_id="r3", row_version="2", action="correct"))
    assert sorted(database.hub_store.refusals("012345")) == [("r1", "1"), ("r2", "2"), ("r3", "2")]
    assert shown(database) == []
    assert verification.verify(database.address) == []


@pytest.mark.parametrize("table", ["hub_row", "hub_outcome", "hub_outgoing", "hub_clinic"])
def test_nothing_of_the_hub_can_be_changed_by_the_server(database: Database, table: str) -> None:
    """The server's own address may neither change nor remove what the hub stored (rule S4)."""
    ready(database)
    send(database, row())
    with psycopg.connect(database.address, autocommit=True) as connection:
        for statement in (f"DELETE FROM labsvar.{table}", f"TRUNCATE labsvar.{table}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_what_was_altered_or_removed_shows(database: Database, owner_dsn: str) -> None:
    """Somebody who owns the database changes a row and removes an outcome: the ledger tells."""
    ready(database)
    send(database, row())
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        connection.execute("UPDATE labsvar.hub_row SET body = '{}'")
        connection.execute("DELETE FROM labsvar.hub_outcome")
        connection.execute("UPDATE labsvar.hub_clinic SET who = 'x'")
    found = {(each.what, each.kind) for each in verification.verify(database.address)}
    assert found == {("hub_row", "altered"), ("hub_outcome", "missing"), ("hub_clinic", "altered")}


def test_a_server_that_starts_hands_on_what_was_left(database: Database) -> None:
    """Nobody has to send another file for it."""
    ready(database)

    def stopped(arrivals: object) -> list[Reply]:
        raise KeyboardInterrupt

    hub = Hub(database.hub_store, replace(database.hub._around, intake=stopped))
    with pytest.raises(KeyboardInterrupt):
        send(database, row(), hub=hub)
    assert shown(database) == []
    database.work()
    assert shown(database) == ["12"]


def test_s6_what_is_withdrawn_is_known_for_it_by_the_words_that_were_set(database_dsn: str) -> None:
    """Of microbiology only the words tell it. Comparing tells of a withdrawn result, and of no other value."""
    words = HubSettings(withdrawing="letter", withdrawal_text="Ugyldigt; se bort fra svaret.")
    opened = labsvar_database.open(database_dsn, exchange=Configuration(locations={"*": "*"}), hub=words)
    try:
        strep = row(code="STREP", value="Positiv", unit="", material="Podning, hals")
        opened.systems.welcome_anyone(who="tests", reason="letters of any sender are taken")
        assert send(ready(opened), strep).counts == {"sent": 1}
        assert send(opened, replace(strep, row_version="2", action="withdraw"), minute=1).counts == {
            "sent": 1
        }
        days = {"since": START - timedelta(days=1), "until": datetime.now(UTC) + timedelta(days=1)}
        said: dict[Told, list[str]] = {
            "hub": ["final", "withdrawn"],
            "bank": ["final", "withdrawn"],
            "shown": [],
        }
        for told, statuses in said.items():
            question = of_clinic(CLINIC, told, viewer=CLINICIAN, **days)
            found = opened.reconciling.rows(question, hashed=str)
            assert [each["status"] for each in found] == statuses
    finally:
        opened.close()
