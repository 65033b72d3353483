"""The slow reader: names everything that is not as R4 defines it, with its line and place.

It walks the file beside what is known of each class, and never gives up at the first fault. The fast reader
asks it when something is not as expected.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import msgspec

from labsvar.findings import Finding, Rule
from labsvar.formats.fhir import places, rules
from labsvar.formats.fhir.limits import MOST_ZEROS, Limits
from labsvar.formats.fhir.places import Place
from labsvar.formats.fhir.plans import RESOURCES, Field, plan
from labsvar.formats.fhir.resources.base import Node, Resource
from labsvar.formats.fhir.resources.names import EVERY_RESOURCE
from labsvar.formats.fhir.scan import MAX_DEPTH, Lines, Malformed, TooDeep, Tree, scan

_WHOLE: Final = re.compile(r"-?[0-9]+")
_HALF: Final = re.compile("[\ud800-\udfff]")
_TYPE: Final = "resourceType"
_EXPECTED: Final = {
    "object": ("et objekt", "an object"),
    "array": ("en liste", "an array"),
    "text": ("en tekst", "a text"),
    "number": ("et tal", "a number"),
    "boolean": ("true eller false", "true or false"),
}
_KINDS: Final = {"code": "text", "integer": "number"}


class Walked(msgspec.Struct, frozen=True, kw_only=True):
    """What the slow reader saw: findings, the line of every place, and where resources stand that are
    not looked into: their names, and their beginnings and ends in the text."""

    findings: tuple[Finding, ...]
    lines: dict[str, int]
    others: tuple[tuple[str, int, int], ...]


def walk(text: str, limits: Limits) -> Walked:
    """Reads a file that is text. Whatever it is, the answer is findings."""
    lines = Lines(text)
    try:
        tree = scan(text)
    except Malformed as fault:
        finding = rules.NOT_JSON.at(line=lines.at(fault.place), path=None, expected=fault.expected)
    except TooDeep as fault:
        finding = rules.TOO_DEEP.at(line=lines.at(fault.place), path=None, limit=MAX_DEPTH)
    else:
        walker = _Walker(lines, limits)
        walker.root(tree)
        return Walked(findings=tuple(walker.findings), lines=walker.seen, others=tuple(walker.others))
    return Walked(findings=(finding,), lines={}, others=())


class _Enough(Exception):
    """As many findings as are named in one file."""


class _Walker:
    def __init__(self, lines: Lines, limits: Limits) -> None:
        self.lines = lines
        self.limit = limits.max_findings
        self.findings: list[Finding] = []
        self.seen: dict[str, int] = {}
        self.others: list[tuple[str, int, int]] = []

    def root(self, tree: Tree) -> None:
        """The resource that is the file."""
        kind = tree.members.get(_TYPE)
        if kind is None or kind.kind != "text":
            self.findings.append(rules.NO_TYPE.at(line=self.lines.at(tree.start), path=None))
            return
        known = kind.text in EVERY_RESOURCE
        try:
            self.resource(tree, places.root(kind.text if known else "Resource"), within=False)
        except _Enough:
            self.findings.append(rules.MORE.at(line=None, path=None, limit=self.limit))

    def say(self, rule: Rule, tree: Tree, place: Place, **parts: object) -> None:
        """Notes a finding. Raises `_Enough`."""
        self.say_at(rule, tree.start, place, **parts)

    def say_at(self, rule: Rule, start: int, place: Place, **parts: object) -> None:
        if len(self.findings) >= self.limit:
            raise _Enough
        self.findings.append(rule.at(line=self.lines.at(start), path=places.written(place), **parts))

    def resource(self, tree: Tree, place: Place, *, within: bool = True) -> None:
        """A resource of any kind."""
        if tree.kind != "object":
            self.kind(tree, place, "object")
            return
        named = tree.members.get(_TYPE)
        if named is None or named.kind != "text" or named.text not in EVERY_RESOURCE:
            self.say(rules.UNKNOWN_TYPE, tree if named is None else named, place)
            return
        if within:
            place = places.of_type(place, named.text)
        cls = RESOURCES.get(named.text)
        if cls is not None:
            self.members(tree, cls, place, named.text)
            return
        self.say(rules.NOT_LOOKED_INTO, tree, place, kind=named.text)
        self.names(tree, place)
        self.others.append((named.text, tree.start, tree.end))

    def names(self, tree: Tree, place: Place) -> None:
        """What can be said of JSON whose elements are not known."""
        for start in tree.doubled:
            self.say_at(rules.DOUBLED, start, place)
        for each in (*tree.members.values(), *tree.items):
            self.names(each, place)

    def members(self, tree: Tree, cls: type[Node], place: Place, owner: str) -> None:
        """The members of an object, which is an element or a resource of a class."""
        self.seen[places.written(place)] = self.lines.at(tree.start)
        if tree.kind != "object":
            self.kind(tree, place, "object")
            return
        for start in tree.doubled:
            self.say_at(rules.DOUBLED, start, place)
        fields = plan(cls).fields
        typed = issubclass(cls, Resource)
        for name, value in tree.members.items():
            field = fields.get(name)
            if field is not None:
                self.field(value, field, place, tree)
            elif not (typed and name == _TYPE):
                self.say(rules.UNKNOWN_ELEMENT, value, place, owner=owner)
        for field in fields.values():
            if field.needed and field.name not in tree.members:
                self.say(rules.MISSING, tree, places.named(place, field.name), owner=owner, name=field.name)

    def field(self, tree: Tree, field: Field, place: Place, around: Tree) -> None:
        """The value of one field, or its list of values."""
        whole = places.below(place, field)
        self.seen.setdefault(places.written(whole), self.lines.at(tree.start))
        if not field.many:
            self.value(tree, field, whole, place)
            return
        if tree.kind != "array":
            self.kind(tree, whole, "array")
            return
        if not tree.items:
            self.say(rules.NOTHING, tree, whole)
        for index, item in enumerate(tree.items):
            here = places.below(place, field, index)
            self.seen.setdefault(places.written(here), self.lines.at(item.start))
            if item.kind == "null" and _stands_beside(field, index, around):
                continue
            self.value(item, field, here, place)

    def value(self, tree: Tree, field: Field, place: Place, around: Place) -> None:
        """One value of a field."""
        if tree.kind == "null":
            self.say(rules.NOTHING, tree, place)
        elif field.kind == "element":
            assert field.cls is not None, "an element has a class"
            self.members(tree, field.cls, place, field.cls.__name__)
        elif field.kind == "resource":
            self.resource(tree, place)
        elif tree.kind != _KINDS.get(field.kind, field.kind):
            self.kind(tree, place, _KINDS.get(field.kind, field.kind))
        else:
            self.primitive(tree, field, place, around)

    def primitive(self, tree: Tree, field: Field, place: Place, around: Place) -> None:
        """A value that is of the right kind."""
        owner = around[-1].rpartition("(")[2].rpartition(".")[2].partition("[")[0].rstrip(")")
        about = {"owner": owner, "name": field.name}
        if tree.kind == "text" and not tree.text:
            self.say(rules.NOTHING, tree, place)
        elif tree.kind == "text" and _HALF.search(tree.text):
            self.say(rules.TEXT, tree, place)
        elif field.kind == "code" and tree.text not in field.codes:
            self.say(rules.CODE, tree, place, codes=", ".join(sorted(field.codes)), **about)
        elif tree.kind == "number" and not _fits(tree.text, field):
            self.say(rules.RANGE, tree, place, **about)

    def kind(self, tree: Tree, place: Place, expected: str) -> None:
        """A value of another kind than FHIR says."""
        da, en = _EXPECTED[expected]
        self.say(rules.WRONG_KIND, tree, place, expected=da, expected_en=en)


def _stands_beside(field: Field, index: int, around: Tree) -> bool:
    """Whether a null in a list is there because its pair, the value or what is said beside it, is not null."""
    pair: Any = around.members.get(field.name[1:] if field.beside else f"_{field.name}")
    if pair is None or pair.kind != "array" or index >= len(pair.items):
        return False
    return bool(pair.items[index].kind != "null")


def _is_out_of_hand(number: Decimal) -> bool:
    """Whether a few characters stand for a number that would fill the memory when it is written out."""
    return "E" in str(number) and abs(number.adjusted()) > MOST_ZEROS


def _fits(text: str, field: Field) -> bool:
    """Whether a number is one that the field can hold."""
    if field.kind == "number":
        try:
            return not _is_out_of_hand(Decimal(text))
        except InvalidOperation:
            return False
    if not _WHOLE.fullmatch(text) or field.low is None or field.high is None:
        return False
    return len(text) <= 11 and field.low <= int(text) <= field.high
