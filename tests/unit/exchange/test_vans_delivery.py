"""One attempt to hand an envelope over, and what the other side's answer means."""

from __future__ import annotations

from datetime import timedelta

import httpx
import msgspec
import pytest

from labsvar.exchange import beside
from labsvar.exchange.delivery import HttpCourier, Outgoing
from labsvar.exchange.reliable import Sending
from labsvar.exchange.vans_delivery import attempt, envelope, outcome
from labsvar.formats import detect, vans, xml
from labsvar.formats.vans import EndPoint, Message, VansEnvelope
from labsvar.formats.vans.wrapping import accepting, receipt, refusing, refusing_envelope
from tests.builders import CLINIC_GLN, OUR_GLN, laboratory_report
from tests.unit.exchange.helpers import START

LETTER = Outgoing(
    letter_id="a",
    databank="LABA",
    envelope_number="LV1",
    document=msgspec.json.encode(laboratory_report()),
    made_at=START,
    attempts=0,
)
MESSAGE = vans.new_uuid()
HERE, THERE = EndPoint(identifier=OUR_GLN), EndPoint(identifier=CLINIC_GLN)


def made(minutes: int = 0) -> VansEnvelope:
    return envelope(
        LETTER, own_gln=OUR_GLN, message_identifier=MESSAGE, at=START + timedelta(minutes=minutes)
    )


def answered(status: int, body: bytes = b"", content_type: str = "application/xml") -> HttpCourier:
    answer = httpx.Response(status, content=body, headers={"content-type": content_type})
    return HttpCourier(httpx.Client(transport=httpx.MockTransport(lambda _: answer)))


def about(of: VansEnvelope) -> vans.MetaInformation:
    assert isinstance(of.content, Message)
    return of.content.meta_information


def test_a_resend_is_the_same_message_in_a_new_envelope() -> None:
    """EnvelopeIdentifier and SentDateTime are new; everything else is unchanged."""
    first, second = made(), made(minutes=30)
    assert first.identifier != second.identifier
    assert first.sent != second.sent
    assert first.content == second.content
    assert (first.sender, first.receiver) == (HERE, THERE)
    assert about(first).document.name == "MCM:XRPT01"
    assert about(first).is_reliable
    assert isinstance(first.content, Message)
    assert not xml.read(first.content.data).errors


@pytest.mark.parametrize(
    ("status", "events"),
    [
        (200, ("handed_over",)),
        (202, ("handed_over",)),
        (204, ("handed_over",)),
        (422, ("handed_over", "negative")),
        (400, ("handed_over", "negative")),
        (401, ("not_handed_over",)),
        (503, ("not_handed_over",)),
    ],
)
def test_without_a_receipt_the_status_says_whether_the_envelope_was_taken(
    status: int, events: tuple[str, ...]
) -> None:
    """Taken is not accepted: the receipt may come later, by whatever way."""
    assert attempt(made(), "https://databank.example", answered(status, b"<other/>")).events == events


def test_a_receipt_in_the_answer_settles_it() -> None:
    """Also one that names an earlier envelope of the same message, and one beside another answer."""
    ours = made()
    for content, event in (
        (accepting(ours.identifier, about(ours)), "positive"),
        (accepting(vans.new_uuid(), about(ours)), "positive"),
        (refusing(ours.identifier, about(ours), why="x"), "negative"),
        (refusing_envelope(ours.identifier, None, why="x"), "negative"),
    ):
        body = vans.write(receipt(content, sender=THERE, receiver=HERE, at=START))
        both, content_type = beside.joined(body, b"<Emessage/>", content_type="application/xml")
        for courier in (answered(200, body), answered(200, both, content_type)):
            tried = attempt(ours, "https://databank.example", courier)
            assert tried.events == ("handed_over", event)
            assert (tried.problem is None) == (event == "positive")


def test_a_receipt_for_something_else_settles_nothing() -> None:
    ours, other = made(), made()
    stranger = about(other)
    stranger = msgspec.structs.replace(stranger, identifier=vans.new_uuid())
    for content in (
        accepting(ours.identifier, stranger),
        refusing_envelope(vans.new_uuid(), None, why="x"),
    ):
        body = vans.write(receipt(content, sender=THERE, receiver=HERE, at=START))
        assert attempt(ours, "https://databank.example", answered(200, body)).events == ("handed_over",)
    assert attempt(ours, "https://databank.example", answered(200, vans.write(ours))).events == (
        "handed_over",
    )


def test_a_letter_that_came_as_edifact_goes_on_as_edifact() -> None:
    """And is named so: the catalogue knows RPT01 in R0131K."""
    came = msgspec.structs.replace(LETTER, start=b"UNA:+.? '")
    sent = envelope(came, own_gln=OUR_GLN, message_identifier=MESSAGE, at=START)
    assert isinstance(sent.content, Message)
    assert detect(sent.content.data) == "edifact"
    document = about(sent).document
    assert (document.format, document.name, document.version) == ("EDIFACT", "MCM:RPT01", "R0131K")


def test_nobody_there_is_told_apart_from_no_receipt() -> None:
    def shut(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("shut")

    courier = HttpCourier(httpx.Client(transport=httpx.MockTransport(shut)))
    tried = attempt(made(), "https://databank.example", courier)
    assert (tried.events, tried.problem) == (("not_handed_over",), "ConnectError")
    assert attempt(made(), None, courier).problem == "no address"


def test_an_operator_sees_how_it_stands() -> None:
    """Late as soon as it has to be sent again, and when it is given up."""
    assert outcome(Sending(state="awaiting"), None).state == "delivering"
    assert outcome(Sending(state="resent"), "x").state == "late"
    assert outcome(Sending(state="given_up"), None).problem == "given up: no receipt"
    assert outcome(Sending(state="accepted"), "x").problem is None
    assert outcome(Sending(state="refused"), "x").is_final


def test_two_answers_in_one_body_come_apart_again() -> None:
    body, content_type = beside.joined(b"<a>\r\n\xc3\xa6</a>", b"<b/>", content_type="application/xml")
    assert beside.parts(body, content_type) == (b"<a>\r\n\xc3\xa6</a>", b"<b/>")
    assert beside.parts(b"<a/>", "application/xml") == (b"<a/>",)
    assert beside.parts(b"nonsense", "multipart/mixed") in {(), (b"nonsense",)}
