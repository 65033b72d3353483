"""The three flows: which messages each has, and how one is told from another, on strong keys only (S24)."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.letters.xrpt05 import QuantitativeFindings
from labsvar.linking.flows import EXPECTED, FLOWS, STEPS, Because, Flow, recognise, sent_on
from labsvar.linking.journeys import journey_of, journeys
from labsvar.results.model import Report
from tests.builders import coded, investigation
from tests.spec.test_s06_s15_hidden import withdrawn
from tests.unit.linking.samples import CLINIC, FIRST, REFERENCE, answer, linked, onward, request, seen


def sent_away(minute: int, text: str = "SENDT:SSI") -> Report:
    """The first laboratory's answer that only says where the sample went."""
    told = QuantitativeFindings(interpretation=coded(text))
    return answer(minute, investigations=(investigation(culture_findings=None, quantitative_findings=told),))


REFERENCE_ANSWER: dict[str, Any] = {"by": REFERENCE, "to": FIRST, "number": "F1", "production": "X1"}
TO_REQUESTER: dict[str, Any] = {"by": REFERENCE, "number": "R1", "production": "X1"}
RECOGNISED: list[tuple[str, list[Any], Flow, Because]] = [
    ("only asked for", [request()], "standard", "nothing_else"),
    ("asked for and answered", [request(), answer(20)], "standard", "nothing_else"),
    ("answered and nothing else is known", [answer(20)], "standard", "nothing_else"),
    ("passed on", [request(), onward(10)], "forwarded", "forwarded_requisition"),
    ("passed on and answered", [request(), onward(10), answer(30, **TO_REQUESTER)], "forwarded", "forwarded_requisition"),
    ("said to be sent on", [request(), sent_away(10)], "forwarded", "sent_on"),
    ("answered by another than was asked", [request(), answer(30, **TO_REQUESTER)], "forwarded", "answered_by_other"),
    ("answered by both", [request(), answer(20), answer(30, **TO_REQUESTER)], "standard", "nothing_else"),
    ("answered, then sent on", [request(), answer(20), onward(25)], "reference", "answered_and_forwarded"),
    ("asked for with the prompts", [request(), answer(20), onward(25, original=None, prompted=True)], "reference", "prompts"),
    ("sent on before it is answered, with the prompts", [request(), onward(25, prompted=True)], "reference", "prompts"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("letters", "flow", "because"), [row[1:] for row in RECOGNISED], ids=[r[0] for r in RECOGNISED]
)
def test_each_flow_is_recognised(letters: list[Any], flow: Flow, because: Because) -> None:
    """By the strongest thing that requisitions and answers tell; in whatever order they came."""
    for told in (letters, letters[::-1]):
        (journey,) = journeys(seen(*told))
        found = recognise(journey)
        assert (found.flow, found.because) == (flow, because)


def test_a_link_makes_a_reference_flow_though_no_request_is_known() -> None:
    """A laboratory without electronic requests sends on paper; the linker tied the answers by the prompts."""
    first, other = answer(20), answer(60, **{**REFERENCE_ANSWER, "number": None})
    (journey,) = journeys(seen(first, other), [linked(other, first)])
    found = recognise(journey)
    assert (found.flow, found.because) == ("reference", "link")
    assert found.parties.first is not None
    assert found.parties.first.gln == FIRST


@pytest.mark.parametrize("state", ["proposed", "rejected", "dropped"])
def test_s24_what_is_only_proposed_ties_nothing(state: Any) -> None:
    """Two answers of one person and day are two journeys until a link stands."""
    first, other = answer(20), answer(60, **{**REFERENCE_ANSWER, "number": None})
    found = journeys(seen(first, other), [linked(other, first, state)])
    assert [recognise(each).flow for each in found] == ["standard", "standard"]


def test_s24_a_link_that_a_person_accepted_ties() -> None:
    """As one that the linker made by itself."""
    first, other = answer(20), answer(60, **{**REFERENCE_ANSWER, "number": None})
    assert len(journeys(seen(first, other), [linked(other, first, "accepted")])) == 1


def test_s24_person_and_day_alone_tie_nothing() -> None:
    """Two samples of one day, each with numbers of its own; blank numbers are no number."""
    for number in ("R2", None, " "):
        found = journeys(seen(answer(20, number=number), answer(30, number=number and "R3", production="P2")))
        assert len(found) == 2


def test_s13_a_link_to_a_hidden_answer_tells_nothing() -> None:
    """The flow is that of what may be seen."""
    first, other = answer(20), replace(answer(60, **REFERENCE_ANSWER), given=False)
    (journey,) = journeys(seen(first, other), [linked(other, first)])
    assert recognise(journey).flow == "standard"
    assert journey_of(other.letter_id, seen(first, other)) is None


def test_s13_a_hidden_request_recognises_nothing() -> None:
    """A refused requisition is not there; nor is one whose laboratory is in the technical stage."""
    for hidden in (replace(onward(10), given=False), replace(onward(10), stage="technical")):
        (journey,) = journeys(seen(request(), hidden))
        assert recognise(journey).flow == "standard"


def test_a_withdrawn_request_is_no_part_of_the_journey() -> None:
    """Nor of how it is recognised."""
    sent = onward(10)
    tomb = replace(withdrawn(answer(20), 40), letter_id=sent.letter_id)
    (journey,) = journeys(seen(request(), sent, withdrawals=[tomb]))
    assert recognise(journey).flow == "standard"


def test_a_request_for_blood_is_no_journey() -> None:
    """A requisition of biochemistry is about no sample of microbiology, unless it forwards one."""
    blood = replace(onward(10, original=None), sender=replace(request().sender))
    assert journeys(seen(blood)) == ()


def test_a_journey_is_found_from_every_letter_of_it() -> None:
    """From the requisition, the forwarded one, and each version of each answer."""
    letters: list[Any] = [request(), answer(20), onward(25, prompted=True), answer(60, **REFERENCE_ANSWER)]
    for each in letters:
        found = journey_of(each.letter_id, seen(*letters))
        assert found is not None
        assert found.letter_ids == {letter.letter_id for letter in letters}
    assert journey_of("another", seen(*letters)) is None


@pytest.mark.parametrize(
    ("text", "to"), [("SENDT:SSI", "SSI"), (" SENDT : OUH ", "OUH"), ("Er SENDT:SSI", None), ("SENDT", None)]
)
def test_an_answer_that_says_where_the_sample_went_is_understood(text: str, to: str | None) -> None:
    """The word, a colon and a name, at the beginning of a text."""
    assert sent_on(sent_away(10, text)) == to


def test_the_parties_are_those_that_the_letters_name() -> None:
    """The requester, the laboratory that was asked, and the one that the sample went on to."""
    (journey,) = journeys(seen(request(), onward(10)))
    parties = recognise(journey).parties
    assert [each and each.gln for each in (parties.requester, parties.first, parties.performing)] == [
        CLINIC, FIRST, REFERENCE,
    ]  # fmt: skip


def test_every_flow_has_its_messages_in_order() -> None:
    """Each step follows one that stands before it; reference is the standard flow and more."""
    for flow in FLOWS:
        names = [each.name for each in EXPECTED[flow]]
        assert len(names) == len(set(names))
        for place, expected in enumerate(EXPECTED[flow]):
            assert expected.after is None or expected.after in names[:place]
            assert (expected.to is None) is (expected.kinds == ())
    assert {each.name for flow in FLOWS for each in EXPECTED[flow]} == set(STEPS)
    assert EXPECTED["reference"][: len(EXPECTED["standard"])] == EXPECTED["standard"]
    assert [each.name for each in EXPECTED["reference"] if not each.always] == ["supplemented"]
