"""A test person in production: refused, and not even the row is kept (S10)."""

from __future__ import annotations

import json

import httpx

from tests.stories.browsing import page_of
from tests.stories.installation import Installation
from tests.stories.told import Story

SYSTEM = "Lærkesystemet"
CLINIC = {
    "clinic": "900001",
    "clinic_id_type": "ydernummer",
    "gln": "5790000900008",
    "name": "Lærkepraksis 1",
    "refusals_since": "2020-01-01",
}
TEST_PERSON = "2512489996"
"""One of MedCom's national test persons."""
PASSWORD = "en lang adgangskode"


def tell(place: Installation, story: Story) -> None:
    """Sends a row about a test person to a production installation."""
    story.step("A test person in production: refused, and nothing of it is kept (S10)")
    added = place.labsvar("systems", "add", SYSTEM, "--gln", CLINIC["gln"], "--sector", "general_practice")
    token = added.out.strip()
    file = place.folder / "clinics.json"
    file.write_text(json.dumps([CLINIC]), encoding="utf-8")
    ran = place.labsvar("hub", "clinics", str(file), "--who", "A. Ansvarlig", "--reason", "Begynder at dele")
    story.check("command line", "`labsvar hub clinics` ends with", ran.code, 0)
    row = {
        "system": SYSTEM, "clinic": CLINIC["clinic"], "clinic_id_type": "ydernummer", "row_id": "test-1",
        "row_version": "1", "patient": TEST_PERSON, "surname": "Berggren", "given_name": "Nancy Ann Test",
        "sampled_at": "2026-03-02T09:15", "resulted_at": "2026-03-02T09:21", "code": "NPU19748",
        "code_system": "npu", "value": "12", "unit": "mg/L", "origin": "own", "action": "new",
    }  # fmt: skip
    with place.http(token) as system:
        kind = {"content-type": "application/x-ndjson"}
        answer = system.post("/api/hub/rows", content=json.dumps(row).encode(), headers=kind).json()
        stored = system.get("/api/reconcile/bank", headers={"labsvar-person-key": "00" * 16})
    (answered,) = answer["rows"]
    told = f"{answered['state']} {answered['findings'][0]['rule']}"
    story.check("practice system", "the row is answered", told, "refused hub.test-person")
    story.check("databank", "letters made", len(stored.text.splitlines()), 0)
    _listed(place, story)
    said = place.labsvar("verify").said
    story.check("command line", "`labsvar verify` says", said, "Everything is as it was stored.")


def _listed(place: Installation, story: Story) -> None:
    """The clinic signs in and finds the row, with the rule and without the person."""
    ran = place.labsvar(
        "accounts", "add", "praksis", "--role", "clinician", "--name", "Sekretær Gran Prøve",
        "--organisation", CLINIC["name"], line=f"{PASSWORD}\n",
    )  # fmt: skip
    story.check("command line", "`labsvar accounts add` ends with", ran.code, 0)
    with place.http() as browser:
        answer = browser.get("/sign-in")
        fields = {"csrf": page_of(answer).token, "account": "praksis", "password": PASSWORD}
        signed_in = browser.post("/sign-in", data=fields, headers=_cookies(answer), follow_redirects=False)
        story.check("clinic", "signs in", signed_in.status_code, 303)
        page = page_of(browser.get("/clinic", headers=_cookies(signed_in)))
    lines = [
        (row["Row"], row["State"], row["Why"].rpartition(" ")[2]) for table in page.tables() for row in table
    ]
    story.check("clinic", "its list", lines, [("test-1", "Refused", "hub.test-person")])
    story.check(
        "clinic", "the person on it", [each for each in (TEST_PERSON, "Berggren") if each in page.text], []
    )


def _cookies(answer: httpx.Response) -> dict[str, str]:
    """The cookies of an answer, sent back as a browser behind HTTPS would: production sets no others."""
    given = [each.partition(";")[0] for each in answer.headers.get_list("set-cookie")]
    return {"cookie": "; ".join(given)}
