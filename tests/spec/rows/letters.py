"""From the letters of a row to bytes, with the numbers of the row's own persons and senders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from labsvar.formats import edifact, xml
from labsvar.letters.catalogue import BY_CODE, AnyLetter, Emessage
from labsvar.letters.common import Consent, Envelope, Patient
from labsvar.letters.receipts import (
    AcceptedEmessage,
    Mailbox,
    NegativeReceipt,
    PositiveReceipt,
    ReceiptLetter,
    RefusedEmessage,
)
from labsvar.letters.release import RELEASE_2005
from labsvar.letters.text import BREAK
from labsvar.letters.xrpt01 import ResultComments
from tests import builders
from tests.spec.rows import others
from tests.spec.rows.model import Letter, Measured, Send

DAY = "2026-03-04"
STATUSES = {
    "received": "proeve_modtaget",
    "temporary": "svar_midlertidigt",
    "final": "svar_endeligt",
    "corrected": "svar_rettet",
}
MARKS = {"high": "for_hoej", "low": "for_lav", "abnormal": "unormal"}
OPERATORS = {"<": "mindre_end", ">": "stoerre_end"}
ANALYSES = {
    "CRP": ("NPU19748", "C-reaktivt protein [CRP];P", "mg/L"),
    "K": ("NPU03230", "Kalium;P", "mmol/L"),
    "Na": ("NPU03429", "Natrium;P", "mmol/L"),
}
SENDERS = ("lab", "other lab", "microbiology", "producer", "pathology", "genetics", "clinic")
LOCATIONS = {
    "LABA": "5790000000104",
    "MiBa": "5790000000111",
    "elsewhere": "5790000000128",
    "PGDB": "5790000000135",
    "Hotel": "5790000000142",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a row is about."""

    number: str
    surname: str
    given_name: str

    @property
    def written(self) -> str:
        """The number as pages show it."""
        return f"{self.number[:6]}-{self.number[6:]}"


@dataclass(frozen=True, slots=True)
class Cast:
    """The persons and senders of one row: nobody else writes about them or sends as them."""

    place: int
    persons: dict[str, Person]

    def gln(self, sender: str) -> str:
        """The location number of a sender."""
        digits = f"57900{self.place:04d}{SENDERS.index(sender):03d}"
        weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
        return f"{digits}{-weighted % 10}"

    def written(self, sending: Send, number: str) -> bytes:
        """The bytes of an envelope."""
        letters = [self._letter(letter) for letter in sending.letters]
        message = builders.emessage(
            *letters, number=number, sent=_at(sending.sent), receipt_wanted=sending.receipt_wanted
        )
        release = BY_CODE[letters[0].letter.version_code].release
        message = replace(message, namespace=release.namespace)
        if sending.edifact:
            return edifact.write(message).data
        written = xml.write(message, encoding=sending.encoding)
        for letter in sending.letters:
            if letter.damage is not None:
                written = _damaged(written, letter.number, letter.damage)
        return written

    def receipt(self, kind: str, envelope: str, number: str) -> bytes:
        """The bytes of a receipt for an envelope, as the lab's system would send it."""
        ours, theirs = (Mailbox(ean_identifier=gln) for gln in (LOCATIONS["LABA"], self.gln("lab")))
        made: AnyLetter
        if kind == "XCTL03":
            made = PositiveReceipt(
                letter=ReceiptLetter(identifier=number, version_code="XC0330Q", statistical_code=kind),
                sender=theirs,
                receiver=ours,
                original_emessage=AcceptedEmessage(
                    original_envelope_identifier=envelope, original_sender=ours, original_receiver=theirs
                ),
            )
        else:
            made = NegativeReceipt(
                letter=ReceiptLetter(identifier=number, version_code="XC0230Q", statistical_code=kind),
                sender=theirs,
                receiver=ours,
                original_emessage=RefusedEmessage(
                    original_envelope_identifier=envelope,
                    original_sender=ours,
                    original_receiver=theirs,
                    refuse_code="ikke_specificeret",
                ),
            )
        around = Envelope(
            sent=builders.when(_at("14:00")), identifier=number, acknowledgement_code="minuspositivkvitt"
        )
        return xml.write(Emessage(namespace=RELEASE_2005.namespace, envelope=around, letters=(made,)))

    def _letter(self, letter: Letter) -> Any:
        person = self.persons[letter.about]
        if letter.as_kind:
            made = others.made(letter, _common(letter))
            patient = others.patient(made.patient, letter, (person.number, person.surname, person.given_name))
        else:
            made = self._blood(letter) if letter.results else self._culture(letter)
            patient = self._patient(letter)
        receiver = LOCATIONS[letter.to or letter.databank]
        return replace(
            made,
            patient=patient,
            sender=replace(made.sender, ean_identifier=self.gln(letter.by)),
            receiver=replace(made.receiver, ean_identifier=receiver),
        )

    def _blood(self, letter: Letter) -> Any:
        made = builders.laboratory_report(
            results=tuple(_result(each) for each in letter.results),
            report_status="del_svar" if letter.partial else "komplet_svar",
            **_common(letter),
        )
        if letter.version is None:
            return made
        general = replace(made.laboratory_results.general_result_information, report_status_code=None)
        return replace(
            made,
            letter=replace(made.letter, version_code=letter.version),
            sender=replace(made.sender, from_lab_identifier=None),
            laboratory_results=replace(made.laboratory_results, general_result_information=general),
        )

    def _culture(self, letter: Letter) -> Any:
        organism = builders.culture(
            microorganisms=(
                replace(
                    builders.culture().microorganisms[0], identification=builders.coded(letter.organism, "M1")
                ),
            )
        )
        return builders.microbiology_report(
            status=STATUSES[letter.status],
            received=_at(letter.sampled),
            investigations=(builders.investigation(culture_findings=organism),),
            **_common(letter),
        )

    def _patient(self, letter: Letter) -> Patient:
        person = self.persons[letter.about]
        number = letter.identified or person.number
        surname, given_name = letter.named or (person.surname, person.given_name)
        return Patient(
            civil_registration_number=number if number.isdigit() else None,
            alternative_identifier=None if number.isdigit() else number,
            person_surname_name=surname,
            person_given_name=given_name,
            consent=None if letter.given is None else Consent(given=letter.given),
        )


def _damaged(written: bytes, number: str, damage: tuple[str, str]) -> bytes:
    """The bytes with a text of one letter put in place of another."""
    old, new = (text.encode() for text in damage)
    place = written.index(old, written.index(f"<Identifier>{number}</Identifier>".encode()))
    return written[:place] + new + written[place + len(old) :]


def _at(time: str) -> str:
    return f"{DAY} {time}"


def _common(letter: Letter) -> dict[str, Any]:
    return {
        "number": letter.number,
        "authorised": _at(letter.authorised or letter.time),
        "sampled": _at(letter.sampled),
        "resulted": _at(letter.time),
        "sample_number": letter.sample,
        "requester_number": letter.requester or None,
        "production_number": letter.production,
    }


def _result(measured: Measured) -> Any:
    code, name, unit = ANALYSES[measured.analysis]
    comment = measured.comment
    return builders.result(
        code,
        measured.value,
        measured.unit or unit,
        status=STATUSES[measured.status],
        short_name=name,
        interval=None if measured.interval is None else builders.limits(*measured.interval),
        producer=measured.producer,
        operator=None if measured.operator is None else OPERATORS[measured.operator],
        result_validation=None if measured.mark is None else MARKS[measured.mark],
        remarks=() if comment is None else (ResultComments(content=(comment, BREAK)),),
    )
