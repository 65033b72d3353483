"""The pages about a person: what was sent, where it stands, and how one moves about in it (S5)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.letters import common, xrpt01, xrpt05
from labsvar.letters.element import Paragraphs
from labsvar.letters.text import BREAK, Bold
from tests.builders import coded, culture, investigation, limits, measured, result, susceptibilities
from tests.integration.web.site import Browser, Person, Site, new_person


def words(text: str) -> str:
    """The words of a page, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def clinicians_table(browser: Browser, person: Person, **query: str) -> str:
    """The table as a clinician sees it, in Danish."""
    return browser.get(browser.open_patient(person), params={"lang": "da", **query}).text


def test_values_are_shown_with_the_laboratorys_characters_marks_units_and_intervals(demo: Site) -> None:
    person = new_person()
    demo.stored(
        person.report(
            results=(
                result(value="12", interval=limits(None, "8"), result_validation="for_hoej"),
                result(
                    "NPU03230", "3.0", "mmol/L", interval=limits("3.50", "4.6"), result_validation="for_lav"
                ),
                result("NPU01685", "10", "INR", operator="mindre_end", result_validation="unormal"),
            )
        )
    )
    with demo.browser("gp") as browser:
        text = words(clinicians_table(browser, person))
    assert "12 Høj" in text
    assert "til 8" in text
    assert "3.0 Lav" in text
    assert "3.50 – 4.6" in text
    assert "&lt; 10 Unormal" in text
    assert "Test Klinisk Biokemi (TKB) Hospital" in text
    assert "NPU03230" in text


def test_a_result_that_only_says_the_sample_is_there_says_so_in_words_and_keeps_its_stars(demo: Site) -> None:
    """A temporary answer of stars says that the result is awaited."""
    person = new_person()
    stars = (
        result(value="*****", unit=None, status="proeve_modtaget"),
        result("NPU03230", "*****", None, status="svar_midlertidigt"),
    )
    demo.stored(person.report(results=stars))
    with demo.browser("gp") as browser:
        text = words(clinicians_table(browser, person))
    assert "Prøve modtaget *****" in text
    assert "Svar afventes ***** Foreløbigt" in text


def test_a_corrected_result_is_marked_and_the_earlier_value_is_one_step_away_for_clinicians(
    demo: Site,
) -> None:
    """For the citizen the correction is marked, and only the corrected value is shown."""
    person = new_person()
    demo.stored(person.report(results=(result(value="41.7", interval=limits("1", "2")),)))
    demo.stored(
        person.report(
            results=(result(value="14.7", status="svar_rettet"),), resulted="2026-03-02 15:00", number="CORR1"
        )
    )
    with demo.browser("gp") as browser:
        page = clinicians_table(browser, person)
        assert "14.7" in page
        assert "Rettet" in page
        folded = page.partition("Tidligere værdi<")[2].partition("</details>")[0]
        assert "41.7" in folded
        assert "Endeligt · 2. mar. 2026 kl. 12:00" in words(folded)
        assert "ref. 1 – 2" in words(folded)
        (old_letter,) = re.findall(r'href="([^"]+/letters/[^"]+)"', folded)
        assert "41.7" in browser.get(old_letter).text
    with demo.browser(person.persona().key) as browser:
        page = browser.get("/me?lang=da").text
        assert "14.7" in page
        assert "Rettet" in page
        assert "41.7" not in page


def test_comments_long_results_and_references_stand_with_their_result(demo: Site) -> None:
    """What a laboratory writes about the sample stands with the time of sampling."""
    person = new_person()
    remarks = (
        xrpt01.ResultTextValue(content=("Se ", Bold(("tekst",)), BREAK, "<b>ikke kode</b>")),
        xrpt01.ResultComments(content=("Hæmolyse",)),
    )
    reference = common.Reference(ref_description="Vejledning", url="https://example.dk/v")
    demo.stored(
        person.report(
            results=(result(remarks=remarks, references=(reference,)),), comments=("Fastende", BREAK)
        )
    )
    with demo.browser("gp") as browser:
        page = clinicians_table(browser, person)
    assert "Se <b>tekst</b><br>&lt;b&gt;ikke kode&lt;/b&gt;" in page
    assert "Hæmolyse" in page
    assert '<a href="https://example.dk/v" rel="noopener noreferrer external">Vejledning</a>' in page
    assert '<p class="remark">Fastende</p>' in page


