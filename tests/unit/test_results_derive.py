"""From a letter to the report kept beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from labsvar.letters.element import DateTime
from labsvar.letters.text import BREAK
from labsvar.letters.xrpt01 import ResultComments, ResultTextValue
from labsvar.results import derive
from labsvar.results.model import Interval, Report, Status
from tests.builders import coded, emessage, laboratory_report, limits, microbiology_report, patient, result
from tests.spec.reports import report


def test_a_report_carries_numbers_times_and_parties_of_its_letter() -> None:
    """What a clinician needs to find the letter again is in the report."""
    made = report(laboratory_report(comments=("Fastende", BREAK)))
    assert (made.sample_number, made.requester_number, made.production_number) == ("S0001", "R0001", "P0001")
    assert (made.sampled_at, made.resulted_at) == (datetime(2026, 3, 2, 8, 15), datetime(2026, 3, 2, 12, 0))
    assert (made.sender.name, made.sender.department) == ("Testsygehuset", "Klinisk Biokemi")
    assert (made.speciality, made.sector, made.comments) == ("klin_biokemi", "hospital", ("Fastende", BREAK))
    assert made.given is None


def test_a_result_keeps_the_characters_of_the_letter() -> None:
    """Value, unit, limits, operator and formatting come through unchanged."""
    sent = result(
        value="3.0",
        operator="mindre_end",
        result_validation="for_lav",
        interval=limits("3.50", None),
        remarks=(ResultTextValue(content=("a", BREAK)), ResultComments(content=("b",))),
    )
    (got,) = report(laboratory_report(results=(sent,))).results
    assert (got.value, got.operator, got.mark, got.numeric) == ("3.0", "mindre_end", "low", True)
    assert got.interval == Interval(kind="fysiologisk", lower="3.50", upper=None, text=None)
    assert [(remark.kind, remark.content) for remark in got.remarks] == [
        ("text", ("a", BREAK)),
        ("comment", ("b",)),
    ]


def test_a_microbiology_report_keeps_its_investigations_whole() -> None:
    """Nothing of a susceptibility table is flattened away."""
    letter = microbiology_report()
    information = replace(letter.requisition_information, comments=(coded("Haster"),))
    made = report(replace(letter, requisition_information=information))
    assert made.investigations == letter.laboratory_results.investigations
    assert (made.status, made.report_status) == (Status.FINAL, "komplet_svar")
    assert (made.clinical_information, made.requisition_comments) == (
        ("Obs. urinvejsinfektion",),
        ("Haster",),
    )


@pytest.mark.parametrize(
    ("older", "status"), [("komplet", "komplet_svar"), ("delvis", "del_svar"), ("modtaget", "modtaget")]
)
def test_the_older_result_status_is_read_as_the_report_status(older: str, status: str) -> None:
    """XR0531M and XR0530M say in other words how complete the report is."""
    letter = microbiology_report(report_status=None)
    results = letter.laboratory_results
    general = replace(results.general_result_information, result_status=older, report_status_code=None)
    letter = replace(letter, laboratory_results=replace(results, general_result_information=general))
    assert report(letter).report_status == status


@pytest.mark.parametrize(
    ("code", "speciality", "sector"),
    [
        ("ydernummer", "almen_medicin", "general_practice"),
        ("ydernummer", None, "general_practice"),
        ("ydernummer", "kirurgi_praksis", "other"),
        ("sygehusafdelingsnummer", "klin_biokemi", "hospital"),
        ("sorkode", None, "other"),
    ],
)
def test_the_sector_follows_the_senders_identifier(code: str, speciality: str | None, sector: str) -> None:
    """Only where the register of systems says nothing."""
    letter = laboratory_report()
    sender = replace(letter.sender, identifier_code=code, medical_speciality_code=speciality)
    assert report(replace(letter, sender=sender)).sector == sector


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026-03-02", datetime(2026, 3, 2, 8, 15)),
        (" 2026-03-02Z ", datetime(2026, 3, 2, 8, 15)),
        ("2026-03-02+01:00", datetime(2026, 3, 2, 8, 15)),
        ("12026-03-02", datetime.max),
        ("-0001-03-02", datetime.min),
    ],
)
def test_every_date_the_standard_allows_becomes_a_moment(date: str, expected: datetime) -> None:
    """Years beyond what Python holds become its first or last moment instead of a fault."""
    assert derive.moment(DateTime(date=date, time="08:15")) == expected


def test_a_report_survives_being_kept_as_json() -> None:
    """What is read back equals what was stored, for both kinds."""
    for letter in (laboratory_report(patient=patient(given=False)), microbiology_report()):
        made = report(letter)
        assert msgspec.json.decode(msgspec.json.encode(made), type=Report) == made


def test_the_same_letter_gives_the_same_report() -> None:
    """A report can be made again from the stored letter."""
    letter = laboratory_report()
    options: dict[str, Any] = {
        "letter_id": "1",
        "person_key": "2512489996",
        "databank": "LABA",
        "stage": "full",
        "envelope": emessage(letter).envelope,
        "arrived_at": datetime(2026, 3, 2, tzinfo=UTC),
    }
    assert derive.report(letter, **options) == derive.report(letter, **options)
