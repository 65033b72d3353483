"""What kind of number a sample's number is, and why."""

from __future__ import annotations

import pytest

from labsvar.identifiers.npn import NumberForm
from labsvar.services.npn.recognise import LocalSeries, Share, recognise

ROLLS = (LocalSeries(name="rolls", prefix="77", length=8), LocalSeries(name="histology", prefix="H"))


@pytest.mark.parametrize(
    ("number", "kind", "why"),
    [
        ("4711000009", "national", "passes"),
        ("4711000008", "failed_check", "fails"),
        ("2026000000", "laboratory", "year_fails"),
        ("2026000001", "national", "passes_by_chance"),
        ("202612345678", "laboratory", "year"),
        ("20261234", "laboratory", "year"),
        ("2026123", "unknown", "form"),
        ("202812345678", "unknown", "form"),
        ("199912345678", "unknown", "form"),
        ("202712345678", "laboratory", "year"),
        ("471100000", "unknown", "form"),
        ("A711000009", "unknown", "form"),
        ("٢٠٢٦٠٠٠٠٠٠", "unknown", "form"),
        ("", "unknown", "form"),
        ("77123456", "laboratory", "declared"),
        ("7712345", "unknown", "form"),
        ("H12", "laboratory", "declared"),
    ],
)
def test_a_number_by_its_form_its_check_and_what_laboratories_have_told(
    number: str, kind: str, why: str
) -> None:
    """In the year 2026, with a laboratory whose rolls begin with 77 and another whose numbers begin with H."""
    found = recognise(number, year=2026, local=ROLLS)
    assert (found.kind, found.why) == (kind, why)


def test_what_a_laboratory_has_told_decides_even_when_the_check_agrees() -> None:
    told = LocalSeries(name="rolls of A", prefix="4711")
    assert recognise("4711000009", year=2026, local=[told]).series == "rolls of A"


def test_another_form_is_a_setting() -> None:
    assert recognise("28", year=2026, form=NumberForm(weights=(2, 1))).kind == "failed_check"
    assert recognise("19", year=2026, form=NumberForm(weights=(2, 1))).kind == "national"


class TestShares:
    def test_one_number_that_is_not_national_is_too_many(self) -> None:
        """A receiver that takes national numbers only takes no other."""
        share = Share(source="A", national=9999, failed_check=1, laboratory=0, unknown=0)
        assert not share.only_national
        assert share.percent == 99.9, "never rounded up to all"

    def test_all_national_may_send_there(self) -> None:
        share = Share(source="A", national=3, failed_check=0, laboratory=0, unknown=0)
        assert (share.only_national, share.percent) == (True, 100.0)

    def test_no_numbers_are_no_share(self) -> None:
        assert Share(source="A", national=0, failed_check=0, laboratory=0, unknown=0).percent == 0.0
