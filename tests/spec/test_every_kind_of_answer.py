"""S1, S2, S3, S5 and S16: where microbiology, pathology, genetics and MiBa reports are shown, and their versions.

Each letter is told again (`tests.retold`) with another number, status, time, sender or word on consent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.results.model import Report, Status
from labsvar.results.record import Reading, foreign_corrections
from tests import microbiology, narratives
from tests.retold import STRANGER
from tests.spec.every_kind import EVERY, cultured, histories, only, told
from tests.spec.reports import record, report

# Where each kind is shown -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("XRPT02", "microbiology"),
        ("XRPT03", "pathology"),
        ("XRPT04", "pathology"),
        ("XRPT05", "microbiology"),
        ("XRPT06", "microbiology"),
        ("XRPT07", "genetics"),
    ],
)
def test_every_kind_has_its_page(kind: str, field: str) -> None:
    """Microbiology, pathology and genetics; nothing but biochemistry is in the cumulative table."""
    found = record(told(kind))
    assert len(getattr(found, field)) == 1 == len(found.reports)
    assert found.results == ()
    assert not found.is_empty


def test_the_foot_status_is_shown_among_the_results() -> None:
    """It has the kind and the results of XRPT01."""
    found = record(report(microbiology.foot_status()))
    assert len(found.results) > 0
    assert found.reports == ()


def test_s5_an_answer_in_words_is_kept_as_the_laboratory_sent_it() -> None:
    """Codes, texts and tables are the letter's own; so are those of XRPT02 beside its results."""
    sent = narratives.histology_report()
    assert report(sent).histology == report(sent).narrative == sent.laboratory_results
    culture = microbiology.microbiology_letter()
    kept = report(culture).bacteriology
    assert kept is not None
    assert kept.culture_with_findings == culture.laboratory_results.culture_with_findings


# S1 and S2: versions ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EVERY)
def test_s1_a_later_report_replaces_the_earlier(kind: str) -> None:
    """One report stands, the earlier version behind it."""
    history = only(record(told(kind), told(kind, minute=10, number="2")))
    assert history.current.letter_number == "2"
    assert [each.letter_number for each in history.earlier] == ["1"]


@pytest.mark.parametrize("kind", EVERY)
def test_s1_another_production_number_is_another_report(kind: str) -> None:
    """Neither is a version of the other."""
    found = record(told(kind), told(kind, minute=10, number="2", production="P2"))
    assert sorted(each.current.letter_number for each in histories(found)) == ["1", "2"]


FALLS_BACK = [
    ("received", "temporary", "2"),
    ("temporary", "received", "1"),
    ("temporary", "final", "2"),
    ("final", "temporary", "1"),
    ("final", "received", "1"),
    ("final", "final", "2"),
    ("final", "corrected", "2"),
    ("corrected", "final", "1"),
    ("corrected", "corrected", "2"),
]


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize(("earlier", "later", "expected"), FALLS_BACK)
def test_s2_no_kind_falls_back(kind: str, earlier: str, later: str, expected: str) -> None:
    """A lower status never replaces a higher one, whatever the laboratory's time says."""
    first, second = told(kind, earlier), told(kind, later, 10, number="2")
    assert only(record(first, second)).current.letter_number == expected
    assert only(record(second, first)).current.letter_number == expected


PLANS = st.lists(
    st.tuples(
        st.sampled_from(["received", "temporary", "final", "corrected"]),
        st.integers(0, 3),
        st.sampled_from(["XRPT05", "XRPT06"]),
    ),
    min_size=1,
    max_size=5,
)


def _beats(new: Report, old: Report) -> bool:
    """S2 word by word, and S16 where the two say the same version."""
    one, other = new.status or 0, old.status or 0
    if one != other:
        return one > other
    if new.resulted_at != old.resulted_at:
        return new.resulted_at > old.resulted_at
    if new.kind != old.kind:
        return new.kind == "XRPT05"
    return new.arrived_at > old.arrived_at


