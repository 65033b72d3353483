"""An administrator's page: the mandates of helpers, each with its days and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException

from labsvar.blocking.wishes import Refused
from labsvar.web import reasons
from labsvar.web.pages.blocking_form import accounts_of, act_of, store_of
from labsvar.web.pages.frame import Page, PageRequest, form_of, page, see_other, texts_of
from labsvar.web.pages.opening import key_of, visitor_of
from labsvar.web.rights import Right, needs
from labsvar.web.views.blocked import mandate_views, sentences, today

BASE: Final = "/mandates"
REGISTERED: Final = "mandate_registered"
ENDED: Final = "mandate_ended"
_LONGEST: Final = 500


class Mandates(Controller):
    """Registering and ending. What is registered and ended stands in the citizen's log."""

    path = BASE

    @get("/", opt=needs(Right.MANAGE_MANDATES), sync_to_thread=True)
    def see(self, request: PageRequest) -> Page:
        """Every mandate, history included, and the form."""
        return _page(request)

    @post("/", opt=needs(Right.MANAGE_MANDATES))
    async def register(self, request: PageRequest) -> Page | Response[None]:
        """Registers a mandate; says what is wrong with the form instead."""
        fields = await form_of(request)
        problems = await to_thread.run_sync(lambda: _register(request, fields))
        if problems:
            return await to_thread.run_sync(lambda: _page(request, problems))
        return see_other(BASE)

    @post("/end", opt=needs(Right.MANAGE_MANDATES))
    async def end(self, request: PageRequest) -> Response[None]:
        """Ends a mandate at once. Assumption: what was set under it stands until it is ended itself."""
        mandate = (await form_of(request)).get("mandate", "")
        act = act_of(visitor_of(request).viewer, ENDED, reasons.MANDATE)
        try:
            await to_thread.run_sync(lambda: store_of(request).end_mandate(mandate, act=act))
        except KeyError:
            raise NotFoundException from None
        return see_other(BASE)


def _register(request: PageRequest, fields: Mapping[str, str]) -> tuple[str, ...]:
    """Registers; the names of the texts that say what is wrong instead."""
    key, problem = key_of(fields.get("number", ""), fields.get("issuer", ""))
    if problem is not None:
        return (problem,)
    helper = fields.get("helper", "")
    if helper not in {account.username for account in accounts_of(request, "helper")}:
        return sentences(("helper_wrong",))
    try:
        first, last = (date.fromisoformat(fields.get(name, "")) for name in ("first", "last"))
    except ValueError:
        return sentences(("period_wrong",))
    try:
        store_of(request).register(
            key,
            helper=helper,
            first=first,
            last=last,
            evidence=" ".join(fields.get("evidence", "").split())[:_LONGEST],
            act=act_of(visitor_of(request).viewer, REGISTERED, reasons.MANDATE),
        )
    except Refused as refused:
        return sentences(refused.faults)
    return ()


def _page(request: PageRequest, problems: Sequence[str] = ()) -> Page:
    mandates = store_of(request).mandates()
    return page(
        request,
        "mandates.html",
        status=400 if problems else 200,
        problems=problems,
        mandates=mandate_views(mandates, today=today(), texts=texts_of(request)),
        helpers=accounts_of(request, "helper"),
    )
