"""The frame of an interchange: UNA, UNB, where each message stands, UNZ; counts and references checked."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

import msgspec

from labsvar.findings import Finding, Rule
from labsvar.formats.edifact import rules, syntax
from labsvar.formats.edifact.syntax import STANDARD, Segment
from labsvar.formats.xml import rules as xml_rules
from labsvar.formats.xml.limits import Limits

REPERTOIRES: Final = ("UNOA", "UNOB", "UNOC")
_SYNTAX_VERSIONS: Final = ("1", "2", "3")
_BLANK: Final = " \t\r\n"
_DATE: Final = re.compile("[0-9]{6}", re.ASCII)
_TIME: Final = re.compile("([01][0-9]|2[0-3])[0-5][0-9]", re.ASCII)
_LOCATION_NUMBER: Final = "14"
_ACKNOWLEDGEMENT: Final = 9


class Broken(Exception):
    """The interchange cannot be read any further."""


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """Where one message stands: from its UNH to its last segment, and the places of all segments between.

    `cuts` holds start and end of each segment; `ended` tells whether the last of them is UNT.
    """

    start: int
    end: int
    cuts: tuple[tuple[int, int], ...]
    ended: bool


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What UNB says; parts that are missing are empty."""

    repertoire: str
    sender: str
    receiver: str
    date: str
    time: str
    identifier: str
    acknowledgement: str
    sound: bool


