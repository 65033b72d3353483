"""Somebody with results of two laboratories and a practice, and the steps that release a group of methods.

The person is made up and is of no population, so everything on the page stands here. The laboratories are
those of the demonstration, whose registers say how they measure; haemoglobin is in no group to begin with.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace
from playwright.sync_api import Page, expect

from labsvar.identifiers.gln import check_digit
from labsvar.identifiers.person import made_up_number
from labsvar.letters import common
from labsvar.letters.catalogue import AnyLetter
from tests.builders import laboratory_report, limits, patient, result

NUMBER = made_up_number(date(1950, 3, 1), "female", 7)
WRITTEN = f"{NUMBER[:6]}-{NUMBER[6:]}"
AT = "/hub/tables/comparability"
HAEMOGLOBIN = "NPU02319"
GROUP = "Opdigtet hæmoglobinniveau"
ROW = (
    f"npu,{HAEMOGLOBIN},{GROUP},mmol/L,mmol/L,Opdigtet fotometri,,,,,,no,comparable,,,,"
    "Aftalt i en opdigtet gruppe,Labsvar (demonstration),1900-01-01,9999-12-31,\n"
)
_PRODUCERS = {
    "ZHA": "Opdigtet Universitetshospital",
    "ZHB": "Fantasi Sygehus",
    "ZPA": "Lægerne Opdigtet Torv",
}
_CREATININE, _CRP, _FERRITIN = "NPU18016", "NPU19748", "NPU19763"
# Days before the last one; the laboratory ZHA changes its instrument after two fifths of the period.
_SAMPLES = (
    ("ZHA", 0.97, "8.1", "71", "2.1", "95"),
    ("ZHB", 0.84, "8.0", "70", "1.9", "80"),
    ("ZHA", 0.72, "8.3", "74", "3.0", "97"),
    ("ZHB", 0.58, "8.2", "72", "2.4", "83"),
    ("ZHA", 0.33, "8.7", "83", "2.2", "102"),
    ("ZHA", 0.21, "8.6", "85", "41", "99"),
    ("ZHB", 0.09, "8.2", "73", "2.0", "82"),
)


def letters(*, until: date, years: float) -> Iterator[AnyLetter]:
    """The letters about the person, over the whole period; the last days are the practice's."""
    for number, (producer, share, *values) in enumerate(_SAMPLES):
        day = until - timedelta(days=int(share * years * 365.25))
        yield _letter(number, day, producer, tuple(_measured(values)))
    for number, (share, value) in enumerate(((0.2, "38"), (0.19, "12")), start=len(_SAMPLES)):
        day = until - timedelta(days=int(share * years * 365.25))
        quick = result(_CRP, value, short_name="C-reaktivt protein [CRP];P")
        yield _letter(number, day, "ZPA", (quick,))


def _measured(values: list[str]) -> Iterator[Any]:
    haemoglobin, creatinine, crp, ferritin = values
    interval = limits("7.3", "9.5")
    yield result(HAEMOGLOBIN, haemoglobin, "mmol/L", short_name="Hæmoglobin;B", interval=interval)
    interval = limits("45", "90")
    yield result(_CREATININE, creatinine, "µmol/L", short_name="Kreatinin;P", interval=interval)
    yield result(_CRP, crp, short_name="C-reaktivt protein [CRP];P", interval=limits(None, "8.0"))
    interval = limits("12", "300")
    yield result(_FERRITIN, ferritin, "µg/L", short_name="Ferritin;P", interval=interval)


def _letter(number: int, day: date, producer: str, results: tuple[Any, ...]) -> AnyLetter:
    by = common.Producer(identifier=_PRODUCERS[producer], identifier_code=producer)
    letter = laboratory_report(
        number=f"COMPARED{number}",
        sample_number=f"{producer}C{number}",
        production_number=f"PC{number}",
        sampled=f"{day.isoformat()} 09:15",
        resulted=f"{day.isoformat()} 13:00",
        authorised=f"{day.isoformat()} 13:05",
        patient=patient(NUMBER),
        results=tuple(replace(each, producer_of_lab_result=by) for each in results),
    )
    gln = {"ZHA": "579999999011", "ZHB": "579999999012", "ZPA": "579999999001"}[producer]
    sender = replace(
        letter.sender,
        ean_identifier=gln + check_digit(gln),
        organisation_name=_PRODUCERS[producer],
        from_lab_identifier=producer,
    )
    return replace(letter, sender=sender)


def draft(page: Page, *, emptied: bool = False) -> None:
    """Adds a row to the table of groups, or takes all away, and keeps it as a draft."""
    page.goto(f"{AT}?lang=da")
    rows = page.get_by_label("Rækker som CSV")
    heading, _, _ = rows.input_value().partition("\n")
    rows.fill(heading if emptied else rows.input_value() + ROW)
    page.get_by_label("Ejer").fill("Opdigtet gruppe")
    form = page.locator("form", has=page.locator("textarea"))
    form.get_by_label("Begrundelse").fill("Fælles niveau for hæmoglobin")
    form.get_by_role("button").click()
    expect(page.get_by_role("link", name="Hvad vil det ændre?").first).to_be_visible()


def what_if(page: Page) -> None:
    """Goes from the table to what its newest version would change."""
    page.goto(f"{AT}?lang=da")
    page.get_by_role("link", name="Hvad vil det ændre?").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("frigives")


def step(page: Page, button: str) -> None:
    """Reviews or releases the version whose changes are shown."""
    form = page.locator("main form").last
    form.get_by_label("Begrundelse").fill("Set og aftalt")
    form.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name="Versioner")).to_be_visible()
