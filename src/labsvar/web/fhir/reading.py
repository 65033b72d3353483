"""Reading over FHIR: one resource, one of its versions, its history, searches, `$document` and `$lastn`.

Every request about a person is one look. What is hidden and what does not exist give the same answer (rule S13).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from importlib.metadata import version
from typing import Any, Final

from anyio import to_thread
from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response.base import ASGIResponse

from labsvar.fhirview import bundles
from labsvar.fhirview.capability import OPERATIONS, capability_statement
from labsvar.fhirview.model import Resource, Versions
from labsvar.fhirview.parameters import PARAMETERS
from labsvar.fhirview.search import Asked, Found, NotUnderstood, found, names_a_person, understood
from labsvar.formats.fhir.resources import Composition
from labsvar.web.fhir.authentication import FhirRequest
from labsvar.web.fhir.door import FhirProblem, answer, base_of, media_type
from labsvar.web.fhir.looking import person_of_id, person_of_search, seen
from labsvar.web.fhir.scopes import READ, SEARCH
from labsvar.web.fhir.sent import LARGEST, form_of, parameters_of
from labsvar.web.rights import Right, needs

_MOST: Final = 100
_INSUFFICIENT: Final = {"WWW-Authenticate": 'Bearer realm="labsvar", error="insufficient_scope"'}
Pairs = Sequence[tuple[str, str]]


@get("/metadata", opt=needs(Right.PUBLIC), sync_to_thread=False)
def metadata(request: Request[Any, Any, Any]) -> ASGIResponse:
    """What is served here."""
    root = str(request.base_url).rstrip("/")
    statement = capability_statement(
        base=base_of(request),
        version=version("labsvar"),
        authorize=f"{root}/oauth/authorize",
        token=f"{root}/oauth/token",
        exports=request.app.state.config.fhir.exports is not None,
    )
    return answer(request, statement)


class Reading(Controller):
    """Everything that is read about a person."""

    path = "/"

    @get("/{kind:str}", opt=needs(Right.READ_FHIR), sync_to_thread=True)
    def search(self, request: FhirRequest, kind: FromPath[str]) -> ASGIResponse:
        """A search whose parameters stand in the address; numbers of persons may not."""
        return _searched(request, kind, _in_address(request, kind))

    @post(
        "/{kind:str}/_search",
        opt=needs(Right.READ_FHIR),
        status_code=200,
        request_max_body_size=LARGEST,
    )
    async def posted_search(self, request: FhirRequest, kind: FromPath[str]) -> ASGIResponse:
        """A search whose parameters stand in a form."""
        pairs = await form_of(request)
        return await to_thread.run_sync(
            lambda: _searched(request, kind, [*_in_address(request, kind), *pairs])
        )

    @get("/{kind:str}/$lastn", opt=needs(Right.READ_FHIR), sync_to_thread=True)
    def lastn(self, request: FhirRequest, kind: FromPath[str]) -> ASGIResponse:
        """Of every analysis the newest observations, `max` of each (one, when it is not said)."""
        return _lastn(request, kind, _in_address(request, kind))

    @post(
        "/{kind:str}/$lastn",
        opt=needs(Right.READ_FHIR),
        status_code=200,
        request_max_body_size=LARGEST,
    )
    async def posted_lastn(self, request: FhirRequest, kind: FromPath[str]) -> ASGIResponse:
        """The same, with the parameters in a form or as Parameters."""
        pairs = await parameters_of(request)
        return await to_thread.run_sync(lambda: _lastn(request, kind, [*_in_address(request, kind), *pairs]))

    @get("/{kind:str}/{resource_id:str}", opt=needs(Right.READ_FHIR), sync_to_thread=True)
    def read(self, request: FhirRequest, kind: FromPath[str], resource_id: FromPath[str]) -> ASGIResponse:
        """One resource as it is now."""
        return _tagged(request, _versions(request, kind, resource_id).current)

    @get("/{kind:str}/{resource_id:str}/_history", opt=needs(Right.READ_FHIR), sync_to_thread=True)
    def history(self, request: FhirRequest, kind: FromPath[str], resource_id: FromPath[str]) -> ASGIResponse:
        """The versions of one resource that may be seen."""
        versions = _versions(request, kind, resource_id)
        return answer(request, bundles.history(versions, base=base_of(request)))

    @get("/{kind:str}/{resource_id:str}/_history/{name:str}", opt=needs(Right.READ_FHIR), sync_to_thread=True)
    def vread(
        self, request: FhirRequest, kind: FromPath[str], resource_id: FromPath[str], name: FromPath[str]
    ) -> ASGIResponse:
        """One version of one resource."""
        for each in _versions(request, kind, resource_id).resources:
            if each.meta is not None and each.meta.version_id == name:
                return _tagged(request, each)
        raise _nothing()

    @get("/{kind:str}/{resource_id:str}/$document", opt=needs(Right.READ_FHIR), sync_to_thread=True)
    def document(self, request: FhirRequest, kind: FromPath[str], resource_id: FromPath[str]) -> ASGIResponse:
        """A report as a document: the Composition and all that it points at."""
        return _document(request, kind, resource_id, _in_address(request, kind))

    @post(
        "/{kind:str}/{resource_id:str}/$document",
        opt=needs(Right.READ_FHIR),
        status_code=200,
        request_max_body_size=LARGEST,
    )
    async def posted_document(
        self, request: FhirRequest, kind: FromPath[str], resource_id: FromPath[str]
    ) -> ASGIResponse:
        """The same, with the parameters in a form or as Parameters."""
        pairs = await parameters_of(request)
        return await to_thread.run_sync(lambda: _document(request, kind, resource_id, pairs))


def _searched(request: FhirRequest, kind: str, pairs: Pairs) -> ASGIResponse:
    _check(request, kind, SEARCH)
    asked = _asked(request, kind, pairs)
    about = seen(request, person_of_search(request, asked))
    page = found(about, asked, types=request.user.types)
    return answer(request, bundles.searchset(page, asked, base=base_of(request), left_out=about.left_out))


def _document(request: FhirRequest, kind: str, resource_id: str, pairs: Pairs) -> ASGIResponse:
    _check(request, kind, READ, operation="document")
    if any(name == "persist" and value != "false" for name, value in pairs):
        raise FhirProblem(400, "not-supported", "persist: nothing is kept here.", parameter="persist")
    about = seen(request, person_of_id(request, resource_id))
    versions = about.versions(kind, resource_id)
    if versions is None or not isinstance(versions.current, Composition):
        raise _nothing()
    made = bundles.document(about, versions.current, base=base_of(request), types=request.user.types)
    return answer(request, made)


def _lastn(request: FhirRequest, kind: str, pairs: Pairs) -> ASGIResponse:
    _check(request, kind, SEARCH, operation="lastn")
    most = next((value for name, value in pairs if name == "max"), "1")
    if not (most.isascii() and most.isdigit() and 0 < int(most[:4]) <= _MOST):
        told = f"max: write a whole number from 1 to {_MOST}."
        raise FhirProblem(400, "value", told, parameter="max")
    asked = _asked(request, kind, [each for each in pairs if each[0] != "max"])
    about = seen(request, person_of_search(request, asked))
    newest = bundles.newest_of_each(found(about, _all_of(asked)).matches, int(most))
    page = Found(matches=tuple(newest), included=(), total=len(newest), has_more=False)
    made = bundles.searchset(
        page, asked, base=base_of(request), left_out=about.left_out, operation=("$lastn", ("max", most))
    )
    return answer(request, made)


def _asked(request: FhirRequest, kind: str, pairs: Pairs) -> Asked:
    strict = "handling=strict" in request.headers.get("prefer", "").replace(" ", "").lower()
    try:
        return understood(kind, pairs, strict=strict)
    except NotUnderstood as refused:
        raise FhirProblem(400, "invalid", refused.told, parameter=refused.name) from None


def _all_of(asked: Asked) -> Asked:
    """The same search, on one page as long as it takes."""
    return Asked(kind=asked.kind, criteria=asked.criteria, sort=("-date",), count=1_000_000)


def _in_address(request: FhirRequest, kind: str) -> list[tuple[str, str]]:
    pairs = list(request.query_params.multi_items())
    if any(names_a_person(kind, name.partition(":")[0]) for name, _ in pairs):
        told = "The number of a person does not belong in an address: POST it to Patient/_search."
        raise FhirProblem(400, "security", told, parameter="identifier")
    return pairs


def _versions(request: FhirRequest, kind: str, resource_id: str) -> Versions:
    _check(request, kind, READ)
    versions = seen(request, person_of_id(request, resource_id)).versions(kind, resource_id)
    if versions is None:
        raise _nothing()
    return versions


def _check(request: FhirRequest, kind: str, interaction: str, *, operation: str | None = None) -> None:
    """Raises `FhirProblem` for a form that is not written, a type that is not served, an operation that it does
    not have, or what the token does not let be read; all before anything is looked at."""
    media_type(request)
    if kind not in PARAMETERS or (operation is not None and operation not in OPERATIONS.get(kind, ())):
        raise FhirProblem(
            404, "not-supported", "This type is not served; the CapabilityStatement names those that are."
        )
    if not request.user.may(kind, interaction):
        told = "The token has no scope for this type and interaction."
        raise FhirProblem(403, "forbidden", told, headers=_INSUFFICIENT)


def _nothing() -> FhirProblem:
    return FhirProblem(404, "not-found", "There is nothing here that may be seen.")


def _tagged(request: FhirRequest, resource: Resource) -> ASGIResponse:
    """A resource with its ETag, or, for a client that has this version, that nothing has changed."""
    assert resource.meta is not None, "every version is stamped"
    tag = f'W/"{resource.meta.version_id}"'
    known = {each.strip() for each in request.headers.get("if-none-match", "").split(",")}
    if known & {tag, tag.removeprefix("W/"), "*"}:
        return ASGIResponse(body=b"", status_code=304, headers={"ETag": tag})
    return answer(request, resource, headers={"ETag": tag, "Last-Modified": _http_date(resource)})


def _http_date(resource: Resource) -> str:
    """When a resource was changed, as HTTP writes it."""
    assert resource.meta is not None, "every version is stamped"
    assert resource.meta.last_updated is not None, "and with its time"
    return format_datetime(datetime.fromisoformat(resource.meta.last_updated), usegmt=True)
