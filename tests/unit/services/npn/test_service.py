"""The service for sample numbers, over both of its stores: series that never overlap, and who may what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labsvar.database import Database
from labsvar.database.npn import PostgresSeries
from labsvar.services.dgws import CareProvider, Credentials, Refused
from labsvar.services.npn.connection_model import Account, Contact
from labsvar.services.npn.connections import Actor, Connections, MemoryConnections
from labsvar.services.npn.demonstration import connect_made_up
from labsvar.services.npn.series import MemorySeries, NumberSettings, SeriesStore, Wanted
from labsvar.services.npn.service import NpnService, plain_http

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
OPERATOR = Actor(who="drift")
SMALL = NumberSettings(first=1_000_000_000, last=1_000_000_999, largest_draw=500)


def provider(number: str) -> CareProvider:
    return CareProvider(format="medcom:cvrnumber", number=number, name="Prøve")


@pytest.fixture(params=["memory", "postgresql"])
def service(request: pytest.FixtureRequest) -> NpnService:
    """The service over each of its stores."""
    if request.param == "memory":
        return connected(NpnService(MemorySeries(SMALL), Connections(MemoryConnections()), settings=SMALL))
    database: Database = request.getfixturevalue("database")
    store = PostgresSeries(database._pool, SMALL)
    return connected(NpnService(store, database.npn.connections, settings=SMALL))


@pytest.fixture
def plain() -> NpnService:
    """The service over its readable store, for what no store decides."""
    return connected(NpnService(MemorySeries(SMALL), Connections(MemoryConnections()), settings=SMALL))


def connected(made: NpnService) -> NpnService:
    """Two suppliers, A of before the agreement and B of after it, with a laboratory and an account each."""
    connections = made.connections
    for name, agreed in (("A", date(2015, 1, 1)), ("B", date(2026, 1, 1))):
        connections.set_supplier(
            name, name=f"Firma {name}", agreed_on=agreed, support="s@x.example", by=OPERATOR, reason="aftale"
        )
        own = Actor(who=f"hos {name}", supplier=name)
        connections.set_laboratory(f"LAB{name}", supplier=name, name="Prøve", by=own, reason="ny")
        add_account(made, f"lis-{name}", supplier=name, laboratory=f"LAB{name}", by=own)
    return made


def add_account(
    made: NpnService, key: str, *, supplier: str, laboratory: str, by: Actor, **changes: Any
) -> None:
    said: dict[str, Any] = {
        "department": "Drift",
        "mailbox": "lis@x.example",
        "system": key,
        "care_provider": provider("00000000"),
    }
    made.connections.set_account(
        key, supplier=supplier, laboratory=laboratory, by=by, reason="ny", **said | changes
    )


def account(made: NpnService, key: str = "lis-A") -> Account:
    return made.connections.register().accounts[key]


def draw(made: NpnService, size: int, message: str = "", key: str = "lis-A", **more: Any) -> tuple[str, str]:
    series = made.draw(account(made, key), size, laboratory=None, message_id=message, at=NOW, **more)
    return made.written(series.first), made.written(series.last)


def refusal(work: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(Refused) as raised:
        work()
    return raised.value.code, raised.value.rule.id.removeprefix("service.")


def test_series_follow_one_another(plain: NpnService) -> None:
    assert draw(plain, 100) == ("1000000000", "1000000099")
    assert draw(plain, 1) == ("1000000100", "1000000100")


def test_the_same_message_gets_the_same_series(service: NpnService) -> None:
    """So that a caller that got no answer may ask again; another wish under the same number is refused."""
    first = draw(service, 100, "m1")
    assert draw(service, 100, "m1") == first
    assert draw(service, 100, "m2") != first
    assert refusal(lambda: draw(service, 99, "m1")) == ("processing_problem", "message_reused")
    service.free(account(service), *first, at=NOW)
    assert refusal(lambda: draw(service, 100, "m1")) == ("processing_problem", "npn_freed")


def test_draws_avoid_what_was_drawn_elsewhere_before(service: NpnService) -> None:
    """A registered series is stepped over, and what is left before it is used when all else is."""
    service.register(
        "1000000050", "1000000149", supplier="", laboratory="LABA", note="fra før", who="drift", at=NOW
    )
    assert draw(service, 60) == ("1000000150", "1000000209")
    assert draw(service, 500) == ("1000000210", "1000000709")
    assert draw(service, 290) == ("1000000710", "1000000999")
    assert draw(service, 40) == ("1000000000", "1000000039")
    assert draw(service, 10) == ("1000000040", "1000000049")
    assert refusal(lambda: draw(service, 1)) == ("processing_problem", "npn_exhausted")


def test_a_registered_series_overlaps_no_other(service: NpnService) -> None:
    draw(service, 100)

    def register(first: str, last: str, note: str = "fra før") -> object:
        return service.register(first, last, supplier="", laboratory="", note=note, who="drift", at=NOW)

    assert refusal(lambda: register("1000000099", "1000000200")) == ("processing_problem", "npn_overlaps")
    assert refusal(lambda: register("1000000200", "1000000199")) == ("processing_problem", "npn_form")
    assert refusal(lambda: register("100", "200")) == ("processing_problem", "npn_form")
    assert refusal(lambda: register("1000000200", "1000000201", "")) == ("processing_problem", "npn_blank")
    register("1000000100", "1000000200")
    # Numbers that are not ours to hand out may be registered too.
    register("0000000001", "0000000002")


def test_sizes_have_limits(plain: NpnService) -> None:
    for size in (0, 501):
        assert refusal(lambda size=size: draw(plain, size)) == ("processing_problem", "npn_size")  # type: ignore[misc]  # bound now


def test_a_whole_unused_series_is_released_and_never_drawn_again(service: NpnService) -> None:
    first = draw(service, 500)
    freed = service.free(account(service), *first, at=NOW)
    assert (freed.freed_at, freed.freed_by) == (NOW, "lis-A")
    again = service.free(account(service), *first, at=NOW + timedelta(days=1))
    assert again.freed_at == NOW
    draw(service, 500)
    assert refusal(lambda: draw(service, 1)) == ("processing_problem", "npn_exhausted")
    found = service.information(first[0])
    assert found is not None
    assert found.freed_at == NOW


@pytest.mark.parametrize(("first", "last"), [(0, 98), (1, 99), (0, 100), (100, 199)])
def test_only_a_whole_series_is_released(plain: NpnService, first: int, last: int) -> None:
    draw(plain, 100)
    ends = [str(1_000_000_000 + place) for place in (first, last)]
    assert refusal(lambda: plain.free(account(plain), *ends, at=NOW)) == (
        "processing_problem",
        "npn_not_a_series",
    )


def test_a_series_is_released_by_its_own_laboratory_only(plain: NpnService) -> None:
    ends = draw(plain, 100)
    assert refusal(lambda: plain.free(account(plain, "lis-B"), *ends, at=NOW)) == (
        "not_authorized",
        "npn_other_laboratory",
    )


def test_a_number_tells_who_drew_it_and_when(service: NpnService) -> None:
    draw(service, 100)
    found = service.information("1000000042")
    assert found is not None
    assert (found.supplier, found.laboratory, found.department, found.account, found.drawn_at) == (
        "A",
        "LABA",
        "Drift",
        "lis-A",
        NOW,
    )
    assert service.information("1000000100") is None
    assert refusal(lambda: service.information("42")) == ("processing_problem", "npn_form")
    assert [each.size for each in service.series(supplier="A")] == [100]
    assert list(service.series(supplier="B")) == []


def test_a_new_supplier_draws_when_it_is_certified(plain: NpnService) -> None:
    """Those of before the agreement go on as they were."""
    assert refusal(lambda: draw(plain, 1, key="lis-B")) == ("not_authorized", "npn_not_certified")
    plain.connections.certify("B", "ordered", version="", by=OPERATOR, reason="bestilt")
    assert refusal(lambda: draw(plain, 1, key="lis-B")) == ("not_authorized", "npn_not_certified")
    plain.connections.certify("B", "certified", version="1.0", by=OPERATOR, reason="bestået")
    draw(plain, 1, key="lis-B")


def test_a_draw_by_mail_notes_who_asked_and_who_answered(plain: NpnService) -> None:
    """It needs no certification: it is what there is until then."""
    made = plain.draw_by_mail("LABB", 100, asked_by="Afdelingen", answered_by="Drift Prøve", at=NOW)
    assert (made.origin, made.laboratory, made.supplier) == ("mailed", "LABB", "B")
    assert (made.note, made.who) == ("Afdelingen", "Drift Prøve")
    assert refusal(lambda: plain.draw_by_mail("LABB", 1, asked_by=" ", answered_by="x", at=NOW)) == (
        "processing_problem",
        "npn_blank",
    )
    assert refusal(lambda: plain.draw_by_mail("LABX", 1, asked_by="x", answered_by="x", at=NOW)) == (
        "processing_problem",
        "npn_unknown",
    )


def test_a_suppliers_own_account_names_the_laboratory(plain: NpnService) -> None:
    """One of its own, and open."""
    add_account(plain, "drift-A", supplier="A", laboratory="", by=Actor(who="x", supplier="A"))
    own = account(plain, "drift-A")

    def named(laboratory: str | None, of: Account = own) -> object:
        return plain.draw(of, 1, laboratory=laboratory, message_id="", at=NOW)

    assert refusal(lambda: named(None)) == ("processing_problem", "npn_name_laboratory")
    for other in ("LABB", "LABX"):
        assert refusal(lambda other=other: named(other)) == ("not_authorized", "npn_other_laboratory")  # type: ignore[misc]  # bound now
    assert refusal(lambda: named("LABB", account(plain))) == ("not_authorized", "npn_other_laboratory")
    named("LABA")
    named("LABA", account(plain))


def test_a_supplier_maintains_its_own_and_nobody_elses(service: NpnService) -> None:
    """Creates, changes and closes accounts and laboratories under itself; the operator's words are not its own."""
    connections, by = service.connections, Actor(who="hos A", supplier="A")
    contact = Contact(purpose="creation", name="Prøve", mail="k@x.example")
    told: dict[str, Any] = {"by": by, "reason": "forsøg"}
    for work in (
        lambda: connections.set_laboratory("NY", supplier="B", name="x", **told),
        lambda: connections.close_laboratory("LABB", **told),
        lambda: connections.close_account("lis-B", **told),
        lambda: connections.new_token("lis-B", **told),
        lambda: connections.set_contact("B", contact, **told),
        lambda: add_account(service, "ny", supplier="B", laboratory="LABB", by=by),
        lambda: add_account(service, "ny", supplier="A", laboratory="LABB", by=by),
        lambda: connections.set_supplier("A", name="x", agreed_on=date.min, support="s@x.example", **told),
        lambda: connections.close_supplier("A", **told),
        lambda: connections.certify("A", "certified", version="1", **told),
        lambda: connections.dispense("LABA", "x", **told),
        lambda: connections.plain_http("lis-A", None, **told),
        lambda: connections.put_message("x", first=date.min, last=date.max, **told),
    ):
        assert refusal(work) == ("not_authorized", "npn_not_yours")
    for work in (
        lambda: connections.set_laboratory("LABB", supplier="A", name="x", **told),
        lambda: add_account(service, "lis-B", supplier="A", laboratory="LABA", by=by),
        lambda: add_account(service, "ny", supplier="A", laboratory="LABA", by=by, system="lis-B"),
    ):
        assert refusal(work) == ("processing_problem", "npn_duplicate")
    connections.set_contact("A", contact, **told)
    assert connections.register().suppliers["A"].contacts == {"creation": contact}
    connections.close_account("lis-A", **told)
    assert refusal(lambda: connections.new_token("lis-A", **told)) == ("processing_problem", "npn_unknown")
    add_account(service, "lis-A", supplier="A", laboratory="LABA", by=by, department="Ny afdeling")
    assert account(service).is_open
    assert account(service).department == "Ny afdeling"


