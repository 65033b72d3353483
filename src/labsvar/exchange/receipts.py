"""Receipts: XCTL03 for what is accepted, XCTL02 for what is refused, whole or in part. Letters in EDIFACT
are answered in EDIFACT: CTL03 and CTL02, which say the same; FHIR documents by an OperationOutcome.

Sender and Receiver are swapped relative to the letter; OriginalSender and OriginalReceiver keep
their order. Source: MedCom's schemas of release 2005/08/07 and the receipts that MedCom publishes.

Assumptions, since no source states them: a receipt names the number of its own letter as envelope
number too; a positive receipt for more than 99 letters names none, since it accepts them all; a
negative one names the first 99 it refuses and says where the whole list is; a negative receipt for
part of an envelope names only the refused letters and tells how many were stored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal
from xml.sax.saxutils import escape

import msgspec
from msgspec.structs import replace

from labsvar import formats
from labsvar.exchange import outcomes
from labsvar.exchange.model import RefuseCode
from labsvar.findings import Finding
from labsvar.formats import edifact, xml
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
from labsvar.letters.zone import DENMARK

Form = Literal["xml", "edifact", "fhir"]

CONTENT_TYPE: Final = "application/xml; charset=utf-8"
EDIFACT_CONTENT_TYPE: Final = "application/EDIFACT; charset=iso-8859-1"
"""Source: RFC 1767, MIME encapsulation of EDI objects."""
_FIRST_BLANK: Final = 0xE000
_BLANKS: Final = "\ue000-\uf8ff"
_A_TIME: Final = DateTime(date="2000-01-01", time="00:00")
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_MOST_LETTERS: Final = 99
_LONGEST_NUMBER: Final = 14
_LONGEST_VERSION: Final = 7
_LONGEST_PARTY: Final = 35
_MOST_FINDINGS: Final = 20
"""Findings told of one letter in a receipt; the rest stand where the state can be read."""


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """The envelope that is answered, by whom, under which number of ours, when, and in which form."""

    number: int
    own_gln: str
    envelope_number: str
    sender: str
    receiver: str
    at: datetime
    form: Form = "xml"


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One refused letter and why."""

    letter_number: str
    version_code: str
    code: RefuseCode
    findings: Sequence[Finding] = ()


def positive(answered: Answered, letters: Sequence[tuple[str, str]]) -> bytes:
    """XCTL03 for an envelope whose letters, as pairs of number and version code, are all accepted."""
    named = letters if len(letters) <= _MOST_LETTERS else ()
    if answered.form == "edifact":
        return _as_edifact(_accepting(answered, named), answered)
    sent = denmark(answered.at)
    values = [number_of_ours(answered.number), sent.date, sent.time, answered.envelope_number]
    values += [value for letter in named for value in letter]
    form = _positive_form(answered.own_gln, answered.sender, answered.receiver, letters=len(named))
    return "".join(part if place is None else escape(values[place]) for part, place in form).encode()


@lru_cache(maxsize=1024)
def _positive_form(
    own_gln: str, sender: str, receiver: str, *, letters: int
) -> tuple[tuple[str, int | None], ...]:
    """A positive receipt in parts: text, and the places of what differs between two of the same parties.

    Most letters get one, so it is written once and filled in from then on.
    """
    number, date, time, envelope_number = (_blank(place) for place in range(4))
    receipt = _positive(
        number,
        envelope_number,
        parties=(own_gln, sender, receiver),
        letters=[(_blank(place), _blank(place + 1)) for place in range(4, 4 + 2 * letters, 2)],
    )
    written = _written(receipt, number=number, sent=_A_TIME).decode()
    written = written.replace(_A_TIME.date, date).replace(_A_TIME.time, time)
    parts = re.split(f"([{_BLANKS}])", written)
    return tuple((part, ord(part) - _FIRST_BLANK if place % 2 else None) for place, part in enumerate(parts))


def _accepting(answered: Answered, letters: Sequence[tuple[str, str]]) -> PositiveReceipt:
    return _positive(
        number_of_ours(answered.number),
        answered.envelope_number,
        parties=(answered.own_gln, answered.sender, answered.receiver),
        letters=letters,
    )


def _positive(
    number: str, envelope_number: str, *, parties: tuple[str, str, str], letters: Sequence[tuple[str, str]]
) -> PositiveReceipt:
    """A positive receipt; `parties` are we, the sender and the receiver of what is receipted."""
    own_gln, sender, receiver = parties
    return PositiveReceipt(
        letter=ReceiptLetter(identifier=number, version_code="XC0330Q", statistical_code="XCTL03"),
        sender=_mailbox(own_gln),
        receiver=_mailbox(sender),
        original_emessage=AcceptedEmessage(
            original_envelope_identifier=envelope_number,
            original_sender=_mailbox(sender),
            original_receiver=_mailbox(receiver),
            original_letters=tuple(
                AcceptedLetter(original_letter_identifier=identifier, original_version_code=version)
                for identifier, version in letters
            ),
        ),
    )


