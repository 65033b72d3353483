"""A sample's journey as the page shows it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from labsvar.linking.flows import Role
from labsvar.linking.timeline import Awaited, Event, Passed, Timeline
from labsvar.results.model import Party, Status
from labsvar.web.texts import Texts
from labsvar.web.views.times import machine, moment


class EventRow(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened; `path` leads to the letter that tells it, below the record's own address."""

    what: str
    at: str
    machine: str
    by: str
    to: str
    kind: str | None
    path: str | None
    status: Status | None
    notes: tuple[str, ...]


class AwaitedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is awaited, of whom and since when."""

    what: str
    by: str
    kinds: str
    since: str
    late: bool


class JourneyView(msgspec.Struct, frozen=True, kw_only=True):
    """The whole journey."""

    flow: str
    flow_text: str
    because: str
    events: tuple[EventRow, ...]
    awaited: tuple[AwaitedRow, ...]


def view_of(found: Timeline, texts: Texts) -> JourneyView:
    """The page of a journey."""
    recognised = found.recognised
    return JourneyView(
        flow=texts(f"flow.{recognised.flow}"),
        flow_text=texts(f"flow_text.{recognised.flow}"),
        because=texts(f"flow_because.{recognised.because}"),
        events=tuple(_event(each, texts) for each in found.events),
        awaited=tuple(_awaited(each, texts) for each in found.awaited),
    )


def _event(event: Event, texts: Texts) -> EventRow:
    notes = [] if event.sent_to is None else [texts("journey_sent_to", name=event.sent_to)]
    if event.passed is not None:
        notes.append(_passed(event.passed, texts))
    return EventRow(
        what=texts(f"journey_event.{event.kind}"),
        at=moment(event.at, texts),
        machine=machine(event.at),
        by=_name(event.by, event.role, texts),
        to="" if event.to is None else _party(event.to),
        kind=event.letter_kind,
        path=_path(event),
        status=event.status,
        notes=tuple(notes),
    )


def _path(event: Event) -> str | None:
    if event.letter_id is None or event.letter_kind is None:
        return None
    place = "requisitions" if event.letter_kind.startswith("XREQ") else "letters"
    return f"{place}/{event.letter_id}"


def _awaited(awaited: Awaited, texts: Texts) -> AwaitedRow:
    return AwaitedRow(
        what=texts(f"journey_awaits.{awaited.step}"),
        by=_name(awaited.by, awaited.role, texts),
        kinds=texts("journey_expected", kinds=", ".join(awaited.kinds)) if awaited.kinds else "",
        since=_since(awaited.since, texts),
        late=awaited.late,
    )


def _since(since: datetime | None, texts: Texts) -> str:
    return texts("journey_since_unknown") if since is None else moment(since, texts)


def _passed(passed: Passed, texts: Texts) -> str:
    return texts(f"passed.{passed.state}", databank=passed.databank)


def _name(party: Party | None, role: Role, texts: Texts) -> str:
    return texts(f"party_role.{role}") if party is None else _party(party)


def _party(party: Party) -> str:
    return ", ".join(part for part in (party.name or party.identifier, party.department) if part)
