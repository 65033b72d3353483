"""What the content rules find, and where in the file it stands.

Rules run on typed letters, where nothing is known about lines. Paths are told by the rules, and
lines are looked up in the letter's bytes afterwards, only when something was found.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final, cast

import msgspec
from lxml import etree

from labsvar.findings import Finding, Rule

_STEP: Final = re.compile(r"(?P<name>[^\[\]/]+)(?:\[(?P<position>\d+)\])?")


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a letter stands: the XPath of its own element, its bytes, and the line they begin on.

    Without bytes (a letter that was never a file) findings have no line.
    """

    path: str
    raw: bytes = b""
    first_line: int = 1


class Found:
    """Collects broken rules with their place inside the letter."""

    __slots__ = ("_broken",)

    def __init__(self) -> None:
        self._broken: list[tuple[Rule, str, dict[str, object]]] = []

    def add(self, rule: Rule, path: str, **parts: object) -> None:
        """Notes that a rule is broken at a path below the letter's own element (`Patient/Consent`)."""
        self._broken.append((rule, path, parts))

    def findings(self, place: Place) -> tuple[Finding, ...]:
        """The findings, in the order they were noted."""
        if not self._broken:
            return ()
        letter = _Elements(place)
        return tuple(
            rule.at(line=letter.line(inner), path=f"{place.path}/{letter.path(inner)}", **parts)
            for rule, inner, parts in self._broken
        )


def line_of(raw: bytes, path: str) -> int | None:
    """The line, from 1, of the element at a path below the root of some XML (`A/B[2]`).

    Prefixes do not count. `None` when the bytes cannot be read or hold no such element.
    """
    return _Elements(Place(path="", raw=raw)).line(path)


class _Elements:
    """The elements of one letter, whose bytes are parsed at most once, and only when they must be."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def line(self, inner: str) -> int | None:
        """The line of the file in which the start tag of the element at a path ends."""
        line = self._line_of_only(inner)
        if line is None:
            element = self._element(inner)
            line = None if element is None else cast("int | None", element.sourceline)
        return None if line is None else line + self._place.first_line - 1

    def path(self, inner: str) -> str:
        """The path with a place only where several elements have the name, as the readers write it."""
        if "[1]" not in inner or not self._place.raw:
            return inner
        steps = inner.split("/")
        for number, step in enumerate(steps):
            second = "/".join([*steps[:number], step.replace("[1]", "[2]")])
            if step.endswith("[1]") and self._element(second) is None:
                steps[number] = step.removesuffix("[1]")
        return "/".join(steps)

    def _line_of_only(self, inner: str) -> int | None:
        """The line of an element whose name stands once in the letter: found without parsing."""
        raw = self._place.raw
        tag = b"<" + inner.rpartition("/")[2].partition("[")[0].encode() + b">"
        if raw.count(tag) != 1 or b"<!" in raw:
            return None
        return raw.count(b"\n", 0, raw.index(tag)) + 1

    def _element(self, inner: str) -> etree._Element | None:
        element = self._root
        for step in inner.split("/"):
            element = None if element is None else _child(element, step)
        return element

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


def _child(element: etree._Element, step: str) -> etree._Element | None:
    match = _STEP.fullmatch(step)
    if match is None:
        return None
    wanted = int(match["position"] or 1)
    same = (child for child in element if _local_name(child) == match["name"])
    return next((child for number, child in enumerate(same, 1) if number == wanted), None)


def _local_name(element: etree._Element) -> str:
    """The name without namespace, and without a prefix that stands for none in a letter cut out."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]