def test_an_account_is_a_department_with_a_mailbox(plain: NpnService) -> None:
    by = Actor(who="x", supplier="A")

    def added(**changes: Any) -> None:
        add_account(plain, "ny", supplier="A", laboratory="LABA", by=by, **changes)

    for wrong in ({"department": " "}, {"mailbox": "ingen"}):
        assert refusal(lambda wrong=wrong: added(**wrong)) == ("processing_problem", "npn_mailbox")  # type: ignore[misc]  # bound now
    for blank in (
        {"system": ""},
        {"care_provider": provider("")},
        {"care_provider": CareProvider(format="x", number="1", name="")},
    ):
        assert refusal(lambda blank=blank: added(**blank)) == ("processing_problem", "npn_blank")  # type: ignore[misc]  # bound now
    assert refusal(lambda: add_account(plain, "a b", supplier="A", laboratory="LABA", by=by)) == (
        "processing_problem",
        "npn_blank",
    )


def test_closing_closes_what_is_under_it(plain: NpnService) -> None:
    plain.connections.close_laboratory("LABA", by=Actor(who="x", supplier="A"), reason="nedlagt")
    assert not account(plain).is_open
    plain.connections.close_supplier("B", by=OPERATOR, reason="ophørt")
    register = plain.connections.register()
    assert not account(plain, "lis-B").is_open
    assert not register.laboratories["LABB"].is_open
    assert refusal(lambda: plain.draw_by_mail("LABB", 1, asked_by="x", answered_by="y", at=NOW)) == (
        "processing_problem",
        "npn_unknown",
    )


