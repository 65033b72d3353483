"""What all pages have around them: language, navigation, who is signed in, and guarded forms."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from litestar import MediaType, Request, Response
from litestar.datastructures import Cookie
from litestar.exceptions import PermissionDeniedException
from litestar.response import Redirect
from markupsafe import Markup

from labsvar.results.store import Role
from labsvar.web.config import WebConfig
from labsvar.web.rendering import render
from labsvar.web.rights import NUL
from labsvar.web.sessions import SignedIn, cookie
from labsvar.web.texts import Texts, choose

LANGUAGE_COOKIE: Final = "labsvar_language"
CSRF_FIELD: Final = "csrf"
NOTHING: Final[Mapping[str, object]] = {}
PageRequest = Request[SignedIn | None, Any, Any]
Page = Response[str]


class Step(NamedTuple):
    """One entry of the navigation."""

    href: str
    text: str
    current: bool


NAVIGATION: Final[Mapping[Role, tuple[tuple[str, str], ...]]] = {
    "citizen": (
        ("/me", "nav.results"),
        ("/me/log", "nav.log"),
        ("/me/blocking", "nav.blocking"),
        ("/rights", "nav.rights"),
    ),
    "clinician": (
        ("/patients", "nav.patients"),
        ("/clinic", "nav.clinic_rows"),
        ("/clinic/reconcile", "nav.reconcile"),
        ("/hotel", "nav.hotel"),
        ("/local-codes", "nav.local_codes"),
        ("/rights", "nav.rights"),
    ),
    "sampler": (("/hotel", "nav.hotel"), ("/rights", "nav.rights")),
    "helper": (("/helping", "nav.helping"), ("/rights", "nav.rights")),
    "operator": (
        ("/operations", "nav.letters"),
        ("/operations/deliveries", "nav.deliveries"),
        ("/operations/alarms", "nav.alarms"),
        ("/npn/connections", "nav.connections"),
        ("/npn/stocks", "nav.stocks"),
        ("/reconcile", "nav.reconcile"),
        ("/rights", "nav.rights"),
    ),
    "surveillance": (
        ("/surveillance", "nav.surveillance"),
        ("/surveillance/notifiable", "nav.notifiable"),
        ("/surveillance/links", "nav.links"),
        ("/surveillance/refusals", "nav.refusals"),
        ("/rights", "nav.rights"),
    ),
    "laboratory": (
        ("/reference/samples", "nav.reference_samples"),
        ("/reference/reception", "nav.reception"),
        ("/local-codes", "nav.local_codes"),
        ("/rights", "nav.rights"),
    ),
    "supplier": (("/npn/supplier", "nav.connections"), ("/rights", "nav.rights")),
    "administrator": (
        ("/accounts", "nav.accounts"),
        ("/systems", "nav.systems"),
        ("/mandates", "nav.mandates"),
        ("/hub/tables", "nav.code_tables"),
        ("/local-codes", "nav.local_codes"),
        ("/rights", "nav.rights"),
    ),
    "system": (),
}


_OF_A_VIEW: Final = ("/me", "/patients", "/surveillance", "/helping", "/mandates", "/reference")


def steps(role: Role, config: WebConfig) -> tuple[tuple[str, str], ...]:
    """Where someone of a role can go in this installation: `(path, text)`."""
    if config.shows_results:
        return NAVIGATION[role]
    return tuple(step for step in NAVIGATION[role] if not step[0].startswith(_OF_A_VIEW))


def home(role: Role, config: WebConfig) -> str:
    """Where someone of a role begins."""
    return steps(role, config)[0][0]


def config_of(request: Request[Any, Any, Any]) -> WebConfig:
    """The settings of the application that answers."""
    config: WebConfig = request.app.state.config
    return config


def texts_of(request: Request[Any, Any, Any]) -> Texts:
    """The language of a request."""
    return choose(
        query=request.query_params.get("lang"),
        cookie=request.cookies.get(LANGUAGE_COOKIE),
        accept=request.headers.get("accept-language", ""),
        fallback=config_of(request).language,
    )


def page(
    request: Request[Any, Any, Any],
    template: str,
    context: Mapping[str, object] = NOTHING,
    *,
    status: int = 200,
    **more: object,
) -> Page:
    """A whole page, ready to send; what its template names stands in `context` and `more`."""
    texts = texts_of(request)
    visitor: SignedIn | None = request.scope.get("user")
    visit = None if visitor is not None else (request.cookies.get(_visit_name(request)) or _new_visit())
    html = render(
        template,
        texts=texts,
        demo=config_of(request).demo,
        viewer=None if visitor is None else visitor.viewer,
        navigation=_navigation(visitor, request),
        language_href=_in_other_language(request, texts),
        csrf_field=_field(visitor.csrf if visitor is not None else visit or ""),
        **context,
        **more,
    )
    answer = Response(html, media_type=MediaType.HTML, status_code=status)
    if visit is not None:
        answer.set_cookie(_visit_cookie(request, visit))
    if request.query_params.get("lang") == texts.language:
        answer.set_cookie(Cookie(LANGUAGE_COOKIE, value=texts.language, max_age=31_536_000, samesite="lax"))
    return answer


def see_other(path: str) -> Redirect:
    """Sends a browser on after a form."""
    return Redirect(path, status_code=303)


async def form_of(request: Request[Any, Any, Any]) -> Mapping[str, str]:
    """The fields of a form that came from one of our own pages.

    Raises `PermissionDeniedException` for a form that did not: its token must be that of the session
    or, before anybody has signed in, of the visit.
    """
    return {name: value.replace(NUL, "") for name, value in (await exact_form_of(request)).items()}


async def exact_form_of(request: Request[Any, Any, Any]) -> Mapping[str, str]:
    """The same with every character as it was sent, for a page that refuses what no database takes."""
    sent = (await request.form()).items()
    fields = {name: value for name, value in sent if isinstance(value, str)}
    visitor: SignedIn | None = request.scope.get("user")
    expected = visitor.csrf if visitor is not None else request.cookies.get(_visit_name(request), "")
    given = fields.get(CSRF_FIELD, "")
    elsewhere = request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    if elsewhere or not expected or not hmac.compare_digest(expected.encode(), given.encode()):
        raise PermissionDeniedException
    return fields


def _navigation(visitor: SignedIn | None, request: Request[Any, Any, Any]) -> tuple[Step, ...]:
    if visitor is None:
        return ()
    path: str = request.scope["path"]
    entries = steps(visitor.role, config_of(request))
    best = max((href for href, _ in entries if _within(path, href)), key=len, default=None)
    return tuple(Step(href, text, href == best) for href, text in entries)


def _within(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href}/")


def _in_other_language(request: Request[Any, Any, Any], texts: Texts) -> str:
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    other = "en" if texts.language == "da" else "da"
    # The page that answers a form has the form's own address, which can be asked for as well.
    path: str = request.scope["path"]
    return f"{path}?{urlencode([*kept, ('lang', other)])}"


def _field(token: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, token)


def _new_visit() -> str:
    return token_urlsafe(24)


def _visit_name(request: Request[Any, Any, Any]) -> str:
    return "__Host-labsvar_visit" if config_of(request).secure_cookies else "labsvar_visit"


def _visit_cookie(request: Request[Any, Any, Any], visit: str) -> Cookie:
    return cookie(_visit_name(request), visit, secure=config_of(request).secure_cookies)
