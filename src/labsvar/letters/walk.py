"""The elements of a typed letter, one after the other, as they would stand in its file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from labsvar.letters.version import Children, Choice, Node, Particle, RepeatedChoice, Sequence, held


class Placed(NamedTuple):
    """One element: its node, what it holds, and the step that leads to it in a path.

    The step has a number where others of the name may stand beside it, as in `Result[2]`.
    """

    node: Node
    value: Any
    step: str


def element_nodes(content: Children) -> dict[str, Node]:
    """The nodes of the elements that may stand right inside an element, by name."""
    found: dict[str, Node] = {}
    for particle in content.particles:
        match particle:
            case Node():
                found[particle.name] = particle
            case Choice(alternatives) | RepeatedChoice(alternatives=alternatives):
                found.update({node.name: node for node in alternatives})
            case Sequence(content=inner):
                found.update(element_nodes(inner))
    return found


def children(value: Any, content: Children) -> Iterator[Placed]:
    """The elements right inside a struct, in their order."""
    seen: Counter[str] = Counter()
    for node, inner, repeats in _of_children(value, content):
        seen[node.name] += 1
        yield Placed(node, inner, f"{node.name}[{seen[node.name]}]" if repeats else node.name)


def _of_children(value: Any, content: Children) -> Iterator[tuple[Node, Any, bool]]:
    for particle in content.particles:
        yield from _of_particle(value, particle)


def _of_particle(value: Any, particle: Particle) -> Iterator[tuple[Node, Any, bool]]:
    match particle:
        case Node():
            yield from _of_node(held(value, particle), particle)
        case Sequence():
            blocks = getattr(value, particle.attribute)
            if particle.maximum == 1:
                blocks = () if blocks is None else (blocks,)
            for block in blocks:
                for node, inner, repeats in _of_children(block, particle.content):
                    yield node, inner, repeats or particle.maximum > 1
        case Choice():
            for node in particle.alternatives:
                yield from _of_node(getattr(value, node.attribute), node)
        case RepeatedChoice():
            by_wrapper = {node.wrapper: node for node in particle.alternatives}
            for one in getattr(value, particle.attribute):
                yield by_wrapper[type(one)], one.content, True


def _of_node(value: Any, node: Node) -> Iterator[tuple[Node, Any, bool]]:
    if node.is_many:
        yield from ((node, one, True) for one in value)
    elif value is not None:
        yield node, value, False
