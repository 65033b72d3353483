"""Letters that come in a VANSEnvelope: taken as without one, answered envelope for envelope, and once."""

from __future__ import annotations

import json
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.exchange.model import Reply
from labsvar.exchange.register import Sender, System
from labsvar.formats import Limits, edifact, vans, xml
from labsvar.formats.vans import EndPoint, Message, NegativeMessage, NegativeVans, PositiveMessage
from labsvar.formats.vans.wrapping import accepting, receipt
from labsvar.letters.catalogue import Emessage
from labsvar.letters.lifting import Lift
from tests.builders import CLINIC_GLN, LABORATORY_GLN, OUR_GLN, emessage, laboratory_report, patient, result
from tests.damage import damaged, garbled
from tests.unit.exchange.helpers import ANYONE, START, Exchange, rules

LABORATORY = EndPoint(identifier=LABORATORY_GLN)
US = EndPoint(identifier=OUR_GLN)
LETTER = emessage(laboratory_report(), number="K1")
FAULTY = xml.write(emessage(laboratory_report(), number="K2")).replace(b">numerisk<", b">numeric<")
IN_PART = xml.write(
    emessage(
        laboratory_report(number="B1"), laboratory_report(number="B2", production_number="P2"), number="K3"
    )
).replace(b">B2<", b"><")


def wrapped(message: Emessage | bytes = LETTER, *, transport: vans.Transport | None = None) -> bytes:
    data = message if isinstance(message, bytes) else xml.write(message)
    return vans.wrap(
        data, sender=LABORATORY, receiver=US, kind="XRPT01", version="XR0131K", transport=transport, at=START
    )


def renamed(data: bytes, *, envelope: bool = False, message: bool = False) -> bytes:
    """The same under new identifiers."""
    read = vans.unwrap(data).envelope
    assert isinstance(read.content, Message)
    if message:
        about = replace(read.content.meta_information, identifier=vans.new_uuid())
        read = replace(read, content=replace(read.content, meta_information=about))
    if envelope:
        read = replace(read, identifier=vans.new_uuid())
    return vans.write(read)


def with_content(data: bytes, message: Emessage | bytes) -> bytes:
    """The same identifiers around something else."""
    read = vans.unwrap(data).envelope
    assert isinstance(read.content, Message)
    other = message if isinstance(message, bytes) else xml.write(message)
    about = read.content.meta_information
    about = replace(about, document=replace(about.document, size_in_bytes=len(other)))
    return vans.write(replace(read, content=replace(read.content, meta_information=about, data=other)))


Kind = TypeVar("Kind")


def answer(reply: Reply, kind: type[Kind], *, warned: bool = False) -> Kind:
    """The receipt in the envelope of a reply, sent by us to the laboratory."""
    assert reply.content_type == "application/xml; charset=utf-8"
    read = vans.read(reply.body)
    assert bool(read.findings) == warned
    assert read.envelope is not None
    assert (read.envelope.sender, read.envelope.receiver) == (US, LABORATORY)
    assert isinstance(read.envelope.content, kind)
    return read.envelope.content


# What is answered ---------------------------------------------------------------------------------


def test_a_letter_in_an_envelope_is_stored_and_receipted_by_an_envelope() -> None:
    """The receipt names the envelope and all that was said of the message. The letter is kept as its own
    exact bytes, and its own receipt with it."""
    exchange = Exchange()
    body = wrapped()
    reply = exchange.send(body)
    assert reply.status == 200
    accepted = answer(reply, PositiveMessage)
    sent = vans.unwrap(body).envelope
    assert isinstance(sent.content, Message)
    assert accepted.original_envelope_identifier == sent.identifier
    assert accepted.original_message == sent.content.meta_information
    assert exchange.states == ["stored"]
    assert exchange.store.letters[0].content.raw == xml.write(LETTER)
    assert b"XCTL03" in (exchange.last.receipt or b"")
    assert reply.location is not None


