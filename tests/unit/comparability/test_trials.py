"""Ring trials: reading rounds, the bias of methods against plain formulas, verdicts, and suggested groups."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labsvar.codetables import MemoryTables, read_csv, write_csv
from labsvar.comparability import MemberRow, MethodRow
from labsvar.comparability.bias import Bias, Limits, biases, judged
from labsvar.comparability.suggesting import suggested
from labsvar.comparability.trials import (
    ALLOWED_BIAS,
    AllowedBias,
    TrialRow,
    limits_in_use,
    limits_of,
    of_scheme,
    rounds_in_use,
    scheme_table,
)
from tests import ring_trial_reference
from tests.meta.files import ROOT

LIMITS: Limits = {("npu", "NPU00001", "mmol/L"): Decimal(6)}


def trial(participant: str = "TKA", value: str = "10.0", **told: Any) -> TrialRow:
    """A value of a participant in a sample of 10 mmol/L."""
    said = {
        "scheme": "DEMO",
        "round": "2026-1",
        "held_on": date(2026, 2, 10),
        "sample": "A",
        "code_system": "npu",
        "code": "NPU00001",
        "unit": "mmol/L",
        "method": "turbidimetri",
        "target": "10.0",
        "target_kind": "reference_procedure",
        "commutable": "yes",
    }
    return TrialRow(**{**said, "participant": participant, "value": value, **told})


def of_values(*values: str, **told: Any) -> list[TrialRow]:
    """One value of each participant."""
    return [trial(f"L{number}", value, **told) for number, value in enumerate(values)]


def only(rows: list[TrialRow], limits: Limits = LIMITS, **asked: Any) -> Bias:
    (found,) = biases(rows, limits, **asked)
    return found


# Reading -----------------------------------------------------------------------------------------


def test_rounds_are_read_as_they_were_written() -> None:
    rows = (trial(), trial("TKB"), trial(sample="B", target="20"))
    assert read_csv(TrialRow, write_csv(TrialRow, rows)).rows == rows


FAULTS: dict[str, tuple[list[TrialRow], list[tuple[str, int | None, str | None]]]] = {
    "a target of zero": ([trial(target="0.0")], [("table.target", 2, "target")]),
    "two targets": ([trial(), trial("TKB", target="11")], [("table.targets", 3, None)]),
    "two kinds of target": (
        [trial(), trial("TKB", target_kind="certified_material")],
        [("table.targets", 3, None)],
    ),
    "two days": ([trial(), trial("TKB", held_on=date(2026, 2, 11))], [("table.targets", 3, None)]),
    "an answer twice": ([trial(), trial(value="11")], [("table.overlap", 3, None)]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_round_is_told_by_line_and_column(name: str) -> None:
    rows, expected = FAULTS[name]
    found = read_csv(TrialRow, write_csv(TrialRow, rows)).findings
    assert [(each.rule, each.line, each.path) for each in found] == expected


def test_a_value_that_is_no_number_is_told_by_its_column() -> None:
    text = write_csv(TrialRow, [trial()]).replace(",10.0,10.0,", ",<10,10.0,")
    (found,) = read_csv(TrialRow, text).findings
    assert (found.rule, found.line, found.path) == ("table.cell", 2, "value")


def test_what_differs_within_a_sample_may_differ() -> None:
    """Targets of each method, one participant with two instruments, and another sample."""
    rows = [
        trial(target_kind="method_group"),
        trial("TKB", target="11", target_kind="method_group"),
        trial("TKB", target="11", target_kind="method_group", instrument="alfa"),
        trial(sample="B", target="30"),
    ]
    assert read_csv(TrialRow, write_csv(TrialRow, rows)).findings == ()


def test_a_file_is_of_one_scheme() -> None:
    assert of_scheme(write_csv(TrialRow, [trial()]))[0] == "DEMO"
    for rows, rule in [
        ([trial(), trial(scheme="X", sample="B")], "table.several-schemes"),
        ([], "table.empty-register"),
    ]:
        none, read = of_scheme(write_csv(TrialRow, rows))
        assert (none, [each.rule for each in read.findings]) == ("", [rule])
    assert of_scheme("no table")[1].findings


def test_what_counts_is_released_and_still_valid() -> None:
    """A draft is no evidence, nor is a round whose rows have ended."""
    store, day = MemoryTables(), date(2026, 6, 1)
    rows = [trial(), trial(sample="B", valid_to=date(2026, 5, 31))]
    limit = AllowedBias(code_system="npu", code="NPU00001", unit="mmol/L", percent="6", source="X")
    store.draft(scheme_table("DEMO"), write_csv(TrialRow, rows), owner="X", who="A", reason="new")
    store.draft(ALLOWED_BIAS, write_csv(AllowedBias, [limit]), owner="X", who="A", reason="new")
    assert (rounds_in_use(store, on=day), limits_in_use(store, on=day)) == ((), {})
    for table in (scheme_table("DEMO"), ALLOWED_BIAS):
        store.review(table, 1, who="B", reason="read")
        store.release(table, 1, who="A", reason="agreed")
    assert (rounds_in_use(store, on=day), limits_in_use(store, on=day)) == ((trial(),), LIMITS)


# Statistics --------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(
    values=st.lists(
        st.lists(st.integers(50, 200).map(lambda tenths: tenths / 10), min_size=1, max_size=3),
        min_size=1,
        max_size=8,
    ),
    confidence=st.sampled_from([0.8, 0.95, 0.99]),
)
def test_bias_and_interval_are_those_of_plain_formulas(values: list[list[float]], confidence: float) -> None:
    """The mean over participants of their own means, with the interval of Student's t; to two decimals."""
    rows, pairs = [], defaultdict(list)
    for number, of_participant in enumerate(values):
        for sample, value in enumerate(of_participant):
            rows.append(trial(f"L{number}", f"{value:.1f}", sample=str(sample)))
            pairs[f"L{number}"].append((value, 10.0))
    found = only(rows, confidence=confidence)
    mean, low, high = ring_trial_reference.bias(pairs, confidence)
    assert float(found.percent) == pytest.approx(mean, abs=0.0051)
    assert found.participants == len(values)
    assert found.values == len(rows)
    if low is None or high is None or found.low is None or found.high is None:
        assert (found.low, found.high, low, high) == (None, None, None, None)
    else:
        assert float(found.low) == pytest.approx(low, abs=0.0051, rel=1e-6)
        assert float(found.high) == pytest.approx(high, abs=0.0051, rel=1e-6)


