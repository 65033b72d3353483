"""Each way an answer is told: what its letters say, one after the other."""

from __future__ import annotations

from datetime import datetime

import pytest
from msgspec.structs import replace

from labsvar.population import assumptions, microbiology
from labsvar.population.analyses import Analyses, Subject
from labsvar.population.chance import chance_of
from labsvar.population.courses import Sampled
from labsvar.population.plan import Found, Measured, ToldFinding
from labsvar.population.stories import Stories, Story

ABOUT = assumptions.load()
ANALYSES = Analyses(ABOUT)
STORIES = Stories(ABOUT)
ADULT = Subject(sex="male", age_days=20000, levels="x")
AT = datetime(2026, 3, 2, 8, 0)
KIDNEY = ANALYSES.panel("kidney", ADULT, chance_of("kidney"))
WORD = ANALYSES.word("NPU03987", "neg", abnormal=False)
LESS = ANALYSES.less_than("NPU19748", "5", ADULT)
CULTURE = microbiology.culture(ABOUT.cultures[0], chance_of("culture"), grows=True)
NO_GROWTH = replace(CULTURE, organisms=(), antibiotics=(), text="Ingen vækst efter 2 døgn")
SEROLOGY = microbiology.serology(ABOUT.serology, chance_of("serology"))


def story(way: str, found: tuple[Measured, ...] | Found = KIDNEY) -> Story | None:
    place = ABOUT.places_of("biochemistry" if isinstance(found, tuple) else "microbiology")[0]
    sample = Sampled(place=place, sampled=AT, answer=(60, 90), found=found)
    return STORIES.tell(sample, way, AT, chance_of(way))


def told(
    way: str, found: tuple[Measured, ...] | Found = KIDNEY
) -> list[tuple[str, dict[str, int], bool | None]]:
    """Each letter: the status of the report, how many results have each status, the word on consent."""
    made = story(way, found)
    assert made is not None
    letters: list[tuple[str, dict[str, int], bool | None]] = []
    for telling in made.tellings:
        results = telling.told if isinstance(telling.told, tuple) else (telling.told,)
        statuses: list[str] = [each.status for each in results]
        counted = {status: statuses.count(status) for status in dict.fromkeys(statuses)}
        letters.append((telling.report_status, counted, telling.given))
    return letters


@pytest.mark.parametrize(
    ("way", "letters"),
    [
        ("final", [("komplet_svar", {"svar_endeligt": 6}, None)]),
        (
            "received",
            [("modtaget", {"proeve_modtaget": 6}, None), ("komplet_svar", {"svar_endeligt": 6}, None)],
        ),
        (
            "preliminary",
            [("del_svar", {"svar_midlertidigt": 6}, None), ("komplet_svar", {"svar_endeligt": 6}, None)],
        ),
        (
            "partial_repeated",
            [
                ("del_svar", {"svar_endeligt": 4, "proeve_modtaget": 2}, None),
                ("komplet_svar", {"svar_endeligt": 6}, None),
            ],
        ),
        (
            "partial_added",
            [("del_svar", {"svar_endeligt": 4}, None), ("komplet_svar", {"svar_endeligt": 2}, None)],
        ),
        (
            "corrected_alone",
            [("komplet_svar", {"svar_endeligt": 6}, None), ("komplet_svar", {"svar_rettet": 1}, None)],
        ),
        ("refused", [("komplet_svar", {"svar_endeligt": 6}, False)]),
        (
            "refused_later",
            [("komplet_svar", {"svar_endeligt": 6}, None), ("komplet_svar", {"svar_endeligt": 6}, False)],
        ),
        (
            "refusal_stands",
            [("del_svar", {"svar_midlertidigt": 6}, False), ("komplet_svar", {"svar_endeligt": 6}, None)],
        ),
        (
            "refusal_lifted",
            [("del_svar", {"svar_midlertidigt": 6}, False), ("komplet_svar", {"svar_endeligt": 6}, True)],
        ),
    ],
)
def test_each_way_is_a_row(way: str, letters: list[tuple[str, dict[str, int], bool | None]]) -> None:
    assert told(way) == letters


def test_a_whole_correction_tells_everything_again_and_marks_one() -> None:
    first, second = told("corrected_whole")
    assert first[1] == {"svar_endeligt": 6}
    assert sorted(second[1].items()) == [("svar_endeligt", 5), ("svar_rettet", 1)]


def test_a_correction_puts_the_value_right_and_says_so() -> None:
    made = story("corrected_alone")
    assert made is not None
    first, second = (telling.told for telling in made.tellings)
    assert isinstance(first, tuple)
    assert isinstance(second, tuple)
    right = second[0]
    wrong = next(each for each in first if each.analysis == right.analysis)
    assert right.measured in KIDNEY
    assert wrong.measured is not None
    assert right.measured is not None
    assert wrong.measured.value != right.measured.value
    assert right.comment


def test_only_refusals_that_stand_are_hidden() -> None:
    hidden = {way for way in ABOUT.stories.biochemistry if (made := story(way)) and made.hidden}
    assert hidden == {"refused", "refused_later", "refusal_stands"}


def test_equal_times_carry_one_time_of_result_and_are_sent_in_order() -> None:
    made = story("equal_times")
    assert made is not None
    first, second = made.tellings
    assert first.resulted == second.resulted
    assert first.sent < second.sent


@pytest.mark.parametrize("way", ["partial_repeated", "partial_added"])
def test_a_single_result_has_no_parts(way: str) -> None:
    assert story(way, KIDNEY[:1]) is None
    assert story(way, KIDNEY[:2]) is not None


@pytest.mark.parametrize("way", ["preliminary", "equal_times", "corrected_alone", "corrected_whole"])
@pytest.mark.parametrize("measured", [WORD, LESS])
def test_words_and_values_beyond_a_limit_are_never_otherwise(way: str, measured: Measured) -> None:
    assert story(way, (measured,)) is None


def test_where_nothing_is_known_early_a_refusal_begins_with_the_reception() -> None:
    assert told("refusal_stands", (WORD,))[0] == ("del_svar", {"proeve_modtaget": 1}, False)


@pytest.mark.parametrize(
    ("found", "differs"),
    [(CULTURE, "antibiotics"), (SEROLOGY, "antibodies")],
)
def test_a_microbiology_report_is_corrected_as_a_whole(found: Found, differs: str) -> None:
    made = story("corrected", found)
    assert made is not None
    first, second = (telling.told for telling in made.tellings)
    assert isinstance(first, ToldFinding)
    assert isinstance(second, ToldFinding)
    assert (first.status, second.status) == ("svar_endeligt", "svar_rettet")
    assert second.found == found
    assert getattr(first.found, differs) != getattr(second.found, differs)


def test_where_nothing_grew_there_is_nothing_to_correct() -> None:
    assert story("corrected", NO_GROWTH) is None


def test_a_preliminary_culture_names_the_organism_without_its_table() -> None:
    for found, text in ((CULTURE, None), (NO_GROWTH, microbiology.NO_GROWTH_YET)):
        made = story("preliminary", found)
        assert made is not None
        early = made.tellings[0].told
        assert isinstance(early, ToldFinding)
        assert early.found == replace(found, antibiotics=(), text=text)


def test_a_clinic_answers_at_once_and_so_in_few_ways() -> None:
    clinic = Sampled(place=ABOUT.places_of("clinic")[0], sampled=AT, answer=(5, 9), found=KIDNEY)
    assert set(STORIES.shares(clinic)) == {"corrected_alone", "corrected_whole", "refused", "refused_later"}
