"""The whole check of a file: what its form, its standard and its content say."""

from __future__ import annotations

from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from labsvar import formats
from labsvar.checks.found import Place, line_of
from labsvar.checks.letter import content
from labsvar.checks.numbers import Numbers
from labsvar.findings import Finding
from labsvar.formats import EmessageRead, LetterRead, vans
from labsvar.letters.element import DateTime

Format = Literal["xml", "edifact", "vans"]
_ENVELOPE: Final = "VANSEnvelope 1.0.4"


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A file with everything that was found in it.

    `version` is that of the first letter whose version is known, or of the VANSEnvelope when a receipt of
    its own lies in it. `findings` holds those of the file,
    then those of each letter: of its form and standard, and of its content when it has no errors.
    """

    format: Format
    version: str | None
    read: EmessageRead
    findings: tuple[Finding, ...]


def check(data: bytes) -> Checked:
    """Checks the bytes of a file. Whatever they are, the answer is findings and never an exception.

    Of a VANSEnvelope both the envelope and the letters in it are checked.
    """
    if formats.detect(data) == "vans":
        return _enveloped(data)
    return _letters(data)


def _enveloped(data: bytes) -> Checked:
    """The findings of the envelope first; those of what lies in it have their places in the content."""
    read = vans.read(data)
    content = None if read.envelope is None else read.envelope.content
    if isinstance(content, vans.Message):
        inner = _letters(content.data)
        document = content.meta_information.document
        astray = [_placed(each, data) for each in vans.contradictions(document, inner.read)]
        return replace(inner, format="vans", findings=(*read.findings, *astray, *inner.findings))
    nothing = EmessageRead(
        encoding=None,
        namespace=None,
        envelope=None,
        envelope_identifier=None,
        findings=read.findings,
        letters=(),
    )
    version = None if read.envelope is None else _ENVELOPE
    return Checked(format="vans", version=version, read=nothing, findings=read.findings)


def _placed(finding: Finding, data: bytes) -> Finding:
    """The finding with the line of its element in the envelope."""
    below = (finding.path or "").removeprefix("/VANSEnvelope/")
    return replace(finding, line=line_of(data, below))


def _letters(data: bytes) -> Checked:
    read = formats.read(data)
    sent = None if read.envelope is None else read.envelope.sent
    findings = [*read.findings]
    numbers = Numbers()
    for letter in read.letters:
        found = (*letter.findings, *content_of(letter, sent=sent))
        findings += (*found, *numbers.fault(letter, found))
    known = (letter.version.code for letter in read.letters if letter.version is not None)
    return Checked(format=read.format, version=next(known, None), read=read, findings=tuple(findings))


def content_of(letter: LetterRead, *, sent: DateTime | None = None) -> tuple[Finding, ...]:
    """What the content rules find in a letter as it was read; nothing when it has errors.

    `sent` is the time in its envelope. What is found in an EDIFACT letter is placed by the segment that
    the element of its XML form came from.
    """
    if letter.letter is None or letter.version is None:
        return ()
    if letter.version_code != letter.version.code:
        found = content(letter.letter, letter.version, place=Place(path=""), sent=sent)
        return _in_segments(found, letter) if found else ()
    place = Place(path=letter.path, raw=letter.body, first_line=letter.line)
    return content(letter.letter, letter.version, place=place, sent=sent)


def _in_segments(findings: tuple[Finding, ...], letter: LetterRead) -> tuple[Finding, ...]:
    """The findings, whose paths begin below the letter's own element, where their segments stand."""
    from labsvar.formats.edifact import Places

    places = Places(letter)
    made = []
    for each in findings:
        line, path = places.at((each.path or "").removeprefix("/"))
        made.append(replace(each, line=line, path=path))
    return tuple(made)
