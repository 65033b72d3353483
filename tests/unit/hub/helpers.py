"""A hub over stores in memory, and short words for what goes in and what is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from labsvar.codetables import MemoryTables, TableStore
from labsvar.exchange import sources
from labsvar.exchange.register import Register, Sender, System
from labsvar.exchange.sources import Facts, Source, clinic_key
from labsvar.hub import reading
from labsvar.hub.coding import MAPPING as MAPPING_TABLE
from labsvar.hub.coding import in_use
from labsvar.hub.memory import MemoryHub
from labsvar.hub.model import Clinic, Settings
from labsvar.hub.rows import CardRow
from labsvar.hub.service import Hub, Received, Surroundings
from labsvar.results.model import Person, Report, Stage, Stored, Withdrawal
from labsvar.results.record import Record, assemble
from tests.unit.exchange.helpers import Exchange

CLINIC = Clinic(
    clinic="012345",
    clinic_id_type="ydernummer",
    gln="5790000000029",
    name="Lægerne Testvej",
)
OTHER = msgspec.structs.replace(CLINIC, clinic="054321", gln="5790000000043", name="Lægerne Prøvevej")
EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
LONE = "0403589900"
PER = "2011719901"
START = datetime(2026, 3, 5, 9, tzinfo=UTC)
MAPPING = (
    "clinic,system,local_code,code,code_system,valid_from,valid_to,note\n"
    "*,*,CRP,NPU19748,npu,2020-01-01,9999-12-31,\n"
    "*,*,STREP,NPU18729,npu,2020-01-01,9999-12-31,\n"
    "012345,*,HB,NPU02319,npu,2020-01-01,2026-02-28,\n"
)
ROW = CardRow(
    system="Praksis",
    clinic="012345",
    clinic_id_type="ydernummer",
    row_id="r1",
    row_version="1",
    patient=LONE,
    surname="Opdigtet",
    given_name="Lone",
    sampled_at="2026-03-02T09:15",
    resulted_at="2026-03-02T09:21",
    code="CRP",
    code_system="local",
    name="CRP",
    value="12",
    unit="mg/L",
    origin="own",
    action="new",
)


def row(**changes: Any) -> CardRow:
    """A row that is sent, with changes; `again` row versions are given as text."""
    return msgspec.structs.replace(ROW, **changes)


class Station:
    """A clinic's system, the hub, and the databank behind it; a minute passes between files."""

    def __init__(
        self,
        stage: Stage = "full",
        *,
        clinics: tuple[Clinic, ...] = (CLINIC, OTHER),
        unable: tuple[str, ...] = (),
        **around: Any,
    ):
        senders = {each.gln: Sender(gln=each.gln) for each in clinics}
        source = source_of(clinics, unable=unable)
        self.system = System(system_id=1, name="Praksis", stage=stage, senders=senders, source=source)
        persons = around.pop("persons", "made_up")
        self.exchange = Exchange(self.system, persons=persons)
        self.store = MemoryHub(clinics)
        self.tables = MemoryTables()
        self.withdrawals: list[Withdrawal] = []
        self._minutes = count()
        self.surroundings = Surroundings(
            intake=self.exchange.intake.receive,
            register=self.exchange.store.register,
            tables=lambda: in_use(self.tables),
            withdraw=self.withdraw,
            belongs=lambda made_up: persons == "any" or made_up == (persons == "made_up"),
            settings=Settings(**around),
        )
        self.hub = Hub(self.store, self.surroundings)
        release(self.tables, MAPPING)

    def now_is(self, system: System) -> None:
        """Says anew what the system is and can do."""
        self.system = system
        self.exchange.store._register = Register([system], version=next(self._minutes) + 2)

    def now(self) -> datetime:
        """The next minute."""
        return START + timedelta(minutes=next(self._minutes))

    def send(self, *rows: CardRow, system: System | None = None) -> Received:
        """Hands a file of rows in."""
        return self.hub.receive(reading.to_jsonl(rows), system=system or self.system, at=self.now())

    def states(self, *rows: CardRow) -> list[tuple[str, str | None]]:
        """What became of each row: its state and the rule that stopped it."""
        return [
            (each.state, each.findings[0].rule.removeprefix("hub.") if each.findings else None)
            for each in self.send(*rows).rows
        ]

    def withdraw(self, gln: str, number: str, by: str, reason: str) -> None:
        """Puts a tombstone on a letter in the databank."""
        for letter in self.exchange.store.letters:
            if (letter.row.sender, letter.row.letter_number) == (gln, number):
                self.withdrawals.append(
                    Withdrawal(
                        letter_id=letter.row.letter_id,
                        position=None,
                        withdrawn_by=by,
                        withdrawn_at=max(each.arrived_at for each in self.letters),
                        reason=reason,
                    )
                )

    @property
    def letters(self) -> list[Report]:
        """Every letter that the databank holds, as a report."""
        return [letter.report for letter in self.exchange.store.letters]

    def stored(self, person: str) -> Stored:
        """All the databank holds about a person."""
        reports = tuple(each for each in self.letters if each.person_key.startswith(person))
        ids = {each.letter_id for each in reports}
        return Stored(
            person=Person(key=person, surname="", given_name=None),
            reports=reports,
            withdrawals=tuple(each for each in self.withdrawals if each.letter_id in ids),
        )

    def record(self, person: str = LONE) -> Record:
        """What may be seen of a person."""
        return assemble(self.stored(person))

    def shown(self, person: str = LONE) -> dict[str, list[tuple[str, str | None]]]:
        """Value and unit of every result shown, by code; an answer taken back shows no value."""
        found: defaultdict[str, list[tuple[str, str | None]]] = defaultdict(list)
        record = self.record(person)
        for history in record.results:
            if history.withdrawn is None:
                result = history.current.result
                found[result.code].append((result.value, result.unit))
        for report in record.reports:
            for each in report.investigations:
                finding = each.investigation.quantitative_findings
                if report.withdrawn is None and finding is not None:
                    said = finding.analysis_findings[0].findings.interpretation.text.paragraphs
                    found[each.investigation.examination.mic_analysis_code].append((said[0], None))
        return {code: sorted(values, key=str) for code, values in found.items()}


def source_of(clinics: Iterable[Clinic], *, unable: Collection[str] = ()) -> Source:
    """The register of sources about some clinics, of which these cannot state a refusal."""
    stated = {
        clinic_key(each.clinic): sources.Clinic(
            number=each.clinic,
            number_type=each.clinic_id_type,
            refusals_since=None if each.clinic in unable else date(2026, 1, 1),
        )
        for each in clinics
    }
    return Source(facts=Facts(kind="general_practice"), clinics=stated)


def release(store: TableStore, text: str, *, table: str = MAPPING_TABLE) -> None:
    """Puts a version of a table into use."""
    version = store.draft(table, text, owner="PLO", who="a", reason="new")
    store.review(table, version, who="b", reason="seen")
    store.release(table, version, who="a", reason="from today")
