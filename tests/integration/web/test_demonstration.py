"""S19: a demonstration is for this machine only, and says on every page that it is one."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from labsvar.settings import Settings
from labsvar.web import serve
from labsvar.web.app import create_app
from labsvar.web.config import is_loopback
from labsvar.web.pages.frame import home
from labsvar.web.personas import PROFESSIONALS, DemonstrationPersonas, NoPersonas, written
from tests.integration.web.site import Site, new_person

PAGES = ("/persona", "/patients", "/rights", "/no-such-page", "/operations", "/me")


def test_every_page_says_that_it_is_a_demonstration(demo: Site, site: Site) -> None:
    with demo.browser("gp") as browser:
        for path in PAGES:
            assert "Personerne her er opdigtede" in browser.get(path, params={"lang": "da"}).text
    with site.client() as client:
        assert "opdigtede" not in client.get("/sign-in?lang=da").text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:8000", 200),
        ("[::1]:8000", 200),
        ("labsvar.example", 403),
        ("127.0.0.1.example.org", 403),
        ("[::1", 403),
        ("", 403),
    ],
)
def test_it_answers_to_names_of_this_machine_only(demo: Site, host: str, status: int) -> None:
    """Another name that points here is a page elsewhere trying to come in through the browser."""
    with demo.client() as client:
        for path in ("/persona", "/api/openapi.json"):
            assert client.get(path, headers={"host": host}).status_code == status


def test_it_answers_this_machine_only(demo: Site) -> None:
    import asyncio

    async def ask() -> int:
        transport = httpx.ASGITransport(app=demo.app, client=("192.0.2.7", 1))  # type: ignore[arg-type]  # httpx and litestar each describe ASGI
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return (await client.get("/persona")).status_code

    assert asyncio.run_coroutine_threadsafe(ask(), demo._loop).result() == 403


def test_it_is_refused_another_address_to_listen_at(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "192.0.2.1", "labsvar.example"):
        with pytest.raises(serve.NotLoopback):
            serve.run(settings(demo=True, host=host, data=tmp_path / "data"), on_ready=print)
    assert not (tmp_path / "data").exists()
    assert is_loopback("127.0.0.2")


def test_an_installation_has_no_personas_and_a_demonstration_no_passwords(demo: Site, site: Site) -> None:
    with site.client() as client:
        assert client.get("/persona").status_code == 404
        visit = client.get("/sign-in").cookies["__Host-labsvar_visit"]
        assert client.post("/persona", data={"csrf": visit, "persona": "gp"}).status_code == 404
    with demo.client() as client:
        assert client.get("/sign-in").url.path == "/persona"
        token = client.get("/persona").cookies["labsvar_visit"]
        fields = {"csrf": token, "account": "demo:gp", "password": "x"}
        assert client.post("/sign-in", data=fields).status_code == 404
        assert client.post("/persona", data={"csrf": token, "persona": "nobody"}).status_code == 404
    assert NoPersonas().all() == ()


def test_letters_of_any_sender_to_any_receiver_are_taken_without_a_token(demo: Site) -> None:
    demo.stored(new_person().report())


def test_the_personas_are_the_citizens_of_the_population_and_nobody_who_may_exist(tmp_path: Path) -> None:
    """The file is read anew when it changes; without one there are the professionals."""
    truth = tmp_path / "truth.json"
    personas = DemonstrationPersonas(truth)
    assert personas.all() == PROFESSIONALS
    person = new_person()
    citizens = [
        {"person": person.number, "given_name": "Prøve", "surname": "Persona", "shown": []},
        {"person": "3112575001", "given_name": "Må", "surname": "Findes"},  # born in 2057
    ]
    truth.write_text(json.dumps({"format": "x", "citizens": citizens}))
    (citizen, *others) = personas.all()
    assert (citizen.name, citizen.number, citizen.role) == ("Prøve Persona", person.number, "citizen")
    assert tuple(others) == PROFESSIONALS
    assert personas.all()[0] is citizen


def test_a_number_is_written_as_people_write_it() -> None:
    assert written("2512489996") == "251248-9996"
    assert written("0101505AB1@5790000000012") == "010150-5AB1"
    assert written("2512489996~2") == "251248-9996"
    assert written("") == ""


def settings(**given: object) -> Settings:
    """Settings, whatever the environment says."""
    return Settings.model_validate(given)


def test_the_settings_become_what_the_rooms_need(tmp_path: Path) -> None:
    demo = settings(demo=True, data=tmp_path)
    assert serve.exchange_of(demo).takes("5790000000012")
    assert serve.exchange_of(demo).persons == "any"
    assert serve.exchange_of(settings(demo=True, demo_any_person=False)).persons == "made_up"
    assert serve.web_config(demo).personas.all() == PROFESSIONALS
    real = settings(
        locations={"5790000000005": "LABA"}, max_body_megabytes=3, report_versions={"XRPT05": "adds"}
    )
    assert not serve.exchange_of(real).takes("5790000000012")
    assert serve.exchange_of(real).persons == "real"
    assert serve.web_config(real).max_body_bytes == 3_000_000
    assert serve.web_config(real).reading.versions("XRPT05") == "adds"
    assert serve.web_config(real).personas.all() == ()
    assert serve.web_config(settings()).reading.versions("XRPT05") == "replaces"


@pytest.mark.parametrize(
    ("roles", "takes", "shows"),
    [
        ({"hub"}, True, False),
        ({"databank"}, True, False),
        ({"view"}, False, True),
        ({"hub", "databank", "view"}, True, True),
    ],
)
def test_an_installation_has_the_doors_and_pages_of_what_it_is(
    demo: Site, roles: set[str], *, takes: bool, shows: bool
) -> None:
    """A hub and a databank take letters, a view shows results; each has its operator's pages.

    Where no results are shown, a clinician sees what became of the rows of the clinic.
    """
    config = serve.web_config(settings(demo=True, roles=roles))
    assert (config.takes_letters, config.shows_results) == (takes, shows)
    app = create_app(demo.database, config)
    paths = {route.path for route in app.routes}
    assert ("/api/letters" in paths) is takes
    assert ("/me" in paths) is ("/patients" in paths) is shows
    assert "/operations" in paths
    assert home("clinician", config) == ("/patients" if shows else "/clinic")
    assert home("operator", config) == "/operations"
