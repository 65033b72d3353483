"""S7, S18: every look has a reason and leaves exactly one event that the citizen can read."""

from __future__ import annotations

import re

import pytest

from tests.builders import result
from tests.integration.web.site import Person, Site, new_person


def events(site: Site, person: Person) -> list[tuple[str, str, str, str]]:
    """(who, role, what, why) of each look at a person, newest first, without this one."""
    from labsvar.results.store import Look, Viewer

    viewer = Viewer(account="test", name="the test", role="operator", organisation="")
    look = Look(viewer=viewer, person_key=person.number, what="test", reason="test")
    found = site.database.results.audit(look)
    return [(e.viewer_name, e.role, e.what, e.reason) for e in found if e.viewer_name != "the test"]


def test_each_page_about_a_person_is_exactly_one_event(demo: Site) -> None:
    """Turning a page and narrowing the filter are looks too; looking up opens, and is none by itself."""
    person = new_person()
    demo.stored(person.report(), person.culture())
    with demo.browser("gp") as browser:
        at = browser.open_patient(person)
        assert events(demo, person) == []
        page = browser.get(at).text
        assert len(events(demo, person)) == 1
        browser.get(at, params={"sector": "hospital", "first": "0"})
        browser.get(f"{at}/microbiology")
        (link,) = set(re.findall(r'href="([^"]+/letters/[^"]+)"', page))
        browser.get(link)
    gp = ("Læge Lærke Prøve", "clinician")
    assert events(demo, person) == [
        (*gp, what, "treatment") for what in ("letter", "microbiology", "cumulative", "cumulative")
    ]


def test_a_look_at_somebody_of_whom_nothing_is_known_leaves_its_event(demo: Site) -> None:
    """So does asking for a letter that is hidden or is not there."""
    person = new_person()
    with demo.browser("gp") as browser:
        at = browser.open_patient(person, reason="other", words="  Ringede   i går ")
        assert "Ingen svar" in browser.get(f"{at}?lang=da").text
        assert browser.get(f"{at}/letters/x").status_code == 404
    assert [event[2:] for event in events(demo, person)] == [
        ("letter", "other: Ringede i går"),
        ("cumulative", "other: Ringede i går"),
    ]


def test_citizens_read_who_has_looked_and_why_and_their_own_looks_with_it(demo: Site) -> None:
    person = new_person()
    demo.stored(person.report())
    with demo.browser("ward") as browser:
        browser.get(browser.open_patient(person, reason="follow_up", words="efter indlæggelse"))
    with demo.browser(person.persona().key) as browser:
        browser.get("/me")
        page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", browser.get("/me/log?lang=da").text))
        assert "Overlæge Birk Prøve Behandler, Testsygehuset, Medicinsk Afdeling" in page
        assert "Laboratoriesvar Opfølgning på et svar: efter indlæggelse" in page
        assert f"{person.name} Borger Laboratoriesvar Egen adgang" in page
        assert f"{person.name} Borger Adgangslog Egen adgang" in page
    # The citizen looked when signing in as well.
    assert [what for _, _, what, _ in events(demo, person)] == ["log", *["cumulative"] * 3]


def test_a_long_log_is_turned_by_pages(demo: Site) -> None:
    """S18: every entry stands on one page, although turning a page is itself an entry."""
    from labsvar.results.store import Look, Viewer

    person = new_person()
    viewer = Viewer(account="x", name="Mange opslag", role="clinician", organisation="")
    for number in range(60):
        demo.database.results.look(
            Look(viewer=viewer, person_key=person.number, what="cumulative", reason=f"Grund {number}.")
        )
    with demo.browser(person.persona().key) as browser:
        first = browser.get("/me/log").text
        assert "Grund 59." in first
        assert "Grund 1." not in first
        (older,) = re.findall(r'rel="next" href="([^"]+)"', first)
        second = browser.get(older).text
        said = [int(each) for each in re.findall(r"Grund (\d+)\.", first + second)]
        assert said == list(range(59, -1, -1))
        assert 'rel="next"' not in second
        (newer,) = re.findall(r'rel="prev" href="([^"]+)"', second)
        assert "Grund 59." in browser.get(newer).text
        assert browser.get("/me/log?until=much").status_code == 200
        assert browser.get("/me/log?until=0").status_code == 200


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"number": "12345", "reason": "treatment"}, "Det er ikke et CPR-nummer"),
        ({"number": "320150-990", "reason": "treatment"}, "Det er ikke et CPR-nummer"),
        ({"number": "2512489996"}, "Vælg en begrundelse"),
        ({"number": "2512489996", "reason": "own"}, "Vælg en begrundelse"),
        ({"number": "2512489996", "reason": "other", "words": "  "}, "Vælg en begrundelse"),
        ({"number": "0101505AB1", "reason": "treatment"}, "lokationsnummer på 13 cifre"),
        ({"number": "0101505AB1", "reason": "treatment", "issuer": "1"}, "lokationsnummer på 13 cifre"),
    ],
)
def test_a_look_up_without_a_number_or_a_reason_opens_nothing_and_says_why(
    demo: Site, fields: dict[str, str], problem: str
) -> None:
    with demo.browser("gp") as browser:
        browser.get("/patients?lang=da")
        answer = browser.post("/patients", fields)
        assert answer.status_code == 400
        assert problem in answer.text
        assert fields["number"] not in answer.text.replace("251248-9996", "")


