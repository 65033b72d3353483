"""Tokens by OAuth 2.0: a person allows a program to read (code with PKCE), or a program asks by itself.

Sources: RFC 6749 (sections 4.1, 4.4 and 5), RFC 7636 (S256 only), HL7 SMART App Launch 2.2 (scopes, the
well-known document).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote, urlencode

import msgspec
from anyio import to_thread
from litestar import Controller, Request, get, post
from litestar.exceptions import ClientException
from litestar.response.base import ASGIResponse

from labsvar.web import reasons
from labsvar.web.fhir.authentication import BY_ITSELF
from labsvar.web.fhir.clients import Client
from labsvar.web.fhir.door import Door, base_of
from labsvar.web.fhir.scopes import SUPPORTED
from labsvar.web.fhir.tokens import LIFETIME, Grant, new_code
from labsvar.web.pages.frame import Page, PageRequest, form_of, page
from labsvar.web.pages.opening import key_of, visitor_of
from labsvar.web.rights import Right, needs
from labsvar.web.sessions import SignedIn

LARGEST_FORM: Final = 20_000
_SHORTEST_CHALLENGE: Final = 43
_LONGEST_STATE: Final = 1000


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a program asks a person to allow."""

    client: Client
    redirect: str
    scopes: tuple[str, ...]
    state: str
    challenge: str

    @property
    def one_patient(self) -> bool:
        """Whether one patient is to be chosen beforehand."""
        return any(each.startswith("patient/") for each in self.scopes)


