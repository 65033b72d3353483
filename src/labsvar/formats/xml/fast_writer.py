"""The writers that are generated, and what they call at run time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final

from labsvar.formats.xml.generate_writer import program
from labsvar.formats.xml.trees import envelope_node, is_receipt
from labsvar.formats.xml.values import is_date
from labsvar.letters.catalogue import BY_CODE, Emessage
from labsvar.letters.text import CONTENT_MARKS, MARK_TYPES, Mark

Writer = Callable[[Any, list[str]], str]

# The control characters beyond 7F are written as references: in ISO-8859-1 they would be the bytes that
# the reader takes for windows-1252.
_ESCAPES: Final = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"} | {
    code: f"&#{code};" for code in (0x0D, *range(0x80, 0xA0))
}
_SPECIAL: Final = re.compile("[&<>\r\x80-\x9f]")
NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# No text as short as this comes near a limit of the reader, so it needs no look at them.
_SURELY_WITHIN_LIMITS: Final = 150_000
_NAMES: Final = {kind: name for name, kind in MARK_TYPES.items()}
_EMPTY: Final = frozenset({"Break", "Space"})


class Surprise(Exception):
    """Something the fast writer does not write; the slow writer says why, or writes it."""


def document(message: Emessage) -> str | None:
    """The text of an Emessage on one line, or `None` when the slow writer has to judge it.

    Every value has been held against its facet and every character against XML.
    """
    for careful in (False, True):
        try:
            return _document(message, careful=careful)
        except _Escaping:
            continue
        except (Surprise, TypeError, AttributeError, KeyError):
            # A value of the wrong type or a code outside its list: the slow writer names it.
            return None
    return None


class _Escaping(Exception):
    """A free text holds a character the plain writer leaves alone."""


def _document(message: Emessage, *, careful: bool) -> str:
    namespace = message.namespace
    if not message.letters:
        raise Surprise
    seen: list[str] = []
    receipts = any(is_receipt(namespace, type(letter).__name__) for letter in message.letters)
    pieces = [
        f'<Emessage xmlns="{namespace}">',
        _envelope(namespace, receipts=receipts, careful=careful)(message.envelope, seen),
    ]
    for letter in message.letters:
        version = BY_CODE[letter.letter.version_code]
        if version.release.namespace != namespace or type(letter) is not version.root:
            raise Surprise
        pieces.append(_letter(version.code, careful=careful)(letter, seen))
    texts = "".join(seen)
    if not texts.isprintable() or "&" in texts or "<" in texts or ">" in texts:
        raise _Escaping
    pieces.append("</Emessage>")
    text = "".join(pieces)
    if len(text) > _SURELY_WITHIN_LIMITS:
        raise Surprise
    return text


@cache
def _letter(code: str, *, careful: bool) -> Writer:
    made = program(BY_CODE[code].tree, careful=careful)
    return _made(made.source, made.objects)


@cache
def _envelope(namespace: str, *, receipts: bool, careful: bool) -> Writer:
    made = program(envelope_node(namespace, receipts=receipts), careful=careful)
    return _made(made.source, made.objects)


def _made(source: str, objects: dict[str, Any]) -> Writer:
    names = {**_RUNTIME, **objects}
    exec(compile(source, "<generated writer>", "exec"), names)  # noqa: S102 - made from our own trees
    writer: Writer = names["write"]
    return writer


def escaped(text: str) -> str:
    """The characters of a value as XML carries them. Raises `Surprise` for one it cannot carry."""
    if NOT_XML.search(text):
        raise Surprise
    return with_references(text)


def with_references(text: str) -> str:
    """The characters of a value, those that mean something else in XML written as references."""
    return text.translate(_ESCAPES) if _SPECIAL.search(text) else text


def _plain_mixed(parts: Iterable[str | Mark], allowed: frozenset[str], seen: list[str]) -> str:
    made = []
    for part in parts:
        if type(part) is str:
            seen.append(part)
            made.append(part)
        else:
            made.append(_mark(part, allowed, lambda inner, marks: _plain_mixed(inner, marks, seen)))
    return "".join(made)


def _careful_mixed(parts: Iterable[str | Mark], allowed: frozenset[str], seen: list[str]) -> str:
    return "".join(
        escaped(part)
        if type(part) is str
        else _mark(part, allowed, lambda inner, marks: _careful_mixed(inner, marks, seen))
        for part in parts
    )


def _mark(
    part: Any, allowed: frozenset[str], write: Callable[[Iterable[str | Mark], frozenset[str]], str]
) -> str:
    name = _NAMES[type(part)]
    if name not in allowed:
        raise Surprise
    if name in _EMPTY:
        return f"<{name}/>"
    content = write(part.content, frozenset(CONTENT_MARKS[name]))
    return f"<{name}>{content}</{name}>" if content else f"<{name}/>"


_RUNTIME: Final[dict[str, Any]] = {
    "Surprise": Surprise,
    "careful_mixed": _careful_mixed,
    "escaped": escaped,
    "is_date": is_date,
    "plain_mixed": _plain_mixed,
    "truths": {True: "true", False: "false"},
}
