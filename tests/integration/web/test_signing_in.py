"""Signing in, sessions, forms, and what every answer tells browsers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from labsvar.results.store import Role
from labsvar.web import accounts, passwords, sessions
from labsvar.web.accounts import NeedsPerson
from labsvar.web.passwords import TooShort
from tests.integration.web.site import Site, new_person

PASSWORD = "hest batteri korrekt"
_names = count(1)


def account(site: Site, role: Role = "clinician") -> str:
    """Somebody who may sign in with `PASSWORD`."""
    name = f"konto{next(_names)}"
    number = new_person().number if role == "citizen" else None
    accounts.add(
        site.database.accounts, username=name, password=PASSWORD, role=role, name="Test Konto", number=number
    )
    return name


def test_a_name_and_its_password_let_somebody_in(site: Site) -> None:
    with site.browser() as browser:
        answer = browser.sign_in(account(site), PASSWORD)
        assert answer.url.path == "/patients"
        assert "Test Konto" in answer.text
        assert browser.get("/").url.path == "/patients"


def test_a_wrong_password_a_wrong_name_and_a_closed_account_look_the_same(site: Site) -> None:
    name, closed = account(site), account(site)
    site.database.accounts.close(closed)
    bodies = set()
    for tried, password in ((name, "forkert"), ("ingen", PASSWORD), (closed, PASSWORD), (name, "")):
        with site.browser() as browser:
            browser.client.cookies.set("__Host-labsvar_visit", "the same visit", domain="labsvar.example")
            answer = browser.client.post(
                "/sign-in", data={"csrf": "the same visit", "account": tried, "password": password}
            )
            assert answer.status_code == 401
            assert "__Host-labsvar" not in answer.cookies
            bodies.add(answer.text)
    assert len(bodies) == 1


def test_passwords_are_kept_as_argon2id() -> None:
    kept = passwords.hashed(PASSWORD)
    assert kept.startswith("$argon2id$")
    assert passwords.fits(PASSWORD, kept)
    assert not passwords.fits(PASSWORD + "x", kept)
    assert not passwords.fits(PASSWORD, None)
    assert not passwords.fits(PASSWORD, "no hash at all")
    with pytest.raises(TooShort):
        passwords.hashed("kort")


def test_an_account_is_a_citizens_with_a_number_or_anothers_without(site: Site) -> None:
    store = site.database.accounts
    add = {"password": PASSWORD, "name": "x"}
    with pytest.raises(NeedsPerson):
        accounts.add(store, username="a1", role="citizen", **add)
    with pytest.raises(NeedsPerson):
        accounts.add(store, username="a2", role="clinician", number=new_person().number, **add)
    with pytest.raises(NeedsPerson):
        accounts.add(store, username="a3", role="system", **add)
    name = account(site)
    with pytest.raises(ValueError, match="account"):
        accounts.add(store, username=name, role="operator", **add)


def test_a_new_password_ends_the_sessions_of_the_old_one(site: Site) -> None:
    name = account(site)
    with site.browser() as browser:
        browser.sign_in(name, PASSWORD)
        accounts.set_password(site.database.accounts, name, PASSWORD + " ny")
        assert browser.get("/patients").url.path == "/sign-in"
        assert browser.sign_in(name, PASSWORD).status_code == 401
        assert browser.sign_in(name, PASSWORD + " ny").status_code == 200


def test_ten_wrong_passwords_throttle_an_account_and_also_the_right_one_waits(site: Site) -> None:
    name, other = account(site), account(site)
    for _ in range(sessions.ATTEMPTS_OF_ACCOUNT - 1):
        site.database.accounts.note_attempt(username=name, address="192.0.2.3", succeeded=False)
    with site.browser() as browser:
        assert browser.sign_in(name, "forkert").status_code == 401
        answer = browser.sign_in(name, PASSWORD)
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 60
        assert browser.sign_in(other, PASSWORD).status_code == 200


def test_many_wrong_names_throttle_an_address(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address is that of the connection; nobody else waits with it."""
    name = account(site)
    for number in range(sessions.ATTEMPTS_FROM_ADDRESS):
        site.database.accounts.note_attempt(username=f"x{number}", address="192.0.2.1", succeeded=False)
    begin = sessions.Sessions(site.database.accounts).begin
    with pytest.raises(sessions.Throttled):
        begin(name, PASSWORD, "192.0.2.1", None)
    assert begin(name, PASSWORD, "192.0.2.2", None) is not None


@pytest.fixture
def cookie_of(site: Site) -> Iterator[str]:
    """The raw cookie that signing in sets."""
    with site.client() as client:
        visit = client.get("/sign-in").cookies["__Host-labsvar_visit"]
        answer = client.post(
            "/sign-in",
            data={"csrf": visit, "account": account(site), "password": PASSWORD},
            follow_redirects=False,
        )
        yield next(
            each for each in answer.headers.get_list("set-cookie") if each.startswith("__Host-labsvar=")
        )


