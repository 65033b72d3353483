"""What becomes of an arrival: decided from what was examined and what the store knows.

The same arrival and the same knowledge give the same entry, but for numbers of our own. What is
decided is added to the knowledge, so that the next arrival of a batch is decided as if this one were
stored already.
"""

from __future__ import annotations

from collections.abc import Sequence

from labsvar.checks import LETTER_NUMBER_REUSED
from labsvar.exchange import identity, outcomes, policing, problems, receipts, rules
from labsvar.exchange.enveloped import Enveloped
from labsvar.exchange.examined import UNKNOWN, Examined, ExaminedLetter
from labsvar.exchange.model import EmessageRow, Entry, ReceiptRow, RefuseCode, Reply
from labsvar.exchange.notes import Notes
from labsvar.exchange.protocol import Known, KnownEnvelope
from labsvar.exchange.register import Register, Sender, System
from labsvar.exchange.routing import Configuration
from labsvar.exchange.storing import Storing
from labsvar.findings import Finding, has_errors
from labsvar.letters.catalogue import BY_CODE, Receipt

Senders = dict[str, tuple[System, Sender]]


class Decider:
    """Decides on the arrivals of one batch, one after the other."""

    def __init__(self, known: Known, register: Register, configuration: Configuration) -> None:
        self.known = known
        self.register = register
        self.configuration = configuration

    def decide(self, examined: Examined) -> Entry:
        """Everything the arrival leaves behind, and its answer."""
        decision = _Decision(examined, self)
        if examined.outer is None:
            return decision.entry()
        return Enveloped(
            examined,
            examined.outer,
            seen=self.known.vans,
            register=self.register,
            configuration=self.configuration,
            inner=decision.entry,
        ).entry()


