"""The simulation of two years, in short: a laboratory that is never dry, though the service is down for long."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests import stock_years
from tests.npn_judge import faults, overlaps


@pytest.mark.usefixtures("untraced")
def test_a_service_that_is_down_for_three_and_a_half_of_seven_months_leaves_no_laboratory_dry(
    tmp_path: Path,
) -> None:
    """`python -m tests.stock_years` is the long version: two years, five months, 3,000 samples a day."""
    course = stock_years.Course(days=210, per_day=60, down_from=60, down_until=165)
    nights, dealer = stock_years.simulate(tmp_path, course, seed=3, at_a_time=200)
    assert not stock_years.judged(tmp_path, dealer)
    assert min(night.usable for night in nights) > 0
    assert all(not night.draws for night in nights if course.is_down(night.day))
    warned = [night.day for night in nights if night.alert != "none"]
    assert warned, "it warns while there is time"
    assert course.down_from < warned[0] <= course.down_until + 1
    assert nights[-1].weeks > 24, "and is full again afterwards"
    assert etree.fromstring(stock_years.picture(nights, course).encode()) is not None


def test_the_judge_sees_what_is_wrong() -> None:
    """A judge that finds nothing must be able to find something."""
    series = [(4_711_000_000, 4_711_000_099)]
    assert not faults(["4711000009", "4711000017"], series=series)
    told = faults(["4711000009", "4711000009", "4711000010", "4712000006", "1"], series=series)
    assert told == [
        "1 numbers were handed out once more",
        "3 numbers do not pass the check",
        "2 numbers are of no series that was drawn",
    ]
    assert overlaps([(5, 9), (1, 5)]) == 1
    assert overlaps([(5, 9), (1, 4)]) == 0
