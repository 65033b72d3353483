"""Rule S23 on made-up worlds: nothing incomparable ever shares a row, nothing declared comparable is split."""

from __future__ import annotations

import sys

import pytest

from labsvar.codetables import read_csv
from labsvar.comparability import (
    Analysis,
    Comparing,
    LoincRow,
    MemberRow,
    MethodRow,
    Producer,
    Registers,
    SynonymRow,
    place_slowly,
)
from tests import measured_worlds
from tests.measured_worlds import World, wrongly_apart, wrongly_together


def registers(world: World) -> Registers:
    """The tables of a world as they are read; there must be nothing wrong with them."""
    methods = [read_csv(MethodRow, text) for text in world.methods.values()]
    members, synonyms = read_csv(MemberRow, world.members), read_csv(SynonymRow, world.synonyms)
    loinc = read_csv(LoincRow, world.loinc)
    found = [read.findings for read in methods]
    assert not any((*found, members.findings, synonyms.findings, loinc.findings))
    return Registers(
        methods=tuple(row for read in methods for row in read.rows),
        members=members.rows,
        synonyms=synonyms.rows,
        loinc=loinc.rows,
    )


def analyses(world: World) -> list[Analysis]:
    """The results of a world, as they would be asked about."""
    return [
        Analysis(
            code_system=sample.system,
            code=sample.code,
            code_responsible="SST" if sample.system == "iupac" else "",
            unit=sample.unit,
            producer=Producer(code=sample.laboratory.code, kind=sample.laboratory.kind),
            on=sample.day,
        )
        for sample in world.samples
    ]


def judge(seed: int) -> None:
    """Holds the rows of a world against the truth about it, and quick places against slow ones."""
    world = measured_worlds.made(seed)
    tables = registers(world)
    comparing = Comparing(tables)
    places = [comparing.place(each) for each in analyses(world)]
    rows = [place.key for place in places]
    assert wrongly_together(world, rows) == []
    assert wrongly_apart(world, rows) == []
    for each, place in zip(analyses(world)[:20], places, strict=False):
        assert place == place_slowly(each, tables)


@pytest.mark.parametrize("seed", range(12))
def test_both_directions_of_error_never_occur(seed: int) -> None:
    judge(seed)


def test_the_worlds_hold_what_they_are_about() -> None:
    """Some results of a world are in groups, converted, unknown and at the point of care; else it proves
    nothing."""
    world = measured_worlds.made(0)
    comparing = Comparing(registers(world))
    places = [comparing.place(each) for each in analyses(world)]
    assert any(place.group and place.conversion for place in places)
    assert any(place.group and place.method and place.method.point_of_care for place in places)
    assert any(place.method is None for place in places)
    assert any(place.method is not None and place.group is None for place in places)
    assert any(
        each.code_system == "loinc" and place.group
        for each, place in zip(analyses(world), places, strict=True)
    )


def test_the_judges_see_both_errors() -> None:
    """One row for everything and a row for each are told of, so the judges could fail."""
    world = measured_worlds.made(0)
    assert wrongly_together(world, ["one"] * len(world.samples))
    assert wrongly_apart(world, range(len(world.samples)))


if (
    __name__ == "__main__"
):  # pragma: no cover - started by hand: python -m tests.unit.comparability.test_worlds 1000
    for number in range(int(sys.argv[1])):
        judge(number)
    print(f"{sys.argv[1]} worlds, no error")
