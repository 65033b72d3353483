"""The tables in `codes/tables/`, row by row as typed values.

Where each is from, under which licence, and what is not in it, stands in `SOURCES.md` beside them.
An empty cell is `None`.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeVar

import msgspec

Confidence = Literal["DOC", "CODE", "INFERRED"]

_FOLDER: Final = files("labsvar.codes") / "tables"
_ANTIBIOTIC: Final = re.compile(r"(?P<name>[^\[=]+)(?:\[(?P<code>[^\]]+)\])?(?:=(?P<category>.+))?")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a table; every field is named as its column."""


class FeeCode(Row, frozen=True, kw_only=True):
    """A laboratory service of general practice, and a code of the examination behind it."""

    fee_code: str
    fee_text: str
    code: str | None = None
    code_system: str | None = None
    short_name: str | None = None
    long_name: str | None = None


class TestPerson(Row, frozen=True, kw_only=True):
    """A person on MedCom's list of national test persons, who does not exist."""

    __test__ = False  # not a test, though its name begins like one

    cpr: str
    given: str
    family: str
    gender: Literal["female", "male"]
    birth_date: date
    address_line: str | None = None
    postal_code: str | None = None
    municipality_code: str | None = None
    region_iso3166_2: str | None = None


class Municipality(Row, frozen=True, kw_only=True):
    """A municipality and its code of four digits."""

    code: str
    name: str


class CommonAnalysis(Row, frozen=True, kw_only=True):
    """A common analysis with one reference interval, for a sex and an age; for demonstrations only.

    `lower` and `upper` are as printed; `age_from` is included, `age_to` is not (`18Y`, `420D`).
    """

    npu_code: str
    npu_name_short_da: str | None = None
    system: str | None = None
    unit: str | None = None
    value_form: Literal["number", "text"] | None = None
    decimals: int | None = None
    sex: Literal["any", "female", "male"]
    age_from: str | None = None
    age_to: str | None = None
    lower: str | None = None
    upper: str | None = None
    source: str
    confidence: Confidence


class Susceptibility(msgspec.Struct, frozen=True, kw_only=True):
    """An antibiotic tested on an organism; `category` is S, I or R where the source gives it."""

    name: str
    code: str | None
    category: str | None


class MicrobiologyFinding(Row, frozen=True, kw_only=True):
    """An organism found in a material, as public letters and guidelines show it."""

    organism: str
    material: str | None = None
    analysis_code: str | None = None
    analysis_code_type: str | None = None
    analysis_code_responsible: str | None = None
    organism_code: str | None = None
    organism_code_type: str | None = None
    organism_code_responsible: str | None = None
    antibiotics: str | None = None
    notes: str | None = None
    source: str
    confidence: Confidence

    @property
    def susceptibilities(self) -> tuple[Susceptibility, ...]:
        """The antibiotics, taken apart: `Name[code]=S | Name`."""
        return tuple(_susceptibility(part) for part in (self.antibiotics or "").split(" | ") if part)


class NotifiableDisease(Row, frozen=True, kw_only=True):
    """A notifiable disease; `list` is the list of BEK 1260/2023 where that is known."""

    disease_da: str
    disease_int: str
    agent: str | None = None
    list: str | None = None
    isolate_required: str
    source: str


class UnitlessAnalysis(Row, frozen=True, kw_only=True):
    """An analysis whose result has no unit, and why."""

    code: str
    name: str
    reason: str
    source: str


class ResponseGroup(Row, frozen=True, kw_only=True):
    """One of MedCom's groups that analyses are ordered and answered under."""

    number: str
    da: str
    en: str


class Speciality(Row, frozen=True, kw_only=True):
    """The name of a code of the list `MedicalSpecialityCode`."""

    code: str
    da: str
    en: str


_AnyRow = TypeVar("_AnyRow", bound=Row)


def _rows(name: str, kind: type[_AnyRow]) -> tuple[_AnyRow, ...]:
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    cells = [{key: value or None for key, value in row.items()} for row in csv.DictReader(lines)]
    return tuple(msgspec.convert(row, kind, strict=False) for row in cells)


def _susceptibility(text: str) -> Susceptibility:
    match = _ANTIBIOTIC.fullmatch(text)
    if match is None:
        raise ValueError("an antibiotic is written Name[code]=category")
    return Susceptibility(name=match["name"], code=match["code"], category=match["category"])


@cache
def fee_codes() -> tuple[FeeCode, ...]:
    """The laboratory services of the fee table, with the codes that were suggested for them."""
    return _rows("fee_codes.csv", FeeCode)


@cache
def test_persons() -> tuple[TestPerson, ...]:
    """MedCom's national test persons."""
    return _rows("medcom_test_persons.csv", TestPerson)


@cache
def test_person_numbers() -> frozenset[str]:
    """The numbers of MedCom's national test persons."""
    return frozenset(person.cpr for person in test_persons())


@cache
def municipalities() -> dict[str, str]:
    """The names of the municipalities by their code."""
    return {row.code: row.name for row in _rows("municipality_codes.csv", Municipality)}


@cache
def common_analyses() -> tuple[CommonAnalysis, ...]:
    """Common analyses, a row for each reference interval."""
    return _rows("common_analyses.csv", CommonAnalysis)


@cache
def microbiology_findings() -> tuple[MicrobiologyFinding, ...]:
    """Organisms and what they were tested for."""
    return _rows("microbiology_findings.csv", MicrobiologyFinding)


@cache
def notifiable_diseases() -> tuple[NotifiableDisease, ...]:
    """Notifiable diseases; the table is not complete."""
    return _rows("notifiable_diseases.csv", NotifiableDisease)


@cache
def unitless_analyses() -> tuple[UnitlessAnalysis, ...]:
    """Analyses whose results have no unit."""
    return _rows("unitless_analyses.csv", UnitlessAnalysis)


@cache
def unitless_codes() -> frozenset[str]:
    """The codes of the analyses whose results have no unit."""
    return frozenset(row.code for row in unitless_analyses())


@cache
def response_groups() -> tuple[ResponseGroup, ...]:
    """MedCom's groups, in their order."""
    return _rows("response_groups.csv", ResponseGroup)


@cache
def specialities() -> tuple[Speciality, ...]:
    """The names of all codes of the list `MedicalSpecialityCode`, of every release."""
    return _rows("specialities.csv", Speciality)


# pytest collects functions whose names begin with "test_" from modules that import them.
test_persons.__test__ = False  # type: ignore[attr-defined]  # functools.cache allows attributes
test_person_numbers.__test__ = False  # type: ignore[attr-defined]  # the same
