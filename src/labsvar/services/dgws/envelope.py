"""SOAP 1.1 envelopes of Den Gode Webservice: bytes to header, card and body, and answers back.

call = envelope.read(data)                      # raises Refused
envelope.answer(call.header, element)           # bytes of the answer
envelope.fault(call.header, refused)            # bytes of the fault
"""

from __future__ import annotations

import uuid
from typing import Any, Final

import msgspec
from lxml import etree

from labsvar.services.dgws import header as headers
from labsvar.services.dgws import rules
from labsvar.services.dgws.model import Header, Refused
from labsvar.services.dgws.names import FINALIZED, PREFIXES, tag

_ENVELOPE: Final = tag("soap:Envelope")
_HEADER: Final = tag("soap:Header")
_BODY: Final = tag("soap:Body")
_AT_A_TIME: Final = 65_536
_SHOWN: Final = {name: PREFIXES[name] for name in ("soap", "medcom")}


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much one call may ask of the reader: bytes, and elements inside one another."""

    max_bytes: int = 12_000_000
    max_depth: int = 100


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A call that could be read. `security` is `wsse:Security`, `body` the one element in the body."""

    header: Header
    security: etree._Element | None
    body: etree._Element

    @property
    def operation(self) -> str:
        """The name of the element in the body, as lxml writes it."""
        return str(self.body.tag)


def read(data: bytes, *, limits: Limits | None = None) -> Call:
    """The call in an envelope. Raises `Refused`."""
    root = parsed(data, limits=limits or Limits())
    if root.tag != _ENVELOPE or not 1 <= len(root) <= 2 or root[-1].tag != _BODY or len(root[-1]) != 1:
        raise Refused("syntax_error", rules.NOT_SOAP)
    if len(root) == 1 or root[0].tag != _HEADER:
        raise Refused("missing_required_header", rules.MISSING_HEADER, name="soap:Header")
    return Call(
        header=headers.read(_single(root[0], "medcom:Header", needed=True)),
        security=_single(root[0], "wsse:Security"),
        body=root[-1][0],
    )


def parsed(data: bytes, *, limits: Limits) -> etree._Element:
    """The root of a document without a DOCTYPE and within limits. Raises `Refused`."""
    if len(data) > limits.max_bytes:
        raise Refused("syntax_error", rules.TOO_LARGE, limit=f"{limits.max_bytes} bytes")
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    depth = 0
    try:
        for place in range(0, len(data), _AT_A_TIME):
            parser.feed(data[place : place + _AT_A_TIME])
            depth = _see(parser, depth, limits)
        root: etree._Element = parser.close()
    except etree.XMLSyntaxError:
        raise Refused("syntax_error", rules.NOT_WELL_FORMED) from None
    _see(parser, depth, limits)
    return root


def _see(parser: etree.XMLPullParser, depth: int, limits: Limits) -> int:
    """Looks at what was parsed since; how deep it has come. Raises `Refused`."""
    for event, element in parser.read_events():
        depth += 1 if event == "start" else -1
        if depth > limits.max_depth:
            raise Refused("syntax_error", rules.TOO_LARGE, limit=f"{limits.max_depth}")
        if depth == 1 and event == "start" and _has_doctype(element):
            raise Refused("syntax_error", rules.DOCTYPE)
    return depth


def _has_doctype(root: Any) -> bool:
    return bool(root.getroottree().docinfo.doctype)


def _single(parent: etree._Element, name: str, *, needed: bool = False) -> etree._Element | None:
    found = parent.findall(tag(name))
    if len(found) > 1:
        raise Refused("syntax_error", rules.FIELD, name=name)
    if needed and not found:
        raise Refused("missing_required_header", rules.MISSING_HEADER, name=name)
    return found[0] if found else None


def call(header: Header, *, body: etree._Element, card: etree._Element | None = None) -> bytes:
    """A call as bytes, for programs that speak to such services."""
    root, head = _begun(header)
    if card is not None:
        etree.SubElement(head, tag("wsse:Security"), nsmap={"wsse": PREFIXES["wsse"]}).append(card)
    etree.SubElement(root, _BODY).append(body)
    return _bytes(root)


def answer(asked: Header, body: etree._Element) -> bytes:
    """The answer to a call that was carried out."""
    root, _ = _begun(headers.in_answer(asked, status=FINALIZED, message_id=str(uuid.uuid4())))
    etree.SubElement(root, _BODY).append(body)
    return _bytes(root)


def fault(asked: Header | None, refused: Refused) -> bytes:
    """The SOAP fault of a call that was refused. It names the rule and never a value of the call."""
    told = headers.in_answer(asked, status=refused.code, message_id=str(uuid.uuid4()))
    root, _ = _begun(told)
    made = etree.SubElement(etree.SubElement(root, _BODY), tag("soap:Fault"))
    ours = refused.code == "processing_problem"
    etree.SubElement(made, "faultcode").text = "soap:Server" if ours else "soap:Client"
    found = refused.finding
    etree.SubElement(
        made, "faultstring"
    ).text = f"{found.rule}: {found.da} {found.todo_da} / {found.en} {found.todo_en}"
    detail = etree.SubElement(made, "detail")
    etree.SubElement(detail, tag("medcom:FaultCode")).text = refused.code
    return _bytes(root)


def _begun(header: Header) -> tuple[etree._Element, etree._Element]:
    root = etree.Element(_ENVELOPE, nsmap=_SHOWN)
    head = etree.SubElement(root, _HEADER)
    head.append(headers.write(header))
    return root, head


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
