"""Takes the pictures of methods and comparable groups, before and after a release, of a fresh demonstration.

python -m tests.browser.comparability_screenshots
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from labsvar.formats import xml
from labsvar.letters.catalogue import version_of
from tests import builders
from tests.browser import comparing
from tests.browser.conftest import launch, look_up
from tests.browser.exchange import Exchange, demonstration
from tests.browser.screenshots import IMAGES, opened
from tests.plugins.browser import pytest_configure as find_browser

CITIZENS, YEARS = 40, 3.0
WIDE, PAPER = (1500, 900), (1123, 794)
"""The second is a sheet of A4, lying, in the browser's own measure."""


def main() -> None:
    """Writes each picture; between the first and the others a group is released by two people."""
    find_browser()
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration(Path(folder), citizens=CITIZENS, years=YEARS) as exchange,
        sync_playwright() as playwright,
    ):
        exchange.wait_until_filled()
        for number, letter in enumerate(comparing.letters(until=datetime.now(UTC).date(), years=YEARS)):
            namespace = version_of(letter).release.namespace
            body = builders.emessage(letter, number=f"COMPARED{number}", namespace=namespace)
            assert exchange.post(xml.write(body)).status_code == 200
        browser = launch(playwright)
        _citizen(browser, exchange, "comparability-before")
        _release(browser, exchange)
        _citizen(browser, exchange, "comparability-after")
        _details(browser, exchange)
        browser.close()


def _citizen(browser: Browser, exchange: Exchange, name: str) -> None:
    with opened(browser, exchange, "Læge Lærke", WIDE) as page:
        look_up(page, comparing.WRITTEN)
        page.evaluate("scrollTo(0, 0)")
        _shoot(page, name)


def _release(browser: Browser, exchange: Exchange) -> None:
    with opened(browser, exchange, "Administrator Prøve", WIDE) as one:
        comparing.draft(one)
        comparing.what_if(one)
        _shoot(one, "comparability-what-if")
        with opened(browser, exchange, "Administrator Rosen", WIDE) as other:
            comparing.what_if(other)
            comparing.step(other, "Gennemset og godkendt")
        comparing.what_if(one)
        comparing.step(one, "Frigiv")


def _details(browser: Browser, exchange: Exchange) -> None:
    """The break of a trend across a method change, and the printed page."""
    with opened(browser, exchange, "Læge Lærke", WIDE) as page:
        look_up(page, comparing.WRITTEN)
        at = page.url
        page.goto(f"{at}?text=Hæmoglobin")
        page.locator("tr.analysis").first.screenshot(path=IMAGES / "comparability-method-change.png")
    with opened(browser, exchange, "Læge Lærke", PAPER) as page:
        page.goto("/patients")
        look_up(page, comparing.WRITTEN)
        page.emulate_media(media="print")
        _shoot(page, "comparability-print")


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"{name}.png", full_page=True)


if __name__ == "__main__":
    main()
