"""The CapabilityStatement is true: it says what the routes do, and each thing it says is done."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest
from litestar.routes import HTTPRoute

from labsvar.fhirview.capability import DEFINITIONS
from tests.integration.web.fhir_site import Reader, own_token, reader, series, token_of, treating_token
from tests.integration.web.site import Site, new_person

INTERACTIONS: Final = {
    ("GET", "/{kind}"): "search-type",
    ("POST", "/{kind}/_search"): "search-type",
    ("GET", "/{kind}/{id}"): "read",
    ("GET", "/{kind}/{id}/_history"): "history-instance",
    ("GET", "/{kind}/{id}/_history/{version}"): "vread",
}
"""Which interaction of HL7's list a route is (R4, RESTful API)."""
ABOUT_NOBODY: Final = frozenset({"/metadata", "/.well-known/smart-configuration"})
OF_AN_EXPORT: Final = frozenset({"/$export/{export_id}", "/$export/{export_id}/{version}"})
"""Where the answer to a kick-off leads; no statement names these."""
SAMPLES: Final = {"date": "2026", "token": "x", "reference": "x", "string": "x"}


def statement(fhir: Site) -> dict[str, Any]:
    with fhir.client() as client:
        answer = client.get("/fhir/metadata")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def routes(fhir: Site) -> set[tuple[str, str]]:
    """The method and the path of everything below the door, with the names of what stands in the path."""
    names = {"resource_id": "id", "name": "version"}
    found: set[tuple[str, str]] = set()
    for route in fhir.app.routes:
        if isinstance(route, HTTPRoute) and route.path_format.startswith("/fhir/"):
            path = re.sub(
                r"{(\w+)}",
                lambda of: f"{{{names.get(of[1], of[1])}}}",
                route.path_format.removeprefix("/fhir"),
            )
            found |= {(str(method), path) for method in route.methods if method != "OPTIONS"}
    return found


def test_the_statement_says_what_the_routes_do_and_nothing_else(fhir: Site) -> None:
    """Interactions of every type and operations alike, derived from the routes of the application."""
    rest = statement(fhir)["rest"][0]
    stated = {
        (each["type"], interaction["code"])
        for each in rest["resource"]
        for interaction in each.get("interaction", ())
    }
    operations = {each["name"] for one in (rest, *rest["resource"]) for each in one.get("operation", ())}
    kinds = {each["type"] for each in rest["resource"] if "interaction" in each} - DEFINITIONS.keys()
    offered, called = set(), set()
    for method, path in routes(fhir):
        last = path.rpartition("/")[2]
        if (method, path) in INTERACTIONS:
            offered |= {(kind, INTERACTIONS[method, path]) for kind in kinds}
        elif last == "{definition}":
            offered.add((path.split("/")[1], "read"))
        elif last.startswith("$"):
            called.add(last.removeprefix("$"))
        else:
            assert path in ABOUT_NOBODY | OF_AN_EXPORT, f"{method} {path} is in no statement"
    assert (stated, operations) == (offered, called)


def interacted(app: Reader, kind: str, code: str, resource: dict[str, Any]) -> list[int]:
    """The statuses of the answers to an interaction, tried on a resource that is there."""
    path = f"{kind}/{resource['id']}"
    match code:
        case "read":
            return [app.get(path).status_code]
        case "vread":
            return [app.get(f"{path}/_history/{resource['meta']['versionId']}").status_code]
        case "history-instance":
            return [app.get(f"{path}/_history").status_code]
        case "search-type":
            posted = app.client.post(f"/fhir/{kind}/_search", data={"_count": "1"})
            return [app.get(kind).status_code, posted.status_code]
    raise AssertionError(code)


def test_each_interaction_parameter_and_inclusion_that_is_stated_is_done(fhir: Site) -> None:
    """Of every type, on a resource that is there, with a strict search that knows every parameter."""
    person = new_person()
    fhir.stored(person.report(), person.culture())
    strict = {"Prefer": "handling=strict"}
    with reader(fhir, treating_token(fhir, person)) as app:
        every = statement(fhir)["rest"][0]["resource"]
        stated = [each for each in every if each["type"] not in {"Group", *DEFINITIONS}]
        for each in stated:
            kind = each["type"]
            found = app.found(kind)
            assert found or kind == "ServiceRequest", kind
            for resource in found[:1]:
                for interaction in each["interaction"]:
                    assert set(interacted(app, kind, interaction["code"], resource)) == {200}
            for parameter in each["searchParam"]:
                query = {parameter["name"]: SAMPLES[parameter["type"]]}
                answer = app.client.post(f"/fhir/{kind}/_search", data=query, headers=strict)
                assert answer.status_code == 200, (kind, parameter)
            for name in ("searchInclude", "searchRevInclude"):
                for included in each.get(name, ()):
                    written = {"searchInclude": "_include", "searchRevInclude": "_revinclude"}[name]
                    assert app.get(kind, params={written: included}).status_code == 200, included


