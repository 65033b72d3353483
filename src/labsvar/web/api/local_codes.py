"""Looking up local codes, for programs. Nothing here is about a person."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Final

import msgspec
from litestar import get
from litestar.params import FromQuery, QueryParameter

from labsvar.database import Database
from labsvar.letters.zone import DENMARK
from labsvar.localcodes import PREFIX, LocalCode, codes_in_use
from labsvar.web.api.letters import ApiRequest
from labsvar.web.api.openapi import LOOK_UP_RESPONSES
from labsvar.web.rights import Right, needs

MOST_CODES: Final = 1000
_Text = Annotated[str | None, QueryParameter(max_length=70)]


class FoundCode(msgspec.Struct, frozen=True, kw_only=True):
    """One local code as its laboratory's list has it; what is not known is `null`."""

    laboratory: str
    code: str
    meaning: str
    owner: str
    replaced_by: str | None
    equivalent: str | None
    unit: str | None
    valid_from: date
    valid_to: date


class FoundCodes(msgspec.Struct, frozen=True, kw_only=True):
    """The codes that are all that was asked for; `more` says that some were left out."""

    on: date
    codes: tuple[FoundCode, ...]
    more: bool


@get(
    "/local-codes",
    opt=needs(Right.LOOK_UP_LOCAL_CODES),
    operation_id="lookUpLocalCodes",
    summary="Looks up laboratories' local codes",
    responses=LOOK_UP_RESPONSES,
    tags=["codes"],
    sync_to_thread=True,
)
def local_codes(
    request: ApiRequest,
    *,
    code: _Text = None,
    laboratory: _Text = None,
    equivalent: _Text = None,
    words: _Text = None,
    on: FromQuery[date | None] = None,
    lacking: FromQuery[bool] = False,
) -> FoundCodes:
    """The codes of released lists that are valid on a day, today unless another is named."""
    database: Database = request.app.state.database
    day = on or datetime.now(UTC).astimezone(DENMARK).date()
    found = codes_in_use(database.code_tables.in_use(PREFIX)).find(
        on=day, code=code, laboratory=laboratory, equivalent=equivalent, words=words, lacking=lacking
    )
    codes = tuple(_found(row) for row in found[:MOST_CODES])
    return FoundCodes(on=day, codes=codes, more=len(found) > MOST_CODES)


def _found(row: LocalCode) -> FoundCode:
    return FoundCode(
        laboratory=row.laboratory,
        code=row.code,
        meaning=row.meaning,
        owner=row.owner,
        replaced_by=row.replaced_by or None,
        equivalent=row.equivalent or None,
        unit=row.unit or None,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
