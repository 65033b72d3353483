"""The readers that are generated, and what they call at run time."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from labsvar.formats.xml.generate import program
from labsvar.formats.xml.trees import envelope_node
from labsvar.formats.xml.values import TRUTHS
from labsvar.letters.catalogue import BY_CODE
from labsvar.letters.text import BREAK, CONTENT_MARKS, MARK_TYPES, SPACE

Reader = Callable[[str, int], tuple[Any, int]]

_REFERENCES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_CHARACTERS: Final = ((0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
_NUMBER: Final = re.compile("#(?:([0-9]{1,7})|x([0-9a-fA-F]{1,6}))")
_TAG: Final = re.compile(r"<(/?)([A-Za-z]+)(/?)>")
_EMPTY: Final = {"Break": BREAK, "Space": SPACE}
_BREAK: Final = "<Break/>"


class Surprise(Exception):
    """Something the fast reader does not know; the slow reader judges it."""


def read_letter(code: str, text: str) -> Any | None:
    """The letter a whole element stands for, or `None` when the slow reader has to judge it.

    `text` is the element from its start tag to its end tag, its line ends already single.
    """
    return _read(text, lambda **variant: _letter_reader(code, **variant))


def read_envelope(namespace: str, text: str) -> Any | None:
    """The Envelope a whole element stands for, or `None` when the slow reader has to judge it."""
    return _read(text, lambda **variant: _envelope_reader(namespace, **variant))


def _read(text: str, reader: Callable[..., Reader]) -> Any | None:
    if not text.isascii() and ("\ufffe" in text or "\uffff" in text):
        return None
    layout = not text.startswith("<", text.find(">") + 1)
    try:
        value, end = reader(layout=layout, references="&" in text)(text, 0)
    except Surprise:
        return None
    return value if end == len(text) else None


@cache
def _letter_reader(code: str, *, layout: bool, references: bool) -> Reader:
    return _made(BY_CODE[code].tree, layout=layout, references=references)


@cache
def _envelope_reader(namespace: str, *, layout: bool, references: bool) -> Reader:
    return _made(envelope_node(namespace), layout=layout, references=references)


def _made(node: Any, *, layout: bool, references: bool) -> Reader:
    """Runs a program that was made from a declaration of our own, never from input."""
    made = program(node, layout=layout, references=references)
    names: dict[str, Any] = {
        **made.objects,
        **{name: re.compile(pattern).match for name, pattern in made.expressions.items()},
        "Surprise": Surprise,
        "breakable": breakable,
        "coded": coded,
        "fitting": fitting,
        "formatted": formatted,
        "truths": TRUTHS,
        "whole": whole,
    }
    exec(compile(made.source, f"<reader of {node.name}>", "exec"), names)  # noqa: S102 - made here, of our own trees
    reader: Reader = names["read"]
    return reader


def fitting(raw: str | None, minimum: int, maximum: int) -> str | None:
    """The text that characters with references in them stand for, if its length is in bounds."""
    if raw is None:
        return None
    text = unescaped(raw) if "&" in raw else raw
    if not minimum <= len(text) <= maximum:
        raise Surprise
    return text


def coded(raw: str | None, codes: tuple[str, ...]) -> str | None:
    """A value of a long code list."""
    if raw is not None and raw not in codes:
        raise Surprise
    return raw


def whole(raw: str, minimum: int, maximum: int) -> int:
    """A whole number within bounds."""
    number = int(raw)
    if not minimum <= number <= maximum:
        raise Surprise
    return number


def unescaped(raw: str) -> str:
    """Text with its references replaced by what they stand for."""
    first, *others = raw.split("&")
    parts = [first]
    for other in others:
        name, semicolon, rest = other.partition(";")
        if not semicolon:
            raise Surprise
        parts += [_REFERENCES.get(name) or _character(name), rest]
    return "".join(parts)


def _character(name: str) -> str:
    found = _NUMBER.fullmatch(name)
    if found is None:
        raise Surprise
    code = int(found[1]) if found[1] else int(found[2], base=16)
    known = code in (9, 10, 13) or any(first <= code <= last for first, last in _CHARACTERS)
    if known:
        return chr(code)
    raise Surprise


def breakable(raw: str) -> tuple[Any, ...]:
    """A text in which nothing but `<Break/>` and `<Space/>` stands."""
    if raw.endswith(_BREAK) and raw.count("<") == 1 and "&" not in raw:
        line = raw[: -len(_BREAK)]
        return (line, BREAK) if line else (BREAK,)
    first, *others = raw.split("<")
    parts: list[Any] = []
    _add(parts, first)
    for other in others:
        name, _, text = other.partition("/>")
        parts.append(_EMPTY[name])
        _add(parts, text)
    return tuple(parts)


def formatted(raw: str, marks: tuple[str, ...]) -> tuple[Any, ...]:
    """A text with formatting elements, of which only some may stand in which."""
    stack: list[tuple[str, tuple[str, ...], list[Any]]] = [("", marks, [])]
    place = 0
    for tag in _TAG.finditer(raw):
        _add(stack[-1][2], raw[place : tag.start()])
        place = tag.end()
        closes, name, alone = tag.groups()
        _, allowed, parts = stack[-1]
        if closes:
            _close(stack, name, alone=bool(alone))
        elif name not in allowed or (name in _EMPTY and not alone):
            raise Surprise
        elif alone:
            parts.append(_EMPTY.get(name) or MARK_TYPES[name]())
        else:
            stack.append((name, CONTENT_MARKS[name], []))
    if len(stack) != 1:
        raise Surprise
    _add(stack[0][2], raw[place:])
    return tuple(stack[0][2])


def _close(stack: list[tuple[str, tuple[str, ...], list[Any]]], name: str, *, alone: bool) -> None:
    opened, _, content = stack.pop()
    if alone or not stack or opened != name:
        raise Surprise
    kind: Any = MARK_TYPES[name]
    stack[-1][2].append(kind(tuple(content)))


def _add(parts: list[Any], text: str) -> None:
    if text:
        parts.append(unescaped(text) if "&" in text else text)
