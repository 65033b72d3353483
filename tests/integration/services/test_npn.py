"""Show 1: `zeep` against the running service for sample numbers, with the faults it returns; and REST beside it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx
import pytest
from lxml import etree
from msgspec.structs import replace

from labsvar.database import Database
from labsvar.services.dgws import Credentials, TrustList
from labsvar.services.dgws.idcard import write
from labsvar.services.dgws.tokens import make, system_card
from labsvar.services.npn.connections import Actor
from labsvar.services.npn.demonstration import CARE_PROVIDER, SYSTEM, connect_made_up
from labsvar.web.config import WebConfig
from labsvar.web.soap.npn import npn_service
from labsvar.web.soap.serving import SoapService, serve
from tests.integration.services.conftest import OPERATOR, Installation, provider
from tests.integration.services.serving import HTTPS, create_app
from tests.integration.web.site import Site
from tests.unit.services.dgws.cards import sent

DRAW, FREE, LOOK = (
    "GetAnalysisIdentifiers",
    "SetAnalysisIdentifiersFree",
    "GetAnalysisIdentifierInformation",
)
OF = {"A": "00000001", "B": "00000002"}


def card(installation: Installation, key: str = "lis-A", **more: Any) -> etree._Element:
    said: dict[str, Any] = {"at": datetime.now(UTC), "care_provider": provider(OF[key[-1]])}
    return installation.tokens.issue(system=key, **said | more)


def test_a_series_is_drawn_looked_up_and_released(installation: Installation) -> None:
    """All three operations; the answer to a draw has the first and the last number and nothing else."""
    caller, own = installation.caller(), card(installation)
    drawn = caller.call(DRAW, own, NumberOfIdentifiers=1000)
    first, last = drawn.FirstIdentifier, drawn.LastIdentifier
    assert int(last) - int(first) == 999
    assert set(drawn) == {"FirstIdentifier", "LastIdentifier"}
    told = caller.call(LOOK, own, Identifier=str(int(first) + 500))
    assert (told.State, told.FirstIdentifier, told.LastIdentifier) == ("drawn", first, last)
    assert (told.SupplierIdentifier, told.LaboratoryIdentifier) == ("A", "LABA")
    assert (told.Department, told.AccountIdentifier) == ("Drift", "lis-A")
    assert abs(told.DrawnDateTime - datetime.now(UTC)) < timedelta(minutes=5)
    assert caller.call(FREE, own, FirstIdentifier=first, LastIdentifier=last).FreedDateTime
    assert caller.call(LOOK, own, Identifier=first).State == "released"
    assert caller.call(LOOK, own, Identifier="9999999999").State == "unknown"
    assert caller.warnings == ""


def test_a_call_that_got_no_answer_is_sent_again(installation: Installation) -> None:
    """The same message gets the same series; another call under its number is refused."""
    caller, own = installation.caller(), card(installation)
    first = caller.call(DRAW, own, message="igen", NumberOfIdentifiers=10)
    assert caller.call(DRAW, own, message="igen", NumberOfIdentifiers=10) == first
    fault = ("processing_problem", "message_reused")
    assert caller.fault(DRAW, own, message="igen", NumberOfIdentifiers=11) == fault
    assert caller.fault(LOOK, own, message="igen", Identifier="1000000000") == fault
    # Another caller's numbers of messages are its own.
    other = caller.call(DRAW, card(installation, "drift-B"), message="igen", NumberOfIdentifiers=10,
                        LaboratoryIdentifier="LABB")  # fmt: skip
    assert other != first


def test_a_wish_that_cannot_be_met_is_a_processing_problem(installation: Installation) -> None:
    caller, own = installation.caller(), card(installation)
    drawn = caller.call(DRAW, own, NumberOfIdentifiers=10)
    first, last = drawn.FirstIdentifier, drawn.LastIdentifier
    part = {"FirstIdentifier": first, "LastIdentifier": str(int(last) - 1)}
    assert caller.fault(FREE, own, **part) == ("processing_problem", "npn_not_a_series")
    assert caller.fault(LOOK, own, Identifier="42") == ("processing_problem", "npn_form")
    assert caller.fault(DRAW, own, NumberOfIdentifiers=10**9) == ("processing_problem", "npn_size")
    assert caller.fault(DRAW, card(installation, "drift-A"), NumberOfIdentifiers=1) == (
        "processing_problem",
        "npn_name_laboratory",
    )


def test_another_suppliers_laboratory_is_not_authorized(installation: Installation) -> None:
    """Neither drawn for nor released for."""
    caller = installation.caller()
    fault = ("not_authorized", "npn_other_laboratory")
    for key in ("lis-A", "drift-A"):
        other = {"NumberOfIdentifiers": 1, "LaboratoryIdentifier": "LABB"}
        assert caller.fault(DRAW, card(installation, key), **other) == fault
    drawn = caller.call(DRAW, card(installation), NumberOfIdentifiers=10)
    ends = {"FirstIdentifier": drawn.FirstIdentifier, "LastIdentifier": drawn.LastIdentifier}
    assert caller.fault(FREE, card(installation, "lis-B"), **ends) == fault
    assert caller.fault(FREE, card(installation, "drift-A"), **ends) == ("", "")


def test_cards_that_do_not_count(installation: Installation) -> None:
    """Wrong level, expired, not yet valid, altered, signed by a stranger, unknown account, none at all."""
    caller, now = installation.caller(), datetime.now(UTC)
    hour = timedelta(hours=1)
    password = system_card(system="lis-A", care_provider=provider(OF["A"]), at=now, level=2, lifetime=hour)
    credentials = Credentials(username="lis-A", password="x")
    altered = etree.fromstring(etree.tostring(card(installation)).replace(b"lis-A", b"lis-B"))
    stranger = make(at=now).issue(system="lis-A", care_provider=provider(OF["A"]), at=now)
    low = write(replace(password, credentials=credentials), issued=now)
    for wrong, expected in (
        (low, ("security_level_failed", "level")),
        (card(installation, at=now - 9 * hour), ("expired_idcard", "expired")),
        (card(installation, at=now + hour), ("invalid_idcard", "not_yet")),
        (altered, ("invalid_signature", "signature")),
        (stranger, ("invalid_certificate", "issuer")),
        (card(installation, "lis-A", care_provider=provider("00000009")), ("not_authorized", "unknown_caller")),
        (None, ("missing_required_header", "missing_header")),
    ):  # fmt: skip
        for operation, fields in (
            (DRAW, {"NumberOfIdentifiers": 1}),
            (FREE, {"FirstIdentifier": "1000000000", "LastIdentifier": "1000000000"}),
            (LOOK, {"Identifier": "1000000000"}),
        ):
            assert caller.fault(operation, wrong, **fields) == expected


def test_the_header_is_held_to_the_profile(installation: Installation) -> None:
    caller, own = installation.caller(), card(installation)

    def fault(**header: Any) -> tuple[str, str]:
        return caller.fault(LOOK, own, header=header, Identifier="1000000000")

    assert fault(SecurityLevel=4) == ("security_level_failed", "level_differs")
    assert fault(SecurityLevel=5) == ("signature_not_supported", "whole_message")
    assert fault(RequireNonRepudiationReceipt="yes") == ("nonrepudiation_not_supported", "receipt")
    assert fault(SecurityLevel=3, TimeOut="30", Priority="RUTINE") == ("", "")


def test_plain_http_is_warned_of_until_its_day_and_refused_after(installation: Installation) -> None:
    """A system without a day set is refused at once."""
    caller, own = installation.caller(https=False), card(installation, "lis-B")
    look: dict[str, Any] = {"Identifier": "1000000000"}
    connections, today = installation.database.npn.connections, datetime.now(UTC).date()
    assert caller.fault(LOOK, own, **look) == ("not_authorized", "plain_http")
    connections.plain_http("lis-B", today, by=OPERATOR, reason="frist")
    caller.call(LOOK, own, **look)
    assert caller.warnings == "service.plain_http"
    connections.plain_http("lis-B", today - timedelta(days=1), by=OPERATOR, reason="frist")
    assert caller.fault(LOOK, own, **look) == ("not_authorized", "plain_http")
    assert installation.caller().fault(LOOK, own, **look) == ("", "")


def test_a_closed_account_calls_no_more(installation: Installation) -> None:
    connections, by = installation.database.npn.connections, Actor(who="hos B", supplier="B")
    caller, own = installation.caller(), card(installation, "drift-B")
    assert caller.fault(LOOK, own, Identifier="1000000000") == ("", "")
    account = connections.register().accounts["drift-B"]
    connections.close_account("drift-B", by=by, reason="lukket")
    assert caller.fault(LOOK, own, Identifier="1000000000") == ("not_authorized", "unknown_caller")
    said = {name: getattr(account, name) for name in ("laboratory", "department", "mailbox", "system")}
    connections.set_account(
        "drift-B", supplier="B", care_provider=account.care_provider, by=by, reason="igen", **said
    )


def test_many_systems_draw_at_once(installation: Installation) -> None:
    """Each gets a series of its own."""
    own = card(installation)

    def draw(size: int) -> tuple[int, int]:
        drawn = installation.caller().call(DRAW, own, NumberOfIdentifiers=size)
        return int(drawn.FirstIdentifier), int(drawn.LastIdentifier)

    with ThreadPoolExecutor(8) as callers:
        series = sorted(callers.map(draw, range(1, 25)))
    assert sorted(last - first + 1 for first, last in series) == list(range(1, 25))
    assert all(before[1] < after[0] for before, after in pairwise(series))


def test_every_call_is_logged_without_a_person(installation: Installation) -> None:
    """Who called is a system and an organisation; a call that was refused names the rule."""
    caller = installation.caller()
    caller.call(LOOK, card(installation), message="husket", Identifier="1000000000")
    caller.fault(LOOK, None, message="afvist", Identifier="1000000000")
    refused, looked = installation.database.calls.latest(service="npn", most=2)
    assert (looked.operation, looked.message_id, looked.outcome) == (
        LOOK,
        "husket",
        "flow_finalized_succesfully",
    )
    assert (looked.caller, looked.rule, looked.secure) == ("lis-A medcom:cvrnumber:00000001", "", True)
    assert (refused.message_id, refused.outcome, refused.rule, refused.caller) == (
        "afvist",
        "missing_required_header",
        "service.missing_header",
        "",
    )


def test_what_is_no_post_is_answered_with_a_fault(installation: Installation) -> None:
    """Only the description is fetched with GET, at an address of its own."""
    address = f"{installation.address}soap/npn"
    assert (
        f'location="{address.replace("http:", "https:")}"' in httpx.get(f"{address}?WSDL", headers=HTTPS).text
    )
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = httpx.request(method, address)
        assert (answer.status_code, answer.headers["content-type"]) == (405, "text/xml; charset=utf-8")
        assert "illegal_http_method" in answer.text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<x/>", "service.unknown_operation"),
        ("<n:GetAnalysisIdentifiers/>", "service.field"),
        ("<n:GetAnalysisIdentifiers><n:NumberOfIdentifiers>mange</n:NumberOfIdentifiers></n:GetAnalysisIdentifiers>", "service.field"),
        ("<n:GetAnalysisIdentifierInformation><n:Identifier>1</n:Identifier><n:x/></n:GetAnalysisIdentifierInformation>", "service.field"),
        ("<n:GetAnalysisIdentifierInformation><n:Identifier><n:y/></n:Identifier></n:GetAnalysisIdentifierInformation>", "service.field"),
    ],
)  # fmt: skip
def test_a_body_that_is_not_as_described_is_a_syntax_error(
    installation: Installation, body: str, expected: str
) -> None:
    own = sent(card(installation))
    begin, end = own.index(b"<p:Ping"), own.index(b"</p:Ping>") + len(b"</p:Ping>")
    bound = body.replace(">", ' xmlns:n="urn:labsvar:npn:1">', 1).replace("/ xmlns", " xmlns")
    if "/>" in body[: body.index(">") + 1]:
        bound = body.replace("/>", ' xmlns:n="urn:labsvar:npn:1"/>', 1)
    answer = httpx.post(
        f"{installation.address}soap/npn", content=own[:begin] + bound.encode() + own[end:], headers=HTTPS
    )
    assert answer.status_code == 500
    assert f"{expected}:" in answer.text
    assert "syntax_error" in answer.text


def test_a_fault_of_ours_is_a_fault_and_not_a_page(installation: Installation) -> None:
    """Nothing of what went wrong is told but that it is ours."""

    def broken(_: Any) -> Any:
        raise RuntimeError("secret")

    service = npn_service(installation.database, WebConfig(trust=installation.tokens.trust))
    spoilt = SoapService(
        name="prøve",
        wsdl="",
        operations={"{urn:test}Ping": broken},
        terms=service.terms,
        log=service.log,
    )
    answer = serve(spoilt, sent(card(installation)), at=datetime.now(UTC), secure=True)
    assert answer.status == 500
    assert b"service.failed" in answer.body
    assert b"secret" not in answer.body


def test_a_password_counts_where_the_setting_says_so(installation: Installation) -> None:
    """The token of an account is its password; a card of level 2 in another account's name is nobody's."""
    database = installation.database
    token = database.npn.connections.new_token("lis-A", by=OPERATOR, reason="prøve")
    service = npn_service(database, WebConfig(trust=TrustList(), npn_lowest_level=2))
    now = datetime.now(UTC)

    def asked(system: str, number: str, password: str) -> bytes:
        said = system_card(
            system=system, care_provider=provider(number), at=now, level=2, lifetime=timedelta(hours=1)
        )
        credentials = Credentials(username="lis-A", password=password)
        data = sent(write(replace(said, credentials=credentials), issued=now))
        body = b'<n:GetAnalysisIdentifierInformation xmlns:n="urn:labsvar:npn:1"><n:Identifier>1000000000</n:Identifier></n:GetAnalysisIdentifierInformation>'
        begin, end = data.index(b"<p:Ping"), data.index(b"</p:Ping>") + len(b"</p:Ping>")
        return serve(service, data[:begin] + body + data[end:], at=now, secure=True).body

    assert b"flow_finalized_succesfully" in asked("lis-A", OF["A"], token)
    assert b"invalid_username_password" in asked("lis-A", OF["A"], "forkert")
    assert b"service.unknown_caller" in asked("lis-B", OF["B"], token)


def test_the_same_over_rest(installation: Installation) -> None:
    """With the token of an account; refusals are problem documents with the rule."""
    connections, by = installation.database.npn.connections, Actor(who="hos A", supplier="A")
    token = connections.new_token("lis-A", by=by, reason="REST")
    headers = {"Authorization": f"Bearer {token}", **HTTPS}
    with httpx.Client(base_url=f"{installation.address}api/npn/", headers=headers) as client:
        drawn = client.post("series", json={"count": 20, "message_id": "r1"}).json()
        assert int(drawn["last"]) - int(drawn["first"]) == 19
        assert client.post("series", json={"count": 20, "message_id": "r1"}).json() == drawn
        assert client.get(f"numbers/{drawn['first']}").json()["laboratory"] == "LABA"
        assert client.get("numbers/9999999999").json()["state"] == "unknown"
        freed = client.post("releases", json=drawn)
        assert (freed.status_code, freed.json()["last"]) == (200, drawn["last"])
        for answer, status, rule in (
            (client.post("series", json={"count": 20, "message_id": "r1"}), 409, "service.npn_freed"),
            (client.post("series", json={"count": 1, "laboratory": "LABB"}), 403, "service.npn_other_laboratory"),
            (client.get("numbers/42"), 409, "service.npn_form"),
        ):  # fmt: skip
            assert answer.headers["content-type"] == "application/problem+json"
            assert (answer.status_code, answer.json()["findings"][0]["rule"]) == (status, rule)
        assert client.post("series", json={"count": 0}).status_code == 400
        assert (
            client.post("series", json={"count": 1}, headers={"X-Forwarded-Proto": "http"}).status_code == 403
        )
        connections.plain_http("lis-A", datetime.now(UTC).date(), by=OPERATOR, reason="frist")
        warned = client.post("series", json={"count": 1}, headers={"X-Forwarded-Proto": "http"})
        assert (warned.status_code, warned.headers["labsvar-warnings"]) == (200, "service.plain_http")
        connections.plain_http("lis-A", None, by=OPERATOR, reason="frist ude")
        for wrong in ("Bearer x", "Basic x", ""):
            headers = {"Authorization": wrong}
            assert client.post("series", json={"count": 1}, headers=headers).status_code == 401


def test_a_demonstration_knows_a_system_and_issues_its_cards(database: Database) -> None:
    """On this machine and over plain HTTP; elsewhere there is no token service."""
    connect_made_up(database.npn.connections)
    tokens = make(at=datetime.now(UTC))
    config = WebConfig(demo=True, token_service=tokens, trust=tokens.trust)
    demo = Site(create_app(database, config), database, "http://127.0.0.1")
    try:
        with demo.client() as client:
            wish = {"system": SYSTEM, "number": CARE_PROVIDER.number, "minutes": 5}
            issued = client.post("/soap/id-card", json=wish)
            assert issued.status_code == 200
            assert client.post("/soap/id-card", json={"system": ""}).status_code == 400
            answer = client.post("/soap/npn", content=sent(etree.fromstring(issued.content)))
            assert "service.unknown_operation" in answer.text
            assert client.post("/api/npn/series", json={"count": 3}).status_code == 200
            from_a_page = {"origin": "http://x.example"}
            assert client.post("/api/npn/series", json={"count": 3}, headers=from_a_page).status_code == 401
    finally:
        demo.close()


@pytest.mark.parametrize("demo", [True, False])
def test_without_a_token_service_nobody_issues_cards(database: Database, *, demo: bool) -> None:
    where = Site(create_app(database, WebConfig(demo=demo)), database, "http://127.0.0.1")
    try:
        with where.client() as client:
            wish = {"system": "x", "number": "1"}
            assert client.post("/soap/id-card", json=wish).status_code == 404
    finally:
        where.close()
