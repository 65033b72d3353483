"""Location numbers, SOR, SHAK, ydernummer, CVR, municipality."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labsvar.identifiers import gln, organisations
from labsvar.identifiers.errors import WrongCheckDigit, WrongForm

# Public SOR codes, as printed in HL7 Denmark's DK Core.
SOR_CODES = ("633271000016006", "441211000016000", "79641000016006")


def test_a_location_number_has_thirteen_digits_and_a_check_digit() -> None:
    assert gln.parse("5790000170609") == "5790000170609"
    assert gln.fault("5790000170608") is WrongCheckDigit
    assert gln.fault("579000017060") is WrongForm
    assert gln.fault("57900001706A9") is WrongForm
    with pytest.raises(WrongCheckDigit) as caught:
        gln.parse("5790000170608")
    assert "579" not in str(caught.value)


@given(st.integers(0, 10**12 - 1), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_in_a_location_number_is_always_seen(first: int, place: int, by: int) -> None:
    twelve = f"{first:012}"
    right = twelve + gln.check_digit(twelve)
    wrong = right[:place] + str((int(right[place]) + by) % 10) + right[place + 1 :]
    assert gln.fault(right) is None
    assert gln.fault(wrong) is WrongCheckDigit


@pytest.mark.parametrize("code", SOR_CODES)
def test_public_sor_codes_have_the_check_digit(code: str) -> None:
    assert organisations.sor_fault(code) is None
    assert organisations.sor_fault(code[:-1] + str((int(code[-1]) + 1) % 10)) is WrongCheckDigit


@pytest.mark.parametrize("code", SOR_CODES)
@given(place=st.integers(0, 12))
def test_swapped_neighbours_in_a_sor_code_are_always_seen(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or organisations.sor_fault(swapped) is WrongCheckDigit


@pytest.mark.parametrize("text", ["", "1234567890", "63327100001600A"])
def test_a_sor_code_is_at_least_eleven_digits(text: str) -> None:
    assert organisations.sor_fault(text) is WrongForm


@pytest.mark.parametrize("text", ["9900", "990000", "9900000", "99000000", "990000000", "6008XA1"])
def test_a_shak_code_is_a_hospital_a_department_or_a_section(text: str) -> None:
    assert organisations.shak_fault(text) is None


@pytest.mark.parametrize("text", ["", "99", "99000", "9900000000", "990-000"])
def test_other_lengths_are_no_shak_code(text: str) -> None:
    assert organisations.shak_fault(text) is WrongForm


def test_a_ydernummer_is_six_digits_and_a_municipality_code_four() -> None:
    assert organisations.provider_fault("990001") is None
    assert organisations.provider_fault("99001") is WrongForm
    assert organisations.municipality_fault("0101") is None
    assert organisations.municipality_fault("101") is WrongForm


def test_a_cvr_number_has_a_weighted_sum_divisible_by_eleven() -> None:
    assert organisations.cvr_fault("99999923") is WrongCheckDigit
    assert organisations.cvr_fault("12345674") is None
    assert organisations.cvr_fault("1234567") is WrongForm


def test_a_number_is_judged_by_what_it_is_said_to_be() -> None:
    assert organisations.fault("990001", kind="ydernummer") is None
    assert organisations.fault("990001", kind="sorkode") is WrongForm
    assert organisations.fault("whatever", kind="lokal_kode") is None, "nobody knows its form"
    assert organisations.parse("5790000170609", kind="lokationsnummer") == "5790000170609"
    with pytest.raises(WrongForm):
        organisations.parse("x", kind="ydernummer")


@given(st.text(max_size=17), st.sampled_from(sorted(organisations.FAULTS)))
def test_whatever_is_read_gives_a_value_or_a_clear_error(text: str, kind: str) -> None:
    problem = organisations.fault(text, kind=kind)
    assert problem is None or issubclass(problem, ValueError)
