"""Bytes to letters: guard, split, read, and gather what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec
from lxml import etree

from labsvar.findings import Finding, Rule
from labsvar.formats.xml import encodings, fast, rules, slow
from labsvar.formats.xml.collect import Collector, shown
from labsvar.formats.xml.frame import Frame, frame_of, known_frame
from labsvar.formats.xml.limits import DEFAULT, Limits
from labsvar.formats.xml.model import Closing, EmessageRead, Head, LetterRead
from labsvar.formats.xml.parse import Wrapping, check_outside
from labsvar.formats.xml.prolog import Unreadable, end_of_blank, read_prolog
from labsvar.formats.xml.source import Gap, Inside, Readable, Source
from labsvar.formats.xml.trees import (
    envelope_node,
    is_receipt,
    letters_of,
    release_date,
    releases,
    version_named,
)
from labsvar.formats.xml.values import SPACE
from labsvar.letters.catalogue import BY_ROOT, RELEASES, AnyLetter
from labsvar.letters.common import Envelope
from labsvar.letters.lifting import exceeded, lifted
from labsvar.letters.version import LetterVersion

Item = Head | LetterRead | Closing

_LONGEST_TEXT_TOLD: Final = 100
_ENVELOPE: Final = b"<Envelope>"
_ENVELOPE_END: Final = b"</Envelope>"
_TAIL: Final = b"</Emessage>"
_PLUS: Final = "pluspositivkvitt"
_USUAL_BEGINNING: Final = 4096
_SHORTEST_ELEMENT: Final = len("<a/>")


def read(data: bytes, *, limits: Limits = DEFAULT) -> EmessageRead:
    """Reads a whole file. Whatever the bytes are, the answer is findings and never an exception."""
    head: Head | None = None
    closing: Closing | None = None
    letters: list[LetterRead] = []
    for item in _Reading(Source(data=data), limits).items():
        match item:
            case Head():
                head = item
            case LetterRead():
                letters.append(item)
            case Closing():
                closing = item
    assert head is not None
    assert closing is not None
    return EmessageRead(
        encoding=head.encoding,
        namespace=head.namespace,
        envelope=head.envelope,
        envelope_identifier=head.envelope_identifier,
        findings=(*head.findings, *closing.findings),
        letters=tuple(letters),
    )


def read_stream(source: Readable, *, limits: Limits = DEFAULT) -> Iterator[Item]:
    """Reads a file of any length letter by letter: a `Head`, each `LetterRead`, last a `Closing`.

    A fault late in a file comes after letters that were read well, so what is done with them has to
    wait for the `Closing` or be undone.
    """
    return _Reading(Source(stream=source), limits).items()


class _Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """Where a letter stands: its bytes, the name of its element, its place among the letters."""

    start: int
    end: int
    name: str
    index: int


class _Reading:
    """One pass over one file."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self._findings: list[Finding] = []
        self._found = 0
        self._seen: dict[str, int] = {}
        self._head = b""
        self._wants_receipt = False

    def items(self) -> Iterator[Item]:
        """Everything the file holds, in its order."""
        headed = complete = False
        told = 0
        try:
            frame, place, head = self._begin()
            headed, told = True, len(self._findings)
            yield head
            if place is not None:
                yield from self._letters(frame, place)
            complete = True
        except Unreadable as fault:
            line = self._source.line(fault.place)
            self._findings.append(fault.rule.at(line=line, path=None, **fault.parts))
        if not headed:
            yield _headless(self._findings)
            told = len(self._findings)
        yield Closing(findings=tuple(self._findings[told:]), complete=complete)

    def _begin(self) -> tuple[Frame, int | None, Head]:
        """Reads up to the end of the Envelope; the place is `None` when nothing follows."""
        source, limits = self._source, self._limits
        if len(source.data) > limits.max_bytes:
            raise Unreadable(rules.TOO_LARGE, 0, limit=limits.max_bytes)
        source.at_least(limits.max_bytes_around + 1)
        quick = self._begin_quickly()
        if quick is not None:
            return quick
        frame = frame_of(source.data, read_prolog(source.data, whole=source.whole, limits=limits))
        self._findings += frame.findings
        self._inside = Inside(source, frame.encoding, limits)
        if not frame.empty:
            place, envelope, identifier = self._envelope(frame, frame.tag_end)
            return frame, place, self._headed(frame, envelope, identifier)
        self._about_emessage(frame, rules.MISSING, name="Envelope", parent="Emessage")
        self._about_emessage(frame, rules.NO_LETTERS)
        self._epilog(frame.tag_end)
        return frame, None, self._headed(frame, None, None)

    def _begin_quickly(self) -> tuple[Frame, int, Head] | None:
        """The same for a file that begins as most do; `None` for any other."""
        data = self._source.data
        usual = min(_USUAL_BEGINNING, self._limits.max_bytes_around)
        start = data.find(_ENVELOPE, 0, usual)
        end = data.find(_ENVELOPE_END, start, start + usual) + len(_ENVELOPE_END)
        frame = known_frame(data[:start]) if start > 0 and end > start else None
        if frame is None:
            return None
        text = _decoded(data[start:end], frame.codec)
        envelope: Envelope | None = fast.read_envelope(frame.namespace, text) if text else None
        if envelope is None:
            return None
        self._inside = Inside(self._source, frame.encoding, self._limits)
        self._head = data[:end]
        return frame, end, self._headed(frame, envelope, envelope.identifier)

    def _headed(self, frame: Frame, envelope: Envelope | None, identifier: str | None) -> Head:
        self._wants_receipt = envelope is not None and envelope.acknowledgement_code == _PLUS
        return Head(
            encoding=frame.encoding,
            namespace=frame.namespace,
            envelope=envelope,
            envelope_identifier=identifier,
            findings=tuple(self._findings),
        )

    def _envelope(self, frame: Frame, start: int) -> tuple[int, Envelope | None, str | None]:
        """The Envelope when it is the first element, and the place after it."""
        gap = self._gap(frame, start)
        if self._source.data.startswith(b"</", gap.end) or self._inside.name(gap.end) != "Envelope":
            self._about_emessage(frame, rules.MISSING, name="Envelope", parent="Emessage")
            self._head = self._source.data[: gap.end]
            return gap.end, None, None
        end = self._inside.end_of_envelope(gap.end)
        self._head = self._source.data[:end]
        element = self._element(frame, gap.end, end)
        collector = self._collector(element, gap.end, "/Emessage/Envelope")
        node = envelope_node(frame.namespace)
        if element.tag == f"{{{frame.namespace}}}Envelope":
            envelope = slow.walk(node, element, frame.namespace, collector)
        else:
            envelope = None
            collector.add(rules.OTHER_NAMESPACE, element, name="Envelope", parent="Emessage")
        if frame.namespace in RELEASES:
            self._findings += collector.findings
        return end, envelope, _first(element, "Identifier")

    def _letters(self, frame: Frame, place: int) -> Iterator[LetterRead]:
        """Every letter from a place on, and then the end of the file."""
        source, index = self._source, 0
        while True:
            gap = self._gap(frame, place)
            if source.data.startswith(b"</", gap.end):
                break
            if index == self._limits.max_letters:
                raise Unreadable(rules.TOO_MANY_LETTERS, gap.end, limit=self._limits.max_letters)
            name = self._inside.name(gap.end)
            self._seen[name] = self._seen.get(name, 0) + 1
            if name == "Envelope":
                place = self._stray_envelope(gap.end)
                continue
            if self._wants_receipt and is_receipt(frame.namespace, name):
                self._refuse_receipt_for_receipt()
            place, letter = self._letter(frame, gap.end, name, index)
            self._count(letter.findings, gap.end)
            place = source.passed(place)
            index += 1
            yield letter
        if not index:
            self._about_emessage(frame, rules.NO_LETTERS)
        self._end(frame, gap.end)

    def _letter(self, frame: Frame, start: int, name: str, index: int) -> tuple[int, LetterRead]:
        """The letter that begins at a place, and the place after it."""
        if index == 0:
            self._head = self._source.data[:start]
        end = self._inside.likely_end(start)
        if end is not None:
            quick = self._quick_letter(frame, _Stretch(start=start, end=end, name=name, index=index))
            if quick is not None:
                return end, quick
        end = self._inside.end_of_letter(start)
        return end, self._slow_letter(frame, _Stretch(start=start, end=end, name=name, index=index))

    def _quick_letter(self, frame: Frame, place: _Stretch) -> LetterRead | None:
        """The letter when there is nothing wrong or unusual about it."""
        versions = BY_ROOT.get((frame.namespace, place.name), ())
        body = self._source.data[place.start : place.end]
        text = _decoded(body, frame.codec) if versions and self._few_elements(body) else None
        if text is None:
            return None
        for version in versions:
            letter: AnyLetter | None = fast.read_letter(version.code, text)
            if letter is not None:
                return LetterRead(
                    letter=letter,
                    version=version,
                    findings=(),
                    identifier=letter.letter.identifier,
                    version_code=letter.letter.version_code,
                    sender=letter.sender.ean_identifier,
                    receiver=letter.receiver.ean_identifier,
                    root=place.name,
                    index=place.index,
                    path=self._path(place),
                    line=self._source.line(place.start),
                    head=self._head,
                    body=body,
                    tail=_TAIL,
                )
        return None

    def _few_elements(self, body: bytes) -> bool:
        limit = self._limits.max_elements_per_letter
        return len(body) <= _SHORTEST_ELEMENT * limit or body.count(b"<") - body.count(b"</") <= limit

    def _slow_letter(self, frame: Frame, place: _Stretch) -> LetterRead:
        """The letter with all that is wrong about it."""
        element = self._element(frame, place.start, place.end)
        path = self._path(place)
        collector = self._collector(element, place.start, path)
        code = _first(element, "Letter", "VersionCode")
        version = version_named(frame.namespace, place.name, code or "")
        letter = self._judged(frame, element, place.name, version, collector)
        return LetterRead(
            letter=letter,
            version=version,
            findings=tuple(collector.findings),
            identifier=_first(element, "Letter", "Identifier"),
            version_code=code,
            sender=_first(element, "Sender", "EANIdentifier"),
            receiver=_first(element, "Receiver", "EANIdentifier"),
            root=place.name,
            index=place.index,
            path=path,
            line=self._source.line(place.start),
            head=self._head,
            body=self._source.data[place.start : place.end],
            tail=frame.tail,
        )

    def _path(self, place: _Stretch) -> str:
        """The XPath of a letter; its place among those of its name is given when there are several."""
        several = place.index > 0 or self._another_follows(place.end)
        path = f"/Emessage/{shown(place.name)}"
        return f"{path}[{self._seen[place.name]}]" if several else path

    def _judged(
        self,
        frame: Frame,
        element: etree._Element,
        name: str,
        version: LetterVersion | None,
        collector: Collector,
    ) -> AnyLetter | None:
        if frame.namespace not in RELEASES:
            date = release_date(frame.namespace)
            collector.add(rules.RELEASE, element, release=date, known=releases())
            return None
        if element.tag != f"{{{frame.namespace}}}{name}":
            collector.add(rules.OTHER_NAMESPACE, element, parent="Emessage")
            return None
        versions = BY_ROOT.get((frame.namespace, name))
        if versions is None:
            collector.add(rules.UNKNOWN_LETTER, element, known=letters_of(frame.namespace))
            return None
        official = version or versions[0]
        taken = lifted(official, self._limits.lifts)
        letter: AnyLetter | None = slow.walk(taken.tree, element, frame.namespace, collector)
        if letter is not None and taken is not official:
            self._tell_of_lifts(letter, official, element, collector)
        return letter

    def _tell_of_lifts(
        self, letter: AnyLetter, official: LetterVersion, element: etree._Element, collector: Collector
    ) -> None:
        """Notes what is beyond the standard and was taken all the same."""
        for each in exceeded(letter, official):
            finding = rules.LIFTED.at(
                line=collector.line(element),
                path=f"{collector.path(element)}/{each.path}",
                count=each.count,
                maximum=each.maximum,
            )
            collector.findings.append(finding)

    def _another_follows(self, end: int) -> bool:
        try:
            return not self._source.data.startswith(b"</", self._inside.gap(end).end)
        except Unreadable:
            return False

    def _stray_envelope(self, start: int) -> int:
        """Notes an Envelope that is not the first element; the place after it."""
        rule, parts = rules.TOO_MANY, {"name": "Envelope", "parent": "Emessage", "maximum": 1}
        if self._seen["Envelope"] == 1 and any(found.rule == rules.MISSING.id for found in self._findings):
            rule = rules.ORDER
        place = self._inside.end_of_envelope(start)
        line = self._source.line(start)
        found = rule.at(line=line, path="/Emessage/Envelope", **parts)
        self._findings.append(found)
        self._count((found,), start)
        return self._source.passed(place)

    def _refuse_receipt_for_receipt(self) -> None:
        """Notes once that the Envelope asks for a receipt and a receipt stands in it."""
        self._wants_receipt = False
        line = self._head.count(b"\n", 0, self._head.find(b"AcknowledgementCode")) + 1
        path = "/Emessage/Envelope/AcknowledgementCode"
        self._findings.append(rules.RECEIPT_FOR_RECEIPT.at(line=line, path=path))

    def _gap(self, frame: Frame, start: int) -> Gap:
        """What stands before the next element, once it is known to be nothing but layout and comments."""
        gap = self._inside.gap(start)
        if gap.blank:
            return gap
        self._check_bytes(gap.start, gap.end, frame.encoding)
        text = self._source.data[gap.start : gap.end].decode(frame.codec)
        between = self._parsed(frame.wrapping, text, gap.start).text
        if between and between.strip(SPACE):
            line = self._source.line(end_of_blank(self._source.data, gap.start))
            found = rules.TEXT.at(line=line, path="/Emessage", name="Emessage")
            self._findings.append(found)
            self._count((found,), gap.start)
        return gap

    def _end(self, frame: Frame, place: int) -> None:
        """Checks the end tag of the Emessage and what follows it."""
        self._source.at_least(place + len(frame.name) * 4 + self._limits.max_bytes_around + 2)
        if self._source.data.startswith(_TAIL, place) and frame.name == "Emessage":
            self._epilog(place + len(_TAIL))
            return
        closing = rb"</%s[ \t\r\n]*>" % re.escape(frame.name.encode(frame.codec))
        found = re.compile(closing).match(self._source.data, place)
        if found is None:
            whole = b">" in self._source.data[place:]
            reason = {"reason_da": "et sluttag passer ikke", "reason_en": "an end tag does not match"}
            raise Unreadable(rules.NOT_WELL_FORMED if whole else rules.TRUNCATED, place, **reason)
        self._epilog(found.end())

    def _epilog(self, place: int) -> None:
        limit = self._limits.max_bytes_around
        self._source.at_least(place + limit + 1)
        rest = self._source.data[place : place + limit + 1]
        if len(rest) > limit:
            raise Unreadable(rules.PROLOG_TOO_LONG, place, limit=limit)
        try:
            check_outside(b"", rest)
        except Unreadable as fault:
            raise Unreadable(fault.rule, place, **fault.parts) from None

    def _element(self, frame: Frame, start: int, end: int) -> etree._Element:
        """The element between two places, parsed."""
        self._check_bytes(start, end, frame.encoding)
        text = self._source.data[start:end].decode(frame.codec)
        return self._parsed(frame.wrapping, text, start)[0]

    def _parsed(self, around: Wrapping, part: str, start: int) -> etree._Element:
        try:
            return around.parsed(part)
        except Unreadable as fault:
            raise Unreadable(fault.rule, start + fault.place, **fault.parts) from None

    def _check_bytes(self, start: int, end: int, encoding: str) -> None:
        found = encodings.fault(self._source.data[start:end], encoding)
        if found is not None:
            rule, place = found
            raise Unreadable(rule, start + place, encoding=encoding)

    def _collector(self, element: etree._Element, start: int, path: str) -> Collector:
        line = self._source.line(start)
        return Collector(element, line=line, path=path, limit=self._limits.max_findings_per_letter)

    def _about_emessage(self, frame: Frame, rule: Rule, **parts: object) -> None:
        line = self._source.line(frame.tag_start)
        self._findings.append(rule.at(line=line, path="/Emessage", **parts))

    def _count(self, findings: tuple[Finding, ...], place: int) -> None:
        self._found += len(findings)
        if self._found > self._limits.max_findings:
            raise Unreadable(rules.TOO_MANY_FINDINGS, place, limit=self._limits.max_findings)


def _headless(findings: list[Finding]) -> Head:
    """The head of a file that is none."""
    return Head(
        encoding=None, namespace=None, envelope=None, envelope_identifier=None, findings=tuple(findings)
    )


def _first(element: etree._Element, *path: str) -> str | None:
    """The first text along a path of names, when there is one of a sane length."""
    found = next(slow.texts(element, *path), None)
    return found if found and len(found) <= _LONGEST_TEXT_TOLD else None


def _decoded(data: bytes, codec: str) -> str | None:
    """The text of bytes with single line ends, or `None` when they are not all in the encoding."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
