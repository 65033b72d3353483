"""The hub's door and pages: rows in, every row answered; the clinic's list; tables of codes in three steps."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from labsvar.database.systems import DEMONSTRATION
from labsvar.exchange.sources import Facts
from labsvar.hub import reading
from labsvar.hub.rows import CardRow
from labsvar.settings import load
from labsvar.web import accounts, taking
from labsvar.web.serve import exchange_of
from tests.fhir_documents import CPR
from tests.integration.web.site import Browser, Site, new_person
from tests.unit.hub import helpers
from tests.unit.hub import test_fhir as fhir_rows

CLINIC = replace(helpers.CLINIC, clinic="111111", gln="5790000000029", name="Lægerne Testvej")
STRANGE = replace(helpers.CLINIC, clinic="222222", gln="5790000000043", name="En anden klinik")


def row(**changes: str) -> CardRow:
    return helpers.row(
        **{"clinic": CLINIC.clinic, "code": "NPU19748", "code_system": "npu", "patient": new_person().number}
        | changes
    )


def send(site: Site, data: bytes, kind: str = "application/x-ndjson", **headers: str) -> httpx.Response:
    with site.client() as client:
        return client.post("/api/hub/rows", content=data, headers={"content-type": kind, **headers})


@pytest.fixture
def shared(demo: Site) -> Site:
    """The demonstration, with two clinics."""
    for clinic in (CLINIC, STRANGE):
        demo.database.hub_store.register_clinic(clinic, who="the tests", reason="begins")
    facts = Facts(refusals_since=date(2026, 1, 1))
    demo.database.systems.sources.describe(DEMONSTRATION, facts, who="the tests", reason="begins")
    return demo


def test_every_row_is_answered(shared: Site) -> None:
    """JSON Lines and CSV; a row that is not sent says which rule stopped it and what to do."""
    rows = (row(row_id="d1"), row(row_id="d2", origin="unknown"))
    answer = send(shared, reading.to_jsonl(rows))
    assert answer.status_code == 200
    document = answer.json()
    assert document["counts"] == {"sent": 1, "held": 1}
    (finding,) = document["rows"][1]["findings"]
    assert (finding["rule"], finding["line"], finding["path"]) == ("hub.origin-unknown", 2, "origin")
    assert finding["todo_da"]
    again = send(shared, reading.to_csv(rows), "text/csv; charset=utf-8").json()
    assert again["counts"] == {"repeated": 2}


def test_a_file_that_cannot_be_read_is_told_why(shared: Site) -> None:
    answer = send(shared, b"a,b\n1,2\n", "text/csv")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["findings"][0]["rule"] == "hub.file-header"
    for nothing in (b"", reading.to_csv([])):
        empty = send(shared, nothing, "text/csv")
        assert (empty.status_code, empty.json()["findings"][0]["rule"]) == (400, "hub.no-rows")


def test_the_schema_is_open_to_everybody(site: Site) -> None:
    with site.client() as client:
        described = client.get("/api/hub/schema").json()
    assert described == json.loads((helpers.EXAMPLES / "card-row.schema.json").read_text(encoding="utf-8"))


def test_rows_need_a_token_of_a_system_that_sends_for_the_clinic(site: Site) -> None:
    """Without a token nobody sends; with one, only for its own clinics (rule S20)."""
    site.database.hub_store.register_clinic(CLINIC, who="the tests", reason="begins")
    token = site.database.systems.add("Praksis", [], who="the tests")
    assert send(site, reading.to_jsonl([row()])).status_code == 401
    answer = send(site, reading.to_jsonl([row()]), authorization=f"Bearer {token}").json()
    assert answer["rows"][0]["findings"][0]["rule"] == "hub.clinic-unknown"


def test_a_clinic_sees_its_own_rows_and_refusals_and_no_others(shared: Site) -> None:
    """The page lists what was not sent, with rule and remedy, and which rows are refused; nothing about a
    person, and nothing of another clinic."""
    mine = row(row_id="mine-1", origin="unknown")
    refused = row(row_id="mine-2", consent="refused")
    theirs = row(row_id="theirs-1", clinic=STRANGE.clinic, origin="unknown")
    send(shared, reading.to_jsonl([mine, refused, theirs]))
    with shared.browser("gp") as browser:
        text = browser.get("/clinic").text
        english = browser.get("/clinic?lang=en").text
    assert "mine-1" in text
    assert "mine-2" in text
    assert "theirs-1" not in text
    assert mine.patient not in text
    assert "origin=own" in text
    assert "hub.origin-unknown" in english
    with shared.browser("ward") as browser:
        assert "mine-2" not in browser.get("/clinic").text
    with shared.browser("surveillance") as browser:
        text = browser.get("/surveillance/refusals").text
        assert "mine-2" in text
        assert "mine-1" not in text
    for other in ("operator", "administrator", "ward"):
        with shared.browser(other) as browser:
            assert browser.get("/surveillance/refusals").status_code == 403


def administrators(site: Site) -> tuple[str, str]:
    for name in ("table-a", "table-b"):
        accounts.add(
            site.database.accounts, username=name, password="a long password", role="administrator", name=name
        )
    return "table-a", "table-b"


def test_a_table_is_drafted_reviewed_by_another_and_released(site: Site) -> None:
    """A faulty table is not kept; one's own draft cannot be reviewed; a release puts it into use, and the
    rows that waited for it are tried again."""
    site.database.hub_store.register_clinic(CLINIC, who="the tests", reason="begins")
    first, second = administrators(site)
    text = helpers.MAPPING
    with site.browser() as one, site.browser() as other:
        one.sign_in(first, "a long password")
        other.sign_in(second, "a long password")
        assert "NPU19748" in one.get("/hub/tables/codes").text
        assert one.get("/hub/tables/nothing").status_code == 404
        assert one.get("/hub/tables").status_code == 200
        assert draft(one, text.replace("NPU19748", "NPU99999")).status_code == 400
        assert draft(one, "nonsense").status_code == 400
        assert draft(one, text, owner=" ").status_code == 400
        assert draft(one, text, reason=" ").status_code == 400
        assert draft(one, text).status_code == 200
        assert step(one, "review").status_code == 400
        assert step(one, "release").status_code == 400
        assert step(other, "nothing").status_code == 404
        assert step(other, "review").status_code == 200
        assert step(one, "release", version="x").status_code == 400
        assert step(one, "release").status_code == 200
        assert one.get("/hub/tables/mapping/csv").text == text
    mapping = site.database.code_tables.versions("hub/mapping")
    assert [(each.state, each.reviewed_by) for each in mapping] == [("released", "table-b (table-b)")]


def draft(browser: Browser, text: str, *, owner: str = "PLO", reason: str = "new codes") -> httpx.Response:
    fields = {"rows": text, "owner": owner, "reason": reason}
    return browser.post("/hub/tables/mapping/draft", fields, at="/hub/tables/mapping")


def step(browser: Browser, name: str, *, version: str = "1") -> httpx.Response:
    fields = {"version": version, "reason": "seen"}
    return browser.post(f"/hub/tables/mapping/{name}", fields, at="/hub/tables/mapping")


def test_the_hub_goes_by_the_settings(tmp_path: Path) -> None:
    """What is shared by stage, how a result is taken back, and the databanks' own location numbers."""
    settings = load(
        data=tmp_path,
        locations={"5790000000012": "LABA", "5790000000029": "*"},
        hub_sharing={"technical": "listed", "full": "all"},
        hub_withdrawing="letter",
    )
    hub = taking.hub_of(settings, exchange_of(settings))
    assert hub.sharing == {"technical": "listed", "full": "all"}
    assert hub.withdrawing == "letter"
    assert {name: each.gln for name, each in hub.receivers.items()} == {
        "LABA": "5790000000012",
        "MiBa": "5790000000029",
    }


