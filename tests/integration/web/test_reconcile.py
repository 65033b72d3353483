"""S18: what an installation tells a system about its own letters, for reconciling; each person is one look."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from labsvar.cli import fetching
from labsvar.exchange.register import Sender
from labsvar.formats import xml
from labsvar.letters.catalogue import AnyLetter
from labsvar.reconciling import tables
from labsvar.reconciling.chain import reconcile
from labsvar.reconciling.codes import Codes
from labsvar.reconciling.kept import kept
from labsvar.reconciling.model import Settings
from labsvar.reconciling.normal import hashing
from labsvar.reconciling.reading import Reading, held
from labsvar.web.api.reconcile import KEY as HEADER
from labsvar.web.app import create_app
from labsvar.web.config import WebConfig
from tests import builders
from tests.integration.web.site import Asking, Person, Site, new_person
from tests.integration.web.test_looks import events
from tests.unit.reconciling.examples import compared, row, side, stored

GLN = "5790000000074"
OTHER_GLN = "5790000000081"
KEY = bytes(range(32))
HEADERS = {HEADER: KEY.hex()}


@pytest.fixture(scope="module")
def token(site: Site) -> str:
    """The token of a full system with one sender."""
    made = site.database.systems.add("Afstemt", [Sender(gln=GLN)], who="a test")
    site.database.systems.set_stage("Afstemt", "full", who="a test", reason="approved")
    return made


@pytest.fixture(scope="module")
def other(site: Site) -> str:
    """The token of another system, in the technical stage."""
    return site.database.systems.add("En anden", [Sender(gln=OTHER_GLN)], who="a test")


def sent(site: Site, token: str, letter: Any, *, gln: str = GLN) -> AnyLetter:
    """The letter, sent and accepted."""
    mine: AnyLetter = replace(letter, sender=replace(letter.sender, ean_identifier=gln))
    body = xml.write(builders.emessage(mine, number=f"R{mine.letter.identifier}"))
    with site.client() as client:
        answer = client.post("/api/letters", content=body, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    return mine


def ask(site: Site, token: str, told: str = "bank", **parameters: str) -> httpx.Response:
    with site.client() as client:
        headers = HEADERS | {"authorization": f"Bearer {token}"}
        return client.get(f"/api/reconcile/{told}", headers=headers, params=parameters)


def rows(answer: httpx.Response, *, about: Person) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    assert about.number not in answer.text
    found = [json.loads(line) for line in answer.text.splitlines()]
    return [row for row in found if row["person"] == hashing(KEY)(about.number)]


def test_a_system_is_told_what_is_stored_and_shown_of_its_own_letters(
    site: Site, token: str, other: str
) -> None:
    """And nothing of what others sent, even about the same person."""
    person = new_person()
    sent(site, token, person.report(), gln=GLN)
    sent(site, other, person.report(sample_number="X1", production_number="X2"), gln=OTHER_GLN)
    kept_there = rows(ask(site, token), about=person)
    assert [(row["value"], row["unit"], row["status"]) for row in kept_there] == [
        ("12", "mg/L", "final"),
        ("4.0", "mmol/L", "final"),
    ]
    assert {row["production_number"] for row in kept_there} == {f"p{person.place}"}
    assert len(rows(ask(site, token, "shown"), about=person)) == 2
    assert {row["production_number"] for row in rows(ask(site, other), about=person)} == {"X2"}
    assert rows(ask(site, other, "shown"), about=person) == []
    assert {row["stage"] for row in rows(ask(site, other), about=person)} == {"technical"}


def test_s18_each_person_told_of_is_one_look_with_a_reason(site: Site, token: str) -> None:
    """The citizen reads that the system reconciled."""
    person = new_person()
    sent(site, token, person.report())
    ask(site, token)
    ask(site, token, "shown")
    assert events(site, person) == [
        ("Afstemt", "system", "reconcile_shown", "reconcile"),
        ("Afstemt", "system", "reconcile_bank", "reconcile"),
    ]


def test_what_is_refused_or_withdrawn_is_told_as_such_and_is_not_shown(site: Site, token: str) -> None:
    """A refusal in one letter hides the other versions of the answer too (rule S11)."""
    refused, withdrawn = new_person(), new_person()
    sent(site, token, refused.report(given=False))
    sent(site, token, refused.report(results=(builders.result(value="13", status="svar_rettet"),)))
    sent(site, token, refused.culture(given=False, sample_number=f"m{refused.place}"))
    letter = sent(site, token, withdrawn.report())
    person_key, letter_id = site.database.results.find(
        sender=GLN, letter_number=letter.letter.identifier
    ) or ("", "")
    site.database.results.withdraw(
        person_key=person_key, letter_id=letter_id, position=0, by="a test", reason="Forkert person"
    )
    assert {row["consent"] for row in rows(ask(site, token), about=refused)} == {"refused"}
    assert rows(ask(site, token, "shown"), about=refused) == []
    assert [row["status"] for row in rows(ask(site, token), about=withdrawn)] == ["withdrawn", "final"]
    assert [row["value"] for row in rows(ask(site, token, "shown"), about=withdrawn)] == ["4.0"]


def test_what_was_sent_is_stored_and_shown_as_the_command_compares_it(site: Site, token: str) -> None:
    """The letters of the hub against the two answers of the door: biochemistry and microbiology."""
    person = new_person()
    letters = [sent(site, token, each) for each in (person.report(), person.culture())]
    reading = Reading(hashed=hashing(KEY), codes=Codes())
    files = [(f"{place}.xml", xml.write(builders.emessage(each))) for place, each in enumerate(letters)]
    told = {
        side: b"".join(json.dumps(row).encode() + b"\n" for row in rows(ask(site, token, side), about=person))
        for side in ("bank", "shown")
    }
    report = reconcile(
        [
            held(files, side="hub", reading=reading),
            held([("bank", told["bank"])], side="bank", reading=reading),
            held([("shown", told["shown"])], side="shown", reading=reading),
        ],
        settings=Settings(late={}),
    )
    assert report.mismatches == ()
    assert [link.pairs for link in report.links] == [3, 3]
    assert report.links[0].compared["value"] == 3


def test_the_command_asks_as_the_door_wants_it(site: Site, token: str) -> None:
    person = new_person()
    sent(site, token, person.report())
    content = fetching.fetch(
        site.address,
        side="bank",
        key=KEY,
        token=token,
        days=("", ""),
        transport=Asking(site.app, site._loop),
    )
    assert hashing(KEY)(person.number) in content.decode()


def test_a_question_needs_a_key_days_in_order_and_a_system(
    site: Site, demo: Site, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At most 31 days and so many persons at once; without a token nobody has letters of their own, in a
    demonstration neither."""
    with site.client() as client:
        bearer = {"authorization": f"Bearer {token}"}
        assert client.get("/api/reconcile/bank").status_code == 401
        assert client.get("/api/reconcile/bank", headers=bearer).status_code == 400
        assert client.get("/api/reconcile/bank", headers=bearer | {HEADER: "00"}).status_code == 400
    assert ask(site, token, since="2026-03-02", until="2026-03-01").status_code == 400
    assert ask(site, token, since="2026-01-01", until="2026-03-01").status_code == 400
    assert ask(site, token, since="today").status_code == 400
    assert ask(site, token, until="0001-01-01").status_code == 400
    empty = ask(site, token, since="2020-01-01", until="2020-01-31")
    assert (empty.status_code, empty.content) == (200, b"")
    with demo.client() as client:
        assert client.get("/api/reconcile/bank", headers=HEADERS).status_code == 401
        assert client.get("/api/reconcile/bank?since=x").status_code == 401, "before the question is read"
    person = new_person()
    sent(site, token, person.report())
    monkeypatch.setattr("labsvar.database.reconciling.MOST_PERSONS", 0)
    assert ask(site, token).status_code == 400
    assert events(site, person) == []


