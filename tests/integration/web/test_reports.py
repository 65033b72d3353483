"""Reports told in words and codes, and XRPT02: what was sent stands on the page, and what is hidden does not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.letters.text import BREAK, Bold, Center, FixedFont, Italic
from labsvar.results.store import Look, Viewer
from tests import microbiology, narratives
from tests.integration.web.site import Person, Site, new_person
from tests.integration.web.test_hidden import letters_of, without_tokens
from tests.integration.web.test_record import words

PARTS: dict[str, Any] = {
    "pathology": narratives.histology_report,
    "genetics": narratives.genetics_report,
    "microbiology": microbiology.microbiology_letter,
}


def page_of(site: Site, person: Person, part: str, persona: str = "gp", **query: str) -> str:
    """One page about a person in Danish, as a clinician or as the citizen sees it."""
    with site.browser(persona) as browser:
        at = browser.open_patient(person) if persona == "gp" else "/me"
        answer = browser.get(f"{at}/{part}", params={"lang": "da", **query})
        assert answer.status_code == 200
        return answer.text


def both(site: Site, person: Person, part: str) -> list[str]:
    """A page as a clinician and as the citizen sees it."""
    return [page_of(site, person, part, persona) for persona in ("gp", person.persona().key)]


def withdraw(site: Site, letter: Any, position: int | None = None) -> None:
    """Withdraws a letter, or one answer in it, as its sender."""
    with site.client() as client:
        answer = client.post(
            f"/api/letters/{letter.letter.identifier}/withdrawal",
            json={
                "sender": letter.sender.ean_identifier, "reason": "Forkert patient", "position": position
            },
        )  # fmt: skip
        assert answer.status_code == 204, answer.text


def parts_of(site: Site, person: Person) -> dict[str, int]:
    """The parts of somebody's only XRPT02 letter beside its results, with their positions."""
    viewer = Viewer(account="test", name="t", role="operator", organisation="")
    look = Look(viewer=viewer, person_key=person.number, what="x", reason="x")
    stored = site.database.results.look(look)
    assert stored is not None
    return {name: place for place, name in stored.reports[0].parts}


def test_a_pathology_report_shows_codes_texts_table_and_the_short_answer(demo: Site) -> None:
    """S5: codes beside their texts, each part of the text under its own headline, formatted as sent."""
    person = new_person()
    letter = narratives.told(
        narratives.histology_report(relative=narratives.relative()),
        conclusion=narratives.section(
            "Konklusion", Bold(("Godartet",)), BREAK, Italic(("uden",)), Center(("midt",)),
            FixedFont(("A  1",)), "<b>ikke kode</b>",
        ),
        hematology=narratives.blood("Blaster", "Lymfocytter"),
    )  # fmt: skip
    letter = narratives.coded(letter, samples=(narratives.skin("H1-1", comment="Se billedet"),))
    demo.stored(person.of(letter))
    coded = letter.laboratory_results.coded_format.samples[0].coded_results
    assert coded is not None
    for page in both(demo, person, "pathology"):
        for line in (coded.topography, *coded.results):
            assert re.search(rf"{line.code}</span>\s*<span>{line.text}", page)
        assert "Se billedet" in page
        assert "<b>Godartet</b><br><i>uden</i>" in page
        assert '<span class="text-center">midt</span><span class="text-fixed">A  1</span>' in page
        assert "&lt;b&gt;ikke kode&lt;/b&gt;" in page
        assert '<th scope="row">Blaster</th>' in page
        assert letter.laboratory_results.table_format.table_result in page
        assert "Mor: " in page


def test_the_number_of_a_relative_is_for_clinicians(demo: Site) -> None:
    """The citizen reads who it is; the number is somebody else's."""
    person = new_person()
    demo.stored(person.of(narratives.histology_report(relative=narratives.relative("0107729995"))))
    (letter_id,) = letters_of(demo, person)
    clinician, citizen = both(demo, person, f"letters/{letter_id}")
    assert "0107729995" in clinician
    assert "0107729995" not in citizen
    assert "Mor" in citizen


def test_cytology_stands_with_pathology_and_genetics_by_itself(demo: Site) -> None:
    person = new_person()
    demo.stored(person.of(narratives.cytology_report()))
    demo.stored(person.of(narratives.genetics_report()))
    headline = narratives.cytology_report().laboratory_results.table_format.result_headline
    pathology = page_of(demo, person, "pathology")
    assert headline in pathology
    assert "Referencegenom" not in pathology
    for page in both(demo, person, "genetics"):
        for said in ("Referencegenom", "Gen; sekvensvariation", "NPU12345", "Spyt", "Normalt fund."):
            assert said in page
        assert headline not in page


