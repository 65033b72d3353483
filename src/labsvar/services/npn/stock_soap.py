"""The service over SOAP with an id card, as a laboratory's stock reaches it: `stock_service.Service`.

    with SoapAt("https://numbers.example/soap/npn", card=read_card(data)) as service:
        keep(stock, service, rules, at=now)

The number of a draw's message is the key of the stock's request, so a draw that is asked for again gives the same
series. Assumption: the names of the fields in the body are those of Labsvar's own WSDL, since no public document has
others; the header and the names of the operations are MedCom's.
"""

from __future__ import annotations

import uuid
from copy import deepcopy
from datetime import datetime
from types import TracebackType
from typing import Final, Self

import httpx
from lxml import etree

from labsvar.identifiers.npn import DEFAULT, NumberForm, written
from labsvar.services.dgws import Header, Refused, envelope, rules
from labsvar.services.dgws.names import tag
from labsvar.services.npn.stock_service import Drawn, Information, ServiceDown, ServiceRefused

NAMESPACE: Final = "urn:labsvar:npn:1"
DOOR: Final = "/soap/npn"
_HEADERS: Final = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
_TIMEOUT: Final = httpx.Timeout(60.0, connect=10.0)
_COME_AGAIN: Final = frozenset({rules.FAILED.id})
"""Rules that a service names when the fault is its own."""


class NoCard(ValueError):
    """What was given is no id card."""


class SoapAt:
    """The service at an address, called with a signed id card. `laboratory` is needed by an account that acts for
    several."""

    def __init__(
        self,
        address: str,
        *,
        card: etree._Element,
        laboratory: str | None = None,
        form: NumberForm = DEFAULT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._address = address
        self._card = card
        self._laboratory = laboratory or ""
        self._form = form
        self._client = httpx.Client(headers=_HEADERS, timeout=_TIMEOUT, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def draw(self, size: int, *, request: str) -> Drawn:
        """A series of so many numbers; asked again with the same `request`, the same series."""
        wish = {"NumberOfIdentifiers": str(size), "LaboratoryIdentifier": self._laboratory}
        told = self._call("GetAnalysisIdentifiers", wish, message_id=request)
        return Drawn(first=_number(told, "FirstIdentifier"), last=_number(told, "LastIdentifier"))

    def release(self, first: int, last: int) -> None:
        """Gives back a whole series that was not used."""
        ends = {"FirstIdentifier": written(first, self._form), "LastIdentifier": written(last, self._form)}
        self._call("SetAnalysisIdentifiersFree", ends)

    def information(self, number: str) -> Information | None:
        """What is known of a number; `None` for one that nobody has drawn."""
        told = self._call("GetAnalysisIdentifierInformation", {"Identifier": number})
        if "DrawnDateTime" not in told:
            return None
        try:
            drawn_at = datetime.fromisoformat(told["DrawnDateTime"])
        except ValueError:
            raise ServiceDown from None
        return Information(
            first=_number(told, "FirstIdentifier"),
            last=_number(told, "LastIdentifier"),
            drawn_by=told.get("LaboratoryIdentifier", ""),
            drawn_at=drawn_at,
            released=told.get("State") == "released",
        )

    def _call(
        self, operation: str, fields: dict[str, str], *, message_id: str | None = None
    ) -> dict[str, str]:
        """What the body of the answer says, by the names of its fields."""
        asked = Header(message_id=message_id or uuid.uuid4().hex)
        body = etree.Element(_tag(operation), nsmap={"npn": NAMESPACE})
        for name, text in fields.items():
            if text:
                etree.SubElement(body, _tag(name)).text = text
        data = envelope.call(asked, body=body, card=deepcopy(self._card))
        try:
            response = self._client.post(self._address, content=data)
        except httpx.TransportError:
            raise ServiceDown from None
        return _told(response.content, asked, _tag(f"{operation}Response"))


def read_card(data: bytes) -> etree._Element:
    """The id card in a file, as a token service has signed it. Raises `NoCard`."""
    try:
        root = envelope.parsed(data, limits=envelope.Limits())
    except Refused:
        raise NoCard from None
    if root.tag != tag("saml:Assertion"):
        raise NoCard
    return root


def _told(data: bytes, asked: Header, expected: str) -> dict[str, str]:
    """The fields of an answer. One that cannot be read, or answers another call, is as good as none."""
    try:
        answer = envelope.read(data)
    except Refused:
        raise ServiceDown from None
    if answer.body.tag == tag("soap:Fault"):
        raise _refusal(answer.body)
    if answer.body.tag != expected or answer.header.in_response_to != asked.message_id:
        raise ServiceDown
    return {etree.QName(child).localname: child.text or "" for child in answer.body}


def _refusal(fault: etree._Element) -> ServiceDown | ServiceRefused:
    """The rule that the service names, or else the code of the profile."""
    rule, colon, _ = (fault.findtext("faultstring") or "").partition(":")
    code = fault.findtext(f"detail/{tag('medcom:FaultCode')}") or ""
    if rule in _COME_AGAIN or not code:
        return ServiceDown()
    return ServiceRefused(rule if colon and " " not in rule else code)


def _number(told: dict[str, str], name: str) -> int:
    try:
        return int(told[name])
    except (KeyError, ValueError):
        raise ServiceRefused("unreadable") from None


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