@pytest.mark.parametrize("side", ["source", "hub", "bank", "shown"])
def test_what_is_wrong_with_a_question_is_named_and_never_what_was_sent(
    site: Site, token: str, side: str
) -> None:
    """The header or the parameter, what it should be, and the limit of the period; several are told at once."""
    asked: list[tuple[dict[str, str], dict[str, str], tuple[str, ...]]] = [
        ({}, {}, ("header labsvar-person-key", "hexadecimal")),
        ({HEADER: "0101xyz"}, {}, ("header labsvar-person-key", "32 to 128")),
        (HEADERS, {"since": "xyz"}, ("parameter since", "2026-03-01")),
        (HEADERS, {"since": "xyz", "until": "xyz"}, ("parameter since", "parameter until")),
        (HEADERS, {"since": "2026-01-01", "until": "2026-02-01"}, ("since", "until", "31 days")),
        (HEADERS, {"since": "2026-02-02", "until": "2026-02-01"}, ("since", "until", "31 days")),
    ]
    with site.client() as client:
        for headers, parameters, named in asked:
            bearer = {"authorization": f"Bearer {token}"}
            answer = client.get(f"/api/reconcile/{side}", headers=headers | bearer, params=parameters)
            assert answer.headers["content-type"] == "application/problem+json"
            assert (answer.status_code, answer.json()["status"]) == (400, 400)
            assert all(word in answer.json()["detail"] for word in named)
            assert "xyz" not in answer.text


