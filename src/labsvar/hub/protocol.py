"""What the hub needs of a store. `labsvar.database.hub` keeps it in PostgreSQL, `hub.memory` in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from labsvar.hub.coding import TableName, Tables
from labsvar.hub.model import Clinic, Known, Listed, Outcome, Outgoing, RowRecord

RowKey = tuple[str, str]
"""Clinic and row id."""
TableState = Literal["draft", "reviewed", "released"]


class Left(msgspec.Struct, kw_only=True):
    """Everything that one file of rows leaves behind, written in one transaction."""

    records: list[RowRecord] = msgspec.field(default_factory=list)
    outcomes: list[Outcome] = msgspec.field(default_factory=list)
    outgoing: list[Outgoing] = msgspec.field(default_factory=list)
    noted: list[Listed] = msgspec.field(default_factory=list)


class Session(Protocol):
    """One transaction in which nobody else decides about the same clinics."""

    def known(self, keys: Iterable[RowKey]) -> Mapping[RowKey, Known]:
        """What is stored of rows; of one that never came, something empty."""

    def write(self, left: Left) -> None:
        """Stores what was decided, with entries in the ledger."""


class TableVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a table as a whole, and how far it has come.

    It is released when another person than the one who made it has reviewed it.
    """

    table: TableName
    version: int
    owner: str
    made_by: str
    made_at: datetime
    text: str
    note: str
    state: TableState = "draft"
    reviewed_by: str | None = None
    released_by: str | None = None
    released_at: datetime | None = None


class NotAllowed(ValueError):
    """A step that the rules about tables forbid; the text says why, in words for the person."""


class HubStore(Protocol):
    """All that the hub keeps. Nothing of it is ever changed or removed."""

    def deciding(self, clinics: Iterable[str]) -> AbstractContextManager[Session]:
        """A transaction; others that decide about one of these clinics wait."""

    def outbox(self) -> Sequence[Outgoing]:
        """What is to be handed to the intake, oldest first."""

    def handed(self, envelope_number: str, *, left: Left) -> None:
        """Notes that an envelope was handed on, and what the intake did not take of it."""

    def listed(self, clinic: str, *, limit: int = 500) -> Sequence[Listed]:
        """The rows of a clinic that are not sent as they stand now, newest first."""

    def refusals(self, clinic: str) -> Sequence[tuple[str, str]]:
        """The rows whose letters are refused as they stand now: row id and version."""

    def waiting(self, clinic: str) -> Sequence[RowRecord]:
        """The newest version of each row that is held or left out, for trying again."""

    def clinics(self) -> Sequence[Clinic]:
        """Every clinic as it stands now."""

    def register_clinic(self, clinic: Clinic, *, who: str, reason: str) -> None:
        """Registers a clinic, or says anew what holds of it."""

    def tables(self) -> Tables:
        """The released tables; before a code table was released, that of the beginning."""

    def table_versions(self, table: TableName) -> Sequence[TableVersion]:
        """Every version of a table, newest first."""

    def draft(self, table: TableName, text: str, *, owner: str, who: str, note: str) -> int:
        """Stores a new version of a table as a draft; its number."""

    def review(self, table: TableName, version: int, *, who: str) -> None:
        """Notes that somebody has reviewed a draft. Raises `NotAllowed` for the one who made it."""

    def release(self, table: TableName, version: int, *, who: str) -> None:
        """Puts a reviewed version into use. Raises `NotAllowed`."""
