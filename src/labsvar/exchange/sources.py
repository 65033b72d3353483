"""What is known of a source of letters: who it is, what it can do, what was approved, what was released.

A source is a sending system with the clinics that use it. Rule S15 rests on what stands here: whether it can
state that a citizen refused, whether it can send a correction, and which approvals it has.

The four approvals and the two steps, technical and full, are those of the national project on sharing local
laboratory results from general practice (MedCom, reference group for laboratory medicine, 2025-2026): the
full step has as its preconditions the source's functions for refusal and correction, the hub's adaptations,
and the test and approval of the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, get_args

import msgspec

from labsvar.letters.zone import DENMARK

SourceKind = Literal["hospital_laboratory", "general_practice", "specialist", "municipality", "pharmacy"]
Aspect = Literal["refusal_in_source", "correction_in_source", "hub_support", "end_to_end_test"]
NumberType = Literal["ydernummer", "sor"]
KINDS: Final[tuple[SourceKind, ...]] = get_args(SourceKind)
ASPECTS: Final[tuple[Aspect, ...]] = get_args(Aspect)
NUMBER_TYPES: Final[tuple[NumberType, ...]] = get_args(NumberType)
NEEDING_APPROVALS: Final[frozenset[SourceKind]] = frozenset(KINDS) - {"hospital_laboratory"}
"""The kinds of source that reach the full stage by the four approvals only.

Assumption: hospital laboratories have sent results that are shown for years, under approvals of their own;
one name and a reason make them full, as before. An installation may ask the four of them too.
"""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a sending system says of itself. `refusals_since` is the day from which it could state a
    refusal, `None` while it cannot; `corrections_since` the same for sending a correction."""

    kind: SourceKind = "hospital_laboratory"
    vendor: str = ""
    version: str = ""
    region: str = ""
    refusals_since: date | None = None
    corrections_since: date | None = None


class Clinic(msgspec.Struct, frozen=True, kw_only=True):
    """A clinic of a system, by its ydernummer or SOR code. `refusals_since` is the day from which it could
    state a refusal; `closed` one that no longer uses the system."""

    number: str
    number_type: NumberType
    name: str = ""
    refusals_since: date | None = None
    closed: bool = False


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask about one purpose; without an address the purpose has nobody any more."""

    purpose: str
    name: str
    address: str


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What an approval rests on: a text, or a file by its name and its SHA-256 (hexadecimal), or both."""

    text: str = ""
    file_name: str = ""
    sha256: str = ""


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """One of the four approvals: by whom, on which day, on what evidence."""

    aspect: Aspect
    who: str
    on: date
    evidence: Evidence


class ApprovalWithdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """An approval that holds no more."""

    aspect: Aspect


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What one person asks to have released of the technical stage.

    `told_how` says how the citizens were told, `declinable_from` from which day they could decline;
    letters count that arrived from that day on and before `before`. `clinics` are those covered, by their
    keys; without any, the system itself is the source.
    """

    told_how: str
    declinable_from: date
    before: datetime
    clinics: tuple[str, ...] = ()

    @property
    def since(self) -> datetime:
        """The beginning of the first day from which letters count, in Denmark."""
        return datetime.combine(self.declinable_from, time(), tzinfo=DENMARK)


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a proposal. `letters` were released, and `digest` is the SHA-256 of their ids."""

    proposal: int
    letters: int = 0
    digest: str = ""


Body: TypeAlias = Facts | Clinic | Contact | Approval | ApprovalWithdrawn | Proposal | Settled
ReleaseState = Literal["proposed", "confirmed", "declined"]


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A release of technical-stage letters: proposed by one person, confirmed by another."""

    number: int
    proposal: Proposal
    proposed_by: str
    proposed_at: datetime
    reason: str
    state: ReleaseState = "proposed"
    settled_by: str = ""
    settled_at: datetime | None = None
    letters: int = 0


_NOTHING: Final[Mapping[str, Clinic]] = MappingProxyType({})
_NOBODY: Final[Mapping[str, Contact]] = MappingProxyType({})
_NO_APPROVALS: Final[Mapping[Aspect, Approval]] = MappingProxyType({})
_NO_RELEASES: Final[Mapping[int, Release]] = MappingProxyType({})


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A source as it stands now. `described` says whether anybody has stated its facts."""

    facts: Facts = Facts()
    described: bool = False
    clinics: Mapping[str, Clinic] = _NOTHING
    contacts: Mapping[str, Contact] = _NOBODY
    approvals: Mapping[Aspect, Approval] = _NO_APPROVALS
    releases: Mapping[int, Release] = _NO_RELEASES

    @property
    def missing(self) -> tuple[Aspect, ...]:
        """The approvals it does not have."""
        return tuple(aspect for aspect in ASPECTS if aspect not in self.approvals)

    def shows(self, clinic: str) -> bool:
        """Whether letters of a clinic may be shown when the system is in the full stage (rule S15).

        Where clinics are registered, one that is not, that is closed, or that cannot state a refusal is
        technical whatever the system is.
        """
        if not self.clinics:
            return True
        found = self.clinics.get(clinic_key(clinic))
        return found is not None and not found.closed and found.refusals_since is not None

    def could_refuse(self, clinic: str) -> bool:
        """Whether a clinic can state that a patient refuses: where none is registered, the system's own word."""
        return self.shows(clinic) if self.clinics else self.facts.refusals_since is not None


def clinic_key(number: str) -> str:
    """What a clinic is known by: its number without leading zeros, since ydernumre are written with and
    without them."""
    return number.strip().lstrip("0")
