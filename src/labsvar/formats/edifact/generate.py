"""The fast reader of a message version, written out as Python from its table and the tree of its letter.

Rows become regular expressions whose groups are the values: tags, constants, codes, order and lengths stand
in them, so that matching them is reading and checking at once. A group that repeats is read by a function
of its own. The expressions describe messages as they are usually written and nothing else; whatever differs
makes the generated reader raise `Surprise`, after which the slow reader judges the message. A row that no
expression is made for (a special codec, a group that repeats within another) has to be absent.

One thing is known of a message before it is read, and makes the program differ: whether there are released
characters in it. If so, each is one control character (a mark) in the text that is matched, so that lengths
are what they seem, and texts with marks in them are restored afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from labsvar.formats.edifact.compile import (
    Band,
    Choose,
    Code,
    Compiler,
    Derive,
    Lines,
    Notes,
    Part,
    Path,
    Slot,
    Tied,
    is_frame,
    may_be_empty,
    steps_of,
)
from labsvar.formats.edifact.generate_struct import Steps, Structs, Unsupported, Value
from labsvar.formats.edifact.patterns import TEXT, absent, beginning, characters, components, filled, optional
from labsvar.formats.xml.values import Fault, judge
from labsvar.letters import facets
from labsvar.letters.segments import freetext
from labsvar.letters.segments.model import Codes
from labsvar.letters.version import Children, Text

_LONGEST_ALTERNATION: Final = 12


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a reader and what it needs: `expressions` by name, and `objects` it refers to.

    Its function `read(text, count, sender, receiver)` gives the letter of a message on one line, with so
    many segments, in an interchange of that sender and receiver.
    """

    source: str
    expressions: dict[str, str]
    objects: dict[str, Any]


def program(compiler: Compiler, *, marked: bool) -> Program:
    """The reader of a message version. Raises `Unsupported` when its table is beyond expressions."""
    writer = _Program(compiler, marked=marked)
    writer.letter()
    source = "\n\n\n".join(writer.functions)
    return Program(source=source + "\n", expressions=writer.expressions, objects=writer.objects)


class _Program:
    """What is shared by all functions of a reader."""

    def __init__(self, compiler: Compiler, *, marked: bool) -> None:
        self.compiler = compiler
        self.marked = marked
        self.functions: list[str] = []
        self.expressions: dict[str, str] = {}
        self.objects: dict[str, Any] = {}
        self._names: dict[int, str] = {}

    def name(self, thing: Any, wish: str) -> str:
        """The name an object goes by in the program."""
        if id(thing) not in self._names:
            name = wish
            while name in self.objects:
                name += "_"
            self._names[id(thing)] = name
            self.objects[name] = thing
        return self._names[id(thing)]

    def expression(self, wish: str, pattern: str) -> str:
        """The name under which the program finds an expression's `match`."""
        name = f"{wish}_{len(self.expressions)}"
        self.expressions[name] = pattern
        return name

    def letter(self) -> None:
        """Writes the function that reads a whole letter."""
        compiler, table = self.compiler, self.compiler.table
        made = _Function(self, compiler.root)
        kind = re.escape(f"{table.message}:D:93A:{table.agency}:{table.code}")
        number = made.bind_number(("letter", "identifier"))
        code = made.group()
        made.values["letter", "statistical_code"] = Value(value=f'"X" + {made.text(code)}', present=None)
        made.emit(rf"UNH\+{number}\+{kind}\+({characters(1, 7)})'")
        made.rows(compiler.rows(table.rows, compiler.root), ())
        count, again = made.group(), made.group()
        made.emit(rf"UNT\+([0-9]++)\+({characters(1, 14)})'")
        for name in ("sender", "receiver"):
            made.values[name, "ean_identifier"] = Value(value=name, present=None)
        made.checks += [f"g[{again}] != g[0]", f"g[{count}] != str(count)", "place != len(text)"]
        self.functions.append("\n".join(made.lines("read", "text, count, sender, receiver", ("place = 0",))))

    def item(self, band: Band) -> str:
        """Writes the function that reads one group of those that repeat; gives its name.

        Groups that repeat within it are seldom there, so one function reads it without them, and another
        one when that does not match.
        """
        nested = any(isinstance(row, Band) and row.many for row in band.rows)
        whole = self._item(band, plain=False) if nested else None
        return self._item(band, plain=True, instead=whole)

    def _item(self, band: Band, *, plain: bool, instead: str | None = None) -> str:
        made = _Function(self, band.content, plain=plain)
        made.rows(band.rows, ())
        for derive in band.derived:
            made.derive(derive, ())
        assert band.path is not None
        name = f"read_{band.path.node.name}_{len(self.functions)}"
        lines = list(made.lines(name, "text, place", (), instead))
        lines[-1] += ", place"
        self.functions.append("\n".join(lines))
        return name


