"""Local codes counted as what they stand for, by the hub's own table of mapping, where that is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb

from labsvar.hub.coding import ANY, MappingEntry
from labsvar.profiling.facts import trimmed

_TABLE: Final = """
CREATE TABLE mapping (
    clinic VARCHAR, system VARCHAR, local_code VARCHAR, code VARCHAR, code_system VARCHAR,
    first VARCHAR, last VARCHAR)
"""
# The first that holds counts: a clinic's own word, that of its practice system, and that for all (as in the hub).
_PLACES: Final = (
    f"{{0}}.clinic = {trimmed('cells.clinic')} AND {{0}}.system = '{ANY}'",
    f"{{0}}.clinic = '{ANY}' AND {{0}}.system = {trimmed('cells.system')}",
    f"{{0}}.clinic = '{ANY}' AND {{0}}.system = '{ANY}'",
)
_NATIONAL: Final = "('npu', 'dnk', 'mcs', 'mds')"


def store(connection: duckdb.DuckDBPyConnection, entries: Sequence[MappingEntry]) -> None:
    """Puts the table where `relation` finds it."""
    connection.execute(_TABLE)
    if entries:
        connection.executemany("INSERT INTO mapping VALUES (?, ?, ?, ?, ?, ?, ?)", list(map(_row, entries)))


def _row(entry: MappingEntry) -> tuple[str, ...]:
    validity = (entry.valid_from.isoformat(), entry.valid_to.isoformat())
    return (entry.clinic, entry.system, entry.local_code, entry.code, entry.code_system, *validity)


def relation(cells: str) -> str:
    """The rows of another relation, each with the code that its own stands for on the day of the sample.

    A code that the row calls national is left as it is, and so is one that the table does not have.
    """
    names = [f"mapping_{place}" for place in range(len(_PLACES))]
    joins = " ".join(
        f"LEFT JOIN mapping AS {name} ON {name}.local_code = {trimmed('cells.code')} "
        f"AND lower({trimmed('cells.code_system')}) NOT IN {_NATIONAL} "
        f"AND left({trimmed('cells.sampled_at')}, 10) BETWEEN {name}.first AND {name}.last "
        f"AND {where.format(name)}"
        for name, where in zip(names, _PLACES, strict=True)
    )
    code, system = (
        f"coalesce({', '.join(f'{name}.{column}' for name in names)}, cells.{column})"
        for column in ("code", "code_system")
    )
    return f"SELECT cells.* REPLACE ({code} AS code, {system} AS code_system) FROM ({cells}) AS cells {joins}"
