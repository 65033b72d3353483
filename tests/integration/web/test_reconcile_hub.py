"""What an installation tells a system about its own rows: taken by the hub, made into letters, stored, shown."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from labsvar.cli import fetching
from labsvar.cli import reconcile as command
from labsvar.cli.language import Say
from labsvar.exchange.register import Sender
from labsvar.exchange.sources import Facts
from labsvar.hub import reading
from labsvar.hub.rows import CardRow
from labsvar.reconciling.model import SIDES
from labsvar.web.texts import LANGUAGES
from tests.integration.web.site import Person, Site, new_person
from tests.integration.web.test_looks import events
from tests.integration.web.test_reconcile import HEADERS, ask, rows
from tests.unit.hub import helpers

CLINIC = replace(helpers.CLINIC, clinic="333333", gln="5790000000098", name="Lægerne Prøve")


@pytest.fixture(scope="module")
def token(site: Site) -> str:
    """The token of a full practice system with one clinic."""
    site.database.hub_store.register_clinic(CLINIC, who="a test", reason="begins")
    made = site.database.systems.add("Praksissystem", [Sender(gln=CLINIC.gln)], who="a test")
    facts = Facts(refusals_since=date(2026, 1, 1))
    site.database.systems.sources.describe("Praksissystem", facts, who="a test", reason="begins")
    site.database.systems.set_stage("Praksissystem", "full", who="a test", reason="approved")
    return made


def card(person: Person, row_id: str, **changes: str) -> CardRow:
    national = {"clinic": CLINIC.clinic, "code": "NPU19748", "code_system": "npu", "patient": person.number}
    return helpers.row(**national | {"row_id": row_id} | changes)


def send(site: Site, token: str, *cards: CardRow) -> dict[str, int]:
    with site.client() as client:
        headers = {"authorization": f"Bearer {token}", "content-type": "application/x-ndjson"}
        answer = client.post("/api/hub/rows", content=reading.to_jsonl(cards), headers=headers)
    counts: dict[str, int] = answer.json()["counts"]
    return counts


def test_a_system_is_told_which_rows_were_taken_and_what_was_made_of_them(site: Site, token: str) -> None:
    """In every version; without a name, a number of a person or a comment; a row that waits is taken, not made."""
    person = new_person()
    first = card(person, "a1", comment="ring til patienten")
    assert send(site, token, first, card(person, "a2", origin="unknown")) == {"sent": 1, "held": 1}
    send(site, token, replace(first, row_version="2", action="correct", value="14", reason="en tanketorsk"))
    taken = rows(ask(site, token, "source"), about=person)
    assert [(row["row_id"], row["row_version"], row["value"]) for row in taken] == [
        ("a1", "1", "12"),
        ("a1", "2", "14"),
        ("a2", "1", "12"),
    ]
    assert {"surname", "given_name", "comment", "reason"}.isdisjoint(taken[0])
    made = rows(ask(site, token, "hub"), about=person)
    assert [(row["value"], row["unit"], row["status"]) for row in made] == [
        ("12", "mg/L", "final"),
        ("14", "mg/L", "corrected"),
    ]


def test_nobody_else_is_told_of_them_and_each_person_is_one_look(site: Site, token: str) -> None:
    """S18: also a person whose row only waits; another system is told nothing, and leaves no event."""
    person = new_person()
    send(site, token, card(person, "b1", origin="unknown"))
    other = site.database.systems.add("Et andet lægesystem", [Sender(gln=CLINIC.gln)], who="a test")
    for told in ("source", "hub"):
        assert rows(ask(site, other, told), about=person) == []
    assert ask(site, token, "source", since="2020-01-01", until="2020-01-31").text == ""
    assert events(site, person) == []
    ask(site, token, "source")
    assert events(site, person) == [("Praksissystem", "system", "reconcile_source", "reconcile")]
    with site.client() as client:
        assert client.get("/api/reconcile/source", headers=HEADERS).status_code == 401


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_side_has_its_words_in_the_citizens_log(language: str) -> None:
    """No internal name stands in the log, in either language."""
    texts = LANGUAGES[language]
    words = [texts(f"looked_at.reconcile_{side}") for side in SIDES]
    assert not any("reconcile_" in word for word in words)
    assert len(set(words)) == len(SIDES)


@pytest.fixture
def by_address(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command asks this installation, wherever it is told that one is."""

    def answer(request: httpx.Request) -> httpx.Response:
        with site.client() as client:
            found = client.get(
                request.url.path, params=dict(request.url.params), headers=dict(request.headers)
            )
        return httpx.Response(found.status_code, content=found.content)

    real = fetching.fetch

    def fetch(address: str, **asked: Any) -> bytes:
        return real(address, **asked, transport=httpx.MockTransport(answer))

    monkeypatch.setattr(command, "fetch", fetch)


@pytest.mark.usefixtures("by_address")
def test_every_side_may_be_an_address(site: Site, token: str, tmp_path: Path) -> None:
    """The four sides of one installation match; the clinic's own file shows what the hub never got."""
    person = new_person()
    cards = [
        card(person, f"c{n}", sampled_at=f"2026-03-02T1{n}:00", resulted_at=f"2026-03-02T1{n}:05")
        for n in range(3)
    ]
    send(site, token, *cards[:2])
    here = ("http://hub.example",)
    listed = tmp_path / "listed.csv"
    listed.write_text(f"clinic,row_id\n{CLINIC.clinic},a2\n{CLINIC.clinic},b1\n")
    asked = command.Asked(
        sides=dict.fromkeys(SIDES, here), out=tmp_path / "all", listed=(str(listed),), late={}, token=token
    )
    assert command.reconcile(asked, Say("en")) == 0
    own = tmp_path / "own.jsonl"
    own.write_bytes(reading.to_jsonl(cards))
    asked = replace(asked, sides={"source": (str(own),), "hub": here}, out=tmp_path / "two")
    assert command.reconcile(asked, Say("en")) == 1
    assert "missing" in (tmp_path / "two/findings.csv").read_text()
    told = (tmp_path / "two/findings.csv").read_text()
    assert ("c2" in told, person.number in told) == (True, False)
    assert json.dumps(person.number) not in told
