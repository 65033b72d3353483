"""S6: operators withdraw what was sent about the wrong person, analysis or time."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.builders import result
from tests.integration.web.site import Browser, Person, Site, new_person

SECRET = "77.31"


@pytest.fixture
def operator(demo: Site) -> Iterator[Browser]:
    with demo.browser("operator") as browser:
        browser.get("/operations?lang=en")
        yield browser


@pytest.fixture
def person(demo: Site) -> Person:
    """Somebody with one letter of two results."""
    made = new_person()
    two = (result(value=SECRET), result("NPU03230", "4.0", "mmol/L"))
    demo.stored(made.report(number=f"WP{made.place}", results=two))
    return made


def address_of(operator: Browser, number: str) -> str:
    """Where the operator reads about a letter, newest arrival first."""
    page = operator.get("/operations", params={"letter_number": number}).text
    found: list[str] = re.findall(r'href="(/operations/letters/\d+)"', page)
    return found[0]


def seen_by_clinician(demo: Site, person: Person) -> str:
    with demo.browser("gp") as browser:
        return browser.get(browser.open_patient(person), params={"lang": "en"}).text


def test_an_operator_withdraws_one_result_and_reads_who_did_it_and_why(
    demo: Site, operator: Browser, person: Person
) -> None:
    at = address_of(operator, f"WP{person.place}")
    page = operator.post(at, {"result": "1", "reason": "  Wrong \x00 person "}).text
    assert "Result 1" in page
    assert "Reason: Wrong person" in page
    assert "By Drift Prøve, Labsvar" in page
    for hidden in (SECRET, person.number, person.name):
        assert hidden not in page
    shown = seen_by_clinician(demo, person)
    assert "By Drift Prøve, Labsvar" in shown
    assert "4.0" in shown
    assert SECRET not in shown


def test_an_operator_withdraws_a_whole_letter(demo: Site, operator: Browser, person: Person) -> None:
    at = address_of(operator, f"WP{person.place}")
    assert "The whole letter" in operator.post(at, {"result": "", "reason": "Wrong person"}).text
    shown = seen_by_clinician(demo, person)
    assert SECRET not in shown
    assert "4.0<" not in shown


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"result": "1", "reason": "  "}, "Write a reason."),
        *(
            ({"result": number, "reason": "Wrong person"}, "The letter has no result of that number.")
            for number in ("3", "0", "-1", "x", "²", "100", "9" * 50)
        ),
    ],
)
def test_what_is_wrong_with_the_form_is_said_and_nothing_is_withdrawn(
    demo: Site, operator: Browser, person: Person, fields: dict[str, str], problem: str
) -> None:
    answer = operator.post(address_of(operator, f"WP{person.place}"), fields)
    assert answer.status_code == 400
    assert problem in answer.text
    assert SECRET in seen_by_clinician(demo, person)


def test_a_refused_letter_cannot_be_withdrawn_nor_through_it_the_one_whose_number_it_used(
    demo: Site, operator: Browser, person: Person
) -> None:
    """Its page has no form, and asking without one finds nothing."""
    number = f"WP{person.place}"
    stored = address_of(operator, number)
    assert demo.send(person.report(number=number, sample_number="OTHER")).status_code == 422
    refused = address_of(operator, number)
    assert refused != stored
    assert 'name="reason"' not in operator.get(refused).text
    assert operator.post(refused, {"reason": "Wrong person"}, at=stored).status_code == 404
    assert operator.post("/operations/letters/0", {"reason": "Wrong person"}, at=stored).status_code == 404
    assert SECRET in seen_by_clinician(demo, person)


def test_nobody_else_withdraws_on_the_pages(demo: Site, person: Person) -> None:
    with demo.browser("operator") as browser:
        at = address_of(browser, f"WP{person.place}")
    for persona in ("gp", "administrator", "surveillance", person.persona().key):
        with demo.browser(persona) as browser:
            assert browser.post(at, {"reason": "Wrong person"}, at="/rights").status_code == 403
    assert SECRET in seen_by_clinician(demo, person)
