"""Reports that systems hand in as FHIR documents: the same intake, record, pages and rules as those of letters."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from labsvar.database.verify import verify
from labsvar.exchange.register import Sender
from tests import fhir_documents as documents
from tests.fhir_documents import LOINC, MICROBIOLOGY, device, document, observation, urn
from tests.integration.web.fhir_site import own_token, reader, treating_token
from tests.integration.web.site import Person, Site, new_person
from tests.shared import read

EXAMPLES = (
    "Bundle-BundleHepatitisPanel.json",
    "Bundle-BundleLabResultReportPOC.json",
    "Bundle-IT-CDA2FHIR-17e2cad1-c3e3-4901-adb1-c35a0b82b883.json",
)


def hand_in(site: Site, body: bytes, *, path: str = "/fhir", token: str | None = None) -> httpx.Response:
    """Posts a document as a sending system does."""
    headers = {"Content-Type": "application/fhir+json"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    with site.client() as client:
        return client.post(path, content=body, headers=headers)


def taken(site: Site, body: bytes) -> httpx.Response:
    """Posts a document that must be taken as new."""
    answer = hand_in(site, body)
    assert answer.status_code == 201, answer.text
    return answer


def issues(answer: httpx.Response) -> list[dict[str, Any]]:
    """The issues of an OperationOutcome."""
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome"
    assert answer.headers["content-type"] == "application/fhir+json"
    found: list[dict[str, Any]] = outcome["issue"]
    return found


def about(person: Person, *observations: documents.Made, **changes: Any) -> bytes:
    """A document about a person of the test's own, under numbers of its own."""
    numbers = {"report": f"FR{person.place}", "sample": f"FS{person.place}", "given": f"Prøve{person.place}"}
    return document(person.number, *observations, **numbers | changes)


def page(site: Site, person: Person, persona: str | None = None, part: str = "") -> str:
    """What a citizen reads of their own, or a clinician of them."""
    if persona is None:
        with site.browser(person.persona().key) as browser:
            return browser.get(f"/me{part}").text
    with site.browser(persona) as browser:
        return browser.get(f"{browser.open_patient(person)}{part}").text


def test_a_report_is_stored_and_shown_to_citizen_clinician_and_program(fhir: Site) -> None:
    """One that was never a letter is in the record as if it had been, and says who made it and when; what a
    result says of its method is shown, and given back over FHIR as it came."""
    person = new_person()
    measured = observation(
        value="7.40",
        method={"text": "Fotometri", "coding": [{"system": "http://snomed.info/sct", "code": "702675006"}]},
        contained=[device(lotNumber="L7")],
        device={"reference": "#instrument"},
        extension=[
            {
                "url": f"{documents.EU}/observation-certifiedRefMaterialCodeable",
                "valueCodeableConcept": {"coding": [{"system": "http://nibsc.org", "code": "98/708"}]},
            }
        ],
    )
    answer = taken(fhir, about(person, measured))
    assert answer.headers["location"].startswith("/api/emessages/")
    for text in (page(fhir, person), page(fhir, person, "gp")):
        assert "7.40" in text
        assert "Fotometri" in text
        assert "Analyzer 9" in text
    with reader(fhir, own_token(fhir, person)) as app:
        (found,) = app.found("Observation")
        (report,) = app.found("DiagnosticReport")
    assert '"value":7.40' in json.dumps(found) or found["valueQuantity"]["value"] == 7.4
    assert found["method"]["coding"] == [
        {"system": "http://snomed.info/sct", "code": "702675006", "display": "Fotometri"}
    ]
    assert found["device"] == {"reference": "#instrument"}
    assert found["contained"][0]["lotNumber"] == "L7"
    assert found["contained"][0]["deviceName"] == [{"name": "Analyzer 9", "type": "model-name"}]
    assert found["extension"][-1]["valueCodeableConcept"]["coding"][0]["code"] == "98/708"
    assert report["identifier"][0]["value"] == f"FR{person.place}"


