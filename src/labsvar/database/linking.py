"""Links in PostgreSQL: `labsvar.linking.store.LinkStore`, and what links letters as they come.

Linking is done after the answer, by a thread that looks for new letters: the receipt must not wait for it nor
fall with it, and it says the same whenever it is done. What it says is an event, written with its entry in the
ledger in one transaction; each letter is read once, and all of them again when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Final

import msgspec

from labsvar.database import ledger
from labsvar.database.connections import Connection, Pool
from labsvar.database.results import event_of
from labsvar.database.sql import statements
from labsvar.exchange.delivery import read_letter
from labsvar.letters.catalogue import AboutPerson
from labsvar.letters.catalogue import Requisition as RequisitionLetter
from labsvar.linking import decisions, facts, keys
from labsvar.linking.agreement import DEFAULT, Agreement
from labsvar.linking.decisions import Decided, Event, Link, NotPossible, State, link_of
from labsvar.linking.faults import faults
from labsvar.linking.linker import Linker, key_of
from labsvar.linking.model import Answer, AnswerFacts, AnswerKey, Facts, Fault, Judged
from labsvar.linking.store import LOOKED, LinkSeen, Taken
from labsvar.results.model import Report, Requisition
from labsvar.results.store import Look, Viewer

_SQL: Final = statements("linking")
_AUDIT_EVENT: Final = statements("results")["audit_event"]
_read_report: Final = msgspec.json.Decoder(Report).decode
_read_requisition: Final = msgspec.json.Decoder(Requisition).decode
_read_judged: Final = msgspec.json.Decoder(Judged).decode
_AT_A_TIME: Final = 200


class PostgresLinks:
    """Adds what is said and decided of links, and reads what they come to."""

    def __init__(
        self,
        pool: Pool,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        settings: Agreement = DEFAULT,
    ) -> None:
        self._pool = pool
        self._now = now
        self._settings = settings

    # Linking -------------------------------------------------------------------------------------------

    def run(self, *, again: bool = False) -> Taken:
        """Links what waits: every letter that came or was withdrawn as a whole and was not read since.

        With `again` every letter waits once more, after the agreed codes were changed for instance. Links with a
        letter that was withdrawn as a whole fall away.
        """
        if again:
            with self._pool.connection() as connection, connection.transaction():
                # Letters have no index by kind; all of them are read only when somebody asks for it.
                connection.execute("SET LOCAL enable_seqscan = on")
                connection.execute(_SQL["again"], {"kinds": list(facts.KINDS)})
        taken = Taken()
        while (some := self.take_some()) is not None:
            taken += some
        return taken

    def take_some(self) -> Taken | None:
        """Links some of what waits, the newest first, so that nobody waits for what is made up for; `None` when
        nothing waits.

        A letter that cannot be linked now, because the database fails, waits on.
        """
        with self._pool.connection() as connection, connection.recorded() as items:
            # One linker at a time: two would say the same twice.
            connection.execute(_SQL["alone"])
            waited = connection.execute(_SQL["taken"], {"most": _AT_A_TIME}).fetchall()
            if not waited:
                return None
            return self._take(connection, list(dict.fromkeys(each for (each,) in waited)), items)

    def _take(self, connection: Connection, letter_ids: Sequence[str], items: list[ledger.Item]) -> Taken:
        # What is withdrawn touches answers too: those that it was linked with.
        touched = self._read(connection, letter_ids, with_withdrawn=True)
        new = _keep(connection, touched)
        mine = [fact for fact, _ in touched.values() if fact is not None]
        near = self._of_keys(connection, keys.touching(mine))
        known = near | self._of_keys(connection, keys.around(near.values()))
        linker = Linker(known.values(), settings=self._settings)
        affected = dict.fromkeys(key for each in mine for key in linker.affected(each))
        events = self._told(connection, linker, affected)
        items += [_add(connection, link_id, *told) for link_id, told in events.items()]
        return _counted(new, [told[0] for told in events.values()])

    def _told(
        self, connection: Connection, linker: Linker, affected: Iterable[AnswerKey]
    ) -> dict[str, tuple[Event, Judged, int]]:
        """The events that have to be added, with what they are about and their place among the link's."""
        wanted = list(affected)
        judged = linker.judged(key for key in wanted if linker.knows(key))
        names = [decisions.reference_id(key) for key in wanted]
        rows = connection.execute(_SQL["of_references"], {"reference_ids": names}).fetchall()
        known = {link.link_id: link for link in _links(rows)}
        about = {link.link_id: link.judged for link in known.values()}
        about |= {decisions.id_of(each): each for each in judged}
        return {
            link_id: (event, about[link_id], len(known[link_id].history) if link_id in known else 0)
            for link_id, event in decisions.told(judged, known.values(), at=self._now())
        }

    def _of_keys(self, connection: Connection, wanted: Collection[str]) -> dict[str, Facts]:
        rows = connection.execute(_SQL["found"], {"keys": sorted(wanted)}).fetchall()
        found = self._read(connection, [letter_id for (letter_id,) in rows], with_withdrawn=False)
        return {letter_id: fact for letter_id, (fact, _) in found.items() if fact is not None}

    def _read(
        self, connection: Connection, letter_ids: Sequence[str], *, with_withdrawn: bool
    ) -> dict[str, tuple[Facts | None, str]]:
        """The facts of letters by their ids, with the person's key."""
        rows = connection.execute(_SQL["letters"], {"letter_ids": list(letter_ids)}, binary=True)
        found: dict[str, tuple[Facts | None, str]] = {}
        for document, kept, withdrawn in rows:
            letter = read_letter(document)
            if (withdrawn and not with_withdrawn) or not isinstance(letter, AboutPerson):
                continue
            is_asked = isinstance(letter, RequisitionLetter)
            known = _read_requisition(kept) if is_asked else _read_report(kept)
            fact = facts.of_letter(letter, known, settings=self._settings)
            found[known.letter_id] = fact, known.person_key
        return found

    # Looking and deciding ------------------------------------------------------------------------------

    def links(self, states: Collection[State]) -> Sequence[Link]:
        """The links in some states, newest first."""
        with self._pool.connection() as connection, connection.transaction():
            connection.execute("SET LOCAL enable_seqscan = on")
            connection.execute("SET LOCAL enable_hashjoin = on")
            found = _links(connection.execute(_SQL["in_states"], {"states": list(states)}).fetchall())
        return sorted(found, key=lambda link: (link.history[-1].at, link.link_id), reverse=True)

    def link(self, link_id: str) -> Link | None:
        """One link; shown without its answers it tells nothing about persons."""
        with self._pool.connection() as connection:
            return _link(connection, link_id)

    def look(self, link_id: str, *, viewer: Viewer, reason: str) -> LinkSeen | None:
        """A link with its two answers; `None` for one that is not there."""
        with self._pool.connection() as connection, connection.recorded() as items:
            link = _link(connection, link_id)
            if link is None:
                return None
            judged = link.judged
            for person_key in dict.fromkeys((judged.reference.person_key, judged.source.person_key)):
                look = Look(viewer=viewer, person_key=person_key, what=LOOKED, reason=reason)
                event = event_of(look)
                connection.execute(_AUDIT_EVENT, event)
                items.append(ledger.look(event))
            return LinkSeen(
                link=link,
                reference=self._answer(connection, judged.reference),
                source=self._answer(connection, judged.source),
            )

    def _answer(self, connection: Connection, key: AnswerKey) -> Answer | None:
        """The letters of an answer that were not withdrawn."""
        wanted = keys.of_number(key.production_number)
        letters = self._of_keys(connection, [wanted]).values()
        found = [each for each in letters if isinstance(each, AnswerFacts) and key_of(each) == key]
        return Answer(key=key, letters=tuple(found)) if found else None

    def decide(self, link_id: str, kind: Decided, *, by: str, reason: str) -> Link:
        """Accepts, rejects, or undoes. Raises `KeyError` and `NotPossible`."""
        with self._pool.connection() as connection, connection.recorded() as items:
            link = _link(connection, link_id)
            if link is None:
                raise KeyError(link_id)
            event = decisions.decision(link, kind, by=by, reason=reason, at=self._now())
            items.append(_add(connection, link_id, event, link.judged, len(link.history)))
        return link_of(link_id, (*link.history, event))

    def of_person(self, person_key: str) -> Sequence[Link]:
        """The links with an answer about a person; for whoever has looked at the person already."""
        with self._pool.connection() as connection:
            return _links(connection.execute(_SQL["of_person"], {"person_key": person_key}).fetchall())

    def found(self, wanted: Collection[str]) -> Sequence[Facts]:
        """The letters that are kept under some keys, for whoever looks at their persons afterwards."""
        with self._pool.connection() as connection:
            return tuple(self._of_keys(connection, wanted).values())

    def faults(self) -> Sequence[Fault]:
        """What hinders answers from being linked, found among all letters. Nothing about persons is in it."""
        with self._pool.connection() as connection, connection.transaction():
            connection.execute("SET LOCAL enable_seqscan = on")
            found = connection.execute(_SQL["all"], {"kinds": list(facts.KINDS)}).fetchall()
            letter_ids = [each for (each,) in found]
            linker = Linker(settings=self._settings)
            for some in _batches(letter_ids):
                for fact, _ in self._read(connection, some, with_withdrawn=False).values():
                    if fact is not None:
                        linker.add(fact)
        return faults(linker)


