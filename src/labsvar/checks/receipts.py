"""Rules about receipts."""

from __future__ import annotations

from typing import Final

from labsvar.checks import rules
from labsvar.checks.found import Found
from labsvar.letters.catalogue import Receipt
from labsvar.letters.receipts import (
    AcceptedLetter,
    NegativeReceipt,
    NegativeVansReceipt,
    PositiveReceipt,
    RefusedEmessage,
    RefusedLetter,
)

_ORIGINAL: Final = "OriginalEmessage"


def check_receipt(receipt: Receipt, found: Found) -> None:
    """That a receipt says why, answers who wrote, and names each letter once."""
    if not isinstance(receipt, PositiveReceipt) and not _says_why(receipt.original_emessage):
        found.add(rules.RECEIPT_WITHOUT_REASON, _ORIGINAL)
    if not isinstance(receipt, NegativeVansReceipt) and not _answers_the_sender(receipt):
        found.add(rules.RECEIPT_NOT_TURNED, "Sender/EANIdentifier")
    seen: set[str] = set()
    letters: tuple[AcceptedLetter | RefusedLetter, ...] = receipt.original_emessage.original_letters
    for number, original in enumerate(letters, 1):
        if original.original_letter_identifier in seen:
            path = f"{_ORIGINAL}/OriginalLetter[{number}]/OriginalLetterIdentifier"
            found.add(rules.RECEIPT_LETTER_TWICE, path)
        seen.add(original.original_letter_identifier)


def _says_why(refused: RefusedEmessage) -> bool:
    """Whether the envelope, or every letter, is refused with a code or a text."""
    if refused.refuse_code is not None or refused.refuse_text:
        return True
    letters = refused.original_letters
    return bool(letters) and all(letter.refuse_code is not None or letter.refuse_text for letter in letters)


def _answers_the_sender(receipt: Receipt) -> bool:
    """Whether a receipt goes back to who wrote, from whoever was written to.

    Assumption: whoever got a letter that was not for them refuses it in their own name, as we do, since
    nobody answers in another's. So the sender of a refusal may be another than the original receiver.
    """
    original = receipt.original_emessage
    if receipt.receiver != original.original_sender:
        return False
    return isinstance(receipt, NegativeReceipt) or receipt.sender == original.original_receiver
