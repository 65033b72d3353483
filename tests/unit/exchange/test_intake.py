"""What comes in, what is answered, and what is kept: the exchange over a store in memory."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from labsvar.exchange.register import Sender, System
from labsvar.formats import xml
from labsvar.letters.text import plain
from tests.builders import (
    BRUNO,
    CLINIC_GLN,
    LABORATORY_GLN,
    MICROBIOLOGY_GLN,
    NANCY,
    OUR_GLN,
    emessage,
    laboratory_report,
    microbiology_report,
    patient,
    result,
)
from tests.unit.exchange.helpers import ANYONE, LAB, Exchange, accepted, refused, rules, why

# Answers ------------------------------------------------------------------------------------------


def test_a_receipt_is_sent_when_it_is_wanted() -> None:
    """200 with XCTL03: parties swapped, the originals in their own order, the letters named."""
    exchange = Exchange()
    reply = exchange.send(emessage(laboratory_report(), number="K1"))
    receipt = accepted(reply)
    original = receipt.original_emessage
    assert receipt.sender.ean_identifier == OUR_GLN
    assert receipt.receiver.ean_identifier == LABORATORY_GLN
    assert original.original_envelope_identifier == "K1"
    assert original.original_sender.ean_identifier == LABORATORY_GLN
    assert original.original_receiver.ean_identifier == CLINIC_GLN
    assert [letter.original_letter_identifier for letter in original.original_letters] == ["TKB0000001"]
    assert [letter.original_version_code for letter in original.original_letters] == ["XR0131K"]
    assert reply.content_type == "application/xml; charset=utf-8"
    assert reply.location == f"/api/emessages/{reply.emessage_id}"


def test_a_receipt_never_asks_for_a_receipt_and_has_the_danish_time() -> None:
    reply = Exchange().send(emessage(laboratory_report()))
    envelope = xml.read(reply.body).envelope
    assert envelope is not None
    assert envelope.acknowledgement_code == "minuspositivkvitt"
    assert (envelope.sent.date, envelope.sent.time) == ("2026-03-05", "10:00")


def test_a_receipt_comes_from_the_location_that_was_written_to() -> None:
    exchange = Exchange(locations={CLINIC_GLN: "LABA"})
    receipt = accepted(exchange.send(emessage(laboratory_report())))
    assert receipt.sender.ean_identifier == CLINIC_GLN


def test_no_receipt_is_sent_when_none_is_wanted() -> None:
    """204 with a Location where the state can be read."""
    reply = Exchange().send(emessage(laboratory_report(), receipt_wanted=False))
    assert (reply.status, reply.body, reply.content_type) == (204, b"", None)
    assert reply.location is not None


def test_of_arrivals_that_belong_together_all_are_taken_or_none() -> None:
    """One that is refused leaves nothing of the other, whichever comes first; once both are right both are taken."""
    exchange = Exchange(locations={CLINIC_GLN: "LABA"})
    right, second = (laboratory_report(number=number) for number in ("TKB0000001", "TKB0000002"))
    wrong = replace(second, receiver=replace(second.receiver, ean_identifier=MICROBIOLOGY_GLN))
    for pair in ((right, wrong), (wrong, right)):
        bodies = [xml.write(emessage(each, number=each.letter.identifier)) for each in pair]
        replies = exchange.intake.receive_together([exchange.arrival(body) for body in bodies])
        assert sorted(reply.took for reply in replies) == [False, True]
        assert exchange.store.entries == []
    bodies = [xml.write(emessage(each, number=f"N{each.letter.identifier}")) for each in (right, second)]
    replies = exchange.intake.receive_together([exchange.arrival(body) for body in bodies])
    assert all(reply.took for reply in replies)
    assert exchange.keys == [NANCY, NANCY]


def test_numbers_of_receipts_are_never_used_twice() -> None:
    exchange = Exchange()
    numbers = {
        accepted(exchange.letter(laboratory_report(number=f"B{n}"), f"K{n}")).letter.identifier
        for n in range(20)
    }
    assert len(numbers) == 20


def test_a_refused_letter_is_answered_although_no_receipt_was_wanted() -> None:
    """422 with XCTL02: the refuse code, and line, element, rule and what to do in its text."""
    body = xml.write(emessage(laboratory_report(), receipt_wanted=False), indent=True)
    faulty = body.replace(b"<ResultType>numerisk</ResultType>", b"<ResultType>numeric</ResultType>", 1)
    reply = Exchange().send(faulty)
    original = refused(reply).original_emessage
    assert original.refuse_code == "syntaksfejl"
    (letter,) = original.original_letters
    assert letter.refuse_code == "syntaksfejl"
    line = faulty[: faulty.index(b">numeric<")].count(b"\n") + 1
    assert f"linje {line}, /Emessage/LaboratoryReport/LaboratoryResults/Result[1]/ResultType" in why(letter)
    assert "[standard." in why(letter)


def test_a_refusal_holds_nothing_the_letter_said() -> None:
    body = xml.write(emessage(laboratory_report()))
    faulty = body.replace(b"<PersonSurnameName>", b"<PersonSurnameName>" + 80 * b"Hemmelig", 1)
    reply = Exchange().send(faulty)
    refused(reply)
    assert b"Hemmelig" not in reply.body
    assert NANCY.encode() not in reply.body


def test_a_half_good_emessage_is_kept_in_part() -> None:
    """The good letters are stored; XCTL02 names the refused ones and says how many were stored."""
    exchange = Exchange()
    letters = [laboratory_report(number=f"B{n}", production_number=f"P{n}") for n in range(3)]
    body = xml.write(emessage(*letters)).replace(b">B1<", b"><", 1)
    original = refused(exchange.send(body)).original_emessage
    assert original.refuse_code is None
    assert plain(original.refuse_text or ()) == "2 af 3 breve er modtaget og gemt; 1 er afvist.\n"
    assert [letter.original_letter_identifier for letter in original.original_letters] == ["?"]
    assert [letter.row.letter_number for letter in exchange.store.letters] == ["B0", "B2"]
    assert exchange.states == ["stored", "refused", "stored"]


def test_a_receipt_names_at_most_99_refused_letters() -> None:
    """Of more, the first 99 and where the whole list is."""
    exchange = Exchange()
    letters = [laboratory_report(number=f"B{n}") for n in range(102)]
    body = xml.write(emessage(*letters)).replace(b"<ResultType>numerisk", b"<ResultType>numeric")
    reply = exchange.send(body)
    original = refused(reply).original_emessage
    assert [letter.original_letter_identifier for letter in original.original_letters] == [
        f"B{n}" for n in range(99)
    ]
    assert plain(original.refuse_text or ()).splitlines() == [
        "Ingen breve er gemt.",
        f"Kun de første 99 er nævnt. Hele listen: /api/emessages/{reply.emessage_id}",
    ]
    assert len(exchange.last.arrivals) == 102


def test_a_positive_receipt_for_more_than_99_letters_names_none() -> None:
    letters = [laboratory_report(number=f"B{n}") for n in range(100)]
    original = accepted(Exchange().send(emessage(*letters))).original_emessage
    assert original.original_letters == ()


@pytest.mark.parametrize("body", [b"", b"\x89PNG\r\n", b"<Emessage>", b"<!DOCTYPE a><Emessage/>"])
def test_what_cannot_be_read_is_a_problem_document(body: bytes) -> None:
    """400 (RFC 9457), with the findings; nothing is stored but that it came."""
    exchange = Exchange()
    reply = exchange.send(body)
    assert (reply.status, reply.content_type, reply.location) == (400, "application/problem+json", None)
    problem = json.loads(reply.body)
    assert problem["status"] == 400
    assert problem["type"] == "urn:labsvar:problem:unreadable"
    assert [finding["family"] for finding in problem["findings"]] == ["form"]
    assert exchange.states == ["refused"]
    assert exchange.last.emessage is None


@pytest.mark.parametrize(
    ("element", "replacement"),
    [
        (b"<Identifier>K0000001</Identifier>", b"<Identifier></Identifier>"),
        (b"<EANIdentifier>5790000000012</EANIdentifier>", b"<EANIdentifier></EANIdentifier>"),
        (b"<EANIdentifier>5790000000029</EANIdentifier>", b""),
    ],
)
def test_what_no_receipt_could_name_is_a_problem_document(element: bytes, replacement: bytes) -> None:
    """Without a readable envelope number, sender or receiver there is no receipt to send."""
    body = xml.write(emessage(laboratory_report())).replace(element, replacement, 1)
    reply = Exchange().send(body)
    assert reply.status == 400
    assert json.loads(reply.body)["findings"][-1]["rule"] == "exchange.not-answerable"


def test_a_faulty_envelope_refuses_every_letter_in_it() -> None:
    exchange = Exchange()
    body = xml.write(emessage(laboratory_report(), laboratory_report(number="B2")))
    original = refused(exchange.send(body.replace(b">pluspositivkvitt<", b">ja<"))).original_emessage
    assert original.refuse_code == "syntaksfejl"
    assert len(original.original_letters) == 2
    assert exchange.store.letters == []


def test_an_unknown_version_is_refused_as_such() -> None:
    body = xml.write(emessage(laboratory_report())).replace(b">XR0131K<", b">XR0199K<")
    original = refused(Exchange().send(body)).original_emessage
    assert original.refuse_code == "problem_med_version"
    assert original.original_letters[0].original_version_code == "XR0199K"


def test_what_is_too_large_is_not_read() -> None:
    exchange = Exchange(max_body_bytes=1000)
    reply = exchange.send(emessage(laboratory_report()))
    assert reply.status == 413
    assert json.loads(reply.body)["findings"][0]["rule"] == "exchange.too-large"


# Numbers ------------------------------------------------------------------------------------------


def test_a_resend_gets_the_very_same_receipt_and_is_stored_once() -> None:
    """S21: same envelope, same content. Layout and encoding are not content."""
    exchange = Exchange()
    message = emessage(laboratory_report(), number="K1")
    first = exchange.send(message)
    again = exchange.send(message)
    otherwise_written = exchange.send(xml.write(message, encoding="ISO-8859-1", indent=True))
    assert first == again == otherwise_written
    assert len(exchange.store.letters) == 1
    assert exchange.states == ["duplicate"]
    assert rules(exchange.last.arrivals[0].findings) == ["exchange.duplicate"]


def test_a_resend_in_a_new_envelope_gets_a_receipt_for_that_envelope() -> None:
    """S21: the letter is unchanged, so it is stored once and receipted each time."""
    exchange = Exchange()
    letter = laboratory_report()
    exchange.letter(letter, "K1")
    again = accepted(exchange.letter(letter, "K2"))
    assert again.original_emessage.original_envelope_identifier == "K2"
    assert len(exchange.store.letters) == 1
    assert exchange.last.arrivals[0].letter_id == exchange.store.letters[0].row.letter_id


def test_a_refusal_stays_a_refusal() -> None:
    """Never a negative receipt first and a positive one then: the same envelope gets the same answer,
    also when what it was refused for has been put right on our side."""
    exchange = Exchange(locations={"5790000000999": "LABA"})
    message = emessage(laboratory_report(), number="K1")
    first = exchange.send(message)
    refused(first)
    mended = Exchange()
    mended.store.entries = exchange.store.entries
    assert mended.send(message) == first
    accepted(mended.send(emessage(laboratory_report(), number="K2")))


def test_the_same_letter_number_with_other_content_is_refused_by_name() -> None:
    exchange = Exchange()
    exchange.letter(laboratory_report(number="B1"), "K1")
    changed = laboratory_report(number="B1", results=(result(value="13"),))
    original = refused(exchange.letter(changed, "K2")).original_emessage
    assert original.refuse_code == "ikke_specificeret"
    assert original.original_letters[0].original_letter_identifier == "B1"
    assert "[exchange.letter-number-reused]" in why(original.original_letters[0])
    assert exchange.alarms == ["letter_number_reused"]
    assert len(exchange.store.letters) == 1


def test_the_same_envelope_number_with_other_content_is_refused_by_name() -> None:
    """And the answer to the first stands when it is sent again."""
    exchange = Exchange()
    message = emessage(laboratory_report(number="B1"), number="K1")
    first = exchange.send(message)
    original = refused(exchange.letter(laboratory_report(number="B2"), "K1")).original_emessage
    assert "[exchange.envelope-number-reused]" in plain(original.refuse_text or ())
    assert exchange.alarms == ["envelope_number_reused"]
    assert exchange.send(message) == first
    assert len(exchange.store.letters) == 1


def test_numbers_are_unique_per_sender_and_never_across_senders() -> None:
    """S3."""
    exchange = Exchange()
    accepted(exchange.letter(laboratory_report(number="B1"), "K1"))
    accepted(exchange.letter(microbiology_report(number="B1"), "K1"))
    assert len(exchange.store.letters) == 2


def test_a_number_twice_in_one_envelope() -> None:
    """The same letter twice is stored once; another letter under the same number is refused."""
    exchange = Exchange()
    letter = laboratory_report(number="B1")
    accepted(exchange.send(emessage(letter, letter, number="K1")))
    assert exchange.states == ["stored", "duplicate"]
    other = laboratory_report(number="B2"), laboratory_report(number="B2", production_number="P2")
    refused(exchange.send(emessage(*other, number="K2")))
    assert exchange.states == ["stored", "refused"]


def test_a_refused_letter_does_not_take_its_number() -> None:
    """It was never stored, so it can be mended and sent under the same number."""
    exchange = Exchange()
    letter = emessage(laboratory_report(number="B1"), number="K1")
    refused(exchange.send(xml.write(letter).replace(b">numerisk<", b">numeric<", 1)))
    accepted(exchange.letter(laboratory_report(number="B1"), "K2"))


# Who sends, and to whom ---------------------------------------------------------------------------


def test_a_letter_to_a_location_that_is_not_ours_is_refused() -> None:
    """S20."""
    exchange = Exchange(locations={"5790000000999": "LABA"})
    original = refused(exchange.send(emessage(laboratory_report()))).original_emessage
    assert original.refuse_code == "ukendt_lokationsnummer"


def test_a_letter_to_the_location_of_another_databank_is_refused() -> None:
    """S20: each of our locations stands for a databank."""
    exchange = Exchange(locations={CLINIC_GLN: "MiBa"})
    original = refused(exchange.send(emessage(laboratory_report()))).original_emessage
    assert original.refuse_code == "problem_med_modtagerID"
    accepted(exchange.letter(microbiology_report(), "K2"))


def test_a_kind_that_no_databank_takes_is_refused() -> None:
    exchange = Exchange(routes={"XRPT05": "MiBa"})
    original = refused(exchange.send(emessage(laboratory_report()))).original_emessage
    assert original.refuse_code == "problem_med_modtagerID"
    assert "[exchange.kind-not-taken]" in why(original.original_letters[0])


def test_a_system_sends_only_for_the_senders_it_is_registered_for() -> None:
    """S20: 403, and nothing of the envelope is stored, not even a letter of its own sender."""
    exchange = Exchange(LAB)
    own = laboratory_report()
    accepted(exchange.send(emessage(own, number="K1"), LAB))
    reply = exchange.send(emessage(laboratory_report(number="B2"), microbiology_report(), number="K2"), LAB)
    assert reply.status == 403
    assert json.loads(reply.body)["findings"][0]["rule"] == "exchange.sender-not-registered"
    assert len(exchange.store.letters) == 1
    assert exchange.states == ["refused", "refused"]


def test_without_an_account_a_letter_counts_as_sent_by_the_sender_s_own_system() -> None:
    """As from a watched folder; a sender nobody is registered for is refused."""
    exchange = Exchange(LAB)
    accepted(exchange.letter(laboratory_report(), "K1"))
    assert exchange.last.arrivals[0].system_id == 7
    assert exchange.letter(microbiology_report(), "K2").status == 403


def test_what_is_registered_goes_into_the_report() -> None:
    """S15: the stage is the system's; the sector and the laboratory's code are the sender's."""
    exchange = Exchange(LAB)
    exchange.letter(laboratory_report(), "K1", LAB)
    (letter,) = exchange.store.letters
    assert letter.report.stage == letter.row.stage == "technical"
    assert (letter.report.sector, letter.report.sender_laboratory) == ("hospital", "TKB")


