"""FHIR R4 in JSON: resources to bytes and back.

`resources` holds the classes. The digits of a number are kept: what was read as 3.0 is written as 3.0.
"""

from __future__ import annotations

from labsvar.formats.fhir.limits import DEFAULT, Limits
from labsvar.formats.fhir.reader import Read, lines, read
from labsvar.formats.fhir.writer import write

__all__ = ["DEFAULT", "Limits", "Read", "lines", "read", "write"]
