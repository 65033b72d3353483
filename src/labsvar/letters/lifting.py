"""Letters beyond what the standard allows: more of an element than its maximum, where a receiver can.

The schemas bound how often an element may stand (90 investigations, 20 findings in each, 99 results).
Receivers agree to lift some of these bounds before a new version of the standard does, each for itself;
what they have lifted is their capability, a setting. The official version stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import msgspec

from labsvar.letters.catalogue import BY_CODE, VERSIONS
from labsvar.letters.version import Children, Choice, LetterVersion, Node, Particle, Sequence


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Lift:
    """A bound that is lifted: in letters of a kind, how often at most an element may stand.

    `path` is by names of elements from below the letter's own element, without places:
    `LaboratoryResults/Result`.
    """

    kind: str
    path: str
    maximum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceeded:
    """An element that stands more often than the version allows, in one place of a letter."""

    path: str
    count: int
    maximum: int


def bounds(version: LetterVersion) -> dict[str, tuple[int, int]]:
    """The elements of a version that may repeat within bounds, with their least and most."""
    return {
        path: (node.minimum, node.maximum)
        for path, node in _nodes(version.tree, "")
        if node.maximum > 1 and not node.added
    }


def _nodes(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    """The elements below one, but for those of repeated choices and sequences, which have no such bound."""
    particles = node.content.particles if isinstance(node.content, Children) else ()
    stack: list[Particle] = list(particles)
    while stack:
        match stack.pop():
            case Sequence(content=inner, maximum=1):
                stack += inner.particles
            case Choice(alternatives):
                stack += alternatives
            case Node() as below:
                yield path + below.name, below
                yield from _nodes(below, f"{path}{below.name}/")
            case _:
                pass


def check(lift: Lift) -> None:
    """That a lift lifts something. Raises `ValueError`, which says what is wrong with it."""
    versions = [version for version in VERSIONS if version.kind == lift.kind]
    if not versions:
        raise ValueError(f"{lift.kind} is no known kind of letter")
    known = [found[lift.path] for found in map(bounds, versions) if lift.path in found]
    if not known:
        raise ValueError(f"{lift.kind} has no element that repeats at {lift.path}")
    least = min(most for _, most in known)
    if lift.maximum <= least:
        raise ValueError(f"{lift.path} may stand {least} times in {lift.kind} anyhow")


def lifted(version: LetterVersion, lifts: tuple[Lift, ...]) -> LetterVersion:
    """A version with those of the lifts that concern it; itself when none does. Never lowers a bound."""
    return _lifted(version.code, lifts) if lifts else version


# By its code, since a version holds tables that have no hash.
@lru_cache(maxsize=256)
def _lifted(code: str, lifts: tuple[Lift, ...]) -> LetterVersion:
    version = BY_CODE[code]
    found = bounds(version)
    times = {
        lift.path: (found[lift.path][0], lift.maximum)
        for lift in sorted(lifts)
        if lift.kind == version.kind and lift.maximum > found.get(lift.path, (0, lift.maximum))[1]
    }
    return replace(version, times={**version.times, **times}) if times else version


def exceeded(letter: msgspec.Struct, version: LetterVersion) -> tuple[Exceeded, ...]:
    """Where a letter has more of an element than its version allows, with the places of each."""
    return tuple(_exceeded(version.tree, letter, ""))


def _exceeded(node: Node, value: Any, path: str) -> Iterator[Exceeded]:
    if not isinstance(node.content, Children):
        return
    stack: list[tuple[Particle, Any]] = [(particle, value) for particle in reversed(node.content.particles)]
    while stack:
        particle, holder = stack.pop()
        if holder is None:
            continue
        if isinstance(particle, Sequence) and particle.maximum == 1:
            inner = getattr(holder, particle.attribute)
            stack += [(each, inner) for each in reversed(particle.content.particles)]
        elif isinstance(particle, Choice):
            stack += [(each, holder) for each in reversed(particle.alternatives)]
        elif isinstance(particle, Node) and not particle.added:
            yield from _below(particle, getattr(holder, particle.attribute), path)


def _below(node: Node, value: Any, path: str) -> Iterator[Exceeded]:
    if node.maximum == 1:
        if value is None:
            return
        yield from _exceeded(node, value, f"{path}{node.name}/")
        return
    several = value or ()
    if len(several) > node.maximum:
        yield Exceeded(path=path + node.name, count=len(several), maximum=node.maximum)
    for place, each in enumerate(several, 1):
        yield from _exceeded(node, each, f"{path}{node.name}[{place}]/")
