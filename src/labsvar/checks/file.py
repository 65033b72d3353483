"""The whole check of a file: what its form, its standard and its content say."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from labsvar import formats
from labsvar.checks.found import Place
from labsvar.checks.letter import content
from labsvar.findings import Finding
from labsvar.formats import EmessageRead, LetterRead
from labsvar.letters.element import DateTime

Format = Literal["xml", "edifact"]


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A file with everything that was found in it.

    `version` is that of the first letter whose version is known. `findings` holds those of the file,
    then those of each letter: of its form and standard, and of its content when it has no errors.
    """

    format: Format
    version: str | None
    read: EmessageRead
    findings: tuple[Finding, ...]


def check(data: bytes) -> Checked:
    """Checks the bytes of a file. Whatever they are, the answer is findings and never an exception."""
    read = formats.read(data)
    sent = None if read.envelope is None else read.envelope.sent
    findings = [*read.findings]
    for letter in read.letters:
        findings += letter.findings
        findings += content_of(letter, sent=sent)
    known = (letter.version.code for letter in read.letters if letter.version is not None)
    return Checked(format=read.format, version=next(known, None), read=read, findings=tuple(findings))


def content_of(letter: LetterRead, *, sent: DateTime | None = None) -> tuple[Finding, ...]:
    """What the content rules find in a letter as it was read; nothing when it has errors.

    `sent` is the time in its envelope. What is found in an EDIFACT letter is placed by the XPath of its
    XML form and the line that the letter begins on.
    """
    if letter.letter is None or letter.version is None:
        return ()
    if letter.version_code != letter.version.code:
        found = content(letter.letter, letter.version, sent=sent)
        return tuple(replace(each, line=letter.line) for each in found)
    place = Place(path=letter.path, raw=letter.body, first_line=letter.line)
    return content(letter.letter, letter.version, place=place, sent=sent)
