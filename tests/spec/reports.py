"""Short words for the specification of results: letters become stored reports, times are minutes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from labsvar.letters.catalogue import Report as ReportLetter
from labsvar.results import derive
from labsvar.results.cumulative import table
from labsvar.results.model import Person, Released, Report, Stored, Withdrawal
from labsvar.results.record import Record, assemble
from tests.builders import NANCY, emessage, laboratory_report, microbiology_report, patient, result

START = datetime(2026, 3, 2, 12, 0)
CODES = {
    "received": "proeve_modtaget",
    "temporary": "svar_midlertidigt",
    "final": "svar_endeligt",
    "corrected": "svar_rettet",
}


def at(minute: int) -> str:
    """A letter's time, so many minutes after the first."""
    return (START + timedelta(minutes=minute)).strftime("%Y-%m-%d %H:%M")


def arrived(minute: int) -> datetime:
    """A time of arrival, so many minutes after the first."""
    return (START + timedelta(minutes=minute)).replace(tzinfo=UTC)


def value(text: str, status: str = "final", code: str = "NPU19748", **changes: Any) -> Any:
    """One result of a letter."""
    return result(code, text, status=CODES[status], short_name=f"{code};P", **changes)


def letter(
    *results: Any, resulted: int = 0, number: str = "1", given: bool | None = None, **changes: Any
) -> Any:
    """A biochemistry letter with these results; `given` is its word on consent."""
    times = {"authorised": changes.pop("authorised", at(resulted)), "resulted": at(resulted)}
    return laboratory_report(results=results, number=number, patient=patient(given=given), **times, **changes)


def culture(
    status: str = "final", resulted: int = 0, number: str = "1", given: bool | None = None, **changes: Any
) -> Any:
    """A microbiology letter with one culture."""
    return microbiology_report(
        status=CODES[status],
        number=number,
        patient=patient(given=given),
        authorised=at(resulted),
        resulted=at(resulted),
        **changes,
    )


def report(
    made: ReportLetter,
    arrival: int = 0,
    *,
    stage: Any = "full",
    laboratory: str | None = None,
    **changes: Any,
) -> Report:
    """The stored report of a letter; `laboratory` is what the register says the sender is."""
    letter_id = f"{made.letter.identifier}-{made.sender.ean_identifier}-{arrival}"
    derived = derive.report(
        made,
        letter_id=changes.pop("letter_id", letter_id),
        person_key=NANCY,
        databank="MiBa" if made.letter.type_code == "XRPT05" else "LABA",
        stage=stage,
        envelope=emessage(made).envelope,
        arrived_at=arrived(arrival),
        sender_laboratory=laboratory,
    )
    return replace(derived, **changes)


def record(
    *reports: Report,
    withdrawals: Iterable[Withdrawal] = (),
    released: Iterable[Report] = (),
    **options: Any,
) -> Record:
    """What may be seen when these reports are stored, in this order, and some of them released."""
    person = Person(key=NANCY, surname="Berggren", given_name="Nancy Ann Test")
    stored = Stored(
        person=person,
        reports=reports,
        withdrawals=tuple(withdrawals),
        released=tuple(Released(letter_id=each.letter_id, at=arrived(90)) for each in released),
    )
    return assemble(stored, **options)


def shown(found: Record) -> dict[str, str]:
    """The current value of each analysis code; tombstones show as a dagger."""
    return {
        history.current.result.code: "†" if history.withdrawn else history.current.result.value
        for history in found.results
    }


def cells(found: Record) -> list[str]:
    """Every value in the cumulative view, as it stands in its cell."""
    return [
        each.history.current.result.value
        for group in table(found).groups
        for row in group.rows
        for place in sorted(row.cells)
        for each in row.cells[place]
    ]
