"""Receipts: XCTL03 for what is accepted, XCTL02 for what is refused, whole or in part.

Sender and Receiver are swapped relative to the letter; OriginalSender and OriginalReceiver keep
their order. Source: MedCom's schemas of release 2005/08/07 and the receipts that MedCom publishes.

Assumptions, since no source states them: a receipt names the number of its own letter as envelope
number too; a positive receipt for more than 99 letters names none, since it accepts them all; a
negative one names the first 99 it refuses and says where the whole list is; a negative receipt for
part of an envelope names only the refused letters and tells how many were stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from labsvar.exchange.model import RefuseCode
from labsvar.findings import Finding
from labsvar.formats import xml
from labsvar.letters.catalogue import Emessage, Receipt
from labsvar.letters.common import Envelope
from labsvar.letters.element import DateTime
from labsvar.letters.receipts import (
    AcceptedEmessage,
    AcceptedLetter,
    Mailbox,
    NegativeReceipt,
    PositiveReceipt,
    ReceiptLetter,
    RefusedEmessage,
    RefusedLetter,
)
from labsvar.letters.release import RELEASE_2005
from labsvar.letters.text import BreakableText, from_lines

CONTENT_TYPE: Final = "application/xml; charset=utf-8"
_DENMARK: Final = ZoneInfo("Europe/Copenhagen")
UNKNOWN: Final = "?"
"""In a receipt, the number or version of a letter that could not be read."""
_MOST_LETTERS: Final = 99
_LONGEST_NUMBER: Final = 14
_LONGEST_VERSION: Final = 7
_LONGEST_PARTY: Final = 35
_MOST_FINDINGS: Final = 20
"""Findings told of one letter in a receipt; the rest stand where the state can be read."""


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """The envelope that is answered, by whom, under which number of ours, and when."""

    number: int
    own_gln: str
    envelope_number: str
    sender: str
    receiver: str
    at: datetime


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One refused letter and why."""

    letter_number: str
    version_code: str
    code: RefuseCode
    findings: Sequence[Finding] = ()


def positive(answered: Answered, letters: Sequence[tuple[str, str]]) -> bytes:
    """XCTL03 for an envelope whose letters, as pairs of number and version code, are all accepted."""
    named = letters if len(letters) <= _MOST_LETTERS else ()
    original = AcceptedEmessage(
        original_envelope_identifier=answered.envelope_number[:_LONGEST_NUMBER],
        original_sender=_mailbox(answered.sender),
        original_receiver=_mailbox(answered.receiver),
        original_letters=tuple(
            AcceptedLetter(original_letter_identifier=number, original_version_code=version)
            for number, version in named
        ),
    )
    receipt = PositiveReceipt(
        letter=_head(answered, "XC0330Q", "XCTL03"),
        sender=_mailbox(answered.own_gln),
        receiver=_mailbox(answered.sender),
        original_emessage=original,
    )
    return _written(answered, receipt)


def negative(
    answered: Answered, *, code: RefuseCode | None, lines: Sequence[str], refused: Sequence[Refusal]
) -> bytes:
    """XCTL02 for an envelope that is refused, wholly (with a `code`) or in part.

    `lines` are what is said of the envelope, `refused` the letters it is refused for.
    """
    original = RefusedEmessage(
        original_envelope_identifier=answered.envelope_number[:_LONGEST_NUMBER],
        original_sender=_mailbox(answered.sender),
        original_receiver=_mailbox(answered.receiver),
        refuse_code=code,
        refuse_text=from_lines(lines) or None,
        original_letters=tuple(_refused(letter) for letter in refused[:_MOST_LETTERS]),
    )
    receipt = NegativeReceipt(
        letter=_head(answered, "XC0230Q", "XCTL02"),
        sender=_mailbox(answered.own_gln),
        receiver=_mailbox(answered.sender),
        original_emessage=original,
    )
    return _written(answered, receipt)


def names_all(refused: Sequence[Refusal]) -> bool:
    """Whether a receipt can name every refused letter."""
    return len(refused) <= _MOST_LETTERS


def told(findings: Sequence[Finding]) -> list[str]:
    """Findings as lines of a receipt: place, what is wrong, what to do, and the rule."""
    errors = [finding for finding in findings if finding.severity == "error"]
    lines = [_line(finding) for finding in errors[:_MOST_FINDINGS]]
    if len(errors) > _MOST_FINDINGS:
        lines.append(f"... og {len(errors) - _MOST_FINDINGS} fejl mere.")
    return lines


def _line(finding: Finding) -> str:
    place = "" if finding.line is None else f"linje {finding.line}, "
    where = f"{place}{finding.path}: " if finding.path else place
    return f"{where}{finding.da} {finding.todo_da} [{finding.rule}]"


def _refused(letter: Refusal) -> RefusedLetter:
    text: BreakableText = from_lines(told(letter.findings))
    return RefusedLetter(
        original_letter_identifier=letter.letter_number[:_LONGEST_NUMBER],
        original_version_code=letter.version_code[:_LONGEST_VERSION],
        refuse_code=letter.code,
        refuse_text=text or None,
    )


def _head(answered: Answered, version: str, kind: str) -> ReceiptLetter:
    return ReceiptLetter(
        identifier=number_of_ours(answered.number), version_code=version, statistical_code=kind
    )


def _mailbox(location: str) -> Mailbox:
    """A party; of a faulty letter's, as much as a receipt can hold."""
    return Mailbox(ean_identifier=location[:_LONGEST_PARTY])


def number_of_ours(number: int) -> str:
    """A letter or envelope number of our own: at most fourteen characters, never used twice."""
    return f"LV{number:012d}"


def denmark(at: datetime) -> DateTime:
    """A time as letters write it, in Danish local time."""
    local = at.astimezone(_DENMARK)
    return DateTime(date=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}")


def _written(answered: Answered, receipt: Receipt) -> bytes:
    envelope = Envelope(
        sent=denmark(answered.at),
        identifier=number_of_ours(answered.number),
        acknowledgement_code="minuspositivkvitt",
    )
    return xml.write(Emessage(namespace=RELEASE_2005.namespace, envelope=envelope, letters=(receipt,)))
