"""`labsvar convert`: letters in another version or form, and what that did to them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from rich.text import Text

from labsvar.cli import output
from labsvar.cli.changes import print_change
from labsvar.cli.errors import Refused, WrongUsage
from labsvar.cli.files import STANDARD_INPUT, make_folder, write_file
from labsvar.cli.judging import read_sound
from labsvar.cli.language import Say
from labsvar.conversion import (
    CannotConvert,
    ConvertedMessage,
    Refusal,
    UnknownTarget,
    convert_read,
    parts,
    targets,
)
from labsvar.formats import EmessageRead

_SEPARATORS: Final = tuple({"/", os.sep})
_SUFFIXES: Final = {"xml": ".xml", "edifact": ".edi"}


def convert(
    path: Path,
    say: Say,
    *,
    to: str,
    out: str | None,
    given: Mapping[str, str],
    accept_losses: bool,
    encoding: str,
) -> None:
    """Writes the converted file, and lists on standard error what was changed, assumed or lost.

    Into a folder, what one file cannot hold is written as several. A folder that is not there is made when
    its name ends as a folder's does, or when one file cannot hold all and nothing names a file. Raises `Refused` with every reason
    already listed, `Unreadable`, `WrongUsage` and `NotWritten`.
    """
    read = read_sound(path, say)
    into_folder = out is not None and _is_folder(out, read, to)
    done = _converted(
        read,
        say,
        into_folder=into_folder,
        to=to,
        encoding=encoding,
        given=given,
        accept_losses=accept_losses,
    )
    for each in done:
        for change in each.changes:
            print_change(change, say)
    if out is None:
        output.write_bytes(done[0].data)
    elif not into_folder:
        write_file(Path(out), done[0].data)
    else:
        make_folder(Path(out))
        for name, each in zip(_names(path, done), done, strict=True):
            write_file(Path(out) / name, each.data)


def _is_folder(out: str, read: EmessageRead, to: str) -> bool:
    if out.endswith(_SEPARATORS) or Path(out).is_dir():
        return True
    if Path(out).exists() or Path(out).suffix:
        return False
    with suppress(UnknownTarget, CannotConvert):
        return len(parts(read, to=to)) > 1
    return False


def _names(path: Path, done: Sequence[ConvertedMessage]) -> Iterator[str]:
    """The names of the files in the folder: that of the file that was read, numbered when there are more."""
    stem = "letters" if str(path) == STANDARD_INPUT else path.stem
    for number, each in enumerate(done, 1):
        numbered = f"-{number}" if len(done) > 1 else ""
        yield f"{stem}{numbered}{_SUFFIXES[each.form]}"


def _converted(
    read: EmessageRead, say: Say, *, into_folder: bool, to: str, encoding: str, **options: Any
) -> list[ConvertedMessage]:
    try:
        pieces = parts(read, to=to) if into_folder else (read,)
        return [convert_read(each, to=to, encoding=encoding, **options) for each in pieces]
    except UnknownTarget:
        names = ", ".join(targets())
        raise WrongUsage(
            da=f"--to {to} er ingen kendt form, type eller version; der findes {names}",
            en=f"--to {to} is no known form, kind or version; there are {names}",
        ) from None
    except CannotConvert as refused:
        for refusal in refused.refusals:
            _list_refusal(refusal, say)
        raise Refused(
            da=f"Brevet kan ikke omsættes til {to}; årsagerne står ovenfor.",
            en=f"The letter cannot be converted to {to}; the reasons stand above.",
        ) from refused


def _list_refusal(refusal: Refusal, say: Say) -> None:
    line = Text("  ")
    line.append(say("afvist", "refused"), style="bold red")
    line.append(f" {refusal.path}: {say(refusal.da, refusal.en)}")
    if refusal.option is not None:
        line.append(say(f" (giv {refusal.option})", f" (give {refusal.option})"), style="bold")
    output.messages().print(line, soft_wrap=True)
