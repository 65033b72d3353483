"""Input that no page of ours sends: answered calmly, and never with a fault of ours."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labsvar.database.accounts import Account
from labsvar.web import passwords
from tests.integration.web.site import Site, new_person

ODD = ["%00", "x%00y", "%ff", "%F0%9F%98%80", "%0d%0a", "..%2f..", "a" * 3000, "%3Cscript%3E"]


@pytest.mark.parametrize("odd", ODD)
def test_odd_addresses_are_not_found(demo: Site, odd: str) -> None:
    with demo.browser("gp") as browser:
        at = browser.open_patient(new_person())
        for path in (f"/patients/{odd}", f"{at}/letters/{odd}", f"/{odd}", f"/static/{odd}"):
            assert browser.get(path).status_code == 404
    with demo.client() as client:
        assert client.get(f"/api/emessages/{odd}").status_code in (400, 404)


@pytest.mark.parametrize("odd", ODD)
def test_odd_questions_are_taken_as_not_asked_or_find_nothing(demo: Site, odd: str) -> None:
    person = new_person()
    with demo.browser(person.persona().key) as browser:
        for name in ("sector", "since", "until", "text", "first", "lang"):
            assert browser.get(f"/me?{name}={odd}").status_code == 200
    with demo.browser("operator") as browser:
        for name in ("sender", "letter_number", "state", "since", "until", "after"):
            assert browser.get(f"/operations?{name}={odd}").status_code == 200
        assert browser.get(f"/operations/alarms?before={odd}").status_code == 200


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.text(max_size=20), words=st.text(max_size=30), issuer=st.text(max_size=15))
def test_whatever_is_typed_into_the_form_is_answered_as_a_form(
    demo: Site, number: str, words: str, issuer: str
) -> None:
    """It opens a patient or says what is wrong; nothing else happens."""
    with demo.browser("gp") as browser:
        fields = {"number": number, "reason": "treatment", "words": words, "issuer": issuer}
        assert browser.post("/patients", fields).status_code in (200, 400)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(account=st.text(max_size=20), password=st.text(max_size=20))
def test_whatever_is_typed_to_sign_in_is_refused(site: Site, account: str, password: str) -> None:
    with site.browser() as browser:
        assert browser.sign_in(account, password).status_code in (401, 429)


def test_files_sent_into_a_form_are_left_alone(demo: Site) -> None:
    with demo.browser("gp") as browser:
        token = browser.token("/patients")
        answer = browser.client.post("/patients", data={"csrf": token}, files={"number": b"2512489996"})
        assert answer.status_code == 400


def test_a_citizens_account_without_a_person_opens_nothing(site: Site) -> None:
    """No command makes one; if there is one all the same, it sees nobody."""
    password = "hest batteri korrekt"
    account = Account(username="nobody", role="citizen", name="Ingen", organisation="")
    site.database.accounts.add(account, password_hash=passwords.hashed(password))
    with site.browser() as browser:
        browser.sign_in("nobody", password)
        assert browser.get("/me").status_code == 404
