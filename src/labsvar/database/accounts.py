"""People's accounts, their sessions and the patients opened in them, and attempts to sign in.

Passwords and tokens come hashed; this room never sees one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import psycopg
from psycopg.rows import class_row, dict_row

from labsvar.database.connections import Pool
from labsvar.database.sql import statements
from labsvar.results.store import Role

_SQL: Final = statements("accounts")


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Someone who may sign in. `person_key` is a citizen's own; `name` is shown to citizens."""

    username: str
    role: Role
    name: str
    organisation: str
    person_key: str | None = None
    closed: bool = False


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """An account and the hash that is kept of its password; without one nobody signs in with it."""

    account: Account
    password_hash: str | None


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session that has not ended."""

    account: Account
    csrf: str
    opened_at: datetime
    expires_at: datetime


class Patient(msgspec.Struct, frozen=True, kw_only=True):
    """A patient whom a session has opened, under a name that means something within it only."""

    person_key: str
    context: str
    reason: str
    opened_at: datetime


class Failures(msgspec.Struct, frozen=True, kw_only=True):
    """Failed attempts under a name since it last succeeded, those from an address, and the newest."""

    of_username: int
    from_address: int
    newest: datetime | None


class Accounts:
    """Accounts, sessions and attempts."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def add(self, account: Account, *, password_hash: str | None) -> None:
        """Adds an account. Raises `ValueError` when the name is taken, or the person has an account."""
        row = msgspec.to_builtins(account) | {"password_hash": password_hash, "at": datetime.now(UTC)}
        try:
            with self._pool.connection() as connection, connection.transaction():
                connection.execute(_SQL["add"], row)
                if account.person_key is not None:
                    connection.execute(_SQL["add_person"], row)
        except psycopg.errors.UniqueViolation:
            raise ValueError("there is an account of that name already") from None

    def all(self) -> Sequence[Account]:
        """Every account, by name."""
        with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Account)) as cursor,
        ):
            return cursor.execute(_SQL["all"]).fetchall()

    def find(self, username: str) -> Credentials | None:
        """An account by its name, closed or not."""
        row = self._one("find", username=username)
        if row is None:
            return None
        password_hash = row.pop("password_hash")
        return Credentials(account=Account(**row), password_hash=password_hash)

    def set_password(self, username: str, password_hash: str) -> None:
        """Keeps a new password and ends every session. Raises `KeyError` for an unknown name."""
        self._change("set_password", username, password_hash=password_hash)

    def close(self, username: str) -> None:
        """Closes an account and ends its sessions. Raises `KeyError` for an unknown name."""
        self._change("close", username)

    def open_session(self, *, token_hash: bytes, username: str, csrf: str, expires_at: datetime) -> None:
        """Opens a session of an account."""
        now = datetime.now(UTC)
        self._run(
            "open_session", token_hash=token_hash, username=username, csrf=csrf, at=now, expires_at=expires_at
        )

    def session(self, token_hash: bytes) -> Session | None:
        """The session with this token, unless it has ended or its account was closed."""
        row = self._one("session", token_hash=token_hash, at=datetime.now(UTC))
        if row is None:
            return None
        own = {name: row.pop(name) for name in ("csrf", "opened_at", "expires_at")}
        return Session(account=Account(**row), **own)

    def prolong(self, token_hash: bytes, *, expires_at: datetime) -> None:
        """Lets a session last longer."""
        self._run("prolong", token_hash=token_hash, expires_at=expires_at)

    def end_session(self, token_hash: bytes) -> None:
        """Ends a session, and forgets which patients it had opened."""
        self._run("end_session", token_hash=token_hash)

    def end_expired(self, *, attempts_before: datetime) -> None:
        """Forgets sessions that have ended, and attempts to sign in older than a time."""
        self._run("end_expired", at=datetime.now(UTC), attempts_before=attempts_before)

    def open_patient(self, *, token_hash: bytes, context: str, person_key: str, reason: str) -> str:
        """Notes that a session has opened a patient; the name the patient has in the session, which
        is an earlier one when the patient was opened before."""
        row = self._one(
            "open_patient",
            token_hash=token_hash,
            context=context,
            person_key=person_key,
            reason=reason,
            at=datetime.now(UTC),
        )
        assert row is not None, "an insert returns its row"
        name: str = row["context"]
        return name

    def patient(self, token_hash: bytes, context: str) -> Patient | None:
        """The patient that a session knows under a name."""
        row = self._one("patient", token_hash=token_hash, context=context)
        return None if row is None else Patient(**row)

    def note_attempt(self, *, username: str, address: str, succeeded: bool) -> None:
        """Notes that somebody tried to sign in."""
        self._run(
            "note_attempt", username=username, address=address, at=datetime.now(UTC), succeeded=succeeded
        )

    def failures(self, *, username: str, address: str, since: datetime) -> Failures:
        """How often signing in has failed since a time."""
        row = self._one("failures", username=username, address=address, since=since)
        assert row is not None, "a count is always there"
        return Failures(**row)

    def _change(self, statement: str, username: str, **values: Any) -> None:
        with self._pool.connection() as connection, connection.transaction():
            found = connection.execute(_SQL[statement], {"username": username} | values).fetchone()
            if found is None:
                raise KeyError(username)
            connection.execute(_SQL["end_sessions_of"], {"username": username})

    def _run(self, statement: str, **values: Any) -> None:
        with self._pool.connection() as connection:
            connection.execute(_SQL[statement], values)

    def _one(self, statement: str, **values: Any) -> dict[str, Any] | None:
        with self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(_SQL[statement], values).fetchone()
