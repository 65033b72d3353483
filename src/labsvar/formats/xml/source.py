"""The bytes of a file, at hand or still to come, and the elements that stand right inside its root."""

from __future__ import annotations

import re
from typing import Final, Protocol

import msgspec

from labsvar.findings import Rule
from labsvar.formats.xml import encodings, rules
from labsvar.formats.xml.limits import Limits
from labsvar.formats.xml.prolog import Unreadable, aside
from labsvar.formats.xml.survey import Survey

_CHUNK: Final = 1 << 20
_FIRST_LOOK: Final = 1 << 10
_LONGEST_CHARACTER: Final = 4
_PLAIN_TAG: Final = re.compile(rb"<([A-Za-z_][A-Za-z0-9_.\-]*(?::[A-Za-z_][A-Za-z0-9_.\-]*)?)[ \t\r\n]*>")
_NAME: Final = re.compile(rb"<(?:[^\s/>:]*:)?([^\s/>:]+)")
_BLANK: Final = re.compile(rb"[ \t\r\n]*")


class Readable(Protocol):
    """What bytes can be read from, as from a file opened for bytes."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


class Source:
    """A window on the bytes of a file.

    Places count from the start of the window, which moves only in `passed`; `more` lengthens it.
    """

    def __init__(self, stream: Readable | None = None, data: bytes = b"") -> None:
        self.data = data
        self.whole = stream is None
        self._stream = stream
        self._marked = 0
        self._lines = 1

    def more(self) -> bool:
        """Lengthens the window; whether there was anything left."""
        if self.whole:
            return False
        assert self._stream is not None
        chunk = self._stream.read(_CHUNK)
        self.whole = not chunk
        self.data += chunk
        return bool(chunk)

    def at_least(self, length: int) -> None:
        """Lengthens the window to a length, if the file has as much."""
        while len(self.data) < length and self.more():
            pass

    def line(self, place: int) -> int:
        """The line of the file a place is in, from one."""
        if place >= self._marked:
            self._lines += self.data.count(b"\n", self._marked, place)
        else:
            self._lines -= self.data.count(b"\n", place, self._marked)
        self._marked = place
        return self._lines

    def passed(self, place: int) -> int:
        """Says that nothing before a place is needed any more; gives that place anew."""
        if self._stream is not None and place >= _CHUNK:
            self.line(place)
            self.data = self.data[place:]
            self._marked = place = 0
        return place

    def find(self, sought: bytes, start: int, limit: int) -> int:
        """The place of bytes from `start` on, beginning before `limit`; -1 when there are none."""
        while True:
            found = self.data.find(sought, start, limit)
            if found >= 0 or len(self.data) >= limit:
                return found
            start = max(start, len(self.data) - len(sought) + 1)
            if not self.more():
                return -1


class Gap(msgspec.Struct, frozen=True):
    """What stands before the next element: its first byte, and whether it is more than white space."""

    start: int
    end: int
    blank: bool


class Inside:
    """Walks the elements right inside the root, one after the other, from a place on."""

    def __init__(self, source: Source, encoding: str, limits: Limits) -> None:
        self._source = source
        self._encoding = encoding
        self._limits = limits

    def gap(self, start: int) -> Gap:
        """What stands from a place to the next start tag or end tag of an element.

        Raises `Unreadable` when the file ends there or the gap is too long.
        """
        source, place, blank = self._source, start, True
        while True:
            place = self._end_of_blank(place, start)
            if not source.data.startswith(b"<", place):
                place, blank = self._find(b"<", place, start), False
                continue
            source.at_least(place + len(b"<![CDATA["))
            ending = aside(source.data, place)
            if ending is None:
                return Gap(start, place, blank)
            place, blank = self._find(ending, place + 2, start) + len(ending), False

    def _end_of_blank(self, place: int, start: int) -> int:
        limit = start + self._limits.max_bytes_around + 1
        while True:
            found = _BLANK.match(self._source.data, place, limit)
            assert found is not None
            place = found.end()
            if place == limit:
                raise Unreadable(rules.PROLOG_TOO_LONG, start, limit=self._limits.max_bytes_around)
            if place < len(self._source.data):
                return place
            if not self._source.more():
                raise Unreadable(rules.TRUNCATED, place)

    def _find(self, sought: bytes, place: int, start: int) -> int:
        limit = start + self._limits.max_bytes_around
        found = self._source.find(sought, place, limit)
        if found >= 0:
            return found
        if len(self._source.data) >= limit:
            raise Unreadable(rules.PROLOG_TOO_LONG, start, limit=self._limits.max_bytes_around)
        raise Unreadable(rules.TRUNCATED, len(self._source.data))

    def name(self, place: int) -> str:
        """The local name of the element that begins at a place."""
        self._source.at_least(place + _FIRST_LOOK)
        found = _NAME.match(self._source.data, place)
        return found[1].decode("utf-8", "replace") if found else ""

    def likely_end(self, place: int) -> int | None:
        """Where a letter without attributes ends if it is as plain as it looks; no proof of it."""
        limit = self._limits.max_bytes_per_letter
        self._source.at_least(place + _FIRST_LOOK)
        tag = _PLAIN_TAG.match(self._source.data, place)
        if tag is None:
            return None
        closing = b"</%s>" % tag[1]
        found = self._source.find(closing, tag.end(), place + limit)
        return found + len(closing) if found >= 0 else None

    def end_of_letter(self, place: int) -> int:
        """Where the letter that begins at a place ends. Raises `Unreadable` when it is out of bounds."""
        return self._end(place, self._limits.max_bytes_per_letter, rules.LETTER_TOO_LARGE)

    def end_of_envelope(self, place: int) -> int:
        """Where the Envelope that begins at a place ends. Raises `Unreadable` as for a letter."""
        return self._end(place, self._limits.max_bytes_around, rules.PROLOG_TOO_LONG)

    def _blame_encoding(self, start: int, reached: int) -> None:
        """Says so when a part is not well-formed because its bytes are not in the declared encoding."""
        found = encodings.fault(
            self._source.data[start : start + reached + _LONGEST_CHARACTER], self._encoding
        )
        if found is not None and found[1] <= reached:
            raise Unreadable(found[0], start + found[1], encoding=self._encoding)

    def _end(self, place: int, limit: int, rule: Rule) -> int:
        survey, length, fed = Survey(self._encoding, self._limits), _FIRST_LOOK, 0
        while True:
            self._source.at_least(place + length)
            chunk = self._source.data[place + fed : place + length]
            try:
                survey.feed(chunk, last=not chunk)
            except Unreadable as fault:
                self._blame_encoding(place, fault.place)
                raise Unreadable(fault.rule, place + fault.place, **fault.parts) from None
            fed += len(chunk)
            if survey.end is not None and survey.end <= limit:
                return place + survey.end
            if fed > limit or survey.end is not None:
                raise Unreadable(rule, place, limit=limit)
            length = min(2 * length, length + _CHUNK)
