"""Who is connected to the service for sample numbers: all of them for the operator, its own for a supplier.

Every form leaves an event with the name of who is signed in and the reason given. What may be decided by whom
is decided in `labsvar.services.npn.connections`, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException

from labsvar.database import Database
from labsvar.letters.zone import DENMARK
from labsvar.services.dgws import CareProvider, Refused
from labsvar.services.dgws.names import NAME_FORMATS
from labsvar.services.npn.connection_model import (
    CERTIFICATIONS,
    PURPOSES,
    Account,
    Contact,
    Laboratory,
    Register,
    Supplier,
)
from labsvar.services.npn.connections import Actor
from labsvar.services.npn.series import Series
from labsvar.services.npn.service import NpnService
from labsvar.web.pages.fields import Fields, WrongField, choice, day, day_or_none, decider, text, whole
from labsvar.web.pages.frame import Page, PageRequest, form_of, page, see_other, texts_of
from labsvar.web.rights import Right, needs
from labsvar.web.texts import Texts
from labsvar.web.views.times import moment

OPERATOR: Final = "/npn/connections"
SUPPLIER: Final = "/npn/supplier"
_MOST_SERIES: Final = 50
_MOST_CALLS: Final = 30


class SupplierView(NamedTuple):
    """A supplier with what is under it."""

    party: Supplier
    contacts: tuple[Contact, ...]
    laboratories: tuple[Laboratory, ...]
    accounts: tuple[Account, ...]


class SeriesView(NamedTuple):
    """A series in a line; numbers are written with all their digits."""

    first: str
    last: str
    size: int
    origin: str
    laboratory: str
    who: str
    note: str
    at: str
    freed: str


class CallView(NamedTuple):
    """A call in a line."""

    at: str
    operation: str
    caller: str
    outcome: str
    rule: str
    secure: bool


class ConnectionPages(Controller):
    """The operator's page: every supplier, agreement and series."""

    path = OPERATOR

    @get("/", opt=needs(Right.MANAGE_CONNECTIONS), sync_to_thread=True)
    def connections(self, request: PageRequest) -> Page:
        """Everybody who is connected."""
        return _page(request, supplier=None)

    @post("/", opt=needs(Right.MANAGE_CONNECTIONS))
    async def decide(self, request: PageRequest) -> Page | Response[None]:
        """Does what a form of the page asks for, or says what speaks against it."""
        fields = await form_of(request)
        return await to_thread.run_sync(_decide, request, fields, None)


class SupplierPages(Controller):
    """A supplier's page: its own laboratories and accounts."""

    path = SUPPLIER

    @get("/", opt=needs(Right.MANAGE_OWN_CONNECTIONS), sync_to_thread=True)
    def own(self, request: PageRequest) -> Page:
        """The supplier whose name is that of the visitor's organisation."""
        return _page(request, supplier=_own(request))

    @post("/", opt=needs(Right.MANAGE_OWN_CONNECTIONS))
    async def decide(self, request: PageRequest) -> Page | Response[None]:
        """Does what a form of the page asks for, or says what speaks against it."""
        fields = await form_of(request)

        def decided() -> Page | Response[None]:
            supplier = _own(request)
            if supplier is None:
                raise NotFoundException
            return _decide(request, fields, supplier)

        return await to_thread.run_sync(decided)


# Deciding -------------------------------------------------------------------------------------------


def _decide(request: PageRequest, fields: Fields, supplier: str | None) -> Page | Response[None]:
    actions = _OPERATORS if supplier is None else _SUPPLIERS
    action = actions.get(fields.get("action", ""))
    if action is None:
        raise NotFoundException
    texts = texts_of(request)
    by = Actor(who=decider(request), supplier=supplier)
    try:
        token = action(_database(request).npn, fields, by)
    except Refused as refused:
        found = refused.finding
        problem = f"{found.da} {found.todo_da}" if texts.language == "da" else f"{found.en} {found.todo_en}"
        return _page(request, supplier=supplier, problem=problem, status=400)
    except WrongField as error:
        return _page(request, supplier=supplier, problem=texts(error.key), status=400)
    if token is not None:
        return _page(request, supplier=supplier, token=token)
    return see_other(OPERATOR if supplier is None else SUPPLIER)


def _set_supplier(service: NpnService, fields: Fields, by: Actor) -> None:
    service.connections.set_supplier(
        text(fields, "key"),
        name=text(fields, "name"),
        agreed_on=day(fields, "agreed_on"),
        support=text(fields, "support"),
        by=by,
        reason=text(fields, "reason"),
    )


def _close_supplier(service: NpnService, fields: Fields, by: Actor) -> None:
    service.connections.close_supplier(text(fields, "key"), by=by, reason=text(fields, "reason"))


def _certify(service: NpnService, fields: Fields, by: Actor) -> None:
    status = choice(fields, "status", CERTIFICATIONS)
    version = text(fields, "version")
    service.connections.certify(
        text(fields, "key"), status, version=version, by=by, reason=text(fields, "reason")
    )


def _dispense(service: NpnService, fields: Fields, by: Actor) -> None:
    service.connections.dispense(
        text(fields, "laboratory"), text(fields, "why"), by=by, reason=text(fields, "reason")
    )


def _plain_http(service: NpnService, fields: Fields, by: Actor) -> None:
    until = day_or_none(fields, "until")
    service.connections.plain_http(text(fields, "key"), until, by=by, reason=text(fields, "reason"))


def _put_message(service: NpnService, fields: Fields, by: Actor) -> None:
    service.connections.put_message(
        text(fields, "text"),
        first=day(fields, "first"),
        last=day(fields, "last"),
        by=by,
        reason=text(fields, "reason"),
    )


