"""Where a laboratory's stock of sample numbers reports how it stands."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import post
from litestar.response.base import ASGIResponse

from labsvar.database import Database
from labsvar.services.npn.connection_model import Account
from labsvar.services.npn.service import NpnService
from labsvar.services.npn.stock_levels import Answer, Report, received
from labsvar.web.api import openapi_npn as described
from labsvar.web.api.npn import LARGEST_WISH, NpnRequest, answered, wish_of
from labsvar.web.rights import Right, needs


@post(
    "/stock",
    opt=needs(Right.DRAW_SAMPLE_NUMBERS),
    operation_class=described.ReportOperation,
    operation_id="reportStock",
    summary="Reports how a laboratory's stock of sample numbers stands",
    responses=described.REPORT_RESPONSES,
    tags=["npn"],
    request_max_body_size=LARGEST_WISH,
    status_code=200,
)
async def report_stock(request: NpnRequest) -> ASGIResponse:
    """Keeps the report, and tells whether the stock had come further before: then it was put back from a copy."""
    told = await wish_of(request, described.StockReport)
    database: Database = request.app.state.database

    def kept(service: NpnService, account: Account, at: datetime) -> Answer:
        laboratory = service.laboratory_of(account, told.laboratory)
        report = msgspec.convert(told, Report, from_attributes=True)
        return received(report, database.npn_levels, laboratory=laboratory, at=at)

    return await answered(request, kept)
