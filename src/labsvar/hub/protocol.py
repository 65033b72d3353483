"""What the hub needs of a store. `labsvar.database.hub` keeps it in PostgreSQL, `hub.memory` in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import msgspec

from labsvar.hub.model import Clinic, Known, Listed, Outcome, Outgoing, RowRecord

RowKey = tuple[str, str]
"""Clinic and row id."""


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
