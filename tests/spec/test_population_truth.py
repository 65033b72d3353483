"""The truth of the demonstration population and the record of results agree.

The truth is written from the plan of the courses; the record is assembled from the letters by the
rules S1, S2, S11 and S13. Neither knows of the other, so their agreement says something about both:
corrections, partial and preliminary answers, letters that arrive in the wrong order, repeats, and
refusals that are made, kept and lifted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest

from labsvar.identifiers.person import person_key
from labsvar.letters.catalogue import Report as ReportLetter
from labsvar.population import assumptions
from labsvar.population.answers import Answers
from labsvar.population.citizens import citizens
from labsvar.population.letters import Letters
from labsvar.population.plan import Sending
from labsvar.population.post import sendings
from labsvar.population.truth import truth
from labsvar.results import derive
from labsvar.results.model import STATUS_OF_CODE, Interval, Person, Report, Status, Stored
from labsvar.results.record import Record, ReportHistory, ResultHistory, Version, assemble

SEED, CITIZENS, YEARS = 7, 120, 3.0
MARKS = {"high": "for_hoej", "low": "for_lav", "abnormal": "unormal", None: None}
CODES = {status: code for code, status in STATUS_OF_CODE.items()}
ARRIVED = datetime(2027, 1, 1, tzinfo=UTC)

Json = dict[str, Any]


@pytest.fixture(scope="module")
def arrived() -> list[Sending]:
    about = assumptions.load()
    told = Answers(about, years=YEARS, until=date(2026, 6, 30), seed=SEED)
    everybody = citizens(about, count=CITIZENS, years=YEARS, seed=SEED, until=date(2026, 6, 30))
    return sendings((answer for each in everybody for answer in told.of(each)), about.arrival, seed=SEED)


@pytest.fixture(scope="module")
def written(arrived: list[Sending]) -> Json:
    everybody = {each.answer.citizen.index: each.answer.citizen for each in arrived}
    return truth(everybody.values(), [(f"{n}.xml", each) for n, each in enumerate(arrived)], about={})


@pytest.fixture(scope="module")
def records(arrived: list[Sending]) -> dict[str, Record]:
    """The record of each citizen from the letters in the order they arrive, repeats stored once."""
    reports: defaultdict[str, list[Report]] = defaultdict(list)
    stored: set[str] = set()
    write = Letters(assumptions.load())
    for place, sending in enumerate(arrived):
        if sending.form == "request" or sending.letter_number in stored:
            continue
        stored.add(sending.letter_number)
        report = report_of(write, sending, ARRIVED + timedelta(minutes=place))
        reports[report.person_key].append(report)
    return {
        key: assemble(Stored(person=Person(key=key, surname="", given_name=None), reports=tuple(each)))
        for key, each in reports.items()
    }


def report_of(write: Letters, sending: Sending, at: datetime) -> Report:
    message = write.message(sending, receipt_wanted=True)
    letter = cast("ReportLetter", message.letters[0])
    number = letter.patient.civil_registration_number
    assert number is not None
    return derive.report(
        letter,
        letter_id=sending.letter_number,
        person_key=person_key(number, letter.sender.ean_identifier),
        databank=sending.answer.databank,
        stage="full",
        envelope=message.envelope,
        arrived_at=at,
    )


def test_every_way_of_telling_occurs_so_that_the_agreement_says_something(written: Json) -> None:
    stories = written["shares"]["stories"]
    about = assumptions.load().stories
    assert stories.keys() >= {f"biochemistry.{way}" for way in about.biochemistry}
    assert stories.keys() >= {f"microbiology.{way}" for way in ("received", "preliminary", "refused")}
    assert written["shares"]["overtaken"] > 20
    assert written["shares"]["repeated"] > 20


def test_the_record_shows_what_the_plan_means(written: Json, records: dict[str, Record]) -> None:
    for citizen in written["citizens"]:
        shown = list(planned_results(citizen["shown"]))
        record = records.get(citizen["person"])
        results = () if record is None else record.results
        assert sorted(shown, key=repr) == sorted(map(of_record, results), key=repr)


def test_the_record_shows_the_reports_of_microbiology_the_plan_means(
    written: Json, records: dict[str, Record]
) -> None:
    for citizen in written["citizens"]:
        planned = [
            (answer["sample"], versions(answer))
            for answer in citizen["shown"]
            if answer["databank"] == "MiBa"
        ]
        record = records.get(citizen["person"])
        reports = () if record is None else record.microbiology
        assert sorted(planned) == sorted(map(of_report, reports))


def test_the_record_shows_the_answers_in_words_the_plan_means(
    written: Json, records: dict[str, Record]
) -> None:
    said = 0
    for citizen in written["citizens"]:
        planned = [
            (answer["sample"], versions(answer), answer["current"]["table"])
            for answer in citizen["shown"]
            if answer["databank"] == "PGDB"
        ]
        said += len(planned)
        record = records.get(citizen["person"])
        reports = () if record is None else (*record.pathology, *record.genetics)
        assert sorted(planned) == sorted((*of_report(each), short(each)) for each in reports)
    assert said > 10


def short(history: ReportHistory) -> str:
    told = history.current.narrative
    assert told is not None
    return told.table_format.table_result


def test_what_is_hidden_is_in_no_record(written: Json, records: dict[str, Record]) -> None:
    hidden = [
        (citizen["person"], answer["sample"])
        for citizen in written["citizens"]
        for answer in citizen["hidden"]
    ]
    assert hidden
    for person, sample in hidden:
        record = records[person]
        seen = {history.current.report.sample_number for history in record.results}
        assert sample not in seen | {history.current.sample_number for history in record.microbiology}


def planned_results(answers: list[Json]) -> Iterator[tuple[object, ...]]:
    for answer in answers:
        for result in answer.get("results", ()):
            yield (
                answer["sample"],
                answer["in_general_practice"],
                result["code"],
                tuple(planned_version(each) for each in (result["current"], *result["earlier"])),
            )


def planned_version(each: Json) -> tuple[object, ...]:
    fields = ("letter", "status", "value", "operator", "unit", "lower", "upper", "mark")
    return tuple(each[field] for field in fields)


def of_record(history: ResultHistory) -> tuple[object, ...]:
    report = history.current.report
    return (
        report.sample_number,
        report.sector == "general_practice",
        history.current.result.code,
        tuple(of_version(each) for each in (history.current, *history.earlier)),
    )


def of_version(version: Version) -> tuple[object, ...]:
    result = version.result
    interval = result.interval or Interval()
    return (
        version.report.letter_number,
        CODES[result.status],
        result.value,
        result.operator,
        result.unit,
        interval.lower,
        interval.upper,
        MARKS[result.mark],
    )


def versions(answer: Json) -> list[tuple[str, str]]:
    return [(each["letter"], each["status"]) for each in (answer["current"], *answer["earlier"])]


def of_report(history: ReportHistory) -> tuple[str, list[tuple[str, str]]]:
    reports = (history.current, *history.earlier)
    told = [(each.letter_number, CODES[each.status or Status.RECEIVED]) for each in reports]
    return history.current.sample_number, told
