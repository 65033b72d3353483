"""The remarks of a document that stand in its sections as text for people."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from labsvar.conversion.fhir.systems import LOINC
from labsvar.formats.fhir.resources import CodeableConcept, Composition, CompositionSection

_ANNOTATIONS: Final = "48767-8"
_BLOCKS: Final = frozenset({"p", "br", "li", "tr", "div", "h1", "h2", "h3", "h4", "h5", "h6"})


def remarks_in(composition: Composition) -> Iterator[str]:
    """The lines of the sections that hold annotations (HL7 Europe, Laboratory Report 2.0.0: LOINC 48767-8)."""
    for each in sections(composition.section):
        if each.text is not None and is_annotation(each.code):
            yield from lines(each.text.div or "")


def is_annotation(code: CodeableConcept | None) -> bool:
    """Whether a section's code says that it holds annotations."""
    return code is not None and any((one.system, one.code) == (LOINC, _ANNOTATIONS) for one in code.coding)


def lines(xhtml: str) -> list[str]:
    """The words of a narrative, line by line."""
    reader = _Words()
    reader.feed(xhtml)
    reader.close()
    found = (" ".join(each.split()) for each in "".join(reader.parts).split("\n"))
    return [each for each in found if each]


def sections(found: tuple[CompositionSection, ...]) -> Iterator[CompositionSection]:
    """Sections and those within them, in their order."""
    for each in found:
        yield each
        yield from sections(each.section)


class _Words(HTMLParser):
    """Collects the text, with a new line at each block."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own form
        """A block begins a line."""
        self.parts += ["\n"] if tag in _BLOCKS else []

    def handle_endtag(self, tag: str) -> None:
        """A block ends a line."""
        self.parts += ["\n"] if tag in _BLOCKS else []

    def handle_data(self, data: str) -> None:
        """Text."""
        self.parts.append(data.replace("\n", " "))
