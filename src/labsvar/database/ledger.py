"""The ledger: an entry for everything that is stored, chained so that a change shows.

Each database connection writes a *lane* of its own, so that chains never wait for each other. An entry
holds a digest of what was stored and the hash of the lane's entry before it:

    hash = SHA-256 of previous, lane, position, time, kind, subject and digest
           (as text, with a line break between them)

A *seal* notes the head of every lane that has moved. It shows when the end of a lane is missing.
The fields of a digest are joined by chr(31); bytes are hexadecimal; times are UTC with microseconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec

from labsvar.exchange.identity import FIELD
from labsvar.exchange.model import EmessageRow, LetterBytes, LetterRow, ReceiptRow, RequisitionRow
from labsvar.results.model import FHIR_KINDS

FIRST: Final = bytes(32)
"""What the first entry of a lane has before it."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Something stored: its kind, what it is called, and its digest."""

    kind: str
    subject: str
    digest: bytes


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the ledger, as the table holds it; bytes are written as PostgreSQL reads them."""

    lane: int
    position: int
    day: date
    at: datetime
    kind: str
    subject: str
    digest: str
    previous: str
    hash: str


class Lane:
    """The end of one connection's chain. An entry counts only when its transaction is durable."""

    def __init__(self, lane: int) -> None:
        self.lane = lane
        self._position = 0
        self._head = FIRST

    @property
    def position(self) -> int:
        """How many entries are durable."""
        return self._position

    @property
    def head(self) -> str:
        """The hash of the last durable entry."""
        return self._head.hex()

    def lines(self, items: Iterable[Item], *, at: datetime) -> list[Line]:
        """The next entries; `advance` past them when they are durable."""
        position, head = self._position, self._head
        made = []
        for item in items:
            position += 1
            hashed = chained(head, lane=self.lane, position=position, at=at, item=item)
            made.append(
                Line(
                    lane=self.lane,
                    position=position,
                    day=at.astimezone(UTC).date(),
                    at=at,
                    kind=item.kind,
                    subject=item.subject,
                    digest=_hex(item.digest),
                    previous=_hex(head),
                    hash=_hex(hashed),
                )
            )
            head = hashed
        return made

    def advance(self, lines: Sequence[Line]) -> None:
        """Notes that these entries are durable."""
        if lines:
            self._position = lines[-1].position
            self._head = bytes.fromhex(lines[-1].hash[2:])


def chained(previous: bytes, *, lane: int, position: int, at: datetime, item: Item) -> bytes:
    """The hash of an entry."""
    text = "\n".join(
        (previous.hex(), str(lane), str(position), moment(at), item.kind, item.subject, item.digest.hex())
    )
    return hashlib.sha256(text.encode()).digest()


def moment(at: datetime) -> str:
    """A time as the ledger writes it: UTC with microseconds where it has a zone."""
    return (at.astimezone(UTC) if at.tzinfo else at).replace(tzinfo=None).isoformat(timespec="microseconds")


def _hex(digest: bytes) -> str:
    return f"\\x{digest.hex()}"


def fields(*values: object) -> bytes:
    """The digest of some fields; what is missing counts as empty."""
    texts = (
        "" if value is None else moment(value) if isinstance(value, datetime) else str(value)
        for value in values
    )
    return hashlib.sha256(FIELD.join(texts).encode()).digest()


def letter(row: LetterRow, content: LetterBytes) -> Item:
    """A stored letter: its row, its bytes, and its result rows."""
    # The hash of the typed letter as JSON is what tells it from other letters, and is known already; a FHIR
    # document is told from others by what it says, whatever its bytes.
    is_document = row.kind in FHIR_KINDS.values()
    document = hashlib.sha256(content.document).hexdigest() if is_document else row.content[2:]
    raw, report, results = (
        hashlib.sha256(part).hexdigest() for part in (content.raw, content.report, content.results.encode())
    )
    digest = fields(
        row.person_key,
        row.letter_id,
        row.sequence,
        row.sender,
        row.letter_number,
        row.envelope_number,
        row.kind,
        row.version,
        row.databank,
        row.destination,
        row.stage,
        row.sample_number,
        row.requester_number,
        row.production_number,
        row.sampled_at,
        row.resulted_at,
        row.arrived_at,
        row.content[2:],
        raw,
        document,
        report,
        results,
    )
    return Item(kind="letter", subject=row.letter_id, digest=digest)


