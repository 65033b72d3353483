"""Which notifiable findings of a person stand: what is corrected or withdrawn takes its match with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from labsvar.codetables import MemoryTables, read_csv, write_csv
from labsvar.letters.catalogue import Report as ReportLetter
from labsvar.notifiable import TABLE, Row, Table, standing, starting_rows, table_in_use
from labsvar.results.model import Person, Report, Stored, Withdrawal
from tests import builders
from tests.builders import NANCY, patient
from tests.spec.reports import CODES, at, report
from tests.unit.notifiable.test_matching import grown, grown02

TABLE_OF_TESTS = Table(starting_rows())
GONORRHOEA = "Neisseria gonorrhoeae"


def answer(
    name: str, minute: int = 0, *, status: str = "final", given: bool | None = None, **more: Any
) -> Report:
    """An XRPT05 answer of one culture, so many minutes after the first."""
    one = grown(name).laboratory_results.investigations[0]  # type: ignore[union-attr]  # an XRPT05
    letter = builders.microbiology_report(
        investigations=(one,),
        status=CODES[status],
        number=f"M{minute}",
        resulted=at(minute),
        authorised=at(minute),
        patient=patient(given=given),
    )
    return report(letter, minute, **more)


def stand(*reports: Report, withdrawals: tuple[Withdrawal, ...] = (), table: Table = TABLE_OF_TESTS) -> Any:
    person = Person(key=NANCY, surname="Berggren", given_name="Nancy Ann Test")
    stored = Stored(person=person, reports=reports, withdrawals=withdrawals)
    return [(each.match.disease, each.match.state) for each in standing(stored, table)]


def withdrawn(of: Report, position: int | None) -> Withdrawal:
    return Withdrawal(
        letter_id=of.letter_id,
        position=position,
        withdrawn_by="the department",
        withdrawn_at=datetime(2026, 3, 9, tzinfo=UTC),
        reason="wrong person",
    )


def test_a_finding_is_told_once_however_often_it_is_answered() -> None:
    """A final answer takes the place of the temporary one, in whatever order they come."""
    temporary, final = answer(GONORRHOEA, 0, status="temporary"), answer(GONORRHOEA, 9)
    assert stand(temporary) == [("Gonorré", "preliminary")]
    assert stand(temporary, final) == [("Gonorré", "positive")]
    assert stand(final, temporary) == [("Gonorré", "positive")]


def test_a_corrected_finding_takes_its_match_with_it() -> None:
    wrong, right = answer(GONORRHOEA), answer("Escherichia coli", 9, status="corrected")
    assert stand(wrong, right) == []
    assert stand(right, wrong) == []


def test_a_correction_may_bring_a_match() -> None:
    assert stand(answer("Escherichia coli"), answer(GONORRHOEA, 9, status="corrected")) == [
        ("Gonorré", "positive")
    ]


def test_a_withdrawn_finding_takes_its_match_with_it() -> None:
    """S6: of the whole letter, or of the place it stands in and of no other."""
    found = answer(GONORRHOEA)
    assert stand(found, withdrawals=(withdrawn(found, None),)) == []
    assert stand(found, withdrawals=(withdrawn(found, 0),)) == []
    other = report(grown02(GONORRHOEA))
    assert stand(other) == [("Gonorré", "positive")]
    assert stand(other, withdrawals=(withdrawn(other, 0),)) == [("Gonorré", "positive")]
    assert stand(other, withdrawals=(withdrawn(other, 1),)) == []


def test_neither_refusal_nor_stage_keeps_a_finding_from_surveillance() -> None:
    """S14."""
    assert stand(answer(GONORRHOEA, given=False)) == [("Gonorré", "positive")]
    assert stand(answer(GONORRHOEA, stage="technical")) == [("Gonorré", "positive")]


def test_a_finding_of_biochemistry_counts_as_one_of_microbiology() -> None:
    """Which codes of biochemistry mean a disease is for the table to say; refusal changes nothing."""
    table = Table([Row(what="code", finding="NPU12345", disease="Hiv")])

    def hiv(value: str, minute: int = 0, status: str = "final") -> Report:
        letter: ReportLetter = builders.laboratory_report(
            results=(
                builders.result("NPU12345", value, status=CODES[status], result_type="alfanumerisk"),
                builders.result(),
            ),
            number=f"B{minute}",
            resulted=at(minute),
            authorised=at(minute),
            patient=patient(given=False),
        )
        return report(letter, minute)

    first = hiv("Positiv")
    assert stand(first, table=table) == [("Hiv", "positive")]
    assert stand(first, hiv("Negativ", 9, "corrected"), table=table) == []
    assert stand(first, withdrawals=(withdrawn(first, 1),), table=table) == [("Hiv", "positive")]
    assert stand(first, withdrawals=(withdrawn(first, 0),), table=table) == []


def test_a_released_table_holds_for_what_came_before_it() -> None:
    """Matches are computed when they are looked at; until a table is released that of the beginning holds."""
    store = MemoryTables()
    assert table_in_use(None).version == 0
    text = write_csv(Row, [Row(what="organism", finding="Escherichia coli", disease="Hiv")])
    number = store.draft(TABLE, text, owner="X", who="A", reason="a test")
    store.review(TABLE, number, who="B", reason="seen")
    store.release(TABLE, number, who="B", reason="agreed")
    (version,) = store.in_use(TABLE)
    table = table_in_use(version)
    assert table.version == 1
    assert stand(answer(GONORRHOEA), table=table) == []
    assert stand(answer("Escherichia coli"), table=table) == [("Hiv", "positive")]


def test_a_table_is_read_as_it_was_written() -> None:
    assert read_csv(Row, write_csv(Row, starting_rows())).rows == starting_rows()


def test_a_disease_that_is_none_is_told_by_its_line() -> None:
    text = write_csv(Row, [Row(what="organism", finding="X", disease="Hiv")]).replace("Hiv", "Hoste")
    (finding,) = read_csv(Row, text).findings
    assert (finding.rule, finding.line, finding.path) == ("table.disease", 2, "disease")