def test_foreign_codes_kits_and_organisations_are_given_back_as_they_came(fhir: Site) -> None:
    """A code in its own system beside the one that the result goes by; words alone where there is no code."""
    person = new_person()
    kit = {"url": f"{documents.EU}/observation-deviceLabTestKit", "valueReference": {"reference": "#kit"}}
    named = {
        **observation(value="1.5", extension=[kit], contained=[{**device("Kit 3"), "id": "kit"}]),
        "code": {"coding": [{"system": LOINC, "code": "718-7"}, {"system": "urn:lab", "code": "HB"}]},
    }
    words = {**observation(value="2.5"), "code": {"text": "Hæmoglobin, eget navn"}}
    own = observation("X1", "3.5", system="urn:lab")
    taken(fhir, about(person, named, words, own, producer="KBA"))
    with reader(fhir, own_token(fhir, person)) as app:
        found = {each["valueQuantity"]["value"]: each for each in app.found("Observation")}
    assert [(each["system"], each["code"]) for each in found[1.5]["code"]["coding"]] == [
        (LOINC, "718-7"),
        ("urn:lab", "HB"),
    ]
    assert found[1.5]["contained"][0]["deviceName"][0]["name"] == "Kit 3"
    assert found[1.5]["extension"][-1]["valueReference"] == {"reference": "#kit"}
    assert found[2.5]["code"] == {"text": "Hæmoglobin, eget navn"}
    assert found[3.5]["code"]["coding"][0]["system"] == "urn:lab"


def test_the_letter_page_of_a_document_shows_what_came(demo: Site) -> None:
    """With its numbers, its sender and its results, to the citizen and the clinician alike."""
    person = new_person()
    taken(demo, about(person, observation(value="8.1"), conclusion_note(), requester=f"Q{person.place}"))
    with demo.browser(person.persona().key) as browser:
        table = browser.get("/me").text
        address = table.partition("/letters/")[2].partition('"')[0]
        letter = browser.get(f"/me/letters/{address}").text
    for said in (
        "8.1",
        "Laboratoriet",
        f"FR{person.place}",
        f"FS{person.place}",
        f"Q{person.place}",
        "eu-lab",
    ):
        assert said in letter, said


def conclusion_note() -> documents.Made:
    """A result in words with a comment."""
    return observation("NPU01994", {"valueString": "hæmolyseret"}, note=[{"text": "Tag prøven om."}])


def test_the_same_document_is_stored_once_and_another_under_its_number_is_refused(demo: Site) -> None:
    """A resend is answered as before; sent anew under another number it is known; other content under a number
    that was used is refused by name (rule S21)."""
    person = new_person()
    first = about(person, observation(), bundle=f"D{person.place}")
    before = taken(demo, first)
    again = hand_in(demo, first)
    assert (again.status_code, again.content) == (201, before.content)
    anew = hand_in(demo, about(person, observation(), bundle=f"E{person.place}"))
    assert anew.status_code == 200
    other = hand_in(demo, about(person, observation(value="9.9"), bundle=f"D{person.place}"))
    assert other.status_code == 422
    (issue,) = issues(other)
    assert "[exchange.envelope-number-reused]" in issue["diagnostics"]
    assert issue["expression"] == ["Bundle.identifier"]
    text = page(demo, person, "gp")
    assert "9.9" not in text
    assert "Tidligere" not in text


def test_a_refused_result_is_hidden_until_it_is_said_that_consent_is_given(fhir: Site) -> None:
    """The label R is the refusal, on a later version too, whose silence lifts nothing (rules S11 and S13)."""
    person = new_person()
    taken(fhir, about(person, observation(value="6.6"), refused=True))
    taken(fhir, about(person, observation(value="6.7", status="corrected"), status="corrected"))
    for text in (page(fhir, person), page(fhir, person, "gp")):
        assert "6.6" not in text
        assert "6.7" not in text
    with reader(fhir, treating_token(fhir, person)) as app:
        assert app.found("Observation") == []
        assert app.found("Patient") == []


def test_a_correction_is_the_newest_version_of_the_same_result(fhir: Site) -> None:
    """With the earlier one behind it for clinicians; the report keeps its number, or names the one it replaces."""
    person = new_person()
    taken(fhir, about(person, observation(value="5.1"), observation("NPU01994", "11")))
    taken(
        fhir,
        about(
            person,
            observation(value="5.2", status="corrected"),
            status="corrected",
            report=f"NEW{person.place}",
            relatesTo=[{"code": "replaces", "targetIdentifier": {"value": f"FR{person.place}"}}],
        ),
    )
    with reader(fhir, treating_token(fhir, person)) as app:
        found = {each["code"]["coding"][0]["code"]: each for each in app.found("Observation")}
        assert set(found) == {"NPU03568", "NPU01994"}
        newest = found["NPU03568"]
        history = app.ok(f"Observation/{newest['id']}/_history")["entry"]
    assert newest["status"] == "corrected"
    values = [each["resource"]["valueQuantity"]["value"] for each in history]
    assert values == [5.2, 5.1]
    assert "5.1" not in page(fhir, person)


