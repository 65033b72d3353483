"""Structs to segments, along the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from labsvar.findings import Finding, Rule
from labsvar.formats.changes import Change
from labsvar.formats.edifact import syntax, table_rules
from labsvar.formats.edifact.compile import (
    Band,
    Choose,
    Code,
    Compiler,
    Lines,
    Notes,
    Part,
    Slot,
    Tied,
    get,
)
from labsvar.formats.edifact.values import Unfit, encoded, written_date, written_time
from labsvar.formats.xml.values import written
from labsvar.letters.segments import freetext
from labsvar.letters.segments.model import Codec, Row
from labsvar.letters.version import Children

_NOT_TEXT: Final = re.compile("[^\x20-\x7e\xa0-\xff]")


class Emitter:
    """Writes the segments of one letter. Also what a special codec writes to (`Writing`).

    What has no form at all is in `findings`, at the XPath of its element; `changes` tell what an implied
    value rests on.
    """

    def __init__(self, compiler: Compiler, path: str) -> None:
        self.segments: list[str] = []
        self.findings: list[Finding] = []
        self.changes: list[Change] = []
        self._compiler = compiler
        self._table = compiler.table
        self._counters: dict[str, int] = {}
        self._paths = [path]
        self._variables: Mapping[str, str] = {}

    def letter(self, letter: Any) -> None:
        """The segments of the whole letter between UNH and UNT."""
        rows = self._compiler.rows(self._table.rows, self._compiler.root)
        self._rows(rows, letter)

    # What a special codec may ask.

    def rows(
        self,
        rows: tuple[Row, ...],
        part: Any,
        content: Children,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Writes rows about a struct."""
        before, self._variables = self._variables, variables or {}
        self._rows(self._compiler.rows(rows, content), part)
        self._variables = before

    def segment(self, tag: str, *elements: str | tuple[str, ...]) -> None:
        """Writes a segment: its tag, then its elements, of one component or several."""
        made = [[element] if isinstance(element, str) else list(element) for element in elements]
        for text in (text for element in made for text in element):
            self._check(text, self._paths[-1])
        self.segments.append(syntax.written(made, tag))

    def refuse(self, rule: Rule, path: str, **parts: object) -> None:
        """Notes that something cannot be written."""
        named = {"name": path.rpartition("/")[2], "code": self._table.code, **parts}
        self.findings.append(rule.at(line=None, path=path, **named))

    # Rows.

    def _rows(self, rows: Sequence[Tied], part: Any) -> bool:
        """Writes the rows about a struct; whether any of them holds a value."""
        held = False
        for row in rows:
            held = self._row(row, part) or held
        return held

    def _row(self, row: Tied, part: Any) -> bool:
        match row:
            case Part():
                return self._part(row, part)
            case Choose(parts):
                return self._part(max(parts, key=lambda one: _held(one, part)), part)
            case Lines():
                return self._lines(row, part)
            case Notes():
                return self._notes(row, part)
            case Band():
                return self._band(row, part)
            case Code(row=special, path=path, content=content):
                inner = part if path is None else get(part, path.steps)
                before = len(self.segments)
                if inner is not None:
                    self._within(() if path is None else path.names)
                    special.write(self, inner, content)
                    self._paths.pop()
                return len(self.segments) > before

    def _within(self, names: Sequence[str]) -> None:
        self._paths.append("/".join((self._paths[-1], *names)))

    def _band(self, row: Band, part: Any) -> bool:
        if row.path is None:
            return self._one(row, part)
        value = get(part, row.path.steps)
        if row.many:
            held = False
            for number, one in enumerate(value or (), 1):
                self._within((*row.path.names[:-1], f"{row.path.names[-1]}[{number}]"))
                held = self._one(row, one) or held
                self._paths.pop()
            return held
        self._within(row.path.names)
        held = self._one(row, value)
        self._paths.pop()
        return held

    def _one(self, row: Band, part: Any) -> bool:
        """One group, unless it would hold nothing."""
        place, counters, before = len(self.segments), dict(self._counters), self._variables
        if part is not None and row.derived:
            self._variables = {
                name: text for derive in row.derived for name, text in derive.row.write(part).items()
            }
        held = self._rows(row.rows, part)
        self._variables = before
        if not held and not row.row.always:
            del self.segments[place:]
            self._counters = counters
        return held

    def _part(self, row: Part, part: Any) -> bool:
        """One segment for each value of a repeated element, one for all other values."""
        if row.row.optional and not row.slots and not row.sets:
            return False
        if row.sets and not _says(row, part):
            return False
        repeated = next((slot for slot in row.slots if slot.repeated), None)
        if repeated is None:
            return self._segment(row, part, None)
        assert repeated.path is not None
        values = get(part, repeated.path.steps) or ()
        for value in values:
            self._segment(row, part, value)
        return bool(values)

    def _segment(self, row: Part, part: Any, one: Any) -> bool:
        cells: dict[tuple[int, int], str] = {}
        held = bool(row.sets)
        filled: set[int] = set()
        for slot in row.slots:
            pieces = self._pieces(slot, part, one)
            if any(pieces):
                filled.add(slot.place[0])
                held = held or slot.path is not None
            for more, text in enumerate(pieces):
                cells[slot.place[0], slot.place[1] + more] = text
        own = any(slot.path is not None for slot in row.slots)
        if own and not held:
            return False
        if own:
            self._fill_absent(row, cells, filled)
        elif row.slots and not filled:
            return False
        own_key = dict(row.key.places)
        cells |= {
            place: constant
            for place, constant in row.constants.items()
            if place in own_key or place[0] not in row.bound or place[0] in filled
        }
        self.segments.append(syntax.written(_elements(cells), row.key.tag))
        return held

    def _fill_absent(self, row: Part, cells: dict[tuple[int, int], str], filled: set[int]) -> None:
        """Writes what stands for an element that is missing."""
        for slot in row.slots:
            absent = slot.codec.absent if isinstance(slot.codec, Codec) else None
            if absent is not None and not cells.get(slot.place):
                cells[slot.place] = absent
                filled.add(slot.place[0])

    def _pieces(self, slot: Slot, part: Any, one: Any) -> list[str]:
        """The components of a value; none when it is absent or has no form."""
        match slot.kind:
            case "counter":
                self._counters[slot.name] = self._counters.get(slot.name, 0) + 1
                return [str(self._counters[slot.name])]
            case "variable":
                text = self._variables.get(slot.name)
                return [] if text is None else text.split(":")
            case "implied":
                return self._implied(slot, part)
        assert slot.path is not None
        value = one if slot.repeated else get(part, slot.path.steps)
        if value is None:
            return []
        path = "/".join((self._paths[-1], *slot.path.names))
        try:
            match slot.kind:
                case "time":
                    return [written_time(value)]
                case "date":
                    return [written_date(value)]
                case _:
                    pieces = encoded(slot.codec, written(value))
        except Unfit as fault:
            self.refuse(table_rules.UNFIT, path, reason_da=fault.da, reason_en=fault.en)
            return []
        for piece in pieces:
            self._check(piece, path)
        return pieces

    def _implied(self, slot: Slot, part: Any) -> list[str]:
        assert slot.expected is not None
        value = None if part is None else slot.expected(part)
        if value is None:
            return []
        reason = self._table.assumed.get(slot.name)
        if reason is not None:
            self.changes.append(Change(kind="assumed", path=self._paths[-1], da=reason[0], en=reason[1]))
        return encoded(slot.codec, value)

    def _check(self, text: str, path: str) -> None:
        """EDIFACT has the characters of ISO-8859-1, and no line ends in a value."""
        if _NOT_TEXT.search(text):
            self.refuse(
                table_rules.UNFIT,
                path,
                reason_da="et tegn findes ikke i ISO-8859-1's tekst",
                reason_en="a character is none of the text of ISO-8859-1",
            )

    # Free text.

    def _lines(self, row: Lines, part: Any) -> bool:
        text = get(part, row.path.steps)
        path = "/".join((self._paths[-1], *row.path.names))
        head = [self._pieces(slot, part, None) for slot in row.part.slots]
        qualifier = row.part.constants.get((1, 1)) or "".join(piece for pieces in head for piece in pieces)
        if part is None or not (text or any(head) or row.row.always):
            return False
        if isinstance(text, str):
            texts = [(row.code, freetext.joined(text))]
        elif row.row.formatted:
            texts = list(freetext.runs(text or ()))
        else:
            texts = [(row.code, list(freetext.components(freetext.lines_of(text or ()))))]
        count = self._texts(qualifier, texts or [(row.code, [])], path)
        if count > row.row.maximum:
            most = row.row.maximum * freetext.MOST
            self.refuse(
                table_rules.UNFIT,
                path,
                reason_da=f"der er plads til {most} linjer",
                reason_en=f"there is room for {most} lines",
            )
        return True

    def _texts(self, qualifier: str, texts: list[tuple[str, list[str]]], path: str) -> int:
        """Writes FTX segments, from format codes and components; gives how many."""
        before = len(self.segments)
        for code, components in texts:
            made = components or [""]
            for text in made:
                self._check(text, path)
            for start in range(0, len(made), freetext.MOST):
                cells = [[qualifier], [code], [""], made[start : start + freetext.MOST]]
                self.segments.append(syntax.written(cells, "FTX"))
        return len(self.segments) - before

    def _notes(self, row: Notes, part: Any) -> bool:
        values = get(part, row.path.steps) or ()
        for value in values:
            for qualifier, node in row.nodes.items():
                if node.wrapper is not None and isinstance(value, node.wrapper):
                    content = getattr(value, node.attribute)
                    path = f"{self._paths[-1]}/{node.name}"
                    self._texts(qualifier, self._note(row, content), path)
        return bool(values)

    def _note(self, row: Notes, content: Any) -> list[tuple[str, list[str]]]:
        if row.row.formatted:
            return list(freetext.runs(content))
        return [(row.row.format_code, list(freetext.components(freetext.lines_of(content))))]


def _held(row: Part, part: Any) -> int:
    """How many values of a struct a segment holds; none when it says something else."""
    if row.sets and not _says(row, part):
        return -1
    values = (get(part, slot.path.steps) for slot in row.slots if slot.path is not None)
    return sum(value is not None for value in values) + len(row.sets)


def _says(row: Part, part: Any) -> bool:
    for path, text in row.sets:
        value = get(part, path.steps)
        if value is None or written(value) != text:
            return False
    return True


def _elements(cells: dict[tuple[int, int], str]) -> list[list[str]]:
    """The cells of a segment as elements of components."""
    elements: list[list[str]] = []
    for (element, component), text in sorted(cells.items()):
        while len(elements) < element:
            elements.append([])
        row = elements[element - 1]
        row += [""] * (component - len(row))
        row[component - 1] = text
    return elements
