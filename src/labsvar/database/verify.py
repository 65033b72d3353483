"""Sees whether anything stored is missing, was altered, or was put in beside the ledger.

    problems = verify(address)          # an empty list when all is well

What no ledger inside a database can show: that the newest entries *and* everything they tell of are
gone, *and* no seal that came after them is left. A head that was written down elsewhere shows that too
(`witnessed`); the server logs the head of each of its seals for the purpose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal

import msgspec
import psycopg

from labsvar.database.ledger import FIRST, Item, chained
from labsvar.database.sql import statements

_SQL: Final = statements("verify")
_DIGESTS: Final = statements("digests")
_BESIDE_DIGESTS: Final = ("result", "letter_number", "person", "release")
_ROWS_AT_A_TIME: Final = 5_000
Kind = Literal["missing", "altered", "added", "broken"]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with what; `subject` is a number of ours and tells nothing about a person.

    `broken` is an entry of the ledger that does not follow from the one before it.
    """

    what: str
    kind: Kind
    subject: str


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the ledger as somebody noted it: lane, position and hash (hexadecimal)."""

    lane: int
    position: int
    hash: str


def verify(address: str, *, witnessed: Iterable[Head] = ()) -> list[Problem]:
    """Everything that is wrong, as far as the ledger and the heads that were witnessed can tell."""
    with psycopg.connect(address) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        problems = list(_chain(connection, list(witnessed)))
        queries = {kind: _SQL["compared"].replace("DIGESTS", digests) for kind, digests in _DIGESTS.items()}
        queries |= {what: _SQL[what] for what in _BESIDE_DIGESTS}
        for what, query in queries.items():
            rows = connection.execute(query, {"kind": what}).fetchall()
            problems += [Problem(what=what, kind=kind, subject=subject) for subject, kind in rows]
        return problems


def _chain(connection: psycopg.Connection, witnessed: list[Head]) -> Iterator[Problem]:
    """Recomputes every lane, then compares it with the heads that seals and witnesses noted."""
    noted = witnessed
    hashes: dict[int, list[bytes]] = {}
    with connection.cursor(name="ledger") as cursor:
        cursor.itersize = _ROWS_AT_A_TIME
        for row in cursor.execute(_SQL["chain"]):
            lane, position, _, kind, subject, _, _, hashed = row
            of_lane = hashes.setdefault(lane, [])
            if not _follows(row, of_lane):
                yield Problem(what="ledger", kind="broken", subject=f"{lane} {position}")
            # A gap is told once: what follows it is compared with itself.
            of_lane += [b""] * max(position - len(of_lane) - 1, 0)
            of_lane.append(hashed)
            if kind == "seal":
                noted += _heads(subject)
    yield from _lost(noted, hashes)


def _follows(row: tuple[Any, ...], of_lane: list[bytes]) -> bool:
    """Whether an entry is the one after the lane's entries so far, and whole."""
    lane, position, at, kind, subject, digest, previous, hashed = row
    item = Item(kind=kind, subject=subject, digest=digest)
    before = of_lane[-1] if of_lane else FIRST
    right = chained(previous, lane=lane, position=position, at=at, item=item)
    return bool(
        position == len(of_lane) + 1
        and previous == before
        and hashed == right
        and (kind != "seal" or digest == hashlib.sha256(subject.encode()).digest())
    )


def _heads(subject: str) -> Iterator[Head]:
    for line in subject.splitlines():
        lane, position, hashed = line.split(" ")
        yield Head(lane=int(lane), position=int(position), hash=hashed)


def _lost(noted: Iterable[Head], hashes: dict[int, list[bytes]]) -> Iterator[Problem]:
    for head in noted:
        of_lane = hashes.get(head.lane, [])
        if len(of_lane) < head.position:
            yield Problem(what="ledger", kind="missing", subject=f"{head.lane} {head.position}")
        elif of_lane[head.position - 1].hex() != head.hash:
            yield Problem(what="ledger", kind="altered", subject=f"{head.lane} {head.position}")
