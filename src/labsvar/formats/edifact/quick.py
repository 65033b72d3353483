"""The frame of an interchange that is as usual, found without walking its segments one by one.

What is not quite as usual is left to `Interchange`, which names what is wrong with it.
"""

from __future__ import annotations

import re
from typing import Final

from labsvar.formats.edifact import syntax
from labsvar.formats.edifact.interchange import Header, Interchange, Stretch
from labsvar.formats.xml.limits import Limits

_HEAD: Final = re.compile(
    r"(?:UNA:\+\.\? '[\r\n]*+)?+UNB\+UNOC:3\+([^'+:?\r\n]{1,35}+):14\+([^'+:?\r\n]{1,35}+):14"
    r"\+([0-9]{6}):((?:[01][0-9]|2[0-3])[0-5][0-9])\+([^'+:?\r\n]{1,14}+)(?:\+\+\+\+([01]))?+'[\r\n]*+"
)
_UNH: Final = re.compile(r"UNH\+[^'+:?\r\n]++\+[A-Z]++:D:93A:[A-Z]++:([A-Z0-9]{1,7}+)\+")
_UNT: Final = re.compile(r"UNT\+[0-9]++\+[^'+:?\r\n]++'")
_UNZ: Final = re.compile(r"UNZ\+([0-9]++)\+([^'+:?\r\n]++)'[\r\n]*+")
_LINE_ENDS: Final = "\r\n"


def frame(data: bytes, limits: Limits) -> Interchange | None:
    """The frame, when there is nothing wrong or unusual about it."""
    if len(data) > limits.max_bytes or syntax.encoding_fault(data) is not None:
        return None
    text = data.decode("latin-1")
    head = _HEAD.match(text)
    if head is None:
        return None
    stretches: list[Stretch] = []
    place = head.end()
    while text.startswith("UNH", place):
        end = _end(text, place)
        if end is None or len(stretches) == limits.max_letters:
            return None
        stretches.append(Stretch(start=place, end=end, cuts=(), ended=True))
        place = _after_line_ends(text, end)
    last = _UNZ.match(text, place)
    if last is None or last.end() != len(text) or last[1] != str(len(stretches)) or last[2] != head[5]:
        return None
    return _made(data, limits, text, head, stretches) if stretches else None


def _made(
    data: bytes, limits: Limits, text: str, head: re.Match[str], stretches: list[Stretch]
) -> Interchange:
    sender, receiver, date, time, identifier, acknowledgement = head.groups()
    made = Interchange(data, limits)
    made.text = text
    made.stretches = stretches
    made.head_end = head.end()
    made.header = Header(
        repertoire="UNOC",
        sender=sender,
        receiver=receiver,
        date=date,
        time=time,
        identifier=identifier,
        acknowledgement=acknowledgement or "",
        sound=True,
    )
    return made


def _end(text: str, place: int) -> int | None:
    """Where the message that begins at a place ends: after the terminator of its UNT."""
    start = text.find("UNT+", place)
    if start < 0:
        return None
    before = start - 1
    while text[before] in _LINE_ENDS:
        before -= 1
    # A terminator with a release character before it may be text.
    if text[before] != "'" or text[before - 1] == "?":
        return None
    found = _UNT.match(text, start)
    return found.end() if found else None


def _after_line_ends(text: str, place: int) -> int:
    while place < len(text) and text[place] in _LINE_ENDS:
        place += 1
    return place


def code_of(text: str, stretch: Stretch) -> str | None:
    """The version that the UNH of a message names, when it is written as usual."""
    found = _UNH.match(text, stretch.start)
    return found[1] if found else None


def one_line(text: str, stretch: Stretch) -> str:
    """The text of a message without line ends."""
    part = text[stretch.start : stretch.end]
    if "\n" in part or "\r" in part:
        part = part.replace("\r", "").replace("\n", "")
    return part