@settings(max_examples=150)
@given(plan=PLANS, seed=st.randoms(use_true_random=False))
def test_s2_s16_agree_with_a_slow_obvious_reading(plan: Sequence[tuple[str, int, str]], seed: Any) -> None:
    """Whatever order they are stored in, the version is shown that no other beats, and none is lost."""
    reports = [
        told(kind, status, minute, number=str(index), arrival=index)
        for index, (status, minute, kind) in enumerate(plan)
    ]
    shuffled = list(reports)
    seed.shuffle(shuffled)
    history = only(record(*shuffled))
    current = history.current
    assert not any(_beats(other, current) for other in reports if other is not current)
    kept = {each.letter_id for each in (current, *history.earlier, *history.copies)}
    assert kept == {each.letter_id for each in reports}


# S1: a setting for each kind ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["XRPT03", "XRPT04", "XRPT07"])
def test_s1_a_setting_keeps_earlier_answers_in_words_beside_the_later(kind: str) -> None:
    """With `adds`, an earlier report stands as long as it says something that no later one repeats."""
    whole, part = told(kind), told(kind, minute=10, number="2")
    answer = narratives.told(EVERY[kind], conclusion=None, comments=None).laboratory_results
    field = {"XRPT03": "cytology", "XRPT04": "histology", "XRPT07": "genetics"}[kind]
    part = replace(part, **{field: answer})
    adds = Reading(report_versions={kind: "adds"})
    standing = only(record(whole, part, reading=adds)).standing
    assert [each.letter_number for each in standing] == ["2", "1"]
    assert [each.letter_number for each in only(record(whole, part)).standing] == ["2"]
    repeated = told(kind, minute=20, number="3")
    assert [each.letter_number for each in only(record(whole, part, repeated, reading=adds)).standing] == [
        "3"
    ]


# S1: XRPT02 --------------------------------------------------------------------------------------


def test_s1_xrpt02_keeps_a_version_of_each_result() -> None:
    """A later letter replaces the results it repeats; what it leaves out stays."""
    found = only(record(cultured(0, "1", ("1", "POS"), ("2", "NEG")), cultured(10, "2", ("1", "NEG"))))
    shown = {each.current.result.code: each.current.result.value for each in found.results}
    assert shown == {"1": "NEG", "2": "NEG"}
    assert [len(each.earlier) for each in found.results] == [1, 0]


def test_s1_a_part_of_xrpt02_stays_when_a_later_letter_leaves_it_out() -> None:
    """Microscopy and culture are kept as results are; a later letter that has none takes none away."""
    first = cultured(0, "1", ("1", "POS"))
    second = cultured(10, "2", ("1", "POS"), culture_with_findings=None)
    (part,) = only(record(first, second)).parts
    assert (part.name, part.report.letter_number) == ("culture_with_findings", "1")
    third = cultured(20, "3", ("1", "POS"))
    (part,) = only(record(first, second, third)).parts
    assert part.report.letter_number == "3"


def test_s2_a_received_culture_never_replaces_a_finished_one() -> None:
    """A part has the status of the result that is least far, and five asterisks are no answer."""
    first = cultured(0, "1", ("1", "POS"))
    stars = cultured(10, "2", ("1", "*****"))
    (part,) = only(record(first, stars)).parts
    assert part.report.letter_number == "1"


def test_s3_xrpt02_results_of_two_producers_are_told_apart() -> None:
    """Each result has its own author, also within one report."""
    own = cultured(0, "1", ("1", "POS"))
    other = replace(own.results[0], producer_code="SSI", value="NEG", status=Status.CORRECTED)
    second = replace(cultured(10, "2", ("1", "POS")), results=(other,))
    values = {each.current.result.value for each in only(record(own, second)).results}
    assert values == {"POS", "NEG"}


# S3 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EVERY)
def test_s3_a_strangers_correction_is_kept_apart(kind: str) -> None:
    """Both are shown, and both say that they are disputed."""
    own = told(kind)
    strange = told(kind, "corrected", 10, number="2", by=STRANGER)
    found = record(own, strange)
    assert sorted(each.current.letter_number for each in histories(found)) == ["1", "2"]
    assert all(each.disputed for each in histories(found))
    assert foreign_corrections(strange, [own]) == (0,)


@pytest.mark.parametrize("kind", EVERY)
def test_s3_the_sender_may_correct_its_own(kind: str) -> None:
    """No alarm for an ordinary correction."""
    own, corrected = told(kind), told(kind, "corrected", 10, number="2")
    assert foreign_corrections(corrected, [own]) == ()
    assert not only(record(own, corrected)).disputed
