"""Whether every word of a letter stands in the Bundle that tells of it: for kinds that have no way back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from labsvar.conversion.difference import unlisted
from labsvar.conversion.fhir import ConvertedBundle
from labsvar.letters import facets
from labsvar.letters.catalogue import AnyLetter, version_of
from labsvar.letters.text import Mark, plain
from labsvar.letters.version import Children, MixedText, Node, Text
from labsvar.letters.walk import children

_IN_CODES = (facets.Coded, facets.CalendarDate, facets.VersionOfLetter, facets.KindOfLetter, facets.Whole)


def untold(letter: AnyLetter, made: ConvertedBundle) -> list[str]:
    """The places whose words or numbers stand nowhere in the Bundle, and in no listed loss.

    Codes, dates and times are told in FHIR's own words, so they are not looked for.
    """
    version = version_of(letter)
    told = "\0".join(_strings(json.loads(made.data, parse_float=str, parse_int=str)))
    words = _words(letter, version.tree, f"/Emessage/{version.root_name}")
    missing = [path for path, word in words if word not in told]
    return unlisted(missing, (each.path for each in made.changes if each.kind == "lost"))


def _words(value: Any, node: Node, path: str) -> Iterator[tuple[str, str]]:
    assert isinstance(node.content, Children)
    for each in children(value, node.content):
        here = f"{path}/{each.step}"
        match each.node.content:
            case Children():
                yield from _words(each.value, each.node, here)
            case MixedText():
                yield from ((here, line) for line in _lines(each.value))
            case Text(base=base, facet=facet) if base is str and not _is_coded(facet):
                yield here, each.value


def _lines(marked: tuple[str | Mark, ...]) -> Iterator[str]:
    return (line for part in marked for line in plain((part,)).split("\n") if line)


def _is_coded(facet: Any) -> bool:
    in_time = isinstance(facet, facets.Pattern) and "hh:mm" in facet.meaning
    return in_time or isinstance(facet, _IN_CODES)


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from _strings(each)
