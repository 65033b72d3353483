"""`labsvar population`: letters about made-up citizens, and the truth about them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from labsvar.cli import output
from labsvar.cli.errors import Misconfigured, NotWritten
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


def population(
    out: Path,
    say: Say,
    *,
    citizens: int,
    years: float,
    seed: int,
    until: date | None,
    assumptions: Path | None,
) -> None:
    """Writes the folder and says what is in it. Raises `Misconfigured` and `NotWritten`."""
    about = _assumptions(assumptions)
    wanted = Population(count=citizens, years=years, seed=seed, until=until)
    try:
        with output.progress(say("Skriver breve", "Writing letters"), say) as bar:
            written = write_population(out, wanted, about, progress=bar)
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