@pytest.mark.parametrize(("message", "stored"), [(FAULTY, 0), (IN_PART, 1)])
def test_a_refused_letter_never_gets_a_positive_receipt(message: bytes, stored: int) -> None:
    """Nor an envelope of which only a part is refused; the description says why."""
    exchange = Exchange()
    reply = exchange.send(wrapped(message))
    assert reply.status == 422
    refused = answer(reply, NegativeMessage)
    assert "[standard." in refused.error.description
    assert refused.error.description.startswith("1 af 2 breve er modtaget") == bool(stored)
    assert len(exchange.store.letters) == stored


@pytest.mark.parametrize("content", [b"", b"nonsense", b"<Emessage/>", b"<!DOCTYPE a><a/>"])
def test_content_that_cannot_be_read_is_refused_by_an_envelope(content: bytes) -> None:
    """Without the envelope nobody could be answered; with it the sender is known."""
    exchange = Exchange()
    reply = exchange.send(wrapped(content))
    assert reply.status == 422
    assert "form." in answer(reply, NegativeMessage).error.description
    assert exchange.states == ["refused"]
    assert reply.emessage_id == exchange.last.arrivals[0].emessage_id
    assert exchange.last.arrivals[0].sender == LABORATORY_GLN


def test_a_faulty_envelope_is_refused_as_such() -> None:
    """NegativeVans, with what can be read of the message and without what cannot."""
    exchange = Exchange()
    for old, names_message in ((b"<Data>", True), (b"<Name>", False)):
        reply = exchange.send(wrapped().replace(old, b"<Odd/>" + old))
        refused = answer(reply, NegativeVans)
        assert reply.status == 422
        assert "standard.vans-unexpected" in refused.error.description
        assert (refused.original_message is not None) == names_message
    assert exchange.store.letters == []


def test_an_envelope_that_names_nobody_gets_a_problem_document() -> None:
    exchange = Exchange()
    for body in (wrapped()[:-9], wrapped().replace(b"EnvelopeIdentifier", b"Identifier")):
        reply = exchange.send(body)
        assert reply.status == 400
        assert json.loads(reply.body)["findings"]
    assert exchange.store.letters == []


def test_an_envelope_in_an_envelope_is_refused() -> None:
    exchange = Exchange()
    reply = exchange.send(wrapped(wrapped()))
    assert "exchange.vans-nested" in answer(reply, NegativeVans).error.description
    assert exchange.store.letters == []


def test_a_warning_about_the_envelope_stands_with_the_letter() -> None:
    """A UUID that is none is taken, and the operator can see it."""
    exchange = Exchange()
    body = wrapped()
    identifier = vans.unwrap(body).envelope.identifier
    reply = exchange.send(body.replace(identifier.encode(), b"Z" + identifier[1:].encode()))
    accepted = answer(reply, PositiveMessage, warned=True)
    assert accepted.original_envelope_identifier.startswith("Z")
    assert "standard.vans-uuid" in rules(exchange.last.arrivals[0].findings)


def test_the_letters_own_receipt_goes_beside_when_that_is_set() -> None:
    """In a Message envelope that asks for no receipt in turn; never where the letter gets none."""
    exchange = Exchange(vans_inner_receipts="sent")
    for message, kind, outer in ((LETTER, "XCTL03", PositiveMessage), (FAULTY, "XCTL02", NegativeMessage)):
        reply = exchange.send(wrapped(message))
        answer(reply, outer)
        beside = vans.unwrap(reply.beside)
        assert isinstance(beside.envelope.content, Message)
        about = beside.envelope.content.meta_information
        assert about.document.name == f"MCM:{kind}"
        assert not about.is_reliable
        assert xml.read(beside.data).letters[0].version_code == kind.replace("XCTL", "XC") + "30Q"
    unwanted = emessage(
        laboratory_report(number="B9", production_number="P9"), number="K9", receipt_wanted=False
    )
    assert exchange.send(wrapped(unwanted)).beside == b""


