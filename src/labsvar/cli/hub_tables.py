"""`labsvar hub table`: a table of codes from a file, in the three steps of the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from labsvar.cli import output
from labsvar.cli.errors import Refused, Unreadable
from labsvar.cli.files import read_file
from labsvar.cli.installation import existing, opened
from labsvar.cli.language import Say
from labsvar.cli.tables import warn_of_empty
from labsvar.codetables import NotAllowed, decode, read_csv
from labsvar.database import Database
from labsvar.findings import Finding
from labsvar.hub.coding import CODES, MAPPING, CodeEntry, MappingEntry, in_use, targets

TableName = Literal["codes", "mapping"]
Step = Literal["review", "release"]
_TABLES: Final = {"codes": CODES, "mapping": MAPPING}


def draft(
    table: TableName, file: Path, say: Say, *, owner: str, who: str, reason: str, data: Path | None
) -> None:
    """Keeps a file as a draft of a table. Raises `Unreadable` with the first fault, and `Refused`."""
    text = decode(read_file(file))
    if isinstance(text, Finding):
        raise _faulty(file, text)
    with opened(existing(data=data)) as database:
        fault = _fault(table, text, database)
        if fault is not None:
            raise _faulty(file, fault)
        version = _allowed(
            lambda: database.code_tables.draft(_TABLES[table], text, owner=owner, who=who, reason=reason)
        )
    output.results().print(
        say(f"Udkast {version} er gemt.", f"Draft {version} is kept."),
    )


def step(
    name: Step,
    table: TableName,
    version: int,
    say: Say,
    *,
    who: str,
    reason: str,
    data: Path | None,
    empty: bool = False,
) -> None:
    """Reviews a draft or releases a version; after a release the rows that wait are tried again.

    `empty` confirms that a version to release has no rows, which is told in any case.

    Raises `Refused` when the rules forbid it.
    """
    with opened(existing(data=data)) as database:
        store, kept = database.code_tables, _TABLES[table]
        if name == "review":
            _allowed(lambda: store.review(kept, version, who=who, reason=reason))
        else:
            _allowed(lambda: store.release(kept, version, who=who, reason=reason, empty=empty))
        warn_of_empty(store, kept, version, name, say)
        if name == "review":
            output.results().print(say(f"Version {version} er gennemset.", f"Version {version} is reviewed."))
            return
        at = datetime.now(UTC)
        sent = sum(database.hub.reconsider(each.clinic, at=at) for each in database.hub_store.clinics())
    output.results().print(
        say(
            f"Version {version} er frigivet; {sent} ventende rækker er sendt.",
            f"Version {version} is released; {sent} waiting rows are sent.",
        )
    )


def _fault(table: TableName, text: str, database: Database) -> Finding | None:
    if table == "codes":
        return next(iter(read_csv(CodeEntry, text).findings), None)
    read = read_csv(MappingEntry, text)
    return next(iter(read.findings or targets(read.rows, in_use(database.code_tables))), None)


def _faulty(file: Path, fault: Finding) -> Unreadable:
    return Unreadable(
        da=f"{file}, linje {fault.line or '-'}: {fault.da} {fault.todo_da}",
        en=f"{file}, line {fault.line or '-'}: {fault.en} {fault.todo_en}",
    )


def _allowed(act: Callable[[], int | None]) -> int | None:
    try:
        return act()
    except NotAllowed as forbidden:
        raise Refused(da=str(forbidden), en=str(forbidden)) from None
