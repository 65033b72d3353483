"""Days and times as people read them, in Danish and English."""

from __future__ import annotations

from datetime import datetime

from labsvar.letters.zone import DENMARK
from labsvar.web.texts import Texts


def local(at: datetime) -> datetime:
    """A moment in Danish local time; a letter's time is local already and has no zone."""
    return at if at.tzinfo is None else at.astimezone(DENMARK)


def day(at: datetime, texts: Texts) -> str:
    """`2. mar. 2026` or `2 Mar 2026`."""
    there = local(at)
    return texts("day", day=there.day, month=texts(f"month.{there.month}"), year=there.year)


def clock(at: datetime) -> str:
    """`08:15`."""
    there = local(at)
    return f"{there.hour:02}:{there.minute:02}"


def moment(at: datetime, texts: Texts) -> str:
    """`2. mar. 2026 kl. 08:15` or `2 Mar 2026, 08:15`."""
    return texts("moment", day=day(at, texts), clock=clock(at))


def machine(at: datetime) -> str:
    """The form a `time` element wants, to the minute."""
    return local(at).strftime("%Y-%m-%dT%H:%M") if at.year >= 1000 else at.isoformat(timespec="minutes")
