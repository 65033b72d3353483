"""What reading, writing or converting a letter did to it beyond carrying it over."""

from __future__ import annotations

from typing import Literal

import msgspec

ChangeKind = Literal["changed", "assumed", "lost"]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One difference between a letter and its converted form, with its place in the file it is in.

    `path` is an XPath, or a segment place where the file is EDIFACT. `changed` says the same in the
    words of the target, `assumed` rests on a reason or an option that the text names, `lost` has no
    place in the target.
    """

    kind: ChangeKind
    path: str
    da: str
    en: str
