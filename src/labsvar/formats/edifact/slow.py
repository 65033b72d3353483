"""The slow reader: walks the segments of a message along its table, never gives up, and names every fault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from labsvar.formats.edifact import table_rules
from labsvar.formats.edifact.compile import (
    Band,
    Choose,
    Code,
    Compiler,
    Key,
    Lines,
    Notes,
    Part,
    Path,
    Slot,
    Tied,
    is_frame,
    key_of,
    may_be_empty,
    steps_of,
)
from labsvar.formats.edifact.levels import Level, most, says, texts_of
from labsvar.formats.edifact.message import Bad, Enough, Got, Message, Ready, Record, leaf, part_of, put, ways
from labsvar.formats.edifact.syntax import Segment
from labsvar.formats.edifact.values import CannotRead, date_of, decoded, time_of
from labsvar.formats.xml import rules as xml_rules
from labsvar.letters.segments import freetext
from labsvar.letters.segments.model import Row
from labsvar.letters.version import Children, Text

_TRIGGER_LENGTH: Final = 3


class Walk:
    """One pass over the segments of a message. Also what a special codec reads from (`Reading`)."""

    def __init__(self, compiler: Compiler, message: Message) -> None:
        self.message = message
        self._compiler = compiler
        self._segments = message.segments[: message.end]
        self._at = 1
        self._levels: list[Level] = []
        self._counters: dict[str, int] = {}
        self._variables: dict[str, Got] = {}
        self._table = compiler.table
        self._implied: list[tuple[Record, Slot, Got]] = []
        self._ways: dict[int, tuple[str | int, ...]] = {}

    def letter(self) -> Record:
        """The record of the whole letter."""
        record = Record(0)
        rows = self._compiler.rows(self._table.rows, self._compiler.root)
        level = Level(rows, record)
        self._level(level)
        self._tell_missing(level)
        if self._implied:
            self._ways = dict(ways(record, ()))
        return record

    def implied_places(self) -> Iterator[tuple[tuple[str | int, ...], Slot, Got]]:
        """The implied values that were read, each with the way to the struct it follows from."""
        for record, slot, got in self._implied:
            yield self._ways[id(record)], slot, got

    # What a special codec may ask.

    @property
    def more(self) -> bool:
        """Whether there is a next segment."""
        return self._at < len(self._segments)

    def ahead(self, *keys: str) -> bool:
        """Whether the segments from here on have these keys."""
        return self._starts(tuple(key_of(key) for key in keys))

    def tag(self, *, ahead: int = 0) -> str:
        """The tag of the next segment, or of one `ahead` of it."""
        place = self._at + ahead
        return self._segments[place].tag if place < len(self._segments) else ""

    def text(self, element: int, component: int, *, ahead: int = 0) -> str:
        """The text of a component of the next segment, or of one `ahead` of it."""
        place = self._at + ahead
        return self._segments[place].text(element, component) if place < len(self._segments) else ""

    def record(self) -> Record:
        """An empty record that begins here."""
        return Record(self._at)

    def value(self, element: int, component: int, text: str | None = None) -> Got:
        """The value of a component of the next segment, or another text that it stands for."""
        given = self.text(element, component) if text is None else text
        return Got(given, self._at, element, component)

    def take(self, *places: tuple[int, int]) -> None:
        """Passes the next segment, of which these places were read; what stands in others is an error."""
        self._places(frozenset(places), self._segments[self._at], self._at)
        self._at += 1

    def rows(self, rows: tuple[Row, ...], part: Record, content: Children) -> None:
        """Reads the segments that rows describe from here on."""
        level = Level(self._compiler.rows(rows, content), part, special=True)
        self._level(level)
        self._tell_missing(level)
        self._variables = level.variables

    def variable(self, name: str) -> str | None:
        """The variable of the rows read last."""
        got = self._variables.get(name)
        return None if got is None else got.text

    def lost(self, da: str, en: str) -> None:
        """Tells that something in the segment before this one has no place in the letter."""
        self.message.note("lost", self._at - 1, da=da, en=en)

    def assumed(self, da: str, en: str) -> None:
        """Tells what was taken for granted about the segment before this one."""
        self.message.note("assumed", self._at - 1, da=da, en=en)

    def skip(self) -> None:
        """Names a segment as one that has no place here; of a group that has none, names its trigger only."""
        segment = self._segments[self._at]
        self.message.add(table_rules.UNEXPECTED, self._at, segment=segment.shown, code=self._table.code)
        self._at += 1
        if _is_trigger(segment):
            while self.more and not _is_trigger(self._segments[self._at]) and not self._known():
                self._at += 1

    # The walk.

    def _level(self, level: Level) -> None:
        """Reads segments for as long as they belong to the rows of this level."""
        self._levels.append(level)
        try:
            while self.more:
                number = self._row(level)
                if number is not None:
                    self._take(level, number)
                elif any(self._row(outer) is not None for outer in self._levels[:-1]):
                    break
                elif not self._repeated(level):
                    # What rows within a special codec do not know may be known to the codec.
                    if any(one.special for one in self._levels):
                        break
                    self.skip()
        finally:
            self._levels.pop()

    def _row(self, level: Level) -> int | None:
        """The row that the next segment belongs to: the next one that fits, or else one passed over."""
        passed: int | None = None
        for number in level.by_tag.get(self._segments[self._at].tag, ()):
            row = level.rows[number]
            if level.counts[number] >= most(row) or not self._fits(row):
                continue
            if number >= level.cursor:
                return number
            if passed is None:
                passed = number
        return passed

    def _known(self) -> bool:
        return any(self._row(level) is not None for level in self._levels)

    def _repeated(self, level: Level) -> bool:
        """Passes over a segment that has its row here, but stands too often. A trigger begins a group."""
        if _is_trigger(self._segments[self._at]):
            return False
        for row, count in zip(level.rows, level.counts, strict=True):
            if isinstance(row, Part) and count >= row.maximum and self._fits(row):
                segment = self._segments[self._at]
                self.message.add(table_rules.REPEATED, self._at, segment=segment.shown, maximum=row.maximum)
                self._at += 1
                return True
        return False

    def _fits(self, row: Tied) -> bool:
        match row:
            case Part(key=key):
                return self._has(key, 0)
            case Choose(parts):
                return any(self._has(part.key, 0) for part in parts)
            case Lines(part=part):
                return self._has(part.key, 0)
            case Notes(keys=keys):
                return any(self._has(key, 0) for key in keys)
            case Band(starts=several) | Code(starts=several):
                return any(self._starts(starts) for starts in several)

    def _starts(self, keys: Sequence[Key]) -> bool:
        return all(self._has(key, ahead) for ahead, key in enumerate(keys))

    def _has(self, key: Key, ahead: int) -> bool:
        place = self._at + ahead
        if place >= len(self._segments):
            return False
        segment = self._segments[place]
        return segment.tag == key.tag and all(segment.text(*where) == text for where, text in key.places)

    def _take(self, level: Level, number: int) -> None:
        row = level.rows[number]
        if number < level.cursor:
            shown = self._segments[self._at].shown
            self.message.add(table_rules.ORDER, self._at, segment=shown)
        else:
            level.cursor = number
        level.counts[number] += 1
        match row:
            case Part():
                self._part(row, level)
            case Choose(parts):
                # The most particular key wins, so that an alternative of more constants may stand anywhere.
                fitting = [part for part in parts if self._has(part.key, 0)]
                self._part(max(fitting, key=lambda part: len(part.key.places)), level)
            case Lines():
                self._lines(row, level)
            case Notes():
                self._notes(row, level)
            case Band():
                self._band(row, level)
            case Code(row=special, path=path, content=content):
                before = self._at
                special.read(self, part_of(level.record, steps_of(path), self._at), content)
                if self._at == before:
                    # What looked like its own was not: passed over here, or it would be asked for ever.
                    self.skip()

    def _band(self, row: Band, level: Level) -> None:
        if row.many:
            assert row.path is not None
            inner = Record(self._at)
            parent = part_of(level.record, row.path.steps[:-1], self._at)
            several = parent.setdefault(row.path.steps[-1], [])
            self._check_number(row.path, len(several) + 1)
            several.append(inner)
        else:
            inner = part_of(level.record, steps_of(row.path), self._at)
        below = Level(row.rows, inner)
        self._level(below)
        self._tell_missing(below)
        for derive in row.derived:
            self._derive(derive, below)

    def _check_number(self, path: Path, number: int) -> None:
        """Stops at the first group too many: what follows it would be read for nothing."""
        if number > path.node.maximum:
            self.message.add(
                xml_rules.TOO_MANY, self._at, name=path.node.name, parent="", maximum=path.node.maximum
            )
            raise Enough

    def _derive(self, derive: Any, level: Level) -> None:
        given = [
            level.variables.get(of[1:]) if isinstance(of, str) else leaf(level.record, of.steps)
            for of in derive.of
        ]
        place = next((got for got in given if got is not None), level.record.segment)
        try:
            value = derive.row.read(*(None if got is None else got.text for got in given))
        except ValueError:
            names = "+".join(str(of).lstrip("$") for of in derive.of if isinstance(of, str))
            self.message.add(table_rules.DERIVED, place, name=derive.into.node.name, segment=names.upper())
            put(level.record, derive.into.steps, Bad(level.record.segment))
            return
        if value is not None:
            put(
                level.record,
                derive.into.steps,
                Got(value, place if isinstance(place, int) else place.segment),
            )

    def _tell_missing(self, level: Level) -> None:
        """Warns of segments without values that have to stand."""
        for row, count in zip(level.rows, level.counts, strict=True):
            if count:
                continue
            if isinstance(row, Part) and is_frame(row):
                self._missing(level, row)
            elif isinstance(row, Band) and row.row.always and isinstance(row.rows[0], Part):
                self._missing(level, row.rows[0])

    def _missing(self, level: Level, row: Part) -> None:
        self.message.add(table_rules.SEGMENT_MISSING, level.record.segment, segment=row.key.tag)

    # Segments.

    def _part(self, part: Part, level: Level) -> None:
        """Takes one segment: checks its constants, takes its values."""
        number, segment = self._at, self._segments[self._at]
        self._at += 1
        self._places(part.places, segment, number)
        for place, constant in part.constants.items():
            if segment.text(*place) != constant:
                self._constant(part, segment, Got(segment.text(*place), number, *place), constant)
        for slot in part.slots:
            self._slot(slot, segment, number, level)
        if may_be_empty(part) and not says(part, segment):
            self.message.add(table_rules.EMPTY_SEGMENT, number, segment=segment.shown)
        for path, value in part.sets:
            put(level.record, path.steps, Got(value, number))

    def _constant(self, part: Part, segment: Segment, got: Got, constant: str) -> None:
        where = f"{got.element}.{got.component}"
        if got.text:
            self.message.add(table_rules.CONSTANT, got, segment=segment.shown, constant=constant, where=where)
        elif got.element not in part.bound or any(
            (segment.elements[got.element - 1 : got.element] or [[]])[0]
        ):
            self.message.add(
                table_rules.CONSTANT_MISSING, got, segment=segment.shown, constant=constant, where=where
            )

    def _places(self, places: frozenset[tuple[int, int]], segment: Segment, number: int) -> None:
        """Names what stands in a place that has nothing."""
        for element, components in enumerate(segment.elements, 1):
            for component, text in enumerate(components, 1):
                if text and (element, component) not in places:
                    got = Got(text, number, element, component)
                    self.message.add(table_rules.NO_PLACE, got, segment=segment.shown, code=self._table.code)

    def _slot(self, slot: Slot, segment: Segment, number: int, level: Level) -> None:
        element, component = slot.place
        texts = texts_of(slot, segment)
        if not any(texts):
            if slot.kind == "counter":
                self._counted(slot, Got("", number, element, component), segment)
            elif slot.kind == "implied":
                self._implied.append((level.record, slot, Got("", number, element, component)))
            return
        while not texts[-1]:
            texts.pop()
        got = Got(":".join(texts), number, element, component)
        match slot.kind:
            case "variable":
                level.variables[slot.name] = got
            case "counter":
                self._counted(slot, got, segment)
            case "implied":
                self._implied.append((level.record, slot, got))
            case _:
                assert slot.path is not None
                value = self._read(slot, got, texts)
                if slot.repeated:
                    parent = part_of(level.record, slot.path.steps[:-1], number)
                    parent.setdefault(slot.path.steps[-1], []).append(value)
                else:
                    before = leaf(level.record, slot.path.steps)
                    if before is not None and isinstance(value, Got) and before.text != value.text:
                        self.message.add(table_rules.TWICE, got, name=slot.name)
                    put(level.record, slot.path.steps, value)

    def _counted(self, slot: Slot, got: Got, segment: Segment) -> None:
        expected = self._counters[slot.name] = self._counters.get(slot.name, 0) + 1
        if got.text != str(expected):
            self.message.add(table_rules.NUMBER, got, segment=segment.shown, expected=expected)

    def _read(self, slot: Slot, got: Got, texts: list[str]) -> Any:
        """The value of a slot: what its codec makes of the text."""
        try:
            if slot.kind == "time":
                date, time = time_of(got.text)
                made = Record(got.segment)
                made["date"], made["time"] = got._replace(text=date), got._replace(text=time)
                return made
            if slot.kind == "date":
                return got._replace(text=date_of(got.text))
            assert slot.path is not None
            assert isinstance(slot.path.node.content, Text)
            return got._replace(text=decoded(slot.codec, texts, slot.path.node.content))
        except CannotRead as fault:
            parts: dict[str, Any] = {"name": slot.name, "code": self._table.code, **fault.parts}
            self.message.add(fault.rule, got, **parts)
            return Bad(got.segment)

    # Free text.

    def _lines(self, row: Lines, level: Level) -> None:
        """Takes FTX segments with the same qualifier as one text."""
        first = self._at
        texts: list[tuple[str, list[str]]] = []
        head = self._segments[first].text(1, 1)
        while self.more and len(texts) < row.row.maximum and self._has(row.part.key, 0):
            segment = self._segments[self._at]
            if segment.text(1, 1) != head:
                break
            if self._at == first:
                for slot in row.part.slots:
                    self._slot(slot, segment, first, level)
            texts.append(self._text(segment))
            if not (texts[-1][1] or row.row.always or row.path.node.minimum or says(row.part, segment)):
                self.message.add(table_rules.EMPTY_SEGMENT, self._at - 1, segment=segment.shown)
        if row.row.joined:
            lines = freetext.lines(component for _, components in texts for component in components)
            value: Any = Got(" ".join(lines), first, 4, 1)
        else:
            text = self._mixed(row, texts, first, formatted=row.row.formatted)
            if not text and (row.row.always or not row.path.node.minimum):
                return
            value = Ready(text, first)
        put(level.record, row.path.steps, value)

    def _text(self, segment: Segment) -> tuple[str, list[str]]:
        """The format code and the components of an FTX segment, which is passed."""
        number = self._at
        self._at += 1
        allowed = {(1, 1), (2, 1), *((4, component) for component in range(1, freetext.MOST + 1))}
        self._places(frozenset(allowed), segment, number)
        components = segment.elements[3][: freetext.MOST] if len(segment.elements) > 3 else []
        for place, text in enumerate(components, 1):
            if len(text) > freetext.LONGEST_READ:
                self.message.add(
                    table_rules.TEXT_LONG,
                    Got(text, number, 4, place),
                    length=len(text),
                    maximum=freetext.LONGEST,
                )
        return segment.text(2, 1), _filled(components)

    def _mixed(
        self, row: Lines | Notes, texts: list[tuple[str, list[str]]], first: int, *, formatted: bool
    ) -> tuple[Any, ...]:
        if formatted:
            return _formatted(texts)
        for offset, (code, _) in enumerate(texts):
            if code not in ("", freetext.PLAIN) and code != _own_code(row):
                self.message.note(
                    "changed",
                    Got(code, first + offset, 2, 1),
                    da="tekstens formatering følger ikke med; ordene og linjerne gør",
                    en="the format of the text is not carried over; the words and lines are",
                )
        lines = freetext.lines(component for _, components in texts for component in components)
        return freetext.breakable(lines)

    def _notes(self, row: Notes, level: Level) -> None:
        """Takes FTX segments, each as an element of its own; one that goes on takes the next too."""
        parent = part_of(level.record, row.path.steps[:-1], self._at)
        found: list[Ready] = parent.setdefault(row.path.steps[-1], [])
        while self.more and self._fits(row):
            first = self._at
            segment = self._segments[first]
            qualifier = segment.text(1, 1)
            texts = [self._text(segment)]
            while _goes_on(texts[-1][1]) and self.ahead(f"FTX+{qualifier}"):
                texts.append(self._text(self._segments[self._at]))
            content = self._mixed(row, texts, first, formatted=row.row.formatted)
            wrapper: Any = row.nodes[qualifier].wrapper
            self._check_number(row.path, len(found) + 1)
            found.append(Ready(wrapper(content), first))


def _own_code(row: Lines | Notes) -> str:
    return row.code if isinstance(row, Lines) else row.row.format_code


def _goes_on(components: list[str]) -> bool:
    return bool(components) and components[-1].endswith("\\")


def _filled(components: list[str]) -> list[str]:
    """The components without empty ones at the end; an empty one before is an empty line."""
    made = list(components)
    while made and not made[-1]:
        made.pop()
    return [text or "." for text in made]


def _formatted(texts: list[tuple[str, list[str]]]) -> tuple[Any, ...]:
    """A formatted text: each segment's lines in the marks of its code, those of one code together."""
    made: list[Any] = []
    index = 0
    while index < len(texts):
        code = texts[index][0]
        components: list[str] = []
        while index < len(texts) and texts[index][0] == code:
            components += texts[index][1]
            index += 1
        goes_on = _goes_on(components)
        content = freetext.breakable(freetext.lines(components))
        if goes_on and index < len(texts):
            content = content[:-1]
        made += freetext.wrapped(content, code)
    return tuple(made)


def _is_trigger(segment: Segment) -> bool:
    tag = segment.tag
    return len(tag) == _TRIGGER_LENGTH and tag[0] == "S" and tag[1:].isdigit()
