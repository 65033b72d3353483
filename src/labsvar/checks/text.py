"""The rule about control characters in text.

Text in windows-1252 that was read as ISO-8859-1 on its way has control characters (U+0080 to U+009F)
where dashes and quotation marks were, which no screen shows. A file that holds such bytes is refused
by its form; here they come as UTF-8 or as character references.
"""

from __future__ import annotations

import re
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
    for particle in content.particles:
        yield from _of_particle(value, particle)


def _of_particle(value: Any, particle: Particle) -> Iterator[tuple[str, str]]:
    match particle:
        case Node():
            yield from _of_node(getattr(value, particle.attribute), particle)
        case Sequence():
            block = getattr(value, particle.attribute)
            if block is not None:
                yield from _of_children(block, particle.content)
        case Choice():
            for node in particle.alternatives:
                yield from _of_node(getattr(value, node.attribute), node)
        case RepeatedChoice():
            for node in particle.alternatives:
                kind = node.wrapper or ()
                chosen: list[Any] = [
                    one for one in getattr(value, particle.attribute) if isinstance(one, kind)
                ]
                yield from _of_many([one.content for one in chosen], node)


def _of_node(value: Any, node: Node) -> Iterator[tuple[str, str]]:
    if node.maximum > 1:
        yield from _of_many(value, node)
    elif value is not None:
        yield from _of_one(value, node, f"/{node.name}")


def _of_many(values: Iterable[Any], node: Node) -> Iterator[tuple[str, str]]:
    for number, value in enumerate(values, 1):
        yield from _of_one(value, node, f"/{node.name}[{number}]")


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
