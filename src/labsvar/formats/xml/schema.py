"""The XML schema of letter versions, made from their trees.

It says what MedCom's own schema of the release says about these letters, in one file and without named
types. In the tests it is the outside judge of both readers.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final
from xml.sax.saxutils import quoteattr

from lxml import etree

from labsvar.formats.xml.trees import envelope_node
from labsvar.formats.xml.values import NUMBER_TYPES
from labsvar.letters import facets
from labsvar.letters.catalogue import RECEIPT_KINDS
from labsvar.letters.text import CONTENT_MARKS
from labsvar.letters.version import (
    Children,
    Choice,
    LetterVersion,
    MixedText,
    Node,
    Opaque,
    Particle,
    RepeatedChoice,
    Sequence,
    Text,
)

_XS: Final = "http://www.w3.org/2001/XMLSchema"


def schema(*versions: LetterVersion) -> str:
    """The schema of an Emessage with letters of these versions, which are all of one release.

    The envelope of a schema for receipts alone may not ask for a receipt.
    Raises `ValueError` for versions of several releases, for two versions of one letter, or for none.
    """
    namespaces = {version.release.namespace for version in versions}
    if len(namespaces) != 1:
        raise ValueError("a schema is about the versions of one release")
    if len({version.root_name for version in versions}) != len(versions):
        raise ValueError("a schema holds one version of each letter")
    return "\n".join(_schema(versions, namespaces.pop())) + "\n"


def compiled_schema(*versions: LetterVersion) -> etree.XMLSchema:
    """The schema ready to validate. It keeps its last errors, so one thread uses it at a time."""
    return _compiled(schema(*versions))


@cache
def _compiled(text: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(text.encode()))


def _schema(versions: tuple[LetterVersion, ...], namespace: str) -> Iterator[str]:
    yield (
        f'<xs:schema xmlns:xs="{_XS}" xmlns={quoteattr(namespace)} targetNamespace={quoteattr(namespace)}'
        f' elementFormDefault="qualified">'
    )
    yield '<xs:element name="Emessage"><xs:complexType><xs:sequence>'
    receipts = all(version.kind in RECEIPT_KINDS for version in versions)
    yield from _element(envelope_node(namespace, receipts=receipts))
    yield '<xs:choice maxOccurs="unbounded">'
    for version in versions:
        yield from _element(version.tree)
    yield "</xs:choice>"
    yield "</xs:sequence></xs:complexType></xs:element>"
    yield "</xs:schema>"


def _times(minimum: int, maximum: int) -> str:
    least = "" if minimum == 1 else f' minOccurs="{minimum}"'
    most = "unbounded" if maximum == facets.UNBOUNDED else str(maximum)
    return least + ("" if maximum == 1 else f' maxOccurs="{most}"')


def _element(node: Node) -> Iterator[str]:
    opening = f'<xs:element name="{node.name}"{_times(node.minimum, node.maximum)}'
    match node.content:
        case Text(fixed=str(fixed)):
            yield f"{opening} fixed={quoteattr(fixed)}>"
            yield from _simple(node.content)
        case Text() as text:
            yield f"{opening}>" if text.facet and not _builtin(text) else f'{opening} type="{_base(text)}">'
            yield from _simple(text)
        case MixedText(marks):
            yield f"{opening}>"
            yield from _mixed(marks)
        case Opaque():
            yield f'{opening}><xs:complexType mixed="true"><xs:sequence>'
            yield '<xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/>'
            yield '</xs:sequence><xs:anyAttribute processContents="skip"/></xs:complexType>'
        case Children(particles=particles):
            yield f"{opening}><xs:complexType><xs:sequence>"
            for particle in particles:
                yield from _particle(particle)
            yield "</xs:sequence></xs:complexType>"
    yield "</xs:element>"


def _particle(particle: Particle) -> Iterator[str]:
    match particle:
        case Node():
            yield from _element(particle)
        case Sequence(minimum=minimum, content=content, maximum=maximum):
            yield f"<xs:sequence{_times(minimum, maximum)}>"
            for inner in content.particles:
                yield from _particle(inner)
            yield "</xs:sequence>"
        case Choice(alternatives):
            yield "<xs:choice>"
            for node in alternatives:
                yield from _element(node)
            yield "</xs:choice>"
        case RepeatedChoice(minimum=minimum, maximum=maximum, alternatives=alternatives):
            yield f"<xs:choice{_times(minimum, maximum)}>"
            for node in alternatives:
                yield from _element(node)
            yield "</xs:choice>"


def _mixed(marks: tuple[str, ...]) -> Iterator[str]:
    yield '<xs:complexType mixed="true"><xs:choice minOccurs="0" maxOccurs="unbounded">'
    for mark in marks:
        yield f'<xs:element name="{mark}">'
        within = CONTENT_MARKS[mark]
        if within:
            yield from _mixed(within)
        else:
            yield "<xs:complexType/>"
        yield "</xs:element>"
    yield "</xs:choice></xs:complexType>"


def _base(text: Text) -> str:
    match text.facet:
        case facets.CalendarDate():
            return "xs:date"
        case facets.Number(minimum):
            return f"xs:{NUMBER_TYPES[minimum]}"
        case facets.Decimal():
            return "xs:decimal"
        case facets.Whole():
            return "xs:integer"
        case None | facets.OnlyTrue():
            return "xs:boolean"
        case _:
            return "xs:string"


def _builtin(text: Text) -> bool:
    return isinstance(text.facet, facets.CalendarDate | facets.Number | None)


def _simple(text: Text) -> Iterator[str]:
    if _builtin(text):
        return
    yield f'<xs:simpleType><xs:restriction base="{_base(text)}">'
    match text.facet:
        case facets.Length(minimum, maximum):
            yield f'<xs:minLength value="{minimum}"/>'
            if maximum != facets.UNBOUNDED:
                yield f'<xs:maxLength value="{maximum}"/>'
        case facets.Pattern(expression, _):
            yield f"<xs:pattern value={quoteattr(expression)}/>"
        case facets.Coded(_):
            yield from (f"<xs:enumeration value={quoteattr(code)}/>" for code in text.codes)
        case facets.Whole(minimum, maximum):
            yield f'<xs:minInclusive value="{minimum}"/><xs:maxInclusive value="{maximum}"/>'
        case facets.Decimal(digits):
            yield f'<xs:totalDigits value="{digits}"/>'
        case facets.OnlyTrue():
            yield '<xs:pattern value="true"/>'
        case _:
            pass
    yield "</xs:restriction></xs:simpleType>"
