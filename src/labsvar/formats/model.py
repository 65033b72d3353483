"""What reading gives, whatever the form of the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from labsvar.findings import Finding, has_errors
from labsvar.formats.changes import Change
from labsvar.letters.catalogue import AnyLetter
from labsvar.letters.common import Envelope
from labsvar.letters.version import LetterVersion


class LetterRead(msgspec.Struct, frozen=True, kw_only=True):
    """One letter of an Emessage, or of an EDIFACT interchange.

    `letter` is there when the letter has no errors; `version` when its version is known. `identifier`,
    `version_code`, `sender` and `receiver` (the EANIdentifier of each) are what the letter says as far
    as it can be read, also of a faulty one, since a negative receipt names them. `root` is the name of
    the letter's own element, `index` its place among the letters, from zero; `path` and `line` say
    where the letter begins in the file.

    `head`, `body` and `tail` are exact bytes of the file: what stands before the letters, the letter
    itself, and the end (of an interchange, an end of its own). `changes` are what reading assumed or
    had no place for; XML has none.
    """

    letter: AnyLetter | None
    version: LetterVersion | None
    findings: tuple[Finding, ...]
    identifier: str | None
    version_code: str | None
    sender: str | None
    receiver: str | None
    root: str
    index: int
    path: str
    line: int
    head: bytes
    body: bytes
    tail: bytes
    changes: tuple[Change, ...] = ()

    @property
    def raw(self) -> bytes:
        """A file of its own with the exact bytes of what stands before the letters and of this letter."""
        return self.head + self.body + self.tail

    @property
    def has_errors(self) -> bool:
        """Whether the letter is refused."""
        return has_errors(self.findings)


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What stands before the letters: the first thing a stream gives.

    `envelope` is there when it has no errors; `envelope_identifier` as far as it can be read.
    """

    encoding: str | None
    namespace: str | None
    envelope: Envelope | None
    envelope_identifier: str | None
    findings: tuple[Finding, ...]


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """The last thing a stream gives: what was found between and after the letters.

    `complete` says whether the file could be read to its end as XML.
    """

    findings: tuple[Finding, ...]
    complete: bool


class EmessageRead(msgspec.Struct, frozen=True, kw_only=True):
    """A whole file.

    `findings` are those about the file, the Emessage or interchange, and its Envelope; each letter has
    its own. `namespace` of an interchange is that of the release its first known letter equals.
    """

    encoding: str | None
    namespace: str | None
    envelope: Envelope | None
    envelope_identifier: str | None
    findings: tuple[Finding, ...]
    letters: tuple[LetterRead, ...]
    format: Literal["xml", "edifact"] = "xml"

    @property
    def readable(self) -> bool:
        """Whether the file was read to its end, so that it can be answered by a receipt."""
        return not any(found.family == "form" and found.severity == "error" for found in self.findings)

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """The findings of the file and of every letter."""
        return (*self.findings, *(found for letter in self.letters for found in letter.findings))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Everything that refuses the file or one of its letters."""
        return tuple(found for found in self.all_findings if found.severity == "error")

    @property
    def sender(self) -> str | None:
        """The sender's EANIdentifier in the first letter, as far as it can be read."""
        return next(self._of_letters("sender"), None)

    @property
    def receiver(self) -> str | None:
        """The receiver's EANIdentifier in the first letter, as far as it can be read."""
        return next(self._of_letters("receiver"), None)

    def _of_letters(self, field: str) -> Iterator[str | None]:
        return (getattr(letter, field) for letter in self.letters)
