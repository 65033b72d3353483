"""Samples to and from reference laboratories, for the laboratories that have no system that does it.

A laboratory sees its own letters and those that were sent to it, also where consent is refused: they are its own
work, and the refusal is said. Of others' letters it sees what everybody may see, and only where a link that stands
ties them to its own answer (rules S11, S13 and S24). Every search is a look that leaves one event in the log of
each person it leads to (rule S18). What leaves goes through the intake as if the laboratory's own system had sent
it, and from there on as every letter does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Literal

import msgspec
from msgspec.structs import asdict, replace
from psycopg.rows import class_row

from labsvar.database import ledger
from labsvar.database.connections import Pool
from labsvar.database.linking import PostgresLinks
from labsvar.database.results import PostgresResults
from labsvar.database.sql import statements
from labsvar.exchange.delivery import read_letter
from labsvar.exchange.intake import Intake
from labsvar.exchange.model import Arrival
from labsvar.findings import Finding
from labsvar.letters.catalogue import AboutPerson
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.linking import flows, keys, prompts, reception, requesting, rules, supplementing
from labsvar.linking.agreement import DEFAULT, Agreement
from labsvar.linking.journeys import versions
from labsvar.linking.model import AnswerFacts, RequestFacts
from labsvar.linking.prompts import Answer, Isolate
from labsvar.linking.reception import Found, NotPossible, Received
from labsvar.linking.requesting import Known, Request, Wanted
from labsvar.linking.supplementing import Own, Supplement
from labsvar.results import record
from labsvar.results.history import ReportHistory
from labsvar.results.model import Report, Requisition, Stored
from labsvar.results.store import Look, Viewer

_SQL: Final = statements("reference")
ANSWERS: Final = "reference_answers"
REQUESTED: Final = "reference_requested"
SUPPLEMENTED: Final = "reference_supplemented"


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks, for which laboratory (its location number), and why."""

    viewer: Viewer
    laboratory: str
    reason: str

    def look(self, person_key: str, what: str) -> Look:
        """A look at one person."""
        return Look(viewer=self.viewer, person_key=person_key, what=what, reason=self.reason)


class Referred(msgspec.Struct, frozen=True, kw_only=True):
    """A reference laboratory's answer that a standing link ties to the laboratory's own."""

    report: Report
    letter: Answer


class OwnAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer of the laboratory: what can be sent on of it, what was, and what came of that.

    `letter_id` names the letter that a request is made of; `sent_to` is where the answer says the sample went.
    """

    letter_id: str
    report: Report
    own: Own
    asked: LaboratoryRequest | None
    isolates: tuple[Isolate, ...]
    requests: tuple[Requisition, ...]
    referred: tuple[Referred, ...]
    sent_to: str | None

    @property
    def source(self) -> Answer:
        """The letter that a request is made of: the one for MiBa tells more."""
        letter = self.own.miba or self.own.web
        assert letter is not None, "an answer has a letter"
        return letter


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """Letters that were taken by the intake, by their numbers; warnings and notes come along."""

    letter_numbers: tuple[str, ...]
    requisition_number: str | None = None
    findings: tuple[Finding, ...] = ()


class ReferenceSamples:
    """Requests, reception and supplementary answers."""

    def __init__(
        self,
        pool: Pool,
        *,
        results: PostgresResults,
        links: PostgresLinks,
        intake: Intake,
        reading: record.Reading = record.DEFAULT,
        settings: Agreement = DEFAULT,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._pool = pool
        self._results = results
        self._links = links
        self._intake = intake
        self._reading = replace(reading, shown_once="apart", refused_requisitions_hide=False)
        self._settings = settings
        self._now = now

    # The first laboratory --------------------------------------------------------------------------------

    def answers(self, number: str, desk: Desk, *, what: str = ANSWERS) -> tuple[OwnAnswer, ...]:
        """The laboratory's own answers with a production number, or of the letter with a number."""
        number = number.strip()
        self._links.take_some()
        facts = self._links.found([keys.of_number(number)])
        persons = {each.person_key for each in facts if isinstance(each, AnswerFacts) and _is_of(each, desk)}
        named = self._results.find(sender=desk.laboratory, letter_number=number)
        persons |= set() if named is None else {named[0]}
        return tuple(
            answer
            for person_key in sorted(persons)
            for answer in self._answers(desk.look(person_key, what), desk.laboratory)
            if number in (answer.report.production_number, answer.report.letter_number, answer.letter_id)
            or (named is not None and named[1] in (answer.letter_id, answer.report.letter_id))
        )

    def request(
        self, number: str, letter_id: str | None, wanted: Wanted, desk: Desk
    ) -> Sent | tuple[Finding, ...]:
        """Makes the request of one of the answers with a number, and sends it.

        Raises `KeyError` when the laboratory has no such answer.
        """
        found = self._one(self.answers(number, desk, what=REQUESTED), letter_id)
        made = requesting.request(
            found.source,
            wanted,
            known=Known(asked=found.asked, web=found.own.web),
            settings=self._settings,
        )
        if not isinstance(made, Request):
            return made
        sent = self._send([made.letter], at=wanted.at)
        if isinstance(sent, tuple):
            return sent
        number_given = made.letter.requisition_information.sample.requester_sample_identifier
        return replace(sent, requisition_number=number_given, findings=made.findings)

    def supplement(
        self, answer: OwnAnswer, letter_id: str, *, at: datetime
    ) -> Supplement | tuple[Finding, ...]:
        """What a supplementary answer would say; nothing is sent. Raises `KeyError`."""
        found = next((each for each in answer.referred if each.report.letter_id == letter_id), None)
        if found is None:
            raise KeyError(letter_id)
        return supplementing.supplement(answer.own, found.letter, at=at)

    def send_supplement(
        self, number: str, names: tuple[str, str], desk: Desk, *, at: datetime
    ) -> Sent | tuple[Finding, ...]:
        """Sends the supplementary answer that was shown for a time. `names` are the laboratory's own letter and the
        reference laboratory's. Raises `KeyError`."""
        own, reference = names
        found = self._one(self.answers(number, desk, what=SUPPLEMENTED), own)
        made = self.supplement(found, reference, at=at)
        if isinstance(made, tuple):
            return made
        sent = self._send(made.letters, at=at)
        return sent if isinstance(sent, tuple) else replace(sent, findings=made.findings)

    def _one(self, found: Iterable[OwnAnswer], letter_id: str | None) -> OwnAnswer:
        fitting = [each for each in found if letter_id in (None, each.letter_id)]
        if len(fitting) != 1:
            raise KeyError(letter_id)
        return fitting[0]

    def _answers(self, look: Look, laboratory: str) -> tuple[OwnAnswer, ...]:
        stored = self._results.look(look)
        if stored is None:
            return ()
        seen = self._seen(stored, laboratory)
        own = [each for each in seen.microbiology if each.current.sender.gln == laboratory]
        others = [each for each in seen.microbiology if each.current.sender.gln != laboratory]
        asked = [each.requisition for each in seen.requisitions if each.withdrawn is None]
        ids = [report.letter_id for each in (*own, *others) for report in versions(each)]
        letters = self._letters([look.person_key], ids)
        found = (self._own(each, others, asked, letters) for each in own if each.withdrawn is None)
        return tuple(each for each in found if each is not None)

    def _own(
        self,
        history: ReportHistory,
        others: Sequence[ReportHistory],
        asked: Sequence[Requisition],
        letters: dict[str, AboutPerson],
    ) -> OwnAnswer | None:
        web, miba = (_newest(history, letters, kind) for kind in (MicrobiologyWebReport, MiBaReport))
        source = miba or web
        if source is None:
            return None
        report, letter = source
        assert isinstance(letter, MicrobiologyWebReport | MiBaReport)
        return OwnAnswer(
            letter_id=report.letter_id,
            report=history.current,
            own=Own(
                web=web[1] if web and isinstance(web[1], MicrobiologyWebReport) else None,
                miba=letter if isinstance(letter, MiBaReport) else None,
            ),
            asked=_beginning(history.current, asked),
            isolates=prompts.isolates(letter),
            requests=tuple(each for each in asked if self._is_about(each, history.current)),
            referred=tuple(self._referred(history, others, letters)),
            sent_to=flows.sent_on(history.current),
        )

    def _is_about(self, asked: Requisition, report: Report) -> bool:
        if not isinstance(asked.letter, LaboratoryRequest) or asked.sender.gln != report.sender.gln:
            return False
        said = prompts.read(asked.letter, settings=self._settings).sender
        return said.production_number == report.production_number

    def _referred(
        self, own: ReportHistory, others: Sequence[ReportHistory], letters: dict[str, AboutPerson]
    ) -> Iterable[Referred]:
        """The answers that standing links tie to one; the letter for MiBa before one that tells less."""
        sources = {(each.sender.gln, each.production_number, each.sampled_at) for each in versions(own)}
        tied = {
            (key.sender, key.production_number, key.sampled_at)
            for link in self._links.of_person(own.current.person_key)
            if link.stands and _place(link.judged.source) in sources
            for key in (link.judged.reference,)
        }
        for each in others:
            reports = [report for report in versions(each) if _key(report) in tied]
            if each.withdrawn is not None or not reports:
                continue
            newest = max(reports, key=lambda report: (report.kind, report.resulted_at, report.arrived_at))
            letter = letters.get(newest.letter_id)
            if isinstance(letter, MicrobiologyWebReport | MiBaReport):
                yield Referred(report=newest, letter=letter)

    # The reception ---------------------------------------------------------------------------------------

    def arrived(
        self, number: str, desk: Desk, *, tube: str = "", what: str = reception.LOOKED
    ) -> tuple[Found, ...]:
        """The requests to the laboratory that a label's numbers lead to."""
        numbers = [each.strip() for each in (number, tube) if each.strip()]
        self._links.take_some()
        facts = self._links.found([keys.asked(each) for each in numbers])
        persons = {
            each.person_key
            for each in facts
            if isinstance(each, RequestFacts) and each.receiver == desk.laboratory
        }
        persons |= {
            each.person_key
            for some in numbers
            for each in self._results.requisitions(some)
            if each.receiver == desk.laboratory and each.kind == "XREQ01"
        }
        requests = [each for key in sorted(persons) for each in self._requests(desk.look(key, what), desk)]
        noted = self.of({each.letter_id for each in requests})
        return reception.found(requests, number=number, tube=tube, noted=noted, settings=self._settings)

    def note(
        self,
        letter_id: str,
        kind: Literal["received", "undone"],
        found: Sequence[Found],
        *,
        number: str,
        desk: Desk,
    ) -> Received:
        """Notes that the sample of one of the requests found is here, or that this was a mistake.

        Raises `KeyError` for a request that was not found, and `NotPossible`.
        """
        about = next((each for each in found if each.requisition.letter_id == letter_id), None)
        if about is None:
            raise KeyError(letter_id)
        noted = reception.note(
            about,
            kind,
            at=self._now(),
            who=desk.viewer.account,
            laboratory=desk.laboratory,
            number=number,
        )
        self.add(noted)
        return noted

    def of(self, letter_ids: Collection[str]) -> Sequence[Received]:
        """Everything noted of some requests, oldest first."""
        with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Received)) as cursor,
        ):
            return cursor.execute(_SQL["noted"], {"letter_ids": sorted(letter_ids)}).fetchall()

    def add(self, noted: Received) -> None:
        """Adds what was noted, with its entry in the ledger. Raises `NotPossible` when another came between."""
        row: dict[str, Any] = asdict(noted)
        with self._pool.connection() as connection, connection.recorded() as items:
            if connection.execute(_SQL["note"], row).fetchone() is None:
                raise NotPossible(noted.kind)
            items.append(ledger.reception(row))

    def _requests(self, look: Look, desk: Desk) -> list[Requisition]:
        stored = self._results.look(look)
        if stored is None:
            return []
        shown = self._seen(stored, desk.laboratory).requisitions
        return [
            each.requisition
            for each in shown
            if each.withdrawn is None and each.requisition.receiver.gln == desk.laboratory
        ]

    # What both need --------------------------------------------------------------------------------------

    def _seen(self, stored: Stored, laboratory: str) -> record.Record:
        """What the laboratory may see: of its own letters and those to it also what is refused."""
        reports = tuple(_opened(each, laboratory) for each in stored.reports)
        asked = tuple(_opened(each, laboratory) for each in stored.requisitions)
        return record.assemble(replace(stored, reports=reports, requisitions=asked), reading=self._reading)

    def _letters(self, person_keys: Sequence[str], letter_ids: Sequence[str]) -> dict[str, AboutPerson]:
        wanted = {"person_keys": list(person_keys), "letter_ids": list(letter_ids)}
        with self._pool.connection() as connection:
            rows = connection.execute(_SQL["documents"], wanted, binary=True).fetchall()
        letters = ((letter_id, read_letter(document)) for letter_id, document in rows)
        return {letter_id: letter for letter_id, letter in letters if isinstance(letter, AboutPerson)}

    def _send(self, letters: Sequence[AboutPerson], *, at: datetime) -> Sent | tuple[Finding, ...]:
        """Hands letters to the intake, which takes all or none. The same again is answered as before, so nothing is
        doubled."""
        bodies = [requesting.file_of(each, at=at) for each in letters]
        now = self._now()
        replies = self._intake.receive_together(
            [Arrival(body=body, channel="http", system=None, arrived_at=now) for body in bodies]
        )
        if not all(reply.took for reply in replies):
            status = max(reply.status for reply in replies)
            return (rules.NOT_TAKEN.at(line=None, path=None, status=status),)
        return Sent(letter_numbers=tuple(each.letter.identifier for each in letters))


