"""What the FHIR door needs of an installation, and how everything it says is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response.base import ASGIResponse

from labsvar.conversion.fhir.systems import Choices
from labsvar.fhirview.bundles import outcome
from labsvar.fhirview.ids import Ids
from labsvar.formats.fhir import write
from labsvar.web.fhir.clients import Client
from labsvar.web.fhir.tokens import Seals

BASE: Final = "/fhir"
JSON: Final = "application/fhir+json"
_ALSO: Final = ("application/json", "application/*", "*/*", "json", "text/json")
_CODES: Final = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    409: "conflict",
    413: "too-long",
    415: "not-supported",
    429: "throttled",
}
CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="labsvar", scope="patient/*.read"'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The key of an installation as ids and seals, the programs it knows, and what the guides leave open; where
    bulk exports lie, and for how long. Without a folder there are none."""

    ids: Ids
    seals: Seals
    clients: tuple[Client, ...] = ()
    choices: Choices = field(default_factory=Choices)
    exports: Path | None = None
    export_life: timedelta = timedelta(hours=1)

    def client(self, name: str) -> Client | None:
        """A registered program."""
        return next((each for each in self.clients if each.id == name), None)


def door_of(key: bytes, clients: tuple[Client, ...] = ()) -> Door:
    """The door of an installation with a key."""
    return Door(ids=Ids(key), seals=Seals(key), clients=clients)


class FhirProblem(HTTPException):
    """A request that cannot be served: the code of HL7's list of issues, and what to do, without any value."""

    def __init__(
        self,
        status: int,
        code: str,
        told: str,
        *,
        parameter: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status_code=status, headers=headers)
        self.code = code
        self.told = told
        self.parameter = parameter


def base_of(request: Request[Any, Any, Any]) -> str:
    """The address that references of answers are relative to."""
    return f"{str(request.base_url).rstrip('/')}{BASE}"


def answer(
    request: Request[Any, Any, Any],
    resource: Any,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> ASGIResponse:
    """A resource as JSON, in whichever of its two names the client asked for.

    Raises `FhirProblem` when the client wants another form.
    """
    return ASGIResponse(
        body=write(resource), status_code=status, media_type=media_type(request), headers=headers
    )


def problem(found: HTTPException) -> Response[bytes]:
    """The OperationOutcome of a problem."""
    status = found.status_code
    code = (
        found.code
        if isinstance(found, FhirProblem)
        else _CODES.get(status, "exception" if status >= 500 else "invalid")
    )
    words = HTTPStatus(status)
    told = found.told if isinstance(found, FhirProblem) else words.description or words.phrase
    parameter = found.parameter if isinstance(found, FhirProblem) else None
    headers = CHALLENGE if status == 401 else dict(found.headers or {})
    said = outcome(code, told, parameter=parameter)
    return Response(write(said), status_code=status, media_type=JSON, headers=headers)


def is_here(path: str) -> bool:
    """Whether an address belongs to the FHIR door."""
    return path == BASE or path.startswith(f"{BASE}/")


def media_type(request: Request[Any, Any, Any]) -> str:
    """Which of the two names of JSON a client wants. Raises `FhirProblem` when it wants neither."""
    asked = request.query_params.get("_format")
    wishes = [asked] if asked else request.headers.get("accept", "*/*").split(",")
    for wish in wishes:
        kind = wish.partition(";")[0].strip().lower().replace(" ", "+")
        if kind == JSON:
            return JSON
        if kind in _ALSO:
            return "application/json" if kind == "application/json" else JSON
    raise FhirProblem(
        406,
        "not-supported",
        "Only JSON is served: ask for application/fhir+json.",
        parameter="_format" if asked else None,
    )
