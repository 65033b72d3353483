"""What the door takes and tells beside letters and receipts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import msgspec

from labsvar.exchange.model import State
from labsvar.findings import Finding

NO_CONTROLS: Final = r"^[^\u0000-\u001f]+$"
SOME_WORDS: Final = r"^[^\u0000-\u001f]*[^\u0000-\u0020][^\u0000-\u001f]*$"


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is withdrawn, and why. `sender` is the location number that sent the letter; `position` counts
    its results, or a microbiology report's investigations, from 0; without one the whole letter is
    withdrawn. `reason` is for clinicians to read."""

    sender: Annotated[str, msgspec.Meta(min_length=1, max_length=35, pattern=NO_CONTROLS)]
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=350, pattern=SOME_WORDS)]
    position: Annotated[int, msgspec.Meta(ge=0, le=998)] | None = None


class LetterState(msgspec.Struct, frozen=True, kw_only=True):
    """How far one letter of an `Emessage` has come; `findings` name rules and places, never values."""

    position: int
    state: State
    letter_number: str | None
    kind: str | None
    version: str | None
    databank: str | None
    findings: tuple[Finding, ...]


class EmessageState(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an `Emessage`."""

    emessage_id: str
    arrived_at: datetime
    stored: int
    refused: int
    letters: tuple[LetterState, ...]