def test_a_new_agreement_gets_no_dispensation(plain: NpnService) -> None:
    def dispense(laboratory: str, why: str) -> None:
        plain.connections.dispense(laboratory, why, by=OPERATOR, reason="bedt om")

    assert refusal(lambda: dispense("LABB", "kan ikke")) == ("processing_problem", "npn_new_agreement")
    dispense("LABA", "kan ikke")
    assert plain.connections.register().laboratories["LABA"].dispensation == "kan ikke"
    dispense("LABA", "")
    assert plain.connections.register().laboratories["LABA"].dispensation == ""


def test_a_token_is_told_once_and_the_older_one_ends(plain: NpnService) -> None:
    by = Actor(who="x", supplier="A")
    first = plain.connections.new_token("lis-A", by=by, reason="ny")
    second = plain.connections.new_token("lis-A", by=by, reason="mistet")
    assert plain.account_of_token(first) is None
    assert plain.account_of_token(second) == account(plain)
    assert plain.account_of_token("") is None
    assert plain.is_right(Credentials(username="lis-A", password=second))
    assert not plain.is_right(Credentials(username="lis-B", password=second))
    assert all(second not in str(event) for event in plain.connections.events())


def test_service_messages_are_shown_on_their_days(plain: NpnService) -> None:
    today = NOW.date()
    plain.connections.put_message("Lukket i aften", first=today, last=today, by=OPERATOR, reason="drift")
    register = plain.connections.register()
    assert [each.text for each in register.messages_on(today)] == ["Lukket i aften"]
    assert list(register.messages_on(today + timedelta(days=1))) == []


