"""Whether a row is sent: the rules one after the other, each with what to do about it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec

from labsvar.findings import Finding, Rule
from labsvar.hub import rules
from labsvar.hub.coding import ANY, NO_UNIT, CodeEntry, Tables
from labsvar.hub.model import Clinic, Settings, State
from labsvar.hub.rows import CardRow
from labsvar.identifiers.person import birth_date, identifies_nobody, is_made_up
from labsvar.letters.zone import DENMARK
from labsvar.results.model import Stage

LONGEST_VALUE: Final = 12
LONGEST_UNIT: Final = 16
LONGEST_REQUISITION: Final = 15
_LONGEST_LIMIT: Final = {"LABA": 12, "MiBa": 8}
_NEEDED: Final = ("surname", "sampled_at", "resulted_at", "code", "value")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?").fullmatch
_CLOCKS: Final = timedelta(days=1)
"""How far ahead a time may be: clocks and zones differ."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What a row means and whether it may go. With a `finding` it does not; `entry` is its code.

    `given` is the word on consent that its letter carries.
    """

    state: State
    finding: Finding | None = None
    entry: CodeEntry | None = None
    given: bool | None = None


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What rows are judged by beside their own words.

    `stage` is the system's, `states_refusal` whether the clinic could say that a patient refuses. `now` is
    Danish local time without a zone.
    """

    clinic: Clinic
    stage: Stage
    states_refusal: bool
    tables: Tables
    settings: Settings
    belongs: Callable[[bool], bool]
    now: datetime

    @property
    def shown_from(self) -> Stage:
        """The stage that what comes now has: full only if its patients could have refused (rule S15)."""
        return self.stage if self.states_refusal else "technical"


def person(row: CardRow, about: Circumstances) -> Finding | None:
    """What keeps the person of a row out of this kind of installation (rule S10)."""
    made_up = is_made_up(row.patient)
    if not about.belongs(made_up):
        return _found(rules.TEST_PERSON if made_up else rules.REAL_PERSON, "patient")
    if identifies_nobody(row.patient):
        return _found(rules.PATIENT_UNKNOWN, "patient")
    return None


def judge(row: CardRow, about: Circumstances, *, came_in: Stage) -> Judged:
    """Whether a row with a result is sent; `came_in` is the stage in which it came."""
    left_out, problem = origin(row)
    if problem is not None:
        return Judged(state="left_out" if left_out else "held", finding=problem)
    problem = _number(row) or _complete(row) or _times(row, about.now)
    if problem is not None:
        return Judged(state="held", finding=problem)
    entry = coded(row, about)
    if entry is None:
        return Judged(state="held", finding=_found(rules.CODE_UNMAPPED, "code"))
    if not _is_shared(entry, about) and not _must_go(row, entry, about):
        return Judged(state="left_out", finding=_found(rules.CODE_NOT_LISTED, "code"), entry=entry)
    problem = _fits(row, entry)
    if problem is not None:
        return Judged(state="held", finding=problem, entry=entry)
    return _consenting(row, entry, about, came_in)


def origin(row: CardRow) -> tuple[bool, Finding | None]:
    """Whether a laboratory sends the result, and what keeps the row back if its origin does.

    The row's own word counts. Without one, a row that names both a laboratory and the requisition it
    answered is a laboratory's. One that names a laboratory and says that the clinic made the result is
    held, as one that says nothing. Assumption: no public page says how the two are told apart.
    """
    if row.origin == "laboratory" or (
        row.origin == "unknown" and row.laboratory.strip() and row.requisition_number.strip()
    ):
        return True, _found(rules.LABORATORY_SENDS, "origin")
    if row.origin == "unknown":
        return False, _found(rules.ORIGIN_UNKNOWN, "origin")
    if row.laboratory.strip():
        return False, _found(rules.ORIGIN_CONTRADICTS, "laboratory")
    return False, None


def coded(row: CardRow, about: Circumstances) -> CodeEntry | None:
    """What the row's code means on the day of the sample; `None` when no released table says it.

    A code that the row calls national is looked up as such. Any other is looked up in the mapping first,
    and then, where the row does not say what kind of code it is, among the national codes.
    """
    day = _day(row.sampled_at)
    if row.code_system in ("npu", "dnk", "mcs", "mds"):
        return about.tables.entry(row.code, row.code_system, on=day)
    found = about.tables.mapped(row.code, clinic=row.clinic, system=row.system, on=day)
    if found is None and row.code_system == "unknown":
        found = about.tables.national(row.code, on=day)
    return found


