"""Reliable messaging: what a receiver does with what it has seen, and a sender that always comes to an end."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import product
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from labsvar.exchange.reliable import FINAL, Event, Sending, State, Timing, received, step, timer
from labsvar.formats import vans, xml
from labsvar.formats.vans import wrapping
from tests.builders import LABORATORY_GLN, OUR_GLN, emessage, laboratory_report
from tests.unit.exchange.helpers import START, Exchange

EVENTS: tuple[Event, ...] = get_args(Event)
STATES: tuple[State, ...] = get_args(State)
TIMING = Timing()
SHORT = Timing(most_attempts=5, retry_after=(timedelta(seconds=5), timedelta(minutes=1)))


# The receiver -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("envelope_seen", "message_seen", "does"),
    [
        (False, False, "process"),
        (True, True, "answer_again"),
        (False, True, "answer_again"),
        (True, False, "refuse"),
    ],
)
def test_the_receiver_goes_by_what_it_has_seen(*, envelope_seen: bool, message_seen: bool, does: str) -> None:
    """MedCom's table. A new message is processed; a copy and a resend get the receipt that was given
    before; an envelope's identifier used for another message is refused."""
    assert received(envelope_seen=envelope_seen, message_seen=message_seen) == does


@pytest.mark.parametrize("envelope_seen", [True, False])
def test_a_message_that_has_changed_under_its_identifier_is_refused(*, envelope_seen: bool) -> None:
    """Answered again it would be lost, and its sender would believe it was taken."""
    assert received(envelope_seen=envelope_seen, message_seen=True, same=False) == "refuse"


# The sender ---------------------------------------------------------------------------------------


def reachable(timing: Timing) -> dict[Sending, dict[Event, Sending]]:
    """Every state with its counts that any events in any order lead to, and where each leads."""
    found: dict[Sending, dict[Event, Sending]] = {}
    open_ends = [Sending()]
    while open_ends:
        sending = open_ends.pop()
        if sending not in found:
            found[sending] = {event: step(sending, event, timing).sending for event in EVENTS}
            open_ends += found[sending].values()
    return found


@pytest.mark.parametrize("timing", [SHORT, TIMING])
def test_every_state_that_is_not_final_has_a_timer_and_no_final_one_has(timing: Timing) -> None:
    graph = reachable(timing)
    assert {sending.state for sending in graph} == set(STATES)
    for sending in graph:
        waits = timer(sending, timing)
        assert (waits is None) == sending.is_final == (sending.state in FINAL)


@pytest.mark.parametrize("timing", [SHORT, TIMING])
def test_every_path_ends(timing: Timing) -> None:
    """The timer, which needs nobody, makes something strictly less each time; no other event makes it more.

    So from wherever one is, and whatever happens in between, so many timers later it is over.
    """

    def left(sending: Sending) -> int:
        return 0 if sending.is_final else 1 + timing.most_attempts - sending.attempts

    for sending, after in reachable(timing).items():
        for event, following in after.items():
            if sending.is_final:
                assert following.is_final, (sending, event)
            elif event == "timer":
                assert left(following) < left(sending), (sending, event)
            else:
                assert left(following) <= left(sending), (sending, event)


@pytest.mark.parametrize(("state", "event"), list(product(STATES, EVENTS)))
def test_every_event_has_an_answer_in_every_state(state: State, event: Event) -> None:
    """None is a fault of the program: messages come late, twice, and when nobody waits any more."""
    after = step(Sending(state=state, attempts=2, taken=1), event, TIMING)
    assert after.sending.state in STATES
    assert not (after.send and after.sending.is_final)
    assert after.send == (event == "timer" and not after.sending.is_final)


def follow(*events: Event, timing: Timing = TIMING) -> Sending:
    sending = Sending()
    for event in events:
        sending = step(sending, event, timing).sending
    return sending