# The page ----------------------------------------------------------------------------------------


@pytest.fixture
def folder(demo: Site, tmp_path: Path) -> Iterator[tuple[Site, Path]]:
    """The demonstration with a folder that reports are written into."""
    config: WebConfig = demo.app.state.config
    made = Site(
        create_app(demo.database, dataclasses.replace(config, reconcile_folder=tmp_path)),
        demo.database,
        demo.address,
    )
    yield made, tmp_path
    made.close()


def written(folder: Path, *, with_values: bool = False) -> None:
    source = side("source", row(), row(row_id="<2>", sampled_at="2026-03-03T10:00"))
    report = compared(source, side("bank", stored(value="47.11")), with_values=with_values)
    for name, content in tables.files(report).items():
        (folder / name).write_bytes(content)


def test_operators_see_the_last_report_and_nothing_of_persons(folder: tuple[Site, Path]) -> None:
    site, path = folder
    with site.browser("operator") as browser:
        assert "ingen afstemning" in browser.get("/reconcile?lang=da").text
        written(path)
        danish, english = (browser.get(f"/reconcile?lang={each}").text for each in ("da", "en"))
        for word in ("2 ting stemmer ikke", "990001", "Lærkepraksis", "Forskelligt: værdi", "&lt;2&gt;"):
            assert word in danish
        assert "2 things do not match" in english
        assert "47.11" not in danish
        written(path, with_values=True)
        kept_back = browser.get("/reconcile?lang=da").text
        assert "kun for parterne" in kept_back
        assert "990001" not in kept_back
    with site.browser("gp") as browser:
        assert browser.get("/reconcile").status_code == 403


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b'left_side\n"', b"left_side,right_side,kind\nsource,bank,odd\n", b"left_side\nx\n"],
)
def test_a_report_that_is_none_of_ours_is_taken_for_none(content: bytes, tmp_path: Path) -> None:
    written(tmp_path)
    assert kept(tmp_path) is not None
    (tmp_path / "clinics.csv").write_bytes(b"left_side,right_side,clinic,system,agree\nsource,odd,1,2,3\n")
    assert kept(tmp_path) is None
    written(tmp_path)
    (tmp_path / "findings.csv").write_bytes(content)
    found = kept(tmp_path)
    assert found is None or found.count == 0


def test_a_report_that_matches_says_so_on_the_page(folder: tuple[Site, Path]) -> None:
    site, path = folder
    report = compared(side("source", row()), side("bank", stored()))
    for name, content in tables.files(report).items():
        (path / name).write_bytes(content)
    with site.browser("operator") as browser:
        assert "Alt stemmer" in browser.get("/reconcile?lang=da").text