def test_a_corrected_report_replaces_the_earlier_one_which_a_clinician_can_still_open(demo: Site) -> None:
    """S1, S2: the earlier version is one step away for the clinician; the citizen reads the correction only."""
    person = new_person()
    first = narratives.told(
        narratives.histology_report(), conclusion=narratives.section("Konklusion", "Ondartet")
    )
    second = narratives.told(first, conclusion=narratives.section("Konklusion", "Godartet"))
    demo.stored(person.of(first))
    demo.stored(person.of(narratives.information(second, result_status_code="svar_rettet")))
    clinician, citizen = both(demo, person, "pathology")
    for page in (clinician, citizen):
        assert "Godartet" in page
        assert "Ondartet" not in page
        assert "Rettet" in page
    assert "Tidligere udgaver (1)" in clinician
    assert "Tidligere udgaver" not in citizen
    earlier = letters_of(demo, person)[0]
    assert "Ondartet" in page_of(demo, person, f"letters/{earlier}")


@pytest.mark.parametrize("part", PARTS)
def test_a_refused_report_leaves_its_page_as_if_it_had_never_come(demo: Site, part: str) -> None:
    """S11, S13: the page is that of somebody about whom nothing is known, and so is the letter's."""
    refused, unknown = new_person(), new_person()
    demo.stored(refused.of(PARTS[part](), given=False))
    (letter_id,) = letters_of(demo, refused)
    for persona in ("gp", "citizen"):
        shown = []
        for person in (refused, unknown):
            with demo.browser("gp" if persona == "gp" else person.persona().key) as browser:
                at = browser.open_patient(person) if persona == "gp" else "/me"
                answers = [
                    browser.get(f"{at}/{each}") for each in (part, "requisitions", f"letters/{letter_id}")
                ]
            assert [answer.status_code for answer in answers] == [200, 200, 404]
            text = without_tokens("".join(answer.text for answer in answers)).replace(at, "/at")
            shown.append(text.replace(person.persona().written_number, "NUMBER").replace(person.name, "NAME"))
        assert shown[0] == shown[1]


@pytest.mark.parametrize("part", PARTS)
def test_a_withdrawn_report_is_a_tombstone(demo: Site, part: str) -> None:
    """S6: who, when and why for the clinician; that it is withdrawn for the citizen; nothing of it for any."""
    person = new_person()
    letter = person.of(PARTS[part]())
    demo.stored(letter)
    (letter_id,) = letters_of(demo, person)
    before = words(page_of(demo, person, part))
    withdraw(demo, letter)
    for path in (part, f"letters/{letter_id}"):
        clinician, citizen = both(demo, person, path)
        assert "Årsag: Forkert patient" in clinician
        assert "Trukket tilbage" in citizen
        assert "Forkert patient" not in citizen
        for said in ("Diagnoser", "Konklusion", "Escherichia coli", "Resistensbestemmelse"):
            assert said not in clinician + citizen
    assert any(said in before for said in ("Konklusion", "Escherichia coli"))


def test_who_has_seen_a_report_that_is_corrected_is_told(demo: Site) -> None:
    """S7, for pathology as for a value."""
    person = new_person()
    letter = narratives.histology_report()
    demo.stored(person.of(letter))
    page_of(demo, person, "pathology")
    demo.stored(person.of(narratives.information(letter, result_status_code="svar_rettet")))
    with demo.browser("gp") as browser:
        told = browser.get("/patients?lang=da").text
        corrected = letters_of(demo, person)[1]
        assert corrected in told
        opened = browser.post("/notices/open", {"letter": corrected}, at="/patients")
        assert str(opened.url).endswith("/pathology")
        browser.post("/notices/acknowledge", at="/patients")


def test_the_filter_looks_into_materials_codes_and_findings(demo: Site) -> None:
    person = new_person()
    letter = narratives.coded(narratives.histology_report(), samples=(narratives.skin("H1-1"),))
    demo.stored(person.of(letter))
    sample = letter.laboratory_results.coded_format.samples[0]
    assert sample.coded_results is not None
    for text in (sample.material_description, sample.coded_results.results[0].text.upper()):
        assert 'class="card"' in page_of(demo, person, "pathology", text=text)
    assert "Ingen svar passer" in page_of(demo, person, "pathology", text="findes ikke")