def test_each_result_shows_its_own_interval_when_it_differs_from_the_rows(demo: Site) -> None:
    person = new_person()
    demo.stored(person.report(results=(result(interval=limits("1", "9")),), sampled="2026-01-01 08:00"))
    newer = person.report(
        results=(result(interval=limits("2", "8")),),
        sampled="2026-02-01 08:00",
        sample_number="N2",
        production_number="N2",
    )
    demo.stored(newer)
    with demo.browser("gp") as browser:
        page = clinicians_table(browser, person)
    assert '<span class="analysis-interval">ref. 2 – 8</span>' in page
    assert '<span class="own-interval">ref. 1 – 9</span>' in page
    assert 'role="img"' in page


def clinics_letter(person: Person, **changes: Any) -> xrpt01.LaboratoryReport:
    """A letter from general practice."""
    made = person.report(sample_number="GP", production_number="GP", **changes)
    assert isinstance(made, xrpt01.LaboratoryReport)
    sender = replace(
        made.sender,
        ean_identifier="5790000000043",
        identifier_code="ydernummer",
        organisation_name="Lægerne Testvej",
        medical_speciality_code="almen_medicin",
    )
    return replace(made, sender=sender)


def test_the_filter_takes_where_when_and_what(demo: Site) -> None:
    """A filter that cannot be understood is taken as not said."""
    person = new_person()
    demo.stored(
        person.report(
            sampled="2025-05-05 08:00", results=(result("NPU03230", "4.11", "mmol/L", short_name="Kalium;P"),)
        )
    )
    demo.stored(clinics_letter(person, sampled="2026-05-05 08:00", results=(result(value="9.22"),)))
    with demo.browser("gp") as browser:
        at = browser.open_patient(person)

        def shows(**query: str) -> tuple[bool, bool]:
            page = browser.get(at, params=query).text
            return ("4.11" in page, "9.22" in page)

        assert shows() == (True, True)
        assert shows(sector="general_practice") == (False, True)
        assert shows(sector="hospital") == (True, False)
        assert shows(since="2026-01-01") == (False, True)
        assert shows(until="2025-12-31") == (True, False)
        assert shows(text="kali") == (True, False)
        assert shows(sector="everything", since="yesterday", first="-3") == (True, True)
        assert shows(text="ingenting") == (False, False)
        page = browser.get(at, params={"text": "ingenting", "lang": "da"}).text
        assert "Ingen laboratoriesvar passer til afgrænsningen." in page
        assert 'value="ingenting"' in page


def test_a_wide_table_is_turned_by_pages_and_keeps_its_filter(demo: Site) -> None:
    person = new_person()
    for month in range(1, 13):
        for half in ("01", "15"):
            demo.stored(
                person.report(
                    sampled=f"2025-{month:02}-{half} 08:00",
                    sample_number=f"S{month}{half}",
                    production_number=f"P{month}{half}",
                )
            )
    with demo.browser(person.persona().key) as browser:
        first = browser.get("/me", params={"lang": "da", "sector": "hospital"}).text
        assert "prøvetidspunkt 1–12 af 24" in first
        assert "15. dec. 2025" in first
        assert "1. jan. 2025</span>" not in first
        (older,) = re.findall(r'rel="next" href="([^"]+)"', first)
        assert "sector=hospital" in older
        second = browser.get(older.replace("&amp;", "&")).text
        assert "1. jan. 2025" in second
        assert "prøvetidspunkt 13–24 af 24" in second
        assert 'rel="next"' not in second
        assert re.findall(r'rel="prev" href="([^"]+)"', second) == ["/me?sector=hospital&amp;first=0"]
        assert "prøvetidspunkt 1–12 af 24" in browser.get("/me?first=999").text


