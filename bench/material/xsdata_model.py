"""The tree of a letter version as dataclasses for xsdata, as its own generator would write them."""

from __future__ import annotations

from dataclasses import field, make_dataclass
from typing import Any

from labsvar.formats.xml.trees import envelope_node
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


def emessage(version: LetterVersion) -> type:
    """The dataclass of an Emessage with letters of a version."""
    namespace = version.release.namespace
    return make_dataclass(
        "Emessage",
        [
            _field(envelope_node(namespace), namespace, many=False),
            _field(version.tree, namespace, many=True),
        ],
        namespace={"Meta": type("Meta", (), {"namespace": namespace})},
    )


def _type(node: Node, namespace: str) -> Any:
    match node.content:
        case Children(particles=particles):
            fields = [made for particle in particles for made in _fields(particle, namespace)]
            return make_dataclass(node.name, fields)
        case MixedText():
            content: Any = field(default_factory=list, metadata=_WILDCARD)
            return make_dataclass(node.name, [("content", list[object], content)])
        case _:
            return str


_WILDCARD = {"type": "Wildcard", "namespace": "##any", "mixed": True}


def _fields(particle: Particle, namespace: str) -> list[Any]:
    match particle:
        case Node():
            return [_field(particle, namespace, many=particle.maximum > 1)]
        case Sequence(content=content):
            return [made for inner in content.particles for made in _fields(inner, namespace)]
        case Choice(alternatives):
            return [_field(node, namespace, many=False) for node in alternatives]
        case RepeatedChoice(alternatives=alternatives):
            return [_field(node, namespace, many=True) for node in alternatives]


def _field(node: Node, namespace: str, *, many: bool) -> Any:
    metadata = {"name": node.name, "type": "Element", "namespace": namespace}
    kind = _type(node, namespace)
    name = node.name.lower()
    if many:
        return name, list[kind], field(default_factory=list, metadata=metadata)  # type: ignore[valid-type]  # the class is made here
    return name, kind | None, field(default=None, metadata=metadata)
