"""Keeping entries and mandates: in memory and in PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from labsvar.blocking.memory import MemoryBlocking
from labsvar.blocking.model import NAME, Act, Actor, Organisation, What, Who, Wish
from labsvar.blocking.store import BlockingStore
from labsvar.blocking.wishes import Refused
from labsvar.database import Database
from labsvar.database import verify as verification
from tests.builders import BRUNO, NANCY

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
MONTH = timedelta(days=30)


def act(what: str = "blocking_set", account: str = "nancy") -> Act:
    actor = Actor(account=account, name="Prøve", role="citizen", organisation="Testvej")
    return Act(actor=actor, what=what, reason="own")


@pytest.fixture(params=["memory", "postgresql"])
def store(request: pytest.FixtureRequest) -> BlockingStore:
    """Each of the two, at noon."""
    if request.param == "memory":
        return MemoryBlocking(lambda: NOW)
    made = request.getfixturevalue("database").blocking
    made._now = lambda: NOW
    return made  # type: ignore[no-any-return]  # a fixture found by its name has no type


def test_what_is_set_is_found_newest_first_and_only_the_citizens_own(store: BlockingStore) -> None:
    """Every part of a wish comes back as it was set."""
    full = Wish(
        valid_from=NOW,
        valid_to=NOW + MONTH,
        positive=True,
        what=What(place=Organisation(NAME, "Æ, ø"), sub_units=True, since=TODAY, until=TODAY),
        who=Who(person="gp", label="Læge"),
    )
    first = store.put(NANCY, Wish(valid_from=NOW), act=act())
    second = store.put(NANCY, full, act=act())
    assert list(store.entries(NANCY)) == [second, first]
    assert second.wish == full
    assert list(store.entries(BRUNO)) == []
    assert list(store.look(NANCY, act=act("blocking"))) == [second, first]


def test_an_ended_entry_stays_as_history_and_is_ended_once(store: BlockingStore) -> None:
    made = store.put(NANCY, Wish(valid_from=NOW), act=act())
    for citizen, entry_id in ((BRUNO, made.entry_id), (NANCY, "none")):
        with pytest.raises(KeyError):
            store.end(citizen, entry_id, act=act("blocking_ended"))
    store.end(NANCY, made.entry_id, act=act("blocking_ended", "helper"))
    with pytest.raises(KeyError):
        store.end(NANCY, made.entry_id, act=act("blocking_ended"))
    (ended,) = store.entries(NANCY)
    assert (ended.wish, ended.ended_at) == (made.wish, NOW)
    assert ended.ended_by is not None
    assert ended.ended_by.account == "helper"
    assert (made.state(NOW), ended.state(NOW)) == ("active", "ended")


def test_a_wish_with_faults_is_not_set_and_each_fault_is_named(store: BlockingStore) -> None:
    """A start up to 60 seconds ago is taken; every fault of a wish is told at once."""
    store.put(NANCY, Wish(valid_from=NOW - timedelta(seconds=60)), act=act())
    wrong = Wish(
        valid_from=NOW - timedelta(seconds=61),
        positive=True,
        what=What(place=Organisation("sorkode", "1"), since=TODAY, until=TODAY - MONTH),
        who=Who(),
    )
    with pytest.raises(Refused) as refused:
        store.put(NANCY, wrong, act=act())
    assert refused.value.faults == (
        "starts_in_the_past",
        "exception_without_end",
        "place_wrong",
        "period_wrong",
        "who_wrong",
    )
    for who in (
        Who(organisation=Organisation(NAME, " ")),
        Who(person="x", organisation=Organisation(NAME, "y")),
    ):
        with pytest.raises(Refused, match="who_wrong"):
            store.put(NANCY, Wish(valid_from=NOW, who=who), act=act())
    with pytest.raises(Refused, match="ends_before_it_starts"):
        store.put(NANCY, Wish(valid_from=NOW, valid_to=NOW), act=act())
    assert len(store.entries(NANCY)) == 1


def test_the_same_is_set_once_and_whoever_asks_again_is_told_that_it_stands(store: BlockingStore) -> None:
    """Alike but for case, spaces and how a name is shown, and holding no longer. What holds longer, is about
    something else, or was set by another account is set; and so is all of it again once it is ended."""
    place = What(place=Organisation(NAME, "Sygehus, Afsnit"))
    first = store.put(NANCY, Wish(valid_from=NOW, valid_to=NOW + MONTH, what=place), act=act())
    alike = What(place=Organisation(NAME, " sygehus,  AFSNIT "))
    for to in (NOW + MONTH, NOW + timedelta(days=1)):
        with pytest.raises(Refused, match="already_stands"):
            store.put(NANCY, Wish(valid_from=NOW, valid_to=to, what=alike), act=act())
    assert list(store.entries(NANCY)) == [first]
    store.put(BRUNO, first.wish, act=act())
    store.put(NANCY, first.wish, act=act(account="helper"))
    store.put(NANCY, Wish(valid_from=NOW, what=alike), act=act())
    store.put(
        NANCY, Wish(valid_from=NOW, who=Who(organisation=Organisation(NAME, "X"), label="X")), act=act()
    )
    with pytest.raises(Refused, match="already_stands"):
        store.put(NANCY, Wish(valid_from=NOW, who=Who(organisation=Organisation(NAME, "x"))), act=act())
    later = store.put(BRUNO, Wish(valid_from=NOW + MONTH), act=act())
    now = store.put(BRUNO, Wish(valid_from=NOW), act=act())
    for entry in (later, now):
        store.end(BRUNO, entry.entry_id, act=act("blocking_ended"))
    store.put(BRUNO, now.wish, act=act())
    assert len(store.entries(NANCY)) == 4


def test_mandates_are_registered_found_by_helper_and_ended_once(store: BlockingStore) -> None:
    def register(citizen: str, helper: str, *, last: date = TODAY + MONTH, evidence: str = "Værgemål") -> str:
        made = store.register(
            citizen, helper=helper, first=TODAY, last=last, evidence=evidence, act=act("mandate_registered")
        )
        return made.mandate_id

    first, second = register(NANCY, "h1"), register(BRUNO, "h2")
    assert [each.mandate_id for each in store.mandates()] == [second, first]
    (mine,) = store.mandates("h1")
    assert (mine.citizen, mine.evidence, mine.holds(TODAY), mine.holds(TODAY + 2 * MONTH)) == (
        NANCY, "Værgemål", True, False,
    )  # fmt: skip
    store.end_mandate(first, act=act("mandate_ended"))
    assert not store.mandates("h1")[0].holds(TODAY)
    for mandate_id in (first, "none"):
        with pytest.raises(KeyError):
            store.end_mandate(mandate_id, act=act("mandate_ended"))
    with pytest.raises(Refused, match="evidence_missing"):
        register(NANCY, "h1", evidence=" ")
    with pytest.raises(Refused, match="ends_before_it_starts"):
        register(NANCY, "h1", last=TODAY - timedelta(days=1))


TAMPERING = {
    "a blocking removed": ("DELETE FROM blocking_event WHERE kind = 'set'", ("blocking", "missing")),
    "a blocking ended behind its back": (
        "INSERT INTO blocking_event SELECT person_key, 'x', 'x', 'ended', at, actor, '' FROM blocking_event",
        ("blocking", "added"),
    ),
    "a blocking narrowed": (
        "UPDATE blocking_event SET content = replace(content, 'null', '\"x\"')",
        ("blocking", "altered"),
    ),
    "a mandate for another helper": ("UPDATE mandate_event SET helper = 'x'", ("mandate", "altered")),
}


def test_the_ledger_tells_of_any_change_and_every_act_is_in_the_citizens_log(
    database: Database, owner_dsn: str
) -> None:
    """S18, S4: one event for each act, and an entry in the ledger for it and for what was done."""
    import psycopg

    store, today = database.blocking, datetime.now(UTC).date()
    store.put(NANCY, Wish(valid_from=datetime.now(UTC)), act=act())
    store.register(
        NANCY,
        helper="h",
        first=today,
        last=today + MONTH,
        evidence="Værgemål",
        act=act("mandate_registered"),
    )
    with pytest.raises(KeyError):
        store.end(NANCY, "none", act=act("blocking_ended"))
    assert verification.verify(owner_dsn) == []
    with psycopg.connect(owner_dsn, options="-c search_path=labsvar") as connection:
        events = connection.execute("SELECT what FROM audit ORDER BY event_id").fetchall()
        assert events == [("blocking_set",), ("mandate_registered",)]
    for statement, found in TAMPERING.values():
        with psycopg.connect(owner_dsn, options="-c search_path=labsvar") as connection:
            connection.execute("CREATE TABLE kept AS SELECT * FROM blocking_event")
            connection.execute("CREATE TABLE kept_too AS SELECT * FROM mandate_event")
            connection.execute(statement.encode())
            connection.commit()
            problems = {(each.what, each.kind) for each in verification.verify(owner_dsn)}
            connection.execute("DELETE FROM blocking_event")
            connection.execute("DELETE FROM mandate_event")
            connection.execute("INSERT INTO blocking_event SELECT * FROM kept")
            connection.execute("INSERT INTO mandate_event SELECT * FROM kept_too")
            connection.execute("DROP TABLE kept, kept_too")
        assert problems == {found}
