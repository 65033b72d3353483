"""The register of sending systems is what its events add up to; nothing in it is ever changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal, TypeVar

import msgspec
from msgspec.structs import replace

from labsvar.exchange.register import Register, Sender, System
from labsvar.exchange.sources import (
    Approval,
    ApprovalWithdrawn,
    Body,
    Clinic,
    Contact,
    Facts,
    Proposal,
    Release,
    Settled,
    Source,
    clinic_key,
)
from labsvar.results.model import Sector, Stage

EventKind = Literal[
    "token",
    "sender",
    "stage",
    "facts",
    "clinic",
    "contact",
    "approval",
    "approval_withdrawn",
    "release_proposed",
    "release_confirmed",
    "release_declined",
]
BODIES: Final[Mapping[str, type[Body]]] = {
    "facts": Facts,
    "clinic": Clinic,
    "contact": Contact,
    "approval": Approval,
    "approval_withdrawn": ApprovalWithdrawn,
    "release_proposed": Proposal,
    "release_confirmed": Settled,
    "release_declined": Settled,
}
Key = TypeVar("Key")
Value = TypeVar("Value")


class SystemEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something decided about a system; `body` is JSON where the kind has one (`BODIES`).

    A system about which nothing was decided yet has one event without a kind.
    """

    system_id: int
    system: str
    event_id: int | None
    at: datetime | None = None
    kind: EventKind | None = None
    gln: str | None = None
    laboratory: str | None = None
    sector: Sector | None = None
    stage: Stage | None = None
    body: str | None = None
    who: str | None = None
    reason: str | None = None


def add_up(events: Iterable[SystemEvent]) -> Register:
    """The register after these events, which come oldest first."""
    systems: dict[int, System] = {}
    version = 0
    for event in events:
        system = systems.get(event.system_id) or System(system_id=event.system_id, name=event.system)
        systems[event.system_id] = _after(system, event)
        version = max(version, event.event_id or 0)
    return Register(systems.values(), version=version)


def _after(system: System, event: SystemEvent) -> System:
    if event.kind == "sender":
        assert event.gln is not None, "a sender has a location number"
        sender = Sender(gln=event.gln, laboratory=event.laboratory, sector=event.sector)
        return replace(system, senders=_with(system.senders, sender.gln, sender))
    if event.kind == "stage":
        return replace(system, stage=event.stage or "technical")
    if event.kind is None or event.body is None:
        return system
    body = msgspec.json.decode(event.body, type=BODIES[event.kind])
    return replace(system, source=_said(system.source, body, event))


def _said(source: Source, body: Body, event: SystemEvent) -> Source:
    match body:
        case Facts():
            return replace(source, facts=body, described=True)
        case Clinic():
            return replace(source, clinics=_with(source.clinics, clinic_key(body.number), body))
        case Contact():
            contacts = _with(source.contacts, body.purpose, body)
            return replace(source, contacts=contacts if body.address else _without(contacts, body.purpose))
        case Approval():
            return replace(source, approvals=_with(source.approvals, body.aspect, body))
        case ApprovalWithdrawn():
            return replace(source, approvals=_without(source.approvals, body.aspect))
        case Proposal():
            release = _proposed(body, event)
            return replace(source, releases=_with(source.releases, release.number, release))
        case Settled():
            settled = _settled(source.releases[body.proposal], body, event)
            return replace(source, releases=_with(source.releases, settled.number, settled))


def _proposed(body: Proposal, event: SystemEvent) -> Release:
    assert event.event_id is not None, "an event with a body has a number"
    assert event.at is not None, "and a time"
    return Release(
        number=event.event_id,
        proposal=body,
        proposed_by=event.who or "",
        proposed_at=event.at,
        reason=event.reason or "",
    )


def _settled(release: Release, body: Settled, event: SystemEvent) -> Release:
    return replace(
        release,
        state="confirmed" if event.kind == "release_confirmed" else "declined",
        settled_by=event.who or "",
        settled_at=event.at,
        letters=body.letters,
    )


def _with(mapping: Mapping[Key, Value], key: Key, value: Value) -> Mapping[Key, Value]:
    return MappingProxyType({**mapping, key: value})


def _without(mapping: Mapping[Key, Value], key: Key) -> Mapping[Key, Value]:
    return MappingProxyType({each: value for each, value in mapping.items() if each != key})
