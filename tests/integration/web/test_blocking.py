"""Blocking on a real server: by place, person and period, by a helper, with override, and the citizen's log."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest

from labsvar.letters.zone import DENMARK
from tests.builders import result
from tests.integration.web.site import Browser, Person, Site, new_person
from tests.integration.web.test_looks import events
from tests.integration.web.test_requisitions import numbered, request, search
from tests.requisitions import laboratory_request

MICROBIOLOGY = "Testsygehuset, Klinisk Mikrobiologi"
LEFT_OUT = "Noget er udeladt"
GP, WARD = "Læge Lærke Prøve", "Overlæge Birk Prøve"


def words(html: str) -> str:
    """A page's words as they are read, one space between."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def block(site: Site, citizen: Person, /, **fields: str) -> str:
    """The citizen sets a blocking; the page that answers."""
    with site.browser(citizen.persona().key) as browser:
        answer = browser.post("/me/blocking", fields)
        assert answer.status_code == 200, words(answer.text)
        return answer.text


def pages(browser: Browser, at: str) -> dict[str, str]:
    """Every part of an opened record, but for the token of its forms."""
    parts = ("", "/microbiology", "/pathology", "/genetics", "/requisitions")
    found = {part: browser.get(f"{at}{part}?lang=da").text for part in parts}
    return {part: re.sub(r'name="csrf" value="[^"]+"', "", text) for part, text in found.items()}


def seen(site: Site, person: Person, persona: str = "gp") -> dict[str, str]:
    """What a clinician sees of a person, part by part."""
    with site.browser(persona) as browser:
        return pages(browser, browser.open_patient(person))


def log(site: Site, person: Person) -> list[str]:
    """The citizen's log, a line for each event, newest first."""
    with site.browser(person.persona().key) as browser:
        page = browser.get("/me/log?lang=da").text
    rows = re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)
    return [words(row).strip() for row in rows]


@pytest.fixture
def person(demo: Site) -> Person:
    """Somebody with biochemistry, microbiology and a requisition that waits."""
    made = new_person()
    value = (result(value="7.7"),)
    demo.stored(made.report(results=value), made.culture())
    demo.stored(made.of(laboratory_request()))
    return made


def test_a_general_blocking_shows_a_clinician_nothing_and_says_so_on_every_page(
    demo: Site, person: Person
) -> None:
    """Every kind of answer and the requisitions are gone, and the name; that something is left out is said,
    never what. The citizen sees everything as before."""
    before = seen(demo, person)
    assert all(LEFT_OUT not in page for page in before.values())
    with demo.browser(person.persona().key) as browser:
        own = pages(browser, "/me")
    block(demo, person)
    after = seen(demo, person)
    assert all(LEFT_OUT in page for page in after.values())
    assert all(person.name not in page and "/letters/" not in page for page in after.values())
    assert "7.7" in before[""]
    assert "7.7" not in after[""]
    with demo.browser(person.persona().key) as browser:
        assert pages(browser, "/me") == own


def test_a_letter_that_is_blocked_is_as_one_that_is_not_there(demo: Site, person: Person) -> None:
    with demo.browser("gp") as browser:
        at = browser.open_patient(person)
        (link, *_) = re.findall(r'href="([^"]+/letters/[^"]+)"', browser.get(at).text)
        assert browser.get(link).status_code == 200
        block(demo, person)
        blocked, absent = browser.get(link), browser.get(f"{at}/letters/none")
        assert (blocked.status_code, blocked.text.replace(link, "")) == (
            404,
            absent.text.replace(f"{at}/letters/none", ""),
        )


def test_a_blocking_of_a_place_leaves_out_what_comes_from_it_and_nothing_else(demo: Site) -> None:
    """The citizen chooses among the places that the own answers name; other places' answers stay."""
    person = new_person()
    demo.stored(person.report(results=(result(value="7.7"),)), person.culture())
    with demo.browser(person.persona().key) as browser:
        options = re.findall(r'<option value="([^"]+)"', browser.get("/me/blocking").text)
    assert {"Testsygehuset", MICROBIOLOGY, "Lægerne Testvej"} <= set(options)
    block(demo, person, place=MICROBIOLOGY, sub_units="yes")
    after = seen(demo, person)
    assert "7.7" in after[""]
    assert "/letters/" not in after["/microbiology"]
    assert all(LEFT_OUT in page for page in after.values())


