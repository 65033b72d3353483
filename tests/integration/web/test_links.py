"""Answers that belong together, on the pages: decided on by surveillance, named to whoever may see both."""

from __future__ import annotations

import re

import pytest

from labsvar.letters.xrpt06 import MiBaReport
from labsvar.linking.agreement import PromptName
from labsvar.linking.decisions import STATES
from labsvar.results.store import Look, Viewer
from tests.integration.web.site import Browser, Person, Site, new_person
from tests.integration.web.test_looks import events
from tests.integration.web.test_record import words
from tests.references import first_answer, reference_answer, web, with_prompt

AT = "/surveillance/links"
VIEWER = Viewer(account="test", name="the test", role="operator", organisation="")
PRODUCTION: PromptName = "SenderLaboratoryInternalProductionSampleIdentifier"


def sent_on(site: Site, *, slip: bool = False, given: bool = True) -> tuple[Person, str]:
    """Somebody's sample with both answers, and the id of the link; with a slip it is a proposal."""
    person = new_person()
    numbers = {"production": f"MP{person.place}", "requester": f"MR{person.place}"}
    names = ("Persona", f"Prøve{person.place}")
    about = first_answer(number=f"F{person.place}", person=person.number, names=names, **numbers)
    answer: MiBaReport = reference_answer(
        about, number=f"R{person.place}", production=f"RP{person.place}", names=names, given=given
    )
    if slip:
        answer = with_prompt(answer, PRODUCTION, f"{numbers['production']}0")
    site.stored(about)
    site.stored(answer)
    site.database.links.run()
    (link,) = site.database.links.of_person(person.number)
    return person, link.link_id


def state(site: Site, link_id: str) -> str:
    (link,) = [each for each in site.database.links.links(STATES) if each.link_id == link_id]
    return link.state


def decided(browser: Browser, link_id: str, decision: str, words: str = "set efter") -> int:
    at = f"{AT}/{link_id}"
    answer = browser.post(f"{at}/decide", {"decision": decision, "words": words}, at=at)
    return answer.status_code


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_list_and_the_evidence_name_nobody_and_leave_no_event(demo: Site, language: str) -> None:
    person, link_id = sent_on(demo, slip=True)
    with demo.browser("surveillance") as browser:
        listed = browser.get(AT, params={"lang": language}).text
        shown = browser.get(f"{AT}/{link_id}").text
    assert link_id in listed
    for page in (listed, shown):
        assert person.name not in page
        assert person.number[:6] not in page
    said = {"da": "ét tegn fra svarets", "en": "one character from that of the answer"}
    assert said[language] in words(shown)
    assert events(demo, person) == []


def test_seeing_the_two_answers_is_a_look_with_a_reason_and_leaves_one_event(demo: Site) -> None:
    """S18."""
    person, link_id = sent_on(demo, slip=True)
    at = f"{AT}/{link_id}"
    with demo.browser("surveillance") as browser:
        assert browser.post(at, {"reason": "", "words": ""}).status_code == 400
        shown = browser.post(at, {"reason": "outbreak", "words": ""})
        assert (
            browser.post(f"{AT}/none", {"reason": "outbreak", "words": ""}, at=AT + f"/{link_id}").status_code
            == 404
        )
    assert person.name in shown.text
    assert f"MP{person.place}" in shown.text
    assert [(role, what, why) for _, role, what, why in events(demo, person)] == [
        ("surveillance", "link", "outbreak")
    ]


def test_a_proposal_is_accepted_and_rejected_and_the_decision_is_undone(demo: Site) -> None:
    """S24: what was decided stays in the history."""
    _, link_id = sent_on(demo, slip=True)
    with demo.browser("surveillance") as browser:
        assert decided(browser, link_id, "accept") == 200
        assert state(demo, link_id) == "accepted"
        assert decided(browser, link_id, "undo") == 200
        assert decided(browser, link_id, "reject") == 200
        assert state(demo, link_id) == "rejected"
        history = words(browser.get(f"{AT}/{link_id}", params={"lang": "en"}).text)
    assert re.search(r"Proposed.*Accepted.*undone.*Rejected", history.partition("What happened")[2])


