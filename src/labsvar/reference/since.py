"""What one version has beside another, read from the two trees."""

from __future__ import annotations

from collections.abc import Iterator

from labsvar.conversion.difference import by_attribute
from labsvar.letters.element import DateTime
from labsvar.letters.facets import Coded
from labsvar.letters.version import Children, LetterVersion, Node, Particle, RepeatedChoice, Sequence, Text
from labsvar.reference.markdown import code, codes
from labsvar.reference.wording import facet_words, times

_MANY_CODES = 12


def differences(version: LetterVersion, older: LetterVersion) -> Iterator[str]:
    """What is otherwise in a version than in an older one, a sentence each."""
    if version.release != older.release:
        yield f"schema release {version.release.date} instead of {older.release.date}, with its namespace"
    yield from _children(_content(version.tree), _content(older.tree), "")


def _content(node: Node) -> Children:
    assert isinstance(node.content, Children)
    return node.content


def _children(new: Children, old: Children, path: str) -> Iterator[str]:
    ours, theirs = by_attribute(new), by_attribute(old)
    more = [_name(ours[each], path) for each in ours if each not in theirs]
    less = [_name(theirs[each], path) for each in theirs if each not in ours]
    yield from (f"has {code(name)}" for name in more if name not in less)
    yield from (f"has no {code(name)} any more" for name in less if name not in more)
    yield from (f"{code(name)} holds something else" for name in more if name in less)
    for attribute, particle in ours.items():
        if attribute in theirs:
            yield from _particle(particle, theirs[attribute], path)


def _name(particle: Particle, path: str) -> str:
    match particle:
        case Node(name=name):
            return path + name
        case Sequence(content=content):
            return _name(content.particles[0], path)
    return path.rstrip("/")


def _particle(new: Particle, old: Particle, path: str) -> Iterator[str]:
    match new, old:
        case Node(), Node():
            yield from _node(new, old, path + new.name)
        case Sequence(), Sequence():
            yield from _children(new.content, old.content, path)
        case RepeatedChoice(), RepeatedChoice() if (new.minimum, new.maximum) != (old.minimum, old.maximum):
            now, before = times(new.minimum, new.maximum), times(old.minimum, old.maximum)
            yield f"the texts in {code(path.rstrip('/'))} stand {now} times instead of {before}"


def _node(new: Node, old: Node, path: str) -> Iterator[str]:
    now, before = times(new.minimum, new.maximum), times(old.minimum, old.maximum)
    if now != before:
        yield f"{code(path)} stands {now} times instead of {before}"
    match new.content, old.content:
        case Children(struct=struct), Children() if struct is not DateTime:
            yield from _children(_content(new), _content(old), f"{path}/")
        case Text(), Text() if new.content.fixed is None:
            yield from _text(new.content, old.content, path)


def _text(new: Text, old: Text, path: str) -> Iterator[str]:
    if new.facet is None or old.facet is None:
        return
    if isinstance(new.facet, Coded) and isinstance(old.facet, Coded):
        yield from _codes(new.codes, old.codes, path)
    elif new.facet != old.facet:
        yield f"{code(path)} holds {facet_words(new.facet)} instead of {facet_words(old.facet)}"


def _codes(new: tuple[str, ...], old: tuple[str, ...], path: str) -> Iterator[str]:
    more = [each for each in new if each not in old]
    less = [each for each in old if each not in new]
    if more:
        yield f"{code(path)} also takes {_some(more)}"
    if less:
        yield f"{code(path)} no longer takes {_some(less)}"


def _some(values: list[str]) -> str:
    return codes(values) if len(values) <= _MANY_CODES else f"{len(values)} more codes of its list"
