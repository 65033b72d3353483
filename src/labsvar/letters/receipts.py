"""XCTL01, XCTL02 and XCTL03: the receipts.

Source: MedCom's schemas of release 2005/08/07 (NegativeVansReceipt XC0130Q, NegativeReceipt
XC0230Q, PositiveReceipt XC0330Q).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters.element import Element, Text7, Text8, Text14, Text35, VersionCode
from labsvar.letters.facets import Coded, ListName, Times
from labsvar.letters.release import RELEASE_2005
from labsvar.letters.text import BreakableText
from labsvar.letters.version import LetterVersion


class ReceiptLetter(Element, frozen=True, kw_only=True):
    """The head of a receipt."""

    identifier: Annotated[Text14, ListName("BrevNr")]
    version_code: Annotated[VersionCode, ListName("VERSION")]
    statistical_code: Annotated[Text8, ListName("BrvStat")]


class Mailbox(Element, frozen=True, kw_only=True):
    """A sender or receiver: a location number, or the name of a network."""

    ean_identifier: Text35 = msgspec.field(name="EANIdentifier")


class AcceptedLetter(Element, frozen=True, kw_only=True):
    """A letter that is receipted."""

    original_letter_identifier: Annotated[Text14, ListName("OriginalBrevNr")]
    original_version_code: Text7


class RefusedLetter(Element, frozen=True, kw_only=True):
    """A letter that is refused, and why."""

    original_letter_identifier: Annotated[Text14, ListName("OriginalBrevNr")]
    original_version_code: Text7
    refuse_code: Annotated[str, Coded("RefuseCode"), ListName("TEXTNR")] | None = None
    refuse_text: Annotated[BreakableText, ListName("AfvisningsAarsag")] | None = None


class AcceptedEmessage(Element, frozen=True, kw_only=True):
    """The envelope that is receipted; sender and receiver stand in their original order."""

    original_envelope_identifier: Annotated[Text14, ListName("OriginalKuvertNr")]
    original_sender: Mailbox
    original_receiver: Mailbox
    original_letters: Annotated[tuple[AcceptedLetter, ...], Times(0, 99)] = msgspec.field(
        default=(), name="OriginalLetter"
    )


class RefusedEmessage(Element, frozen=True, kw_only=True):
    """The envelope that is refused, wholly or in part, and why."""

    original_envelope_identifier: Annotated[Text14, ListName("OriginalKuvertNr")]
    original_sender: Mailbox
    original_receiver: Mailbox
    refuse_code: Annotated[str, Coded("RefuseCode"), ListName("TEXTNR")] | None = None
    refuse_text: Annotated[BreakableText, ListName("AfvisningsAarsag")] | None = None
    original_letters: Annotated[tuple[RefusedLetter, ...], Times(0, 99)] = msgspec.field(
        default=(), name="OriginalLetter"
    )


class NegativeVansReceipt(Element, frozen=True, kw_only=True, tag_field="root", tag="NegativeVansReceipt"):
    """XCTL01: the network could not deliver."""

    letter: ReceiptLetter
    sender: Mailbox
    receiver: Mailbox
    original_emessage: RefusedEmessage


class NegativeReceipt(Element, frozen=True, kw_only=True, tag_field="root", tag="NegativeReceipt"):
    """XCTL02: the receiving system refuses."""

    letter: ReceiptLetter
    sender: Mailbox
    receiver: Mailbox
    original_emessage: RefusedEmessage


class PositiveReceipt(Element, frozen=True, kw_only=True, tag_field="root", tag="PositiveReceipt"):
    """XCTL03: the receiving system accepts."""

    letter: ReceiptLetter
    sender: Mailbox
    receiver: Mailbox
    original_emessage: AcceptedEmessage


XC0130Q = LetterVersion(code="XC0130Q", kind="XCTL01", root=NegativeVansReceipt, release=RELEASE_2005)
XC0230Q = LetterVersion(code="XC0230Q", kind="XCTL02", root=NegativeReceipt, release=RELEASE_2005)
XC0330Q = LetterVersion(code="XC0330Q", kind="XCTL03", root=PositiveReceipt, release=RELEASE_2005)
