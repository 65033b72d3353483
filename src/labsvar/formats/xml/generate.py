"""The fast reader of a letter version, written out as Python from the version's tree.

A run of elements becomes one regular expression whose groups are the values: names, order, lengths,
code lists and patterns stand in it, so that matching it is reading and checking at once. Where an
element may repeat, a function with an expression of its own reads each of them. The expressions match
well-formed text only (no `<`, `>`, `&` or control character in a value), and anything else makes the
generated reader raise `Surprise`, after which the slow reader judges the letter.

Two things are known of a letter before it is read, and make the program differ: whether there is
layout between the elements, and whether there are references such as `&amp;` in its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from labsvar.formats.xml import leaves
from labsvar.letters import facets
from labsvar.letters.element import AddedValue
from labsvar.letters.version import (
    Children,
    Choice,
    MixedText,
    Node,
    Opaque,
    Particle,
    RepeatedChoice,
    Sequence,
    Text,
)

_ADDED: Final = "added="


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a reader and what it needs: `expressions` by name, and `objects` it refers to.

    Its function `read(text, place)` gives the value and the place after it.
    """

    source: str
    expressions: dict[str, str]
    objects: dict[str, Any]


class _Bit(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of an expression, the Python that makes a value of its groups, and a group that is set
    whenever the piece matched (`None` when there is no such group).
    """

    pattern: str
    value: str
    presence: int | None


def program(node: Node, *, layout: bool, references: bool) -> Program:
    """The reader of one element as a program."""
    writer = _Program(layout=layout, references=references)
    name = writer.function(node)
    source = "\n\n\n".join((*writer.functions, f"read = {name}"))
    return Program(source=source + "\n", expressions=writer.expressions, objects=writer.objects)


def repeats(node: Node) -> bool:
    """Whether an element has to be read by a function of its own."""
    if isinstance(node.content, Text):
        return False
    return node.maximum > 1 or (node.minimum == 0 and repeats_inside(node.content))


def repeats_inside(content: Any) -> bool:
    """Whether anything that is read by a function of its own stands within an element."""
    return isinstance(content, Children) and any(_repeats_in(particle) for particle in content.particles)


def _repeats_in(particle: Particle) -> bool:
    match particle:
        case Node():
            return repeats(particle) or repeats_inside(particle.content)
        case Sequence():
            return particle.maximum > 1 or repeats_inside(particle.content)
        case Choice(alternatives):
            return any(_repeats_in(node) for node in alternatives)
        case RepeatedChoice():
            return True


class _Program:
    """What is shared by all functions of a reader."""

    def __init__(self, *, layout: bool, references: bool) -> None:
        self.layout = r"[ \t\n]*+" if layout else ""
        self.references = references
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

    def function(self, node: Node | Sequence) -> str:
        """Writes the function that reads one element, or one block of elements; gives its name."""
        name = f"read_{_label(node)}_{len(self.functions)}"
        self.functions.append("")
        place = len(self.functions) - 1
        self.functions[place] = "\n".join(_Function(self, node).lines(name))
        return name


def _label(node: Node | Sequence) -> str:
    return node.name if isinstance(node, Node) else node.content.struct.__name__


class _Function:
    """One function: segments without repeated elements, and what repeats between them."""

    def __init__(self, program: _Program, node: Node | Sequence) -> None:
        self._program = program
        self._node = node
        self._groups = 0
        self._segments: list[list[str]] = [[]]
        self._counts: list[int] = []
        self._between: list[list[str]] = []
        self._optional_only = True

    def lines(self, name: str) -> Iterator[str]:
        """The function, line by line."""
        if isinstance(self._node, Node):
            value = self._element(self._node)
        else:
            value = self._contents(self._node.content)
        self._close_segment()
        yield f"def {name}(text, place):"
        yield from (f"    {line}" for line in self._body())
        wrapper = self._node.wrapper if isinstance(self._node, Node) else None
        if wrapper is not None:
            value = f"{self._program.name(wrapper, wrapper.__name__)}({value})"
        yield f"    return {value}, place"

    def _body(self) -> Iterator[str]:
        patterns = ["".join(segment) for segment in self._segments]
        ending = ""
        short_cut = len(patterns) > 1 and self._optional_only
        if short_cut:
            ending = f"(?:{''.join(patterns[1:])}())?+"
        yield from self._match(patterns[0] + ending, "g = m.groups()")
        if not short_cut:
            yield from self._rest(patterns)
            return
        yield f"if g[{self._groups}] is None:"
        first = self._counts[0]
        yield f"    g = g[:{first}]"
        yield from (f"    {line}" for line in self._rest(patterns))
        yield "else:"
        yield from (f"    {lines[0]}" for lines in self._between)

    def _rest(self, patterns: list[str]) -> Iterator[str]:
        for lines, pattern in zip(self._between, patterns[1:], strict=True):
            yield from lines
            if pattern:
                yield from self._match(pattern, "g += m.groups()")

    def _match(self, pattern: str, use: str) -> Iterator[str]:
        yield f"m = {self._program.expression(_label(self._node), pattern)}(text, place)"
        yield "if m is None:"
        yield "    raise Surprise"
        yield use
        yield "place = m.end()"

    def _close_segment(self) -> None:
        self._counts.append(self._groups - sum(self._counts))

    def _emit(self, pattern: str) -> None:
        self._segments[-1].append(pattern)

    def _group(self) -> int:
        self._groups += 1
        return self._groups - 1

    def _element(self, node: Node) -> str:
        """Adds an element that stands once, whatever is in it; gives its value."""
        if not repeats_inside(node.content):
            bit = self._once(node)
            self._emit(bit.pattern + (self._program.layout if node is not self._node else ""))
            return bit.value
        assert isinstance(node.content, Children)
        self._emit(f"<{node.name}>{self._program.layout}")
        value = self._contents(node.content)
        self._emit(f"</{node.name}>" + (self._program.layout if node is not self._node else ""))
        return value

    def _contents(self, content: Children) -> str:
        """Adds what stands within an element or a block; gives the struct it makes."""
        values = [part for particle in content.particles for part in self._particle(particle)]
        return self._made(content.struct, values)

    def _made(self, struct: type[msgspec.Struct], values: list[str]) -> str:
        added = [value.removeprefix(_ADDED) for value in values if value.startswith(_ADDED)]
        if added:
            values = [value for value in values if not value.startswith(_ADDED)]
            values.append(f"{_ADDED}{' + '.join(added)}")
        return f"{self._program.name(struct, struct.__name__)}({', '.join(values)})"

    def _particle(self, particle: Particle) -> Iterator[str]:
        """Adds a particle of an element with repeated ones in it."""
        match particle:
            case RepeatedChoice():
                yield f"{particle.attribute}={self._any_of(particle)}"
            case Sequence() if _repeats_in(particle):
                yield f"{particle.attribute}={self._blocks(particle)}"
            case Choice(alternatives) if _repeats_in(particle):
                yield from self._either_of_many(alternatives)
            case Node() if repeats(particle):
                yield f"{particle.attribute}={self._many(particle)}"
            case Node() if repeats_inside(particle.content):
                yield f"{particle.attribute}={self._element(particle)}"
            case _:
                pattern, values = self._plain(particle)
                self._emit(pattern)
                yield from values

    def _between_segments(self, attribute: str, minimum: int) -> str:
        """Ends the segment; gives the name of the variable for what stands after it."""
        self._close_segment()
        self._segments.append([])
        self._optional_only = self._optional_only and minimum == 0
        return f"{attribute}_{len(self._between)}"

    def _many(self, node: Node) -> str:
        variable = self._between_segments(node.attribute, node.minimum)
        reader = self._program.function(node)
        if node.maximum == 1:
            self._between.append(
                [
                    f"{variable} = None",
                    f'if text.startswith("<{node.name}>", place):',
                    f"    {variable}, place = {reader}(text, place)",
                    *self._skip_layout(),
                ]
            )
            return variable
        self._gather(variable, node.name, reader, node.minimum, node.maximum)
        return variable

    def _gather(self, variable: str, start: str, reader: str, minimum: int, maximum: int) -> None:
        """Reads what begins with an element of a name into a tuple, as often as it comes."""
        self._between.append(
            [
                f"{variable} = ()",
                f'if text.startswith("<{start}>", place):',
                "    items = []",
                f'    while text.startswith("<{start}>", place):',
                f"        item, place = {reader}(text, place)",
                "        items.append(item)",
                *(f"    {line}" for line in (*_at_most("items", maximum), *self._skip_layout())),
                f"    {variable} = tuple(items)",
                *_at_least(variable, minimum),
            ]
        )

    def _blocks(self, block: Sequence) -> str:
        """Adds a block with something repeated in it, or one that itself repeats."""
        variable = self._between_segments(block.attribute, block.minimum)
        reader = self._program.function(block)
        first = block.content.particles[0]
        assert isinstance(first, Node), "a block begins with a mandatory element"
        self._gather(variable, first.name, reader, block.minimum, block.maximum)
        if block.maximum > 1:
            return variable
        return f"({variable}[0] if {variable} else None)"

    def _either_of_many(self, alternatives: tuple[Node, ...]) -> Iterator[str]:
        """Adds elements of one name or of another, of which the last has to see that no others stand."""
        variables = [self._many(node) for node in alternatives]
        for node, variable in zip(alternatives, variables, strict=True):
            yield f"{node.attribute}={variable}"
        filled = " + ".join(f"bool({variable})" for variable in variables)
        self._between[-1] += [f"if {filled} > 1:", "    raise Surprise"]

    def _any_of(self, choice: RepeatedChoice) -> str:
        variable = self._between_segments(choice.attribute, choice.minimum)
        lines = [f"{variable} = ()", "while True:"]
        for node in choice.alternatives:
            lines += [
                f'    if text.startswith("<{node.name}>", place):',
                f"        item, place = {self._program.function(node)}(text, place)",
                f"        {variable} += (item,)",
                *(f"    {line}" for line in (*_at_most(variable, choice.maximum), *self._skip_layout())),
                "        continue",
            ]
        self._between.append([*lines, "    break", *_at_least(variable, choice.minimum)])
        return variable

    def _skip_layout(self) -> list[str]:
        if not self._program.layout:
            return []
        return [f"    place = {self._program.expression('layout', self._program.layout)}(text, place).end()"]

    def _plain(self, particle: Particle) -> tuple[str, list[str]]:
        """The expression of a particle without anything repeated, and the fields it gives."""
        layout = self._program.layout
        match particle:
            case Node(added=True, content=Text() as text):
                return self._added(particle, text)
            case Node():
                bit = self._once(particle)
                if particle.minimum:
                    return bit.pattern + layout, [f"{particle.attribute}={bit.value}"]
                pattern, value = self._optional(bit, layout)
                return pattern, [f"{particle.attribute}={value}"]
            case Sequence():
                bit = self._struct(particle.content)
                if particle.minimum:
                    return bit.pattern, [f"{particle.attribute}={bit.value}"]
                pattern, value = self._optional(bit, "")
                return pattern, [f"{particle.attribute}={value}"]
            case Choice():
                return self._choice(particle)
            case RepeatedChoice():
                raise AssertionError("a repeated choice is never plain")

    def _optional(self, bit: _Bit, layout: str) -> tuple[str, str]:
        if bit.presence is not None and bit.value == f"g[{bit.presence}]":
            return f"(?:{bit.pattern}{layout})?+", bit.value
        mark, presence = "", bit.presence
        if presence is None:
            mark, presence = "()", self._group()
        return f"(?:{bit.pattern}{mark}{layout})?+", f"None if g[{presence}] is None else {bit.value}"

    def _choice(self, choice: Choice) -> tuple[str, list[str]]:
        patterns: list[str] = []
        values: list[str] = []
        for node in choice.alternatives:
            pattern, value = self._optional(self._once(node), "")
            patterns.append(pattern.removesuffix("?+"))
            values.append(f"{node.attribute}={value}")
        return f"(?>{'|'.join(patterns)}){self._program.layout}", values

    def _struct(self, content: Children) -> _Bit:
        """The bit of neighbouring elements that make one struct."""
        patterns: list[str] = []
        values: list[str] = []
        presence: int | None = None
        for particle in content.particles:
            before = self._groups
            pattern, more = self._plain(particle)
            patterns.append(pattern)
            values += more
            if presence is None and isinstance(particle, Node) and particle.minimum and self._groups > before:
                presence = self._presence_of(particle, before)
        return _Bit(pattern="".join(patterns), value=self._made(content.struct, values), presence=presence)

    def _presence_of(self, node: Node, group: int) -> int | None:
        """The first group of a mandatory leaf, which is set whenever the leaf is there."""
        return group if isinstance(node.content, Text | MixedText) else None

    def _once(self, node: Node) -> _Bit:
        """The bit of an element without anything repeated but leaves."""
        match node.content:
            case Children() as content:
                bit = self._struct(content)
                pattern = f"<{node.name}>{self._program.layout}{bit.pattern}</{node.name}>"
                return _Bit(pattern=pattern, value=bit.value, presence=bit.presence)
            case Text(fixed=str(fixed)):
                pattern = f"<{node.name}>{re.escape(fixed)}</{node.name}>"
                return _Bit(pattern=pattern, value=repr(fixed), presence=None)
            case Text() as text if node.maximum > 1:
                return self._leaves(node, text)
            case Text() | MixedText() | Opaque():
                group = self._group()
                within, value = leaves.within(node, f"g[{group}]", self._program)
                return _Bit(pattern=f"<{node.name}>({within})</{node.name}>", value=value, presence=group)

    def _leaves(self, node: Node, text: Text) -> _Bit:
        """Several leaves of one name as one group, taken apart afterwards."""
        group = self._group()
        within, value = leaves.leaf(text, "item", self._program)
        one = f"<{node.name}>({within})</{node.name}>"
        each = f"<{node.name}>(?:{within})</{node.name}>{self._program.layout}"
        find = self._program.name(re.compile(one).findall, f"each_{node.name}_{group}")
        items = f"{find}(g[{group}])"
        made = f"tuple({items})" if value == "item" else f"tuple([{value} for item in {items}])"
        return _Bit(pattern=f"((?:{each}){{{node.minimum},{node.maximum}}}+)", value=made, presence=group)

    def _added(self, node: Node, text: Text) -> tuple[str, list[str]]:
        """The expression of an added element, and its part of the field that added elements share."""
        bit = self._leaves(node, text)
        kind = self._program.name(AddedValue, AddedValue.__name__)
        made = f"tuple([{kind}(name={node.name!r}, value=item) for item in {bit.value}])"
        return bit.pattern, [f"{_ADDED}{made}"]


def _at_most(variable: str, maximum: int) -> list[str]:
    if maximum == facets.UNBOUNDED:
        return []
    return [f"    if len({variable}) > {maximum}:", "        raise Surprise"]


def _at_least(variable: str, minimum: int) -> list[str]:
    return [f"if len({variable}) < {minimum}:", "    raise Surprise"] if minimum else []
