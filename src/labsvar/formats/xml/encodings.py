"""The encodings a letter may be written in, and whether bytes really are in the declared one."""

from __future__ import annotations

import codecs
import re
from encodings.aliases import aliases
from typing import Final

from labsvar.findings import Rule
from labsvar.formats.xml import rules

UTF8: Final = "UTF-8"
LATIN1: Final = "ISO-8859-1"
# The names of IANA's registry, in lower case, and the codec that reads them.
NAMES: Final = {"utf-8": UTF8, "iso-8859-1": LATIN1, "windows-1252": "windows-1252", "us-ascii": "US-ASCII"}
CODECS: Final = {UTF8: "utf-8", LATIN1: "latin-1", "windows-1252": "cp1252", "US-ASCII": "ascii"}
_WIDE: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
    (b"\0\0\0<", "UTF-32"),
    (b"<\0\0\0", "UTF-32"),
    (b"<\0", "UTF-16"),
    (b"\0<", "UTF-16"),
)
_CONTROLS: Final = bytes(range(0x80, 0xA0))
_CONTROL: Final = re.compile(b"[\x80-\x9f]")

# What Python knows encodings by; nearly every name of IANA's registry is among them.
_KNOWN: Final = frozenset((*aliases, *aliases.values()))
_OF_MAINFRAMES: Final = re.compile("ebcdic_cp_[a-z]{2}")


def shown(name: str) -> str:
    """The name of an encoding as findings have it: one that there is, else `?`."""
    plain = name.lower().replace("-", "_").replace(".", "_")
    return name if plain in _KNOWN or _OF_MAINFRAMES.fullmatch(plain) else "?"


def wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 when the first bytes say that the file is written in it."""
    return next((name for start, name in _WIDE if data.startswith(start)), None)


def fault(data: bytes, encoding: str) -> tuple[Rule, int] | None:
    """The rule that bytes break against their encoding, and the place of the first one that does."""
    if data.isascii():
        return None
    if encoding == LATIN1:
        if len(data.translate(None, _CONTROLS)) == len(data):
            return None
        found = _CONTROL.search(data)
        return (rules.ENCODING_CONTROL, found.start()) if found else None
    try:
        data.decode(CODECS[encoding])
    except UnicodeDecodeError as error:
        return rules.ENCODING_WRONG, error.start
    return None
