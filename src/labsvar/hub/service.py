"""The hub at work: rows in, letters out, every row answered; all of one file in one transaction.

What was decided is stored together with the letters that follow from it, and the letters are handed to the
intake afterwards, under numbers that are the same however often that is tried. So a crash between the two
loses nothing and doubles nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

import msgspec
import structlog
from msgspec.structs import replace

from labsvar.exchange.model import Arrival, Reply
from labsvar.exchange.register import Register, System
from labsvar.findings import Finding
from labsvar.formats import detect, xml
from labsvar.formats.xml import CannotWrite
from labsvar.hub import fhir, numbers, reading, rules, writing
from labsvar.hub.coding import Tables
from labsvar.hub.composing import letter
from labsvar.hub.deciding import Circumstances
from labsvar.hub.model import Clinic, Known, Listed, Outcome, Outgoing, RowRecord, Settings, State
from labsvar.hub.protocol import HubStore, Left, RowKey, Session
from labsvar.hub.reading import RowForm
from labsvar.hub.rows import CardRow, ReadRow
from labsvar.hub.versions import Decided, Deciding
from labsvar.letters.receipts import NegativeReceipt
from labsvar.letters.zone import DENMARK

ALL: Final = "*"
_LATER: Final = (500, 503)
"""Answers of the intake after which an envelope is tried again as it is."""
_log = structlog.get_logger(__name__)


class RowAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one row, with rules and fields but never values."""

    line: int
    clinic: str
    row_id: str
    row_version: str
    state: State
    findings: tuple[Finding, ...] = ()


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file. With `findings` nothing of it could be read. `places` are where the rows stand in a
    file of FHIR."""

    rows: tuple[RowAnswer, ...] = ()
    findings: tuple[Finding, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are in each state."""
        found: dict[str, int] = {}
        for row in self.rows:
            found[row.state] = found.get(row.state, 0) + 1
        return found


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub stands among: the intake, the register of systems, tombstones, and who belongs here.

    `tables` are the tables of codes in use. `withdraw` is called with the location number and letter number of
    a letter, by whom (the clinic's name) and why.
    """

    intake: Callable[[Sequence[Arrival]], Sequence[Reply]]
    register: Callable[[], Register]
    tables: Callable[[], Tables]
    withdraw: Callable[[str, str, str, str], None]
    belongs: Callable[[bool], bool]
    settings: Settings = msgspec.field(default_factory=Settings)


class _Turn(msgspec.Struct, kw_only=True):
    """One row whose clinic is known, on its way."""

    place: int
    row: CardRow
    system: System
    again: bool = False


class Hub:
    """Takes rows, and tries again what had to wait. Any number of threads may call."""

    def __init__(self, store: HubStore, surroundings: Surroundings) -> None:
        self._store = store
        self._around = surroundings
        self._handing = Lock()

    def receive(
        self, data: bytes, *, system: System | None, at: datetime, form: RowForm | None = None
    ) -> Received:
        """Takes a file of rows. What the answer says is stored when it is given. `at` has a zone."""
        is_fhir = form == "fhir" or (form is None and detect(data) == "fhir")
        read = fhir.read(data) if is_fhir else reading.read(data, form=form)
        if read.findings:
            return Received(findings=read.findings)
        clinics = {each.clinic: each for each in self._store.clinics()}
        answers: list[RowAnswer | None] = [None] * len(read.rows)
        turns, left = [], Left()
        register = self._around.register()
        for place, row in enumerate(read.rows):
            clinic = clinics.get(row.clinic)
            owner = None if clinic is None else _owner(register, clinic, system)
            if row.row is not None and owner is not None:
                turns.append(_Turn(place=place, row=row.row, system=owner))
                continue
            answers[place] = _unread(row) if row.row is None else _stranger(row)
            if owner is not None:
                left.noted.append(_listed(answers[place], at))
        decided = self._decide(turns, left, clinics, at)
        for turn, each in zip(turns, decided, strict=True):
            answers[turn.place] = _answer(read.rows[turn.place].line, each.outcome)
        self.hand_over(at=at)
        places = tuple(row.place for row in read.rows)
        return Received(rows=tuple(each for each in answers if each is not None), places=places)

    def reconsider(self, clinic: str, *, at: datetime) -> int:
        """Decides anew about the rows of a clinic that are held or left out, as after a new table. How many of them
        were sent."""
        # A release asks for every clinic there is, and few have rows that wait.
        waiting = self._store.waiting(clinic)
        if not waiting:
            return 0
        clinics = {each.clinic: each for each in self._store.clinics()}
        owner = _owner(self._around.register(), clinics[clinic], None)
        if owner is None:
            return 0
        turns = [
            _Turn(place=place, row=each.row, system=owner, again=True) for place, each in enumerate(waiting)
        ]
        decided = self._decide(turns, Left(), clinics, at)
        self.hand_over(at=at)
        return sum(each.outcome.state == "sent" for each in decided)

    # Deciding ----------------------------------------------------------------------------------

    def _decide(
        self, turns: Sequence[_Turn], left: Left, clinics: Mapping[str, Clinic], at: datetime
    ) -> list[Decided]:
        """Decides and stores. A letter that our own checks refuse holds its row, and all is decided anew."""
        tables = self._around.tables()
        keys = {(turn.row.clinic, turn.row.row_id) for turn in turns}
        with self._store.deciding(sorted({clinic for clinic, _ in keys})) as session:
            faults: dict[str, Finding] = {}
            while True:
                batch = _Batch(self._around, clinics, tables, at, faults=faults)
                decided = batch.decide(turns, session.known(keys))
                found = batch.write(turns, decided)
                if not found:
                    break
                faults |= found
            _write(session, left, batch.left)
        return decided

    # Handing over ------------------------------------------------------------------------------

    def hand_over(self, *, at: datetime) -> None:
        """Hands every envelope that waits to the intake, in the order they were made."""
        with self._handing:
            waiting = self._store.outbox()
            if not waiting:
                return
            register = self._around.register()
            names = {each.clinic: each.name for each in self._store.clinics()}
            for place, outgoing in enumerate(waiting):
                # What is equally new in everything else is told apart by its arrival.
                arrived_at = at + timedelta(microseconds=place)
                refused = self._taken(outgoing, register, arrived_at)
                if refused is None:
                    return
                if ALL not in refused:
                    for name, reason in outgoing.withdraws.items():
                        self._around.withdraw(outgoing.gln, name, names[outgoing.clinic], reason)
                left = self._refused(outgoing.clinic, outgoing.rows, refused, at)
                self._store.handed(outgoing.envelope_number, left=left)

    def _taken(self, outgoing: Outgoing, register: Register, at: datetime) -> frozenset[str] | None:
        """The letters that the intake refused, `*` for all; `None` when it is to be asked again later."""
        if not outgoing.body:
            return frozenset()
        system = None if outgoing.system_id is None else register.system(outgoing.system_id)
        arrival = Arrival(
            body=outgoing.body, channel="http", system=system, arrived_at=at, stage=outgoing.stage
        )
        (reply,) = self._around.intake([arrival])
        if reply.status in _LATER:
            _log.warning("hub_waits", status=reply.status)
            return None
        if reply.status in (200, 204):
            return frozenset()
        return _named(reply)

    def _refused(
        self, clinic: str, rows: Mapping[str, tuple[str, int]], refused: frozenset[str], at: datetime
    ) -> Left:
        """The rows whose letters were refused wait from now on; what stood before them stands."""
        gone = {key for number, key in rows.items() if number in refused or ALL in refused}
        left = Left()
        if not gone:
            return left
        with self._store.deciding([clinic]) as session:
            known = session.known([(clinic, row_id) for row_id, _ in gone])
        for row_id, version in sorted(gone):
            history = known[clinic, row_id].history
            is_newest = version == known[clinic, row_id].newest
            earlier = [each for each in history if each.row_version < version] if is_newest else history
            left.outcomes.append(
                Outcome(
                    clinic=clinic,
                    row_id=row_id,
                    row_version=version,
                    state="held",
                    at=at,
                    findings=(rules.INTAKE_REFUSED.at(line=None, path=None),),
                    stage=known[clinic, row_id].of_version(version).stage,
                    standing=earlier[-1].standing if earlier else None,
                )
            )
        return left


class _Batch:
    """The rows of one file, decided one after the other as if those before were stored already."""

    def __init__(
        self,
        around: Surroundings,
        clinics: Mapping[str, Clinic],
        tables: Tables,
        at: datetime,
        *,
        faults: Mapping[str, Finding],
    ) -> None:
        self._around = around
        self._clinics = clinics
        self._tables = tables
        self._at = at
        self._faults = faults
        self.left = Left()

    def decide(self, turns: Sequence[_Turn], known: Mapping[RowKey, Known]) -> list[Decided]:
        """What becomes of each row; of one row's versions the lowest is looked at first."""
        about = {
            system.system_id: {} for system in {turn.system.system_id: turn.system for turn in turns}.values()
        }  # type: dict[int, dict[str, Circumstances]]
        decided: list[Decided | None] = [None] * len(turns)
        order = sorted(range(len(turns)), key=lambda place: int(turns[place].row.row_version))
        for place in order:
            turn = turns[place]
            of_system = about[turn.system.system_id]
            if turn.row.clinic not in of_system:
                of_system[turn.row.clinic] = self._circumstances(turn)
            of_row = known[turn.row.clinic, turn.row.row_id]
            decided[place] = self._one(turn, of_row, of_system[turn.row.clinic])
        return [each for each in decided if each is not None]

    def _one(self, turn: _Turn, known: Known, about: Circumstances) -> Decided:
        decided = Deciding(row=turn.row, known=known, about=about, at=self._at, again=turn.again).decide()
        faulty = [
            self._faults[each.letter_number] for each in decided.letters if each.letter_number in self._faults
        ]
        if faulty:
            outcome = replace(
                decided.outcome, state="held", findings=(faulty[0],), letters=(), standing=known.standing
            )
            decided = Decided(outcome=outcome, kept=True)
        if turn.again and _is_as_before(decided, known):
            return replace(decided, kept=False, outcome=replace(decided.outcome, state="repeated"))
        if decided.kept:
            version = decided.outcome.row_version
            known.contents[version] = numbers.content(turn.row)
            known.history.append(decided.outcome)
        return decided

    def _circumstances(self, turn: _Turn) -> Circumstances:
        """What a clinic can do stands in the register of sources, and decides here as it does at the intake."""
        clinic = self._clinics[turn.row.clinic]
        return Circumstances(
            clinic=clinic,
            stage=turn.system.stage,
            states_refusal=turn.system.source.could_refuse(clinic.clinic),
            tables=self._tables,
            settings=self._around.settings,
            belongs=self._around.belongs,
            now=self._at.astimezone(DENMARK).replace(tzinfo=None),
        )

    def write(self, turns: Sequence[_Turn], decided: Sequence[Decided]) -> dict[str, Finding]:
        """Fills what is left behind; instead, the letters that may not leave and why."""
        by_system: dict[int, list[writing.Written]] = {}
        for turn, each in sorted(
            zip(turns, decided, strict=True), key=lambda pair: pair[1].outcome.row_version
        ):
            self._leave(turn, each)
            by_system.setdefault(turn.system.system_id, []).extend(_written(each))
            if each.tombstones and not each.letters:
                clinic = self._clinics[turn.row.clinic]
                self.left.outgoing.append(
                    writing.tombstones(each.tombstones, clinic=clinic, reason=turn.row.reason, at=self._at)
                )
        for system_id, letters in by_system.items():
            try:
                if not writing.has_content_errors(letters, at=self._at):
                    self.left.outgoing += writing.envelopes(letters, system_id=system_id, at=self._at)
                    continue
            except CannotWrite:
                _log.warning("hub_letter_invalid")
            return writing.faults(letters, at=self._at)
        return {}

    def _leave(self, turn: _Turn, decided: Decided) -> None:
        outcome = decided.outcome
        if not decided.kept:
            if outcome.state != "repeated":
                self.left.noted.append(_listed(_answer(0, outcome), self._at))
            return
        self.left.outcomes.append(outcome)
        if not turn.again:
            self.left.records.append(
                RowRecord(
                    clinic=outcome.clinic,
                    row_id=outcome.row_id,
                    row_version=outcome.row_version,
                    content=numbers.content(turn.row),
                    row=turn.row,
                    system_id=turn.system.system_id,
                    received_at=self._at,
                )
            )


def _is_as_before(decided: Decided, known: Known) -> bool:
    """Whether deciding anew has come to nothing new."""
    before, now = known.of_version(decided.outcome.row_version), decided.outcome
    rules_of = [[finding.rule for finding in each.findings] for each in (before, now)]
    return before.state == now.state and rules_of[0] == rules_of[1] and not decided.letters


def _written(decided: Decided) -> list[writing.Written]:
    """The letters of a row; its tombstones go with the first of them."""
    return [
        writing.Written(
            said=said,
            letter=letter(said),
            row_version=decided.outcome.row_version,
            tombstones=decided.tombstones if place == 0 else (),
        )
        for place, said in enumerate(decided.letters)
    ]


def _write(session: Session, left: Left, more: Left) -> None:
    more.noted += left.noted
    session.write(more)


def _owner(register: Register, clinic: Clinic, system: System | None) -> System | None:
    """The system that answers for a clinic; `None` when this one may not send for it (rule S20)."""
    found = register.registered(clinic.gln, system_id=None if system is None else system.system_id)
    return None if found is None else found[0]


def _unread(row: ReadRow) -> RowAnswer:
    return RowAnswer(
        line=row.line,
        clinic=row.clinic,
        row_id=row.row_id,
        row_version=row.row_version,
        state="refused",
        findings=row.findings,
    )


def _stranger(row: ReadRow) -> RowAnswer:
    return replace(_unread(row), findings=(rules.CLINIC_UNKNOWN.at(line=row.line, path="clinic"),))


def _answer(line: int, outcome: Outcome) -> RowAnswer:
    return RowAnswer(
        line=line,
        clinic=outcome.clinic,
        row_id=outcome.row_id,
        row_version=str(outcome.row_version),
        state=outcome.state,
        findings=tuple(replace(each, line=line or None) for each in outcome.findings),
    )


def _listed(answer: RowAnswer | None, at: datetime) -> Listed:
    assert answer is not None, "what is listed was answered"
    return Listed(
        clinic=answer.clinic,
        row_id=answer.row_id,
        row_version=answer.row_version,
        state=answer.state,
        at=at,
        findings=answer.findings,
    )


def _named(reply: Reply) -> frozenset[str]:
    """The letters that a negative receipt names; `*` when it refuses everything."""
    read = xml.read(reply.body) if reply.body.startswith(b"<?xml") else None
    receipt = read.letters[0].letter if read is not None and read.letters else None
    if isinstance(receipt, NegativeReceipt) and receipt.original_emessage.refuse_code is None:
        letters: Iterable[str] = (
            each.original_letter_identifier for each in receipt.original_emessage.original_letters
        )
        return frozenset(letters) or frozenset({ALL})
    return frozenset({ALL})
