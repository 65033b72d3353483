"""The database server: found or started, survived, stopped; and whose it is."""

from __future__ import annotations

import psycopg
import pytest

APPEND_ONLY = [
    "person",
    "letter",
    "result",
    "withdrawal",
    "audit",
    "letter_number",
    "emessage",
    "arrival",
    "incoming_receipt",
    "alarm",
    "system",
    "system_event",
    "lane",
    "ledger",
    "installation",
]


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "statement", ["DELETE FROM {}", "TRUNCATE {}", "UPDATE {} SET {} = {}", "DROP TABLE {}"]
)
def test_the_running_server_cannot_change_what_it_stored(
    database_dsn: str, table: str, statement: str
) -> None:
    """S4: at the server's own address, changing or removing anything stored is refused."""
    with psycopg.connect(database_dsn) as connection:
        column = connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum = 2", [table]
        ).fetchone()
        assert column is not None
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.format(table, column[0], column[0]))
