"""What a conversion tells about itself: what it changed, assumed or lost, and what it refuses."""

from __future__ import annotations

from typing import Literal

import msgspec

from labsvar.formats.changes import Change, ChangeKind

__all__ = ["CannotConvert", "Change", "ChangeKind", "Refusal", "RefusalKind"]

RefusalKind = Literal[
    "kind",
    "missing",
    "option",
    "unfit",
    "loss",
    "consent",
    "releases",
    "form",
    "unlisted",
]


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One reason why a letter cannot be converted; `option` is what would give what is missing."""

    kind: RefusalKind
    path: str
    da: str
    en: str
    option: str | None = None


class CannotConvert(Exception):
    """The target cannot carry the letter as it stands; `refusals` names every reason."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__("; ".join(f"{refusal.path}: {refusal.en}" for refusal in refusals))
        self.refusals = refusals