def is_number(text: str) -> bool:
    """Whether a value is a number, with a decimal comma or point and no other signs."""
    return _NUMBER(text) is not None


def moment(text: str) -> datetime:
    """A time of a row."""
    return datetime.fromisoformat(text)


def _found(rule: Rule, where: str, /, **parts: object) -> Finding:
    return rule.at(line=None, path=where, **parts)


def _day(text: str) -> date:
    return moment(text).date()


def _number(row: CardRow) -> Finding | None:
    """Only the date is looked at: a CPR number need not pass modulus 11 (rule S9)."""
    return _found(rules.PATIENT_IMPOSSIBLE, "patient") if birth_date(row.patient) is None else None


def _complete(row: CardRow) -> Finding | None:
    for field in _NEEDED:
        if not getattr(row, field).strip():
            return _found(rules.ROW_INCOMPLETE, field, field=field)
    return None


def _times(row: CardRow, now: datetime) -> Finding | None:
    for field in ("sampled_at", "resulted_at"):
        told = moment(getattr(row, field))
        if _is_skipped(told):
            return _found(rules.TIME_SKIPPED, field)
        if told > now + _CLOCKS:
            return _found(rules.TIME_FUTURE, field)
    if row.resulted_at < row.sampled_at:
        return _found(rules.TIMES_SWAPPED, "resulted_at")
    return None


def _is_skipped(told: datetime) -> bool:
    """Whether Danish clocks never showed a time, being put forward past it."""
    there = told.replace(tzinfo=DENMARK)
    return there.astimezone(UTC).astimezone(DENMARK).replace(tzinfo=None) != told


def _must_go(row: CardRow, entry: CodeEntry, about: Circumstances) -> bool:
    """Whether surveillance is to have it whatever else holds: microbiology, and biochemistry under a code that
    was notifiable on the day of the answer (rule S14)."""
    kept_by = entry.responsible(about.clinic.producer)
    return entry.databank == "MiBa" or about.tables.is_notifiable(
        entry.code, kept_by, on=_day(row.resulted_at)
    )


def _is_shared(entry: CodeEntry, about: Circumstances) -> bool:
    """Whether the stage and the positive list share it; microbiology needs no list."""
    sharing = about.settings.sharing.get(about.stage, "listed")
    return entry.databank == "MiBa" or sharing == "all" or entry.shared == "yes"


def _fits(row: CardRow, entry: CodeEntry) -> Finding | None:
    """What of the value, its unit and limits a letter could not carry, or the code not have."""
    number = is_number(row.value)
    if (entry.value_form == "number" or row.operator) and not number:
        return _found(rules.VALUE_FORM, "value")
    if number and len(row.value) > LONGEST_VALUE:
        return _found(rules.VALUE_LONG, "value", most=LONGEST_VALUE)
    if not _has_unit(row, entry, number=number):
        return _found(rules.UNIT, "unit")
    limits = _LONGEST_LIMIT[entry.databank]
    lengths = (
        ("unit", LONGEST_UNIT),
        ("reference_lower", limits),
        ("reference_upper", limits),
        ("requisition_number", LONGEST_REQUISITION),
    )
    for field, most in lengths:
        if len(getattr(row, field)) > most:
            return _found(rules.FIELD_LONG, field, field=field, most=most)
    return None


def _has_unit(row: CardRow, entry: CodeEntry, *, number: bool) -> bool:
    """Whether the unit is one of the code's. A value in words needs none."""
    if entry.units == ANY or (not number and not row.unit):
        return True
    return (row.unit or NO_UNIT) in entry.units.split("|")


def _consenting(row: CardRow, entry: CodeEntry, about: Circumstances, came_in: Stage) -> Judged:
    """The word on consent. What came when its patients could not refuse is not shown in the full stage either
    (rule S15): it waits. What surveillance is to have does not wait and goes as refused (rule S14), and so does
    a notifiable code that the positive list does not share. Assumption: that hides it, as no page says how."""
    given = {"given": True, "refused": False, "": None}[row.consent]
    if about.stage == "full" and came_in == "technical":
        if not _must_go(row, entry, about):
            rule = rules.TECHNICAL_ROW if about.states_refusal else rules.CLINIC_CANNOT_REFUSE
            return Judged(state="held", finding=_found(rule, "clinic"), entry=entry)
        given = False
    if not _is_shared(entry, about):
        given = False
    return Judged(state="sent", entry=entry, given=given)
