"""The rule about control characters in text.

Text in windows-1252 that was read as ISO-8859-1 on its way has control characters (U+0080 to U+009F)
where dashes and quotation marks were, which no screen shows. A file that holds such bytes is refused
by its form; here they come as UTF-8 or as character references.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from labsvar.checks import rules
from labsvar.checks.found import Found
from labsvar.letters.catalogue import AnyLetter
from labsvar.letters.text import Mark
from labsvar.letters.version import (
    Children,
    Choice,
    LetterVersion,
    MixedText,
    Node,
    Particle,
    RepeatedChoice,
    Sequence,
)

_CONTROL: Final = re.compile(r"[\x80-\x9f]")
_CONTROL_AS_UTF8: Final = re.compile(rb"\xc2[\x80-\x9f]")
_ENCODER: Final = msgspec.json.Encoder()


def check_text(letter: AnyLetter, version: LetterVersion, found: Found) -> None:
    """Every element of a letter in whose text a control character stands."""
    # Written as one JSON text and searched, a letter takes a tenth of the time of a walk through it.
    written = _ENCODER.encode(letter)
    if b"\xc2" in written and _CONTROL_AS_UTF8.search(written) is not None:
        for path, text in texts(letter, version):
            if _CONTROL.search(text) is not None:
                found.add(rules.CONTROL_CHARACTERS, path)


def texts(letter: AnyLetter, version: LetterVersion) -> Iterator[tuple[str, str]]:
    """Every text of a letter with the path of its element below the letter's own."""
    for path, text in _of_one(letter, version.tree, ""):
        yield path.removeprefix("/"), text


def _of_children(value: Any, content: Children) -> Iterator[tuple[str, str]]:
    seen: Counter[str] = Counter()
    for node, inner, repeats in elements(value, content):
        seen[node.name] += 1
        step = f"/{node.name}[{seen[node.name]}]" if repeats else f"/{node.name}"
        yield from _of_one(inner, node, step)


def elements(value: Any, content: Children) -> Iterator[tuple[Node, Any, bool]]:
    """The elements right inside a struct in their order, each with whether others may have its name."""
    for particle in content.particles:
        yield from _of_particle(value, particle)


def _of_particle(value: Any, particle: Particle) -> Iterator[tuple[Node, Any, bool]]:
    match particle:
        case Node():
            yield from _of_node(getattr(value, particle.attribute), particle)
        case Sequence():
            blocks = getattr(value, particle.attribute)
            if particle.maximum == 1:
                blocks = () if blocks is None else (blocks,)
            for block in blocks:
                for node, inner, repeats in elements(block, particle.content):
                    yield node, inner, repeats or particle.maximum > 1
        case Choice():
            for node in particle.alternatives:
                yield from _of_node(getattr(value, node.attribute), node)
        case RepeatedChoice():
            by_wrapper = {node.wrapper: node for node in particle.alternatives}
            for one in getattr(value, particle.attribute):
                yield by_wrapper[type(one)], one.content, True


def _of_node(value: Any, node: Node) -> Iterator[tuple[Node, Any, bool]]:
    if node.maximum > 1:
        yield from ((node, one, True) for one in value)
    elif value is not None:
        yield node, value, False


def _of_one(value: Any, node: Node, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node.content, Children):
        for inner, text in _of_children(value, node.content):
            yield path + inner, text
    elif isinstance(node.content, MixedText):
        yield path, "".join(_words(value))
    elif isinstance(value, str):
        yield path, value


def _words(parts: Iterable[str | Mark]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        else:
            yield from _words(getattr(part, "content", ()))
