"""Tokens of the FHIR door: who gets one, what it says, and when it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from labsvar.web.fhir.tokens import Code, Grant, Seals, key_in, new_code
from tests.integration.web.fhir_site import ASKED, allowed, exchanged, own_token, reader, system_token
from tests.integration.web.site import Site, new_person


def test_a_code_is_changed_for_a_token_once_and_by_whom_it_was_made_for(fhir: Site) -> None:
    """With the right verifier, address and program; a second time it is refused (RFC 6749, section 4.1.2)."""
    key = new_person().persona().key
    code = allowed(fhir, key)
    said = exchanged(fhir, code).json()
    assert (said["token_type"], said["scope"]) == ("Bearer", "patient/*.read")
    assert exchanged(fhir, code).json() == {"error": "invalid_grant"}
    for wrong in ({"code_verifier": "w" * 64}, {"redirect_uri": "http://127.0.0.1:1/"}):
        assert exchanged(fhir, allowed(fhir, key), **wrong).json() == {"error": "invalid_grant"}
    assert exchanged(fhir, "x").json() == {"error": "invalid_grant"}
    assert exchanged(fhir, "x", grant_type="password").json() == {"error": "unsupported_grant_type"}
    assert exchanged(fhir, "x", client_id="nobody").status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uri": "http://elsewhere.example/"},
        {"client_id": "nobody"},
        {"code_challenge_method": "plain"},
        {"code_challenge": "short"},
        {"response_type": "token"},
        {"scope": "user/*.read"},
        {"scope": "patient/*.write"},
        {"aud": "http://elsewhere.example/fhir"},
    ],
)
def test_a_citizen_is_asked_for_nothing_that_is_not_in_order(fhir: Site, wrong: dict[str, str]) -> None:
    """A citizen's program reads about the citizen only; nobody is sent where the program is not registered."""
    with fhir.browser(new_person().persona().key) as browser:
        assert browser.get("/oauth/authorize", params=ASKED | wrong).status_code == 400
        assert browser.get("/oauth/authorize", params=ASKED).status_code == 200


def test_a_clinician_says_whom_and_why(fhir: Site) -> None:
    """Without a good number and a reason there is no code; other roles have no such page."""
    with fhir.browser("gp") as browser:
        path = str(browser.client.build_request("GET", "/oauth/authorize", params=ASKED).url)
        for fields in ({"number": "x", "reason": "treatment"}, {"number": new_person().number}):
            assert browser.post(path, fields).status_code == 400
    with fhir.browser("operator") as browser:
        assert browser.get("/oauth/authorize", params=ASKED).status_code == 403


def test_a_program_that_asks_by_itself_knows_its_secret(fhir: Site) -> None:
    """And asks for what it is registered for; a program of a person's has no such token."""
    fields = {"grant_type": "client_credentials"}
    with fhir.client() as client:
        wrong = client.post("/oauth/token", data=fields, auth=("demonstration-practice", "wrong"))
        broken = client.post("/oauth/token", data=fields, headers={"Authorization": "Basic ?"})
        app = client.post("/oauth/token", data=fields | {"client_id": "demonstration-app"})
        scope = client.post(
            "/oauth/token",
            data=fields | {"scope": "user/*.read"},
            auth=("demonstration-practice", "demonstration"),
        )
    assert (wrong.status_code, broken.status_code) == (401, 401)
    assert app.json() == {"error": "unauthorized_client"}
    assert scope.json() == {"error": "invalid_scope"}
    assert "patient" not in system_token(fhir)


def test_a_token_ends_with_the_account_that_allowed_it(fhir: Site) -> None:
    """At once, whatever hour it was good for."""
    person = new_person()
    token = own_token(fhir, person)
    with reader(fhir, token) as app:
        assert app.get("Patient").status_code == 200
        fhir.database.accounts.close(f"demo:{person.persona().key}")
        assert app.get("Patient").status_code == 401


def test_what_is_sealed_is_opened_by_its_own_key_as_what_it_is_until_it_ends() -> None:
    """A code is no token, another key opens nothing, and time ends both."""
    ends = datetime.now(UTC) + timedelta(minutes=1)
    grant = Grant(client="a", account="b", name="c", role="citizen", organisation="", scopes=(), ends=ends)
    seals = Seals(b"k" * 32)
    code: Code = new_code(grant, redirect="r", challenge="c")
    assert seals.grant(seals.seal(grant)) == grant
    assert seals.grant(seals.seal(code)) is None
    assert Seals(b"l" * 32).grant(seals.seal(grant)) is None
    assert seals.grant(seals.seal(replace(grant, ends=ends - timedelta(minutes=2)))) is None
    assert seals.use(seals.seal(code)) == code
    assert seals.use(seals.seal(code)) is None


def test_the_key_is_made_once_for_nobody_else_to_read(tmp_path: Path) -> None:
    made = key_in(tmp_path / "fhir.key")
    assert key_in(tmp_path / "fhir.key") == made
    assert (tmp_path / "fhir.key").stat().st_mode & 0o077 == 0
