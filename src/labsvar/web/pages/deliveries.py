"""What operators see of letters that go on to other installations: under way, late, refused; sending again.

Nothing here is about a person, so nothing here is a look.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, get_args
from urllib.parse import urlencode

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from labsvar.database.underway import After, ListedDelivery, NotNow, Underway, Wanted
from labsvar.exchange.delivery import DeliveryState
from labsvar.results.model import Databank
from labsvar.web.pages.frame import Page, PageRequest, form_of, page, see_other, texts_of
from labsvar.web.rights import NUL, Right, needs
from labsvar.web.texts import Texts
from labsvar.web.views.times import moment

BASE: Final = "/operations/deliveries"
LETTERS_ON_A_PAGE: Final = 50
STATES: Final[tuple[DeliveryState, ...]] = get_args(DeliveryState)
DATABANKS: Final[tuple[Databank, ...]] = get_args(Databank)
_SAID: Final = ("state", "databank", "letter_number")
_LONGEST_REASON: Final = 350
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class DeliveryLine(NamedTuple):
    """One letter in the list; `href` searches for it among the letters that arrived, which one from the requisition
    hotel did not."""

    id: int
    state: DeliveryState
    databank: str
    kind: str
    version: str
    letter_number: str
    envelope_number: str
    attempts: int
    problem: str | None
    arrived: str
    changed: str
    href: str | None
    from_hotel: int | None
    place: str | None


class Told(NamedTuple):
    """Something that happened to a letter: when, what, and by whom or of which envelope."""

    when: str
    what: str
    more: str


class DeliveryPages(Controller):
    """The list, and a page for each letter."""

    path = BASE

    @get("/", opt=needs(Right.SEE_LETTER_FLOW), sync_to_thread=True)
    def deliveries(self, request: PageRequest) -> Page:
        """The letters that fit, the newest change first."""
        query = request.query_params
        said = {name: value for name in _SAID if (value := query.get(name, ""))}
        found, after = _underway(request).list(
            _wanted(query), after=_place(query.get("after", "")), limit=LETTERS_ON_A_PAGE
        )
        texts = texts_of(request)
        older = None if after is None else f"{BASE}?{urlencode({**said, 'after': _written(after)})}"
        return page(
            request,
            "deliveries.html",
            deliveries=[_line(each, texts) for each in found],
            counts=_underway(request).counts(),
            search={name: query.get(name, "") for name in _SAID},
            states=STATES,
            databanks=DATABANKS,
            searched=bool(said),
            older_href=older,
        )

    @get("/{delivery_id:int}", opt=needs(Right.SEE_LETTER_FLOW), sync_to_thread=True)
    def delivery(self, request: PageRequest, delivery_id: FromPath[int]) -> Page:
        """One letter: its envelope, receipts, and when it was sent again."""
        return _page(request, delivery_id)

    @post("/{delivery_id:int}", opt=needs(Right.RESEND_LETTERS))
    async def send_again(self, request: PageRequest, delivery_id: FromPath[int]) -> Page | Response[None]:
        """Sends a letter again, unchanged in a new envelope, or says why not."""
        fields = await form_of(request)
        return await to_thread.run_sync(_send_again, request, delivery_id, fields)


def _send_again(request: PageRequest, delivery_id: int, fields: Mapping[str, str]) -> Page | Response[None]:
    assert request.user is not None, "the guard has let in an operator"
    reason = " ".join(fields.get("reason", "").split())[:_LONGEST_REASON]
    if not reason:
        return _page(request, delivery_id, problem="resend_reason_missing")
    viewer = request.user.viewer
    try:
        _underway(request).send_again(delivery_id, who=f"{viewer.name} ({viewer.account})", reason=reason)
    except KeyError:
        raise NotFoundException from None
    except NotNow:
        return _page(request, delivery_id, problem="resend_not_now")
    return see_other(f"{BASE}/{delivery_id}")


def _page(request: PageRequest, delivery_id: int, *, problem: str | None = None) -> Page:
    found = _underway(request).one(delivery_id) if delivery_id < 2**63 else None
    if found is None:
        raise NotFoundException
    texts = texts_of(request)
    resends = _underway(request).resends(found.letter_id)
    receipts = _underway(request).receipts(found.letter_id)
    return page(
        request,
        "delivery.html",
        status=200 if problem is None else 400,
        delivery=_line(found, texts),
        resends=[
            Told(
                moment(each.at, texts),
                f"{each.old_envelope} → {each.new_envelope}",
                f"{each.who}: {each.reason}",
            )
            for each in resends
        ],
        receipts=[
            Told(moment(each.arrived_at, texts), each.kind, each.original_envelope) for each in receipts
        ],
        may_send_again=found.state != "delivering",
        problem=problem,
    )


def _wanted(query: Mapping[str, str]) -> Wanted:
    """The search in an address; what cannot be understood is taken as not asked."""
    return Wanted(
        state=next((each for each in STATES if each == query.get("state")), None),
        databank=next((each for each in DATABANKS if each == query.get("databank")), None),
        letter_number=query.get("letter_number", "").replace(NUL, "").strip()[:40] or None,
    )


def _line(each: ListedDelivery, texts: Texts) -> DeliveryLine:
    asked = urlencode({"sender": each.sender, "letter_number": each.letter_number})
    return DeliveryLine(
        id=each.delivery_id,
        state=each.state,
        databank=each.databank,
        kind=each.kind,
        version=each.version,
        letter_number=each.letter_number,
        envelope_number=each.envelope_number,
        attempts=each.attempts,
        problem=each.problem,
        arrived=moment(each.arrived_at, texts),
        changed=moment(each.changed_at, texts),
        href=f"/operations?{asked}" if each.from_hotel is None else None,
        from_hotel=each.from_hotel,
        place=each.place,
    )


def _place(text: str) -> After | None:
    at, _, number = text.partition("~")
    try:
        # Microseconds as a whole number, so that a place read again is the very same.
        return After(changed_at=_EPOCH + timedelta(microseconds=int(at)), delivery_id=int(number))
    except (ValueError, OverflowError):
        return None


def _written(after: After) -> str:
    return f"{(after.changed_at - _EPOCH) // timedelta(microseconds=1)}~{after.delivery_id}"


def _underway(request: PageRequest) -> Underway:
    underway: Underway = request.app.state.database.underway
    return underway
