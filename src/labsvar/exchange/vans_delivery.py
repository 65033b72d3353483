"""Letters that go on in a VANSEnvelope: one attempt, and what it means to the state machine.

The message is the same bytes each time, under the same message identifier; each attempt has an envelope
of its own, with a new EnvelopeIdentifier and SentDateTime (`labsvar.exchange.reliable`). When it is tried
and what is kept is for the caller.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

import msgspec

from labsvar.exchange import beside
from labsvar.exchange.delivery import (
    DeliveryState,
    HttpCourier,
    Outcome,
    Outgoing,
    emessage,
    is_document,
    read_letter,
)
from labsvar.exchange.outer import known_by
from labsvar.exchange.reliable import Event, Sending, State
from labsvar.exchange.vans_rules import NOT_A_LETTER
from labsvar.formats import detect, vans
from labsvar.formats.vans import EndPoint, Message, PositiveMessage, Receipt, VansEnvelope
from labsvar.formats.vans.wrapping import described, message
from labsvar.formats.xml import DEFAULT, CannotWrite, Limits
from labsvar.letters.catalogue import version_of

_TAKEN: Final = range(200, 300)
_REFUSED: Final = frozenset({400, 413, 422})
_STATES: Final[dict[State, DeliveryState]] = {
    "unsent": "delivering",
    "awaiting": "delivering",
    "resending": "late",
    "resent": "late",
    "given_up": "late",
    "accepted": "delivered",
    "refused": "refused",
}
"""What an operator sees: a letter counts as late as soon as it has to be sent again."""


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an attempt: what it means, in order, and in a word why it did not succeed."""

    events: tuple[Event, ...]
    problem: str | None = None


def envelope(
    letter: Outgoing, *, own_gln: str, message_identifier: str, at: datetime, limits: Limits = DEFAULT
) -> VansEnvelope:
    """A new envelope around a letter, from us to the letter's receiver. It asks for a receipt.

    Raises `CannotWrite` for a letter that cannot go on in the form it came in.

    Assumption: the receiver of the envelope is that of the letter, since no source says that a databank
    has another number on the VANS network.
    """
    if is_document(letter):
        raise CannotWrite((NOT_A_LETTER.at(line=None, path="Bundle"),))
    typed = read_letter(letter.document)
    version = version_of(typed)
    data = emessage(letter, limits=limits)
    kind, code = version.kind, version.code
    is_edifact = detect(data) == "edifact"
    if is_edifact:
        kind, code = kind.removeprefix("X"), code.removeprefix("X")
    return message(
        data,
        described(data, kind=kind, version=code, document_format="EDIFACT" if is_edifact else "XML"),
        sender=EndPoint(identifier=own_gln),
        receiver=EndPoint(identifier=typed.receiver.ean_identifier),
        at=at,
        message_identifier=message_identifier,
        transport=vans.Transport(type="reliable"),
    )


def attempt(made: VansEnvelope, address: str | None, courier: HttpCourier) -> Attempt:
    """Hands an envelope over once. Never raises for what the other side does."""
    if address is None:
        return Attempt(events=("not_handed_over",), problem="no address")
    try:
        answer = courier.answer(address, vans.write(made))
    except OSError as fault:
        return Attempt(events=("not_handed_over",), problem=str(fault))
    receipt = _receipt(beside.parts(answer.body, answer.content_type), made)
    if receipt is not None:
        accepts = isinstance(receipt, PositiveMessage)
        problem = None if accepts else type(receipt).__name__
        return Attempt(events=("handed_over", "positive" if accepts else "negative"), problem=problem)
    if answer.status in _TAKEN:
        return Attempt(events=("handed_over",))
    if answer.status in _REFUSED:
        return Attempt(events=("handed_over", "negative"), problem=f"status {answer.status}")
    # 401, 403 and 404 pass when somebody registers us there or mends the address.
    return Attempt(events=("not_handed_over",), problem=f"status {answer.status}")


def _receipt(answers: Collection[bytes], made: VansEnvelope) -> Receipt | None:
    """The receipt for the envelope or an earlier one of the same message, when the answer holds it."""
    for answer in answers:
        read = vans.read(answer) if detect(answer) == "vans" else None
        content = None if read is None or read.envelope is None else read.envelope.content
        if content is not None and not isinstance(content, Message) and _is_for(content, made):
            return content
    return None


def _is_for(receipt: Receipt, made: VansEnvelope) -> bool:
    assert isinstance(made.content, Message), "we send messages here"
    about = receipt.original_message
    ours = known_by(made.content.meta_information.identifier)
    return (
        known_by(receipt.original_envelope_identifier) == known_by(made.identifier)
        if about is None
        else known_by(about.identifier) == ours
    )


def outcome(sending: Sending, problem: str | None) -> Outcome:
    """How a letter's delivery stands, in the words that deliveries without an envelope have too."""
    state = _STATES[sending.state]
    if sending.state == "given_up":
        return Outcome(state=state, problem="given up: no receipt")
    return Outcome(state=state, problem=None if state == "delivered" else problem)
