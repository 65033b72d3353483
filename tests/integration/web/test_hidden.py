"""S6, S11, S13, S15: what is hidden does not exist, and what is withdrawn shows no value."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import result
from tests.integration.web.site import Person, Site, new_person

SECRET = "77.31"
PARTS = ("microbiology", "pathology", "genetics", "requisitions")


def letters_of(site: Site, person: Person) -> list[str]:
    """The ids of the stored letters about a person, as only the database knows them."""
    from labsvar.results.store import Look, Viewer

    viewer = Viewer(account="test", name="t", role="operator", organisation="")
    stored = site.database.results.look(Look(viewer=viewer, person_key=person.number, what="x", reason="x"))
    return [] if stored is None else [report.letter_id for report in stored.reports]


def pages(site: Site, person: Person) -> dict[str, str]:
    """Every page about a person, for the citizen and for a clinician, less what differs by person."""
    found = {}
    with site.browser(person.persona().key) as browser:
        for path in ("/me", *(f"/me/{part}" for part in PARTS)):
            found[path] = browser.get(path).text.replace(person.name, "NAME")
    with site.browser("gp") as browser:
        at = browser.open_patient(person)
        for path in (at, *(f"{at}/{part}" for part in PARTS)):
            found[path.replace(at, "/at")] = browser.get(path).text.replace(at, "/at")
    number = person.persona().written_number
    return {path: without_tokens(text.replace(number, "NUMBER")) for path, text in found.items()}


def without_tokens(text: str) -> str:
    import re

    return re.sub(r'name="csrf" value="[^"]+"', "", text)


def test_a_person_with_refused_results_only_is_like_one_about_whom_nothing_is_known(demo: Site) -> None:
    """Pages, counts and names alike; not even the name of the person is shown to a clinician."""
    refused, unknown = new_person(), new_person()
    demo.stored(refused.report(given=False, results=(result(value=SECRET),)), refused.culture(given=False))
    shown = pages(demo, refused)
    assert shown == pages(demo, unknown)
    assert not any(SECRET in text for text in shown.values())
    assert refused.name not in shown["/at"]


def test_what_is_refused_leaves_no_gap_beside_what_is_not(demo: Site) -> None:
    """Two persons with the same open letter, one of them with a refused one as well."""
    first, second = new_person(), new_person()
    for person in (first, second):
        demo.stored(person.report(sample_number="S1", production_number="P1", number=f"OPEN{person.place}"))
    demo.stored(
        first.report(
            given=False, sampled="2026-01-01 10:00", sample_number="S2", results=(result(value=SECRET),)
        ),
        first.culture(given=False),
    )
    open_letters = {person: letters_of(demo, person) for person in (first, second)}
    shown, expected = pages(demo, first), pages(demo, second)
    for letter_id in open_letters[first]:
        shown = {path: text.replace(letter_id, "LETTER") for path, text in shown.items()}
    expected = {
        path: text.replace(open_letters[second][0], "LETTER").replace(second.name, first.name)
        for path, text in expected.items()
    }
    assert shown == expected


@pytest.mark.parametrize("role", ["citizen", "clinician"])
def test_a_hidden_letter_asked_for_by_its_id_answers_as_one_that_is_not_there(demo: Site, role: str) -> None:
    """So do another person's letter and a text that is no id, to the byte."""
    person, other = new_person(), new_person()
    demo.stored(person.report(), other.report())
    demo.stored(person.report(given=False, sample_number="HID"))
    open_id, hidden_id = letters_of(demo, person)
    (foreign_id,) = letters_of(demo, other)
    with demo.browser(person.persona().key if role == "citizen" else "gp") as browser:
        base = "/me" if role == "citizen" else browser.open_patient(person)
        assert browser.get(f"{base}/letters/{open_id}").status_code == 200
        answers = [browser.get(f"{base}/letters/{each}") for each in (hidden_id, foreign_id, "0" * 32, "x")]
    assert {answer.status_code for answer in answers} == {404}
    bodies = {
        answer.text.replace(hidden_id, "ID")
        .replace(foreign_id, "ID")
        .replace("0" * 32, "ID")
        .replace("/x?", "/ID?")
        for answer in answers
    }
    assert len(bodies) == 1
    headers = [{k: v for k, v in answer.headers.items() if k != "content-length"} for answer in answers]
    assert all(each == headers[0] for each in headers)


