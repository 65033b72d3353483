"""The register of sending systems: who they are, what they may send, how far they are approved.

Nothing in it is changed; every token, sender and stage is an event with who decided it and why, and
has an entry in the ledger.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

import msgspec
import psycopg

from labsvar.database import ledger
from labsvar.database.connections import Connection, Pool
from labsvar.database.sql import statements
from labsvar.exchange.register import ANY_SENDER, Register, Sender, System
from labsvar.results.model import Stage

_SQL: Final = statements("systems")
_SECONDS_TO_REMEMBER: Final = 5.0
"""How long a system that was found by its token is remembered."""
DEMONSTRATION: Final = "demonstration"


class UnknownSystem(KeyError):
    """There is no system of that name."""


class StageEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A change of stage: to what, when, by whom, and why (rule S15)."""

    system: str
    stage: Stage
    at: datetime
    who: str
    reason: str


class Systems:
    """Adds systems, gives them tokens, and sets their stage."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._remembered: dict[bytes, tuple[float, System]] = {}

    def add(self, name: str, senders: Iterable[Sender], *, who: str, reason: str = "added") -> str:
        """Adds a system in the technical stage; the token it signs in with, which is told only now.

        Raises `ValueError` when the name is taken.
        """
        token = secrets.token_urlsafe(32)
        with self._pool.connection() as connection, connection.recorded() as items:
            at = datetime.now(UTC)
            try:
                row = connection.execute(_SQL["add"], {"name": name, "at": at}).fetchone()
            except psycopg.errors.UniqueViolation:
                raise ValueError("a system of that name is there already") from None
            assert row is not None, "an insert returns its row"
            common = {"system_id": row[0], "at": at, "who": who, "reason": reason}
            items.append(_decide(connection, kind="token", token_hash=_hash(token), **common))
            for sender in senders:
                items.append(_decide(connection, kind="sender", **_sender(sender), **common))
            items.append(_decide(connection, kind="stage", stage="technical", **common))
        return token

    def register_sender(self, name: str, sender: Sender, *, who: str, reason: str) -> None:
        """Lets a system send for one more location number. Raises `UnknownSystem`."""
        self._add_event(name, kind="sender", who=who, reason=reason, **_sender(sender))

    def new_token(self, name: str, *, who: str, reason: str) -> str:
        """A new token for a system; the one before it holds no more. Raises `UnknownSystem`."""
        token = secrets.token_urlsafe(32)
        self._add_event(name, kind="token", who=who, reason=reason, token_hash=_hash(token))
        return token

    def set_stage(self, name: str, stage: Stage, *, who: str, reason: str) -> None:
        """Approves a system, or takes its approval back. Raises `UnknownSystem`, and `ValueError`
        when nobody is named or no reason is given."""
        if not who.strip() or not reason.strip():
            raise ValueError("a stage needs a name and a reason")
        self._add_event(name, kind="stage", who=who, reason=reason, stage=stage)

    def welcome_anyone(self, *, who: str, reason: str) -> None:
        """Lets letters of any sender in, in the full stage: for a demonstration, and said so."""
        if DEMONSTRATION in {system.name for system in self.all()}:
            return
        self.add(DEMONSTRATION, [Sender(gln=ANY_SENDER)], who=who, reason=reason)
        self.set_stage(DEMONSTRATION, "full", who=who, reason=reason)

    def all(self) -> Sequence[System]:
        """Every system as it stands now, oldest first."""
        return self.register().all()

    def register(self) -> Register:
        """The register as it stands now."""
        with self._pool.connection() as connection:
            return read_register(connection)

    def stages(self, name: str) -> Sequence[StageEvent]:
        """Every change of a system's stage, oldest first."""
        with self._pool.connection() as connection:
            rows = connection.execute(_SQL["register"]).fetchall()
        return [
            StageEvent(system=row[1], at=row[3], stage=row[8], who=row[9], reason=row[10])
            for row in rows
            if row[1] == name and row[4] == "stage"
        ]

    def authenticate(self, token: str) -> System | None:
        """The system that a token was given to; `None` for any other text.

        An answer may be a few seconds old; what a system may send is looked up anew at the intake.
        """
        hashed = _hash(token)
        remembered = self._remembered.get(hashed)
        if remembered is not None and time.monotonic() - remembered[0] < _SECONDS_TO_REMEMBER:
            return remembered[1]
        with self._pool.connection() as connection:
            row = connection.execute(_SQL["by_token"], {"token_hash": hashed}).fetchone()
            found = None if row is None else read_register(connection).system(row[0])
        self._remembered.pop(hashed, None)
        if found is not None:
            self._remembered[hashed] = (time.monotonic(), found)
        return found

    def _add_event(self, name: str, **event: Any) -> None:
        with self._pool.connection() as connection, connection.recorded() as items:
            row = connection.execute(_SQL["find"], {"name": name}).fetchone()
            if row is None:
                raise UnknownSystem(name)
            items.append(_decide(connection, system_id=row[0], at=datetime.now(UTC), **event))
        self._remembered.clear()


def read_register(connection: Connection) -> Register:
    """All systems as they stand now."""
    systems: dict[int, System] = {}
    version = 0
    for system_id, name, event_id, _, kind, gln, laboratory, sector, stage, _, _ in connection.execute(
        _SQL["register"]
    ):
        system = systems.get(system_id) or System(system_id=system_id, name=name)
        if kind == "sender":
            sender = Sender(gln=gln, laboratory=laboratory, sector=sector)
            senders = MappingProxyType({**system.senders, gln: sender})
            system = msgspec.structs.replace(system, senders=senders)
        elif kind == "stage":
            system = msgspec.structs.replace(system, stage=stage)
        systems[system_id] = system
        version = max(version, event_id or 0)
    return Register(systems.values(), version=version)


def _decide(connection: Connection, **event: Any) -> ledger.Item:
    """Writes an event; what the ledger notes of it."""
    filled = dict.fromkeys(("token_hash", "gln", "laboratory", "sector", "stage")) | event
    row = connection.execute(_SQL["decide"], filled).fetchone()
    assert row is not None, "an insert returns its row"
    return ledger.system_event(row[0], **filled)


def _sender(sender: Sender) -> dict[str, str | None]:
    return {"gln": sender.gln, "laboratory": sender.laboratory, "sector": sender.sector}


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
