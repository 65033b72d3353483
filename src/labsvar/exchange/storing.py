"""Storing one letter: whose it is, what is derived from it, and where it goes on to."""

from __future__ import annotations

from typing import Final

import msgspec

from labsvar.exchange import identity, receipts, rules
from labsvar.exchange.examine import Examined, ExaminedLetter
from labsvar.exchange.model import (
    DeliveryRow,
    Entry,
    LetterBytes,
    LetterRow,
    PersonRow,
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
from labsvar.results.model import Report
from labsvar.results.record import foreign_corrections

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
        report = self._report(
            letter,
            system,
            sender,
            letter_id=letter_id,
            person_key=identity.person_key(letter.person, person.apart),
        )
        foreign = self._foreign_corrections(letter, report)
        self._known.letters[letter.number] = KnownLetter(content=letter.content, letter_id=letter_id)
        self._known.samples[letter.sample].append(report)
        person.letters += 1
        row = self._row(letter, report, sequence=person.letters)
        content = LetterBytes(
            raw=letter.read.raw,
            document=letter.document,
            report=_encoder.encode(report),
            results=identity.result_rows(report),
        )
        self._entry.letters.append(StoredLetter(row=row, content=content, report=report))
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
        patient = letter.typed.patient
        named = (patient.person_surname_name, patient.person_given_name)
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
        patient = letter.typed.patient
        surname, given_name = patient.person_surname_name, patient.person_given_name
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

    def _report(
        self, letter: ExaminedLetter, system: System, sender: Sender, *, letter_id: str, person_key: str
    ) -> Report:
        assert self._examined.envelope is not None, "letters of a faulty envelope are refused"
        assert letter.databank is not None, "a letter without a databank is refused"
        return derive.report(
            letter.typed,
            letter_id=letter_id,
            person_key=person_key,
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
        same_sample = self._known.samples[letter.sample]
        earlier = [old for old in same_sample if old.person_key == report.person_key]
        positions = foreign_corrections(report, earlier)
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

    def _row(self, letter: ExaminedLetter, report: Report, *, sequence: int) -> LetterRow:
        passed_on = self._configuration.destination(report.databank) is not None
        return LetterRow(
            person_key=report.person_key,
            letter_id=report.letter_id,
            sequence=sequence,
            sender=report.sender.gln,
            letter_number=report.letter_number,
            envelope_number=report.envelope_number,
            kind=report.kind,
            version=report.version,
            databank=report.databank,
            destination=report.databank if passed_on else None,
            stage=report.stage,
            sample_number=report.sample_number,
            requester_number=report.requester_number,
            production_number=report.production_number,
            sampled_at=report.sampled_at,
            resulted_at=report.resulted_at,
            arrived_at=report.arrived_at,
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
