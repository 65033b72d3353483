"""`labsvar convert`: a letter in another version of its kind, and what that did to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rich.text import Text

from labsvar.cli import output
from labsvar.cli.errors import Refused, WrongUsage
from labsvar.cli.files import write_file
from labsvar.cli.judging import read_whole
from labsvar.cli.language import Say
from labsvar.conversion import (
    CannotConvert,
    Change,
    ConvertedMessage,
    UnknownTarget,
    convert_message,
    targets,
)
from labsvar.formats import xml
from labsvar.letters.catalogue import Emessage

_STYLES: Final = {"lost": "bold red", "assumed": "yellow", "changed": "cyan"}


def convert(
    path: Path,
    say: Say,
    *,
    to: str,
    out: Path | None,
    given: Mapping[str, str],
    accept_losses: bool,
    encoding: str,
) -> None:
    """Writes the converted file, and lists on standard error what was changed, assumed or lost.

    Raises `Refused` with every reason already listed, `Unreadable`, `WrongUsage` and `NotWritten`.
    """
    message = read_whole(path, say)
    converted = _converted(message, say, to=to, given=given, accept_losses=accept_losses)
    content = _written(converted.message, encoding)
    for change in converted.changes:
        _list(change, say)
    if out is None:
        output.write_bytes(content)
    else:
        write_file(out, content)


def _converted(
    message: Emessage, say: Say, *, to: str, given: Mapping[str, str], accept_losses: bool
) -> ConvertedMessage:
    try:
        return convert_message(message, to=to, given=given, accept_losses=accept_losses)
    except UnknownTarget:
        names = ", ".join(targets())
        raise WrongUsage(
            da=f"--to {to} er ingen kendt type eller version; der findes {names}",
            en=f"--to {to} is no known kind or version; there are {names}",
        ) from None
    except CannotConvert as refused:
        console = output.messages()
        for refusal in refused.refusals:
            line = Text("  ")
            line.append(say("afvist", "refused"), style="bold red")
            line.append(f" {refusal.path}: {say(refusal.da, refusal.en)}")
            if refusal.option is not None:
                line.append(say(f" (giv {refusal.option})", f" (give {refusal.option})"), style="bold")
            console.print(line, soft_wrap=True)
        raise Refused(
            da=f"Brevet kan ikke omsættes til {to}; årsagerne står ovenfor.",
            en=f"The letter cannot be converted to {to}; the reasons stand above.",
        ) from refused


def _written(message: Emessage, encoding: str) -> bytes:
    try:
        return xml.write(message, encoding=encoding)
    except xml.CannotWrite as problem:
        raise Refused(
            da=f"Brevet kan ikke skrives som {encoding}: {problem}",
            en=f"The letter cannot be written as {encoding}: {problem}",
        ) from problem


def _list(change: Change, say: Say) -> None:
    words = {
        "changed": say("ændret", "changed"),
        "assumed": say("antaget", "assumed"),
        "lost": say("tabt", "lost"),
    }
    line = Text(words[change.kind], style=_STYLES[change.kind])
    line.append(f" {change.path}: {say(change.da, change.en)}", style="default")
    output.messages().print(line, soft_wrap=True)
