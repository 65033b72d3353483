"""Where two letters differ, and whether a list of places names all of it."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from msgspec.structs import replace

from labsvar.conversion.difference import differences, unlisted
from labsvar.letters import common, text, xrpt01
from labsvar.letters.catalogue import VERSIONS, AnyLetter, version_of
from labsvar.letters.version import LetterVersion
from tests import builders, strategies

RESULTS = "/L/LaboratoryResults/Result"


def between(before: AnyLetter, after: AnyLetter) -> list[str]:
    version = version_of(before)
    return list(differences(before, after, source=version, target=version, path="/L"))


def with_results(*results: xrpt01.Result) -> xrpt01.LaboratoryReport:
    return builders.laboratory_report(results=results)


def test_letters_that_are_alike_differ_nowhere() -> None:
    assert between(builders.laboratory_report(), builders.laboratory_report()) == []


def test_a_value_differs_at_its_element() -> None:
    one, other = builders.result(value="1"), builders.result(value="2")
    assert between(with_results(one, one), with_results(one, other)) == [f"{RESULTS}[2]/Value"]


def test_an_element_in_one_letter_only_is_named_by_all_it_holds() -> None:
    bare, rich = builders.result(), builders.result(interval=builders.limits("1", None))
    wanted = [f"{RESULTS}[1]/ReferenceInterval/{name}" for name in ("TypeOfInterval", "LowerLimit")]
    assert between(with_results(bare), with_results(rich)) == wanted
    assert between(with_results(rich), with_results(bare)) == wanted
    empty = builders.result(interval=common.ReferenceInterval())
    assert between(with_results(bare), with_results(empty)) == [f"{RESULTS}[1]/ReferenceInterval"]


def test_a_block_that_comes_or_goes_is_named_by_its_elements() -> None:
    text_only = builders.result(interval=common.ReferenceInterval(interval_text="1-2"))
    both = builders.result(interval=replace(builders.limits("1", None), interval_text="1-2"))
    wanted = [f"{RESULTS}[1]/ReferenceInterval/{name}" for name in ("TypeOfInterval", "LowerLimit")]
    assert between(with_results(text_only), with_results(both)) == wanted
    assert between(with_results(both), with_results(text_only)) == wanted


def test_elements_that_were_left_out_are_named_and_those_after_them_are_not() -> None:
    one, two, three = (builders.result(value=value) for value in "123")
    found = between(with_results(one, two, three), with_results(one, three))
    assert found
    assert all(path.startswith(f"{RESULTS}[2]/") for path in found)
    grown = between(with_results(one), with_results(one, two))
    assert all(path.startswith(f"{RESULTS}[2]/") for path in grown)


def test_remarks_are_named_by_the_kind_that_differs() -> None:
    first, second = xrpt01.ResultComments(("a",)), xrpt01.ResultTextValue(("b",))
    both = with_results(builders.result(remarks=(first, second)))
    assert between(both, with_results(builders.result(remarks=(first,)))) == [f"{RESULTS}[1]/ResultTextValue"]
    assert between(both, with_results(builders.result(remarks=(second, first)))) == [
        f"{RESULTS}[1]/ResultComments",
        f"{RESULTS}[1]/ResultTextValue",
    ]
    references = (common.Reference(ref_description="x", supplementary=True),)
    rich = builders.result(remarks=(first,), references=references, interval=builders.limits("1", "2"))
    found = between(with_results(builders.result("A")), with_results(builders.result("A"), rich))
    assert {f"{RESULTS}[2]/ResultComments", f"{RESULTS}[2]/Reference[1]/SUP"} <= set(found)


def test_a_text_with_marks_differs_as_a_whole() -> None:
    def commented(*parts: str | text.Break) -> xrpt01.LaboratoryReport:
        return builders.laboratory_report(comments=parts)

    assert between(commented("a"), commented("a", text.BREAK)) == ["/L/RequisitionInformation/Comments"]


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.code)
def test_two_letters_differ_somewhere_exactly_when_they_are_not_the_same(version: LetterVersion) -> None:
    """Whatever the letters hold: also blocks that repeat, choices, and lists of other lengths."""
    letters = [strategies.random_letter(version, Random(seed)) for seed in range(6)]
    for one, other in product(letters, letters):
        found = between(one, other)
        assert bool(found) == (one != other)
        assert all(path.startswith("/L/") for path in found)


def test_a_place_is_listed_by_itself_or_by_an_element_around_it() -> None:
    paths = ["/L/A[1]/B", "/L/A[2]/B", "/L/C"]
    assert unlisted(paths, ["/L/A[1]"]) == ["/L/A[2]/B", "/L/C"]
    assert unlisted(paths, ["/L/A"]) == ["/L/C"]
    assert unlisted(paths, ["/L/A/B", "/L/C"]) == []
    assert unlisted(paths, ["/L/A[1]/B/D"]) == paths
    assert unlisted(paths, ["/L"]) == []
