"""Files as what a side holds: rows or letters, whichever each file is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from labsvar import formats
from labsvar.findings import Finding
from labsvar.reconciling import letters, rows, rules
from labsvar.reconciling.codes import Codes
from labsvar.reconciling.current import current
from labsvar.reconciling.model import Hash, Held, Side
from labsvar.results.model import WITHDRAWAL_TEXT

File = tuple[str, bytes]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """How files are read: how persons are hashed, what local codes become, which rows the hub lists as not
    sent (clinic and row id), and what it writes in place of a withdrawn result."""

    hashed: Hash
    codes: Codes
    held_back: frozenset[tuple[str, str]] = frozenset()
    withdrawal_text: str = WITHDRAWAL_TEXT


def held(files: Iterable[File], *, side: Side, reading: Reading) -> Held:
    """What one side holds. A practice system holds rows; every other side rows or letters.

    Whatever the bytes are, the answer is what could be read and findings about the rest.
    """
    of_rows: list[File] = []
    of_letters: list[File] = []
    unread: list[tuple[str, Finding]] = []
    for name, data in files:
        kind = formats.detect(data)
        if kind != "unknown" and side != "source":
            of_letters.append((name, data))
        elif kind == "unknown" and _may_be_rows(data):
            of_rows.append((name, data))
        else:
            unread.append((name, rules.FILE_KIND.at(line=None, path=None)))
    absent = rows.CARD if side == "source" else {}
    read = [each for name, data in of_rows for each in rows.fields_in(data, name=name, absent=absent)]
    if side == "source":
        found = rows.source(read, hashed=reading.hashed, codes=reading.codes, held_back=reading.held_back)
        return msgspec.structs.replace(found, unread=(*unread, *found.unread))
    stored = rows.stored(read, side=side, hashed=reading.hashed, codes=reading.codes)
    sent = letters.held(of_letters, side=side, hashed=reading.hashed, withdrawal_text=reading.withdrawal_text)
    return _together(stored, sent, unread=unread)


def rows_listed(files: Iterable[File]) -> tuple[frozenset[tuple[str, str]], tuple[tuple[str, Finding], ...]]:
    """The rows that a list names by `clinic` and `row_id`, and what of it could not be read."""
    listed, unread = set(), []
    for name, data in files:
        for place, fields in rows.fields_in(data, name=name, needs=frozenset({"row_id"})):
            if isinstance(fields, Finding):
                unread.append((place, fields))
            else:
                listed.add((fields["clinic"].strip(), fields.get("row_id", "").strip()))
    return frozenset(listed), tuple(unread)


def _may_be_rows(data: bytes) -> bool:
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") or not start or b"clinic" in start.partition(b"\n")[0]


def _together(stored: Held, sent: Held, *, unread: Sequence[tuple[str, Finding]]) -> Held:
    return Held(
        side=stored.side,
        items=current((*stored.items, *sent.items))
        if stored.items and sent.items
        else stored.items or sent.items,
        unread=(*unread, *stored.unread, *sent.unread),
        passed_over=sent.passed_over,
        repeated=sent.repeated,
    )
