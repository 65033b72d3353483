"""Methods and groups in a real browser: from a draft to the rows it makes, and on paper."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from labsvar.formats import xml
from labsvar.letters.catalogue import version_of
from tests import builders
from tests.browser import comparing
from tests.browser.conftest import PageOf, look_up
from tests.browser.exchange import Exchange
from tests.browser.walk import Noticed, look

# The first test waits for the installation to be filled; and each of a dozen pages counts what a release would
# change for everyone.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module", autouse=True)
def person(exchange: Exchange) -> None:
    """Somebody with results of two laboratories, about one of which the instrument changes."""
    for number, letter in enumerate(comparing.letters(until=datetime.now(UTC).date(), years=0.5)):
        namespace = version_of(letter).release.namespace
        body = xml.write(builders.emessage(letter, number=f"COMPARED{number}", namespace=namespace))
        assert exchange.post(body).status_code == 200


def rows(page: Page, code: str = comparing.HAEMOGLOBIN) -> int:
    """How many rows an analysis has."""
    return page.locator("tr.analysis", has=page.get_by_text(code, exact=True)).count()


def test_a_group_is_drafted_judged_by_its_effect_reviewed_by_another_and_released(open_page: PageOf) -> None:
    """The one who drafted it cannot review it. The cumulative view changes with the release and not before;
    what was sent stays as it was sent."""
    with open_page("Læge Lærke") as clinician:
        look_up(clinician, comparing.WRITTEN)
        assert rows(clinician) == 3
        at = clinician.url
        with open_page("Administrator Prøve") as one, open_page("Administrator Rosen") as other:
            comparing.draft(one)
            comparing.what_if(one)
            table = one.get_by_role("region", name="Rækker, der ændres")
            expect(table.get_by_role("cell", name="3 rækker samles til 1").first).to_be_visible()
            expect(one.get_by_role("region", name="Efter")).to_contain_text(comparing.GROUP)
            assert comparing.WRITTEN not in one.content()
            comparing.step(one, "Gennemset og godkendt")
            expect(one.get_by_role("alert")).to_be_visible()
            clinician.goto(at)
            assert rows(clinician) == 3
            comparing.what_if(other)
            comparing.step(other, "Gennemset og godkendt")
            comparing.what_if(one)
            comparing.step(one, "Frigiv")
        clinician.goto(at)
        assert rows(clinician) == 1
        row = clinician.locator("tr.analysis", has=clinician.get_by_text(comparing.HAEMOGLOBIN, exact=True))
        expect(row).to_contain_text(comparing.GROUP)
        for value in ("8.1", "8.7", "8.2"):
            expect(row.get_by_text(value, exact=True).first).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_the_switch_works_without_script_and_follows_one_about(open_page: PageOf, *, script: bool) -> None:
    """A filter and its reset keep the choice."""
    with open_page("Læge Lærke", script=script) as page:
        look_up(page, comparing.WRITTEN)
        page.get_by_role("link", name="Alt hver for sig").click()
        expect(page.get_by_role("link", name="Alt hver for sig")).to_have_attribute("aria-current", "true")
        page.get_by_label("Analyse eller laboratorium").fill("hæmo")
        page.get_by_role("button", name="Vis", exact=True).click()
        expect(page.get_by_role("link", name="Alt hver for sig")).to_have_attribute("aria-current", "true")
        assert rows(page) == 3
        page.get_by_role("link", name="Nulstil").click()
        expect(page.get_by_role("link", name="Alt hver for sig")).to_have_attribute("aria-current", "true")
        page.get_by_role("link", name="Én række for hver kode").click()
        assert rows(page) == 1


def test_the_break_of_a_trend_can_be_seen_and_read_aloud(open_page: PageOf) -> None:
    with open_page("Læge Lærke") as page:
        look_up(page, comparing.WRITTEN)
        page.goto(f"{page.url}?rows=codes&text=Kreatinin")
        trend = page.get_by_role("img", name="Forløb for Kreatinin")
        assert trend.locator("line.trend-break").count() == 1
        assert "skifter" in (trend.locator("desc").text_content() or "")
        expect(page.locator(".trend-note").first).to_be_visible()


def test_on_paper_methods_groups_and_conversions_are_printed_and_the_switch_is_not(open_page: PageOf) -> None:
    """What the switch was set to is said in words."""
    with open_page("Læge Lærke", script=False) as page:
        look_up(page, comparing.WRITTEN)
        page.emulate_media(media="print")
        expect(page.get_by_role("navigation", name="Rækker")).to_be_hidden()
        expect(page.get_by_text("Svar står på samme række, når metoderne er frigivet")).to_be_visible()
        expect(page.get_by_text("Opdigtet fotometri, Ahorn 2").first).to_be_visible()
        expect(page.get_by_text("Opdigtet hurtigmåling, Enebær (patientnær)").first).to_be_visible()
        expect(page.get_by_text("Sammenlignelige metoder:").first).to_be_visible()
        expect(page.get_by_text("× 1.15").first).to_be_visible()


def test_rows_of_groups_and_what_a_release_would_change_are_accessible_and_fit_a_phone(
    open_page: PageOf,
) -> None:
    """In light on a desktop and in dark on a phone."""
    axe = os.environ.get("LABSVAR_AXE")
    if not axe:
        pytest.skip("no axe-core on this machine (LABSVAR_AXE)")
    checker, noticed = Path(axe).read_text("utf-8"), Noticed()
    with open_page("Læge Lærke") as page:
        look_up(page, comparing.WRITTEN)
        look(page, noticed, checker)
        assert noticed == Noticed(faults={"light": [], "dark, on a phone": []})
    with open_page("Administrator Prøve") as page:
        comparing.draft(page, emptied=True)
        comparing.what_if(page)
        expect(page.get_by_role("region", name="Rækker, der ændres")).to_contain_text("deles i")
        look(page, noticed, checker)
        assert noticed == Noticed(faults={"light": [], "dark, on a phone": []})
