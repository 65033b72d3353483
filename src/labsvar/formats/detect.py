"""What kind of file some bytes are."""

from __future__ import annotations

from typing import Literal

from labsvar.formats.xml.encodings import wide

Format = Literal["xml", "edifact", "unknown"]

_MARK = b"\xef\xbb\xbf"
_LOOK = 4096


def detect(data: bytes) -> Format:
    """XML, EDIFACT or neither, from the first characters; neither says that the file is in order."""
    if wide(data):
        return "xml"
    start = data[:_LOOK].removeprefix(_MARK).lstrip()
    if start.startswith(b"<"):
        return "xml"
    return "edifact" if start.startswith((b"UNA", b"UNB")) else "unknown"
