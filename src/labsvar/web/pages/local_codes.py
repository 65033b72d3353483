"""Looking up local codes: what each means, what replaces it, what lacks a national code, and how used it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from litestar import get

from labsvar.database import Database
from labsvar.letters.zone import DENMARK
from labsvar.localcodes import PREFIX, Use, codes_in_use, summary, usage
from labsvar.web import tables
from labsvar.web.pages.frame import Page, PageRequest, page
from labsvar.web.rights import Right, may, needs

MOST_ROWS: Final = 500
"""How many codes a page shows; whoever needs all takes the CSV."""


@get("/local-codes", opt=needs(Right.LOOK_UP_LOCAL_CODES), sync_to_thread=True)
def local_codes(request: PageRequest) -> Page:
    """The codes that are all that is asked for. Results are counted only when that is asked for too."""
    database: Database = request.app.state.database
    asked = {name: request.query_params.get(name, "").strip() for name in ("code", "laboratory", "words")}
    lacking, counting = (request.query_params.get(name) == "yes" for name in ("lacking", "count"))
    codes = codes_in_use(database.code_tables.in_use(PREFIX))
    rows = codes.find(
        on=datetime.now(UTC).astimezone(DENMARK).date(),
        code=asked["code"] or None,
        laboratory=asked["laboratory"].upper() or None,
        words=asked["words"] or None,
        lacking=lacking,
    )
    counts = database.code_tables.uses([row.code for row in rows]) if counting else {}
    uses = usage(rows, counts) if counting else tuple(Use(row=row, results=0) for row in rows)
    role = None if request.user is None else request.user.role
    return page(
        request,
        "local_codes.html",
        asked=asked,
        lacking=lacking,
        counting=counting,
        uses=uses[:MOST_ROWS],
        left_out=max(len(uses) - MOST_ROWS, 0),
        laboratories=summary(uses),
        may_see_lists=may(role, Right.SEE_CODE_TABLES),
        prefix=tables.LOCAL,
    )
