"""Which organisation is part of which, as far as it can be known without a register of organisations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from labsvar.blocking.model import NAME, Organisation

SHAK: Final = "sygehusafdelingsnummer"
_SHAK_LEVELS: Final = (7, 6, 4)
"""A SHAK code is that of its hospital (4), department (6) or section (7): each begins with the one above."""


class Organisations(msgspec.Struct, frozen=True):
    """The organisations above an organisation.

    `parents` is what an installation knows beside the form of the numbers: `kind:number` to the
    `kind:number` right above it, or to its SOR code. Assumption: without such a line a number other than a
    SHAK code has nothing above it, since SOR codes, location numbers and ydernumre do not tell.
    """

    parents: Mapping[str, str] = msgspec.field(default_factory=dict)

    def chain(self, organisation: Organisation) -> tuple[Organisation, ...]:
        """The organisation itself, then those above it."""
        found = [plain(organisation)]
        for each in found:
            found += [above for above in self._above(each) if above not in found]
        return tuple(found)

    def _above(self, organisation: Organisation) -> list[Organisation]:
        kind, code = organisation.kind, organisation.code
        above: list[Organisation] = []
        if kind == NAME and "," in code:
            above.append(Organisation(NAME, code.rpartition(",")[0]))
        if kind == SHAK:
            above += [Organisation(SHAK, code[:size]) for size in _SHAK_LEVELS if size < len(code)]
        known = self.parents.get(f"{kind}:{code}")
        if known is not None:
            above.append(plain(Organisation(*known.split(":", 1))))
        return above


def plain(organisation: Organisation) -> Organisation:
    """An organisation as it is compared: names without regard to case and spaces."""
    if organisation.kind != NAME:
        return Organisation(organisation.kind, organisation.code.strip().upper())
    parts = (" ".join(part.split()) for part in organisation.code.casefold().split(","))
    return Organisation(NAME, ",".join(part for part in parts if part))


def named(*levels: str | None) -> Organisation | None:
    """An organisation by the names of the whole and its parts; `None` when there is no name."""
    text = ", ".join(level for level in levels if level)
    return Organisation(NAME, text) if text else None
