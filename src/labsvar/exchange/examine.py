"""From bytes to what has to be decided: read, checked, addressed. Nothing stored is looked at."""

from __future__ import annotations

import hashlib
from typing import Final

import msgspec

from labsvar import checks, formats
from labsvar.exchange import identity, rules
from labsvar.exchange.contents import OfLetter
from labsvar.exchange.documents import examine_document
from labsvar.exchange.examined import WHOLE, Examined, ExaminedLetter, place
from labsvar.exchange.model import Arrival, RefuseCode
from labsvar.exchange.outer import is_enveloped, take_off
from labsvar.exchange.routing import Configuration
from labsvar.findings import Finding, has_errors
from labsvar.formats import EmessageRead, LetterRead
from labsvar.identifiers.person import is_made_up
from labsvar.letters.catalogue import RECEIPT_KINDS, AboutPerson
from labsvar.letters.receipts import NegativeReceipt, NegativeVansReceipt, PositiveReceipt

_RECEIPTS: Final = (NegativeVansReceipt, NegativeReceipt, PositiveReceipt)
_RECEIPT_ROOTS: Final = frozenset(kind.__name__ for kind in _RECEIPTS)
_encoder = msgspec.json.Encoder()


def examine(arrival: Arrival, configuration: Configuration) -> Examined:
    """Reads and checks what came in. Never raises for what the bytes hold."""
    limit = configuration.max_body_bytes
    if len(arrival.body) > limit:
        finding = rules.TOO_LARGE.at(line=None, path=None, limit=limit)
        return Examined(arrival=arrival, form=arrival.form or "xml", problem=413, findings=(finding,))
    if arrival.form == "fhir" or formats.detect(arrival.body) == "fhir":
        return examine_document(arrival, configuration)
    if is_enveloped(arrival.body):
        return _examine_enveloped(arrival, configuration)
    read = formats.read(arrival.body, limits=configuration.limits)
    if not read.readable:
        return Examined(arrival=arrival, form=read.format, problem=400, findings=read.all_findings)
    if any(_is_receipt(letter) for letter in read.letters):
        return _examine_receipts(arrival, read)
    return _examine_letters(arrival, read, configuration)


def _examine_enveloped(arrival: Arrival, configuration: Configuration) -> Examined:
    """What came in a VANSEnvelope, examined as if it had come without."""
    opened = take_off(arrival.body)
    outer = opened.outer
    if outer is None:
        return Examined(arrival=arrival, problem=400, findings=opened.findings)
    if opened.data is None:
        examined = Examined(arrival=arrival, findings=opened.findings)
    else:
        examined = examine(msgspec.structs.replace(arrival, body=opened.data), configuration)
    return msgspec.structs.replace(
        examined,
        outer=outer,
        letters=tuple(_told_too(letter, opened.findings) for letter in examined.letters),
        sender=examined.sender or outer.sender.identifier,
        receiver=examined.receiver or outer.receiver.identifier,
    )


def _told_too(letter: ExaminedLetter, findings: tuple[Finding, ...]) -> ExaminedLetter:
    """A letter with what was found about the envelope around it, which refuses nothing."""
    return msgspec.structs.replace(letter, findings=(*letter.findings, *findings)) if findings else letter


def _is_receipt(letter: LetterRead) -> bool:
    return letter.root in _RECEIPT_ROOTS or (
        letter.version is not None and letter.version.kind in RECEIPT_KINDS
    )


def _examine_receipts(arrival: Arrival, read: EmessageRead) -> Examined:
    """Receipts are never receipted, so a faulty one gets a problem document."""
    typed = [letter.letter for letter in read.letters]
    receipts = tuple(
        (receipt, letter.raw)
        for receipt, letter in zip(typed, read.letters, strict=True)
        if isinstance(receipt, _RECEIPTS)
    )
    if len(receipts) != len(read.letters) or has_errors(read.all_findings):
        return Examined(arrival=arrival, form=read.format, problem=400, findings=read.all_findings)
    return Examined(
        arrival=arrival,
        form=read.format,
        findings=read.all_findings,
        envelope=read.envelope,
        envelope_number=read.envelope_identifier or "",
        sender=read.sender or "",
        receiver=read.receiver or "",
        receipts=receipts,
    )


