"""The canonical form: equal for two files that mean the same.

Two Emessages of the same letters may differ in layout between elements, comments, prefixes, encoding
and in how a value is written (`1` and `true`, `007` and `7`). All of that is taken away here, and the
rest is canonical XML.
"""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from labsvar.formats.xml.collect import local_name
from labsvar.formats.xml.reader import read
from labsvar.formats.xml.slow import XSI
from labsvar.formats.xml.trees import envelope_node, version_named
from labsvar.formats.xml.values import SPACE, Fault, judge, written
from labsvar.letters import facets
from labsvar.letters.version import Children, MixedText, Node, Opaque, Text
from labsvar.letters.walk import element_nodes

_PARSER: Final = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    remove_comments=True,
    remove_pis=True,
    huge_tree=True,
)


def canonical(data: bytes) -> bytes:
    """The canonical form of a file that can be read. Raises `ValueError` for one that cannot."""
    found = read(data)
    if not found.readable:
        raise ValueError("a file that cannot be read has no canonical form")
    root = etree.fromstring(data, _PARSER)
    namespace = found.namespace or ""
    # The stubs do not know that no prefix is a prefix too.
    names: Any = {None: namespace}
    made = etree.Element(f"{{{namespace}}}Emessage", nsmap=names)
    made.text = _unless_blank(root.text)
    for child in root:
        copy = _copied(made, child, _tree_of(child, namespace))
        copy.tail = _unless_blank(child.tail)
    return etree.tostring(made, method="c14n2")


def _tree_of(element: etree._Element, namespace: str) -> Node | None:
    name = local_name(str(element.tag))
    if element.tag != f"{{{namespace}}}{name}":
        return None
    if name == "Envelope":
        return envelope_node(namespace)
    code = element.findtext("{*}Letter/{*}VersionCode") or ""
    version = version_named(namespace, name, code)
    return version.tree if version else None


def _copied(parent: etree._Element, element: etree._Element, node: Node | None) -> etree._Element:
    made = etree.SubElement(parent, element.tag)
    for name, value in element.items():
        if not str(name).startswith(XSI):
            made.set(name, value)
    match node.content if node else None:
        case Text() as text:
            made.text = _value(text, element.text or "")
            _copy_children(element, made, {}, layout=False)
        case Children() as content:
            nodes = element_nodes(content)
            _copy_children(element, made, nodes, layout=True)
        case MixedText() | Opaque():
            made.text = element.text
            _copy_children(element, made, {}, layout=False)
        case None:
            made.text = element.text
            _copy_children(element, made, {}, layout=len(element) > 0)
    return made


def _copy_children(
    element: etree._Element, made: etree._Element, nodes: dict[str, Node], *, layout: bool
) -> None:
    """Copies the children; `layout` says that white space between them means nothing."""
    if layout:
        made.text = _unless_blank(element.text)
    for child in element:
        copy = _copied(made, child, nodes.get(local_name(str(child.tag))))
        copy.tail = _unless_blank(child.tail) if layout else child.tail


def _unless_blank(text: str | None) -> str | None:
    return text if text and text.strip(SPACE) else None


def _plain_number(characters: str) -> str:
    """A number without a needless sign, leading zeros or trailing zeros of its fraction."""
    sign = "-" if characters.startswith("-") else ""
    whole, _, fraction = characters.lstrip("+-").partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    plain = f"{whole}.{fraction}" if fraction else whole
    return plain if plain == "0" else sign + plain


def _value(text: Text, characters: str) -> str:
    value = judge(text, characters)
    if isinstance(value, Fault):
        return characters
    if isinstance(text.facet, facets.Number | facets.Decimal):
        return _plain_number(str(value))
    return written(value)
