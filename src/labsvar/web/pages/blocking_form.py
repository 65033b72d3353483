"""What the citizen's and the helper's page about blocking share: the form, and what it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final

from labsvar.blocking.model import NAME, Act, Actor, Entry, Organisation, What, Who, Wish
from labsvar.blocking.store import BlockingStore
from labsvar.blocking.wishes import PLACE_KINDS, Fault, Refused
from labsvar.database import Database
from labsvar.database.accounts import Account
from labsvar.letters.zone import DENMARK
from labsvar.results.store import Role, Viewer
from labsvar.web.pages.frame import Page, PageRequest, config_of, page, texts_of
from labsvar.web.rights import NUL
from labsvar.web.sessions import account_of
from labsvar.web.views.blocked import lists, sentences, with_wholes

SEEN: Final = "blocking"
SET: Final = "blocking_set"
ENDED: Final = "blocking_ended"
_LONGEST: Final = 200
"""Characters of a name or a number; the page says so."""
_PLACES: Final = ("place", "place_name", "place_number")
"""The fields that a place may be named in: one of them."""
_WHO: Final = {"organisation": "organisation", "person": "person"}
"""For whom, and the field that then says who it is."""


def blocking_page(
    request: PageRequest,
    entries: Sequence[Entry],
    *,
    faults: Sequence[str] = (),
    **more: object,
) -> Page:
    """The form, with what stands and what is history."""
    shown = lists(entries, now=datetime.now(UTC), texts=texts_of(request))
    return page(
        request,
        "blocking.html",
        more,
        status=400 if faults else 200,
        problems=sentences(faults),
        shown=shown,
        place_kinds=PLACE_KINDS,
        workplaces=with_wholes(account.organisation for account in accounts_of(request, "clinician")),
    )


def wish_of(request: PageRequest, fields: Mapping[str, str]) -> Wish:
    """What a form asks for. Raises `Refused` when it cannot be understood."""
    _see_form(fields)
    now = datetime.now(UTC)
    return Wish(
        positive=fields.get("kind") == "except",
        what=_what(fields),
        who=_who(fields, accounts_of(request, "clinician")),
        valid_from=_moment(fields.get("from", "")) or now,
        valid_to=_moment(fields.get("to", "")),
    )


def act_of(viewer: Viewer, what: str, reason: str) -> Act:
    """Something done by somebody, for the citizen's log."""
    actor = Actor(
        account=viewer.account, name=viewer.name, role=viewer.role, organisation=viewer.organisation
    )
    return Act(actor=actor, what=what, reason=reason)


def store_of(request: PageRequest) -> BlockingStore:
    """Where entries and mandates are kept."""
    return database_of(request).blocking


def database_of(request: PageRequest) -> Database:
    """Everything the installation keeps."""
    database: Database = request.app.state.database
    return database


def accounts_of(request: PageRequest, role: Role) -> list[Account]:
    """The open accounts of a role; in a demonstration also those of personas nobody has been yet."""
    accounts = {each.username: each for each in map(account_of, config_of(request).personas.all())}
    accounts |= {each.username: each for each in database_of(request).accounts.all()}
    return [account for account in accounts.values() if account.role == role and not account.closed]


def _see_form(fields: Mapping[str, str]) -> None:
    """Raises `Refused` for a form that says several things at once, or something that no form of ours says.

    What would be left out in silence is refused: the citizen would believe that it is blocked.
    """
    texts = {name: fields.get(name, "") for name in (*_PLACES, *_WHO.values())}
    who = fields.get("who", "everybody")
    named = {name for name in _WHO.values() if texts[name].strip()}
    faults: dict[Fault, bool] = {
        "kind_wrong": fields.get("kind", "block") not in ("block", "except"),
        "several_places": sum(bool(texts[name].strip()) for name in _PLACES) > 1,
        "who_wrong": who not in ("everybody", *_WHO),
        "who_several": not named <= {_WHO.get(who)},
        "too_long": any(len(text) > _LONGEST for text in texts.values()),
        "sign_wrong": any(NUL in text for text in fields.values()),
    }
    found = tuple(fault for fault, is_there in faults.items() if is_there)
    if found:
        raise Refused(found)


def _what(fields: Mapping[str, str]) -> What | None:
    place = _place(fields)
    since, until = _day(fields.get("since", "")), _day(fields.get("until", ""))
    if place is None and since is None and until is None:
        return None
    sub_units = place is not None and fields.get("sub_units") == "yes"
    return What(place=place, sub_units=sub_units, since=since, until=until)


def _place(fields: Mapping[str, str]) -> Organisation | None:
    number = fields.get("place_number", "").strip()
    if number:
        return Organisation(fields.get("place_kind", ""), number)
    name = " ".join((fields.get("place", "") or fields.get("place_name", "")).split())
    return Organisation(NAME, name) if name else None


def _who(fields: Mapping[str, str], clinicians: Sequence[Account]) -> Who | None:
    match fields.get("who"):
        case "organisation":
            name = " ".join(fields.get("organisation", "").split())
            return Who(
                organisation=Organisation(NAME, name),
                sub_units=fields.get("who_sub_units") == "yes",
                label=name,
            )
        case "person":
            return _person(fields.get("person", ""), clinicians)
        case _:
            return None


def _person(name: str, clinicians: Sequence[Account]) -> Who:
    """The one clinician of a name; where several share it, with the place of work after a comma."""
    wanted = " ".join(name.casefold().split())
    labels = {account.username: f"{account.name}, {account.organisation}" for account in clinicians}
    found = [
        account
        for account in clinicians
        if wanted in (account.name.casefold(), labels[account.username].casefold())
    ]
    if len(found) != 1:
        raise Refused(("who_wrong",))
    return Who(person=found[0].username, label=labels[found[0].username])


def _moment(text: str) -> datetime | None:
    """A time as a form gives it, Danish local time, in UTC."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=DENMARK).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(("time_wrong",)) from None


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(("period_wrong",)) from None
