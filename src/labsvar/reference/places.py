"""Where the elements of a letter stand in its EDIFACT form, and which codes are written there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from labsvar.formats.edifact.compile import Band, Choose, Code, Compiler, Lines, Notes, Part, Slot, Tied
from labsvar.letters.facets import Coded
from labsvar.letters.segments import SEGMENTS_BY_VERSION
from labsvar.letters.segments.common import status_codes
from labsvar.letters.segments.model import (
    Codes,
    Either,
    FreeText,
    Group,
    Remarks,
    Row,
    Segment,
    Special,
    Table,
)
from labsvar.letters.version import LetterVersion, Node, Text

Steps = tuple[str, ...]

_CODEC = re.compile(r"\|\w+\}")
_HEADS: Mapping[Steps, str] = {
    ("letter", "identifier"): "UNH 1.1",
    ("letter", "version_code"): "UNH 2.5, without X",
    ("letter", "statistical_code"): "UNH 3.1, without X",
    ("letter", "type_code"): "follows from UNH 2.5",
    ("sender", "ean_identifier"): "UNB 2.1",
    ("receiver", "ean_identifier"): "UNB 3.1",
}
"""What stands around the segments of a table, in every message."""


@dataclass
class Places:
    """The places of one message: by the struct fields on the way to an element, and the codes of lists."""

    spots: dict[Steps, list[str]] = field(default_factory=dict)
    codes: dict[Steps, Mapping[str, str]] = field(default_factory=dict)
    lists: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, steps: Steps) -> list[str]:
        """The places of an element, in the order of the message, each once."""
        return list(dict.fromkeys(self.spots.get(steps, ())))

    def add(self, steps: Steps, spot: str) -> None:
        """Notes a place of an element."""
        self.spots.setdefault(steps, []).append(spot)


def table_of(version: LetterVersion) -> Table | None:
    """The table of segments of the EDIFACT form, where there is one."""
    return SEGMENTS_BY_VERSION.get(version.code)


def places_of(version: LetterVersion) -> Places:
    """Every place of a version; nothing for one that is XML only."""
    made = Places()
    table = table_of(version)
    if table is not None:
        for steps, spot in _HEADS.items():
            made.add(steps, spot)
        compiler = Compiler(table)
        for row in compiler.rows(table.rows, compiler.root):
            _place(row, (), made)
    return made


def _place(row: Tied, above: Steps, made: Places) -> None:
    match row:
        case Part():
            _place_part(row, above, made)
        case Choose(parts):
            for part in parts:
                _place_part(part, above, made)
        case Lines(part=part, path=path):
            _place_part(part, above, made)
            made.add(above + path.steps, f"{_shown(part)} text")
        case Notes(path=path, nodes=nodes):
            for qualifier, node in nodes.items():
                made.add((*above, *path.steps, node.name), f"FTX+{qualifier}")
        case Band():
            _place_band(row, above, made)
        case Code():
            _place_code(row, above, made)


def _place_band(band: Band, above: Steps, made: Places) -> None:
    here = above + (() if band.path is None else band.path.steps)
    for row in band.rows:
        _place(row, here, made)
    for one in band.derived:
        said = " and ".join(of.lstrip("$").upper() for of in one.of if isinstance(of, str))
        from_others = " and ".join(of.node.name for of in one.of if not isinstance(of, str))
        made.add(here + one.into.steps, f"{said}, together" if said else f"follows from {from_others}")
        if one.into.node.name == "ResultStatusCode":
            made.codes[here + one.into.steps] = made.lists["ResultStatusCode"] = _statuses(one.into.node)


def _place_code(row: Code, above: Steps, made: Places) -> None:
    here = above + (() if row.path is None else row.path.steps)
    if not row.shown:
        made.add(here, f"{row.starts[0][0].tag}, by rules of its own")
    for one in row.shown:
        _place(one, here, made)


def _statuses(node: Node) -> Mapping[str, str]:
    """What says each status of a result; the first two are told apart by the value."""
    assert isinstance(node.content, Text)
    return {value: "GIS+{gis}, STS++{sts}".format(**status_codes(value)) for value in node.content.codes}


def _place_part(part: Part, above: Steps, made: Places) -> None:
    shown = _shown(part)
    for slot in part.slots:
        if slot.path is None:
            continue
        steps = above + slot.path.steps
        element, component = slot.place
        last = component + slot.width - 1
        made.add(steps, f"{shown} {element}.{component}" + (f"–{last}" if slot.width > 1 else ""))
        _note_codes(slot, steps, made)
    for path, value in part.sets:
        made.add(above + path.steps, f"{shown}: {value}")


def _note_codes(slot: Slot, steps: Steps, made: Places) -> None:
    if not isinstance(slot.codec, Codes) or slot.path is None:
        return
    made.codes[steps] = slot.codec.codes
    content = slot.path.node.content
    if isinstance(content, Text) and isinstance(content.facet, Coded):
        made.lists[content.facet.list_name] = slot.codec.codes


def _shown(part: Part) -> str:
    return "+".join((part.key.tag, *(text for _, text in part.key.places)))


def segments(rows: tuple[Row, ...], depth: int = 0) -> Iterator[str]:
    """The segments of a message in their order, as they look; what follows the start of a group is set in."""
    for place, row in enumerate(rows):
        indent = "  " * (depth + (1 if depth and place else 0))
        match row:
            case Group(rows=inner):
                yield from segments(inner, depth + 1)
            case Special(shown=shown) if any(isinstance(one, Group) for one in shown):
                yield from segments(shown, depth)
            case _:
                yield from (f"{indent[2:]}{look}" for look in _looks(row))


def _looks(row: Row) -> Iterator[str]:
    match row:
        case Segment(look=look):
            yield _CODEC.sub("}", look)
        case Either(alternatives):
            yield from (_CODEC.sub("}", one.look) for one in alternatives)
        case FreeText(look=look, text=text):
            yield f"{look}++{{{text}}}"
        case Remarks(texts):
            yield from (f"FTX+{qualifier}++{{{name}}}" for qualifier, name in texts.items())
        case Special(shown=shown) if shown:
            for one in shown:
                yield from _looks(one)
        case Special(starts=starts, at=at):
            yield from (f"{' '.join(start)} ... {{{at}}}" for start in starts)
