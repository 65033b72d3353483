"""What is kept of each call of a service: who called what and when, and how it ended.

The profile asks services to log; no public page says which fields. Assumption: those below. Nothing about a
person is among them; a service that shows a person's data leaves an audit event of its own (rule S18).

A number of a message stands for one call. The same call may be sent again under its number by a caller that got
no answer, and the service then does nothing twice; another call under the same number is refused. No public page
says what a service does with a number it has seen: that is an assumption.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec
from lxml import etree


class CallEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One call. `caller` is empty when no id card counted; `outcome` is a fault code, or that of success;
    `rule` names what refused it; `digest` is that of what was asked; `secure` whether it came over HTTPS."""

    service: str
    operation: str
    caller: str
    card_id: str
    message_id: str
    flow_id: str
    at: datetime
    outcome: str
    rule: str
    digest: str
    secure: bool


class CallLog(Protocol):
    """Keeps calls, and tells what a number of a message stood for."""

    def note(self, entry: CallEntry) -> None:
        """Keeps a call."""

    def digest_of(self, *, service: str, caller: str, message_id: str) -> str | None:
        """The digest of the first call that was carried out under a number; `None` when none was."""

    def latest(self, *, service: str, most: int) -> Sequence[CallEntry]:
        """The newest calls of a service, newest first."""


class MemoryCallLog:
    """The same in memory: the readable reference."""

    def __init__(self) -> None:
        self._entries: list[CallEntry] = []

    def note(self, entry: CallEntry) -> None:
        """Keeps a call."""
        self._entries.append(entry)

    def digest_of(self, *, service: str, caller: str, message_id: str) -> str | None:
        """The digest of the first call that was carried out under a number; `None` when none was."""
        wanted = (service, caller, message_id, "")
        for each in self._entries:
            if (each.service, each.caller, each.message_id, each.rule) == wanted:
                return each.digest
        return None

    def latest(self, *, service: str, most: int) -> Sequence[CallEntry]:
        """The newest calls of a service, newest first."""
        return [entry for entry in reversed(self._entries) if entry.service == service][:most]


def digest(body: etree._Element) -> str:
    """What tells one call from another: the canonical form of its body, hashed."""
    return hashlib.sha256(etree.tostring(body, method="c14n", exclusive=True)).hexdigest()
