"""A file judged: what format and version it is, what is found in it, and whether it can be read at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import msgspec
from msgspec.structs import replace
from rich.text import Text

from labsvar import formats
from labsvar.checks import Numbers, check, content_of
from labsvar.cli import output
from labsvar.cli.added import add_elements_of_environment
from labsvar.cli.errors import Refused, Unreadable
from labsvar.cli.files import FILE_CLOSED, STANDARD_INPUT, fault, read_file
from labsvar.cli.language import Say
from labsvar.conversion import message_of
from labsvar.findings import Finding, Rule, has_errors
from labsvar.formats import EmessageRead, xml
from labsvar.formats.fhir.resources import Bundle
from labsvar.letters.element import DateTime

if TYPE_CHECKING:
    from labsvar.checks.fhir.outside import Outside

# A larger file of XML is read letter by letter, so that it need not be held whole.
STREAMED_FROM: Final = 20_000_000
_START: Final = 4096
_READ_WHOLE: Final = frozenset({"edifact", "vans", "fhir"})


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What a check says about one file. `format` is `None` for a file that could not be opened."""

    file: str
    format: str | None
    version: str | None
    readable: bool
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """The file as `labsvar check --json` prints it."""
        return {
            # A name need not be UTF-8, and JSON must be.
            "file": os.fsencode(self.file).decode(errors="replace"),
            "format": self.format,
            "version": self.version,
            "findings": self.findings,
        }


def judge(path: Path) -> Judged:
    """Checks one file, or standard input. Whatever it is, the answer is findings."""
    add_elements_of_environment()
    if str(path) == STANDARD_INPUT:
        return judge_content(path, read_file(path))
    rule = fault(path)
    if rule is not None:
        return _not_opened(path, rule)
    try:
        with path.open("rb") as stream:
            start = stream.read(_START)
            stream.seek(0)
            if path.stat().st_size > STREAMED_FROM and formats.detect(start) not in _READ_WHOLE:
                return _of_stream(path, stream)
            return judge_content(path, stream.read())
    except OSError:
        return _not_opened(path, FILE_CLOSED)


def read_sound(path: Path, say: Say) -> EmessageRead:
    """A file of letters, XML or EDIFACT, that has no errors; also when it lies in a VANSEnvelope, which is told.

    Raises `Unreadable`, or `Refused` when the errors of the file have been listed on standard error.
    """
    return sound_content(path, read_file(path), say)


def sound_content(path: Path, data: bytes, say: Say) -> EmessageRead:
    """The same for bytes that were read from the file already."""
    content = content_of_envelope(path, data, say)
    if content is not data:
        note = say("er en VANSEnvelope; brevet i den læses.", "is a VANSEnvelope; the letter in it is read.")
        output.messages().print(Text(f"{path} {note}"), soft_wrap=True)
    return sound(path, content, say)


def sound(path: Path, data: bytes, say: Say) -> EmessageRead:
    """The letters in the bytes of a file, which has no errors. Raises as `read_sound`."""
    read = formats.read(data)
    _list(read.errors, say)
    if not read.readable or read.envelope is None or read.namespace is None:
        raise Unreadable(
            da=f"{path} kan ikke læses; fejlene står ovenfor.",
            en=f"{path} cannot be read; the errors stand above.",
        )
    if message_of(read) is None:
        raise Refused(
            da=f"{path} har fejl og kan ikke bruges; de står ovenfor.",
            en=f"{path} has errors and cannot be used; they stand above.",
        )
    return read


def sound_bundle(path: Path, data: bytes, say: Say) -> Bundle:
    """The Bundle in the bytes of a file, which has no errors. Raises as `read_sound`."""
    from labsvar.checks import fhir

    checked = fhir.check(data)
    errors = [each for each in checked.findings if each.severity == "error"]
    _list(errors, say)
    if isinstance(checked.read.resource, Bundle) and not errors:
        return checked.read.resource
    raise Refused(
        da=f"{path} er ingen Bundle uden fejl og kan ikke bruges.",
        en=f"{path} is no Bundle without errors and cannot be used.",
    )


