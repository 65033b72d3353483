"""How much one FHIR file may ask of the reader."""

from __future__ import annotations

from typing import Final

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds that no report comes near, against input made to exhaust a reader.

    After `max_findings` in one file no more are named.
    """

    max_bytes: int = 50_000_000
    max_findings: int = 1_000


DEFAULT: Final = Limits()
MOST_ZEROS: Final = 100
"""How far from 1 a number written with an exponent may be, in powers of ten."""
