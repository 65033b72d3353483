"""What the letters of every kind begin with: numbers, times and the names of the parties."""

from __future__ import annotations

from datetime import datetime

from labsvar.identifiers.gln import check_digit
from labsvar.letters import common
from labsvar.letters.element import DateTime
from labsvar.population.assumptions import Place
from labsvar.population.plan import Sending

SPECIALITIES = {
    "clinic": "almen_medicin",
    "biochemistry": "klin_biokemi",
    "immunology": "klin_immunologi",
    "microbiology": "klin_mikrobiologi",
    "pathology": "patologisk_anatomi",
    "genetics": "klin_genetik",
}


def location_number(twelve: str) -> str:
    """A location number of the assumptions with its check digit."""
    return twelve + check_digit(twelve)


def head(kind: str, version: str, sending: Sending) -> common.Letter:
    """The head of a letter of this kind and version."""
    return common.Letter(
        identifier=sending.letter_number,
        version_code=version,
        statistical_code=kind,
        authorisation=when(sending.authorised),
        type_code=kind,
    )


def identifier_code(place: Place) -> str:
    """What kind of number a place is known by."""
    return "ydernummer" if place.kind == "clinic" else "sygehusafdelingsnummer"


def when(moment: datetime) -> DateTime:
    """A time as letters carry it."""
    return DateTime(date=moment.date().isoformat(), time=f"{moment:%H:%M}")
