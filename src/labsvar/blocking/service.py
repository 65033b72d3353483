"""How blocking is asked: the same two questions as the national service answers.

Source: the national consent service (MinSpærring) at nspop.dk: ConsentForUserCheck answers positive,
negative or data-specific, and only the last needs ConsentForDataCheck, which filters a list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from labsvar.blocking.deciding import Deciding, Verdict
from labsvar.blocking.model import Caller, Datum, Entry
from labsvar.blocking.organisations import Organisations


class BlockingService(Protocol):
    """Whoever knows a citizen's blockings. One that cannot answer raises; then nothing is shown."""

    def user_check(self, caller: Caller) -> Verdict:
        """Whether the caller may see everything, nothing, or what the data check lets through."""

    def data_check(self, caller: Caller, data: Sequence[Datum]) -> Sequence[Datum]:
        """Those of the data that the caller may see, in their order."""


class OwnBlocking:
    """The service over entries that are kept here: `entries` gives all of a citizen's."""

    def __init__(
        self, entries: Callable[[str], Sequence[Entry]], organisations: Organisations | None = None
    ) -> None:
        self._entries = entries
        self._organisations = organisations or Organisations()

    def user_check(self, caller: Caller) -> Verdict:
        """Whether the caller may see everything, nothing, or what the data check lets through."""
        return self._deciding(caller).verdict()

    def data_check(self, caller: Caller, data: Sequence[Datum]) -> Sequence[Datum]:
        """Those of the data that the caller may see, in their order."""
        return self._deciding(caller).allowed(data)

    def _deciding(self, caller: Caller) -> Deciding:
        return Deciding(self._entries(caller.citizen), caller, self._organisations)