def test_a_correction_by_another_laboratory_is_kept_apart_and_alarmed(demo: Site) -> None:
    """Only the author may correct (rule S3), under the same number or by naming it."""
    person = new_person()
    taken(demo, about(person, observation(value="5.1")))
    stranger = about(
        person,
        observation(value="5.9", status="corrected"),
        status="corrected",
        gln="5790001350000",
    )
    answer = taken(demo, stranger)
    assert "exchange.foreign-correction" in answer.text
    text = page(demo, person, "gp")
    assert "5.1" in text
    assert "Under afklaring" in text or "afklar" in text


def test_a_letter_and_a_document_are_versions_of_one_result(demo: Site) -> None:
    """A laboratory that changes over to FHIR corrects in a document what it answered in a letter."""
    person = new_person()
    demo.stored(person.report())
    before = page(demo, person, "gp")
    numbers = {"report": f"p{person.place}", "sample": f"s{person.place}"}
    assert before
    taken(
        demo,
        about(
            person,
            observation("NPU01685", "5.55", unit="10^9/L", status="corrected"),
            status="corrected",
            **numbers,
        ),
    )
    assert "5.55" in page(demo, person, "gp")


def test_a_withdrawn_report_shows_no_value(demo: Site) -> None:
    """What is entered in error says that it is withdrawn, and nothing else (rule S6)."""
    person = new_person()
    taken(demo, about(person, observation(value="4.44")))
    taken(
        demo, about(person, observation(value="4.44", status="entered-in-error"), status="entered-in-error")
    )
    text = page(demo, person)
    assert "4.44" not in text
    assert "trukket tilbage" in text


def test_microbiology_stands_with_microbiology(demo: Site) -> None:
    """By study or specialty; what reacts to what is shown as it was said."""
    person = new_person()
    agent = observation(
        "18906-8",
        {"valueQuantity": {"value": "0.25", "unit": "mg/L"}},
        system=LOINC,
        name="Ciprofloxacin",
        interpretation=[
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
                        "code": "S",
                        "display": "Susceptible",
                    }
                ]
            }
        ],
    )
    organism = observation(
        "634-6",
        {"valueCodeableConcept": {"text": "Escherichia coli"}},
        system=LOINC,
        name="Bakterie",
        hasMember=[{"reference": urn(11)}],
    )
    taken(demo, about(person, organism, agent, category=MICROBIOLOGY))
    text = page(demo, person, "gp", "/microbiology")
    for said in ("Bakterie: Escherichia coli", "Ciprofloxacin", "0.25", "Susceptible"):
        assert said in text, said


def test_a_later_report_of_microbiology_takes_the_place_of_the_earlier(demo: Site) -> None:
    """As a whole, as the letters do that have one status: an organism that was mistaken leaves with what it was
    resistant to (rule S1, the setting)."""
    person = new_person()
    for species, status in (("Klebsiella", "final"), ("Escherichia coli", "corrected")):
        found = {"valueCodeableConcept": {"text": species}}
        made = observation("634-6", found, system=LOINC, name="Bakterie", status=status)
        taken(demo, about(person, made, category=MICROBIOLOGY, status=status))
    text = page(demo, person, "gp", "/microbiology")
    assert "Escherichia coli" in text
    assert "Klebsiella" not in text


def test_each_time_of_a_document_is_a_report_of_its_own(fhir: Site) -> None:
    """What was taken later stands under its own time; the same analysis twice for one sample is refused, since
    the one would take the other's place (rule S1)."""
    person = new_person()
    later = "2026-03-02T10:15:00+01:00"
    taken(fhir, about(person, observation(value="5.0"), observation("NPU01994", effectiveDateTime=later)))
    with reader(fhir, own_token(fhir, person)) as app:
        found = {each["effectiveDateTime"] for each in app.found("Observation")}
    assert found == {"2026-03-02T08:15:00+01:00", later}
    twice = hand_in(fhir, about(person, observation(), observation(value="9.9", effectiveDateTime=later)))
    assert twice.status_code == 422
    assert "content.fhir-two-times" in twice.text


