"""A whole profile: from files to the folder of the report."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from labsvar.profiling import anomalies, billing, counts, facts, load, mapped, positive, report
from labsvar.profiling.columns import BILLING_COLUMNS, COLUMNS, RESULT_COLUMNS
from labsvar.profiling.inputs import inputs
from labsvar.profiling.model import Options, Unread
from labsvar.profiling.output import write_tables
from labsvar.profiling.published import Published, publish
from labsvar.profiling.tables import Cell, Table, all_tables

REPORT: Final = "report.html"
POSITIVE_LIST: Final = "positive_list"


class TooLittleMemory(Exception):
    """An extract has more different things in it than fit into the memory that was given."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What was made: the tables by name, and what could not be read."""

    tables: Mapping[str, Table]
    measures: Mapping[str, Cell]
    unread: tuple[Unread, ...]
    rows_unread: int


def profile(paths: list[Path], out: Path, options: Options, *, billed: list[Path] | None = None) -> Profile:
    """Reads the files, and writes the report and its tables into a folder.

    Nothing in the files can stop it: what cannot be read is counted and listed. What is put on disk while
    it runs lies in a folder within `out` that only its owner may enter, and is removed. Raises `OSError`
    when `out` cannot be written,
    and `TooLittleMemory`.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".profile-", dir=out) as name:
        try:
            made = examine(paths, options, Path(name), billed=billed)
        except duckdb.OutOfMemoryException as error:
            raise TooLittleMemory from error
    write_tables(out, tuple(made.tables.values()))
    (out / REPORT).write_text(report.page(made.tables, made.measures, options), encoding="utf-8")
    return made


def examine(
    paths: list[Path], options: Options, folder: Path, *, billed: list[Path] | None = None
) -> Profile:
    """Reads the files and makes the tables; nothing is written but what it needs on the way, into `folder`.

    Raises what DuckDB does when the memory is too little.
    """
    with load.open_database(folder, options) as connection:
        mapped.store(connection, options.mapping)
        extract = load.Extract(
            connection,
            folder,
            COLUMNS,
            options.columns,
            options.encoding,
            codes_mapped=bool(options.mapping),
            one_of=RESULT_COLUMNS,
        )
        extract.add(inputs(paths))
        extract.scan(facts.raw_cube("{relation}"))
        connection.execute(facts.cube())
        found = counts.count(connection, limit=options.limit, most_codes=options.most_codes)
        odd = anomalies.find(extract, found, options)
        billing_extract = load.Extract(
            connection, folder / "billed", BILLING_COLUMNS, options.billing_columns, options.encoding
        )
        billing_extract.folder.mkdir()
        compared = billing.compare(extract, billing_extract, billed) if billed else None
    seen = publish(found, odd, compared, limit=options.limit)
    unread = (*extract.unread, *billing_extract.unread)
    rows_unread = extract.rows_unread + billing_extract.rows_unread
    tables = {each.name: each for each in all_tables(seen, found.names, odd, unread)}
    tables[POSITIVE_LIST] = positive.proposal(seen, found.names)
    return Profile(tables, _measures(seen, rows_unread, options), unread, rows_unread)


def _measures(seen: Published, rows_unread: int, options: Options) -> dict[str, Cell]:
    return {
        "results": seen.results,
        "set_aside": seen.set_aside,
        "codes": len(seen.seen_codes),
        "clinics": len(seen.seen_clinics),
        "rows_unread": rows_unread,
        "limit": options.limit,
    }
