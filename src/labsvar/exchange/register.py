"""The sending systems an installation knows: what each may send, and how far it is approved.

A system is *technical* until named approvals make it *full* (rule S15), and may send letters only of
the senders it is registered for (rule S20).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import msgspec

from labsvar.exchange.sources import Source
from labsvar.results.model import Sector, Stage

ANY_SENDER: Final = "*"
"""In a demonstration, the sender of a system that may send whatever it likes."""


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """A location number that a system sends for, the code of the laboratory there, and its sector.

    The code is the two or three letters that results name their producer by; with it a producer may
    correct what another laboratory sent on (rule S3). Without a sector the letters tell it.
    """

    gln: str
    laboratory: str | None = None
    sector: Sector | None = None


class System(msgspec.Struct, frozen=True, kw_only=True):
    """One sending system."""

    system_id: int
    name: str
    stage: Stage = "technical"
    senders: Mapping[str, Sender] = MappingProxyType({})
    source: Source = Source()

    def stage_of(self, clinic: str) -> Stage:
        """The stage of a letter that a clinic, by its number, sends through the system (rule S15)."""
        return self.stage if self.source.shows(clinic) else "technical"

    def sender(self, gln: str) -> Sender | None:
        """What the system is registered for under a location number; `None` when it is not."""
        return self.senders.get(gln) or self.senders.get(ANY_SENDER)


class Register:
    """All systems, as they stood at one version of the register."""

    def __init__(self, systems: Iterable[System] = (), *, version: int = 0) -> None:
        self.version = version
        self._systems = {system.system_id: system for system in systems}
        self._by_gln: dict[str, System] = {}
        for system in self._systems.values():
            for gln in system.senders:
                self._by_gln.setdefault(gln, system)

    def all(self) -> Sequence[System]:
        """Every system, oldest first."""
        return tuple(self._systems.values())

    def system(self, system_id: int) -> System | None:
        """The system with this number."""
        return self._systems.get(system_id)

    def registered(self, gln: str, *, system_id: int | None) -> tuple[System, Sender] | None:
        """The system that answers for a letter of this sender, or `None` when it may not be sent.

        A letter without an account, from a folder or in the demonstration, is taken as sent by
        the system that is registered for the sender.
        """
        system = self._anyone(gln) if system_id is None else self._systems.get(system_id)
        sender = None if system is None else system.sender(gln)
        return None if system is None or sender is None else (system, sender)

    def _anyone(self, gln: str) -> System | None:
        return self._by_gln.get(gln) or self._by_gln.get(ANY_SENDER)
