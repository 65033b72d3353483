"""The citizens: MedCom's national test persons, and persons made up so that they can be nobody.

Rule S10: a made-up person has a number that belongs to nobody. Their names are things.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from labsvar.codes import tables
from labsvar.codes.tables import TestPerson
from labsvar.identifiers.cpr import Sex
from labsvar.identifiers.person import made_up_number
from labsvar.population.assumptions import Assumptions, Citizens
from labsvar.population.chance import chance_of
from labsvar.population.plan import Citizen

# The persons that examples and pages name come first, so that the smallest population has them.
_FIRST = ("2512489996", "2509479989")
# The first birth date with numbers that nobody can have (see `identifiers.person.made_up_number`).
_FIRST_BIRTH = date(1937, 1, 2)
_DAYS_OF_YEAR = 365.25


def citizens(
    assumptions: Assumptions, *, count: int, years: float, seed: int, until: date
) -> Iterator[Citizen]:
    """The citizens of a population, test persons first; the same seed makes the same ones."""
    about = assumptions.citizens
    listed = _test_persons(until, years)
    test_persons = min(len(listed), max(1, count // about.test_persons_one_in), count)
    taken: Counter[tuple[date, Sex]] = Counter()
    clinics = assumptions.places_of("clinic")
    hospitals = len(assumptions.places_of("biochemistry"))
    for index in range(count):
        chance = chance_of(seed, "citizen", index)
        if index < test_persons:
            person = listed[index]
            born, sex, number = person.birth_date, person.gender, person.cpr
            given, family = person.given, person.family
        else:
            born, sex = (
                _birth(about, chance, until - timedelta(days=years * _DAYS_OF_YEAR)),
                _sex(about, chance),
            )
            number = made_up_number(born, sex, taken[born, sex])
            taken[born, sex] += 1
            given, family = made_up_name(about, index - test_persons)
        yield Citizen(
            index=index,
            number=number,
            given=given,
            family=family,
            born=born,
            sex=sex,
            test_person=index < test_persons,
            clinic=clinics[index % len(clinics)],
            hospital=index % hospitals,
            moved=_moved(about, index, years=years, seed=seed, until=until),
        )


def _moved(about: Citizens, index: int, *, years: float, seed: int, until: date) -> date | None:
    """The day a citizen moves to where another hospital answers; the first citizen moves always."""
    chance = chance_of(seed, "moves", index)
    lot, share = chance.random(), chance.uniform(*about.moves_after)
    if lot >= about.moves and not (about.moves and index == 0):
        return None
    return until - timedelta(days=years * _DAYS_OF_YEAR * (1 - share))


def made_up_name(about: Citizens, n: int) -> tuple[str, str]:
    """The `n`th made-up name, given and family. All are different until every combination is used."""
    givens, middles, families = len(about.given), len(about.middle), len(about.family)
    given = about.given[n % givens]
    middle = about.middle[(n // givens) % middles]
    family = about.family[(n // (givens * middles) + n) % families]
    return f"{given} {middle}", family


def _test_persons(until: date, years: float) -> list[TestPerson]:
    """Test persons who are born when the period begins, the best known first."""
    begins = until - timedelta(days=years * _DAYS_OF_YEAR)
    born = [person for person in tables.test_persons() if person.birth_date < begins]
    return sorted(born, key=lambda person: _FIRST.index(person.cpr) if person.cpr in _FIRST else len(_FIRST))


def _birth(about: Citizens, chance: Random, begins: date) -> date:
    """A birth date that makes a citizen an adult through the whole period."""
    youngest = begins - timedelta(days=about.youngest * _DAYS_OF_YEAR + 1)
    oldest = max(begins - timedelta(days=about.oldest * _DAYS_OF_YEAR), _FIRST_BIRTH)
    born = oldest + timedelta(days=chance.randrange((youngest - oldest).days))
    # On 1 January numbers without a check digit have been issued, so none there belongs to nobody.
    return born + timedelta(days=1) if (born.month, born.day) == (1, 1) else born


def _sex(about: Citizens, chance: Random) -> Sex:
    return "female" if chance.random() < about.female else "male"