def test_a_message_is_sent_again_twice_half_an_hour_apart_and_then_given_up() -> None:
    assert timer(Sending(), TIMING) == timedelta(0)
    once = follow("timer", "handed_over")
    assert (once.state, timer(once, TIMING)) == ("awaiting", timedelta(minutes=30))
    again = follow("timer", "handed_over", "timer")
    assert (again.state, again.attempts) == ("resending", 2)
    twice = follow("timer", "handed_over", "timer", "handed_over", "timer", "handed_over")
    assert (twice.state, twice.taken, timer(twice, TIMING)) == ("resent", 3, timedelta(minutes=30))
    assert step(twice, "timer", TIMING).sending.state == "given_up"


def test_the_numbers_are_settings() -> None:
    never_again = Timing(receipt_within=timedelta(minutes=1), most_resends=0)
    once = follow("timer", "handed_over", timing=never_again)
    assert timer(once, never_again) == timedelta(minutes=1)
    assert step(once, "timer", never_again).sending.state == "given_up"


def test_attempts_that_nobody_took_are_made_ever_more_seldom_and_are_no_resends() -> None:
    sending, waits = Sending(), []
    for _ in range(9):
        sending = step(sending, "timer", TIMING).sending
        sending = step(sending, "not_handed_over", TIMING).sending
        waits.append(timer(sending, TIMING))
    assert [wait.total_seconds() for wait in waits if wait] == [5, 15, 60, 300, 900, 1800, 3600, 3600, 3600]
    assert (sending.state, sending.attempts, sending.taken) == ("unsent", 9, 0)


def test_a_receipt_settles_the_matter_whenever_it_comes() -> None:
    """Before the answer to the attempt itself, while waiting, and after giving up."""
    assert follow("timer", "positive", "handed_over").state == "accepted"
    assert follow("timer", "handed_over", "negative").state == "refused"
    gone = Sending(state="given_up", attempts=3, taken=3)
    assert step(gone, "positive", TIMING).sending.state == "accepted"


@pytest.mark.parametrize(("first", "second"), [("positive", "negative"), ("negative", "positive")])
def test_a_second_receipt_that_says_otherwise_changes_nothing(first: Event, second: Event) -> None:
    settled = follow("timer", "handed_over", first)
    assert step(settled, second, TIMING).sending == settled


# Both, over a network that loses, doubles and delays ----------------------------------------------

Envelope = tuple[int, int]
"""The identifier of an envelope, and that of its message."""
Receipt = tuple[int, bool]
"""The identifier of the receipt's envelope, and whether it accepts."""


