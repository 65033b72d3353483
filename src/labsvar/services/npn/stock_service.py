"""The service as a laboratory's stock sees it: three operations, however they are reached.

Source: MedCom, "Den Gode NationalePrøveNummer Service", version 1.0: GetAnalysisIdentifiers,
SetAnalysisIdentifiersFree and GetAnalysisIdentifierInformation.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import msgspec


class ServiceError(Exception):
    """The service did not do what was asked."""


class ServiceDown(ServiceError):
    """Nobody answered, or the answer was that it cannot be done now. To ask again is safe."""


class ServiceRefused(ServiceError):
    """The service said no, and will say so again. `code` is its own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A series: both ends are included."""

    first: int
    last: int


class Information(msgspec.Struct, frozen=True, kw_only=True):
    """What the service has registered about the series that a number is in."""

    first: int
    last: int
    drawn_by: str
    drawn_at: datetime
    released: bool


class Service(Protocol):
    """Where series come from. Each raises `ServiceDown` and `ServiceRefused`."""

    def draw(self, size: int, *, request: str) -> Drawn:
        """A series of so many numbers; asked again with the same `request`, the same series."""

    def release(self, first: int, last: int) -> None:
        """Gives back a whole series that was not used. To release one twice does no harm."""

    def information(self, number: str) -> Information | None:
        """What is known of a number; `None` for one that nobody has drawn."""
