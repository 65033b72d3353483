"""What a citizen's entries say about a look: the pure decision, entry by entry and all together."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.blocking.deciding import Verdict
from labsvar.blocking.model import NAME, Actor, Caller, Datum, Entry, Organisation, What, Who, Wish
from labsvar.blocking.organisations import SHAK, Organisations
from labsvar.blocking.service import OwnBlocking

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CITIZEN = Actor(account="citizen", name="Prøve", role="citizen", organisation="")
HOSPITAL, WARD = Organisation(NAME, "Testsygehuset"), Organisation(NAME, "Testsygehuset, Medicin")
PRACTICE = Organisation(NAME, "Lægerne Testvej")
CALLER = Caller(citizen="1", person="ward", organisations=(WARD,), at=NOW)
LABORATORY = Organisation(SHAK, "9900010")
DATA = (
    Datum(key="blood", day=date(2026, 1, 10), places=(LABORATORY, PRACTICE)),
    Datum(key="urine", day=date(2026, 2, 20), places=(Organisation(SHAK, "8800"), HOSPITAL)),
)


def entry(**wish: object) -> Entry:
    """Something set at noon, which holds from then on."""
    made = Wish(**({"valid_from": NOW} | wish))  # type: ignore[arg-type]  # the fields are of several types
    return Entry(entry_id="1", citizen="1", wish=made, set_by=CITIZEN, set_at=NOW)


def place(organisation: Organisation, *, sub_units: bool = False) -> What:
    return What(place=organisation, sub_units=sub_units)


def at(organisation: Organisation, *, sub_units: bool = False) -> Who:
    return Who(organisation=organisation, sub_units=sub_units, label="x")


def answer(
    *entries: Entry, caller: Caller = CALLER, organisations: Organisations | None = None
) -> tuple[Verdict, list[str]]:
    """The user check, and what the data check lets through."""
    service = OwnBlocking(lambda _citizen: entries, organisations)
    return service.user_check(caller), [datum.key for datum in service.data_check(caller, DATA)]


BOTH = ["blood", "urine"]
EVERYTHING: tuple[Verdict, list[str]] = ("positive", BOTH)
NOTHING: tuple[Verdict, list[str]] = ("negative", [])


def some(*keys: str) -> tuple[Verdict, list[str]]:
    return "data_specific", list(keys)


CASES = {
    "nothing set": ((), EVERYTHING),
    "everything for everybody": ((entry(),), NOTHING),
    "everything for this person": ((entry(who=Who(person="ward")),), NOTHING),
    "everything for another person": ((entry(who=Who(person="gp")),), EVERYTHING),
    "everything for this ward": ((entry(who=at(WARD)),), NOTHING),
    "everything for the hospital without its wards": ((entry(who=at(HOSPITAL)),), EVERYTHING),
    "everything for the hospital and its wards": ((entry(who=at(HOSPITAL, sub_units=True)),), NOTHING),
    "for somebody unnamed": ((entry(who=Who()),), NOTHING),
    "a place": ((entry(what=place(LABORATORY)),), some("urine")),
    "a place by its name, however written": (
        (entry(what=place(Organisation(NAME, " lægerne  TESTVEJ"))),),
        some("urine"),
    ),
    "a place above, without its sub-units": ((entry(what=place(Organisation(SHAK, "9900"))),), some(*BOTH)),
    "a place above, with its sub-units": (
        (entry(what=place(Organisation(SHAK, "9900"), sub_units=True)),),
        some("urine"),
    ),
    "a period": ((entry(what=What(since=date(2026, 2, 1))),), some("blood")),
    "a period of one day": (
        (entry(what=What(since=date(2026, 1, 10), until=date(2026, 1, 10))),),
        some("urine"),
    ),
    "a period before everything": ((entry(what=What(until=date(2026, 1, 9))),), some(*BOTH)),
    "a place in a period it has nothing in": (
        (entry(what=What(place=LABORATORY, since=date(2026, 2, 1))),),
        some(*BOTH),
    ),
    "nothing yet": ((entry(valid_from=NOW + timedelta(seconds=1)),), EVERYTHING),
    "no more": ((entry(valid_from=NOW - timedelta(days=2), valid_to=NOW),), EVERYTHING),
    "until later": ((entry(valid_to=NOW + timedelta(seconds=1)),), NOTHING),
    "ended": ((replace(entry(), ended_at=NOW, ended_by=CITIZEN),), EVERYTHING),
    "a person excepted from everything": (
        (entry(), entry(positive=True, who=Who(person="ward"))),
        EVERYTHING,
    ),
    "a place excepted from everything": (
        (entry(), entry(positive=True, what=place(LABORATORY))),
        some("blood"),
    ),
    "another person excepted": ((entry(), entry(positive=True, who=Who(person="gp"))), NOTHING),
    "an exception as exact as the blocking": ((entry(), entry(positive=True)), NOTHING),
    "an exception less exact than the blocking": (
        (entry(who=Who(person="ward")), entry(positive=True, who=at(WARD))),
        NOTHING,
    ),
    "each the more exact in its own way": (
        (entry(who=Who(person="ward")), entry(positive=True, what=place(LABORATORY))),
        NOTHING,
    ),
    "a ward excepted from its hospital": (
        (entry(who=at(HOSPITAL, sub_units=True)), entry(positive=True, who=at(WARD))),
        EVERYTHING,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_look_may_see(case: str) -> None:
    """The user check says whether the data check is needed, and the data check agrees with it."""
    entries, expected = CASES[case]
    assert answer(*entries) == expected


def test_a_data_specific_blocking_hits_the_organisations_above_unless_they_are_excepted() -> None:
    """Whoever signs in at the hospital may sit in the blocked ward. A general blocking does not reach up."""
    above = replace(CALLER, organisations=(HOSPITAL,))
    blocked = entry(what=place(LABORATORY), who=at(WARD))
    assert answer(blocked, caller=above) == some("urine")
    assert answer(blocked, entry(positive=True, who=at(HOSPITAL)), caller=above) == EVERYTHING
    assert answer(entry(who=at(WARD)), caller=above) == EVERYTHING


def test_an_installation_may_know_what_is_part_of_what() -> None:
    """Numbers that do not tell are put under others by a table; a circle in it does no harm."""
    region = Organisation("sorkode", "1")
    known = {"sygehusafdelingsnummer:9900": "sorkode:1", "sorkode:1": "sygehusafdelingsnummer:9900"}
    blocked = entry(what=place(region, sub_units=True))
    assert answer(blocked, organisations=Organisations(known)) == some("urine")
    assert answer(blocked) == some(*BOTH)


def test_a_clinician_without_an_organisation_is_bound_by_what_binds_everybody() -> None:
    nowhere = replace(CALLER, organisations=())
    assert answer(entry(), caller=nowhere) == NOTHING
    assert answer(entry(who=at(WARD)), caller=nowhere) == EVERYTHING


ORGANISATIONS = st.sampled_from([HOSPITAL, WARD, PRACTICE, LABORATORY, Organisation(SHAK, "9900")])
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 3, 1))
WHATS = st.none() | st.builds(
    What, place=st.none() | ORGANISATIONS, sub_units=st.booleans(), since=DAYS, until=DAYS
)
WHOS = (
    st.none()
    | st.builds(Who, organisation=ORGANISATIONS, sub_units=st.booleans())
    | st.just(Who(person="ward"))
)
ENTRIES = st.lists(st.builds(entry, what=WHATS, who=WHOS, positive=st.booleans()), max_size=5)


@given(ENTRIES)
def test_the_two_checks_never_disagree(entries: list[Entry]) -> None:
    """Positive lets everything through and negative nothing, so no second call is needed after either."""
    verdict, allowed = answer(*entries)
    assert verdict != "positive" or allowed == BOTH
    assert verdict != "negative" or allowed == []


@given(ENTRIES, ENTRIES)
def test_another_blocking_never_shows_more_nor_another_exception_less(
    entries: list[Entry], more: list[Entry]
) -> None:
    """Whatever is set already, and in whichever order."""
    before = set(answer(*entries)[1])
    blockings = [each for each in more if not each.wish.positive]
    exceptions = [each for each in more if each.wish.positive]
    assert set(answer(*entries, *blockings)[1]) <= before <= set(answer(*exceptions, *entries)[1])
    assert answer(*reversed(entries)) == answer(*entries)
