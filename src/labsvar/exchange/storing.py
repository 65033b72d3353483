"""Storing one letter: whose it is, what is derived from it, and where it goes on to."""

from __future__ import annotations

from typing import Final

import msgspec

from labsvar.exchange import identity, receipts, rules
from labsvar.exchange.examined import Examined, ExaminedLetter
from labsvar.exchange.model import (
    DeliveryRow,
    Entry,
    LetterBytes,
    LetterRow,
    PersonRow,
    RequisitionRow,
    State,
    StoredLetter,
)
from labsvar.exchange.notes import Notes
from labsvar.exchange.protocol import Known, KnownLetter, KnownPerson
from labsvar.exchange.register import Sender, System
from labsvar.exchange.routing import Configuration
from labsvar.findings import Finding
from labsvar.identifiers.person import names_agree
from labsvar.results import derive
from labsvar.results.model import Report, Requisition
from labsvar.results.record import disagreements, foreign_corrections

_encoder: Final = msgspec.json.Encoder()


class Storing:
    """Puts letters into an entry, and what the next letter must know into what is known."""

    def __init__(
        self,
        examined: Examined,
        entry: Entry,
        *,
        known: Known,
        configuration: Configuration,
        notes: Notes,
    ) -> None:
        self._examined = examined
        self._entry = entry
        self._known = known
        self._configuration = configuration
        self._notes = notes

    def store(self, letter: ExaminedLetter, system: System, sender: Sender) -> None:
        """Stores a letter that nothing speaks against."""
        letter_id = identity.new_id()
        person, disagreement = self._person(letter, letter_id)
        kept = self._derived(
            letter,
            system,
            sender,
            letter_id=letter_id,
            person_key=identity.person_key(letter.person, person.apart),
        )
        foreign = self._foreign_corrections(letter, kept) if isinstance(kept, Report) else ()
        if isinstance(kept, Report):
            self._alarm_of_disagreement(letter, kept)
        self._known.letters[letter.number] = KnownLetter(content=letter.content, letter_id=letter_id)
        person.letters += 1
        row = self._row(letter, kept, sequence=person.letters)
        self._entry.letters.append(_stored(letter, row, kept))
        state: State = "stored"
        if row.destination is not None:
            self._pass_on(row)
            state = "delivering"
        findings = (*letter.findings, *disagreement, *foreign)
        self._notes.letter(state, letter, findings=findings, letter_id=letter_id, system_id=system.system_id)

    def _person(self, letter: ExaminedLetter, letter_id: str) -> tuple[KnownPerson, tuple[Finding, ...]]:
        """The record that the letter belongs to: the first whose name agrees, or a new one (S8)."""
        if letter.nobody:
            self._notes.alarm("number_of_nobody", letter_id=letter_id, number=letter.read.identifier)
            return self._new_person(letter, apart=letter_id), ()
        named = letter.known.names
        records = self._known.persons[letter.person]
        for record in records:
            if (record.surname, record.given_name) == named or names_agree(
                record.surname, record.given_name, *named
            ):
                return record, ()
        if not records:
            return self._new_person(letter, apart=""), ()
        self._notes.alarm("name_disagrees", letter_id=letter_id, number=letter.read.identifier)
        finding = rules.NAME_DISAGREES.at(line=None, path=letter.path("Patient"))
        return self._new_person(letter, apart=str(len(records) + 1)), (finding,)

    def _new_person(self, letter: ExaminedLetter, *, apart: str) -> KnownPerson:
        surname, given_name = letter.known.names
        made = KnownPerson(apart=apart, surname=surname, given_name=given_name, letters=0)
        self._known.persons[letter.person].append(made)
        self._entry.persons.append(
            PersonRow(
                base_key=letter.person,
                apart=apart,
                surname=surname,
                given_name=given_name,
                first_seen=self._examined.arrival.arrived_at,
            )
        )
        return made

    def _derived(
        self, letter: ExaminedLetter, system: System, sender: Sender, *, letter_id: str, person_key: str
    ) -> Report | Requisition:
        """What is kept beside the letter: the report or the requisition it says."""
        assert self._examined.envelope is not None, "letters of a faulty envelope are refused"
        assert letter.databank is not None, "a letter without a databank is refused"
        arrival = self._examined.arrival
        known: derive.Known = {
            "letter_id": letter_id,
            "person_key": person_key,
            "databank": letter.databank,
            "stage": system.stage_of(letter.known.clinic) if arrival.stage == "full" else "technical",
            "envelope": self._examined.envelope,
            "arrived_at": arrival.arrived_at,
        }
        return letter.known.kept(known, sender)

    def _foreign_corrections(self, letter: ExaminedLetter, report: Report) -> tuple[Finding, ...]:
        """Corrections that are not the sender's to make: kept apart, and alarmed (rule S3).

        A later letter of the batch finds this one among what is known, if one of them corrects anything.
        """
        if letter.sample not in self._known.asked_samples:
            return ()
        of_sample = self._known.samples[letter.sample]
        earlier = [old for old in of_sample if old.person_key == report.person_key]
        of_sample.append(report)
        positions = foreign_corrections(report, earlier) if letter.corrects else ()
        for position in positions:
            self._notes.alarm(
                "foreign_correction",
                letter_id=report.letter_id,
                number=report.letter_number,
                position=position,
            )
        if not positions:
            return ()
        return (rules.FOREIGN_CORRECTION.at(line=None, path=letter.path("LaboratoryResults")),)

    def _alarm_of_disagreement(self, letter: ExaminedLetter, report: Report) -> None:
        """Alarms where another laboratory's final answer to the same requisition says something else (S22).

        The sender is not told of it: what others have answered is not theirs to know.
        """
        if letter.request is None:
            return
        answers = self._known.requests[letter.request]
        others = [each for each in answers.values() if each.person_key == report.person_key]
        answers[report.letter_id] = report
        if all(each.sender.gln == report.sender.gln for each in others):
            return
        for position in disagreements(report, others):
            self._notes.alarm(
                "copies_disagree",
                letter_id=report.letter_id,
                number=report.letter_number,
                position=position,
            )

    def _row(self, letter: ExaminedLetter, kept: Report | Requisition, *, sequence: int) -> LetterRow:
        passed_on = self._configuration.destination(kept.databank) is not None
        report = kept if isinstance(kept, Report) else None
        return LetterRow(
            person_key=kept.person_key,
            letter_id=kept.letter_id,
            sequence=sequence,
            sender=kept.sender.gln,
            letter_number=kept.letter_number,
            envelope_number=kept.envelope_number,
            kind=kept.kind,
            version=kept.version,
            databank=kept.databank,
            destination=kept.databank if passed_on else None,
            stage=kept.stage,
            sample_number=None if report is None else report.sample_number,
            requester_number=kept.requester_number,
            production_number=None if report is None else report.production_number,
            sampled_at=kept.sampled_at,
            resulted_at=None if report is None else report.resulted_at,
            arrived_at=kept.arrived_at,
            content=letter.content,
        )

    def _pass_on(self, row: LetterRow) -> None:
        number = receipts.number_of_ours(self._known.new_numbers.pop())
        self._entry.deliveries.append(
            DeliveryRow(
                letter_id=row.letter_id,
                sender=row.sender,
                envelope_number=number,
                letter_number=row.letter_number,
                databank=row.databank,
                state="delivering",
                changed_at=row.arrived_at,
            )
        )


def _stored(letter: ExaminedLetter, row: LetterRow, kept: Report | Requisition) -> StoredLetter:
    content = LetterBytes(
        parts=(letter.read.head, letter.read.body, letter.read.tail),
        document=letter.document,
        report=_encoder.encode(kept),
        results=identity.result_rows(kept) if isinstance(kept, Report) else "",
    )
    found_by = _requisition_row(kept) if isinstance(kept, Requisition) else None
    return StoredLetter(row=row, content=content, requisition=found_by)


def _requisition_row(kept: Requisition) -> RequisitionRow:
    return RequisitionRow(
        person_key=kept.person_key,
        letter_id=kept.letter_id,
        requester_number=kept.requester_number,
        sample_numbers=kept.sample_numbers,
        sender=kept.sender.gln,
        receiver=kept.receiver.gln,
        kind=kept.kind,
        stage=kept.stage,
        given=kept.given,
        requested_at=kept.requested_at,
        arrived_at=kept.arrived_at,
    )
