"""Small sides to compare: rows as a practice system and a databank write them, and letters."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from labsvar.formats import xml
from labsvar.letters.catalogue import Emessage
from labsvar.reconciling.chain import reconcile
from labsvar.reconciling.codes import Codes
from labsvar.reconciling.model import Held, Mismatch, Report, Settings, Side
from labsvar.reconciling.normal import hashing
from labsvar.reconciling.reading import Reading, held

PERSON = "0403589900"
OTHER = "2011719903"
ROW = {
    "system": "Lærkepraksis",
    "clinic": "990001",
    "row_id": "1001",
    "row_version": "1",
    "patient": PERSON,
    "sampled_at": "2026-03-02T09:15",
    "resulted_at": "2026-03-02T09:21",
    "code": "NPU19748",
    "code_system": "npu",
    "value": "12",
    "unit": "mg/L",
    "origin": "own",
    "action": "new",
}
STORED = {
    "clinic": "990001",
    "row_id": "1001",
    "patient": PERSON,
    "sampled_at": "2026-03-02T09:15",
    "resulted_at": "2026-03-02T09:21",
    "code": "NPU19748",
    "value": "12",
    "operator": "",
    "unit": "mg/L",
    "status": "final",
    "consent": "",
    "stored_at": "2026-03-02T09:25",
}
READING = Reading(hashed=hashing(b"test"), codes=Codes())


def row(**changes: str) -> dict[str, str]:
    """A row of a laboratory card."""
    return ROW | changes


def stored(**changes: str) -> dict[str, str]:
    """A row of a databank's export."""
    return STORED | changes


def lines(rows: Iterable[dict[str, str]]) -> bytes:
    """Rows as JSON Lines."""
    return b"".join(json.dumps(each).encode() + b"\n" for each in rows)


def side(side: Side, *rows: dict[str, str], reading: Reading = READING) -> Held:
    """What a side holds, from rows."""
    return held([("rows.jsonl", lines(rows))], side=side, reading=reading)


def letters(side: Side, *messages: Emessage, reading: Reading = READING) -> Held:
    """What a side holds, from letters."""
    files = [(f"{place}.xml", xml.write(message)) for place, message in enumerate(messages)]
    return held(files, side=side, reading=reading)


def compared(*sides: Held, **settings: Any) -> Report:
    """The sides compared, each with the one before it."""
    return reconcile(sides, settings=Settings(**settings))


def told(report: Report) -> list[tuple[str, str, str]]:
    """What does not match: the kind, the row and the field."""
    return [short(each) for each in report.mismatches]


def short(found: Mismatch) -> tuple[str, str, str]:
    """A mismatch in three words."""
    return found.kind, found.row_id, found.field
