"""`medcom:Header`, read and written. Source: Den Gode Webservice 1.0.1, the schema dgws-1.0.xsd."""

from __future__ import annotations

import re
from typing import Final, TypeVar

from lxml import etree

from labsvar.services.dgws import rules
from labsvar.services.dgws.model import Header, Refused
from labsvar.services.dgws.names import PREFIXES, PRIORITIES, TIME_OUTS, tag

_IDENTIFIER: Final = re.compile(r"[^\s<>&\x00-\x1f]{1,200}")
_ORDER: Final = (
    "SecurityLevel",
    "TimeOut",
    "Linking",
    "FlowStatus",
    "Priority",
    "RequireNonRepudiationReceipt",
)
_LEVELS: Final = ("1", "2", "3", "4", "5")
_Text = TypeVar("_Text", bound=str)


def read(element: etree._Element | None) -> Header:
    """The header in an element. Raises `Refused`: syntax_error with the place, or a missing MessageID."""
    assert element is not None, "the envelope is asked for it as one that is needed"
    _see_order(element)
    linking = element.find(tag("medcom:Linking"))
    if linking is None or linking.find(tag("medcom:MessageID")) is None:
        raise Refused("missing_required_header", rules.MISSING_HEADER, name="medcom:MessageID")
    level = _choice(element, "SecurityLevel", _LEVELS)
    return Header(
        security_level=None if level is None else int(level),
        time_out=_choice(element, "TimeOut", TIME_OUTS),
        flow_id=_identifier(linking, "FlowID"),
        message_id=_identifier(linking, "MessageID") or "",
        in_response_to=_identifier(linking, "InResponseToMessageID"),
        flow_status=_identifier(element, "FlowStatus"),
        priority=_choice(element, "Priority", PRIORITIES),
        wants_receipt=_choice(element, "RequireNonRepudiationReceipt", ("yes", "no")) == "yes",
    )


def _see_order(element: etree._Element) -> None:
    names = [etree.QName(child).localname for child in element if child.tag in map(_tag, _ORDER)]
    if len(names) != len(element) or names != [name for name in _ORDER if name in names]:
        raise Refused("syntax_error", rules.FIELD, name="medcom:Header", path="/soap:Envelope/soap:Header")


def _choice(parent: etree._Element, name: str, allowed: tuple[_Text, ...]) -> _Text | None:
    text = _text(parent, name)
    if text is None:
        return None
    for each in allowed:
        if each == text:
            return each
    raise _wrong(name)


def _identifier(parent: etree._Element, name: str) -> str | None:
    text = _text(parent, name)
    if text is not None and not _IDENTIFIER.fullmatch(text):
        raise _wrong(name)
    return text


def _text(parent: etree._Element, name: str) -> str | None:
    found = parent.findall(_tag(name))
    if len(found) > 1 or (found and len(found[0])):
        raise _wrong(name)
    return (found[0].text or "").strip() if found else None


def _wrong(name: str) -> Refused:
    path = f"/soap:Envelope/soap:Header/medcom:Header//medcom:{name}"
    return Refused("syntax_error", rules.FIELD, name=f"medcom:{name}", path=path)


def in_answer(asked: Header | None, *, status: str, message_id: str) -> Header:
    """The header of an answer: the flow of the call, a number of its own, and what became of it."""
    return Header(
        message_id=message_id,
        flow_id=None if asked is None else asked.flow_id,
        in_response_to=None if asked is None else asked.message_id,
        flow_status=status,
        security_level=None if asked is None else asked.security_level,
    )


def write(header: Header) -> etree._Element:
    """The element of a header."""
    element = etree.Element(_tag("Header"), nsmap={"medcom": PREFIXES["medcom"]})
    _add(element, "SecurityLevel", None if header.security_level is None else str(header.security_level))
    _add(element, "TimeOut", header.time_out)
    linking = etree.SubElement(element, _tag("Linking"))
    _add(linking, "FlowID", header.flow_id)
    _add(linking, "MessageID", header.message_id)
    _add(linking, "InResponseToMessageID", header.in_response_to)
    _add(element, "FlowStatus", header.flow_status)
    _add(element, "Priority", header.priority)
    _add(element, "RequireNonRepudiationReceipt", "yes" if header.wants_receipt else None)
    return element


def _add(parent: etree._Element, name: str, text: str | None) -> None:
    if text is not None:
        etree.SubElement(parent, _tag(name)).text = text


def _tag(name: str) -> str:
    return tag(f"medcom:{name}")