def test_a_place_may_be_given_by_its_number(demo: Site, person: Person) -> None:
    number = person.report().sender.ean_identifier
    block(demo, person, place_kind="lokationsnummer", place_number=number)
    assert "7.7" not in seen(demo, person)[""]


def test_a_blocking_of_a_person_binds_that_person_alone(demo: Site, person: Person) -> None:
    block(demo, person, who="person", person=GP)
    assert LEFT_OUT in seen(demo, person, "gp")[""]
    ward = seen(demo, person, "ward")
    assert "7.7" in ward[""]
    assert all(LEFT_OUT not in page for page in ward.values())


def test_a_blocking_of_an_organisation_binds_its_sub_units(demo: Site, person: Person) -> None:
    """The hospital is blocked, and so its ward and its emergency department; the practice is not."""
    block(demo, person, who="organisation", organisation="testsygehuset", who_sub_units="yes")
    assert LEFT_OUT in seen(demo, person, "ward")[""]
    assert LEFT_OUT in seen(demo, person, "emergency")[""]
    assert "7.7" in seen(demo, person, "gp")[""]


def test_a_blocking_of_a_period_leaves_out_the_samples_of_those_days(demo: Site) -> None:
    person = new_person()
    old = person.report(
        results=(result(value="7.7"),),
        sampled="2024-05-05 08:00",
        sample_number="OLD1",
        production_number="O1",
    )
    demo.stored(old, person.report(results=(result(value="8.8"),)))
    block(demo, person, since="2024-05-05", until="2024-05-05")
    page = seen(demo, person)[""]
    assert "8.8" in page
    assert "7.7" not in page
    assert LEFT_OUT in page


