"""Whom one may be in a demonstration (rule S19): made-up people, chosen instead of signing in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from labsvar.identifiers.person import is_made_up
from labsvar.results.store import Role


class Persona(msgspec.Struct, frozen=True, kw_only=True):
    """One made-up person. `number` is a citizen's own; `text` says in a line who it is."""

    key: str
    name: str
    role: Role
    organisation: str = ""
    number: str | None = None
    text: str = ""

    @property
    def written_number(self) -> str:
        """The number as people write it."""
        return written(self.number or "")


class Personas(Protocol):
    """Where the personas come from; the citizens arrive with the first letters."""

    def all(self) -> Sequence[Persona]:
        """Every persona, citizens first."""


class NoPersonas:
    """An installation that is not a demonstration has none."""

    def all(self) -> Sequence[Persona]:
        """Nobody."""
        return ()


PROFESSIONALS: tuple[Persona, ...] = (
    Persona(key="gp", name="Læge Lærke Prøve", role="clinician", organisation="Lægerne Testvej"),
    Persona(
        key="ward",
        name="Overlæge Birk Prøve",
        role="clinician",
        organisation="Testsygehuset, Medicinsk Afdeling",
    ),
    Persona(
        key="emergency",
        name="Sygeplejerske Ask Prøve",
        role="clinician",
        organisation="Testsygehuset, Akutmodtagelsen",
    ),
    # The first and the last clinic of the made-up practice system (`labsvar population --cards`).
    Persona(key="practice", name="Sekretær Gran Prøve", role="clinician", organisation="Lærkepraksis 1"),
    Persona(key="practice-9", name="Sekretær Pil Prøve", role="clinician", organisation="Lærkepraksis 9"),
    Persona(key="sampler", name="Bioanalytiker Prøve", role="sampler", organisation="Prøvetagning Nord"),
    Persona(key="sampler-2", name="Bioanalytiker Rav Prøve", role="sampler", organisation="Prøvetagning Syd"),
    Persona(key="operator", name="Drift Prøve", role="operator", organisation="Labsvar"),
    Persona(key="surveillance", name="Overvågning Prøve", role="surveillance", organisation="Labsvar"),
    Persona(
        key="laboratory",
        name="Laborant Prøve",
        role="laboratory",
        organisation="Testsygehuset, Klinisk Mikrobiologi",
    ),
    Persona(
        key="reference",
        name="Laborant Rav Prøve",
        role="laboratory",
        organisation="Testreferencelaboratoriet",
    ),
    Persona(key="helper", name="Hjælper Prøve", role="helper", organisation="Testkommunen"),
    Persona(key="supplier", name="Leverandør Prøve", role="supplier", organisation="Testleverandøren"),
    # What takes two people takes two of these.
    Persona(key="administrator", name="Administrator Prøve", role="administrator", organisation="Labsvar"),
    Persona(
        key="administrator-2", name="Administrator Rosen Prøve", role="administrator", organisation="Labsvar"
    ),
)


class DemonstrationPersonas:
    """The professionals, and the citizens of a demonstration population.

    The citizens are read from the truth file beside the population's letters, anew when it changes.
    Only persons who do not exist are offered (rule S10).
    """

    def __init__(self, truth: Path) -> None:
        self._truth = truth
        self._read_at: float | None = None
        self._citizens: tuple[Persona, ...] = ()

    def all(self) -> Sequence[Persona]:
        """The citizens and the professionals."""
        try:
            changed = self._truth.stat().st_mtime
        except FileNotFoundError:
            return PROFESSIONALS
        if changed != self._read_at:
            self._citizens = _citizens(self._truth.read_bytes())
            self._read_at = changed
        return (*self._citizens, *PROFESSIONALS)


class _Citizen(msgspec.Struct, frozen=True):
    person: str
    given_name: str
    surname: str


class _Truth(msgspec.Struct, frozen=True):
    citizens: tuple[_Citizen, ...]


def _citizens(truth: bytes) -> tuple[Persona, ...]:
    found = msgspec.json.decode(truth, type=_Truth).citizens
    return tuple(
        Persona(
            key=f"citizen-{place}",
            name=f"{citizen.given_name} {citizen.surname}",
            role="citizen",
            number=citizen.person,
            text=written(citizen.person),
        )
        for place, citizen in enumerate(found)
        if is_made_up(citizen.person)
    )


def written(number: str) -> str:
    """A number as people write it, with a hyphen after the date; of a key, only the number."""
    number = number.partition("~")[0].partition("@")[0]
    return f"{number[:6]}-{number[6:]}" if len(number) == 10 else number
