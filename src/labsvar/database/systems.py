"""The register of sending systems: who they are, what they may send, how far they are approved.

Nothing in it is changed; every token, sender and stage is an event with who decided it and why, and
has an entry in the ledger.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
import psycopg

from labsvar.database.connections import Pool
from labsvar.database.register import PostgresSources, decide, read_events, read_register, read_system
from labsvar.database.sql import statements
from labsvar.exchange.approving import Sources, UnknownSystem
from labsvar.exchange.register import ANY_SENDER, Register, Sender, System
from labsvar.exchange.register_events import SystemEvent
from labsvar.exchange.sources import NEEDING_APPROVALS, SourceKind
from labsvar.results.model import Stage

_SQL: Final = statements("systems")
_SECONDS_TO_REMEMBER: Final = 5.0
"""How long a system that was found by its token is remembered."""
DEMONSTRATION: Final = "demonstration"


class StageEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A change of stage: to what, when, by whom, and why (rule S15)."""

    system: str
    stage: Stage
    at: datetime
    who: str
    reason: str


class Systems:
    """Adds systems, gives them tokens, and sets their stage; what is stated and approved of them is decided
    by `sources`. `needing` are the kinds of source that need the four approvals (rule S15)."""

    def __init__(self, pool: Pool, *, needing: Collection[SourceKind] = NEEDING_APPROVALS) -> None:
        self._pool = pool
        self._remembered: dict[bytes, tuple[float, System]] = {}
        self.sources = Sources(PostgresSources(pool, forget=self._remembered.clear), needing=needing)

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
            items.append(decide(connection, kind="token", token_hash=_hash(token), **common)[1])
            for sender in senders:
                items.append(decide(connection, kind="sender", **_sender(sender), **common)[1])
            items.append(decide(connection, kind="stage", stage="technical", **common)[1])
        return token

    def new_token(self, name: str, *, who: str, reason: str) -> str:
        """A new token for a system; the one before it holds no more. Raises `UnknownSystem`."""
        token = secrets.token_urlsafe(32)
        with self._pool.connection() as connection, connection.recorded() as items:
            row = connection.execute(_SQL["find"], {"name": name}).fetchone()
            if row is None:
                raise UnknownSystem(name)
            about = {"system_id": row[0], "at": datetime.now(UTC), "who": who, "reason": reason}
            items.append(decide(connection, kind="token", token_hash=_hash(token), **about)[1])
        self._remembered.clear()
        return token

    def set_stage(self, name: str, stage: Stage, *, who: str, reason: str) -> None:
        """Makes a system full, or technical again. Raises `UnknownSystem`, and `NotAllowed` when nobody is
        named, no reason is given, or approvals are missing that its kind of source needs."""
        self.sources.set_stage(name, stage, who=who, reason=reason)

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

    def named(self, name: str) -> System | None:
        """The system of a name as it stands now; `None` for a name that nobody has."""
        with self._pool.connection() as connection:
            return read_system(connection, name)

    def stages(self, name: str) -> Sequence[StageEvent]:
        """Every change of a system's stage, oldest first."""
        return [
            msgspec.convert(event, StageEvent, from_attributes=True)
            for event in self.events(name)
            if event.kind == "stage"
        ]

    def events(self, name: str) -> Sequence[SystemEvent]:
        """Everything that was decided about a system, oldest first."""
        with self._pool.connection() as connection:
            return read_events(connection, name=name)

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
            found = None if row is None else read_system(connection, row[0])
        self._remembered.pop(hashed, None)
        if found is not None:
            self._remembered[hashed] = (time.monotonic(), found)
        return found


def _sender(sender: Sender) -> dict[str, str | None]:
    return {"gln": sender.gln, "laboratory": sender.laboratory, "sector": sender.sector}


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
