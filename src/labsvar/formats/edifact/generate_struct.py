"""The part of a generated reader that makes a struct of the values that were bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from labsvar.letters.version import Children, Choice, Node, RepeatedChoice, Sequence, Text

Steps = tuple[str, ...]


class Unsupported(Exception):
    """No fast reader is made for something in the table."""


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """Python that gives a value, or `None` where it is absent; and Python that says whether it is there."""

    value: str
    present: str | None


class Structs:
    """The values of one function by their paths, and what has to hold of them.

    `marks` say that a group was there whose values may all be absent; `checks` are Python that is true of
    what the slow reader has to judge. `name` gives the name an object goes by in the program.
    """

    def __init__(self, name: Callable[[Any, str], str]) -> None:
        self.values: dict[Steps, Value] = {}
        self.marks: dict[Steps, list[str]] = {}
        self.checks: list[str] = []
        self._name = name

    def struct(self, content: Children, steps: Steps) -> str:
        """The Python that makes a struct of the values bound within it."""
        made = [part for particle in content.particles for part in self._particle(particle, steps)]
        return f"{self._name(content.struct, content.struct.__name__)}({', '.join(made)})"

    def _particle(self, particle: Any, steps: Steps) -> Iterator[str]:
        match particle:
            case Node():
                yield from self._node(particle, steps)
            case Sequence(attribute, minimum, content):
                yield from self._inner(attribute, content, (*steps, attribute), required=minimum > 0)
            case Choice(alternatives):
                yield from self._choice(alternatives, steps)
            case RepeatedChoice(attribute):
                if (*steps, attribute) in self.values:
                    yield f"{attribute}={self.values[*steps, attribute].value}"

    def _choice(self, alternatives: tuple[Node, ...], steps: Steps) -> Iterator[str]:
        bound = [node for node in alternatives if (*steps, node.attribute) in self.values]
        present = " + ".join(f"({self.values[*steps, node.attribute].present})" for node in bound)
        if not bound or any(node.minimum == 0 for node in alternatives):
            raise Unsupported("a choice that nothing is bound to, or that may be absent")
        within = self._presence(steps)
        guard = f"({within}) and " if steps and within else ""
        self.checks.append(f"{guard}{present} != 1")
        for node in bound:
            yield f"{node.attribute}={self.values[*steps, node.attribute].value}"

    def _node(self, node: Node, steps: Steps) -> Iterator[str]:
        here = (*steps, node.attribute)
        value = self.values.get(here)
        match node.content:
            case Text(fixed=str(fixed)):
                yield f"{node.attribute}={fixed!r}"
            case _ if value is not None:
                yield f"{node.attribute}={self._needed(node, value)}"
            case Children() as content if node.maximum == 1:
                yield from self._inner(node.attribute, content, here, required=node.minimum > 0)
            case _ if node.minimum:
                raise Unsupported(f"nothing is bound to {node.name}")

    def _needed(self, node: Node, value: Value) -> str:
        if not node.minimum or value.present is None or node.maximum > 1:
            return value.value
        return f"needed({value.value})"

    def _inner(self, attribute: str, content: Children, steps: Steps, *, required: bool) -> Iterator[str]:
        presence = self._presence(steps)
        if presence is None:
            if required:
                raise Unsupported(f"nothing is bound to {attribute}")
            return
        made = self.struct(content, steps)
        yield f"{attribute}={made}" if required else f"{attribute}=({made} if {presence} else None)"

    def _presence(self, steps: Steps) -> str | None:
        """Python that says whether anything within an element was there."""
        length = len(steps)
        said = [value.present or "True" for path, value in self.values.items() if path[:length] == steps]
        said += [mark for path, marks in self.marks.items() if path[:length] == steps for mark in marks]
        return " or ".join(said) or None
