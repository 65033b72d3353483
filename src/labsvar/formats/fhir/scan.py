"""JSON with the line of everything in it, for telling what is wrong and where.

Slower than any other JSON reader here, and used when something has been found only.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import Final, Literal

import msgspec

MAX_DEPTH: Final = 100
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_STRING: Final = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"')
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORD: Final = re.compile("true|false|null")

Kind = Literal["object", "array", "text", "number", "boolean", "null"]


class Tree(msgspec.Struct, kw_only=True):
    """One value. `text` is that of a text, or a number as it was written; `doubled` are places of names
    that stood in the object before. `start` and `end` are places in the text of the file."""

    kind: Kind
    start: int
    end: int = 0
    text: str = ""
    members: dict[str, Tree] = {}
    items: list[Tree] = []
    doubled: list[int] = []


class Malformed(Exception):
    """The text is not JSON from a place on. `expected` says what was."""

    def __init__(self, place: int, expected: str) -> None:
        super().__init__(expected)
        self.place = place
        self.expected = expected


class TooDeep(Exception):
    """Values stand inside each other deeper than `MAX_DEPTH`."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place


class Lines:
    """Which line a place in a text is on."""

    def __init__(self, text: str) -> None:
        self._ends = [found.start() for found in re.finditer("\n", text)]

    def at(self, place: int) -> int:
        """The line, from one."""
        return bisect_right(self._ends, place - 1) + 1 if place else 1


def scan(text: str) -> Tree:
    """The whole text as one value. Raises `Malformed` or `TooDeep`."""
    scanner = _Scanner(text)
    tree = scanner.value(scanner.after_space(0), 0)
    end = scanner.after_space(tree.end)
    if end != len(text):
        raise Malformed(end, "end")
    return tree


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text

    def after_space(self, place: int) -> int:
        found = _SPACE.match(self.text, place)
        assert found is not None, "it matches nothing at all too"
        return found.end()

    def value(self, place: int, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise TooDeep(place)
        match self.text[place : place + 1]:
            case "{":
                return self.members(place, depth)
            case "[":
                return self.items(place, depth)
            case '"':
                text, end = self.string(place)
                return Tree(kind="text", start=place, end=end, text=text)
        if found := _NUMBER.match(self.text, place):
            return Tree(kind="number", start=place, end=found.end(), text=found.group())
        if found := _WORD.match(self.text, place):
            kind: Kind = "null" if found.group() == "null" else "boolean"
            return Tree(kind=kind, start=place, end=found.end(), text=found.group())
        raise Malformed(place, "value")

    def string(self, place: int) -> tuple[str, int]:
        found = _STRING.match(self.text, place)
        if found is None:
            raise Malformed(place, "text")
        text = found.group()
        return (json.loads(text) if "\\" in text else text[1:-1]), found.end()

    def members(self, place: int, depth: int) -> Tree:
        made = Tree(kind="object", start=place)
        place = self.after_space(place + 1)
        if self.text.startswith("}", place):
            made.end = place + 1
            return made
        while True:
            key_at = place
            key, place = self.string(place)
            place = self.after_space(place)
            if not self.text.startswith(":", place):
                raise Malformed(place, ":")
            value = self.value(self.after_space(place + 1), depth + 1)
            if key in made.members:
                made.doubled.append(key_at)
            made.members[key] = value
            place, more = self.next(value.end, "}")
            if not more:
                made.end = place
                return made

    def items(self, place: int, depth: int) -> Tree:
        made = Tree(kind="array", start=place)
        place = self.after_space(place + 1)
        if self.text.startswith("]", place):
            made.end = place + 1
            return made
        while True:
            value = self.value(place, depth + 1)
            made.items.append(value)
            place, more = self.next(value.end, "]")
            if not more:
                made.end = place
                return made

    def next(self, place: int, closing: str) -> tuple[int, bool]:
        """Past the comma to the next one, or past the closing."""
        place = self.after_space(place)
        if self.text.startswith(",", place):
            return self.after_space(place + 1), True
        if self.text.startswith(closing, place):
            return place + 1, False
        raise Malformed(place, f", {closing}")
