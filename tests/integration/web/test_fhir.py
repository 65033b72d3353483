"""The door for FHIR clients: reading, searching, versions, documents; what is hidden does not exist."""

from __future__ import annotations

import pytest

from labsvar.fhirview.capability import DEFINITIONS
from labsvar.fhirview.parameters import TYPES
from labsvar.results.store import Look, Viewer
from labsvar.web.fhir.door import JSON
from tests.integration.web.fhir_site import (
    HBA1C,
    own_token,
    reader,
    series,
    system_token,
    token_of,
    treating_token,
)
from tests.integration.web.site import Person, Site, new_person


def looks(site: Site, person: Person) -> int:
    """How many entries the person's log has, this look not counted."""
    viewer = Viewer(account="test", name="Test", role="operator", organisation="")
    look = Look(viewer=viewer, person_key=person.number, what="log", reason="own")
    return len([each for each in site.database.results.audit(look) if each.role != "operator"])


def test_a_citizen_finds_a_series_and_pages_through_it(fhir: Site) -> None:
    """Newest first, page by page, every digit as it was sent."""
    person = new_person()
    fhir.stored(*series(person, "41", "43,0", "45", "47", "48"), person.report())
    with reader(fhir, own_token(fhir, person)) as app:
        bundle = app.ok(f"Observation?code=http://npu-terminology.org|{HBA1C}&_count=2")
        found = app.found(f"Observation?code={HBA1C}&_count=2")
    assert (bundle["total"], len(bundle["entry"])) == (5, 2)
    assert [each["valueQuantity"]["value"] for each in found] == [48, 47, 45, 43.0, 41]
    assert [each["effectiveDateTime"][:7] for each in found] == [
        f"2026-0{month}" for month in (5, 4, 3, 2, 1)
    ]


def test_each_type_is_read_by_the_id_under_which_it_is_found(fhir: Site) -> None:
    """Searching, reading, reading a version and the history agree; the ETag spares the second answer."""
    person = new_person()
    fhir.stored(person.report(), person.culture())
    with reader(fhir, treating_token(fhir, person)) as app:
        for kind in TYPES:
            if kind == "ServiceRequest":
                continue
            for resource in app.found(kind):
                path = f"{kind}/{resource['id']}"
                version = resource["meta"]["versionId"]
                answer = app.get(path)
                assert answer.json() == resource
                assert answer.headers["content-type"] == JSON
                assert app.ok(f"{path}/_history/{version}") == resource
                assert app.ok(f"{path}/_history")["entry"][0]["resource"] == resource
                unchanged = app.get(path, headers={"If-None-Match": answer.headers["etag"]})
                assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_every_request_about_a_person_leaves_one_entry_in_their_log(fhir: Site) -> None:
    """S18: a search, a read, a history, a page that finds nothing, an include: one each."""
    person = new_person()
    fhir.stored(person.report())
    with reader(fhir, treating_token(fhir, person)) as app:
        identity = app.found("DiagnosticReport")[0]["id"]
        before = looks(fhir, person)
        paths = (
            "Observation?_include=Observation:specimen",
            "Observation?code=none",
            f"DiagnosticReport/{identity}",
            f"DiagnosticReport/{identity}/_history",
            f"Observation/{identity}",
            "Observation/$lastn?max=2",
        )
        for path in paths:
            app.get(path)
        assert looks(fhir, person) == before + len(paths)


def test_what_may_not_be_seen_is_as_what_is_not_there(fhir: Site) -> None:
    """S13: another person's resources, and what is refused, give the answer of an id that never was."""
    person, other = new_person(), new_person()
    fhir.stored(person.report(), other.report())
    with reader(fhir, own_token(fhir, other)) as app:
        theirs = [f"{kind}/{each['id']}" for kind in TYPES for each in app.found(kind)]
    before = looks(fhir, other)
    with reader(fhir, own_token(fhir, person)) as app:
        answers = [app.get(path) for path in theirs]
        never = app.get("Observation/never")
        assert app.ok(f"Observation?patient={theirs[0].partition('/')[2]}")["total"] == 0
    assert {each.status_code for each in answers} == {404}
    assert {each.content for each in answers} == {never.content}
    assert looks(fhir, other) == before


def test_a_refusal_hides_everything_of_an_answer(fhir: Site) -> None:
    """S11: search, total, version and include, from the letter that refuses on."""
    person = new_person()
    fhir.stored(person.report())
    with reader(fhir, treating_token(fhir, person)) as app:
        seen = [f"{kind}/{each['id']}" for kind in TYPES for each in app.found(kind)]
        assert len(seen) > 5
        fhir.stored(person.report(given=False, resulted="2026-03-02 13:00", authorised="2026-03-02 13:05"))
        assert {app.get(path).status_code for path in seen} == {404}
        assert {app.ok(kind)["total"] for kind in TYPES} == {0}


def test_a_clinicians_program_finds_a_patient_by_number_and_says_why(fhir: Site) -> None:
    """A number never stands in an address; the links of the answer hold none either."""
    person = new_person()
    fhir.stored(person.report())
    token = token_of(fhir, "gp", {"reason": "treatment"}, scope="user/*.read")
    with reader(fhir, token) as app:
        assert app.get(f"Patient?identifier={person.number}").status_code == 400
        found = app.client.post("/fhir/Patient/_search", data={"identifier": person.number})
        patient = found.json()["entry"][0]["resource"]
        assert person.number not in str(found.json()["link"])
        assert app.ok(f"Observation?patient={patient['id']}")["total"] == 2
        assert app.ok(f"Patient/{patient['id']}") == patient
        refused = app.get("Observation")
    assert (refused.status_code, refused.json()["issue"][0]["code"]) == (400, "required")


