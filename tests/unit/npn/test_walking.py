"""Which numbers of a series may stand on a tube, and how many a series must have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labsvar.identifiers import npn
from labsvar.identifiers.errors import WrongCheckDigit, WrongForm
from labsvar.identifiers.npn import NumberForm
from labsvar.services.npn.walking import Walker, walker

# Series longer than a block of ten thousand numbers are walked below.
FORMS = st.builds(
    NumberForm,
    weights=st.lists(st.integers(1, 10), min_size=1, max_size=12).map(tuple),
)


def plain(first: int, last: int, weights: tuple[int, ...]) -> list[str]:
    """The rule as the authority's page tells it, one number after the other."""
    found = []
    for number in range(first, last + 1):
        text = str(number).rjust(len(weights), "0")
        if sum(weight * int(digit) for weight, digit in zip(weights, text, strict=True)) % 11 == 0:
            found.append(text)
    return found


class TestTheNumber:
    def test_ten_digits_of_which_the_last_is_a_check_digit(self) -> None:
        """4·4 + 3·7 + 2·1 + 7·1 + 1·9 is 55, and leaves nothing when divided by eleven."""
        assert npn.parse("4711000009") == "4711000009"

    @pytest.mark.parametrize(
        "text", ["471100000", "47110000099", "471100000A", "٤٧١١٠٠٠٠٠٩", "", " 711000009"]
    )
    def test_other_characters_or_more_of_them_are_no_number(self, text: str) -> None:
        with pytest.raises(WrongForm):
            npn.parse(text)

    def test_one_mistyped_digit_never_gives_another_usable_number(self) -> None:
        """That is what the check is for."""
        for place in range(10):
            for digit in "0123456789":
                typed = "4711000009"[:place] + digit + "4711000009"[place + 1 :]
                assert (npn.fault(typed) is None) == (typed == "4711000009")

    def test_a_failed_check_says_so_and_does_not_repeat_the_number(self) -> None:
        with pytest.raises(WrongCheckDigit) as refused:
            npn.parse("4711000008")
        assert "4711" not in str(refused.value)

    @pytest.mark.parametrize("weights", [(), (11, 22), (1,) * 19])
    def test_weights_that_check_nothing_are_refused(self, weights: tuple[int, ...]) -> None:
        with pytest.raises(ValueError, match="weights"):
            NumberForm(weights=weights)


class TestTheWalk:
    @given(form=FORMS, start=st.floats(0, 1), size=st.integers(0, 3_000))
    def test_gives_what_the_plain_rule_gives(self, form: NumberForm, start: float, size: int) -> None:
        """Whatever the weights, and wherever the series begins and ends."""
        first = int(start * form.highest)
        last = min(first + size, form.highest)
        walked = Walker(form)
        expected = plain(first, last, form.weights)
        assert list(walked.numbers(first, last)) == expected
        assert walked.count(first, last) == len(expected)
        assert walked.take(first, last, count=3) == expected[:3]

    def test_goes_on_from_one_block_of_ten_thousand_to_the_next(self) -> None:
        first, last = 4_710_995_000, 4_711_025_000
        expected = plain(first, last, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
        assert list(walker().numbers(first, last)) == expected
        assert walker().count(first, last) == len(expected)

    def test_the_first_and_the_last_are_of_the_series(self) -> None:
        assert list(walker().numbers(4711000009, 4711000009)) == ["4711000009"]
        assert list(walker().numbers(4711000010, 4711000009)) == []
        assert walker().count(4711000010, 4711000009) == 0

    def test_numbers_outside_the_form_are_left_out(self) -> None:
        form = NumberForm(weights=(2, 1))
        assert list(Walker(form).numbers(-5, 1000)) == plain(0, 99, (2, 1))
        assert Walker(form).count(-5, 1000) == len(plain(0, 99, (2, 1)))

    def test_of_all_numbers_of_ten_digits_one_in_eleven_passes(self) -> None:
        assert walker().count(0, 9_999_999_999) == 909_090_909


class TestHowMuchToDraw:
    def test_about_eleven_for_every_usable_number(self) -> None:
        assert walker().drawn_for(1) == 12
        assert walker().drawn_for(100_000) == 1_100_001

    @given(first=st.integers(0, 9_000_000_000), usable=st.integers(1, 1_000_000))
    def test_a_series_of_that_size_holds_them_wherever_it_begins(self, first: int, usable: int) -> None:
        """To within the few that an end may cost."""
        assert walker().count(first, first + walker().drawn_for(usable) - 1) >= usable - 20
