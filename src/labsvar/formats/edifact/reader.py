"""Bytes to letters: the frame first, then message by message along its table."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from typing import Any, Final

from msgspec.structs import replace

from labsvar.findings import Finding, has_errors
from labsvar.formats.edifact import fast, quick, rules, syntax
from labsvar.formats.edifact.build import Builder
from labsvar.formats.edifact.compile import Tied, looks_of
from labsvar.formats.edifact.fast import compiler_of
from labsvar.formats.edifact.interchange import Header, Interchange, Stretch
from labsvar.formats.edifact.message import Enough, Got, Message, Record
from labsvar.formats.edifact.slow import Walk
from labsvar.formats.edifact.syntax import STANDARD, Segment
from labsvar.formats.edifact.values import encoded
from labsvar.formats.model import EmessageRead, LetterRead
from labsvar.formats.xml import rules as xml_rules
from labsvar.formats.xml.limits import DEFAULT, Limits
from labsvar.formats.xml.trees import envelope_node
from labsvar.formats.xml.values import Fault, is_date, judge
from labsvar.letters.catalogue import RECEIPT_KINDS, AnyLetter
from labsvar.letters.common import Envelope
from labsvar.letters.element import DateTime
from labsvar.letters.release import RELEASE_2014
from labsvar.letters.segments import SEGMENTS_BY_CODE
from labsvar.letters.segments.model import Table
from labsvar.letters.version import Children, LetterVersion

# Assumption: two digits of a year from this on are of the 1900s, those below of the 2000s. No letter of
# these messages is older than the 1970s, and the pages of MedCom name none; the converter's own limit (20)
# took every letter from 2021 on for one of 1921.
PIVOT: Final = 70
_LATIN1: Final = "ISO-8859-1"
# As MedCom's version codes look (R0131K); other text in their place is not repeated.
_VERSION_CODE: Final = re.compile("[A-Z][0-9]{4}[A-Z]", re.ASCII)
_LONGEST_TOLD: Final = 100
# Of an EANIdentifier: a location number, or the name of a network.
_LONGEST_NAME: Final = 35


def read(data: bytes, *, limits: Limits = DEFAULT, pivot: int = PIVOT) -> EmessageRead:
    """Reads a whole interchange. Whatever the bytes are, the answer is findings and never an exception.

    `pivot` is the first two-digit year that is taken for one of the 1900s.
    """
    frame = _frame(data, limits)
    letters = _letters(frame, limits)
    envelope, findings = _envelope(frame, letters, pivot)
    known = next((letter.version for letter in letters if letter.version is not None), None)
    return EmessageRead(
        encoding=_LATIN1 if frame.text else None,
        namespace=known.release.namespace if known else None,
        envelope=envelope,
        envelope_identifier=_told(frame.header.identifier) if frame.header else None,
        findings=(*frame.findings, *findings),
        letters=tuple(letters),
        format="edifact",
    )


def _letters(frame: Interchange, limits: Limits) -> list[LetterRead]:
    """The messages, until there are more faults than are named."""
    letters: list[LetterRead] = []
    if frame.header is None or _is_unreadable(frame.findings):
        return letters
    found = 0
    for index, stretch in enumerate(frame.stretches):
        letter = _letter(frame, stretch, index, limits)
        letters.append(letter)
        found += len(letter.findings)
        if found > limits.max_findings:
            frame.add(xml_rules.TOO_MANY_FINDINGS, stretch.start, letter.path, limit=limits.max_findings)
            break
    return letters


def _frame(data: bytes, limits: Limits) -> Interchange:
    usual = quick.frame(data, limits)
    if usual is not None:
        return usual
    frame = Interchange(data, limits)
    frame.read()
    return frame


def _is_unreadable(findings: list[Finding]) -> bool:
    """Whether the letters are not even looked at."""
    return any(found.rule in (rules.UTF8.id, rules.CONTROL.id, rules.REPERTOIRE.id) for found in findings)


def _told(text: str) -> str | None:
    return text if 0 < len(text) <= _LONGEST_TOLD else None


def _envelope(
    frame: Interchange, letters: list[LetterRead], pivot: int
) -> tuple[Envelope | None, tuple[Finding, ...]]:
    """The envelope that UNB stands for, as the release of the first letter has it."""
    header = frame.header
    if header is None or not header.sound:
        return None, ()
    known = next((letter.version for letter in letters if letter.version is not None), None)
    release = known.release if known else RELEASE_2014
    content = envelope_node(release.namespace).content
    assert isinstance(content, Children)
    nodes = {node.name: node for node in content.particles if hasattr(node, "name")}
    findings: list[Finding] = []
    line = frame.line(frame.head_end - 1)
    acknowledgement = {"1": "pluspositivkvitt", "0": "minuspositivkvitt", "": "minuspositivkvitt"}
    for name, place, value in (
        ("Identifier", "UNB+5.1", header.identifier),
        ("AcknowledgementCode", "UNB+9.1", acknowledgement.get(header.acknowledgement, "?")),
    ):
        node: Any = nodes[name]
        judged = judge(node.content, value)
        if isinstance(judged, Fault):
            findings.append(judged.rule.at(line=line, path=place, name=name, **judged.parts))
    receipts = any(letter.version is not None and letter.version.kind in RECEIPT_KINDS for letter in letters)
    if receipts and header.acknowledgement == "1":
        findings.append(xml_rules.RECEIPT_FOR_RECEIPT.at(line=line, path="UNB+9.1"))
    date = date_of_header(header, pivot)
    if not is_date(date):
        findings.append(
            rules.UNB_INCOMPLETE.at(line=line, path="UNB+4.1", what_da="dato og tid", what_en="date and time")
        )
    if findings:
        return None, tuple(findings)
    return (
        Envelope(
            sent=DateTime(date=date, time=f"{header.time[:2]}:{header.time[2:]}"),
            identifier=header.identifier,
            acknowledgement_code=acknowledgement[header.acknowledgement],
        ),
        (),
    )


def date_of_header(header: Header, pivot: int) -> str:
    """The date of UNB with the century that the pivot gives it."""
    year, month, day = header.date[:2], header.date[2:4], header.date[4:]
    return f"{'19' if int(year) >= pivot else '20'}{year}-{month}-{day}"


def _letter(frame: Interchange, stretch: Stretch, index: int, limits: Limits) -> LetterRead:
    """One message: by the fast reader when there is nothing unusual about it, or else by the slow one."""
    if stretch.end - stretch.start <= limits.max_bytes_per_letter and frame.service == STANDARD:
        letter = _quick_letter(frame, stretch, index, limits)
        if letter is not None:
            return letter
    return _slow_letter(frame, stretch, index, limits)


def _quick_letter(frame: Interchange, stretch: Stretch, index: int, limits: Limits) -> LetterRead | None:
    code, header = quick.code_of(frame.text, stretch), frame.header
    assert header is not None
    if code not in SEGMENTS_BY_CODE or not header.sound or _too_many(frame, stretch, limits):
        return None
    if len(header.sender) > _LONGEST_NAME or len(header.receiver) > _LONGEST_NAME:
        return None
    text = quick.one_line(frame.text, stretch)
    letter = fast.read_letter(code, text, header.sender, header.receiver)
    if letter is None:
        return None
    version = SEGMENTS_BY_CODE[code].version
    return LetterRead(
        letter=letter,
        version=version,
        findings=(),
        identifier=letter.letter.identifier,
        version_code=code,
        sender=header.sender,
        receiver=header.receiver,
        root=version.root_name,
        index=index,
        path=f"UNH[{index + 1}]",
        line=frame.line(stretch.start),
        head=frame.head,
        body=frame.body(stretch),
        tail=frame.tail,
    )


def _slow_letter(frame: Interchange, stretch: Stretch, index: int, limits: Limits) -> LetterRead:
    """One message, judged."""
    header = frame.header
    assert header is not None
    findings: list[Finding] = []
    line = frame.line(stretch.start)
    path = f"UNH[{index + 1}]"
    parts: dict[str, Any] = {"letter": None, "version": None, "identifier": None, "version_code": None}
    changes: tuple[Any, ...] = ()
    if _too_many(frame, stretch, limits):
        limit = limits.max_elements_per_letter
        findings.append(rules.TOO_MANY_SEGMENTS.at(line=line, path=path, limit=limit))
    elif stretch.end - stretch.start > limits.max_bytes_per_letter:
        limit = limits.max_bytes_per_letter
        findings.append(xml_rules.LETTER_TOO_LARGE.at(line=line, path=path, limit=limit))
    else:
        judge_ = _Judge(frame, stretch, index, limits)
        parts = judge_.parts()
        findings, changes = judge_.message.findings, tuple(judge_.message.changes)
    version: LetterVersion | None = parts["version"]
    return LetterRead(
        **parts,
        findings=tuple(findings),
        sender=_told(header.sender),
        receiver=_told(header.receiver),
        root=version.root_name if version else "",
        index=index,
        path=path,
        line=line,
        head=frame.head,
        body=frame.body(stretch),
        tail=frame.tail,
        changes=changes,
    )


def walked(letter: LetterRead) -> tuple[Message, Record, Children] | None:
    """The segments of a letter that was read, what each element held, and the declaration of its root.

    `None` when its version has no table, or its bytes are no message any more. Lines count from the
    beginning of `letter.raw`.
    """
    table, size = SEGMENTS_BY_CODE.get(letter.version_code or ""), len(letter.raw)
    if table is None:
        return None
    frame = _frame(letter.raw, replace(DEFAULT, max_bytes=size, max_bytes_per_letter=size))
    if frame.header is None or not frame.stretches:
        return None
    again = _Judge(frame, frame.stretches[0], letter.index, DEFAULT)
    compiler = compiler_of(table.code)
    record = Record(0)
    with suppress(Enough):
        record = Walk(compiler, again.message).letter()
        again.head(record)
    return again.message, record, compiler.root


def _too_many(frame: Interchange, stretch: Stretch, limits: Limits) -> bool:
    service = frame.service
    count = frame.text.count
    # Two characters hold at most one mark.
    if stretch.end - stretch.start <= limits.max_elements_per_letter:
        return False
    marks = (service.element, service.component, service.terminator)
    return sum(count(mark, stretch.start, stretch.end) for mark in marks) > limits.max_elements_per_letter


class _Judge:
    """Reads one message and names what is wrong with it."""

    def __init__(self, frame: Interchange, stretch: Stretch, index: int, limits: Limits) -> None:
        text, service = frame.text, frame.service
        cuts = stretch.cuts or syntax.cut(text, service, stretch.start, stretch.end)
        segments = [syntax.parse(text[start:end], service, start) for start, end in cuts]
        self._last = segments[-1]
        self._ended = stretch.ended and len(segments) > 1
        self._frame = frame
        self._unh = segments[0]
        self.message = Message(
            segments,
            number=index + 1,
            line=frame.line(stretch.start),
            text=text,
            start=stretch.start,
            limit=limits.max_findings_per_letter,
        )

    def parts(self) -> dict[str, Any]:
        """The letter, its version, its number and version code, as far as they can be read."""
        unh = self._unh
        code = unh.text(2, 5)
        table = SEGMENTS_BY_CODE.get(code)
        letter: AnyLetter | None = None
        with suppress(Enough):
            letter = self._read(table)
        if has_errors(self.message.findings):
            letter = None
        return {
            "letter": letter,
            "version": table.version if table else None,
            "identifier": _told(unh.whole(1)),
            "version_code": _told(code),
        }

    def _read(self, table: Table | None) -> AnyLetter | None:
        self._check_frame()
        for number, segment in enumerate(self.message.segments):
            if segment.stray:
                self.message.add(rules.RELEASE, number)
            if not syntax.is_tag(segment.tag):
                self.message.add(rules.TAG, number)
        unh = self._unh
        if not unh.whole(1) or not unh.text(2, 1) or not unh.text(2, 5):
            self.message.add(rules.UNH_INCOMPLETE, 0)
            return None
        if table is None:
            self._unknown(unh)
            return None
        expected = ":".join((table.message, "D", "93A", table.agency, table.code))
        if ":".join(unh.elements[1]) != expected:
            self.message.add(rules.MESSAGE_TYPE, Got("", 0, 2, 1), expected=expected)
        return self._by_table(table)

    def _unknown(self, unh: Segment) -> None:
        code = unh.text(2, 5)
        name = code if _VERSION_CODE.fullmatch(code) else "?"
        known = ", ".join(SEGMENTS_BY_CODE)
        self.message.add(rules.UNKNOWN_MESSAGE, 0, name=name, known=known)

    def _check_frame(self) -> None:
        """UNT against UNH and against the number of segments."""
        unt, last = self._last, len(self.message.segments) - 1
        if unt.tag != "UNT" or not self._ended:
            self.message.add(rules.UNT_MISSING, last)
            return
        count, reference = unt.whole(1), unt.whole(2)
        if not count or not reference or len(unt.elements) > 2:
            self.message.add(rules.UNT_INCOMPLETE, last)
            return
        number = self._unh.whole(1)
        if number and reference != number:
            self.message.add(rules.UNT_REFERENCE, last)
        if count.lstrip("0") != str(last + 1):
            self.message.add(rules.UNT_COUNT, last, count=last + 1)

    def _by_table(self, table: Table) -> AnyLetter | None:
        compiler = compiler_of(table.code)
        walk = Walk(compiler, self.message)
        record = walk.letter()
        self.head(record)
        builder = Builder(self.message, looks_of(_tied(table.code)))
        letter: AnyLetter | None = builder.struct(compiler.root, record)
        if letter is not None:
            self._compare(walk, letter)
        return letter

    def head(self, record: Record) -> None:
        """What UNH and UNB say: number, statistical code, sender and receiver."""
        header, unh = self._frame.header, self._unh
        assert header is not None
        head = record.setdefault("letter", Record(0))
        head["identifier"] = Got(unh.whole(1), 0, 1, 1)
        head["statistical_code"] = Got("X" + unh.whole(3), 0, 3, 1)
        if not unh.whole(3):
            del head["statistical_code"]
        for name, value in (("sender", header.sender), ("receiver", header.receiver)):
            record.setdefault(name, Record(0))["ean_identifier"] = Got(value, 0)
        for number, element in enumerate(unh.elements[3:], 4):
            if any(element):
                place = Got("", 0, number, 1)
                self.message.add(rules.OUTSIDE, place, tag="UNH")

    def _compare(self, walk: Walk, letter: AnyLetter) -> None:
        """Tells of implied values that differ from what the rest of the letter says."""
        for steps, slot, got in walk.implied_places():
            part: Any = letter
            for step in steps:
                part = part[step] if isinstance(step, int) else getattr(part, step)
            assert slot.expected is not None
            expected = slot.expected(part)
            if not got.text:
                if expected is not None:
                    self.message.note(
                        "assumed",
                        got,
                        da="værdien mangler; den følger af resten",
                        en="the value is missing; it follows from the rest",
                    )
            elif expected is None or ":".join(encoded(slot.codec, expected)) != got.text:
                self.message.note(
                    "lost",
                    got,
                    da="brevet har intet element til værdien, som ikke følger af resten",
                    en="the letter has no element for the value, which does not follow from the rest",
                )


@cache
def _tied(code: str) -> tuple[Tied, ...]:
    compiler = compiler_of(code)
    return compiler.rows(compiler.table.rows, compiler.root)
