"""Entries of blocking and mandates as people read them, and the form they are set by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from labsvar.blocking.model import NAME, Entry, Mandate, Organisation, What, Who, Wish
from labsvar.results.blocked import named_place
from labsvar.results.record import Record
from labsvar.web.personas import written
from labsvar.web.texts import Texts
from labsvar.web.views.times import day, local, moment


class EntryView(NamedTuple):
    """One entry in a line."""

    entry_id: str
    positive: bool
    what: str
    who: str
    span: str
    set_by: str
    state: str
    ended: str


class MandateView(NamedTuple):
    """One mandate in a line; it can be acted under when it `holds`."""

    mandate_id: str
    number: str
    helper: str
    span: str
    evidence: str
    registered: str
    holds: bool
    ended: str


class Lists(NamedTuple):
    """Entries that hold or will, and those that are history."""

    standing: tuple[EntryView, ...]
    history: tuple[EntryView, ...]


def lists(entries: Iterable[Entry], *, now: datetime, texts: Texts) -> Lists:
    """The entries, newest first, in their two lists."""
    views = [_entry(entry, now, texts) for entry in entries]
    return Lists(
        standing=tuple(each for each in views if each.state != "ended"),
        history=tuple(each for each in views if each.state == "ended"),
    )


def mandate_views(mandates: Iterable[Mandate], *, today: date, texts: Texts) -> tuple[MandateView, ...]:
    """The mandates, newest first."""
    return tuple(
        MandateView(
            mandate_id=each.mandate_id,
            number=written(each.citizen),
            helper=each.helper,
            span=texts("blocking_span", start=_day(each.first, texts), end=_day(each.last, texts)),
            evidence=each.evidence,
            registered=f"{each.registered_by.name}, {moment(each.registered_at, texts)}",
            holds=each.holds(today),
            ended=_ended(each, texts),
        )
        for each in mandates
    )


def own_places(record: Record | None) -> tuple[str, ...]:
    """The places that a citizen's own answers and requisitions name, each with those it is part of."""
    if record is None:
        return ()
    reports = [each.current.report for history in record.results for each in (history, *history.twins)]
    reports += [each.current for history in record.reports for each in (history, *history.twins)]
    parties = {party for report in reports for party in (report.sender, report.receiver)}
    for each in record.requisitions:
        parties |= {each.requisition.sender, each.requisition.receiver}
    names = (named_place(party) for party in parties)
    return with_wholes(name.code for name in names if name is not None)


def with_wholes(organisations: Iterable[str]) -> tuple[str, ...]:
    """Names of organisations, each with what it is part of."""
    parts = [organisation.split(", ") for organisation in organisations if organisation]
    return tuple(sorted({", ".join(each[:size]) for each in parts for size in range(1, len(each) + 1)}))


def _entry(entry: Entry, now: datetime, texts: Texts) -> EntryView:
    wish = entry.wish
    return EntryView(
        entry_id=entry.entry_id,
        positive=wish.positive,
        what=_what(wish.what, texts),
        who=_who(wish.who, texts),
        span=_span(wish, texts),
        set_by=f"{entry.set_by.name}, {moment(entry.set_at, texts)}",
        state=entry.state(now),
        ended=_ended(entry, texts),
    )


def _ended(each: Entry | Mandate, texts: Texts) -> str:
    if each.ended_at is None or each.ended_by is None:
        return ""
    return texts("blocking_ended_by", when=moment(each.ended_at, texts), who=each.ended_by.name)


def _what(what: What | None, texts: Texts) -> str:
    if what is None:
        return texts("blocking_everything")
    parts = []
    if what.place is not None:
        name = _organisation(what.place, texts)
        parts.append(texts("blocking_with_sub_units", place=name) if what.sub_units else name)
    if what.since is not None or what.until is not None:
        ends = ["" if each is None else _day(each, texts) for each in (what.since, what.until)]
        parts.append(texts("blocking_days", since=ends[0], until=ends[1]))
    return "; ".join(parts)


def _who(who: Who | None, texts: Texts) -> str:
    if who is None:
        return texts("blocking_everybody")
    return texts("blocking_with_sub_units", place=who.label) if who.sub_units else who.label


def _organisation(organisation: Organisation, texts: Texts) -> str:
    if organisation.kind == NAME:
        return organisation.code
    return f"{texts.named('place_kind', organisation.kind)} {organisation.code}"


def _span(wish: Wish, texts: Texts) -> str:
    end = texts("blocking_open") if wish.valid_to is None else moment(wish.valid_to, texts)
    return texts("blocking_span", start=moment(wish.valid_from, texts), end=end)


def _day(each: date, texts: Texts) -> str:
    return day(datetime(each.year, each.month, each.day, tzinfo=None), texts)  # noqa: DTZ001 - a day has no zone


def today(now: datetime | None = None) -> date:
    """The day it is in Denmark."""
    return local(now or datetime.now(UTC)).date()


def sentences(faults: Sequence[str]) -> tuple[str, ...]:
    """The names of the texts that tell of faults."""
    return tuple(f"blocking_fault.{fault}" for fault in faults)