@pytest.mark.parametrize(
    ("method", "path", "headers", "refused"),
    [
        ("GET", "Observation", {"Authorization": "Bearer wrong"}, (401, "login")),
        ("GET", "Observation/never", {}, (404, "not-found")),
        ("GET", "Medication", {}, (404, "not-supported")),
        ("PUT", "Observation/x", {}, (405, "not-supported")),
        ("DELETE", "Observation/x", {}, (405, "not-supported")),
        ("GET", "Observation", {"Accept": "application/fhir+xml"}, (406, "not-supported")),
        ("POST", "Observation/_search", {"Content-Type": "application/json"}, (415, "not-supported")),
        ("POST", "Observation/$lastn", {"Content-Type": "text/plain"}, (415, "not-supported")),
        ("POST", "Observation/$lastn", {"Content-Type": "application/fhir+json"}, (400, "structure")),
        ("GET", "Composition/x/$document?persist=true", {}, (400, "not-supported")),
        ("GET", "Observation?patient.identifier=2512489996", {}, (400, "invalid")),
    ],
)
def test_every_refusal_is_an_operation_outcome(
    fhir: Site, method: str, path: str, headers: dict[str, str], refused: tuple[int, str]
) -> None:
    """With the code of HL7's list, and nothing of what was sent."""
    with reader(fhir, own_token(fhir, new_person())) as app:
        answer = app.client.request(method, f"/fhir/{path}", headers=headers)
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome"
    assert (answer.status_code, outcome["issue"][0]["code"]) == refused
    assert "2512489996" not in answer.text


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("date=never", "date"),
        ("_count=many", "_count"),
        ("_include=x", "_include"),
        ("_sort=code", "_sort"),
        ("code:text=x", "code"),
        ("_format=xml", "_format"),
        ("$lastn?max=0", "max"),
    ],
)
def test_a_wrong_parameter_is_named(fhir: Site, query: str, name: str) -> None:
    """In words, and where R4 has a place for it."""
    path = f"Observation/{query}" if query.startswith("$") else f"Observation?{query}"
    with reader(fhir, own_token(fhir, new_person())) as app:
        issue = app.get(path).json()["issue"][0]
    assert issue["location"] == [f"http.{name}"]
    assert name in issue["details"]["text"] or name == "_format"


@pytest.mark.parametrize(
    ("scope", "reads", "searches"),
    [
        ("patient/Observation.rs", 200, 200),
        ("patient/Observation.read", 200, 200),
        ("patient/Observation.r", 200, 403),
        ("patient/Observation.s", 403, 200),
        ("patient/*.rs", 200, 200),
        ("patient/Specimen.rs", 403, 403),
    ],
)
def test_a_scope_lets_what_it_says_be_done(fhir: Site, scope: str, reads: int, searches: int) -> None:
    """`r` reads what is known by its id, `s` searches; each type by itself (SMART App Launch 2.2)."""
    person = new_person()
    fhir.stored(*series(person, "41"))
    key = person.persona().key
    with reader(fhir, own_token(fhir, person)) as app:
        identity = app.found("Observation")[0]["id"]
    with reader(fhir, token_of(fhir, key, scope=scope)) as app:
        assert app.get(f"Observation/{identity}").status_code == reads
        assert app.get(f"Observation/{identity}/_history").status_code == reads
        assert app.get("Observation").status_code == searches
        assert app.get("Observation/$lastn").status_code == searches


def test_the_operations_are_called_by_post_as_well(fhir: Site) -> None:
    """With Parameters or a form; the answer's own link says how many were asked for."""
    person = new_person()
    fhir.stored(*series(person, "41", "43", "45"))
    body = {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "max", "valuePositiveInt": 2},
            {"name": "patient", "valueReference": {"reference": "Patient/x"}},
            {"name": "said", "valueBoolean": True},
        ],
    }
    with reader(fhir, own_token(fhir, person)) as app:
        patient = app.found("Patient")[0]["id"]
        body["parameter"][1]["valueReference"]["reference"] = f"Patient/{patient}"  # type: ignore[index]  # as it is
        posted = app.client.post("/fhir/Observation/$lastn", json=body)
        form = app.client.post("/fhir/Observation/$lastn", data={"max": "2"})
        composition = f"Composition/{app.found('Composition')[0]['id']}/$document"
        document = app.client.post(f"/fhir/{composition}", data={"persist": "false"})
        kept = app.client.post(f"/fhir/{composition}", data={"persist": "true"})
        assert document.json() == app.ok(composition)
    entries = [each for each in posted.json()["entry"] if each["search"]["mode"] == "match"]
    assert (len(entries), len(form.json()["entry"]), kept.status_code) == (2, 2, 400)
    assert "max=2" in form.json()["link"][0]["url"]


def test_a_resource_says_when_it_was_changed_and_its_address_where_tokens_are_got(fhir: Site) -> None:
    """Last-Modified beside the ETag; the well-known document names every scope; a token is for this server."""
    person = new_person()
    fhir.stored(person.report())
    with reader(fhir, own_token(fhir, person)) as app:
        answer = app.get(f"Patient/{app.found('Patient')[0]['id']}")
        known = app.ok(".well-known/smart-configuration")
    assert answer.headers["last-modified"].endswith("GMT")
    assert {"patient/*.rs", "user/Observation.rs", "system/*.rs"} <= set(known["scopes_supported"])
    assert {"permission-v1", "permission-v2"} <= set(known["capabilities"])
