"""`labsvar reconcile`: what left the practice system, the hub and the databank, held against each other."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from rich.text import Text

from labsvar.cli import output
from labsvar.cli.errors import DONE, Refused, Unreadable, WrongUsage
from labsvar.cli.fetching import fetch, is_address
from labsvar.cli.files import make_folder, read_file, write_file
from labsvar.cli.language import Say
from labsvar.cli.mapping import read_mapping
from labsvar.letters.zone import DENMARK
from labsvar.reconciling import page, tables
from labsvar.reconciling.chain import reconcile as compared
from labsvar.reconciling.codes import Codes
from labsvar.reconciling.model import SIDES, Held, Report, Settings, Side
from labsvar.reconciling.normal import hashing
from labsvar.reconciling.reading import File, Reading, held, rows_listed
from labsvar.reconciling.words import KINDS
from labsvar.reconciling.words import SIDES as SIDE_WORDS

PAGE: Final = "reconcile.html"
_SUFFIXES: Final = frozenset({".xml", ".edi", ".jsonl", ".ndjson", ".csv"})
_PERSON_KEY: Final = 32


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line asked for: where each side is, and how to compare."""

    sides: dict[Side, tuple[str, ...]]
    out: Path
    listed: tuple[str, ...] = ()
    mapping: Path | None = None
    late: dict[Side, float]
    with_values: bool = False
    token: str | None = None
    days: tuple[str, str] = ("", "")


def reconcile(asked: Asked, say: Say) -> int:
    """Writes the report into the folder, and prints how much does not match.

    0 when everything could be read and matches, else 1. Raises `WrongUsage`, `Unreadable`, `Unavailable`,
    `Misconfigured` and `NotWritten`.
    """
    given = [side for side in SIDES if asked.sides.get(side)]
    if len(given) < 2:
        raise WrongUsage(
            da="Giv mindst to af --source, --hub, --bank og --shown.",
            en="Give at least two of --source, --hub, --bank and --shown.",
        )
    key = secrets.token_bytes(_PERSON_KEY)
    listed, unread = rows_listed(file for each in asked.listed for file in _files(each))
    reading = Reading(hashed=hashing(key), codes=_codes(asked.mapping), held_back=listed)
    read = [_side(side, asked, reading, key) for side in given]
    read[0] = msgspec.structs.replace(read[0], unread=(*unread, *read[0].unread))
    settings = Settings(
        late={side: timedelta(hours=hours) for side, hours in asked.late.items()},
        with_values=asked.with_values,
    )
    report = compared(read, settings=settings)
    _write(report, asked.out)
    _print(report, asked.out, say)
    return DONE if report.agrees else Refused.exit_code


def _side(side: Side, asked: Asked, reading: Reading, key: bytes) -> Held:
    """One side, of all the places it was said to be in."""
    files: list[File] = []
    for place in asked.sides[side]:
        if is_address(place):
            files.append((place, fetch(place, side=side, key=key, token=asked.token, days=asked.days)))
        else:
            files += _files(place)
    return held(files, side=side, reading=reading)


def _files(place: str) -> Iterator[File]:
    """A file, or those of a folder that are rows or letters, in the order of their names."""
    path = Path(place)
    if not path.is_dir():
        yield path.name, read_file(path)
        return
    found = sorted(each for each in path.rglob("*") if each.suffix.lower() in _SUFFIXES and each.is_file())
    if not found:
        raise Unreadable(
            da=f"{place}: Mappen har ingen filer med rækker eller breve ({', '.join(sorted(_SUFFIXES))}).",
            en=f"{place}: The folder has no files of rows or letters ({', '.join(sorted(_SUFFIXES))}).",
        )
    for each in found:
        yield str(each.relative_to(path)), read_file(each)


def _codes(path: Path | None) -> Codes:
    """The mapping table of the hub, as the hub exports it."""
    return Codes(() if path is None else read_mapping(path))


def _write(report: Report, out: Path) -> None:
    make_folder(out)
    made_at = datetime.now(UTC).astimezone(DENMARK)
    write_file(out / PAGE, page.html(report, made_at=made_at).encode())
    for name, content in tables.files(report).items():
        write_file(out / name, content)


def _print(report: Report, out: Path, say: Say) -> None:
    console = output.results()
    for link in report.links:
        counted = tables.kinds(link.mismatches)
        told = ", ".join(f"{say(*KINDS[kind]).lower()} {counted[kind]}" for kind in KINDS if counted[kind])
        line = Text(
            f"{say(*SIDE_WORDS[link.left_side])} → {say(*SIDE_WORDS[link.right_side])}: ", style="bold"
        )
        line.append(told or say("alt stemmer", "everything matches"), style="red" if told else "green")
        line.append(
            say(f" ({link.pairs} svar sammenholdt)", f" ({link.pairs} results compared)"), style="dim"
        )
        console.print(line, soft_wrap=True)
    unread = _unread(report.held)
    if unread:
        console.print(Text(say(f"Ulæst: {unread}", f"Unread: {unread}"), style="red"), soft_wrap=True)
    console.print(str(out / PAGE), soft_wrap=True)


def _unread(held: Sequence[Held]) -> int:
    return sum(len(each.unread) for each in held)