def _is_of(facts: AnswerFacts, desk: Desk) -> bool:
    return facts.sender == desk.laboratory


def _opened(letter: Any, laboratory: str) -> Any:
    """A report or requisition of the laboratory's own, or sent to it, as if nobody had refused it."""
    is_own = laboratory in (letter.sender.gln, letter.receiver.gln)
    return replace(letter, given=True) if is_own else letter


def _newest(
    history: ReportHistory, letters: dict[str, AboutPerson], kind: type[AboutPerson | Any]
) -> tuple[Report, AboutPerson] | None:
    """The newest letter of a kind that an answer has."""
    of_kind = [
        (report, letters[report.letter_id])
        for report in versions(history)
        if isinstance(letters.get(report.letter_id), kind)
    ]
    return max(of_kind, key=lambda each: (each[0].resulted_at, each[0].arrived_at), default=None)


def _beginning(report: Report, asked: Iterable[Requisition]) -> LaboratoryRequest | None:
    """The requisition that the answer answers, where it was an XREQ01."""
    for each in asked:
        is_to = each.receiver.gln == report.sender.gln
        if is_to and each.requester_number == report.requester_number:
            return each.letter if isinstance(each.letter, LaboratoryRequest) else None
    return None


def _key(report: Report) -> tuple[str, str, datetime]:
    return report.sender.gln, report.production_number, report.sampled_at


def _place(key: Any) -> tuple[str, str, datetime]:
    return key.sender, key.production_number, key.sampled_at