def test_an_exception_lets_through_what_it_says_more_exactly_than_the_blocking(
    demo: Site, person: Person
) -> None:
    """Everybody is blocked; one clinician is excepted, for a time."""
    block(demo, person)
    later = (datetime.now(DENMARK) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    block(demo, person, kind="except", who="person", person=WARD, to=later)
    assert "7.7" in seen(demo, person, "ward")[""]
    assert "7.7" not in seen(demo, person, "gp")[""]


def test_an_ended_blocking_holds_no_more_and_stays_as_history(demo: Site, person: Person) -> None:
    page = block(demo, person)
    (entry,) = re.findall(r'name="entry" value="([^"]+)"', page)
    with demo.browser(person.persona().key) as browser:
        after = browser.post("/me/blocking/end", {"entry": entry}, at="/me/blocking").text
        assert "Der er ikke spærret for noget" in after
        assert "afsluttet" in words(after)
        assert browser.post("/me/blocking/end", {"entry": entry}, at="/me/blocking").status_code == 404
    assert "7.7" in seen(demo, person)[""]


def test_a_blocking_that_begins_later_does_not_hold_yet(demo: Site, person: Person) -> None:
    later = (datetime.now(DENMARK) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert "Kommer" in block(demo, person, **{"from": later})
    assert LEFT_OUT not in seen(demo, person)[""]


def test_a_blocking_does_not_betray_what_is_refused(demo: Site) -> None:
    """S13: where all that is blocked is refused anyway, nothing is left out for the blocking's sake."""
    person = new_person()
    demo.stored(person.culture(given=False), person.report(results=(result(value="7.7"),)))
    block(demo, person, place=MICROBIOLOGY, sub_units="yes")
    assert all(LEFT_OUT not in page for page in seen(demo, person).values())


def test_a_blocking_of_somebody_of_whom_nothing_is_known_says_nothing(demo: Site) -> None:
    person = new_person()
    block(demo, person)
    assert all(LEFT_OUT not in page for page in seen(demo, person).values())


def test_surveillance_sees_what_is_blocked(demo: Site, person: Person) -> None:
    """S14: blocking is for showing to clinicians, and stops neither MiBa nor surveillance."""
    block(demo, person)
    with demo.browser("surveillance") as browser:
        fields = {"number": person.number, "reason": "surveillance"}
        page = browser.post("/surveillance", fields).text
        assert "/letters/" in page
        assert LEFT_OUT not in page


def test_a_search_for_a_blocked_requisition_says_that_something_is_left_out(
    demo: Site, person: Person
) -> None:
    """A number that nobody has is unknown as before."""
    number = numbered()
    demo.stored(request(person, number))
    with demo.browser("gp") as browser:
        assert number in search(browser, number)
        block(demo, person)
        assert "Noget er udeladt, fordi patienten har spærret for det" in search(browser, number)
        assert LEFT_OUT not in search(browser, numbered())
        refused = numbered()
        demo.stored(request(person, refused, given=False))
        assert LEFT_OUT not in search(browser, refused), "S13"


# Override ----------------------------------------------------------------------------------------------


def test_an_override_shows_everything_and_the_citizen_reads_that_it_was_made_and_why(
    demo: Site, person: Person
) -> None:
    """The reason stands beside the reason of the look, at every look that is made with it."""
    block(demo, person)
    with demo.browser("ward") as browser:
        at = browser.open_patient(person, words="indlagt i dag")
        assert LEFT_OUT in browser.get(f"{at}?lang=da").text
        fields = {"reason": "override_unreachable", "words": "bevidstløs"}
        page = browser.post(f"{at}/override", fields, at=at).text
        assert "7.7" in page
        assert "tilsidesat i dette opslag" in page
        assert LEFT_OUT not in page
        again = browser.get(browser.open_patient(person)).text
        assert "7.7" not in again, "it held for the patient as opened then"
    told = [line for line in log(demo, person) if WARD in line]
    override = (
        "Aktuel behandling; Spærringen tilsidesat: patienten kan ikke spørges: indlagt i dag; bevidstløs"
    )
    assert [override in line for line in told] == [False, True, False, False]


def test_words_of_a_clinician_are_never_an_override(demo: Site, person: Person) -> None:
    """Nor is a reason that is none of ours."""
    block(demo, person)
    with demo.browser("gp") as browser:
        at = browser.open_patient(person, words="treatment+override_consented: x")
        assert LEFT_OUT in browser.get(at).text
        assert LEFT_OUT in browser.post(f"{at}/override", {"reason": "curiosity"}, at=at).text


def test_s7_who_saw_by_an_override_is_told_of_a_correction_and_who_is_blocked_is_not(demo: Site) -> None:
    person = new_person()
    demo.stored(person.report(results=(result(value="7.7"),)))
    with demo.browser("ward") as ward, demo.browser("emergency") as emergency:
        for browser in (ward, emergency):
            browser.get(browser.open_patient(person))
        block(demo, person)
        at = ward.open_patient(person)
        ward.post(f"{at}/override", {"reason": "override_consented"}, at=at)
        corrected = (result(value="7.9", status="svar_rettet"),)
        demo.stored(person.report(results=corrected, resulted="2026-03-03 12:00"))
        notices = [demo.database.results.notices(f"demo:{key}") for key in ("ward", "emergency")]
    mine = [[each for each in found if each.person_key == person.number] for found in notices]
    assert [len(each) for each in mine] == [1, 0]


# Helpers -----------------------------------------------------------------------------------------------


def mandate(site: Site, person: Person, *, last: date | None = None, evidence: str = "Værgemål 4711") -> str:
    """An administrator registers a mandate; the page of it."""
    today = datetime.now(DENMARK).date()
    with site.browser("administrator") as browser:
        fields = {
            "helper": "demo:helper",
            "number": person.number,
            "first": str(today),
            "last": str(last or today + timedelta(days=30)),
            "evidence": evidence,
        }
        browser.get("/mandates?lang=da")
        return browser.post("/mandates", fields).text


def mine(site: Site, person: Person) -> str:
    """The address of the helper's page for a person."""
    found = [each for each in site.database.blocking.mandates("demo:helper") if each.citizen == person.number]
    return f"/helping/{found[0].mandate_id}"


def test_a_helper_blocks_under_a_mandate_and_the_citizens_log_tells_it_all(
    demo: Site, person: Person
) -> None:
    """Registered by an administrator, set by the helper, overridden by nobody, ended by the citizen."""
    mandate(demo, person)
    at = mine(demo, person)
    with demo.browser("helper") as browser:
        browser.get("/helping?lang=da")
        page = browser.post(at, {"who": "person", "person": GP}).text
        assert "Hjælper Prøve" in page
    assert LEFT_OUT in seen(demo, person)[""]
    with demo.browser(person.persona().key) as browser:
        page = browser.get("/me/blocking?lang=da").text
        assert "Hjælper Prøve" in page
        (entry,) = re.findall(r'name="entry" value="([^"]+)"', page)
        browser.post("/me/blocking/end", {"entry": entry}, at="/me/blocking")
    told = [line for line in log(demo, person) if "Hjælper" in line or "Administrator" in line]
    told = [line.partition(" kl. ")[2][6:] for line in told]
    helper = "Hjælper Prøve Hjælper, Testkommunen"
    assert told == [
        f"{helper} Spærringer Efter fuldmagt",
        f"{helper} En spærring blev sat Efter fuldmagt",
        f"{helper} Spærringer Efter fuldmagt",
        "Administrator Prøve Administrator, Labsvar En hjælpers fuldmagt blev registreret Efter fuldmagt",
    ]


def test_a_helper_sees_no_result_nor_what_the_citizen_has_blocked(demo: Site, person: Person) -> None:
    """Not the places of the citizen's answers, not the name the letters give, not the own blockings."""
    block(demo, person, place=MICROBIOLOGY)
    mandate(demo, person)
    with demo.browser("helper") as browser:
        page = browser.get(mine(demo, person)).text
        assert MICROBIOLOGY not in page
        assert "Lægerne Testvej" in page, "where clinicians work is no secret"
        assert '<select name="place">' not in page
        assert person.name not in page
        assert "Der er ikke spærret for noget" in browser.get(f"{mine(demo, person)}?lang=da").text
        (own,) = demo.database.blocking.entries(person.number)
        end = browser.post(f"{mine(demo, person)}/end", {"entry": own.entry_id}, at=mine(demo, person))
        assert end.status_code == 404
        for path in ("/me", "/patients", "/surveillance", "/mandates"):
            assert browser.get(path).status_code == 403


def test_a_helper_ends_what_the_helper_has_set(demo: Site, person: Person) -> None:
    mandate(demo, person)
    at = mine(demo, person)
    with demo.browser("helper") as browser:
        (entry,) = re.findall(r'name="entry" value="([^"]+)"', browser.post(at).text)
        assert browser.post(at, {"from": "x"}).status_code == 400
        several = browser.post(at, {"place": "A", "place_name": "B"})
        assert (several.status_code, "Vælg ét sted" in several.text) == (400, True)
        after = browser.post(f"{at}/end", {"entry": entry}, at=at).text
        assert "afsluttet" in after
        assert browser.post(f"{at}/end", {"entry": entry}, at=at).status_code == 404


def test_a_mandate_holds_from_day_to_day_and_no_longer_than_it_is_ended(demo: Site, person: Person) -> None:
    mandate(demo, person)
    at = mine(demo, person)
    (found,) = [each for each in demo.database.blocking.mandates() if each.citizen == person.number]
    assert not found.holds(found.last + timedelta(days=1))
    assert not found.holds(found.first - timedelta(days=1))
    with demo.browser("administrator") as browser:
        end = {"mandate": found.mandate_id}
        assert browser.post("/mandates/end", end, at="/mandates").status_code == 200
        assert browser.post("/mandates/end", end, at="/mandates").status_code == 404
        assert browser.post("/mandates/end", {"mandate": "x"}, at="/mandates").status_code == 404
    with demo.browser("helper") as browser:
        assert browser.get(at).status_code == 404
        assert browser.get("/helping/none").status_code == 404


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"evidence": " "}, "Skriv, hvad fuldmagten bygger på"),
        ({"last": "2020-01-01"}, "Slutningen skal ligge efter"),
        ({"last": "soon"}, "Perioden kan ikke forstås"),
        ({"number": "12"}, "Det er ikke et CPR-nummer"),
        ({"helper": "demo:gp"}, "Vælg en hjælpers konto"),
    ],
)
def test_a_mandate_without_evidence_days_a_citizen_or_a_helper_is_refused(
    demo: Site, changes: dict[str, str], problem: str
) -> None:
    person = new_person()
    today = datetime.now(DENMARK).date()
    with demo.browser("administrator") as browser:
        browser.get("/mandates?lang=da")
        fields = {
            "helper": "demo:helper",
            "number": person.number,
            "first": str(today),
            "last": str(today),
            "evidence": "Værgemål",
        }
        answer = browser.post("/mandates", fields | changes)
        assert answer.status_code == 400
        assert problem in answer.text
        assert person.number not in answer.text
    assert not any(each.citizen == person.number for each in demo.database.blocking.mandates())


