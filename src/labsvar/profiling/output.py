"""Writing the tables of a profile: each as CSV and as Parquet."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import duckdb

from labsvar.profiling.facts import quoted
from labsvar.profiling.tables import Cell, Table

# A cell that begins so is a formula to a spreadsheet; an apostrophe before it makes it text.
_FORMULA: Final = ("=", "+", "-", "@", "\t")


def write_tables(folder: Path, tables: tuple[Table, ...]) -> None:
    """Writes `NAME.csv` and `NAME.parquet` of each table. Raises `OSError`."""
    with duckdb.connect() as connection:
        for table in tables:
            _csv(folder / f"{table.name}.csv", table)
            _parquet(folder / f"{table.name}.parquet", table, connection, folder)


def _csv(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        writer.writerows([_cell(cell) for cell in row] for row in table.rows)


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case str() if cell.startswith(_FORMULA):
            return "'" + cell
        case _:
            return str(cell)


def _parquet(path: Path, table: Table, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Through a plain CSV of its own, in which nothing is escaped for spreadsheets."""
    plain = folder / f".{table.name}.part"
    with plain.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table.rows)
    columns = list(zip(table.columns, table.types, strict=True))
    spec = ", ".join(f"'{name}': '{kind}'" for name, kind in columns)
    # An empty cell of text is an empty text, one of a count is none.
    cells = ", ".join(
        f"coalesce({name}, '') AS {name}" if kind == "VARCHAR" else name for name, kind in columns
    )
    source = (
        f"read_csv({quoted(str(plain))}, auto_detect = false, columns = {{{spec}}}, header = false, "
        "delim = ',', quote = '\"', escape = '\"')"
    )
    connection.execute(f"COPY (SELECT {cells} FROM {source}) TO {quoted(str(path))} (FORMAT parquet)")
    plain.unlink()