class _Decision:
    """One arrival."""

    def __init__(self, examined: Examined, decider: Decider) -> None:
        self._examined = examined
        self._known = decider.known
        self._register = decider.register
        self._configuration = decider.configuration
        self._id = identity.new_id()
        self._entry = Entry(reply=Reply(status=204))
        self._notes = Notes(examined, self._entry, emessage_id=self._id, account=self._account())
        self._refused: list[receipts.Refusal] = []

    def entry(self) -> Entry:
        """Everything the arrival leaves behind, and its answer."""
        self._entry.reply = self._reply()
        return self._entry

    def _reply(self) -> Reply:
        examined = self._examined
        if examined.problem is not None:
            return self._problem(examined.problem, examined.findings)
        senders = self._senders()
        if senders is None:
            return self._problem(403, (rules.SENDER_NOT_REGISTERED.at(line=None, path=self._examined.whole),))
        if examined.receipts:
            return self._take_receipts()
        answered = self._known.envelopes.get(examined.number)
        if answered is None:
            return self._take_letters(senders)
        if answered.content == examined.content:
            return self._answer_again(answered)
        return self._refuse_reused_envelope()

    # What no receipt can answer ------------------------------------------------------------------

    def _problem(self, status: int, findings: tuple[Finding, ...]) -> Reply:
        self._notes.whole("refused", findings)
        if self._examined.form == "fhir":
            return outcomes.reply(status, findings)
        return problems.reply(status, findings)

    def _senders(self) -> Senders | None:
        """Who answers for each sender in the envelope; `None` when one may not be sent (rule S20)."""
        found: Senders = {}
        examined = self._examined
        named = {letter.read.sender for letter in examined.letters if letter.read.sender}
        for gln in named or {examined.sender}:
            registered = self._register.registered(gln, system_id=self._account())
            if registered is None:
                return None
            found[gln] = registered
        return found

    def _account(self) -> int | None:
        system = self._examined.arrival.system
        return None if system is None else system.system_id

    # Receipts that come in -----------------------------------------------------------------------

    def _take_receipts(self) -> Reply:
        for receipt, raw in self._examined.receipts:
            row = self._receipt_row(receipt)
            number = (row.sender, row.receipt_number)
            if number not in self._known.receipts:
                self._known.receipts.add(number)
                self._entry.receipts.append((row, raw))
            unmatched = rules.RECEIPT_UNMATCHED.at(line=None, path=self._examined.whole)
            self._notes.receipt(
                kind=row.kind,
                version=receipt.letter.version_code,
                number=row.receipt_number,
                findings=() if row.matched else (unmatched,),
            )
        return Reply(status=204, emessage_id=self._id)

    def _receipt_row(self, receipt: Receipt) -> ReceiptRow:
        original = receipt.original_emessage
        sender = original.original_sender.ean_identifier
        envelope = original.original_envelope_identifier
        return ReceiptRow(
            sender=receipt.sender.ean_identifier,
            receipt_number=receipt.letter.identifier,
            kind=BY_CODE[receipt.letter.version_code].kind,
            original_sender=sender,
            original_envelope=envelope,
            letter_numbers=tuple(letter.original_letter_identifier for letter in original.original_letters),
            matched=(sender, envelope) in self._known.sent,
            arrived_at=self._examined.arrival.arrived_at,
        )

    # Envelopes that were answered before ---------------------------------------------------------

    def _answer_again(self, answered: KnownEnvelope) -> Reply:
        """The very same answer, whatever has changed since (rule S21), in the form that came now."""
        self._notes.whole("duplicate", (rules.DUPLICATE.at(line=None, path=self._examined.whole),))
        receipt = answered.receipt and receipts.in_form(answered.receipt, self._examined.form)
        return Reply(
            status=answered.status,
            body=receipt or b"",
            content_type=receipts.content_type(receipt),
            emessage_id=answered.emessage_id,
        )

    def _refuse_reused_envelope(self) -> Reply:
        """The first answer to the number stands, so this one is not kept as the envelope's answer."""
        where = {"xml": "/Emessage/Envelope/Identifier", "edifact": "UNB+5.1", "fhir": "Bundle.identifier"}[
            self._examined.form
        ]
        finding = rules.ENVELOPE_NUMBER_REUSED.at(line=None, path=where)
        self._notes.whole("refused", (finding,))
        self._notes.alarm("envelope_number_reused", number=self._examined.envelope_number)
        if self._examined.form == "fhir":
            body = outcomes.told((finding,))
        else:
            body = receipts.negative(
                self._answered(), code="ikke_specificeret", lines=receipts.told((finding,)), refused=()
            )
        return Reply(status=422, body=body, content_type=receipts.content_type(body), emessage_id=self._id)

    # Letters -------------------------------------------------------------------------------------

    def _take_letters(self, senders: Senders) -> Reply:
        storing = Storing(
            self._examined,
            self._entry,
            known=self._known,
            configuration=self._configuration,
            notes=self._notes,
        )
        accepted: list[tuple[str, str]] = []
        for each in self._examined.letters:
            letter = policing.let_by(each) if each.stopped and self._was_taken(each) else each
            if self._refuse_if_faulty(letter):
                continue
            if not self._is_duplicate(letter):
                storing.store(letter, *senders[letter.number[0]])
            accepted.append((letter.known.number, letter.version_code))
        return self._answer(accepted)

    def _refuse_if_faulty(self, letter: ExaminedLetter) -> bool:
        """Refuses a letter that has errors, whose envelope has, or whose number is taken."""
        code: RefuseCode | None = letter.refuse_code
        findings = letter.findings
        if code is None and has_errors(self._examined.findings):
            code = "syntaksfejl"
            findings = (*self._examined.findings, *findings)
        if code is None and self._number_is_reused(letter):
            code = "ikke_specificeret"
            reused = LETTER_NUMBER_REUSED.at(line=None, path=letter.path("Letter/Identifier"))
            findings = (*findings, reused)
            self._notes.alarm("letter_number_reused", number=letter.read.identifier)
        if code is None:
            return False
        self._notes.letter("refused", letter, findings=findings)
        self._refused.append(
            receipts.Refusal(
                letter_number=letter.read.identifier or UNKNOWN,
                version_code=letter.version_code,
                code=code,
                findings=findings,
            )
        )
        return True

    def _was_taken(self, letter: ExaminedLetter) -> bool:
        taken = self._known.letters.get(letter.number)
        return taken is not None and taken.content == letter.content

    def _number_is_reused(self, letter: ExaminedLetter) -> bool:
        taken = self._known.letters.get(letter.number)
        return taken is not None and taken.content != letter.content

    def _is_duplicate(self, letter: ExaminedLetter) -> bool:
        taken = self._known.letters.get(letter.number)
        if taken is None:
            return False
        findings = (*letter.findings, rules.DUPLICATE.at(line=None, path=letter.path()))
        self._notes.letter("duplicate", letter, findings=findings, letter_id=taken.letter_id)
        return True

    # The answer ----------------------------------------------------------------------------------

    def _answer(self, accepted: Sequence[tuple[str, str]]) -> Reply:
        status, receipt = 204, None
        if self._examined.form == "fhir":
            status, receipt = self._outcome(accepted)
        elif self._refused:
            status, receipt = 422, self._negative(len(accepted))
        elif self._examined.receipt_wanted:
            status, receipt = 200, receipts.positive(self._answered(), accepted)
        self._entry.receipt = receipt
        self._entry.emessage = self._emessage_row(status, accepted=len(accepted))
        answered = KnownEnvelope(
            content=self._examined.content, emessage_id=self._id, status=status, receipt=receipt
        )
        self._known.envelopes[self._examined.number] = answered
        return Reply(
            status=status,
            body=receipt or b"",
            content_type=receipts.content_type(receipt),
            emessage_id=self._id,
        )

    def _outcome(self, accepted: Sequence[tuple[str, str]]) -> tuple[int, bytes]:
        """The answer to a document: created, known already, or refused, in whole or in part."""
        noted = [finding for arrival in self._entry.arrivals for finding in arrival.findings]
        findings = [each for place, each in enumerate(noted) if each not in noted[:place]]
        receipt = outcomes.told(findings, stored=[number for number, _ in accepted])
        if self._refused:
            return 422, receipt
        return 201 if self._entry.letters else 200, receipt

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
        return receipts.negative(
            self._answered(),
            code=None if accepted else self._common_code(),
            lines=lines,
            refused=self._refused,
        )

    def _common_code(self) -> RefuseCode:
        """Why the whole envelope is refused: what its letters are refused for, if that is one thing."""
        codes = {refusal.code for refusal in self._refused}
        return codes.pop() if len(codes) == 1 else "ikke_specificeret"

    def _answered(self) -> receipts.Answered:
        receiver = self._examined.receiver
        configuration = self._configuration
        return receipts.Answered(
            number=self._known.new_numbers.pop(),
            own_gln=receiver if configuration.is_own(receiver) else configuration.own_gln,
            envelope_number=self._examined.envelope_number,
            sender=self._examined.sender,
            receiver=receiver,
            at=self._examined.arrival.arrived_at,
            form=self._examined.form,
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