def microbiology_with_everything() -> xrpt05.Investigation:
    """A culture of two organisms, with microscopy, measured findings and every kind of comment."""
    organisms = (
        xrpt05.Microorganism(
            identification=coded("Escherichia coli", "M1"),
            growth_value=coded("100.000 kolonier pr. ml."),
            species_comments=(coded("ESBL-producerende"),),
        ),
        xrpt05.Microorganism(identification=coded("Enterococcus faecalis", "M2")),
    )
    value = xrpt05.SusceptibilityValue(
        measurement=common.Measurement(operator="mindre_end", value="0.5", unit="mg/L"),
        reference_interval=common.ShortReferenceInterval(interval_text="S under 1"),
        comments=(coded("Efter kontrol"),),
    )
    entries = (
        xrpt05.PatternEntry(ref_microorganism=1, ref_antibiotic=1, susceptibility="R"),
        xrpt05.PatternEntry(
            ref_microorganism=2, ref_antibiotic=1, susceptibility="S", susceptibility_value=value
        ),
        xrpt05.PatternEntry(ref_microorganism=9, ref_antibiotic=2, susceptibility="I"),
    )
    microscopy = xrpt05.MicroscopicFindings(
        headline="Mikroskopi",
        comments=Paragraphs(paragraphs=("Friskt materiale", "", "Undersøgt straks")),
        groupings=(
            xrpt05.Grouping(
                headline=coded("Direkte"),
                microscopic_types=(
                    xrpt05.MicroscopicType(
                        type="celler",
                        details=(xrpt05.Details(identification=coded("Leukocytter"), value=coded("+++")),),
                    ),
                ),
            ),
        ),
    )
    interval = common.ShortReferenceInterval(
        limits=common.ShortLimits(type_of_interval="fysiologisk", upper_limit="1.0")
    )
    return investigation(
        culture_findings=culture(
            microorganisms=organisms,
            pattern=replace(susceptibilities(), pattern_entries=entries),
            comments=(coded("Kun vækst på én plade"),),
        ),
        microscopic_findings=microscopy,
        quantitative_findings=xrpt05.QuantitativeFindings(
            interpretation=coded("Tegn på infektion"),
            analysis_findings=(measured(interval=interval),),
            comments=(coded("Gentages om en uge"),),
        ),
    )


@pytest.mark.parametrize("role", ["citizen", "clinician"])
def test_a_microbiology_report_shows_organisms_susceptibility_microscopy_and_measurements(
    demo: Site, role: str
) -> None:
    """An entry that points outside the table is shown beside it: nothing that was sent is lost."""
    person = new_person()
    demo.stored(person.culture(investigations=(microbiology_with_everything(),)))
    with demo.browser(person.persona().key if role == "citizen" else "gp") as browser:
        base = "/me" if role == "citizen" else browser.open_patient(person)
        text = words(browser.get(f"{base}/microbiology?lang=da").text)
    for expected in (
        "Dyrkning, Urin",
        "Obs. urinvejsinfektion",
        "1 Escherichia coli 100.000 kolonier pr. ml. ESBL-producerende",
        "Antibiotikum 1 Escherichia coli 2 Enterococcus faecalis",
        "Ampicillin R S &lt; 0.5 mg/L (S under 1) Efter kontrol",
        "Resistenssvar uden plads i tabellen (kolonne 9, række 2): I",
        "S=Følsom, I=Intermediær, R=Resistent",
        "Kun vækst på én plade",
        "Friskt materiale Undersøgt straks",
        "Leukocytter celler +++",
        "Tegn på infektion",
        "Testantistof IgM Negativ 0.6 index til 1.0",
        "Gentages om en uge",
    ):
        assert expected in text


