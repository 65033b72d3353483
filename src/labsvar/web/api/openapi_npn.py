"""The description of the door for sample numbers: what goes in, what comes out, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, TypeAlias

import msgspec
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody

from labsvar.services.npn.connection_model import Account
from labsvar.services.npn.service import NpnService
from labsvar.services.npn.stock_levels import Answer, Report
from labsvar.web.api.openapi import problem

Work: TypeAlias = Callable[[NpnService, Account, datetime], object]
_Number = Annotated[str, msgspec.Meta(pattern="^[0-9]{1,18}$")]
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class Draw(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many numbers the series is to span; about every eleventh can be used. A caller that got no answer asks
    again with the same `message_id`, and gets the same series."""

    count: Annotated[int, msgspec.Meta(ge=1, le=10**17)]
    laboratory: _Name | None = None
    message_id: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[!-~]+$")] | None = None


class Ends(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first and the last number of a series."""

    first: _Number
    last: _Number


class Freed(msgspec.Struct, frozen=True, kw_only=True):
    """A series that is released, and since when."""

    first: str
    last: str
    freed_at: datetime


class NumberTold(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a number: `unknown`, `drawn`, `registered` or `released`, by whom and when."""

    number: str
    state: str
    first: str | None = None
    last: str | None = None
    supplier: str | None = None
    laboratory: str | None = None
    department: str | None = None
    account: str | None = None
    drawn_at: datetime | None = None
    freed_at: datetime | None = None


class StockReport(Report, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a stock tells of itself. An account that acts for several laboratories names the one."""

    laboratory: _Name | None = None


@dataclass
class DrawOperation(Operation):
    """The operation that draws; its body is described as strictly as it is read."""

    def __post_init__(self) -> None:
        """Describes the body by the type it is read into."""
        self.request_body = _body(Draw)


@dataclass
class ReleaseOperation(Operation):
    """The operation that releases."""

    def __post_init__(self) -> None:
        """Describes the body by the type it is read into."""
        self.request_body = _body(Ends)


@dataclass
class ReportOperation(Operation):
    """The operation that takes what a stock reports."""

    def __post_init__(self) -> None:
        """Describes the body by the type it is read into."""
        self.request_body = _body(StockReport)


def _body(kind: type[msgspec.Struct]) -> RequestBody:
    _, components = msgspec.json.schema_components([kind])
    media = OpenAPIMediaType(schema=components[kind.__name__])
    return RequestBody(content={"application/json": media}, required=True)


def _told(kind: type[msgspec.Struct], description: str) -> ResponseSpec:
    return ResponseSpec(data_container=kind, description=description, generate_examples=False)


_REFUSALS: Final = {
    401: problem("No token, or one that is not known."),
    403: problem("The account may not do that, or may no longer call over plain HTTP."),
    409: problem("It cannot be done: the finding says why."),
}
SERIES_RESPONSES: Final = {
    200: _told(Ends, "The first and the last number of the series."),
    400: problem("The document is not as described."),
    **_REFUSALS,
}
RELEASE_RESPONSES: Final = {
    200: _told(Freed, "The series is released."),
    400: problem("The document is not as described."),
    **_REFUSALS,
}
NUMBER_RESPONSES: Final = {
    200: _told(NumberTold, "What is known of the number."),
    400: problem("The address is not as described."),
    **_REFUSALS,
}
REPORT_RESPONSES: Final = {
    200: _told(Answer, "The report is kept, or the stock is behind what it has reported before."),
    400: problem("The document is not as described."),
    **_REFUSALS,
}