def _blank(place: int) -> str:
    """A character that stands for something else: of the private use area, so it means nothing itself."""
    return chr(_FIRST_BLANK + place)


def negative(
    answered: Answered, *, code: RefuseCode | None, lines: Sequence[str], refused: Sequence[Refusal]
) -> bytes:
    """XCTL02 for an envelope that is refused, wholly (with a `code`) or in part.

    `lines` are what is said of the envelope, `refused` the letters it is refused for.
    """
    number = number_of_ours(answered.number)
    original = RefusedEmessage(
        original_envelope_identifier=answered.envelope_number[:_LONGEST_NUMBER],
        original_sender=_mailbox(answered.sender),
        original_receiver=_mailbox(answered.receiver),
        refuse_code=code,
        refuse_text=from_lines(lines) or None,
        original_letters=tuple(_refused(letter) for letter in refused[:_MOST_LETTERS]),
    )
    receipt = NegativeReceipt(
        letter=ReceiptLetter(identifier=number, version_code="XC0230Q", statistical_code="XCTL02"),
        sender=_mailbox(answered.own_gln),
        receiver=_mailbox(answered.sender),
        original_emessage=original,
    )
    if answered.form == "edifact":
        return _as_edifact(receipt, answered)
    return _written(receipt, number=number, sent=denmark(answered.at))


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


def _mailbox(location: str) -> Mailbox:
    """A party; of a faulty letter's, as much as a receipt can hold."""
    return Mailbox(ean_identifier=re.sub(f"[{_BLANKS}]", "?", location[:_LONGEST_PARTY]))


def number_of_ours(number: int) -> str:
    """A letter or envelope number of our own: at most fourteen characters, never used twice."""
    return f"LV{number:012d}"


def denmark(at: datetime) -> DateTime:
    """A time as letters write it, in Danish local time."""
    local = at.astimezone(DENMARK)
    return DateTime(date=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}")


def in_form(receipt: bytes, form: Form) -> bytes:
    """A receipt that was given before, in the form of what it answers now: the same numbers and words."""
    if form == "fhir":
        return receipt
    found = formats.read(receipt)
    letter = found.letters[0].letter
    if found.format == form or not isinstance(letter, PositiveReceipt | NegativeReceipt):
        return receipt
    assert found.envelope is not None, "our own receipts can be read"
    letters = tuple(
        replace(each, original_version_code=_version_in(form, each.original_version_code))
        for each in letter.original_emessage.original_letters
    )
    original = replace(letter.original_emessage, original_letters=letters)
    whole = Emessage(
        namespace=RELEASE_2005.namespace,
        envelope=found.envelope,
        letters=(replace(letter, original_emessage=original),),
    )
    return edifact.write(whole).data if form == "edifact" else xml.write(whole)


def _version_in(form: Form, code: str) -> str:
    """A version code as letters of this form state it: R0131K in EDIFACT, XR0131K in XML."""
    plain = code.removeprefix("X")
    return plain if form == "edifact" else f"X{plain}"


def content_type(receipt: bytes | None) -> str | None:
    """The content type of a receipt; of none, none."""
    if receipt is None:
        return None
    if receipt.startswith(b"{"):
        return outcomes.CONTENT_TYPE
    return CONTENT_TYPE if receipt.startswith(b"<") else EDIFACT_CONTENT_TYPE


def _as_edifact(receipt: PositiveReceipt | NegativeReceipt, answered: Answered) -> bytes:
    """The receipt as an interchange: MedCom's version of a CONTRL equals that of the XML receipt."""
    number, sent = receipt.letter.identifier, denmark(answered.at)
    try:
        return edifact.write(_emessage(receipt, number=number, sent=sent)).data
    except edifact.CannotWrite:
        # A number that a faulty letter has may hold what would be read as another encoding.
        return edifact.write(_emessage(_in_ascii(receipt), number=number, sent=sent)).data


def _in_ascii(receipt: Receipt) -> Receipt:
    """A receipt with a question mark for every character beyond ASCII."""
    text = _BEYOND_ASCII.sub("?", msgspec.json.encode(receipt).decode())
    return msgspec.json.decode(text, type=type(receipt))


def _written(receipt: Receipt, *, number: str, sent: DateTime) -> bytes:
    """The receipt in an envelope of the same number."""
    return xml.write(_emessage(receipt, number=number, sent=sent))


def _emessage(receipt: Receipt, *, number: str, sent: DateTime) -> Emessage:
    envelope = Envelope(sent=sent, identifier=number, acknowledgement_code="minuspositivkvitt")
    return Emessage(namespace=RELEASE_2005.namespace, envelope=envelope, letters=(receipt,))