def test_over_an_unreliable_transport_there_is_no_receipt_of_the_envelope() -> None:
    """The letter's own answer goes back in a Message envelope; where it has none, nothing does."""
    exchange = Exchange()
    unreliable = vans.Transport(type="unreliable")
    reply = exchange.send(wrapped(transport=unreliable))
    assert reply.status == 200
    assert xml.read(vans.unwrap(reply.body).data).letters[0].version_code == "XC0330Q"
    refused = exchange.send(wrapped(FAULTY, transport=unreliable))
    assert refused.status == 422
    assert xml.read(vans.unwrap(refused.body).data).letters[0].version_code == "XC0230Q"
    unwanted = emessage(
        laboratory_report(number="B9", production_number="P9"), number="K9", receipt_wanted=False
    )
    assert (exchange.send(wrapped(unwanted, transport=unreliable)).status, reply.beside) == (204, b"")


def test_edifact_in_an_envelope_is_answered_by_an_envelope_and_a_contrl() -> None:
    """The Receipt envelope tells what became of the interchange; CTL03 goes beside where that is set."""
    exchange = Exchange(vans_inner_receipts="sent")
    data = edifact.write(LETTER).data
    body = vans.wrap(
        data,
        sender=LABORATORY,
        receiver=US,
        kind="RPT01",
        version="R0131K",
        document_format="EDIFACT",
        at=START,
    )
    reply = exchange.send(body)
    assert reply.status == 200
    accepted = answer(reply, PositiveMessage)
    assert accepted.original_message.document.format == "EDIFACT"
    beside = vans.unwrap(reply.beside)
    assert isinstance(beside.envelope.content, Message)
    document = beside.envelope.content.meta_information.document
    assert (document.format, document.name, document.version) == ("EDIFACT", "MCM:CTL03", "C0330Q")
    assert edifact.read(beside.data).letters[0].version_code == "C0330Q"
    unreliable = wrapped(data.replace(b"K1", b"K7"), transport=vans.Transport(type="unreliable"))
    first = exchange.send(unreliable)
    assert first.content_type == "application/xml; charset=utf-8"
    assert exchange.send(unreliable) == first
    faulty = exchange.send(wrapped(data.replace(b"UNZ+1", b"UNZ+7").replace(b"K1", b"K8")))
    assert faulty.status == 422


def test_a_receipt_is_written_whatever_the_faulty_letter_is_called() -> None:
    """Found by damaging bytes: a number that reads as UTF-8 though the interchange is ISO-8859-1."""
    data = edifact.write(LETTER).data.replace(b"UNH+TKB0000001", b"UNH+TKB\xef\xbf\xbf", 1)
    reply = Exchange().send(data)
    assert reply.status == 422
    assert edifact.read(reply.body).errors == ()
    assert b"UCM+TKB???+" in reply.body.replace(b"?" * 6, b"?" * 3)


def test_a_letter_beyond_the_standard_is_stored_when_the_exchange_has_lifted_the_bound() -> None:
    """In an envelope or not; whoever has not lifted it refuses it."""
    lift = Lift(kind="XRPT01", path="LaboratoryResults/Result", maximum=120)
    lifted = Limits(lifts=(lift,))
    long = laboratory_report(results=tuple(result(value=str(n)) for n in range(110)))
    body = xml.write(emessage(long), limits=lifted)
    assert Exchange().send(body).status == 422
    exchange = Exchange(limits=lifted)
    for each in (body, wrapped(body)):
        assert exchange.send(each).status == 200
    (stored,) = exchange.store.letters
    assert stored.content.results.count("\x1e") == 109
    assert "standard.limit-lifted" in [
        finding.rule for entry in exchange.store.entries for row in entry.arrivals for finding in row.findings
    ]


