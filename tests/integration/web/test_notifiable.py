"""Notifiable findings on the page of the surveillance role; local codes on theirs and at the door."""

from __future__ import annotations

import re
from datetime import date

import pytest
from msgspec.structs import replace

from labsvar.codetables import write_csv
from labsvar.localcodes import LocalCode
from labsvar.notifiable import Row
from tests import builders
from tests.integration.web.site import Browser, Person, Site, new_person
from tests.integration.web.test_looks import events
from tests.integration.web.test_record import words
from tests.integration.web.test_surveillance import open_person
from tests.unit.notifiable.test_matching import grown

AT = "/surveillance/notifiable"
DAYS = {"first": "2031-05-01", "last": "2031-05-31"}
"""A period that no other test has samples of."""


def infected(site: Site, name: str = "Neisseria gonorrhoeae", *, given: bool | None = None) -> Person:
    person = new_person()
    one = grown(name).laboratory_results.investigations[0]  # type: ignore[union-attr]  # an XRPT05
    site.stored(person.culture(given=given, investigations=(one,), sampled="2031-05-02 08:15"))
    return person


def page_of(browser: Browser, **more: str) -> str:
    answer = browser.post(AT, {**DAYS, "reason": "outbreak", "words": "", **more}, at=AT)
    return words(answer.text)


def test_counts_name_nobody_and_leave_no_event(demo: Site) -> None:
    person = infected(demo, "Bacillus anthracis")
    with demo.browser("surveillance") as browser:
        shown = words(browser.get(AT, params={**DAYS, "lang": "da"}).text)
        assert re.search(r"1a: telefon og skriftligt.* Miltbrand Testsygehuset", shown)
        assert "Anthrax" in words(browser.get(AT, params={**DAYS, "lang": "en"}).text)
    assert person.name not in shown
    assert [each for each in events(demo, person) if "notifiable" in str(each)] == []


def test_the_list_shows_each_person_and_leaves_one_event_each_with_the_reason(demo: Site) -> None:
    """S14, S18: refusal keeps nothing from it, and the citizen reads who looked."""
    person, healthy = infected(demo, given=False), infected(demo, "Escherichia coli")
    with demo.browser("surveillance") as browser:
        browser.get(AT, params={"lang": "da"})
        shown = page_of(browser)
    assert person.name in shown
    assert "Gonorré" in shown
    assert healthy.name not in shown
    looked = [each for each in events(demo, person) if "notifiable" in str(each)]
    assert len(looked) == 1
    assert "outbreak" in str(looked)
    assert events(demo, healthy) == []


def test_a_person_s_letters_are_flagged_for_surveillance_and_for_nobody_else(demo: Site) -> None:
    person = infected(demo, "Neisseria meningitidis")
    found = infected(demo, "Bacillus anthracis")
    with demo.browser("surveillance") as browser:
        assert "Anmeldepligtig: Miltbrand, 1a" in words(
            browser.get(open_person(browser, found), params={"lang": "da"}).text
        )
        # Grown from no material of an invasive disease.
        assert "Anmeldepligtig:" not in words(browser.get(open_person(browser, person)).text)
    with demo.browser("gp") as browser:
        at = browser.open_patient(found)
        assert "Anmeldepligtig" not in words(browser.get(f"{at}/microbiology").text)


def test_a_list_is_asked_for_with_a_reason_and_days_that_can_be(demo: Site) -> None:
    with demo.browser("surveillance") as browser:
        browser.get(AT, params={"lang": "en"})
        assert "Who" in page_of(browser, first="2031-05-31", last="2031-05-31")
        for wrong in (
            {"reason": "curiosity"},
            {"reason": "other"},
            {"first": "2031-06-01"},
            {"first": "2031-02-01"},
            {"first": "in May"},
            {"first": "9999-12-01", "last": "9999-12-31"},
        ):
            answer = browser.post(AT, {**DAYS, "reason": "outbreak", "words": "", **wrong}, at=AT)
            assert answer.status_code == 400, wrong
            assert 'role="alert"' in answer.text
        assert browser.get(AT, params={"first": "x", "last": "y"}).status_code == 400
        assert browser.get(AT).status_code == 200


