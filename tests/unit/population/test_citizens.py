"""Who lives in the demonstration: nobody who exists (rule S10)."""

from __future__ import annotations

from datetime import date

from labsvar.codes import tables
from labsvar.identifiers import cpr
from labsvar.identifiers.person import is_made_up
from labsvar.population import assumptions
from labsvar.population.citizens import citizens, made_up_name
from labsvar.population.plan import Citizen

ABOUT = assumptions.load()
UNTIL = date(2026, 10, 31)


def population(count: int, *, years: float = 3, seed: int = 1) -> list[Citizen]:
    return list(citizens(ABOUT, count=count, years=years, seed=seed, until=UNTIL))


def test_no_citizen_can_be_a_real_person() -> None:
    """Every number is a test person's or belongs to nobody; every made-up one fails modulus 11."""
    everybody = population(400)
    for citizen in everybody:
        assert is_made_up(citizen.number)
        if not citizen.test_person:
            assert citizen.number[6:8] == "99"
            assert not cpr.passes_modulus_11(citizen.number)
    assert len({citizen.number for citizen in everybody}) == 400


def test_the_number_says_what_the_citizen_is() -> None:
    for citizen in population(200):
        assert cpr.birth_date(citizen.number) == citizen.born
        assert cpr.sex(citizen.number) == citizen.sex


def test_medcoms_test_persons_come_first_and_the_best_known_before_all() -> None:
    everybody = population(200)
    assert everybody[0].number == "2512489996"
    listed = tables.test_person_numbers()
    assert [citizen.number in listed for citizen in everybody] == [
        citizen.test_person for citizen in everybody
    ]
    assert sum(citizen.test_person for citizen in everybody) > 30


def test_the_smallest_populations_have_a_test_person_too() -> None:
    assert [citizen.test_person for citizen in population(1)] == [True]
    assert [citizen.test_person for citizen in population(6)] == [True] + [False] * 5
    assert population(0) == []


def test_test_persons_are_in_it_only_when_they_are_born() -> None:
    """A long period reaches back before the birth of the youngest test persons."""
    for citizen in population(200, years=12):
        assert citizen.born < date(2014, 11, 2)


def test_made_up_citizens_are_adults_through_the_whole_period() -> None:
    for citizen in population(300, years=5):
        if not citizen.test_person:
            assert date(1933, 1, 1) < citizen.born < date(2003, 11, 1)
            assert (citizen.born.month, citizen.born.day) != (1, 1)


def test_made_up_names_are_things_and_all_different() -> None:
    about = ABOUT.citizens
    every = len(about.given) * len(about.middle) * len(about.family)
    names = {made_up_name(about, n) for n in range(every)}
    assert len(names) == every
    assert all(family.startswith("Opdigtet-") for _, family in names)


def test_the_same_seed_makes_the_same_citizens_and_another_makes_others() -> None:
    assert population(80) == population(80)
    assert population(80, seed=2) != population(80)
