"""Show 1: `zeep` against the running requisition hotel, with the faults it returns; and REST beside it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx
import pytest
from lxml import etree

from labsvar import formats
from labsvar.exchange.register import Sender
from labsvar.services.hotel.model import Caller, HotelTerms
from labsvar.web.soap.hotel import hotel_service
from tests.builders import BRUNO, CLINIC_GLN, NANCY
from tests.hotel import file, requisition
from tests.integration.services.conftest import Installation, provider
from tests.integration.services.serving import HTTPS
from tests.integration.services.serving import Caller as Zeep
from tests.requisitions import patient

UPLOAD, LIST, FETCH = "UploadRequisition", "GetRequisitionList", "GetRequisition"
NUMBERS = {"klinik": "00000011", "nord": "00000012", "syd": "00000013"}
_samples = count(1)


@pytest.fixture(scope="module")
def tokens(installation: Installation) -> Iterator[dict[str, str]]:
    """The tokens of three systems that are places of the hotel."""
    systems, before = installation.database.systems, installation.database.hotel.terms
    given = {
        key: systems.add(
            f"{key}-edb", [Sender(gln=CLINIC_GLN)] if key == "klinik" else [], who="x", reason="ny"
        )
        for key in NUMBERS
    }
    installation.database.hotel.terms = HotelTerms(
        callers=tuple(
            Caller(
                place=key,
                system=f"{key}-edb",
                may=frozenset({"upload"} if key == "klinik" else {"fetch"}),
                card_system=f"{key}-edb",
                care_provider=provider(number),
            )
            for key, number in NUMBERS.items()
        )
    )
    yield given
    installation.database.hotel.terms = before


@pytest.fixture
def zeep(installation: Installation, tokens: dict[str, str]) -> Zeep:
    assert tokens
    return installation.caller("hotel")


def card(installation: Installation, key: str, **more: Any) -> etree._Element:
    said: dict[str, Any] = {"at": datetime.now(UTC), "care_provider": provider(NUMBERS[key])}
    return installation.tokens.issue(system=f"{key}-edb", **said | more)


def new_file(**changes: Any) -> tuple[str, bytes]:
    sample = f"S{next(_samples)}"
    return sample, file(requisition(sample, version="XQ0132K", **changes))


def uploaded(zeep: Zeep, installation: Installation, **changes: Any) -> tuple[str, str]:
    """The number of the sample and that of the requisition."""
    sample, data = new_file(**changes)
    answer = zeep.call(UPLOAD, card(installation, "klinik"), Requisition=data)
    assert answer.State == "waiting", answer
    return sample, answer.RequisitionIdentifier


def test_a_requisition_is_uploaded_listed_and_fetched(zeep: Zeep, installation: Installation) -> None:
    """All three operations: XQ0132K in, XQ0131K out, and one place holds it."""
    sample, number = uploaded(zeep, installation)
    reason: dict[str, Any] = {"ReasonCode": "sampling"}
    (line,) = zeep.call(LIST, card(installation, "nord"), SampleIdentifier=sample, **reason).Requisition
    assert (line.RequisitionIdentifier, line.State, line.IsMine) == (number, "waiting", False)
    assert (line.Version, line.Field) == ("XQ0132K", "biochemistry")
    taken = zeep.call(FETCH, card(installation, "nord"), RequisitionIdentifier=number, **reason)
    assert (taken.State, taken.Version) == ("fetched", "XQ0131K")
    assert taken.HeldUntilDateTime > datetime.now(UTC) + timedelta(minutes=100)
    read = formats.read(taken.Requisition)
    assert (read.errors, read.letters[0].version_code) == ((), "XQ0131K")
    lines = zeep.call(
        LIST,
        card(installation, "nord"),
        CivilRegistrationNumber=NANCY,
        ReasonCode="other",
        ReasonText="prøve",
    )
    assert (number, "fetched", True) in [
        (each.RequisitionIdentifier, each.State, each.IsMine) for each in lines.Requisition
    ]
    nobody = zeep.call(LIST, card(installation, "nord"), SampleIdentifier="findes-ikke", **reason)
    assert not nobody.Requisition


def test_a_letter_with_errors_is_answered_with_its_findings(zeep: Zeep, installation: Installation) -> None:
    """The same findings as anywhere else: rule, line, place, and what to do."""
    _, data = new_file()
    broken = data.replace(b"<ReplyTo>true</ReplyTo>", b"")
    answer = zeep.call(UPLOAD, card(installation, "klinik"), Requisition=broken)
    assert (answer.State, answer.RequisitionIdentifier) == ("refused", None)
    (error,) = [each for each in answer.Finding if each.Severity == "error"]
    assert error.Rule == "standard.missing"
    assert error.Line
    assert error.Path.startswith("/Emessage/LaboratoryRequest/Sender")
    assert NANCY not in str(answer)


def test_what_is_refused_over_soap(zeep: Zeep, installation: Installation) -> None:
    """By fault code and rule: who, what, why, and in which state."""
    sample, number = uploaded(zeep, installation)
    north, south, clinic = (card(installation, key) for key in ("nord", "syd", "klinik"))
    why: dict[str, Any] = {"ReasonCode": "sampling"}
    of = {"RequisitionIdentifier": number, **why}
    assert zeep.fault(FETCH, clinic, **of) == ("not_authorized", "hotel_may_not")
    assert zeep.fault(UPLOAD, north, Requisition=b"x") == ("not_authorized", "hotel_may_not")
    zeep.call(FETCH, north, **of)
    assert zeep.fault(FETCH, south, **of) == ("processing_problem", "hotel_held")
    assert zeep.fault(FETCH, south, RequisitionIdentifier="4711", **why) == (
        "processing_problem",
        "hotel_unknown",
    )
    assert zeep.fault(FETCH, south, RequisitionIdentifier="x", **why) == ("syntax_error", "field")
    assert zeep.fault(LIST, south, SampleIdentifier=sample, ReasonCode="other") == (
        "processing_problem",
        "hotel_reason",
    )
    for numbers in ({}, {"SampleIdentifier": sample, "CivilRegistrationNumber": NANCY}, {"CivilRegistrationNumber": "1"}):  # fmt: skip
        assert zeep.fault(LIST, south, **numbers, **why) == ("processing_problem", "hotel_number")
    stranger = card(installation, "nord", care_provider=provider("00000099"))
    assert zeep.fault(LIST, stranger, SampleIdentifier=sample, **why)[0] == "not_authorized"
    old = card(installation, "nord", at=datetime.now(UTC) - timedelta(hours=9))
    assert zeep.fault(LIST, old, SampleIdentifier=sample, **why)[0] == "expired_idcard"
    altered = card(installation, "nord")
    name = next(each for each in altered.iter() if (each.text or "").strip() == "nord-edb")
    name.text = "syd-edb"
    assert zeep.fault(LIST, altered, SampleIdentifier=sample, **why)[0] == "invalid_signature"
    low = card(installation, "nord", level=3)
    assert zeep.fault(LIST, low, SampleIdentifier=sample, header={"SecurityLevel": 2}, **why)[0] == (
        "security_level_failed"
    )


def test_plain_http_and_a_body_that_is_no_base64_are_refused(zeep: Zeep, installation: Installation) -> None:
    plain = installation.caller("hotel", https=False)
    own = card(installation, "nord")
    assert plain.fault(LIST, own, SampleIdentifier="x", ReasonCode="sampling") == (
        "not_authorized",
        "plain_http",
    )
    service = hotel_service(installation.database, _config(installation))
    assert service.name == "hotel"
    assert set(service.operations) == {f"{{urn:labsvar:hotel:1}}{name}" for name in (UPLOAD, LIST, FETCH)}


def _config(installation: Installation) -> Any:
    from labsvar.web.config import WebConfig

    return WebConfig(trust=installation.tokens.trust)


class TestRest:
    """The same for systems that speak no SOAP, and what a sampling place does."""

    def call(
        self, installation: Installation, token: str, path: str, *, expect: int = 200, **body: Any
    ) -> Any:
        answer = httpx.post(
            f"{installation.address}api/hotel/{path}",
            headers={"Authorization": f"Bearer {token}", **HTTPS},
            **({"content": body["content"]} if "content" in body else {"json": body}),
        )
        assert answer.status_code == expect, answer.text
        return answer.json()

    def test_a_requisition_goes_all_the_way(self, installation: Installation, tokens: dict[str, str]) -> None:
        """Uploaded, found, reserved, given up, fetched, sampled; the other place is kept out meanwhile."""
        sample, data = new_file(patient=patient(BRUNO))
        put = self.call(installation, tokens["klinik"], "requisitions", content=data)
        number = put["requisition"]["requisition_id"]
        assert put["requisition"]["state"] == "waiting"
        assert "content.test-person" in [each["rule"] for each in put["findings"]]
        nord, syd = tokens["nord"], tokens["syd"]
        of = f"requisitions/{number}"
        found = self.call(installation, nord, "searches", sample_number=sample, reason="sampling")
        assert [each["requisition_id"] for each in found["requisitions"]] == [number]
        assert self.call(installation, nord, f"{of}/reserve")["requisition"]["is_mine"]
        refused = self.call(installation, syd, f"{of}/fetch", reason="sampling", expect=409)
        assert refused["findings"][0]["rule"] == "service.hotel_held"
        self.call(installation, nord, f"{of}/release")
        taken = self.call(installation, syd, f"{of}/fetch", reason="sampling")
        letter = formats.read(base64.b64decode(taken["letter"])).letters[0]
        assert (taken["letter_version"], letter.version_code) == ("XQ0131K", "XQ0131K")
        done = self.call(installation, syd, f"{of}/sample")["requisition"]
        assert (done["state"], done["delivery"]) == ("sampled", "delivering")
        assert self.call(installation, tokens["klinik"], f"{of}/cancel", expect=409)

    def test_what_is_refused(self, installation: Installation, tokens: dict[str, str]) -> None:
        refused = self.call(installation, tokens["klinik"], "requisitions", content=b"hej", expect=409)
        assert refused["findings"]
        assert self.call(installation, tokens["nord"], "requisitions", content=b"x", expect=403)
        assert self.call(installation, tokens["nord"], "searches", number=NANCY, expect=400)
        for body, place in (
            ({"number": NANCY}, "$.reason"),
            ({"number": 1, "reason": "x"}, "$.number"),
            ({"reason": "x", "CPR": NANCY}, "$"),
            ({"reason": "sampling", "sample_number": "R\0001"}, "$"),  # no text of a database can hold it
        ):
            answer = self.call(installation, tokens["nord"], "searches", **body, expect=400)
            (found,) = answer["findings"]
            assert (found["rule"], found["path"]) == ("service.body", place)
            assert NANCY not in str(answer)
        unknown = self.call(installation, tokens["nord"], "requisitions/4711/fetch", reason="x", expect=409)
        assert unknown["findings"][0]["rule"] == "service.hotel_reason"
        other = installation.database.systems.add("ukendt", [], who="x", reason="ny")
        assert self.call(installation, other, "searches", number=NANCY, reason="sampling", expect=403)
