"""A citizen's own blockings: seeing, setting and ending them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException

from labsvar.blocking.wishes import Refused
from labsvar.web import reasons
from labsvar.web.pages.blocking_form import ENDED, SEEN, SET, act_of, blocking_page, store_of, wish_of
from labsvar.web.pages.citizen import own
from labsvar.web.pages.frame import Page, PageRequest, exact_form_of, form_of, see_other
from labsvar.web.pages.opening import store_of as results_of
from labsvar.web.pages.record import record_of
from labsvar.web.rights import Right, needs
from labsvar.web.views.blocked import own_places

BASE: Final = "/me/blocking"


class OwnBlockings(Controller):
    """The person is that of the account, whatever the form says."""

    path = BASE

    @get("/", opt=needs(Right.MANAGE_OWN_BLOCKING), sync_to_thread=True)
    def see(self, request: PageRequest) -> Page:
        """Everything set, by the citizen or a helper, and the form."""
        return _page(request)

    @post("/", opt=needs(Right.MANAGE_OWN_BLOCKING))
    async def put(self, request: PageRequest) -> Page | Response[None]:
        """Sets a blocking or an exception; says what is wrong with the form instead."""
        fields = await exact_form_of(request)
        try:
            await to_thread.run_sync(lambda: _put(request, fields))
        except Refused as refused:
            faults = refused.faults
            return await to_thread.run_sync(lambda: _page(request, faults))
        return see_other(BASE)

    @post("/end", opt=needs(Right.MANAGE_OWN_BLOCKING))
    async def end(self, request: PageRequest) -> Response[None]:
        """Ends an entry, whoever set it."""
        entry = (await form_of(request)).get("entry", "")
        subject = own(request)
        act = act_of(subject.viewer, ENDED, reasons.OWN)
        try:
            await to_thread.run_sync(lambda: store_of(request).end(subject.person_key, entry, act=act))
        except KeyError:
            raise NotFoundException from None
        return see_other(BASE)


def _put(request: PageRequest, fields: Mapping[str, str]) -> None:
    subject = own(request)
    act = act_of(subject.viewer, SET, reasons.OWN)
    store_of(request).put(subject.person_key, wish_of(request, fields), act=act)


def _page(request: PageRequest, faults: Sequence[str] = ()) -> Page:
    """One look (rule S18): the places to choose from are those of the citizen's own answers."""
    subject = own(request)
    record = record_of(request, results_of(request).look(subject.look(SEEN)))
    return blocking_page(
        request,
        store_of(request).entries(subject.person_key),
        faults=faults,
        action=BASE,
        places=own_places(record),
    )
