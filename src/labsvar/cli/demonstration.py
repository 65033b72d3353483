"""The demonstration: at its first start, made-up citizens' letters come in like anyone else's.

The population is written once. Its systems are registered in the full stage, and its letters are sent
through the public door, in their order. A restart goes on where the last one stopped; what is sent
twice is stored once (rule S21).
"""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from labsvar.cli import output
from labsvar.cli.files import write_file
from labsvar.cli.language import Say
from labsvar.cli.sending import Door, Verdict
from labsvar.codetables import TableStore
from labsvar.database.systems import Systems
from labsvar.exchange.approving import Sources
from labsvar.exchange.register import Sender
from labsvar.exchange.sources import ASPECTS, Approval, Evidence, Facts
from labsvar.population import LETTERS, REGISTERS, SYSTEMS, Population, load, write_population
from labsvar.results.model import Sector, Stage
from labsvar.web import tables
from labsvar.web.serve import truth_of

SEED: Final = 1
_WHO: Final = "labsvar up --demo"
_WHO_ELSE: Final = "labsvar up --demo, anden person"
_REASON: Final = "demonstration"
_SENT: Final = "sent.json"
_NOTED_EVERY: Final = 50


class _System(msgspec.Struct, frozen=True):
    name: str
    gln: str
    sector: Sector
    producer_codes: tuple[str, ...]
    stage: Stage


class _Systems(msgspec.Struct, frozen=True):
    systems: tuple[_System, ...]


def _approve(sources: Sources, name: str) -> None:
    """What a clinic needs before its results are shown (rule S15), made up as its citizens are."""
    today = datetime.now(UTC).date()
    facts = Facts(kind="general_practice", refusals_since=today, corrections_since=today)
    sources.describe(name, facts, who=_WHO, reason=_REASON)
    for aspect in ASPECTS:
        approval = Approval(aspect=aspect, who=_WHO, on=today, evidence=Evidence(text=_REASON))
        sources.approve(name, approval, reason=_REASON)


class Stopped(Exception):
    """The installation is stopping."""


class Demonstration:
    """The population of one demonstration, kept in its data folder."""

    def __init__(self, data: Path, say: Say, *, citizens: int, years: float) -> None:
        self._folder = truth_of(data).parent
        self._say = say
        self._citizens = citizens
        self._years = years

    def write(self, *, stopping: threading.Event) -> None:
        """Writes the population unless it is there; it appears whole or not at all.

        Raises `Stopped` when asked to stop.
        """
        if self._folder.exists():
            return
        part = self._folder.with_name(f"{self._folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        today = datetime.now(UTC).date()
        wanted = Population(count=self._citizens, years=self._years, seed=SEED, until=today)
        what = self._say("Finder på borgere", "Making up citizens")
        with output.progress(what, self._say) as bar:

            def advance(done: int, of: int) -> None:
                if stopping.is_set():
                    raise Stopped
                bar(done, of)

            write_population(part, wanted, load(), progress=advance)
        part.rename(self._folder)

    def register(self, systems: Systems) -> None:
        """Registers the systems that send for the population, in the stage they are meant to have.

        A start that was broken off is gone on with. Whoever changed a stage since has the last word.
        """
        known = {system.name for system in systems.all()}
        listed = msgspec.json.decode((self._folder / SYSTEMS).read_bytes(), type=_Systems)
        for system in listed.systems:
            if system.name not in known:
                senders = [
                    Sender(gln=system.gln, laboratory=code, sector=system.sector)
                    for code in system.producer_codes
                ]
                systems.add(system.name, senders, who=_WHO, reason=_REASON)
            elif len(systems.stages(system.name)) > 1:
                continue
            if system.sector == "general_practice":
                _approve(systems.sources, system.name)
            systems.set_stage(system.name, system.stage, who=_WHO, reason=_REASON)

    def release(self, store: TableStore) -> None:
        """Releases the registers of methods and groups of the population, where there are none yet.

        Two made-up persons take the steps that take two. A start that was broken off is gone on with.
        """
        for file in sorted((self._folder / REGISTERS).glob("*.csv")):
            known = tables.known(file.stem)
            assert known is not None, "the population names tables that there are"
            versions = store.versions(known.table)
            if not versions:
                text = file.read_text(encoding="utf-8")
                store.draft(known.table, text, owner=_WHO, who=_WHO, reason=_REASON)
            if not versions or (versions[0].version, versions[0].state) == (1, "draft"):
                store.review(known.table, 1, who=_WHO_ELSE, reason=_REASON)
            if not versions or (versions[0].version == 1 and versions[0].state != "released"):
                store.release(known.table, 1, who=_WHO, reason=_REASON)

    def send(self, address: str, *, stopping: threading.Event) -> Counter[Verdict]:
        """Sends what has not been sent yet, until it is done or asked to stop; the verdicts."""
        files = sorted((self._folder / LETTERS).iterdir())
        done = self._sent()
        counted: Counter[Verdict] = Counter()
        if done >= len(files):
            return counted
        what = self._say("Sender deres svar", "Sending their results")
        with Door(address, wait=stopping.wait) as door, output.progress(what, self._say) as bar:
            for place, file in enumerate(files[done:], done + 1):
                answer = door.send(file.read_bytes())
                counted[answer.verdict] += 1
                if stopping.is_set() or answer.verdict == "no answer" or (answer.status or 0) >= 500:
                    # The next start goes on from what was noted last.
                    break
                bar(place, len(files))
                if place % _NOTED_EVERY == 0 or place == len(files):
                    self._note(place)
        return counted

    def _sent(self) -> int:
        file = self._folder / _SENT
        return msgspec.json.decode(file.read_bytes(), type=int) if file.exists() else 0

    def _note(self, count: int) -> None:
        write_file(self._folder / _SENT, msgspec.json.encode(count))
