"""Decisions about sources, and what speaks against them (rule S15).

Each method asks a register what it holds, decides, and leaves events behind, all in one transaction of the
register. `labsvar.database.sources` keeps it in PostgreSQL, `labsvar.exchange.memory_sources` in memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Final, Literal, Protocol

from labsvar.exchange.register import System
from labsvar.exchange.register_events import EventKind
from labsvar.exchange.sources import (
    NEEDING_APPROVALS,
    Approval,
    ApprovalWithdrawn,
    Aspect,
    Body,
    Clinic,
    Contact,
    Facts,
    Proposal,
    Release,
    Settled,
    SourceKind,
    clinic_key,
)
from labsvar.identifiers import organisations
from labsvar.identifiers.deciders import is_one_person
from labsvar.results.model import Stage

Why = Literal[
    "who_or_reason_missing",
    "approvals_missing",
    "kind_fixed",
    "day_in_the_future",
    "evidence_missing",
    "no_refusals",
    "no_corrections",
    "no_approval",
    "clinic_number_wrong",
    "clinic_unknown",
    "clinic_no_refusals",
    "not_full",
    "told_missing",
    "no_release",
    "release_settled",
    "same_person",
]
_NEEDS: Final[dict[Aspect, tuple[str, Why]]] = {
    "refusal_in_source": ("refusals_since", "no_refusals"),
    "correction_in_source": ("corrections_since", "no_corrections"),
}
"""What a source must be able to do before that can be approved."""


class NotAllowed(ValueError):
    """A decision that the rules speak against; `missing` are the approvals that a full stage lacks."""

    def __init__(self, why: Why, *, missing: tuple[Aspect, ...] = ()) -> None:
        super().__init__(": ".join((why, ", ".join(missing))) if missing else why)
        self.why = why
        self.missing = missing


class Changing(Protocol):
    """A system while something is decided about it; nobody else decides meanwhile."""

    @property
    def system(self) -> System:
        """The system as it stands now."""

    def add(
        self, kind: EventKind, body: Body | None = None, *, who: str, reason: str, stage: Stage | None = None
    ) -> int:
        """Leaves an event, and gives its number."""

    def covered(self, proposal: Proposal) -> Sequence[tuple[str, str]]:
        """The technical-stage letters a proposal covers: keys of persons, and ids."""

    def release(self, letters: Sequence[tuple[str, str]], *, event_id: int) -> None:
        """Notes that letters are released."""


class SourceRegister(Protocol):
    """Keeps what is decided."""

    def changing(self, name: str) -> AbstractContextManager[Changing]:
        """A transaction about one system. Raises `UnknownSystem`."""


class UnknownSystem(KeyError):
    """There is no system of that name."""


class Sources:
    """Decides about sources. Every decision has a name and a reason; `NotAllowed` says what lacks.

    `needing` are the kinds of source that reach the full stage by the four approvals only. `now` is the clock.
    """

    def __init__(
        self,
        register: SourceRegister,
        *,
        needing: Collection[SourceKind] = NEEDING_APPROVALS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._register = register
        self._needing = frozenset(needing)
        self._now = now

    def describe(self, name: str, facts: Facts, *, who: str, reason: str) -> None:
        """States what a system is and can do.

        What it cannot do any more takes the approval of it along, and so the full stage. A kind of source that
        needs the approvals cannot become one that does not.
        """
        self._check(who, reason, facts.refusals_since, facts.corrections_since)
        with self._register.changing(name) as change:
            if kind_of(change.system) in self._needing and facts.kind not in self._needing:
                raise NotAllowed("kind_fixed")
            change.add("facts", facts, who=who, reason=reason)
            for aspect, (since, _) in _NEEDS.items():
                if getattr(facts, since) is None and aspect in change.system.source.approvals:
                    _withdraw(change, aspect, who=who, reason=reason)
            self._hold(change, who=who, reason=reason)

    def set_clinic(self, name: str, clinic: Clinic, *, who: str, reason: str) -> None:
        """Registers a clinic, or what has changed about it."""
        self._check(who, reason, clinic.refusals_since)
        kind = "ydernummer" if clinic.number_type == "ydernummer" else "sorkode"
        if organisations.fault(clinic.number, kind=kind) is not None:
            raise NotAllowed("clinic_number_wrong")
        with self._register.changing(name) as change:
            change.add("clinic", clinic, who=who, reason=reason)

    def set_contact(self, name: str, contact: Contact, *, who: str, reason: str) -> None:
        """Says whom to ask about a purpose; without an address, nobody any more."""
        self._check(who, reason)
        with self._register.changing(name) as change:
            change.add("contact", contact, who=who, reason=reason)

    def approve(self, name: str, approval: Approval, *, reason: str) -> None:
        """Notes one of the four approvals, on evidence, of something that the source can do."""
        self._check(approval.who, reason, approval.on)
        evidence = approval.evidence
        if not evidence.text.strip() and not evidence.sha256:
            raise NotAllowed("evidence_missing")
        with self._register.changing(name) as change:
            since, why = _NEEDS.get(approval.aspect, ("", "no_refusals"))
            if since and getattr(change.system.source.facts, since) is None:
                raise NotAllowed(why)
            change.add("approval", approval, who=approval.who, reason=reason)

    def withdraw_approval(self, name: str, aspect: Aspect, *, who: str, reason: str) -> None:
        """Takes an approval back; a source that needed it is technical from now on."""
        self._check(who, reason)
        with self._register.changing(name) as change:
            if aspect not in change.system.source.approvals:
                raise NotAllowed("no_approval")
            _withdraw(change, aspect, who=who, reason=reason)
            self._hold(change, who=who, reason=reason)

    def set_stage(self, name: str, stage: Stage, *, who: str, reason: str) -> None:
        """Makes a source full, which may need the four approvals, or technical, which never needs anything."""
        self._check(who, reason)
        with self._register.changing(name) as change:
            missing = change.system.source.missing if self._needs_approvals(change.system) else ()
            if stage == "full" and missing:
                raise NotAllowed("approvals_missing", missing=missing)
            change.add("stage", who=who, reason=reason, stage=stage)

    # Releases of the technical stage --------------------------------------------------------------

    def propose_release(
        self,
        name: str,
        *,
        told_how: str,
        declinable_from: date,
        who: str,
        reason: str,
        clinics: Collection[str] = (),
    ) -> int:
        """Asks to have shown what arrived in the technical stage; the number of the proposal.

        Without `clinics` it covers all of the system's that could state refusals from that day on. One
        that is named and could not is refused.
        """
        self._check(who, reason, declinable_from)
        if not told_how.strip():
            raise NotAllowed("told_missing")
        with self._register.changing(name) as change:
            proposal = Proposal(
                told_how=told_how,
                declinable_from=declinable_from,
                before=self._now(),
                clinics=_able(change.system, declinable_from, clinics),
            )
            return change.add("release_proposed", proposal, who=who, reason=reason)

    def confirm_release(self, name: str, number: int, *, who: str, reason: str) -> int:
        """Releases what was proposed, by another person than proposed it; how many letters are shown now."""
        self._check(who, reason)
        with self._register.changing(name) as change:
            proposal = _open_release(change, number).proposal
            if is_one_person(change.system.source.releases[number].proposed_by, who):
                raise NotAllowed("same_person")
            # What a source could do may have been put right since.
            _able(change.system, proposal.declinable_from, proposal.clinics)
            letters = sorted(change.covered(proposal))
            settled = Settled(
                proposal=number, letters=len(letters), digest=digest_of([letter for _, letter in letters])
            )
            event_id = change.add("release_confirmed", settled, who=who, reason=reason)
            change.release(letters, event_id=event_id)
            return len(letters)

    def decline_release(self, name: str, number: int, *, who: str, reason: str) -> None:
        """Ends a proposal without releasing anything; its own proposer may do so too."""
        self._check(who, reason)
        with self._register.changing(name) as change:
            _open_release(change, number)
            change.add("release_declined", Settled(proposal=number), who=who, reason=reason)

    def _needs_approvals(self, system: System) -> bool:
        return kind_of(system) in self._needing

    def _hold(self, change: Changing, *, who: str, reason: str) -> None:
        """Moves a full source back that lacks an approval it needs."""
        system = change.system
        if system.stage == "full" and system.source.missing and self._needs_approvals(system):
            change.add("stage", who=who, reason=reason, stage="technical")

    def _check(self, who: str, reason: str, *days: date | None) -> None:
        if not who.strip() or not reason.strip():
            raise NotAllowed("who_or_reason_missing")
        today = self._now().date()
        if any(day is not None and day > today for day in days):
            raise NotAllowed("day_in_the_future")


def kind_of(system: System) -> SourceKind:
    """What kind of source a system is. One that nobody has described is taken for general practice when it
    sends for general practice, so that it cannot be shown without approvals, else for a hospital laboratory."""
    if system.source.described:
        return system.source.facts.kind
    sectors = {sender.sector for sender in system.senders.values()}
    return "general_practice" if "general_practice" in sectors else "hospital_laboratory"


def digest_of(letter_ids: Sequence[str]) -> str:
    """The SHA-256 (hexadecimal) of letters' ids in their order, a line each."""
    return hashlib.sha256("\n".join(sorted(letter_ids)).encode()).hexdigest()


def _withdraw(change: Changing, aspect: Aspect, *, who: str, reason: str) -> None:
    change.add("approval_withdrawn", ApprovalWithdrawn(aspect=aspect), who=who, reason=reason)


def _open_release(change: Changing, number: int) -> Release:
    release = change.system.source.releases.get(number)
    if release is None:
        raise NotAllowed("no_release")
    if release.state != "proposed":
        raise NotAllowed("release_settled")
    return release


def _able(system: System, day: date, wanted: Collection[str]) -> tuple[str, ...]:
    """The clinics of a full source that could state refusals from a day on: those wanted, else all."""
    if system.stage != "full":
        raise NotAllowed("not_full")
    since = system.source.facts.refusals_since
    if since is None or since > day:
        raise NotAllowed("no_refusals")
    clinics = system.source.clinics
    keys = {clinic_key(number) for number in wanted}
    if keys - clinics.keys():
        raise NotAllowed("clinic_unknown")
    able = {
        key for key, each in clinics.items() if each.refusals_since is not None and each.refusals_since <= day
    }
    if keys - able or (clinics and not able):
        raise NotAllowed("clinic_no_refusals")
    return tuple(sorted(keys or able))
