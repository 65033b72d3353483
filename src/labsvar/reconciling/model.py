"""What is compared, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

from labsvar.findings import Finding

Side = Literal["source", "hub", "bank", "shown"]
SIDES: Final[tuple[Side, ...]] = ("source", "hub", "bank", "shown")
"""The way of a result: from the practice system through the hub to the databank and its pages."""

Kind = Literal["missing", "extra", "doubled", "different", "mistyped", "swapped", "late"]
KINDS: Final[tuple[Kind, ...]] = (
    "missing",
    "extra",
    "doubled",
    "different",
    "mistyped",
    "swapped",
    "late",
)
Status = Literal["received", "temporary", "final", "corrected", "withdrawn"]

FIELDS: Final = (
    "person",
    "code",
    "sampled_at",
    "resulted_at",
    "value",
    "operator",
    "unit",
    "reference_lower",
    "reference_upper",
    "flag",
    "status",
    "consent",
)
"""The fields that are compared, in the order they are told."""

Hash = Callable[[str], str]
"""Makes a person's number into a keyed hash; only hashes are compared, and none is ever shown."""


class Item(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One result as one side holds it. A field is `None` where the side cannot say it, which agrees with
    anything; an empty text says that there is nothing.

    `clinic`, `row_id` and `version` are those of the row. `production`, `sample` and `requisition` are the
    numbers a letter has; of a row, `production` is its row id, since a hub may use it so. `known_at` is when
    the side had it (sent, stored, shown), naive Danish local time. `shared_time` says that `resulted_at` is
    that of a letter with several results. `kept_back` names the field that keeps the next side from holding it,
    and `nth` counts the results of one code in a letter, from 0.
    """

    place: str
    clinic: str
    system: str = ""
    row_id: str = ""
    version: int = 0
    letter: str = ""
    production: str = ""
    sample: str = ""
    requisition: str = ""
    person: str | None = None
    code: str | None = None
    sampled_at: str | None = None
    resulted_at: str | None = None
    value: str | None = None
    operator: str | None = None
    unit: str | None = None
    reference_lower: str | None = None
    reference_upper: str | None = None
    flag: str | None = None
    status: Status | None = None
    consent: str | None = None
    known_at: datetime | None = None
    shared_time: bool = False
    nth: int = 0
    kept_back: str = ""

    @property
    def withdrawn(self) -> bool:
        """Whether the side says that it holds no longer."""
        return self.status == "withdrawn"


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What one side holds. `unread` are the parts that could not be read, each with its place;
    `passed_over` counts letters of kinds that no laboratory card becomes, `repeated` what came twice alike."""

    side: Side
    items: tuple[Item, ...] = ()
    unread: tuple[tuple[str, Finding], ...] = ()
    passed_over: int = 0
    repeated: int = 0


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What an installation decides for itself.

    `late` is how long each side may take after the one before. Assumption: no public document sets a limit,
    so a day from result to sending and an hour for each further step are ours. `with_values` keeps the
    differing values in the findings, for the parties themselves; persons are never among them.
    """

    late: Mapping[Side, timedelta] = msgspec.field(
        default_factory=lambda: {
            "hub": timedelta(hours=24),
            "bank": timedelta(hours=1),
            "shown": timedelta(hours=1),
        }
    )
    with_values: bool = False


class Mismatch(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One thing that does not match, between two sides.

    `field` is the field that differs; of what should not be there, the field that says so. `place` is where
    the one side holds it and `other_place` where the other does, each empty where there is none. `with_row`
    is the row it was swapped with. `left` and `right` are values, and only there where they were asked for.
    """

    left_side: Side
    right_side: Side
    clinic: str
    row_id: str
    kind: Kind
    field: str = ""
    system: str = ""
    letter: str = ""
    place: str = ""
    other_place: str = ""
    with_row: str = ""
    left: str = ""
    right: str = ""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Two sides compared. `agree` counts pairs without a mismatch by clinic and system, `compared` the
    pairs in which each field could be held against the other side's, `kept_back` what had not to be there."""

    left_side: Side
    right_side: Side
    left_count: int
    right_count: int
    pairs: int
    agree: Mapping[tuple[str, str], int]
    kept_back: Mapping[str, int]
    compared: Mapping[str, int]
    mismatches: tuple[Mismatch, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A whole run: the sides as they were read, and the links between neighbours."""

    held: tuple[Held, ...]
    links: tuple[Link, ...]
    with_values: bool = False

    @property
    def mismatches(self) -> tuple[Mismatch, ...]:
        """Everything that does not match, link by link."""
        return tuple(each for link in self.links for each in link.mismatches)

    @property
    def agrees(self) -> bool:
        """Whether everything could be read and matches."""
        return not self.mismatches and not any(held.unread for held in self.held)
