"""`labsvar send`: files through the public door of an exchange, and its verdict on each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from labsvar.cli.sending import Answer, Door
from labsvar.formats import edifact, vans, xml
from labsvar.letters import receipts
from labsvar.letters.catalogue import AnyLetter, Emessage
from labsvar.letters.release import RELEASE_2005
from labsvar.letters.text import from_lines
from tests import builders
from tests.unit.cli.conftest import Labsvar

Reply = httpx.Response | Exception
HERE = receipts.Mailbox(ean_identifier=builders.OUR_GLN)
THERE = receipts.Mailbox(ean_identifier=builders.LABORATORY_GLN)


def receipt_head(version: str, kind: str) -> receipts.ReceiptLetter:
    return receipts.ReceiptLetter(identifier="Q1", version_code=version, statistical_code=kind)


def receipt_bytes(letter: AnyLetter) -> bytes:
    return xml.write(builders.emessage(letter, namespace=RELEASE_2005.namespace, receipt_wanted=False))


def positive() -> bytes:
    """XCTL03 for one envelope."""
    about = receipts.AcceptedEmessage(
        original_envelope_identifier="K1", original_sender=THERE, original_receiver=HERE
    )
    return receipt_bytes(
        receipts.PositiveReceipt(
            letter=receipt_head("XC0330Q", "XCTL03"), sender=HERE, receiver=THERE, original_emessage=about
        )
    )


def negative(*refused: receipts.RefusedLetter) -> bytes:
    """XCTL02 for one envelope, with what it says of single letters."""
    about = receipts.RefusedEmessage(
        original_envelope_identifier="K1",
        original_sender=THERE,
        original_receiver=HERE,
        refuse_code="syntaksfejl",
        refuse_text=from_lines(["1 af 2 breve er modtaget."]),
        original_letters=refused,
    )
    return receipt_bytes(
        receipts.NegativeReceipt(
            letter=receipt_head("XC0230Q", "XCTL02"), sender=HERE, receiver=THERE, original_emessage=about
        )
    )


def answered(*replies: Reply) -> tuple[Answer, list[httpx.Request], list[float]]:
    """What a door makes of replies in turn, the requests it made, and how long it waited between them."""
    waiting = iter(replies)
    requests: list[httpx.Request] = []
    waits: list[float] = []

    def reply(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        each = next(waiting)
        if isinstance(each, Exception):
            raise each
        return each

    transport = httpx.MockTransport(reply)
    with Door("http://exchange", token="secret", transport=transport, wait=waits.append) as door:
        return door.send(b"<a/>"), requests, waits


def test_a_letter_is_posted_to_the_public_door_with_the_token_of_the_system() -> None:
    _, requests, _ = answered(httpx.Response(204))
    assert str(requests[0].url) == "http://exchange/api/letters"
    assert requests[0].headers["Authorization"] == "Bearer secret"
    assert requests[0].content == b"<a/>"


def test_a_positive_receipt_accepts() -> None:
    answer, _, _ = answered(httpx.Response(200, content=positive()))
    assert (answer.verdict, answer.good) == ("accepted", True)


def in_edifact(data: bytes) -> bytes:
    """The same receipt in EDIFACT."""
    found = xml.read(data)
    assert found.envelope is not None
    letters = tuple(each.letter for each in found.letters if each.letter is not None)
    return edifact.write(
        Emessage(namespace=RELEASE_2005.namespace, envelope=found.envelope, letters=letters)
    ).data


def test_a_receipt_in_edifact_is_told_by_its_own_name() -> None:
    accepted, _, _ = answered(httpx.Response(200, content=in_edifact(positive())))
    assert (accepted.verdict, accepted.words) == ("accepted", "CTL03")
    refused, _, _ = answered(httpx.Response(422, content=in_edifact(negative())))
    assert (refused.verdict, refused.words) == (
        "refused",
        "CTL02 syntaksfejl; 1 af 2 breve er modtaget.",
    )


def test_a_receipt_envelope_is_told_for_what_it_says() -> None:
    ends = {"sender": vans.EndPoint(identifier=builders.OUR_GLN)}
    ends |= {"receiver": vans.EndPoint(identifier=builders.LABORATORY_GLN)}
    document = vans.Document(format="XML", name="MCM:XRPT01", size_in_bytes=1)
    about = vans.MetaInformation(identifier=vans.new_uuid(), document=document)
    good = vans.PositiveMessage(original_envelope_identifier=vans.new_uuid(), original_message=about)
    bad = vans.NegativeVans(
        error=vans.Error(description="Ukendt modtager"), original_envelope_identifier=vans.new_uuid()
    )
    told = []
    for content in (good, bad):
        envelope = vans.VansEnvelope(
            identifier=vans.new_uuid(), sent="2026-11-21T12:00:00Z", content=content, **ends
        )
        answer, _, _ = answered(httpx.Response(200, content=vans.write(envelope)))
        told.append((answer.verdict, answer.words))
    assert told == [
        ("accepted", "VANSEnvelope PositiveMessage"),
        ("refused", "VANSEnvelope Ukendt modtager"),
    ]


def test_no_content_accepts_and_says_where_the_state_can_be_read() -> None:
    answer, _, _ = answered(httpx.Response(204, headers={"Location": "/api/emessages/7"}))
    assert (answer.verdict, answer.where, answer.good) == ("noted", "/api/emessages/7", True)


def test_a_negative_receipt_refuses_with_its_own_words_each_once() -> None:
    letter = receipts.RefusedLetter(
        original_letter_identifier="L1",
        original_version_code="XR0131K",
        refuse_code="syntaksfejl",
        refuse_text=from_lines(["Status mangler."]),
    )
    answer, _, _ = answered(httpx.Response(422, content=negative(letter, letter)))
    assert (answer.verdict, answer.good) == ("refused", False)
    assert answer.words == "XCTL02 syntaksfejl; 1 af 2 breve er modtaget.; Status mangler."


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (400, "unreadable"),
        (401, "refused"),
        (403, "refused"),
        (409, "refused"),
        (413, "refused"),
        (500, "refused"),
    ],
)
def test_a_problem_document_is_told_in_its_own_words(status: int, verdict: str) -> None:
    document = {"title": "Ukendt afsender", "detail": "Systemet er ikke registreret.", "status": status}
    answer, requests, _ = answered(httpx.Response(status, json=document))
    assert answer.verdict == verdict
    assert answer.words == "Ukendt afsender: Systemet er ikke registreret."
    assert len(requests) == 1, "an answer is an answer, however bad"


@pytest.mark.parametrize(
    ("status", "content"), [(422, b"no receipt"), (200, b""), (200, b"{}"), (403, b"<html>"), (400, b"[1]")]
)
def test_an_answer_that_is_no_document_is_told_by_its_status(status: int, content: bytes) -> None:
    answer, _, _ = answered(httpx.Response(status, content=content))
    assert not answer.good
    assert answer.words == httpx.codes.get_reason_phrase(status)


def test_only_what_had_no_answer_is_sent_again_more_patiently_each_time() -> None:
    answer, requests, waits = answered(
        httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), httpx.Response(503), httpx.Response(204)
    )
    assert answer.good
    assert len(requests) == 4
    assert waits == [0.5, 1.0, 2.0]


def test_patience_ends() -> None:
    answer, requests, waits = answered(*[httpx.ConnectError("refused")] * 9)
    assert (answer.verdict, answer.words, answer.good) == ("no answer", "ConnectError", False)
    assert len(requests) == 5
    assert len(waits) == 4
    answer, _, _ = answered(*[httpx.Response(502)] * 9)
    assert (answer.verdict, answer.status) == ("no answer", 502)


# The command -----------------------------------------------------------------------------------


@pytest.fixture
def exchange() -> Iterator[str]:
    """A door that accepts, but refuses what says `refuse` and cannot read what says `garbled`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, content = 200, positive()
            if b"refuse" in body:
                status, content = 422, negative()
            if b"garbled" in body:
                status, content = 400, b'{"title": "Ulaeselig"}'
            self.send_response(status)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is not ours
            """Nothing to the terminal of the tests."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_folder_is_sent_in_the_order_of_its_names(
    labsvar: Labsvar, exchange: str, file: Callable[..., Path], tmp_path: Path
) -> None:
    for name in ("b.xml", "a.xml", "notes.txt"):
        file(b"<a/>", name)
    ran = labsvar("send", tmp_path, "--to", exchange)
    assert ran.code == 0
    assert [line.split(":")[0] for line in ran.out.splitlines()] == [
        str(tmp_path / n) for n in ("a.xml", "b.xml")
    ]
    assert ran.err == "2 accepted\n"


def test_the_worst_verdict_decides_the_exit_code(
    labsvar: Labsvar, exchange: str, file: Callable[..., Path]
) -> None:
    good, refused, garbled = file(b"<a/>", "a"), file(b"<refuse/>", "b"), file(b"garbled", "c")
    ran = labsvar("send", good, refused, "--to", exchange)
    assert ran.code == 1
    assert "XCTL02 syntaksfejl" in ran.out
    ran = labsvar("send", good, refused, garbled, "--to", exchange, "--language", "da")
    assert ran.code == 2
    assert "ulæselig 400 Ulaeselig" in ran.out


def test_nobody_there_is_69(
    labsvar: Labsvar, file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labsvar.cli.sending._FIRST_WAIT", 0.0)
    ran = labsvar("send", file(b"<a/>"), "--to", "http://127.0.0.1:9")
    assert ran.code == 69
    assert "no answer ConnectError" in ran.out


def test_what_cannot_be_sent_is_said_before_anything_is_sent(
    labsvar: Labsvar, good: Path, tmp_path: Path
) -> None:
    assert labsvar("send", good, "--to", "127.0.0.1:8000").code == 64
    assert labsvar("send", tmp_path / "nothing", "--to", "http://127.0.0.1:9").code == 2
    (tmp_path / "empty").mkdir()
    assert labsvar("send", tmp_path / "empty", "--to", "http://127.0.0.1:9").code == 2


@pytest.mark.parametrize(
    ("status", "severity", "verdict"), [(201, "information", "accepted"), (422, "error", "refused")]
)
def test_a_fhir_document_is_answered_by_its_outcome(status: int, severity: str, verdict: str) -> None:
    """The number it is stored under, or the rule and the place that it is refused for."""
    issue = {
        "severity": severity,
        "code": "invalid",
        "details": {"text": "brevnummer 1"},
        "diagnostics": "[a.rule] ret det",
        "expression": ["Bundle.entry[0]"],
    }
    outcome = {"resourceType": "OperationOutcome", "issue": [issue]}
    reply = httpx.Response(status, json=outcome, headers={"Content-Type": "application/fhir+json"})
    transport = httpx.MockTransport(lambda _: reply)
    with Door("http://exchange", transport=transport) as door:
        answer = door.send(b"{}")
    assert answer.verdict == verdict
    assert answer.words == "Bundle.entry[0] brevnummer 1 [a.rule] ret det"
