"""Both national services, called by `zeep` as another vendor's system would: every operation, well and badly.

    .venv/bin/python -m tests.stories.services [--folder FOLDER]

Two installations are started by their own command: a demonstration with its token service, and one in production that
trusts it. Every call is told with its answer, or with the fault code and the rule it is refused by. Nothing of Labsvar
is imported: `zeep` reads the WSDL, and id cards are altered, wrapped and signed anew here, with lxml and cryptography.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import requests
import zeep
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID
from lxml import etree
from zeep.exceptions import Fault
from zeep.transports import Transport

from tests.stories.installation import Started, started
from tests.stories.requisition import ADDED, CARRIED, MEDCOM, PERSON, REQUISITION, SAMPLE, WSSE
from tests.stories.told import Story

DS = "http://www.w3.org/2000/09/xmldsig#"
SYSTEM, CLINIC, NORTH, SOUTH = "Labsvar demonstration", "00000000", "00000001", "00000002"
OTHER_SYSTEM, OTHER = "Firma LIS", "11111111"
DRAW, FREE, LOOK = (
    "GetAnalysisIdentifiers",
    "SetAnalysisIdentifiersFree",
    "GetAnalysisIdentifierInformation",
)
UPLOAD, LIST, FETCH = "UploadRequisition", "GetRequisitionList", "GetRequisition"
NUMBER = {"FirstIdentifier": "1000000000", "LastIdentifier": "1000000000"}
WHY = {"ReasonCode": "sampling"}
ANY: Mapping[str, list[tuple[str, dict[str, Any]]]] = {
    "npn": [(DRAW, {"NumberOfIdentifiers": 1}), (FREE, NUMBER), (LOOK, {"Identifier": "1000000000"})],
    "hotel": [
        (UPLOAD, {"Requisition": b"x"}),
        (LIST, {"SampleIdentifier": SAMPLE, **WHY}),
        (FETCH, {"RequisitionIdentifier": "1", **WHY}),
    ],
}
"""A call of every operation, for those that are refused before anybody looks at what they ask."""
SECONDS_OF_A_CARD = 60


class Service:
    """A service by its WSDL."""

    def __init__(self, address: str, name: str, story: Story, *, https: bool = False) -> None:
        self._story = story
        session = requests.Session()
        if https:
            # What the proxy before an installation adds to a call that came over HTTPS.
            session.headers["X-Forwarded-Proto"] = "https"
        transport = Transport(session=session, timeout=60)  # type: ignore[no-untyped-call]  # as it is
        wsdl = f"{address}soap/{name}?wsdl"
        self._client = zeep.Client(wsdl, transport=transport)  # type: ignore[no-untyped-call]  # as it is
        self._client.service._binding_options["address"] = f"{address}soap/{name}"
        self._header = self._client.get_element(f"{{{MEDCOM}}}Header")  # type: ignore[no-untyped-call]  # as it is
        self.warnings = ""
        session.hooks["response"].append(self._note)

    def _note(self, answer: requests.Response, *_: Any, **__: Any) -> None:
        self.warnings = answer.headers.get("labsvar-warnings", "")

    def call(
        self, operation: str, card: Any, *, header: Mapping[str, Any] | None = None, **fields: Any
    ) -> Any:
        """What the body of the answer says. Raises zeep's `Fault`."""
        security = etree.Element(f"{{{WSSE}}}Security")
        for each in card if isinstance(card, list) else [card]:
            if each is not None:
                security.append(deepcopy(each))
        head = self._header(**{"Linking": {"MessageID": str(uuid.uuid4())}, **(header or {})})
        return self._client.service[operation](**fields, _soapheaders=[security, head]).body

    def good(self, who: str, operation: str, card: Any, **fields: Any) -> Any:
        """A call that is carried out."""
        told = self.call(operation, card, **fields)
        said = [f"{name} {_short(told[name])}" for name in told if told[name]]
        self._story.holds(who, f"{operation} is answered", told is not None)
        self._story.tell(f"  {', '.join(said) or 'with nothing'}")
        return told

    def bad(self, who: str, operation: str, card: Any, expected: str, **fields: Any) -> None:
        """A call that is refused; `expected` is the fault code and the rule."""
        try:
            self.call(operation, card, **fields)
            seen = "carried out"
        except Fault as fault:
            code = fault.detail.findtext(f"{{{MEDCOM}}}FaultCode")
            seen = f"{code} {str(fault.message).partition(':')[0].removeprefix('service.')}"
        self._story.check(who, operation, seen, expected)


