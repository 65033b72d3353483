"""The haematology table in free text (FTX+HEM): a line of labels, then a line for each kind of cell.

The columns are fixed: characters 1 to 40 the kind of cell, 41 to 51 marrow, 53 to 63 peripheral blood,
without the blanks around them. A line of 63 characters is never cut.

Source: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT, 2015), R0430P and R0432P.
Assumption: an empty cell, which the letter has no form for, is read as one blank.
"""

from __future__ import annotations

from typing import Any, Final

from labsvar.letters.segments import freetext
from labsvar.letters.segments.model import Reading, Special, Writing

# Where each column begins and ends, counted from zero.
_COLUMNS: Final = ((0, 40), (40, 51), (52, 63))
_LABELS: Final = ("cell_types", "marrow", "peripheral")
_CELLS: Final = ("cell_type", "marrow", "peripheral")
_KEYS: Final = ("GIS+N", "INV+OE", "FTX+HEM")
_FORMAT: Final = "F00"
_PLACES: Final = ((1, 1), (2, 1), *((4, component) for component in range(1, freetext.MOST + 1)))
_BLANK: Final = " "


def _read(reading: Reading, record: Any, _content: Any) -> None:
    if "headline" in record:
        reading.skip()
        return
    reading.take((1, 1))
    record["headline"] = reading.value(2, 4)
    reading.take((1, 1), (2, 4))
    first = True
    while reading.ahead("FTX+HEM"):
        components = [reading.text(4, component) for component in range(1, freetext.MOST + 1)]
        lines = freetext.lines(text for text in components if text)
        if not all(_fits(line) for line in lines):
            # What stands outside the columns would be lost, and a number with it.
            reading.skip()
            continue
        for line in lines:
            if first:
                record["labels"] = _row(reading, line, _LABELS)
            elif line.strip():
                record.setdefault("results", []).append(_row(reading, line, _CELLS))
            first = False
        reading.take(*_PLACES)


def _fits(line: str) -> bool:
    """Whether a line has nothing outside the columns."""
    _, end = _COLUMNS[-1]
    return not line[end:].strip() and not line[_COLUMNS[1][1] : _COLUMNS[2][0]].strip()


def _row(reading: Reading, line: str, names: tuple[str, ...]) -> Any:
    made = reading.record()
    for name, (begin, end) in zip(names, _COLUMNS, strict=True):
        made[name] = reading.value(4, 1, line[begin:end].strip() or _BLANK)
    return made


def _write(writing: Writing, part: Any, _content: Any) -> None:
    writing.segment("GIS", "N")
    writing.segment("INV", "OE", ("", "", "", part.headline))
    labels = _line(part.labels, _LABELS)
    lines = [labels or ".", *(_line(row, _CELLS) or "." for row in part.results)]
    for start in range(0, len(lines), freetext.MOST):
        writing.segment("FTX", "HEM", _FORMAT, "", tuple(lines[start : start + freetext.MOST]))


def _line(row: Any, names: tuple[str, ...]) -> str:
    cell, marrow, peripheral = (getattr(row, name) for name in names)
    return f"{cell:<40}{marrow:<11} {peripheral}".rstrip()


HEMATOLOGY: Final = Special(
    starts=(_KEYS,), read=_read, write=_write, at="LaboratoryResults/TextualFormat/Hematology"
)