def test_the_sessions_cookie_is_out_of_reach(cookie_of: str) -> None:
    """Of scripts, of other sites, of plain HTTP and of other hosts."""
    parts = {part.strip().lower() for part in cookie_of.split(";")[1:]}
    assert {"httponly", "secure", "samesite=strict", "path=/"} <= parts
    assert not any(part.startswith("domain") for part in parts)


def test_signing_in_gives_a_new_session_and_ends_the_old_one(demo: Site) -> None:
    """A token that somebody else put there before is never the one of the session."""
    with demo.browser() as browser:
        browser.client.cookies.set("labsvar", "planted", domain="127.0.0.1")
        browser.be("gp")
        first = browser.client.cookies.get("labsvar", domain="127.0.0.1")
        assert first not in (None, "planted")
        token = browser.token("/patients")
        browser.client.post("/persona", data={"csrf": token, "persona": "ward"})
        second = browser.client.cookies.get("labsvar", domain="127.0.0.1")
        assert second != first
    with demo.client() as client:
        client.cookies.set("labsvar", str(first))
        assert client.get("/patients", follow_redirects=False).status_code == 303


def test_signing_out_ends_the_session_in_the_store_too(demo: Site) -> None:
    with demo.browser("gp") as browser:
        token = browser.client.cookies["labsvar"]
        assert browser.post("/sign-out", at="/patients").url.path == "/persona"
        browser.client.cookies.set("labsvar", token)
        assert browser.get("/patients").url.path == "/persona"


def test_a_session_ends_after_half_an_hour_without_use_and_twelve_hours_in_any_case(site: Site) -> None:
    """Using it prolongs it, but not for ever."""
    store = site.database.accounts
    name = account(site)
    found = sessions.Sessions(store)
    begun = found.begin(name, PASSWORD, "", None)
    assert begun is not None
    hashed = sessions._hash(begun.token)
    now = datetime.now(UTC)

    store.prolong(hashed, expires_at=now + timedelta(minutes=2))
    assert found.find(begun.token) is not None
    session = store.session(hashed)
    assert session is not None
    assert session.expires_at > now + timedelta(minutes=20)
    assert session.expires_at <= session.opened_at + sessions.LONGEST

    store.prolong(hashed, expires_at=now - timedelta(seconds=1))
    assert found.find(begun.token) is None


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/patients", {"number": "2512489996", "reason": "treatment"}),
        ("/sign-out", {}),
        ("/notices/acknowledge", {}),
        ("/notices/open", {"letter": "x"}),
    ],
)
def test_a_form_that_did_not_come_from_our_page_is_refused(
    demo: Site, path: str, fields: dict[str, str]
) -> None:
    """Without the session's token, with another's, or sent by another site."""
    with demo.browser("gp") as browser, demo.browser("ward") as other:
        good, foreign = browser.token("/patients"), other.token("/patients")
        post = browser.client.post
        assert post(path, data=fields).status_code == 403
        assert post(path, data={**fields, "csrf": foreign}).status_code == 403
        assert post(path, data={**fields, "csrf": "æøå"}).status_code == 403
        elsewhere = {"sec-fetch-site": "cross-site"}
        assert post(path, data={**fields, "csrf": good}, headers=elsewhere).status_code == 403
        assert browser.get("/patients").url.path == "/patients"


def test_signing_in_needs_the_token_of_the_visit(demo: Site, site: Site) -> None:
    with demo.client() as client:
        assert client.post("/persona", data={"persona": "gp", "csrf": ""}).status_code == 403
        client.get("/persona")
        assert client.post("/persona", data={"persona": "gp", "csrf": "x"}).status_code == 403
    with site.client() as client:
        assert client.post("/sign-in", data={"account": "a", "password": "b"}).status_code == 403


def test_a_form_larger_than_any_of_ours_is_refused(demo: Site) -> None:
    with demo.browser("gp") as browser:
        answer = browser.client.post(
            "/patients", data={"csrf": browser.token("/patients"), "words": "x" * 70_000}
        )
        assert answer.status_code == 413
        assert "For stort" in answer.text or "Too large" in answer.text


@pytest.mark.parametrize("path", ["/", "/persona", "/no-such-page", "/api/openapi.json", "/api/emessages/x"])
def test_every_answer_keeps_browsers_from_what_they_should_not_do(demo: Site, path: str) -> None:
    with demo.client() as client:
        headers = client.get(path, follow_redirects=False).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers


def test_over_https_browsers_are_told_to_stay_there(site: Site) -> None:
    with site.client() as client:
        assert "max-age" in client.get("/sign-in").headers["strict-transport-security"]


def test_our_own_files_may_be_kept_since_their_address_names_their_content(demo: Site) -> None:
    import re

    with demo.client() as client:
        page = client.get("/persona").text
        addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
        assert len(addresses) == 3
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
        assert client.get("/static/../app.py").status_code == 404
        assert client.get("/static/nothing.css").status_code == 404


def test_no_page_holds_script_or_style_of_its_own(demo: Site) -> None:
    """The policy would stop it; nothing may count on it."""
    import re

    with demo.browser("gp") as browser:
        for path in ("/patients", "/rights", "/nothing"):
            text = browser.get(path).text
            assert not re.search(r"<script(?! src=)|<style|\son\w+=|style=", text)
