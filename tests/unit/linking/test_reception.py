"""A sample at the reference laboratory's door: which request it belongs to, and what is missing of that."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest
from msgspec.structs import replace

from labsvar.letters import xreq01
from labsvar.letters.common import Consent
from labsvar.letters.requisitions import OriginalRequester
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.linking import reception
from labsvar.linking.prompts import Choice
from labsvar.linking.reception import Found, MemoryReceptions, NotPossible
from labsvar.linking.requesting import Laboratory, Request, Wanted, request
from labsvar.results import derive
from labsvar.results.model import Requisition
from tests import builders, references, requisitions
from tests.spec.reports import arrived

AT: Final = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)


def asked(number: str = "K0001", *, tube: str | None = None, **changes: Any) -> LaboratoryRequest:
    """A request with everything in it, made of the XRPT05 of a first laboratory."""
    answer = builders.microbiology_report(production_number="MP0001", requester_number="MR0001")
    answer = replace(answer, patient=builders.patient(given=True))
    to = Laboratory(gln=references.REFERENCE_GLN)
    wanted = Wanted(choice=Choice(investigation=0, isolate=1), to=to, at=AT, number=number)
    made = request(answer, wanted)
    assert isinstance(made, Request)
    (analysis,) = made.letter.requests.requested_analyses
    if tube is not None:
        analysis = replace(analysis, test_tube=xreq01.TestTube(test_tube_identifier=tube))
    requests = replace(made.letter.requests, requested_analyses=(analysis,))
    return replace(made.letter, requests=requests, **changes)


def kept(letter: Any, letter_id: str = "one") -> Requisition:
    return derive.requisition(
        letter,
        letter_id=letter_id,
        person_key=builders.NANCY,
        databank="Hotel",
        stage="full",
        envelope=builders.emessage(letter).envelope,
        arrived_at=arrived(0),
    )


def only(*requests: Requisition, number: str, tube: str = "") -> Found:
    (found,) = reception.found(requests, number=number, tube=tube)
    return found


@pytest.mark.parametrize(
    ("number", "tube", "how"),
    [
        ("K0001", "", "requisition"),
        (" K0001 ", "T1", "requisition"),
        ("T1", "", "swapped"),
        ("T1", "K0001", "swapped"),
        ("X", "K0001", "swapped"),
        ("X", "T1", "tube"),
        ("T1", "T1", "tube"),
        ("MR0001", "", "original"),
        ("MP0001", "", "production"),
    ],
)
def test_the_request_is_found_by_any_of_its_numbers_and_swapped_ones_are_said(
    number: str, tube: str, how: str
) -> None:
    found = only(kept(asked(tube="T1")), number=number, tube=tube)
    assert found.how == how
    assert found.missing == ()


@pytest.mark.parametrize("number", ["K0002", "", " "])
def test_a_number_of_nothing_finds_nothing(number: str) -> None:
    assert reception.found([kept(asked(tube="T1"))], number=number) == ()


def test_the_surest_comes_first() -> None:
    """A number that is one request's own and another's production number."""
    by_production, own = kept(asked()), kept(asked("MP0001"), "two")
    found = reception.found([by_production, own], number="MP0001")
    assert [(each.requisition.letter_id, each.how) for each in found] == [
        ("two", "requisition"),
        ("one", "production"),
    ]


def _nobody(letter: LaboratoryRequest) -> LaboratoryRequest:
    original = letter.original_requester
    assert isinstance(original, OriginalRequester)
    return replace(
        letter,
        sender=replace(letter.sender, reply_to=False),
        original_requester=replace(original, reply_to=False),
    )


def _without(letter: LaboratoryRequest, *codes: str) -> LaboratoryRequest:
    left = tuple(
        each for each in letter.requests.prompts if each.question and each.question.code not in codes
    )
    return replace(letter, requests=replace(letter.requests, prompts=left))


def test_what_is_missing_is_listed() -> None:
    """Consent that is silent, prompts, the isolate, the requester, and an answer that goes to nobody."""
    whole = asked()
    silent = replace(whole, patient=replace(whole.patient, consent=None))
    assert only(kept(silent), number="K0001").missing == ("consent",)
    assert only(kept(_without(whole, "SENDER-ISOLATE")), number="K0001").missing == ("isolate",)
    short = only(kept(_without(whole, "SENDER-PRODUCER")), number="K0001")
    assert short.missing == ("prompts",)
    assert short.prompts_missing == ("SenderProducerofLabresult",)
    unnamed = replace(whole, original_requester=None)
    assert only(kept(unnamed), number="K0001").missing == ("original_requester",)
    assert only(kept(_nobody(whole)), number="K0001").missing == ("answer_to_nobody",)
    refused = replace(whole, patient=replace(whole.patient, consent=Consent(given=False)))
    assert only(kept(refused), number="K0001").missing == ()


def test_a_number_that_one_sender_used_twice_is_said_on_both() -> None:
    """Another sender may have the same number."""
    one, two = kept(asked()), kept(asked(), "two")
    assert [each.missing for each in reception.found([one, two], number="K0001")] == [("number_reused",)] * 2
    other = replace(two, sender=replace(two.sender, gln=builders.LABORATORY_GLN))
    assert [each.missing for each in reception.found([one, other], number="K0001")] == [(), ()]


def test_other_kinds_of_requisitions_are_no_requests() -> None:
    other = kept(requisitions.microbiology_request())
    assert reception.found([other], number=other.requester_number) == ()


def test_a_sample_is_received_once_and_that_can_be_undone() -> None:
    """Everything is kept; what came between is not overwritten."""
    store, requisition = MemoryReceptions(), kept(asked())
    who = {"at": AT, "who": "lab", "laboratory": references.REFERENCE_GLN, "number": " K0001 "}

    def now() -> Found:
        (found,) = reception.found([requisition], number="K0001", noted=store.of({"one"}))
        return found

    first = reception.note(now(), "received", **who)  # type: ignore[arg-type]  # one dict for four keywords
    with pytest.raises(NotPossible):
        reception.note(now(), "undone", **who)  # type: ignore[arg-type]  # one dict for four keywords
    store.add(first)
    with pytest.raises(NotPossible):
        store.add(first)
    assert now().is_received
    store.add(reception.note(now(), "undone", **who))  # type: ignore[arg-type]  # one dict for four keywords
    assert not now().is_received
    assert [each.kind for each in now().noted] == ["received", "undone"]
    assert first.number == "K0001"
