"""The fast writer of a letter version, written out as Python from the version's tree.

Every struct becomes one function that puts its values between the tags the standard names and holds
each of them against its facet as it goes: length, code list, pattern, number of repetitions. Whatever
does not fit makes the program raise, after which the slow writer writes the letter and names the fault.

There are two programs. The plain one gathers the free texts in `seen`, so that one look at all of them
together says that none holds a character that must be escaped; the careful one escapes each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from labsvar.formats.xml.values import NUMBER_FORMS
from labsvar.letters import facets
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

# The only one of the characters to escape that a pattern of the standards could let through.
_NO_SPECIALS: Final = r"(?![^&<>\r]*[&<>\r])"


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a writer and the objects it refers to.

    Its function `write(value, seen)` gives the text of the element.
    """

    source: str
    objects: dict[str, Any]


def program(node: Node, *, careful: bool) -> Program:
    """The writer of one element as a program."""
    made = _Program(careful=careful)
    name = made.function(node)
    source = "\n\n\n".join((*made.functions, f"write = {name}"))
    return Program(source=source + "\n", objects=made.objects)


class _Program:
    """What is shared by all functions of a writer."""

    def __init__(self, *, careful: bool) -> None:
        self.careful = careful
        self.functions: list[str] = []
        self.objects: dict[str, Any] = {}

    def name(self, thing: Any, wish: str) -> str:
        """The name an object goes by in the program."""
        name = f"{wish}_{len(self.objects)}"
        self.objects[name] = thing
        return name

    def function(self, node: Node) -> str:
        """Writes the function for an element with children; gives its name."""
        assert isinstance(node.content, Children)
        return self.struct(node.content, f"<{node.name}>", f"</{node.name}>")

    def struct(self, content: Children, start: str, end: str) -> str:
        """Writes the function for a struct, with what stands before and after its elements."""
        name = f"write_{content.struct.__name__}_{len(self.functions)}"
        self.functions.append("")
        place = len(self.functions) - 1
        self.functions[place] = "\n".join(_Function(self).lines(name, content, start, end))
        return name


