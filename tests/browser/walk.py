"""One walk through every page, in light and dark, wide and narrow, and what was noticed on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import PageOf, look_up

PERSONAS = {
    "": {"personas": "/persona"},
    "Nancy": {
        "own results": "/me",
        "own microbiology": "/me/microbiology",
        "own pathology": "/me/pathology",
        "own genetics": "/me/genetics",
        "own requisitions": "/me/requisitions",
        "own log": "/me/log",
        "own blocking": "/me/blocking",
        "no such page": "/nothing",
    },
    "Læge Lærke": {
        "finding a patient": "/patients",
        "a patient's results": "",
        "a patient's microbiology": "",
        "one letter": "",
        "one requisition": "",
    },
    "Sekretær Gran": {"a clinic's rows": "/clinic", "local codes": "/local-codes"},
    "Drift": {
        "operations": "/operations",
        "alarms": "/operations/alarms",
        "deliveries": "/operations/deliveries",
        "does it match": "/reconcile",
        "who draws sample numbers": "/npn/connections",
        "stocks of sample numbers": "/npn/stocks",
        "one letter's findings": "",
    },
    "Bioanalytiker": {"finding requisitions": "/hotel", "a citizen's requisitions on the hotel": ""},
    "Hjælper": {"helping": "/helping"},
    "Leverandør": {"a supplier's own accounts": "/npn/supplier"},
    "Administrator": {
        "accounts": "/accounts",
        "mandates": "/mandates",
        "systems": "/systems",
        "one system": "/systems/1",
        "code tables": "/hub/tables",
        "one code table": "/hub/tables/codes",
    },
    "Overvågning": {
        "rights": "/rights",
        "finding a person for surveillance": "/surveillance",
        "notifiable findings": "/surveillance/notifiable",
        "refused rows": "/surveillance/refusals",
        "a person's microbiology for surveillance": "",
        "one letter for surveillance": "",
    },
}
EVERY_PAGE = tuple(name for pages in PERSONAS.values() for name in pages)
WIDTHS = (320, 390, 800)


@dataclass
class Noticed:
    """What was noticed on one page."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    too_wide_at: list[int] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def walk(open_page: PageOf, axe: str) -> dict[str, Noticed]:
    """Walks through every page once, as each kind of reader."""
    noticed = {name: Noticed() for name in EVERY_PAGE}
    for persona, pages in PERSONAS.items():
        with open_page(persona) as page:
            told: list[str] = []
            _listen(page, told)
            for name, path in pages.items():
                _go(page, name, path)
                look(page, noticed[name], axe)
                noticed[name].told = list(told)
                told.clear()
    return noticed


def _go(page: Page, name: str, path: str) -> None:
    if path:
        page.goto(path)
    elif name == "a citizen's requisitions on the hotel":
        find_on_hotel(page)
    elif name == "one letter's findings":
        page.goto("/operations?state=refused")
        page.locator("tbody a").first.click()
        page.wait_for_url("**/operations/letters/*")
    else:
        _in_context(page, name)


def find_on_hotel(page: Page, number: str = "251248-9996") -> None:
    """Looks a citizen's requisitions up, and fetches the one that was uploaded last, unless it is here already."""
    page.goto("/hotel")
    page.get_by_label("CPR-nummer").fill(number)
    page.get_by_role("button", name="Vis rekvisitioner").click()
    page.wait_for_url("**/hotel/*")
    fetch = page.locator("section.card").first.get_by_role("button", name="Hent til prøvetagning")
    if fetch.count():
        fetch.click()
        page.get_by_role("button", name="Giv glassene numre").click()
        page.wait_for_load_state()


def _in_context(page: Page, name: str) -> None:
    surveyed = "surveillance" in name
    look_up(page, at="/surveillance" if surveyed else "/patients")
    if name == "a patient's microbiology":
        page.get_by_role("link", name="Mikrobiologi").click()
        page.wait_for_url("**/microbiology")
    elif name == "one letter":
        letter = page.locator("thead details", has_text="Bemærkning").first
        letter.locator("summary").click()
        letter.locator("a").first.click()
        page.wait_for_url("**/letters/*")
    elif name == "one requisition":
        page.get_by_role("link", name="Rekvisitioner").click()
        page.get_by_label("Rekvisitionsnummer").fill("R0001")
        page.get_by_role("button", name="Vis", exact=True).click()
        page.get_by_role("link", name="Kalium;P").first.click()
        page.wait_for_url("**/requisitions/*")
    elif name == "one letter for surveillance":
        page.get_by_role("row", name="XRPT06").get_by_role("link").first.click()
        page.wait_for_url("**/letters/*")


def look(page: Page, noticed: Noticed, axe: str) -> None:
    """Looks at a page with everything unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    page.evaluate(axe)
    noticed.faults["light"] = _serious(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            noticed.too_wide_at.append(width)
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    noticed.faults["dark, on a phone"] = _serious(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 844})


def _serious(page: Page) -> list[str]:
    """What axe-core finds serious or critical, with the element it finds it at."""
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run({resultTypes: ['violations']}).then(result => result.violations)"
    )
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def _listen(page: Page, told: list[str]) -> None:
    """Notes what the browser complains of: refused by the policy, missing, failing."""
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on(
        "response",
        lambda answer: (
            told.append(answer.url) if answer.status >= 400 and "/nothing" not in answer.url else None
        ),
    )
