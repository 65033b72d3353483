"""One message while it is read: its segments, what was found in it, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from labsvar.findings import Finding, Rule
from labsvar.formats.changes import Change, ChangeKind
from labsvar.formats.edifact.syntax import Segment
from labsvar.formats.xml import rules as xml_rules

_TRIGGER: Final = re.compile("S[0-9]{2}")


class Enough(Exception):
    """There are as many findings as are named."""


class Got(NamedTuple):
    """The text of a value and where it stands: number of the segment in the message, element, component."""

    text: str
    segment: int
    element: int = 0
    component: int = 0


class Ready(NamedTuple):
    """A value that needs no more reading, and the number of its segment."""

    value: Any
    segment: int


class Bad(NamedTuple):
    """A value that was found faulty already."""

    segment: int


class Record(dict[str, Any]):
    """What was read of one element, by struct fields: `Got`, `Ready`, `Bad`, records, or lists of them.

    `segment` is the number of the segment that began it.
    """

    def __init__(self, segment: int) -> None:
        super().__init__()
        self.segment = segment


class Message:
    """The segments of one message, UNH first, and the findings and changes it gives rise to.

    `end` is the number of the segment after the last one that the table is about.

    A place is written `UNH[1]/S16[1]/INV[3]+2.4`: the message in the file, the trigger of the group with
    its number among those of its name in the message, the segment with its number among those of its
    tag in the message, and element and component counted from one after the tag.
    """

    def __init__(
        self, segments: Sequence[Segment], *, number: int, line: int, text: str, start: int, limit: int
    ) -> None:
        self.segments = segments
        self.end = len(segments) - (segments[-1].tag == "UNT")
        self.number = number
        self.findings: list[Finding] = []
        self.changes: list[Change] = []
        self._line = line
        self._text = text
        self._start = start
        self._limit = limit
        self._names: list[str] | None = None
        self._lines: list[int] = []

    def add(self, rule: Rule, place: Got | int, **parts: object) -> None:
        """Notes that a rule is broken at a value or a segment."""
        if len(self.findings) == self._limit:
            self.findings.append(
                xml_rules.MORE_FINDINGS.at(line=self._line, path=self.top, limit=self._limit)
            )
            raise Enough
        number = place if isinstance(place, int) else place.segment
        self.findings.append(rule.at(line=self.line(number), path=self.path(place), **parts))

    def note(self, kind: ChangeKind, place: Got | int, *, da: str, en: str) -> None:
        """Tells what reading did with something."""
        self.changes.append(Change(kind=kind, path=self.path(place), da=da, en=en))

    @property
    def top(self) -> str:
        """The place of the message itself."""
        return f"UNH[{self.number}]"

    def line(self, number: int) -> int:
        """The line of the file that a segment begins in."""
        if not self._lines:
            self._lines = list(self._line_numbers())
        return self._lines[min(number, len(self._lines) - 1)]

    def _line_numbers(self) -> Iterator[int]:
        line, place = self._line, self._start
        for segment in self.segments:
            line += self._text.count("\n", place, segment.place)
            place = segment.place
            yield line

    def path(self, place: Got | int) -> str:
        """A place as it is written in findings."""
        if self._names is None:
            self._names = self._named()
        number = place if isinstance(place, int) else place.segment
        if number >= len(self._names):
            return self.top
        name = self._names[number]
        if isinstance(place, int) or not place.element:
            return name
        return f"{name}+{place.element}.{place.component}"

    def _named(self) -> list[str]:
        counts: dict[str, int] = {}
        group = self.top
        names = []
        for segment in self.segments:
            tag = segment.shown[:3]
            counts[tag] = counts.get(tag, 0) + 1
            if tag == "UNH":
                names.append(self.top)
            elif _TRIGGER.fullmatch(tag):
                group = f"{self.top}/{tag}[{counts[tag]}]"
                names.append(group)
            else:
                names.append(f"{group}/{tag}[{counts[tag]}]")
        return names


def part_of(record: Record, steps: Sequence[str], segment: int) -> Record:
    """The record at the end of a path, made where it is not there."""
    for step in steps:
        inner = record.get(step)
        if not isinstance(inner, Record):
            inner = record[step] = Record(segment)
        record = inner
    return record


def put(record: Record, steps: Sequence[str], value: Got | Ready | Bad | Record) -> None:
    """Puts a value at the end of a path."""
    part_of(record, steps[:-1], value.segment)[steps[-1]] = value


def leaf(record: Record, steps: Sequence[str]) -> Got | None:
    """The text at the end of a path, `None` when there is none."""
    inner: Any = record
    for step in steps:
        if not isinstance(inner, Record):
            return None
        inner = inner.get(step)
    return inner if isinstance(inner, Got) else None


def ways(record: Record, way: tuple[str | int, ...]) -> Iterator[tuple[int, tuple[str | int, ...]]]:
    """The way from the letter to every record in it."""
    yield id(record), way
    for name, value in record.items():
        if isinstance(value, Record):
            yield from ways(value, (*way, name))
        elif isinstance(value, list):
            for index, one in enumerate(value):
                if isinstance(one, Record):
                    yield from ways(one, (*way, name, index))
