"""`labsvar vans`: letters into VANSEnvelopes and out of them."""

from __future__ import annotations

from pathlib import Path

from labsvar.cli import output
from labsvar.cli.errors import Refused, WrongUsage
from labsvar.cli.files import read_file, write_file
from labsvar.cli.judging import content_of_envelope, sound
from labsvar.cli.language import Say
from labsvar.formats import detect, vans
from labsvar.formats.vans import Contents, EndPoint


def wrap(path: Path, say: Say, *, out: Path | None, sender: str | None, receiver: str | None) -> None:
    """Writes a file of letters in an envelope of its own. Names, version and parties are those of the
    letters, unless other parties are given.

    Raises `Unreadable`, `WrongUsage`, `NotWritten`, and `Refused` with the errors already listed.
    """
    data = read_file(path)
    if detect(data) == "vans":
        raise WrongUsage(da=f"{path} er en VANSEnvelope allerede.", en=f"{path} is a VANSEnvelope already.")
    read = sound(path, data, say)
    contents = vans.contents_of(read)
    if len(contents) != 1:
        raise Refused(
            da=f"{path} har breve af flere versioner; en kuvert nævner én.",
            en=f"{path} holds letters of several versions; an envelope names one.",
        )
    try:
        made = _wrapped(data, contents[0], sender=sender or read.sender, receiver=receiver or read.receiver)
    except vans.CannotWrite as refused:
        names = ", ".join(sorted({(each.path or "").rpartition("/")[2] for each in refused.findings}))
        raise WrongUsage(
            da=f"Kuverten kan ikke skrives; se efter {names}. Parterne gives med --sender og --receiver.",
            en=f"The envelope cannot be written; see to {names}. Parties are given with --sender and --receiver.",
        ) from None
    _write(made, out)


def _wrapped(data: bytes, content: Contents, *, sender: str | None, receiver: str | None) -> bytes:
    return vans.wrap(
        data,
        sender=_party(sender),
        receiver=_party(receiver),
        kind=content.kind,
        version=content.version,
        document_format=content.format,
    )


def _party(given: str | None) -> EndPoint:
    return vans.end_point(given or "")


def unwrap(path: Path, say: Say, *, out: Path | None) -> None:
    """Writes what lies in an envelope, byte for byte. Raises `Unreadable`, `WrongUsage`, `NotWritten`, and
    `Refused` for an envelope with errors or with a receipt in it; what is wrong is listed."""
    data = read_file(path)
    if detect(data) != "vans":
        raise WrongUsage(da=f"{path} er ingen VANSEnvelope.", en=f"{path} is no VANSEnvelope.")
    _write(content_of_envelope(path, data, say), out)


def _write(data: bytes, out: Path | None) -> None:
    if out is None:
        output.write_bytes(data)
    else:
        write_file(out, data)