class WrongToken(Exception):
    """A request for a token that is refused: the error of RFC 6749, section 5.2."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__()
        self.error = error
        self.status = status


class Allowing(Controller):
    """The page on which a person allows a program to read."""

    path = "/oauth/authorize"

    @get("/", opt=needs(Right.READ_FHIR), sync_to_thread=True)
    def form(self, request: PageRequest) -> Page:
        """Which program asks, for what, and whom it is about."""
        return _form(request, _wish(request))

    @post("/", opt=needs(Right.READ_FHIR))
    async def allow(self, request: PageRequest) -> Page:
        """Makes a code and shows the way back to the program.

        The way back is a link: our pages send no form anywhere else.
        """
        fields = await form_of(request)
        wish, visitor = _wish(request), visitor_of(request)
        person, reason, wrong = _about(visitor, wish, fields)
        if wrong is not None:
            return await to_thread.run_sync(lambda: _form(request, wish, problem=wrong, status=400))
        grant = Grant(
            client=wish.client.id,
            account=visitor.viewer.account,
            name=visitor.viewer.name,
            role=visitor.role,
            organisation=visitor.viewer.organisation,
            scopes=wish.scopes,
            person_key=person,
            reason=reason,
            ends=datetime.now(UTC) + LIFETIME,
        )
        code = door(request).seals.seal(new_code(grant, redirect=wish.redirect, challenge=wish.challenge))
        back = f"{wish.redirect}?{urlencode({'code': code, 'state': wish.state})}"
        return page(request, "app_allowed.html", app=wish.client.name, back=back)


@post("/token", opt=needs(Right.PUBLIC), status_code=200, request_max_body_size=LARGEST_FORM)
async def token(request: Request[Any, Any, Any]) -> ASGIResponse:
    """A token for a code, or for a program that asks by itself."""
    sent = (await request.form()).items()
    fields = {name: value for name, value in sent if isinstance(value, str)}
    try:
        return _json(_issued(request, fields))
    except WrongToken as refused:
        headers = {"WWW-Authenticate": 'Basic realm="labsvar"'} if refused.status == 401 else None
        return _json({"error": refused.error}, status=refused.status, headers=headers)


@get("/.well-known/smart-configuration", opt=needs(Right.PUBLIC), sync_to_thread=False)
def smart_configuration(request: Request[Any, Any, Any]) -> ASGIResponse:
    """Where tokens are got, and how."""
    root = str(request.base_url).rstrip("/")
    return _json(
        {
            "authorization_endpoint": f"{root}/oauth/authorize",
            "token_endpoint": f"{root}/oauth/token",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": SUPPORTED,
            "capabilities": [
                "launch-standalone",
                "client-public",
                "client-confidential-symmetric",
                "context-standalone-patient",
                "permission-patient",
                "permission-user",
                "permission-v1",
                "permission-v2",
            ],
        }
    )


def door(request: Request[Any, Any, Any]) -> Door:
    """The door of the installation."""
    found: Door = request.app.state.config.fhir
    return found


def _wish(request: PageRequest) -> Wish:
    """What stands in the address. Raises `ClientException` for anything that is not in order: a person is sent
    back only to an address that the program is registered with, and only with a code."""
    query = request.query_params
    client = door(request).client(query.get("client_id", ""))
    redirect, challenge = query.get("redirect_uri", ""), query.get("code_challenge", "")
    if client is None or not client.may_return_to(redirect):
        raise ClientException
    if query.get("response_type") != "code" or query.get("code_challenge_method") != "S256":
        raise ClientException
    contexts = ("patient",) if visitor_of(request).role == "citizen" else ("patient", "user")
    scopes = client.granted(query.get("scope", "").split(), contexts)
    # Whom a program means to read from; a token for another server is none of ours (SMART App Launch 2.2, 2.1).
    meant_for_us = query.get("aud", base_of(request)).rstrip("/") == base_of(request)
    if len(challenge) < _SHORTEST_CHALLENGE or not scopes or not meant_for_us:
        raise ClientException
    return Wish(
        client=client,
        redirect=redirect,
        scopes=scopes,
        state=query.get("state", "")[:_LONGEST_STATE],
        challenge=challenge,
    )


def _about(
    visitor: SignedIn, wish: Wish, fields: Mapping[str, str]
) -> tuple[str | None, str | None, str | None]:
    """Whom a token is about and why, and the text that says what is wrong with the form."""
    if visitor.role == "citizen":
        return (visitor.person_key, None, None) if visitor.person_key else (None, None, "civil_number_wrong")
    reason = reasons.kept(fields.get("reason", ""), fields.get("words", ""))
    if reason is None:
        return None, None, "reason_missing"
    if not wish.one_patient:
        return None, reason, None
    person, wrong = key_of(fields.get("number", ""), fields.get("issuer", ""))
    return (None, None, wrong) if wrong else (person, reason, None)


def _form(request: PageRequest, wish: Wish, *, problem: str | None = None, status: int = 200) -> Page:
    return page(
        request,
        "app_asks.html",
        status=status,
        app=wish.client.name,
        scopes=wish.scopes,
        own=visitor_of(request).role == "citizen",
        one_patient=wish.one_patient,
        reasons=reasons.CHOICES,
        action=f"/oauth/authorize?{urlencode(list(request.query_params.multi_items()))}",
        problem=problem,
    )


def _issued(request: Request[Any, Any, Any], fields: Mapping[str, str]) -> dict[str, object]:
    client = _client(request, fields)
    match fields.get("grant_type"):
        case "authorization_code":
            return _for_code(door(request), client, fields)
        case "client_credentials":
            return _by_itself(door(request), client, fields)
    raise WrongToken("unsupported_grant_type")


def _client(request: Request[Any, Any, Any], fields: Mapping[str, str]) -> Client:
    """The program that asks; one that has a secret must know it."""
    name, secret = fields.get("client_id", ""), fields.get("client_secret", "")
    scheme, _, basic = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _, secret = base64.b64decode(basic, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            raise WrongToken("invalid_client", 401) from None
        name, secret = unquote(name), unquote(secret)
    client = door(request).client(name)
    if client is None or (client.secret_sha256 is not None and not client.knows(secret)):
        raise WrongToken("invalid_client", 401)
    return client


def _for_code(of: Door, client: Client, fields: Mapping[str, str]) -> dict[str, object]:
    code = of.seals.use(fields.get("code", ""))
    verifier = hashlib.sha256(fields.get("code_verifier", "").encode()).digest()
    answer = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
    if (
        code is None
        or code.grant.client != client.id
        or code.redirect != fields.get("redirect_uri")
        or not hmac.compare_digest(answer.encode(), code.challenge.encode())
    ):
        raise WrongToken("invalid_grant")
    return _token(of, code.grant)


def _by_itself(of: Door, client: Client, fields: Mapping[str, str]) -> dict[str, object]:
    if client.secret_sha256 is None or not client.organisation:
        raise WrongToken("unauthorized_client")
    scopes = client.granted((fields.get("scope") or "system/*.read").split(), ("system",))
    if not scopes:
        raise WrongToken("invalid_scope")
    grant = Grant(
        client=client.id,
        account=None,
        name=client.name,
        role=BY_ITSELF,
        organisation=client.organisation,
        scopes=scopes,
        ends=datetime.now(UTC) + LIFETIME,
    )
    return _token(of, grant)


def _token(of: Door, grant: Grant) -> dict[str, object]:
    said: dict[str, object] = {
        "access_token": of.seals.seal(grant),
        "token_type": "Bearer",
        "expires_in": int((grant.ends - datetime.now(UTC)).total_seconds()),
        "scope": " ".join(grant.scopes),
    }
    return said if grant.person_key is None else said | {"patient": of.ids.patient(grant.person_key)}


def _json(said: object, *, status: int = 200, headers: dict[str, str] | None = None) -> ASGIResponse:
    return ASGIResponse(
        body=msgspec.json.encode(said), status_code=status, media_type="application/json", headers=headers
    )
