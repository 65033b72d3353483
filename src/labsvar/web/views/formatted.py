"""Text with line breaks and formatting, from the letters to HTML. Every character is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from labsvar.letters.text import (
    Bold,
    Break,
    Center,
    FixedFont,
    Italic,
    Mark,
    Right,
    Space,
    Underline,
)

_TAGS: dict[type[Mark], tuple[Markup, Markup]] = {
    Bold: (Markup("<b>"), Markup("</b>")),
    Italic: (Markup("<i>"), Markup("</i>")),
    Underline: (Markup("<u>"), Markup("</u>")),
    Center: (Markup('<span class="text-center">'), Markup("</span>")),
    Right: (Markup('<span class="text-right">'), Markup("</span>")),
    FixedFont: (Markup('<span class="text-fixed">'), Markup("</span>")),
}


def html(text: Iterable[str | Mark]) -> Markup:
    """A mixed text as HTML, without the breaks that only end it."""
    parts = list(text)
    while parts and isinstance(parts[-1], Break):
        parts.pop()
    return Markup("").join(_part(part) for part in parts)


def _part(part: str | Mark) -> Markup:
    if isinstance(part, str):
        return escape(part)
    if isinstance(part, Break):
        return Markup("<br>")
    if isinstance(part, Space):
        return Markup("&nbsp;")
    opening, closing = _TAGS[type(part)]
    content: tuple[str | Mark, ...] = getattr(part, "content", ())
    return opening + Markup("").join(_part(inner) for inner in content) + closing


def lines(paragraphs: Iterable[str]) -> Markup:
    """Paragraphs one below the other; an empty one is a blank line."""
    return Markup("<br>").join(escape(paragraph) for paragraph in paragraphs)
