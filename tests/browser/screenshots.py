"""Takes the pictures of the pages that the documentation shows, of a fresh demonstration.

python -m tests.browser.screenshots [CITIZENS]
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from labsvar.formats import xml
from labsvar.letters.catalogue import version_of
from tests import builders
from tests.browser import reference_samples, services
from tests.browser.conftest import launch, look_up
from tests.browser.exchange import Exchange, demonstration
from tests.browser.letters import pictured
from tests.browser.walk import find_on_hotel
from tests.plugins.browser import pytest_configure as find_browser

IMAGES = Path(__file__).parents[2] / "docs" / "images"
SIZES = {"": (1360, 900), "-phone": (390, 844)}
PATIENT = "251248-9996"


def main(citizens: int) -> None:
    """Writes a picture of each page, wide and narrow, light; and of one page in the dark."""
    find_browser()
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration(Path(folder), citizens=citizens, years=3.0) as exchange,
        sync_playwright() as playwright,
    ):
        exchange.wait_until_filled()
        for number, letter in enumerate(pictured()):
            namespace = version_of(letter).release.namespace
            exchange.post(
                xml.write(builders.emessage(letter, number=f"PICTURE{number}", namespace=namespace))
            )
        services.lay_out(exchange)
        reference_samples.lay_out(exchange)
        browser = launch(playwright)
        for suffix, size in SIZES.items():
            _pictures(browser, exchange, suffix, size)
        with opened(browser, exchange, "Nancy", SIZES[""], scheme="dark") as page:
            _shoot(page, "citizen-dark")
        _reception(browser, exchange)
        browser.close()


def _pictures(browser: Browser, exchange: Exchange, suffix: str, size: tuple[int, int]) -> None:
    with opened(browser, exchange, "", size) as page:
        _shoot(page, f"personas{suffix}")
    with opened(browser, exchange, "Nancy", size) as page:
        _shoot(page, f"citizen{suffix}")
    with opened(browser, exchange, "Læge Lærke", size) as page:
        look_up(page, PATIENT)
        for summary in page.locator("td summary", has_text="Tidligere værdi").all()[:1]:
            summary.click()
        page.evaluate("scrollTo(0, 0)")
        _shoot(page, f"clinician{suffix}")
        page.locator("thead details summary").first.click()
        page.locator("thead details a").first.click()
        page.wait_for_url("**/letters/*")
        _shoot(page, f"letter{suffix}")
        page.get_by_role("link", name="Mikrobiologi").click()
        page.wait_for_url("**/microbiology")
        _shoot(page, f"microbiology{suffix}")
        page.get_by_role("link", name="Patologi").click()
        page.wait_for_url("**/pathology")
        _shoot(page, f"pathology{suffix}")
        page.get_by_role("link", name="Rekvisitioner").click()
        page.wait_for_url("**/requisitions")
        _shoot(page, f"requisitions{suffix}")
    with opened(browser, exchange, "Overvågning", size) as page:
        look_up(page, PATIENT, at="/surveillance")
        page.get_by_role("row", name="XRPT06").get_by_role("link").first.click()
        page.wait_for_url("**/letters/*")
        _shoot(page, f"surveillance{suffix}")
    with opened(browser, exchange, "Drift", size) as page:
        _shoot(page, f"operations{suffix}")
        page.goto("/npn/stocks")
        _shoot(page, f"npn-stocks{suffix}")
        page.goto("/npn/connections")
        _shoot(page, f"npn-connections{suffix}")
    with opened(browser, exchange, "Bioanalytiker", size) as page:
        find_on_hotel(page)
        page.evaluate("scrollTo(0, 0)")
        _shoot(page, f"hotel{suffix}")
        link = page.get_by_role("link", name="Udskriv etiketter").first.get_attribute("href")
        _draw(page.request.get(str(link)).body(), "hotel-labels")
    with opened(browser, exchange, "Nancy", size) as page:
        page.goto("/me/log")
        _shoot(page, f"log{suffix}")


def _reception(browser: Browser, exchange: Exchange) -> None:
    """A request that was sent ahead of its sample, found at the reference laboratory; the page in its whole length."""
    with opened(browser, exchange, "Laborant Rav", SIZES[""]) as page:
        page.goto("/reference/reception")
        page.get_by_label("Nummer på prøven").fill(reference_samples.PRODUCTION)
        page.get_by_role("button", name="Find rekvisitionen").click()
        page.get_by_role("button", name="Markér som modtaget").wait_for()
        page.screenshot(path=IMAGES / "reference-reception.png", full_page=True)


@contextmanager
def opened(
    browser: Browser, exchange: Exchange, persona: str, size: tuple[int, int], *, scheme: str = "light"
) -> Iterator[Page]:
    """A page of a browser of its own, signed in as a persona."""
    width, height = size
    context = browser.new_context(
        base_url=exchange.address,
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="da-DK",
        device_scale_factor=1,
    )
    page = context.new_page()
    page.goto("/")
    if persona:
        page.get_by_role("button", name=persona).first.click()
        page.wait_for_load_state()
    try:
        yield page
    finally:
        context.close()


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"{name}.png")


def _draw(pdf: bytes, name: str) -> None:
    """The pages of a small document, beside one another."""
    document = pypdfium2.PdfDocument(pdf)
    drawn = [page.render(scale=3).to_pil() for page in document]
    document.close()
    gap = 12
    width = sum(each.width + gap for each in drawn) + gap
    picture = Image.new("RGB", (width, max(each.height for each in drawn) + 2 * gap), "#d8dcdc")
    x = gap
    for each in drawn:
        picture.paste(each, (x, gap))
        x += each.width + gap
    picture.save(IMAGES / f"{name}.png")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
