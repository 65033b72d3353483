"""A clinic's own comparison: its file against what the hub made of its rows, and what is stored and shown.

Whatever else the file holds, rows of another clinic are told of by their line and go no further. The report
is kept in a folder of the clinic's own, without persons and without values.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from labsvar.database import Database
from labsvar.database.reconciling import Told, of_clinic
from labsvar.hub.coding import in_use
from labsvar.hub.model import Clinic
from labsvar.reconciling import rules, tables
from labsvar.reconciling.chain import reconcile
from labsvar.reconciling.codes import Codes
from labsvar.reconciling.kept import Kept, kept
from labsvar.reconciling.model import Hash, Held, Report
from labsvar.reconciling.normal import hashing
from labsvar.reconciling.reading import Reading, held
from labsvar.results.store import Viewer

_KEY: Final = 32
_HERE: Final[tuple[Told, ...]] = ("hub", "bank", "shown")


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """Who compares, for which clinic, over which period; times have a zone, `until` is not included."""

    viewer: Viewer
    clinic: Clinic
    since: datetime
    until: datetime


def compared(database: Database, party: Party, name: str, content: bytes) -> Report:
    """The clinic's file, against what is here. Each person here is a look with a reason (rule S18).

    Raises `database.reconciling.TooMany`.
    """
    hashed = hashing(secrets.token_bytes(_KEY))
    number = party.clinic.clinic
    store = database.hub_store
    waiting = {each.row_id for each in store.waiting(number)} | {each.row_id for each in store.listed(number)}
    reading = Reading(
        hashed=hashed,
        codes=Codes(in_use(database.code_tables).mapping),
        held_back=frozenset((number, row_id) for row_id in waiting),
    )
    source = held([(name, content)], side="source", reading=reading)
    here = [_here(database, party, told, hashed=hashed, reading=reading) for told in _HERE]
    return reconcile([_own(source, number), *here])


def keep(report: Report, folder: Path, clinic: Clinic) -> None:
    """Puts the report in the place of the clinic's last one. Raises `OSError`."""
    place = _place(folder, clinic)
    place.mkdir(parents=True, exist_ok=True)
    for name, content in tables.files(report).items():
        (place / name).write_bytes(content)


def last(folder: Path, clinic: Clinic) -> Kept | None:
    """The last report of a clinic, if there is one."""
    return kept(_place(folder, clinic))


def _place(folder: Path, clinic: Clinic) -> Path:
    """A clinic's folder, whatever characters its number has."""
    return folder / "clinics" / clinic.clinic.encode().hex()


def _here(database: Database, party: Party, told: Told, *, hashed: Hash, reading: Reading) -> Held:
    question = of_clinic(party.clinic, told, viewer=party.viewer, since=party.since, until=party.until)
    rows = database.reconciling.rows(question, hashed=hashed)
    lines = b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
    return held([(told, lines)], side=told, reading=reading)


def _own(source: Held, clinic: str) -> Held:
    """The rows of the clinic; of any other, the line and nothing else."""
    strange = tuple(
        (each.place, rules.OTHER_CLINIC.at(line=None, path="clinic"))
        for each in source.items
        if each.clinic != clinic
    )
    mine = tuple(each for each in source.items if each.clinic == clinic)
    return replace(source, items=mine, unread=(*source.unread, *strange))
