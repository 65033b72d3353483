"""Letters that go on to another installation."""

from __future__ import annotations

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from labsvar.exchange import beside, receipts
from labsvar.exchange.delivery import (
    ENVIRONMENT,
    LATE_AFTER,
    HttpCourier,
    Outcome,
    Outgoing,
    deliver,
    emessage,
    seconds_to_wait,
)
from labsvar.exchange.receipts import Answered
from labsvar.exchange.routing import Configuration
from labsvar.formats import edifact, xml
from tests.builders import LABORATORY_GLN, OUR_GLN, laboratory_report, microbiology_report
from tests.builders import emessage as builders_emessage
from tests.unit.exchange.helpers import START

LETTER = laboratory_report()


def outgoing(*, attempts: int = 0) -> Outgoing:
    return Outgoing(
        letter_id="a",
        databank="LABA",
        envelope_number="LV000000000007",
        document=msgspec.json.encode(LETTER),
        made_at=START,
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
    assert (
        deliver(letter, {"LABA": "https://databank.example"}, courier(200, seen=seen)).state == "delivering"
    )
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
        (200, Outcome(state="delivering", problem="no receipt", seconds=1800)),
        (204, Outcome(state="delivering", problem="no receipt", seconds=1800)),
        (422, Outcome(state="refused", problem="status 422")),
        (400, Outcome(state="refused", problem="status 400")),
        (413, Outcome(state="refused", problem="status 413")),
        (401, Outcome(state="delivering", problem="status 401")),
        (403, Outcome(state="delivering", problem="status 403")),
        (404, Outcome(state="delivering", problem="status 404")),
        (421, Outcome(state="delivering", problem="status 421")),
        (500, Outcome(state="delivering", problem="status 500")),
        (503, Outcome(state="delivering", problem="status 503")),
    ],
)
def test_what_an_answer_means(status: int, expected: Outcome) -> None:
    """Refused is final; what somebody may put right is tried again."""
    assert deliver(outgoing(), {"LABA": "https://databank.example"}, courier(status)) == expected


def receipt(envelope: str, *, accepted: bool = True) -> bytes:
    """A receipt for one of our envelopes."""
    answered = Answered(
        number=1, own_gln=OUR_GLN, envelope_number=envelope, sender=LABORATORY_GLN, receiver=OUR_GLN, at=START
    )
    if accepted:
        return receipts.positive(answered, [("B1", "XR0131K")])
    return receipts.negative(answered, code="ikke_specificeret", lines=["nej"], refused=())


def answering(*answers: bytes) -> HttpCourier:
    """A door that answers 200 with these, two of them in one body."""
    body, content_type = b"".join(answers), "application/xml"
    if len(answers) == 2:
        body, content_type = beside.joined(*answers, content_type=content_type)
    given = httpx.Response(200, content=body, headers={"content-type": content_type})
    return HttpCourier(httpx.Client(transport=httpx.MockTransport(lambda _: given)))


def test_only_the_receipt_for_the_very_envelope_says_that_a_letter_is_delivered() -> None:
    """S21. A refusal is one whatever the status is; a receipt for another envelope says nothing, and a
    letter whose receipt was waited for in vain is late."""
    ours, others = outgoing().envelope_number, "LV000000000099"
    for answers, attempts, expected in (
        ((receipt(ours),), 0, ("delivered", None)),
        ((receipt(others), receipt(ours)), 0, ("delivered", None)),
        ((receipt(ours, accepted=False),), 0, ("refused", "status 200")),
        ((receipt(others),), 0, ("delivering", "receipt for another envelope")),
        ((emessage(outgoing()),), 0, ("delivering", "no receipt")),
        ((b"<html>",), 0, ("delivering", "no receipt")),
        ((), 0, ("delivering", "no receipt")),
        ((), 1, ("late", "no receipt")),
    ):
        at = {"LABA": "https://databank.example"}
        found = deliver(outgoing(attempts=attempts), at, answering(*answers))
        assert (found.state, found.problem) == expected


def test_s10_what_is_passed_on_says_whether_it_comes_from_production() -> None:
    """So that an installation of the other kind can refuse it."""
    seen: list[httpx.Request] = []

    def misdirected(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(421)

    client = httpx.Client(transport=httpx.MockTransport(misdirected))
    for configuration in (
        Configuration(persons="real"),
        Configuration(persons="made_up"),
        Configuration(persons="any"),
    ):
        from_here = HttpCourier(client, environment=configuration.environment)
        deliver(outgoing(), {"LABA": "https://databank.example"}, from_here)
    assert [each.headers[ENVIRONMENT] for each in seen] == ["production", "test", "test"]


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


def test_a_document_goes_on_byte_for_byte_and_waits_for_no_receipt() -> None:
    """Under its own number: what is accepted is stored, and what is refused is for a person to see to."""
    body = b'{"resourceType":"Bundle"}'
    letter = replace(outgoing(), document=body, start=body)
    seen: list[httpx.Request] = []
    there = {"LABA": "https://databank.example"}
    assert deliver(letter, there, courier(201, seen=seen)).state == "delivered"
    assert seen[0].content == body
    assert seen[0].headers["content-type"] == "application/fhir+json"
    assert deliver(letter, there, courier(422)).state == "refused"
    assert deliver(letter, there, courier(503)).state == "delivering"
