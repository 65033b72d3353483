"""Reliable messaging as two state machines: nothing is sent, stored or timed here, it is only decided.

The receiver looks at whether it has seen an envelope's identifier and its message's identifier, and
processes, answers again or refuses. The sender sends, waits for a receipt, sends again unchanged (under
a new EnvelopeIdentifier and SentDateTime), and in the end knows or gives up.

Every state of the sender that is not final has a timer, so that nothing is waited for in vain.

Source: MedCom, MedCom-FHIR-Communication, governance: reliable messaging. The 30 minutes and the two
resends are its rule for automatic resending. Assumption: they hold for a VANSEnvelope around XML and
EDIFACT letters too; no source says so, and both are settings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Literal

Received = Literal["process", "answer_again", "refuse"]
"""What a receiver does: `answer_again` is with the very receipt that was given before."""

State = Literal["unsent", "awaiting", "resending", "resent", "accepted", "refused", "given_up"]
Event = Literal["timer", "handed_over", "not_handed_over", "positive", "negative"]

FINAL: Final[frozenset[State]] = frozenset({"accepted", "refused", "given_up"})
_WAITING: Final[frozenset[State]] = frozenset({"awaiting", "resent"})


def received(*, envelope_seen: bool, message_seen: bool, same: bool = True) -> Received:
    """What to do with an envelope, by whether its identifier and its message's were seen before.

    `same` says that what was seen under them is what comes now: the same message in that envelope, the
    same content in that message. Assumption: one that differs is refused and never taken for a copy, as
    an answer to it would tell of another message; no source speaks of it.
    """
    if envelope_seen and not message_seen:
        return "refuse"
    if not message_seen:
        return "process"
    return "answer_again" if same else "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long a sender waits, and how often it tries.

    `receipt_within` and `most_resends` are MedCom's. Assumptions: `retry_after` is how long it waits
    after each attempt that nobody answered, the last for all that follow, and after `most_attempts` of
    them all told (some four days) a person has to look.
    """

    receipt_within: timedelta = timedelta(minutes=30)
    most_resends: int = 2
    retry_after: tuple[timedelta, ...] = tuple(
        timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 900, 1800, 3600)
    )
    most_attempts: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How far a message has come. `attempts` counts envelopes made for it, `taken` those that were handed
    over; beyond the first of these each is a resend."""

    state: State = "unsent"
    attempts: int = 0
    taken: int = 0

    @property
    def is_final(self) -> bool:
        """Whether nothing is done any more on our own account."""
        return self.state in FINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What an event leads to. With `send` a new envelope around the unchanged message is to be sent."""

    sending: Sending
    send: bool = False


def timer(sending: Sending, timing: Timing) -> timedelta | None:
    """How long until the event `timer`; `None` in a final state and in no other."""
    if sending.is_final:
        return None
    if sending.state in _WAITING:
        return timing.receipt_within
    if not sending.attempts:
        return timedelta(0)
    return timing.retry_after[min(sending.attempts, len(timing.retry_after)) - 1]


def step(sending: Sending, event: Event, timing: Timing) -> Step:
    """What an event leads to, in any state.

    A receipt settles the matter, also after giving up; a second one that says otherwise changes nothing,
    since receipts must not change between copies.
    """
    match event:
        case "positive" | "negative":
            return Step(sending=_settled(sending, "accepted" if event == "positive" else "refused"))
        case "handed_over":
            return Step(sending=_handed_over(sending))
        case "not_handed_over":
            return Step(sending=sending)
        case "timer":
            return _timed_out(sending, timing)


def _settled(sending: Sending, state: State) -> Sending:
    return sending if sending.state in ("accepted", "refused") else replace(sending, state=state)


def _handed_over(sending: Sending) -> Sending:
    match sending.state:
        case "unsent":
            return replace(sending, state="awaiting", taken=1)
        case "resending":
            return replace(sending, state="resent", taken=sending.taken + 1)
        case _:
            return sending


def _timed_out(sending: Sending, timing: Timing) -> Step:
    if sending.is_final:
        return Step(sending=sending)
    resends = sending.taken - 1
    if sending.attempts >= timing.most_attempts or (
        sending.state in _WAITING and resends >= timing.most_resends
    ):
        return Step(sending=replace(sending, state="given_up"))
    state: State = "unsent" if sending.state == "unsent" else "resending"
    return Step(sending=replace(sending, state=state, attempts=sending.attempts + 1), send=True)