# Seen before --------------------------------------------------------------------------------------


def test_a_copy_gets_the_very_same_receipt_and_is_not_stored_again() -> None:
    """Seen and seen. What has been decided since changes nothing."""
    exchange = Exchange()
    body = wrapped()
    first = exchange.send(body)
    assert exchange.send(body) == first
    assert exchange.states == ["duplicate"]
    assert len(exchange.store.letters) == 1


def test_a_resend_in_a_new_envelope_gets_the_original_receipt() -> None:
    """New and seen: the receipt was lost. It names the first envelope, as receipts do not change; and the
    new envelope is known from then on."""
    exchange = Exchange()
    body = wrapped()
    first = exchange.send(body)
    again = renamed(body, envelope=True)
    assert exchange.send(again) == first
    assert exchange.send(again) == first
    assert len(exchange.store.letters) == 1
    used_for_another = replace(
        vans.unwrap(renamed(body, message=True)).envelope, identifier=vans.unwrap(again).envelope.identifier
    )
    assert exchange.send(vans.write(used_for_another)).status == 422


def test_an_envelope_that_carries_another_message_is_refused_and_alarmed() -> None:
    """Seen and new: identifiers of envelopes are never used again. The first answer stands."""
    exchange = Exchange()
    body = wrapped()
    first = exchange.send(body)
    other = with_content(renamed(body, message=True), FAULTY)
    refused = answer(exchange.send(other), NegativeVans)
    assert "exchange.vans-envelope-reused" in refused.error.description
    assert exchange.alarms == ["envelope_number_reused"]
    (alarm,) = (alarm for entry in exchange.store.entries for alarm in entry.alarms)
    assert alarm.number == exchange.last.arrivals[0].envelope_number == "K2"
    assert exchange.send(body) == first


def test_a_message_that_changed_under_its_identifier_is_refused_and_alarmed() -> None:
    """It would be lost if it were answered as the first: the sender would believe that it is stored."""
    exchange = Exchange()
    body = wrapped()
    first = exchange.send(body)
    changed = emessage(laboratory_report(number="B5", production_number="P5"), number="K5")
    for again in (with_content(body, changed), with_content(renamed(body, envelope=True), changed)):
        refused = answer(exchange.send(again), NegativeVans)
        assert "exchange.vans-message-changed" in refused.error.description
    assert exchange.alarms == ["letter_number_reused"] * 2
    assert [alarm.number for entry in exchange.store.entries for alarm in entry.alarms] == ["B5"] * 2
    assert len(exchange.store.letters) == 1
    assert exchange.send(body) == first


def test_the_case_of_a_uuid_does_not_matter() -> None:
    exchange = Exchange()
    body = wrapped()
    first = exchange.send(body)
    identifier = vans.unwrap(body).envelope.identifier
    assert exchange.send(body.replace(identifier.encode(), identifier.upper().encode())) == first


def test_identifiers_are_unique_per_sender_and_never_across() -> None:
    """Rule S3: what one sender used says nothing about another."""
    exchange = Exchange()
    exchange.send(wrapped())
    body = wrapped()
    exchange.send(body)
    other = body.replace(f">{LABORATORY_GLN}<".encode(), f">{CLINIC_GLN}<".encode())
    assert exchange.send(other).status == 200
    assert exchange.last.vans is not None


def test_what_was_refused_is_refused_again_by_the_same_receipt() -> None:
    exchange = Exchange()
    for body in (wrapped(FAULTY), wrapped(b"nonsense"), wrapped().replace(b"<Data>", b"<Data>!")):
        first = exchange.send(body)
        assert first.status == 422
        assert exchange.send(body) == first


def test_copies_in_one_batch_are_stored_once() -> None:
    exchange = Exchange()
    body = wrapped()
    arrivals = [exchange.arrival(each) for each in (body, renamed(body, envelope=True), body)]
    replies = exchange.intake.receive(arrivals)
    assert replies[0] == replies[1] == replies[2]
    assert len(exchange.store.letters) == 1