def test_microbiology_is_filtered_by_where_when_and_what_was_found(demo: Site) -> None:
    person = new_person()
    demo.stored(person.culture())
    with demo.browser("gp") as browser:
        at = f"{browser.open_patient(person)}/microbiology"

        def found(**query: str) -> bool:
            return "Dyrkning, Urin" in browser.get(at, params=query).text

        assert found(text="escherichia")
        assert found(text="urin", sector="hospital", since="2026-03-01", until="2026-03-31")
        assert not found(text="staphylococcus")
        assert not found(sector="general_practice")
        assert not found(since="2026-04-01")
        assert not found(until="2026-01-01")


def test_an_earlier_version_of_a_microbiology_report_is_one_step_away_for_clinicians(demo: Site) -> None:
    person = new_person()
    demo.stored(person.culture(status="svar_midlertidigt", report_status="del_svar"))
    demo.stored(person.culture(resulted="2026-03-06 10:00", status="svar_rettet"))
    with demo.browser("gp") as browser:
        page = browser.get(f"{browser.open_patient(person)}/microbiology?lang=da").text
        assert "Tidligere udgaver (1)" in page
        folded = page.partition("Tidligere udgaver (1)")[2]
        (link,) = re.findall(r'href="([^"]+/letters/[^"]+)"', folded)
        letter = words(browser.get(link).text)
        assert "Foreløbigt svar" in letter
        assert "Delsvar" in letter
    with demo.browser(person.persona().key) as browser:
        assert "Tidligere udgaver" not in browser.get("/me/microbiology?lang=da").text


def test_one_letter_shows_everything_in_it_in_its_own_order(demo: Site) -> None:
    """Sender, receiver, person, sample, results: whatever the letter says is on its page."""
    person = new_person()
    demo.stored(
        person.report(
            given=True, comments=("Fastende",), results=(result(value="7.0"), result("NPU03230", "4.0"))
        )
    )
    with demo.browser(person.persona().key) as browser:
        page = browser.get("/me?lang=da").text
        (link,) = set(re.findall(r'href="(/me/letters/[^"]+)"', page))
        text = words(browser.get(f"{link}?lang=da").text)
    for expected in (
        "Svar fra Testsygehuset",
        "XRPT01 XR0131K",
        "Fastende",
        "Klinisk biokemi",
        "5790000000012",
        "Lægerne Testvej",
        "Testvej 1",
        person.number,
        "Samtykke givet ja",
        "Komplet svar",
        "Prøve taget 2. mar. 2026 kl. 08:15",
        "7.0 mg/L Endeligt Test Klinisk Biokemi (TKB)",
    ):
        assert expected in text
    assert text.index("7.0 mg/L") < text.index("NPU03230")


def test_the_language_is_kept_once_it_is_chosen(demo: Site) -> None:
    person = new_person()
    with demo.browser(person.persona().key) as browser:
        assert '<html lang="en">' in browser.get("/me?lang=en").text
        page = browser.get("/me?sector=hospital").text
        assert '<html lang="en">' in page
        assert 'href="/me?sector=hospital&amp;lang=da"' in page
        assert '<html lang="da">' in browser.get("/me?lang=da").text


def test_a_disputed_result_is_marked(demo: Site) -> None:
    """S3: another sender's correction of what seems the same result stands apart, and both say so."""
    person = new_person()
    same: dict[str, Any] = {"sample_number": "D1", "production_number": "D1"}
    demo.stored(person.report(**same, results=(result(value="5.1"),)))
    made = person.report(**same, results=(result(value="6.1", status="svar_rettet"),))
    assert isinstance(made, xrpt01.LaboratoryReport)
    demo.stored(replace(made, sender=replace(made.sender, ean_identifier="5790000000050")))
    with demo.browser("gp") as browser:
        page = clinicians_table(browser, person)
    assert "5.1" in page
    assert "6.1" in page
    assert page.count("Under afklaring") == 2
