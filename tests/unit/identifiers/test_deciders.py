"""Two people are needed for some decisions: whether two signatures may be one person's."""

from __future__ import annotations

import pytest

from labsvar.identifiers.deciders import is_one_person, signed

ANNE = signed("Anne Prøve", "anne")


@pytest.mark.parametrize(
    "other",
    [
        "anne  PRØVE",
        "A\N{COMBINING RING ABOVE}nne Prøve".replace("\N{COMBINING RING ABOVE}", ""),
        "Anne-Prøve.",
        "ANNE",
        signed("Anne", "Anne"),
        "\N{FULLWIDTH LATIN CAPITAL LETTER A}nne Prøve",
    ],
)
def test_s15_a_name_typed_otherwise_is_the_same_person(other: str) -> None:
    """Case, spaces, signs and ways to write a letter make no difference; a name may be that of an account."""
    assert is_one_person(ANNE, other)
    assert is_one_person(other, ANNE)


@pytest.mark.parametrize("other", [signed("Anne Prøve", "anne2"), "Bo Prøve", signed("Bo", "bo"), "-"])
def test_two_accounts_are_two_people_whatever_they_are_called(other: str) -> None:
    assert not is_one_person(ANNE, other)


def test_names_of_nothing_but_signs_are_one() -> None:
    assert is_one_person("-", " . ")
