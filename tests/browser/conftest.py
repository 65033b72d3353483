"""A real browser on a real installation.

`LABSVAR_CHROMIUM` names the browser; without one these tests are skipped, which under CI is a failure.
Everything is closed with the last of them: Playwright keeps an event loop running, in which no other
test could run its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from labsvar.formats import xml
from labsvar.letters.catalogue import version_of
from tests import builders
from tests.browser import practice, services
from tests.browser.exchange import Exchange, demonstration
from tests.browser.letters import LETTERS, OTHERS
from tests.plugins.tracing import programs_untraced

ARGUMENTS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=da-DK",
]
PageOf = Callable[..., Any]
# What the browser does in a moment takes long where the machine has other things to do; nothing is slower for it.
expect.set_options(timeout=30_000)


def launch(playwright: Any) -> Browser:
    """The browser of this machine. Skips when there is none."""
    program = os.environ.get("LABSVAR_CHROMIUM")
    if not program:
        pytest.skip("no Chromium on this machine (LABSVAR_CHROMIUM)")
    browser: Browser = playwright.chromium.launch(
        executable_path=program, args=ARGUMENTS, env={**os.environ, "LANG": "da_DK.UTF-8", "LANGUAGE": "da"}
    )
    return browser


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchange]:
    """A demonstration with a few citizens, and letters that have something of everything."""
    folder = tmp_path_factory.mktemp("demo")
    with programs_untraced(), demonstration(folder, citizens=3, years=0.5) as running:
        running.wait_until_filled()
        for number, letter in enumerate((*LETTERS, *OTHERS)):
            namespace = version_of(letter).release.namespace
            body = xml.write(builders.emessage(letter, number=f"BROWSER{number}", namespace=namespace))
            assert running.post(body).status_code == 200
        refused = xml.write(builders.emessage(LETTERS[0], number="BROWSERX"))
        assert running.post(refused.replace(b"svar_endeligt", b"svar_ukendt")).status_code == 422
        practice.share(running)
        services.lay_out(running)
        yield running


@pytest.fixture(scope="package")
def open_page(chromium: Browser, exchange: Exchange) -> PageOf:
    """`with open_page("Læge Lærke", width=390) as page:` a browser signed in as a persona."""

    @contextmanager
    def opened(persona: str, *, width: int = 1280, script: bool = True, **options: Any) -> Iterator[Page]:
        context = chromium.new_context(
            base_url=exchange.address,
            viewport={"width": width, "height": 844},
            java_script_enabled=script,
            locale="da-DK",
            **options,
        )
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto("/")
        if persona:
            page.get_by_role("button", name=persona).first.click()
        try:
            yield page
        finally:
            context.close()

    return opened


def look_up(page: Page, number: str = "251248-9996", *, at: str = "/patients") -> None:
    """Looks a person up as a clinician, or as surveillance."""
    page.goto(at)
    form = page.get_by_role("heading", level=1)
    title = form.inner_text()
    page.get_by_label("CPR-nummer").fill(number)
    page.get_by_role("button", name="Vis svar").click()
    expect(form).not_to_have_text(title)
