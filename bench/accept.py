"""Accepting a letter durably against a bare insert of the same rows and bytes.

One connection each, one letter a transaction, `fsync` on. Ours reads, checks, asks what is known,
decides, stores, indexes, chains and makes the receipt. The bare one is a single prepared statement
that inserts the same columns and bytes into tables with nothing but a primary key, on the same server.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from bench.common import Row, compare, show
from labsvar import database
from labsvar.exchange.model import Arrival
from labsvar.exchange.routing import Configuration
from labsvar.formats import xml
from tests.builders import emessage, laboratory_report, limits, result

RESULTS = 20
BARE_TABLES = """
CREATE SCHEMA bare;
CREATE TABLE bare.letter AS SELECT * FROM labsvar.letter WHERE false;
ALTER TABLE bare.letter ADD PRIMARY KEY (person_key, letter_id);
CREATE TABLE bare.result AS SELECT * FROM labsvar.result WHERE false;
ALTER TABLE bare.result ADD PRIMARY KEY (person_key, letter_id, position);
CREATE TABLE bare.emessage AS SELECT * FROM labsvar.emessage WHERE false;
ALTER TABLE bare.emessage ADD PRIMARY KEY (sender, envelope_number);
CREATE TABLE bare.arrival AS SELECT * FROM labsvar.arrival WHERE false;
ALTER TABLE bare.arrival ADD PRIMARY KEY (arrival_id);
CREATE TABLE bare.ledger AS SELECT * FROM labsvar.ledger WHERE false;
ALTER TABLE bare.ledger ADD PRIMARY KEY (lane, position);
"""


def letters() -> Iterator[bytes]:
    """Emessages with one letter of twenty results each, all different, about one of 500 persons."""
    results = tuple(
        result(
            f"NPU{10000 + index}",
            "12.3",
            "mmol/L",
            short_name=f"Analyse {index};P",
            interval=limits("3.5", "14"),
        )
        for index in range(RESULTS)
    )
    template = xml.write(
        emessage(
            laboratory_report(
                results=results, number="NUMBER", sample_number="SAMPLE", production_number="MADE"
            ),
            number="ENVELOPE",
        )
    )
    for number in count(1):
        text = template
        for word in ("NUMBER", "SAMPLE", "MADE", "ENVELOPE"):
            text = text.replace(word.encode(), f"{word[0]}{number:09d}".encode())
        yield text.replace(b"2512489996", f"{1 + number % 28:02d}01600{number % 10}99"[:10].encode())


@contextmanager
def a_database() -> Iterator[tuple[database.Database, str]]:
    """A durable database of its own, and the address of its owner."""
    with tempfile.TemporaryDirectory() as folder:
        server = database.start(Path(folder) / "data", address=None, demo=True)
        opened = database.open(server.address, exchange=Configuration(locations={"*": "*"}))
        opened.systems.welcome_anyone(who="bench", reason="letters of any sender are taken")
        try:
            yield opened, server.owner
        finally:
            opened.close()
            server.stop()


def bare_insert(owner: str) -> Any:
    """A function that stores the rows of the newest stored letter once more, under new keys."""
    connection = psycopg.connect(owner, autocommit=True)
    connection.execute(BARE_TABLES)
    parameters, statement = _prepared(connection)
    numbers = count(1)
    values = {f"p{place}": value for place, value in enumerate(["", *parameters], start=1)}

    def insert() -> None:
        values["p1"] = f"{next(numbers):032d}"
        connection.execute(statement, values, prepare=True)

    return insert


def _prepared(connection: psycopg.Connection[Any]) -> tuple[list[Any], str]:
    parameters: list[Any] = []
    parts = []
    for table, keys in (
        ("letter", {"letter_id": "$1"}),
        ("emessage", {"envelope_number": "$1"}),
        ("arrival", {"arrival_id": "$1::numeric::bigint"}),
    ):
        parts.append(_one_row(connection, table, keys, parameters))
    ledger_rows = _ledger(connection, parameters)
    results = _many_rows(connection, parameters)
    named = [f"t{index} AS ({part})" for index, part in enumerate([*parts, ledger_rows])]
    text = f"WITH {', '.join(named)} {results}"
    return parameters, _with_places(text, 1 + len(parameters))


def _one_row(
    connection: psycopg.Connection[Any], table: str, keys: dict[str, str], parameters: list[Any]
) -> str:
    cursor = connection.execute(f"SELECT * FROM labsvar.{table} LIMIT 1")
    row = cursor.fetchone()
    assert row is not None
    assert cursor.description is not None
    values = []
    for column, value in zip(cursor.description, row, strict=True):
        if column.name in keys:
            values.append(keys[column.name])
        else:
            parameters.append(value)
            values.append(f"${1 + len(parameters)}")
    return f"INSERT INTO bare.{table} VALUES ({', '.join(values)})"


def _ledger(connection: psycopg.Connection[Any], parameters: list[Any]) -> str:
    rows = connection.execute(
        "SELECT position, day, at, kind, subject, digest, previous, hash FROM labsvar.ledger"
        " WHERE kind IN ('letter', 'emessage') LIMIT 2"
    ).fetchall()
    places = []
    for offset, row in enumerate(rows):
        values = [f"{offset}"]
        for value in row[1:]:
            parameters.append(value)
            values.append(f"${1 + len(parameters)}")
        places.append(f"($1::numeric::bigint, {', '.join(values)})")
    return f"INSERT INTO bare.ledger VALUES {', '.join(places)}"


def _many_rows(connection: psycopg.Connection[Any], parameters: list[Any]) -> str:
    cursor = connection.execute(
        "SELECT * FROM labsvar.result WHERE letter_id = (SELECT letter_id FROM labsvar.letter LIMIT 1)"
    )
    rows = cursor.fetchall()
    assert cursor.description is not None
    types = {21: "int2[]", 25: "text[]", 1114: "timestamp[]"}
    columns = []
    for index, column in enumerate(cursor.description):
        if column.name == "letter_id":
            continue
        parameters.append([row[index] for row in rows])
        columns.append((column.name, f"${1 + len(parameters)}::{types[column.type_code]}"))
    names = ", ".join(name for name, _ in columns)
    values = ", ".join(
        "$1" if column.name == "letter_id" else f"r.{column.name}" for column in cursor.description
    )
    unnested = ", ".join(place for _, place in columns)
    return f"INSERT INTO bare.result SELECT {values} FROM unnest({unnested}) AS r ({names})"


def _with_places(text: str, count_of: int) -> str:
    """`$1`, `$2`, ... as psycopg names them; `$1` is used more than once, so all are named `%(pN)s`."""
    for place in range(count_of, 0, -1):
        text = text.replace(f"${place}", f"%(p{place})s")
    return text


def rows() -> list[Row]:
    """The rate of accepting as a share of the bare insert's rate."""
    with a_database() as (opened, owner):
        source = letters()

        def accept() -> None:
            arrival = Arrival(body=next(source), channel="http", system=None, arrived_at=datetime.now(UTC))
            (reply,) = opened.intake.receive([arrival])
            assert reply.status == 200, reply

        accept()
        insert = bare_insert(owner)
        measured = compare(insert, accept, rounds=15, seconds=0.5)
    return [
        Row(
            "Accept a letter of 20 results durably (rate)",
            "one bare prepared insert of the same rows and bytes",
            measured.median,
            at_least=0.6,
            detail=measured.text,
        )
    ]


if __name__ == "__main__":
    show(rows())
