"""MedCom's XML letters: reading, writing, the schema, and the canonical form."""

from __future__ import annotations

from labsvar.formats.xml.canonical import canonical
from labsvar.formats.xml.limits import DEFAULT, Limits
from labsvar.formats.xml.model import Closing, EmessageRead, Head, LetterRead
from labsvar.formats.xml.reader import Item, read, read_stream
from labsvar.formats.xml.schema import compiled_schema, schema
from labsvar.formats.xml.writer import CannotWrite, write

__all__ = [
    "DEFAULT",
    "CannotWrite",
    "Closing",
    "EmessageRead",
    "Head",
    "Item",
    "LetterRead",
    "Limits",
    "canonical",
    "compiled_schema",
    "read",
    "read_stream",
    "schema",
    "write",
]