def test_what_cannot_be_decided_is_said_and_changes_nothing(demo: Site) -> None:
    _, link_id = sent_on(demo, slip=True)
    with demo.browser("surveillance") as browser:
        assert decided(browser, link_id, "undo") == 400
        assert decided(browser, link_id, "accept", words="") == 400
        assert decided(browser, link_id, "burn") == 400
        assert (
            browser.post(
                f"{AT}/none/decide", {"decision": "accept", "words": "x"}, at=f"{AT}/{link_id}"
            ).status_code
            == 404
        )
        assert browser.get(f"{AT}/none").status_code == 404
    assert state(demo, link_id) == "proposed"


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_link_that_was_taken_back_to_a_proposal_says_so_and_why(demo: Site, language: str) -> None:
    person, link_id = sent_on(demo)
    numbers = {"production": f"MP{person.place}", "requester": f"MR{person.place}"}
    names = ("Persona", f"Prøve{person.place}")
    demo.stored(
        first_answer(
            number=f"T{person.place}",
            person=person.number,
            names=names,
            sampled="2026-03-03 08:15",
            **numbers,
        )
    )
    demo.database.links.run()
    assert state(demo, link_id) == "proposed"
    with demo.browser("surveillance") as browser:
        shown = words(browser.get(f"{AT}/{link_id}", params={"lang": language}).text)
    said = {
        "da": "kun foreslået, labsvar: Laboratoriet har brugt nummeret mere end én gang.",
        "en": "only proposed, labsvar: The laboratory used this number more than once.",
    }
    assert said[language] in shown


def test_links_are_listed_by_their_state(demo: Site) -> None:
    _, linked = sent_on(demo)
    _, proposed = sent_on(demo, slip=True)
    with demo.browser("surveillance") as browser:
        at_first = browser.get(AT).text
        by_themselves = browser.get(AT, params={"state": "linked"}).text
    assert (proposed in at_first, linked in at_first) == (True, False)
    assert (proposed in by_themselves, linked in by_themselves) == (False, True)


def test_nobody_else_sees_or_decides(demo: Site) -> None:
    _, link_id = sent_on(demo, slip=True)
    for persona in ("gp", "operator", "administrator"):
        with demo.browser(persona) as browser:
            assert browser.get(AT).status_code == 403
            assert browser.get(f"{AT}/{link_id}").status_code == 403


# On the pages of those who treat --------------------------------------------------------------------------


def microbiology(site: Site, person: Person) -> str:
    with site.browser("gp") as browser:
        at = browser.open_patient(person)
        return words(browser.get(f"{at}/microbiology", params={"lang": "en"}).text)


def test_a_clinician_reads_on_each_report_that_the_other_is_there(demo: Site) -> None:
    person, _ = sent_on(demo)
    page = microbiology(demo, person)
    assert "Examined at a reference laboratory: Testsygehuset" in page
    assert "Answers a sample that Testsygehuset examined first" in page


def test_a_report_that_is_hidden_is_not_betrayed_by_its_link(demo: Site) -> None:
    """S13: the reference laboratory's answer is refused, so nothing says that there is one."""
    person, link_id = sent_on(demo, given=False)
    assert state(demo, link_id) == "linked"
    page = microbiology(demo, person)
    assert "Salmonella" in page
    assert "reference laboratory" not in page


def test_a_proposal_is_nothing_to_whoever_treats_until_it_is_accepted(demo: Site) -> None:
    person, link_id = sent_on(demo, slip=True)
    assert "reference laboratory" not in microbiology(demo, person)
    with demo.browser("surveillance") as browser:
        decided(browser, link_id, "accept")
    assert "reference laboratory" in microbiology(demo, person)


def test_an_answer_that_was_withdrawn_is_linked_with_nothing(demo: Site) -> None:
    """S6: at once, whether or not the linker has read of it yet."""
    person, link_id = sent_on(demo)
    look = Look(viewer=VIEWER, person_key=person.number, what="test", reason="test")
    stored = demo.database.results.look(look)
    assert stored is not None
    (letter_id,) = [each.letter_id for each in stored.reports if each.letter_number == f"R{person.place}"]
    demo.database.results.withdraw(
        person_key=person.number, letter_id=letter_id, position=None, by="lab", reason="wrong"
    )
    assert state(demo, link_id) == "linked"
    assert "Examined at a reference" not in microbiology(demo, person)


def test_the_xrpt05_beside_it_is_the_same_answer(demo: Site) -> None:
    person, _ = sent_on(demo)
    about = first_answer(number="x", person=person.number, production=f"MP{person.place}")
    demo.stored(person.of(web(about, number="x")))
    demo.database.links.run()
    assert len(demo.database.links.of_person(person.number)) == 1
