"""Requisitions about a person: the list, each as it was sent, and finding one by its number."""

from __future__ import annotations

import re
from itertools import count

import pytest
from msgspec.structs import replace

from labsvar.letters.xreq01 import LaboratoryRequest
from tests import requisitions
from tests.builders import result
from tests.integration.web.site import Browser, Person, Site, new_person
from tests.integration.web.test_hidden import letters_of
from tests.integration.web.test_looks import events
from tests.integration.web.test_record import words
from tests.integration.web.test_reports import both, page_of, withdraw

_numbers = count(1)


def numbered() -> str:
    """A requisition number that no other test uses."""
    return f"REKV{next(_numbers):05}"


def request(person: Person, number: str, *, given: bool | None = None) -> LaboratoryRequest:
    """A requisition about somebody, under a number."""
    made = requisitions.laboratory_request()
    sample = replace(made.requisition_information.sample, requester_sample_identifier=number)
    return person.of(requisitions.about(made, sample=sample), given=given)


def search(browser: Browser, number: str, reason: str = "treatment") -> str:
    """Searches for a requisition by its number; the answering page in Danish, as words, without the
    demonstration's list of patients."""
    browser.get("/patients?lang=da")
    fields = {"requisition": number, "reason": reason}
    page = browser.post("/patients/requisition", fields, at="/patients").text
    return words(page).partition("Patienter at prøve med")[0]


def test_a_requisition_stands_in_the_list_and_by_itself_for_clinician_and_citizen(demo: Site) -> None:
    """S5: analyses with their codes and priorities, questions with their answers, and everybody in it."""
    person, number = new_person(), numbered()
    demo.stored(request(person, number))
    pages = both(demo, person, "requisitions")
    for page in pages:
        text = words(page)
        assert "C-reaktivt protein [CRP];P, Kalium;P" in text
        assert number in text
        assert "Afventer svar" in text
    (letter,) = re.findall(r'href="[^"]+/(requisitions/[0-9a-f]+)"', pages[0])
    for page in both(demo, person, letter):
        text = words(page)
        for said in (
            "Rekvisition til", "C-reaktivt protein [CRP];P NPU19748", "Kalium;P NPU03230", "Prioritet: Rutine",
            "Sidste menstruation", "10. feb. 2026", "Træthed", "Sygesikring, gruppe 1", "Lægerne Testvej",
        ):  # fmt: skip
            assert said in text


def test_a_requisition_leads_to_its_answer(demo: Site) -> None:
    """S24: by the requester's own number, and only to an answer that may be seen."""
    person, number = new_person(), numbered()
    demo.stored(request(person, number))
    demo.stored(person.report(requester_number=number, results=(result(value="8.8"),)))
    page = page_of(demo, person, "requisitions")
    assert "Besvaret" in page
    (letter,) = re.findall(r'href="[^"]+/(letters/[^"]+)"', page)
    assert "8.8" in page_of(demo, person, letter)


@pytest.mark.parametrize(
    "letter",
    [
        requisitions.microbiology_request(),
        requisitions.pathology_request(),
        requisitions.several_samples(),
    ],
    ids=lambda letter: letter.letter.type_code,
)
def test_every_kind_of_requisition_is_shown(demo: Site, letter: LaboratoryRequest) -> None:
    person = new_person()
    demo.stored(person.of(letter))
    page = page_of(demo, person, "requisitions")
    (path,) = re.findall(r'href="[^"]+/(requisitions/[0-9a-f]+)"', page)
    for shown in both(demo, person, path):
        assert "Rekvirerede undersøgelser" in shown
        assert letter.letter.version_code in shown


def test_a_withdrawn_requisition_is_a_tombstone(demo: Site) -> None:
    """S6: also asked for by its id."""
    person, number = new_person(), numbered()
    letter = request(person, number)
    demo.stored(letter)
    (path,) = re.findall(r'href="[^"]+/(requisitions/[0-9a-f]+)"', page_of(demo, person, "requisitions"))
    withdraw(demo, letter)
    for page_path in ("requisitions", path):
        clinician, citizen = both(demo, person, page_path)
        assert "Årsag: Forkert patient" in clinician
        assert "Trukket tilbage" in citizen
        assert "Forkert patient" not in citizen
        assert "Kalium" not in clinician + citizen


def test_a_clinician_finds_a_requisition_by_its_number_with_a_reason(demo: Site) -> None:
    """S18: the search is a look at the person, and so is the page it leads to: one event each."""
    person, number = new_person(), numbered()
    demo.stored(request(person, number), request(person, numbered()))
    with demo.browser("ward") as browser:
        text = search(browser, number, "follow_up")
    assert person.name in text
    assert number in text
    assert text.count("C-reaktivt protein [CRP];P, Kalium;P") == 1
    assert [event[2:] for event in events(demo, person)] == [
        ("requisitions", "follow_up"),
        ("requisition_search", "follow_up"),
    ]


