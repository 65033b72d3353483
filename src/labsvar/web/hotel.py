"""Which place somebody stands for at the requisition hotel: by an id card, by a token, or as a person at a page."""

from __future__ import annotations

from labsvar.database import Database
from labsvar.exchange.register import System
from labsvar.results.store import Viewer
from labsvar.services.dgws import IdCard, Refused
from labsvar.services.dgws import rules as dgws_rules
from labsvar.services.hotel import rules
from labsvar.services.hotel.model import Caller, Doing
from labsvar.services.hotel.service import Place
from labsvar.services.hotel.store import Search
from labsvar.web import reasons
from labsvar.web.pages.opening import key_of


def place_of_card(database: Database, card: IdCard) -> Place:
    """The place behind an id card. Raises `Refused` for one that is not among the callers."""
    provider = card.care_provider
    for caller in database.hotel.terms.callers:
        known = caller.care_provider
        if (
            known is not None
            and (caller.card_system, known.format, known.number)
            == (card.system, provider.format, provider.number)
            # A password proves a user name alone, and no caller has one.
            and card.credentials is None
        ):
            name = "" if card.user is None else f"{card.user.given_name} {card.user.surname}"
            return _place(database, caller, name)
    raise Refused("not_authorized", dgws_rules.UNKNOWN_CALLER)


def place_of_system(database: Database, system: System | None) -> Place:
    """The place of a system that signed in with its token; in a demonstration without one, the first of the
    callers. Raises `Refused`."""
    for caller in database.hotel.terms.callers:
        if system is None or caller.system == system.name:
            return _place(database, caller)
    raise Refused("not_authorized", dgws_rules.UNKNOWN_CALLER)


def place_of_viewer(viewer: Viewer) -> Place:
    """The place of somebody at a page: the organisation. One that has a system too is called the same there."""
    return Place(key=viewer.organisation, viewer=viewer, names=(viewer.organisation,))


def allowed(place: Place, doing: Doing) -> Place:
    """The place again. Raises `Refused` when it may not do that."""
    if doing not in place.may:
        raise Refused("not_authorized", rules.MAY_NOT)
    return place


def search_of(*, number: str, issuer: str, sample_number: str) -> Search:
    """What is looked up: a person, or the number of a sample. Raises `Refused`."""
    if bool(number.strip()) == bool(sample_number.strip()):
        raise Refused("processing_problem", rules.NUMBER)
    if sample_number.strip():
        return Search(sample_number=sample_number.strip())
    key, problem = key_of(number, issuer)
    if problem is not None:
        raise Refused("processing_problem", rules.NUMBER)
    return Search(person_key=key)


def reason_of(choice: str, words: str) -> str:
    """Why somebody looks, as it is kept. Raises `Refused` when that is not told."""
    reason = reasons.kept(choice, words, choices=reasons.FOR_SAMPLING)
    if reason is None:
        raise Refused("processing_problem", rules.REASON)
    return reason


def _place(database: Database, caller: Caller, user: str = "") -> Place:
    def may_send(gln: str) -> bool:
        # Looked up for an upload alone, and anew for each: what a system may send can have changed meanwhile.
        system = database.systems.named(caller.system)
        return system is not None and system.sender(gln) is not None

    viewer = Viewer(account=caller.place, name=user or caller.place, role="system", organisation=caller.place)
    return Place(
        key=caller.place,
        viewer=viewer,
        names=(caller.place, caller.system),
        may=caller.may,
        may_send=may_send,
    )