def requisition(row: RequisitionRow) -> Item:
    """What a requisition is found by."""
    digest = fields(
        row.person_key,
        row.letter_id,
        row.requester_number,
        ",".join(row.sample_numbers),
        row.sender,
        row.receiver,
        row.kind,
        row.stage,
        None if row.given is None else str(row.given).lower(),
        row.requested_at,
        row.arrived_at,
    )
    return Item(kind="requisition", subject=row.letter_id, digest=digest)


def emessage(row: EmessageRow, receipt: bytes | None) -> Item:
    """An answered envelope and its receipt."""
    digest = fields(
        row.sender,
        row.envelope_number,
        row.emessage_id,
        row.content[2:],
        row.status,
        row.arrived_at,
        None if receipt is None else hashlib.sha256(receipt).hexdigest(),
    )
    return Item(kind="emessage", subject=row.emessage_id, digest=digest)


def receipt(row: ReceiptRow, raw: bytes) -> Item:
    """A receipt that came in."""
    digest = fields(
        row.sender,
        row.receipt_number,
        row.kind,
        row.original_sender,
        row.original_envelope,
        row.arrived_at,
        hashlib.sha256(raw).hexdigest(),
    )
    return Item(kind="receipt", subject=f"{row.sender} {row.receipt_number}", digest=digest)


def system_event(event_id: int, **event: Any) -> Item:
    """A decision about a sending system."""
    token_hash = event["token_hash"]
    digest = fields(
        event_id,
        event["system_id"],
        event["at"],
        event["kind"],
        None if token_hash is None else token_hash.hex(),
        event["gln"],
        event["laboratory"],
        event["sector"],
        event["stage"],
        event["who"],
        event["reason"],
        # Events without a body have the digest that they had before there were any.
        *(() if event["body"] is None else (event["body"],)),
    )
    return Item(kind="system", subject=str(event_id), digest=digest)


def resend(event: Mapping[str, Any]) -> Item:
    """A letter that a person had sent on again."""
    names = ("letter_id", "at", "who", "reason", "sender", "old_envelope", "new_envelope")
    return Item(
        kind="resend", subject=str(event["resend_id"]), digest=fields(*(event[name] for name in names))
    )


def look(event: Mapping[str, Any]) -> Item:
    """A look at a person's data."""
    names = (
        "person_key",
        "event_id",
        "at",
        "account",
        "viewer_name",
        "role",
        "organisation",
        "what",
        "reason",
    )
    return Item(kind="look", subject=event["event_id"], digest=fields(*(event[name] for name in names)))


def withdrawal(event: Mapping[str, Any]) -> Item:
    """A withdrawal of a result or a letter."""
    names = ("person_key", "withdrawal_id", "letter_id", "position", "withdrawn_by", "withdrawn_at", "reason")
    return Item(
        kind="withdrawal", subject=event["withdrawal_id"], digest=fields(*(event[name] for name in names))
    )


def blocking(event: Mapping[str, Any]) -> Item:
    """A blocking that was set or ended."""
    names = ("person_key", "event_id", "entry_id", "kind", "at", "actor", "content")
    return Item(kind="blocking", subject=event["event_id"], digest=fields(*(event[name] for name in names)))


def mandate(event: Mapping[str, Any]) -> Item:
    """A helper's mandate that was registered or ended."""
    names = ("person_key", "event_id", "mandate_id", "helper", "kind", "at", "actor", "content")
    return Item(kind="mandate", subject=event["event_id"], digest=fields(*(event[name] for name in names)))


def link(event: Mapping[str, Any]) -> Item:
    """What the linker said of a link, or a person decided."""
    names = ("person_key", "link_id", "sequence", "reference_id", "other_key", "kind", "at", "who", "reason")
    digest = fields(*(event[name] for name in names), event["judged"])
    return Item(kind="link", subject=f"{event['link_id']} {event['sequence']}", digest=digest)


def reception(noted: Mapping[str, Any]) -> Item:
    """What was noted of a request when its sample arrived."""
    names = ("person_key", "letter_id", "sequence", "kind", "at", "who", "laboratory", "number")
    subject = f"{noted['letter_id']} {noted['sequence']}"
    return Item(kind="reception", subject=subject, digest=fields(*(noted[name] for name in names)))


def seal(heads: Iterable[tuple[int, int, str]]) -> Item:
    """The heads of lanes: a line each with lane, position and hash."""
    subject = "\n".join(f"{lane} {position} {hashed}" for lane, position, hashed in heads)
    return Item(kind="seal", subject=subject, digest=hashlib.sha256(subject.encode()).digest())
