"""The readers that are generated, and what they call at run time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, Final

from labsvar.formats.edifact.compile import Compiler
from labsvar.formats.edifact.generate import program
from labsvar.formats.edifact.generate_struct import Unsupported
from labsvar.formats.edifact.values import CannotRead, date_of, decoded, time_of
from labsvar.formats.xml.values import Fault, judge
from labsvar.letters.element import DateTime
from labsvar.letters.segments import SEGMENTS_BY_CODE, freetext
from labsvar.letters.segments.model import Codec, Joined
from labsvar.letters.text import BREAK
from labsvar.letters.version import Text

Reader = Callable[[str, int, str, str], Any]

# A released character is one mark while a message is matched; no message that is read holds these.
_MARKS: Final = (("??", "\x01"), ("?+", "\x02"), ("?:", "\x03"), ("?'", "\x04"))
_RESTORED: Final = str.maketrans({mark: released[1] for released, mark in _MARKS})


class Surprise(Exception):
    """Something the fast reader does not know; the slow reader judges it."""


@cache
def compiler_of(code: str) -> Compiler:
    """The rows of a table, tied to their letter."""
    return Compiler(SEGMENTS_BY_CODE[code])


def read_letter(code: str, text: str, sender: str, receiver: str) -> Any | None:
    """The letter a message stands for, or `None` when the slow reader has to judge it.

    `text` is the message from UNH to the terminator of UNT, with the usual service characters and
    without line ends.
    """
    marked = "?" in text
    reader = _reader(code, marked=marked)
    if reader is None:
        return None
    if marked:
        for released, mark in _MARKS:
            text = text.replace(released, mark)
    try:
        return reader(text, text.count("'"), sender, receiver)
    except (Surprise, ValueError, KeyError, CannotRead):
        return None


@cache
def _reader(code: str, *, marked: bool) -> Reader | None:
    """Runs a program that was made from a table of our own, never from input."""
    try:
        made = program(compiler_of(code), marked=marked)
    except Unsupported:
        return None
    names: dict[str, Any] = {
        **made.objects,
        **{name: re.compile(pattern).match for name, pattern in made.expressions.items()},
        "Surprise": Surprise,
        "coded": coded,
        "converted": converted,
        "day": date_of,
        "judged": judged,
        "moment": moment,
        "needed": needed,
        "notes": notes,
        "lines": lines,
        "restored": restored,
    }
    exec(compile(made.source, f"<reader of {code}>", "exec"), names)  # noqa: S102 - made here, of our own tables
    reader: Reader = names["read"]
    return reader


def restored(raw: str) -> str:
    """Text with what its marks stand for."""
    return raw.translate(_RESTORED)


def needed(value: Any) -> Any:
    """A value that has to be there."""
    if value is None:
        raise Surprise
    return value


def coded(value: str | None, codes: tuple[str, ...]) -> str:
    """A value of a code list."""
    if value is None or value not in codes:
        raise Surprise
    return value


def judged(raw: str | None, text: Text) -> Any:
    """A value that its declaration takes."""
    if raw is None:
        raise Surprise
    value = judge(text, raw)
    if isinstance(value, Fault):
        raise Surprise
    return value


def converted(raw: str, codec: Codec | Joined, text: Text) -> Any:
    """A value that a codec makes of its components."""
    components = [restored(component) for component in raw.split(":")]
    while components and not components[-1]:
        components.pop()
    return judged(decoded(codec, components, text), text) if components else None


@lru_cache(maxsize=4096)
def _moment(raw: str) -> DateTime:
    date, time = time_of(raw)
    return DateTime(date=date, time=time)


def moment(raw: str | None) -> DateTime | None:
    """A date with its time."""
    return None if raw is None else _moment(raw)


def lines(raw: str) -> tuple[Any, ...]:
    """The text of FTX segments."""
    if raw.count("'") == 1:
        text = raw[raw.index("++") + 2 : -1]
        if ":" not in text and text and text != "." and text[-1] != "\\":
            return (text if text.isprintable() else restored(text), BREAK)
    components = [
        restored(component)
        for piece in raw.split("'")[:-1]
        for component in piece[piece.index("++") + 2 :].split(":")
    ]
    # What is not quite usual is left to the slow reader, which tells more about it.
    if not all(components) or components[-1].endswith("\\"):
        raise Surprise
    return freetext.breakable(freetext.lines(components))


def notes(raw: str, kinds: Mapping[str, Any], maximum: int) -> tuple[Any, ...]:
    """The remarks that FTX segments stand for, one for each."""
    made = tuple([kinds[piece[4 : piece.index("+", 4)]](lines(piece + "'")) for piece in raw.split("'")[:-1]])
    if len(made) > maximum:
        raise Surprise
    return made
