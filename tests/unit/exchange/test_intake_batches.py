"""Receipts that come in, and letters that come together: the exchange over a store in memory."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.exchange.model import Arrival
from labsvar.exchange.protocol import Conflict
from labsvar.formats import xml
from labsvar.letters.receipts import (
    AcceptedEmessage,
    AcceptedLetter,
    Mailbox,
    PositiveReceipt,
    ReceiptLetter,
)
from labsvar.letters.release import RELEASE_2005
from tests.builders import (
    LABORATORY_GLN,
    NANCY,
    emessage,
    laboratory_report,
    patient,
    result,
)
from tests.unit.exchange.helpers import LAB, Exchange, accepted, rules

# Receipts that come in ----------------------------------------------------------------------------


def positive_receipt(envelope: str, *, number: str = "Q1") -> PositiveReceipt:
    return PositiveReceipt(
        letter=ReceiptLetter(identifier=number, version_code="XC0330Q", statistical_code="XCTL03"),
        sender=Mailbox(ean_identifier="5790000000999"),
        receiver=Mailbox(ean_identifier=LABORATORY_GLN),
        original_emessage=AcceptedEmessage(
            original_envelope_identifier=envelope,
            original_sender=Mailbox(ean_identifier=LABORATORY_GLN),
            original_receiver=Mailbox(ean_identifier="5790000000999"),
            original_letters=(
                AcceptedLetter(original_letter_identifier="B1", original_version_code="XR0131K"),
            ),
        ),
    )


def receipt_message(receipt: PositiveReceipt) -> bytes:
    message = emessage(receipt, receipt_wanted=False, namespace=RELEASE_2005.namespace, number="Q1")
    return xml.write(message)


def test_a_receipt_is_taken_and_never_receipted() -> None:
    """204; one that answers nothing of ours is kept and noted."""
    exchange = Exchange()
    reply = exchange.send(receipt_message(positive_receipt("K1")))
    assert (reply.status, reply.body) == (204, b"")
    assert exchange.states == ["receipt"]
    assert rules(exchange.last.arrivals[0].findings) == ["exchange.receipt-unmatched"]
    ((row, _),) = exchange.last.receipts
    assert (row.kind, row.original_envelope, row.letter_numbers) == ("XCTL03", "K1", ("B1",))


def test_a_receipt_is_matched_to_what_was_passed_on() -> None:
    exchange = Exchange(destinations={"LABA": "http://127.0.0.1:1"})
    exchange.letter(laboratory_report(number="B1"), "K1")
    assert exchange.states == ["delivering"]
    (delivery,) = exchange.last.deliveries
    exchange.send(receipt_message(positive_receipt(delivery.envelope_number)))
    ((row, _),) = exchange.last.receipts
    assert row.matched
    assert exchange.last.arrivals[0].findings == ()


def test_a_faulty_receipt_is_a_problem_and_never_a_receipt() -> None:
    body = receipt_message(positive_receipt("K1")).replace(
        b"<EANIdentifier>", b"<EANIdentifier>" + 40 * b"9", 1
    )
    assert Exchange().send(body).status == 400


def test_receipts_come_from_those_who_may_send() -> None:
    assert Exchange(LAB).send(receipt_message(positive_receipt("K1")), LAB).status == 403


# Batches ------------------------------------------------------------------------------------------


def test_a_batch_is_answered_in_its_order_as_if_it_came_one_by_one() -> None:
    """What the first of a batch stores, the next must know: resends, numbers, persons, corrections."""
    letter = laboratory_report(number="B1")
    other = replace(patient(NANCY), person_surname_name="Helt", person_given_name="Anden")
    changed = laboratory_report(number="B1", results=(result(value="13"),))
    messages = [
        emessage(letter, number="K1"),
        emessage(letter, number="K1"),
        emessage(letter, number="K2"),
        emessage(changed, number="K3"),
        emessage(laboratory_report(number="B2", patient=other), number="K4"),
        emessage(laboratory_report(number="B3", patient=other), number="K5"),
        emessage(changed, number="K5"),
    ]
    together, apart = Exchange(), Exchange()
    arrivals = [together.arrival(xml.write(message)) for message in messages]
    replies = together.intake.receive(arrivals)
    one_by_one = [apart.send(message) for message in messages]
    assert [reply.status for reply in replies] == [reply.status for reply in one_by_one]
    assert [reply.status for reply in replies] == [200, 200, 200, 422, 200, 200, 422]
    assert replies[0] == replies[1]
    assert together.keys == apart.keys


def test_nothing_in_gives_nothing_out() -> None:
    assert Exchange().intake.receive([]) == []


class Stumbling(Exchange):
    """A store that fails over one envelope, and otherwise works."""

    def __init__(self, fault: Exception, *, times: int = 1_000) -> None:
        super().__init__()
        write = self.store.write
        self.left = times

        def stumble(entries: Any) -> None:
            numbers = [entry.emessage and entry.emessage.envelope_number for entry in entries]
            if "BAD" in numbers and self.left:
                self.left -= 1
                raise fault
            write(entries)

        self.store.write = stumble  # type: ignore[method-assign]  # this store alone stumbles


def test_one_that_cannot_be_stored_takes_none_of_the_others_with_it() -> None:
    """It is answered with a 500 and nothing of it is stored; the others are stored and receipted."""
    exchange = Stumbling(RuntimeError("full of secrets"))
    messages = [emessage(laboratory_report(number=n), number=n) for n in ("B1", "BAD", "B2")]
    replies = exchange.intake.receive([exchange.arrival(xml.write(each)) for each in messages])
    assert [reply.status for reply in replies] == [200, 500, 200]
    assert b"secrets" not in replies[1].body
    assert [letter.row.letter_number for letter in exchange.store.letters] == ["B1", "B2"]


def test_another_writer_s_storing_is_asked_about_and_decided_on_anew() -> None:
    exchange = Stumbling(Conflict(), times=3)
    accepted(exchange.letter(laboratory_report(), "BAD"))
    stubborn = Stumbling(Conflict())
    assert stubborn.letter(laboratory_report(), "BAD").status == 500


def test_a_fault_of_ours_while_reading_is_answered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_arrival: Arrival, _configuration: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("labsvar.exchange.intake.examine", fail)
    exchange = Exchange()
    assert exchange.letter(laboratory_report(), "K1").status == 500
    assert exchange.states == ["refused"]
