"""The demonstration's own token service: an id card for whoever asks on this machine.

It is there in a demonstration only, which answers nobody else (rule S19).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal

import msgspec
from litestar import post
from litestar.exceptions import ClientException, NotFoundException
from litestar.response.base import ASGIResponse
from lxml import etree

from labsvar.services.dgws import CareProvider
from labsvar.web.config import WebConfig
from labsvar.web.rights import Right, needs
from labsvar.web.soap.endpoint import SoapRequest

LARGEST_WISH: Final = 10_000
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The card that is wanted: for which system, on behalf of whom, and for how many minutes."""

    system: _Text
    number: _Text
    format: _Text = "medcom:cvrnumber"
    name: _Text = "Labsvar demonstration"
    level: Literal[3, 4] = 3
    minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)] = 480


@post(
    "/id-card",
    opt=needs(Right.PUBLIC),
    status_code=200,
    request_max_body_size=LARGEST_WISH,
    include_in_schema=False,
)
async def id_card(request: SoapRequest) -> ASGIResponse:
    """Issues a signed system card, as the XML that goes into `wsse:Security`."""
    config: WebConfig = request.app.state.config
    if config.token_service is None:
        raise NotFoundException
    try:
        wish = msgspec.json.decode(await request.body(), type=Wish)
    except msgspec.MsgspecError:
        raise ClientException from None
    card = config.token_service.issue(
        system=wish.system,
        care_provider=CareProvider(format=wish.format, number=wish.number, name=wish.name),
        at=datetime.now(UTC),
        level=wish.level,
        lifetime=timedelta(minutes=wish.minutes),
    )
    return ASGIResponse(body=etree.tostring(card, encoding="UTF-8"), media_type="application/xml")
