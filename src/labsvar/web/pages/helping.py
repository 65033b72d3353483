"""A helper's pages: blocking on behalf of a citizen who cannot, while a mandate holds.

Nothing here reads a result, nor what the citizen or anybody else has blocked, since that would betray where
the citizen has been. The form offers no place and no person that the citizen's own data name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from labsvar.blocking.model import Entry, Mandate
from labsvar.blocking.wishes import Refused
from labsvar.web import reasons
from labsvar.web.pages.blocking_form import ENDED, SEEN, SET, act_of, blocking_page, store_of, wish_of
from labsvar.web.pages.frame import Page, PageRequest, exact_form_of, form_of, page, see_other, texts_of
from labsvar.web.pages.opening import visitor_of
from labsvar.web.personas import written
from labsvar.web.rights import Right, needs
from labsvar.web.views.blocked import mandate_views, today

BASE: Final = "/helping"


class Helping(Controller):
    """Acting under a mandate; without one that holds today, no citizen's page exists."""

    path = BASE

    @get("/", opt=needs(Right.BLOCK_FOR_OTHERS), sync_to_thread=True)
    def mandates(self, request: PageRequest) -> Page:
        """The citizens whom the helper may act for today."""
        day = today()
        mine = store_of(request).mandates(visitor_of(request).viewer.account)
        holding = [each for each in mine if each.holds(day)]
        return page(
            request, "helping.html", mandates=mandate_views(holding, today=day, texts=texts_of(request))
        )

    @get("/{mandate_id:str}", opt=needs(Right.BLOCK_FOR_OTHERS), sync_to_thread=True)
    def see(self, request: PageRequest, mandate_id: FromPath[str]) -> Page:
        """What the helper has set for the citizen, and the form."""
        return _page(request, _mandate(request, mandate_id))

    @post("/{mandate_id:str}", opt=needs(Right.BLOCK_FOR_OTHERS))
    async def put(self, request: PageRequest, mandate_id: FromPath[str]) -> Page | Response[None]:
        """Sets a blocking or an exception; says what is wrong with the form instead."""
        fields = await exact_form_of(request)
        mandate = await to_thread.run_sync(lambda: _mandate(request, mandate_id))
        try:
            await to_thread.run_sync(lambda: _put(request, mandate, fields))
        except Refused as refused:
            faults = refused.faults
            return await to_thread.run_sync(lambda: _page(request, mandate, faults))
        return see_other(f"{BASE}/{mandate_id}")

    @post("/{mandate_id:str}/end", opt=needs(Right.BLOCK_FOR_OTHERS))
    async def end(self, request: PageRequest, mandate_id: FromPath[str]) -> Response[None]:
        """Ends what the helper has set."""
        entry = (await form_of(request)).get("entry", "")
        await to_thread.run_sync(lambda: _end(request, _mandate(request, mandate_id), entry))
        return see_other(f"{BASE}/{mandate_id}")


def _mandate(request: PageRequest, mandate_id: str) -> Mandate:
    """A mandate of the helper's own that holds today. Raises `NotFoundException` for any other."""
    mine = store_of(request).mandates(visitor_of(request).viewer.account)
    day = today()
    found = next((each for each in mine if each.mandate_id == mandate_id and each.holds(day)), None)
    if found is None:
        raise NotFoundException
    return found


def _put(request: PageRequest, mandate: Mandate, fields: Mapping[str, str]) -> None:
    act = act_of(visitor_of(request).viewer, SET, reasons.MANDATE)
    store_of(request).put(mandate.citizen, wish_of(request, fields), act=act)


def _end(request: PageRequest, mandate: Mandate, entry_id: str) -> None:
    store, viewer = store_of(request), visitor_of(request).viewer
    known = {entry.entry_id for entry in _set_by(viewer.account, store.entries(mandate.citizen))}
    if entry_id not in known:
        raise NotFoundException
    try:
        store.end(mandate.citizen, entry_id, act=act_of(viewer, ENDED, reasons.MANDATE))
    except KeyError:
        raise NotFoundException from None


def _page(request: PageRequest, mandate: Mandate, faults: Sequence[str] = ()) -> Page:
    viewer = visitor_of(request).viewer
    entries = store_of(request).look(mandate.citizen, act=act_of(viewer, SEEN, reasons.MANDATE))
    return blocking_page(
        request,
        _set_by(viewer.account, entries),
        faults=faults,
        action=f"{BASE}/{mandate.mandate_id}",
        places=None,
        citizen_number=written(mandate.citizen),
    )


def _set_by(account: str, entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.set_by.account == account]