def test_an_unknown_account_may_send_nothing() -> None:
    assert Exchange(LAB).letter(laboratory_report(), "K1", ANYONE).status == 403


# Persons ------------------------------------------------------------------------------------------


def test_a_disagreeing_name_keeps_a_letter_apart() -> None:
    """S8: a record of its own, a finding and an alarm; later letters go where the name agrees."""
    exchange = Exchange()
    other = replace(patient(NANCY), person_surname_name="Helt", person_given_name="Anden")
    exchange.letter(laboratory_report(number="B1"), "K1")
    reply = exchange.letter(laboratory_report(number="B2", patient=other), "K2")
    accepted(reply)
    assert "exchange.name-disagrees" in rules(exchange.last.arrivals[0].findings)
    assert exchange.alarms == ["name_disagrees"]
    exchange.letter(laboratory_report(number="B3"), "K3")
    exchange.letter(laboratory_report(number="B4", patient=other), "K4")
    third = replace(other, person_surname_name="Tredje", person_given_name=None)
    exchange.letter(laboratory_report(number="B5", patient=third), "K5")
    assert exchange.keys == [NANCY, f"{NANCY}~2", NANCY, f"{NANCY}~2", f"{NANCY}~3"]


def test_a_local_replacement_number_counts_with_its_issuer_only() -> None:
    """S8: the same local number from two senders is two persons."""
    exchange = Exchange()
    local = replace(patient(), civil_registration_number=None, alternative_identifier="2512485AB6")
    exchange.letter(laboratory_report(patient=local), "K1")
    exchange.letter(microbiology_report(patient=local), "K1")
    assert exchange.keys == [f"2512485AB6@{LABORATORY_GLN}", f"2512485AB6@{MICROBIOLOGY_GLN}"]


