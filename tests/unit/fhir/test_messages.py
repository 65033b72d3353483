"""MedCom's FHIR messages: what is written is in order, comes back as it was, and each fault of one is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bench.fhir import report
from labsvar.checks import fhir as checks
from labsvar.cli.judging import judge
from labsvar.conversion.fhir import messaging
from labsvar.conversion.fhir.messaging import Head, Party, Problem
from labsvar.formats import fhir, vans
from labsvar.formats.fhir.resources import Bundle

LABORATORY = Party(sor="441211000016000", gln="5790000000012", name="Laboratoriet")
CLINIC = Party(sor="441221000016009", gln="5790000000029", name="Lægerne Testvej")
COPY = Party(sor="441231000016006", gln="5790000000036", name="Kommunen")
AT = datetime(2026, 3, 2, 9, 12, tzinfo=timezone(timedelta(hours=1)))
UUIDS = st.uuids().map(str)


def one(number: int) -> str:
    return str(UUID(int=number))


HEAD = Head(
    message_id=one(1),
    envelope_id=one(2),
    event="hospital-notification-message",
    sender=LABORATORY,
    receiver=CLINIC,
    copies=(COPY,),
    definition="http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/example|1.0",
    at=AT,
)


def answer(outcome: Any, *problems: Problem, of: Head = HEAD) -> Bundle:
    asked = messaging.read(messaging.message((), of))
    return messaging.acknowledgement(
        asked,
        outcome=outcome,
        message_id=one(3),
        envelope_id=one(4),
        definition=HEAD.definition,
        at=AT,
        problems=problems,
    )


def errors(raw: bytes) -> set[str]:
    return {each.rule for each in checks.check(raw).findings if each.severity == "error"}


def changed(bundle: Bundle, change: Callable[[dict[str, Any]], object]) -> set[str]:
    """The rules broken when a bundle's JSON is changed."""
    plain = json.loads(fhir.write(bundle))
    change(plain)
    return {each.removeprefix("content.fhir-message-") for each in errors(json.dumps(plain).encode())}


@given(UUIDS, UUIDS, st.sampled_from(("new-message", "modified-message")), st.booleans(), st.datetimes())
def test_a_message_comes_back_from_its_bytes_as_it_was_and_has_no_errors(
    message_id: str, envelope_id: str, activity: str, copied: bool, at: datetime
) -> None:
    """Its head to the millisecond, and every resource of its content."""
    at = at.replace(tzinfo=UTC, microsecond=at.microsecond // 1000 * 1000)
    head = replace(
        HEAD,
        message_id=message_id,
        envelope_id=envelope_id,
        activity=activity,
        copies=HEAD.copies if copied else (),
        at=at,
    )
    document = fhir.read(report(results=1)).resource
    assert isinstance(document, Bundle)
    content = tuple(each.resource for each in document.entry if each.resource is not None)[2:4]
    named = tuple(replace(each, id=one(10 + number)) for number, each in enumerate(content))
    raw = fhir.write(messaging.message(named, head))
    assert errors(raw) == set()
    bundle = fhir.read(raw).resource
    assert isinstance(bundle, Bundle)
    again = messaging.read(bundle)
    assert (again.head, again.content) == (head, named)


def test_an_acknowledgement_says_what_it_answers_and_why() -> None:
    """The way back, without copies; refusals with MedCom's codes. An acknowledgement is never acknowledged."""
    accepted = messaging.read(answer("ok"))
    assert (accepted.answers, accepted.outcome) == (HEAD.message_id, "ok")
    assert (accepted.head.sender, accepted.head.receiver, accepted.head.copies) == (CLINIC, LABORATORY, ())
    told = Problem(code="MSG_Damaged_durin_transport", told="Meddelelsen er ikke JSON.")
    refusals = (answer("fatal-error", told), answer("transient-error", told))
    for bundle in (answer("ok"), *refusals):
        assert errors(fhir.write(bundle)) == set()
    assert b"MSG_Damaged_durin_transport" in fhir.write(refusals[0])
    with pytest.raises(ValueError, match="never acknowledged"):
        messaging.acknowledgement(
            accepted, outcome="ok", message_id=one(5), envelope_id=one(6), definition="x|1", at=AT
        )
    for outcome, problems in (("ok", (told,)), ("fatal-error", ())):
        with pytest.raises(ValueError, match="has problems"):
            answer(outcome, *problems)


def test_a_resend_has_a_new_envelope_and_nothing_else() -> None:
    bundle = messaging.message((), HEAD)
    again = messaging.resent(bundle, envelope_id=one(7), at=AT + timedelta(minutes=30))
    assert replace(again, id=bundle.id, timestamp=bundle.timestamp) == bundle
    assert (again.id, again.timestamp) == (one(7), "2026-03-02T09:42:00.000+01:00")
    with pytest.raises(ValueError, match="zone"):
        messaging.resent(bundle, envelope_id=one(7), at=AT.replace(tzinfo=None))


def test_in_an_envelope_it_is_named_as_medcom_names_it() -> None:
    """Format HL7, the identifiers of sending and content, and the message itself byte for byte."""
    bundle = answer("ok")
    found = vans.unwrap(messaging.enveloped(bundle))
    assert found.data == fhir.write(bundle)
    envelope, content = found.envelope, found.envelope.content
    assert isinstance(content, vans.Message)
    about = content.meta_information
    assert (about.document.format, about.document.name) == ("HL7", "MCM:FCTL#ok")
    assert (envelope.identifier, about.identifier) == (bundle.id, one(3))
    assert (envelope.sender.identifier, envelope.receiver.identifier) == (CLINIC.gln, LABORATORY.gln)
    assert about.is_reliable
    assert about.transport is not None
    assert about.transport.service_tags == (messaging.MIME,)
    message = messaging.message((), HEAD)
    with pytest.raises(ValueError, match="name"):
        messaging.enveloped(message)
    wrapped = messaging.enveloped(message, kind="FDIS91#example")
    assert vans.read(wrapped).findings == ()


def test_the_command_checks_what_lies_in_an_envelope(tmp_path: Path) -> None:
    """What is wrong with the message stands among the findings, and an envelope that calls it XML is warned of."""
    file = tmp_path / "envelope.xml"
    bundle = answer("ok")
    file.write_bytes(messaging.enveloped(bundle))
    judged = judge(file)
    assert (judged.format, judged.version, judged.readable) == ("vans", "FHIR R4 Bundle", True)
    assert {each.severity for each in judged.findings} == {"note"}
    faulty = fhir.write(replace(bundle, timestamp=None))
    own, other = vans.EndPoint(identifier=CLINIC.gln), vans.EndPoint(identifier=LABORATORY.gln)
    file.write_bytes(vans.wrap(faulty, sender=own, receiver=other, kind="FCTL#ok"))
    rules = {each.rule for each in judge(file).findings if each.severity != "note"}
    assert rules == {"content.fhir-message-identity", "standard.vans-contradiction"}


def of(bundle: dict[str, Any], kind: str) -> Any:
    return next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind)


