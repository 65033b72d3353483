"""Extracts as one relation of DuckDB: fast where a file is in order, line by line where it is not.

DuckDB scans a file that is in order much faster than anything else here can, and stops at the first broken
line. A file it does not take is therefore read by `lines`, which tells of every line that cannot be read
and hands on the rest. Letters are read as they always are (`letters`). What comes from Python is written
into Parquet files of our own, with the columns that are needed.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb

from labsvar.findings import Rule
from labsvar.profiling import letters, lines, mapped, rules
from labsvar.profiling.columns import places
from labsvar.profiling.facts import quoted
from labsvar.profiling.model import Input, Options, Unread

_FILES_AT_ONCE: Final = 1000
_ROWS_AT_ONCE: Final = 200_000
_LATIN: Final = frozenset({"latin-1", "latin1", "iso-8859-1"})
_LONGEST_LINE: Final = 16_777_216
# DuckDB would take sixteen longest lines at a time: slower than two, and much memory.
_BUFFER: Final = 2 * _LONGEST_LINE


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read: a call with `{}` for its name, and for each column it has the expression that is
    its text, which is never null."""

    call: str
    columns: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Extract:
    """The files of an extract. `known` are the columns that are needed, `mapping` theirs to ours.

    `folder` is a place for files of its own; `unread` holds the first of what could not be read. With
    `codes_mapped` local codes are read as what they stand for by the table `mapping`. A file whose heading has
    none of `one_of` is not read; an object of JSON may leave out what is empty, so JSON Lines are.
    """

    connection: duckdb.DuckDBPyConnection
    folder: Path
    known: Sequence[str]
    mapping: Mapping[str, str]
    encoding: str
    codes_mapped: bool = False
    one_of: Sequence[str] = ()
    unread: list[Unread] = field(default_factory=list)
    rows_unread: int = 0
    _files: defaultdict[Layout, list[tuple[str, Input]]] = field(default_factory=lambda: defaultdict(list))
    _made: int = 0

    def add(self, found: Iterable[Input | Unread]) -> None:
        """Takes every file up; what is no file is told of."""
        of_letters: list[Path] = []
        for each in found:
            match each:
                case Unread():
                    self._tell(each)
                case Input(path, "letters"):
                    of_letters.append(path)
                case Input():
                    self._take(each)
        self._clean(row for path in of_letters for row in letters.rows(path))

    def scan(self, query: str) -> None:
        """Runs a query over `relation`, put where `{relation}` stands; what is broken is cleaned first."""
        try:
            self.connection.execute(query.replace("{relation}", self.relation()))
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error:
            # Which error a broken file gives depends on where it is broken.
            self._clean_broken()
            self.connection.execute(query.replace("{relation}", self.relation()))

    def relation(self) -> str:
        """All rows with the known columns, each a text, as they stand in the files."""
        selects = [
            self._select(layout.call.format(_list(files[start : start + _FILES_AT_ONCE])), layout)
            for layout, files in self._files.items()
            for start in range(0, len(files), _FILES_AT_ONCE)
        ]
        nothing = ", ".join(f"'' AS {_named(name)}" for name in self.known)
        cells = " UNION ALL ".join(selects) if selects else f"SELECT {nothing} WHERE false"
        return mapped.relation(cells) if self.codes_mapped else cells

    def _select(self, source: str, layout: Layout) -> str:
        of = dict(layout.columns)
        cells = ", ".join(
            f"{of[name]} AS {_named(name)}" if name in of else f"'' AS {_named(name)}" for name in self.known
        )
        return f"SELECT {cells} FROM {source}"

    def _tell(self, unread: Unread) -> None:
        self.rows_unread += 1
        if len(self.unread) < lines.MOST_LISTED:
            self.unread.append(unread)

    def _take(self, given: Input) -> None:
        layout = self._layout(given)
        if isinstance(layout, Unread):
            self._tell(layout)
        elif layout is None:
            self._clean(self._by_lines(given))
        else:
            self._files[layout].append((self._alias(given.path), given))

    def _layout(self, given: Input) -> Layout | Unread | None:
        """How DuckDB reads a file; `None` when it does not know the encoding."""
        match given.kind:
            case "csv":
                return self._csv(given.path)
            case "jsonl":
                return self._jsonl()
            case _:
                return self._parquet(given.path)

    def _csv(self, path: Path) -> Layout | Unread | None:
        head = lines.header(path, self.encoding)
        if isinstance(head, Unread):
            return head
        found = self._known_places(head.names)
        if unfit := self._unfit(found):
            return Unread(str(path), 1, unfit.id)
        if self.encoding != "utf-8" and self.encoding not in _LATIN:
            return None
        columns = [f"c{place}" for place in range(len(head.names))]
        spec = ", ".join(f"'{name}': 'VARCHAR'" for name in columns)
        encoding = ", encoding = 'latin-1'" if self.encoding in _LATIN else ""
        call = (
            f"read_csv({{}}, auto_detect = false, columns = {{{{{spec}}}}}, header = false, skip = 1, "
            f"delim = {quoted(head.delimiter)}, quote = '\"', escape = '\"', "
            f"force_not_null = {columns}, max_line_size = {_LONGEST_LINE}, buffer_size = {_BUFFER}{encoding})"
        )
        return Layout(call, tuple((name, columns[place]) for name, place in found.items()))

    def _jsonl(self) -> Layout | None:
        theirs = self._their_names()
        if self.encoding != "utf-8":
            return None
        spec = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in theirs.values())
        call = (
            f"read_json({{}}, format = 'newline_delimited', columns = {{{{{_braced(spec)}}}}}, "
            f"maximum_object_size = {_LONGEST_LINE}, auto_detect = false)"
        )
        return Layout(call, tuple((ours, f"coalesce({_named(name)}, '')") for ours, name in theirs.items()))

    def _parquet(self, path: Path) -> Layout | Unread:
        try:
            described = self.connection.execute(
                f"DESCRIBE SELECT * FROM read_parquet({quoted(self._alias(path))})"
            ).fetchall()
        except duckdb.Error:
            return Unread(str(path), 0, rules.FILE_NOT_PARQUET.id)
        names = [str(row[0]) for row in described]
        found = self._known_places(names)
        if unfit := self._unfit(found):
            return Unread(str(path), 1, unfit.id)
        columns = ((name, f"coalesce({_named(names[place])}::VARCHAR, '')") for name, place in found.items())
        return Layout("read_parquet({})", tuple(columns))

    def _known_places(self, names: Iterable[str]) -> dict[str, int]:
        found = places(names, self.mapping)
        return {name: found[name] for name in self.known if name in found}

    def _unfit(self, found: Mapping[str, int]) -> Rule | None:
        """Why a file with these columns is not read."""
        if not found:
            return rules.NO_COLUMNS
        return rules.NO_RESULTS if self.one_of and not found.keys() & set(self.one_of) else None

    def _their_names(self) -> dict[str, str]:
        """The name of each of our columns in the extract."""
        renamed = {ours: theirs for theirs, ours in self.mapping.items()}
        return {name: renamed.get(name, name) for name in self.known}

    def _alias(self, path: Path) -> str:
        """A name without characters that DuckDB reads as a pattern."""
        self._made += 1
        alias = self.folder / f"in-{self._made}"
        alias.symlink_to(path.resolve())
        return str(alias)

    def _clean_broken(self) -> None:
        """Takes the files that DuckDB stops at out, and puts what can be read of them back in."""
        files = self._files
        self._files = defaultdict(list)
        for layout, named in files.items():
            for name, given in named:
                if self._whole(layout, name):
                    self._files[layout].append((name, given))
                elif given.kind == "parquet":
                    self._tell(Unread(str(given.path), 0, rules.FILE_NOT_PARQUET.id))
                else:
                    self._clean(self._by_lines(given))

    def _whole(self, layout: Layout, name: str) -> bool:
        source = self._select(layout.call.format(quoted(name)), layout)
        lengths = ", ".join(f"max(length({_named(column)}))" for column in self.known)
        try:
            self.connection.execute(f"SELECT {lengths} FROM ({source})").fetchall()
        except duckdb.Error:
            return False
        return True

    def _by_lines(self, given: Input) -> Iterable[Mapping[str, str] | Unread]:
        if given.kind == "jsonl":
            return lines.of_jsonl(given.path, self.encoding, self._their_names())
        head = lines.header(given.path, self.encoding)
        assert isinstance(head, lines.Header), "the header was read before"
        return lines.of_csv(given.path, self.encoding, head, self._known_places(head.names))

    def _clean(self, found: Iterable[Mapping[str, str] | Unread]) -> None:
        """Rows from Python, into files of our own."""
        waiting: list[list[str]] = []
        for each in found:
            if isinstance(each, Unread):
                self._tell(each)
                continue
            waiting.append([each.get(name, "") for name in self.known])
            if len(waiting) >= _ROWS_AT_ONCE:
                self._store(waiting)
                waiting = []
        if waiting:
            self._store(waiting)

    def _store(self, rows: list[list[str]]) -> None:
        self._made += 1
        path, plain = self.folder / f"clean-{self._made}.parquet", self.folder / "clean.csv"
        with plain.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
        spec = ", ".join(f"'{name}': 'VARCHAR'" for name in self.known)
        source = (
            f"read_csv({quoted(str(plain))}, auto_detect = false, columns = {{{spec}}}, header = false, "
            f"delim = ',', quote = '\"', escape = '\"', max_line_size = {_LONGEST_LINE})"
        )
        self.connection.execute(f"COPY (FROM {source}) TO {quoted(str(path))} (FORMAT parquet)")
        plain.unlink()
        layout = Layout(
            "read_parquet({})", tuple((name, f"coalesce({_named(name)}, '')") for name in self.known)
        )
        self._files[layout].append((str(path), Input(path, "parquet")))


def _list(files: Iterable[tuple[str, Input]]) -> str:
    return "[" + ", ".join(quoted(name) for name, _ in files) + "]"


def _named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _braced(text: str) -> str:
    """A text that `str.format` leaves as it is."""
    return text.replace("{", "{{").replace("}", "}}")


def open_database(folder: Path, options: Options) -> duckdb.DuckDBPyConnection:
    """An empty database in a folder, that stays within its memory."""
    connection = duckdb.connect(str(folder / "profile.duckdb"))
    connection.execute(f"SET memory_limit = '{options.memory_megabytes}MB'")
    connection.execute(f"SET threads = {options.threads}")
    connection.execute(f"SET temp_directory = {quoted(str(folder / 'spill'))}")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    # A file's rows are not known before it is read, and the smaller table looks like the larger one: the
    # tables are joined as they are written, the small one second. A filter that is pushed down works out
    # again, for each of its parts, the numbers it is about.
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side,filter_pushdown'")
    return connection
