"""What the content rules find, and where in the file it stands.

Rules run on typed letters, where nothing is known about lines. Paths are told by the rules, and
lines are looked up in the letter's bytes afterwards, only when something was found.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final, cast

import msgspec
from lxml import etree

from labsvar.checks.rules import MORE_FINDINGS
from labsvar.findings import Finding, Rule

_MOST: Final = 1_000
"""How many findings about one letter are named; letters of the standards have room for more."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a letter stands: the XPath of its own element, its bytes, and the line they begin on.

    Without bytes (a letter that was never a file) findings have no line.
    """

    path: str
    raw: bytes = b""
    first_line: int = 1


class Found:
    """Collects broken rules with their place inside the letter."""

    __slots__ = ("_broken", "_more")

    def __init__(self) -> None:
        self._broken: list[tuple[Rule, str, dict[str, object]]] = []
        self._more = False

    def add(self, rule: Rule, path: str, **parts: object) -> None:
        """Notes that a rule is broken at a path below the letter's own element (`Patient/Consent`)."""
        if len(self._broken) < _MOST:
            self._broken.append((rule, path, parts))
        else:
            self._more = True

    def findings(self, place: Place) -> tuple[Finding, ...]:
        """The findings, in the order they were noted."""
        if not self._broken:
            return ()
        letter = _Elements(place)
        named = tuple(
            rule.at(line=letter.line(inner), path=f"{place.path}/{letter.path(inner)}", **parts)
            for rule, inner, parts in self._broken
        )
        return (*named, MORE_FINDINGS.at(line=None, path=None, limit=_MOST)) if self._more else named


def line_of(raw: bytes, path: str) -> int | None:
    """The line, from 1, of the element at a path below the root of some XML (`A/B[2]`).

    Prefixes do not count. `None` when the bytes cannot be read or hold no such element.
    """
    return _Elements(Place(path="", raw=raw)).line(path)


class _Elements:
    """The elements of one letter, whose bytes are parsed at most once, and only when they must be."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._below: dict[etree._Element, dict[str, list[etree._Element]]] = {}

    def line(self, inner: str) -> int | None:
        """The line of the file in which the start tag of the element at a path ends."""
        line = None if "_root" in self.__dict__ else self._line_of_only(inner)
        if line is None:
            element, _ = self._find(inner)
            line = None if element is None else cast("int | None", element.sourceline)
        return None if line is None else line + self._place.first_line - 1

    def path(self, inner: str) -> str:
        """The path with a place only where several elements have the name, as the readers write it."""
        return self._find(inner)[1] if "[1]" in inner else inner

    def _line_of_only(self, inner: str) -> int | None:
        """The line of an element whose name stands once in the letter: found without parsing."""
        raw = self._place.raw
        tag = b"<" + inner.rpartition("/")[2].partition("[")[0].encode() + b">"
        if raw.count(tag) != 1 or b"<!" in raw:
            return None
        return raw.count(b"\n", 0, raw.index(tag)) + 1

    def _find(self, inner: str) -> tuple[etree._Element | None, str]:
        """The element at a path and its path as readers write it, or nothing and the path itself."""
        element, steps = self._root, []
        for step in inner.split("/"):
            name, _, place = step.partition("[")
            same = [] if element is None else self._named(element, name)
            number = int(place.removesuffix("]")) if place else 1
            if number > len(same):
                return None, inner
            element = same[number - 1]
            steps.append(f"{name}[{number}]" if len(same) > 1 else name)
        return element, "/".join(steps)

    def _named(self, parent: etree._Element, name: str) -> list[etree._Element]:
        children = self._below.get(parent)
        if children is None:
            children = self._below[parent] = {}
            for child in parent:
                children.setdefault(_local_name(child), []).append(child)
        return children.get(name, [])

    @cached_property
    def _root(self) -> etree._Element | None:
        return _parsed(self._place.raw) if self._place.raw else None


def _parsed(raw: bytes) -> etree._Element | None:
    """The root of the bytes of a letter, whatever is wrong with them.

    The encoding is not looked at: names are ASCII and lines are the same in all that are read.
    """
    parser = etree.XMLParser(
        encoding="iso-8859-1",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(raw, parser)


def _local_name(element: etree._Element) -> str:
    """The name without namespace, and without a prefix that stands for none in a letter cut out."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]