def test_administrators_edit_the_table_of_notifiable_findings_as_every_other(demo: Site) -> None:
    """It begins as an assumption, and says so; a disease that is none is refused by its line."""
    table = "/hub/tables/notifiable"
    with demo.browser("administrator") as browser:
        shown = browser.get(table, params={"lang": "da"}).text
        assert "Antagelse" in shown
        rows = write_csv(Row, [Row(what="organism", finding="X", disease="Hiv")])
        wrong = {"owner": "SSI", "reason": "a test", "rows": rows.replace("Hiv", "Hoste")}
        refused = browser.post(f"{table}/draft", wrong, at=table)
        assert refused.status_code == 400
        assert "Linje 2" in words(refused.text)
        kept = browser.post(f"{table}/draft", {**wrong, "rows": rows}, at=table)
        assert kept.status_code == 200
        assert "Udkast" in words(kept.text)


LIST = [
    LocalCode(laboratory="ZÆZ", code="TST1", meaning="Prøve et", owner="Testlab", equivalent="NPU19748"),
    LocalCode(laboratory="ZÆZ", code="TST2", meaning="Prøve to", owner="Testlab", replaced_by="TST1"),
]


@pytest.fixture(scope="module")
def listed(demo: Site) -> Site:
    """A site with a released list of a laboratory of our own, and two results under one of its codes."""
    tables = demo.database.code_tables
    number = tables.draft("local-codes/ZÆZ", write_csv(LocalCode, LIST), owner="Testlab", who="A", reason="x")
    tables.review("local-codes/ZÆZ", number, who="B", reason="x")
    tables.release("local-codes/ZÆZ", number, who="B", reason="x")
    result = builders.result("TST2", "1", None)
    analysis = replace(result.analysis, analysis_code_type="lokal", analysis_code_responsible="ZÆZ")
    for _ in range(2):
        demo.stored(new_person().report(results=(replace(result, analysis=analysis),)))
    return demo


def test_local_codes_are_looked_up_on_a_page(listed: Site) -> None:
    """Results are counted when that is asked for: how many use a code, and a code without an equivalent."""
    with listed.browser("gp") as browser:
        found = words(browser.get("/local-codes", params={"code": "TST1", "lang": "da"}).text)
        assert "ZÆZ TST1 Prøve et – NPU19748" in found
        assert "TST2" not in found
        counted = words(
            browser.get("/local-codes", params={"laboratory": "zæz", "count": "yes", "lacking": "yes"}).text
        )
        assert "ZÆZ 1 1 2 2" in counted
        assert "ZÆZ TST2 Prøve to TST1 – – Testlab 2" in counted
        assert "Ingen koder" in words(browser.get("/local-codes", params={"words": "findes ikke"}).text)


def test_a_list_belongs_to_its_laboratory(listed: Site) -> None:
    with listed.browser("administrator") as browser:
        at = "/hub/tables/local-ZÆZ"
        assert "ZÆZ" in browser.get(at).text
        assert browser.get(f"{at}/csv").text == write_csv(LocalCode, LIST)
        fields = {"owner": "Testlab", "reason": "x", "rows": write_csv(LocalCode, LIST)}
        assert browser.post(f"{at}/draft", fields, at=at).status_code == 200
        other = "/hub/tables/local-QQQ"
        refused = browser.post(f"{other}/draft", fields, at=other)
        assert refused.status_code == 400
        empty = browser.post(f"{at}/draft", {**fields, "rows": ""}, at=at)
        assert empty.status_code == 400
        for unknown in ("local-zz", "local-TOOLONG", "notable"):
            assert browser.get(f"/hub/tables/{unknown}").status_code == 404


def test_local_codes_are_looked_up_at_the_door(listed: Site) -> None:
    with listed.client() as client:

        def asked(**by: str) -> list[str]:
            answer = client.get("/api/local-codes", params=by)
            assert answer.status_code == 200, answer.text
            return [each["code"] for each in answer.json()["codes"]]

        assert asked(laboratory="ZÆZ") == ["TST1", "TST2"]
        assert asked(equivalent="NPU19748", laboratory="ZÆZ") == ["TST1"]
        assert asked(lacking="true", laboratory="ZÆZ") == ["TST2"]
        assert asked(words="prøve to") == ["TST2"]
        assert asked(code="TST1", on="1899-01-01") == []
        answer = client.get("/api/local-codes", params={"code": "TST2"}).json()
        assert answer["codes"][0]["equivalent"] is None
        assert answer["codes"][0]["replaced_by"] == "TST1"
        assert date.fromisoformat(answer["on"]) <= date.max
        assert not answer["more"]
        assert client.get("/api/local-codes", params={"on": "yesterday"}).status_code == 400


def test_the_door_asks_who_is_there(site: Site) -> None:
    with site.client() as client:
        assert client.get("/api/local-codes").status_code == 401
