"""A VANSEnvelope to bytes, and never an invalid one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from xml.sax.saxutils import escape

from labsvar.findings import Finding
from labsvar.formats.vans import rules, values
from labsvar.formats.vans.model import VansEnvelope
from labsvar.formats.vans.tree import NAMESPACE, TREE, Attribute, Branch, Choice, Leaf, Part

# As characters these would be read as other white space.
_IN_TEXT: Final = {"\r": "&#13;"}
_IN_ATTRIBUTE: Final = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;", '"': "&quot;"}


class CannotWrite(Exception):
    """What was given is no valid envelope; `findings` say why, with paths, without lines."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(f"{found.path}: {found.en}" for found in findings))
        self.findings = findings


def write(envelope: VansEnvelope) -> bytes:
    """The bytes of an envelope, in UTF-8. Raises `CannotWrite`."""
    writer = _Writer()
    text = "".join(writer.branch(TREE, envelope, ""))
    if writer.findings:
        raise CannotWrite(tuple(writer.findings))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


class _Writer:
    """One envelope; `findings` gathers the values that cannot be written."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def branch(self, branch: Branch, given: Any, above: str) -> Iterator[str]:
        """An element with elements in it."""
        path = f"{above}/{branch.name}"
        yield f'<{branch.name} xmlns="{NAMESPACE}">' if branch is TREE else f"<{branch.name}>"
        for part in branch.parts:
            inner = given if branch.struct is None else getattr(given, part.field)
            yield from self._part(part, inner, path)
        yield f"</{branch.name}>"

    def _part(self, part: Part, given: Any, path: str) -> Iterator[str]:
        match part:
            case Choice(alternatives=alternatives):
                chosen = next(each for each in alternatives if isinstance(given, each.structs))
                yield from self.branch(chosen, given, path)
            case Branch() if given is not None:
                yield from self.branch(part, given, path)
            case Leaf(maximum=1) if given is not None:
                yield self._leaf(part, given, f"{path}/{part.name}")
            case Leaf(maximum=maximum) if maximum > 1:
                if len(given) > maximum:
                    self.findings.append(rules.UNEXPECTED.at(line=None, path=path, name=part.name))
                for place, each in enumerate(given, 1):
                    yield self._leaf(part, each, f"{path}/{part.name}[{place}]")

    def _leaf(self, leaf: Leaf, given: Any, path: str) -> str:
        attribute = ""
        if leaf.attribute is not None:
            attribute = self._attribute(leaf.attribute, given, path)
            given = getattr(given, leaf.value_field)
        text = values.written(leaf.kind, given)
        if text is None:
            self._refuse(leaf.kind, leaf.name, path)
        return f"<{leaf.name}{attribute}>{escape(text or '', _IN_TEXT)}</{leaf.name}>"

    def _attribute(self, attribute: Attribute, given: Any, path: str) -> str:
        text = values.written(attribute.kind, getattr(given, attribute.field))
        if text is None:
            self._refuse(attribute.kind, attribute.name, f"{path}/@{attribute.name}")
        return f' {attribute.name}="{escape(text or "", _IN_ATTRIBUTE)}"'

    def _refuse(self, kind: values.Type, name: str, path: str) -> None:
        danish, english = values.meaning(kind)
        parts = {"name": name, "meaning_da": danish, "meaning_en": english}
        self.findings.append(rules.VALUE.at(line=None, path=path, **parts))
