"""`labsvar population`: letters about made-up citizens, and the truth about them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from labsvar.cli import output
from labsvar.cli.errors import Misconfigured, NotWritten, WrongUsage
from labsvar.cli.language import Say
from labsvar.population import (
    LETTERS,
    SYSTEMS,
    TRUTH,
    Assumptions,
    BadAssumptions,
    Population,
    load,
    write_population,
)
from labsvar.population.cards import write_cards

# The oldest citizens of twenty years before the first day still have birth dates to spread over, and
# the series of CPR numbers end with the births of 2057.
FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2057, 12, 31)


def population(
    out: Path,
    say: Say,
    *,
    citizens: int,
    years: float,
    seed: int,
    until: date | None,
    assumptions: Path | None,
    cards: bool = False,
) -> None:
    """Writes the folder and says what is in it; with `cards`, laboratory cards of clinics as well.

    Raises `WrongUsage` for a last day that has no numbers, `Misconfigured` and `NotWritten`.
    """
    if until is not None and not FIRST_DAY <= until <= LAST_DAY:
        raise WrongUsage(
            da=f"--until skal være fra {FIRST_DAY} til {LAST_DAY}.",
            en=f"--until must be from {FIRST_DAY} to {LAST_DAY}.",
        )
    about = _assumptions(assumptions)
    if not FIRST_DAY <= about.until <= LAST_DAY:
        raise Misconfigured(
            da=f"until i {assumptions} skal være fra {FIRST_DAY} til {LAST_DAY}.",
            en=f"until in {assumptions} must be from {FIRST_DAY} to {LAST_DAY}.",
        )
    wanted = Population(count=citizens, years=years, seed=seed, until=until)
    try:
        with output.progress(say("Skriver breve", "Writing letters"), say) as bar:
            written = write_population(out, wanted, about, progress=bar)
        made = write_cards(out, about, count=citizens, seed=seed, years=years, until=until) if cards else None
    except OSError as error:
        raise NotWritten(
            da=f"{out} kan ikke skrives: {error.strerror}", en=f"{out} cannot be written: {error.strerror}"
        ) from error
    output.results().print(
        say(
            f"{written.letters} breve om {written.citizens} opdigtede borgere i {out / LETTERS}, "
            f"sandheden om dem i {out / TRUTH}, og afsenderne i {out / SYSTEMS}.",
            f"{written.letters} letters about {written.citizens} made-up citizens in {out / LETTERS}, "
            f"the truth about them in {out / TRUTH}, and the senders in {out / SYSTEMS}.",
        ),
        soft_wrap=True,
    )
    if made is not None:
        output.results().print(
            say(
                f"{made.rows} rækker fra laboratoriekort i {made.clinics} klinikker i {made.folder}.",
                f"{made.rows} rows of laboratory cards of {made.clinics} clinics in {made.folder}.",
            ),
            soft_wrap=True,
        )


def _assumptions(path: Path | None) -> Assumptions:
    try:
        return load(path)
    except OSError as error:
        raise Misconfigured(
            da=f"{path} kan ikke læses: {error.strerror}", en=f"{path} cannot be read: {error.strerror}"
        ) from error
    except BadAssumptions as error:
        raise Misconfigured(
            da=f"{path} er ikke en brugbar fil af antagelser: {error}",
            en=f"{path} is no usable file of assumptions: {error}",
        ) from error
