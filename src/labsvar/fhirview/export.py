"""Bulk export: what is asked for, and what of one person belongs to it.

    asked = understood([("_type", "Observation"), ("_since", "2026-03-02T08:15:00Z")])
    resources(now, then, asked.types)

Source: HL7 FHIR Bulk Data Access 2.0.0 (system, patient and group level export), section "Kick-off request".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

import msgspec

from labsvar.fhirview.model import Resource, Served
from labsvar.fhirview.parameters import TYPES
from labsvar.fhirview.search import NotUnderstood
from labsvar.results.history import ReportHistory, ResultHistory
from labsvar.results.record import Record

NDJSON: Final = "application/fhir+ndjson"
_FORMATS: Final = frozenset({NDJSON, "application/ndjson", "ndjson"})
_KNOWN: Final = frozenset({"_type", "_since", "_outputFormat"})


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What an export is to hold: resources of some types; with `since`, those that were otherwise or not to be
    seen at that moment."""

    types: tuple[str, ...]
    since: datetime | None = None


def understood(pairs: Iterable[tuple[str, str]], *, lenient: bool) -> Wanted:
    """What a kick-off asks for. With `lenient` parameters and types that are not known are passed over.

    Raises `NotUnderstood`.
    """
    types: list[str] = []
    since: datetime | None = None
    for place, (name, value) in enumerate(pairs, start=1):
        if name == "_type":
            types += [each.strip() for each in value.split(",") if each.strip()]
        elif name == "_since":
            since = _instant(value)
        elif name == "_outputFormat" and value.replace(" ", "+") not in _FORMATS:
            raise NotUnderstood(name, f"only {NDJSON} is written")
        elif name not in _KNOWN and not lenient:
            raise NotUnderstood(place, "only _type, _since and _outputFormat are known")
    if not lenient and not set(types) <= set(TYPES):
        raise NotUnderstood("_type", "the CapabilityStatement names the types that are served")
    named = tuple(each for each in TYPES if each in types) if types else TYPES
    return Wanted(types=named, since=since)


def resources(now: Served, then: Served | None, types: Iterable[str]) -> Iterator[Resource]:
    """The current resources of some types; of what was served `then`, only what has changed since."""
    for kind in types:
        for each in now.all(kind):
            before = None if then is None else then.versions(kind, each.id or "")
            if before is None or before.current.meta != each.meta:
                yield each


def belongs(record: Record, place: str) -> bool:
    """Whether something that may be seen of a person was asked for by the place with a location number.

    Assumption: no source says whose patients a group is. Here it is those about whom the place has had an answer,
    or has made a requisition.
    """
    answers: list[ResultHistory | ReportHistory] = [*record.results, *record.reports]
    answers += [each for report in record.reports for each in report.results]
    return any(_is_to(each, place) for each in answers) or any(
        each.requisition.sender.gln == place for each in record.requisitions
    )


def _is_to(history: ResultHistory | ReportHistory, place: str) -> bool:
    for each in (history, *history.twins):
        reports = (
            (version.report for version in (each.current, *each.earlier))
            if isinstance(each, ResultHistory)
            else (each.current, *each.earlier, *each.copies)
        )
        if any(report.receiver.gln == place for report in reports):
            return True
    return False


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise NotUnderstood("_since", "write an instant with its zone, as 2026-03-02T08:15:00Z")
    return found
