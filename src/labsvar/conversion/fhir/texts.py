"""Texts of letters as lines, and back."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from labsvar.formats.fhir.resources import Narrative
from labsvar.letters.element import Paragraphs
from labsvar.letters.text import BREAK, Break, Mark, plain

Marked = tuple[str | Break, ...]


def lines_of(text: Iterable[str | Mark]) -> str:
    """The words of a marked text; a line break is a newline."""
    return plain(text)


def marked(text: str) -> Marked:
    """Lines as a marked text: what `lines_of` gives, as far as lines alone can say it."""
    made: list[str | Break] = []
    for number, line in enumerate(text.split("\n")):
        made += [BREAK] if number else []
        made += [line] if line else []
    return tuple(made)


def paragraphs(text: str) -> Paragraphs:
    """Lines as paragraphs."""
    return Paragraphs(paragraphs=tuple(text.split("\n")))


def joined(text: Paragraphs) -> str:
    """Paragraphs as lines."""
    return "\n".join(text.paragraphs)


def narrative(lines: Iterable[str]) -> Narrative:
    """Lines for people to read."""
    rows = "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)
    return Narrative(status="generated", div=f'<div xmlns="http://www.w3.org/1999/xhtml">{rows}</div>')
