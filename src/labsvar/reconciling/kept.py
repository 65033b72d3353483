"""A report that was written into a folder, read again for those who operate the flow."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from labsvar.letters.zone import DENMARK
from labsvar.reconciling.model import KINDS, SIDES
from labsvar.reconciling.tables import FILES

FINDINGS, CLINICS, _, UNREAD = FILES
MOST: Final = 500
"""Findings that are told on a page; all stand in the table."""

_LARGEST: Final = 20_000_000
_PLAIN: Final = ("place", "other_place", "clinic", "system", "row_id", "letter", "with_row", "field")


class KeptFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One line of findings.csv."""

    left_side: str
    right_side: str
    kind: str
    clinic: str
    system: str
    row_id: str
    letter: str
    field: str
    place: str
    other_place: str
    with_row: str


class KeptClinic(msgspec.Struct, frozen=True, kw_only=True):
    """One line of clinics.csv: a clinic and system between two sides."""

    left_side: str
    right_side: str
    clinic: str
    system: str
    agree: int
    kinds: Counter[str]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The report in a folder. With `with_values` it is for the parties themselves, and nothing of it is here."""

    made_at: datetime
    findings: tuple[KeptFinding, ...] = ()
    clinics: tuple[KeptClinic, ...] = ()
    count: int = 0
    unread: int = 0
    with_values: bool = False


def kept(folder: Path) -> Kept | None:
    """The report in a folder; `None` when there is none, or it cannot be read."""
    try:
        made_at = datetime.fromtimestamp((folder / FINDINGS).stat().st_mtime, DENMARK)
        found, clinics, unread = (_rows(folder / name) for name in (FINDINGS, CLINICS, UNREAD))
        if found[0] is not None and "left" in found[0]:
            return Kept(made_at=made_at, with_values=True)
        return Kept(
            made_at=made_at,
            findings=tuple(_finding(row) for row in found[1][:MOST]),
            clinics=tuple(_clinic(row) for row in clinics[1]),
            count=len(found[1]),
            unread=len(unread[1]),
        )
    except (OSError, ValueError, KeyError, csv.Error):
        return None


def _rows(path: Path) -> tuple[list[str] | None, list[dict[str, str]]]:
    if path.stat().st_size > _LARGEST:
        raise ValueError(path.name)
    reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True)
    rows = list(reader)
    return (None if reader.fieldnames is None else list(reader.fieldnames)), rows


def _sides(row: dict[str, str]) -> dict[str, str]:
    sides = {name: row[name] for name in ("left_side", "right_side")}
    if not set(sides.values()) <= set(SIDES):
        raise ValueError("a side that there is not")
    return sides


def _finding(row: dict[str, str]) -> KeptFinding:
    if row["kind"] not in KINDS:
        raise ValueError("a kind that there is not")
    return KeptFinding(kind=row["kind"], **_sides(row), **{name: row[name] for name in _PLAIN})


def _clinic(row: dict[str, str]) -> KeptClinic:
    return KeptClinic(
        clinic=row["clinic"],
        system=row["system"],
        agree=int(row["agree"]),
        kinds=Counter({kind: int(row[kind]) for kind in KINDS}),
        **_sides(row),
    )
