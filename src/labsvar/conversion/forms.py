"""The two forms a letter is written in, behind one pair of functions."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from labsvar.formats import xml
from labsvar.formats.changes import Change
from labsvar.formats.xml import EmessageRead
from labsvar.letters.catalogue import Emessage
from labsvar.letters.version import LetterVersion

Form = Literal["xml", "edifact"]
FORMS: Final[tuple[Form, ...]] = ("xml", "edifact")


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of a message, and what writing them changed, assumed or lost."""

    data: bytes
    changes: tuple[Change, ...] = ()


def has_edifact(version: LetterVersion) -> bool:
    """Whether a version has an EDIFACT form."""
    return False


def written(message: Emessage, form: Form, *, encoding: str) -> Written:
    """A message in a form; `encoding` is for XML. Raises `CannotWrite`."""
    return Written(data=xml.write(message, encoding=encoding))


def read_back(data: bytes, form: Form) -> EmessageRead:
    """What a reader finds in what was written."""
    return xml.read(data)