class Interchange:
    """The frame of one file. Walks the segments once; the messages are judged one by one afterwards."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.findings: list[Finding] = []
        self.service = STANDARD
        self.header: Header | None = None
        self.stretches: list[Stretch] = []
        self.text = ""
        self.head_end = 0
        self._data = data
        self._limits = limits
        self._unb: Segment | None = None
        self._unz: Segment | None = None
        self._marked, self._lines = 0, 1
        self._open: list[tuple[int, int]] = []
        self._outside_told = False
        self._around = 0

    def line(self, place: int) -> int:
        """The line of the file that a place is in, from one. Places are best asked for in their order."""
        if place < self._marked:
            self._marked, self._lines = 0, 1
        self._lines += self.text.count("\n", self._marked, place)
        self._marked = place
        return self._lines

    @cached_property
    def head(self) -> bytes:
        """The bytes before the first message."""
        return self.text[: self.head_end].encode("latin-1")

    @cached_property
    def tail(self) -> bytes:
        """A UNZ for one message alone."""
        assert self.header is not None
        return syntax.written([["1"], [self.header.identifier]], "UNZ", self.service).encode("latin-1")

    def body(self, stretch: Stretch) -> bytes:
        """The bytes of a message."""
        return self._data[stretch.start : stretch.end]

    def read(self) -> None:
        """Walks the whole file. What is found is in `findings`; what was read so far stays there."""
        try:
            self._begin()
            self._walk()
            self._check_end()
        except Broken:
            pass

    def add(self, rule: Rule, place: int, path: str | None, **parts: object) -> None:
        """Notes that a rule is broken at a place of the file."""
        line = self._data.count(b"\n", 0, place) + 1
        self.findings.append(rule.at(line=line, path=path, **parts))

    def _stop(self, rule: Rule, place: int, path: str | None = None, **parts: object) -> None:
        self.add(rule, place, path, **parts)
        raise Broken

    def _begin(self) -> None:
        """The encoding and UNA."""
        data, limits = self._data, self._limits
        if len(data) > limits.max_bytes:
            self._stop(xml_rules.TOO_LARGE, 0, limit=limits.max_bytes)
        fault = syntax.encoding_fault(data)
        if fault is not None:
            self._stop(*fault)
        self.text = data.decode("latin-1")
        self._start = len(self.text) - len(self.text.lstrip(_BLANK))
        if self._start > limits.max_bytes_around:
            self._stop(xml_rules.PROLOG_TOO_LONG, 0, limit=limits.max_bytes_around)
        if self.text.startswith("UNA", self._start):
            service = syntax.service_of(self.text[self._start : self._start + 9])
            if service is None:
                self._stop(rules.SERVICE, self._start, "UNA")
            else:
                self.service = service
            self._start += 9
            if self.service.decimal != ".":
                self.add(rules.DECIMAL, 0, "UNA")

    def _walk(self) -> None:
        """Every segment, by its tag."""
        end = len(self.text)
        for start, stop in syntax.cut(self.text, self.service, self._start, end):
            if stop == end:
                self._unfinished(start)
                return
            if self._unz is not None:
                self._stop(rules.AFTER_END, start)
            tag = self._tag(start)
            if self._unb is None:
                self._header(tag, start, stop)
            elif tag == "UNB":
                self._stop(rules.UNB_TWICE, start, "UNB")
            else:
                self._place(tag, start, stop)
        self._close(ended=False)

    def _place(self, tag: str, start: int, stop: int) -> None:
        """Puts a segment where it belongs: in a message, at the end, or nowhere."""
        if tag in ("UNH", "UNZ"):
            self._close(ended=False)
        if tag == "UNZ":
            self._unz = syntax.parse(self.text[start:stop], self.service, start)
        elif tag == "UNH":
            self._open.append((start, stop))
        elif self._open:
            self._open.append((start, stop))
            if tag == "UNT":
                self._close(ended=True)
        else:
            self._outside(tag, start, stop)

    def _outside(self, tag: str, start: int, stop: int) -> None:
        """Names what stands between the messages, once, and gives up when there is much of it."""
        self._around += stop - start + 1
        if self._around > self._limits.max_bytes_around:
            self._stop(xml_rules.PROLOG_TOO_LONG, start, limit=self._limits.max_bytes_around)
        if not self._outside_told:
            shown = tag if syntax.is_tag(tag) else "?"
            self.add(rules.OUTSIDE, start, shown, tag=shown)
            self._outside_told = True

    def _tag(self, start: int) -> str:
        """The tag of the segment that begins at a place."""
        return syntax.tag_at(self.text, start)

    def _unfinished(self, start: int) -> None:
        """The last segment has no terminator: nothing but blanks, or something cut off."""
        rest = self.text[start : start + self._limits.max_bytes_around + 1]
        blank = not rest.strip(_BLANK)
        self._close(ended=not blank)
        if blank:
            if len(rest) > self._limits.max_bytes_around:
                self._stop(xml_rules.PROLOG_TOO_LONG, start, limit=self._limits.max_bytes_around)
        elif self._unb is None:
            self._stop(rules.UNB_MISSING, start)
        else:
            self._stop(rules.AFTER_END if self._unz is not None else rules.TRUNCATED, start)

    def _close(self, *, ended: bool) -> None:
        """Ends the message that is open."""
        cuts, self._open = self._open, []
        if not cuts:
            return
        if len(self.stretches) == self._limits.max_letters:
            self._stop(xml_rules.TOO_MANY_LETTERS, cuts[0][0], limit=self._limits.max_letters)
        self.stretches.append(Stretch(start=cuts[0][0], end=cuts[-1][1] + 1, cuts=tuple(cuts), ended=ended))

    def _header(self, tag: str, start: int, stop: int) -> None:
        if tag != "UNB":
            self._stop(rules.UNB_MISSING, start)
        unb = self._unb = syntax.parse(self.text[start:stop], self.service, start)
        self.head_end = stop + 1
        self.header = self._read_header(unb)
        if unb.stray:
            self.add(rules.RELEASE, start, "UNB")
        if self.header.repertoire not in REPERTOIRES or unb.text(1, 2) not in _SYNTAX_VERSIONS:
            if self.header.repertoire:
                self._stop(rules.REPERTOIRE, start, "UNB+1.1")
        elif self.header.repertoire != "UNOC" and not self._data.isascii():
            self.add(rules.LETTERS, start, "UNB+1.1")

    def _read_header(self, unb: Segment) -> Header:
        date, time = unb.text(4, 1), unb.text(4, 2)
        missing = [
            words
            for words, present in (
                (("tegnsæt", "the repertoire"), unb.text(1, 1)),
                (("afsender", "the sender"), unb.text(2, 1) and unb.text(2, 2) == _LOCATION_NUMBER),
                (("modtager", "the receiver"), unb.text(3, 1) and unb.text(3, 2) == _LOCATION_NUMBER),
                (("dato og tid", "date and time"), _DATE.fullmatch(date) and _TIME.fullmatch(time)),
                (("kuvertnummer", "the envelope number"), unb.text(5, 1)),
            )
            if not present
        ]
        if missing:
            self.add(
                rules.UNB_INCOMPLETE,
                unb.place,
                "UNB",
                what_da=", ".join(da for da, _ in missing),
                what_en=", ".join(en for _, en in missing),
            )
        self._check_extra(unb)
        return Header(
            repertoire=unb.text(1, 1),
            sender=unb.text(2, 1),
            receiver=unb.text(3, 1),
            date=date,
            time=time,
            identifier=unb.text(5, 1),
            acknowledgement=unb.text(_ACKNOWLEDGEMENT, 1),
            sound=not missing,
        )

    def _check_extra(self, unb: Segment) -> None:
        used = {(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (4, 2), (5, 1), (_ACKNOWLEDGEMENT, 1)}
        for element, components in enumerate(unb.elements, 1):
            for component, text in enumerate(components, 1):
                if text and (element, component) not in used:
                    self.add(rules.UNB_EXTRA, unb.place, f"UNB+{element}.{component}")
                    return

    def _check_end(self) -> None:
        if self._unb is None:
            # Nothing but blanks, or nothing at all.
            self._stop(xml_rules.EMPTY if not self.text.strip(_BLANK) else rules.UNB_MISSING, 0)
        assert self.header is not None
        if not self.stretches:
            self.add(rules.NO_LETTERS, self.head_end - 1, "UNB")
        unz = self._unz
        if unz is None:
            self._stop(rules.UNZ_MISSING, len(self.text), "UNZ")
            return
        count, reference = unz.whole(1), unz.whole(2)
        if not count or not reference or len(unz.elements) > 2:
            self.add(rules.UNZ_INCOMPLETE, unz.place, "UNZ")
            return
        if count != str(len(self.stretches)) and count.lstrip("0") != str(len(self.stretches)):
            self.add(rules.UNZ_COUNT, unz.place, "UNZ+1.1", count=len(self.stretches))
        if self.header.identifier and reference != self.header.identifier:
            self.add(rules.UNZ_REFERENCE, unz.place, "UNZ+2.1")
