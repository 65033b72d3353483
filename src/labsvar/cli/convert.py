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
from labsvar.cli.files import STANDARD_INPUT, make_folder, read_file, write_file
from labsvar.cli.judging import sound_bundle, sound_content
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
from labsvar.conversion.fhir import (
    TARGETS,
    Choices,
    ConvertedBundle,
    is_fhir,
    one_by_one,
    to_bundle,
    to_letter,
)
from labsvar.formats import EmessageRead
from labsvar.formats.fhir.resources import Bundle

_SEPARATORS: Final = tuple({"/", os.sep})
_SUFFIXES: Final = {"xml": ".xml", "edifact": ".edi", "fhir": ".json"}
Done = ConvertedMessage | ConvertedBundle


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
    read = _read(path, say)
    into_folder = out is not None and _is_folder(out, read, to)
    try:
        done = _converted(
            read, into_folder=into_folder, to=to, encoding=encoding, given=given, accept_losses=accept_losses
        )
    except UnknownTarget:
        raise _unknown(to) from None
    except CannotConvert as refused:
        raise _refused(refused, to, say) from refused
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


def _read(path: Path, say: Say) -> EmessageRead | Bundle:
    """The letters of a file, or the Bundle it is. Raises as `read_sound`."""
    data = read_file(path)
    if not is_fhir(data):
        return sound_content(path, data, say)
    return sound_bundle(path, data, say)


def _is_folder(out: str, read: EmessageRead | Bundle, to: str) -> bool:
    if out.endswith(_SEPARATORS) or Path(out).is_dir():
        return True
    if Path(out).exists() or Path(out).suffix:
        return False
    with suppress(UnknownTarget, CannotConvert):
        return len(_pieces(read, to)) > 1
    return False


def _pieces(read: EmessageRead | Bundle, to: str) -> Sequence[EmessageRead | Bundle]:
    """The file as several, each of which one file of the target can hold."""
    if isinstance(read, Bundle):
        return (read,)
    return one_by_one(read) if to.lower() in TARGETS else parts(read, to=to)


def _names(path: Path, done: Sequence[Done]) -> Iterator[str]:
    """The names of the files in the folder: that of the file that was read, numbered when there are more."""
    stem = "letters" if str(path) == STANDARD_INPUT else path.stem
    for number, each in enumerate(done, 1):
        numbered = f"-{number}" if len(done) > 1 else ""
        yield f"{stem}{numbered}{_SUFFIXES[each.form]}"


def _converted(
    read: EmessageRead | Bundle, *, into_folder: bool, to: str, encoding: str, **options: Any
) -> list[Done]:
    pieces = _pieces(read, to) if into_folder else (read,)
    return [_one(each, to=to, encoding=encoding, **options) for each in pieces]


def _one(read: EmessageRead | Bundle, *, to: str, encoding: str, **options: Any) -> Done:
    if isinstance(read, Bundle):
        return to_letter(read, to=to, encoding=encoding, **options)
    for target in TARGETS:
        if to.lower() == target:
            return to_bundle(read, to=target, choices=_choices(), **options)
    return convert_read(read, to=to, encoding=encoding, **options)


def _choices() -> Choices:
    """What the installation has chosen where the guides of FHIR leave it open."""
    from labsvar.cli.installation import settings_of

    settings = settings_of()
    return Choices(
        npu=settings.fhir_npu_system, gln=settings.fhir_gln_system, corrected=settings.fhir_corrected
    )


def _unknown(to: str) -> WrongUsage:
    names = ", ".join((*targets(), *TARGETS))
    return WrongUsage(
        da=f"--to {to} er ingen kendt form, type eller version; der findes {names}",
        en=f"--to {to} is no known form, kind or version; there are {names}",
    )


def _refused(reasons: CannotConvert, to: str, say: Say) -> Refused:
    for refusal in reasons.refusals:
        _list_refusal(refusal, say)
    return Refused(
        da=f"Brevet kan ikke omsættes til {to}; årsagerne står ovenfor.",
        en=f"The letter cannot be converted to {to}; the reasons stand above.",
    )


def _list_refusal(refusal: Refusal, say: Say) -> None:
    line = Text("  ")
    line.append(say("afvist", "refused"), style="bold red")
    line.append(f" {refusal.path}: {say(refusal.da, refusal.en)}")
    if refusal.option is not None:
        line.append(say(f" (giv {refusal.option})", f" (give {refusal.option})"), style="bold")
    output.messages().print(line, soft_wrap=True)
