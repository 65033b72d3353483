"""The two forms a letter is written in, behind one pair of functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

from labsvar.formats import edifact, xml
from labsvar.formats.edifact import Written
from labsvar.formats.model import EmessageRead
from labsvar.letters.catalogue import Emessage
from labsvar.letters.segments import SEGMENTS_BY_VERSION
from labsvar.letters.version import LetterVersion

Form = Literal["xml", "edifact"]
FORMS: Final[tuple[Form, ...]] = ("xml", "edifact")
_READERS: Final[Mapping[Form, Callable[[bytes], EmessageRead]]] = {"xml": xml.read, "edifact": edifact.read}


def has_edifact(version: LetterVersion) -> bool:
    """Whether a version has an EDIFACT form."""
    return version.code in SEGMENTS_BY_VERSION


def write(message: Emessage, form: Form, *, encoding: str = "UTF-8", lines: bool = False) -> Written:
    """A message in a form: its bytes, and what writing changed, assumed or lost.

    `encoding` is for XML; `lines` puts every segment or element on a line of its own. Raises
    `CannotWrite`.
    """
    if form == "edifact":
        return edifact.write(message, lines=lines)
    return Written(data=xml.write(message, encoding=encoding, indent=lines), changes=())


def read_back(data: bytes, form: Form) -> EmessageRead:
    """What a reader finds in what was written."""
    return _READERS[form](data)