def _keep(connection: Connection, read: Mapping[str, tuple[Facts | None, str]]) -> int:
    """Keeps the keys of letters; how many letters there are."""
    rows = [
        (person_key, letter_id, key)
        for letter_id, (fact, person_key) in read.items()
        for key in keys.keys(fact)
    ]
    persons, letters, names = ([row[place] for row in rows] for place in range(3))
    connection.execute(_SQL["keep"], {"person_keys": persons, "letter_ids": letters, "keys": names})
    return len(read)


def _add(connection: Connection, link_id: str, event: Event, about: Judged, sequence: int) -> ledger.Item:
    """Adds an event; what the ledger notes of it. Raises `NotPossible` when another came between."""
    row = {
        "person_key": about.reference.person_key,
        "link_id": link_id,
        "sequence": sequence,
        "reference_id": decisions.reference_id(about.reference),
        "other_key": about.source.person_key,
        "kind": event.kind,
        "at": event.at,
        "who": event.by,
        "reason": event.reason,
        "judged": "" if event.judged is None else msgspec.json.encode(event.judged).decode(),
    }
    if connection.execute(_SQL["add"], row).fetchone() is None:
        raise NotPossible(event.kind)
    return ledger.link(row)


def _link(connection: Connection, link_id: str) -> Link | None:
    found = _links(connection.execute(_SQL["of_link"], {"link_id": link_id}).fetchall())
    return found[0] if found else None


def _links(rows: Iterable[tuple[Any, ...]]) -> list[Link]:
    return [
        link_of(link_id, [_event(row) for row in events])
        for link_id, events in groupby(rows, key=lambda row: row[0])
    ]


def _event(row: tuple[Any, ...]) -> Event:
    _, kind, at, by, reason, judged = row
    return Event(kind=kind, at=at, by=by, reason=reason, judged=_read_judged(judged) if judged else None)


def _counted(letters: int, events: Iterable[Event]) -> Taken:
    kinds = [event.kind for event in events]
    return Taken(
        letters=letters,
        linked=kinds.count("linked"),
        proposed=kinds.count("proposed"),
        dropped=kinds.count("dropped"),
    )


def _batches(letter_ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (letter_ids[at : at + _AT_A_TIME] for at in range(0, len(letter_ids), _AT_A_TIME))
