"""Takes the pictures of what belongs to sharing local results, of a fresh demonstration.

python -m tests.browser.sharing [CITIZENS]
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import practice
from tests.browser.conftest import launch
from tests.browser.exchange import Exchange, demonstration
from tests.browser.screenshots import IMAGES, SIZES, opened
from tests.plugins.browser import pytest_configure as find_browser


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
