"""The service over SOAP, when it answers otherwise than a stock can use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from lxml import etree

from labsvar.cli import npn as npn_command
from labsvar.cli.errors import Refused as CliRefused
from labsvar.cli.errors import Unavailable
from labsvar.cli.language import Say
from labsvar.cli.npn_reaching import Reaching
from labsvar.services.dgws import Header, Refused, envelope, rules
from labsvar.services.dgws.names import tag
from labsvar.services.npn.stock_service import ServiceDown, ServiceRefused
from labsvar.services.npn.stock_soap import NAMESPACE, NoCard, SoapAt, read_card

CARD = etree.Element(tag("saml:Assertion"))
Answer = Callable[[Header], bytes]


def saying(operation: str, **fields: str) -> Answer:
    """An answer with these fields."""
    body = etree.Element(f"{{{NAMESPACE}}}{operation}Response")
    for name, text in fields.items():
        etree.SubElement(body, f"{{{NAMESPACE}}}{name}").text = text
    return lambda asked: envelope.answer(asked, body)


def refusing(rule: str) -> Answer:
    """A fault by a rule of the profile's."""
    return lambda asked: envelope.fault(asked, Refused("processing_problem", getattr(rules, rule)))


def nameless(asked: Header) -> bytes:
    """A fault of a service that names no code."""
    return refusing("MESSAGE_REUSED")(asked).replace(b"FaultCode", b"Code")


def transport(answer: Answer) -> httpx.MockTransport:
    return httpx.MockTransport(
        lambda request: httpx.Response(200, content=answer(envelope.read(request.content).header))
    )


def service(answer: Answer) -> SoapAt:
    return SoapAt("http://numbers.example/soap/npn", card=CARD, transport=transport(answer))


DRAWN = {"FirstIdentifier": "1000000000", "LastIdentifier": "1000000099"}


@pytest.mark.parametrize(
    "answer",
    [
        refusing("FAILED"),
        nameless,
        saying("SetAnalysisIdentifiersFree"),
        lambda _: saying("GetAnalysisIdentifiers", **DRAWN)(Header(message_id="another")),
    ],
    ids=["its own fault", "no code", "another operation", "another call"],
)
def test_what_may_go_better_later_is_no_answer(answer: Answer) -> None:
    """A fault of its own, one without a code, the answer to another operation, or to another call."""
    with service(answer) as numbers, pytest.raises(ServiceDown):
        numbers.draw(100, request="x")


def test_a_service_that_nobody_can_reach_is_down() -> None:
    with SoapAt("http://127.0.0.1:9/soap/npn", card=CARD) as numbers, pytest.raises(ServiceDown):
        numbers.draw(100, request="x")


def test_ends_that_are_no_numbers_and_times_that_are_none_are_not_taken() -> None:
    with service(saying("GetAnalysisIdentifiers", FirstIdentifier="x")) as numbers:
        with pytest.raises(ServiceRefused) as unreadable:
            numbers.draw(100, request="x")
        assert unreadable.value.code == "unreadable"
    look = saying("GetAnalysisIdentifierInformation", DrawnDateTime="i går", **DRAWN)
    with service(look) as numbers, pytest.raises(ServiceDown):
        numbers.information("1000000008")


def test_what_is_no_assertion_is_no_card() -> None:
    assert read_card(etree.tostring(CARD)).tag == CARD.tag
    for wrong in (b"", b"x", b"<x/>", b"<!DOCTYPE x><x/>"):
        with pytest.raises(NoCard):
            read_card(wrong)


def test_the_command_says_why_the_service_told_nothing(tmp_path: Path) -> None:
    file = tmp_path / "card.xml"
    file.write_bytes(etree.tostring(CARD))
    for answer, error in ((refusing("FAILED"), Unavailable), (refusing("UNKNOWN_CALLER"), CliRefused)):
        how = Reaching(service="http://numbers.example", card=file, transport=transport(answer))
        with pytest.raises(error):
            npn_command.check(["4711000009"], Say("en"), data=tmp_path, as_json=False, how=how)
    released = saying(
        "GetAnalysisIdentifierInformation", State="released", DrawnDateTime="2026-03-02T12:00:00Z", **DRAWN
    )
    how = Reaching(service="http://numbers.example", card=file, transport=transport(released))
    assert npn_command.check(["4711000009", "42"], Say("en"), data=tmp_path, as_json=False, how=how) == 1
