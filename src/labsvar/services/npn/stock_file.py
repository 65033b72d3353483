"""The two files of a stock: the stock itself, and the witness, which notes elsewhere how far it has come.

Both are SQLite files that are durable when a transaction has ended (`synchronous=EXTRA` also makes the end of the
journal durable), and each needs no other file beside it once it is closed. What is in the witness is written right
after the stock's own transaction, while the stock is still held, and before anybody sees a number: the witness
may be one step behind, and never ahead of a stock that was not restored.

Only this module speaks the SQL of SQLite; the installation's own database is another (`labsvar.database`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any, Final

from labsvar.services.npn.stock_model import NotAStock, Position, Series, StockBusy

_MARK: Final = 0x4E504E53  # "NPNS"
_WITNESS_MARK: Final = 0x4E504E57  # "NPNW"
_WAIT_SECONDS: Final = 30.0


class File:
    """One SQLite file: transactions that hold it alone, and rows."""

    def __init__(self, path: Path, *, mark: int, tables: str, make: bool) -> None:
        self.path = path
        with _understood(path):
            if not make and not path.is_file():
                raise FileNotFoundError(path)
            self._connection = sqlite3.connect(
                path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._connection.row_factory = sqlite3.Row
            self._prepare(mark, tables, make=make)

    def _prepare(self, mark: int, tables: str, *, make: bool) -> None:
        # EXTRA makes the removal of the journal durable too: else a commit could be undone by a power cut.
        self._connection.execute("PRAGMA synchronous = EXTRA")
        self._connection.execute("PRAGMA journal_mode = DELETE")
        if self._mark() != mark and make:
            with self.alone():
                if self._mark() != mark:
                    self._make(mark, tables)
        if self._mark() != mark:
            self._connection.close()
            raise _not_ours(self.path)

    def _make(self, mark: int, tables: str) -> None:
        if self.rows("SELECT name FROM sqlite_master LIMIT 1"):
            raise _not_ours(self.path)
        text = resources.files(__package__).joinpath(tables).read_text(encoding="utf-8")
        for statement in text.split(";\n\n"):
            self._connection.execute(statement)
        self._connection.execute(f"PRAGMA application_id = {mark}")

    def _mark(self) -> int:
        return int(self._connection.execute("PRAGMA application_id").fetchone()[0])

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A transaction that no other program can write beside. Durable when it has ended, or nothing of it."""
        with _understood(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def rows(self, query: str, **values: Any) -> list[sqlite3.Row]:
        """Runs a statement. Raises `StockBusy` and `NotAStock`."""
        with _understood(self.path):
            return self._connection.execute(query, values).fetchall()

    def close(self) -> None:
        """Closes the file. Closing twice does no harm."""
        self._connection.close()


def stock_file(path: Path, *, make: bool) -> File:
    """The file of a stock. Raises `NotAStock`, also when one is to be made where a file is."""
    # An empty file is left by a program that was cut off before the stock was there.
    if make and path.exists() and path.stat().st_size:
        raise NotAStock(
            da="Der er allerede en fil med det navn.", en="There is a file with that name already."
        )
    return File(path, mark=_MARK, tables="stock.sql", make=make)


def witness_file(path: Path) -> File:
    """The file of the witness, made where there is none: a witness that is lost knows no stock."""
    with _understood(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    return File(path, mark=_WITNESS_MARK, tables="witness.sql", make=True)


def series_of(row: sqlite3.Row) -> Series:
    """A row as a series."""
    return Series(
        id=row["id"],
        first=row["first"],
        last=row["last"],
        next=row["next"],
        usable=row["usable"],
        origin=row["origin"],
        at=datetime.fromisoformat(row["at"]),
        released=bool(row["released"]),
    )


def position_of(row: sqlite3.Row) -> Position:
    """A row of either file as a position."""
    return Position(
        life=row["life"], steps=row["steps"], handed=row["handed"], series=row["series"], last=row["last"]
    )


@contextmanager
def _understood(path: Path) -> Iterator[None]:
    """What SQLite and the system say, as errors of ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StockBusy from None
        raise _unreachable(path, error) from error
    except (sqlite3.Error, OSError) as error:
        raise _unreachable(path, error) from error


def _unreachable(path: Path, error: Exception) -> NotAStock:
    what = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return NotAStock(
        da=f"{path} kan ikke bruges som lager: {what}", en=f"{path} cannot be used as a stock: {what}"
    )


def _not_ours(path: Path) -> NotAStock:
    return NotAStock(da=f"{path} er ikke et lager af numre.", en=f"{path} is no stock of numbers.")