def content_of_envelope(path: Path, data: bytes, say: Say) -> bytes:
    """What lies in a VANSEnvelope; any other file as it is.

    Raises `Refused` for an envelope with errors and for one with a receipt in it; what is wrong is listed.
    """
    if formats.detect(data) != "vans":
        return data
    from labsvar.formats import vans
    from labsvar.formats.vans import rules as vans_rules

    try:
        return vans.unwrap(data).data
    except vans.NoMessage as refused:
        read = refused.read
        receipt = (vans_rules.NO_LETTER.at(line=None, path="/VANSEnvelope/Receipt"),)
        _list(receipt if read.envelope else read.findings, say)
        raise Refused(
            da=f"Der er intet brev at tage ud af {path}; årsagen står ovenfor.",
            en=f"There is no letter to take out of {path}; the reason stands above.",
        ) from None


def _list(findings: Iterable[Finding], say: Say) -> None:
    from labsvar.cli.check import print_finding

    console = output.messages()
    for finding in findings:
        print_finding(finding, console, say)


def judge_content(path: Path, content: bytes, *, outside: Outside | None = None) -> Judged:
    """Checks bytes that were read from a file already; `outside` is asked about FHIR beside our own rules."""
    form = formats.detect(content)
    if form == "fhir":
        return _of_fhir(path, content, outside)
    if form == "vans" and (within := _fhir_within(content)) is not None:
        about, inner = within
        judged = _of_fhir(path, inner, outside)
        return replace(judged, format="vans", findings=(*about, *judged.findings))
    checked = check(content)
    return Judged(
        file=str(path),
        format=checked.format,
        version=checked.version,
        readable=checked.read.readable,
        findings=checked.findings,
    )


def _fhir_within(content: bytes) -> tuple[tuple[Finding, ...], bytes] | None:
    """What is found of an envelope, and the FHIR in it; `None` when something else lies there."""
    from labsvar.formats import vans

    read = vans.read(content)
    message = None if read.envelope is None else read.envelope.content
    if not isinstance(message, vans.Message) or formats.detect(message.data) != "fhir":
        return None
    return (*read.findings, *vans.not_hl7(message.meta_information.document)), message.data


def _of_fhir(path: Path, content: bytes, outside: Outside | None) -> Judged:
    from labsvar.checks import fhir
    from labsvar.results.fhir import unsafe

    checked = fhir.check(content)
    readable = checked.read.readable
    findings = checked.findings
    if checked.read.resource is not None and not has_errors(findings):
        findings = (*findings, *unsafe(checked.read.resource, content))
    return Judged(
        file=str(path),
        format="fhir",
        version=checked.version,
        readable=readable,
        findings=(*findings, *(outside.check(content) if outside and readable else ())),
    )


def _of_stream(path: Path, stream: BinaryIO) -> Judged:
    about_file: list[Finding] = []
    found: list[Finding] = []
    numbers = Numbers()
    version: str | None = None
    sent: DateTime | None = None
    for item in xml.read_stream(stream):
        match item:
            case xml.Head():
                about_file += item.findings
                sent = None if item.envelope is None else item.envelope.sent
            case xml.LetterRead():
                about = (*item.findings, *content_of(item, sent=sent))
                found += (*about, *numbers.fault(item, about))
                version = version or (None if item.version is None else item.version.code)
            case xml.Closing():
                about_file += item.findings
    return Judged(
        file=str(path),
        format="xml",
        version=version,
        readable=not any(_keeps_from_reading(each) for each in about_file),
        findings=(*about_file, *found),
    )


def _keeps_from_reading(finding: Finding) -> bool:
    return finding.family == "form" and finding.severity == "error"


def _not_opened(path: Path, rule: Rule) -> Judged:
    return Judged(
        file=str(path),
        format=None,
        version=None,
        readable=False,
        findings=(rule.at(line=None, path=None),),
    )
