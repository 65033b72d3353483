"""Receipts: XCTL03 for what was accepted, XCTL02 for what was refused.

Source: MedCom's schemas of release 2005/08/07. In a receipt sender and receiver are swapped, while
`OriginalSender` and `OriginalReceiver` repeat the order of what is receipted, and a receipt never asks
for one. A receipt names at most 99 letters; the text of a refusal says how many were stored and, where
there are more, where the whole list is (an assumption: the standard says nothing about a half-good
`Emessage`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from labsvar.findings import Finding
from labsvar.letters.catalogue import Emessage
from labsvar.letters.common import Envelope
from labsvar.letters.element import DateTime
from labsvar.letters.receipts import (
    XC0230Q,
    XC0330Q,
    AcceptedEmessage,
    AcceptedLetter,
    Mailbox,
    NegativeReceipt,
    PositiveReceipt,
    ReceiptLetter,
    RefusedEmessage,
    RefusedLetter,
)
from labsvar.letters.text import Break, from_lines
from labsvar.letters.version import LetterVersion

MOST_LETTERS: Final = 99
_LETTER_NUMBER_LENGTH: Final = 14
_VERSION_LENGTH: Final = 7
_MAILBOX_LENGTH: Final = 35
_LINES_PER_LETTER: Final = 20

RefuseCode = Literal[
    "ikke_specificeret",
    "ukendt_lokationsnummer",
    "problem_med_modtagerID",
    "problem_med_version",
    "syntaksfejl",
]


class Original(msgspec.Struct, frozen=True, kw_only=True):
    """What is receipted: the number of its envelope, its sender and its receiver, as sent."""

    envelope_number: str
    sender: str
    receiver: str


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """One letter of it, as its receipt names it."""

    number: str
    version: str


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """One letter that is refused, by which code and findings."""

    number: str
    version: str
    code: RefuseCode
    findings: tuple[Finding, ...]


def positive(
    original: Original, letters: Iterable[Answered], *, number: str, own_gln: str, at: datetime
) -> Emessage:
    """An XCTL03. `number` is the receipt's own envelope and letter number, never used before;
    `at` is Danish local time."""
    receipt = PositiveReceipt(
        letter=_head(XC0330Q, number),
        sender=_mailbox(own_gln),
        receiver=_mailbox(original.sender),
        original_emessage=AcceptedEmessage(
            original_envelope_identifier=original.envelope_number,
            original_sender=_mailbox(original.sender),
            original_receiver=_mailbox(original.receiver),
            original_letters=tuple(
                AcceptedLetter(
                    original_letter_identifier=_number(letter.number),
                    original_version_code=_version(letter.version),
                )
                for letter in list(letters)[:MOST_LETTERS]
            ),
        ),
    )
    return _wrapped(receipt, number, at)


def negative(
    original: Original,
    refused: Sequence[Refused],
    *,
    code: RefuseCode | None,
    lines: Sequence[str],
    number: str,
    own_gln: str,
    at: datetime,
) -> Emessage:
    """An XCTL02. `code` and `lines` are about the envelope as a whole; each refused letter has its own."""
    receipt = NegativeReceipt(
        letter=_head(XC0230Q, number),
        sender=_mailbox(own_gln),
        receiver=_mailbox(original.sender),
        original_emessage=RefusedEmessage(
            original_envelope_identifier=original.envelope_number,
            original_sender=_mailbox(original.sender),
            original_receiver=_mailbox(original.receiver),
            refuse_code=code,
            refuse_text=from_lines(lines) if lines else None,
            original_letters=tuple(_refused(letter) for letter in refused[:MOST_LETTERS]),
        ),
    )
    return _wrapped(receipt, number, at)


def half_good(*, stored: int, refused: int, full_list: str) -> list[str]:
    """What an XCTL02 says when only some letters of an `Emessage` were refused."""
    lines = [f"{stored} breve er modtaget og gemt, {refused} er afvist. / {stored} letters stored, {refused} refused."]
    if refused > MOST_LETTERS:
        lines.append(f"De første {MOST_LETTERS} er nævnt her. Hele listen: {full_list}")
    return lines


def finding_lines(findings: Sequence[Finding]) -> list[str]:
    """Errors as lines of a refusal: rule, place, what is wrong, what to do. No values of the letter."""
    errors = [finding for finding in findings if finding.severity == "error"]
    lines = [_line(finding) for finding in errors[:_LINES_PER_LETTER]]
    left = len(errors) - len(lines)
    if left > 0:
        lines.append(f"... og {left} fejl mere. / ... and {left} more errors.")
    return lines


def _line(finding: Finding) -> str:
    place = ", ".join(
        part for part in (f"linje {finding.line}" if finding.line else "", finding.path or "") if part
    )
    where = f" ({place})" if place else ""
    return f"{finding.rule}{where}: {finding.da} {finding.todo_da}"


def _refused(letter: Refused) -> RefusedLetter:
    lines: tuple[str | Break, ...] = from_lines(finding_lines(letter.findings))
    return RefusedLetter(
        original_letter_identifier=_number(letter.number),
        original_version_code=_version(letter.version),
        refuse_code=letter.code,
        refuse_text=lines or None,
    )


def _head(version: LetterVersion, number: str) -> ReceiptLetter:
    return ReceiptLetter(identifier=number, version_code=version.code, statistical_code=version.kind)


def _wrapped(receipt: PositiveReceipt | NegativeReceipt, number: str, at: datetime) -> Emessage:
    sent = DateTime(date=at.strftime("%Y-%m-%d"), time=at.strftime("%H:%M"))
    envelope = Envelope(sent=sent, identifier=number, acknowledgement_code="minuspositivkvitt")
    return Emessage(namespace=XC0330Q.release.namespace, envelope=envelope, letters=(receipt,))


def _mailbox(identifier: str) -> Mailbox:
    return Mailbox(ean_identifier=identifier[:_MAILBOX_LENGTH] or "_")


def _number(number: str) -> str:
    # A refused letter may have a number that is missing or too long; an underscore stands for a
    # missing name in letters that came from EDIFACT, and is used here for a missing number.
    return number[:_LETTER_NUMBER_LENGTH] or "_"


def _version(version: str) -> str:
    return version[:_VERSION_LENGTH] or "_"
