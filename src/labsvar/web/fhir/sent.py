"""What a client sends in the body of a request: a form, or Parameters.

Source: HL7 FHIR R4 (4.0.1), RESTful API (3.1.0, search by POST) and Operations (3.2.0).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from litestar import Request

from labsvar.formats import fhir
from labsvar.formats.fhir.resources import Parameters
from labsvar.web.fhir.door import JSON, FhirProblem

LARGEST: Final = 10_000
"""Bytes of a body with parameters."""
FORM: Final = "application/x-www-form-urlencoded"
Pairs = list[tuple[str, str]]
_RESOURCES: Final = frozenset({JSON, "application/json", "json"})


async def form_of(request: Request[Any, Any, Any]) -> Pairs:
    """The fields of a form. Raises `FhirProblem` for another kind of body."""
    if _kind(request) not in ("", FORM):
        raise FhirProblem(415, "not-supported", f"Send the parameters as {FORM}.")
    return [(name, value) for name, value in (await request.form()).multi_items() if isinstance(value, str)]


async def parameters_of(request: Request[Any, Any, Any]) -> Pairs:
    """What is asked of an operation: Parameters, a form, or nothing. Raises `FhirProblem` for another body."""
    kind = _kind(request)
    if kind not in _RESOURCES:
        if kind in ("", FORM):
            return await form_of(request)
        raise FhirProblem(415, "not-supported", f"Send Parameters as {JSON}, or the parameters as {FORM}.")
    raw = await request.body()
    if not isinstance(fhir.read(raw).resource, Parameters):
        raise FhirProblem(400, "structure", "The body is not a Parameters resource of R4.")
    return list(_pairs(json.loads(raw).get("parameter", ())))


def _pairs(parameters: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    """Name and value of each: a reference by what it refers to, a truth in small letters, as in an address."""
    for each in parameters:
        value = next((value for name, value in each.items() if name.startswith("value")), None)
        if isinstance(value, dict):
            value = value.get("reference")
        if isinstance(value, bool):
            value = str(value).lower()
        if isinstance(value, str | int | float):
            yield each["name"], str(value)


def _kind(request: Request[Any, Any, Any]) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