def test_a_program_that_asks_by_itself_gives_a_reason_with_every_request(fhir: Site) -> None:
    """Without the header it is refused, and nothing is looked at."""
    person = new_person()
    fhir.stored(person.report())
    with reader(fhir, system_token(fhir)) as app:
        form = {"identifier": f"urn:oid:1.2.208.176.1.2|{person.number}"}
        refused = app.client.post("/fhir/Patient/_search", data=form)
        assert (refused.status_code, looks(fhir, person)) == (403, 0)
        for reason, status in (("treatment", 200), ("other", 403), ("other: kontrol%20af%20pr%C3%B8ve", 200)):
            answer = app.client.post("/fhir/Patient/_search", data=form, headers={"Labsvar-Reason": reason})
            assert answer.status_code == status


def test_a_scope_for_one_type_reads_that_type_and_includes_no_other(fhir: Site) -> None:
    """Nor does a document hold what the token has no scope for."""
    person = new_person()
    fhir.stored(person.report())
    token = token_of(fhir, person.persona().key, scope="patient/Observation.read")
    with reader(fhir, token) as app:
        bundle = app.ok("Observation?_include=Observation:specimen")
        assert {each["resource"]["resourceType"] for each in bundle["entry"]} == {"Observation"}
        refused = app.get("Specimen")
    assert (refused.status_code, refused.json()["resourceType"]) == (403, "OperationOutcome")


def test_a_report_is_read_as_a_document(fhir: Site) -> None:
    """The Composition stands first, and every reference in the document leads to something in it."""
    person = new_person()
    fhir.stored(person.report())
    with reader(fhir, own_token(fhir, person)) as app:
        composition = app.found("Composition")[0]
        document = app.ok(f"Composition/{composition['id']}/$document")
        assert app.get("Composition/never/$document").status_code == 404
    resources = [each["resource"] for each in document["entry"]]
    assert document["type"] == "document"
    assert resources[0] == composition
    kinds = [each["resourceType"] for each in resources]
    assert sorted(kinds) == sorted(
        ["Composition", "Patient", "DiagnosticReport", "Observation", "Observation", "Specimen"]
        + ["Organization"] * kinds.count("Organization")
    )


def test_the_newest_of_each_analysis(fhir: Site) -> None:
    """`$lastn` gives one of each, or as many as are asked for."""
    person = new_person()
    fhir.stored(*series(person, "41", "43", "45"), person.report())
    with reader(fhir, own_token(fhir, person)) as app:
        one = app.ok("Observation/$lastn")
        two = app.ok(f"Observation/$lastn?max=2&code={HBA1C}")
        assert app.get("Observation/$lastn?max=0").status_code == 400
    assert one["total"] == 3
    assert [each["resource"]["valueQuantity"]["value"] for each in two["entry"]] == [45, 43]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("Observation?date=never", 400),
        ("Observation?code:text=x", 400),
        ("Observation?_count=many", 400),
        ("Observation?_include=Observation:nothing", 400),
        ("Observation?_sort=code", 400),
        ("Observation?_summary=text", 400),
        ("Medication", 404),
        ("Medication/1", 404),
        ("Patient/1/2/3/4/5", 404),
        ("Observation?_format=xml", 406),
    ],
)
def test_what_cannot_be_answered_is_told_as_an_operation_outcome(fhir: Site, path: str, status: int) -> None:
    """With the place, and never a value."""
    with reader(fhir, own_token(fhir, new_person())) as app:
        answer = app.get(path)
    assert (answer.status_code, answer.json()["resourceType"]) == (status, "OperationOutcome")
    assert "never" not in answer.text


def test_a_parameter_that_is_not_known_is_ignored_or_refuses_as_the_client_prefers(fhir: Site) -> None:
    """Lenient, the answer says so, and its own link leaves the parameter out."""
    person = new_person()
    fhir.stored(person.report())
    with reader(fhir, own_token(fhir, person)) as app:
        lenient = app.ok("Observation?colour=red")
        strict = app.get("Observation?colour=red", headers={"Prefer": "handling=strict"})
    assert [each["search"]["mode"] for each in lenient["entry"]] == ["match", "match", "outcome"]
    assert "colour" not in lenient["link"][0]["url"]
    assert strict.status_code == 400


def test_the_capability_statement_is_public_and_true(fhir: Site) -> None:
    """Every type, parameter and inclusion it names is taken by a strict search; nobody reads without a token."""
    with fhir.client() as client:
        statement = client.get("/fhir/metadata").json()
        configuration = client.get("/fhir/.well-known/smart-configuration").json()
        assert client.get("/fhir/Patient").status_code == 401
        assert client.get("/fhir/Patient", headers={"Authorization": "Bearer x"}).status_code == 401
    assert configuration["code_challenge_methods_supported"] == ["S256"]
    samples = {"date": "2026", "token": "x", "reference": "x", "string": "x"}
    strict = {"Prefer": "handling=strict"}
    with reader(fhir, own_token(fhir, new_person())) as app:
        for each in statement["rest"][0]["resource"]:
            kind = each["type"]
            named = [p for p in each.get("searchParam", ()) if (kind, p["name"]) != ("Patient", "identifier")]
            query = "&".join(
                [f"{p['name']}={samples[p['type']]}" for p in named]
                + [f"_include={name}" for name in each.get("searchInclude", ())]
                + [f"_revinclude={name}" for name in each.get("searchRevInclude", ())]
            )
            assert app.get(f"{kind}?{query}", headers=strict).status_code == (
                404 if kind in {"Group", *DEFINITIONS} else 200
            )
