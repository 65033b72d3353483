"""What is stored about arrivals in a VANSEnvelope, beside what their content leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from labsvar.database import ledger
from labsvar.database.connections import Connection
from labsvar.database.sql import statements
from labsvar.exchange.model import Entry
from labsvar.exchange.outer import KnownMessage, Left, Seen
from labsvar.exchange.protocol import VansQuestions

_SQL: Final = statements("vans")
_encode: Final = msgspec.json.Encoder().encode


def look_up(connection: Connection, questions: VansQuestions, seen: Seen) -> None:
    """Puts what is stored about the questions into what is seen."""
    for kind, sender, identifier, value, status, emessage_id, body, beside in connection.execute(
        _SQL["known"], _asked(questions)
    ):
        match kind:
            case "envelope":
                seen.envelopes[sender, identifier] = value
            case "message":
                seen.messages[sender, identifier] = KnownMessage(
                    content=value, status=status, emessage_id=emessage_id, body=body, beside=beside
                )
            case "receipt":
                seen.receipts.add((sender, identifier))
            case _:
                seen.sent.add(identifier)


def _asked(questions: VansQuestions) -> dict[str, Any]:
    return {
        "envelope_senders": [sender for sender, _ in questions.envelopes],
        "envelopes": [identifier for _, identifier in questions.envelopes],
        "message_senders": [sender for sender, _ in questions.messages],
        "messages": [identifier for _, identifier in questions.messages],
        "receipt_senders": [sender for sender, _ in questions.receipts],
        "receipts": [identifier for _, identifier in questions.receipts],
        "sent": list(questions.sent),
    }


def store(connection: Connection, entries: Sequence[Entry]) -> None:
    """Stores what the entries leave of their envelopes, in the caller's transaction."""
    left = [entry.vans for entry in entries if entry.vans is not None]
    if not left:
        return
    answered = [each for each in left if each.message is not None]
    rows = {
        "messages": _json([each.message for each in answered]),
        "bodies": [each.body for each in answered],
        "besides": [each.beside for each in answered],
        "envelopes": _json([each.envelope for each in left if each.envelope is not None]),
        "receipts": _json([each.receipt for each in left if each.receipt is not None]),
    }
    connection.execute(_SQL["store"], rows)


def _json(rows: Sequence[object]) -> str:
    return _encode(rows).decode()


def items(left: Left | None) -> Iterator[ledger.Item]:
    """The entries of the ledger for what an arrival leaves of its envelope."""
    if left is None:
        return
    if left.message is not None:
        row = left.message
        answers = [hashlib.sha256(part).hexdigest() for part in (left.body, left.beside)]
        digest = ledger.fields(
            row.sender,
            row.message_identifier,
            row.content[2:],
            row.status,
            row.emessage_id,
            row.arrived_at,
            *answers,
        )
        yield _item("vans_message", row.sender, row.message_identifier, digest)
    if left.envelope is not None:
        seen = left.envelope
        digest = ledger.fields(
            seen.sender, seen.envelope_identifier, seen.message_identifier, seen.arrived_at
        )
        yield _item("vans_envelope", seen.sender, seen.envelope_identifier, digest)
    if left.receipt is not None:
        came = left.receipt
        digest = ledger.fields(
            came.sender, came.envelope_identifier, came.kind, came.original_envelope, came.arrived_at
        )
        yield _item("vans_receipt", came.sender, came.envelope_identifier, digest)


def _item(kind: str, sender: str, identifier: str, digest: bytes) -> ledger.Item:
    return ledger.Item(kind=kind, subject=f"{sender} {identifier}", digest=digest)
