"""How long a stock lasts, when it warns, and what is drawn."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from labsvar.services.npn.forecast import Forecast, StockRules, forecast, per_day
from labsvar.services.npn.walking import walker

TODAY = date(2026, 3, 2)


def used(per_day: int, *, days: int, until: date = TODAY) -> dict[date, int]:
    return {until - timedelta(days=ago): per_day for ago in range(1, days + 1)}


def expected(*, usable: int, use: dict[date, int] | None = None, **rules: Any) -> Forecast:
    stated = StockRules(**({"planned_per_day": 100.0} | rules))
    return forecast(usable=usable, use=use or {}, today=TODAY, rules=stated, walker=walker())


class TestUse:
    def test_until_something_is_used_the_plan_holds(self) -> None:
        assert per_day({}, today=TODAY, planned=100) == 100

    def test_today_is_not_over_and_does_not_count(self) -> None:
        assert per_day({TODAY: 9000}, today=TODAY, planned=100) == 100

    def test_in_the_first_four_weeks_the_plan_counts_where_it_is_larger(self) -> None:
        assert per_day(used(40, days=10), today=TODAY, planned=100) == 100
        assert per_day(used(140, days=10), today=TODAY, planned=100) == 140

    def test_after_four_weeks_the_laboratory_s_own_use_counts_alone(self) -> None:
        assert per_day(used(40, days=28), today=TODAY, planned=100) == 40

    def test_days_without_use_count_as_days(self) -> None:
        """A laboratory that is closed at weekends uses five sevenths."""
        weekdays = {day: count for day, count in used(70, days=182).items() if day.weekday() < 5}
        assert per_day(weekdays, today=TODAY, planned=0) == pytest.approx(50, abs=0.1)

    def test_the_busier_of_the_last_four_weeks_and_the_last_half_year_counts(self) -> None:
        quiet_then_busy = used(10, days=182) | used(300, days=28)
        busy_then_quiet = used(300, days=182) | used(10, days=28)
        assert per_day(quiet_then_busy, today=TODAY, planned=0) == 300
        assert per_day(busy_then_quiet, today=TODAY, planned=0) > 200


class TestTheStock:
    def test_half_a_year_is_wanted_and_about_eleven_numbers_are_drawn_for_each(self) -> None:
        found = expected(usable=0)
        assert found.missing == 18_200
        assert found.draws == (200_201,)

    def test_a_full_stock_draws_nothing(self) -> None:
        found = expected(usable=18_200)
        assert (found.missing, found.draws, found.alert) == (0, (), "none")

    def test_it_says_how_many_weeks_are_left_and_the_day_it_runs_dry(self) -> None:
        found = expected(usable=7_000)
        assert (found.days_left, found.weeks_left, found.runs_dry) == (70, 10.0, date(2026, 5, 11))

    @pytest.mark.parametrize(
        ("days", "alert"),
        [(182, "none"), (91, "none"), (90, "early"), (28, "early"), (27, "soon"), (0, "dry")],
    )
    def test_it_warns_early(self, days: int, alert: str) -> None:
        assert expected(usable=100 * days).alert == alert

    def test_a_need_below_the_smallest_draw_draws_the_smallest(self) -> None:
        """One system draws nothing then, and runs low; that is not to happen here."""
        found = expected(usable=18_199, minimum_draw=50_000)
        assert found.missing == 1
        assert found.draws == (50_000,)

    def test_a_need_above_the_largest_draw_takes_several(self) -> None:
        assert expected(usable=0, maximum_draw=90_000).draws == (90_000, 90_000, 20_201)
        assert expected(usable=0, minimum_draw=60_000, maximum_draw=90_000).draws == (90_000, 90_000, 60_000)

    def test_where_nothing_is_used_nothing_is_foreseen(self) -> None:
        found = expected(usable=5, planned_per_day=0)
        assert (found.days_left, found.weeks_left, found.runs_dry, found.missing) == (None, None, None, 0)

    def test_a_day_after_the_end_of_the_calendar_is_no_day(self) -> None:
        assert expected(usable=10**9, planned_per_day=0.01).runs_dry is None

    @pytest.mark.parametrize(
        "rules",
        [
            {"planned_per_day": -1.0},
            {"draw_every_days": -1},
            {"minimum_draw": 0},
            {"minimum_draw": 10, "maximum_draw": 9},
            {"early_days": 182},
            {"soon_days": 92},
        ],
    )
    def test_rules_that_cannot_be_kept_are_refused(self, rules: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match=r"."):
            StockRules(**({"planned_per_day": 1.0} | rules))
