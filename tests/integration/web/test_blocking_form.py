"""The form of a blocking: what has a fault is not set, and nothing of what is written is left out in silence."""

from __future__ import annotations

import pytest

from tests.integration.web.site import Site, new_person
from tests.integration.web.test_blocking import GP, MICROBIOLOGY, block


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"from": "2020-01-01T10:00"}, "kan ikke begynde før nu"),
        ({"from": "later"}, "Tiden kan ikke forstås"),
        ({"to": "2020-01-01T10:00"}, "Slutningen skal ligge efter"),
        ({"kind": "except"}, "En undtagelse skal have en slutning"),
        ({"place_kind": "sorkode", "place_number": "12"}, "Stedet kan ikke forstås"),
        ({"place_kind": "x", "place_number": "12"}, "Stedet kan ikke forstås"),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "Perioden kan ikke forstås"),
        ({"since": "spring"}, "Perioden kan ikke forstås"),
        ({"who": "organisation", "organisation": " "}, "Skriv et behandlingssted"),
        ({"who": "person", "person": "Ingen Prøve"}, "Skriv et behandlingssted"),
        ({"who": "xx"}, "Skriv et behandlingssted"),
        ({"who": "everybody", "person": GP}, "uden at vælge det"),
        ({"place": MICROBIOLOGY, "place_name": "Et andet sted"}, "Vælg ét sted"),
        ({"place_name": "Et sted", "place_number": "12"}, "Vælg ét sted"),
        ({"kind": "xx"}, "Vælg, om du vil spærre eller undtage"),
        ({"place_name": "x" * 201}, "højst have 200 tegn"),
        ({"place_name": "Et\0sted"}, "et tegn, som ikke kan gemmes"),
    ],
)
def test_a_form_with_a_fault_sets_nothing_and_says_what_is_wrong(
    demo: Site, fields: dict[str, str], problem: str
) -> None:
    person = new_person()
    with demo.browser(person.persona().key) as browser:
        browser.get("/me/blocking?lang=da")
        answer = browser.post("/me/blocking", fields)
        assert answer.status_code == 400
        assert problem in answer.text
    assert demo.database.blocking.entries(person.number) == []


def test_the_same_blocking_twice_is_one_and_the_page_says_that_it_stands(demo: Site) -> None:
    """Ending it ends it."""
    person = new_person()
    block(demo, person, place_name="Et sted")
    with demo.browser(person.persona().key) as browser:
        browser.get("/me/blocking?lang=da")
        again = browser.post("/me/blocking", {"place_name": "et  STED"})
        assert (again.status_code, "Det er allerede sat" in again.text) == (400, True)
    assert len(demo.database.blocking.entries(person.number)) == 1
