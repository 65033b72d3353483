"""A first look at bytes that the fast reader did not take: how far they reach, and whether they are sane.

Expat counts elements, attributes, names and levels while it checks that the bytes are well-formed, and
keeps nothing; only what stays within the limits is handed to the parser that builds a tree.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat
from xml.parsers.expat import errors

from labsvar.findings import Rule
from labsvar.formats.xml import rules
from labsvar.formats.xml.encodings import LATIN1, UTF8
from labsvar.formats.xml.limits import Limits
from labsvar.formats.xml.prolog import TAG, Unreadable

# Only the places of things matter here, so windows-1252 is surveyed as the other one-byte encoding.
_EXPAT_NAMES: Final = {
    UTF8: "utf-8",
    LATIN1: "iso-8859-1",
    "windows-1252": "iso-8859-1",
    "US-ASCII": "us-ascii",
}
_UNFINISHED: Final = {
    errors.codes[errors.XML_ERROR_NO_ELEMENTS],
    errors.codes[errors.XML_ERROR_UNCLOSED_TOKEN],
    errors.codes[errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
    errors.codes[errors.XML_ERROR_PARTIAL_CHAR],
}
_REASONS: Final = {
    errors.codes[errors.XML_ERROR_TAG_MISMATCH]: (
        "et sluttag passer ikke til sit starttag",
        "an end tag does not match its start tag",
    ),
    errors.codes[errors.XML_ERROR_UNDEFINED_ENTITY]: (
        "en entitet er ikke defineret",
        "an entity is not defined",
    ),
    errors.codes[errors.XML_ERROR_DUPLICATE_ATTRIBUTE]: (
        "en attribut står to gange",
        "an attribute stands twice",
    ),
    errors.codes[errors.XML_ERROR_BAD_CHAR_REF]: (
        "en tegnreference er ikke et tilladt tegn",
        "a character reference is no allowed character",
    ),
    errors.codes[errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]: (
        "der står noget efter Emessage",
        "something stands after the Emessage",
    ),
}
_ANY_REASON: Final = ("et tegn eller tag er ikke tilladt dér", "a character or tag is not allowed there")


class _Enough(Exception):
    """The element that was looked for has ended."""


class Survey:
    """One look at an element that begins with the first byte; a fresh one for every look.

    After `feed`, `end` is the place just past the first element, or `None` while it goes on.
    """

    def __init__(self, encoding: str, limits: Limits) -> None:
        self.end: int | None = None
        self._limits = limits
        self._depth = 1  # the Emessage around it
        self._elements = 0
        self._attributes = 0
        self._names: set[str] = set()
        self._fed = bytearray()
        parser = expat.ParserCreate(_EXPAT_NAMES[encoding])
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartElementHandler = self._started
        parser.EndElementHandler = self._ended
        self._parser = parser

    def feed(self, data: bytes, *, last: bool = False) -> None:
        """Looks at more bytes. Raises `Unreadable` with a place counted from the first byte fed."""
        self._fed += data
        try:
            self._parser.Parse(data, last)
        except _Enough:
            return
        except expat.ExpatError as error:
            raise self._unreadable(error) from None

    def _unreadable(self, error: expat.ExpatError) -> Unreadable:
        place = max(0, self._parser.ErrorByteIndex)
        if error.code in _UNFINISHED:
            return Unreadable(rules.TRUNCATED, len(self._fed))
        reason_da, reason_en = _REASONS.get(error.code, _ANY_REASON)
        return Unreadable(rules.NOT_WELL_FORMED, place, reason_da=reason_da, reason_en=reason_en)

    def _started(self, name: str, attributes: list[str]) -> None:
        limits = self._limits
        self._depth += 1
        self._elements += 1
        self._attributes += len(attributes) // 2
        self._names.add(name)
        if self._depth > limits.max_depth:
            raise self._over(rules.TOO_DEEP, limits.max_depth)
        if self._elements > limits.max_elements_per_letter:
            raise self._over(rules.TOO_MANY_ELEMENTS, limits.max_elements_per_letter)
        if self._attributes > limits.max_attributes_per_letter:
            raise self._over(rules.TOO_MANY_ATTRIBUTES, limits.max_attributes_per_letter)
        if len(self._names) > limits.max_names_per_letter:
            raise self._over(rules.TOO_MANY_NAMES, limits.max_names_per_letter)

    def _over(self, rule: Rule, limit: int) -> Unreadable:
        return Unreadable(rule, self._parser.CurrentByteIndex, limit=limit)

    def _ended(self, _name: str) -> None:
        self._depth -= 1
        if self._depth > 1:
            return
        tag = TAG.match(self._fed)
        if tag is not None and tag[0].endswith(b"/>"):
            self.end = tag.end()
        else:
            self.end = self._fed.index(b">", self._parser.CurrentByteIndex) + 1
        raise _Enough