def test_a_hidden_requisition_is_found_no_more_than_one_that_is_not_there(demo: Site) -> None:
    """S13: refused, withdrawn or unknown, the answers are the same to the letter, and name nobody."""
    refused, gone = new_person(), new_person()
    numbers = [numbered() for _ in range(3)]
    demo.stored(request(refused, numbers[0], given=False))
    withdrawn = request(gone, numbers[1])
    demo.stored(withdrawn)
    withdraw(demo, withdrawn)
    with demo.browser("gp") as browser:
        answers = [search(browser, number) for number in numbers]
    assert "Ingen rekvisition har det nummer." in answers[0]
    assert answers[0] == answers[1] == answers[2]
    assert refused.name not in page_of(demo, refused, "requisitions")


def test_nothing_counts_as_seen_by_a_search(demo: Site) -> None:
    """S7, S13: a search that found nobody brings no notice about whoever has the hidden requisition."""
    person, number = new_person(), numbered()
    demo.stored(request(person, number, given=False))
    demo.stored(person.report(results=(result(value="3.1"),), requester_number="ANOTHER"))
    with demo.browser("emergency") as browser:
        assert "Ingen rekvisition har det nummer." in search(browser, number)
    corrected = (result(value="1.3", status="svar_rettet"),)
    demo.stored(person.report(results=corrected, requester_number="ANOTHER", resulted="2026-03-03 12:00"))
    with demo.browser("emergency") as browser:
        page = browser.get("/patients?lang=da").text
    found = re.findall(r'name="letter" value="([^"]+)"', page)
    assert not set(found) & set(letters_of(demo, person))


def test_the_citizen_reads_of_a_search_for_a_hidden_requisition_what_an_open_one_would_leave(
    demo: Site,
) -> None:
    """S18, S13: the search looked at the person, so the person is told; who searched is not. The line says
    neither which number was searched for nor what was found, and only the person reads it."""
    hidden, open_ = new_person(), new_person()
    numbers = [numbered() for _ in range(2)]
    demo.stored(request(hidden, numbers[0], given=False), request(open_, numbers[1]))
    with demo.browser("gp") as browser:
        assert "Ingen rekvisition har det nummer." in search(browser, numbers[0])
        search(browser, numbers[1])
    (line,) = events(demo, hidden)
    assert line[2:] == ("requisition_search", "treatment")
    assert line[2:] in [event[2:] for event in events(demo, open_)]
    assert numbers[0] not in str(line)


def test_a_number_of_several_patients_opens_none_of_them(demo: Site) -> None:
    first, second, number = new_person(), new_person(), numbered()
    demo.stored(request(first, number), request(second, number))
    with demo.browser("gp") as browser:
        text = search(browser, number)
    assert "Flere patienter har en rekvisition med det nummer." in text
    assert first.name not in text


def test_a_search_without_a_number_or_a_reason_finds_nothing(demo: Site) -> None:
    person, number = new_person(), numbered()
    demo.stored(request(person, number))
    with demo.browser("gp") as browser:
        assert "Skriv rekvisitionens nummer." in search(browser, "  ")
        assert "Vælg en begrundelse" in search(browser, number, "own")
    assert events(demo, person) == []


def test_the_list_can_be_narrowed_to_a_number_or_a_samples_number(demo: Site) -> None:
    person = new_person()
    demo.stored(person.of(requisitions.pathology_request(samples=(requisitions.specimen("PRØVE9"),))))
    demo.stored(request(person, numbered()))
    assert page_of(demo, person, "requisitions").count("/requisitions/") == 2
    assert page_of(demo, person, "requisitions", number="PRØVE9").count("/requisitions/") == 1
    assert "Ingen rekvisition har det nummer." in page_of(demo, person, "requisitions", number="9")


def test_a_requisition_is_no_letter_and_a_letter_no_requisition(demo: Site) -> None:
    """Each is found under its own address only."""
    person = new_person()
    demo.stored(request(person, numbered()))
    demo.stored(person.report())
    (path,) = re.findall(r'href="[^"]+/(requisitions/[0-9a-f]+)"', page_of(demo, person, "requisitions"))
    with demo.browser("gp") as browser:
        at = browser.open_patient(person)
        letters = set(re.findall(r'href="[^"]+/letters/([0-9a-f]+)"', browser.get(at).text))
        assert browser.get(f"{at}/{path.replace('requisitions', 'letters')}").status_code == 404
        for letter in letters:
            assert browser.get(f"{at}/requisitions/{letter}").status_code == 404
