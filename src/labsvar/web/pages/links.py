"""Answers that belong together, for the surveillance role: proposals to decide on, and links to look into.

The list and the evidence tell nothing about persons. Seeing the two answers is a look at whoever they are
about, for a reason that is asked for, and leaves its event in the log of each (rule S18).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from labsvar.database import Database
from labsvar.linking.decisions import STATES, Decided, Link, NotPossible, State
from labsvar.linking.store import LinkSeen
from labsvar.web import reasons
from labsvar.web.pages.frame import Page, PageRequest, form_of, page, see_other, texts_of
from labsvar.web.rights import Right, needs
from labsvar.web.texts import Texts
from labsvar.web.views.links import AnswerView, answer_view, link_view

PATH: Final = "/surveillance/links"
_DECISIONS: Final[Mapping[str, Decided]] = {"accept": "accepted", "reject": "rejected", "undo": "undone"}
MOST: Final = 200
"""How many links a page lists, the newest of them."""


class StateChoice(NamedTuple):
    """A state that links are listed by."""

    name: State
    href: str
    current: bool


class Shown(NamedTuple):
    """The two answers of a link."""

    source: AnswerView | None
    reference: AnswerView | None


class LinkPages(Controller):
    """The list, one link, and the decision on it."""

    path = PATH

    @get("/", opt=needs(Right.SEE_SURVEILLANCE), sync_to_thread=True)
    def links(self, request: PageRequest) -> Page:
        """Links in a state, newest first."""
        texts = texts_of(request)
        asked = request.query_params.get("state")
        wanted: State = next((state for state in STATES if state == asked), "proposed")
        found = _database(request).links.links([wanted])
        return page(
            request,
            "links.html",
            links=[link_view(link, texts) for link in found[:MOST]],
            count=len(found),
            states=[StateChoice(state, f"{PATH}?state={state}", state == wanted) for state in STATES],
        )

    @get("/{link_id:str}", opt=needs(Right.SEE_SURVEILLANCE), sync_to_thread=True)
    def link(self, request: PageRequest, link_id: FromPath[str]) -> Page:
        """What speaks for and against a link, and what happened to it; not whom it is about."""
        return _link(request, _found(request, link_id))

    @post("/{link_id:str}", opt=needs(Right.SEE_SURVEILLANCE))
    async def look(self, request: PageRequest, link_id: FromPath[str]) -> Page:
        """The same with the two answers; says that a reason is missing instead."""
        fields = dict(await form_of(request))
        return await to_thread.run_sync(lambda: _looked(request, link_id, fields))

    @post("/{link_id:str}/decide", opt=needs(Right.DECIDE_LINKS))
    async def decide(self, request: PageRequest, link_id: FromPath[str]) -> Page | Response[None]:
        """Accepts, rejects or undoes, and goes on to the list; says why not instead."""
        fields = dict(await form_of(request))
        return await to_thread.run_sync(lambda: _decided(request, link_id, fields))


def _looked(request: PageRequest, link_id: str, fields: Mapping[str, str]) -> Page:
    reason = reasons.kept(fields.get("reason", ""), fields.get("words", ""), choices=reasons.FOR_SURVEILLANCE)
    if reason is None:
        return _link(request, _found(request, link_id), problem="reason_missing")
    assert request.user is not None, "only someone signed in has the right"
    seen = _database(request).links.look(link_id, viewer=request.user.viewer, reason=reason)
    if seen is None:
        raise NotFoundException
    return _link(request, seen.link, shown=_shown(seen, texts_of(request)))


def _decided(request: PageRequest, link_id: str, fields: Mapping[str, str]) -> Page | Response[None]:
    kind = _DECISIONS.get(fields.get("decision", ""))
    assert request.user is not None, "only someone signed in has the right"
    if kind is None:
        return _link(request, _found(request, link_id), problem="link_not_possible")
    try:
        _database(request).links.decide(
            link_id, kind, by=request.user.viewer.account, reason=fields.get("words", "")[:200]
        )
    except KeyError:
        raise NotFoundException from None
    except NotPossible:
        return _link(request, _found(request, link_id), problem="link_not_possible")
    return see_other(PATH)


def _link(
    request: PageRequest, link: Link, *, shown: Shown | None = None, problem: str | None = None
) -> Page:
    return page(
        request,
        "link.html",
        status=400 if problem else 200,
        problem=problem,
        link=link_view(link, texts_of(request)),
        shown=shown,
        reasons=reasons.FOR_SURVEILLANCE,
        here=f"{PATH}/{link.link_id}",
    )


def _shown(seen: LinkSeen, texts: Texts) -> Shown:
    return Shown(
        source=None if seen.source is None else answer_view(seen.source, texts),
        reference=None if seen.reference is None else answer_view(seen.reference, texts),
    )


def _found(request: PageRequest, link_id: str) -> Link:
    link = _database(request).links.link(link_id)
    if link is None:
        raise NotFoundException
    return link


def _database(request: PageRequest) -> Database:
    database: Database = request.app.state.database
    return database
