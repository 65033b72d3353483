"""Making a bulk export: one look at each person (rule S18), and files of what may be seen.

Everything goes through the record, as on the pages: what is refused, blocked, of the technical stage or withdrawn is
in no file and in no count.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Final

import msgspec

from labsvar.database import Database
from labsvar.database.fhir_exports import Interrupted
from labsvar.fhirview.bundles import LEFT_OUT, outcome
from labsvar.fhirview.export import Wanted, belongs, resources
from labsvar.fhirview.model import Served, type_of
from labsvar.fhirview.served import served
from labsvar.formats.fhir import write
from labsvar.formats.fhir.resources import AnyResource
from labsvar.results.model import Stored
from labsvar.results.record import Reading, Record, assemble
from labsvar.results.store import Look, Viewer
from labsvar.web.fhir.door import Door

WHAT: Final = "fhir_export"
LINES_A_FILE: Final = 50_000
PERSONS_AT_A_TIME: Final = 200
UNDER_WAY: Final = timedelta(minutes=1)
"""How long a letter may be under way from its arrival until it is durable. The time that an export names for the next
one is so much earlier, so that nothing falls between two exports; what came meanwhile may stand in both."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asked for: who, why, at which address, and of whose patients; `None` is of everybody."""

    viewer: Viewer
    reason: str
    request: str
    wanted: Wanted
    place: str | None = None


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file of an export, and how many resources of which type it holds."""

    name: str
    type: str
    count: int


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What was made: `at` is the moment for the next export to begin at."""

    at: datetime
    output: tuple[File, ...]
    error: tuple[File, ...]


class Files:
    """The files of an export, one open for each type; a new one is begun after so many lines."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._open: dict[str, IO[bytes]] = {}
        self._made: dict[str, list[int]] = {}
        folder.mkdir(mode=0o700, parents=True)

    def add(self, resource: AnyResource) -> None:
        """Writes a resource on a line of its own."""
        kind = type_of(resource)
        counts = self._made.setdefault(kind, [])
        if not counts or counts[-1] == LINES_A_FILE:
            counts.append(0)
            if kind in self._open:
                self._open[kind].close()
            path = self._folder / _name(kind, len(counts))
            self._open[kind] = self._stack.enter_context(path.open("xb"))
        self._open[kind].write(write(resource) + b"\n")
        counts[-1] += 1

    def close(self) -> None:
        """Closes all."""
        self._stack.close()

    def listed(self) -> Iterator[File]:
        """The files that were written."""
        for kind, counts in self._made.items():
            for number, count in enumerate(counts, start=1):
                yield File(name=_name(kind, number), type=kind, count=count)


class ExportMaker:
    """Makes the exports of an installation in a folder, and removes those whose time is over."""

    def __init__(self, database: Database, door: Door, folder: Path, *, reading: Reading) -> None:
        self._database = database
        self._door = door
        self._folder = folder
        self._reading = reading

    def make(self, export_id: str, stopping: Callable[[], bool]) -> None:
        """Makes an export from the beginning. Raises `Interrupted` when it should stop."""
        exports = self._database.exports
        export = exports.begin(export_id)
        if export is None:
            return
        self._remove(export_id)
        made, is_over = None, True
        try:
            made = self._made(export_id, msgspec.json.decode(export.asked, type=Asked), stopping)
        except Interrupted:
            is_over = False
            raise
        finally:
            if made is None:
                self._remove(export_id)
            if is_over:
                exports.finish(
                    export_id,
                    "failed" if made is None else "done",
                    manifest=None if made is None else msgspec.json.encode(made),
                    ends_at=datetime.now(UTC) + self._door.export_life,
                )

    def tidy(self) -> None:
        """Removes what has ended, and what nobody wants any more."""
        exports = self._database.exports
        for export_id in exports.ended(datetime.now(UTC)):
            exports.remove(export_id)
        for folder in self._folder.glob("*"):
            export = exports.find(folder.name)
            if export is None or export.state == "gone":
                self._remove(folder.name)

    def _remove(self, export_id: str) -> None:
        shutil.rmtree(self._folder / export_id, ignore_errors=True)

    def _made(self, export_id: str, asked: Asked, stopping: Callable[[], bool]) -> Made | None:
        """The files; `None` when nobody wants them any more."""
        begun = datetime.now(UTC)
        files = Files(self._folder / export_id)
        try:
            for person_key in self._persons():
                if stopping():
                    raise Interrupted
                if person_key is None:
                    if not self._database.exports.is_wanted(export_id):
                        return None
                else:
                    self._add(files, asked, person_key)
        finally:
            files.close()
        listed = list(files.listed())
        return Made(
            at=begun - UNDER_WAY,
            output=tuple(each for each in listed if each.type != "OperationOutcome"),
            error=tuple(each for each in listed if each.type == "OperationOutcome"),
        )

    def _persons(self) -> Iterator[str | None]:
        """Every person of whom there are letters, and `None` after so many and at the end: a time to pause."""
        after = ""
        while found := self._database.results.persons(after=after, most=PERSONS_AT_A_TIME):
            yield from found
            yield None
            after = found[-1]

    def _add(self, files: Files, asked: Asked, person_key: str) -> None:
        if asked.place is not None and not self._may_belong(person_key, asked.place):
            return
        look = Look(viewer=asked.viewer, person_key=person_key, what=WHAT, reason=asked.reason)
        seen = self._seen(look, asked.wanted.since)
        if seen is None:
            return
        record, now, then = seen
        if asked.place is not None and not belongs(record, asked.place):
            return
        for each in resources(now, then, asked.wanted.types):
            files.add(each)
        if now.left_out and (patient := next(now.all("Patient"), None)) is not None:
            about = f"Patient/{patient.id}"
            files.add(outcome("suppressed", LEFT_OUT, severity="information", about=about))

    def _may_belong(self, person_key: str, place: str) -> bool:
        """Whether anything is stored of a person that concerns a place. Whoever does not is not looked at, so that
        an export of one place's patients stands in nobody else's log."""
        stored = self._database.results.unseen(person_key)
        return stored is not None and (
            any(each.receiver.gln == place for each in stored.reports)
            or any(each.sender.gln == place for each in stored.requisitions)
        )

    def _seen(self, look: Look, since: datetime | None) -> tuple[Record, Served, Served | None] | None:
        """The record and what is served of it now, and what was at an earlier moment where one is asked for."""
        if since is None:
            stored = self._database.results.look(look)
            return None if stored is None else (*self._served(stored), None)
        both = self._database.results.look_back(look, since)
        return None if both is None else (*self._served(both[0]), self._served(both[1])[1])

    def _served(self, stored: Stored) -> tuple[Record, Served]:
        record = assemble(stored, reading=self._reading)
        comparing = self._database.comparability.in_use()
        return record, served(record, self._door.ids, choices=self._door.choices, comparing=comparing)


def _name(kind: str, number: int) -> str:
    return f"{kind}.{number}.ndjson"
