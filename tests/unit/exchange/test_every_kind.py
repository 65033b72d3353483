"""Every kind of letter at the intake: where it goes, what is kept of it, and what answers it in its own form."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar import formats
from labsvar.exchange.register import Sender, System
from labsvar.formats import edifact, xml
from labsvar.letters.catalogue import RECEIPT_KINDS, VERSIONS, AnyLetter, Emessage, Report
from labsvar.letters.catalogue import Requisition as RequisitionLetter
from labsvar.letters.common import Consent
from labsvar.letters.receipts import NegativeReceipt, PositiveReceipt
from labsvar.letters.segments import SEGMENTS_BY_CODE
from labsvar.letters.text import plain
from labsvar.letters.version import LetterVersion
from labsvar.results.model import Person, Requisition, Status, Stored
from labsvar.results.record import DEFAULT, assemble
from tests import microbiology, narratives, requisitions
from tests.builders import emessage, laboratory_report, microbiology_report, result
from tests.edifact_letters import message
from tests.retold import STRANGER, retold
from tests.strategies import random_emessage
from tests.unit.exchange.helpers import ANYONE, Exchange, accepted, enveloped, rules

REPORTS: dict[str, tuple[Report, str]] = {
    "XRPT01": (laboratory_report(), "LABA"),
    "foot status": (microbiology.foot_status(), "LABA"),
    "XRPT02": (microbiology.microbiology_letter(), "MiBa"),
    "XRPT03": (narratives.cytology_report(), "PGDB"),
    "XRPT04": (narratives.histology_report(), "PGDB"),
    "XRPT05": (microbiology_report(), "MiBa"),
    "XRPT06": (microbiology.miba_report(), "MiBa"),
    "XRPT07": (narratives.genetics_report(), "PGDB"),
}
REQUISITIONS: dict[str, RequisitionLetter] = {
    "XREQ01": requisitions.laboratory_request(),
    "XREQ02": requisitions.microbiology_request(),
    "XREQ03": requisitions.pathology_request(),
    "XREQ04": requisitions.several_samples(),
}


@pytest.mark.parametrize("kind", REPORTS)
def test_every_kind_of_answer_is_stored_and_goes_to_its_databank(kind: str) -> None:
    """Biochemistry goes to LABA, microbiology to MiBa, pathology and genetics to PGDB."""
    letter, databank = REPORTS[kind]
    exchange = Exchange()
    accepted(exchange.letter(letter, "K1"))
    assert exchange.states == ["stored"]
    (stored,) = exchange.store.letters
    assert (stored.row.databank, stored.row.kind) == (databank, letter.letter.type_code)
    assert stored.report.sample_number == stored.row.sample_number == exchange.last.arrivals[0].sample_number
    assert stored.requisition is None


@pytest.mark.parametrize("kind", REQUISITIONS)
def test_every_kind_of_requisition_is_kept_for_the_hotel(kind: str) -> None:
    """It is kept under its number and those of its samples; it has no number of a laboratory."""
    exchange = Exchange()
    accepted(exchange.letter(REQUISITIONS[kind], "K1"))
    (stored,) = exchange.store.letters
    assert isinstance(stored.kept, Requisition)
    assert stored.kept.letter == REQUISITIONS[kind]
    assert stored.requisition is not None
    assert stored.requisition.requester_number == stored.kept.requester_number
    assert (stored.row.databank, stored.row.sample_number, stored.row.resulted_at) == ("Hotel", None, None)
    assert exchange.last.arrivals[0].requester_number == stored.kept.requester_number
    assert stored.content.results == ""


def test_a_requisition_keeps_its_own_word_on_consent() -> None:
    """A refusal on a requisition is kept with it."""
    letter = requisitions.laboratory_request()
    patient = requisitions.patient(consent=Consent(given=False))
    exchange = Exchange()
    accepted(exchange.letter(replace(letter, patient=patient), "K1"))
    assert exchange.store.letters[0].requisition is not None
    assert exchange.store.letters[0].requisition.given is False


def test_a_requisition_without_a_time_of_sampling_is_taken() -> None:
    """The requester need not say when the sample is taken."""
    letter = requisitions.about(
        requisitions.laboratory_request(),
        sampling_location_code="laboratoriet",
        sampling_date_time_type="oensket",
        sampling_date_time=None,
    )
    exchange = Exchange()
    accepted(exchange.letter(letter, "K1"))
    assert exchange.store.letters[0].row.sampled_at is None


def test_requisitions_and_answers_of_a_person_are_counted_together() -> None:
    """One sequence per person, so that two writers can never both take the same place."""
    exchange = Exchange()
    exchange.letter(requisitions.laboratory_request(), "K1")
    exchange.letter(laboratory_report(), "K2")
    assert [letter.row.sequence for letter in exchange.store.letters] == [1, 2]


def test_a_databank_that_takes_no_such_kind_says_so() -> None:
    """What no databank takes is refused by name; in EDIFACT at the message."""
    exchange = Exchange(routes={"XRPT05": "MiBa"})
    exchange.letter(narratives.genetics_report(), "K1")
    (arrival,) = exchange.last.arrivals
    assert rules(arrival.findings)[-1] == "exchange.kind-not-taken"
    assert exchange.store.letters == []


# Corrections -----------------------------------------------------------------------------------

OTHER = System(system_id=2, name="stranger", stage="full", senders={STRANGER: Sender(gln=STRANGER)})


@pytest.mark.parametrize("kind", ["XRPT02", "XRPT03", "XRPT04", "XRPT06", "XRPT07"])
def test_s3_a_strangers_correction_is_alarmed_whatever_its_kind(kind: str) -> None:
    """S3: kept apart, with a finding for the sender and an alarm for the operator."""
    own, _ = REPORTS[kind]
    correction = retold(own, number="2", status="corrected", resulted="2026-03-02 13:00")
    exchange = Exchange(ANYONE, OTHER)
    exchange.letter(own, "K1")
    exchange.letter(retold(correction, by=STRANGER), "K2", OTHER)
    assert exchange.alarms == ["foreign_correction"]
    assert "exchange.foreign-correction" in rules(exchange.last.arrivals[0].findings)
    exchange.letter(retold(correction, number="3"), "K3")
    assert exchange.alarms == ["foreign_correction"]


# EDIFACT ---------------------------------------------------------------------------------------


def interchange(
    *letters: AnyLetter, number: str = "K1", receipt_wanted: bool = True, lines: bool = False
) -> bytes:
    """Letters in EDIFACT."""
    message = enveloped(*letters, number=number, receipt_wanted=receipt_wanted)
    return edifact.write(message, lines=lines).data


def receipt_of(body: bytes, kind: type[Any]) -> Any:
    """The receipt in an interchange."""
    read = edifact.read(body)
    assert read.errors == ()
    (letter,) = read.letters
    assert isinstance(letter.letter, kind)
    return letter.letter


def test_edifact_is_answered_by_a_contrl() -> None:
    """CTL03 names the letter by its number and by the version that the sender wrote: R0131K."""
    exchange = Exchange()
    reply = exchange.send(interchange(laboratory_report()))
    assert (reply.status, reply.content_type) == (200, "application/EDIFACT; charset=iso-8859-1")
    receipt = receipt_of(reply.body, PositiveReceipt)
    original = receipt.original_emessage
    assert original.original_envelope_identifier == "K1"
    assert [
        (each.original_letter_identifier, each.original_version_code) for each in original.original_letters
    ] == [("TKB0000001", "R0131K")]
    assert b"UCM+TKB0000001+MEDRPT:D:93A:UN:R0131K+7'" in reply.body
    assert exchange.last.arrivals[0].version == "R0131K"


def test_edifact_that_wants_no_receipt_gets_none() -> None:
    """Element 9 of UNB says so; what is accepted is then answered without a body."""
    reply = Exchange().send(interchange(laboratory_report(), receipt_wanted=False))
    assert (reply.status, reply.body, reply.content_type) == (204, b"", None)


def test_a_faulty_edifact_letter_is_refused_by_a_ctl02_that_names_segment_and_rule() -> None:
    """The receipt says where in the interchange the fault stands, and what to do."""
    damaged = interchange(laboratory_report()).replace(b"+NPU19748:", b"+:", 1)
    exchange = Exchange()
    reply = exchange.send(damaged)
    assert (reply.status, reply.content_type) == (422, "application/EDIFACT; charset=iso-8859-1")
    (letter,) = receipt_of(reply.body, NegativeReceipt).original_emessage.original_letters
    assert (letter.original_version_code, letter.refuse_code) == ("R0131K", "syntaksfejl")
    assert "UNH[1]/" in plain(letter.refuse_text or ())
    assert exchange.store.letters == []


def test_a_refusal_of_an_edifact_letter_names_its_place() -> None:
    """A receiver that nobody here is stands in UNB."""
    exchange = Exchange(locations={"5790000000999": "LABA"})
    reply = exchange.send(interchange(laboratory_report()))
    (letter,) = receipt_of(reply.body, NegativeReceipt).original_emessage.original_letters
    assert letter.refuse_code == "ukendt_lokationsnummer"
    assert plain(letter.refuse_text).startswith("UNB+3.1: ")


def test_what_is_no_interchange_to_its_end_gets_a_problem_document() -> None:
    """Nobody can be answered by a receipt when the frame itself cannot be relied on."""
    reply = Exchange().send(interchange(laboratory_report())[:-20])
    assert (reply.status, reply.content_type) == (400, "application/problem+json")


def test_the_same_interchange_again_is_answered_as_before() -> None:
    """S21: layout does not count, nor do line breaks between segments; the answer is the same to the byte."""
    exchange = Exchange()
    first = exchange.send(interchange(laboratory_report()))
    again = exchange.send(interchange(laboratory_report(), lines=True))
    assert (again.status, again.body, again.content_type) == (first.status, first.body, first.content_type)
    assert exchange.states == ["duplicate"]
    assert len(exchange.store.letters) == 1


def test_the_same_letter_number_with_other_content_is_refused() -> None:
    """S21: also when the first came as XML and the second as EDIFACT."""
    exchange = Exchange()
    exchange.letter(laboratory_report(), "K1")
    changed = laboratory_report(results=(result(value="99"),))
    reply = exchange.send(interchange(changed, number="K2"))
    assert reply.status == 422
    assert "letter_number_reused" in exchange.alarms


def test_a_letter_that_came_as_xml_and_comes_as_edifact_is_a_duplicate() -> None:
    """The content is what counts, and it is the same; it is stored once."""
    exchange = Exchange()
    whole = edifact.read(interchange(laboratory_report())).letters[0].letter
    assert whole is not None
    exchange.letter(whole, "K1")
    reply = exchange.send(interchange(laboratory_report(), number="K2"))
    assert reply.status == 200
    assert exchange.states == ["duplicate"]
    assert len(exchange.store.letters) == 1


def test_a_resend_in_the_other_form_is_answered_in_the_form_it_came_in() -> None:
    """The same receipt, with the version of the letter as that form states it."""
    exchange = Exchange()
    data = interchange(laboratory_report(), number="K1")
    found = edifact.read(data)
    first = exchange.send(data)
    assert found.envelope is not None
    letters = tuple(each.letter for each in found.letters if each.letter is not None)
    again = exchange.send(
        xml.write(Emessage(namespace=found.namespace or "", envelope=found.envelope, letters=letters))
    )
    assert exchange.states == ["duplicate"]
    assert (first.body[:3], again.body[:5]) == (b"UNA", b"<?xml")
    told = [formats.read(reply.body).letters[0].letter for reply in (first, again)]
    versions = [
        each.original_version_code
        for receipt in told
        if isinstance(receipt, PositiveReceipt)
        for each in receipt.original_emessage.original_letters
    ]
    assert versions == ["R0131K", "XR0131K"]
    assert exchange.send(data).body == first.body


def test_an_interchange_of_several_letters_is_refused_in_part() -> None:
    """The sound letters are stored; the receipt names the others alone."""
    letters = [laboratory_report(), laboratory_report(number="2", sample_number="S2")]
    data = interchange(*letters)
    at = data.index(b"UNH+2+")
    damaged = data[:at] + data[at:].replace(b"+NPU19748:", b"+:", 1)
    exchange = Exchange()
    reply = exchange.send(damaged)
    (named,) = receipt_of(reply.body, NegativeReceipt).original_emessage.original_letters
    assert named.original_letter_identifier == "2"
    assert [letter.row.letter_number for letter in exchange.store.letters] == ["TKB0000001"]


def test_the_bytes_of_an_edifact_letter_are_kept_as_an_interchange_of_its_own() -> None:
    """What was received can be read again, letter by letter."""
    exchange = Exchange()
    exchange.send(interchange(laboratory_report(), laboratory_report(number="2", sample_number="S2")))
    for stored in exchange.store.letters:
        (letter,) = edifact.read(stored.content.raw).letters
        assert letter.identifier == stored.row.letter_number
        assert letter.letter is not None


@pytest.mark.parametrize("form", [xml, edifact], ids=["xml", "edifact"])
def test_receipts_are_taken_in_either_form(form: Any) -> None:
    """A CONTRL says of our envelope what an XCTL says."""
    exchange = Exchange(destinations={"LABA": "https://databank.example"})
    exchange.letter(laboratory_report(), "K1")
    (delivery,) = exchange.last.deliveries
    ours = (
        xml.read(exchange.send(emessage(laboratory_report(number="9"), number="K9")).body).letters[0].letter
    )
    assert isinstance(ours, PositiveReceipt)
    original = replace(
        ours.original_emessage,
        original_envelope_identifier=delivery.envelope_number,
        original_sender=replace(ours.original_emessage.original_sender, ean_identifier=delivery.sender),
    )
    letter = replace(ours, original_emessage=original)
    written = form.write(enveloped(letter, number="Q1", receipt_wanted=False))
    reply = exchange.send(written if isinstance(written, bytes) else written.data)
    assert (reply.status, exchange.states) == (204, ["receipt"])
    ((row, _),) = exchange.last.receipts
    assert (row.kind, row.matched) == ("XCTL03", True)


def test_a_report_is_the_same_whether_it_came_as_xml_or_edifact() -> None:
    """R0131K is read into the same letter as XR0131K, so what is shown is the same."""
    exchange = Exchange()
    exchange.send(interchange(laboratory_report()))
    (stored,) = exchange.store.letters
    assert stored.report.version == "XR0131K"
    assert stored.report.results[0].status == Status.FINAL
    assert stored.report.sampled_at == datetime(2026, 3, 2, 8, 15)


# Every version --------------------------------------------------------------------------------

ABOUT_PERSONS = [version for version in VERSIONS if version.kind not in RECEIPT_KINDS]


@pytest.mark.parametrize("version", ABOUT_PERSONS, ids=[version.code for version in ABOUT_PERSONS])
def test_a_letter_of_any_version_is_taken_derived_and_shown(version: LetterVersion) -> None:
    """Whatever a valid letter says: it is stored, what is derived can be read back, and it is shown unless
    it is refused."""
    for seed in range(3):
        exchange = Exchange()
        reply = exchange.send(xml.write(random_emessage(version, Random(seed))))
        assert reply.status in (200, 204)
        for stored in exchange.store.letters:
            person = Person(key=stored.row.person_key, surname="", given_name=None)
            kept = stored.kept
            if isinstance(kept, Requisition):
                everything = Stored(person=person, reports=(), requisitions=(kept,))
                refused = kept.given is False
            else:
                everything = Stored(person=person, reports=(kept,))
                refused = DEFAULT.word(kept) is False
            assert assemble(everything).is_empty == refused


@pytest.mark.parametrize("code", SEGMENTS_BY_CODE)
def test_a_message_of_any_kind_is_answered_in_edifact(code: str) -> None:
    """A receipt is taken in silence; any other message is stored and gets a CONTRL if it wants one."""
    table = SEGMENTS_BY_CODE[code]
    for seed in range(3):
        exchange = Exchange()
        reply = exchange.send(edifact.write(message(table, Random(seed))).data)
        if table.message == "CONTRL":
            assert (reply.status, reply.body, exchange.states) == (204, b"", ["receipt"])
        elif reply.status == 200:
            receipt_of(reply.body, PositiveReceipt)
        else:
            assert (reply.status, len(exchange.store.letters)) == (204, 1)
