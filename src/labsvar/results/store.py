"""What the views need of a databank, and what a look leaves behind.

`labsvar.database.results` keeps it in PostgreSQL; `labsvar.results.memory` in memory, for tests
and as the readable reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal, Protocol

import msgspec

from labsvar.results.model import Field, Stored

Role = Literal[
    "citizen",
    "clinician",
    "helper",
    "operator",
    "sampler",
    "surveillance",
    "laboratory",
    "supplier",
    "administrator",
    "system",
]

OVERRIDES: Final = ("override_consented", "override_unreachable")
"""Why a clinician may look past a citizen's blocking: the citizen agrees, or cannot be reached.

Source: the national consent service (MinSpærring) at nspop.dk, on overriding ("værdispring").
"""

SEARCH: Final = "requisition_search"
"""What a look says that finds whom a number leads to. It shows nothing, so nothing counts as seen by it."""


NoticeKind = Literal["corrected", "withdrawn", "disagrees", "copy_withdrawn"]
"""What became of something that was seen; `copy_withdrawn` says that the other laboratory has withdrawn its copy."""


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks: an account, its name as shown to the citizen, its role and organisation."""

    account: str
    name: str
    role: Role
    organisation: str


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look at one person's data: who, whom, what and why (rule S18)."""

    viewer: Viewer
    person_key: str
    what: str
    reason: str

    @property
    def overrides(self) -> bool:
        """Whether the reason as it is kept says that the citizen's blocking is looked past.

        Only the part before the colon counts: what follows is the viewer's own words.
        """
        return self.reason.partition(": ")[0].partition("+")[2] in OVERRIDES


class AuditEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A look as the citizen reads it."""

    at: datetime
    viewer_name: str
    role: str
    organisation: str
    what: str
    reason: str


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something a clinician has seen that was corrected or withdrawn since (rule S7), or that another laboratory
    has contradicted, or withdrawn on its part (rule S22); `field` says on which page it stands."""

    person_key: str
    letter_id: str
    field: Field
    kind: NoticeKind
    seen_at: datetime
    changed_at: datetime


class RawLetter(msgspec.Struct, frozen=True, kw_only=True):
    """One stored letter: its bytes as they came, and the typed letter as JSON."""

    letter_id: str
    raw: bytes
    document: bytes


class LetterSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A letter, and everything about its person, which decides what of the letter may be shown.

    A store hands out both at once so that one look, with one audit event, is enough to leave out
    what is refused, withdrawn or not released (rules S6, S11, S13, S15).
    """

    letter: RawLetter
    stored: Stored


def until(stored: Stored, moment: datetime) -> Stored:
    """What had come about a person at a moment; what is blocked is not asked anew."""
    return Stored(
        person=stored.person,
        reports=tuple(report for report in stored.reports if report.arrived_at <= moment),
        withdrawals=tuple(each for each in stored.withdrawals if each.withdrawn_at <= moment),
        requisitions=tuple(each for each in stored.requisitions if each.arrived_at <= moment),
        released=tuple(each for each in stored.released if each.at <= moment),
        blocked=stored.blocked,
    )


class ResultStore(Protocol):
    """A databank as the views see it. Every method with a `Look` writes exactly one audit event,
    in the transaction that reads."""

    def look(self, look: Look) -> Stored | None:
        """Everything about a person, or `None` when nothing is known (the event is left anyway)."""

    def look_back(self, look: Look, moment: datetime) -> tuple[Stored, Stored] | None:
        """Everything about a person, and what a look at an earlier moment would have found; `None` when
        nothing is known. One event, for one look."""

    def letter(self, look: Look, letter_id: str) -> LetterSeen | None:
        """One letter of that person, whole; `None` when the person has no such letter.

        The caller shows it only if `results.record.assemble` of what comes with it does.
        """

    def audit(self, look: Look) -> Sequence[AuditEvent]:
        """The looks at a person's data, newest first."""

    def notices(self, account: str) -> Sequence[Notice]:
        """What this account has seen and that has changed since, and is not yet acknowledged."""

    def acknowledge(self, account: str) -> None:
        """Marks every open notice of the account as told."""

    def withdraw(
        self,
        *,
        person_key: str,
        letter_id: str,
        position: int | None,
        by: str,
        reason: str,
    ) -> None:
        """Withdraws one result, or a whole letter, with a tombstone.

        Raises `KeyError` when there is no such letter, or none of its results stands at the position.
        """
