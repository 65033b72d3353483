"""Who is at the FHIR door: the bearer of a token, and what the token lets be read."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import msgspec
from anyio import to_thread
from litestar import Request
from litestar.exceptions import NotAuthorizedException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from labsvar.database import Database
from labsvar.results.store import Role, Viewer
from labsvar.web.fhir.door import CHALLENGE, Door
from labsvar.web.fhir.scopes import covers, may, types_of
from labsvar.web.fhir.tokens import Grant

BY_ITSELF: Final[Role] = "clinician"
"""The role in which a program reads that asks by itself. Assumption: no source says whether a citizen's blocking binds
a system that reads for an organisation, so it is bound as the organisation's clinicians are."""


class Bearer(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever has a token."""

    viewer: Viewer
    grant: Grant

    @property
    def role(self) -> Role:
        """What the rights are looked up by: a program that asks by itself is no person."""
        return "system" if self.grant.account is None else self.viewer.role

    @property
    def types(self) -> frozenset[str]:
        """The types that the token lets be seen in an answer."""
        return types_of(self.grant.scopes)

    def may(self, kind: str, interaction: str) -> bool:
        """Whether the token lets a type be read (`r`) or searched (`s`)."""
        return may(self.grant.scopes, kind, interaction)


FhirRequest: TypeAlias = Request[Bearer, Any, Any]


class BearerAuthentication(ASGIMiddleware):
    """Finds who is behind a bearer token; without one it is nobody, even in a demonstration."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Notes the bearer, or nobody; a token that is wrong is refused."""
        header = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        scheme, _, token = header.decode("latin-1").partition(" ")
        bearer = None
        if token:
            state = scope["litestar_app"].state
            if scheme.lower() == "bearer":
                bearer = await to_thread.run_sync(_bearer, state.database, state.config.fhir, token.strip())
            if bearer is None:
                raise NotAuthorizedException(headers=CHALLENGE)
        scope["user"] = bearer
        await next_app(scope, receive, send)


def _bearer(database: Database, door: Door, token: str) -> Bearer | None:
    """Whoever carries a token that still counts: its program is registered for what it says, and the account of
    the person who allowed it is open and as it was."""
    grant = door.seals.grant(token)
    client = None if grant is None else door.client(grant.client)
    if grant is None or client is None or not all(covers(client.scopes, each) for each in grant.scopes):
        return None
    if grant.account is None:
        name, account = client.name, f"client:{client.id}"
        viewer = Viewer(account=account, name=name, role=BY_ITSELF, organisation=client.organisation)
        return Bearer(viewer=viewer, grant=grant)
    found = database.accounts.find(grant.account)
    if found is None or found.account.closed:
        return None
    account_now = found.account
    if account_now.role != grant.role or (
        account_now.role == "citizen" and account_now.person_key != grant.person_key
    ):
        return None
    viewer = Viewer(
        account=account_now.username,
        name=account_now.name,
        role=account_now.role,
        organisation=account_now.organisation,
    )
    return Bearer(viewer=viewer, grant=grant)
