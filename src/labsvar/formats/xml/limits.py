"""How much one Emessage may ask of the reader."""

from __future__ import annotations

from typing import Final

import msgspec

from labsvar.letters.lifting import Lift


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds that no letter of the standards comes near, against input made to exhaust a reader.

    Bytes are those of the file; a letter's elements include its own. `max_findings_per_letter`
    findings are named before one more says that there are others; after `max_findings` in one file
    the rest is not read. `lifts` are bounds of the standard that do not hold here: what is beyond one of
    them is a warning. None is lifted unless somebody says so.
    """

    max_bytes: int = 1_000_000_000
    max_bytes_per_letter: int = 10_000_000
    max_bytes_around: int = 65_536
    max_elements_per_letter: int = 50_000
    max_depth: int = 100
    max_attributes_per_letter: int = 1_000
    max_names_per_letter: int = 500
    max_letters: int = 10_000
    max_findings_per_letter: int = 1_000
    max_findings: int = 5_000
    lifts: tuple[Lift, ...] = ()


DEFAULT: Final = Limits()