def test_a_letter_of_the_technical_stage_is_not_there(site: Site) -> None:
    """S15: a system that nobody has approved shows nothing to anyone, also when it is approved later."""
    from labsvar.exchange.register import Sender
    from labsvar.formats import xml
    from labsvar.web import accounts
    from tests import builders

    person = new_person()
    token = site.database.systems.add("Nyt system", [Sender(gln=builders.LABORATORY_GLN)], who="a test")
    message = builders.emessage(person.report(results=(result(value=SECRET),)), number="TECH1")
    with site.client() as client:
        answer = client.post(
            "/api/letters", content=xml.write(message), headers={"authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 200
    site.database.systems.set_stage("Nyt system", "full", who="a test", reason="approved")
    accounts.add(
        site.database.accounts,
        username="technical",
        password="en lang adgangskode",
        role="citizen",
        name=person.name,
        number=person.number,
    )
    with site.browser() as browser:
        browser.sign_in("technical", "en lang adgangskode")
        page = browser.get("/me?lang=da")
        assert "Der er ingen laboratoriesvar at vise" in page.text
        assert SECRET not in page.text
        (letter_id,) = letters_of(site, person)
        assert browser.get(f"/me/letters/{letter_id}").status_code == 404


def withdraw(site: Site, person: Person, number: str, position: int | None) -> None:
    from tests.builders import LABORATORY_GLN, MICROBIOLOGY_GLN

    sender = LABORATORY_GLN if number.startswith("W") else MICROBIOLOGY_GLN
    with site.client() as client:
        answer = client.post(
            f"/api/letters/{number}/withdrawal",
            json={"sender": sender, "reason": "Forkert patient", "position": position},
        )
        assert answer.status_code == 204, answer.text


def test_a_withdrawn_result_is_a_tombstone_that_a_clinician_can_read(demo: Site) -> None:
    """S6: who, when and why for the clinician; that it is withdrawn for the citizen; no value for any."""
    person = new_person()
    number = f"W{person.place}"
    demo.stored(
        person.report(number=number, results=(result(value=SECRET), result("NPU03230", "4.0", "mmol/L")))
    )
    (letter_id,) = letters_of(demo, person)
    withdraw(demo, person, number, 0)
    with demo.browser("gp") as browser:
        at = browser.open_patient(person)
        for path in (at, f"{at}/letters/{letter_id}"):
            text = browser.get(path, params={"lang": "da"}).text
            assert "Trukket tilbage" in text
            assert "Årsag: Forkert patient" in text
            assert SECRET not in text
            assert "4.0" in text
    with demo.browser(person.persona().key) as browser:
        for path in ("/me", f"/me/letters/{letter_id}"):
            text = browser.get(path, params={"lang": "da"}).text
            assert "Trukket tilbage" in text
            assert "Forkert patient" not in text
            assert SECRET not in text


def test_a_letter_withdrawn_as_a_whole_shows_its_tombstone_only(demo: Site) -> None:
    person = new_person()
    number = f"W{person.place}"
    demo.stored(person.report(number=number, comments=("Fastende",), results=(result(value=SECRET),)))
    (letter_id,) = letters_of(demo, person)
    withdraw(demo, person, number, None)
    with demo.browser("gp") as browser:
        at = browser.open_patient(person)
        text = browser.get(f"{at}/letters/{letter_id}", params={"lang": "en"}).text
        assert "Reason: Forkert patient" in text
        assert "Fastende" not in text
        assert SECRET not in text


def test_a_withdrawn_investigation_is_hidden_in_earlier_letters_too(demo: Site) -> None:
    """Nothing falls back: the letter before the withdrawn one says the same about the wrong person."""
    person = new_person()
    first, second = f"M{person.place}a", f"M{person.place}b"
    same: dict[str, Any] = {"sample_number": "MS", "production_number": "MP"}
    demo.stored(person.culture(number=first, status="svar_midlertidigt", **same))
    demo.stored(person.culture(number=second, resulted="2026-03-05 10:00", **same))
    withdraw(demo, person, second, 0)
    with demo.browser("gp") as browser:
        at = browser.open_patient(person)
        page = browser.get(f"{at}/microbiology", params={"lang": "da"}).text
        assert "Escherichia coli" not in page
        assert "Årsag: Forkert patient" in page
        for letter_id in letters_of(demo, person):
            text = browser.get(f"{at}/letters/{letter_id}").text
            assert "Escherichia coli" not in text
            assert "Forkert patient" in text


def test_a_microbiology_report_withdrawn_as_a_whole_shows_its_tombstone_only(demo: Site) -> None:
    person = new_person()
    demo.stored(person.culture(number=f"M{person.place}"))
    withdraw(demo, person, f"M{person.place}", None)
    (letter_id,) = letters_of(demo, person)
    with demo.browser("gp") as browser:
        at = browser.open_patient(person)
        for path in (f"{at}/microbiology", f"{at}/letters/{letter_id}"):
            text = browser.get(path, params={"lang": "da"}).text
            assert "Forkert patient" in text
            assert "Escherichia coli" not in text
            assert "Obs. urinvejsinfektion" not in text


def test_a_result_sent_anew_after_its_withdrawal_is_shown_and_the_old_one_is_not(demo: Site) -> None:
    person = new_person()
    number = f"W{person.place}"
    two = (result(value=SECRET), result("NPU03230", "4.0", "mmol/L"))
    demo.stored(person.report(number=number, results=two))
    withdraw(demo, person, number, 0)
    again = (result(value="12.5", status="svar_rettet"),)
    demo.stored(person.report(results=again, resulted="2026-03-02 15:00"))
    first, _ = letters_of(demo, person)
    with demo.browser("gp") as browser:
        at = browser.open_patient(person)
        table = browser.get(at).text
        assert "12.5" in table
        assert SECRET not in table
        old = browser.get(f"{at}/letters/{first}").text
        assert "Forkert patient" in old
        assert SECRET not in old
        assert "4.0" in old