class _Function:
    """One function: a line or two for each field, and the text they make together."""

    def __init__(self, program: _Program) -> None:
        self._program = program
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._texts: list[str] = []
        self._variables = 0

    def lines(self, name: str, content: Children, start: str, end: str) -> Iterator[str]:
        """The function, line by line."""
        self._pieces.append(start)
        placed: set[str] = set()
        for particle in content.particles:
            placed |= self._particle(particle)
        self._pieces.append(end)
        yield f"def {name}(x, seen):"
        for attribute in content.struct.__struct_fields__:
            if attribute not in placed:
                yield f"    if x.{attribute} not in (None, ()): raise Surprise"
        yield from (f"    {line}" for line in self._lines)
        if self._texts:
            yield f"    seen += ({', '.join(self._texts)},)"
        yield f'    return f"{"".join(self._pieces)}"'

    def _variable(self) -> str:
        self._variables += 1
        return f"v{self._variables}"

    def _fetch(self, attribute: str) -> str:
        variable = self._variable()
        self._lines.append(f"{variable} = x.{attribute}")
        return variable

    def _put(self, variable: str) -> None:
        self._pieces.append(f"{{{variable}}}")

    def _particle(self, particle: Particle) -> set[str]:
        """Adds a particle; gives the fields it is bound to."""
        match particle:
            case Node():
                self._node(particle)
                return {particle.attribute}
            case Choice(alternatives):
                self._choice(alternatives)
                return {node.attribute for node in alternatives}
            case Sequence():
                self._block(particle)
                return {particle.attribute}
            case RepeatedChoice():
                self._any_of(particle)
                return {particle.attribute}

    def _node(self, node: Node) -> None:
        if node.added:
            # They are few, and only where an installation has a table of them.
            always = "True or " if node.minimum else ""
            self._lines.append(f"if {always}x.{node.attribute}: raise Surprise")
            return
        variable = self._fetch(node.attribute)
        if node.maximum > 1:
            self._many(node, variable)
        elif node.minimum:
            self._mandatory(node, variable)
        else:
            self._lines += [f"if {variable} is None:", f"    {variable} = ''", "else:"]
            self._lines += [f"    {line}" for line in self._whole(node, variable)]
            self._put(variable)

    def _mandatory(self, node: Node, variable: str) -> None:
        if isinstance(node.content, Text):
            check, texts = self._leaf(node.content, variable)
            self._lines += check
            self._texts += texts
            self._pieces.append(f"<{node.name}>{{{variable}}}</{node.name}>")
        else:
            self._lines += self._whole(node, variable)
            self._put(variable)

    def _whole(self, node: Node, variable: str) -> list[str]:
        """Lines that turn the value in a variable into the text of its whole element."""
        match node.content:
            case Text() as text:
                check, texts = self._leaf(text, variable)
                look = [f"seen.append({each})" for each in texts]
                return [*check, *look, f"{variable} = f'<{node.name}>{{{variable}}}</{node.name}>'"]
            case MixedText(marks):
                allowed = self._program.name(frozenset(marks), "marks")
                made = f"{self._mixed}({variable}, {allowed}, seen)"
                return [f"{variable} = f'<{node.name}>{{{made}}}</{node.name}>'"]
            case Children():
                return [f"{variable} = {self._program.function(node)}({variable}, seen)"]
            case Opaque():
                return ["raise Surprise"]

    @property
    def _mixed(self) -> str:
        return "careful_mixed" if self._program.careful else "plain_mixed"

    def _many(self, node: Node, variable: str) -> None:
        self._between(variable, node.minimum, node.maximum)
        if isinstance(node.content, Children):
            function = self._program.function(node)
            self._lines.append(f"{variable} = ''.join([{function}(item, seen) for item in {variable}])")
        else:
            items = self._variable()
            self._lines += [f"{items} = []", f"for item in {variable}:"]
            self._lines += [f"    {line}" for line in self._whole(node, "item")]
            self._lines += [f"    {items}.append(item)", f"{variable} = ''.join({items})"]
        self._put(variable)

    def _between(self, variable: str, minimum: int, maximum: int) -> None:
        self._lines.append(f"if not {minimum} <= len({variable}) <= {maximum}: raise Surprise")

    def _choice(self, alternatives: tuple[Node, ...]) -> None:
        if any(node.maximum > 1 for node in alternatives):
            self._either_of_many(alternatives)
            return
        variables = [self._fetch(node.attribute) for node in alternatives]
        filled = " + ".join(f"({variable} is not None)" for variable in variables)
        self._lines.append(f"if {filled} != 1: raise Surprise")
        for node, variable in zip(alternatives, variables, strict=True):
            self._lines += [f"if {variable} is None:", f"    {variable} = ''", "else:"]
            self._lines += [f"    {line}" for line in self._whole(node, variable)]
            self._put(variable)

    def _either_of_many(self, alternatives: tuple[Node, ...]) -> None:
        filled = " + ".join(f"bool(x.{node.attribute})" for node in alternatives)
        self._lines.append(f"if {filled} > 1: raise Surprise")
        for node in alternatives:
            self._node(node)

    def _block(self, sequence: Sequence) -> None:
        variable = self._fetch(sequence.attribute)
        function = self._program.struct(sequence.content, "", "")
        if sequence.maximum > 1:
            self._between(variable, sequence.minimum, sequence.maximum)
            self._lines.append(f"{variable} = ''.join([{function}(item, seen) for item in {variable}])")
            self._put(variable)
            return
        absent = "raise Surprise" if sequence.minimum else f"{variable} = ''"
        self._lines += [
            f"if {variable} is None:",
            f"    {absent}",
            "else:",
            f"    {variable} = {function}({variable}, seen)",
        ]
        self._put(variable)

    def _any_of(self, choice: RepeatedChoice) -> None:
        variable = self._fetch(choice.attribute)
        items = self._variable()
        self._between(variable, choice.minimum, choice.maximum)
        self._lines += [f"{items} = []", f"for item in {variable}:"]
        branch = "if"
        for node in choice.alternatives:
            assert node.wrapper is not None
            kind = self._program.name(node.wrapper, node.wrapper.__name__)
            self._lines += [f"    {branch} type(item) is {kind}:", f"        item = item.{node.attribute}"]
            self._lines += [f"        {line}" for line in self._whole(node, "item")]
            branch = "elif"
        self._lines += ["    else:", "        raise Surprise", f"    {items}.append(item)"]
        self._lines.append(f"{variable} = ''.join({items})")
        self._put(variable)

    def _leaf(self, text: Text, variable: str) -> tuple[list[str], list[str]]:
        """Lines that check the value in a variable and make it text, and which free texts that gives."""
        match text.facet:
            case facets.Length(minimum, maximum):
                bounds = f"if not {minimum} <= len({variable}) <= {maximum}: raise Surprise"
                if self._program.careful:
                    return [bounds, f"{variable} = escaped({variable})"], []
                return [bounds], [variable]
            case facets.Coded(list_name):
                codes = self._program.name(self._codes(text.codes), f"codes_{list_name}")
                return [f"{variable} = {codes}[{variable}]"], []
            case facets.Pattern(expression, _):
                return self._matched(expression, variable), []
            case facets.Number() | facets.Decimal() as number:
                return self._matched(_usual_number(number), variable), []
            case facets.CalendarDate():
                return [f"if not is_date({variable}): raise Surprise"], []
            case facets.Whole(minimum, maximum):
                fits = f"type({variable}) is int and {minimum} <= {variable} <= {maximum}"
                return [f"if not ({fits}): raise Surprise"], []
            case facets.OnlyTrue():
                return [f"if {variable} is not True: raise Surprise", f"{variable} = 'true'"], []
            case None:
                # A whole number is a key of the table too: 0 is found where False is.
                return [
                    f"if type({variable}) is not bool: raise Surprise",
                    f"{variable} = truths[{variable}]",
                ], []
            case _:
                return [f"if {variable} != {text.fixed!r}: raise Surprise"], []

    def _codes(self, codes: tuple[str, ...]) -> dict[str, str]:
        return {code: code.replace("&", "&amp;").replace("<", "&lt;") for code in codes}

    def _matched(self, expression: str, variable: str) -> list[str]:
        pattern = re.compile(f"{_NO_SPECIALS}(?:{expression})", re.ASCII)
        matches = self._program.name(pattern.fullmatch, "matches")
        return [f"if {matches}({variable}) is None: raise Surprise"]


def _usual_number(facet: facets.Number | facets.Decimal) -> str:
    """How a number is usually written; one written in another way is left to the slow writer."""
    if isinstance(facet, facets.Decimal):
        return r"-?[0-9]{1,8}(?:\.[0-9]{1,8})?"
    return NUMBER_FORMS[facet.minimum]
