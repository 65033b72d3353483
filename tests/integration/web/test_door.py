"""The door for systems: letters in, receipts out, states, withdrawal (S20, S21)."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from labsvar.cli import logs
from labsvar.exchange.batcher import Busy
from labsvar.exchange.register import Sender
from labsvar.formats import xml
from labsvar.letters.receipts import NegativeReceipt, PositiveReceipt
from tests.builders import CLINIC_GLN, LABORATORY_GLN, emessage, laboratory_report, result
from tests.integration.web.site import Site, new_person

OTHER_GLN = "5790000000067"


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def token(site: Site) -> str:
    """The token of an approved system that may send for one laboratory."""
    made = site.database.systems.add("Døren", [Sender(gln=LABORATORY_GLN)], who="a test")
    site.database.systems.set_stage("Døren", "full", who="a test", reason="approved")
    return made


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    with site.client() as made:
        yield made


def receipt(answer: httpx.Response) -> PositiveReceipt | NegativeReceipt:
    assert answer.headers["content-type"].partition(";")[0] == "application/xml"
    (read,) = xml.read(answer.content).letters
    assert isinstance(read.letter, PositiveReceipt | NegativeReceipt)
    return read.letter


def is_problem(answer: httpx.Response, status: int) -> bool:
    """Whether an answer is a problem document (RFC 9457) of a status."""
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, object] = answer.json()
    return (
        answer.status_code == status == document["status"] and {"type", "title", "detail"} <= document.keys()
    )


def test_a_letter_that_asks_for_it_gets_a_positive_receipt_and_a_place_to_read_its_state(
    client: httpx.Client, token: str
) -> None:
    body = xml.write(emessage(new_person().report(), number="D1"))
    answer = client.post("/api/letters", content=body, headers=bearer(token))
    assert answer.status_code == 200
    assert isinstance(receipt(answer), PositiveReceipt)
    state = client.get(answer.headers["location"], headers=bearer(token)).json()
    assert (state["stored"], state["refused"]) == (1, 0)
    assert [letter["state"] for letter in state["letters"]] == ["stored"]


def test_one_that_does_not_ask_gets_no_body_and_a_place_to_read_its_state(
    client: httpx.Client, token: str
) -> None:
    body = xml.write(emessage(new_person().report(), number="D2", receipt_wanted=False))
    answer = client.post("/api/letters", content=body, headers=bearer(token))
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(answer.headers["location"], headers=bearer(token)).status_code == 200


def test_a_letter_with_errors_gets_a_negative_receipt_that_names_the_rule(
    client: httpx.Client, token: str
) -> None:
    made = xml.write(emessage(new_person().report(results=(result(value="12"),)), number="D3"))
    body = made.replace(b"svar_endeligt", b"svar_ukendt")
    answer = client.post("/api/letters", content=body, headers=bearer(token))
    assert answer.status_code == 422
    refused = receipt(answer)
    assert isinstance(refused, NegativeReceipt)
    state = client.get(answer.headers["location"], headers=bearer(token)).json()
    (letter,) = state["letters"]
    assert letter["state"] == "refused"
    assert "svar_ukendt" not in str(letter)
    assert [finding["severity"] for finding in letter["findings"]].count("error") == 1


def test_what_is_no_letter_gets_a_problem_document_with_its_findings(
    client: httpx.Client, token: str
) -> None:
    for body in (b"", b"\x89PNG\r\n", b"<a>", b"<!DOCTYPE a><a/>"):
        answer = client.post("/api/letters", content=body, headers=bearer(token))
        assert is_problem(answer, 400)
        assert answer.json()["findings"]


def test_a_sender_that_the_system_is_not_registered_for_is_refused(client: httpx.Client, token: str) -> None:
    from msgspec.structs import replace

    letter = laboratory_report()
    foreign = replace(letter, sender=replace(letter.sender, ean_identifier=OTHER_GLN))
    answer = client.post(
        "/api/letters", content=xml.write(emessage(foreign, number="D4")), headers=bearer(token)
    )
    assert is_problem(answer, 403)


@pytest.mark.parametrize(
    "headers",
    [{}, {"authorization": "Bearer wrong"}, {"authorization": "Basic YTpi"}, {"authorization": "Bearer"}],
)
def test_without_a_good_token_nothing_is_taken(client: httpx.Client, headers: dict[str, str]) -> None:
    answer = client.post("/api/letters", content=xml.write(emessage()), headers=headers)
    assert is_problem(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_wrong_token_is_refused_in_a_demonstration_too(demo: Site) -> None:
    """And a letter that a page elsewhere makes a browser send is not taken either."""
    with demo.client() as client:
        body = xml.write(emessage(new_person().report()))
        assert client.post("/api/letters", content=body, headers=bearer("wrong")).status_code == 401
        elsewhere = {"origin": "https://example.org"}
        assert client.post("/api/letters", content=body, headers=elsewhere).status_code == 401


def test_more_than_the_door_takes_is_refused_before_it_is_read(demo: Site) -> None:
    """By its announced length, and, when none is announced, as soon as too much has come."""
    with demo.client() as client:
        announced = client.post("/api/letters", content=b" " * 2_000_001)
        assert is_problem(announced, 413)

    sent = 0

    async def endless() -> dict[str, object]:
        nonlocal sent
        sent += 100_000
        return {"type": "http.request", "body": b" " * 100_000, "more_body": True}

    answers: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        answers.append(message)

    import asyncio

    scope = {
        "type": "http", "method": "POST", "path": "/api/letters", "raw_path": b"/api/letters", "root_path": "",
        "query_string": b"", "headers": [(b"host", b"127.0.0.1")], "client": ("127.0.0.1", 1), "scheme": "http",
        "server": ("127.0.0.1", 80), "http_version": "1.1", "asgi": {"version": "3.0"},
    }  # fmt: skip
    asyncio.run(demo.app(scope, endless, send))  # type: ignore[arg-type]  # the scope is a plain dict
    assert answers[0]["status"] == 413
    assert sent <= 2_200_000


def test_when_too_much_waits_the_sender_is_asked_to_come_again(
    demo: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object) -> None:
        raise Busy

    monkeypatch.setattr(demo.database.batcher, "receive", busy)
    answer = demo.send(new_person().report())
    assert is_problem(answer, 503)
    assert answer.headers["retry-after"] == "1"


def test_a_system_reads_the_state_of_its_own_letters_only(
    site: Site, client: httpx.Client, token: str
) -> None:
    """What another has sent answers as what was never sent."""
    other = site.database.systems.add("Anden", [Sender(gln=OTHER_GLN)], who="a test")
    body = xml.write(emessage(new_person().report(), number="D5"))
    path = client.post("/api/letters", content=body, headers=bearer(token)).headers["location"]
    foreign = client.get(path, headers=bearer(other))
    unknown = client.get("/api/emessages/0", headers=bearer(other))
    assert is_problem(foreign, 404)
    assert foreign.json() == unknown.json()


def test_a_sender_withdraws_its_own_letters_only(site: Site, client: httpx.Client, token: str) -> None:
    other = site.database.systems.add("Tredje", [Sender(gln=OTHER_GLN)], who="a test")
    letter = new_person().report()
    body = xml.write(emessage(letter, number="D6"))
    client.post("/api/letters", content=body, headers=bearer(token))
    path = f"/api/letters/{letter.letter.identifier}/withdrawal"
    asked = {"sender": LABORATORY_GLN, "reason": "Forkert patient", "position": 0}
    assert is_problem(client.post(path, json=asked, headers=bearer(other)), 404)
    assert is_problem(client.post(path, json=asked | {"sender": CLINIC_GLN}, headers=bearer(token)), 404)
    assert is_problem(client.post("/api/letters/X/withdrawal", json=asked, headers=bearer(token)), 404)
    assert client.post(path, json=asked, headers=bearer(token)).status_code == 204
    for wrong in ({"reason": " "}, {"position": -1}, {"extra": 1}, {"sender": ""}):
        assert is_problem(client.post(path, json=asked | wrong, headers=bearer(token)), 400)


def test_faults_of_ours_are_answered_as_such_and_logged_without_values(
    demo: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """S18: the text of an exception may hold a number, so it is neither shown nor logged."""
    logs.to_standard_error("info")
    person = new_person()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"no row for {person.number}")

    monkeypatch.setattr(demo.database.operations, "emessage", broken)
    monkeypatch.setattr(demo.database.results, "look", broken)
    with demo.client() as client:
        assert is_problem(client.get("/api/emessages/x"), 500)
    with demo.browser("gp") as browser:
        page = browser.get(browser.open_patient(person))
    assert page.status_code == 500
    logged = capsys.readouterr().err
    assert "RuntimeError" in logged
    assert "emessage_state" in logged
    assert person.number not in logged + page.text


def test_the_door_is_described_for_programs(demo: Site) -> None:
    with demo.client() as client:
        description = client.get("/api/openapi.json").json()
    assert set(description["paths"]) == {
        "/api/letters",
        "/api/letters/{letter_number}/withdrawal",
        "/api/emessages/{emessage_id}",
        "/api/hotel/requisitions",
        "/api/hotel/requisitions/{number}/{doing}",
        "/api/hotel/searches",
        "/api/hub/rows",
        "/api/hub/schema",
        "/api/local-codes",
        "/api/npn/numbers/{number}",
        "/api/npn/releases",
        "/api/npn/series",
        "/api/npn/stock",
        "/api/reconcile/bank",
        "/api/reconcile/hub",
        "/api/reconcile/shown",
        "/api/reconcile/source",
        "/api/reference-requests",
    }
    sends = description["paths"]["/api/letters"]["post"]
    assert set(sends["responses"]) >= {"200", "204", "400", "401", "403", "413", "422"}
    assert "application/xml" in sends["requestBody"]["content"]
