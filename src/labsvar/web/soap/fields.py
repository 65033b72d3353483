"""Fields of the body of a call, read and written as a WSDL has them: texts in their order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from lxml import etree

from labsvar.services.dgws import Refused, rules


def read(body: etree._Element, namespace: str, *names: str) -> dict[str, str]:
    """The texts of the fields in a body, in their order; one with a question mark may be missing.

    Raises `Refused` with the name of the field that is not as the WSDL has it.
    """
    found: dict[str, str] = {}
    children = list(body)
    for name in names:
        plain = name.removesuffix("?")
        if children and children[0].tag == tag(namespace, plain) and not len(children[0]):
            found[plain] = (children.pop(0).text or "").strip()
        elif plain == name:
            raise wrong(plain)
    if children:
        raise wrong(etree.QName(body).localname)
    return found


def written(parent: etree._Element, namespace: str, told: Iterable[tuple[str, str]]) -> None:
    """Adds the fields that have a text."""
    for name, text in told:
        if text:
            etree.SubElement(parent, tag(namespace, name)).text = text


def response(body: etree._Element, namespace: str, prefix: str) -> etree._Element:
    """The element that answers the one in a body."""
    name = f"{etree.QName(body).localname}Response"
    return etree.Element(tag(namespace, name), nsmap={prefix: namespace})


def wrong(name: str) -> Refused:
    """A field that is not as the WSDL has it."""
    return Refused("syntax_error", rules.FIELD, name=name, path=f"/soap:Envelope/soap:Body//{name}")


def tag(namespace: str, name: str) -> str:
    """A name as lxml writes it."""
    return f"{{{namespace}}}{name}"


def moment(at: datetime | None) -> str:
    """A moment as XML writes it; nothing for none."""
    return "" if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
