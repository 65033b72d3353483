"""Text with line breaks and formatting, as the letters carry it.

A mixed text is a tuple of strings and marks in reading order. MedCom's common types
`BreakableText` and `FormattedText` differ in which marks they allow; formats do not nest,
except inside `FixedFont`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec

from labsvar.letters.facets import Mixed


class Mark(msgspec.Struct, frozen=True, tag_field="mark", gc=False):
    """One formatting element inside a text."""


class Break(Mark, frozen=True, tag="Break", gc=False):
    """A new line."""


class Space(Mark, frozen=True, tag="Space", gc=False):
    """A space that must be kept."""


class Right(Mark, frozen=True, tag="Right", gc=False):
    """Text set to the right."""

    content: tuple[str | Break | Space, ...] = ()


class Center(Mark, frozen=True, tag="Center", gc=False):
    """Text set in the middle."""

    content: tuple[str | Break | Space, ...] = ()


class Bold(Mark, frozen=True, tag="Bold", gc=False):
    """Bold text."""

    content: tuple[str | Break | Space, ...] = ()


class Italic(Mark, frozen=True, tag="Italic", gc=False):
    """Italic text."""

    content: tuple[str | Break | Space, ...] = ()


class Underline(Mark, frozen=True, tag="Underline", gc=False):
    """Underlined text."""

    content: tuple[str | Break | Space, ...] = ()


class FixedFont(Mark, frozen=True, tag="FixedFont", gc=False):
    """Text in which every character is equally wide, such as a table."""

    content: tuple[str | Break | Space | Right | Center | Bold | Italic | Underline, ...] = ()


BREAK = Break()
SPACE = Space()

BREAKABLE_MARKS = ("Space", "Break")
PLAIN_FORMATS = ("Space", "Break", "Right", "Center", "Bold", "Italic", "Underline")
FORMATTED_MARKS = (*PLAIN_FORMATS, "FixedFont")

MARK_TYPES: dict[str, type[Mark]] = {
    kind.__name__: kind for kind in (Break, Space, Right, Center, Bold, Italic, Underline, FixedFont)
}
CONTENT_MARKS: dict[str, tuple[str, ...]] = {
    "Break": (),
    "Space": (),
    "Right": BREAKABLE_MARKS,
    "Center": BREAKABLE_MARKS,
    "Bold": BREAKABLE_MARKS,
    "Italic": BREAKABLE_MARKS,
    "Underline": BREAKABLE_MARKS,
    "FixedFont": PLAIN_FORMATS,
}

BreakableText = Annotated[tuple[str | Break | Space, ...], Mixed(BREAKABLE_MARKS)]
FormattedText = Annotated[
    tuple[
        str | Break | Space | Right | Center | Bold | Italic | Underline | FixedFont,
        ...,
    ],
    Mixed(FORMATTED_MARKS),
]


def plain(text: Iterable[str | Mark]) -> str:
    """The words of a mixed text, a line break as a newline, a kept space as a space, formats dropped."""
    return "".join(_plain_part(part) for part in text)


def _plain_part(part: str | Mark) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Break):
        return "\n"
    if isinstance(part, Space):
        return " "
    return plain(getattr(part, "content", ()))


def from_lines(lines: Iterable[str]) -> tuple[str | Break, ...]:
    """A breakable text in which every line ends with a `Break`, as letters from EDIFACT have it."""
    parts: list[str | Break] = []
    for line in lines:
        parts += [line, BREAK] if line else [BREAK]
    return tuple(parts)
