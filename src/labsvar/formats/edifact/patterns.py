"""Pieces of the regular expressions that a generated reader is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from labsvar.formats.edifact.compile import Key

# A character of a value: no service character.
TEXT: Final = "[^'+:?]"


def characters(minimum: int, maximum: int) -> str:
    """A text of a length."""
    return f"{TEXT}{{{minimum},{maximum}}}+"


def optional(pattern: str, required: bool) -> str:  # noqa: FBT001 - read beside its calls
    """What may be absent, unless it is required."""
    return f"(?:{pattern})" if required and "|" in pattern else pattern if required else f"(?:{pattern})?+"


def components(cells: list[tuple[str, bool]]) -> str:
    """The components of an element, those at the end that may be absent nested in one another."""
    tail, open_end = "", True
    for number, (pattern, required) in reversed(list(enumerate(cells))):
        open_end = open_end and not required
        colon = ":" if number else ""
        tail = f"(?:{colon}{pattern}{tail})?+" if open_end and number else f"{colon}{pattern}{tail}"
    return tail


def beginning(key: Key) -> str:
    """The text that a segment with a key begins with."""
    qualifier = dict(key.places).get((1, 1))
    return f"{key.tag}+" if qualifier is None else f"{key.tag}+{qualifier}"


def absent(keys: Iterable[Key]) -> str:
    """An expression that no segment of these keys may begin with."""
    return "".join(f"(?!{re.escape(beginning(key))})" for key in keys)


def filled(tag: str, constants: Iterable[str]) -> str:
    """Refuses a segment of which nothing stands but separators and constants."""
    longest_first = sorted(map(re.escape, constants), key=len, reverse=True)
    return f"(?!{tag}(?:{'|'.join(['[+:]', *longest_first])})*+')"