def test_plain_http_ends_on_its_day(plain: NpnService) -> None:
    """Only a demonstration takes it where nothing is set; every call until the end is warned."""
    assert plain_http(account(plain), at=NOW, demo=True) == ()
    assert refusal(lambda: plain_http(account(plain), at=NOW, demo=False)) == (
        "not_authorized",
        "plain_http",
    )
    plain.connections.plain_http("lis-A", NOW.date(), by=OPERATOR, reason="frist")
    for demo in (True, False):
        assert plain_http(account(plain), at=NOW, demo=demo) == ("service.plain_http",)
        late = NOW + timedelta(days=1)
        assert refusal(lambda demo=demo, late=late: plain_http(account(plain), at=late, demo=demo)) == (  # type: ignore[misc]  # bound now
            "not_authorized",
            "plain_http",
        )


def test_a_demonstration_connects_its_own_once(plain: NpnService) -> None:
    before = len(plain.connections.events())
    connect_made_up(plain.connections)
    assert len(plain.connections.events()) == before
    fresh = Connections(MemoryConnections())
    connect_made_up(fresh)
    assert set(fresh.register().accounts) == {"testlaboratorium-lis"}


def test_nothing_that_was_decided_is_altered_unseen(
    database: Database, owner_dsn: str, database_dsn: str
) -> None:
    """Every series, release and decision stands in the ledger; the running server can change none of them,
    and two series that overlap cannot be put in by anybody."""
    import psycopg

    from labsvar.database.verify import verify

    made = database.npn
    connect_made_up(made.connections)
    series = made.draw(account(made, "testlaboratorium-lis"), 10, laboratory=None, message_id="m", at=NOW)
    made.free(
        account(made, "testlaboratorium-lis"), made.written(series.first), made.written(series.last), at=NOW
    )
    assert verify(owner_dsn) == []
    with psycopg.connect(database_dsn, autocommit=True) as connection:
        for statement in (
            "UPDATE labsvar.npn_series SET numbers = '[1,2)'",
            "DELETE FROM labsvar.npn_series",
            "DELETE FROM labsvar.npn_release",
            "UPDATE labsvar.npn_connection SET who = 'x'",
            "UPDATE labsvar.dgws_call SET rule = 'x'",
            "INSERT INTO labsvar.npn_series (numbers, reusable) VALUES ('[1,2)', true)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        with pytest.raises(psycopg.errors.ExclusionViolation):
            connection.execute(
                "INSERT INTO labsvar.npn_series (numbers, origin, supplier, laboratory, department, account, "
                "drawn_at, who, note) SELECT numbers, origin, '', '', '', '', drawn_at, '', '' "
                "FROM labsvar.npn_series"
            )
        connection.execute("UPDATE labsvar.npn_series SET laboratory = 'x'")
        connection.execute("UPDATE labsvar.npn_release SET who = 'x'")
        connection.execute("UPDATE labsvar.npn_connection SET who = 'x' WHERE event_id = 1")
    assert {(each.what, each.kind) for each in verify(owner_dsn)} == {
        ("npn_series", "altered"),
        ("npn_release", "altered"),
        ("npn_connection", "altered"),
    }


REUSING = NumberSettings(first=0, last=39, largest_draw=40, reuse_released=True)
STEPS = st.lists(
    st.tuples(st.sampled_from(["draw", "register", "free"]), st.integers(0, 39), st.integers(1, 15)),
    max_size=12,
)


def run(store: SeriesStore, steps: list[tuple[str, int, int]]) -> list[object]:
    """What each step gives: ends of a series, or the rule that refuses it."""
    told: list[object] = []
    drawn: list[int] = []
    for kind, place, size in steps:
        wanted = Wanted(
            size=size,
            origin="registered" if kind == "register" else "drawn",
            supplier="A",
            laboratory="L",
            department="",
            account="a",
            message_id="",
            at=NOW,
            who="x",
        )
        try:
            if kind == "draw":
                series = store.draw(wanted)
            elif kind == "register":
                series = store.register(wanted, first=place, last=place + size - 1)
            elif drawn:
                series = store.free(drawn[place % len(drawn)], at=NOW, by="x", reusable=True)
            else:
                continue
        except Refused as refused:
            told.append(refused.rule.id)
            continue
        drawn.append(series.series_id)
        told.append((series.first, series.last))
    return told


@given(STEPS)
def test_live_series_never_overlap(steps: list[tuple[str, int, int]]) -> None:
    """Whatever is drawn, registered and released with numbers that may be used again."""
    store = MemorySeries(REUSING)
    run(store, steps)
    live = sorted((each.first, each.last) for each in store.of() if each.freed_at is None)
    assert all(before[1] < after[0] for before, after in pairwise(live))


def test_the_database_hands_out_what_the_readable_store_does(database: Database) -> None:
    """Step by step, the same ends and the same refusals; released numbers come again when others are gone."""
    import random

    dice = random.Random(20260304)
    kinds = ["draw", "draw", "register", "free"]
    steps = [(dice.choice(kinds), dice.randrange(40), dice.randrange(1, 16)) for _ in range(150)]
    ids: dict[bool, list[object]] = {}
    for real, store in ((True, PostgresSeries(database._pool, REUSING)), (False, MemorySeries(REUSING))):
        ids[real] = run(store, steps)
    assert ids[True] == ids[False]
    assert {"service.npn_exhausted", "service.npn_overlaps", "service.npn_freed"} <= {
        each for each in ids[True] if isinstance(each, str)
    }
