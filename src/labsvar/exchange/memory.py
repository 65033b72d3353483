"""A store in memory: what the intake may expect of one, in its plainest form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from labsvar.exchange.identity import split_key
from labsvar.exchange.model import Entry, StoredLetter
from labsvar.exchange.outer import KnownMessage, Left, Seen
from labsvar.exchange.protocol import Known, KnownEnvelope, KnownLetter, KnownPerson, Questions
from labsvar.exchange.register import Register, System


class MemoryIntake:
    """Keeps every entry that was written, and answers questions by looking through them."""

    def __init__(self, systems: Iterable[System] = ()) -> None:
        self.entries: list[Entry] = []
        self._register = Register(systems, version=1)
        self._new_numbers = count(1)

    @property
    def letters(self) -> list[StoredLetter]:
        """Every stored letter, in the order of arrival."""
        return [letter for entry in self.entries for letter in entry.letters]

    def register(self) -> Register:
        """The sending systems."""
        return self._register

    def known(self, questions: Questions) -> Known:
        """What is stored that matters for the questions."""
        known = Known(
            register_version=self._register.version,
            new_numbers=[next(self._new_numbers) for _ in range(questions.new_numbers)],
        )
        for entry in self.entries:
            self._envelope(entry, questions, known)
            self._persons(entry, questions, known)
            for letter in entry.letters:
                self._letter(letter, questions, known)
            known.receipts |= {(row.sender, row.receipt_number) for row, _ in entry.receipts} & set(
                questions.receipts
            )
            known.sent |= {(each.sender, each.envelope_number) for each in entry.deliveries} & set(
                questions.sent
            )
            if entry.vans is not None:
                _enveloped(entry.vans, known.vans)
        return known

    def write(self, entries: Sequence[Entry]) -> None:
        """Keeps the entries."""
        self.entries += entries

    def _envelope(self, entry: Entry, questions: Questions, known: Known) -> None:
        row = entry.emessage
        if row is not None and (row.sender, row.envelope_number) in questions.envelopes:
            known.envelopes[row.sender, row.envelope_number] = KnownEnvelope(
                content=row.content,
                emessage_id=row.emessage_id,
                status=row.status,
                receipt=entry.receipt,
            )

    def _persons(self, entry: Entry, questions: Questions, known: Known) -> None:
        for person in entry.persons:
            if person.base_key in questions.persons:
                known.persons[person.base_key].append(
                    KnownPerson(
                        apart=person.apart,
                        surname=person.surname,
                        given_name=person.given_name,
                        letters=0,
                    )
                )

    def _letter(self, letter: StoredLetter, questions: Questions, known: Known) -> None:
        row = letter.row
        if (row.sender, row.letter_number) in questions.letters:
            known.letters[row.sender, row.letter_number] = KnownLetter(
                content=row.content, letter_id=row.letter_id
            )
        base, apart = split_key(row.person_key)
        for person in known.persons.get(base, ()):
            if person.apart == apart:
                person.letters += 1
        sample = (base, row.sample_number, row.production_number)
        requests = {(person, number) for person, number, _ in questions.requests}
        if letter.requisition is None and (base, row.requester_number) in requests:
            known.requests[base, row.requester_number or ""][row.letter_id] = letter.report
        if letter.requisition is None and sample in questions.samples:
            report = letter.report
            known.samples[base, report.sample_number, report.production_number].append(report)


def _enveloped(left: Left, seen: Seen) -> None:
    """What an arrival in a VANSEnvelope left, for those to come."""
    if left.envelope is not None:
        row = left.envelope
        seen.envelopes[row.sender, row.envelope_identifier] = row.message_identifier
    if left.message is not None:
        message = left.message
        seen.messages[message.sender, message.message_identifier] = KnownMessage(
            content=message.content,
            status=message.status,
            emessage_id=message.emessage_id,
            body=left.body,
            beside=left.beside,
        )
    if left.receipt is not None:
        seen.receipts.add((left.receipt.sender, left.receipt.envelope_identifier))
