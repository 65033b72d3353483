"""The description of the door of the requisition hotel: what goes in, what comes out, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

import msgspec
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody

from labsvar.findings import Finding
from labsvar.services.hotel.model import Passed
from labsvar.services.hotel.service import MOST_TUBES
from labsvar.web.api.openapi import problem

_Number = Annotated[str, msgspec.Meta(min_length=1, max_length=35)]
_Words = Annotated[str, msgspec.Meta(max_length=200)]
_Code = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose requisitions are looked up, by the person's number or the requester's number of the sample, and why:
    `sampling`, `treatment`, `follow_up`, `asked`, or `other` with words."""

    number: _Number | None = None
    issuer: _Number | None = None
    sample_number: _Number | None = None
    reason: _Code
    words: _Words = ""


class Wished(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why something is done with a requisition; fetching needs a reason, as a look does. `tubes` are the national
    numbers that a place has given the tubes when it says that the sample is taken."""

    reason: _Words = ""
    words: _Words = ""
    tubes: Annotated[tuple[_Number, ...], msgspec.Meta(max_length=MOST_TUBES)] = ()


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Where a requisition stands. `is_mine` says that this place holds it, until `held_until`; `dropped` is what
    receivers do not get, or get elsewhere; `delivery` how the letter to the laboratory fares."""

    requisition_id: str
    state: str
    is_mine: bool
    sample_number: str
    field: str
    version: str
    requester: str
    laboratory: str
    consent_refused: bool
    uploaded_at: datetime
    expires_at: datetime
    held_until: datetime | None = None
    delivery: str | None = None
    passed: tuple[Passed, ...] = ()


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """The requisitions that were found, newest first."""

    requisitions: tuple[Told, ...]


class Put(msgspec.Struct, frozen=True, kw_only=True):
    """A requisition that lies on the hotel, and what was noted about it."""

    requisition: Told
    findings: tuple[Finding, ...]


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A requisition after something was done with it; one that was fetched comes as bytes in base64."""

    requisition: Told
    letter_version: str | None = None
    letter: bytes | None = None


@dataclass
class UploadOperation(Operation):
    """The operation that takes the bytes of a letter."""

    def __post_init__(self) -> None:
        """Describes the body, which the framework cannot see since we read it ourselves."""
        self.request_body = RequestBody(
            description="One XREQ01 letter (XQ0131K or XQ0132K), in XML or EDIFACT.",
            content={"application/xml": OpenAPIMediaType(), "application/EDIFACT": OpenAPIMediaType()},
            required=True,
        )


@dataclass
class SearchOperation(Operation):
    """The operation that looks requisitions up."""

    def __post_init__(self) -> None:
        """Describes the body by the type it is read into."""
        self.request_body = _body(Asked)


@dataclass
class MoveOperation(Operation):
    """The operation that does something with a requisition."""

    def __post_init__(self) -> None:
        """Describes the body by the type it is read into."""
        self.request_body = _body(Wished)


def _body(kind: type[msgspec.Struct]) -> RequestBody:
    _, components = msgspec.json.schema_components([kind])
    media = OpenAPIMediaType(schema=components[kind.__name__])
    return RequestBody(content={"application/json": media}, required=True)


def _told(kind: type[msgspec.Struct], description: str) -> ResponseSpec:
    return ResponseSpec(data_container=kind, description=description, generate_examples=False)


_REFUSALS: Final = {
    400: problem("The document or the address is not as described."),
    401: problem("No token, or one that is not known."),
    403: problem("The place is not known to the hotel, or may not do that."),
    409: problem("It cannot be done: the findings say why."),
}
UPLOAD_RESPONSES: Final = {200: _told(Put, "The requisition lies on the hotel."), **_REFUSALS}
SEARCH_RESPONSES: Final = {200: _told(Listed, "What was found."), **_REFUSALS}
MOVE_RESPONSES: Final = {
    200: _told(Moved, "It is done."),
    404: problem("There is no such address: a requisition's number is a whole number."),
    **_REFUSALS,
}
