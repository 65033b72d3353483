"""The editor of methods and groups, what a release would change, and what it then changes (S5, S23)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from html import unescape
from typing import Any

import httpx
import pytest
from lxml import html

from labsvar.codetables import write_csv
from labsvar.comparability import LoincRow, MemberRow, MethodRow
from tests.builders import limits, result
from tests.integration.web.site import Browser, Person, Site, new_person

AT = "/hub/tables/comparability"
CODE, UNIT = "NPU03230", "mmol/L"
METHODS = {
    "ZY1": [
        MethodRow(
            producer="ZY1",
            code_system="npu",
            code=CODE,
            method="Prøvemetode",
            instrument="Gammel",
            valid_to=date(2026, 2, 28),
        ),
        MethodRow(
            producer="ZY1",
            code_system="npu",
            code=CODE,
            method="Prøvemetode",
            instrument="Ny",
            valid_from=date(2026, 3, 1),
        ),
    ],
    "ZY2": [MethodRow(producer="ZY2", code_system="npu", code=CODE, method="Anden metode")],
}
GROUP = [
    MemberRow(
        code_system="npu",
        code=CODE,
        group="Prøvegruppe",
        unit=UNIT,
        group_unit=UNIT,
        method="Prøvemetode",
        outcome="comparable",
        maintainer="Testlab",
    ),
    MemberRow(
        code_system="npu",
        code=CODE,
        group="Prøvegruppe",
        unit=UNIT,
        group_unit=UNIT,
        method="Anden metode",
        outcome="converted",
        factor="2",
        offset="-0.5",
        maintainer="Testlab",
    ),
]


def draft(browser: Browser, text: str, *, at: str = AT) -> httpx.Response:
    return browser.post(f"{at}/draft", {"owner": "Testlab", "reason": "a test", "rows": text}, at=at)


def step(
    browser: Browser, name: str, version: int, *, at: str = AT, confirmed: bool = True
) -> httpx.Response:
    fields = {"version": str(version), "reason": "seen"} | ({"empty": "yes"} if confirmed else {})
    return browser.post(f"{at}/{name}", fields, at=at)


def released(demo: Site, text: str, *, at: str = AT) -> int:
    """Takes a table through every step, as two administrators; its version."""
    with demo.browser("administrator") as one, demo.browser("administrator-2") as other:
        assert draft(one, text, at=at).status_code == 200
        version = newest(demo, at)
        assert step(other, "review", version, at=at).status_code == 200
        assert step(one, "release", version, at=at).status_code == 200
    return version


def newest(demo: Site, at: str = AT) -> int:
    name = "comparability/groups" if at == AT else at.rpartition("/")[2].replace("-", "/", 1)
    return demo.database.code_tables.versions(name)[0].version


def words(markup: str) -> str:
    """The words of a page or a part of one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def said(page: httpx.Response) -> str:
    """The words of a page."""
    return words(page.text)


def found(page: httpx.Response, path: str) -> list[Any]:
    """What an XPath finds on a page."""
    return list(html.fromstring(page.text).xpath(path))  # type: ignore[arg-type]  # paths of ours give lists


def rows_of(page: httpx.Response) -> list[str]:
    """What stands on each row of the analysis, in words."""
    rows = found(page, "//tr[contains(@class, 'analysis')]")
    return [words(html.tostring(row, encoding="unicode")) for row in rows]


@pytest.fixture(scope="module")
def person(demo: Site) -> Person:
    """Somebody with results of one analysis from two laboratories, one of which changes its instrument."""
    somebody = new_person()
    for number, (day, value, producer) in enumerate(
        (("01-05", "4.0", "ZY1"), ("02-05", "4.1", "ZY1"), ("03-05", "4.4", "ZY1"), ("04-05", "2.0", "ZY2"))
    ):
        sent = result(CODE, value, UNIT, producer=producer, interval=limits("3.5", "4.6"))
        demo.stored(
            somebody.report(
                results=(sent,), sampled=f"2026-{day} 08:00", sample_number=f"{producer}-{number}"
            )
        )
    for producer, rows in METHODS.items():
        released(demo, write_csv(MethodRow, rows), at=f"/hub/tables/methods-{producer}")
    return somebody


