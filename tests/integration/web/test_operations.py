"""What operators and administrators see: numbers, states and findings, and no persons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.formats import xml
from labsvar.letters import xrpt01
from labsvar.web import accounts
from tests import builders
from tests.builders import result
from tests.integration.web.site import Browser, Person, Site, new_person


@pytest.fixture(scope="module")
def person(demo: Site) -> Person:
    """Somebody of whom one letter was stored and one refused."""
    made = new_person()
    demo.stored(made.report(number="OP1", sample_number="OPS1", requester_number="OPR1"), number="OPK1")
    refused = made.report(number="OP2", sample_number="OPS2", results=(result(value="13.131"),))
    body = xml.write(builders.emessage(refused, number="OPK2"))
    with demo.client() as client:
        answer = client.post("/api/letters", content=body.replace(b"svar_endeligt", b"svar_hemmeligt"))
    assert answer.status_code == 422
    return made


@pytest.fixture
def operator(demo: Site, person: Person) -> Iterator[Browser]:
    with demo.browser("operator") as browser:
        browser.get("/operations?lang=da")
        yield browser


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"letter_number": "OP1"}, ["OP1"]),
        ({"envelope_number": "OPK2"}, ["OP2"]),
        ({"sample_number": "OPS1"}, ["OP1"]),
        ({"requester_number": "OPR1"}, ["OP1"]),
        ({"letter_number": " OP1 ", "state": "refused"}, []),
        ({"letter_number": "OP2", "state": "refused"}, ["OP2"]),
        ({"letter_number": "OP1", "sender": builders.LABORATORY_GLN}, ["OP1"]),
        ({"letter_number": "OP1", "receiver": builders.LABORATORY_GLN}, []),
        ({"letter_number": "OP1", "since": "2000-01-01"}, ["OP1"]),
        ({"letter_number": "OP1", "until": "2000-01-01"}, []),
        ({"letter_number": "OP1", "since": "0001-01-01", "until": "9999-12-31", "state": "x"}, ["OP1"]),
    ],
)
def test_letters_are_found_by_numbers_states_and_times(
    operator: Browser, search: dict[str, str], found: list[str]
) -> None:
    page = operator.get("/operations", params=search).text
    assert re.findall(r'translate="no">(OP\d)<br>', page) == found
    if not found:
        assert "Ingen breve passer." in page


def test_one_letters_findings_say_rule_place_and_what_to_do_and_hold_no_value(
    operator: Browser, person: Person
) -> None:
    page = operator.get("/operations", params={"letter_number": "OP2"}).text
    assert "Fejl: 1" in page
    (link,) = re.findall(r'href="(/operations/letters/\d+)"', page)
    text = operator.get(link).text
    for expected in ("Fejl:", "Hvad gør man", "Kilde", "Linje", "ResultStatusCode", "HTTP", "OPK2"):
        assert expected in text
    for hidden in (person.number, person.name, "Persona", "13.131", "svar_hemmeligt"):
        assert hidden not in text + page
    assert "Error:" in operator.get(f"{link}?lang=en").text


@pytest.mark.parametrize("arrival", ["0", "999999999", "99999999999999999999", "-1", "x"])
def test_a_letter_that_never_came_is_not_there(operator: Browser, arrival: str) -> None:
    assert operator.get(f"/operations/letters/{arrival}").status_code == 404


def test_the_list_is_turned_by_pages_that_do_not_shift_when_letters_come(
    demo: Site, operator: Browser
) -> None:
    message = [new_person().report(number=f"PG{n}", sample_number=f"PG{n}") for n in range(1)]
    person = new_person()
    letters = [person.report(number=f"PG{n:03}", sample_number=f"PG{n:03}") for n in range(60)]
    demo.stored(*letters, number="PGK")
    search = {"envelope_number": "PGK"}
    first = operator.get("/operations", params=search).text
    (older,) = re.findall(r'rel="next" href="([^"]+)"', first)
    demo.stored(*message, number="PGK2")
    second = operator.get(older.replace("&amp;", "&")).text
    numbers = re.findall(r'translate="no">(PG\d+)<br>', first + second)
    assert sorted(numbers) == sorted(letter.letter.identifier for letter in letters)
    assert len(numbers) == len(set(numbers)) == 60
    assert 'rel="first" href="/operations?envelope_number=PGK"' in second
    assert operator.get("/operations?after=yesterday~1").status_code == 200
    assert operator.get(f"/operations?after={10**30}~1").status_code == 200


def test_alarms_name_what_happened_and_search_for_its_number(demo: Site, operator: Browser) -> None:
    """A correction by another than the sender, and a letter number used again for something else."""
    person = new_person()
    same: dict[str, Any] = {"sample_number": "AL1", "production_number": "AL1"}
    demo.stored(person.report(number="AL1", **same))
    foreign = person.report(number="AL2", **same, results=(result(status="svar_rettet"),))
    assert isinstance(foreign, xrpt01.LaboratoryReport)
    demo.stored(replace(foreign, sender=replace(foreign.sender, ean_identifier="5790000000050")))
    assert demo.send(person.report(number="AL1", sample_number="AL9")).status_code == 422
    page = operator.get("/operations/alarms").text
    assert "En rettelse fra en anden end afsenderen er holdt for sig" in page
    assert "Brevnummeret er brugt før med andet indhold" in page
    assert 'href="/operations?sender=5790000000012&amp;letter_number=AL1"' in page
    assert person.number not in page
    assert "Ingen alarmer" in operator.get("/operations/alarms?before=1").text
    assert operator.get("/operations/alarms?before=x").status_code == 200


def test_operators_leave_no_look_since_they_see_nobody(demo: Site, operator: Browser, person: Person) -> None:
    from tests.integration.web.test_looks import events

    operator.get("/operations", params={"sample_number": "OPS1"})
    assert events(demo, person) == []


def test_administrators_see_accounts_and_systems_and_close_accounts(site: Site) -> None:
    store = site.database.accounts
    password = "hest batteri korrekt"
    accounts.add(store, username="admin", password=password, role="administrator", name="Anne Administrator")
    accounts.add(store, username="lukkes", password=password, role="operator", name="Lukkes Snart")
    from labsvar.exchange.register import Sender

    sender = Sender(gln="5790000000074", laboratory="TKB", sector="hospital")
    site.database.systems.add("Et system", [sender], who="a test")
    with site.browser() as browser:
        browser.sign_in("admin", password)
        assert "Lukkes Snart" in browser.get("/accounts?lang=da").text
        page = browser.get("/systems").text
        assert all(word in page for word in ("Et system", "Teknisk", "5790000000074", "TKB", "Hospital"))
        answer = browser.post("/accounts/close", {"account": "lukkes"}, at="/accounts")
        assert "Lukket" in answer.text
        assert browser.post("/accounts/close", {"account": "ingen"}, at="/accounts").status_code == 404
    with site.browser() as browser:
        assert browser.sign_in("lukkes", password).status_code == 401
