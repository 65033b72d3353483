"""The rows of a group while its segments are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from labsvar.formats.edifact.compile import Band, Choose, Code, Lines, Notes, Part, Slot, Tied
from labsvar.formats.edifact.message import Got, Record
from labsvar.formats.edifact.syntax import Segment

_NO_END: Final = 1 << 60


class Level:
    """The rows of one group while its segments are read: how often each was met, and where we are."""

    def __init__(self, rows: Sequence[Tied], record: Record, *, special: bool = False) -> None:
        self.special = special
        self.rows = rows
        self.record = record
        self.by_tag = rows_by_tag(rows)
        self.cursor = 0
        self.counts = [0] * len(rows)
        self.variables: dict[str, Got] = {}


# By identity, since the hash of rows is as deep as they are; they are kept so that they stay themselves.
_by_tag: Final[dict[int, tuple[Sequence[Tied], dict[str, tuple[int, ...]]]]] = {}


def rows_by_tag(rows: Sequence[Tied]) -> dict[str, tuple[int, ...]]:
    """The numbers of the rows that a segment of a tag may belong to."""
    known = _by_tag.get(id(rows))
    if known is None:
        made: dict[str, tuple[int, ...]] = {}
        for number, row in enumerate(rows):
            for tag in dict.fromkeys(_tags(row)):
                made[tag] = (*made.get(tag, ()), number)
        known = _by_tag[id(rows)] = (rows, made)
    return known[1]


def _tags(row: Tied) -> Iterator[str]:
    match row:
        case Part(key=key) | Lines(part=Part(key=key)):
            yield key.tag
        case Choose(parts):
            yield from (part.key.tag for part in parts)
        case Notes(keys=keys):
            yield from (key.tag for key in keys)
        case Band(starts=several) | Code(starts=several):
            yield from (keys[0].tag for keys in several)


def most(row: Tied) -> int:
    """How often a row may be met in one group."""
    match row:
        case Part(maximum=maximum):
            return maximum
        case Choose(parts):
            return max(part.maximum for part in parts)
        case Band():
            return _NO_END if row.many else 1
        case Notes() | Code():
            return _NO_END
        case Lines():
            return 1


def says(part: Part, segment: Segment) -> bool:
    """Whether a segment of a row holds any value."""
    return any(any(texts_of(slot, segment)) for slot in part.slots)


def texts_of(slot: Slot, segment: Segment) -> list[str]:
    """The components of a value in its segment."""
    element, component = slot.place
    return [segment.text(element, component + more) for more in range(slot.width)]
