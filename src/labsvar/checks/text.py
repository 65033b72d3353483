"""The rule about control characters in text.

Text in windows-1252 that was read as ISO-8859-1 on its way has control characters (U+0080 to U+009F)
where dashes and quotation marks were, which no screen shows. A file that holds such bytes is refused
by its form; here they come as UTF-8 or as character references.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from labsvar.checks import rules
from labsvar.checks.found import Found
from labsvar.letters.catalogue import AnyLetter
from labsvar.letters.text import Mark
from labsvar.letters.version import Children, LetterVersion, MixedText, Node
from labsvar.letters.walk import children

_CONTROL: Final = re.compile(r"[\x80-\x9f]")
_CONTROL_AS_UTF8: Final = re.compile(rb"\xc2[\x80-\x9f]")
_ENCODER: Final = msgspec.json.Encoder()


def check_text(letter: AnyLetter, version: LetterVersion, found: Found) -> None:
    """Every element of a letter in whose text a control character stands."""
    # Written as one JSON text and searched, a letter takes a tenth of the time of a walk through it.
    written = _ENCODER.encode(letter)
    if b"\xc2" in written and _CONTROL_AS_UTF8.search(written) is not None:
        for path, text in texts(letter, version):
            if _CONTROL.search(text) is not None:
                found.add(rules.CONTROL_CHARACTERS, path)


def texts(letter: AnyLetter, version: LetterVersion) -> Iterator[tuple[str, str]]:
    """Every text of a letter with the path of its element below the letter's own."""
    for path, text in _of_one(letter, version.tree, ""):
        yield path.removeprefix("/"), text


def _of_one(value: Any, node: Node, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node.content, Children):
        for child in children(value, node.content):
            yield from _of_one(child.value, child.node, f"{path}/{child.step}")
    elif isinstance(node.content, MixedText):
        yield path, "".join(_words(value))
    elif isinstance(value, str):
        yield path, value


def _words(parts: Iterable[str | Mark]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        else:
            yield from _words(getattr(part, "content", ()))
