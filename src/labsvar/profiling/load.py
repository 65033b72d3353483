"""Reading extracts into the table of facts: fast where a file is in order, line by line where it is not.

DuckDB reads a file that is whole much faster than anything else here can, but stops or guesses at the
first broken line. A file it does not take is therefore read again by `lines`, which tells of every line
that cannot be read and hands on the rest. Both give the same facts.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Final

import duckdb

from labsvar.profiling import facts, letters, lines
from labsvar.profiling.columns import COLUMNS, places
from labsvar.profiling.facts import quoted
from labsvar.profiling.model import Input, Options, Unread

CLOSED: Final = "profile.file-closed"
NOT_PARQUET: Final = "profile.file-not-parquet"
NO_COLUMNS: Final = "profile.no-columns"
_FILES_AT_ONCE: Final = 500
_CLEAN_ROWS: Final = 200_000
_LATIN: Final = frozenset({"latin-1", "latin1", "iso-8859-1"})
_LONGEST_LINE: Final = 16_777_216

Select = Callable[[str, Mapping[str, str]], str]


@dataclass(slots=True)
class Loader:
    """Fills one table from files. `table` is what rows are put into, `select` makes them of columns.

    `folder` is a place for files of its own; `unread` gathers what could not be read.
    """

    connection: duckdb.DuckDBPyConnection
    table: str
    select: Select
    folder: Path
    encoding: str
    known: Sequence[str]
    mapping: Mapping[str, str]
    unread: list[Unread] = field(default_factory=list)
    rows_unread: int = 0
    _made: int = 0

    def load(self, found: Iterable[Input | Unread]) -> None:
        """Every file; what is no file is told of."""
        for kind, group in groupby(found, key=lambda each: each.kind if isinstance(each, Input) else None):
            files = (each for each in group)
            if kind == "letters":
                self._rows_of(
                    row for each in files if isinstance(each, Input) for row in letters.rows(each.path)
                )
                continue
            for each in files:
                match each:
                    case Unread():
                        self.tell(each)
                    case Input(path, "parquet"):
                        self._parquet(path)
                    case Input(path, "jsonl"):
                        self._jsonl(path)
                    case Input(path):
                        self._csv(path)

    def tell(self, unread: Unread) -> None:
        """Counts what could not be read; the first of them are kept to be listed."""
        self.rows_unread += 1
        if len(self.unread) < lines.MOST_LISTED:
            self.unread.append(unread)

    def _csv(self, path: Path) -> None:
        head = lines.header(path, self.encoding)
        if isinstance(head, Unread):
            return self.tell(head)
        found = self._known(places(head.names, self.mapping))
        if not found:
            return self.tell(Unread(str(path), 1, NO_COLUMNS))
        spec = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(head.names)))
        source = (
            f"read_csv({self._alias(path)}, auto_detect = false, columns = {{{spec}}}, header = false, "
            f"skip = 1, delim = {quoted(head.delimiter)}, quote = '\"', escape = '\"', "
            f"max_line_size = {_LONGEST_LINE}{self._encoding()})"
        )
        plain = self.encoding == "utf-8" or self.encoding in _LATIN
        if plain and self._insert(source, {name: f"c{place}" for name, place in found.items()}):
            return None
        return self._rows_of(lines.of_csv(path, self.encoding, head, found))

    def _jsonl(self, path: Path) -> None:
        theirs = self._their_names()
        spec = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in theirs.values())
        source = (
            f"read_json({self._alias(path)}, format = 'newline_delimited', columns = {{{spec}}}, "
            f"maximum_object_size = {_LONGEST_LINE}, auto_detect = false)"
        )
        if self.encoding == "utf-8" and self._insert(source, {name: _named(theirs[name]) for name in theirs}):
            return None
        return self._rows_of(lines.of_jsonl(path, self.encoding, theirs))

    def _parquet(self, path: Path) -> None:
        source = f"read_parquet({self._alias(path)})"
        try:
            described = self.connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        except duckdb.Error:
            return self.tell(Unread(str(path), 0, NOT_PARQUET))
        names = [str(row[0]) for row in described]
        found = self._known(places(names, self.mapping))
        if not found:
            return self.tell(Unread(str(path), 1, NO_COLUMNS))
        columns = {name: f"{_named(names[place])}::VARCHAR" for name, place in found.items()}
        if not self._insert(source, columns):
            self.tell(Unread(str(path), 0, NOT_PARQUET))
        return None

    def _known(self, found: Mapping[str, int]) -> dict[str, int]:
        return {name: place for name, place in found.items() if name in self.known}

    def _their_names(self) -> dict[str, str]:
        """The name of each of our columns in the extract."""
        renamed = {ours: theirs for theirs, ours in self.mapping.items()}
        return {name: renamed.get(name, name) for name in self.known}

    def _encoding(self) -> str:
        return ", encoding = 'latin-1'" if self.encoding in _LATIN else ""

    def _insert(self, source: str, columns: Mapping[str, str]) -> bool:
        """Whether DuckDB took all of the source; it takes all or nothing."""
        try:
            self.connection.execute(f"INSERT INTO {self.table} {self.select(source, columns)}")
        except duckdb.Error:
            return False
        return True

    def _alias(self, path: Path) -> str:
        """A name without characters that DuckDB reads as a pattern."""
        self._made += 1
        alias = self.folder / f"in-{self._made}{path.suffix if path.suffix.isalnum() else ''}"
        alias.symlink_to(path.resolve())
        return quoted(str(alias))

    def _rows_of(self, found: Iterable[Mapping[str, str] | Unread]) -> None:
        """Rows from Python, through clean files of our own."""
        waiting: list[list[str]] = []
        for each in found:
            if isinstance(each, Unread):
                self.tell(each)
                continue
            waiting.append([each.get(name, "") for name in self.known])
            if len(waiting) >= _CLEAN_ROWS:
                self._insert_clean(waiting)
                waiting = []
        if waiting:
            self._insert_clean(waiting)

    def _insert_clean(self, rows: list[list[str]]) -> None:
        self._made += 1
        path = self.folder / f"clean-{self._made}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
            writer.writerows(rows)
        spec = ", ".join(f"'{name}': 'VARCHAR'" for name in self.known)
        source = (
            f"read_csv({quoted(str(path))}, auto_detect = false, columns = {{{spec}}}, header = false, "
            f"delim = ',', quote = '\"', escape = '\"', max_line_size = {_LONGEST_LINE})"
        )
        columns = {name: name for name in self.known}
        self.connection.execute(f"INSERT INTO {self.table} {self.select(source, columns)}")
        path.unlink()


def _named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def open_database(folder: Path, options: Options) -> duckdb.DuckDBPyConnection:
    """An empty database in a folder, that stays within its memory."""
    connection = duckdb.connect(str(folder / "facts.duckdb"))
    connection.execute(f"SET memory_limit = '{options.memory_megabytes}MB'")
    connection.execute(f"SET threads = {options.threads}")
    connection.execute(f"SET temp_directory = {quoted(str(folder / 'spill'))}")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    return connection


def load_facts(
    connection: duckdb.DuckDBPyConnection,
    found: Iterator[Input | Unread],
    options: Options,
    *,
    folder: Path,
    with_visits: bool,
) -> Loader:
    """The table `facts` of an extract; the loader says what could not be read."""
    connection.execute(facts.CREATE)
    loader = Loader(
        connection,
        "facts",
        lambda source, columns: facts.select(source, columns, with_visits=with_visits),
        folder,
        options.encoding,
        COLUMNS,
        options.columns,
    )
    loader.load(found)
    return loader
