"""Who is at a page: sessions, and signing in with a password.

A session's token is random, is new at every sign-in, stands in a cookie that no script can read, and is
kept as a hash. A session ends when it is signed out of, after half an hour without use, and after
twelve hours in any case.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from anyio import to_thread
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from labsvar.database.accounts import Account, Accounts, Patient, Session
from labsvar.identifiers.person import person_key
from labsvar.results.store import Role, Viewer
from labsvar.web import passwords
from labsvar.web.personas import Persona

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)
# Prolonging at every page would write at every page.
_PROLONG_BELOW: Final = IDLE - timedelta(minutes=5)

ATTEMPTS_WITHIN: Final = timedelta(minutes=15)
ATTEMPTS_OF_ACCOUNT: Final = 10
ATTEMPTS_FROM_ADDRESS: Final = 50
_LONGEST_NAME: Final = 100
_LONGEST_PASSWORD: Final = 1000


class Throttled(Exception):
    """Too many attempts have failed; `seconds` says how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Someone with a session. `person_key` is a citizen's own."""

    viewer: Viewer
    person_key: str | None
    csrf: str
    token: str

    @property
    def role(self) -> Role:
        """What the rights are looked up by."""
        return self.viewer.role


class Begun(msgspec.Struct, frozen=True):
    """A session that has just begun."""

    token: str
    role: Role


class Sessions:
    """Begins, finds and ends sessions."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def begin(self, name: str, password: str, address: str, old_token: str | None) -> Begun | None:
        """A session for a name and its password, or `None` when they do not fit.

        Raises `Throttled` when too many attempts have failed, whatever the password.
        """
        name, password = name[:_LONGEST_NAME], password[:_LONGEST_PASSWORD]
        now = datetime.now(UTC)
        failed = self._accounts.failures(username=name, address=address, since=now - ATTEMPTS_WITHIN)
        if failed.of_username >= ATTEMPTS_OF_ACCOUNT or failed.from_address >= ATTEMPTS_FROM_ADDRESS:
            raise Throttled(int(ATTEMPTS_WITHIN.total_seconds()))
        found = self._accounts.find(name)
        fits = passwords.fits(password, None if found is None else found.password_hash)
        good = fits and found is not None and not found.account.closed
        self._accounts.note_attempt(username=name, address=address, succeeded=good)
        if found is None or not good:
            return None
        return Begun(self._open(found.account, old_token), found.account.role)

    def begin_as(self, persona: Persona, old_token: str | None) -> str:
        """A session of a persona, in a demonstration. The account is made when it is first used."""
        made = account_of(persona)
        found = self._accounts.find(made.username)
        account = made if found is None else found.account
        if found is None:
            self._accounts.add(account, password_hash=None)
        return self._open(account, old_token)

    def find(self, token: str) -> SignedIn | None:
        """Who has this token; a session that is used lasts longer."""
        hashed = _hash(token)
        session = self._accounts.session(hashed)
        if session is None:
            return None
        self._prolong(hashed, session)
        return _signed_in(session, token)

    def end(self, token: str | None) -> None:
        """Ends a session, if there is one."""
        if token is not None:
            self._accounts.end_session(_hash(token))

    def open_patient(self, visitor: SignedIn, person: str, reason: str) -> str:
        """Opens a patient; the name the patient has within the session."""
        return self._accounts.open_patient(
            token_hash=_hash(visitor.token),
            context=secrets.token_urlsafe(12),
            person_key=person,
            reason=reason,
        )

    def patient(self, visitor: SignedIn, context: str) -> Patient | None:
        """The patient whom the session knows under a name."""
        return self._accounts.patient(_hash(visitor.token), context)

    def _open(self, account: Account, old_token: str | None) -> str:
        self.end(old_token)
        now = datetime.now(UTC)
        self._accounts.end_expired(attempts_before=now - ATTEMPTS_WITHIN)
        token = secrets.token_urlsafe(32)
        self._accounts.open_session(
            token_hash=_hash(token),
            username=account.username,
            csrf=secrets.token_urlsafe(24),
            expires_at=now + IDLE,
        )
        return token

    def _prolong(self, hashed: bytes, session: Session) -> None:
        now = datetime.now(UTC)
        until = min(now + IDLE, session.opened_at + LONGEST)
        if session.expires_at - now < _PROLONG_BELOW and until > session.expires_at:
            self._accounts.prolong(hashed, expires_at=until)


class PersonAuthentication(AbstractAuthenticationMiddleware):
    """Finds the session behind the cookie; a visitor without one is nobody."""

    async def authenticate_request(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> AuthenticationResult:
        """The one who is signed in, or nobody."""
        state = connection.app.state
        token = connection.cookies.get(cookie_name(secure=state.config.secure_cookies))
        found = await to_thread.run_sync(state.sessions.find, token) if token else None
        return AuthenticationResult(user=found, auth=None)


def cookie_name(*, secure: bool) -> str:
    """The name of the session's cookie; over HTTPS one that no other host can set."""
    return "__Host-labsvar" if secure else "labsvar"


def cookie(name: str, value: str, *, secure: bool, max_age: int | None = None) -> Cookie:
    """A cookie for our own pages only, out of reach of scripts."""
    return Cookie(name, value=value, secure=secure, httponly=True, samesite="strict", max_age=max_age)


def remembered(token: str, *, secure: bool) -> Cookie:
    """The cookie of a session."""
    return cookie(cookie_name(secure=secure), token, secure=secure)


def forgotten(*, secure: bool) -> Cookie:
    """The same cookie, gone."""
    return cookie(cookie_name(secure=secure), "", secure=secure, max_age=0)


def account_of(persona: Persona) -> Account:
    """The account of a persona, whether it is made already or not."""
    return Account(
        username=f"demo:{persona.key}",
        role=persona.role,
        name=persona.name,
        organisation=persona.organisation,
        person_key=None if persona.number is None else person_key(persona.number, ""),
    )


def _signed_in(session: Session, token: str) -> SignedIn:
    account = session.account
    viewer = Viewer(
        account=account.username, name=account.name, role=account.role, organisation=account.organisation
    )
    return SignedIn(viewer=viewer, person_key=account.person_key, csrf=session.csrf, token=token)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
