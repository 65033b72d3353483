"""Pages about the service for sample numbers: the operator's, and a supplier's own."""

from __future__ import annotations

import re

import pytest

from labsvar.services.npn.connections import Actor, Connections
from labsvar.services.npn.demonstration import ACCOUNT, LABORATORY, SUPPLIER, connect_made_up
from tests.integration.web.site import Browser, Site

OPERATOR, OWN = "/npn/connections", "/npn/supplier"
REASON = {"reason": "aftalt"}
OTHER = {
    "action": "supplier", "key": "anden", "name": "En anden leverandør", "agreed_on": "2026-02-01",
    "support": "s@x.example", **REASON,
}  # fmt: skip
ADDED = {
    "action": "account", "key": "ny-lis", "laboratory": LABORATORY, "department": "Drift",
    "mailbox": "drift@x.example", "system": "Ny LIS", "format": "medcom:cvrnumber", "number": "00000007", **REASON,
}  # fmt: skip


@pytest.fixture
def connections(demo: Site) -> Connections:
    connect_made_up(demo.database.npn.connections)
    return demo.database.npn.connections


def post(browser: Browser, path: str, fields: dict[str, str]) -> int:
    return browser.post(path, fields).status_code


def test_an_operator_decides_about_agreements(demo: Site, connections: Connections) -> None:
    """Suppliers, certification, plain HTTP, messages, draws on a mail and series from elsewhere."""
    with demo.browser("operator") as browser:
        for fields in (
            OTHER,
            {"action": "certify", "key": "anden", "status": "certified", "version": "1.0", **REASON},
            {"action": "dispense", "laboratory": LABORATORY, "why": "kan ikke", **REASON},
            {"action": "plain_http", "key": ACCOUNT, "until": "2030-01-01", **REASON},
            {"action": "plain_http", "key": ACCOUNT, "until": "", **REASON},
            {"action": "message", "text": "Lukket i aften", "first": "2020-01-01", "last": "2090-01-01", **REASON},
            {"action": "mail", "laboratory": LABORATORY, "size": "100", "asked_by": "Afdelingen", **REASON},
            {"action": "register", "first": "9000000000", "last": "9000000009", "laboratory": "", **REASON},
        ):  # fmt: skip
            assert post(browser, OPERATOR, fields) == 200
        page = browser.get(OPERATOR).text
        for told in ("Testleverandøren", "En anden leverandør", "Certificeret", "kan ikke", "Lukket i aften",
                     "Afdelingen", "9000000000"):  # fmt: skip
            assert told in page
        assert post(browser, OPERATOR, {"action": "close_supplier", "key": "anden", **REASON}) == 200
    assert not connections.register().suppliers["anden"].is_open


def test_a_supplier_keeps_its_own_house(demo: Site, connections: Connections) -> None:
    """Laboratories, accounts, tokens and contacts; a token is shown once."""
    with demo.browser("supplier") as browser:
        for fields in (
            {"action": "laboratory", "key": "nyt-lab", "name": "Nyt laboratorium", **REASON},
            ADDED,
            {"action": "contact", "purpose": "creation", "name": "Kontakt Prøve", "mail": "k@x.example", "phone": "00", **REASON},
        ):  # fmt: skip
            assert post(browser, OWN, fields) == 200
        shown = browser.post(OWN, {"action": "token", "key": "ny-lis", **REASON}).text
        found = re.search(r'<code class="number" translate="no">([\w-]{40,})</code>', shown)
        assert found is not None
        page = browser.get(OWN).text
        assert found[1] not in page
        assert "Kontakt Prøve" in page
        account = demo.database.npn.account_of_token(found[1])
        assert account is not None
        assert (account.key, account.supplier) == ("ny-lis", SUPPLIER)
        assert post(browser, OWN, {"action": "close_account", "key": "ny-lis", **REASON}) == 200
        assert post(browser, OWN, {"action": "close_laboratory", "key": "nyt-lab", **REASON}) == 200
    assert not connections.register().accounts["ny-lis"].is_open


def test_a_supplier_sees_and_decides_nothing_of_others(demo: Site, connections: Connections) -> None:
    """Another's name is not on its page; the operator's actions are none of its page."""
    with demo.browser("operator") as browser:
        browser.post(OPERATOR, OTHER)
    with demo.browser("supplier") as browser:
        page = browser.get(OWN).text
        assert "Testleverandøren" in page
        assert "En anden leverandør" not in page
        assert browser.get(OPERATOR).status_code == 403
        assert post(browser, OWN, {"action": "close_supplier", "key": "anden", **REASON}) == 404
        assert post(browser, OWN, {**ADDED, "laboratory": "anden"}) == 400
    assert connections.register().suppliers["anden"].is_open


def test_a_form_that_cannot_be_met_says_why(demo: Site, connections: Connections) -> None:
    """In the language of the page, with what to do."""
    before = len(connections.events())
    with demo.browser("supplier") as browser:
        refused = browser.post(OWN, {**ADDED, "mailbox": "ingen"})
        assert refused.status_code == 400
        assert "funktionspostkasse, ikke en person" in refused.text
        assert post(browser, OWN, {"action": "contact", "purpose": "x", **REASON}) == 400
    with demo.browser("operator") as browser:
        assert post(browser, OPERATOR, {**OTHER, "agreed_on": "snart"}) == 400
        assert post(browser, OPERATOR, {"action": "certify", "key": SUPPLIER, "status": "x", **REASON}) == 400
        assert post(browser, OPERATOR, {"action": "mail", "laboratory": LABORATORY, "size": "x"}) == 400
        english = browser.client.get(f"{OPERATOR}?lang=en").text
        assert "The service for sample numbers" in english
        told = browser.post(OPERATOR, {**OTHER, "support": "x"}).text
        assert "Name a department and its function mailbox" in told
    assert len(connections.events()) == before


def test_whoever_belongs_to_no_supplier_has_an_empty_page(demo: Site, connections: Connections) -> None:
    """A role without an agreement behind it opens nothing."""
    connections.close_supplier(SUPPLIER, by=Actor(who="drift"), reason="prøve")
    try:
        with demo.browser("supplier") as browser:
            assert "Ingen endnu" in browser.get(OWN).text
            # A form is sent with the token of another page, since this one has none.
            token = browser.token("/rights")
            answer = browser.client.post(OWN, data={"csrf": token, **ADDED})
            assert answer.status_code == 404
    finally:
        supplier = connections.register().suppliers[SUPPLIER]
        connections.set_supplier(
            SUPPLIER,
            name=supplier.name,
            agreed_on=supplier.agreed_on,
            support=supplier.support,
            by=Actor(who="drift"),
            reason="prøve",
        )
        # What was closed with it is opened again, for the tests that come after.
        by = Actor(who="hos", supplier=SUPPLIER)
        connections.set_laboratory(LABORATORY, supplier=SUPPLIER, name="Testlaboratoriet", by=by, reason="x")
