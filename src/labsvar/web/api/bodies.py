"""JSON bodies of calls, read by their type; what is wrong is told by its place and never by its value."""

from __future__ import annotations

import re
from typing import Final, TypeVar

import msgspec
from litestar.exceptions import ClientException

from labsvar.findings import Finding
from labsvar.services.dgws import rules

_AT: Final = re.compile(r" - at `(\$[^`]*)`$")
_MISSING: Final = re.compile(r"missing required field `(\w+)`")
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""The character that no text of a database can hold, as JSON writes it; as itself it cannot stand in JSON."""
_Wish = TypeVar("_Wish")


class WrongBody(ClientException):
    """A body that is not as the description of the door has it; `finding` says where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.finding = finding


def read(body: bytes, kind: type[_Wish]) -> _Wish:
    """The body of a call. Raises `WrongBody`."""
    if _NUL.search(body):
        raise WrongBody(rules.BODY.at(line=None, path="$"))
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise WrongBody(rules.BODY.at(line=None, path=_place(str(error)))) from None


def _place(said: str) -> str:
    """Where in a document the fault is. Of what the reader says only that is kept: the rest may hold a value."""
    at, missing = _AT.search(said), _MISSING.search(said)
    return (at[1] if at else "$") + (f".{missing[1]}" if missing else "")
