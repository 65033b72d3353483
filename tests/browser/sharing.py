"""Takes the pictures of what belongs to sharing local results, of a fresh demonstration.

python -m tests.browser.sharing [CITIZENS]
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from labsvar.formats import xml
from labsvar.letters.catalogue import version_of
from tests import builders
from tests.browser import practice
from tests.browser.conftest import launch
from tests.browser.exchange import Exchange, demonstration
from tests.browser.screenshots import IMAGES, SIZES, opened
from tests.plugins.browser import pytest_configure as find_browser
from tests.unit.notifiable.test_matching import grown


def main(citizens: int) -> None:
    """Writes the pictures: a clinic's rows, a code table, notifiable findings, blocking, and a profile."""
    find_browser()
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration(Path(folder), citizens=citizens, years=1.0) as exchange,
        sync_playwright() as playwright,
    ):
        exchange.wait_until_filled()
        practice.share(exchange)
        _infect(exchange)
        browser = launch(playwright)
        last = datetime.now(UTC).date()
        days = f"first={last - timedelta(days=91)}&last={last}"
        for name, persona, path in (
            ("clinic", "Sekretær Gran", "/clinic"),
            ("code-table", "Administrator", "/hub/tables/codes"),
            ("notifiable", "Overvågning", f"/surveillance/notifiable?{days}"),
        ):
            with opened(browser, exchange, persona, SIZES[""]) as page:
                page.goto(path)
                page.screenshot(path=IMAGES / f"{name}.png")
        _blocking(browser, exchange)
        with opened(browser, exchange, "", SIZES[""]) as page:
            page.goto(practice.profile(exchange.folder).as_uri())
            page.screenshot(path=IMAGES / "profile.png")
        browser.close()


def _infect(exchange: Exchange) -> None:
    """Sends a few findings that are notifiable, of the last week."""
    day = datetime.now(UTC).date() - timedelta(days=3)
    for number, name in enumerate(("Neisseria gonorrhoeae", "Salmonella enterica", "Campylobacter jejuni")):
        found = grown(name).laboratory_results.investigations[0]  # type: ignore[union-attr]  # an XRPT05
        letter = builders.microbiology_report(
            number=f"FOUND{number}",
            sample_number=f"F{number}",
            production_number=f"F{number}",
            sampled=f"{day} 08:15",
            received=f"{day} 10:15",
            resulted=f"{day} 14:15",
            authorised=f"{day} 14:20",
            investigations=(found,),
        )
        namespace = version_of(letter).release.namespace
        message = builders.emessage(letter, number=f"FOUNDE{number}", namespace=namespace)
        assert exchange.post(xml.write(message)).status_code == 200


def _blocking(browser: Browser, exchange: Exchange) -> None:
    """A citizen has just blocked the results from one place."""
    with opened(browser, exchange, "Nancy", SIZES[""]) as page:
        page.goto("/me/blocking")
        page.get_by_label("Svar fra et sted").select_option(index=1)
        page.get_by_role("button", name="Sæt").click()
        page.wait_for_load_state()
        page.screenshot(path=IMAGES / "blocking.png")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
