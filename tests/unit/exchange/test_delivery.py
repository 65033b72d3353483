"""Letters that go on to another installation."""

from __future__ import annotations

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from labsvar.exchange.delivery import (
    LATE_AFTER,
    HttpCourier,
    Outcome,
    Outgoing,
    deliver,
    emessage,
    seconds_to_wait,
)
from labsvar.formats import edifact, xml
from tests.builders import emessage as builders_emessage
from tests.builders import laboratory_report, microbiology_report
from tests.unit.exchange.helpers import START

LETTER = laboratory_report()


def outgoing(*, attempts: int = 0) -> Outgoing:
    return Outgoing(
        letter_id="a",
        databank="LABA",
        envelope_number="LV000000000007",
        document=msgspec.json.encode(LETTER),
        arrived_at=START,
        attempts=attempts,
    )


def test_a_letter_goes_on_whole_in_an_envelope_of_ours() -> None:
    """It asks for a receipt, and is the same at each attempt, so that another attempt is a resend."""
    first = emessage(outgoing())
    assert first == emessage(outgoing(attempts=3))
    read = xml.read(first)
    assert not read.errors
    assert read.letters[0].letter == LETTER
    assert read.envelope is not None
    assert read.envelope.identifier == "LV000000000007"
    assert read.envelope.acknowledgement_code == "pluspositivkvitt"


def test_a_letter_goes_on_in_the_form_it_came_in() -> None:
    """What came in EDIFACT goes on in EDIFACT, with the content type of EDIFACT."""
    came = edifact.write(builders_emessage(LETTER)).data
    letter = replace(outgoing(), start=came[:100])
    read = edifact.read(emessage(letter))
    assert not read.errors
    assert read.letters[0].letter == edifact.read(came).letters[0].letter
    seen: list[httpx.Request] = []
    assert deliver(letter, {"LABA": "https://databank.example"}, courier(200, seen=seen)).state == "delivered"
    assert seen[0].headers["content-type"] == "application/EDIFACT; charset=iso-8859-1"


def test_what_cannot_be_written_is_refused_and_not_tried_for_ever() -> None:
    """A version that has no EDIFACT form cannot have come in EDIFACT; if it did, a person must see to it."""
    letter = replace(outgoing(), document=msgspec.json.encode(microbiology_report()), start=b"UNA:+.? '")
    found = deliver(letter, {"LABA": "https://databank.example"}, courier())
    assert (found.state, found.is_final) == ("refused", True)


def courier(*answers: int | Exception, seen: list[httpx.Request] | None = None) -> HttpCourier:
    left = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        given = next(left)
        if isinstance(given, Exception):
            raise given
        return httpx.Response(given)

    return HttpCourier(httpx.Client(transport=httpx.MockTransport(answer)))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, Outcome(state="delivered")),
        (204, Outcome(state="delivered")),
        (422, Outcome(state="refused", problem="status 422")),
        (400, Outcome(state="refused", problem="status 400")),
        (413, Outcome(state="refused", problem="status 413")),
        (401, Outcome(state="delivering", problem="status 401")),
        (403, Outcome(state="delivering", problem="status 403")),
        (404, Outcome(state="delivering", problem="status 404")),
        (500, Outcome(state="delivering", problem="status 500")),
        (503, Outcome(state="delivering", problem="status 503")),
    ],
)
def test_what_an_answer_means(status: int, expected: Outcome) -> None:
    """Refused is final; what somebody may put right is tried again."""
    assert deliver(outgoing(), {"LABA": "https://databank.example"}, courier(status)) == expected


def test_no_answer_is_tried_again() -> None:
    gone = httpx.ConnectError("secret")
    outcome = deliver(outgoing(), {"LABA": "https://databank.example"}, courier(gone))
    assert outcome == Outcome(state="delivering", problem="ConnectError")


def test_a_letter_that_was_tried_often_is_late() -> None:
    attempts = [
        deliver(outgoing(attempts=n), {"LABA": "https://a.example"}, courier(500)).state
        for n in range(LATE_AFTER + 1)
    ]
    assert attempts == ["delivering"] * (LATE_AFTER - 1) + ["late"] * 2


def test_a_databank_whose_address_was_taken_away_is_waited_for() -> None:
    assert deliver(outgoing(), {}, courier()) == Outcome(state="delivering", problem="no address")


def test_a_token_in_the_address_signs_us_in_and_goes_no_further() -> None:
    seen: list[httpx.Request] = []
    with_token = courier(200, 200, seen=seen)
    deliver(outgoing(), {"LABA": "https://s3cret@databank.example/labsvar/"}, with_token)
    deliver(outgoing(), {"LABA": "https://databank.example"}, with_token)
    assert [str(request.url) for request in seen] == [
        "https://databank.example/labsvar/api/letters",
        "https://databank.example/api/letters",
    ]
    assert [request.headers.get("authorization") for request in seen] == ["Bearer s3cret", None]
    with_token.close()


def test_attempts_come_ever_more_seldom_and_never_end() -> None:
    waits = [seconds_to_wait(attempts) for attempts in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[0] == 5
    assert waits[-1] == 3600