class Both(RuleBasedStateMachine):
    """A sender with several messages, a receiver, and a network between them that does as it likes."""

    @initialize(refused=st.sets(st.integers(0, 2)))
    def begin(self, refused: set[int]) -> None:
        """Three messages, some of which the receiver will refuse."""
        self.messages = dict.fromkeys(range(3), Sending())
        self.refused = refused
        self.under_way: list[Envelope] = []
        self.answers: list[tuple[int, Receipt]] = []
        self.seen: dict[int, int] = {}
        self.answered: dict[int, Receipt] = {}
        self.processed: Counter[int] = Counter()
        self.given: dict[int, set[Receipt]] = {}
        self.used: set[int] = set()

    def happens(self, message: int, event: Event) -> bool:
        after = step(self.messages[message], event, TIMING)
        self.messages[message] = after.sending
        return after.send

    @rule(message=st.integers(0, 2), handed_over=st.booleans())
    def time_passes(self, message: int, handed_over: bool) -> None:
        """A timer runs out; the envelope may travel though the sender is told that it does not."""
        if self.happens(message, "timer"):
            identifier = len(self.used)
            self.used.add(identifier)
            self.under_way.append((identifier, message))
            self.happens(message, "handed_over" if handed_over else "not_handed_over")

    @rule(data=st.data(), fate=st.sampled_from(("arrives", "lost", "doubled")))
    def an_envelope(self, data: st.DataObject, fate: str) -> None:
        """Any envelope under way arrives, is lost, or arrives and goes on being under way."""
        if not self.under_way:
            return
        place = data.draw(st.integers(0, len(self.under_way) - 1))
        envelope = self.under_way[place] if fate == "doubled" else self.under_way.pop(place)
        if fate != "lost":
            self.arrives(*envelope)

    def arrives(self, identifier: int, message: int) -> None:
        does = received(envelope_seen=identifier in self.seen, message_seen=message in self.answered)
        assert does != "refuse"
        if does == "process":
            self.processed[message] += 1
            self.answered[message] = (1000 + identifier, message not in self.refused)
        self.seen[identifier] = message
        self.given.setdefault(message, set()).add(self.answered[message])
        self.answers.append((message, self.answered[message]))

    @rule(data=st.data(), fate=st.sampled_from(("arrives", "lost", "doubled")))
    def a_receipt(self, data: st.DataObject, fate: str) -> None:
        """And so does any receipt."""
        if not self.answers:
            return
        place = data.draw(st.integers(0, len(self.answers) - 1))
        message, (_, positive) = self.answers[place] if fate == "doubled" else self.answers.pop(place)
        if fate != "lost":
            self.happens(message, "positive" if positive else "negative")

    @invariant()
    def nothing_is_processed_twice(self) -> None:
        """However often it came."""
        assert all(times == 1 for times in self.processed.values())

    @invariant()
    def a_message_gets_one_receipt_however_often(self) -> None:
        """And never first a positive one and then a negative one."""
        assert all(len(receipts) == 1 for receipts in self.given.values())

    @invariant()
    def what_the_sender_believes_is_true(self) -> None:
        """Accepted is processed and accepted, refused is processed and refused."""
        for message, sending in self.messages.items():
            if sending.state in ("accepted", "refused"):
                assert self.processed[message] == 1
                assert (sending.state == "refused") == (message in self.refused)

    def teardown(self) -> None:
        """Left alone, every message comes to an end."""
        for message in getattr(self, "messages", ()):
            for _ in range(TIMING.most_attempts + 1):
                self.happens(message, "timer")
            assert self.messages[message].is_final


class BothForReal(Both):
    """The same, and the receiver is the exchange: real envelopes around letters, of which some are faulty."""

    @initialize(refused=st.sets(st.integers(0, 2)))
    def begin(self, refused: set[int]) -> None:
        """Three letters, some of which the exchange will refuse."""
        super().begin(refused)
        self.exchange = Exchange()
        self.names = [vans.new_uuid() for _ in range(3)]

    def letter(self, message: int) -> bytes:
        made = laboratory_report(number=f"B{message}", production_number=f"P{message}")
        data = xml.write(emessage(made, number=f"K{message}"))
        return data.replace(b">numerisk<", b">numeric<") if message in self.refused else data

    def arrives(self, identifier: int, message: int) -> None:
        data = self.letter(message)
        wrapped = wrapping.message(
            data,
            wrapping.described(data, kind="XRPT01", version="XR0131K"),
            sender=vans.EndPoint(identifier=LABORATORY_GLN),
            receiver=vans.EndPoint(identifier=OUR_GLN),
            at=START,
            identifier=str(UUID(int=identifier)),
            message_identifier=self.names[message],
        )
        before = len(self.exchange.store.letters)
        reply = self.exchange.send(vans.write(wrapped))
        envelope = vans.read(reply.body).envelope
        assert envelope is not None
        receipt = (UUID(envelope.identifier).int, isinstance(envelope.content, vans.PositiveMessage))
        self.processed[message] += len(self.exchange.store.letters) - before
        if message in self.refused:
            self.processed[message] = 1
        self.given.setdefault(message, set()).add(receipt)
        self.answers.append((message, receipt))


TestBoth = Both.TestCase
TestBoth.settings = settings(max_examples=40, stateful_step_count=40)
TestBothForReal = BothForReal.TestCase
TestBothForReal.settings = settings(max_examples=15, stateful_step_count=40)
