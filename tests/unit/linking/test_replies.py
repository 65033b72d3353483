"""Where the answer to a forwarded requisition goes: both readings of an open question."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.linking import replies
from labsvar.linking.agreement import Agreement
from tests.requisitions import hospital, laboratory_request

BY_NAME = Agreement(answer_goes_by="original_requester")


def _request(*, to_sender: bool | None, to_original: bool | None) -> LaboratoryRequest:
    made = laboratory_request()
    original = None if to_original is None else hospital(reply_to=to_original)
    return replace(made, sender=replace(made.sender, reply_to=to_sender), original_requester=original)


@pytest.mark.parametrize(
    ("to_sender", "to_original", "by_reply_to", "by_name"),
    [
        (True, None, "sender", "sender"),
        (None, None, "sender", "sender"),
        (False, None, None, "sender"),
        (True, False, "sender", "original_requester"),
        (False, True, "original_requester", "original_requester"),
        (True, True, None, "original_requester"),
        (False, False, None, "original_requester"),
    ],
)
def test_each_reading_says_who_gets_the_answer(
    to_sender: bool | None, to_original: bool | None, by_reply_to: str | None, by_name: str
) -> None:
    request = _request(to_sender=to_sender, to_original=to_original)
    assert replies.answer_goes_to(request) == by_reply_to
    assert replies.answer_goes_to(request, settings=BY_NAME) == by_name


@pytest.mark.parametrize("settings", [Agreement(), BY_NAME])
@pytest.mark.parametrize("goal", ["sender", "original_requester"])
def test_what_is_written_by_a_reading_is_understood_by_it(settings: Agreement, goal: replies.Goal) -> None:
    made = replies.addressed(
        laboratory_request(), to=goal, original=hospital(reply_to=False), settings=settings
    )
    assert replies.answer_goes_to(made, settings=settings) == goal
    # Whoever reads it the first way understands both.
    assert replies.answer_goes_to(made) == goal


def test_an_answer_cannot_go_to_nobody() -> None:
    with pytest.raises(ValueError, match="nobody"):
        replies.addressed(laboratory_request(), to="original_requester", original=None)


def test_the_sample_is_sent_on_under_a_number_of_its_own_or_that_of_the_requisition() -> None:
    assert replies.number_of_request(original="R1", new="K7") == "K7"
    same = Agreement(requisition_number="same")
    assert replies.number_of_request(original="R1", new="K7", settings=same) == "R1"