# The citizen's log ---------------------------------------------------------------------------------------


def test_s18_each_page_about_blocking_and_each_act_is_exactly_one_event(demo: Site, person: Person) -> None:
    """Seeing, a form with a fault, setting and ending: by the citizen and by a helper."""
    mandate(demo, person)

    def through(key: str, at: str) -> list[tuple[str, str]]:
        with demo.browser(key) as browser:
            page = browser.get(at).text
            before = len(events(demo, person))
            browser.get(at)
            send = browser.client.post
            token = {"csrf": re.findall(r'name="csrf" value="([^"]+)"', page)[0]}
            send(at, data=token, follow_redirects=False)
            send(at, data=token | {"since": "x"}, follow_redirects=False)
            entry = demo.database.blocking.entries(person.number)[0].entry_id
            send(f"{at}/end", data=token | {"entry": entry}, follow_redirects=False)
            after = events(demo, person)
        return [(what, reason) for _, _, what, reason in after[: len(after) - before]]

    acts = ["blocking_ended", "blocking", "blocking_set", "blocking"]
    assert through(person.persona().key, "/me/blocking") == [(what, "own") for what in acts]
    assert through("helper", mine(demo, person)) == [(what, "mandate") for what in acts]


def test_the_log_tells_the_whole_story_of_a_blocking(demo: Site, person: Person) -> None:
    """By place and period by the citizen, by person by a helper, looked past by a clinician: who, what and
    why, newest first."""
    block(demo, person, place=MICROBIOLOGY, until="2026-12-31")
    mandate(demo, person)
    with demo.browser("helper") as browser:
        browser.post(mine(demo, person), {"who": "person", "person": WARD})
    assert "7.7" in seen(demo, person, "gp")[""]
    with demo.browser("ward") as browser:
        at = browser.open_patient(person)
        assert "7.7" not in browser.get(at).text
        browser.post(f"{at}/override", {"reason": "override_consented"}, at=at)
    told = [(who, what, reason) for who, _, what, reason in events(demo, person)]
    looks = [(GP, what, "treatment") for what in
             ("requisitions", "genetics", "pathology", "microbiology", "cumulative")]  # fmt: skip
    helper = [("Hjælper Prøve", what, "mandate") for what in ("blocking", "blocking_set", "blocking")]
    own = [(person.name, what, "own") for what in ("blocking", "blocking_set", "blocking")]
    assert told[:3] == [
        (WARD, "cumulative", "treatment+override_consented"),
        (WARD, "cumulative", "treatment"),
        (WARD, "cumulative", "treatment"),
    ]
    assert told[3:-1] == [*looks, *helper, ("Administrator Prøve", "mandate_registered", "mandate"), *own]


def test_a_reason_to_look_past_is_told_beside_the_reason_to_look() -> None:
    from labsvar.web.reasons import in_words, overriding
    from labsvar.web.texts import LANGUAGES

    kept = overriding("other: Ringede", "override_consented", " sagde  ja ")
    assert kept == "other+override_consented: Ringede; sagde ja"
    again = overriding(kept, "override_unreachable", "")
    assert again == "other+override_unreachable: Ringede; sagde ja"
    english = LANGUAGES["en"]
    assert in_words(kept, english).startswith(
        "Another reason, described below; Blocking overridden: the patient"
    )
    assert in_words("treatment+x: y", english) == "treatment+x: y"
    assert overriding("treatment", "x", "") is None
