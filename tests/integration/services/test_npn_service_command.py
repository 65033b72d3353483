"""`labsvar npn-service`: agreements, accounts, and what is done by hand, as an operator types it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree

from labsvar.cli import npn_service as command
from labsvar.cli.running import run
from labsvar.database import Database
from labsvar.services.dgws import CareProvider, idcard
from labsvar.services.npn.connections import Actor

Labsvar = Callable[..., tuple[int, str, str]]


@pytest.fixture
def labsvar(
    database: Database, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Labsvar:
    """Runs the command line on the database of the test instead of one in a folder."""

    @contextmanager
    def opened(found: object) -> Iterator[Database]:
        yield database

    monkeypatch.setattr(command, "existing", lambda data: data)
    monkeypatch.setattr(command, "opened", opened)

    def running(*arguments: object) -> tuple[int, str, str]:
        code = run(["npn-service", *(str(each) for each in arguments)], {"LANG": "en_GB.UTF-8"})
        said = capfdbinary.readouterr()
        return code, said.out.decode(), said.err.decode()

    return running


SUPPLIER = (
    "supplier", "firma", "--name", "Firma", "--agreed-on", "2026-01-01", "--support", "s@x.example",
    "--reason", "aftale",
)  # fmt: skip
LABORATORY = ("laboratory", "lab", "--of", "firma", "--name", "Laboratoriet", "--reason", "ny")
ACCOUNT = (
    "account", "lis", "--of", "firma", "--at", "lab", "--department", "Drift", "--mailbox", "lis@x.example",
    "--system", "LIS", "--number", "00000000", "--reason", "ny",
)  # fmt: skip


def connected(database: Database) -> None:
    """The same, without typing it."""
    connections = database.npn.connections
    told: dict[str, Any] = {"by": Actor(who="drift"), "reason": "ny"}
    agreed = date(2026, 1, 1)
    connections.set_supplier("firma", name="Firma", agreed_on=agreed, support="s@x.example", **told)
    connections.set_laboratory("lab", supplier="firma", name="Laboratoriet", **told)
    connections.set_account(
        "lis",
        supplier="firma",
        laboratory="lab",
        department="Drift",
        mailbox="lis@x.example",
        system="LIS",
        care_provider=CareProvider(format="medcom:cvrnumber", number="00000000", name="x"),
        **told,
    )


def test_a_supplier_is_connected_and_its_account_gets_a_token(labsvar: Labsvar, database: Database) -> None:
    """The token is printed once; changing the account later does not change it."""
    for line in (SUPPLIER, LABORATORY):
        assert labsvar(*line)[0] == 0
    code, token, told = labsvar(*ACCOUNT)
    assert (code, "not shown again" in told) == (0, True)
    found = database.npn.account_of_token(token.strip())
    assert found is not None
    assert (found.key, found.laboratory) == ("lis", "lab")
    assert labsvar(*ACCOUNT)[1] == ""
    assert database.npn.account_of_token(token.strip()) == found
    newer = labsvar("token", "lis", "--reason", "mistet")[1].strip()
    assert database.npn.account_of_token(token.strip()) is None
    assert database.npn.account_of_token(newer) is not None


def test_the_rest_of_an_agreement_is_noted(labsvar: Labsvar, database: Database) -> None:
    connected(database)
    reason = ("--reason", "aftalt", "--who", "Drift Prøve")
    contact = ("contact", "firma", "creation", "--name", "Prøve", "--mail", "k@x.example")
    assert labsvar("certify", "firma", "certified", "--version", "1.0", *reason)[0] == 0
    assert labsvar(*contact, *reason)[0] == 0
    assert labsvar("plain-http", "lis", "2026-12-31", *reason)[0] == 0
    days = ("--first", "2026-03-04", "--last", "2026-03-05")
    assert labsvar("message", "Lukket i aften", *days, *reason)[0] == 0
    code, _, told = labsvar("dispense", "lab", "--why", "kan ikke", *reason)
    assert (code, "no dispensation" in told) == (1, True)
    register = database.npn.connections.register()
    assert register.suppliers["firma"].certification == "certified"
    assert register.suppliers["firma"].contacts["creation"].mail == "k@x.example"
    assert str(register.accounts["lis"].plain_http_until) == "2026-12-31"
    assert [each.text for each in register.messages] == ["Lukket i aften"]
    assert labsvar("plain-http", "lis", "never", *reason)[0] == 0
    assert labsvar("close", "account", "lis", *reason)[0] == 0
    assert "(closed)" in labsvar("show")[1]
    assert {event.who for event in database.npn.connections.events()[3:]} == {"Drift Prøve"}


def test_a_series_is_drawn_on_a_mail_and_looked_up(labsvar: Labsvar, database: Database) -> None:
    connected(database)
    code, ends, _ = labsvar("draw", "lab", 100, "--asked-by", "Afdelingen", "--who", "Drift Prøve")
    assert (code, ends) == (0, "1000000000 1000000099\n")
    code, told, _ = labsvar("look-up", "1000000042")
    assert (code, "Drift Prøve Afdelingen" in " ".join(told.split())) == (0, True)
    assert labsvar("look-up", "1000000100")[0] == 1
    assert labsvar("register", "1000000100", "1000000199", "--reason", "fra før")[0] == 0
    assert labsvar("register", "1000000199", "1000000300", "--reason", "fra før")[0] == 1
    assert "registered" in labsvar("show")[1]


def test_a_day_that_is_none_is_wrong_usage(labsvar: Labsvar) -> None:
    assert labsvar("plain-http", "lis", "i morgen", "--reason", "x")[0] == 64


def test_only_a_demonstration_issues_cards(
    labsvar: Labsvar, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for demo in (True, False):
        found = SimpleNamespace(demo=demo, data=tmp_path)
        monkeypatch.setattr(command, "existing", lambda found=found, **_: found)
        code, told, _ = labsvar("card", "LIS", "00000000", "--hours", 1)
        assert code == (0 if demo else 1)
        if demo:
            assert idcard.read(etree.fromstring(told.encode())).system == "LIS"
