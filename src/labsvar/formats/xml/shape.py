"""What can be said of the particles of a tree before any letter is read."""

from __future__ import annotations

from typing import Final

import msgspec

from labsvar.letters.version import Children, Choice, Node, Particle, RepeatedChoice, Sequence


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One particle with the names it may hold and the names that may follow it in the same element.

    `inner` are the steps of a `Sequence`.
    """

    particle: Particle
    names: frozenset[str]
    later: frozenset[str]
    inner: tuple[Step, ...] = ()


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """The steps of an element with children, and the names of all of them."""

    steps: tuple[Step, ...]
    names: frozenset[str]


# By identity, since the hash of a tree is as deep as the tree; the tree is kept so that it stays itself.
_shapes: Final[dict[int, tuple[Children, Shape]]] = {}


def shape(content: Children) -> Shape:
    """The shape of an element with children."""
    known = _shapes.get(id(content))
    if known is None:
        made = Shape(steps=_steps(content.particles, frozenset()), names=_all_names(content.particles))
        known = _shapes[id(content)] = (content, made)
    return known[1]


def names_of(particle: Particle) -> frozenset[str]:
    """The names of the elements that a particle may hold."""
    match particle:
        case Node(name=name):
            return frozenset({name})
        case Choice(alternatives) | RepeatedChoice(alternatives=alternatives):
            return frozenset(node.name for node in alternatives)
        case Sequence(content=content):
            return _all_names(content.particles)


def _all_names(particles: tuple[Particle, ...]) -> frozenset[str]:
    return frozenset().union(*(names_of(particle) for particle in particles))


def _steps(particles: tuple[Particle, ...], after: frozenset[str]) -> tuple[Step, ...]:
    steps: list[Step] = []
    for particle in reversed(particles):
        inner = _inner_steps(particle, after) if isinstance(particle, Sequence) else ()
        steps.append(Step(particle=particle, names=names_of(particle), later=after, inner=inner))
        after = after | steps[-1].names
    return tuple(reversed(steps))


def _inner_steps(block: Sequence, after: frozenset[str]) -> tuple[Step, ...]:
    """The steps of a block, after which another of the kind may begin when it repeats."""
    particles = block.content.particles
    again = names_of(particles[0]) if block.maximum > 1 else frozenset[str]()
    return _steps(particles, after | again)