def _draw_by_mail(service: NpnService, fields: Fields, by: Actor) -> None:
    service.draw_by_mail(
        text(fields, "laboratory"),
        whole(fields, "size"),
        asked_by=text(fields, "asked_by"),
        answered_by=by.who,
        at=datetime.now(UTC),
    )


def _register(service: NpnService, fields: Fields, by: Actor) -> None:
    service.register(
        text(fields, "first"),
        text(fields, "last"),
        supplier="",
        laboratory=text(fields, "laboratory"),
        note=text(fields, "reason"),
        who=by.who,
        at=datetime.now(UTC),
    )


def _set_laboratory(service: NpnService, fields: Fields, by: Actor) -> None:
    service.connections.set_laboratory(
        text(fields, "key"),
        supplier=by.supplier or "",
        name=text(fields, "name"),
        by=by,
        reason=text(fields, "reason"),
    )


def _close_laboratory(service: NpnService, fields: Fields, by: Actor) -> None:
    service.connections.close_laboratory(text(fields, "key"), by=by, reason=text(fields, "reason"))


def _set_account(service: NpnService, fields: Fields, by: Actor) -> None:
    service.connections.set_account(
        text(fields, "key"),
        supplier=by.supplier or "",
        laboratory=text(fields, "laboratory"),
        department=text(fields, "department"),
        mailbox=text(fields, "mailbox"),
        system=text(fields, "system"),
        care_provider=CareProvider(
            format=text(fields, "format"), number=text(fields, "number"), name=text(fields, "department")
        ),
        by=by,
        reason=text(fields, "reason"),
    )


def _close_account(service: NpnService, fields: Fields, by: Actor) -> None:
    service.connections.close_account(text(fields, "key"), by=by, reason=text(fields, "reason"))


def _new_token(service: NpnService, fields: Fields, by: Actor) -> str:
    return service.connections.new_token(text(fields, "key"), by=by, reason=text(fields, "reason"))


def _set_contact(service: NpnService, fields: Fields, by: Actor) -> None:
    purpose = choice(fields, "purpose", PURPOSES)
    contact = Contact(
        purpose=purpose,
        name=text(fields, "name"),
        mail=text(fields, "mail"),
        phone=text(fields, "phone"),
    )
    service.connections.set_contact(by.supplier or "", contact, by=by, reason=text(fields, "reason"))


_Action = Callable[[NpnService, Fields, Actor], str | None]
_OPERATORS: Final[Mapping[str, _Action]] = {
    "supplier": _set_supplier,
    "close_supplier": _close_supplier,
    "certify": _certify,
    "dispense": _dispense,
    "plain_http": _plain_http,
    "message": _put_message,
    "mail": _draw_by_mail,
    "register": _register,
}
_SUPPLIERS: Final[Mapping[str, _Action]] = {
    "laboratory": _set_laboratory,
    "close_laboratory": _close_laboratory,
    "account": _set_account,
    "close_account": _close_account,
    "token": _new_token,
    "contact": _set_contact,
}


# Showing --------------------------------------------------------------------------------------------


def _page(
    request: PageRequest,
    *,
    supplier: str | None,
    problem: str | None = None,
    token: str | None = None,
    status: int = 200,
) -> Page:
    database, texts = _database(request), texts_of(request)
    is_operator = may_see_all(request)
    register = database.npn.connections.register()
    parties = [each for each in register.suppliers.values() if is_operator or each.key == supplier]
    series = database.npn.series(supplier=None if is_operator else supplier or "", most=_MOST_SERIES)
    return page(
        request,
        "connections.html",
        status=status,
        is_operator=is_operator,
        path=OPERATOR if is_operator else SUPPLIER,
        suppliers=[_supplier(register, each) for each in parties],
        messages=register.messages_on(datetime.now(UTC).astimezone(DENMARK).date()),
        second_level=database.npn.connections.terms.second_level,
        series=[_series(database.npn, each, texts) for each in series],
        calls=_calls(database, texts) if is_operator else [],
        purposes=PURPOSES,
        certifications=CERTIFICATIONS,
        formats=NAME_FORMATS,
        problem=problem,
        token=token,
    )


def may_see_all(request: PageRequest) -> bool:
    """Whether the visitor sees every supplier."""
    return request.user is not None and request.user.role == "operator"


def _supplier(register: Register, supplier: Supplier) -> SupplierView:
    return SupplierView(
        supplier,
        tuple(supplier.contacts.values()),
        tuple(each for each in register.laboratories.values() if each.supplier == supplier.key),
        tuple(each for each in register.accounts.values() if each.supplier == supplier.key),
    )


def _series(service: NpnService, series: Series, texts: Texts) -> SeriesView:
    return SeriesView(
        first=service.written(series.first),
        last=service.written(series.last),
        size=series.size,
        origin=series.origin,
        laboratory=series.laboratory,
        who=series.who,
        note=series.note,
        at=moment(series.drawn_at, texts),
        freed="" if series.freed_at is None else moment(series.freed_at, texts),
    )


def _calls(database: Database, texts: Texts) -> list[CallView]:
    return [
        CallView(moment(each.at, texts), each.operation, each.caller, each.outcome, each.rule, each.secure)
        for each in database.calls.latest(service="npn", most=_MOST_CALLS)
    ]


def _own(request: PageRequest) -> str | None:
    """The open supplier that the visitor's organisation names."""
    assert request.user is not None, "the guard has let in a supplier"
    name = request.user.viewer.organisation
    register = _database(request).npn.connections.register()
    return next(
        (each.key for each in register.suppliers.values() if each.is_open and each.name == name), None
    )


def _database(request: PageRequest) -> Database:
    database: Database = request.app.state.database
    return database
