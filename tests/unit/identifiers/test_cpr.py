"""CPR numbers: form, century, date, sex, modulus 11."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labsvar.codes import tables
from labsvar.identifiers import cpr
from labsvar.identifiers.errors import NoSuchDate, WrongForm


@pytest.mark.parametrize(
    ("seventh", "two_digits", "year"),
    [
        ("0", "00", 1900),
        ("3", "99", 1999),
        ("4", "36", 2036),
        ("4", "37", 1937),
        ("9", "36", 2036),
        ("9", "37", 1937),
        ("9", "99", 1999),
        ("5", "57", 2057),
        ("5", "58", 1858),
        ("8", "00", 2000),
        ("8", "99", 1899),
    ],
)
def test_the_seventh_digit_and_the_year_give_the_century(seventh: str, two_digits: str, year: int) -> None:
    assert cpr.birth_date(f"0203{two_digits}{seventh}998") == date(year, 3, 2)


def test_a_number_is_read_with_or_without_a_hyphen() -> None:
    assert cpr.parse("251248-9996") == cpr.parse("2512489996")
    assert cpr.parse("2512489996").birth_date == date(1948, 12, 25)


@pytest.mark.parametrize("text", ["", "251248999", "25124899960", "251248 9996", "25124899A6", "２512489996"])
def test_ten_digits_are_asked_for(text: str) -> None:
    with pytest.raises(WrongForm) as caught:
        cpr.parse(text)
    assert caught.value.code == "wrong_form"


@pytest.mark.parametrize("day", ["000100", "320100", "310400", "300200", "011300", "010000", "671248"])
def test_a_date_that_no_calendar_has_is_refused(day: str) -> None:
    """Also the day raised by sixty, which authorities outside health use for replacement numbers."""
    with pytest.raises(NoSuchDate):
        cpr.parse(f"{day}1234")


def test_29_february_stands_in_leap_years_only() -> None:
    assert cpr.fault("2902009998") is None, "2000 was a leap year"
    assert cpr.fault("2902001998") is NoSuchDate, "1900 was none"
    assert cpr.fault("2902049998") is None
    assert cpr.fault("2902019998") is NoSuchDate


def test_ten_zeros_are_no_number() -> None:
    assert cpr.fault(cpr.UNKNOWN) is NoSuchDate


def test_the_error_does_not_tell_the_number() -> None:
    with pytest.raises(NoSuchDate) as caught:
        cpr.parse("3113009996")
    assert "3113009996" not in str(caught.value)


def test_s9_modulus_11_is_told_and_never_refuses() -> None:
    """The test persons all fail it."""
    for person in tables.test_persons():
        number = cpr.parse(person.cpr)
        assert not number.passes_modulus_11
        assert (number.birth_date, number.sex) == (person.birth_date, person.gender)


@given(st.dates(date(1858, 1, 1), date(2057, 12, 31)), st.integers(0, 9999))
def test_every_date_comes_back_from_some_number(born: date, serial: int) -> None:
    """A number whose seventh digit belongs to the year gives the date back, and no other year does."""
    read = cpr.birth_date(f"{born:%d%m%y}{serial:04}")
    assert read is None or (read.day, read.month, read.year % 100) == (born.day, born.month, born.year % 100)


@given(st.text(max_size=12))
def test_whatever_is_read_gives_a_value_or_a_clear_error(text: str) -> None:
    problem = cpr.fault(text)
    assert problem is None or issubclass(problem, ValueError)


@given(st.integers(0, 10**9 - 1))
def test_modulus_11_is_the_weighted_sum(first_nine: int) -> None:
    """Of the ten last digits at most one passes: the one that fills the sum to a multiple of eleven."""
    digits = f"{first_nine:09}"
    passing = [last for last in range(10) if cpr.passes_modulus_11(f"{digits}{last}")]
    weighted = sum(a * int(b) for a, b in zip((4, 3, 2, 7, 6, 5, 4, 3, 2), digits, strict=True))
    assert passing == [last for last in [-weighted % 11] if last < 10]