def test_participants_count_and_not_samples() -> None:
    """Ten samples of two participants are two participants."""
    rows = [trial(f"L{who}", "10.5", sample=str(sample)) for who in range(2) for sample in range(5)]
    found = only(rows)
    assert (found.participants, found.values) == (2, 10)
    assert (found.percent, found.low, found.high) == (Decimal("5.00"), Decimal("5.00"), Decimal("5.00"))
    assert found.ratio == Decimal("0.9524")


@pytest.mark.parametrize(
    ("bounds", "allowed", "expected"),
    [
        ((-6.0, 6.0), 6, ("within", "")),
        ((6.1, 9.0), 6, ("outside", "")),
        ((-9.0, -6.1), 6, ("outside", "")),
        ((5.0, 7.0), 6, ("undecided", "straddles")),
        ((-7.0, 7.0), 6, ("undecided", "straddles")),
        (None, 6, ("undecided", "too_few")),
        ((0.0, 0.1), None, ("undecided", "no_limit")),
    ],
)
def test_the_whole_interval_decides(
    bounds: tuple[float, float] | None, allowed: int | None, expected: tuple[str, str]
) -> None:
    """A mean within the limit decides nothing while its interval straddles it."""
    assert judged(bounds, None if allowed is None else Decimal(allowed)) == expected


