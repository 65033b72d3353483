"""Takes the pictures of the pages that the documentation shows, into docs/images.

Starts a demonstration of its own in a folder that is removed afterwards, sends it the example letters,
and looks at it as several personas with headless Chromium.

    .venv/bin/python -m tools.screenshots [CHROMIUM]
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
EXAMPLES = ROOT / "docs" / "examples"
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
CITIZEN = "Nancy Ann Test Berggren"
NUMBER = "2512489996"


@contextmanager
def demonstration(folder: Path) -> Iterator[str]:
    """The address of a demonstration that is filled."""
    program = Path(sys.executable).with_name("labsvar")
    command = [
        str(program),
        "up",
        "--demo",
        "--port",
        "0",
        "--data",
        str(folder / "data"),
        "--language",
        "en",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    address = ""
    try:
        for line in process.stdout:
            if found := re.search(r"http://\S+/", line):
                address = address or found[0]
            if "demonstration is filled" in line:
                break
        subprocess.run([str(program), "send", str(EXAMPLES / "blood.xml"), "--to", address], check=True)
        yield address
    finally:
        process.terminate()
        process.wait(60)


def signed_in(browser: Browser, address: str, persona: str, *, size: dict[str, int]) -> Page:
    """A page as a persona sees it first."""
    context = browser.new_context(viewport=size, locale="da-DK", device_scale_factor=1)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name=persona).first.click()
    page.wait_for_load_state()
    return page


def take(page: Page, name: str, *, whole: bool = False) -> None:
    """Writes what a page shows as docs/images/NAME.png."""
    page.screenshot(path=IMAGES / f"{name}.png", full_page=whole)
    print(f"docs/images/{name}.png")


def citizen(browser: Browser, address: str) -> None:
    """The citizen's own results, on a desk and on a phone; microbiology; the log."""
    page = signed_in(browser, address, CITIZEN, size=DESKTOP)
    take(page, "citizen")
    page.get_by_role("link", name="Adgangslog").click()
    take(page, "citizen-log")
    phone = signed_in(browser, address, CITIZEN, size=PHONE)
    take(phone, "citizen-phone")


def clinician(browser: Browser, address: str) -> None:
    """A clinician looks the same person up, with a reason."""
    page = signed_in(browser, address, "Læge Lærke Prøve", size=DESKTOP)
    take(page, "clinician-look-up")
    page.locator("input[name=number]").fill(NUMBER)
    page.locator("input[name=number]").press("Enter")
    page.wait_for_load_state()
    take(page, "clinician")
    page.get_by_role("link", name="Mikrobiologi").first.click()
    take(page, "microbiology", whole=True)


def operator(browser: Browser, address: str) -> None:
    """The operator's list of letters."""
    page = signed_in(browser, address, "Drift Prøve", size=DESKTOP)
    take(page, "operations")


def main() -> None:
    """Takes them all."""
    IMAGES.mkdir(exist_ok=True)
    chromium = sys.argv[1] if len(sys.argv) > 1 else CHROMIUM
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration(Path(folder)) as address,
        sync_playwright() as driver,
    ):
        time.sleep(1)
        browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
        citizen(browser, address)
        clinician(browser, address)
        operator(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
