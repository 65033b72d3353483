"""Input made to exhaust the EDIFACT reader: each is about 1 MB. `INPUTS` maps what an input is to its bytes."""

from __future__ import annotations

from collections.abc import Callable

SIZE = 1_000_000
HEAD = b"UNA:+.? 'UNB+UNOC:3+5790000000012:14+5790000000029:14+260302:0815+K1++++0'"
UNH = b"UNH+L1+MEDRPT:D:93A:UN:R0131K+RPT01'"
FRONT = b"BGM+LRP++9+NA'DTM+137:202603020815:203'"
END = b"UNT+9+L1'UNZ+1+K1'"


def fill(piece: bytes, size: int = SIZE) -> bytes:
    return piece * (size // len(piece))


def within(junk: bytes) -> bytes:
    """A message with junk in it."""
    return HEAD + UNH + FRONT + junk + END


def letters(body: bytes) -> bytes:
    """As many messages with a body as there is room for."""
    one = UNH + FRONT + body + b"UNT+9+L1'"
    return HEAD + fill(one) + b"UNZ+9+K1'"


INPUTS: dict[str, Callable[[], bytes]] = {
    "only line ends": lambda: b"\r\n" * (SIZE // 2),
    "only spaces": lambda: b"UNB" + b" " * SIZE,
    "terminators": lambda: HEAD + fill(b"'"),
    "terminators in a message": lambda: within(fill(b"'")),
    "release characters": lambda: within(fill(b"?")),
    "released release characters": lambda: within(b"FTX+SPC+P00++" + fill(b"??") + b"'"),
    "released terminators": lambda: within(b"FTX+SPC+P00++" + fill(b"?'") + b"'"),
    "stray release characters": lambda: within(b"FTX+SPC+P00++" + fill(b"?x") + b"'"),
    "elements": lambda: within(b"FTX" + fill(b"+") + b"'"),
    "components": lambda: within(b"FTX+SPC+P00++" + fill(b":") + b"'"),
    "one long text": lambda: within(b"FTX+SPC+P00++" + fill(b"x") + b"'"),
    "a long tag": lambda: within(fill(b"X") + b"'"),
    "unknown segments": lambda: within(fill(b"XYZ+1'")),
    "unknown groups": lambda: within(fill(b"S99+99'")),
    "results without end": lambda: within(fill(b"GIS+N'")),
    "lines without end": lambda: within(b"S02+02'GIS+N'" + fill(b"FTX+SPC+P00++x'")),
    "line ends everywhere": lambda: within(fill(b"G\r\nI\r\nS\r\n+\r\nN\r\n'\r\n")),
    "no end": lambda: HEAD + UNH + fill(b"GIS+N'"),
    "headers": lambda: HEAD + fill(UNH),
    "trailers": lambda: HEAD + fill(b"UNT+1+L1'"),
    "empty messages": lambda: letters(b""),
    "messages of unknown segments": lambda: letters(b"XYZ+1'" * 900),
    "messages of results": lambda: letters(b"GIS+N'" * 99),
    "messages of many results": lambda: letters(b"GIS+N'" * 8000),
    "messages of remarks": lambda: letters((b"GIS+N'" + b"FTX+SPC+P00++x'" * 20) * 99),
    "messages of lines": lambda: letters(b"S02+02'GIS+N'" + b"FTX+SPC+P00++a:b:c:d:e'" * 3000),
    "other service characters": lambda: b"UNA|!.* ~" + fill(b"GIS!N~"),
    "zeros": lambda: within(b"\x00" * SIZE),
    "UTF-8": lambda: within(b"FTX+SPC+P00++" + fill("æ".encode()) + b"'"),
    "what follows the end": lambda: within(b"") + fill(b" "),
}
