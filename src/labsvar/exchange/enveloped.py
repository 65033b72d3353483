"""What becomes of an arrival in a VANSEnvelope: its content is decided on as without one, and answered
envelope for envelope.

Assumptions, since no source states how the receipt of the envelope and that of the letter inside go
together:

* The Receipt envelope tells what became of the content. PositiveMessage says that every letter is stored
  (or was before), NegativeMessage that at least one is refused or that the content cannot be read,
  NegativeVans that the envelope itself is faulty or its identifiers were used before. So no positive
  receipt is ever given for a letter that was refused.
* The letter's own receipt (XCTL or CONTRL) is kept with the Emessage. The setting `vans_inner_receipts`
  says whether it is also sent, in a Message envelope beside the Receipt envelope.
* Over an unreliable transport there is no Receipt envelope. What the letter inside is answered with goes
  back in a Message envelope, and nothing where it gets no answer.
* Who may not send letters here is told so without a receipt, and what he sent counts as never seen, so
  that it can be sent again, unchanged, once he is registered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal, TypedDict

from msgspec.structs import replace

from labsvar.exchange import identity, problems, receipts, rules, vans_rules
from labsvar.exchange.examined import Examined
from labsvar.exchange.model import AlarmKind, ArrivalRow, Entry, Reply
from labsvar.exchange.notes import Notes
from labsvar.exchange.outer import (
    EnvelopeRow,
    KnownMessage,
    Left,
    MessageRow,
    Outer,
    ReceiptRow,
    Seen,
    known_by,
)
from labsvar.exchange.register import Register
from labsvar.exchange.reliable import received
from labsvar.exchange.routing import Configuration
from labsvar.findings import Finding, Rule
from labsvar.formats import vans
from labsvar.formats.vans import EndPoint, Receipt, wrapping
from labsvar.formats.vans.model import DocumentFormat

_ACCEPTED: Final = frozenset({200, 201, 204})
_TO_BE_TRIED_AGAIN: Final = frozenset({403, 500})
_UNANSWERED: Final = 204
_REFUSED: Final = 422
_WHOLE: Final = "/VANSEnvelope"
_NO_REASON: Final = "Afvist. / Refused."


class _Named(TypedDict):
    kind: str
    version: str
    document_format: DocumentFormat


class Enveloped:
    """One arrival in an envelope. `inner` decides on its content."""

    def __init__(
        self,
        examined: Examined,
        outer: Outer,
        *,
        seen: Seen,
        register: Register,
        configuration: Configuration,
        inner: Callable[[], Entry],
    ) -> None:
        self._examined = examined
        self._outer = outer
        self._seen = seen
        self._register = register
        self._configuration = configuration
        self._inner = inner
        self._at = examined.arrival.arrived_at

    def entry(self) -> Entry:
        """Everything the arrival leaves behind, and its answer."""
        if self._is_stranger():
            finding = rules.SENDER_NOT_REGISTERED.at(line=None, path=f"{_WHOLE}/SenderID")
            return self._answered(problems.reply(403, (finding,)), (finding,))
        if self._outer.receipt is not None:
            return self._take_receipt(self._outer.receipt)
        message, envelope = self._outer.message_key, self._outer.envelope_key
        known = None if message is None else self._seen.messages.get(message)
        carried = self._seen.envelopes.get(envelope)
        same = known is not None and known.content == self._outer.content
        other = carried is not None and (message is None or carried != message[1])
        does = received(
            envelope_seen=carried is not None, message_seen=known is not None, same=same and not other
        )
        if does == "refuse":
            return self._refuse(vans_rules.MESSAGE_CHANGED if not other else vans_rules.ENVELOPE_REUSED)
        if does == "answer_again" and known is not None:
            return self._answer_again(known)
        return self._process()

    def _is_stranger(self) -> bool:
        """Whether the account may not send for the envelope's sender (rule S20), as far as a location
        number says who that is. The letters inside are asked about in any case."""
        sender, system = self._outer.sender, self._examined.arrival.system
        return sender.end_point_type == "EAN" and (
            self._register.registered(
                sender.identifier, system_id=None if system is None else system.system_id
            )
            is None
        )

    # Messages ------------------------------------------------------------------------------------

    def _process(self) -> Entry:
        """A message that was not seen before."""
        if self._outer.refused:
            entry = self._answered(Reply(status=_REFUSED), self._outer.findings)
            reply = self._enveloped(entry.reply, wrapping.refusing_envelope, _lines(self._outer.findings))
        else:
            entry = self._inner()
            if entry.reply.status in _TO_BE_TRIED_AGAIN:
                return entry
            reply = self._answer(entry)
        entry.reply = reply
        entry.vans = self._left(reply)
        return entry

    def _answer(self, entry: Entry) -> Reply:
        """The answer to a message: of an envelope's kind, whatever that of its content is."""
        inner = entry.reply
        if inner.emessage_id is None and entry.arrivals:
            inner = replace(inner, emessage_id=entry.arrivals[0].emessage_id)
        letter_receipt = b"" if inner.content_type == problems.CONTENT_TYPE else inner.body
        if not self._outer.is_reliable:
            return self._unreliable(inner, letter_receipt)
        if inner.status in _ACCEPTED:
            about = self._outer.about
            assert about is not None, "an envelope in order says what lies in it"
            reply = self._receipt(inner, wrapping.accepting(self._outer.identifier, about), status=200)
        else:
            reply = self._enveloped(inner, wrapping.refusing, _told(entry.arrivals))
        if letter_receipt and self._configuration.vans_inner_receipts == "sent":
            return replace(reply, beside=self._message(letter_receipt, refuses=inner.status == _REFUSED))
        return reply

    def _unreliable(self, inner: Reply, letter_receipt: bytes) -> Reply:
        if not letter_receipt:
            return inner
        body = self._message(letter_receipt, refuses=inner.status == _REFUSED)
        return replace(inner, body=body, content_type=wrapping.CONTENT_TYPE)

    def _enveloped(self, inner: Reply, make: Callable[..., Receipt], why: str) -> Reply:
        return self._receipt(inner, make(self._outer.identifier, self._outer.about, why=why), status=_REFUSED)

    def _receipt(self, inner: Reply, content: Receipt, *, status: int) -> Reply:
        made = wrapping.receipt(content, sender=self._own, receiver=self._outer.sender, at=self._at)
        return replace(inner, status=status, body=vans.write(made), content_type=wrapping.CONTENT_TYPE)

    def _message(self, letter_receipt: bytes, *, refuses: bool) -> bytes:
        """A letter's receipt in an envelope of its own, which asks for no receipt in turn."""
        return vans.wrap(
            letter_receipt,
            sender=self._own,
            receiver=self._outer.sender,
            **_named(letter_receipt, refuses=refuses),
            transport=vans.Transport(type="unreliable"),
            at=self._at,
        )

    @property
    def _own(self) -> EndPoint:
        """Who answers: whoever was written to."""
        return self._outer.receiver

    def _left(self, reply: Reply) -> Left:
        """What has to be known when the message or the envelope comes again."""
        outer, key = self._outer, self._outer.message_key
        if key is None:
            return Left()
        self._seen.envelopes[outer.envelope_key] = key[1]
        self._seen.messages[key] = KnownMessage(
            content=outer.content,
            status=reply.status,
            emessage_id=reply.emessage_id or "",
            body=reply.body,
            beside=reply.beside,
        )
        row = MessageRow(
            sender=key[0],
            message_identifier=key[1],
            content=outer.content,
            status=reply.status,
            emessage_id=reply.emessage_id or "",
            arrived_at=self._at,
        )
        return Left(envelope=self._envelope_row(key[1]), message=row, body=reply.body, beside=reply.beside)

    def _envelope_row(self, message_identifier: str) -> EnvelopeRow:
        sender, identifier = self._outer.envelope_key
        return EnvelopeRow(
            sender=sender,
            envelope_identifier=identifier,
            message_identifier=message_identifier,
            arrived_at=self._at,
        )

    # What was seen before ------------------------------------------------------------------------

    def _answer_again(self, known: KnownMessage) -> Entry:
        """The very same receipt, whatever has changed since; nothing is processed twice."""
        reply = Reply(
            status=known.status,
            body=known.body,
            content_type=_type_of(known.body),
            emessage_id=known.emessage_id or None,
            beside=known.beside,
        )
        entry = self._answered(reply, (rules.DUPLICATE.at(line=None, path=_WHOLE),), state="duplicate")
        key = self._outer.message_key
        if key is not None and self._outer.envelope_key not in self._seen.envelopes:
            self._seen.envelopes[self._outer.envelope_key] = key[1]
            entry.vans = Left(envelope=self._envelope_row(key[1]))
        return entry

    def _refuse(self, rule: Rule) -> Entry:
        """The first answer stands, so this one is not kept as the message's."""
        finding = rule.at(line=None, path=_WHOLE)
        alarm: AlarmKind = "envelope_number_reused"
        if rule is vans_rules.MESSAGE_CHANGED:
            alarm = "letter_number_reused"
        entry = self._answered(Reply(status=_REFUSED), (finding,), alarm=alarm)
        entry.reply = self._enveloped(entry.reply, wrapping.refusing_envelope, _lines((finding,)))
        return entry

    # Receipts that come in -----------------------------------------------------------------------

    def _take_receipt(self, receipt: Receipt) -> Entry:
        """A receipt for an envelope of ours; receipts are never receipted."""
        original = known_by(receipt.original_envelope_identifier)
        sender, identifier = self._outer.envelope_key
        row = ReceiptRow(
            sender=sender,
            envelope_identifier=identifier,
            kind=type(receipt).__name__,  # type: ignore[arg-type]  # the names of the three structs
            original_envelope=original,
            matched=original in self._seen.sent,
            arrived_at=self._at,
        )
        entry, notes = self._begun()
        unmatched = rules.RECEIPT_UNMATCHED.at(line=None, path=_WHOLE)
        notes.receipt(
            kind="VANS", version=row.kind, number=identifier, findings=() if row.matched else (unmatched,)
        )
        if (sender, identifier) not in self._seen.receipts:
            self._seen.receipts.add((sender, identifier))
            entry.vans = Left(receipt=row)
        return entry

    # Entries -------------------------------------------------------------------------------------

    def _begun(self) -> tuple[Entry, Notes]:
        emessage_id = identity.new_id()
        system = self._examined.arrival.system
        entry = Entry(reply=Reply(status=_UNANSWERED, emessage_id=emessage_id))
        account = None if system is None else system.system_id
        return entry, Notes(self._examined, entry, emessage_id=emessage_id, account=account)

    def _answered(
        self,
        reply: Reply,
        findings: tuple[Finding, ...],
        *,
        state: Literal["refused", "duplicate"] = "refused",
        alarm: AlarmKind | None = None,
    ) -> Entry:
        """An entry about the arrival as a whole."""
        entry, notes = self._begun()
        notes.whole(state, findings)
        if alarm is not None:
            notes.alarm(alarm, number=self._number(alarm))
        if reply.emessage_id is None and reply.status != 403:
            reply = replace(reply, emessage_id=entry.reply.emessage_id)
        entry.reply = reply
        return entry

    def _number(self, alarm: AlarmKind) -> str:
        """A number that the arrival is listed under: that of its first letter or of the envelope inside."""
        letters = self._examined.letters
        letter = letters[0].read.identifier if letters and alarm == "letter_number_reused" else None
        return letter or self._examined.envelope_number or self._outer.identifier


def _told(arrivals: Sequence[ArrivalRow]) -> str:
    """Why letters are refused, after how many of them are, where some are not."""
    refused = [arrival for arrival in arrivals if arrival.state == "refused"]
    accepted = len(arrivals) - len(refused)
    counted = f"{accepted} af {len(arrivals)} breve er modtaget og gemt. " if accepted else ""
    return counted + _lines(finding for arrival in refused for finding in arrival.findings)


def _lines(findings: Iterable[Finding]) -> str:
    """Findings as the description of a receipt."""
    return " ".join(receipts.told(tuple(findings))) or _NO_REASON


def _type_of(body: bytes) -> str | None:
    if not body:
        return None
    return wrapping.CONTENT_TYPE if body.startswith(b"<") else problems.CONTENT_TYPE


def _named(letter_receipt: bytes, *, refuses: bool) -> _Named:
    """What MedCom's catalogue calls a letter's receipt."""
    number = 2 if refuses else 3
    if letter_receipt.startswith(b"<"):
        return _Named(kind=f"XCTL0{number}", version=f"XC0{number}30Q", document_format="XML")
    return _Named(kind=f"CTL0{number}", version=f"C0{number}30Q", document_format="EDIFACT")
