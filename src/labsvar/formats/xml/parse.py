"""Parts of a file as elements of lxml: each part stands alone inside the start tag of the Emessage."""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

import msgspec
from lxml import etree

from labsvar.formats.xml import rules
from labsvar.formats.xml.prolog import Unreadable

# Limits of size are our own (see `survey`), and a file with a DOCTYPE never comes here.
_PARSER: Final = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=True,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
)
_REASON: Final = {
    "reason_da": "et tegn, et tag eller et navnerum er ikke i orden",
    "reason_en": "a character, a tag or a namespace is not in order",
}


class Wrapping(msgspec.Struct, frozen=True, kw_only=True):
    """The start tag and end tag of the Emessage, as text on one line."""

    start: str
    end: str

    def parsed(self, part: str) -> etree._Element:
        """The Emessage with nothing but this part in it, its comments left out.

        Raises `Unreadable` when it is not well-formed; its place is the first character of the line.
        """
        document = f"{self.start}{part}{self.end}".encode()
        try:
            return etree.fromstring(document, _PARSER)
        except etree.XMLSyntaxError as error:
            line = error.lineno or 1
        place = 0
        for _ in range(line - 1):
            place = part.find("\n", place) + 1
        raise Unreadable(rules.NOT_WELL_FORMED, place, **_REASON)


def wrapping(tag: str, name: str) -> Wrapping:
    """The wrapping made of a start tag; line breaks in it become the spaces that they mean."""
    start = tag.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    return Wrapping(start=start.removesuffix("/>").removesuffix(">") + ">", end=f"</{name}>")


def check_outside(before: bytes, after: bytes) -> None:
    """Checks what stands before and after the Emessage. Raises `Unreadable`, its place not told."""
    if before.strip() or after.strip():
        whole = True
        try:
            expat.ParserCreate("iso-8859-1").Parse(before + b"<Emessage/>" + after, whole)
        except expat.ExpatError as error:
            unclosed = expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN]
            if error.code == unclosed:
                raise Unreadable(rules.TRUNCATED, 0) from None
            raise Unreadable(rules.NOT_WELL_FORMED, 0, **_REASON) from None
