"""Who is connected to the service: suppliers, their laboratories and accounts, as events and as they add up.

Source: the annexes of the connection agreement (tilslutningsaftale) for NPN, as MedCom's Laboratory Medicine
Reference Group was shown them on 4 March 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, TypeAlias, TypeVar

import msgspec
from msgspec.structs import replace

from labsvar.services.dgws.model import CareProvider

Purpose = Literal["connection", "creation", "daily_operation"]
PURPOSES: tuple[Purpose, ...] = ("connection", "creation", "daily_operation")
Certification = Literal["none", "ordered", "certified"]
CERTIFICATIONS: tuple[Certification, ...] = ("none", "ordered", "certified")


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask about a purpose (annex 3)."""

    purpose: Purpose
    name: str
    mail: str
    phone: str = ""


class Laboratory(msgspec.Struct, frozen=True, kw_only=True):
    """A laboratory under a supplier. `dispensation` is the reason why it need not draw automatically."""

    key: str
    supplier: str
    name: str
    dispensation: str = ""
    is_open: bool = True


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A system's account: a department with a function mailbox, never a person.

    Without a laboratory it is the supplier's own, and acts for each of the supplier's laboratories.
    `plain_http_until` is the last day on which it may call over plain HTTP.
    """

    key: str
    supplier: str
    laboratory: str
    department: str
    mailbox: str
    system: str
    care_provider: CareProvider
    token_hash: str = ""
    plain_http_until: date | None = None
    is_open: bool = True


class Supplier(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier of laboratory systems with a connection agreement from `agreed_on`; `support` is the first
    level, for users in its own organisation and at its laboratories."""

    key: str
    name: str
    agreed_on: date
    support: str
    certification: Certification = "none"
    certified_version: str = ""
    contacts: Mapping[Purpose, Contact] = {}
    is_open: bool = True


class ServiceMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message to everybody who is connected, shown from one day to another, both included."""

    message_id: int
    text: str
    first: date
    last: date


class SupplierAdded(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="supplier"):
    """An agreement was made, or what it says was changed."""

    key: str
    name: str
    agreed_on: date
    support: str


class SupplierClosed(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="supplier_closed"):
    """An agreement ended, and with it every account under it."""

    key: str


class Certified(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="certification"):
    """How far test and certification have come, and of which version."""

    key: str
    status: Certification
    version: str


class ContactSet(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="contact"):
    """Whom to ask at a supplier."""

    key: str
    contact: Contact


class LaboratoryAdded(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="laboratory"):
    """A laboratory came under a supplier."""

    key: str
    supplier: str
    name: str


class LaboratoryClosed(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="laboratory_closed"):
    """A laboratory draws no more."""

    key: str


class Dispensed(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="dispensation"):
    """A laboratory need not draw automatically, or must again where `why` is empty."""

    key: str
    why: str


class AccountAdded(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="account"):
    """An account was created, or what it says was changed."""

    key: str
    supplier: str
    laboratory: str
    department: str
    mailbox: str
    system: str
    care_provider: CareProvider


class AccountClosed(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="account_closed"):
    """An account holds no more."""

    key: str


class TokenGiven(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="token"):
    """A new token of an account, as a hash; the one before it holds no more."""

    key: str
    token_hash: str


class PlainHttpUntil(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="plain_http"):
    """The last day of plain HTTP for an account; `None` for none at all."""

    key: str
    until: date | None


class MessagePut(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="message"):
    """A service message was put up."""

    text: str
    first: date
    last: date


Change: TypeAlias = (
    SupplierAdded
    | SupplierClosed
    | Certified
    | ContactSet
    | LaboratoryAdded
    | LaboratoryClosed
    | Dispensed
    | AccountAdded
    | AccountClosed
    | TokenGiven
    | PlainHttpUntil
    | MessagePut
)


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something decided about connections: what, when, by whom and why."""

    event_id: int
    at: datetime
    change: Change
    who: str
    reason: str


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody who is connected, as they stand now; the closed ones are there too."""

    suppliers: Mapping[str, Supplier]
    laboratories: Mapping[str, Laboratory]
    accounts: Mapping[str, Account]
    messages: Sequence[ServiceMessage]

    def by_card(self, *, system: str, care_provider: CareProvider) -> Account | None:
        """The open account of a system on behalf of an organisation."""
        wanted = (system, care_provider.format, care_provider.number)
        return self._open(lambda each: _identity(each) == wanted)

    def by_token(self, token_hash: str) -> Account | None:
        """The open account that a token was given to."""
        return self._open(lambda each: bool(token_hash) and each.token_hash == token_hash)

    def messages_on(self, day: date) -> Sequence[ServiceMessage]:
        """The service messages that are shown on a day, newest first."""
        return [each for each in reversed(self.messages) if each.first <= day <= each.last]

    def _open(self, is_it: Callable[[Account], bool]) -> Account | None:
        return next((each for each in self.accounts.values() if each.is_open and is_it(each)), None)


def _identity(account: Account) -> tuple[str, str, str]:
    return account.system, account.care_provider.format, account.care_provider.number


class _Sum:
    """The register while events are added up."""

    def __init__(self) -> None:
        self.suppliers: dict[str, Supplier] = {}
        self.laboratories: dict[str, Laboratory] = {}
        self.accounts: dict[str, Account] = {}
        self.messages: list[ServiceMessage] = []


def add_up(events: Iterable[Event]) -> Register:
    """The register that events, oldest first, add up to."""
    found = _Sum()
    for event in events:
        change = event.change
        if isinstance(change, MessagePut):
            found.messages.append(
                ServiceMessage(
                    message_id=event.event_id, text=change.text, first=change.first, last=change.last
                )
            )
        elif isinstance(change, SupplierAdded | SupplierClosed | Certified | ContactSet):
            _about_supplier(found, change)
        elif isinstance(change, LaboratoryAdded | LaboratoryClosed | Dispensed):
            _about_laboratory(found, change)
        else:
            _about_account(found, change)
    return Register(
        suppliers=found.suppliers,
        laboratories=found.laboratories,
        accounts=found.accounts,
        messages=found.messages,
    )


def _about_supplier(found: _Sum, change: SupplierAdded | SupplierClosed | Certified | ContactSet) -> None:
    known = found.suppliers.get(change.key)
    match change:
        case SupplierAdded():
            found.suppliers[change.key] = _laid_over(known, Supplier, change)
        case SupplierClosed():
            found.suppliers[change.key] = replace(found.suppliers[change.key], is_open=False)
            _close_under(found, lambda each: each.supplier == change.key)
            for key, laboratory in found.laboratories.items():
                if laboratory.supplier == change.key:
                    found.laboratories[key] = replace(laboratory, is_open=False)
        case Certified():
            certified = {"certification": change.status, "certified_version": change.version}
            found.suppliers[change.key] = replace(found.suppliers[change.key], **certified)
        case ContactSet():
            contacts = {**found.suppliers[change.key].contacts, change.contact.purpose: change.contact}
            found.suppliers[change.key] = replace(found.suppliers[change.key], contacts=contacts)


def _about_laboratory(found: _Sum, change: LaboratoryAdded | LaboratoryClosed | Dispensed) -> None:
    match change:
        case LaboratoryAdded():
            known = found.laboratories.get(change.key)
            found.laboratories[change.key] = _laid_over(known, Laboratory, change)
        case LaboratoryClosed():
            found.laboratories[change.key] = replace(found.laboratories[change.key], is_open=False)
            _close_under(found, lambda each: each.laboratory == change.key)
        case Dispensed():
            laboratory = found.laboratories[change.key]
            found.laboratories[change.key] = replace(laboratory, dispensation=change.why)


def _about_account(found: _Sum, change: AccountAdded | AccountClosed | TokenGiven | PlainHttpUntil) -> None:
    match change:
        case AccountAdded():
            known = found.accounts.get(change.key)
            found.accounts[change.key] = _laid_over(known, Account, change)
        case AccountClosed():
            found.accounts[change.key] = replace(found.accounts[change.key], is_open=False)
        case TokenGiven():
            account = found.accounts[change.key]
            found.accounts[change.key] = replace(account, token_hash=change.token_hash)
        case PlainHttpUntil():
            account = found.accounts[change.key]
            found.accounts[change.key] = replace(account, plain_http_until=change.until)


_Made = TypeVar("_Made", Supplier, Laboratory, Account)


def _laid_over(known: _Made | None, kind: type[_Made], change: msgspec.Struct) -> _Made:
    """What a change says, over what was known before; what is described again is open again."""
    said = msgspec.structs.asdict(change)
    return kind(**said) if known is None else replace(known, **said, is_open=True)


def _close_under(found: _Sum, is_under: Callable[[Account], bool]) -> None:
    for key, account in found.accounts.items():
        if is_under(account):
            found.accounts[key] = replace(account, is_open=False)
