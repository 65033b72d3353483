"""S8, S9, S10: whom a number stands for, names that keep results apart, persons who do not exist."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labsvar.codes import tables
from labsvar.identifiers import cpr, person

REGION = "5790000000012"
CLINIC = "5790000000029"
NATIONAL = "3101571JC8"
LOCAL = "3101576JC8"
NAMES = st.tuples(
    st.text("aåæøéABtes -", min_size=1, max_size=9), st.none() | st.text("aåæøéABtes -", max_size=9)
)


# S8 What identifies a person, and what keeps two apart. --------------------------------------------


def test_s8_a_cpr_number_identifies_a_person_whoever_writes_it() -> None:
    assert person.person_key("2512489996", REGION) == person.person_key("2512489996", CLINIC)
    assert person.person_key("2512489996", REGION) == "2512489996"


def test_s8_a_national_replacement_number_does_too() -> None:
    assert person.person_key(NATIONAL.lower(), REGION) == person.person_key(NATIONAL, CLINIC) == NATIONAL


def test_s8_a_local_replacement_number_does_so_only_with_its_issuer() -> None:
    assert person.person_key(LOCAL, REGION) == f"{LOCAL}@{REGION}"
    assert person.person_key(LOCAL, REGION) != person.person_key(LOCAL, CLINIC)


@pytest.mark.parametrize("number", ["AB12345678", "3101572JC8", "3102571JC8", "3113009996"])
def test_s8_what_is_neither_is_kept_to_its_issuer(number: str) -> None:
    assert person.person_key(number, REGION) == f"{number}@{REGION}"


def test_s9_a_cpr_number_without_check_digit_is_one_all_the_same() -> None:
    assert not cpr.passes_modulus_11("2512489996")
    assert person.person_key("2512489996", REGION) == "2512489996"


def test_s8_ten_zeros_identify_nobody() -> None:
    assert person.identifies_nobody("0000000000")
    assert not person.identifies_nobody("2512489996")
    assert person.person_key("0000000000", REGION) == f"0000000000@{REGION}"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (("Berggren", "Nancy Ann Test"), ("BERGGREN", "Nancy")),
        (("Berggren", "Nancy Ann Test"), ("Elmer", "Nancy")),  # married since
        (("Østergård", "Cæsar Test"), ("OESTERGAARD", "CAESAR")),
        (("Østergård", "Cæsar Test"), ("Ostergard", None)),
        (("Müller-Hansen", None), ("Muller", "Ib")),
        (("André", "Bo"), ("Andre", "Ib")),
        (("Q", None), ("Q", None)),
        (("Nancy Berggren", None), ("Berggren", "Nancy")),
    ],
)
def test_s8_names_agree(a: tuple[str, str | None], b: tuple[str, str | None]) -> None:
    assert person.names_agree(*a, *b)
    assert person.names_agree(*b, *a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (("Berggren", "Nancy Ann Test"), ("Elmer", "Bruno Test")),
        (("Levendefødt", "Dreng Test"), ("Hansen", "Test Bo")),
        (("Test", None), ("Elmer", "Test")),
        (("A Elmer", None), ("A Hansen", None)),  # an initial is not enough
        (("Q", None), ("P", None)),
    ],
)
def test_s8_names_disagree(a: tuple[str, str | None], b: tuple[str, str | None]) -> None:
    assert not person.names_agree(*a, *b)
    assert not person.names_agree(*b, *a)


@given(NAMES, NAMES)
def test_s8_whether_names_agree_does_not_depend_on_their_order(
    a: tuple[str, str | None], b: tuple[str, str | None]
) -> None:
    assert person.names_agree(*a, *a)
    assert person.names_agree(*a, *b) is person.names_agree(*b, *a)


def test_s8_birth_dates_agree_unless_both_are_known_and_differ() -> None:
    born = person.birth_date("2512489996")
    assert born == date(1948, 12, 25)
    assert person.birth_dates_agree(born, None)
    assert person.birth_dates_agree(born, date(1948, 12, 25))
    assert not person.birth_dates_agree(born, date(1948, 12, 24))
    assert person.birth_date(NATIONAL) == date(1957, 1, 31)
    assert person.birth_date("AB12345678") is None


# S10 One function knows the persons who do not exist. ----------------------------------------------


def test_s10_medcoms_test_persons_are_known() -> None:
    assert len(tables.test_persons()) == 38
    assert all(person.is_made_up(one.cpr) for one in tables.test_persons())


@given(
    st.dates(date(1937, 1, 1), date(2036, 12, 31)),
    st.sampled_from(("female", "male")),
    st.integers(0, 39),
)
def test_s10_made_up_numbers_are_known_and_belong_to_nobody(born: date, sex: cpr.Sex, n: int) -> None:
    """A serial of 99xx without check digit, on a day whose real numbers all have one."""
    if (born.day, born.month) == (1, 1):
        return
    number = cpr.parse(person.made_up_number(born, sex, n))
    assert person.is_made_up(number.text)
    assert (number.birth_date, number.sex) == (born, sex)
    assert number.text[6:8] == "99"
    assert not number.passes_modulus_11
    assert number.text not in tables.test_person_numbers()


def test_s10_made_up_numbers_of_a_day_differ() -> None:
    numbers = {
        person.made_up_number(date(1980, 5, 6), sex, n) for sex in ("female", "male") for n in range(45)
    }
    assert len(numbers) == 90


@pytest.mark.parametrize("born", [date(1960, 1, 1), date(2001, 1, 1), date(1936, 5, 6), date(2037, 5, 6)])
def test_s10_some_days_have_no_made_up_numbers(born: date) -> None:
    """1 January, on which real numbers without check digit are issued, and years whose numbers have
    no 9 in the seventh place."""
    with pytest.raises(ValueError, match="no such made-up number"):
        person.made_up_number(born, "female", 0)


def test_s10_there_are_not_numbers_without_end() -> None:
    with pytest.raises(ValueError, match="no such made-up number"):
        person.made_up_number(date(1980, 5, 6), "male", 50)
    with pytest.raises(ValueError, match="no such made-up number"):
        person.made_up_number(date(1980, 5, 6), "male", -1)


@given(st.dates(date(1937, 1, 1), date(2036, 12, 31)), st.integers(0, 9999))
def test_s10_a_number_with_a_check_digit_is_never_taken_for_made_up(born: date, serial: int) -> None:
    number = f"{born:%d%m%y}{serial:04}"
    assert not (cpr.passes_modulus_11(number) and person.is_made_up(number))


def test_s10_a_number_without_check_digit_on_1_january_may_be_real() -> None:
    real_looking = [f"010170{serial}" for serial in range(9900, 10000)]
    assert not any(person.is_made_up(number) for number in real_looking)


@pytest.mark.parametrize("number", ["", NATIONAL, LOCAL, "3113009996"])
def test_s10_nothing_else_is_taken_for_made_up(number: str) -> None:
    assert not person.is_made_up(number)
