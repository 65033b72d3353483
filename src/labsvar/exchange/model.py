"""What comes to the exchange, what it answers, and what it has stored."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from labsvar.exchange.outer import Left
from labsvar.exchange.register import System
from labsvar.findings import Finding
from labsvar.results.model import Databank, Report, Requisition, Stage

Channel = Literal["http", "folder"]
State = Literal["stored", "duplicate", "refused", "receipt", "delivering", "delivered", "late"]
AlarmKind = Literal[
    "foreign_correction",
    "copies_disagree",
    "copy_stands",
    "name_disagrees",
    "number_of_nobody",
    "letter_number_reused",
    "envelope_number_reused",
    "delivery_late",
    "delivery_refused",
]
RefuseCode = Literal[
    "ikke_specificeret",
    "ukendt_lokationsnummer",
    "problem_med_modtagerID",
    "problem_med_version",
    "syntaksfejl",
]


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes that came in: how, from which system's account, and when (with a zone).

    `stage` is the furthest that its letters can have, whatever their source has (rule S15). `form` is the only
    one that the door it came through takes, where there is only one.
    """

    body: bytes
    channel: Channel
    system: System | None
    arrived_at: datetime
    stage: Stage = "full"
    form: Literal["fhir"] | None = None


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to an arrival; when it is given, what it tells of is durable.

    `status` is that of HTTP. `body` is a receipt (200, 422) or a problem document (4xx, 500; RFC
    9457). `emessage_id` names where the state can be read; `None` when nothing was recorded. `beside` is
    a second answer that goes with the first; `warnings` are rules that a receipt has no room for.
    """

    status: int
    body: bytes = b""
    content_type: str | None = None
    emessage_id: str | None = None
    beside: bytes = b""
    warnings: tuple[str, ...] = ()

    @property
    def location(self) -> str | None:
        """The path where the state of what came in can be read."""
        return None if self.emessage_id is None else f"/api/emessages/{self.emessage_id}"

    @property
    def took(self) -> bool:
        """Whether everything that came was taken."""
        return self.status in (200, 201, 204)


# Rows: their fields are the columns of the tables of the same name. Hashes are hexadecimal text with
# `\x` before it, as PostgreSQL reads bytes.


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person as the first letter named them; `apart` is '' or what keeps a record apart (S8)."""

    base_key: str
    apart: str
    surname: str
    given_name: str | None
    first_seen: datetime


class LetterRow(msgspec.Struct, frozen=True, kw_only=True):
    """A stored letter but for its bytes. A requisition has no number of the laboratory's, and no result."""

    person_key: str
    letter_id: str
    sequence: int
    sender: str
    letter_number: str
    envelope_number: str
    kind: str
    version: str
    databank: Databank
    destination: str | None
    stage: Stage
    sample_number: str | None
    requester_number: str | None
    production_number: str | None
    sampled_at: datetime | None
    resulted_at: datetime | None
    arrived_at: datetime
    content: str


class RequisitionRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a requisition is found by, beside its letter; `given` is its own word on consent."""

    person_key: str
    letter_id: str
    requester_number: str
    sample_numbers: tuple[str, ...]
    sender: str
    receiver: str
    kind: str
    stage: Stage
    given: bool | None
    requested_at: datetime
    arrived_at: datetime


class LetterBytes(msgspec.Struct, frozen=True, kw_only=True):
    """What a stored letter consists of: its bytes, the letter and what is derived from it as JSON.

    `report` is a `Report`, or a `Requisition`; `results` are its result rows as canonical text. `parts` are
    the bytes of a file of its own: letters of one envelope share its head and its end.
    """

    parts: tuple[bytes, bytes, bytes]
    document: bytes
    report: bytes
    results: str

    @property
    def raw(self) -> bytes:
        """A file of its own with the exact bytes of the letter, put together when it is asked for."""
        return b"".join(self.parts)


class EmessageRow(msgspec.Struct, frozen=True, kw_only=True):
    """An answered envelope, but for the receipt."""

    sender: str
    envelope_number: str
    emessage_id: str
    content: str
    status: int
    receipt_wanted: bool
    letters: int
    stored: int
    refused: int
    system_id: int | None
    channel: str
    arrived_at: datetime


class ArrivalRow(msgspec.Struct, frozen=True, kw_only=True):
    """One letter that arrived, as the operations page lists it. Nothing of it is about a person."""

    at: datetime
    state: State
    channel: str
    system_id: int | None
    emessage_id: str
    position: int
    sender: str | None = None
    receiver: str | None = None
    kind: str | None = None
    version: str | None = None
    letter_number: str | None = None
    envelope_number: str | None = None
    sample_number: str | None = None
    requester_number: str | None = None
    databank: str | None = None
    letter_id: str | None = None
    findings: tuple[Finding, ...] = ()


class AlarmRow(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person should look at. `number` is that of a letter or envelope used twice."""

    at: datetime
    kind: AlarmKind
    sender: str
    letter_id: str | None = None
    number: str | None = None
    position: int | None = None


class ReceiptRow(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt that another installation sent us."""

    sender: str
    receipt_number: str
    kind: str
    original_sender: str
    original_envelope: str
    letter_numbers: tuple[str, ...]
    matched: bool
    arrived_at: datetime


class DeliveryRow(msgspec.Struct, frozen=True, kw_only=True):
    """A letter to be passed on to a databank that is another installation."""

    letter_id: str
    sender: str
    envelope_number: str
    letter_number: str
    databank: str
    state: State
    changed_at: datetime


class StoredLetter(msgspec.Struct, frozen=True, kw_only=True):
    """One letter to store: its row and its bytes; `requisition` is the row of a requisition, which a
    report has not.

    What was derived is read from its bytes when it is asked for: of an envelope with thousands of letters
    everything at once would take too much room.
    """

    row: LetterRow
    content: LetterBytes
    requisition: RequisitionRow | None = None

    @property
    def kept(self) -> Report | Requisition:
        """The report or the requisition that was derived from the letter."""
        if self.requisition is None:
            return self.report
        return msgspec.json.decode(self.content.report, type=Requisition)

    @property
    def report(self) -> Report:
        """The report of a letter that is an answer."""
        return msgspec.json.decode(self.content.report, type=Report)


class Entry(msgspec.Struct, kw_only=True):
    """Everything one arrival leaves behind, and the answer to it."""

    reply: Reply
    emessage: EmessageRow | None = None
    receipt: bytes | None = None
    persons: list[PersonRow] = msgspec.field(default_factory=list)
    letters: list[StoredLetter] = msgspec.field(default_factory=list)
    arrivals: list[ArrivalRow] = msgspec.field(default_factory=list)
    alarms: list[AlarmRow] = msgspec.field(default_factory=list)
    receipts: list[tuple[ReceiptRow, bytes]] = msgspec.field(default_factory=list)
    deliveries: list[DeliveryRow] = msgspec.field(default_factory=list)
    vans: Left | None = None
