"""Decides about connections. A supplier maintains its own accounts and laboratories, and nobody else's.

    connections = Connections(store, terms=...)
    connections.add_account(..., by=Actor(who="...", supplier="..."), reason="...")     # gives the token

An actor without a supplier is the operator. Everything raises `Refused`, with the rule that says why.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final, Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from labsvar.findings import Rule
from labsvar.services.dgws.model import CareProvider, Refused
from labsvar.services.dgws.names import NAME_FORMATS
from labsvar.services.npn import service_rules as rules
from labsvar.services.npn.connection_model import (
    Account,
    AccountAdded,
    AccountClosed,
    Certification,
    Certified,
    Change,
    Contact,
    ContactSet,
    Dispensed,
    Event,
    Laboratory,
    LaboratoryAdded,
    LaboratoryClosed,
    MessagePut,
    PlainHttpUntil,
    Register,
    Supplier,
    SupplierAdded,
    SupplierClosed,
    TokenGiven,
    add_up,
)

_MAIL: Final = re.compile(r"[^@\s]{1,100}@[^@\s]{1,150}")
_KEY: Final = re.compile(r"[\w.+-]{1,60}")
_Party = TypeVar("_Party", Supplier, Laboratory, Account)


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who decides: the operator, or somebody of a supplier."""

    who: str
    supplier: str | None = None


class ConnectionTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What the agreement leaves open.

    Assumption: agreements from the day on which MedCom's steering group was to decide on it, 1 December 2025, are
    the new ones, which get no dispensation and need certification. `second_level` is the support behind the
    suppliers' own.
    """

    new_from: date = date(2025, 12, 1)
    second_level: str = "NPN@medcom.dk"


class ConnectionStore(Protocol):
    """Keeps events about connections."""

    def events(self) -> Sequence[Event]:
        """Everything decided, oldest first."""

    def register(self) -> Register:
        """Everybody as they stand now."""

    def decide(self, about: Callable[[Register], Change], *, at: datetime, who: str, reason: str) -> Event:
        """Keeps what `about` makes of the register as it stands; nobody else decides meanwhile."""


class MemoryConnections:
    """The same in memory: the readable reference."""

    def __init__(self) -> None:
        self._events: list[Event] = []

    def events(self) -> Sequence[Event]:
        """Everything decided, oldest first."""
        return list(self._events)

    def register(self) -> Register:
        """Everybody as they stand now."""
        return add_up(self._events)

    def decide(self, about: Callable[[Register], Change], *, at: datetime, who: str, reason: str) -> Event:
        """Keeps what `about` makes of the register as it stands."""
        change = about(self.register())
        event = Event(event_id=len(self._events) + 1, at=at, change=change, who=who, reason=reason)
        self._events.append(event)
        return event


class Connections:
    """Every decision has a name and a reason."""

    def __init__(
        self,
        store: ConnectionStore,
        *,
        terms: ConnectionTerms | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self.terms = terms or ConnectionTerms()
        self._now = now

    def register(self) -> Register:
        """Everybody as they stand now."""
        return self._store.register()

    def events(self) -> Sequence[Event]:
        """Everything decided, oldest first."""
        return self._store.events()

    def set_supplier(
        self, key: str, *, name: str, agreed_on: date, support: str, by: Actor, reason: str
    ) -> None:
        """Notes an agreement with a supplier, or what has changed in it. The operator's alone."""
        _see_operator(by)
        change = SupplierAdded(key=_key(key), name=_said(name), agreed_on=agreed_on, support=_mail(support))
        self._decide(lambda _: change, by, reason)

    def close_supplier(self, key: str, *, by: Actor, reason: str) -> None:
        """Ends an agreement. The operator's alone."""
        _see_operator(by)
        self._decide(lambda now: SupplierClosed(key=_open(now.suppliers, key).key), by, reason)

    def certify(self, key: str, status: Certification, *, version: str, by: Actor, reason: str) -> None:
        """Notes how far test and certification have come. The operator's alone."""
        _see_operator(by)
        self._decide(
            lambda now: Certified(key=_open(now.suppliers, key).key, status=status, version=version),
            by,
            reason,
        )

    def set_contact(self, supplier: str, contact: Contact, *, by: Actor, reason: str) -> None:
        """Says whom to ask at a supplier."""
        _said(contact.name)
        _mail(contact.mail)

        def change(now: Register) -> Change:
            return ContactSet(key=_own(_open(now.suppliers, supplier), by).key, contact=contact)

        self._decide(change, by, reason)

    def set_laboratory(self, key: str, *, supplier: str, name: str, by: Actor, reason: str) -> None:
        """Takes a laboratory under a supplier, or changes its name."""

        def change(now: Register) -> Change:
            _own(_open(now.suppliers, supplier), by)
            _see_same_supplier(now.laboratories.get(key), supplier)
            return LaboratoryAdded(key=_key(key), supplier=supplier, name=_said(name))

        self._decide(change, by, reason)

    def close_laboratory(self, key: str, *, by: Actor, reason: str) -> None:
        """Closes a laboratory and its accounts."""
        self._decide(lambda now: LaboratoryClosed(key=_own(_open(now.laboratories, key), by).key), by, reason)

    def dispense(self, laboratory: str, why: str, *, by: Actor, reason: str) -> None:
        """Frees a laboratory from automatic drawing, or no more with an empty `why`. The operator's alone."""
        _see_operator(by)

        def change(now: Register) -> Change:
            found = _open(now.laboratories, laboratory)
            if why and now.suppliers[found.supplier].agreed_on >= self.terms.new_from:
                raise _refused(rules.NEW_AGREEMENT)
            return Dispensed(key=found.key, why=why)

        self._decide(change, by, reason)

    def set_account(
        self,
        key: str,
        *,
        supplier: str,
        laboratory: str,
        department: str,
        mailbox: str,
        system: str,
        care_provider: CareProvider,
        by: Actor,
        reason: str,
    ) -> None:
        """Creates an account, opens it again, or changes what it says."""
        if not department.strip() or not _MAIL.fullmatch(mailbox):
            raise _refused(rules.MAILBOX)
        if care_provider.format not in NAME_FORMATS:
            raise _refused(rules.BLANK)
        added = AccountAdded(
            key=_key(key),
            supplier=supplier,
            laboratory=laboratory,
            department=department,
            mailbox=mailbox,
            system=_said(system),
            care_provider=replace(care_provider, number=_said(care_provider.number)),
        )

        def change(now: Register) -> Change:
            _own(_open(now.suppliers, supplier), by)
            if laboratory and _open(now.laboratories, laboratory).supplier != supplier:
                raise _not_yours()
            _see_same_supplier(now.accounts.get(key), supplier)
            other = now.by_card(system=system, care_provider=care_provider)
            if other is not None and other.key != key:
                raise _refused(rules.DUPLICATE)
            return added

        self._decide(change, by, reason)

    def close_account(self, key: str, *, by: Actor, reason: str) -> None:
        """Closes an account."""
        self._decide(lambda now: AccountClosed(key=_own(_open(now.accounts, key), by).key), by, reason)

    def new_token(self, key: str, *, by: Actor, reason: str) -> str:
        """A new token of an account, told only now; it is the password of a card of level 2 too."""
        token = secrets.token_urlsafe(32)

        def change(now: Register) -> Change:
            account = _own(_open(now.accounts, key), by)
            return TokenGiven(key=account.key, token_hash=hash_of(token))

        self._decide(change, by, reason)
        return token

    def plain_http(self, key: str, until: date | None, *, by: Actor, reason: str) -> None:
        """Sets the last day on which a system may call over plain HTTP. The operator's alone."""
        _see_operator(by)
        self._decide(lambda now: PlainHttpUntil(key=_open(now.accounts, key).key, until=until), by, reason)

    def put_message(self, text: str, *, first: date, last: date, by: Actor, reason: str) -> None:
        """Puts up a service message. The operator's alone."""
        _see_operator(by)
        change = MessagePut(text=_said(text), first=first, last=last)
        self._decide(lambda _: change, by, reason)

    def _decide(self, change: Callable[[Register], Change], by: Actor, reason: str) -> None:
        self._store.decide(change, at=self._now(), who=_said(by.who), reason=_said(reason))


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _open(parties: Mapping[str, _Party], key: str) -> _Party:
    found = parties.get(key)
    if found is None or not found.is_open:
        raise _refused(rules.UNKNOWN)
    return found


def _own(party: _Party, by: Actor) -> _Party:
    if by.supplier not in (None, _owner(party)):
        raise _not_yours()
    return party


def _owner(party: Supplier | Laboratory | Account) -> str:
    return party.key if isinstance(party, Supplier) else party.supplier


def _see_operator(by: Actor) -> None:
    if by.supplier is not None:
        raise _not_yours()


def _see_same_supplier(known: Laboratory | Account | None, supplier: str) -> None:
    """A name that another supplier has used stays that supplier's."""
    if known is not None and known.supplier != supplier:
        raise _refused(rules.DUPLICATE)


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise _refused(rules.BLANK)
    return text


def _said(text: str) -> str:
    if not text.strip():
        raise _refused(rules.BLANK)
    return text


def _mail(text: str) -> str:
    if not _MAIL.fullmatch(text):
        raise _refused(rules.MAILBOX)
    return text


def _not_yours() -> Refused:
    return Refused("not_authorized", rules.NOT_YOURS)


def _refused(rule: Rule) -> Refused:
    return Refused("processing_problem", rule)