@contextmanager
def looking(demo: Site, person: Person) -> Iterator[tuple[Browser, str]]:
    """A clinician who has opened the person; the address of the table."""
    with demo.browser("gp") as browser:
        yield browser, browser.open_patient(person)


@pytest.fixture
def grouped(demo: Site, person: Person) -> Iterator[Person]:
    """The group is released for one test; an empty table ends it."""
    released(demo, write_csv(MemberRow, GROUP))
    yield person
    released(demo, write_csv(MemberRow, []))


def test_a_row_names_its_method_and_each_method_has_its_own(demo: Site, person: Person) -> None:
    """A laboratory's new instrument begins a new row until a group says that the two go together."""
    with looking(demo, person) as (browser, at):
        rows = rows_of(browser.get(at, params={"lang": "da"}))
    assert len(rows) == 3
    assert sum("Prøvemetode, Gammel" in row for row in rows) == 1
    assert sum("Prøvemetode, Ny" in row for row in rows) == 1
    assert sum("Anden metode" in row for row in rows) == 1


def test_a_table_without_rows_is_told_of_and_released_only_when_that_is_confirmed(demo: Site) -> None:
    """A heading alone ends all that the table says: both pages with the button say so, and ask."""
    with demo.browser("administrator") as one, demo.browser("administrator-2") as other:
        assert draft(one, write_csv(MemberRow, [])).status_code == 200
        version = newest(demo)
        assert "Versionen har ingen rækker" in other.get(AT, params={"lang": "da"}).text
        assert step(other, "review", version).status_code == 200
        for page in (AT, f"{AT}/what-if/{version}"):
            text = other.get(page).text
            assert ("Versionen har ingen rækker" in text, 'name="empty"' in text) == (True, True)
        refused = step(other, "release", version, confirmed=False)
        assert (refused.status_code, "Sæt mærket ved Ja" in refused.text) == (400, True)
        assert demo.database.code_tables.versions("comparability/groups")[0].state == "reviewed"
        assert step(other, "release", version).status_code == 200


def test_before_a_release_a_page_tells_what_it_would_change_and_names_nobody(
    demo: Site, person: Person
) -> None:
    """Three rows become one, four results move and one is converted; the draft itself changes nothing."""
    with demo.browser("administrator") as browser:
        assert draft(browser, write_csv(MemberRow, GROUP)).status_code == 200
        version = newest(demo)
        assert f"{AT}/what-if/{version}" in browser.get(AT).text
        page = browser.get(f"{AT}/what-if/{version}", params={"lang": "da"})
        text = said(page)
        assert "3 rækker samles til 1" in text
        assert "Svar på de rækker 4" in text
        assert "Svar, der også vises omregnet 1" in text
        assert "Prøvegruppe (× 2 − 0.5)" in text
        assert "ZY1 · Prøvemetode, Gammel: 2 svar" in text
        assert person.name not in page.text
        assert person.number not in page.text
        for nothing in (f"{AT}/what-if/9999", "/hub/tables/notifiable/what-if/1", f"{AT}/what-if/x"):
            assert browser.get(nothing).status_code == 404
        empty = draft(browser, write_csv(MemberRow, []))
        assert empty.status_code == 200
        page = browser.get(f"{AT}/what-if/{newest(demo)}", params={"lang": "da"})
        assert "Ingen gemte svar skifter række." in said(page)
    with looking(demo, person) as (browser, at):
        assert len(rows_of(browser.get(at))) == 3
        assert browser.get(f"{AT}/what-if/{version}").status_code == 403
    with demo.browser("operator") as operator:
        assert operator.get(f"{AT}/what-if/{version}").status_code == 200