def _short(told: Any) -> str:
    return f"{len(told)} of them" if isinstance(told, list) else str(told)[:40]


def card_of(demo: Started, system: str, number: str, **more: Any) -> Any:
    """An id card that the demonstration's token service has signed."""
    wish = {"system": system, "number": number, **more}
    return etree.fromstring(httpx.post(f"{demo.address}soap/id-card", json=wish).raise_for_status().content)


def altered(card: Any, old: str, new: str) -> Any:
    """A card with something in it that its signature does not cover."""
    return etree.fromstring(etree.tostring(card).replace(old.encode(), new.encode()))


def unsigned(card: Any, *, level: str) -> Any:
    """A card of a low level, with a user name and a password in place of the signature."""
    made = altered(card, ">3<", f">{level}<")
    made.remove(made.find(f"{{{DS}}}Signature"))
    return made


def wrapped(card: Any) -> list[Any]:
    """A forged card, and the signed one beside it for the signature to fit."""
    forged = altered(card, OTHER, CLINIC)
    forged.remove(forged.find(f"{{{DS}}}Signature"))
    return [forged, card]


def own_signature(card: Any) -> Any:
    """The same card, signed with a key that somebody has made for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Somebody")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    made = deepcopy(card)
    signed = made.find(f".//{{{DS}}}SignedInfo")
    r, s = decode_dss_signature(
        key.sign(etree.tostring(signed, method="c14n", exclusive=True), ec.ECDSA(hashes.SHA256()))
    )
    value = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
    made.find(f".//{{{DS}}}SignatureValue").text = value
    pem = base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()
    made.find(f".//{{{DS}}}X509Certificate").text = pem
    return made


def tell(demo: Started, production: Started, story: Story) -> None:
    """The whole story."""
    brief, asked = card_of(demo, SYSTEM, CLINIC, minutes=1), time.monotonic()
    npn, hotel = Service(demo.address, "npn", story), Service(demo.address, "hotel", story)
    _numbers(demo, npn, story)
    _others(demo, npn, story)
    _requisitions(demo, hotel, story)
    _cards(demo, {"npn": npn, "hotel": hotel}, story)
    _plain(demo, npn, production, story)
    story.step("An id card that has expired")
    time.sleep(max(0.0, SECONDS_OF_A_CARD + 1 - (time.monotonic() - asked)))
    for name, service in (("npn", npn), ("hotel", hotel)):
        for operation, fields in ANY[name]:
            service.bad(name, operation, brief, "expired_idcard expired", **fields)


def _numbers(demo: Started, npn: Service, story: Story) -> None:
    story.step("Sample numbers: the three operations")
    card = card_of(demo, SYSTEM, CLINIC)
    drawn = npn.good("laboratory", DRAW, card, NumberOfIdentifiers=1100)
    first, last = drawn.FirstIdentifier, drawn.LastIdentifier
    story.check("laboratory", "numbers in the series", int(last) - int(first) + 1, 1100)
    npn.good("laboratory", LOOK, card, Identifier=str(int(first) + 5))
    npn.bad("laboratory", DRAW, card, "syntax_error field", NumberOfIdentifiers=-1)
    for size in (0, 10**9):
        npn.bad("laboratory", DRAW, card, "processing_problem npn_size", NumberOfIdentifiers=size)
    part = {"FirstIdentifier": first, "LastIdentifier": str(int(last) - 1)}
    npn.bad("laboratory", FREE, card, "processing_problem npn_not_a_series", **part)
    npn.bad("laboratory", LOOK, card, "processing_problem npn_form", Identifier="42")
    ends = {"FirstIdentifier": first, "LastIdentifier": last}
    npn.good("laboratory", FREE, card, **ends)
    story.check("laboratory", "the series is", npn.call(LOOK, card, Identifier=first).State, "released")


def _others(demo: Started, npn: Service, story: Story) -> None:
    story.step("Another supplier's laboratory, and somebody without an account")
    why = ["--reason", "story"]
    for line in (
        ["supplier", "firma", "--name", "Firma A/S", "--agreed-on", "2020-01-01", "--support", "s@firma.example"],
        ["laboratory", "lab-1", "--of", "firma", "--name", "Laboratoriet"],
        ["account", "lab-1-lis", "--of", "firma", "--at", "lab-1", "--department", "Drift",
         "--mailbox", "lis@lab.example", "--system", OTHER_SYSTEM, "--number", OTHER],
    ):  # fmt: skip
        ran = demo.labsvar("npn-service", *line, *why)
        story.check("operator", f"npn-service {line[0]} ends with", ran.code, 0)
    own, other = card_of(demo, SYSTEM, CLINIC), card_of(demo, OTHER_SYSTEM, OTHER)
    refused = "not_authorized npn_other_laboratory"
    npn.bad("laboratory", DRAW, own, refused, NumberOfIdentifiers=10, LaboratoryIdentifier="lab-1")
    drawn = npn.good("the other", DRAW, other, NumberOfIdentifiers=10)
    ends = {"FirstIdentifier": drawn.FirstIdentifier, "LastIdentifier": drawn.LastIdentifier}
    npn.bad("laboratory", FREE, own, refused, **ends)
    npn.good("laboratory", LOOK, own, Identifier=drawn.FirstIdentifier)


def _requisitions(demo: Started, hotel: Service, story: Story) -> None:
    story.step("Requisitions: the three operations")
    clinic, north, south = (card_of(demo, SYSTEM, number) for number in (CLINIC, NORTH, SOUTH))
    put = hotel.good("clinic", UPLOAD, clinic, Requisition=REQUISITION.encode())
    story.check("clinic", "the requisition is", put.State, "waiting")
    again = hotel.good("clinic", UPLOAD, clinic, Requisition=REQUISITION.encode())
    story.check("clinic", "the same again is", again.RequisitionIdentifier, put.RequisitionIdentifier)
    broken = REQUISITION.replace("<ReplyTo>true</ReplyTo>", "").encode()
    refused = hotel.good("clinic", UPLOAD, clinic, Requisition=broken)
    story.check("clinic", "a letter with an error is", refused.State, "refused")
    story.tell(f"  {[(each.Rule, each.Path) for each in refused.Finding if each.Severity == 'error']}")
    hotel.bad("clinic", UPLOAD, clinic, "syntax_error field", Requisition="no base64!")
    hotel.bad("north", UPLOAD, north, "not_authorized hotel_may_not", Requisition=b"x")
    found = hotel.good("north", LIST, north, CivilRegistrationNumber=PERSON, **WHY)
    story.check("north", "finds", [each.State for each in found.Requisition], ["waiting"])
    number = "processing_problem hotel_number"
    hotel.bad("north", LIST, north, number, CivilRegistrationNumber="9999999999", **WHY)
    hotel.bad("north", LIST, north, number, CivilRegistrationNumber=PERSON, SampleIdentifier=SAMPLE, **WHY)
    hotel.bad(
        "north", LIST, north, "processing_problem hotel_reason", SampleIdentifier=SAMPLE, ReasonCode="x"
    )
    of = {"RequisitionIdentifier": put.RequisitionIdentifier, **WHY}
    taken = hotel.good("north", FETCH, north, **of)
    story.check("north", "gets", (taken.State, taken.Version), ("fetched", "XQ0131K"))
    hotel.bad("south", FETCH, south, "processing_problem hotel_held", **of)
    hotel.bad("south", FETCH, south, "processing_problem hotel_unknown", RequisitionIdentifier="4711", **WHY)
    hotel.bad("south", FETCH, south, "syntax_error field", RequisitionIdentifier="x", **WHY)


def _cards(demo: Started, services: Mapping[str, Service], story: Story) -> None:
    story.step("Id cards that do not count, and headers that are not the profile's")
    own, other = card_of(demo, SYSTEM, CLINIC), card_of(demo, OTHER_SYSTEM, OTHER)
    unknown = card_of(demo, "Unknown", "99999999")
    wrong: list[tuple[str, Any, Mapping[str, Any], str]] = [
        ("no card", None, {}, "missing_required_header missing_header"),
        ("level 1", unsigned(own, level="1"), {}, "security_level_failed level"),
        ("an altered attribute", altered(own, SYSTEM, "Altered system"), {}, "invalid_signature signature"),
        ("a wrapped signature", wrapped(other), {}, "invalid_idcard card_not_alone"),
        ("one's own signature", own_signature(own), {}, "invalid_certificate issuer"),
        ("an unknown account", unknown, {}, "not_authorized unknown_caller"),
        ("another level in the header", own, {"SecurityLevel": 4}, "security_level_failed level_differs"),
        ("level 5 in the header", own, {"SecurityLevel": 5}, "signature_not_supported whole_message"),
        ("a receipt of non-repudiation", own, {"RequireNonRepudiationReceipt": "yes"}, "nonrepudiation_not_supported receipt"),
    ]  # fmt: skip
    for who, card, header, expected in wrong:
        for name, service in services.items():
            for operation, fields in ANY[name]:
                service.bad(who, operation, card, expected, header=header, **fields)


def _plain(demo: Started, npn: Service, production: Started, story: Story) -> None:
    story.step("Plain HTTP before and after its day")
    card, look = card_of(demo, OTHER_SYSTEM, OTHER), {"Identifier": "1000000000"}
    today = datetime.now(UTC).date()
    for day, expected in ((today, ""), (today - timedelta(days=1), "not_authorized plain_http")):
        demo.labsvar("npn-service", "plain-http", "lab-1-lis", day.isoformat(), "--reason", "story")
        if expected:
            for operation, fields in ANY["npn"]:
                npn.bad("the day after", operation, card, expected, **fields)
        else:
            npn.good("on the last day", LOOK, card, **look)
            story.check("on the last day", "the warning is", npn.warnings, "service.plain_http")
    own = card_of(demo, SYSTEM, CLINIC)
    plain = Service(production.address, "hotel", story)
    for operation, fields in ANY["hotel"]:
        plain.bad("in production", operation, own, "not_authorized plain_http", **fields)
    secure = Service(production.address, "hotel", story, https=True)
    secure.good("in production, over HTTPS", LIST, own, SampleIdentifier=SAMPLE, **WHY)


def main() -> int:
    """Tells the story, and says whether everything was as it had to be."""
    options = argparse.ArgumentParser(description="Both national services, called by zeep well and badly.")
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="labsvar-story-") as made:
        folder = chosen.folder or Path(made)
        settings = {
            "LABSVAR_DEMO_CITIZENS": "1",
            "LABSVAR_ADDED_ELEMENTS": json.dumps(ADDED),
            "LABSVAR_HOTEL_CARRIED": json.dumps(CARRIED),
        }
        caller = {
            "place": "Sted",
            "system": "sted",
            "card_system": SYSTEM,
            "care_provider": f"medcom:cvrnumber:{CLINIC}",
        }
        with started(folder / "demo", settings=settings, demo=True) as demo:
            authority = folder / "demo" / "data" / "token-service" / "authority.pem"
            trusting = {
                "LABSVAR_DGWS_TRUST": json.dumps([str(authority)]),
                "LABSVAR_HOTEL_CALLERS": json.dumps([caller]),
            }
            with started(folder / "production", settings=trusting, demo=False) as production:
                story = Story()
                tell(demo, production, story)
    return story.end()


if __name__ == "__main__":
    sys.exit(main())
