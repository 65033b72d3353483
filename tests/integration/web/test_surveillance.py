"""S16: of an XRPT06 clinicians and citizens see what an XRPT05 would show, and surveillance sees it all."""

from __future__ import annotations

import re

from tests import microbiology
from tests.integration.web.site import Browser, Person, Site, new_person
from tests.integration.web.test_hidden import letters_of
from tests.integration.web.test_looks import events
from tests.integration.web.test_record import words
from tests.integration.web.test_reports import both, withdraw

FOR_SURVEILLANCE = ("Udlandsrejse", "Resistensgen", "Kun til overvågning")
FOR_ALL = ("Escherichia coli", "Obs. pneumoni")


def open_person(browser: Browser, person: Person, reason: str = "surveillance") -> str:
    """Looks somebody up as surveillance; the address of the list."""
    fields = {"number": person.number, "reason": reason, "words": ""}
    answer = browser.client.post(
        "/surveillance",
        data={"csrf": browser.token("/surveillance"), **fields},
        follow_redirects=False,
    )
    assert answer.status_code == 303, answer.text
    address: str = answer.headers["location"]
    return address


def surveyed(site: Site, person: Person) -> list[str]:
    """The list, and each letter it leads to, in Danish."""
    with site.browser("surveillance") as browser:
        at = open_person(browser, person)
        page = browser.get(at, params={"lang": "da"}).text
        return [page, *(browser.get(link).text for link in re.findall(rf'href="({at}/letters/[^"]+)"', page))]


def test_clinicians_and_citizens_see_what_an_xrpt05_would_show(demo: Site) -> None:
    """Neither on the page nor in the letter, as words or as markup, stands what is for surveillance."""
    person = new_person()
    demo.stored(person.of(microbiology.miba_report()))
    (letter_id,) = letters_of(demo, person)
    for path in ("microbiology", f"letters/{letter_id}"):
        for page in both(demo, person, path):
            for said in FOR_ALL:
                assert said in page
            for said in FOR_SURVEILLANCE:
                assert said not in page


def test_surveillance_sees_questions_properties_and_what_is_protected(demo: Site) -> None:
    person = new_person()
    demo.stored(person.of(microbiology.miba_report()))
    page, letter = surveyed(demo, person)
    assert "XRPT06" in page
    for said in (*FOR_SURVEILLANCE, *FOR_ALL):
        assert said in letter
    assert "Beskyttet (2)" in words(letter)


def test_refusal_keeps_nothing_from_surveillance_and_everything_from_the_others(demo: Site) -> None:
    """S13, S14."""
    person = new_person()
    demo.stored(person.of(microbiology.miba_report(), given=False))
    (letter_id,) = letters_of(demo, person)
    _, letter = surveyed(demo, person)
    assert "Escherichia coli" in letter
    with demo.browser("gp") as browser:
        at = browser.open_patient(person)
        assert "Escherichia coli" not in browser.get(f"{at}/microbiology").text
        assert browser.get(f"{at}/letters/{letter_id}").status_code == 404


def test_what_is_withdrawn_is_withdrawn_for_surveillance_too(demo: Site) -> None:
    """S6: the wrong person's page shows nothing of it, in the list as in the letter."""
    person = new_person()
    letter = person.of(microbiology.miba_report())
    demo.stored(letter)
    (letter_id,) = letters_of(demo, person)
    withdraw(demo, letter)
    with demo.browser("surveillance") as browser:
        at = open_person(browser, person)
        for path in (at, f"{at}/letters/{letter_id}"):
            page = browser.get(path, params={"lang": "da"}).text
            assert "Årsag: Forkert patient" in page
            for said in (*FOR_SURVEILLANCE, *FOR_ALL):
                assert said not in page


def test_surveillance_sees_microbiology_and_nothing_else(demo: Site) -> None:
    """Biochemistry is not its business: neither in the list nor asked for by its id."""
    person = new_person()
    demo.stored(person.report())
    (letter_id,) = letters_of(demo, person)
    with demo.browser("surveillance") as browser:
        at = open_person(browser, person)
        page = browser.get(at, params={"lang": "da"}).text
        assert "Der er ingen svar at vise her." in page
        assert person.name not in page
        assert browser.get(f"{at}/letters/{letter_id}").status_code == 404
        assert browser.get("/patients").status_code == 403


def test_every_look_of_surveillance_has_a_reason_and_is_one_event_that_the_citizen_reads(demo: Site) -> None:
    """S18."""
    person = new_person()
    demo.stored(person.of(microbiology.miba_report()))
    surveyed(demo, person)
    who = ("Overvågning Prøve", "surveillance")
    assert events(demo, person) == [
        (*who, "surveillance_letter", "surveillance"),
        (*who, "surveillance", "surveillance"),
    ]
    with demo.browser(person.persona().key) as browser:
        log = words(browser.get("/me/log?lang=da").text)
    assert "Et brev, til overvågning Overvågning af smitsom sygdom" in log


def test_a_look_of_surveillance_without_a_reason_opens_nothing(demo: Site) -> None:
    """Nor does a reason that only a clinician can have."""
    person = new_person()
    with demo.browser("surveillance") as browser:
        browser.get("/surveillance?lang=da")
        for reason in ("", "treatment"):
            fields = {"number": person.number, "reason": reason}
            answer = browser.post("/surveillance", fields)
            assert answer.status_code == 400
            assert "Vælg en begrundelse" in answer.text
        assert browser.get("/surveillance/x").status_code == 404


def test_one_report_sent_as_both_kinds_is_one_report(demo: Site) -> None:
    """S16: from one laboratory under one production number; surveillance can open both letters."""
    person = new_person()
    surveillance_letter = microbiology.miba_report()
    production = surveillance_letter.laboratory_results.general_result_information.laboratory_internal_production_identifier
    sample = surveillance_letter.requisition_information.sample.laboratory_internal_sample_identifier
    demo.stored(person.culture(sample_number=sample, production_number=production))
    demo.stored(person.of(surveillance_letter))
    for page in both(demo, person, "microbiology"):
        assert page.count('class="card"') == 1
    assert len(surveyed(demo, person)) == 3