def test_a_released_group_gathers_its_results_on_one_row_at_once(demo: Site, grouped: Person) -> None:
    """The converted value stands beside the one that was sent, with factor and group; the trend has breaks."""
    with looking(demo, grouped) as (browser, at):
        (row,) = rows_of(browser.get(at, params={"lang": "da"}))
        assert "Sammenlignelige metoder: Prøvegruppe" in row
        assert "2.0 Omregnet til Prøvegruppe: 3.5 mmol/L (× 2 − 0.5) ZY2 Anden metode" in row
        assert "4.0 ZY1 Prøvemetode, Gammel" in row
        assert "5. mar. 2026 skifter metoden: Prøvemetode, Gammel → Prøvemetode, Ny" in row
        assert "1 af værdierne er tegnet omregnet" in row
        page = browser.get(at)
        assert len(found(page, "//line[@class='trend-break']")) == 2
        assert [len(each.split()) for each in found(page, "//polyline/@points")] == [2]


def test_one_switch_shows_rows_apart_or_by_code_and_every_link_keeps_it(demo: Site, grouped: Person) -> None:
    """Without script: the choice is in the address. What is no choice shows the groups."""
    with looking(demo, grouped) as (browser, at):
        assert len(rows_of(browser.get(at, params={"rows": "nonsense"}))) == 1
        assert len(rows_of(browser.get(at, params={"rows": "apart"}))) == 3
        by_code = browser.get(at, params={"rows": "codes", "since": "2026-01-01", "lang": "da"})
        (row,) = rows_of(by_code)
        assert "2.0 ZY2 Anden metode" in row
        assert "Omregnet" not in row
        assert found(by_code, "//form[@class='filter']//input[@name='rows']/@value") == ["codes"]
        assert found(by_code, "//form[@class='filter']//a/@href") == [f"{at}?rows=codes"]
        choices = found(by_code, "//nav[@class='rows-choice']//a/@href")
        assert choices == [f"{at}?since=2026-01-01{more}" for more in ("", "&rows=apart", "&rows=codes")]
        assert all("rows=codes" in each for each in found(by_code, "//a[contains(@href, 'lang=en')]/@href"))


def test_released_tables_are_read_once_and_again_after_a_release(demo: Site, person: Person) -> None:
    """Also when somebody else released: the question is put to the database."""
    known = demo.database.comparability
    before = known.in_use()
    assert known.in_use() is before
    number = released(demo, write_csv(MemberRow, []))
    after = known.in_use()
    assert after is not before
    assert known.in_use() is after
    assert demo.database.code_tables.versions("comparability/groups")[0].version == number


def test_each_table_takes_its_own_rows_only(demo: Site) -> None:
    """Faults are told by line and field; a register holds one laboratory, the one of its name."""
    with demo.browser("administrator") as browser:
        text = said(browser.get("/hub/tables", params={"lang": "da"}))
        for name in (
            "Sammenlignelige metoder",
            "Navne på metoder",
            "LOINC til NPU",
            "Laboratoriernes metoder",
        ):
            assert name in text
        bad = write_csv(MemberRow, GROUP).replace("converted,2,", "converted,,")
        refused = draft(browser, bad)
        assert refused.status_code == 400
        assert "3" in said(refused)
        register = write_csv(MethodRow, METHODS["ZY2"])
        assert draft(browser, register, at="/hub/tables/methods-ZY3").status_code == 400
        assert draft(browser, "", at="/hub/tables/methods-ZY3").status_code == 400
        assert browser.get("/hub/tables/methods-").status_code == 404
        assert "ZY2" in browser.get("/hub/tables/methods-ZY2/csv").text
        other = write_csv(
            MethodRow,
            [
                MethodRow(
                    producer="99", producer_kind="sor", country="SE", code_system="npu", code=CODE, method="m"
                )
            ],
        )
        assert draft(browser, other, at="/hub/tables/methods-sor.99").status_code == 200
        loinc = write_csv(LoincRow, [LoincRow(loinc="99999-9", unit=UNIT, npu=CODE)])
        assert draft(browser, loinc, at="/hub/tables/loinc").status_code == 200
        assert "methods-sor.99" in browser.get("/hub/tables").text
