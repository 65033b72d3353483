"""Replacement numbers: national and local, their series, dates and letters."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labsvar.identifiers import replacement
from labsvar.identifiers.errors import NoSuchDate, UnknownSeries, WrongForm


@pytest.mark.parametrize(
    ("seventh", "issuer", "year"),
    [
        ("1", "national", 1957),
        ("7", "national", 2057),
        ("0", "local", 1957),
        ("5", "local", 1857),
        ("6", "local", 2057),
    ],
)
def test_the_seventh_character_tells_who_issued_it_and_the_century(
    seventh: str, issuer: str, year: int
) -> None:
    number = replacement.parse(f"310157{seventh}JC9")
    assert (number.issuer, number.date, number.sex) == (issuer, date(year, 1, 31), "male")


@pytest.mark.parametrize("seventh", list("23489"))
def test_other_series_are_issued_by_nobody(seventh: str) -> None:
    assert replacement.fault(f"310157{seventh}JC9") is UnknownSeries
    assert not replacement.is_national(f"310157{seventh}JC9")


def test_small_letters_are_taken_as_capitals() -> None:
    assert replacement.parse("3101571jc8").text == "3101571JC8"
    assert replacement.is_national("3101571jc8")


@pytest.mark.parametrize("text", ["", "3101571JC", "31015711C8", "3101571J18", "A101571JC8", "3101571JC8X"])
def test_seven_digits_two_letters_and_a_digit_are_asked_for(text: str) -> None:
    with pytest.raises(WrongForm):
        replacement.parse(text)


def test_the_first_six_digits_are_a_date() -> None:
    with pytest.raises(NoSuchDate):
        replacement.parse("3102571JC8")


def test_danish_letters_are_local_only() -> None:
    """The national service's letters are A-Z, so these give a local number in its series away."""
    assert replacement.fault("3101576ÆØ8") is None
    assert replacement.fault("3101571ÆØ8") is UnknownSeries
    assert replacement.is_local_in_national_series("3101571ÆØ8")
    assert not replacement.is_local_in_national_series("3101571AB8")


@given(st.text(max_size=12))
def test_whatever_is_read_gives_a_value_or_a_clear_error(text: str) -> None:
    problem = replacement.fault(text)
    assert problem is None or issubclass(problem, ValueError)
