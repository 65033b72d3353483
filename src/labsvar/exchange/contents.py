"""What the exchange needs to know of what it takes, whether a letter says it or a FHIR document."""

from __future__ import annotations

from typing import Protocol

import msgspec
from msgspec.structs import replace

from labsvar.exchange import identity
from labsvar.exchange.register import Sender
from labsvar.letters.catalogue import AboutPerson, Requisition
from labsvar.letters.footstatus import DiabeticFootStatus
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt02 import MicrobiologyReport
from labsvar.results import derive, numbering
from labsvar.results.fhir import Said
from labsvar.results.model import STATUS_OF_CODE, Party, Report, Status
from labsvar.results.model import Requisition as KeptRequisition


class Content(Protocol):
    """One letter, or what a document says of one sample.

    `names` are the person's surname and given names, `person` their number as a key and `nobody` whether it names
    no person. `clinic` is the sender's own number. `sample_numbers` are the laboratory's and the requester's, and
    `production` the laboratory's number of the answer; a requisition has neither of the laboratory's.
    """

    @property
    def number(self) -> str: ...  # noqa: D102 - told above

    @property
    def names(self) -> tuple[str, str | None]: ...  # noqa: D102 - told above

    @property
    def person(self) -> str: ...  # noqa: D102 - told above

    @property
    def nobody(self) -> bool: ...  # noqa: D102 - told above

    @property
    def clinic(self) -> str: ...  # noqa: D102 - told above

    @property
    def sample_numbers(self) -> tuple[str | None, str | None]: ...  # noqa: D102 - told above

    @property
    def production(self) -> str | None: ...  # noqa: D102 - told above

    @property
    def is_answer(self) -> bool: ...  # noqa: D102 - told above

    @property
    def corrects(self) -> bool:
        """Whether it holds a correction."""

    def kept(self, known: derive.Known, sender: Sender) -> Report | KeptRequisition:
        """What is kept beside it."""


class OfLetter(msgspec.Struct, frozen=True):
    """A typed letter."""

    letter: AboutPerson

    @property
    def number(self) -> str:
        """The number of the letter."""
        return self.letter.letter.identifier

    @property
    def names(self) -> tuple[str, str | None]:
        """The patient's names."""
        patient = self.letter.patient
        return patient.person_surname_name, patient.person_given_name

    @property
    def person(self) -> str:
        """The person's number as a key."""
        return identity.base_key(self.letter)

    @property
    def nobody(self) -> bool:
        """Whether the number is the one that is nobody's."""
        return identity.identifies_nobody(self.letter)

    @property
    def clinic(self) -> str:
        """The sender's own number."""
        return self.letter.sender.identifier

    @property
    def sample_numbers(self) -> tuple[str | None, str | None]:
        """The laboratory's number of the sample and the requester's, as far as the letter has them."""
        if isinstance(self.letter, Requisition):
            return None, numbering.of_requisition(self.letter)[0]
        numbers = numbering.of_report(self.letter)
        return numbers.sample, numbers.requester

    @property
    def production(self) -> str | None:
        """The laboratory's number of the answer."""
        return None if isinstance(self.letter, Requisition) else numbering.of_report(self.letter).production

    @property
    def is_answer(self) -> bool:
        """Whether it is no requisition."""
        return not isinstance(self.letter, Requisition)

    @property
    def corrects(self) -> bool:
        """Whether a result, or the report as a whole, is a correction."""
        letter = self.letter
        if isinstance(letter, Requisition):
            return False
        if isinstance(letter, LaboratoryReport | DiabeticFootStatus | MicrobiologyReport):
            codes = {result.result_status_code for result in letter.laboratory_results.results}
        else:
            codes = {letter.laboratory_results.general_result_information.result_status_code}
        return any(STATUS_OF_CODE[code] == Status.CORRECTED for code in codes)

    def kept(self, known: derive.Known, sender: Sender) -> Report | KeptRequisition:
        """The report or the requisition it says."""
        if isinstance(self.letter, Requisition):
            return derive.requisition(self.letter, **known)
        return derive.report(self.letter, **known, sector=sender.sector, sender_laboratory=sender.laboratory)


class OfDocument(msgspec.Struct, frozen=True):
    """What a FHIR document says of one sample; `sender` and `receiver` are the location numbers it counts under."""

    said: Said
    sender: str
    receiver: str

    @property
    def number(self) -> str:
        """The number that is made of what is told: the same document has it at every sending."""
        return self.said.report.letter_number

    @property
    def names(self) -> tuple[str, str | None]:
        """The patient's names."""
        return self.said.report.person_surname, self.said.report.person_given_name

    @property
    def person(self) -> str:
        """The person's number as a key; a number of another country counts with its system (rule S8)."""
        value, system = self.said.person
        return identity.foreign_key_of(value, system) if system else identity.key_of(value, self.sender)

    @property
    def nobody(self) -> bool:
        """Whether the number is the one that is nobody's."""
        return not self.said.person.system and identity.is_nobodys(self.said.person.value)

    @property
    def clinic(self) -> str:
        """The sender's own number."""
        return self.said.report.sender.identifier

    @property
    def sample_numbers(self) -> tuple[str | None, str | None]:
        """The laboratory's number of the sample and the requester's."""
        return self.said.report.sample_number, self.said.report.requester_number

    @property
    def production(self) -> str | None:
        """The laboratory's number of the report; of one that replaces another, that one's."""
        replaced = self.said.report.replaces
        return replaced[0] if replaced else self.said.report.production_number

    @property
    def is_answer(self) -> bool:
        """A report is an answer."""
        return True

    @property
    def corrects(self) -> bool:
        """Whether a result is a correction."""
        return self.said.corrects

    def kept(self, known: derive.Known, sender: Sender) -> Report | KeptRequisition:
        """The report, now that it is known whose record it belongs to."""
        told = self.said.report
        return replace(
            told,
            letter_id=known["letter_id"],
            person_key=known["person_key"],
            databank=known["databank"],
            stage=known["stage"],
            arrived_at=known["arrived_at"],
            sender=replace(told.sender, gln=self.sender, identifier=told.sender.identifier or self.sender),
            receiver=told.receiver if told.receiver.gln else _named(told.receiver, self.receiver),
            sender_laboratory=sender.laboratory,
            sector=sender.sector or told.sector,
        )


def _named(receiver: Party, gln: str) -> Party:
    """The receiver under the location number that took the document, where it has none of its own."""
    return replace(receiver, gln=gln, identifier=receiver.identifier or gln)
