"""Dates and times between letters, which name no zone, and FHIR, which asks for one.

A letter's time is Denmark's (`labsvar.letters.zone`). Of the hour that autumn has twice, the first is meant
(assumption), and the list of changes says so.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from labsvar.conversion.notes import Notes
from labsvar.letters.element import DateTime
from labsvar.letters.zone import DENMARK

_DATE: Final = re.compile(r"(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?", re.ASCII)
_INSTANT: Final = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d)", re.ASCII)


def with_zone(moment: DateTime, path: str, notes: Notes) -> str | None:
    """A letter's time with its zone; `None`, told in `notes`, for one that FHIR cannot write."""
    found = _DATE.fullmatch(moment.date)
    wall = _wall(found[1], moment.time) if found else None
    if found is None or wall is None:
        notes.unfit(
            path,
            da="FHIR kan kun skrive år fra 0001 til 9999",
            en="FHIR can only write the years from 0001 to 9999",
        )
        return None
    if found[2]:
        notes.lost(
            path,
            da="zonen ved datoen: tiden kommer tilbage som dansk tid",
            en="the zone beside the date: the time comes back as Denmark's",
        )
        return f"{found[1]}T{moment.time}:00{found[2]}"
    if _is_repeated(wall):
        notes.assumed(
            path,
            da="timen kommer to gange, når uret stilles tilbage; den første er ment",
            en="the hour comes twice when the clocks go back; the first is meant",
        )
    return f"{found[1]}T{moment.time}:00{_offset(wall)}"


def in_denmark(text: str | None, path: str, notes: Notes) -> DateTime | None:
    """A time of FHIR as a letter writes it; `None`, told in `notes`, for one without hour or zone."""
    found = _INSTANT.fullmatch(text or "")
    wall = _wall(found[1], found[2]) if found else None
    if found is None or wall is None:
        notes.missing(
            path, da="et klokkeslæt med dato og zone", en="a time with its date and zone", option=None
        )
        return None
    if found[3].strip(":.0"):
        notes.lost(path, da="sekunderne", en="the seconds")
    if found[4] != _offset(wall):
        wall = _moved(wall, found[4], path, notes)
    return DateTime(date=wall.date().isoformat(), time=f"{wall:%H:%M}")


def _moved(wall: datetime, zone: str, path: str, notes: Notes) -> datetime:
    moved = datetime.fromisoformat(f"{wall.isoformat()}{zone.replace('Z', '+00:00')}")
    try:
        local = moved.astimezone(DENMARK)
    except OverflowError:  # the first and the last hours of the calendar have no neighbour
        return wall
    if local.fold:
        notes.lost(
            path, da="hvilken af de to ens timer der er ment", en="which of the two like hours is meant"
        )
    elif local.replace(tzinfo=None) != wall:
        notes.changed(path, da="tiden er nu dansk tid", en="the time is now Denmark's")
    return local.replace(tzinfo=None, fold=0)


def _wall(date: str, time: str) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{date}T{time}")
    except ValueError:
        return None


def _is_repeated(wall: datetime) -> bool:
    first, second = (wall.replace(tzinfo=DENMARK, fold=fold).utcoffset() for fold in (0, 1))
    assert first is not None
    assert second is not None
    return first > second


def _offset(wall: datetime) -> str:
    """Denmark's offset in whole minutes, as FHIR writes one."""
    offset = wall.replace(tzinfo=DENMARK).utcoffset()
    assert offset is not None
    minutes = offset // timedelta(minutes=1)
    return f"+{minutes // 60:02}:{minutes % 60:02}"