FAULTS: dict[str, Callable[[dict[str, Any]], object]] = {
    "identity": lambda it: it.pop("id"),
    "event": lambda it: of(it, "MessageHeader")["eventCoding"].update(code="laboratory-message"),
    "destination": lambda it: of(it, "MessageHeader")["destination"].pop(0),
    "party": lambda it: of(it, "Organization")["identifier"].pop(),
    "definition": lambda it: of(it, "MessageHeader").update(definition="http://example.org/x"),
    "narrative": lambda it: of(it, "MessageHeader").pop("text"),
    "provenance": lambda it: of(it, "Provenance").pop("activity"),
}


@pytest.mark.parametrize("rule", FAULTS)
def test_each_fault_of_a_message_is_told(rule: str) -> None:
    assert rule in changed(messaging.message((), HEAD), FAULTS[rule])


def test_each_fault_of_an_acknowledgement_is_told() -> None:
    told = Problem(code="MSG_Datatype_Wrong", told="Et tal er ventet.")
    assert changed(answer("ok"), lambda it: of(it, "MessageHeader").pop("response")) == {"answer"}
    refused = answer("fatal-error", told)
    uncoded = changed(refused, lambda it: of(it, "OperationOutcome")["issue"][0].pop("details"))
    assert uncoded == {"reason"}


def test_an_event_that_two_sides_agreed_on_is_noted_and_others_messages_are_not_held_to_these_rules() -> None:
    agreed = replace(HEAD, event="laboratory-report", event_system="https://example.org/events")
    findings = checks.check(fhir.write(messaging.message((), agreed))).findings
    assert "content.fhir-message-other-event" in {each.rule for each in findings}
    assert {each.severity for each in findings} == {"note"}
    other = (
        b'{"resourceType":"Bundle","type":"message","entry":[{"fullUrl":"urn:uuid:%s","resource":%s}]}'
        % (
            one(1).encode(),
            b'{"resourceType":"MessageHeader","eventUri":"http://example.org/x","source":{"endpoint":"http://x"}}',
        )
    )
    assert errors(other) == set()
    bundle = fhir.read(other).resource
    assert isinstance(bundle, Bundle)
    with pytest.raises(ValueError, match="no message"):
        messaging.read(bundle)
