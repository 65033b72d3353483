"""Dated tables of codes: rows with a validity, read from and written to CSV, kept in versions with steps.

read = read_csv(LocalCode, text)           rows, or findings by line and column
write_csv(LocalCode, rows)                 the same as CSV
store.draft("local-codes/TKM", text, ...)  a version; others review and release it

The text of a version is its CSV; what it says is read each time, so nothing derived can grow stale.
"""

from labsvar.codetables.reading import Dated, Read, columns, decode, read_csv, valid, write_csv
from labsvar.codetables.store import MemoryTables, TableStore, version_in_use
from labsvar.codetables.versions import NotAllowed, Version, may_release, may_review, released

__all__ = [
    "Dated",
    "MemoryTables",
    "NotAllowed",
    "Read",
    "TableStore",
    "Version",
    "columns",
    "decode",
    "may_release",
    "may_review",
    "read_csv",
    "released",
    "valid",
    "version_in_use",
    "write_csv",
]