def test_methods_are_told_apart_by_the_fields_that_are_asked_for() -> None:
    """Spelling aside; and a participant that does not state such a field is left out, not taken for any."""
    rows = [
        trial("L1", instrument="alfa"),
        trial("L2", instrument="Alfa ", method="Turbidimetri"),
        trial("L3", instrument="beta"),
        trial("L4"),
        trial("L5", point_of_care="yes"),
    ]
    assert [each.participants for each in biases(rows, LIMITS)] == [4, 1]
    by_instrument = biases(rows, LIMITS, by=("method", "instrument"))
    assert [(each.method.instrument, each.participants) for each in by_instrument] == [
        ("alfa", 2),
        ("beta", 1),
    ]


@pytest.mark.parametrize(
    "told", [{"commutable": "unknown"}, {"commutable": "no"}, {"target_kind": "all_participants"}]
)
def test_evidence_that_says_nothing_of_patients_is_kept_apart(told: dict[str, Any]) -> None:
    """A sample that is not commutable, or a target that is a mean of participants, supports no group."""
    rows = [*of_values("10.0", "10.0"), *of_values("12.0", "12.0", sample="B", **told)]
    sound, other = biases(rows, LIMITS)
    assert (sound.sound, sound.verdict, other.sound, other.verdict) == (True, "within", False, "outside")
    assert suggested([other], maintainer="X") == ()


def test_a_bias_of_all_there_is_has_no_ratio() -> None:
    assert only(of_values("0", "0")).ratio is None


# Suggestions -------------------------------------------------------------------------------------


def test_a_group_is_suggested_with_its_evidence() -> None:
    """Within is comparable, outside is not, undecided is unknown; and a person has the last word."""
    rows = [
        *of_values("10.0", "10.1", "9.9"),
        *of_values("12.0", "12.1", "11.9", method="tørkemi", point_of_care="yes"),
        *of_values("10.0", "12.1", method="andet"),
    ]
    found = suggested(biases(rows, LIMITS), maintainer="Testråd")
    assert {row.method: row.outcome for row in found} == {
        "turbidimetri": "comparable",
        "tørkemi": "not_comparable",
        "andet": "unknown",
    }
    assert {row.group for row in found} == {"NPU00001 mmol/L"}
    best = next(row for row in found if row.outcome == "comparable")
    assert best.evidence == "DEMO 2026-1; n=3; bias +0.00 % (-2.48 to 2.48); target reference_procedure"
    assert (best.allowed_bias, best.valid_from, best.maintainer) == ("6", date(2026, 2, 10), "Testråd")
    assert next(row for row in found if row.outcome == "not_comparable").note.startswith("times 0.8333")
    assert read_csv(MemberRow, write_csv(MemberRow, found)).rows == found


def test_nothing_is_suggested_where_no_method_is_within() -> None:
    assert suggested(biases(of_values("12.0", "12.1"), LIMITS), maintainer="X") == ()


def test_many_rounds_are_told_in_short() -> None:
    rows = [trial(who, round=f"2026-{number}") for who in ("L1", "L2") for number in range(5)]
    (row,) = suggested(biases(rows, LIMITS), maintainer="X")
    assert row.evidence.startswith("DEMO 2026-0, DEMO 2026-1, DEMO 2026-2 and 2 more; n=2")


def test_the_example_files_are_tables() -> None:
    """The files of the guide are read without findings, and speak for what the guide says."""
    examples = ROOT / "docs" / "examples"
    trials = read_csv(TrialRow, (examples / "ring-trial.csv").read_text("utf-8"))
    limits = read_csv(AllowedBias, (examples / "allowed-bias.csv").read_text("utf-8"))
    groups = read_csv(MemberRow, (examples / "comparability-groups.csv").read_text("utf-8"))
    methods = read_csv(MethodRow, (examples / "methods.csv").read_text("utf-8"))
    assert trials.findings == limits.findings == groups.findings == methods.findings == ()
    found = biases(trials.rows, limits_of(limits.rows, on=date(2026, 6, 1)))
    assert [each.verdict for each in found] == ["undecided", "within", "within", "outside"]
