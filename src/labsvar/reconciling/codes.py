"""Which code a local one becomes, by the hub's own mapping table, where that is given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from labsvar.hub.coding import ANY, MappingEntry


class Codes:
    """What a row's code has to be on the way. Without a table, local codes are not compared."""

    def __init__(self, entries: Iterable[MappingEntry] = ()) -> None:
        self._entries: defaultdict[tuple[str, ...], list[MappingEntry]] = defaultdict(list)
        for entry in entries:
            self._entries[entry.key].append(entry)

    def of(self, code: str | None, *, system: str, clinic: str, practice: str, sampled_at: str) -> str | None:
        """The code as letters have it; `None` where that cannot be told.

        A clinic's own word counts before that of its practice system, and that before what holds for all.
        """
        if code is None or system not in ("local", "unknown"):
            return None if code is None else code.strip()
        try:
            on = date.fromisoformat(sampled_at[:10])
        except ValueError:
            return None
        for where in ((clinic, ANY), (ANY, practice), (ANY, ANY)):
            for entry in self._entries.get((*where, code.strip()), ()):
                if entry.valid_from <= on <= entry.valid_to:
                    return entry.code
        return None
