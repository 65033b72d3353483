"""From bytes to what has to be decided: read, checked, addressed. Nothing stored is looked at."""

from __future__ import annotations

import hashlib
from typing import Final, Literal

import msgspec

from labsvar import checks, formats
from labsvar.exchange import identity, rules
from labsvar.exchange.model import Arrival, RefuseCode
from labsvar.exchange.outer import Outer, is_enveloped, take_off
from labsvar.exchange.routing import Configuration
from labsvar.findings import Finding, has_errors
from labsvar.formats import EmessageRead, LetterRead
from labsvar.identifiers.person import is_made_up
from labsvar.letters.catalogue import RECEIPT_KINDS, AboutPerson, Receipt, Requisition
from labsvar.letters.common import Envelope
from labsvar.letters.footstatus import DiabeticFootStatus
from labsvar.letters.receipts import NegativeReceipt, NegativeVansReceipt, PositiveReceipt
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt02 import MicrobiologyReport
from labsvar.results import numbering
from labsvar.results.model import STATUS_OF_CODE, Databank, Status

Form = Literal["xml", "edifact"]
WHOLE: Final[dict[Form, str]] = {"xml": "/Emessage", "edifact": "UNB"}
UNKNOWN: Final = "?"
"""In a receipt, the number or version of a letter that could not be read."""
_RECEIPTS: Final = (NegativeVansReceipt, NegativeReceipt, PositiveReceipt)
_RECEIPT_ROOTS: Final = frozenset(kind.__name__ for kind in _RECEIPTS)
_encoder = msgspec.json.Encoder()


class ExaminedLetter(msgspec.Struct, frozen=True, kw_only=True):
    """One letter. With a `refuse_code` it is refused for what its `findings` say.

    `document` is the typed letter as JSON and `content` its hash; a letter that could not be typed
    has the hash of its bytes. `person` is the person's number as a key; `corrects` says that it holds
    a correction, `nobody` that it names no person, `stopped` that it is refused by the policy alone.
    """

    read: LetterRead
    findings: tuple[Finding, ...]
    refuse_code: RefuseCode | None = None
    letter: AboutPerson | None = None
    document: bytes = b""
    content: str
    databank: Databank | None = None
    person: str = ""
    nobody: bool = False
    corrects: bool = False
    stopped: bool = False

    @property
    def typed(self) -> AboutPerson:
        """The letter itself, which is there when it is not refused."""
        assert self.letter is not None, "a letter without errors is typed"
        return self.letter

    def path(self, inner: str = "") -> str:
        """The XPath of the letter, or of an element in it; in EDIFACT the place of the message."""
        return place(self.read.path, inner)

    @property
    def version_code(self) -> str:
        """The version as the file says it, which a receipt repeats: R0131K of an EDIFACT message."""
        return self.read.version_code or UNKNOWN

    @property
    def number(self) -> tuple[str, str]:
        """The sender and the letter number, which are unique together."""
        return (self.read.sender or "", self.read.identifier or "")

    @property
    def sample_numbers(self) -> tuple[str | None, str | None]:
        """The laboratory's number of the sample and the requester's, as far as the letter has them."""
        if self.letter is None:
            return None, None
        if isinstance(self.letter, Requisition):
            return None, numbering.of_requisition(self.letter)[0]
        numbers = numbering.of_report(self.letter)
        return numbers.sample, numbers.requester

    @property
    def request(self) -> tuple[str, str] | None:
        """The person's number and that of the requisition; `None` of a requisition, or where it is absent."""
        number = None if isinstance(self.letter, Requisition) else self.sample_numbers[1]
        return (self.person, number) if number and number.strip() else None

    @property
    def sample(self) -> tuple[str, str, str]:
        """The person's number, the laboratory's sample number and the production number.

        For reports only: a requisition has neither of the laboratory's numbers.
        """
        assert not isinstance(self.typed, Requisition), "only reports correct others"
        numbers = numbering.of_report(self.typed)
        return (self.person, numbers.sample, numbers.production)


def place(letter: str, inner: str) -> str:
    """An element in a letter that begins at a path. A segment place has no elements in it."""
    return f"{letter}/{inner}" if inner and letter.startswith("/") else letter


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """One arrival, ready to be decided on.

    `problem` is the status of an arrival that no receipt can answer (400, 413), for what `findings`
    say. `receipts` are those of an arrival that holds receipts. Otherwise there are `letters`, of
    which some may be refused; errors among `findings` refuse them all. `outer` is the VANSEnvelope that
    all this came in. `form` is the form it came in and is answered in.
    """

    arrival: Arrival
    form: Form = "xml"
    findings: tuple[Finding, ...] = ()
    problem: int | None = None
    envelope: Envelope | None = None
    envelope_number: str = ""
    sender: str = ""
    receiver: str = ""
    content: str = ""
    letters: tuple[ExaminedLetter, ...] = ()
    receipts: tuple[tuple[Receipt, bytes], ...] = ()
    outer: Outer | None = None

    @property
    def whole(self) -> str:
        """Where a finding about the whole of it stands."""
        return WHOLE[self.form]

    @property
    def number(self) -> tuple[str, str]:
        """The sender and the envelope number, which are unique together."""
        return (self.sender, self.envelope_number)

    @property
    def home(self) -> str:
        """What letters that may clash have in common: the person of the first letter."""
        return self.letters[0].person if self.letters else self.sender

    @property
    def receipt_wanted(self) -> bool:
        """Whether the sender asked for a positive receipt."""
        return self.envelope is not None and self.envelope.acknowledgement_code == "pluspositivkvitt"


def examine(arrival: Arrival, configuration: Configuration) -> Examined:
    """Reads and checks what came in. Never raises for what the bytes hold."""
    limit = configuration.max_body_bytes
    if len(arrival.body) > limit:
        finding = rules.TOO_LARGE.at(line=None, path=None, limit=limit)
        return Examined(arrival=arrival, problem=413, findings=(finding,))
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
            read=read, findings=read.findings, refuse_code=code, content=identity.digest(read.body)
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
    return ExaminedLetter(
        read=read,
        findings=found,
        refuse_code=refuse_code,
        letter=letter,
        document=document,
        content=identity.digest(document),
        databank=configuration.databank(read.version.kind),
        person=identity.base_key(letter),
        nobody=identity.identifies_nobody(letter),
        corrects=_corrects(letter),
    )


def _corrects(letter: AboutPerson) -> bool:
    if isinstance(letter, Requisition):
        return False
    if isinstance(letter, LaboratoryReport | DiabeticFootStatus | MicrobiologyReport):
        codes = {result.result_status_code for result in letter.laboratory_results.results}
    else:
        codes = {letter.laboratory_results.general_result_information.result_status_code}
    return any(STATUS_OF_CODE[code] == Status.CORRECTED for code in codes)


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
