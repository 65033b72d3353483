"""FHIR documents through the intake: whose they may be, where they go, and what is kept of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from labsvar.conversion.fhir.systems import own_system
from labsvar.exchange.folder import WatchedFolder
from labsvar.exchange.model import Reply
from labsvar.exchange.policy import Line, Policy
from labsvar.exchange.register import Sender, System
from labsvar.identifiers import cpr
from labsvar.identifiers.person import made_up_number
from tests.fhir_documents import MICROBIOLOGY, document, observation
from tests.unit.exchange.helpers import START, Exchange

GLN = "5790000121526"
OTHER = "5790001350000"
CPR = "2512489996"
MADE_UP = made_up_number(START.date().replace(year=1950), "female", 0)


def refused(reply: Reply) -> list[str]:
    """The rules that a document is refused for."""
    assert reply.status in (400, 403, 422)
    issues = json.loads(reply.body)["issue"]
    return [
        each["diagnostics"].partition("]")[0].removeprefix("[")
        for each in issues
        if each["severity"] == "error"
    ]


def system(*glns: str, stage: Any = "full") -> System:
    return System(system_id=7, name="Lab", stage=stage, senders={each: Sender(gln=each) for each in glns})


def test_the_bundle_is_kept_byte_for_byte_under_what_it_says() -> None:
    """With its layout; the row names the guide, the report's own numbers and the databank of its study."""
    exchange = Exchange()
    body = document(CPR, observation(), requester="Q1").replace(b'{"fullUrl"', b'\n  {"fullUrl"')
    assert exchange.send(body).status == 201
    assert exchange.send(document(CPR, observation("634-6"), category=MICROBIOLOGY)).status == 201
    first, second = exchange.store.letters
    assert first.content.raw == first.content.document == body
    row = first.row
    assert (row.kind, row.version, row.databank, row.sample_number, row.production_number) == (
        "FHIR-biochemistry",
        "eu-lab",
        "LABA",
        "S-1",
        "R-1",
    )
    assert (row.sender, row.requester_number, row.stage) == (GLN, "Q1", "full")
    assert (second.row.kind, second.row.databank) == ("FHIR-microbiology", "MiBa")


def test_a_person_belongs_to_the_installation_or_is_refused() -> None:
    """Test persons never enter production, nor real ones a test installation (rule S10)."""
    production, test = Exchange(persons="real"), Exchange(persons="made_up")
    assert refused(production.send(document(CPR, observation()))) == ["exchange.person-made-up"]
    assert test.send(document(MADE_UP, observation())).status == 201
    foreign = document(CPR, observation(), system="urn:oid:1.2.752.129.2.1.3.1")
    assert refused(test.send(foreign)) == ["exchange.person-not-made-up"]
    assert production.send(foreign).status == 201


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ({"routes": {"XRPT01": "LABA"}}, "exchange.kind-not-taken"),
        ({"locations": {"5790000000005": "MiBa"}}, "exchange.receiver-other-databank"),
    ],
)
def test_a_document_goes_to_a_databank_that_is_here_or_nowhere(settings: dict[str, Any], rule: str) -> None:
    """It names no receiver, so it is for the one that stands for its databank (rule S20)."""
    assert refused(Exchange(**settings).send(document(CPR, observation()))) == [rule]


def test_a_document_counts_under_the_location_number_that_its_system_may_send_for() -> None:
    """Its own where it has one; without, the only one there is (rule S20)."""
    one, several = system(GLN), system(GLN, OTHER)
    alone, both = Exchange(one), Exchange(several)
    unnamed = document(CPR, observation(), gln=None)
    assert alone.send(unnamed, one).status == 201
    assert alone.store.letters[0].row.sender == GLN
    assert refused(both.send(unnamed, several)) == ["content.fhir-no-sender"]
    assert both.send(document(CPR, observation(), gln=OTHER), several).status == 201
    assert refused(alone.send(document(CPR, observation(), gln=OTHER), one)) == [
        "exchange.sender-not-registered"
    ]


def test_a_system_that_is_not_approved_is_technical() -> None:
    """What it sends is stored and shown to nobody (rule S15)."""
    technical = system(GLN, stage="technical")
    exchange = Exchange(technical)
    assert exchange.send(document(CPR, observation()), technical).status == 201
    assert exchange.store.letters[0].row.stage == "technical"


def test_a_number_that_is_nobodys_keeps_each_document_apart() -> None:
    """And is alarmed (rule S8). It is no CPR number, so FHIR's system of those refuses it."""
    exchange = Exchange()
    assert refused(exchange.send(document(cpr.UNKNOWN, observation()))) == ["content.fhir-identifier"]
    for value in ("1", "2"):
        told = document(cpr.UNKNOWN, observation(value=value), system=own_system("person-number"))
        assert exchange.send(told).status == 201
    assert len(set(exchange.keys)) == 2
    assert exchange.alarms == ["number_of_nobody"] * 2


def test_a_policy_stops_documents_by_kind_and_guide() -> None:
    """As it stops versions of letters."""
    lines = (
        Line(
            kind="FHIR-biochemistry",
            version="eu-lab",
            verdict="refuse",
            reason_da="endnu ikke",
            reason_en="not yet",
        ),
    )
    exchange = Exchange(policy=Policy(lines=lines))
    assert refused(exchange.send(document(CPR, observation()))) == ["exchange.policy-refused"]


def test_a_watched_folder_takes_documents_and_answers_in_fhir(tmp_path: Path) -> None:
    """The answer stands beside the file's name."""
    exchange = Exchange()
    folder = WatchedFolder(tmp_path, lambda arrival: exchange.intake.receive([arrival])[0], quiet_seconds=0)
    (tmp_path / "in" / "a.json").write_bytes(document(CPR, observation()))
    (tmp_path / "in" / "b.json").write_bytes(document("", observation()).replace(b', "value": ""', b""))
    assert folder.take() == 2
    assert (tmp_path / "done" / "a.json").exists()
    assert (tmp_path / "refused" / "b.json").exists()
    answer = json.loads((tmp_path / "out" / "a.json.receipt.json").read_bytes())
    assert answer["resourceType"] == "OperationOutcome"
