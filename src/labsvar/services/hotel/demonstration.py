"""Whom the hotel of a demonstration knows: a made-up clinic that uploads, and two places that take samples."""

from __future__ import annotations

from typing import Final

from labsvar.services.dgws.model import CareProvider
from labsvar.services.hotel.model import Caller, Doing

SYSTEM: Final = "Labsvar demonstration"
"""What the id cards of the demonstration's own token service name by default in its examples."""
_REGISTERED: Final = "demonstration"
CLINIC: Final = "Lærkepraksis 1"
NORTH: Final = "Prøvetagning Nord"
SOUTH: Final = "Prøvetagning Syd"


def _caller(place: str, number: str, *may: Doing) -> Caller:
    provider = CareProvider(format="medcom:cvrnumber", number=number, name=place)
    return Caller(
        place=place, system=_REGISTERED, may=frozenset(may), card_system=SYSTEM, care_provider=provider
    )


CALLERS: Final = (
    _caller(CLINIC, "00000000", "upload", "fetch"),
    _caller(NORTH, "00000001", "fetch"),
    _caller(SOUTH, "00000002", "fetch"),
)
