"""What kind of file some bytes are."""

from __future__ import annotations

import re
from typing import Final, Literal

from labsvar.formats.xml.encodings import wide

Format = Literal["xml", "edifact", "vans", "fhir", "unknown"]

_MARK: Final = b"\xef\xbb\xbf"
_LOOK: Final = 4096
_ASIDE: Final = re.compile(rb"(?:[ \t\r\n]++|<\?(?s:.)*?\?>|<!--(?s:.)*?-->)*+")
_RESOURCE: Final = b'"resourceType"'
_ENVELOPE: Final = re.compile(rb"<(?:[^\s<>/:]+:)?VANSEnvelope[\s/>]")


def detect(data: bytes) -> Format:
    """XML, EDIFACT, a VANSEnvelope (which is XML), FHIR (in JSON) or none of these, from the first characters.

    None of the answers says that the file is in order.
    """
    if wide(data):
        return "xml"
    start = data[:_LOOK].removeprefix(_MARK).lstrip()
    if start.startswith(b"<"):
        return "vans" if _is_envelope(start) else "xml"
    if start.startswith(b"{") and _RESOURCE in data:
        return "fhir"
    return "edifact" if start.startswith((b"UNA", b"UNB")) else "unknown"


def _is_envelope(start: bytes) -> bool:
    """Whether the root element, past the declaration and comments, is named as an envelope."""
    aside = _ASIDE.match(start)
    assert aside is not None, "it matches nothing at all too"
    return _ENVELOPE.match(start, aside.end()) is not None
