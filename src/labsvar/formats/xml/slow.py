"""The reader that never gives up: walks the tree of a letter over its parsed elements.

It finds every fault with its line and path, and binds the letter when there is none. What it judges
is exactly what the schema of the release judges.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from labsvar.findings import Rule
from labsvar.formats.xml import rules
from labsvar.formats.xml.collect import Collector, Enough, local_name, name_of
from labsvar.formats.xml.shape import Shape, Step, shape
from labsvar.formats.xml.values import NUMBER_TYPES, SPACE, Fault, judge
from labsvar.letters import facets
from labsvar.letters.element import AddedValue
from labsvar.letters.text import BREAK, CONTENT_MARKS, MARK_TYPES
from labsvar.letters.text import SPACE as SPACE_MARK
from labsvar.letters.version import (
    Children,
    Choice,
    MixedText,
    Node,
    Opaque,
    RepeatedChoice,
    Sequence,
    Text,
)

XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
XSD: Final = "http://www.w3.org/2001/XMLSchema"
_PLACES: Final = frozenset({f"{XSI}schemaLocation", f"{XSI}noNamespaceSchemaLocation"})
_EMPTY_MARKS: Final = {"Break": BREAK, "Space": SPACE_MARK}


def walk(node: Node, element: etree._Element, namespace: str, collector: Collector) -> Any | None:
    """The value an element is bound to, or `None` when the collector got findings about it."""
    before = len(collector.findings)
    try:
        value = _Walk(namespace, collector).element(node, element)
    except Enough:
        collector.tell_more()
        return None
    return value if len(collector.findings) == before else None


def attributes(element: etree._Element, collector: Collector, *, builtin: str | None = None) -> None:
    """Notes an attribute the schema does not allow; `builtin` names the leaf's own type, if it has one."""
    for name, value in element.items():
        if name in _PLACES:
            continue
        if name == f"{XSI}type" and builtin is not None and _names_type(element, str(value), builtin):
            continue
        collector.add(rules.ATTRIBUTE, element)
        return


def _names_type(element: etree._Element, value: str, builtin: str) -> bool:
    prefix, _, name = value.strip(SPACE).rpartition(":")
    return name == builtin and element.nsmap.get(prefix or None) == XSD


def builtin_type(text: Text) -> str | None:
    """The XML Schema type that a leaf has as it is, without further bounds."""
    match text.facet:
        case facets.CalendarDate():
            return "date"
        case facets.Number(minimum):
            return NUMBER_TYPES[minimum]
        case None:
            return "boolean"
        case _:
            return None


class _Row:
    """The children of one element, and how far they have been matched."""

    def __init__(self, known: frozenset[str], element: etree._Element, prefix: str) -> None:
        self.parent = element
        self.known = known
        self.children = list(element)
        self.names = [_name_within(child, prefix) for child in self.children]
        self.place = 0
        self.misplaced = False

    @property
    def name(self) -> str | None:
        """The name of the next child; empty when it is of another namespace, `None` after the last."""
        return self.names[self.place] if self.place < len(self.names) else None

    def take(self) -> etree._Element:
        self.place += 1
        return self.children[self.place - 1]

    def has_later(self, names: frozenset[str]) -> bool:
        """Whether one of these stands further on, where it will be found to be out of order."""
        later = not names.isdisjoint(self.names[self.place :])
        self.misplaced = self.misplaced or later
        return later


def _name_within(element: etree._Element, prefix: str) -> str:
    tag = str(element.tag)
    return tag[len(prefix) :] if tag.startswith(prefix) else ""


