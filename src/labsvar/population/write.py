"""Writes a population to a folder: the letters, the truth about them, and the systems that send them."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec

from labsvar.formats import xml
from labsvar.population.answers import Answers
from labsvar.population.assumptions import Assumptions
from labsvar.population.chance import chance_of
from labsvar.population.citizens import citizens
from labsvar.population.letters import Letters
from labsvar.population.measuring import Measuring
from labsvar.population.post import sendings
from labsvar.population.truth import systems, truth

Progress = Callable[[int, int], None]
LETTERS: Final = "letters"
TRUTH: Final = "truth.json"
SYSTEMS: Final = "systems.json"
REGISTERS: Final = "registers"


@dataclass(frozen=True, slots=True)
class Population:
    """How large a population is, over how long, and which one."""

    count: int
    years: float
    seed: int
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and where."""

    folder: Path
    letters: int
    citizens: int


def write_population(
    folder: Path,
    population: Population,
    assumptions: Assumptions,
    *,
    progress: Progress | None = None,
) -> Written:
    """Writes `letters/*.xml` in the order they arrive, `registers/*.csv`, `truth.json` and `systems.json`.

    The same population and assumptions always give the same bytes. `progress` is told how many
    letters are written, and of how many. Raises `OSError` when the folder cannot be written, and
    `FileExistsError` when it holds letters already, which would be sent among the new ones.
    """
    until = population.until or assumptions.until
    seed, years = population.seed, population.years
    everybody = list(citizens(assumptions, count=population.count, years=years, seed=seed, until=until))
    told = Answers(assumptions, years=years, until=until, seed=seed)
    post = sendings(
        (answer for citizen in everybody for answer in told.of(citizen)), assumptions.arrival, seed=seed
    )
    letters = folder / LETTERS
    letters.mkdir(parents=True, exist_ok=True)
    if any(letters.iterdir()):
        raise FileExistsError(errno.ENOTEMPTY, "the folder already holds letters", str(letters))
    write = Letters(assumptions)
    named = []
    for number, sending in enumerate(post, 1):
        name = f"{number:06d}-{sending.letter_number}.xml"
        wanted = chance_of(seed, "receipt", sending.envelope_number).random()
        message = write.message(sending, receipt_wanted=wanted < assumptions.arrival.receipt_wanted)
        (letters / name).write_bytes(xml.write(message, indent=True))
        named.append((name, sending))
        if progress is not None:
            progress(number, len(post))
    about = {
        "seed": seed,
        "citizens": population.count,
        "years": years,
        "until": until.isoformat(),
        "assumptions": "demonstration",
    }
    measuring = Measuring(assumptions, years=years, until=until)
    _write_registers(folder / REGISTERS, measuring)
    _write_json(folder / TRUTH, truth(everybody, named, about=about, measuring=measuring))
    _write_json(folder / SYSTEMS, systems(assumptions))
    return Written(folder=folder, letters=len(post), citizens=len(everybody))


def _write_registers(folder: Path, measuring: Measuring) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in measuring.registers().items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def _write_json(path: Path, content: Any) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1))