@pytest.mark.parametrize(
    ("changed", "rule", "where"),
    [
        ({"number": ""}, "content.fhir-no-person", ".subject"),
        ({"status": "unheard-of"}, "standard.", "status"),
        ({"observations": ()}, "content.fhir-no-results", ".result"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_rule_and_place(
    demo: Site, changed: dict[str, Any], rule: str, where: str
) -> None:
    """Nothing of it is stored, and the answer holds no name, number or value."""
    person = new_person()
    number = changed.pop("number", person.number)
    observations = changed.pop("observations", (observation(),))
    body = document(number, *observations, given=f"Prøve{person.place}", **changed)
    if not number:
        body = body.replace(b', "value": ""', b"")
    answer = hand_in(demo, body)
    assert answer.status_code in (400, 422), answer.text
    errors = [each for each in issues(answer) if each["severity"] == "error"]
    assert any(f"[{rule}" in each["diagnostics"] for each in errors), answer.text
    assert any(where in "".join(each.get("expression", ())) for each in errors)
    assert person.number not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"<Emessage/>", b'{"resourceType": "Patient"}', b"\xff\xfe"])
def test_what_is_no_report_is_answered_with_an_outcome(demo: Site, body: bytes) -> None:
    """Whatever the bytes are."""
    answer = hand_in(demo, body)
    assert 400 <= answer.status_code < 500
    assert issues(answer)[0]["severity"] == "error"


def test_a_system_sends_only_for_whom_it_is_registered(site: Site) -> None:
    """Without a token nobody; with one only its own senders, and where a document names none, the only one that
    the system has (rule S20)."""
    person = new_person()
    own, other = "5790000121526", "5790001350000"
    token = registered(site, own)
    assert hand_in(site, about(person, observation())).status_code == 401
    assert hand_in(site, about(person, observation(), gln=other), token=token).status_code == 403
    assert hand_in(site, about(person, observation(), gln=None), token=token).status_code == 201
    assert hand_in(site, about(person, observation(), gln=own), token=token).status_code in (200, 201)


def registered(site: Site, gln: str) -> str:
    """The token of a system that may send for a location number."""
    senders = [Sender(gln=gln)]
    return site.database.systems.add(f"fhir {gln}", senders, who="the tests", reason="to send")


def test_a_person_of_another_country_has_a_record_under_their_own_number(fhir: Site) -> None:
    """A number that looks like a CPR number is none when another system gave it (rule S8)."""
    person = new_person()
    abroad = "urn:oid:1.2.752.129.2.1.3.1"
    body = about(person, observation(value="3.33"), system=abroad)
    taken(fhir, body)
    assert "3.33" not in page(fhir, person)
    with fhir.browser("gp") as browser:
        fields = {"number": person.number, "issuer": abroad, "reason": "treatment"}
        shown = browser.post("/patients", fields)
    assert "3.33" in shown.text


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_european_examples_are_read_in_and_shown(fhir: Site, name: str) -> None:
    """Every result of each of the guide's own documents, with what has no place listed."""
    body = read("fhir", "eu-lab-examples", name)
    answer = hand_in(fhir, body)
    assert answer.status_code == 201, answer.text
    whole = json.loads(body)
    patient = next(
        each["resource"] for each in whole["entry"] if each["resource"]["resourceType"] == "Patient"
    )
    number = patient["identifier"][0]
    with fhir.browser("gp") as browser:
        fields = {"number": number["value"], "issuer": number["system"], "reason": "treatment"}
        shown = browser.post("/patients", fields).text
    for each in (one["resource"] for one in whole["entry"]):
        quantity = each.get("valueQuantity") if each["resourceType"] == "Observation" else None
        if quantity is not None:
            assert str(quantity["value"]) in shown
    listed = [each for each in issues(answer) if "content.fhir-no-place" in each.get("diagnostics", "")]
    assert listed
    assert all(each["severity"] == "information" and each["expression"] for each in listed)


def test_a_stated_method_becomes_a_draft_of_the_register_and_places_its_own_result(demo: Site) -> None:
    """The draft waits for people; the result itself is known at once, and named where it stands (rule S23)."""
    person = new_person()
    stating = observation("NPU19748", "12", unit="mg/L", name="CRP", method={"text": "Turbidimetri 9"})
    began = datetime.now(UTC)
    taken(demo, about(person, stating, producer="TZZ"))
    proposals = demo.database.method_proposals
    assert proposals.propose(since=began) == 1
    assert proposals.propose(since=began) == 0
    (draft,) = demo.database.code_tables.versions("methods/TZZ")
    assert (draft.state, draft.made_by) == ("draft", "labsvar: FHIR")
    assert "Turbidimetri 9" in draft.text
    assert "2026-03-02" in draft.text
    assert "Turbidimetri 9" in page(demo, person, "gp")


def test_the_ledger_holds_for_documents_as_for_letters(demo: Site) -> None:
    """Whoever recomputes it finds every document as it was stored, layout included."""
    person = new_person()
    answer = taken(demo, about(person, observation()).replace(b'{"fullUrl"', b'\n  {"fullUrl"'))
    emessage = answer.headers["location"].rpartition("/")[2]
    found = demo.database.operations.emessage(emessage)
    assert found is not None
    stored = {each.letter_id for each in found.letters}
    assert len(stored) == 1
    wrong = [each for each in verify(demo.database.address) if each.subject in stored]
    assert wrong == []
