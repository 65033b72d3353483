"""`labsvar profile`: what is in an extract of laboratory results."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.text import Text

from labsvar.cli import output
from labsvar.cli.errors import NotWritten, Unavailable, Unreadable, WrongUsage
from labsvar.cli.files import FILE_MISSING
from labsvar.cli.language import Say
from labsvar.cli.mapping import read_mapping
from labsvar.findings import RULES
from labsvar.profiling import (
    BILLING_COLUMNS,
    COLUMNS,
    REPORT,
    BadMapping,
    Options,
    Profile,
    ReportLanguage,
    TooLittleMemory,
    mapping,
)
from labsvar.profiling import profile as make_profile

_MOST_TOLD: Final = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command line, as they were given."""

    limit: int
    columns: tuple[str, ...]
    billing_columns: tuple[str, ...]
    mapping: Path | None
    encoding: str
    report_language: ReportLanguage
    memory: int


def profile(paths: list[Path], out: Path, billed: list[Path], asked: Asked, say: Say) -> None:
    """Writes the folder and says what is in it; what cannot be read is told of and stops nothing.

    Raises `WrongUsage`, `Unreadable` for a path that is not there, `Misconfigured` for a faulty table of mapping,
    `Unavailable` for too little memory, and `NotWritten`.
    """
    for path in (*paths, *billed):
        if not path.exists():
            raise Unreadable(
                da=f"{path}: {FILE_MISSING.da} {FILE_MISSING.todo_da}",
                en=f"{path}: {FILE_MISSING.en} {FILE_MISSING.todo_en}",
            )
    options = _options(asked)
    try:
        made = make_profile(paths, out, options, billed=billed)
    except OSError as error:
        raise NotWritten(
            da=f"{out} kan ikke skrives: {error.strerror}", en=f"{out} cannot be written: {error.strerror}"
        ) from error
    except TooLittleMemory as error:
        raise Unavailable(
            da=f"{asked.memory} MB er for lidt til udtrækket; giv mere med --memory.",
            en=f"{asked.memory} MB is too little for the extract; give more by --memory.",
        ) from error
    _tell(made, out, say)


def _options(asked: Asked) -> Options:
    try:
        encoding = codecs.lookup(asked.encoding).name
    except LookupError as error:
        raise WrongUsage(
            da=f"--encoding {asked.encoding} er ikke et kendt tegnsæt.",
            en=f"--encoding {asked.encoding} is no known encoding.",
        ) from error
    try:
        columns = mapping(asked.columns)
        billing_columns = mapping(asked.billing_columns, known=BILLING_COLUMNS)
    except BadMapping as error:
        known = ", ".join(dict.fromkeys((*COLUMNS, *BILLING_COLUMNS)))
        raise WrongUsage(
            da=f"{error} er ikke vores=deres, eller kolonnen er nævnt to gange. Vores er {known}.",
            en=f"{error} is not ours=theirs, or the column is named twice. Ours are {known}.",
        ) from error
    return Options(
        limit=asked.limit,
        mapping=() if asked.mapping is None else read_mapping(asked.mapping),
        columns=columns,
        billing_columns=billing_columns,
        encoding=encoding,
        language=asked.report_language,
        memory_megabytes=asked.memory,
    )


def _tell(made: Profile, out: Path, say: Say) -> None:
    messages = output.messages()
    for each in made.unread[:_MOST_TOLD]:
        place = f"{each.file}:{each.line}" if each.line else each.file
        rule = RULES[each.rule]
        # The words of a rule about letters have places for names of the standard, so it is only named.
        told = (
            say(f"{rule.da} {rule.todo_da}", f"{rule.en} {rule.todo_en}") if rule.family == "profile" else ""
        )
        messages.print(Text(f"{place}: {each.rule} {told}".rstrip()), soft_wrap=True)
    if made.rows_unread:
        messages.print(
            say(
                f"{made.rows_unread} rækker eller filer kunne ikke læses; se {out / 'unread.csv'}.",
                f"{made.rows_unread} rows or files could not be read; see {out / 'unread.csv'}.",
            ),
            soft_wrap=True,
        )
    results = made.measures["results"]
    told = say("for få til at vises", "too few to be shown") if results is None else str(results)
    output.results().print(
        say(
            f"Svar i udtrækket: {told}. Rapporten: {out / REPORT}",
            f"Results: {told}. The report: {out / REPORT}",
        ),
        soft_wrap=True,
    )