def test_the_number_of_nobody_never_joins_two_letters() -> None:
    exchange = Exchange()
    nobody = replace(patient(), civil_registration_number="0000000000")
    exchange.letter(laboratory_report(number="B1", patient=nobody), "K1")
    exchange.letter(laboratory_report(number="B2", patient=nobody), "K2")
    assert len(set(exchange.keys)) == 2
    assert exchange.alarms == ["number_of_nobody", "number_of_nobody"], "nobody can look these answers up"


def test_letters_of_a_person_are_counted() -> None:
    """Each has a place among the person's letters, so that two writers cannot take the same."""
    exchange = Exchange()
    for n, person in enumerate((NANCY, BRUNO, NANCY)):
        exchange.letter(laboratory_report(number=f"B{n}", patient=patient(person)), f"K{n}")
    assert [letter.row.sequence for letter in exchange.store.letters] == [1, 1, 2]


# Corrections --------------------------------------------------------------------------------------


def test_a_foreign_correction_is_kept_apart_and_alarmed() -> None:
    """S3: only the sender of a result, or its producer, may correct it."""
    exchange = Exchange()
    exchange.letter(laboratory_report(number="B1"), "K1")
    mine = laboratory_report(number="B2", results=(result(status="svar_rettet", value="9"),))
    exchange.letter(mine, "K2")
    assert exchange.alarms == []
    theirs = replace(mine, sender=replace(mine.sender, ean_identifier=MICROBIOLOGY_GLN))
    accepted(exchange.letter(theirs, "K3"))
    assert exchange.alarms == ["foreign_correction"]
    assert "exchange.foreign-correction" in rules(exchange.last.arrivals[0].findings)
    assert exchange.last.alarms[0].position == 0
    assert exchange.last.alarms[0].letter_id == exchange.store.letters[-1].row.letter_id


def test_a_producer_may_correct_what_another_sent_on() -> None:
    """S3: the register says which laboratory a sender is."""
    producer = System(
        system_id=2,
        name="producer",
        senders={MICROBIOLOGY_GLN: Sender(gln=MICROBIOLOGY_GLN, laboratory="TKB")},
    )
    exchange = Exchange(ANYONE, producer)
    first = laboratory_report(number="B1")
    exchange.letter(first, "K1")
    corrected = laboratory_report(number="B2", results=(result(status="svar_rettet", value="9"),))
    theirs = replace(corrected, sender=replace(corrected.sender, ean_identifier=MICROBIOLOGY_GLN))
    exchange.letter(theirs, "K2", producer)
    assert exchange.alarms == []
