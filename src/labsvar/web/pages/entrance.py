"""Coming in and going out: signing in, or choosing a persona in a demonstration."""

from __future__ import annotations

from typing import Final, NamedTuple

from anyio import to_thread
from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from labsvar.web.pages.frame import Page, PageRequest, config_of, form_of, home, page, see_other
from labsvar.web.personas import Persona
from labsvar.web.rights import RIGHTS, Right, needs
from labsvar.web.sessions import Sessions, Throttled, forgotten, remembered


class PersonaGroup(NamedTuple):
    """Personas under one heading."""

    key: str
    personas: tuple[Persona, ...]


PERSONAS_AT_FIRST: Final = 10
_GROUPS: Final = {"citizen": "citizens", "clinician": "clinicians"}


@get("/", opt=needs(Right.PUBLIC))
async def start(request: PageRequest) -> Redirect:
    """Sends everybody to where they begin."""
    if request.user is not None:
        return see_other(home(request.user.role, config_of(request)))
    return see_other("/persona" if config_of(request).demo else "/sign-in")


@get("/rights", opt=needs(Right.SIGNED_IN))
async def rights(request: PageRequest) -> Page:
    """What the role of the one who is signed in may do, from the table that is enforced."""
    assert request.user is not None, "the guard has let in somebody"
    return page(request, "role.html", rights=sorted(RIGHTS[request.user.role]))


@get("/persona", opt=needs(Right.PUBLIC), sync_to_thread=True)
def personas(request: PageRequest) -> Page:
    """The personas of a demonstration; no such page elsewhere."""
    if not config_of(request).demo:
        raise NotFoundException
    found = config_of(request).personas.all()
    groups = [
        PersonaGroup(key, tuple(each for each in found if _GROUPS.get(each.role, "others") == key))
        for key in ("citizens", "clinicians", "others")
    ]
    return page(request, "personas.html", groups=groups, shown_at_first=PERSONAS_AT_FIRST)


@post("/persona", opt=needs(Right.PUBLIC))
async def choose_persona(request: PageRequest) -> Response[None]:
    """Signs in as a persona; in a demonstration only."""
    if not config_of(request).demo:
        raise NotFoundException
    wanted = (await form_of(request)).get("persona")
    persona = next((each for each in config_of(request).personas.all() if each.key == wanted), None)
    if persona is None:
        raise NotFoundException
    token = await to_thread.run_sync(_sessions(request).begin_as, persona, _token(request))
    return _welcome(request, token, home(persona.role, config_of(request)))


@get("/sign-in", opt=needs(Right.PUBLIC))
async def sign_in_form(request: PageRequest) -> Page | Response[None]:
    """The form; a demonstration has personas instead."""
    if config_of(request).demo:
        return see_other("/persona")
    return page(request, "sign_in.html", problem=None)


@post("/sign-in", opt=needs(Right.PUBLIC))
async def sign_in(request: PageRequest) -> Page | Response[None]:
    """Signs in with name and password; every other reason to refuse looks the same."""
    if config_of(request).demo:
        raise NotFoundException
    fields = await form_of(request)
    name, password = fields.get("account", ""), fields.get("password", "")
    address = request.client.host if request.client else ""
    sessions = _sessions(request)
    try:
        begun = await to_thread.run_sync(sessions.begin, name, password, address, _token(request))
    except Throttled as wait:
        answer = page(request, "sign_in.html", status=429, problem="sign_in_throttled")
        answer.set_header("Retry-After", str(wait.seconds))
        return answer
    if begun is None:
        return page(request, "sign_in.html", status=401, problem="sign_in_refused")
    return _welcome(request, begun.token, home(begun.role, config_of(request)))


@post("/sign-out", opt=needs(Right.SIGNED_IN))
async def sign_out(request: PageRequest) -> Response[None]:
    """Ends the session, here and in the store."""
    await form_of(request)
    await to_thread.run_sync(_sessions(request).end, _token(request))
    answer = see_other("/")
    answer.set_cookie(forgotten(secure=config_of(request).secure_cookies))
    return answer


def _welcome(request: PageRequest, token: str, path: str) -> Response[None]:
    answer = see_other(path)
    answer.set_cookie(remembered(token, secure=config_of(request).secure_cookies))
    return answer


def _sessions(request: PageRequest) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


def _token(request: PageRequest) -> str | None:
    return request.user.token if request.user is not None else None
