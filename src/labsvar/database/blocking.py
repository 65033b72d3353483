"""Entries of blocking and mandates in PostgreSQL: `labsvar.blocking.store.BlockingStore`.

What is set, ended or registered is a row of its own, written with its event in the citizen's log and the
entries of both in the ledger, in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from labsvar.blocking import wishes
from labsvar.blocking.model import Act, Actor, Entry, Mandate, Wish
from labsvar.database import ledger
from labsvar.database.connections import Connection, Pool
from labsvar.database.results import event_of
from labsvar.database.sql import statements
from labsvar.exchange.identity import new_id
from labsvar.results.store import Look, Viewer

_SQL: Final = statements("blocking")
_AUDIT_EVENT: Final = statements("results")["audit_event"]
_read_actor: Final = msgspec.json.Decoder(Actor).decode
_read_wish: Final = msgspec.json.Decoder(Wish).decode


class _Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a mandate says, as it is kept."""

    first: date
    last: date
    evidence: str


_read_terms: Final = msgspec.json.Decoder(_Terms).decode


class PostgresBlocking:
    """Adds entries and mandates, and reads them with what was ended since."""

    def __init__(self, pool: Pool, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._pool = pool
        self._now = now

    def entries(self, citizen: str) -> Sequence[Entry]:
        """Everything a citizen has set or had set, newest first, history included."""
        with self._pool.connection() as connection:
            rows = connection.execute(_SQL["entries"], {"person_key": citizen}).fetchall()
        return _entries(citizen, rows)

    def look(self, citizen: str, *, act: Act) -> Sequence[Entry]:
        """The same, for somebody who is not the citizen."""
        with self._pool.connection() as connection, connection.recorded() as items:
            items.append(_noted(connection, citizen, act))
        return self.entries(citizen)

    def put(self, citizen: str, wish: Wish, *, act: Act) -> Entry:
        """Sets a blocking or an exception. Raises `wishes.Refused`."""
        now = self._now()
        wishes.see(wish, now=now)
        entry = Entry(entry_id=new_id(), citizen=citizen, wish=wish, set_by=act.actor, set_at=now)
        with self._pool.connection() as connection, connection.recorded() as items:
            # Two that are sent at once see each other: the second waits here for the first.
            connection.execute(_SQL["one_at_a_time"], {"person_key": citizen})
            rows = connection.execute(_SQL["entries"], {"person_key": citizen}).fetchall()
            wishes.see_new(wish, _entries(citizen, rows), account=act.actor.account, now=now)
            values = {"entry_id": entry.entry_id, "kind": "set", "content": _json(wish)}
            items.extend(_written(connection, citizen, act, now, **values))
        return entry

    def end(self, citizen: str, entry_id: str, *, act: Act) -> None:
        """Ends an entry; it stays as history. Raises `KeyError` for one that is not there or has ended."""
        with self._pool.connection() as connection, connection.recorded() as items:
            known = {"person_key": citizen, "entry_id": entry_id}
            if connection.execute(_SQL["is_set"], known).fetchone() is None:
                raise KeyError(entry_id)
            values = {"entry_id": entry_id, "kind": "ended", "content": ""}
            items.extend(_written(connection, citizen, act, self._now(), **values))

    def register(
        self, citizen: str, *, helper: str, first: date, last: date, evidence: str, act: Act
    ) -> Mandate:
        """Registers a helper's mandate. Raises `wishes.Refused`."""
        now = self._now()
        mandate = Mandate(
            mandate_id=new_id(),
            citizen=citizen,
            helper=helper,
            first=first,
            last=last,
            evidence=evidence,
            registered_by=act.actor,
            registered_at=now,
        )
        wishes.see_mandate(mandate, today=now.date())
        terms = _json(_Terms(first=first, last=last, evidence=evidence))
        names = {"mandate_id": mandate.mandate_id, "helper": helper}
        with self._pool.connection() as connection, connection.recorded() as items:
            values = names | {"kind": "registered", "content": terms}
            items.extend(_written(connection, citizen, act, now, **values))
        return mandate

    def end_mandate(self, mandate_id: str, *, act: Act) -> None:
        """Ends a mandate at once. Raises `KeyError` for one that is not there or has ended."""
        with self._pool.connection() as connection, connection.recorded() as items:
            row = connection.execute(_SQL["mandate"], {"mandate_id": mandate_id}).fetchone()
            if row is None:
                raise KeyError(mandate_id)
            values = {"mandate_id": mandate_id, "helper": row[1], "kind": "ended", "content": ""}
            items.extend(_written(connection, row[0], act, self._now(), **values))

    def mandates(self, helper: str | None = None) -> Sequence[Mandate]:
        """The mandates of one helper, or all, newest first, history included."""
        statement = "every_mandate" if helper is None else "mandates"
        with self._pool.connection() as connection:
            rows = connection.execute(_SQL[statement], {"helper": helper}).fetchall()
        return _mandates(rows)


def _written(
    connection: Connection, citizen: str, act: Act, at: datetime, **values: str
) -> tuple[ledger.Item, ledger.Item]:
    """Writes a row of an entry or of a mandate, and its event; what the ledger notes of both.

    Raises `KeyError` when it was ended already.
    """
    row: dict[str, Any] = values | {
        "person_key": citizen,
        "event_id": new_id(),
        "at": at,
        "actor": _json(act.actor),
    }
    is_mandate = "mandate_id" in row
    if connection.execute(_SQL["add_mandate" if is_mandate else "add"], row).fetchone() is None:
        raise KeyError(row["mandate_id" if is_mandate else "entry_id"])
    return (ledger.mandate(row) if is_mandate else ledger.blocking(row)), _noted(connection, citizen, act)


def _noted(connection: Connection, citizen: str, act: Act) -> ledger.Item:
    """Leaves the event of an act; what the ledger notes of it."""
    event = event_of(_look(citizen, act))
    connection.execute(_AUDIT_EVENT, event)
    return ledger.look(event)


def _look(citizen: str, act: Act) -> Look:
    actor = act.actor
    role: Any = actor.role
    viewer = Viewer(account=actor.account, name=actor.name, role=role, organisation=actor.organisation)
    return Look(viewer=viewer, person_key=citizen, what=act.what, reason=act.reason)


def _entries(citizen: str, rows: Iterable[tuple[Any, ...]]) -> list[Entry]:
    found: dict[str, Entry] = {}
    for entry_id, kind, at, actor, content in rows:
        if kind == "set":
            found[entry_id] = Entry(
                entry_id=entry_id,
                citizen=citizen,
                wish=_read_wish(content),
                set_by=_read_actor(actor),
                set_at=at,
            )
        else:
            found[entry_id] = replace(found[entry_id], ended_by=_read_actor(actor), ended_at=at)
    return list(reversed(found.values()))


def _mandates(rows: Iterable[tuple[Any, ...]]) -> list[Mandate]:
    found: dict[str, Mandate] = {}
    for citizen, mandate_id, helper, kind, at, actor, content in rows:
        if kind == "registered":
            terms = _read_terms(content)
            found[mandate_id] = Mandate(
                mandate_id=mandate_id,
                citizen=citizen,
                helper=helper,
                first=terms.first,
                last=terms.last,
                evidence=terms.evidence,
                registered_by=_read_actor(actor),
                registered_at=at,
            )
        else:
            found[mandate_id] = replace(found[mandate_id], ended_by=_read_actor(actor), ended_at=at)
    return list(reversed(found.values()))


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
