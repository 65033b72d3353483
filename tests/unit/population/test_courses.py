"""The courses of the citizens are plausible, and the values spread as the intervals say."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from statistics import mean

import pytest

from labsvar.population import assumptions
from labsvar.population.analyses import Analyses, Subject, ckd_epi
from labsvar.population.chance import chance_of
from labsvar.population.citizens import citizens
from labsvar.population.courses import Courses, Sampled
from labsvar.population.plan import Citizen, CultureFound, Measured, SerologyFound

ABOUT = assumptions.load()
UNTIL = date(2026, 10, 31)
YEARS = 3.0
SEED = 5
ADULT = Subject(sex="female", age_days=50 * 365.25, levels="x")

Course = list[tuple[Citizen, list[Sampled]]]


@pytest.fixture(scope="module")
def courses() -> Course:
    told = Courses(ABOUT, years=YEARS, until=UNTIL, seed=SEED)
    everybody = citizens(ABOUT, count=300, years=YEARS, seed=SEED, until=UNTIL)
    return [(citizen, told.of(citizen)) for citizen in everybody]


def measured(samples: list[Sampled], code: str) -> list[Measured]:
    """The values of an analysis over time."""
    return [
        each
        for sample in samples
        if isinstance(sample.found, tuple)
        for each in sample.found
        if each.analysis.code == code
    ]


def test_everything_happens_within_the_period_and_after_birth(courses: Course) -> None:
    for citizen, samples in courses:
        for sample in samples:
            assert date(2023, 10, 31) <= sample.sampled.date() < UNTIL
            assert sample.sampled.date() > citizen.born
        assert samples == sorted(samples, key=lambda sample: sample.sampled)


def test_some_reference_intervals_hold_95_of_100_healthy_values() -> None:
    """The interval of a table is where the middle 95 % of healthy persons lie."""
    analyses = Analyses(ABOUT)
    chance = chance_of("spread")
    for code in ("NPU03429", "NPU03230", "NPU02593", "NPU03577", "NPU02319", "NPU03568"):
        marks = Counter(
            analyses.healthy(code, Subject(sex="female", age_days=50 * 365.25, levels=f"p{n}"), chance).mark
            for n in range(2000)
        )
        outside = 1 - marks[None] / 2000
        assert 0.01 < outside < 0.08, code
        assert marks["for_hoej"] > 0
        assert marks["for_lav"] > 0


def test_the_values_of_one_person_lie_closer_than_those_of_many() -> None:
    analyses = Analyses(ABOUT)
    chance = chance_of("between")
    one = [float(analyses.healthy("NPU18016", ADULT, chance).value) for _ in range(300)]
    many = [
        float(
            analyses.healthy(
                "NPU18016", Subject(sex="female", age_days=ADULT.age_days, levels=f"p{n}"), chance
            ).value
        )
        for n in range(300)
    ]
    assert max(one) - min(one) < max(many) - min(many)


def test_intervals_follow_sex_and_age_and_what_has_none_gets_none() -> None:
    analyses = Analyses(ABOUT)
    man = Subject(sex="male", age_days=ADULT.age_days, levels="x")
    child = Subject(sex="female", age_days=3000, levels="x")
    haemoglobin = analyses.interval("NPU02319", man)
    assert haemoglobin is not None
    assert (haemoglobin.lower, haemoglobin.upper) == ("8.3", "10.5")
    assert analyses.interval("NPU02319", ADULT) != haemoglobin
    assert analyses.interval("NPU02319", child) is None
    decision = analyses.interval("NPU27300", ADULT)
    assert decision is not None
    assert decision.kind == "uspecificeret", "a decision limit is no physiological interval"


def test_what_is_below_the_measurable_is_answered_as_less_than() -> None:
    result = Analyses(ABOUT).measured("NPU19748", 0.3, ADULT)
    assert (result.operator, result.value, result.mark) == ("mindre_end", "1.0", None)


def test_the_filtration_rate_follows_from_creatinine() -> None:
    """Reckoned by hand from the published equation.

    80 µmol/L is 0.905 mg/dL. Man of 50: 141 * (0.905 / 0.9) ** -1.209 * 0.993 ** 50 = 98.6.
    Woman of 50: 141 * (0.905 / 0.7) ** -1.209 * 0.993 ** 50 * 1.018 = 74.1.
    45 µmol/L is 0.509 mg/dL, woman of 30: 141 * (0.509 / 0.7) ** -0.329 * 0.993 ** 30 * 1.018 = 129.1.
    """
    assert round(ckd_epi(80, sex="male", age=50), 1) == 98.6
    assert round(ckd_epi(80, sex="female", age=50), 1) == 74.1
    assert round(ckd_epi(45, sex="female", age=30), 1) == 129.1
    panel = Analyses(ABOUT).panel("kidney", ADULT, chance_of("kidney"))
    by_code = {each.analysis.code: each for each in panel}
    creatinine, egfr = by_code["NPU18016"], by_code["DNK35302"]
    rate = ckd_epi(float(creatinine.value), sex="female", age=50)
    expected = ("stoerre_end", "90") if rate > 90 else (None, f"{rate:.0f}")
    assert (egfr.operator, egfr.value) == expected


def test_treatment_brings_the_long_term_glucose_of_diabetics_down(courses: Course) -> None:
    courses_of = [measured(samples, "NPU27300") for _, samples in courses]
    long = [[float(each.value) for each in course] for course in courses_of if len(course) >= 8]
    assert len(long) > 10
    assert mean(course[0] for course in long) > mean(course[-1] for course in long) + 8
    assert all(40 <= course[-1] <= 70 for course in long)


def test_inr_under_treatment_reaches_the_therapeutic_interval_and_stays_near_it(courses: Course) -> None:
    courses_of = [measured(samples, "NPU01685") for _, samples in courses]
    long = [course for course in courses_of if len(course) >= 12]
    assert len(long) > 5
    settled = [each for course in long for each in course[7:]]
    assert all(each.interval is not None and each.interval.kind == "terapeutisk" for each in settled)
    inside = sum(each.mark is None for each in settled) / len(settled)
    assert 0.6 < inside < 0.97
    assert all(float(course[0].value) < 2 for course in long)


def test_crp_falls_at_the_end_of_an_infection(courses: Course) -> None:
    """The last value of an infection is below half its highest."""
    infections: defaultdict[int, list[tuple[date, float]]] = defaultdict(list)
    for citizen, samples in courses:
        for sample in samples:
            if sample.place.kind == "clinic" and isinstance(sample.found, tuple):
                for each in sample.found:
                    if each.analysis.code == "NPU19748":
                        infections[citizen.index].append((sample.sampled.date(), float(each.value)))
    first_of = [values for values in infections.values() if len(values) in (3, 4)]
    assert first_of
    rose = 0
    for values in first_of:
        if (values[-1][0] - values[0][0]).days > 15:
            continue
        highest = max(value for _, value in values)
        assert values[-1][1] < highest / 2
        rose += values[0][1] < highest
    assert rose > 3, "some infections are seen while the value still rises"


def test_cultures_grow_what_the_table_says_with_its_antibiotics(courses: Course) -> None:
    found = [sample.found for _, samples in courses for sample in samples]
    cultures = [each for each in found if isinstance(each, CultureFound)]
    grown = [each for each in cultures if each.organisms]
    assert len(grown) < len(cultures)
    assert {each.organisms[0].organism for each in grown} == {
        "Escherichia coli",
        "Klebsiella pneumoniae",
        "Staphylococcus aureus",
        "Streptococcus pneumoniae",
    }
    for each in grown:
        assert each.text is None
        categories = {category for tested in each.antibiotics for category in tested.categories}
        assert categories <= {"S", "I", "R"}
        if each.organisms[0].organism == "Staphylococcus aureus":
            assert [t.categories for t in each.antibiotics if t.name == "Meticillin"] == [("S",)]
    assert all(each.text for each in cultures if not each.organisms)


def test_antibodies_are_positive_above_the_limit(courses: Course) -> None:
    found = [sample.found for _, samples in courses for sample in samples]
    antibodies = [a for each in found if isinstance(each, SerologyFound) for a in each.antibodies]
    assert {a.positive for a in antibodies} == {True, False}
    assert all(a.positive == (Decimal(a.value) >= Decimal("2.0")) for a in antibodies)


def test_children_are_not_put_in_the_panels_of_adults(courses: Course) -> None:
    for citizen, samples in courses:
        for sample in samples:
            if (sample.sampled.date() - citizen.born).days < 15 * 365:
                assert sample.place.kind in ("clinic", "microbiology")


def test_a_person_born_too_late_has_no_samples() -> None:
    told = Courses(ABOUT, years=0.05, until=UNTIL, seed=1)
    assert all(
        told.of(citizen) == [] for citizen in citizens(ABOUT, count=3, years=0.05, seed=1, until=UNTIL)
    )
