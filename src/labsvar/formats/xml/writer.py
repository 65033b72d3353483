"""Letters to bytes, and never an invalid one.

The fast writer holds every value against its facet as it writes it. What it gives up on is written by
walking the tree, and read again before it is given out, so that every fault is named with its path.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec
from lxml import etree
from msgspec.structs import replace

from labsvar.findings import Finding, Rule
from labsvar.formats.xml import encodings, fast_writer, rules
from labsvar.formats.xml.collect import local_name
from labsvar.formats.xml.fast_writer import with_references
from labsvar.formats.xml.limits import DEFAULT, Limits
from labsvar.formats.xml.parse import wrapping
from labsvar.formats.xml.prolog import Unreadable
from labsvar.formats.xml.reader import read
from labsvar.formats.xml.trees import envelope_node
from labsvar.formats.xml.values import written
from labsvar.letters.catalogue import BY_CODE, RELEASES, AnyLetter, Emessage
from labsvar.letters.text import Mark
from labsvar.letters.version import (
    Children,
    Choice,
    MixedText,
    Node,
    Opaque,
    RepeatedChoice,
    Sequence,
    Text,
    held,
)

_INDENT: Final = "  "


class CannotWrite(Exception):
    """What was given is no valid Emessage of its version; `findings` say why, with paths, without lines."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            "; ".join(f"{found.path}: {found.en}" if found.path else found.en for found in findings)
        )
        self.findings = findings


def write(
    emessage: Emessage, *, encoding: str = "UTF-8", indent: bool = False, limits: Limits = DEFAULT
) -> bytes:
    """The bytes of an Emessage, each letter in the version its `VersionCode` names.

    `indent` puts every element with children on a line of its own; text is never touched. Characters
    that the encoding lacks are written as references. What `limits` lift may stand more often than the
    standard allows. Raises `CannotWrite`.
    """
    name = encodings.NAMES.get(encoding.lower())
    if name is None:
        raise CannotWrite((rules.ENCODING_UNKNOWN.at(line=None, path=None, encoding=encoding),))
    quick = None if indent else fast_writer.document(emessage)
    if quick is not None:
        return _encoded(quick, name)
    text = _Writer(indent=indent).emessage(emessage)
    if fast_writer.NOT_XML.search(text):
        raise CannotWrite((rules.CHARACTER.at(line=None, path="/Emessage"),))
    data = _encoded(text, name)
    errors = read(data, limits=limits).errors
    if errors:
        raise CannotWrite(tuple(replace(found, line=None) for found in errors))
    return data


def _encoded(text: str, encoding: str) -> bytes:
    document = f'<?xml version="1.0" encoding="{encoding}"?>\n{text}'
    return document.encode(encodings.CODECS[encoding], "xmlcharrefreplace")