def test_a_local_replacement_number_opens_with_the_one_who_issued_it(demo: Site) -> None:
    """S8: the same local number of two organisations is two persons."""
    with demo.browser("gp") as browser:
        fields = {"number": "010150-5ab1", "reason": "treatment", "issuer": "5790000000012"}
        answer = browser.post("/patients", fields)
        assert answer.status_code == 200
        assert "010150-5AB1" in answer.text


def test_no_number_of_a_person_stands_in_an_address(demo: Site) -> None:
    person = new_person()
    demo.stored(person.report(), person.culture())
    for key, start in (("gp", None), (person.persona().key, "/me")):
        with demo.browser(key) as browser:
            at = start or browser.open_patient(person)
            for path in (at, f"{at}/microbiology"):
                addresses = re.findall(r'(?:href|action)="([^"]+)"', browser.get(path).text)
                assert addresses
                assert not any(person.number[:6] in address for address in [*addresses, path])


def test_a_name_of_an_opened_patient_means_nothing_in_another_session(demo: Site) -> None:
    """Nor after signing out and in again."""
    person = new_person()
    demo.stored(person.report())
    with demo.browser("gp") as first, demo.browser("ward") as second:
        at = first.open_patient(person)
        assert first.get(at).status_code == 200
        assert second.get(at).status_code == 404
        first.post("/sign-out", at="/patients")
        first.be("gp")
        assert first.get(at).status_code == 404


def test_who_has_seen_a_value_is_told_when_it_is_corrected_or_withdrawn(demo: Site) -> None:
    """S7: at the next sign-in, without a name; opening it is a look with that reason; until acknowledged."""
    person, stranger = new_person(), new_person()
    demo.stored(person.report(results=(result(value="3.1"),)), stranger.report(number=f"N{stranger.place}"))
    with demo.browser("emergency") as browser:
        browser.get(browser.open_patient(person))
        browser.get(browser.open_patient(stranger))
        assert "Svar, du har set, er ændret" not in browser.get("/patients?lang=da").text
    corrected = (result(value="1.3", status="svar_rettet"),)
    demo.stored(person.report(results=corrected, resulted="2026-03-03 12:00"))
    with demo.client() as client:
        body = {"sender": "5790000000012", "reason": "Forkert patient"}
        path = f"/api/letters/N{stranger.place}/withdrawal"
        assert client.post(path, json=body).status_code == 204
    with demo.browser("emergency") as browser:
        page = browser.get("/patients?lang=da").text
        assert "Svar, du har set, er ændret" in page
        told = page.partition("Svar, du har set")[2].partition("Find patient")[0]
        assert told.count("Åbn patientens svar") == 2
        assert person.name not in told
        assert person.number not in told
        letters = re.findall(r'name="letter" value="([^"]+)"', told)
        opened = browser.post("/notices/open", {"letter": letters[1]}, at="/patients")
        assert "1.3" in opened.text
        assert browser.post("/notices/open", {"letter": "x"}, at="/patients").status_code == 404
        after = browser.post("/notices/acknowledge", at="/patients").text
        assert "Svar, du har set" not in after
    assert events(demo, person)[0] == ("Sygeplejerske Ask Prøve", "clinician", "cumulative", "notice")
    with demo.browser("gp") as browser:
        assert "Svar, du har set" not in browser.get("/patients?lang=da").text


def test_a_reason_that_is_not_of_ours_is_shown_as_it_is() -> None:
    from labsvar.web.reasons import in_words
    from labsvar.web.texts import LANGUAGES

    assert in_words("Kun for en ven", LANGUAGES["en"]) == "Kun for en ven"
    assert in_words("other: Ringede", LANGUAGES["en"]) == "Ringede"
    assert in_words("asked", LANGUAGES["en"]) == "The patient has asked for it"
