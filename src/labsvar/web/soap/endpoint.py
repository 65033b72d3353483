"""A SOAP service over HTTP: calls with POST, its description with GET and `?wsdl`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from xml.sax.saxutils import escape

from anyio import to_thread
from litestar import Request, Router, get, post, route
from litestar.response.base import ASGIResponse

from labsvar.database import Database
from labsvar.services.dgws import Refused, envelope, rules
from labsvar.web.api.letters import WARNINGS
from labsvar.web.config import WebConfig
from labsvar.web.rights import Right, needs
from labsvar.web.soap.serving import Answer, SoapService, serve

SoapRequest = Request[Any, Any, Any]
ServiceOf = Callable[[Database, WebConfig], SoapService]
_XML: Final = "text/xml"
"""The framework adds the encoding."""
_OTHER_METHODS: Final = ("PUT", "PATCH", "DELETE")


def endpoint(path: str, service_of: ServiceOf) -> Router:
    """The routes of a service at a path under `/soap`.

    Its right is everybody's: who calls is known by the id card inside the call, and judged there.
    """

    @get("/", opt=needs(Right.PUBLIC), sync_to_thread=False)
    def description(request: SoapRequest) -> ASGIResponse:
        """The WSDL, with the address it was asked at."""
        if not any(name.lower() == "wsdl" for name in request.query_params):
            return _illegal()
        address = f"{str(request.base_url).rstrip('/')}/soap{path}"
        service = _service(request, service_of)
        text = service.wsdl.replace("{address}", escape(address, {'"': "&quot;"}))
        return ASGIResponse(body=text.encode(), media_type=_XML)

    @post("/", opt=needs(Right.PUBLIC), status_code=200)
    async def call(request: SoapRequest) -> ASGIResponse:
        """Carries out a call."""
        data, service = await request.body(), _service(request, service_of)
        secure = request.scope["scheme"] == "https"
        return _http(
            await to_thread.run_sync(lambda: serve(service, data, at=datetime.now(UTC), secure=secure))
        )

    @route("/", http_method=_OTHER_METHODS, opt=needs(Right.PUBLIC), status_code=405, sync_to_thread=False)
    def other_methods() -> ASGIResponse:
        """No other method is one of the profile."""
        return _illegal()

    return Router(path=path, route_handlers=[description, call, other_methods])


def _service(request: SoapRequest, service_of: ServiceOf) -> SoapService:
    state = request.app.state
    return service_of(state.database, state.config)


def _http(answer: Answer) -> ASGIResponse:
    headers = {WARNINGS: ", ".join(answer.warnings)} if answer.warnings else None
    return ASGIResponse(body=answer.body, status_code=answer.status, media_type=_XML, headers=headers)


def _illegal() -> ASGIResponse:
    body = envelope.fault(None, Refused("illegal_http_method", rules.HTTP_METHOD))
    return ASGIResponse(body=body, status_code=405, media_type=_XML, headers={"Allow": "GET, POST"})
