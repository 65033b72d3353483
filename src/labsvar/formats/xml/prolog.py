"""The beginning of a file: byte order mark, XML declaration, no DOCTYPE, the start tag of the root.

All of it is read from the bytes, before any parser sees them.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

import msgspec

from labsvar.findings import Rule
from labsvar.formats.xml import encodings, rules
from labsvar.formats.xml.encodings import NAMES, UTF8
from labsvar.formats.xml.limits import Limits

_BLANK: Final = re.compile(rb"[ \t\r\n]*")
_DECLARATION: Final = re.compile(
    rb"<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:\"1\.[0-9]+\"|'1\.[0-9]+')"
    rb"(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:\"([A-Za-z][A-Za-z0-9._\-]*)\"|'([A-Za-z][A-Za-z0-9._\-]*)'))?"
    rb"(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:\"(?:yes|no)\"|'(?:yes|no)'))?[ \t\r\n]*\?>"
)
TAG: Final = re.compile(rb"<[^\s/<>!?\"'=&](?:[^<>\"']|\"[^<\"]*\"|'[^<']*')*+>")


class Prolog(msgspec.Struct, frozen=True, kw_only=True):
    """The encoding of a file and where things stand: the end of the declaration, the root's start tag."""

    encoding: str
    declaration_end: int
    tag_start: int
    tag_end: int


class Unreadable(Exception):
    """The bytes break a rule of form at a place; `parts` fill the rule's text."""

    def __init__(self, rule: Rule, place: int, **parts: object) -> None:
        super().__init__(rule.id)
        self.rule = rule
        self.place = place
        self.parts = parts


def read_prolog(data: bytes, *, whole: bool, limits: Limits) -> Prolog:
    """Where the root stands in the first bytes of a file; `whole` says that there are no further ones.

    Raises `Unreadable`.
    """
    limit = limits.max_bytes_around
    if not data:
        raise Unreadable(rules.EMPTY, 0)
    name = encodings.wide(data)
    if name is not None:
        raise Unreadable(rules.UTF16, 0, encoding=name)
    short = Unreadable(rules.TRUNCATED, len(data)) if whole and len(data) <= limit else None
    window = data[:limit]
    encoding, start = _declared(window)
    place = _root(window, start, short or Unreadable(rules.PROLOG_TOO_LONG, 0, limit=limit))
    tag = TAG.match(window, place)
    if tag is None:
        raise _bad_tag(window, place, whole=whole, cut=len(data) > limit, limits=limits)
    return Prolog(encoding=encoding, declaration_end=start, tag_start=place, tag_end=tag.end())


def _bad_tag(window: bytes, place: int, *, whole: bool, cut: bool, limits: Limits) -> Unreadable:
    if window.count(b"=", place) > limits.max_attributes_per_letter:
        return Unreadable(rules.TOO_MANY_ATTRIBUTES, place, limit=limits.max_attributes_per_letter)
    if b">" not in window[place:] and b"<" not in window[place + 1 :]:
        if whole and not cut:
            return Unreadable(rules.TRUNCATED, len(window))
        return Unreadable(rules.PROLOG_TOO_LONG, place, limit=limits.max_bytes_around)
    return Unreadable(
        rules.NOT_WELL_FORMED,
        place,
        reason_da="et starttag er ikke i orden",
        reason_en="a start tag is not in order",
    )


def _declared(window: bytes) -> tuple[str, int]:
    """The encoding, and where what follows the byte order mark and the declaration begins."""
    mark = len(codecs.BOM_UTF8) if window.startswith(codecs.BOM_UTF8) else 0
    if not re.compile(rb"<\?xml[ \t\r\n?]").match(window, mark):
        return UTF8, mark
    found = _DECLARATION.match(window, mark)
    if found is None:
        raise Unreadable(rules.PROLOG, mark)
    name = (found[1] or found[2] or b"utf-8").decode("ascii")
    encoding = NAMES.get(name.lower())
    if encoding is None:
        raise Unreadable(rules.ENCODING_UNKNOWN, mark, encoding=encodings.shown(name))
    if mark and encoding != UTF8:
        raise Unreadable(rules.ENCODING_WRONG, mark, encoding=encoding)
    return encoding, found.end()


def _root(window: bytes, place: int, short: Unreadable) -> int:
    """The place of the root's start tag, past comments and processing instructions."""
    begun = place > 0
    while True:
        place = end_of_blank(window, place)
        if place == len(window):
            raise short if begun or short.rule is not rules.TRUNCATED else Unreadable(rules.NOT_XML, 0)
        if window[place : place + 1] != b"<":
            raise Unreadable(rules.PROLOG if begun else rules.NOT_XML, place)
        begun = True
        if window.startswith(b"<!DOCTYPE", place):
            raise Unreadable(rules.DOCTYPE, place)
        if len(window) - place < len(b"<![CDATA["):
            raise short
        ending = aside(window, place)
        if ending is None:
            return place
        end = window.find(ending, place + 2)
        if end < 0:
            raise short
        place = end + len(ending)


def end_of_blank(data: bytes, place: int) -> int:
    """The place of the first byte from `place` on that is not white space."""
    found = _BLANK.match(data, place)
    assert found is not None
    return found.end()


def aside(data: bytes, place: int) -> bytes | None:
    """What ends the comment, processing instruction or CDATA section that begins at a `<`, if one does.

    Raises `Unreadable` for a markup declaration, which may not stand there.
    """
    follows = data[place + 1 : place + 2]
    if follows == b"?":
        return b"?>"
    if follows != b"!":
        return None
    if data.startswith(b"<!--", place):
        return b"-->"
    if data.startswith(b"<![CDATA[", place):
        return b"]]>"
    raise Unreadable(rules.PROLOG, place)