class _Function:
    """One function: expressions, and what repeats between them."""

    def __init__(self, program: _Program, content: Children, *, plain: bool = False) -> None:
        self.structs = Structs(program.name)
        self.values = self.structs.values
        self.checks = self.structs.checks
        self._program = program
        self._content = content
        self._plain_only = plain
        self._groups = 0
        self._patterns: list[list[str]] = [[]]
        self._between: list[list[str]] = []
        self._variables: dict[str, str] = {}
        self._counters: dict[str, list[int]] = {}
        self._implied: list[tuple[int, Slot]] = []
        # Whether what an expression has to match now is there in every message that is read.
        self._sure = True

    # The function.

    def lines(
        self, name: str, parameters: str, first: tuple[str, ...], instead: str | None = None
    ) -> Iterator[str]:
        """The function, line by line; the last one returns the struct.

        `instead` is the function that is asked when the first expression does not match.
        """
        value = self.structs.struct(self._content, ())
        yield f"def {name}({parameters}):"
        yield from (f"    {line}" for line in first)
        for number, pattern in enumerate(self._patterns):
            if number:
                yield from (f"    {line}" for line in self._between[number - 1])
            yield f"    m = {self._program.expression(name, ''.join(pattern))}(text, place)"
            yield "    if m is None:"
            call = f"return {instead}(text, place)" if instead and not number else "raise Surprise"
            yield f"        {call}"
            yield f"    g {'+' if number else ''}= m.groups()"
            yield "    place = m.end()"
        yield from (f"    {line}" for line in self._count_lines())
        for check in self.checks:
            yield f"    if {check}:"
            yield "        raise Surprise"
        yield f"    made = {value}"
        yield from (f"    {line}" for line in self._implied_lines())
        yield "    return made"

    def _count_lines(self) -> Iterator[str]:
        for groups in self._counters.values():
            yield "number = 0"
            for group in groups:
                yield f"if g[{group}] is not None:"
                yield "    number += 1"
                yield f"    if g[{group}] != str(number):"
                yield "        raise Surprise"

    def _implied_lines(self) -> Iterator[str]:
        for group, slot in self._implied:
            function = self._program.name(slot.expected, f"implied_{slot.name}")
            yield f"if g[{group}] is not None and g[{group}] != {function}(made):"
            yield "    raise Surprise"

    def emit(self, pattern: str) -> None:
        """Adds to the expression."""
        self._patterns[-1].append(pattern)

    def group(self) -> int:
        """The number of the next group."""
        self._groups += 1
        return self._groups - 1

    # Rows.

    def rows(self, rows: tuple[Tied, ...], above: Steps) -> None:
        """Adds rows that stand in this function; what repeats gets a function of its own."""
        for row in rows:
            if isinstance(row, Band) and row.many and not self._plain_only:
                self._many(row, above)
            elif isinstance(row, Band) and not row.many and _repeats(row):
                self._check_plain(row)
                self.rows(row.rows, above + steps_of(row.path))
            else:
                self.emit(self._row(row, above))

    def _check_plain(self, band: Band) -> None:
        if band.derived or (band.path is not None and not band.path.required):
            raise Unsupported("a group that may be absent has groups that repeat in it")

    def _many(self, band: Band, above: Steps) -> None:
        assert band.path is not None
        reader = self._program.item(band)
        self._patterns.append([])
        variable = f"items_{len(self._between)}"
        starts = tuple(beginning(keys[0]) for keys in band.starts)
        node = band.path.node
        self._between.append(
            [
                f"{variable} = []",
                f"while text.startswith({starts!r}, place):",
                f"    item, place = {reader}(text, place)",
                f"    {variable}.append(item)",
                f"if not {node.minimum} <= len({variable}) <= {node.maximum}:",
                "    raise Surprise",
            ]
        )
        steps = above + band.path.steps
        if steps in self.values:
            raise Unsupported("an element is told by groups of several kinds")
        self.values[steps] = Value(value=f"tuple({variable})", present=variable)

    def _row(self, row: Tied, above: Steps) -> str:
        match row:
            case Part():
                return optional(self._segment(row, above), _is_required(row))
            case Choose(parts):
                sure, self._sure = self._sure, False
                ordered = sorted(parts, key=lambda part: -len(part.key.places))
                pattern = "|".join(self._segment(part, above) for part in ordered)
                self._sure = sure
                return optional(pattern, any(map(_is_required, parts)))
            case Lines():
                return self._lines(row, above)
            case Notes():
                return self._notes(row, above)
            case Band() if row.many:
                return absent(starts[0] for starts in row.starts)
            case Band():
                return self._band(row, above)
            case Code():
                return absent(starts[0] for starts in row.starts)

    def _band(self, band: Band, above: Steps) -> str:
        here = above + steps_of(band.path)
        mark = ""
        if band.path is not None:
            mark = "()"
            self.structs.marks.setdefault(here, []).append(f"g[{self.group()}] is not None")
        sure, self._sure = self._sure, self._sure and band.row.always
        pattern = mark + "".join(self._row(row, here) for row in band.rows)
        self._sure = sure
        for derive in band.derived:
            self.derive(derive, here)
        return pattern if band.row.always else f"(?:{pattern})?+"

    def derive(self, derive: Derive, above: Steps) -> None:
        """Binds a value that several others say together."""
        given = [
            self._variables.get(of, "None") if isinstance(of, str) else self.values[above + of.steps].value
            for of in derive.of
        ]
        function = self._program.name(derive.row.read, "derive")
        text = derive.into.node.content
        assert isinstance(text, Text)
        facet = self._program.name(text, "leaf")
        call = f"{function}({', '.join(given)})"
        checked = f"coded({call}, {self._program.name(text.codes, 'codes')})"
        value = checked if text.codes else f"judged({call}, {facet})"
        self.values[above + derive.into.steps] = Value(value=value, present=None)

    # Segments.

    def _segment(self, part: Part, above: Steps) -> str:
        """The expression of one segment."""
        slots = {slot.place: slot for slot in part.slots}
        last = max(element for element, _ in part.places)
        # Groups are numbered from left to right, the nesting is made from right to left.
        cells = [self._element(part, element, slots, above) for element in range(1, last + 1)]
        tail, open_end = "", True
        for pattern, required in reversed(cells):
            cell = pattern if required or not pattern else f"(?:{pattern})?+"
            open_end = open_end and not required
            tail = rf"(?:\+{cell}{tail})?+" if open_end else rf"\+{cell}{tail}"
        mark = ""
        for path, text in part.sets:
            mark = "()"
            self._set(above + path.steps, path, text)
        guard = filled(part.key.tag, part.constants.values()) if may_be_empty(part) else ""
        return f"{guard}{part.key.tag}{tail}{mark}'"

    def _set(self, steps: Steps, path: Path, text: str) -> None:
        """Binds what the mere presence of a segment says; its group is the last of the segment."""
        assert isinstance(path.node.content, Text)
        value = judge(path.node.content, text)
        group = self.group()
        self._bind(
            steps,
            Value(
                value=f"({value!r} if g[{group}] is not None else None)", present=f"g[{group}] is not None"
            ),
        )

    def _element(
        self, part: Part, element: int, slots: dict[tuple[int, int], Slot], above: Steps
    ) -> tuple[str, bool]:
        """The expression of an element, and whether it has to stand."""
        key = dict(part.key.places)
        places = [place for place in part.places if place[0] == element]
        if not places:
            return "", False
        last = max(component for _, component in places)
        cells: list[tuple[str, bool]] = []
        component = 1
        required = element not in part.bound
        while component <= last:
            place = (element, component)
            required = required or place in key
            slot = slots.get(place)
            if slot is not None:
                pattern, must = self._cell(slot, above)
                required = required or must
                cells.append((pattern, must))
                component += slot.width
                continue
            constant = part.constants.get(place)
            cells.append(("" if constant is None else re.escape(constant), constant is not None))
            component += 1
        return components(cells), required

    def _cell(self, slot: Slot, above: Steps) -> tuple[str, bool]:
        """The expression of a value and whether it has to stand; binds the value."""
        group = self.group()
        match slot.kind:
            case "counter":
                self._counters.setdefault(slot.name, []).append(group)
                return "([0-9]++)", True
            case "variable":
                self._variables[f"${slot.name}"] = f"g[{group}]"
                return f"({TEXT}++)", True
            case "implied":
                if self._plain_only and self.structs.marks:
                    raise Unsupported("an implied value in a group within a group that repeats")
                if slot.codec is not None:
                    raise Unsupported("an implied value with a codec")
                self._implied.append((group, slot))
                return f"({TEXT}++)", True
        assert slot.path is not None
        if slot.repeated:
            raise Unsupported("a leaf that repeats")
        must = slot.path.required
        sure = must and self._sure
        pattern, value = self._leaf(slot, f"g[{group}]", sure=sure)
        present = None if sure else f"g[{group}] is not None"
        self._bind(above + slot.path.steps, Value(value=value, present=present))
        return f"({pattern})" if must else f"({pattern})?+", must

    def _bind(self, steps: Steps, value: Value) -> None:
        """Binds a value; one that stands in several places is taken from where it is."""
        before = self.values.get(steps)
        if before is not None:
            if before.present is None or value.present is None:
                raise Unsupported("a value that always stands, in several places")
            value = Value(
                value=f"({before.value} if {before.present} else {value.value})",
                present=f"({before.present} or {value.present})",
            )
        self.values[steps] = value

    def _leaf(self, slot: Slot, group: str, *, sure: bool) -> tuple[str, str]:
        """What the text of a value has to match, and the value."""
        assert slot.path is not None
        if slot.kind == "time":
            return "[0-9]{12}", f"moment({group})"
        if slot.kind == "date":
            return "[0-9]{8}", f"day({group})"
        text = slot.path.node.content
        assert isinstance(text, Text)
        match slot.codec:
            case Codes() as codec:
                return self._codes(codec, text, group, sure=sure)
            case None:
                return self._plain(text, group, sure=sure)
            case codec:
                named = self._program.name(codec, "codec")
                facet = self._program.name(text, "leaf")
                pattern = f"{TEXT}*+(?::{TEXT}*+){{0,{codec.width - 1}}}+"
                return pattern, f"(converted({group}, {named}, {facet}) if {group} is not None else None)"

    def _codes(self, codec: Codes, text: Text, group: str, *, sure: bool) -> tuple[str, str]:
        table: dict[str, Any] = {}
        for value, code in (*codec.codes.items(), *((value, code) for code, value in codec.also.items())):
            listed = next((one for one in text.codes if one.strip() == value), value)
            judged = judge(text, listed)
            if not isinstance(judged, Fault):
                table.setdefault(code, judged)
        named = self._program.name(table, "table")
        value = f"{named}[{group}]" if sure else f"({named}[{group}] if {group} is not None else None)"
        if len(table) <= _LONGEST_ALTERNATION:
            return "|".join(map(re.escape, sorted(table, key=len, reverse=True))), value
        return "(?::?[^'+:?]++)++" if codec.width > 1 else f"{TEXT}++", value

    def _plain(self, text: Text, group: str, *, sure: bool) -> tuple[str, str]:
        match text.facet:
            case facets.Length(minimum, maximum):
                return characters(max(1, minimum), maximum), self._restored(group, sure=sure)
            case facets.Pattern(expression, _):
                return expression.replace("(", "(?:"), group
            case _:
                facet = self._program.name(text, "leaf")
                value = f"(judged(restored({group}), {facet}) if {group} is not None else None)"
                return f"{TEXT}++", value

    def _restored(self, group: str, *, sure: bool) -> str:
        """A text with its marks restored; letters and figures are printable, marks are not."""
        if not self._program.marked:
            return group
        absent = "" if sure else f"{group} is None or "
        return f"({group} if {absent}{group}.isprintable() else restored({group}))"

    def text(self, group: int) -> str:
        """The text of a group that is always there."""
        return self._restored(f"g[{group}]", sure=True)

    def bind_number(self, steps: Steps) -> str:
        """Binds a number of 1 to 14 characters that has to stand; gives its expression."""
        group = self.group()
        self.values[steps] = Value(value=self.text(group), present=None)
        return f"({characters(1, 14)})"

    # Free text.

    def _run(self, qualifiers: str, code: str, most: str, *, guard: str = "") -> str:
        """FTX segments of qualifiers and one format code, as one group."""
        text = f"{TEXT}{{0,{freetext.LONGEST_READ}}}+"
        text = f"{text}(?::{text}){{0,{freetext.MOST - 1}}}+"
        return rf"((?:FTX\+(?:{qualifiers})\+{code}\+\+{guard}{text}'){most})"

    def _lines(self, row: Lines, above: Steps) -> str:
        qualifier = row.part.constants.get((1, 1))
        if qualifier is None or row.row.joined:
            return absent([row.part.key])
        group = self.group()
        minimum = row.path.node.minimum
        if minimum and self._sure:
            made = Value(value=f"lines(g[{group}])", present=None)
        else:
            made = Value(value=f"(lines(g[{group}]) if g[{group}] else None)", present=f"g[{group}]")
        self._bind(above + row.path.steps, made)
        most = f"{{{min(minimum, 1)},{row.row.maximum}}}+"
        guard = "" if minimum or row.row.always else "(?=:*+[^:'])"
        return self._run(re.escape(qualifier), re.escape(row.code), most, guard=guard)

    def _notes(self, row: Notes, above: Steps) -> str:
        group = self.group()
        kinds = {qualifier: node.wrapper for qualifier, node in row.nodes.items()}
        named = self._program.name(kinds, "kinds")
        steps = above + row.path.steps
        self.values[steps] = Value(
            value=f"(notes(g[{group}], {named}, {row.path.node.maximum}) if g[{group}] else ())",
            present=f"g[{group}]",
        )
        qualifiers = "|".join(map(re.escape, row.nodes))
        return self._run(qualifiers, re.escape(row.row.format_code), "*+")


def _repeats(band: Band) -> bool:
    return any(isinstance(row, Band) and (row.many or _repeats(row)) for row in band.rows)


def _is_required(part: Part) -> bool:
    """Whether a message without the segment is left to the slow reader."""
    return is_frame(part) or any(
        slot.kind == "variable" or (slot.path is not None and slot.path.required) for slot in part.slots
    )
