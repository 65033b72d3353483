"""The XML schema of a VANSEnvelope, made from its tree: in the tests the outside judge of the reader."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from lxml import etree

from labsvar.formats.vans.tree import NAMESPACE, TREE, Branch, Choice, Leaf, Part
from labsvar.formats.vans.values import Code, simple_type

_XS: Final = "http://www.w3.org/2001/XMLSchema"


def schema() -> str:
    """The schema, in one file and without named types. Elements are qualified, attributes are not."""
    return "\n".join(_schema()) + "\n"


@cache
def compiled_schema() -> etree.XMLSchema:
    """The schema ready to validate. It keeps its last errors, so one thread uses it at a time."""
    return etree.XMLSchema(etree.fromstring(schema().encode()))


def _schema() -> Iterator[str]:
    yield (
        f'<xs:schema xmlns:xs="{_XS}" xmlns="{NAMESPACE}" targetNamespace="{NAMESPACE}"'
        f' elementFormDefault="qualified">'
    )
    yield from _part(TREE)
    for leaf in _with_attribute(TREE):
        yield f'<xs:simpleType name="{leaf.name}Value">'
        yield from (each.removeprefix("<xs:simpleType>") for each in simple_type(leaf.kind))
    yield "</xs:schema>"


def _with_attribute(part: Part) -> Iterator[Leaf]:
    """One leaf of each name that has an attribute: their values need a type with a name."""
    found: dict[str, Leaf] = {}
    parts = [part]
    while parts:
        match parts.pop():
            case Leaf() as leaf if leaf.attribute is not None:
                found[leaf.name] = leaf
            case Branch(parts=inner) | Choice(alternatives=inner):
                parts += inner
            case _:
                pass
    yield from found.values()


def _part(part: Part) -> Iterator[str]:
    match part:
        case Leaf():
            yield from _leaf(part)
        case Branch():
            yield f'<xs:element name="{part.name}"{_times(part.minimum, 1)}><xs:complexType><xs:sequence>'
            for each in part.parts:
                yield from _part(each)
            yield "</xs:sequence></xs:complexType></xs:element>"
        case Choice(alternatives=alternatives):
            yield "<xs:choice>"
            for each in alternatives:
                yield from _part(each)
            yield "</xs:choice>"


def _leaf(leaf: Leaf) -> Iterator[str]:
    default = leaf.kind.default if isinstance(leaf.kind, Code) else None
    given = "" if default is None else f' default="{default}"'
    opening = f'<xs:element name="{leaf.name}"{_times(leaf.minimum, leaf.maximum)}{given}>'
    if leaf.attribute is None:
        yield opening
        yield from simple_type(leaf.kind)
    else:
        yield f'{opening}<xs:complexType><xs:simpleContent><xs:extension base="{leaf.name}Value">'
        yield f'<xs:attribute name="{leaf.attribute.name}" use="required">'
        yield from simple_type(leaf.attribute.kind)
        yield "</xs:attribute></xs:extension></xs:simpleContent></xs:complexType>"
    yield "</xs:element>"


def _times(minimum: int, maximum: int) -> str:
    least = "" if minimum == 1 else f' minOccurs="{minimum}"'
    return least + ("" if maximum == 1 else f' maxOccurs="{maximum}"')
