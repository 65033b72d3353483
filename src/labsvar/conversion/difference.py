"""Where two typed letters of one kind differ, element by element.

This is how a conversion proves that its list is complete: what differs between a letter and its
converted form, and stands nowhere in the list, was forgotten.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Any

import msgspec

from labsvar.letters.catalogue import AnyLetter
from labsvar.letters.common import Envelope
from labsvar.letters.release import Release
from labsvar.letters.version import (
    Children,
    Choice,
    LetterVersion,
    Node,
    Particle,
    RepeatedChoice,
    Sequence,
    envelope_tree,
)

_POSITION = re.compile(r"\[\d+\]")


def differences(
    before: AnyLetter, after: AnyLetter, *, source: LetterVersion, target: LetterVersion, path: str
) -> Iterator[str]:
    """The XPath of every element that does not stand alike in both letters.

    `source` and `target` are the versions of the two, `path` the XPath of the letter. Of an element
    that stands in one letter only, every element without children in it is named.
    """
    yield from _element(before, after, _children(source.tree), _children(target.tree), path)


def envelope_differences(before: Envelope, after: Envelope, *, source: Release) -> Iterator[str]:
    """The same for two envelopes; `source` is the release of the first."""
    content = _children(envelope_tree(source))
    yield from _element(before, after, content, content, "/Emessage/Envelope")


def unlisted(paths: Iterable[str], listed: Iterable[str]) -> list[str]:
    """The paths that no listed path names, whether by itself or by an element around it.

    A listed path without positions speaks of every element at it.
    """
    named = set(listed)
    return [path for path in paths if not _is_named(path, named)]


def by_attribute(content: Children) -> dict[str, Particle]:
    """The particles of an element by the struct field they are bound to; choices laid out flat.

    Elements that an installation adds are not among them: they share one field.
    """
    made: dict[str, Particle] = {}
    for particle in content.particles:
        if isinstance(particle, Choice):
            made |= {node.attribute: replace(node, minimum=0) for node in particle.alternatives}
        elif not (isinstance(particle, Node) and particle.added):
            made[particle.attribute] = particle
    return made


def _is_named(path: str, named: set[str]) -> bool:
    for each in (path, _POSITION.sub("", path)):
        steps = each.split("/")
        if any("/".join(steps[:depth]) in named for depth in range(2, len(steps) + 1)):
            return True
    return False


def _children(node: Node) -> Children:
    assert isinstance(node.content, Children)
    return node.content


def _element(one: Any, other: Any, source: Children, target: Children, path: str) -> Iterator[str]:
    ours, theirs = by_attribute(source), by_attribute(target)
    for name, particle in (theirs | ours).items():
        before, after = getattr(one, name), getattr(other, name)
        if before != after:
            yield from _particle(before, after, particle, theirs.get(name, particle), path)
    left_out = Counter(getattr(one, "added", ())) - Counter(getattr(other, "added", ()))
    yield from (f"{path}/{added.name}" for added in left_out)


def _particle(before: Any, after: Any, source: Particle, target: Particle, path: str) -> Iterator[str]:
    match source, target:
        case Sequence(), Sequence():
            for one, other in zip_longest(_blocks(before), _blocks(after)):
                if one is None:
                    yield from _leaves_of(other, target.content, path)
                elif other is None:
                    yield from _leaves_of(one, source.content, path)
                else:
                    yield from _element(one, other, source.content, target.content, path)
        case RepeatedChoice(), _:
            yield from _alternatives(before, after, path)
        case Node(), Node() if max(source.maximum, target.maximum) > 1:
            yield from _several(before, after, source, target, f"{path}/{source.name}")
        case Node(), Node():
            yield from _one(before, after, source, target, f"{path}/{source.name}")


def _one(before: Any, after: Any, source: Node, target: Node, path: str) -> Iterator[str]:
    content, other = source.content, target.content
    if before is None:
        yield from _leaves(after, target, path)
    elif after is None:
        yield from _leaves(before, source, path)
    elif isinstance(content, Children) and isinstance(other, Children):
        yield from _element(before, after, content, other, path)
    else:
        yield path


def _several(
    before: tuple[Any, ...], after: tuple[Any, ...], source: Node, target: Node, path: str
) -> Iterator[str]:
    for place, (one, other) in enumerate(zip_longest(before, _beside(before, after)), 1):
        if one != other:
            yield from _one(one, other, source, target, f"{path}[{place}]")


def _beside(before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[Any, ...]:
    """The elements of `after` in their places beside `before`; nothing where one was only left out."""
    ours = iter(before)
    if len(after) >= len(before) or not all(each in ours for each in after):
        return after
    rest = list(after)
    return tuple(rest.pop(0) if rest and one == rest[0] else None for one in before)


def _leaves(value: Any, node: Node, path: str) -> Iterator[str]:
    """The elements without children at and below one that stands in one letter only."""
    if not isinstance(node.content, Children):
        yield path
        return
    below = list(_leaves_of(value, node.content, path))
    yield from below or [path]


def _leaves_of(block: msgspec.Struct, content: Children, path: str) -> Iterator[str]:
    for name, particle in by_attribute(content).items():
        value = getattr(block, name)
        if value is None or value == ():
            continue
        match particle:
            case Node() if particle.maximum > 1:
                for place, each in enumerate(value, 1):
                    yield from _leaves(each, particle, f"{path}/{particle.name}[{place}]")
            case Node():
                yield from _leaves(value, particle, f"{path}/{particle.name}")
            case Sequence():
                for each in _blocks(value):
                    yield from _leaves_of(each, particle.content, path)
            case RepeatedChoice():
                yield from _alternatives(value, (), path)


def _blocks(value: Any) -> tuple[Any, ...]:
    """The blocks of a sequence, which may repeat."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _alternatives(before: tuple[Any, ...], after: tuple[Any, ...], path: str) -> Iterator[str]:
    """Elements of several names stand in one tuple, in an order that counts."""
    names = list(dict.fromkeys(_tag(each) for each in (*before, *after)))
    differing = [name for name in names if _of(name, before) != _of(name, after)]
    yield from (f"{path}/{name}" for name in differing or names)


def _of(name: str, wrapped: tuple[Any, ...]) -> list[Any]:
    return [each for each in wrapped if _tag(each) == name]


def _tag(wrapped: msgspec.Struct) -> str:
    return str(wrapped.__struct_config__.tag)
