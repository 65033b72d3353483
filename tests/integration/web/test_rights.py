"""S17: roles and rights are one table, and every route asks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar, get
from litestar.routes import BaseRoute, HTTPRoute
from litestar.testing import TestClient

from labsvar.results.store import Role
from labsvar.web.config import WebConfig
from labsvar.web.pages.frame import NAVIGATION
from labsvar.web.personas import PROFESSIONALS
from labsvar.web.rights import OPT_KEY, RIGHTS, Right, may, require_right
from tests.integration.web.site import Site, new_person

PERSONAS: dict[str, Role] = {persona.key: persona.role for persona in PROFESSIONALS}
# A page for each right that a page can have, but for those a context must be opened for first.
PAGES = {
    "/rights": Right.SIGNED_IN,
    "/me": Right.SEE_OWN_RESULTS,
    "/me/microbiology": Right.SEE_OWN_RESULTS,
    "/me/log": Right.SEE_OWN_LOG,
    "/me/pathology": Right.SEE_OWN_RESULTS,
    "/me/genetics": Right.SEE_OWN_RESULTS,
    "/me/requisitions": Right.SEE_OWN_RESULTS,
    "/me/blocking": Right.MANAGE_OWN_BLOCKING,
    "/helping": Right.BLOCK_FOR_OTHERS,
    "/mandates": Right.MANAGE_MANDATES,
    "/patients": Right.SEE_PATIENTS,
    "/hotel": Right.SEE_HOTEL,
    "/surveillance": Right.SEE_SURVEILLANCE,
    "/surveillance/notifiable": Right.SEE_SURVEILLANCE,
    "/surveillance/links": Right.SEE_SURVEILLANCE,
    "/clinic": Right.SEE_ROWS_OF_OWN_CLINIC,
    "/clinic/reconcile": Right.SEE_ROWS_OF_OWN_CLINIC,
    "/surveillance/refusals": Right.SEE_SURVEILLANCE,
    "/hub/tables": Right.SEE_CODE_TABLES,
    "/local-codes": Right.LOOK_UP_LOCAL_CODES,
    "/operations": Right.SEE_LETTER_FLOW,
    "/operations/alarms": Right.SEE_LETTER_FLOW,
    "/operations/deliveries": Right.SEE_LETTER_FLOW,
    "/operations/policy": Right.SEE_LETTER_FLOW,
    "/npn/connections": Right.MANAGE_CONNECTIONS,
    "/npn/stocks": Right.SEE_NUMBER_STOCKS,
    "/npn/supplier": Right.MANAGE_OWN_CONNECTIONS,
    "/reconcile": Right.SEE_LETTER_FLOW,
    "/reference/samples": Right.SEND_ON_SAMPLES,
    "/reference/reception": Right.RECEIVE_SAMPLES,
    "/accounts": Right.MANAGE_ACCOUNTS,
    "/systems": Right.MANAGE_SOURCES,
}


def handlers(route: BaseRoute) -> Iterator[Any]:
    """What answers at a route, but for OPTIONS, which the framework answers by itself."""
    if isinstance(route, HTTPRoute):
        yield from (
            handler
            for handler in route.route_handlers
            if "OPTIONS" not in {str(m) for m in handler.http_methods}
        )
    else:
        yield route.route_handler  # type: ignore[attr-defined]  # all but HTTP routes have one


def test_every_route_names_its_right(demo: Site) -> None:
    """A new route without one is caught here, and is refused to everybody meanwhile."""
    routes = [(route.path, handler) for route in demo.app.routes for handler in handlers(route)]
    without = [path for path, handler in routes if not isinstance(handler.opt.get(OPT_KEY), Right)]
    assert len(routes) > 25
    assert without == []


def test_the_guard_stands_before_every_route(demo: Site) -> None:
    routes = [handler for route in demo.app.routes for handler in handlers(route)]
    assert all(require_right in handler.resolve_guards() for handler in routes)


def test_a_route_without_a_right_is_refused_to_everybody() -> None:
    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return "secret"

    app = Litestar([forgotten], guards=[require_right], openapi_config=None)

    async def as_administrator(scope: Any, receive: Any, send: Any) -> None:
        scope["user"] = type("Visitor", (), {"role": "administrator"})()
        await app(scope, receive, send)

    with TestClient(as_administrator) as client:
        assert client.get("/forgotten").status_code == 403
    with TestClient(app) as nobody:
        assert nobody.get("/forgotten").status_code == 401


def test_the_table_gives_each_right_to_somebody_and_sends_nobody_where_they_may_not_go() -> None:
    given = {right for rights in RIGHTS.values() for right in rights}
    assert given == set(Right)
    for role, steps in NAVIGATION.items():
        for href, _ in steps:
            assert may(role, PAGES[href])
    assert may(None, Right.PUBLIC)
    assert not may(None, Right.SIGNED_IN)


@pytest.mark.parametrize("persona", [*PERSONAS, "citizen"])
def test_each_role_opens_its_own_pages_and_no_others(demo: Site, persona: str) -> None:
    """The table, page by page."""
    role: Role = PERSONAS.get(persona, "citizen")
    key = new_person().persona().key if persona == "citizen" else persona
    with demo.browser(key) as browser:
        answers = {path: browser.get(path).status_code for path in PAGES}
    assert answers == {path: 200 if may(role, right) else 403 for path, right in PAGES.items()}


def test_whoever_is_not_signed_in_is_sent_to_where_one_signs_in(demo: Site, site: Site) -> None:
    for where, entrance in ((demo, "/persona"), (site, "/sign-in")):
        with where.client() as client:
            for path in (*PAGES, "/patients/x", "/me/letters/x", "/operations/letters/1"):
                answer = client.get(path, follow_redirects=False)
                assert (answer.status_code, answer.headers["location"]) == (303, entrance)


def test_a_system_opens_no_page_and_a_person_no_door(demo: Site) -> None:
    """A token does not open pages, and a session's cookie does not open the door for letters."""
    with demo.browser("gp") as browser:
        answer = browser.client.post("/api/letters", content=b"<x/>", headers={"origin": "http://127.0.0.1"})
        assert answer.status_code == 401
    token = demo.database.systems.add("Rettigheder", [], who="a test")
    with demo.client() as client:
        answer = client.get("/me", headers={"authorization": f"Bearer {token}"}, follow_redirects=False)
        assert answer.status_code == 303


def test_the_settings_of_a_site_decide_nothing_about_rights() -> None:
    assert WebConfig(demo=True).secure_cookies is False
    assert WebConfig().secure_cookies is True
