"""Envelopes in and out: what is read is what was written, and anything else is told apart by name."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from labsvar.services.dgws import Header, Limits, Refused, envelope, rules
from labsvar.services.dgws.calls import CallEntry, MemoryCallLog, digest
from labsvar.services.dgws.names import FAULT_CODES, PRIORITIES, TIME_OUTS
from tests.unit.services.dgws.cards import BODY, NOW

IDS = st.text(
    st.characters(codec="ascii", min_codepoint=33, exclude_characters="<>&\x7f"), min_size=1, max_size=40
)
HEADERS = st.builds(
    Header,
    message_id=IDS,
    security_level=st.none() | st.integers(1, 5),
    time_out=st.none() | st.sampled_from(TIME_OUTS),
    flow_id=st.none() | IDS,
    in_response_to=st.none() | IDS,
    flow_status=st.none() | st.sampled_from(FAULT_CODES),
    priority=st.none() | st.sampled_from(PRIORITIES),
    wants_receipt=st.booleans(),
)
OPEN = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:m="http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd">'
)


def fault(data: bytes, **limits: int) -> tuple[str, str]:
    with pytest.raises(Refused) as raised:
        envelope.read(data, limits=Limits(**limits))
    return raised.value.code, raised.value.rule.id


def call(header: str, body: str = "<x/>") -> bytes:
    return f"{OPEN}<s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>".encode()


@given(HEADERS)
def test_a_header_is_read_as_it_was_written(header: Header) -> None:
    read = envelope.read(envelope.call(header, body=deepcopy(BODY)))
    assert read.header == header
    assert read.operation == BODY.tag


def test_an_answer_belongs_to_its_call() -> None:
    """Same flow, the call's number as what it answers, a number of its own, and that all went well."""
    asked = Header(message_id="m1", flow_id="f1", security_level=3)
    answer = envelope.read(envelope.answer(asked, deepcopy(BODY))).header
    assert (answer.flow_id, answer.in_response_to) == ("f1", "m1")
    assert answer.flow_status == "flow_finalized_succesfully"
    assert answer.message_id not in ("", "m1")


def test_a_fault_names_the_rule_and_the_code() -> None:
    """In its words, in its detail, and in the status of the flow."""
    data = envelope.fault(None, Refused("processing_problem", rules.FAILED))
    read = envelope.read(data)
    assert read.header.flow_status == "processing_problem"
    assert read.body.findtext("faultcode") == "soap:Server"
    assert (read.body.findtext("faultstring") or "").startswith("service.failed: ")
    assert read.body.findtext("detail/{*}FaultCode") == "processing_problem"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ("syntax_error", "service.not_well_formed")),
        (b"<x", ("syntax_error", "service.not_well_formed")),
        (b"<x/>", ("syntax_error", "service.not_soap")),
        (call("").replace(b"<x/>", b"<x/><y/>"), ("syntax_error", "service.not_soap")),
        (call("").replace(b"<x/>", b""), ("syntax_error", "service.not_soap")),
        (call("").replace(b"<s:Header></s:Header>", b""), ("missing_required_header", "service.missing_header")),
        (call("").replace(b"s:Header", b"s:Hoved"), ("missing_required_header", "service.missing_header")),
        (call(""), ("missing_required_header", "service.missing_header")),
        (call("<m:Header/>"), ("missing_required_header", "service.missing_header")),
        (call("<m:Header><m:Linking/></m:Header>"), ("missing_required_header", "service.missing_header")),
        (call("<m:Header/><m:Header/>"), ("syntax_error", "service.field")),
        (call("<m:Header><m:Other/></m:Header>"), ("syntax_error", "service.field")),
    ],
)  # fmt: skip
def test_what_is_no_call_is_refused_by_name(data: bytes, expected: tuple[str, str]) -> None:
    assert fault(data) == expected


LINKING = "<m:Linking><m:MessageID>m1</m:MessageID></m:Linking>"


@pytest.mark.parametrize(
    "header",
    [
        "<m:Priority>AKUT</m:Priority>" + LINKING,
        LINKING + LINKING,
        "<m:SecurityLevel>6</m:SecurityLevel>" + LINKING,
        "<m:SecurityLevel><m:x/></m:SecurityLevel>" + LINKING,
        "<m:TimeOut>31</m:TimeOut>" + LINKING,
        LINKING + "<m:Priority>SNART</m:Priority>",
        LINKING + "<m:RequireNonRepudiationReceipt>ja</m:RequireNonRepudiationReceipt>",
        "<m:Linking><m:MessageID>m 1</m:MessageID></m:Linking>",
        "<m:Linking><m:MessageID/></m:Linking>",
        "<m:Linking><m:MessageID>m1</m:MessageID><m:MessageID>m2</m:MessageID></m:Linking>",
    ],
)
def test_a_header_that_is_not_in_order_is_a_syntax_error(header: str) -> None:
    assert fault(call(f"<m:Header>{header}</m:Header>")) == ("syntax_error", "service.field")


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE x><x/>",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x SYSTEM "http://x.example/y"><x/>'.encode(
            "utf-16"
        ),
    ],
)
def test_a_doctype_is_refused_in_any_encoding(data: bytes) -> None:
    """Before anything that it declares is used."""
    assert fault(data) == ("syntax_error", "service.doctype")


def test_a_call_that_is_too_large_or_too_deep_is_refused() -> None:
    deep = b"<a>" * 60 + b"</a>" * 60
    assert fault(deep, max_depth=50) == ("syntax_error", "service.too_large")
    assert fault(b"<a/>" + b" " * 100, max_bytes=50) == ("syntax_error", "service.too_large")
    bomb = "<!DOCTYPE a [<!ENTITY b '" + "x" * 1000 + "'>" + "]><a c='" + "&b;" * 5000 + "'/>"
    assert fault(bomb.encode())[0] == "syntax_error"


@given(st.binary(max_size=300))
def test_no_bytes_are_a_fault_of_ours(data: bytes) -> None:
    with pytest.raises(Refused):
        envelope.read(data)


def entry(**changes: Any) -> CallEntry:
    said: dict[str, Any] = {
        "service": "npn",
        "operation": "Ping",
        "caller": "a",
        "card_id": "k",
        "message_id": "m1",
        "flow_id": "",
        "at": NOW,
        "outcome": "flow_finalized_succesfully",
        "rule": "",
        "digest": digest(BODY),
        "secure": True,
    }
    return CallEntry(**said | changes)


def test_the_log_tells_what_a_number_first_stood_for() -> None:
    """Refused calls do not count, nor those of other callers and services; prefixes do not tell calls apart."""
    log = MemoryCallLog()
    log.note(entry(rule="service.level", digest="x"))
    log.note(entry(caller="b", digest="y"))
    assert log.digest_of(service="npn", caller="a", message_id="m1") is None
    log.note(entry())
    log.note(entry(digest="z"))
    other = etree.fromstring('<q:Ping xmlns:q="urn:test"><q:Word>hej</q:Word></q:Ping>')
    assert log.digest_of(service="npn", caller="a", message_id="m1") == digest(BODY) != digest(other)
    assert [each.digest for each in log.latest(service="npn", most=2)] == ["z", digest(BODY)]
