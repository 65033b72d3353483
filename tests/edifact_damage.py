"""EDIFACT messages damaged in every way a sender might think of.

hurt(data, Random(7))        one or two changes to segments, elements or components
garbled(data, Random(7))     a few bytes put in, taken out or changed
counted(data)                the same with UNT counting its segments again
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

VALUES = (
    "", " ", "x", "x" * 4, "x" * 36, "x" * 71, "x" * 72, "0", "1", "2", "007", "999", "*****", "203", "102", "202602281234",
    "202602291234", "202402291234", "202402292400", "20240229", "260228", "K", "D", "M", "N", "FR", "PR", "MR", "NV",
    "AV", "HI", "MA", "SKS", "YNR", "91", "CQU", "SST", "EAN", "9", "P00", "F00", "PF0", "XXX", "_", ".", "a\\", "\\",
    "KOM", "SOR", "AMT", "IM", "SFU", "U", "7", "6", "ATT", "SPR", "PAT", "1234567890", "12345678901", "æøå", "??", "?:",
    "x?+y",
)  # fmt: skip
SEGMENTS = (
    "GIS+N", "GIS+M", "STS++FR", "STS++PR", "S01+01", "S20+20", "S99+99", "XYZ+1", "NAD+XX+1:YNR:SFU", "HAN+CDS", "SEQ++9",
    "RFF+AHI:KBA", "RFF+XXX:1", "DTM+137:202602281234:203", "DTM+999:202602281234:203", "FTX+SPC+P00++tekst",
    "FTX+SPC+PF0++tekst\\", "FTX+SPC+P00++a:b:c:d:e:f", "FTX+RIT+F00++.:x", "FTX+ZZZ+P00++x", "RND+T", "RND+F+1+2", "A", "UNH",
    "UNT", "UNZ+1", "UNB", "INV+NR", "CIN+SPC+:::x", "QTY+SVO:5+ml", "SPC+SCI+ATT", "",
)  # fmt: skip
SNIPPETS = (
    b"'", b"+", b":", b"?", b"??", b"?'", b"?x", b"\r\n", b"\n", b"''", b"UNT+1+1'", b"UNH+", b"UNZ+1+x'", b"UNA:+.? '",
    b"\xe6", b"\x00", b"\x85", b"\xff", b"\xc3\xa6", b"FTX+SPC+P00++x'", b"S01+01'",
)  # fmt: skip
_PIECE = re.compile(r"(?:[^'?]|\?.)*'", re.DOTALL)


def hurt(data: bytes, random: Random) -> bytes:
    """The message with one or two changes, most of which make it faulty."""
    pieces = [piece[:-1] for piece in _PIECE.findall(data.decode("latin-1").replace("\r\n", ""))]
    for _ in range(random.choice((1, 1, 2))):
        random.choice(KINDS)(pieces, random)
    return "".join(piece + "'" for piece in pieces).encode("latin-1")


def counted(data: bytes) -> bytes:
    """The message with UNT counting the segments there are, so that the damage itself has to be found."""
    text = data.decode("latin-1")
    pieces = _PIECE.findall(text)
    start = 0
    made = []
    for number, piece in enumerate(pieces):
        if piece.startswith("UNH"):
            start = number
        if piece.startswith("UNT+"):
            parts = piece.split("+")
            piece = "+".join((parts[0], str(number - start + 1), *parts[2:]))  # noqa: PLW2901 - the piece as it is put back
        made.append(piece)
    return ("".join(made) + text[sum(map(len, pieces)) :]).encode("latin-1")


def garbled(data: bytes, random: Random) -> bytes:
    """A file with a few bytes that are not as they were."""
    made = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 3))):
        place = random.randrange(len(made))
        match random.randrange(5):
            case 0:
                made[place] = random.randrange(256)
            case 1:
                del made[place : place + random.choice((1, 1, 2, 10, 100))]
            case 2:
                made[place:place] = random.choice(SNIPPETS)
            case 3:
                end = random.randrange(place, min(len(made), place + 60) + 1)
                made[place:place] = made[place:end]
            case _:
                made[place:place] = bytes([random.choice(b"'+:? \r\n\\.x\x0b\x96")])
    return bytes(made)


def _inner(pieces: list[str], random: Random) -> int:
    """A segment between UNH and UNT, as a rule."""
    return random.randrange(3, max(4, len(pieces) - 2)) if len(pieces) > 5 else 0


def _drop(pieces: list[str], random: Random) -> None:
    del pieces[_inner(pieces, random)]


def _double(pieces: list[str], random: Random) -> None:
    place = _inner(pieces, random)
    pieces[place:place] = [pieces[place]] * random.choice((1, 1, 2, 12))


def _swap(pieces: list[str], random: Random) -> None:
    place = _inner(pieces, random)
    pieces[place : place + 2] = reversed(pieces[place : place + 2])


def _move(pieces: list[str], random: Random) -> None:
    pieces.insert(_inner(pieces, random), pieces.pop(_inner(pieces, random)))


def _stray(pieces: list[str], random: Random) -> None:
    pieces.insert(_inner(pieces, random), random.choice(SEGMENTS))


def _value(pieces: list[str], random: Random) -> None:
    place = _inner(pieces, random) if random.random() < 0.9 else random.randrange(len(pieces))
    cells = re.split(r"([+:])", pieces[place])
    cells[random.randrange(0, len(cells), 2)] = random.choice(VALUES)
    pieces[place] = "".join(cells)


def _longer(pieces: list[str], random: Random) -> None:
    pieces[_inner(pieces, random)] += random.choice(("+", ":", "+:", "++")) + random.choice(VALUES)


def _shorter(pieces: list[str], random: Random) -> None:
    place = _inner(pieces, random)
    pieces[place] = (
        pieces[place][: random.randrange(3, len(pieces[place]) + 1)] if len(pieces[place]) > 3 else "X"
    )


def _borrowed(pieces: list[str], random: Random) -> None:
    pieces[_inner(pieces, random)] = pieces[_inner(pieces, random)]


KINDS: tuple[Callable[[list[str], Random], None], ...] = (
    _drop, _double, _swap, _move, _stray, _value, _value, _value, _longer, _shorter, _borrowed,
)  # fmt: skip