# Who may send -------------------------------------------------------------------------------------

CLINIC = System(system_id=2, name="clinic", stage="full", senders={CLINIC_GLN: Sender(gln=CLINIC_GLN)})


def test_who_is_not_registered_is_told_so_and_may_send_the_same_once_he_is() -> None:
    """Neither the envelope's sender nor the letters' (rule S20). Nothing counts as seen."""
    exchange = Exchange(CLINIC)
    body = wrapped()
    as_clinic = body.replace(f">{LABORATORY_GLN}<".encode(), f">{CLINIC_GLN}<".encode())
    for each in (body, as_clinic):
        reply = exchange.send(each, CLINIC)
        assert reply.status == 403
        assert exchange.last.vans is None
    later = Exchange()
    later.store.entries += exchange.store.entries
    assert later.send(body).status == 200


def test_a_network_as_sender_is_no_location_number() -> None:
    """The letters inside say whose they are."""
    laboratory = System(
        system_id=3, name="lab", stage="full", senders={LABORATORY_GLN: Sender(gln=LABORATORY_GLN)}
    )
    exchange = Exchange(laboratory)
    body = wrapped().replace(f'"EAN">{LABORATORY_GLN}<'.encode(), b'"VANS">network<', 1)
    assert exchange.send(body, laboratory).status == 200


# Receipts that come in ----------------------------------------------------------------------------


def test_a_receipt_for_an_envelope_of_ours_is_kept_once_and_never_receipted() -> None:
    exchange = Exchange()
    about = vans.read(wrapped()).meta_information
    assert about is not None
    content = accepting(vans.new_uuid(), about)
    body = vans.write(receipt(content, sender=LABORATORY, receiver=US, at=START))
    for times in (1, 2):
        reply = exchange.send(body)
        assert (reply.status, reply.body) == (204, b"")
        kept = [entry.vans.receipt for entry in exchange.store.entries if entry.vans is not None]
        assert [row.kind for row in kept if row] == ["PositiveMessage"]
        assert len(exchange.store.entries) == times
    assert exchange.states == ["receipt"]
    assert rules(exchange.last.arrivals[0].findings) == ["exchange.receipt-unmatched"]


# Whatever comes -----------------------------------------------------------------------------------


@settings(max_examples=60)
@given(
    random=st.randoms(use_true_random=False),
    what=st.sampled_from(("xml", "tags", "edifact", "envelope", "envelope's tags")),
    reliable=st.booleans(),
)
def test_any_damage_is_answered_and_nothing_is_stored_twice(
    random: Random, *, what: str, reliable: bool
) -> None:
    """Inside or outside: a receipt in an envelope, or a problem document; never a fault of ours. A copy of
    what could be processed gets the very same answer."""
    exchange = Exchange()
    content = xml.write(LETTER)
    match what:
        case "xml":
            content = garbled(content, random)
        case "tags":
            content = damaged(content, random)
        case "edifact":
            content = garbled(edifact.write(LETTER).data, random)
    body = wrapped(content, transport=vans.Transport(type="reliable" if reliable else "unreliable"))
    if what.startswith("envelope"):
        body = damaged(body, random) if "tags" in what else garbled(body, random)
    first, second = (exchange.send(body) for _ in range(2))
    assert first.status in {200, 204, 400, 403, 413, 422}
    assert first.status == second.status
    assert first.status != 200 or first == second
    assert len(exchange.store.letters) <= 1


def test_somebody_else_in_the_same_envelope_is_no_copy() -> None:
    """The same letter about another person under the same identifiers is a changed message."""
    exchange = Exchange(ANYONE)
    body = wrapped()
    exchange.send(body)
    other = emessage(laboratory_report(patient=patient("2509479989")), number="K1")
    assert exchange.send(with_content(body, other)).status == 422
