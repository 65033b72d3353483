"""The intake's store in PostgreSQL: two statements a batch, one to ask and one to write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import psycopg
from psycopg import errors

from labsvar.database import ledger, vans
from labsvar.database.connections import Connection, connect
from labsvar.database.direct import Row, Statement, blobs, texts
from labsvar.database.jobs import put_in_queue
from labsvar.database.register import read_register
from labsvar.database.sql import positional, statements
from labsvar.exchange.model import Entry, StoredLetter
from labsvar.exchange.protocol import Conflict, Known, KnownEnvelope, KnownLetter, KnownPerson, Questions
from labsvar.exchange.register import Register
from labsvar.results.model import Report

_SQL: Final = statements("intake")
_KNOWN: Final = positional("intake", "known")
_STORE: Final = positional("intake", "store")
_STORE_BINARY: Final = frozenset({"raws", "documents", "reports", "results", "receipts"})
_KNOWN_BINARY: Final = frozenset(_KNOWN.names) - {"new_numbers"}
_AT_A_TIME: Final = 250
_encode: Final = msgspec.json.Encoder().encode
_read_report: Final = msgspec.json.Decoder(Report).decode


class PostgresIntake:
    """`labsvar.exchange.protocol.IntakeStore` on one connection, made anew when it is lost."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: Connection | None = None
        self._known: Statement
        self._store: Statement

    def close(self) -> None:
        """Closes the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self._connection = connect(self._address)
            # psycopg would forget every prepared statement, ours too, when a transaction is undone.
            self._connection.prepare_threshold = None
            self._known = Statement(self._connection, _KNOWN, name="known", binary=_KNOWN_BINARY)
            self._store = Statement(self._connection, _STORE, name="store", binary=_STORE_BINARY)
        return self._connection

    def register(self) -> Register:
        """The sending systems as they stand now."""
        return read_register(self._connected())

    def known(self, questions: Questions) -> Known:
        """What is stored that matters for the questions."""
        connection = self._connected()
        known = Known()
        for row in self._known.run(_asked(questions)):
            _take(known, row)
        if questions.samples or questions.sent:
            for kind, a, b, c, report in connection.execute(_SQL["known_rare"], _asked_rarely(questions)):
                if kind == "sample":
                    known.samples[a, b, c].append(_read_report(report))
                else:
                    (known.sent if kind == "sent" else known.receipts).add((a, b))
        if not questions.vans.are_none:
            vans.look_up(connection, questions.vans, known.vans)
        return known

    def write(self, entries: Sequence[Entry]) -> None:
        """Stores everything or nothing; durable when it returns. Raises `Conflict`."""
        connection = self._connected()
        lines = connection.lane.lines(_items(entries), at=datetime.now(UTC))
        first, *others = _portions(entries, lines)
        rare = any(_has_rare(entry) for entry in entries)
        try:
            if rare or others:
                with connection.transaction():
                    for portion in (first, *others):
                        self._store.run(portion)
                    connection.execute(_SQL["store_rare"], _rare_rows(entries))
                    vans.store(connection, entries)
                    deliveries = [row.letter_id for entry in entries for row in entry.deliveries]
                    put_in_queue(connection, deliveries)
            else:
                self._store.run(first)
        except (errors.UniqueViolation, errors.DeadlockDetected):
            raise Conflict from None
        except psycopg.OperationalError:
            # Whether it was stored is unknown; with a new connection the next question tells.
            self.close()
            raise
        connection.lane.advance(lines)


def _items(entries: Sequence[Entry]) -> list[ledger.Item]:
    items = []
    for entry in entries:
        for letter in entry.letters:
            items.append(ledger.letter(letter.row, letter.content))
            if letter.requisition is not None:
                items.append(ledger.requisition(letter.requisition))
        items += [ledger.receipt(row, raw) for row, raw in entry.receipts]
        if entry.emessage is not None:
            items.append(ledger.emessage(entry.emessage, entry.receipt))
        items += vans.items(entry.vans)
    return items


def _portions(entries: Sequence[Entry], lines: Sequence[ledger.Line]) -> list[dict[str, bytes]]:
    """The rows to store, in portions: letters take room, so that of many only some go at a time."""
    letters = [letter for entry in entries for letter in entry.letters]
    head, *rest = [letters[at : at + _AT_A_TIME] for at in range(0, len(letters), _AT_A_TIME)] or [[]]
    return [_rows(entries, head, lines), *(_rows((), portion, ()) for portion in rest)]


def _rows(
    entries: Sequence[Entry], letters: Sequence[StoredLetter], lines: Sequence[ledger.Line]
) -> dict[str, bytes]:
    answered = [entry for entry in entries if entry.emessage is not None]
    return {
        "persons": _encode([person for entry in entries for person in entry.persons]),
        "letters": _encode([letter.row for letter in letters]),
        "raws": blobs([letter.content.raw for letter in letters]),
        "documents": blobs([letter.content.document for letter in letters]),
        "reports": blobs([letter.content.report for letter in letters]),
        "results": texts([letter.content.results for letter in letters]),
        "emessages": _encode([entry.emessage for entry in answered]),
        "receipts": blobs([entry.receipt for entry in answered]),
        "arrivals": _encode([arrival for entry in entries for arrival in entry.arrivals]),
        "ledger": _encode(lines),
    }


def _rare_rows(entries: Sequence[Entry]) -> dict[str, Any]:
    receipts = [receipt for entry in entries for receipt in entry.receipts]
    letters = [letter for entry in entries for letter in entry.letters]
    return {
        "requisitions": _json([each.requisition for each in letters if each.requisition is not None]),
        "alarms": _json([alarm for entry in entries for alarm in entry.alarms]),
        "incoming": _json([row for row, _ in receipts]),
        "incoming_raws": [raw for _, raw in receipts],
        "deliveries": _json([delivery for entry in entries for delivery in entry.deliveries]),
    }


def _has_rare(entry: Entry) -> bool:
    return bool(
        entry.alarms
        or entry.receipts
        or entry.deliveries
        or entry.vans
        or any(letter.requisition is not None for letter in entry.letters)
    )


def _json(rows: Sequence[object]) -> str:
    return _encode(rows).decode()


def _asked(questions: Questions) -> dict[str, bytes]:
    return {
        "new_numbers": b"%d" % questions.new_numbers,
        "envelope_senders": texts([sender for sender, _ in questions.envelopes]),
        "envelope_numbers": texts([number for _, number in questions.envelopes]),
        "letter_senders": texts([sender for sender, _ in questions.letters]),
        "letter_numbers": texts([number for _, number in questions.letters]),
        "persons": texts(questions.persons),
        "request_persons": texts([person for person, _, _ in questions.requests]),
        "request_numbers": texts([number for _, number, _ in questions.requests]),
        "request_senders": texts([sender for _, _, sender in questions.requests]),
    }


def _asked_rarely(questions: Questions) -> dict[str, Any]:
    return {
        "sample_persons": [person for person, _, _ in questions.samples],
        "sample_numbers": [number for _, number, _ in questions.samples],
        "production_numbers": [number for _, _, number in questions.samples],
        "receipt_senders": [sender for sender, _ in questions.receipts],
        "receipt_numbers": [number for _, number in questions.receipts],
        "sent_senders": [sender for sender, _ in questions.sent],
        "sent_envelopes": [number for _, number in questions.sent],
    }


def _take(known: Known, row: Row) -> None:
    """Puts one row of the answer where it belongs."""
    kind, *columns, number, content = row
    a, b, c, d = ("" if column is None else column.decode() for column in columns)
    n = int.from_bytes(number or b"")
    match kind:
        case b"version":
            known.register_version = n
        case b"number":
            known.new_numbers.append(n)
        case b"envelope":
            known.envelopes[a, b] = KnownEnvelope(content=d, emessage_id=c, status=n, receipt=content)
        case b"letter":
            known.letters[a, b] = KnownLetter(content=d, letter_id=c)
        case b"request":
            known.requests[a, b][c] = _read_report(content or b"")
        case b"person":
            given_name = None if columns[3] is None else d
            known.persons[a].append(KnownPerson(apart=b, surname=c, given_name=given_name, letters=n))