# XRPT02 --------------------------------------------------------------------------------------------


def test_an_older_microbiology_letter_stands_in_the_shapes_of_the_newer(demo: Site) -> None:
    """Results with their marks, the organisms, and the susceptibility table with its legend."""
    person = new_person()
    demo.stored(person.of(microbiology.microbiology_letter()))
    (letter_id,) = letters_of(demo, person)
    for path in ("microbiology", f"letters/{letter_id}"):
        for page in both(demo, person, path):
            assert '<strong class="organism" translate="no">Escherichia coli</strong>' in page
            assert '<table class="susceptibility">' in page
            assert 'class="sir sir-r"' in page
            assert 'class="legend"' in page


def test_the_filter_looks_into_the_results_and_organisms_of_older_letters(demo: Site) -> None:
    """Not into what is withdrawn."""
    person = new_person()
    general = microbiology.microbiology_letter().laboratory_results.general_result_information
    letter = person.of(
        microbiology.with_results(
            microbiology.microbiology_letter(),
            general_result_information=replace(general, headline="OBS", comment=("Ring til os",)),
        )
    )
    demo.stored(letter)
    name = letter.laboratory_results.results[0].analysis.analysis_mds_name.examination
    for text in (name.upper(), "escherichia"):
        page = page_of(demo, person, "microbiology", text=text)
        assert "Ring til os" in page
        assert "OBS" in page
    withdraw(demo, letter, parts_of(demo, person)["culture_with_findings"])
    assert "Ring til os" not in page_of(demo, person, "microbiology", text="escherichia")
    withdraw(demo, letter, 0)
    assert "Ring til os" not in page_of(demo, person, "microbiology", text=name)


def test_a_later_letter_replaces_the_results_it_repeats_and_adds_the_others(demo: Site) -> None:
    """S1: the earlier value of what is repeated is one step away for the clinician."""
    person = new_person()
    first = microbiology.with_results(
        microbiology.microbiology_letter(),
        results=(
            microbiology.result("990000001", "11.7", result_status_code="svar_midlertidigt"),
            microbiology.result("990000002", "22.7"),
        ),
    )
    second = microbiology.with_results(first, results=(microbiology.result("990000001", "33.7"),))
    demo.stored(person.of(first))
    demo.stored(person.of(second))
    clinician, citizen = both(demo, person, "microbiology")
    for page in (clinician, citizen):
        assert "33.7" in page
        assert "22.7" in page
    assert "11.7" in clinician
    assert "11.7" not in citizen


def test_one_withdrawn_part_of_an_older_letter_is_a_tombstone_beside_the_others(demo: Site) -> None:
    """S6: the culture is withdrawn, and the result beside it stands; in the letter as on the page."""
    person = new_person()
    letter = person.of(
        microbiology.with_results(
            microbiology.microbiology_letter(), results=(microbiology.result("990000001", "44.7"),)
        )
    )
    demo.stored(letter)
    (letter_id,) = letters_of(demo, person)
    withdraw(demo, letter, parts_of(demo, person)["culture_with_findings"])
    for path in ("microbiology", f"letters/{letter_id}"):
        page = page_of(demo, person, path)
        assert "Årsag: Forkert patient" in page
        assert "44.7" in page
        assert "Escherichia coli" not in page


def test_a_foot_status_stands_among_the_laboratory_results(demo: Site) -> None:
    person = new_person()
    letter = microbiology.foot_status()
    demo.stored(person.of(letter))
    result = letter.laboratory_results.results[0]
    with demo.browser("gp") as browser:
        page = browser.get(browser.open_patient(person)).text
    assert result.analysis.analysis_code in page
    (letter_id,) = letters_of(demo, person)
    assert result.analysis.analysis_code in page_of(demo, person, f"letters/{letter_id}")


def test_each_of_the_pages_is_exactly_one_event(demo: Site) -> None:
    """S18."""
    person = new_person()
    demo.stored(person.of(narratives.histology_report()))
    for part in ("pathology", "genetics", "requisitions"):
        page_of(demo, person, part)
    viewer = Viewer(account="test", name="the test", role="operator", organisation="")
    events = demo.database.results.audit(
        Look(viewer=viewer, person_key=person.number, what="test", reason="test")
    )
    assert [each.what for each in events if each.role == "clinician"] == [
        "requisitions", "genetics", "pathology",
    ]  # fmt: skip
