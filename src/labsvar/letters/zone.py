"""The zone of the times of letters, which name none: Denmark's (assumption: no standard says so).

Whoever puts such a time beside one with a zone, or writes a letter's time of a moment, takes it from here.
"""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

DENMARK: Final = ZoneInfo("Europe/Copenhagen")
