"""Letters of pathology and genetics as segments, for the tests that look at single segments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from labsvar.formats import edifact
from labsvar.formats.xml import LetterRead
from labsvar.letters.catalogue import AnyLetter, version_of
from tests import builders


def written(letter: AnyLetter) -> edifact.Written:
    namespace = version_of(letter).release.namespace
    return edifact.write(builders.emessage(letter, namespace=namespace), lines=True)


def segments(letter: AnyLetter) -> list[str]:
    """The segments of a letter as they are written, without their terminators."""
    return [line.removesuffix("'") for line in written(letter).data.decode("latin-1").split("\r\n")]


def read_back(letter: AnyLetter) -> Any:
    (again,) = edifact.read(written(letter).data).letters
    assert again.findings == ()
    return again.letter


def changed(letter: AnyLetter, *others: tuple[str, str]) -> LetterRead:
    """What is read when some of the segments of a letter look otherwise; an empty one is taken out."""
    lines = segments(letter)
    for old, new in others:
        place = lines.index(old)
        lines[place : place + 1] = new.split("\n") if new else []
    ends = [place for place, line in enumerate(lines) if line.startswith(("UNH+", "UNT+"))]
    number = lines[ends[1]].rpartition("+")[2]
    lines[ends[1]] = f"UNT+{ends[1] - ends[0] + 1}+{number}"
    (found,) = edifact.read("".join(f"{line}'" for line in lines if line).encode("latin-1")).letters
    return found


def items(lines: Iterable[str]) -> list[str]:
    """The segments of the answers: everything after the last sample."""
    made = list(lines)
    last = max(place for place, line in enumerate(made) if line.startswith("FTX+SRC"))
    return made[last + 1 : -3]