def test_results_in_fhir_are_answered_in_fhir(shared: Site) -> None:
    """An OperationOutcome says of each result what became of it, and which rule stopped it where; a file of which
    nothing is taken is refused."""
    clinic = fhir_rows.clinic(CLINIC.clinic, CLINIC.name)
    patient = {"identifier": [{"system": CPR, "value": new_person().number}]}
    sent = fhir_rows.measured(identifier=[{"value": "f1"}])
    unfit = fhir_rows.measured(identifier=[{"value": "f2"}], status="preliminary")
    told = {"own": clinic, "performer": clinic, "patient": patient}
    answer = send(shared, fhir_rows.bundle(sent, unfit, **told), "application/fhir+json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/fhir+json")
    issues = answer.json()["issue"]
    assert [(each["severity"], each["details"]["text"]) for each in issues[:2]] == [
        ("information", "sent"),
        ("error", "refused"),
    ]
    assert issues[2]["diagnostics"].startswith("[hub.fhir-not-final]")
    assert issues[2]["expression"] == ["Bundle.entry[5].resource.status"]
    nothing = send(shared, fhir_rows.bundle(unfit, **told), "application/fhir+json")
    assert nothing.status_code == 422
    unread = send(shared, b'{"resourceType": "Patient"}', "application/fhir+json")
    assert (unread.status_code, unread.json()["resourceType"]) == (400, "OperationOutcome")
