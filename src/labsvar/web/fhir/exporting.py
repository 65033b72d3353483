"""Bulk export for programs that are entitled to it: asking, waiting, fetching, deleting.

Source: HL7 FHIR Bulk Data Access 2.0.0: kick-off, status, output files and delete requests.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

import msgspec
from anyio import to_thread
from litestar import Controller, delete, get, post
from litestar.params import FromPath
from litestar.response import File as FileResponse
from litestar.response.base import ASGIResponse

from labsvar.database import Database
from labsvar.database.fhir_exports import Export
from labsvar.fhirview.bundles import outcome
from labsvar.fhirview.export import NDJSON, understood
from labsvar.fhirview.parameters import TYPES
from labsvar.fhirview.search import NotUnderstood
from labsvar.web.fhir.authentication import FhirRequest
from labsvar.web.fhir.door import Door, FhirProblem, answer, base_of, media_type
from labsvar.web.fhir.looking import reason_of
from labsvar.web.fhir.making_exports import Asked, File, Made
from labsvar.web.fhir.scopes import READ
from labsvar.web.fhir.sent import LARGEST, Pairs, parameters_of
from labsvar.web.rights import Right, needs

SECONDS_TO_WAIT: Final = 2
"""How long a client is asked to wait before it asks again how far an export is."""
_MAY: Final = needs(Right.EXPORT_FHIR)


class Exporting(Controller):
    """Every request of a bulk export."""

    path = "/"

    @get("/$export", opt=_MAY, sync_to_thread=True)
    def of_everything(self, request: FhirRequest) -> ASGIResponse:
        """Asks for everything: that is everybody's resources, since all are about somebody."""
        return _begun(request, None, _in_address(request))

    @post("/$export", opt=_MAY, request_max_body_size=LARGEST)
    async def posted_of_everything(self, request: FhirRequest) -> ASGIResponse:
        """The same, with Parameters."""
        return await _posted(request, None)

    @get("/Patient/$export", opt=_MAY, sync_to_thread=True)
    def of_everybody(self, request: FhirRequest) -> ASGIResponse:
        """Asks for everybody's resources."""
        return _begun(request, None, _in_address(request))

    @post("/Patient/$export", opt=_MAY, request_max_body_size=LARGEST)
    async def posted_of_everybody(self, request: FhirRequest) -> ASGIResponse:
        """The same, with Parameters."""
        return await _posted(request, None)

    @get("/{kind:str}/{resource_id:str}/$export", opt=_MAY, sync_to_thread=True)
    def of_group(self, request: FhirRequest, kind: FromPath[str], resource_id: FromPath[str]) -> ASGIResponse:
        """Asks for the resources of the patients of a place, by its location number."""
        return _begun(request, _place(kind, resource_id), _in_address(request))

    @post("/{kind:str}/{resource_id:str}/$export", opt=_MAY, request_max_body_size=LARGEST)
    async def posted_of_group(
        self, request: FhirRequest, kind: FromPath[str], resource_id: FromPath[str]
    ) -> ASGIResponse:
        """The same, with Parameters."""
        return await _posted(request, _place(kind, resource_id))

    @get("/$export/{export_id:str}", opt=_MAY, sync_to_thread=True)
    def status(self, request: FhirRequest, export_id: FromPath[str]) -> ASGIResponse:
        """How far an export is; of one that is made, the manifest."""
        export = _own(request, export_id)
        if export.state == "failed":
            raise FhirProblem(500, "exception", "The export could not be made; ask for it anew.")
        if export.manifest is None or export.ends_at is None:
            # Nothing tells how many persons there are: some of them may be hidden (rule S13).
            headers = {"X-Progress": "in progress", "Retry-After": str(SECONDS_TO_WAIT)}
            return ASGIResponse(body=b"", status_code=202, headers=headers)
        headers = {"Expires": format_datetime(export.ends_at.astimezone(UTC), usegmt=True)}
        body = msgspec.json.encode(_manifest(request, export, export.manifest))
        return ASGIResponse(body=body, media_type="application/json", headers=headers)

    @delete("/$export/{export_id:str}", opt=_MAY, status_code=202, sync_to_thread=True)
    def remove(self, request: FhirRequest, export_id: FromPath[str]) -> ASGIResponse:
        """Ends an export, and removes what was made of it."""
        export = _own(request, export_id)
        _database(request).exports.remove(export.export_id)
        return answer(
            request, outcome("informational", "The export is removed.", severity="information"), status=202
        )

    @get("/$export/{export_id:str}/{name:str}", opt=_MAY, sync_to_thread=True)
    def file(self, request: FhirRequest, export_id: FromPath[str], name: FromPath[str]) -> FileResponse:
        """A file of an export."""
        export, folder = _own(request, export_id), _door(request).exports
        made = None if export.manifest is None else msgspec.json.decode(export.manifest, type=Made)
        found = () if made is None else (each for each in (*made.output, *made.error) if each.name == name)
        wanted = next(iter(found), None)
        if wanted is None or folder is None or not (path := folder / export.export_id / name).is_file():
            raise _nothing()
        if wanted.type in TYPES and not request.user.may(wanted.type, READ):
            raise FhirProblem(403, "forbidden", "The token has no scope for the type of this file.")
        return FileResponse(path=path, filename=name, media_type=NDJSON)


