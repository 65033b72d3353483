"""Where a laboratory's stock of sample numbers reports how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import msgspec
from litestar import post
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody
from litestar.response.base import ASGIResponse

from labsvar.database import Database
from labsvar.services.npn.connection_model import Account
from labsvar.services.npn.service import NpnService
from labsvar.services.npn.stock_levels import Answer, Report, received
from labsvar.web.api.npn import LARGEST_WISH, NpnRequest, answered, wish_of
from labsvar.web.api.openapi_npn import REPORT_RESPONSES
from labsvar.web.rights import Right, needs

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class StockReport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a stock tells of itself. An account that acts for several laboratories names the one."""

    report: Report
    laboratory: _Name | None = None


@dataclass
class ReportOperation(Operation):
    """The operation that takes a report; its body is described as strictly as it is read."""

    def __post_init__(self) -> None:
        """Describes the body by the type it is read into, whole, since nothing else refers to it."""
        _, components = msgspec.json.schema_components([Report])
        outer = {
            "type": "object",
            "properties": {
                "report": components["Report"],
                "laboratory": {
                    "anyOf": [{"type": "string", "minLength": 1, "maxLength": 60}, {"type": "null"}]
                },
            },
            "required": ["report"],
            "additionalProperties": False,
        }
        media = OpenAPIMediaType(schema=outer)
        self.request_body = RequestBody(content={"application/json": media}, required=True)


@post(
    "/stock",
    opt=needs(Right.DRAW_SAMPLE_NUMBERS),
    operation_class=ReportOperation,
    operation_id="reportStock",
    summary="Reports how a laboratory's stock of sample numbers stands",
    responses=REPORT_RESPONSES,
    tags=["npn"],
    request_max_body_size=LARGEST_WISH,
    status_code=200,
)
async def report_stock(request: NpnRequest) -> ASGIResponse:
    """Keeps the report, and tells whether the stock had come further before: then it was put back from a copy."""
    told = await wish_of(request, StockReport)
    database: Database = request.app.state.database

    def kept(service: NpnService, account: Account, at: datetime) -> Answer:
        laboratory = service.laboratory_of(account, told.laboratory)
        return received(told.report, database.npn_levels, laboratory=laboratory, at=at)

    return await answered(request, kept)
