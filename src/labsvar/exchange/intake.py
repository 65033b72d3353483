"""Takes arrivals and answers them: a batch at a time, each batch in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Final

import structlog

from labsvar.exchange import policing, problems
from labsvar.exchange.decide import Decider
from labsvar.exchange.examine import examine
from labsvar.exchange.examined import Examined, ExaminedLetter
from labsvar.exchange.model import Arrival, Entry, Reply
from labsvar.exchange.outer import known_by
from labsvar.exchange.protocol import Conflict, IntakeStore, Questions, VansQuestions
from labsvar.exchange.register import Register
from labsvar.exchange.routing import Configuration

_ATTEMPTS: Final = 10
"""How often a batch is decided anew when another writer was quicker."""
_log = structlog.get_logger(__name__)


class Intake:
    """The way in. Any number of threads may `examine`; of those that `settle`, one waits for the other."""

    def __init__(self, store: IntakeStore, configuration: Configuration) -> None:
        self._store = store
        self._configuration = configuration
        self._register = Register()
        self._settling = Lock()

    def receive(self, arrivals: Sequence[Arrival]) -> list[Reply]:
        """Answers each arrival, in order. What a reply says is stored when it is returned."""
        return self.settle([self.examine(arrival) for arrival in arrivals])

    def receive_together(self, arrivals: Sequence[Arrival]) -> list[Reply]:
        """Answers arrivals that belong together: what all of them hold is stored, in one transaction, or nothing is.

        When one of them is refused nothing is left of any, and the replies of the others say what they would have
        been; whoever made them tells why.
        """
        batch = [self.examine(arrival) for arrival in arrivals]
        try:
            with self._settling:
                entries = self._store_all(batch, together=True)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it must be answered
            return [_failed(fault) for _ in batch]
        return [entry.reply for entry in entries]

    def examine(self, arrival: Arrival) -> Examined:
        """Reads and checks one arrival, without looking at what is stored.

        Should that fail in a way nobody foresaw, the arrival is answered with a 500.
        """
        try:
            examined = examine(arrival, self._configuration)
            return policing.applied(examined, self._configuration.policy)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it must be answered
            _log.error("examination_failed", fault=type(fault).__name__)
            return Examined(arrival=arrival, problem=500, findings=(problems.INTERNAL,))

    def settle(self, batch: Sequence[Examined]) -> list[Reply]:
        """Decides on what was examined, stores it, and answers.

        One that cannot be stored takes none of the others with it: the batch is then settled one by
        one, and only the one at fault is answered with a 500, nothing of it being stored.
        """
        if not batch:
            return []
        try:
            with self._settling:
                entries = self._store_all(batch)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the others must be answered
            if len(batch) > 1:
                return [reply for examined in batch for reply in self.settle([examined])]
            return [_failed(fault)]
        return [entry.reply for entry in entries]

    def _store_all(self, batch: Sequence[Examined], *, together: bool = False) -> list[Entry]:
        questions = _questions(batch, passing_on=bool(self._configuration.destinations))
        for attempt in range(_ATTEMPTS):
            known = self._store.known(questions)
            known.asked_samples = frozenset(questions.samples)
            if known.register_version != self._register.version:
                self._register = self._store.register()
            decider = Decider(known, self._register, self._configuration)
            entries = [decider.decide(examined) for examined in batch]
            for entry in entries:
                entry.reply = policing.told(entry)
            if together and not all(entry.reply.took for entry in entries):
                return entries
            try:
                self._store.write(entries)
            except Conflict:
                if attempt == _ATTEMPTS - 1:
                    raise
            else:
                return entries
        raise AssertionError("the last attempt returns or raises")


def _failed(fault: Exception) -> Reply:
    # The text of a database's error may hold what it failed to store, so only its kind is logged.
    _log.error("intake_failed", fault=type(fault).__name__, code=getattr(fault, "sqlstate", None))
    return problems.reply(500, (problems.INTERNAL,))


def _questions(batch: Sequence[Examined], *, passing_on: bool) -> Questions:
    all_letters = [letter for examined in batch for letter in examined.letters]
    letters = [letter for letter in all_letters if letter.refuse_code is None or letter.stopped]
    answerable = [examined for examined in batch if examined.letters]
    receipts = [receipt for examined in batch for receipt, _ in examined.receipts]
    originals = [receipt.original_emessage for receipt in receipts]
    return Questions(
        envelopes=[examined.number for examined in answerable],
        letters=[letter.number for letter in letters],
        persons=list({letter.person: None for letter in letters if not letter.nobody}),
        samples=list({letter.sample: None for letter in letters if letter.corrects}),
        requests=list({asked: None for letter in letters for asked in _asked(letter)}),
        sent=[
            (original.original_sender.ean_identifier, original.original_envelope_identifier)
            for original in originals
        ],
        receipts=[(receipt.sender.ean_identifier, receipt.letter.identifier) for receipt in receipts],
        # One for the answer to each, and one for each letter that may go on in an envelope of ours.
        new_numbers=len(answerable) + (len(letters) if passing_on else 0),
        vans=_vans_questions(batch),
    )


def _asked(letter: ExaminedLetter) -> Iterator[tuple[str, str, str]]:
    request = letter.request
    if request is not None and not letter.nobody:
        yield (*request, letter.number[0])


def _vans_questions(batch: Sequence[Examined]) -> VansQuestions:
    outers = [examined.outer for examined in batch if examined.outer is not None]
    receipts = [(outer, outer.receipt) for outer in outers if outer.receipt is not None]
    return VansQuestions(
        envelopes=[outer.envelope_key for outer in outers],
        messages=[outer.message_key for outer in outers if outer.message_key is not None],
        sent=[known_by(receipt.original_envelope_identifier) for _, receipt in receipts],
        receipts=[outer.envelope_key for outer, _ in receipts],
    )