def _in_address(request: FhirRequest) -> Pairs:
    return list(request.query_params.multi_items())


async def _posted(request: FhirRequest, place: str | None) -> ASGIResponse:
    pairs = await parameters_of(request)
    return await to_thread.run_sync(lambda: _begun(request, place, pairs))


def _begun(request: FhirRequest, place: str | None, pairs: Pairs) -> ASGIResponse:
    """Notes what is asked for, if whoever asks may have it."""
    door, bearer, prefer = _door(request), request.user, request.headers.get("prefer", "").replace(" ", "")
    media_type(request)
    if "respond-async" not in prefer:
        raise FhirProblem(400, "required", "An export takes its time: send the header Prefer: respond-async.")
    client = door.client(bearer.grant.client)
    if door.exports is None or client is None or not client.may_export(place):
        raise FhirProblem(403, "forbidden", "The program is not registered for this export.")
    try:
        wanted = understood(pairs, lenient="handling=lenient" in prefer)
    except NotUnderstood as refused:
        raise FhirProblem(400, "invalid", refused.told, parameter=refused.name) from None
    types = tuple(each for each in wanted.types if bearer.may(each, READ))
    if not types or (len(types) < len(wanted.types) and any(name == "_type" for name, _ in pairs)):
        raise FhirProblem(403, "forbidden", "The token has no scope for a type that is asked for.")
    asked = Asked(
        viewer=bearer.viewer,
        reason=reason_of(request),
        request=str(request.url),
        wanted=msgspec.structs.replace(wanted, types=types),
        place=place,
    )
    export_id = _database(request).exports.ask(client=client.id, asked=msgspec.json.encode(asked))
    if export_id is None:
        told = "The program has an export under way; wait for it, or delete it."
        raise FhirProblem(429, "throttled", told, headers={"Retry-After": "60"})
    said = outcome("informational", "The export is being made.", severity="information")
    location = {"Content-Location": f"{base_of(request)}/$export/{export_id}"}
    return answer(request, said, status=202, headers=location)


def _manifest(request: FhirRequest, export: Export, made: bytes) -> dict[str, Any]:
    found = msgspec.json.decode(made, type=Made)
    asked = msgspec.json.decode(export.asked, type=Asked)
    at = f"{base_of(request)}/$export/{export.export_id}"

    def listed(files: tuple[File, ...]) -> list[dict[str, Any]]:
        return [{"type": each.type, "url": f"{at}/{each.name}", "count": each.count} for each in files]

    return {
        "transactionTime": found.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "request": asked.request,
        "requiresAccessToken": True,
        "output": listed(found.output),
        "error": listed(found.error),
    }


def _own(request: FhirRequest, export_id: str) -> Export:
    """An export of whoever asks, whose time is not over. Raises `FhirProblem`."""
    export = _database(request).exports.find(export_id)
    is_over = export is not None and export.ends_at is not None and export.ends_at <= datetime.now(UTC)
    if export is None or export.client != request.user.grant.client or export.state == "gone" or is_over:
        raise _nothing()
    return export


def _place(kind: str, group: str) -> str:
    if kind != "Group" or not (group.isascii() and group.isdigit()):
        raise FhirProblem(404, "not-supported", "Export $export, Patient/$export or Group/NUMBER/$export.")
    return group


def _nothing() -> FhirProblem:
    return FhirProblem(404, "not-found", "There is no such export of this program.")


def _door(request: FhirRequest) -> Door:
    found: Door = request.app.state.config.fhir
    return found


def _database(request: FhirRequest) -> Database:
    found: Database = request.app.state.database
    return found
