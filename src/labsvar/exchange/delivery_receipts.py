"""What the answer to a letter that was passed on says about it: a receipt is matched to its envelope.

A status alone says that the bytes were taken. That the letter was accepted says the receipt that was
asked for, about the very envelope that was sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from labsvar import formats
from labsvar.letters.receipts import NegativeReceipt, NegativeVansReceipt, PositiveReceipt

Verdict = Literal["positive", "negative", "about another", "none"]
_RECEIPTS = (PositiveReceipt, NegativeReceipt, NegativeVansReceipt)


def verdict(answers: Iterable[bytes], *, envelope_number: str) -> Verdict:
    """What the receipts among some answers say about an envelope of ours.

    The first that is about the envelope counts: receipts do not change between copies. One that is about
    another envelope says nothing, and is told apart so that an operator sees it.
    """
    found: Verdict = "none"
    for answer in answers:
        if not answer:
            continue
        for letter in formats.read(answer).letters:
            receipt = letter.letter
            if not isinstance(receipt, _RECEIPTS):
                continue
            if receipt.original_emessage.original_envelope_identifier == envelope_number:
                return "positive" if isinstance(receipt, PositiveReceipt) else "negative"
            found = "about another"
    return found
