"""What keeps the entries of blocking and the mandates of helpers: it adds, and never changes or removes.

`labsvar.database.blocking` keeps them in PostgreSQL; `labsvar.blocking.memory` in memory, for tests and as
the readable reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from labsvar.blocking.model import Act, Entry, Mandate, Wish


class BlockingStore(Protocol):
    """Entries and mandates. Every method with an `Act` leaves exactly one event in the citizen's log, in
    the transaction that writes (rule S18)."""

    def entries(self, citizen: str) -> Sequence[Entry]:
        """Everything a citizen has set or had set, newest first, history included."""

    def look(self, citizen: str, *, act: Act) -> Sequence[Entry]:
        """The same, for somebody who is not the citizen."""

    def put(self, citizen: str, wish: Wish, *, act: Act) -> Entry:
        """Sets a blocking or an exception. Raises `wishes.Refused`, also for what the account has set already."""

    def end(self, citizen: str, entry_id: str, *, act: Act) -> None:
        """Ends an entry; it stays as history. Raises `KeyError` for one that is not there or has ended."""

    def register(
        self, citizen: str, *, helper: str, first: date, last: date, evidence: str, act: Act
    ) -> Mandate:
        """Registers a helper's mandate. Raises `wishes.Refused`."""

    def end_mandate(self, mandate_id: str, *, act: Act) -> None:
        """Ends a mandate at once. Raises `KeyError` for one that is not there or has ended."""

    def mandates(self, helper: str | None = None) -> Sequence[Mandate]:
        """The mandates of one helper, or all, newest first, history included."""
