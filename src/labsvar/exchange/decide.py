"""What becomes of an arrival: decided from what was examined and what the store knows.

Pure: the same arrival and the same knowledge give the same entry. What is decided is added to the
knowledge, so that the next arrival of a batch is decided as if this one were stored already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from labsvar.exchange import identity, problems, receipts, rules
from labsvar.exchange.examine import Examined, ExaminedLetter
from labsvar.exchange.model import (
    AlarmKind,
    AlarmRow,
    ArrivalRow,
    DeliveryRow,
    EmessageRow,
    Entry,
    LetterBytes,
    LetterRow,
    PersonRow,
    ReceiptRow,
    RefuseCode,
    Reply,
    State,
    StoredLetter,
)
from labsvar.exchange.protocol import Known, KnownEnvelope, KnownLetter, KnownPerson
from labsvar.exchange.register import Register, Sender, System
from labsvar.exchange.routing import Configuration
from labsvar.findings import Finding, has_errors
from labsvar.identifiers.person import names_agree
from labsvar.letters.catalogue import Receipt
from labsvar.letters.catalogue import Report as ReportLetter
from labsvar.letters.receipts import PositiveReceipt
from labsvar.results import derive
from labsvar.results.model import Databank, Report
from labsvar.results.record import foreign_corrections

_encoder: Final = msgspec.json.Encoder()


class Decider:
    """Decides on the arrivals of one batch, one after the other."""

    def __init__(self, known: Known, register: Register, configuration: Configuration) -> None:
        self._known = known
        self._register = register
        self._configuration = configuration

    def decide(self, examined: Examined) -> Entry:
        """Everything the arrival leaves behind, and its answer."""
        return _Decision(examined, self._known, self._register, self._configuration).entry()


class _Decision:
    """One arrival."""

    def __init__(
        self, examined: Examined, known: Known, register: Register, configuration: Configuration
    ) -> None:
        self._examined = examined
        self._known = known
        self._register = register
        self._configuration = configuration
        self._id = identity.new_id()
        self._entry = Entry(reply=Reply(status=204))
        self._refused: list[receipts.Refusal] = []

    def entry(self) -> Entry:
        examined = self._examined
        if examined.problem is not None:
            return self._problem(examined.problem, examined.findings)
        senders = self._senders()
        if senders is None:
            return self._forbidden()
        if examined.receipts:
            return self._take_receipts()
        answered = self._known.envelopes.get(examined.number)
        if answered is not None:
            return self._answer_again(answered)
        self._take_letters(senders)
        return self._entry

    # What no receipt can answer ------------------------------------------------------------------

    def _problem(self, status: int, findings: Sequence[Finding]) -> Entry:
        self._note("refused", findings=tuple(findings))
        self._entry.reply = problems.reply(status, findings)
        return self._entry

    def _senders(self) -> dict[str, tuple[System, Sender]] | None:
        """Who answers for each sender in the envelope; `None` when one may not be sent."""
        found: dict[str, tuple[System, Sender]] = {}
        examined = self._examined
        named = {letter.read.sender or examined.sender for letter in examined.letters}
        for gln in named or {examined.sender}:
            registered = self._register.registered(gln, system_id=self._account())
            if registered is None:
                return None
            found[gln] = registered
        return found

    def _account(self) -> int | None:
        system = self._examined.arrival.system
        return None if system is None else system.system_id

    def _forbidden(self) -> Entry:
        finding = rules.SENDER_NOT_REGISTERED.at(line=None, path="/Emessage")
        for letter in self._examined.letters:
            self._note("refused", letter, findings=(finding,))
        if not self._examined.letters:
            self._note("refused", findings=(finding,))
        self._entry.reply = problems.reply(403, (finding,))
        return self._entry

    # Receipts that come in -----------------------------------------------------------------------

    def _take_receipts(self) -> Entry:
        for receipt, raw in self._examined.receipts:
            row = self._receipt_row(receipt)
            self._entry.receipts.append((row, raw))
            unmatched = rules.RECEIPT_UNMATCHED.at(line=None, path="/Emessage")
            self._note(
                "receipt",
                kind=row.kind,
                version=receipt.letter.version_code,
                letter_number=row.receipt_number,
                findings=() if row.matched else (unmatched,),
            )
        self._entry.reply = Reply(status=204, emessage_id=self._id)
        return self._entry

    def _receipt_row(self, receipt: Receipt) -> ReceiptRow:
        original = receipt.original_emessage
        sender = original.original_sender.ean_identifier
        envelope = original.original_envelope_identifier
        return ReceiptRow(
            sender=receipt.sender.ean_identifier,
            receipt_number=receipt.letter.identifier,
            kind=_kind(receipt),
            original_sender=sender,
            original_envelope=envelope,
            letter_numbers=tuple(letter.original_letter_identifier for letter in original.original_letters),
            matched=(sender, envelope) in self._known.sent,
            arrived_at=self._examined.arrival.arrived_at,
        )

    # Envelopes that were answered before ---------------------------------------------------------

    def _answer_again(self, answered: KnownEnvelope) -> Entry:
        if answered.content != self._examined.content:
            return self._refuse_reused_envelope()
        note = rules.DUPLICATE.at(line=None, path="/Emessage")
        for letter in self._examined.letters:
            stored = self._known.letters.get(letter.number)
            self._note(
                "duplicate", letter, findings=(note,), letter_id=None if stored is None else stored.letter_id
            )
        self._entry.reply = Reply(
            status=answered.status,
            body=answered.receipt or b"",
            content_type=None if answered.receipt is None else receipts.CONTENT_TYPE,
            emessage_id=answered.emessage_id,
        )
        return self._entry

    def _refuse_reused_envelope(self) -> Entry:
        """The first answer to the number stands, so this one is not kept as the envelope's answer."""
        finding = rules.ENVELOPE_NUMBER_REUSED.at(line=None, path="/Emessage/Envelope/Identifier")
        for letter in self._examined.letters:
            self._note("refused", letter, findings=(finding,))
        self._alarm("envelope_number_reused", number=self._examined.envelope_number)
        body = receipts.negative(
            self._answered(), code="ikke_specificeret", lines=receipts.told((finding,)), refused=()
        )
        self._entry.reply = Reply(
            status=422, body=body, content_type=receipts.CONTENT_TYPE, emessage_id=self._id
        )
        return self._entry

    # Letters -------------------------------------------------------------------------------------

    def _take_letters(self, senders: dict[str, tuple[System, Sender]]) -> None:
        examined = self._examined
        accepted: list[tuple[str, str]] = []
        for letter in examined.letters:
            if self._refuse_if_faulty(letter):
                continue
            if not self._is_duplicate(letter):
                self._store(letter, *senders[letter.read.sender or ""])
            accepted.append((letter.read.identifier or "", letter.read.version_code or ""))
        self._answer(accepted)

    def _refuse_if_faulty(self, letter: ExaminedLetter) -> bool:
        """Refuses a letter that has errors, whose envelope has, or whose number is taken."""
        whole = has_errors(self._examined.findings)
        code: RefuseCode | None = letter.refuse_code or ("syntaksfejl" if whole else None)
        findings = letter.findings
        if code is None and self._number_is_reused(letter):
            code = "ikke_specificeret"
            path = f"/Emessage/{letter.read.root}[{letter.read.index + 1}]/Letter/Identifier"
            findings = (*findings, rules.LETTER_NUMBER_REUSED.at(line=None, path=path))
            self._alarm("letter_number_reused", number=letter.read.identifier)
        if code is None:
            return False
        self._note(
            "refused",
            letter,
            findings=findings if letter.refuse_code else (*findings, *self._examined.findings),
        )
        self._refused.append(
            receipts.Refusal(
                letter_number=letter.read.identifier or "?",
                version_code=letter.read.version_code or "?",
                code=code,
                findings=findings,
            )
        )
        return True

    def _number_is_reused(self, letter: ExaminedLetter) -> bool:
        taken = self._known.letters.get(letter.number)
        return taken is not None and taken.content != letter.content

    def _is_duplicate(self, letter: ExaminedLetter) -> bool:
        taken = self._known.letters.get(letter.number)
        if taken is None:
            return False
        note = rules.DUPLICATE.at(line=None, path=f"/Emessage/{letter.read.root}[{letter.read.index + 1}]")
        self._note("duplicate", letter, findings=(*letter.findings, note), letter_id=taken.letter_id)
        return True

    def _store(self, letter: ExaminedLetter, system: System, sender: Sender) -> None:
        assert letter.letter is not None, "a letter without errors is typed"
        assert letter.databank is not None, "a letter without a databank is refused"
        letter_id = identity.new_id()
        person, findings = self._person(letter, letter.letter, letter_id)
        report = self._report(letter, letter.letter, letter_id, person, system, sender)
        found = (*letter.findings, *findings, *self._foreign_corrections(letter, report))
        stored = self._stored_letter(letter, report, person)
        self._entry.letters.append(stored)
        self._known.letters[letter.number] = KnownLetter(content=letter.content, letter_id=letter_id)
        self._known.samples[letter.sample].append(report)
        state: State = "stored" if stored.row.destination is None else "delivering"
        self._note(state, letter, findings=found, letter_id=letter_id, system=system)
        if stored.row.destination is not None:
            self._deliver(stored.row)

    def _person(
        self, letter: ExaminedLetter, typed: ReportLetter, letter_id: str
    ) -> tuple[KnownPerson, tuple[Finding, ...]]:
        """The record that the letter belongs to: the first whose name agrees, or a new one (S8)."""
        records = self._known.persons[letter.person]
        patient = typed.patient
        surname, given = patient.person_surname_name, patient.person_given_name
        findings: tuple[Finding, ...] = ()
        if identity.identifies_nobody(typed):
            return self._new_person(letter, typed, apart=letter_id), ()
        for record in records:
            if names_agree(record.surname, record.given_name, surname, given):
                return record, ()
        if not records:
            return self._new_person(letter, typed, apart=""), ()
        path = f"/Emessage/{letter.read.root}[{letter.read.index + 1}]/Patient"
        findings = (rules.NAME_DISAGREES.at(line=None, path=path),)
        self._alarm("name_disagrees", letter_id=letter_id)
        return self._new_person(letter, typed, apart=str(len(records) + 1)), findings

    def _new_person(self, letter: ExaminedLetter, typed: ReportLetter, *, apart: str) -> KnownPerson:
        patient = typed.patient
        made = KnownPerson(
            apart=apart,
            surname=patient.person_surname_name,
            given_name=patient.person_given_name,
            letters=0,
        )
        self._known.persons[letter.person].append(made)
        self._entry.persons.append(
            PersonRow(
                base_key=letter.person,
                apart=apart,
                surname=made.surname,
                given_name=made.given_name,
                first_seen=self._examined.arrival.arrived_at,
            )
        )
        return made

    def _report(
        self,
        letter: ExaminedLetter,
        typed: ReportLetter,
        letter_id: str,
        person: KnownPerson,
        system: System,
        sender: Sender,
    ) -> Report:
        assert self._examined.envelope is not None, "letters of a faulty envelope are refused"
        assert letter.databank is not None, "a letter without a databank is refused"
        return derive.report(
            typed,
            letter_id=letter_id,
            person_key=identity.person_key(letter.person, person.apart),
            databank=letter.databank,
            stage=system.stage,
            envelope=self._examined.envelope,
            arrived_at=self._examined.arrival.arrived_at,
            sector=sender.sector,
            sender_laboratory=sender.laboratory,
        )

    def _foreign_corrections(self, letter: ExaminedLetter, report: Report) -> tuple[Finding, ...]:
        """Corrections that are not the sender's to make: kept apart, and alarmed (rule S3)."""
        if not letter.corrects:
            return ()
        earlier = [old for old in self._known.samples[letter.sample] if old.person_key == report.person_key]
        positions = foreign_corrections(report, earlier)
        for position in positions:
            self._alarm("foreign_correction", letter_id=report.letter_id, position=position)
        path = f"/Emessage/{letter.read.root}[{letter.read.index + 1}]/LaboratoryResults"
        return tuple(rules.FOREIGN_CORRECTION.at(line=None, path=path) for _ in positions[:1])

    def _stored_letter(self, letter: ExaminedLetter, report: Report, person: KnownPerson) -> StoredLetter:
        person.letters += 1
        row = LetterRow(
            person_key=report.person_key,
            letter_id=report.letter_id,
            sequence=person.letters,
            sender=report.sender.gln,
            letter_number=report.letter_number,
            envelope_number=report.envelope_number,
            kind=report.kind,
            version=report.version,
            databank=report.databank,
            destination=self._destination(report.databank),
            stage=report.stage,
            sample_number=report.sample_number,
            requester_number=report.requester_number,
            production_number=report.production_number,
            sampled_at=report.sampled_at,
            resulted_at=report.resulted_at,
            arrived_at=report.arrived_at,
            content=letter.content,
        )
        content = LetterBytes(
            raw=letter.read.raw,
            document=letter.document,
            report=_encoder.encode(report),
            results=identity.result_rows(report),
        )
        return StoredLetter(row=row, content=content, report=report)

    def _destination(self, databank: Databank) -> str | None:
        return None if self._configuration.destination(databank) is None else databank

    def _deliver(self, row: LetterRow) -> None:
        self._entry.deliveries.append(
            DeliveryRow(
                letter_id=row.letter_id,
                sender=row.sender,
                envelope_number=row.envelope_number,
                letter_number=row.letter_number,
                databank=row.databank,
                state="delivering",
                changed_at=row.arrived_at,
            )
        )

    # The answer ----------------------------------------------------------------------------------

    def _answer(self, accepted: list[tuple[str, str]]) -> None:
        receipt = None
        status = 204
        if self._refused:
            status, receipt = 422, self._negative(len(accepted))
        elif self._examined.receipt_wanted:
            status, receipt = 200, receipts.positive(self._answered(), accepted)
        self._entry.receipt = receipt
        self._entry.emessage = self._emessage_row(status, accepted=len(accepted))
        self._known.envelopes[self._examined.number] = KnownEnvelope(
            content=self._examined.content, emessage_id=self._id, status=status, receipt=receipt
        )
        self._entry.reply = Reply(
            status=status,
            body=receipt or b"",
            content_type=None if receipt is None else receipts.CONTENT_TYPE,
            emessage_id=self._id,
        )

    def _negative(self, accepted: int) -> bytes:
        lines = receipts.told(self._examined.findings)
        refused = len(self._refused)
        if accepted:
            lines.append(
                f"{accepted} af {accepted + refused} breve er modtaget og gemt; {refused} er afvist."
            )
        else:
            lines.append("Ingen breve er gemt.")
        if not receipts.names_all(self._refused):
            lines.append(f"Kun de første 99 er nævnt. Hele listen: /api/emessages/{self._id}")
        codes = {refusal.code for refusal in self._refused}
        only = next(iter(codes)) if len(codes) == 1 and not accepted else None
        code = only or (None if accepted else "ikke_specificeret")
        return receipts.negative(self._answered(), code=code, lines=lines, refused=self._refused)

    def _answered(self) -> receipts.Answered:
        receiver = self._examined.receiver
        configuration = self._configuration
        return receipts.Answered(
            number=self._known.receipt_numbers.pop(),
            own_gln=receiver if configuration.is_own(receiver) else configuration.own_gln,
            envelope_number=self._examined.envelope_number,
            sender=self._examined.sender,
            receiver=receiver,
            at=self._examined.arrival.arrived_at,
        )

    def _emessage_row(self, status: int, *, accepted: int) -> EmessageRow:
        examined = self._examined
        return EmessageRow(
            sender=examined.sender,
            envelope_number=examined.envelope_number,
            emessage_id=self._id,
            content=examined.content,
            status=status,
            receipt_wanted=examined.receipt_wanted,
            letters=len(examined.letters),
            stored=accepted,
            refused=len(self._refused),
            system_id=self._account(),
            channel=examined.arrival.channel,
            arrived_at=examined.arrival.arrived_at,
        )

    # What the operations page lists --------------------------------------------------------------

    def _note(
        self,
        state: State,
        letter: ExaminedLetter | None = None,
        *,
        findings: tuple[Finding, ...],
        letter_id: str | None = None,
        system: System | None = None,
        **more: str | None,
    ) -> None:
        arrival = self._examined.arrival
        fields = _fields(letter) | more
        self._entry.arrivals.append(
            ArrivalRow(
                at=arrival.arrived_at,
                state=state,
                channel=arrival.channel,
                system_id=self._account() if system is None else system.system_id,
                emessage_id=self._id,
                position=len(self._entry.arrivals),
                envelope_number=self._examined.envelope_number or None,
                letter_id=letter_id,
                findings=findings,
                **{"sender": self._examined.sender or None, "receiver": self._examined.receiver or None}
                | fields,
            )
        )

    def _alarm(
        self,
        kind: AlarmKind,
        *,
        letter_id: str | None = None,
        number: str | None = None,
        position: int | None = None,
    ) -> None:
        self._entry.alarms.append(
            AlarmRow(
                at=self._examined.arrival.arrived_at,
                kind=kind,
                sender=self._examined.sender,
                letter_id=letter_id,
                number=number,
                position=position,
            )
        )


def _kind(receipt: Receipt) -> str:
    if isinstance(receipt, PositiveReceipt):
        return "XCTL03"
    return "XCTL02" if type(receipt).__name__ == "NegativeReceipt" else "XCTL01"


def _fields(letter: ExaminedLetter | None) -> dict[str, str | None]:
    """What the operations page shows of a letter: its numbers, and nothing about the person."""
    if letter is None:
        return {}
    read = letter.read
    fields = {
        "sender": read.sender,
        "receiver": read.receiver,
        "kind": None if read.version is None else read.version.kind,
        "version": read.version_code,
        "letter_number": read.identifier,
        "databank": letter.databank,
    }
    if letter.letter is not None:
        sample = letter.letter.requisition_information.sample
        fields["sample_number"] = sample.laboratory_internal_sample_identifier
        fields["requester_number"] = sample.requester_sample_identifier
    return fields
