"""Numbers of letters across the letters of one file."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

import msgspec

from labsvar.findings import Finding, define, has_errors
from labsvar.formats.model import LetterRead
from labsvar.letters.receipts import NegativeReceipt, NegativeVansReceipt, PositiveReceipt

LETTER_NUMBER_REUSED: Final = define(
    "exchange.letter-number-reused",
    "error",
    da="Brevnummeret er brugt før af samme afsender til et brev med andet indhold.",
    en="The letter number was used before by the same sender for a letter with other content.",
    todo_da="Giv det ændrede brev et nyt brevnummer, nyt kuvertnummer og nye tider.",
    todo_en="Give the changed letter a new letter number, a new envelope number and new times.",
    source="MedCom, Den gode VANSEnvelope, and MedCom on correspondence letter identifiers: unique numbers",
)
_RECEIPTS: Final = (NegativeReceipt, NegativeVansReceipt, PositiveReceipt)
_encode: Final = msgspec.json.Encoder().encode


class Numbers:
    """The numbers of one file, as the door would meet them: a refused letter takes none, and the same
    letter may come again."""

    def __init__(self) -> None:
        self._taken: dict[tuple[str | None, str | None], bytes] = {}

    def fault(self, letter: LetterRead, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """What is wrong with the number of the next letter, in which `findings` were found."""
        if letter.letter is None or isinstance(letter.letter, _RECEIPTS) or has_errors(findings):
            return ()
        content = sha256(_encode(letter.letter)).digest()
        if self._taken.setdefault((letter.sender, letter.identifier), content) == content:
            return ()
        path = letter.path if letter.path.startswith("UNH") else f"{letter.path}/Letter/Identifier"
        return (LETTER_NUMBER_REUSED.at(line=letter.line, path=path),)
