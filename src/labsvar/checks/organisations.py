"""Rules about the numbers of organisations."""

from __future__ import annotations

from labsvar.checks import rules
from labsvar.checks.found import Found
from labsvar.codes import tables
from labsvar.identifiers import gln, organisations
from labsvar.letters.catalogue import AboutPerson, Receipt
from labsvar.letters.footstatus import DiabeticFootStatus
from labsvar.letters.receipts import NegativeVansReceipt


def check_parties(letter: AboutPerson, found: Found) -> None:
    """Location numbers and own numbers of sender, receiver and copy receiver."""
    sender, receiver = letter.sender, letter.receiver
    copy = None if isinstance(letter, DiabeticFootStatus) else letter.cc_receiver
    check_location(sender.ean_identifier, "Sender/EANIdentifier", found)
    check_location(receiver.ean_identifier, "Receiver/EANIdentifier", found)
    check_identifier(sender.identifier, sender.identifier_code, "Sender/Identifier", found)
    check_identifier(receiver.identifier, receiver.identifier_code, "Receiver/Identifier", found)
    if copy is not None:
        check_identifier(copy.identifier, copy.identifier_code, "CCReceiver/Identifier", found)


def check_mailboxes(receipt: Receipt, found: Found) -> None:
    """Location numbers of a receipt; a network writes its name where it is the sender."""
    original = receipt.original_emessage
    if not isinstance(receipt, NegativeVansReceipt) or receipt.sender.ean_identifier.isdigit():
        check_location(receipt.sender.ean_identifier, "Sender/EANIdentifier", found)
    check_location(receipt.receiver.ean_identifier, "Receiver/EANIdentifier", found)
    inner = "OriginalEmessage/Original"
    check_location(original.original_sender.ean_identifier, f"{inner}Sender/EANIdentifier", found)
    check_location(original.original_receiver.ean_identifier, f"{inner}Receiver/EANIdentifier", found)


def check_location(number: str, path: str, found: Found) -> None:
    """A location number."""
    fault = gln.fault(number)
    if fault is not None:
        found.add(rules.IDENTIFIER_RULES["lokationsnummer"][fault.code], path)


def check_identifier(number: str, kind: str | None, path: str, found: Found) -> None:
    """A number of the kind that its `IdentifierCode` says; a local number has no known form."""
    if kind is None:
        return
    fault = organisations.fault(number, kind=kind)
    if fault is not None:
        found.add(rules.IDENTIFIER_RULES[kind][fault.code], path)
    elif kind == "kommunenummer":
        check_municipality(number, path, found)


def check_municipality(number: str, path: str, found: Found) -> None:
    """A municipality code of four digits."""
    if number not in tables.municipalities():
        found.add(rules.MUNICIPALITY_UNKNOWN, path)
