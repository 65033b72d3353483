"""Placing a million results on rows by method and group, against one plain dict look-up for each.

The other side looks each result up in a dict by the same five fields (code system, code, responsible, unit,
laboratory) and finds a row that was decided before; it knows nothing of days. Ours is asked about results of
300 codes in 60 laboratories over ten years, whose methods change every year.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from bench.common import Row, compare, show
from labsvar.comparability import Analysis, Comparing, MemberRow, MethodRow, Producer, Registers

RESULTS = 1_000_000
CODES = [f"NPU{number:05d}" for number in range(300)]
LABORATORIES = [f"L{number:02d}" for number in range(60)]
YEARS = range(2016, 2026)


def registers() -> Registers:
    """Methods of every laboratory and code, which change every year; and a group for each method."""
    methods = tuple(
        MethodRow(
            producer=laboratory,
            code_system="npu",
            code=code,
            method=f"metode {(number + year) % 4}",
            valid_from=date(year, 1, 1),
            valid_to=date(year, 12, 31),
        )
        for number, laboratory in enumerate(LABORATORIES)
        for code in CODES
        for year in YEARS
    )
    members = tuple(
        MemberRow(
            code_system="npu",
            code=code,
            group=f"gruppe {number % 2}",
            unit="mmol/L",
            group_unit="mmol/L",
            method=f"metode {number}",
            outcome="comparable",
            maintainer="bench",
        )
        for code in CODES
        for number in range(3)
    )
    return Registers(methods=methods, members=members)


def analyses() -> list[Analysis]:
    """The results, in no order."""
    chance = random.Random(1)
    producers = [Producer(code=code) for code in LABORATORIES]
    first = date(YEARS[0], 1, 1)
    return [
        Analysis(
            code_system="iupac",
            code=chance.choice(CODES),
            code_responsible="SST",
            unit="mmol/L",
            producer=chance.choice(producers),
            on=first + timedelta(days=chance.randrange(3650)),
        )
        for _ in range(RESULTS)
    ]


def rows() -> list[Row]:
    """The figure."""
    asked = analyses()
    place = Comparing(registers()).place
    decided = {
        (each.code_system, each.code, each.code_responsible, each.unit, each.producer): place(each)
        for each in asked
    }

    def ours() -> None:
        for each in asked:
            place(each)

    def bare() -> None:
        for each in asked:
            decided[each.code_system, each.code, each.code_responsible, each.unit, each.producer]

    measured = compare(ours, bare, rounds=7)
    return [
        Row(
            "Place a million results on rows by method and group",
            "a dict look-up by the same five fields",
            measured.median,
            at_most=3.0,
            detail=measured.text,
        )
    ]


if __name__ == "__main__":
    show(rows())
