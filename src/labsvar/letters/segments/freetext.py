"""Free text (FTX): the lines that components stand for, and the components that lines are written as.

A segment has five components of at most 70 characters. A component that ends with a backslash goes on in
the next one, also across segments; any other ends a line. A full stop alone is an empty line.

Source: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT), FTX; its samples hold
components of 71 characters, so these are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from labsvar.letters.text import BREAK, MARK_TYPES, Break, FixedFont, Mark, Space

LONGEST: Final = 70
LONGEST_READ: Final = 71
MOST: Final = 5
_ROOM: Final = LONGEST - 1
_ON: Final = "\\"
_EMPTY: Final = "."
PLAIN: Final = "P00"
_STYLES: Final = {"F": "Bold", "U": "Underline", "K": "Italic"}
_SIDES: Final = {"H": "Right", "M": "Center"}
_CODE_OF: Final = {"Bold": "F0", "Underline": "U0", "Italic": "K0", "Right": "0H", "Center": "0M"}


def lines(components: Iterable[str]) -> list[str]:
    """The lines that components stand for, those of one text after the other."""
    made: list[str] = []
    begun = ""
    open_line = False
    for component in components:
        if component.endswith(_ON):
            begun += component[:-1]
            open_line = True
        elif component == _EMPTY and not open_line:
            made.append("")
        else:
            made.append(begun + component)
            begun, open_line = "", False
    if open_line:
        made.append(begun)
    return made


def components(text: Iterable[str]) -> Iterator[str]:
    """The components that lines are written as."""
    for line in text:
        yield from _of_line(line)


def joined(text: str) -> list[str]:
    """The components of a value that is no text of lines, so that it comes back as it was."""
    return list(_of_line(text, goes_on=text == _EMPTY or text.endswith(_ON)))


def _of_line(line: str, *, goes_on: bool = False) -> Iterator[str]:
    """The components of one line; of one that goes on, the last says so too."""
    rest = line
    while len(rest) > _ROOM:
        cut = _cut(rest)
        yield rest[:cut] + _ON
        rest = rest[cut:]
    if goes_on:
        yield rest + _ON
    elif not rest:
        yield _EMPTY
    elif line == _EMPTY or rest.endswith(_ON):
        # Written as it stands it would be read as an empty line, or as one that goes on.
        yield rest + " "
    else:
        yield rest


def _cut(line: str) -> int:
    """Where a long line is cut: after the last blank within the first 69 characters, which stays before it."""
    blank = line.rfind(" ", 0, _ROOM)
    return blank + 1 if blank > 0 else _ROOM


def breakable(text: Sequence[str]) -> tuple[Any, ...]:
    """The mixed text of lines: each ends with a `Break`, as letters from EDIFACT have it."""
    parts: list[Any] = []
    for line in text:
        parts += [line, BREAK] if line else [BREAK]
    return tuple(parts)


def lines_of(text: Iterable[str | Mark]) -> list[str]:
    """The lines of a mixed text, without its formats. Layout within the text is one blank."""
    made = [""]
    for part in _flat(text):
        if part is None:
            made.append("")
        else:
            made[-1] += part
    return made[:-1] if not made[-1] else made


def _flat(text: Iterable[str | Mark]) -> Iterator[str | None]:
    """Pieces of text, and `None` for every break."""
    for part in text:
        if isinstance(part, str):
            yield part.translate(LAYOUT)
        elif isinstance(part, Break):
            yield None
        elif isinstance(part, Space):
            yield " "
        else:
            yield from _flat(getattr(part, "content", ()))


LAYOUT: Final = str.maketrans({"\n": " ", "\r": " ", "\t": " "})


def wrapped(content: tuple[Any, ...], code: str) -> tuple[Any, ...]:
    """A text in the marks that a format code stands for; an unknown code stands for the fixed font."""
    if not content:
        return content
    known = code if is_format(code) else "F00"
    for name in (_STYLES.get(known[1]), _SIDES.get(known[2])):
        if name is not None:
            kind: Any = MARK_TYPES[name]
            content = (kind(content),)
    return (FixedFont(content),) if known[0] == "F" else content


def is_format(code: str) -> bool:
    """Whether a format code is one of those that are known."""
    return code in FORMATS


FORMATS: Final = frozenset(
    ("P00", "P0H", "P0M", "PF0", "PU0", "PK0", "F00", "F0H", "F0M", "FF0", "FU0", "FK0")
)


def runs(text: Iterable[str | Mark], fixed: str = "P") -> Iterator[tuple[str, list[str]]]:
    """A formatted text as runs of one format code each, with the components of each run.

    The pieces of a run are lines; all but the last of them end where a break stands, and the last does
    too unless the next run goes on in the same line: then its last component ends with a backslash.
    """
    code, pieces = "", [""]
    for part_code, part in _coded(text, fixed):
        if part_code != code:
            if any(pieces) or len(pieces) > 1:
                yield code, _components(pieces, goes_on=True)
            code, pieces = part_code, [""]
        if part is None:
            pieces.append("")
        else:
            pieces[-1] += part
    if any(pieces) or len(pieces) > 1:
        yield code, _components(pieces, goes_on=False)


def _components(pieces: list[str], *, goes_on: bool) -> list[str]:
    """The components of the lines of a run; an empty last piece is the end of the line before it."""
    *others, last = pieces
    made = list(components(others))
    return [*made, *_of_line(last, goes_on=goes_on)] if last else made


def _coded(text: Iterable[str | Mark], fixed: str) -> Iterator[tuple[str, str | None]]:
    for part in text:
        if isinstance(part, FixedFont):
            yield from _coded(part.content, "F")
        elif isinstance(part, str | Break | Space):
            yield from ((f"{fixed}00", piece) for piece in _flat((part,)))
        else:
            code = fixed + _CODE_OF[type(part).__name__]
            yield from ((code, piece) for piece in _flat(getattr(part, "content", ())))
