"""MedCom's EDIFACT letters: reading and writing."""

from __future__ import annotations

from labsvar.formats.edifact.places import Places
from labsvar.formats.edifact.reader import PIVOT, read
from labsvar.formats.edifact.writer import Written, write
from labsvar.formats.xml.writer import CannotWrite

__all__ = ["PIVOT", "CannotWrite", "Places", "Written", "read", "write"]
