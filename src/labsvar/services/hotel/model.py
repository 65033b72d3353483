"""What the requisition hotel keeps, and what an installation has set for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from labsvar.identifiers.npn import DEFAULT, NumberForm
from labsvar.services.dgws.model import CareProvider
from labsvar.services.hotel.states import Event, Standing, standing

Into = Literal["comments", "prompt", "dropped", "refused"]
Field = Literal["biochemistry", "microbiology"]
Doing = Literal["upload", "fetch"]
PassedKind = Literal["changed", "assumed", "lost", "carried"]
NEWEST: Final = "XQ0132K"
COMMON: Final = "XQ0131K"
"""What every receiver takes: the version that biochemistry uses.

Source: reference group for laboratory medicine, autumn 2025, point 7.
"""


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of an element that XQ0132K has and XQ0131K has not, by its path below the letter.

    `text` is what stands before its value in the comments, or the text of the question; `code` and `responsible`
    are those of the question.
    """

    path: str
    into: Into
    text: str = ""
    code: str = ""
    responsible: str = ""


class HotelPrompt(msgspec.Struct, frozen=True, kw_only=True):
    """The question that asks for the hotel, and the answers that are a yes."""

    code: str
    responsible: str = ""
    answers: frozenset[str] = frozenset({"ja"})


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who may call the hotel: a place, the system it is registered with, and the id cards that system shows."""

    place: str
    system: str
    may: frozenset[Doing] = frozenset({"upload", "fetch"})
    card_system: str = ""
    care_provider: CareProvider | None = None


class HotelTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What an installation has set for the hotel. `versions` are those that each receiver can take, by its name or
    location number; `microbiology` are the location numbers of departments of microbiology; `laboratories` the
    address of each laboratory's door, by its location number; `form` what a national sample number looks like."""

    hold: timedelta = timedelta(hours=2)
    expires: timedelta = timedelta(days=14)
    lowest_level: int = 3
    callers: tuple[Caller, ...] = ()
    microbiology: frozenset[str] = frozenset()
    prompts: tuple[HotelPrompt, ...] = ()
    carried: tuple[Carried, ...] = ()
    uncarried: Into = "refused"
    versions: Mapping[str, frozenset[str]] = MappingProxyType({})
    laboratories: Mapping[str, str] = MappingProxyType({})
    form: NumberForm = DEFAULT

    def version_for(self, *names: str) -> str:
        """The newest version that a receiver takes, by the first of its names that is known; one of whom nothing
        is known takes what everybody takes."""
        known = next((self.versions[name] for name in names if name in self.versions), frozenset())
        return NEWEST if NEWEST in known or NEWEST[1:] in known else COMMON


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as the requester wrote it in what a receiver gets.

    `step` is the version, or the form, that it is about; `value` what stood in an element that is dropped or put
    elsewhere, as far as it is text.
    """

    step: str
    kind: PassedKind
    path: str
    da: str
    en: str
    value: str = ""


class Admitted(msgspec.Struct, frozen=True, kw_only=True):
    """An upload that can be kept: what is known of it, its bytes, and as JSON the typed letter and the same as
    XQ0131K, which is made once, so that no later setting takes it back."""

    person_key: str
    sender: str
    letter_number: str
    sample_number: str
    receiver: str
    field: Field
    version: str
    analyses: int
    consent_refused: bool
    raw: bytes
    document: bytes
    common: bytes
    passed: tuple[Passed, ...]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A requisition on the hotel with everything that has happened to it. `place` is the one that uploaded it."""

    requisition_id: int
    admitted: Admitted
    place: str
    uploaded_at: datetime
    expires_at: datetime
    events: tuple[Event, ...] = ()
    sending: Sending | None = None

    def standing(self, now: datetime) -> Standing:
        """Where it stands now."""
        return standing(self.events, expires_at=self.expires_at, now=now)


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """How the letter to the laboratory fares."""

    envelope_number: str
    made_at: datetime
    document: bytes
    state: str = "delivering"
    problem: str = ""
    attempts: int = 0
    tried_at: datetime | None = None


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What a place fetched: the requisition, and the letter in a version that the place takes."""

    kept: Kept
    version: str
    data: bytes
