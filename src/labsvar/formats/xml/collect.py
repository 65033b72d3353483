"""Findings about one part of a file, each with its line and its path."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final, cast

from lxml import etree

from labsvar.findings import Finding, Rule
from labsvar.formats.xml import rules

_LONGEST_NAME_SHOWN: Final = 60
# Names of elements are structure and not text, but anybody may write anything into one: what could be a
# number of a person, or is in no alphabet of the standards, is not repeated.
_NAME: Final = re.compile("[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII)
_MOST_DIGITS: Final = 5
_UNTOLD: Final = "?"


class Enough(Exception):
    """There are as many findings as are named."""


class Collector:
    """Gathers findings about the elements of one parsed part.

    `line` is the file's line in which the part begins, `path` the XPath of the part's own element.
    Raises `Enough` on the finding after `limit`.
    """

    def __init__(self, part: etree._Element, *, line: int, path: str, limit: int) -> None:
        self.findings: list[Finding] = []
        self._line = line - 1
        self._limit = limit
        self._part = part
        self._paths: dict[etree._Element, str] = {part: path}

    def add(self, rule: Rule, element: etree._Element, **parts: object) -> None:
        """Notes that a rule is broken at an element."""
        self._add(rule, element, self.line(element), parts)

    def add_after(self, rule: Rule, element: etree._Element, child: etree._Element) -> None:
        """Notes that a rule is broken in an element, right after one of its children."""
        self._add(rule, element, self.line(_last_within(child)), {})

    def _add(self, rule: Rule, element: etree._Element, line: int, parts: dict[str, object]) -> None:
        if len(self.findings) == self._limit:
            raise Enough
        named = {"name": name_of(element), **parts}
        self.findings.append(rule.at(line=line, path=self.path(element), **named))

    def line(self, element: etree._Element) -> int:
        """The line of the file in which an element's start tag ends.

        Beyond line 65,535 of a letter libxml2 may be one line off.
        """
        line: int = cast("Any", element).sourceline  # the stubs do not know its type
        return self._line + line

    def path(self, element: etree._Element) -> str:
        """The XPath of an element; a place among several of a name is given from one."""
        known = self._paths.get(element)
        if known is None:
            parent = element.getparent()
            assert parent is not None
            self._name_children(parent)
            known = self._paths[element]
        return known

    def _name_children(self, parent: etree._Element) -> None:
        path = self.path(parent)
        children: dict[str, list[etree._Element]] = {}
        for child in parent:
            children.setdefault(name_of(child), []).append(child)
        for name, same in children.items():
            for place, child in enumerate(same, 1):
                self._paths[child] = f"{path}/{name}[{place}]" if len(same) > 1 else f"{path}/{name}"

    def tell_more(self) -> None:
        """Notes that there are more findings than are named."""
        line = self.line(self._part)
        more = rules.MORE_FINDINGS.at(line=line, path=self._paths[self._part], limit=self._limit)
        self.findings.append(more)


def _last_within(element: etree._Element) -> etree._Element:
    """The element whose start tag stands last within an element: the nearest to its end that has a line."""
    while len(element):
        element = element[-1]
    return element


def name_of(element: etree._Element) -> str:
    """The local name of an element as findings have it."""
    return shown(local_name(str(element.tag)))


@lru_cache(maxsize=1024)
def shown(name: str) -> str:
    """The name of an element as findings have it: of ASCII, with few digits, cut to 60 characters; else `?`."""
    if _NAME.fullmatch(name) is None or sum(map(str.isdigit, name)) > _MOST_DIGITS:
        return _UNTOLD
    return name[:_LONGEST_NAME_SHOWN]


def local_name(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition("}")[2]
