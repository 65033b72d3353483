"""Notifiable findings in a databank: counted without a look, listed with one look at each."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from msgspec.structs import replace

from labsvar.codetables import write_csv
from labsvar.database import Database
from labsvar.database import verify as verification
from labsvar.database.notifiable import Period
from labsvar.exchange.model import Arrival
from labsvar.formats import xml
from labsvar.letters.catalogue import Report as ReportLetter
from labsvar.notifiable import TABLE, Row
from labsvar.results.store import Viewer
from tests import builders, microbiology
from tests.builders import BRUNO, MAX, NANCY, patient
from tests.integration.test_results import rows, take
from tests.unit.exchange.helpers import START, enveloped
from tests.unit.notifiable.test_matching import grown

MARCH = Period(first=date(2026, 3, 1), last=date(2026, 3, 31))
SURVEILLANCE = Viewer(
    account="ssi", name="Overvågning Prøve", role="surveillance", organisation="Overvågning"
)
GONORRHOEA = "Neisseria gonorrhoeae"


def culture(
    name: str, number: str, *, of: str = NANCY, given: bool | None = None, sampled: str = "2026-03-02 08:15"
) -> ReportLetter:
    one = grown(name, "Blod").laboratory_results.investigations[0]  # type: ignore[union-attr]  # an XRPT05
    return builders.microbiology_report(
        investigations=(one,),
        number=number,
        sample_number=number,
        production_number=number,
        sampled=sampled,
        patient=patient(of, given=given),
    )


@pytest.fixture
def filled(database: Database) -> Database:
    """Nancy has two findings, one refused; Bruno one that was corrected away; Max nothing notifiable."""
    wrong = culture(GONORRHOEA, "C1", of=BRUNO)
    right = builders.microbiology_report(
        number="C2",
        sample_number="C1",
        production_number="C1",
        resulted="2026-03-05 10:00",
        authorised="2026-03-05 10:05",
        status="svar_rettet",
        patient=patient(BRUNO),
    )
    take(
        database,
        culture(GONORRHOEA, "A1", given=False),
        culture("Neisseria meningitidis", "A2"),
        culture("Neisseria meningitidis", "A3", sampled="2026-02-28 23:59"),
        wrong,
        culture("Escherichia coli", "D1", of=MAX),
    )
    take(database, right, second=9)
    return database


def listed(database: Database, period: Period = MARCH) -> dict[str, list[str]]:
    found = database.notifiable.listed(period, viewer=SURVEILLANCE, reason="surveillance")
    return {each.person.key: sorted(one.match.disease for one in each.findings) for each in found}


def test_those_with_a_finding_that_stands_are_listed_and_each_is_looked_at_once(
    filled: Database, owner_dsn: str
) -> None:
    """S14, S18: refusal keeps nothing back; nobody without a standing finding is looked at."""
    assert listed(filled) == {NANCY: ["Gonorré", "Meningokoksygdom (invasiv)"]}
    assert rows(owner_dsn, "SELECT person_key, what, role, reason FROM audit") == [
        (NANCY, "notifiable", "surveillance", "surveillance")
    ]
    assert verification.verify(filled.address) == []


def test_counting_looks_at_nobody(filled: Database, owner_dsn: str) -> None:
    """By list, disease, source and month; lists that are not known stand last."""
    counts = [
        (each.list, each.disease, each.source_name, each.month, each.positive, each.preliminary)
        for each in filled.notifiable.counts(MARCH)
    ]
    assert counts == [
        ("1a", "Meningokoksygdom (invasiv)", "Testsygehuset", "2026-03", 1, 0),
        ("unknown", "Gonorré", "Testsygehuset", "2026-03", 1, 0),
    ]
    assert rows(owner_dsn, "SELECT count(*) FROM audit") == [(0,)]


def test_the_days_of_a_period_are_those_of_sampling(filled: Database) -> None:
    """Both are included; a sample of the last minute of February is of February."""
    february = Period(first=date(2026, 2, 28), last=date(2026, 2, 28))
    assert listed(filled, february) == {NANCY: ["Meningokoksygdom (invasiv)"]}
    assert listed(filled, Period(first=date(2026, 3, 3), last=date(2026, 3, 31))) == {}
    assert [each.month for each in filled.notifiable.counts(february)] == ["2026-02"]


def test_a_withdrawn_finding_is_gone(filled: Database) -> None:
    """S6."""
    (found,) = filled.notifiable.listed(MARCH, viewer=SURVEILLANCE, reason="surveillance")
    for finding in found.findings:
        filled.results.withdraw(
            person_key=NANCY, letter_id=finding.report.letter_id, position=None, by="lab", reason="wrong"
        )
    assert listed(filled) == {}
    assert filled.notifiable.counts(MARCH) == ()


def test_a_finding_that_is_corrected_while_the_list_is_made_is_not_on_it(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is shown is what was looked at, not what was looked for."""
    monkeypatch.setattr(filled.results, "look", lambda look: None)  # noqa: ARG005 - as if all were gone
    assert filled.notifiable.listed(MARCH, viewer=SURVEILLANCE, reason="surveillance") == []


def test_a_released_table_counts_at_once_also_in_biochemistry(filled: Database) -> None:
    """Only letters with a code of the table are read among those of biochemistry."""
    letter = builders.laboratory_report(
        number="B9",
        results=(builders.result("NPU12345", "POSITIV", result_type="alfanumerisk"),),
        patient=patient(MAX, given=False),
    )
    take(filled, replace(letter), builders.laboratory_report(number="B10", patient=patient(BRUNO)))
    assert MAX not in listed(filled)
    table = write_csv(Row, [Row(what="code", finding="NPU12345", disease="Hiv", list="2")])
    number = filled.code_tables.draft(TABLE, table, owner="SSI", who="A", reason="a test")
    filled.code_tables.review(TABLE, number, who="B", reason="seen")
    filled.code_tables.release(TABLE, number, who="B", reason="agreed")
    assert filled.notifiable.table().version == number
    assert listed(filled) == {MAX: ["Hiv"]}


def test_letters_for_surveillance_are_read_too(database: Database) -> None:
    found = microbiology.growth(microorganisms=(microbiology.isolate("Bacillus anthracis"),), pattern=None)
    letter = microbiology.miba_report(investigations=(microbiology.investigation(culture_findings=found),))
    arrival = Arrival(body=xml.write(enveloped(letter)), channel="http", system=None, arrived_at=START)
    assert database.intake.receive([arrival])[0].status == 200
    assert listed(database) == {NANCY: ["Miltbrand"]}


def test_the_index_of_samples_times_is_used(database: Database) -> None:
    """A period is found without reading every letter that was ever stored."""
    with psycopg.connect(database.address, options="-c enable_seqscan=off") as connection:
        plan = str(
            connection.execute(
                "EXPLAIN SELECT report FROM letter WHERE sampled_at >= '2026-03-01' AND sampled_at < '2026-04-01'"
            ).fetchall()
        )
    assert "letter_by_sampling" in plan
