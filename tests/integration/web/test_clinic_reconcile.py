"""A clinic's own page: its file against what was made of its rows, stored and shown; nothing of other clinics."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from labsvar.database.systems import DEMONSTRATION
from labsvar.exchange.sources import Facts
from labsvar.hub import reading
from labsvar.hub.rows import CardRow
from labsvar.web.app import create_app
from labsvar.web.config import WebConfig
from labsvar.web.pages.clinic_reconcile import PATH
from tests.integration.web.site import Browser, Site, new_person
from tests.integration.web.test_hub import CLINIC, STRANGE, row, send
from tests.integration.web.test_looks import events


@pytest.fixture
def clinic(demo: Site, tmp_path: Path) -> Iterator[Site]:
    """The demonstration, with two clinics and a folder for reports."""
    for each in (CLINIC, STRANGE):
        demo.database.hub_store.register_clinic(each, who="the tests", reason="begins")
    facts = Facts(refusals_since=date(2026, 1, 1))
    demo.database.systems.sources.describe(DEMONSTRATION, facts, who="the tests", reason="begins")
    config: WebConfig = demo.app.state.config
    app = create_app(demo.database, dataclasses.replace(config, reconcile_folder=tmp_path))
    made = Site(app, demo.database, demo.address)
    yield made
    made.close()


def give(browser: Browser, content: bytes, **fields: str) -> httpx.Response:
    """The form, with a file and the days that stand in it."""
    found = browser.get(PATH).text
    days = {name: found.partition(f'name="{name}" value="')[2][:10] for name in ("since", "until")}
    return browser.client.post(
        PATH,
        data={"csrf": browser.token(PATH), **days, **fields},
        files={"file": ("kort.jsonl", content, "application/x-ndjson")},
    )


def later(**changes: str) -> CardRow:
    """A row of another day, so that no two are taken for one."""
    return row(sampled_at="2026-03-03T10:00", resulted_at="2026-03-03T10:05", **changes)


def test_a_clinic_sees_which_of_its_rows_never_arrived(clinic: Site) -> None:
    """Those that did are paired all the way; those that the hub holds are not missing; each person here is one
    look for each side, and neither a person nor a value stands on the page."""
    person = new_person()
    sent = row(row_id="w-1", patient=person.number)
    held, lost = later(row_id="w-2", origin="unknown"), later(row_id="w-3", value="8.25")
    send(clinic, reading.to_jsonl([sent, held]))
    with clinic.browser("gp") as browser:
        assert "ikke afstemt endnu" in browser.get(f"{PATH}?lang=da").text
        text = give(browser, reading.to_jsonl([sent, held, lost])).text
        assert ("w-3" in text, "w-1" in text, "w-2" in text) == (True, False, False)
        assert "Mangler" in text
        assert not any(each in text for each in (person.number, lost.patient, "8.25", "8,25"))
        assert "w-3" in browser.get(PATH).text, "the report is kept"
    looks = [each[2] for each in events(clinic, person)]
    assert sorted(looks) == ["reconcile_bank", "reconcile_hub", "reconcile_shown"]


def test_rows_of_another_clinic_go_no_further_than_their_line(clinic: Site) -> None:
    """Neither those in the file nor those that are here; and nobody else sees the clinic's report."""
    theirs = row(row_id="x-theirs", clinic=STRANGE.clinic)
    send(clinic, reading.to_jsonl([theirs]))
    with clinic.browser("gp") as browser:
        text = give(browser, reading.to_jsonl([row(row_id="x-mine"), theirs])).text
        assert "x-mine" in text
        assert "x-theirs" not in text
        assert STRANGE.clinic not in text
    with clinic.browser("ward") as browser:
        assert "x-mine" not in browser.get(PATH).text
        assert browser.client.post(PATH, data={"csrf": browser.token("/patients")}).status_code == 404
    with clinic.browser("operator") as browser:
        assert browser.get(PATH).status_code == 403
        assert "x-mine" not in browser.get("/reconcile").text


def test_where_two_clinics_have_one_name_nobody_is_looked_at_for_either(clinic: Site) -> None:
    """S18: the name of the account's organisation does not tell which of them it is."""
    person = new_person()
    store = clinic.database.hub_store
    send(clinic, reading.to_jsonl([row(row_id="v-1", patient=person.number)]))
    store.register_clinic(replace(STRANGE, name=CLINIC.name), who="the tests", reason="a namesake")
    try:
        with clinic.browser("gp") as browser:
            assert "v-1" not in browser.get(PATH).text
            assert browser.client.post(PATH, data={"csrf": browser.token("/patients")}).status_code == 404
    finally:
        store.register_clinic(STRANGE, who="the tests", reason="its own name")
    assert events(clinic, person) == []


@pytest.mark.parametrize(
    "days",
    [
        {"since": "nu"},
        {"since": "2026-01-01", "until": "2026-03-01"},
        {"since": "2026-03-02", "until": "2026-03-01"},
    ],
)
def test_days_that_are_none_or_too_many_are_told(clinic: Site, days: dict[str, str]) -> None:
    with clinic.browser("gp") as browser:
        answer = give(browser, reading.to_jsonl([row(row_id="y-1")]), **days)
        assert (answer.status_code, "højst 31 dage" in answer.text) == (422, True)
        empty = browser.client.post(PATH, data={"csrf": browser.token(PATH)})
        assert empty.status_code == 422


def test_too_many_persons_are_told_before_anybody_is_looked_at(
    clinic: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = new_person()
    send(clinic, reading.to_jsonl([row(row_id="z-1", patient=person.number)]))
    monkeypatch.setattr("labsvar.database.reconciling.MOST_PERSONS", 0)
    with clinic.browser("gp") as browser:
        assert "for mange personer" in give(browser, b"{}").text
    assert events(clinic, person) == []


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"<x/>", b"clinic\n\n", b'{"clinic": 1}'])
def test_whatever_the_file_is_the_page_says_what_could_not_be_read(clinic: Site, content: bytes) -> None:
    with clinic.browser("gp") as browser:
        assert give(browser, content).status_code == 200
