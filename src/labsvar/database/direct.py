"""Prepared statements run straight through libpq, for the two that every letter needs.

psycopg's cursors look at each parameter and guard each step, which for these costs more than reading
the letter. Here parameters are bytes in PostgreSQL's own format and the answer is bytes again.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from psycopg import errors, pq

from labsvar.database.connections import Connection
from labsvar.database.sql import Positional

_BINARY: Final = 1
_TEXT_OID: Final = 25
_BYTEA_OID: Final = 17
_ARRAY_HEAD: Final = struct.Struct("!IIIII")
_LENGTH: Final = struct.Struct("!I")
_NULL: Final = b"\xff\xff\xff\xff"
Row = tuple[bytes | None, ...]


class Statement:
    """One statement, prepared on one connection at its first run.

    `binary` names the parameters that come in PostgreSQL's binary format; the others are text.
    """

    def __init__(
        self, connection: Connection, statement: Positional, *, name: str, binary: frozenset[str]
    ) -> None:
        self._connection = connection.pgconn
        self._statement = statement
        self._name = name.encode()
        self._formats = [int(each in binary) for each in statement.names]
        self._prepared = False

    def run(self, named: Mapping[str, bytes]) -> Iterator[Row]:
        """Runs it; the rows of the answer in binary format. Raises psycopg's errors."""
        if not self._prepared:
            _check(self._connection.prepare(self._name, self._statement.text.encode()))
            self._prepared = True
        values = [named[name] for name in self._statement.names]
        answer = _check(self._connection.exec_prepared(self._name, values, self._formats, _BINARY))
        columns = range(answer.nfields)
        return (tuple(answer.get_value(row, column) for column in columns) for row in range(answer.ntuples))


def _check(answer: pq.abc.PGresult) -> pq.abc.PGresult:
    if answer.status not in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
        raise errors.error_from_result(answer)
    return answer


def texts(items: Sequence[str]) -> bytes:
    """An array of texts, in binary format."""
    return _array(_TEXT_OID, [item.encode() for item in items])


def blobs(items: Sequence[bytes | None]) -> bytes:
    """An array of bytes, in binary format."""
    return _array(_BYTEA_OID, items)


def _array(oid: int, items: Sequence[bytes | None]) -> bytes:
    if not items:
        return struct.pack("!III", 0, 0, oid)
    parts = [_ARRAY_HEAD.pack(1, int(None in items), oid, len(items), 1)]
    for item in items:
        parts += [_NULL] if item is None else [_LENGTH.pack(len(item)), item]
    return b"".join(parts)
