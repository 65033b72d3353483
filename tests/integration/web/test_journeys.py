"""The page of a sample's journey: from the report and from the requisition, for clinicians and surveillance."""

from __future__ import annotations

import re
from typing import Any

import pytest
from msgspec.structs import replace

from tests import requisitions
from tests.integration.web.site import Person, Site, new_person
from tests.integration.web.test_hidden import letters_of
from tests.integration.web.test_looks import events
from tests.integration.web.test_record import words
from tests.integration.web.test_reports import page_of, withdraw
from tests.integration.web.test_requisitions import numbered
from tests.integration.web.test_surveillance import open_person


def request(person: Person, number: str) -> Any:
    """A requisition of microbiology about somebody, under a number."""
    made = requisitions.microbiology_request()
    sample = replace(made.requisition_information.sample, requester_sample_identifier=number)
    return person.of(requisitions.about(made, sample=sample))


def journeys_on(page: str) -> list[str]:
    """The journeys that a page leads to, below the address of the record."""
    return re.findall(r'href="[^"]+/(journeys/[0-9a-f]+)"', page)


def test_the_journey_is_reached_from_the_report_and_from_the_requisition(demo: Site) -> None:
    """Both lead to the same: what happened, with the letters behind it, and what is awaited since when."""
    person, number = new_person(), numbered()
    demo.stored(request(person, number))
    (from_request,) = journeys_on(page_of(demo, person, "requisitions"))
    waiting = words(page_of(demo, person, from_request))
    for said in ("Standardprøve", "Rekvireret", "Afventes", "Modtagelse på laboratoriet", "2. mar. 2026"):
        assert said in waiting
    demo.stored(person.culture(requester_number=number))
    (from_report,) = journeys_on(page_of(demo, person, "microbiology"))
    pages = [words(page_of(demo, person, path)) for path in (from_request, from_report)]
    for page in pages:
        for said in (
            "Taget",
            "Modtaget",
            "Besvaret",
            "Anmeldt til MiBa",
            "Der ventes ikke på noget",
        ):
            assert said in page
    assert (
        len(set(re.findall(r"(?:letters|requisitions)/[0-9a-f]+", page_of(demo, person, from_report)))) == 2
    )


def test_s18_a_look_at_a_journey_is_one_event(demo: Site) -> None:
    """Also at one that is not there."""
    person = new_person()
    demo.stored(person.culture())
    (letter_id,) = letters_of(demo, person)
    with demo.browser("gp") as browser:
        at = browser.open_patient(person)
        for name, status in ((letter_id, 200), ("another", 404)):
            before = len(events(demo, person))
            assert browser.get(f"{at}/journeys/{name}").status_code == status
            assert len(events(demo, person)) == before + 1
    assert events(demo, person)[0][2] == "journey"


def test_s13_a_refused_letter_leads_to_no_journey_and_ends_no_wait(demo: Site) -> None:
    """As if it had never come: the answer is awaited still, and asking by its name finds nothing."""
    person, number = new_person(), numbered()
    demo.stored(request(person, number))
    (path,) = journeys_on(page_of(demo, person, "requisitions"))
    before = re.sub(r'csrf" value="[^"]*"', "", page_of(demo, person, path))
    demo.stored(person.culture(requester_number=number, given=False))
    (letter_id,) = letters_of(demo, person)
    after = re.sub(r'csrf" value="[^"]*"', "", page_of(demo, person, path))
    assert words(after) == words(before)
    with demo.browser("gp") as browser:
        assert browser.get(f"{browser.open_patient(person)}/journeys/{letter_id}").status_code == 404


def test_a_withdrawn_answer_is_told_of_and_awaited_again(demo: Site) -> None:
    """S6: of what it said nothing is on the page."""
    person, number = new_person(), numbered()
    letter = person.culture(requester_number=number)
    demo.stored(request(person, number))
    demo.stored(letter)
    withdraw(demo, letter)
    (path,) = journeys_on(page_of(demo, person, "requisitions"))
    page = words(page_of(demo, person, path))
    assert "Trukket tilbage" in page
    assert "Ventes som XRPT05, XRPT02" in page


def test_surveillance_sees_the_journey_of_what_is_refused(demo: Site) -> None:
    """S14, S16: MiBa has it whatever was refused; the look is one event of its own name."""
    person = new_person()
    demo.stored(person.culture(given=False))
    with demo.browser("surveillance") as browser:
        at = open_person(browser, person)
        (path,) = journeys_on(browser.get(at).text)
        before = len(events(demo, person))
        page = words(browser.get(f"{at}/{path}", params={"lang": "da"}).text)
        assert len(events(demo, person)) == before + 1
        assert browser.get(f"{at}/journeys/another").status_code == 404
    assert "Anmeldt til MiBa" in page
    assert "surveillance_journey" in {event[2] for event in events(demo, person)}


@pytest.mark.parametrize("part", ["microbiology", "requisitions"])
def test_citizens_are_led_to_no_journey(demo: Site, part: str) -> None:
    """It is for those who wait for an answer at work."""
    person, number = new_person(), numbered()
    demo.stored(request(person, number))
    demo.stored(person.culture(requester_number=number))
    assert journeys_on(page_of(demo, person, part, person.persona().key)) == []