def _examine_letters(arrival: Arrival, read: EmessageRead, configuration: Configuration) -> Examined:
    if not (read.envelope_identifier and read.sender and read.receiver):
        finding = rules.NOT_ANSWERABLE.at(line=None, path=WHOLE[read.format])
        found = (*read.all_findings, finding)
        return Examined(arrival=arrival, form=read.format, problem=400, findings=found)
    letters = tuple(_examine_letter(letter, read, configuration) for letter in read.letters)
    return Examined(
        arrival=arrival,
        form=read.format,
        findings=read.findings,
        envelope=read.envelope,
        envelope_number=read.envelope_identifier,
        sender=read.sender,
        receiver=read.receiver,
        content=_content(read, letters),
        letters=letters,
    )


def _content(read: EmessageRead, letters: tuple[ExaminedLetter, ...]) -> str:
    """The hash of what an envelope says. Layout and encoding do not count, nor does XML or EDIFACT."""
    whole = hashlib.sha256(_encoder.encode(read.envelope))
    for letter in letters:
        whole.update(letter.content.encode())
    return f"\\x{whole.hexdigest()}"


def _examine_letter(read: LetterRead, whole: EmessageRead, configuration: Configuration) -> ExaminedLetter:
    letter = read.letter
    if letter is None or isinstance(letter, _RECEIPTS):
        code: RefuseCode = "problem_med_version" if read.version is None else "syntaksfejl"
        return ExaminedLetter(
            read=read,
            findings=read.findings,
            refuse_code=code,
            kind=None if read.version is None else read.version.kind,
            content=identity.digest(read.body),
        )
    assert read.version is not None, "a letter was typed by its version"
    document = _encoder.encode(letter)
    sent = None if whole.envelope is None else whole.envelope.sent
    found = (*read.findings, *checks.content_of(read, sent=sent))
    refuse_code: RefuseCode | None = "ikke_specificeret" if has_errors(found) else None
    for unwanted in (_stranger(letter, read, configuration), _address(letter, read, configuration)):
        if unwanted is not None:
            refuse_code, finding = unwanted
            found = (*found, finding)
    says = OfLetter(letter)
    return ExaminedLetter(
        read=read,
        findings=found,
        refuse_code=refuse_code,
        says=says,
        kind=read.version.kind,
        document=document,
        content=identity.digest(document),
        databank=configuration.databank(read.version.kind),
        person=says.person,
        nobody=says.nobody,
        corrects=says.corrects,
    )


def _stranger(
    letter: AboutPerson, read: LetterRead, configuration: Configuration
) -> tuple[RefuseCode, Finding] | None:
    """Why a letter's person does not belong in this kind of installation, if so (rule S10)."""
    made_up = is_made_up(identity.number_of(letter))
    if configuration.belongs(made_up=made_up):
        return None
    rule = rules.PERSON_MADE_UP if made_up else rules.PERSON_NOT_MADE_UP
    return "ikke_specificeret", rule.at(line=None, path=place(read.path, "Patient"))


def _address(
    letter: AboutPerson, read: LetterRead, configuration: Configuration
) -> tuple[RefuseCode, Finding] | None:
    """Why a letter is not for this installation, if it is not (rule S20)."""
    path = read.path
    kind = letter.letter.type_code
    receiver = letter.receiver.ean_identifier
    named = place(path, "Receiver/EANIdentifier") if path.startswith("/") else "UNB+3.1"
    if not configuration.takes(receiver):
        finding = rules.RECEIVER_UNKNOWN.at(line=None, path=named)
        return "ukendt_lokationsnummer", finding
    databank = configuration.databank(kind)
    if databank is None:
        finding = rules.KIND_NOT_TAKEN.at(line=None, path=place(path, "Letter/TypeCode"), kind=kind)
        return "problem_med_modtagerID", finding
    if not configuration.stands_for(receiver, databank):
        finding = rules.RECEIVER_OTHER_DATABANK.at(line=None, path=named, kind=kind, databank=databank)
        return "problem_med_modtagerID", finding
    return None
