"""Bytes to a VANSEnvelope: guard, parse, and walk the tree."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from labsvar.findings import has_errors
from labsvar.formats.vans import rules, values
from labsvar.formats.vans.model import EnvelopeRead, Message
from labsvar.formats.vans.tree import NAMESPACE, TREE, Branch, Choice, Leaf, Part, names
from labsvar.formats.xml import encodings
from labsvar.formats.xml import rules as xml_rules
from labsvar.formats.xml.collect import Collector, Enough
from labsvar.formats.xml.limits import Limits
from labsvar.formats.xml.parse import check_outside
from labsvar.formats.xml.prolog import Prolog, Unreadable, read_prolog
from labsvar.formats.xml.survey import Survey

DEFAULT: Final = Limits(
    max_bytes=100_000_000,
    max_bytes_per_letter=100_000_000,
    max_elements_per_letter=200,
    max_depth=20,
    max_attributes_per_letter=100,
    max_names_per_letter=100,
    max_findings_per_letter=100,
)
"""An envelope has at most some thirty elements; with its content it is at most 100 MB (MedCom,
MedCom-FHIR-Communication: size on the VANS network)."""
_SCHEMA_INSTANCE: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_HARMLESS: Final = frozenset(
    {f"{_SCHEMA_INSTANCE}schemaLocation", f"{_SCHEMA_INSTANCE}noNamespaceSchemaLocation"}
)
_PREFIX: Final = f"{{{NAMESPACE}}}"
_REASON: Final = {
    "reason_da": "et tegn, et tag eller et navnerum er ikke i orden",
    "reason_en": "a character, a tag or a namespace is not in order",
}
# Limits of size are our own, and a file with a DOCTYPE never comes here.
_PARSER: Final = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=True,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
)


def read(data: bytes, *, limits: Limits = DEFAULT) -> EnvelopeRead:
    """Reads a VANSEnvelope. Whatever the bytes are, the answer is findings and never an exception."""
    try:
        root = _root(data, limits)
    except Unreadable as fault:
        line = data.count(b"\n", 0, fault.place) + 1
        return EnvelopeRead(envelope=None, findings=(fault.rule.at(line=line, path=None, **fault.parts),))
    collector = Collector(root, line=1, path="/VANSEnvelope", limit=limits.max_findings_per_letter)
    walk = _Walk(collector)
    try:
        envelope = walk.branch(TREE, root)
    except Enough:
        envelope = None
        more = rules.MORE.at(line=None, path="/VANSEnvelope", limit=limits.max_findings_per_letter)
        collector.findings.append(more)
    return EnvelopeRead(
        envelope=None if has_errors(collector.findings) else envelope,
        findings=tuple(collector.findings),
        sender=walk.found.get("SenderID"),
        receiver=walk.found.get("ReceiverID"),
        identifier=walk.found.get("EnvelopeIdentifier"),
        meta_information=walk.found.get("MetaInformation"),
    )


def _root(data: bytes, limits: Limits) -> etree._Element:
    """The root element, once the bytes are known to be harmless. Raises `Unreadable`."""
    if len(data) > limits.max_bytes:
        raise Unreadable(rules.TOO_LARGE, 0, limit=limits.max_bytes)
    prolog = read_prolog(data, whole=True, limits=limits)
    found = encodings.fault(data[prolog.declaration_end :], prolog.encoding)
    if found is not None:
        rule, place = found
        raise Unreadable(rule, prolog.declaration_end + place, encoding=prolog.encoding)
    end = _end(data, prolog, limits)
    if len(data) - end > limits.max_bytes_around:
        raise Unreadable(xml_rules.PROLOG_TOO_LONG, end, limit=limits.max_bytes_around)
    try:
        check_outside(data[prolog.declaration_end : prolog.tag_start], data[end:])
    except Unreadable as fault:
        raise Unreadable(fault.rule, end, **fault.parts) from None
    root = _parsed(data, prolog)
    if root.tag != f"{_PREFIX}{TREE.name}":
        raise Unreadable(rules.ROOT, prolog.tag_start)
    return root


def _end(data: bytes, prolog: Prolog, limits: Limits) -> int:
    """The place after the root element."""
    survey = Survey(prolog.encoding, limits)
    try:
        survey.feed(data[prolog.tag_start :], last=True)
    except Unreadable as fault:
        raise Unreadable(fault.rule, prolog.tag_start + fault.place, **fault.parts) from None
    if survey.end is None:
        raise Unreadable(xml_rules.TRUNCATED, len(data))
    return prolog.tag_start + survey.end


def _parsed(data: bytes, prolog: Prolog) -> etree._Element:
    try:
        return etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        place = 0
        for _ in range((error.lineno or 1) - 1):
            place = data.find(b"\n", place) + 1
        raise Unreadable(xml_rules.NOT_WELL_FORMED, max(place, prolog.tag_start), **_REASON) from None


class _Walk:
    """One walk over one envelope. `found` are the values of parts that are in order, by their names."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self.found: dict[str, Any] = {}

    def branch(self, branch: Branch, element: etree._Element) -> Any | None:
        """The value of an element with elements in it, or `None` when something is wrong in it."""
        before = self._errors()
        self._attributes(element)
        if _has_text(element):
            self._collector.add(rules.TEXT, element)
        fields = self._parts(branch, element)
        if self._errors() > before:
            return None
        if branch.struct is None:
            (value,) = fields.values()
            return value
        made = branch.struct(**fields)
        if isinstance(made, Message):
            self._check_size(made, element)
        return made

    def _parts(self, branch: Branch, element: etree._Element) -> dict[str, Any]:
        children = list(element)
        place = 0
        fields: dict[str, Any] = {}
        for number, part in enumerate(branch.parts):
            later = {name for each in branch.parts[number:] for name in names(each)}
            while place < len(children) and _name(children[place]) not in later:
                self._unexpected(children[place])
                place += 1
            same = _same(part, children[place:])
            place += len(same)
            if len(same) < (1 if isinstance(part, Choice) else part.minimum):
                choices = " / ".join(names(part))
                self._collector.add(rules.MISSING, element, missing=choices)
            elif same:
                fields[part.field] = self._value(part, same)
                self.found.setdefault(_name(same[0]), fields[part.field])
        for child in children[place:]:
            self._unexpected(child)
        return fields

    def _value(self, part: Part, same: list[etree._Element]) -> Any:
        match part:
            case Leaf(maximum=1):
                return self._leaf(part, same[0])
            case Leaf():
                return tuple(self._leaf(part, each) for each in same)
            case Branch():
                return self.branch(part, same[0])
            case Choice(alternatives=alternatives):
                name = _name(same[0])
                return self.branch(next(each for each in alternatives if each.name == name), same[0])

    def _leaf(self, leaf: Leaf, element: etree._Element) -> Any | None:
        attribute = self._attributes(element, leaf)
        for child in element:
            self._unexpected(child)
        value = None if len(element) else values.value(leaf.kind, element.text or "")
        if value is None:
            if not len(element):
                self._collector.add(rules.VALUE, element, **_meaning(leaf.kind))
            return None
        if isinstance(leaf.kind, values.Uuid) and not values.is_hexadecimal(value):
            self._collector.add(rules.UUID_TOO_WIDE, element)
        if leaf.attribute is None or leaf.struct is None:
            return value
        if attribute is None:
            return None
        return leaf.struct(**{leaf.attribute.field: attribute, leaf.value_field: value})

    def _attributes(self, element: etree._Element, leaf: Leaf | None = None) -> Any | None:
        """The value of the leaf's attribute; others but the harmless are told of."""
        wanted = None if leaf is None else leaf.attribute
        others = {str(name) for name in element.attrib} - _HARMLESS
        if wanted is not None:
            others.discard(wanted.name)
        if others:
            self._collector.add(rules.ATTRIBUTE, element)
        if wanted is None:
            return None
        given = element.attrib.get(wanted.name)
        value = None if given is None else values.value(wanted.kind, str(given))
        if value is None:
            parts = _meaning(wanted.kind)
            self._collector.add(rules.ATTRIBUTE_VALUE, element, attribute=wanted.name, **parts)
        return value

    def _check_size(self, message: Message, element: etree._Element) -> None:
        if message.meta_information.document.size_in_bytes != len(message.data):
            place = next(element.iter(f"{_PREFIX}SizeInBytes"))
            self._collector.add(rules.SIZE, place, size=len(message.data))

    def _unexpected(self, element: etree._Element) -> None:
        self._collector.add(rules.UNEXPECTED, element)

    def _errors(self) -> int:
        return sum(found.severity == "error" for found in self._collector.findings)


def _meaning(kind: values.Type) -> dict[str, object]:
    danish, english = values.meaning(kind)
    return {"meaning_da": danish, "meaning_en": english}


def _same(part: Part, children: list[etree._Element]) -> list[etree._Element]:
    """The next children that belong to a part."""
    known = names(part)
    most = part.maximum if isinstance(part, Leaf) else 1
    same: list[etree._Element] = []
    for child in children[:most]:
        if _name(child) not in known:
            break
        same.append(child)
    return same


def _name(element: etree._Element) -> str:
    """The name of an element of the namespace; that of another has none."""
    tag = str(element.tag)
    return tag[len(_PREFIX) :] if tag.startswith(_PREFIX) else ""


def _has_text(element: etree._Element) -> bool:
    texts = [element.text, *(child.tail for child in element)]
    return any(text and text.strip(values.SPACE) for text in texts)
