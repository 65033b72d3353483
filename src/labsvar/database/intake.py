"""The intake's store in PostgreSQL: two statements a batch, one to ask and one to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import psycopg
from psycopg import RawCursor, errors
from psycopg.rows import TupleRow
from psycopg.types.array import ListBinaryDumper

from labsvar.database import ledger
from labsvar.database.connections import Connection, connect
from labsvar.database.jobs import put_in_queue
from labsvar.database.sql import Positional, positional, statements
from labsvar.database.systems import read_register
from labsvar.exchange.model import Entry
from labsvar.exchange.protocol import Conflict, Known, KnownEnvelope, KnownLetter, KnownPerson, Questions
from labsvar.exchange.register import Register
from labsvar.results.model import Report

_SQL: Final = statements("intake")
_KNOWN: Final = positional("intake", "known")
_STORE: Final = positional("intake", "store")
_encode: Final = msgspec.json.Encoder().encode
_read_report: Final = msgspec.json.Decoder(Report).decode


class PostgresIntake:
    """`labsvar.exchange.protocol.IntakeStore` on one connection, made anew when it is lost."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: Connection | None = None

    def close(self) -> None:
        """Closes the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self._connection = connect(self._address)
            self._connection.adapters.register_dumper(list, ListBinaryDumper)
        return self._connection

    def register(self) -> Register:
        """The sending systems as they stand now."""
        return read_register(self._connected())

    def known(self, questions: Questions) -> Known:
        """What is stored that matters for the questions."""
        known = Known()
        for row in self._run(_KNOWN, _asked(questions)).fetchall():
            _take(known, row)
        if questions.samples or questions.sent:
            for row in self._connected().execute(_SQL["known_rare"], _asked_rarely(questions)):
                _take(known, row)
        return known

    def _run(self, statement: Positional, named: Mapping[str, Any]) -> RawCursor[TupleRow]:
        return RawCursor(self._connected()).execute(statement.text, statement.values(named))

    def write(self, entries: Sequence[Entry]) -> None:
        """Stores everything or nothing; durable when it returns. Raises `Conflict`."""
        connection = self._connected()
        now = datetime.now(UTC)
        lines = connection.lane.lines(_items(entries), at=now)
        try:
            if any(entry.alarms or entry.receipts or entry.deliveries for entry in entries):
                with connection.transaction():
                    self._run(_STORE, _rows(entries, lines))
                    connection.execute(_SQL["store_rare"], _rare_rows(entries))
                    put_in_queue(connection, [row.letter_id for entry in entries for row in entry.deliveries])
            else:
                self._run(_STORE, _rows(entries, lines))
        except errors.UniqueViolation:
            raise Conflict from None
        except psycopg.OperationalError:
            # Whether it was stored is unknown; with a new connection the next question tells.
            self.close()
            raise
        connection.lane.advance(lines)


def _items(entries: Sequence[Entry]) -> list[ledger.Item]:
    items = []
    for entry in entries:
        items += [ledger.letter(letter.row, letter.content) for letter in entry.letters]
        if entry.emessage is not None:
            items.append(ledger.emessage(entry.emessage, entry.receipt))
    return items


def _rows(entries: Sequence[Entry], lines: Sequence[ledger.Line]) -> dict[str, Any]:
    letters = [letter for entry in entries for letter in entry.letters]
    answered = [entry for entry in entries if entry.emessage is not None]
    return {
        "persons": _json([person for entry in entries for person in entry.persons]),
        "letters": _json([letter.row for letter in letters]),
        "raws": [letter.content.raw for letter in letters],
        "documents": [letter.content.document for letter in letters],
        "reports": [letter.content.report for letter in letters],
        "results": [letter.content.results for letter in letters],
        "emessages": _json([entry.emessage for entry in answered]),
        "receipts": [entry.receipt for entry in answered],
        "arrivals": _json([arrival for entry in entries for arrival in entry.arrivals]),
        "ledger": _json(lines),
    }


def _rare_rows(entries: Sequence[Entry]) -> dict[str, Any]:
    receipts = [receipt for entry in entries for receipt in entry.receipts]
    return {
        "alarms": _json([alarm for entry in entries for alarm in entry.alarms]),
        "incoming": _json([row for row, _ in receipts]),
        "incoming_raws": [raw for _, raw in receipts],
        "deliveries": _json([delivery for entry in entries for delivery in entry.deliveries]),
    }


def _json(rows: Sequence[object]) -> str:
    return _encode(rows).decode()


def _asked(questions: Questions) -> dict[str, Any]:
    return {
        "new_numbers": questions.new_numbers,
        "envelope_senders": [sender for sender, _ in questions.envelopes],
        "envelope_numbers": [number for _, number in questions.envelopes],
        "letter_senders": [sender for sender, _ in questions.letters],
        "letter_numbers": [number for _, number in questions.letters],
        "persons": list(questions.persons),
    }


def _asked_rarely(questions: Questions) -> dict[str, Any]:
    return {
        "sample_persons": [person for person, _, _ in questions.samples],
        "sample_numbers": [number for _, number, _ in questions.samples],
        "production_numbers": [number for _, _, number in questions.samples],
        "sent_senders": [sender for sender, _ in questions.sent],
        "sent_envelopes": [number for _, number in questions.sent],
    }


def _take(known: Known, row: tuple[Any, ...]) -> None:
    """Puts one row of the answer where it belongs."""
    kind, a, b, c, d, n, content = row
    match kind:
        case "version":
            known.register_version = n
        case "number":
            known.new_numbers.append(n)
        case "envelope":
            known.envelopes[a, b] = KnownEnvelope(content=d, emessage_id=c, status=n, receipt=content)
        case "letter":
            known.letters[a, b] = KnownLetter(content=d, letter_id=c)
        case "person":
            person = KnownPerson(apart=b, surname=c, given_name=d, letters=n)
            known.persons[a].append(person)
        case "sample":
            known.samples[a, b, c].append(_read_report(content))
        case "sent":
            known.sent.add((a, b))
