"""The pages in a real browser: accessible, on a phone, by keyboard, without script, on paper."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PageOf, look_up
from tests.browser.walk import EVERY_PAGE, Noticed, walk

# Whichever test comes first waits for the installation to be filled and for the walk through every page.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="package")
def noticed(open_page: PageOf) -> dict[str, Noticed]:
    """What one walk through every page has noticed."""
    axe = os.environ.get("LABSVAR_AXE")
    if not axe:
        pytest.skip("no axe-core on this machine (LABSVAR_AXE)")
    return walk(open_page, Path(axe).read_text("utf-8"))


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_no_page_has_a_serious_accessibility_fault(noticed: dict[str, Noticed], name: str) -> None:
    """In light on a desktop and in dark on a phone, with everything unfolded."""
    assert noticed[name].faults == {"light": [], "dark, on a phone": []}


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_no_page_is_wider_than_the_screen(noticed: dict[str, Noticed], name: str) -> None:
    """Wide tables scroll by themselves; the page does not."""
    assert noticed[name].too_wide_at == []


@pytest.mark.parametrize("name", [name for name in EVERY_PAGE if name != "no such page"])
def test_no_page_breaks_its_own_policy_or_fails_in_silence(noticed: dict[str, Noticed], name: str) -> None:
    """Nothing is refused by the browser, nothing is missing, and no script fails."""
    assert noticed[name].told == []


def test_on_a_phone_each_analysis_is_a_card_with_its_times_and_the_samples_follow(open_page: PageOf) -> None:
    with open_page("Nancy", width=390) as page:
        page.goto("/me?since=2030-06-01&until=2030-06-01")
        row = page.locator("tr.analysis", has_text="C-reaktivt").first
        expect(row.get_by_role("rowheader")).to_contain_text("C-reaktivt protein")
        expect(row.get_by_text("1. jun. 2030 08:15")).to_be_visible()
        card = row.bounding_box()
        assert card is not None
        assert 300 < card["width"] < 390
        samples = page.locator("thead").bounding_box()
        assert samples is not None
        assert samples["y"] > card["y"]
        remark = page.locator("thead details", has_text="Bemærkning")
        remark.locator("summary").click()
        expect(remark.get_by_text("Fastende")).to_be_visible()


def test_the_names_of_the_analyses_stay_when_the_table_is_scrolled(open_page: PageOf) -> None:
    with open_page("Nancy", width=800) as page:
        region = page.get_by_role("region", name="Laboratoriesvar over tid")
        name = page.locator(".analysis th").first
        region.focus()
        before = name.bounding_box()
        for _ in range(6):
            page.keyboard.press("ArrowRight")
        for _ in range(50):
            if region.evaluate("each => each.scrollLeft") > 50:
                break
            page.wait_for_timeout(50)
        after = name.bounding_box()
        assert before is not None
        assert after is not None
        assert region.evaluate("each => each.scrollLeft") > 50
        assert before["x"] == after["x"]


def test_everything_works_without_script(open_page: PageOf) -> None:
    """Looking up, unfolding an earlier value, filtering, turning to microbiology, signing out."""
    with open_page("Læge Lærke", script=False) as page:
        look_up(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Nancy Ann Test Berggren")
        cell = page.locator("td details", has_text="Tidligere værdi").first
        cell.locator("summary").click()
        expect(cell.get_by_text("41", exact=True)).to_be_visible()
        page.get_by_label("Analyse eller laboratorium").fill("kalium")
        page.get_by_role("button", name="Vis", exact=True).click()
        expect(page.get_by_role("rowheader", name="Kalium;P").first).to_be_visible()
        expect(page.get_by_text("C-reaktivt")).to_have_count(0)
        page.get_by_role("link", name="Mikrobiologi").click()
        expect(page.get_by_role("columnheader", name="Klebsiella pneumoniae")).to_be_visible()
        page.get_by_role("button", name="Log ud").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Hvem vil du være?")


def test_everything_can_be_reached_by_keyboard(open_page: PageOf) -> None:
    """The first stop leads past the menu; details open with Enter, and Escape folds them up again."""
    with open_page("Læge Lærke") as page:
        look_up(page)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Gå til indholdet")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        summary = page.locator("summary", has_text="Tidligere værdi").first
        for _ in range(100):
            page.keyboard.press("Tab")
            if summary.evaluate("each => each === document.activeElement"):
                break
        details = page.locator("details", has=summary).first
        page.keyboard.press("Enter")
        expect(details).to_have_attribute("open", "")
        page.keyboard.press("Escape")
        expect(details).not_to_have_attribute("open", "")


@pytest.mark.parametrize("script", [True, False])
def test_on_paper_comments_and_earlier_values_are_unfolded_and_the_menu_is_gone(
    open_page: PageOf, *, script: bool
) -> None:
    """S5: what the laboratory wrote is on paper too, with or without script."""
    with open_page("Nancy", script=script) as page:
        page.goto("/me?since=2030-06-01&lang=da")
        page.emulate_media(media="print")
        expect(page.get_by_text("Fastende").first).to_be_visible()
        expect(page.get_by_role("button", name="Log ud")).to_be_hidden()
        expect(page.get_by_role("navigation", name="Hovedmenu")).to_be_hidden()
    with open_page("Læge Lærke", script=script) as page:
        look_up(page)
        page.emulate_media(media="print")
        expect(page.get_by_text("Prøven var hæmolyseret.").first).to_be_visible()


def test_marks_are_words_and_signs_and_not_colour_alone(open_page: PageOf) -> None:
    with open_page("Nancy") as page:
        page.goto("/me?text=Kalium&since=2030-06-01&until=2030-06-01")
        cell = page.locator("td", has_text="3.1").first
        expect(cell).to_contain_text("Lav")
        expect(cell.locator(".mark svg")).to_be_visible()


def test_the_trend_can_be_read_aloud(open_page: PageOf) -> None:
    with open_page("Nancy") as page:
        trend = page.get_by_role("img", name="Forløb for").first
        expect(trend).to_be_visible()
        assert "svar fra" in (trend.locator("desc").text_content() or "")


@pytest.mark.parametrize("script", [True, False])
def test_pathology_genetics_and_a_requisition_are_read_on_screen_and_on_paper(
    open_page: PageOf, *, script: bool
) -> None:
    """S5: formatted as sent, codes beside their texts, with or without script."""
    with open_page("Nancy", width=390, script=script) as page:
        page.goto("/me/pathology?since=2026-01-01&lang=da")
        report = page.get_by_role("article").filter(has_text="Blaster").first
        for media in ("screen", "print"):
            page.emulate_media(media=media)
            expect(report.get_by_text("Godartet", exact=True)).to_have_css("font-weight", "700")
            fixed = report.get_by_text("Rand    2 mm")
            assert "mono" in fixed.evaluate("each => getComputedStyle(each).fontFamily").lower()
            expect(report.get_by_role("rowheader", name="Blaster")).to_be_visible()
            expect(report.locator(".diagnoses .code").first).to_be_visible()
        page.emulate_media(media="screen")
        page.get_by_role("link", name="Genetik").click()
        expect(page.get_by_text("Ingen variant fundet.").first).to_be_visible()
        page.goto("/me/requisitions?number=R0001")
        page.get_by_role("link", name="Kalium;P").first.click()
        expect(page.get_by_role("rowheader", name="Sidste menstruation")).to_be_visible()