class _Writer:
    """Writes one Emessage into a list of pieces."""

    def __init__(self, *, indent: bool) -> None:
        self._break = "\n" if indent else ""
        self._indent = _INDENT if indent else ""
        self._pieces: list[str] = []
        self._findings: list[Finding] = []

    def emessage(self, emessage: Emessage) -> str:
        """The whole document below the declaration. Raises `CannotWrite` for what has no place in it."""
        namespace = emessage.namespace
        if namespace not in RELEASES:
            raise CannotWrite((rules.NAMESPACE.at(line=None, path="/Emessage"),))
        self._pieces.append(f'<Emessage xmlns="{namespace}">{self._break}')
        self._node(envelope_node(namespace), emessage.envelope, self._indent, "/Emessage/Envelope")
        for place, letter in enumerate(emessage.letters, 1):
            several = f"[{place}]" if len(emessage.letters) > 1 else ""
            path = f"/Emessage/{type(letter).__name__}{several}"
            tree = self._tree(letter, namespace, path)
            if tree is not None:
                self._node(tree, letter, self._indent, path)
        if self._findings:
            raise CannotWrite(tuple(self._findings))
        self._pieces.append(f"</Emessage>{self._break}")
        return "".join(self._pieces)

    def _tree(self, letter: AnyLetter, namespace: str, path: str) -> Node | None:
        version = BY_CODE.get(letter.letter.version_code)
        if version is None or not isinstance(letter, version.root):
            known = ", ".join(code for code, other in BY_CODE.items() if isinstance(letter, other.root))
            self._refuse(rules.VERSION_CODE, f"{path}/Letter/VersionCode", known=known)
            return None
        if version.release.namespace != namespace:
            self._refuse(rules.MIXED_RELEASES, path)
            return None
        return version.tree

    def _node(self, node: Node, value: Any, indent: str, path: str) -> None:
        name = node.name
        match node.content:
            case Text():
                self._pieces.append(
                    f"{indent}<{name}>{with_references(written(value))}</{name}>{self._break}"
                )
            case MixedText():
                self._pieces.append(f"{indent}<{name}>{_mixed(value)}</{name}>{self._break}")
            case Opaque():
                self._pieces.append(f"{indent}{self._opaque(node, value, path)}{self._break}")
            case Children() as content:
                self._pieces.append(f"{indent}<{name}>{self._break}")
                self._children(content, value, indent + self._indent, path)
                self._pieces.append(f"{indent}</{name}>{self._break}")

    def _children(self, content: Children, struct: msgspec.Struct, indent: str, path: str) -> None:
        placed: set[str] = set()
        for particle in content.particles:
            match particle:
                case Node(attribute=attribute):
                    placed.add(attribute)
                    self._field(particle, held(struct, particle), indent, path)
                case Choice(alternatives):
                    for node in alternatives:
                        placed.add(node.attribute)
                        self._field(node, getattr(struct, node.attribute), indent, path)
                case Sequence(attribute=attribute):
                    placed.add(attribute)
                    blocks = getattr(struct, attribute)
                    if particle.maximum == 1:
                        blocks = () if blocks is None else (blocks,)
                    for block in blocks:
                        self._children(particle.content, block, indent, path)
                case RepeatedChoice(attribute=attribute):
                    placed.add(attribute)
                    self._alternatives(particle, getattr(struct, attribute), indent, path)
        self._refuse_unplaced(content, struct, placed, path)

    def _field(self, node: Node, value: Any, indent: str, path: str) -> None:
        if node.is_many:
            for place, item in enumerate(value, 1):
                self._node(node, item, indent, f"{path}/{node.name}[{place}]")
        elif value is not None:
            self._node(node, value, indent, f"{path}/{node.name}")

    def _alternatives(self, choice: RepeatedChoice, values: tuple[Any, ...], indent: str, path: str) -> None:
        for value in values:
            for node in choice.alternatives:
                if node.wrapper is not None and isinstance(value, node.wrapper):
                    self._node(node, getattr(value, node.attribute), indent, f"{path}/{node.name}")

    def _refuse_unplaced(
        self, content: Children, struct: msgspec.Struct, placed: set[str], path: str
    ) -> None:
        """A field that the version lacks may not hold anything: it would be lost without a word."""
        added = {node.name for node in content.particles if isinstance(node, Node) and node.added}
        for one in getattr(struct, "added", None) or ():
            if one.name not in added:
                self._refuse(rules.UNEXPECTED, path, name=one.name, parent=path.rpartition("/")[2])
        placed = placed | {"added"}
        names = zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True)
        for attribute, name in names:
            if attribute not in placed and getattr(struct, attribute) not in (None, ()):
                parent = path.rpartition("/")[2]
                self._refuse(rules.UNEXPECTED, f"{path}/{name}", name=name, parent=parent)

    def _opaque(self, node: Node, value: str, path: str) -> str:
        """Kept XML, taken in only when it is one element of the right name."""
        try:
            around = wrapping("<Emessage>", "Emessage").parsed(value)
        except Unreadable as fault:
            self._refuse(fault.rule, path, **fault.parts)
            return ""
        outside = "".join((around.text or "", *(element.tail or "" for element in around)))
        if outside.strip() or [local_name(str(element.tag)) for element in around] != [node.name]:
            self._refuse(rules.MISSING, path, name=node.name, parent="Envelope")
            return ""
        return etree.tostring(around[0], encoding="unicode", with_tail=False)

    def _refuse(self, rule: Rule, path: str, **parts: object) -> None:
        self._findings.append(rule.at(line=None, path=path, **parts))


def _mixed(parts: Iterable[str | Mark]) -> str:
    return "".join(with_references(part) if isinstance(part, str) else _mark(part) for part in parts)


def _mark(mark: Mark) -> str:
    name = type(mark).__name__
    content = _mixed(getattr(mark, "content", ()))
    return f"<{name}>{content}</{name}>" if content else f"<{name}/>"