class _Walk:
    def __init__(self, namespace: str, collector: Collector) -> None:
        self._prefix = f"{{{namespace}}}"
        self._collector = collector

    def element(self, node: Node, element: etree._Element) -> Any:
        match node.content:
            case Children() as content:
                attributes(element, self._collector)
                return self._children(content, element)
            case Text() as text:
                attributes(element, self._collector, builtin=builtin_type(text))
                return self._leaf(text, element)
            case MixedText(marks):
                attributes(element, self._collector)
                return self._mixed(marks, element)
            case Opaque():
                return etree.tostring(element, encoding="unicode", with_tail=False)

    def _leaf(self, text: Text, element: etree._Element) -> Any:
        if len(element):
            for child in element:
                self._add(rules.UNEXPECTED, child, parent=name_of(element))
            return None
        value = judge(text, element.text or "")
        if isinstance(value, Fault):
            self._add(value.rule, element, **value.parts)
            return None
        return value

    def _mixed(self, marks: tuple[str, ...], element: etree._Element) -> tuple[Any, ...]:
        parts: list[Any] = [element.text] if element.text else []
        for child in element:
            name = _name_within(child, self._prefix)
            if name in marks:
                parts.append(self._mark(name, child))
            else:
                self._unexpected(child, element, known=False)
            if child.tail:
                parts.append(child.tail)
        return tuple(parts)

    def _mark(self, name: str, element: etree._Element) -> Any:
        attributes(element, self._collector)
        empty = _EMPTY_MARKS.get(name)
        if empty is None:
            return MARK_TYPES[name](self._mixed(CONTENT_MARKS[name], element))
        if element.text or len(element):
            self._add(rules.NOT_EMPTY, element)
        return empty

    def _children(self, content: Children, element: etree._Element) -> Any:
        self._no_text(element)
        form: Shape = shape(content)
        row = _Row(form.names, element, self._prefix)
        before = len(self._collector.findings)
        values: dict[str, Any] = {}
        self._steps(form.steps, row, values)
        self._skip_to(row, frozenset())
        return content.struct(**values) if len(self._collector.findings) == before else None

    def _no_text(self, element: etree._Element) -> None:
        if element.text and element.text.strip(SPACE):
            self._add(rules.TEXT, element)
            return
        for child in element:
            if child.tail and child.tail.strip(SPACE):
                self._collector.add_after(rules.TEXT, element, child)
                return

    def _steps(self, steps: tuple[Step, ...], row: _Row, values: dict[str, Any]) -> None:
        for step in steps:
            self._skip_to(row, step.names | step.later)
            match step.particle:
                case Node() as node:
                    self._node(node, row, values, step.later)
                case Sequence(maximum=1) as block:
                    self._sequence(block, step, row, values)
                case Sequence() as block:
                    self._sequences(block, step, row, values)
                case Choice(alternatives) if any(node.maximum > 1 for node in alternatives):
                    self._choice_of_many(alternatives, row, values, step.later)
                case Choice() as choice:
                    self._choice(choice, row, values, step.later)
                case RepeatedChoice() as choice:
                    self._repeated_choice(choice, row, values, step.later)

    def _skip_to(self, row: _Row, expected: frozenset[str]) -> None:
        """Notes the children before the next one that is expected."""
        while row.name is not None and row.name not in expected:
            known = row.name in row.known
            self._unexpected(row.take(), row.parent, known=known)

    def _unexpected(self, child: etree._Element, parent: etree._Element, *, known: bool) -> None:
        rule: Rule = rules.ORDER if known else rules.UNEXPECTED
        if (
            _name_within(child, self._prefix) == "Local_Elements"
            and name_of(parent) == "Envelope"
            and not known
        ):
            rule = rules.LOCAL_ELEMENTS
        elif not str(child.tag).startswith(self._prefix):
            rule = rules.OTHER_NAMESPACE
        self._add(rule, child, parent=name_of(parent))

    def _node(self, node: Node, row: _Row, values: dict[str, Any], later: frozenset[str]) -> None:
        taken: list[Any] = []
        names = frozenset({node.name})
        while row.name == node.name and (len(taken) < node.maximum or node.name not in later):
            if len(taken) == node.maximum:
                self._add(
                    rules.TOO_MANY, row.children[row.place], parent=name_of(row.parent), maximum=node.maximum
                )
            taken.append(self.element(node, row.take()))
            if node.maximum > 1:
                self._skip_to(row, names | later)
        if len(taken) < node.minimum and (node.name in later or not row.has_later(names)):
            self._add(rules.MISSING, row.parent, name=node.name, parent=name_of(row.parent))
        if node.added:
            before: tuple[AddedValue, ...] = values.get(node.attribute, ())
            values[node.attribute] = (*before, *(AddedValue(name=node.name, value=one) for one in taken))
        elif node.maximum > 1:
            values[node.attribute] = tuple(taken)
        elif taken:
            values[node.attribute] = taken[0]

    def _sequence(self, block: Sequence, step: Step, row: _Row, values: dict[str, Any]) -> None:
        if not _begins(step, row) and not block.minimum:
            return
        made = self._block(block, step, row)
        if made is not None:
            values[block.attribute] = made

    def _sequences(self, block: Sequence, step: Step, row: _Row, values: dict[str, Any]) -> None:
        made: list[Any] = []
        while _begins(step, row) or len(made) < block.minimum:
            if len(made) == block.maximum:
                parts = {"parent": name_of(row.parent), "maximum": block.maximum}
                self._add(rules.TOO_MANY, row.children[row.place], **parts)
            made.append(self._block(block, step, row))
        values[block.attribute] = tuple(made)

    def _block(self, block: Sequence, step: Step, row: _Row) -> Any:
        inner: dict[str, Any] = {}
        before = len(self._collector.findings)
        self._steps(step.inner, row, inner)
        if len(self._collector.findings) == before and not row.misplaced:
            return block.content.struct(**inner)
        return None

    def _choice(self, choice: Choice, row: _Row, values: dict[str, Any], later: frozenset[str]) -> None:
        by_name = {node.name: node for node in choice.alternatives}
        names = frozenset(by_name)
        parts = {"parent": name_of(row.parent), "names": ", ".join(by_name)}
        taken = 0
        while row.name in by_name and (not taken or row.name not in later):
            node = by_name[row.name]
            if taken == 1:
                self._add(rules.CHOICE_BOTH, row.parent, **parts)
            values[node.attribute] = self.element(node, row.take())
            taken += 1
        if not taken and (names & later or not row.has_later(names)):
            self._add(rules.CHOICE_NONE, row.parent, **parts)

    def _choice_of_many(
        self, alternatives: tuple[Node, ...], row: _Row, values: dict[str, Any], later: frozenset[str]
    ) -> None:
        """Elements of one name or elements of another, which may be missing altogether."""
        taken: dict[str, list[Any]] = {node.name: [] for node in alternatives}
        by_name = {node.name: node for node in alternatives}
        first = row.name
        while row.name in by_name:
            node = by_name[row.name]
            if row.name != first and not taken[row.name]:
                parts = {"parent": name_of(row.parent), "names": ", ".join(by_name)}
                self._add(rules.CHOICE_BOTH, row.parent, **parts)
            taken[row.name].append(self.element(node, row.take()))
            self._skip_to(row, frozenset(by_name) | later)
        values.update({node.attribute: tuple(taken[node.name]) for node in alternatives})

    def _repeated_choice(
        self, choice: RepeatedChoice, row: _Row, values: dict[str, Any], later: frozenset[str]
    ) -> None:
        by_name = {node.name: node for node in choice.alternatives}
        taken: list[Any] = []
        while row.name in by_name:
            node = by_name[row.name]
            if len(taken) == choice.maximum:
                parts = {"name": _either(choice), "maximum": choice.maximum}
                self._add(rules.TOO_MANY, row.children[row.place], parent=name_of(row.parent), **parts)
            content = self.element(node, row.take())
            assert node.wrapper is not None
            taken.append(node.wrapper(content))
            self._skip_to(row, frozenset(by_name) | later)
        if len(taken) < choice.minimum:
            self._add(rules.MISSING, row.parent, name=_either(choice), parent=name_of(row.parent))
        values[choice.attribute] = tuple(taken)

    def _add(self, rule: Rule, element: etree._Element, **parts: object) -> None:
        self._collector.add(rule, element, **parts)


def _begins(step: Step, row: _Row) -> bool:
    """Whether the next child is the first of a block, or belongs in it and nowhere after it."""
    return row.name in step.inner[0].names or (row.name in step.names and row.name not in step.later)


def _either(choice: RepeatedChoice) -> str:
    return " / ".join(node.name for node in choice.alternatives)


def texts(element: etree._Element, *path: str) -> Iterator[str]:
    """The text of every descendant along a path of local names, whatever namespace they are in."""
    if not path:
        yield element.text or ""
        return
    for child in element:
        if local_name(str(child.tag)) == path[0]:
            yield from texts(child, *path[1:])
