"""The FHIR door in OpenAPI, made from its own CapabilityStatement: what the statement says is what can be tried.

    described(statement, ids)

FHIR has no OpenAPI of its own; this one is for making requests up and for holding the answers against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

Json = dict[str, Any]
REFUSALS: Final = (400, 401, 403, 404, 405, 406, 413, 415, 429)
_DATE: Final = r"^(eq|ne|gt|lt|ge|le|sa|eb)?[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?$"
_FHIR: Final = "application/fhir+json"


def described(statement: Json, ids: Mapping[str, Sequence[str]]) -> Json:
    """The description; `ids` are some of the resources that are there, by type."""
    (rest,) = statement["rest"]
    paths: Json = {"/metadata": {"get": _get([], [200])}}
    for each in rest["resource"]:
        done = {one["code"] for one in each.get("interaction", ())}
        if "search-type" in done:
            paths |= _of_type(each, ids)
        elif "read" in done:
            paths[f"/{each['type']}/{{id}}"] = {"get": _get([_id(())], [200])}
    exported = [f"/{each['type']}" for each in rest["resource"] if _exports(each) and each["type"] != "Group"]
    for at in ("", *exported) if _exports(rest) else ():
        paths[f"{at}/$export"] = {"get": _get([*_EXPORT, *_PREFER], [202])}
    if any(each["type"] == "Group" for each in rest["resource"]):
        paths["/Group/{id}/$export"] = {"get": _get([_id(()), *_EXPORT, *_PREFER], [202])}
        status = [_id(())]
        paths["/$export/{id}"] = {"get": _get(status, [200]), "delete": _get(status, [202])}
        paths["/$export/{id}"]["get"]["responses"] |= {"200": _MANIFEST, "202": _NOTHING}
        paths["/$export/{id}/{version}"] = {"get": _get([_id(()), _version()], [200])}
    return {
        "openapi": "3.0.3",
        "info": {"title": "FHIR", "version": statement["fhirVersion"]},
        "paths": paths,
    }


def _exports(part: Json) -> bool:
    return any(each["name"] == "export" for each in part.get("operation", ()))


def _of_type(resource: Json, known: Mapping[str, Sequence[str]]) -> Json:
    kind, search = resource["type"], list(_search(resource, known.get("Patient", ())))
    ids = known.get(kind, ())
    form = {
        "type": "object",
        "properties": {each["name"]: each["schema"] for each in search},
        "additionalProperties": {"type": "string"},
    }
    paths = {
        f"/{kind}": {"get": _get(search, [200])},
        f"/{kind}/_search": {
            "post": _get([], [200])
            | {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": form}}}}
        },
        f"/{kind}/{{id}}": {"get": _get([_id(ids), _header("If-None-Match")], [200, 304])},
        f"/{kind}/{{id}}/_history": {"get": _get([_id(ids)], [200])},
        f"/{kind}/{{id}}/_history/{{version}}": {"get": _get([_id(ids), _version()], [200, 304])},
    }
    named = {each["name"] for each in resource.get("operation", ())}
    if "lastn" in named:
        most = _query("max", {"type": "integer"})
        paths[f"/{kind}/$lastn"] = {"get": _get([*search, most], [200]), "post": _posted()}
    if "document" in named:
        posted = _posted() | {"parameters": [_id(ids)]}
        paths[f"/{kind}/{{id}}/$document"] = {"get": _get([_id(ids)], [200]), "post": posted}
    return paths


def _search(resource: Json, patients: Sequence[str]) -> Iterator[Json]:
    for each in resource["searchParam"]:
        text: Json = {"type": "string"}
        if each["type"] == "date":
            text = {"anyOf": [{"type": "string", "pattern": _DATE}, text]}
        if each["name"] in ("patient", "subject") and patients:
            text = {"anyOf": [{"enum": list(patients)}, text]}
        # The statement says that the number of a person does not belong in an address.
        if "POST" not in each.get("documentation", ""):
            yield _query(each["name"], text)
    for name, key in (("_include", "searchInclude"), ("_revinclude", "searchRevInclude")):
        if resource.get(key):
            yield _query(name, {"anyOf": [{"enum": resource[key]}, {"type": "string"}]})
    for name in ("_count", "_page"):
        yield _query(name, {"anyOf": [{"type": "integer"}, {"type": "string"}]})
    for name in ("_sort", "_summary", "_format"):
        yield _query(name, {"type": "string"})


_EXPORT: Final = [
    {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
    for name in ("_type", "_since", "_outputFormat")
]
_PREFER: Final = [
    {
        "name": "Prefer",
        "in": "header",
        "required": False,
        "schema": {"anyOf": [{"enum": ["respond-async", "handling=strict"]}, {"type": "string"}]},
    }
]


def _query(name: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _header(name: str) -> Json:
    return {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}


def _id(ids: Sequence[str]) -> Json:
    text: Json = {"type": "string", "minLength": 1}
    return {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": {"anyOf": [{"enum": list(ids)}, text]} if ids else text,
    }


def _version() -> Json:
    return {"name": "version", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _posted() -> Json:
    value = {"anyOf": [{"type": "string"}, {"type": "integer"}]}
    parameter = {"type": "object", "properties": {"name": {"type": "string"}, "valueString": value}}
    body = {
        "type": "object",
        "properties": {
            "resourceType": {"enum": ["Parameters"]},
            "parameter": {"type": "array", "items": parameter},
        },
    }
    return _get([], [200]) | {"requestBody": {"content": {_FHIR: {"schema": body}}}}


_MANIFEST: Final = {"description": "The manifest.", "content": {"application/json": {}}}
_NOTHING: Final = {"description": "Nothing is sent."}


def _get(parameters: list[Json], good: Iterable[int]) -> Json:
    return {
        "parameters": parameters,
        "responses": {str(status): _NOTHING if status == 304 else _answer() for status in good}
        | {str(status): _answer(["OperationOutcome"]) for status in REFUSALS},
    }


def _answer(kinds: Sequence[str] | None = None) -> Json:
    named: Json = {"type": "string"} if kinds is None else {"enum": list(kinds)}
    schema = {"type": "object", "required": ["resourceType"], "properties": {"resourceType": named}}
    return {"description": "As HL7 FHIR R4 says.", "content": {_FHIR: {"schema": schema}}}
