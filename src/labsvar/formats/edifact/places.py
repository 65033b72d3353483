"""Where in its EDIFACT message each element of a letter came from.

Content rules run on typed letters and tell places as paths of the XML form. Those are turned into lines
and segments only when something was found: the message is walked once more, by the slow reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from labsvar.formats.edifact.message import Bad, Got, Message, Ready, Record
from labsvar.formats.edifact.reader import walked
from labsvar.formats.model import LetterRead
from labsvar.letters.version import Children, Choice, Node, RepeatedChoice, Sequence

_FIRST: Final = "[1]"


class _Element(NamedTuple):
    node: Node
    held: Any


class Places:
    """The segments of one letter. `at` answers for any path below the letter's own element."""

    def __init__(self, letter: LetterRead) -> None:
        self._line, self._path = letter.line, letter.path
        self._known: dict[str, Got | int] = {}
        self._message: Message | None = None
        again = walked(letter)
        if again is not None:
            self._message, record, content = again
            self._known = dict(_places(record, content, ""))
            self._first = self._message.line(0)

    def at(self, inner: str) -> tuple[int, str]:
        """Line of the file and segment place of the element at a path (`Patient/Consent`).

        What no segment holds stands where the nearest element around it does.
        """
        steps = inner.replace(_FIRST, "").split("/")
        for length in range(len(steps), 0, -1):
            place = self._known.get("/".join(steps[:length]))
            if place is not None and self._message is not None:
                number = place if isinstance(place, int) else place.segment
                return self._line + self._message.line(number) - self._first, self._message.path(place)
        return self._line, self._path


def _places(record: Record, content: Children, above: str) -> Iterator[tuple[str, Got | int]]:
    """Every element that was read, by its path without the number of a first one."""
    seen: Counter[str] = Counter()
    for node, held in _elements(record, content):
        seen[node.name] += 1
        number = "" if seen[node.name] == 1 else f"[{seen[node.name]}]"
        path = f"{above}{node.name}{number}"
        yield path, held if isinstance(held, Got) else held.segment
        if isinstance(held, Record) and isinstance(node.content, Children):
            yield from _places(held, node.content, f"{path}/")


def _elements(record: Record, content: Children) -> Iterator[_Element]:
    for particle in content.particles:
        match particle:
            case Node():
                yield from _of_node(record, particle)
            case Choice(alternatives):
                for node in alternatives:
                    yield from _of_node(record, node)
            case Sequence(attribute=attribute, content=inner):
                for block in _several(record.get(attribute)):
                    assert isinstance(block, Record), "elements that come together are read as a record"
                    yield from _elements(block, inner)
            case RepeatedChoice(attribute=attribute, alternatives=alternatives):
                nodes = {node.wrapper: node for node in alternatives}
                for one in record.get(attribute, ()):
                    yield _Element(nodes[type(one.value)], one)


def _of_node(record: Record, node: Node) -> Iterator[_Element]:
    for one in _several(record.get(node.attribute)):
        yield _Element(node, one)


def _several(held: Any) -> list[Got | Ready | Bad | Record]:
    if held is None:
        return []
    return held if isinstance(held, list) else [held]
