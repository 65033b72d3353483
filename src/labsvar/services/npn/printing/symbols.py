"""Barcodes and QR codes as boxes.

Assumption: which barcode a laboratory's scanners and analysers read is theirs to say: no public page states the symbology
of a sample number, nor whether anything stands around the number. Code 128 is the default; the bars hold the
number and nothing else. Its quiet zone is ten modules on each side (ISO/IEC 15417), that of a QR code four
(ISO/IEC 18004).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, Literal

import segno
from barcode.codex import Code39, Code128
from barcode.itf import ITF

from labsvar.services.npn.printing.drawing import Box

Symbology = Literal["code128", "code39", "itf"]
QUIET: Final = 10
QUIET_OF_QR: Final = 4


class NotEncodable(ValueError):
    """The symbology has no bars for such a number: interleaved 2 of 5 needs an even number of digits."""


def modules(number: str, symbology: Symbology) -> str:
    """The bars of a number: 1 for black, 0 for white, one character a module. Raises `NotEncodable`."""
    if symbology == "itf":
        if len(number) % 2:
            raise NotEncodable
        return str(ITF(number).build()[0])
    if symbology == "code39":
        return str(Code39(number, add_checksum=False).build()[0])
    return str(Code128(number).build()[0])


def bars(number: str, *, symbology: Symbology, x: float, y: float, width: float, height: float) -> list[Box]:
    """A barcode that fills a width in millimetres, quiet zones included."""
    pattern = modules(number, symbology)
    module = width / (len(pattern) + 2 * QUIET)
    return [
        Box(x=x + (QUIET + start) * module, y=y, width=run * module, height=height, filled=True)
        for start, run in _runs(pattern)
    ]


def squares(number: str, *, x: float, y: float, side: float) -> list[Box]:
    """A QR code that fills a square in millimetres, quiet zone included; a quarter of it may be lost."""
    rows = [bytes(row) for row in segno.make_qr(number, error="q", boost_error=False).matrix]
    module = side / (len(rows) + 2 * QUIET_OF_QR)
    return [
        Box(
            x=x + (QUIET_OF_QR + start) * module,
            y=y + (QUIET_OF_QR + place) * module,
            width=run * module,
            height=module,
            filled=True,
        )
        for place, row in enumerate(rows)
        for start, run in _runs(row, black=1)
    ]


def _runs(pattern: Sequence[object], black: object = "1") -> Iterator[tuple[int, int]]:
    """Where black begins, and how many modules it is."""
    start = 0
    for value, same in groupby(pattern):
        length = sum(1 for _ in same)
        if value == black:
            yield start, length
        start += length
